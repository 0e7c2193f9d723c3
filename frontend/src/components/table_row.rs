//! A row of a table: its data, and how it is drawn and chosen.

use super::menu::row_menu_label;
use super::table_cell::draw;
use super::{Cell, Head, Menu, MenuItem};
use crate::i18n::text;
use leptos::prelude::*;
use std::collections::BTreeSet;
use std::sync::Arc;

/// A row's data. Cells stand in the order of the heads; the first is the row's name.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// What no other row has: a name or ID.
    pub key: String,
    /// Its name, as in "Select orders".
    pub name: String,
    /// Where it leads.
    pub href: Option<String>,
    /// A quiet mark after the name, as "internal".
    pub mark: Option<&'static str>,
    /// Cells, without the name.
    pub cells: Vec<Cell>,
    /// On a phone, in place of the cells: a line of facts, then a state.
    pub sum: Vec<Cell>,
}

/// What a table and its rows share.
#[derive(Clone, Copy)]
pub struct Shared {
    /// Heads of the columns shown.
    pub heads: Signal<Vec<Head>>,
    /// Rows of this page.
    pub rows: Memo<Vec<Arc<Row>>>,
    /// Keys of the rows selected.
    pub selected: Option<RwSignal<BTreeSet<String>>>,
    /// Entries of a row's menu.
    pub menu: Option<Callback<String, Vec<MenuItem>>>,
    /// Key of the row that is the tab stop.
    pub current: Signal<Option<String>>,
    /// The row ticked last: from there Shift and a click extend.
    pub anchor: StoredValue<Option<String>>,
    /// The row the user was on last.
    pub move_to: RwSignal<Option<String>>,
}

impl Shared {
    /// Chooses a row or drops it.
    pub fn toggle(self, key: &str) {
        if let Some(selected) = self.selected {
            selected.update(|keys| {
                if !keys.remove(key) {
                    keys.insert(key.to_owned());
                }
            });
        }
    }

    /// Chooses all rows between two.
    pub fn extend(self, from: &str, to: &str) {
        let Some(selected) = self.selected else {
            return;
        };
        let place = |key: &str| {
            self.rows
                .with_untracked(|rows| rows.iter().position(|row| row.key == key))
        };
        if let (Some(from), Some(to)) = (place(from), place(to)) {
            let (first, last) = (from.min(to), from.max(to));
            selected.update(|keys| {
                self.rows.with_untracked(|rows| {
                    keys.extend(
                        rows.iter()
                            .skip(first)
                            .take(last - first + 1)
                            .map(|row| row.key.clone()),
                    );
                });
            });
        }
    }
}

/// Draws a row. It stays while its key does; only what changed in it is written.
#[component]
pub fn RowView(
    /// Its key.
    key: String,
    /// What it shares with the table.
    shared: Shared,
) -> impl IntoView {
    let key = StoredValue::new(key);
    let row = Memo::new(move |_| {
        key.with_value(|key| {
            shared
                .rows
                .with(|rows| rows.iter().find(|row| row.key == *key).map(Arc::clone))
        })
    });
    let chosen = Signal::derive(move || {
        shared
            .selected
            .is_some_and(|selected| selected.with(|keys| key.with_value(|key| keys.contains(key))))
    });
    let is_current = move || {
        shared
            .current
            .with(|current| key.with_value(|key| current.as_ref() == Some(key)))
    };
    let name = move || row.with(|row| row.as_ref().map(|row| row.name.clone()).unwrap_or_default());
    let click_box = move |event: web_sys::MouseEvent| {
        event.stop_propagation();
        let key = key.get_value();
        match shared.anchor.get_value().filter(|_| event.shift_key()) {
            Some(from) => shared.extend(&from, &key),
            None => shared.toggle(&key),
        }
        shared.anchor.set_value(Some(key));
    };
    let pick = shared.selected.map(|_| {
        view! {
            <td class="c0 fix" role="gridcell">
                <input
                    class="cb"
                    type="checkbox"
                    tabindex="-1"
                    aria-label=move || (text().common().select_row)(&name())
                    prop:checked=move || chosen.get()
                    on:click=click_box
                />
            </td>
        }
    });
    let name_class = if shared.selected.is_some() {
        "fix2"
    } else {
        "fix1"
    };
    let name_cell = move || {
        let row = row.get()?;
        let mark = row
            .mark
            .map(|mark| view! { <span class="tag mark">{mark}</span> });
        let shown = row.name.clone();
        Some(match row.href.clone() {
            Some(href) => view! {
                <a class="nm" href=href tabindex="-1" title=row.name.clone()>{shown}</a>
                {mark}
            }
            .into_any(),
            None => {
                view! { <span class="nm" title=row.name.clone()>{shown}</span> {mark} }.into_any()
            }
        })
    };
    let cells = move || {
        let numeric: Vec<bool> = shared
            .heads
            .with(|heads| heads.iter().skip(1).map(|head| head.numeric).collect());
        let row = row.get()?;
        Some(
            row.cells
                .iter()
                .zip(numeric)
                .map(|(cell, numeric)| {
                    view! {
                        <td role="gridcell" class=if numeric { "num" } else { "" }>
                            {draw(cell.clone())}
                        </td>
                    }
                })
                .collect::<Vec<_>>(),
        )
    };
    let sum = move || {
        let row = row.get()?;
        Some(
            row.sum
                .iter()
                .map(|cell| view! { <div>{draw(cell.clone())}</div> })
                .collect::<Vec<_>>(),
        )
    };
    let end = shared.menu.map(|menu| {
        view! {
            <td class="end" role="gridcell">
                <Menu
                    label=row_menu_label(&row.with_untracked(|row| {
                        row.as_ref().map(|row| row.name.clone()).unwrap_or_default()
                    }))
                    items=Callback::new(move |()| menu.run(key.get_value()))
                    class="btn icon quiet sm"
                    skip_tab=true
                />
            </td>
        }
    });
    view! {
        <tr
            role="row"
            data-row
            tabindex=move || if is_current() { "0" } else { "-1" }
            aria-selected=move || shared.selected.is_some().then(|| chosen.get().to_string())
            on:focusin=move |_| {
                if shared.move_to.with_untracked(|now| key.with_value(|key| now.as_ref() != Some(key))) {
                    shared.move_to.set(Some(key.get_value()));
                }
            }
        >
            {pick}
            <td class=name_class role="rowheader">
                {name_cell}
            </td>
            <td class="sum" role="gridcell">
                {sum}
            </td>
            {cells}
            {end}
        </tr>
    }
}
