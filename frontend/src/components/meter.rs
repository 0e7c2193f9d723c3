//! A share as a bar, always with its number. Amber from 80 %, red from 90 %.

use super::drawn;
use crate::format::{NBSP, number};
use leptos::prelude::*;

/// The class of a share in percent.
pub const fn meter_class(percent: u32) -> &'static str {
    match percent {
        0..=79 => "",
        80..=89 => "warn",
        _ => "crit",
    }
}

/// A bar and its number.
#[component]
pub fn Meter(
    /// What it is a share of.
    #[prop(into)]
    label: String,
    /// Percent; over 100 is drawn full.
    #[prop(into)]
    percent: Signal<u32>,
    /// True: progress, which has no alarm colours.
    #[prop(optional)]
    progress: bool,
    /// False: the bar alone, where the number stands elsewhere.
    #[prop(default = true)]
    figure: bool,
) -> impl IntoView {
    let tone = move || {
        if progress {
            ""
        } else {
            meter_class(percent.get())
        }
    };
    let bar = view! {
        <span
            class=move || format!("meter {} {}", tone(), if progress { "prog" } else { "" })
            role=if progress { "progressbar" } else { "meter" }
            aria-label=label
            aria-valuenow=move || percent.get().to_string()
            aria-valuemin="0"
            aria-valuemax="100"
        >
            <i style:width=move || format!("{}%", percent.get().min(100))></i>
        </span>
    };
    if !figure {
        return bar.into_any();
    }
    view! {
        <span class="mt">
            {bar}
            <span class=move || match tone() {
                "warn" => "num warn-t",
                "crit" => "num crit-t",
                _ => "num",
            }>
                {drawn(move || number(percent.get()))} <span class="u">{NBSP}"%"</span>
            </span>
        </span>
    }
    .into_any()
}
