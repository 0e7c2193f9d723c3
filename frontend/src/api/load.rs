//! What a page shows: asked for when its question changes, asked again when the cluster changed,
//! and kept on the screen meanwhile.

use super::{Failure, Receive, Reply, Sent, fetch, sent};
use crate::live;
use castellan_api::endpoint::{Answer, Body, Endpoint, NoBody};
use castellan_api::events::Part;
use leptos::prelude::*;
use std::cell::Cell;
use std::rc::Rc;
use std::sync::Arc;

/// What makes a page ask again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Watch {
    /// A part of the instance's snapshot changed.
    Part(Part),
    /// A task moved on.
    Tasks,
    /// The instance was changed in the console.
    Instance,
}

/// An answer of the console that is kept up to date. It is `Copy`; its parts are signals.
pub struct Load<T: 'static> {
    /// The last good answer. It stays while a new one is asked for, and when that fails.
    pub data: RwSignal<Option<Arc<T>>>,
    /// Why the last try failed.
    pub failure: RwSignal<Option<Failure>>,
    /// True while an answer is awaited.
    pub busy: RwSignal<bool>,
    again: RwSignal<u32>,
}

impl<T> Clone for Load<T> {
    fn clone(&self) -> Self {
        *self
    }
}
impl<T> Copy for Load<T> {}

/// How a load stands, without what it loads: for the states of a page.
#[derive(Clone, Debug, PartialEq)]
pub enum State {
    /// The first answer is awaited.
    Waiting,
    /// There is an answer.
    Ready,
    /// There is an answer, and the last try for a newer one failed.
    Old(Failure),
    /// There is none.
    Failed(Failure),
}

impl<T: Send + Sync + 'static> Load<T> {
    fn new() -> Self {
        Self {
            data: RwSignal::new(None),
            failure: RwSignal::new(None),
            busy: RwSignal::new(false),
            again: RwSignal::new(0),
        }
    }

    /// The last good answer. Followed.
    pub fn get(self) -> Option<Arc<T>> {
        self.data.get()
    }

    /// The last good answer, not followed.
    pub fn get_untracked(self) -> Option<Arc<T>> {
        self.data.get_untracked()
    }

    /// Asks again.
    pub fn again(self) {
        self.again.update(|count| *count = count.wrapping_add(1));
    }

    /// Puts an answer in place, as one that a change brought.
    pub fn put(self, value: T) {
        self.data.set(Some(Arc::new(value)));
        self.failure.set(None);
    }

    /// How it stands. Followed.
    pub fn state(self) -> State {
        let there = self.data.with(Option::is_some);
        match (self.failure.get(), there) {
            (Some(failure), true) => State::Old(failure),
            (Some(failure), false) => State::Failed(failure),
            (None, true) => State::Ready,
            (None, false) => State::Waiting,
        }
    }
}

/// Loads what an endpoint answers. `ask` gives path and query and is followed: signals it reads
/// (the address's query, a filter) make it ask again; `None` asks nothing yet. `watch` names what
/// else does.
pub fn load<E>(
    ask: impl Fn() -> Option<(E::Path, E::Query)> + 'static,
    watch: &'static [Watch],
) -> Load<<E::Answer as Answer>::Value>
where
    E: Endpoint<Body = NoBody>,
    E::Answer: Receive,
    <E::Answer as Answer>::Value: Send + Sync,
{
    load_by::<E>(move || ask().map(|(path, query)| (path, query, ())), watch)
}

/// [`load`] for a question that is asked in a body, as the preview of an election is.
pub fn load_by<E>(
    ask: impl Fn() -> Option<(E::Path, E::Query, <E::Body as Body>::Value)> + 'static,
    watch: &'static [Watch],
) -> Load<<E::Answer as Answer>::Value>
where
    E: Endpoint,
    E::Answer: Receive,
    <E::Answer as Answer>::Value: Send + Sync,
{
    let load = Load::new();
    let ask = move || ask().map(|(path, query, body)| sent::<E>(&path, &query, &body, None));
    let take = move |reply: Result<Reply, Failure>| {
        match reply.and_then(<E::Answer as Receive>::receive) {
            Ok(value) => {
                // A page that was left has no signals any more.
                let _ = load.data.try_set(Some(Arc::new(value)));
                load.failure.try_set(None);
            }
            Err(failure) => {
                load.failure.try_set(Some(failure));
            }
        }
    };
    keep(
        Box::new(ask),
        Rc::new(take),
        load.busy,
        load.again,
        watch,
        load.failure,
    );
    load
}

fn keep(
    ask: Box<dyn Fn() -> Option<Sent>>,
    take: Rc<dyn Fn(Result<Reply, Failure>)>,
    busy: RwSignal<bool>,
    again: RwSignal<u32>,
    watch: &'static [Watch],
    failure: RwSignal<Option<Failure>>,
) {
    let latest = Rc::new(Cell::new(0u32));
    let asked = Rc::new(std::cell::RefCell::new(None::<Sent>));
    Effect::new(move || {
        again.track();
        live::live().follow(watch);
        let Some(sent) = ask() else { return };
        let turn = latest.get().wrapping_add(1);
        latest.set(turn);
        // Another question: its failure, not that of the last one.
        if asked.borrow().as_ref() != Some(&sent) {
            failure.set(None);
            *asked.borrow_mut() = Some(sent.clone());
        }
        busy.set(true);
        let (latest, take) = (Rc::clone(&latest), Rc::clone(&take));
        leptos::task::spawn_local(async move {
            let reply = fetch::send(sent).await;
            if latest.get() == turn {
                take(reply);
                busy.try_set(false);
            }
        });
    });
}
