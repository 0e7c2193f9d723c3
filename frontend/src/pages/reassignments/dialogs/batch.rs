//! A question about many things at once, each with its own result: what was refused is listed in
//! the dialog that asked.

use super::close;
use crate::api::Failure;
use crate::components::{Button, Dialog, DialogFoot, Look, Note, Tone, drawn, toast};
use crate::i18n::text;
use crate::pages::act::{Act, Refused};
use castellan_api::problem::{BatchResult, ItemResult};
use leptos::prelude::*;
use std::pin::Pin;
use std::sync::Arc;

/// The most that are listed by name.
const LISTED: usize = 50;

/// What a question says.
pub struct Question {
    /// The question.
    pub title: String,
    /// The consequences.
    pub body: &'static str,
    /// What it is about.
    pub names: Vec<String>,
    /// The verb with its object.
    pub verb: String,
    /// The verb in progress form.
    pub working: &'static str,
    /// `3 moves canceled`.
    pub done: fn(u64) -> String,
    /// `1 of 3 moves not canceled`.
    pub refused: fn(u64, u64) -> String,
}

/// A change that answers for each item.
pub type Work = Pin<Box<dyn Future<Output = Result<BatchResult, Failure>>>>;

/// The dialog. `send` begins the change, `after` is told when all of it went well.
pub fn ask(
    question: Question,
    send: impl Fn() -> Work + Send + Sync + 'static,
    after: impl Fn() + Send + Sync + 'static,
) -> AnyView {
    ask_by(question, Arc::new(send), Arc::new(after))
}

fn ask_by(
    question: Question,
    send: Arc<dyn Fn() -> Work + Send + Sync>,
    after: Arc<dyn Fn() + Send + Sync>,
) -> AnyView {
    let act = Act::default();
    let refused = RwSignal::new((0u64, Vec::<ItemResult>::new()));
    let (done, title) = (question.done, question.refused);
    let go = move |()| {
        refused.set((0, Vec::new()));
        let (work, after) = (send(), Arc::clone(&after));
        act.run(async move {
            let items = work.await?.items;
            let all = items.len() as u64;
            let bad: Vec<ItemResult> = items
                .into_iter()
                .filter(|item| item.error.is_some())
                .collect();
            if bad.is_empty() {
                toast::done(done(all), "");
                close(());
                after();
            } else {
                refused.try_set((all, bad));
            }
            Ok(())
        });
    };
    let refusals = move || {
        let (all, bad) = refused.get();
        (!bad.is_empty())
            .then(|| view! { <Refusals title=title(bad.len() as u64, all) items=bad /> })
    };
    view! {
        <Dialog title=question.title on_close=close>
            <div class="body">
                <p class="t2">{question.body}</p>
                {named(question.names)}
                <Refused act=act />
                {drawn(refusals)}
            </div>
            <DialogFoot on_cancel=close>
                <Button
                    label=question.verb
                    look=Look::DangerSolid
                    busy=act.working(question.working)
                    on_press=go
                />
            </DialogFoot>
        </Dialog>
    }
    .into_any()
}

/// What was refused, and why.
#[component]
fn Refusals(title: String, items: Vec<ItemResult>) -> impl IntoView {
    let lines: Vec<AnyView> = items
        .into_iter()
        .map(|item| {
            let why = item.error.map(|error| error.detail).unwrap_or_default();
            view! { <li><b>{item.name}</b> " " {why}</li> }.into_any()
        })
        .collect();
    view! {
        <Note tone=Tone::Crit title=title>
            <ul class="failures">{lines}</ul>
        </Note>
    }
}

/// The names of what a change is about; of many the first.
fn named(names: Vec<String>) -> AnyView {
    let rest = names.len().saturating_sub(LISTED) as u64;
    let lines: Vec<AnyView> = names
        .into_iter()
        .take(LISTED)
        .map(|name| view! { <li><b>{name}</b></li> }.into_any())
        .collect();
    let more =
        (rest > 0).then(|| view! { <li class="t3">{(text().reassignments().and_more)(rest)}</li> });
    view! {
        <ul class="going" tabindex="0" aria-label=text().common().selection>
            {lines} {more}
        </ul>
    }
    .into_any()
}
