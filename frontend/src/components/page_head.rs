//! The head of a page: title and one pill, a line of facts, actions at the right. It names the
//! browser's tab too.

use super::drawn;
use crate::dom;
use crate::i18n::text;
use leptos::prelude::*;

/// The head of a page.
#[component]
pub fn PageHead(
    /// The page's name.
    #[prop(into)]
    title: Signal<String>,
    /// What the page is about, for the tab: the instance's name. Empty: nothing.
    #[prop(optional, into)]
    about: Signal<String>,
    /// A pill beside the title.
    #[prop(optional, into)]
    pill: ViewFn,
    /// Facts: `<span>`s.
    #[prop(optional, into)]
    facts: Option<ViewFn>,
    /// Actions: secondary, primary, then the menu.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    Effect::new(move || {
        let Some(document) = dom::document() else {
            return;
        };
        let about = about.get();
        let mut name = title.get();
        if !about.is_empty() && about != name {
            name = format!("{name} · {about}");
        }
        document.set_title(&format!("{name} · {}", text().shell().product));
    });
    view! {
        <div class="head">
            <div>
                <div class="t">
                    <h1>{drawn(move || title.get())}</h1>
                    {drawn(move || pill.run())}
                </div>
                {facts.map(|facts| view! { <div class="facts">{drawn(move || facts.run())}</div> })}
            </div>
            {children.map(|children| view! { <div class="acts">{children()}</div> })}
        </div>
    }
}
