//! Icons: lucide, drawn in the colour of the text. Only those that are named are in the Wasm.

use leptos::prelude::*;

/// All of lucide, as `lu::LuPlus`.
pub use icondata_lu as lu;

/// An icon beside a word. It says nothing to a screen reader: the word does.
#[component]
pub fn Icon(
    /// Which, as `lu::LuPlus`.
    icon: icondata_core::Icon,
    /// True: 14 px, for meta lines, chips and small buttons.
    #[prop(optional)]
    small: bool,
    /// True: turns, for work in progress.
    #[prop(optional)]
    turning: bool,
) -> impl IntoView {
    let class = match (small, turning) {
        (false, false) => "ic",
        (true, false) => "ic ic-sm",
        (false, true) => "ic turning",
        (true, true) => "ic ic-sm turning",
    };
    view! {
        <svg class=class viewBox="0 0 24 24" aria-hidden="true" inner_html=icon.data></svg>
    }
}

/// The mark: a keep.
#[component]
pub fn Mark() -> impl IntoView {
    view! {
        <svg viewBox="0 0 24 24" aria-hidden="true">
            <rect class="m" width="24" height="24" rx="6"></rect>
            <path
                class="k"
                d="M6 5.5h2.6v2h2.1v-2h2.6v2h2.1v-2H18v5l-1.6 1.3v4.4H18v2.8h-4.4v-2.6a1.6 1.6 0 0 0-3.2 0V19H6v-2.8h1.6v-4.4L6 10.5z"
            ></path>
        </svg>
    }
}
