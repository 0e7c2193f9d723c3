//! Never a blank: waiting, empty, nothing found, partial, stale, error.

use super::{Button, Icon, Tone, drawn, lu};
use crate::api::{Failure, State};
use crate::dom;
use crate::format::time;
use crate::i18n::text;
use castellan_api::page::Missing;
use leptos::prelude::*;

/// A skeleton is drawn after this, milliseconds: most answers come sooner.
const LATE_MS: i32 = 150;

/// True once something has been true for 150 ms: a quick answer draws no skeleton.
pub fn late(waiting: impl Fn() -> bool + Send + Sync + 'static) -> Signal<bool> {
    let shown = RwSignal::new(false);
    let waiting = Memo::new(move |_| waiting());
    Effect::new(move || {
        if waiting.get() {
            dom::after(LATE_MS, move || {
                if waiting.try_get_untracked() == Some(true) {
                    shown.try_set(true);
                }
            });
        } else {
            shown.set(false);
        }
    });
    shown.into()
}

/// A state in words: empty, nothing found, error. Actions stand inside.
#[component]
pub fn Empty(
    /// Icon.
    icon: icondata_core::Icon,
    /// What.
    #[prop(into)]
    title: String,
    /// Why, and what it is for.
    #[prop(into)]
    detail: String,
    /// Actions.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    view! {
        <div class="empty">
            <Icon icon=icon />
            <b class="semi">{title}</b>
            <span>{detail}</span>
            {children.map(|children| view! { <div class="row">{children()}</div> })}
        </div>
    }
}

/// A failure in words, with a way to try again.
#[component]
pub fn FailureView(
    /// What failed.
    failure: Failure,
    /// Tries again.
    #[prop(into)]
    on_retry: Callback<()>,
) -> impl IntoView {
    let icon = match failure.status() {
        Some(403) => lu::LuLock,
        Some(404) => lu::LuSearch,
        _ => lu::LuCircleX,
    };
    let trace = failure.trace().map(|trace| {
        view! { <code class="t3 fs12">{(text().common().trace)(trace)}</code> }
    });
    view! {
        <div class="empty" role="alert">
            <Icon icon=icon />
            <b class="semi">{failure.title()}</b>
            <span>{failure.detail()}</span>
            <div class="row">
                <Button label=text().common().retry icon=lu::LuRefreshCw on_press=on_retry />
            </div>
            {trace}
        </div>
    }
}

/// A note above or inside the content.
#[component]
pub fn Note(
    /// What it means: warn and crit are coloured.
    tone: Tone,
    /// What.
    #[prop(into)]
    title: String,
    /// Why, and what to do.
    #[prop(optional, into)]
    detail: String,
    /// More, as a link.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    let (class, icon) = match tone {
        Tone::Info => ("note info", tone.icon()),
        Tone::Old => ("note", tone.icon()),
        Tone::Idle | Tone::Unknown | Tone::Run => ("note", tone.icon()),
        Tone::Ok => ("note ok", tone.icon()),
        Tone::Warn => ("note warn", tone.icon()),
        Tone::Crit => ("note crit", tone.icon()),
    };
    view! {
        <div class=class role=(tone == Tone::Crit).then_some("alert")>
            <Icon icon=icon />
            <div class="grow">
                <b>{title}</b>
                {(!detail.is_empty()).then(|| view! { <p>{detail}</p> })}
                {children.map(|children| children())}
            </div>
        </div>
    }
}

/// The states around what a page loads: error in place of it, stale and partial above it, a
/// skeleton while the first answer is awaited.
#[component]
pub fn States(
    /// How the load stands: `Signal::derive(move || load.state())`.
    #[prop(into)]
    state: Signal<State>,
    /// Who did not answer.
    #[prop(optional, into)]
    missing: Signal<Vec<Missing>>,
    /// When what is shown was read, milliseconds since 1970 UTC.
    #[prop(optional, into)]
    as_of: Signal<Option<i64>>,
    /// Tries again.
    #[prop(into)]
    on_retry: Callback<()>,
    /// True: the content draws its own skeleton (a table).
    #[prop(optional)]
    own_skeleton: bool,
    /// The content.
    children: ChildrenFn,
) -> impl IntoView {
    #[derive(Clone, PartialEq)]
    enum Draw {
        Content,
        Skeleton,
        Failed(Failure),
    }
    let draw = Memo::new(move |_| match state.get() {
        State::Failed(failure) => Draw::Failed(failure),
        State::Waiting if !own_skeleton => Draw::Skeleton,
        _ => Draw::Content,
    });
    let waiting = late(move || draw.with(|draw| *draw == Draw::Skeleton));
    let old = move || match state.get() {
        State::Old(failure) => {
            let title = as_of.get().map_or_else(
                || failure.title(),
                |as_of| (text().common().old_title)(&time::since(as_of)),
            );
            Some(view! {
                <Note tone=Tone::Old title=title detail=failure.detail()>
                    <button type="button" class="link" on:click=move |_| on_retry.run(())>
                        {text().common().retry}
                    </button>
                </Note>
            })
        }
        _ => None,
    };
    view! {
        {old}
        <Partial missing=missing />
        {drawn(move || match draw.get() {
            Draw::Failed(failure) => {
                view! {
                    <div class="card">
                        <FailureView failure=failure on_retry=on_retry />
                    </div>
                }
                    .into_any()
            }
            Draw::Skeleton => view! { <Skeleton shown=waiting /> }.into_any(),
            Draw::Content => children(),
        })}
    }
}

/// Who did not answer.
#[component]
pub fn Partial(
    /// Who, and why.
    #[prop(into)]
    missing: Signal<Vec<Missing>>,
) -> impl IntoView {
    let t = text().common();
    move || {
        let missing = missing.get();
        (!missing.is_empty()).then(|| {
            let detail = missing
                .iter()
                .map(|one| match one.broker {
                    // Most reasons name the broker by its address already.
                    _ if one.why.contains(&one.address) => crate::format::sentence(&one.why),
                    Some(id) => (t.missing_broker)(id, &one.why),
                    None => format!("{}: {}", one.address, one.why),
                })
                .collect::<Vec<_>>()
                .join(" ");
            view! {
                <Note
                    tone=Tone::Warn
                    title=(t.missing_title)(missing.len() as u64)
                    detail=detail
                />
            }
        })
    }
}

/// Grey bars in place of content.
#[component]
fn Skeleton(shown: Signal<bool>) -> impl IntoView {
    view! {
        <div class="card skeleton" aria-busy="true" aria-label=text().common().loading role="status">
            {drawn(move || {
                shown
                    .get()
                    .then(|| {
                        (0..4).map(|_| view! { <span class="sk"></span> }).collect_view()
                    })
            })}
        </div>
    }
}
