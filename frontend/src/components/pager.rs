//! The foot of a table: range, facts, rows a page, pages.

use super::{IconButton, Select, drawn, lu};
use crate::format::number;
use crate::i18n::text;
use leptos::prelude::*;

/// Rows a page that can be chosen.
const CHOICES: [u32; 4] = [20, 50, 100, 200];

/// The foot of a table.
#[component]
pub fn Pager(
    /// Rows in all.
    #[prop(into)]
    total: Signal<u64>,
    /// Page, from 1.
    #[prop(into)]
    page: Signal<u32>,
    /// Rows a page.
    #[prop(into)]
    per_page: Signal<u32>,
    /// Goes to a page.
    #[prop(into)]
    on_page: Callback<u32>,
    /// Takes another number of rows a page.
    #[prop(into)]
    on_per_page: Callback<u32>,
    /// Facts after the range: `<span class="not-s">`.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    let pages = Memo::new(move |_| {
        let per_page = u64::from(per_page.get().max(1));
        u32::try_from(total.get().div_ceil(per_page))
            .unwrap_or(u32::MAX)
            .max(1)
    });
    let range = move || {
        let (total, per_page) = (total.get(), u64::from(per_page.get()));
        let first = u64::from(page.get().max(1) - 1) * per_page;
        (text().common().range)((first + 1).min(total), (first + per_page).min(total), total)
    };
    let buttons = move || {
        let now = page.get();
        let mut last = 0;
        numbers(now, pages.get())
            .into_iter()
            .map(|number_of| {
                let gap = number_of > last + 1;
                last = number_of;
                let current = number_of == now;
                view! {
                    {gap.then(|| view! { <span class="t3">"…"</span> })}
                    <button
                        type="button"
                        class=if current { "btn sm" } else { "btn quiet sm" }
                        aria-current=current.then_some("page")
                        aria-label=(text().common().page_number)(u64::from(number_of))
                        on:click=move |_| on_page.run(number_of)
                    >
                        {number(number_of)}
                    </button>
                }
            })
            .collect_view()
    };
    let choices = Signal::derive(move || {
        let mut choices = CHOICES.to_vec();
        if !choices.contains(&per_page.get()) {
            choices.push(per_page.get());
            choices.sort_unstable();
        }
        choices
            .into_iter()
            .map(|rows| (rows.to_string(), number(rows)))
            .collect::<Vec<_>>()
    });
    view! {
        <div class="foot">
            <span class="num">{range}</span>
            {children.map(|children| children())}
            <span class="sp"></span>
            <span class="row not-s rows">
                <span aria-hidden="true">{text().common().rows}</span>
                <Select
                    label=text().common().rows
                    bare=true
                    value=Signal::derive(move || per_page.get().to_string())
                    options=choices
                    on_change=move |rows: String| {
                        if let Ok(rows) = rows.parse() {
                            on_per_page.run(rows);
                        }
                    }
                />
            </span>
            {drawn(move || {
                (pages.get() > 1)
                    .then(|| {
                        view! {
                            <nav class="pager" aria-label=text().common().pages>
                                <IconButton
                                    label=text().common().previous
                                    icon=lu::LuChevronLeft
                                    small=true
                                    disabled=Signal::derive(move || page.get() <= 1)
                                    on_press=move |()| on_page.run(page.get_untracked().max(2) - 1)
                                />
                                {buttons}
                                <IconButton
                                    label=text().common().next
                                    icon=lu::LuChevronRight
                                    small=true
                                    disabled=Signal::derive(move || page.get() >= pages.get())
                                    on_press=move |()| on_page.run(page.get_untracked() + 1)
                                />
                            </nav>
                        }
                    })
            })}
        </div>
    }
}

/// The pages with a button: first, last, and those around the one of now.
fn numbers(now: u32, pages: u32) -> Vec<u32> {
    let now = now.clamp(1, pages.max(1));
    (1..=pages)
        .filter(|page| {
            *page == 1 || *page == pages || page.abs_diff(now) <= 1 || (now <= 2 && *page <= 3)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::numbers;

    #[test]
    fn first_last_and_those_around() {
        assert_eq!(numbers(1, 1), [1]);
        assert_eq!(numbers(1, 21), [1, 2, 3, 21]);
        assert_eq!(numbers(10, 21), [1, 9, 10, 11, 21]);
        assert_eq!(numbers(99, 3), [1, 2, 3]);
    }
}
