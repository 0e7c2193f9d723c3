//! The answer of a dry run, kept up to date with what is typed: asked after a short pause, and only
//! the answer to the last question is shown.

use crate::api::{Failure, Receive, call};
use crate::dom;
use castellan_api::endpoint::{Answer, Body, Endpoint};
use leptos::prelude::*;
use std::sync::Arc;

/// Pause in the typing after which the cluster is asked, milliseconds.
const PAUSE_MS: i32 = 350;

/// The answer of a dry run. It is `Copy`; its parts are signals.
pub struct Preview<T: 'static> {
    /// The last answer; while a new one is awaited it stays.
    pub answer: RwSignal<Option<Arc<T>>>,
    /// Why the last question was refused.
    pub failure: RwSignal<Option<Failure>>,
    /// True while an answer is awaited: what is shown is of an older question.
    pub busy: RwSignal<bool>,
    again: RwSignal<u32>,
}

impl<T> Clone for Preview<T> {
    fn clone(&self) -> Self {
        *self
    }
}
impl<T> Copy for Preview<T> {}

impl<T: Send + Sync + 'static> Preview<T> {
    /// True if the answer is that to what is typed now. Followed.
    pub fn current(self) -> bool {
        !self.busy.get() && self.answer.with(Option::is_some)
    }

    /// Asks the same again.
    pub fn again(self) {
        self.again.update(|again| *again = again.wrapping_add(1));
    }
}

/// Asks what `ask` says (path, query with the dry run, body) whenever that changes; `None`: there
/// is nothing to ask.
pub fn preview<E>(
    ask: impl Fn() -> Option<(E::Path, E::Query, <E::Body as Body>::Value)> + 'static,
) -> Preview<<E::Answer as Answer>::Value>
where
    E: Endpoint,
    E::Answer: Receive,
    <E::Answer as Answer>::Value: Send + Sync,
{
    let shown = Preview {
        answer: RwSignal::new(None),
        failure: RwSignal::new(None),
        busy: RwSignal::new(false),
        again: RwSignal::new(0),
    };
    let turn = StoredValue::new(0u32);
    Effect::new(move || {
        shown.again.track();
        let asked = ask();
        let mine = turn.get_value().wrapping_add(1);
        turn.set_value(mine);
        let Some((path, query, body)) = asked else {
            shown.answer.set(None);
            shown.failure.set(None);
            shown.busy.set(false);
            return;
        };
        shown.busy.set(true);
        dom::after(PAUSE_MS, move || {
            if turn.try_get_value() != Some(mine) {
                return;
            }
            leptos::task::spawn_local(async move {
                let result = call::<E>(&path, &query, body).await;
                if turn.try_get_value() != Some(mine) {
                    return;
                }
                match result {
                    Ok(answer) => {
                        shown.answer.try_set(Some(Arc::new(answer)));
                        shown.failure.try_set(None);
                    }
                    Err(failure) => {
                        shown.answer.try_set(None);
                        shown.failure.try_set(Some(failure));
                    }
                }
                shown.busy.try_set(false);
            });
        });
    });
    shown
}
