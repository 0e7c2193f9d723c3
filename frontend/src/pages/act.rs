//! A change a person makes: whether it is at work, why it failed, and the dialog that asks first.

use crate::api::Failure;
use crate::components::{Button, Dialog, DialogFoot, Look, Note, Tone};
use leptos::prelude::*;
use std::pin::Pin;

/// What a change leaves behind: nothing, or why it failed.
pub type Outcome = Result<(), Failure>;

/// A change and how it stands.
#[derive(Clone, Copy)]
pub struct Act {
    /// True while it works.
    pub busy: RwSignal<bool>,
    /// Why the last try failed.
    pub failure: RwSignal<Option<Failure>>,
}

impl Default for Act {
    fn default() -> Self {
        Self {
            busy: RwSignal::new(false),
            failure: RwSignal::new(None),
        }
    }
}

impl Act {
    /// Starts the change; a second press while it works does nothing.
    pub fn run(self, work: impl Future<Output = Outcome> + 'static) {
        self.start(Box::pin(work));
    }

    fn start(self, work: Pin<Box<dyn Future<Output = Outcome>>>) {
        if self.busy.get_untracked() {
            return;
        }
        self.busy.set(true);
        self.failure.set(None);
        leptos::task::spawn_local(async move {
            let failure = work.await.err();
            // The page may have been left meanwhile.
            self.failure.try_set(failure);
            self.busy.try_set(false);
        });
    }

    /// The word of its button while it works.
    pub fn working(self, word: &'static str) -> Signal<Option<String>> {
        Signal::derive(move || self.busy.get().then(|| word.to_owned()))
    }

    /// What the console said is wrong with a field of the body.
    pub fn field(self, pointer: &'static str) -> Signal<Option<String>> {
        Signal::derive(move || {
            self.failure
                .with(|failure| failure.as_ref().and_then(|failure| failure.field(pointer)))
        })
    }
}

/// Why a change failed, where the fields do not say it already.
#[component]
pub fn Refused(
    /// The change.
    act: Act,
    /// Pointers of the fields that show their own errors.
    #[prop(optional)]
    fields: &'static [&'static str],
) -> impl IntoView {
    move || {
        act.failure
            .get()
            .filter(|failure| !failure.only_fields(fields))
            .map(|failure| {
                view! { <Note tone=Tone::Crit title=failure.title() detail=failure.detail() /> }
            })
    }
}

/// Asks before a change that nothing else asks about.
#[component]
pub fn Ask(
    /// The question.
    #[prop(into)]
    title: String,
    /// The consequences.
    #[prop(into)]
    detail: String,
    /// The verb with its object.
    #[prop(into)]
    verb: String,
    /// The verb in progress form.
    working: &'static str,
    /// False: it destroys nothing.
    #[prop(default = true)]
    danger: bool,
    /// The change.
    act: Act,
    /// Makes it.
    #[prop(into)]
    on_confirm: Callback<()>,
    /// Closes the dialog.
    #[prop(into)]
    on_close: Callback<()>,
) -> impl IntoView {
    view! {
        <Dialog title=title on_close=on_close>
            <div class="body">
                <p class="t2">{detail}</p>
                <Refused act=act />
            </div>
            <DialogFoot on_cancel=on_close>
                <Button
                    label=verb
                    look=if danger { Look::DangerSolid } else { Look::Primary }
                    busy=act.working(working)
                    on_press=on_confirm
                />
            </DialogFoot>
        </Dialog>
    }
}
