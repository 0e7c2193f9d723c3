//! The column chooser of a table. The first column always stays.

use super::{Icon, Popover, lu};
use crate::dom;
use crate::i18n::text;
use leptos::prelude::*;

/// A button that opens the list of columns.
#[component]
pub fn ColumnChooser(
    /// Keys and words, in the order of the table.
    all: Vec<(&'static str, &'static str)>,
    /// Keys shown.
    #[prop(into)]
    shown: Signal<Vec<String>>,
    /// Takes the new keys; `None`: those of the start.
    #[prop(into)]
    on_change: Callback<Option<Vec<String>>>,
) -> impl IntoView {
    let open = RwSignal::new(false);
    let id = dom::unique("columns");
    let all = StoredValue::new(all);
    let toggle = move |key: &'static str, on: bool| {
        let now = shown.get_untracked();
        let keys = all.with_value(|all| {
            all.iter()
                .map(|(column, _)| *column)
                .filter(|column| {
                    if *column == key {
                        on
                    } else {
                        now.iter().any(|shown| shown == column)
                    }
                })
                .map(str::to_owned)
                .collect()
        });
        on_change.run(Some(keys));
    };
    let boxes = move || {
        let rows = all
            .get_value()
            .into_iter()
            .enumerate()
            .map(|(at, (key, word))| {
                let on = move || shown.with(|shown| shown.iter().any(|one| one == key));
                view! {
                    <label>
                        <input
                            class="cb"
                            type="checkbox"
                            prop:checked=on
                            disabled=at == 0
                            on:change=move |_| toggle(key, !shown.with_untracked(|shown| {
                                shown.iter().any(|one| one == key)
                            }))
                        />
                        {word}
                    </label>
                }
            });
        rows.collect_view()
    };
    view! {
        <button
            type="button"
            class="btn quiet not-s"
            id=id.clone()
            aria-haspopup="dialog"
            aria-expanded=move || open.get().to_string()
            on:click=move |_| open.update(|open| *open = !*open)
        >
            <Icon icon=lu::LuColumns3 />
            {text().common().columns}
        </button>
        <Popover anchor=id open=open class="menu" role="group" label=text().common().columns>
            {boxes()}
            <hr />
            <button type="button" class="item" on:click=move |_| on_change.run(None)>
                <Icon icon=lu::LuRotateCcw />
                {text().common().default_columns}
            </button>
        </Popover>
    }
}
