//! Confirm by typing: lists what goes, then asks to type the name or the count. The button stays
//! unavailable until it matches.

use super::{Button, Dialog, DialogFoot, Look};
use crate::dom;
use crate::i18n::text;
use leptos::prelude::*;

/// A dialog that destroys something once its word is typed.
#[component]
pub fn ConfirmByTyping(
    /// The question, as "Delete 2 topics?".
    #[prop(into)]
    title: String,
    /// What must be typed: the name of the one, or "delete 2 topics".
    #[prop(into)]
    word: String,
    /// The verb with its object, as "Delete 2 topics".
    #[prop(into)]
    verb: Signal<String>,
    /// The verb in progress form while it works.
    #[prop(optional, into)]
    busy: Signal<Option<String>>,
    /// Why it cannot be done now, where it cannot.
    #[prop(optional, into)]
    unavailable: Signal<Option<String>>,
    /// Does it.
    #[prop(into)]
    on_confirm: Callback<()>,
    /// Closes it.
    #[prop(into)]
    on_close: Callback<()>,
    /// The consequences and the list of what goes.
    children: Children,
) -> impl IntoView {
    let typed = RwSignal::new(String::new());
    let id = dom::unique("confirm");
    let wanted = word.clone();
    let matches = Memo::new(move |_| typed.with(|typed| typed.trim() == wanted));
    let blocked = Signal::derive({
        let why = format!(
            "{} {word} {}",
            text().common().type_to_confirm_before,
            text().common().type_to_confirm_after
        );
        move || {
            unavailable
                .get()
                .or_else(|| (!matches.get()).then(|| why.clone()))
        }
    });
    let submit = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        if blocked.with_untracked(Option::is_none) && busy.with_untracked(Option::is_none) {
            on_confirm.run(());
        }
    };
    view! {
        <Dialog title=title on_close=on_close>
            <form class="dlg-form" on:submit=submit autocomplete="off">
                <div class="body">
                    {children()}
                    <div class="fld">
                        <label for=id.clone()>
                            <span>
                                {text().common().type_to_confirm_before}
                                " "
                                <code class="word">{word}</code>
                                " "
                                {text().common().type_to_confirm_after}
                            </span>
                        </label>
                        <span class="field">
                            <input
                                id=id
                                autofocus
                                spellcheck="false"
                                autocapitalize="off"
                                prop:value=move || typed.get()
                                on:input=move |event| typed.set(dom::value_of(&event))
                            />
                        </span>
                    </div>
                </div>
                <DialogFoot on_cancel=on_close>
                    <Button
                        label=verb
                        look=Look::DangerSolid
                        unavailable=blocked
                        busy=busy
                    />
                </DialogFoot>
            </form>
        </Dialog>
    }
}
