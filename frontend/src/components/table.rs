//! The table: server-side sort, selection, a menu for each row, a sticky head, a skeleton. It is one
//! tab stop: arrows move between rows, Space selects, Shift extends, Enter opens, the arrows to the
//! side move inside a row. On a phone it is a list of cards.

use super::table_row::{RowView, Shared};
use super::{Icon, MenuItem, Row, drawn, late, lu};
use crate::dom;
use crate::i18n::text;
use castellan_api::page::Order;
use leptos::html;
use leptos::prelude::*;
use std::collections::BTreeSet;
use std::sync::Arc;
use wasm_bindgen::JsCast;

/// A column's head.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Head {
    /// The column's name in queries.
    pub key: &'static str,
    /// Its word.
    pub label: &'static str,
    /// The whole name, where the word is short; empty: the word says it.
    pub title: &'static str,
    /// True: figures, at the right.
    pub numeric: bool,
    /// True: the list can be sorted by it.
    pub sort: bool,
}

impl Head {
    /// A column of words that the list cannot be sorted by.
    pub const fn new(key: &'static str, label: &'static str) -> Self {
        Self {
            key,
            label,
            title: "",
            numeric: false,
            sort: false,
        }
    }

    /// With its whole name, where the word is short.
    pub const fn titled(mut self, title: &'static str) -> Self {
        self.title = title;
        self
    }

    /// Of figures.
    pub const fn numeric(mut self) -> Self {
        self.numeric = true;
        self
    }

    /// That the list can be sorted by.
    pub const fn sorted(mut self) -> Self {
        self.sort = true;
        self
    }
}

/// How a list is sorted.
#[derive(Clone, Debug, PartialEq)]
pub struct Sort {
    /// Column.
    pub key: String,
    /// Direction.
    pub order: Order,
}

/// Rows of the skeleton.
const SKELETON_ROWS: usize = 8;

/// A table. It stands in a `.card`, between `.tools` and a `Pager`.
#[component]
pub fn Table(
    /// Its name.
    #[prop(into)]
    label: String,
    /// Heads of the columns shown; the first is the row's name.
    #[prop(into)]
    heads: Signal<Vec<Head>>,
    /// Rows of this page.
    #[prop(into)]
    rows: Signal<Vec<Row>>,
    /// How it is sorted.
    #[prop(optional, into)]
    sort: Signal<Option<Sort>>,
    /// Sorts it otherwise.
    #[prop(optional, into)]
    on_sort: Option<Callback<Sort>>,
    /// Keys of the rows selected; absent: nothing can be selected.
    #[prop(default = None, into)]
    selected: Option<RwSignal<BTreeSet<String>>>,
    /// Entries of a row's menu, by its key; absent: no menu.
    #[prop(optional, into)]
    menu: Option<Callback<String, Vec<MenuItem>>>,
    /// True while the first answer is awaited.
    #[prop(optional, into)]
    loading: Signal<bool>,
    /// Rows in all, all pages.
    #[prop(optional, into)]
    total: Signal<u64>,
) -> impl IntoView {
    let rows = Memo::new(move |_| rows.get().into_iter().map(Arc::new).collect::<Vec<_>>());
    let move_to = RwSignal::new(None::<String>);
    let current = Signal::derive(move || {
        move_to
            .get()
            .filter(|key| rows.with(|rows| rows.iter().any(|row| row.key == *key)))
            .or_else(|| rows.with(|rows| rows.first().map(|row| row.key.clone())))
    });
    let anchor = StoredValue::new(None::<String>);
    let shared = Shared {
        heads,
        rows,
        selected,
        menu,
        current,
        anchor,
        move_to,
    };
    let node = NodeRef::<html::Tbody>::new();
    let skeleton = late(move || loading.get());
    let keys = move || rows.with(|rows| rows.iter().map(|row| row.key.clone()).collect::<Vec<_>>());
    let head_cells = move || {
        let name_class = if selected.is_some() { "fix2" } else { "fix1" };
        heads
            .get()
            .into_iter()
            .enumerate()
            .map(|(at, head)| {
                let class = if at == 0 {
                    name_class
                } else if head.numeric {
                    "num"
                } else {
                    ""
                };
                view! { <HeadCell head=head class=class sort=sort on_sort=on_sort /> }
            })
            .collect::<Vec<_>>()
    };
    view! {
        <div class="tw" tabindex=move || rows.with(Vec::is_empty).then_some("0") >
            <table
                class="tbl cards"
                role="grid"
                aria-label=label.clone()
                aria-rowcount=move || (total.get() + 1).to_string()
                aria-multiselectable=selected.is_some().then_some("true")
            >
                <thead role="rowgroup">
                    <tr role="row">
                        {selected.map(|_| view! { <SelectPage shared=shared /> })}
                        {head_cells}
                        {menu
                            .map(|_| {
                                view! {
                                    <th class="end" role="columnheader" scope="col">
                                        <span class="sr">{text().common().actions}</span>
                                    </th>
                                }
                            })}
                    </tr>
                </thead>
                <tbody
                    node_ref=node
                    role="rowgroup"
                    aria-busy=move || loading.get().then_some("true")
                    on:keydown=move |event| {
                        if let Some(body) = node.get_untracked() {
                            key_pressed(&event, &body, shared);
                        }
                    }
                >
                    {drawn(move || {
                        skeleton
                            .get()
                            .then(|| skeleton_rows(heads.get().len() + usize::from(selected.is_some()) + usize::from(menu.is_some())))
                    })}
                    <For each=keys key=|key| key.clone() let:key>
                        <RowView key=key shared=shared />
                    </For>
                </tbody>
            </table>
        </div>
    }
}

fn skeleton_rows(columns: usize) -> Vec<AnyView> {
    (0..SKELETON_ROWS)
        .map(|row| {
            let cells: Vec<_> = (0..columns)
                .map(|column| {
                    let width = if column < 2 { 90 + (row * 37) % 90 } else { 40 };
                    view! {
                        <td role="gridcell">
                            <span class="sk" style:width=format!("{width}px")></span>
                        </td>
                    }
                })
                .collect();
            view! { <tr role="row" class="sk-row">{cells}</tr> }.into_any()
        })
        .collect()
}

#[component]
fn SelectPage(shared: Shared) -> impl IntoView {
    let count = move || {
        shared.selected.map_or(0, |selected| {
            selected.with(|keys| {
                shared
                    .rows
                    .with(|rows| rows.iter().filter(|row| keys.contains(&row.key)).count())
            })
        })
    };
    let all = move || shared.rows.with(Vec::len);
    let mixed = move || count() > 0 && count() < all();
    let whole = move || all() > 0 && count() == all();
    let toggle = move |_| {
        let whole = whole();
        if let Some(selected) = shared.selected {
            selected.update(|keys| {
                shared.rows.with_untracked(|rows| {
                    for row in rows {
                        if whole {
                            keys.remove(&row.key);
                        } else {
                            keys.insert(row.key.clone());
                        }
                    }
                });
            });
        }
    };
    view! {
        <th class="c0 fix" role="columnheader" scope="col">
            <input
                type="checkbox"
                class="cb"
                class:mixed=mixed
                aria-label=text().common().select_page
                prop:checked=whole
                prop:indeterminate=mixed
                on:change=toggle
            />
        </th>
    }
}

#[component]
fn HeadCell(
    head: Head,
    class: &'static str,
    sort: Signal<Option<Sort>>,
    on_sort: Option<Callback<Sort>>,
) -> impl IntoView {
    let order = move || {
        sort.with(|sort| {
            sort.as_ref()
                .filter(|sort| sort.key == head.key)
                .map(|sort| sort.order)
        })
    };
    let aria = move || {
        order().map(|order| match order {
            Order::Asc => "ascending",
            Order::Desc => "descending",
        })
    };
    let title = (!head.title.is_empty()).then_some(head.title);
    let content = match on_sort.filter(|_| head.sort) {
        Some(on_sort) => {
            let press = move |_| {
                // Figures are first asked for their largest, names from A on.
                let next = match (order(), head.numeric) {
                    (Some(Order::Asc), _) | (None, true) => Order::Desc,
                    (Some(Order::Desc), _) | (None, false) => Order::Asc,
                };
                on_sort.run(Sort {
                    key: head.key.to_owned(),
                    order: next,
                });
            };
            view! {
                <button type="button" title=title on:click=press>
                    {head.label}
                    {drawn(move || {
                        order()
                            .map(|order| {
                                let icon = match order {
                                    Order::Asc => lu::LuArrowUp,
                                    Order::Desc => lu::LuArrowDown,
                                };
                                view! { <Icon icon=icon /> }
                            })
                    })}
                </button>
            }
            .into_any()
        }
        None => view! { <span title=title>{head.label}</span> }.into_any(),
    };
    view! {
        <th class=class scope="col" role="columnheader" aria-sort=aria>
            {content}
        </th>
    }
}

fn key_pressed(event: &web_sys::KeyboardEvent, body: &web_sys::Element, shared: Shared) {
    let all = dom::all(body, "tr[data-row]");
    let Some(focused) = dom::focused() else {
        return;
    };
    // A menu that hangs on a row has keys of its own.
    if focused.closest(".pop").ok().flatten().is_some() {
        return;
    }
    let Some(at) = all.iter().position(|row| row.contains(Some(&focused))) else {
        return;
    };
    let Some(row) = all.get(at) else { return };
    let on_row = *row == focused;
    let last = all.len().saturating_sub(1);
    let to = match event.key().as_str() {
        "ArrowDown" => (at + 1).min(last),
        "ArrowUp" => at.saturating_sub(1),
        "Home" => 0,
        "End" => last,
        "PageDown" => (at + 10).min(last),
        "PageUp" => at.saturating_sub(10),
        "ArrowRight" | "ArrowLeft" => {
            event.prevent_default();
            beside(row, &focused, event.key() == "ArrowRight");
            return;
        }
        " " if on_row => {
            event.prevent_default();
            if let Some(key) = shared.current.get_untracked() {
                shared.toggle(&key);
            }
            return;
        }
        "Enter" if on_row => {
            if let Some(link) = dom::all(row, "a.nm").first() {
                event.prevent_default();
                link.click();
            }
            return;
        }
        "ContextMenu" | "F10" if event.key() == "ContextMenu" || event.shift_key() => {
            if let Some(menu) = dom::all(row, ".end button").first() {
                event.prevent_default();
                menu.click();
            }
            return;
        }
        _ => return,
    };
    event.prevent_default();
    let key_at = |at: usize| {
        shared
            .rows
            .with_untracked(|rows| rows.get(at).map(|row| row.key.clone()))
    };
    if event.shift_key()
        && let (Some(from), Some(to)) = (key_at(at), key_at(to))
    {
        shared.extend(&from, &to);
    }
    if let Some(row) = all.get(to) {
        let _ = row.focus();
    }
}

/// Moves to the next or last control of a row; before the first one is the row itself.
fn beside(row: &web_sys::HtmlElement, focused: &web_sys::HtmlElement, forward: bool) {
    let controls: Vec<web_sys::HtmlElement> = dom::all(row, "input, a[href], button")
        .into_iter()
        .filter(|control| control.offset_parent().is_some())
        .collect();
    let now = controls.iter().position(|control| control == focused);
    let to = match (now, forward) {
        (None, true) => controls.first(),
        (Some(at), true) => controls.get(at + 1).or(controls.last()),
        (Some(at), false) => at
            .checked_sub(1)
            .and_then(|at| controls.get(at))
            .or(Some(row)),
        (None, false) => None,
    };
    if let Some(element) = to {
        let element: &web_sys::HtmlElement = element.unchecked_ref();
        let _ = element.focus();
    }
}
