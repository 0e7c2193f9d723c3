//! The steps across the top: topics, brokers and goals, the plan, the start.

use crate::components::{Icon, lu};
use crate::i18n::text;
use leptos::prelude::*;

/// The steps. Those with an address are links, so that a choice can be made anew.
#[component]
pub fn Steps(
    /// The step of now, from 1.
    now: usize,
    /// Addresses of the first steps.
    links: Vec<String>,
) -> impl IntoView {
    let t = text().plan();
    let words = [t.step_topics, t.step_goals, t.step_preview, t.step_start];
    let steps = words
        .into_iter()
        .enumerate()
        .map(|(at, word)| {
            let number = at + 1;
            let class = match number.cmp(&now) {
                std::cmp::Ordering::Less => "done",
                std::cmp::Ordering::Equal => "now",
                std::cmp::Ordering::Greater => "",
            };
            let mark = if number < now {
                view! { <Icon icon=lu::LuCheck small=true /> }.into_any()
            } else {
                number.into_any()
            };
            let href = links.get(at).filter(|_| number != now).cloned();
            let word = match href {
                Some(href) => view! { <a href=href>{word}</a> }.into_any(),
                None => word.into_any(),
            };
            view! {
                <li class=class aria-current=(number == now).then_some("step")>
                    <i aria-hidden="true">{mark}</i>
                    {word}
                </li>
            }
        })
        .collect_view();
    view! {
        <ol class="steps" aria-label=t.steps>
            {steps}
        </ol>
    }
}
