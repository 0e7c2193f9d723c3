//! Names and values beside each other.

use super::Copy;
use crate::format::MISSING;
use leptos::prelude::*;

/// A list of names and values.
#[component]
pub fn KeyValues(
    /// [`KeyValue`]s.
    children: Children,
) -> impl IntoView {
    view! { <dl class="kv">{children()}</dl> }
}

/// A name and its value.
#[component]
pub fn KeyValue(
    /// Name.
    #[prop(into)]
    name: String,
    /// Value as text; `None` is drawn as missing.
    #[prop(optional, into)]
    value: Option<String>,
    /// Why it is missing.
    #[prop(optional, into)]
    why: Option<String>,
    /// True: a copy button after it.
    #[prop(optional)]
    copy: bool,
    /// True: what a machine reads.
    #[prop(optional)]
    mono: bool,
    /// A view in place of the text.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    let drawn = match (children, value) {
        (Some(children), _) => children().into_any(),
        (None, Some(value)) => {
            let button = copy.then(|| view! { <Copy value=value.clone() /> });
            view! {
                <span class=mono.then_some("mono")>{value.clone()}</span>
                {button}
            }
            .into_any()
        }
        (None, None) => view! { <span class="t3" title=why>{MISSING}</span> }.into_any(),
    };
    view! {
        <dt>{name}</dt>
        <dd>{drawn}</dd>
    }
}
