//! A block of code with a copy button. Lines that start with `#` or `//` are quiet.

use super::Copy;
use leptos::prelude::*;

/// A block of code, as text.
#[component]
pub fn Code(
    /// The code; its first line is a comment that names the language.
    #[prop(into)]
    text: Signal<String>,
    /// Its name.
    #[prop(into)]
    label: String,
) -> impl IntoView {
    let lines = move || {
        text.get()
            .lines()
            .map(|line| {
                let comment = line.starts_with('#') || line.starts_with("//");
                let line = format!("{line}\n");
                if comment {
                    view! { <span class="c">{line}</span> }.into_any()
                } else {
                    line.into_any()
                }
            })
            .collect_view()
    };
    view! {
        <div class="code-box">
            <div class="code" role="region" aria-label=label tabindex="0">
                {lines}
            </div>
            <Copy value=text word=true />
        </div>
    }
}
