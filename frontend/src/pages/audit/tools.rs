//! The toolbar of the audit: search, range, status, filters, columns, export.

use super::filters::{Chips, MoreFilters};
use super::table::{DEFAULT_COLUMNS, columns};
use super::view::{STATUSES, View, change, status_words, write};
use crate::api::address;
use crate::components::{
    ColumnChooser, IconButton, Menu, MenuItem, Search, Segments, Switch, drawn, lu,
};
use crate::i18n::text;
use crate::pages::time_range::{Span, TimeRange};
use crate::routes::{self, Step};
use castellan_api::audit::{EXPORT_ROWS_MAX, ExportTraces, TraceFormat, TraceQuery};
use castellan_api::endpoint::NoPath;
use castellan_api::url::Commas;
use leptos::prelude::*;

/// The toolbar.
#[component]
pub fn Tools(
    view: Memo<View>,
    total: Signal<u64>,
    query: Signal<TraceQuery>,
    #[prop(into)] on_refresh: Callback<()>,
    busy: RwSignal<bool>,
    of_instance: bool,
) -> impl IntoView {
    let t = text().audit();
    let status = Signal::derive(move || {
        let status = view.with(|view| view.status);
        STATUSES
            .iter()
            .find(|(_, one)| Some(*one) == status)
            .map_or("", |(word, _)| word)
            .to_owned()
    });
    let statuses: Vec<(String, String)> = std::iter::once((String::new(), t.any.to_owned()))
        .chain(
            STATUSES
                .iter()
                .map(|(word, status)| ((*word).to_owned(), status_words(*status).1.to_owned())),
        )
        .collect();
    // A download asks for what the list shows, all pages of it.
    let files = move |()| {
        let address_of = |format| {
            address::<ExportTraces>(
                &NoPath,
                &TraceQuery {
                    page: None,
                    per_page: None,
                    format: Some(format),
                    ..query.get_untracked()
                },
            )
        };
        let words = text().common();
        vec![
            MenuItem::link(words.export_csv, address_of(TraceFormat::Csv))
                .icon(lu::LuDownload)
                .download(),
            MenuItem::link(words.export_xlsx, address_of(TraceFormat::Xlsx))
                .icon(lu::LuSheet)
                .download(),
        ]
    };
    // A file holds less than the list: told where it is asked for.
    let some = move || {
        let total = total.get();
        (total > u64::from(EXPORT_ROWS_MAX))
            .then(|| view! { <p class="t2">{(t.export_some)(total)}</p> })
    };
    let choose_columns = Callback::new(|keys: Option<Vec<String>>| {
        change(|view| view.columns = Commas(keys.unwrap_or_default()));
    });
    let apply = Callback::new(|view: View| write(&view, Step::Push));
    view! {
        <div class="tools">
            <Search
                label=t.search_label
                placeholder=Signal::derive(move || (t.search)(total.get()))
                value=Signal::derive(move || view.with(|view| view.q.clone().unwrap_or_default()))
                on_search=|q: String| {
                    let mut view: View = routes::query_untracked();
                    view.q = (!q.is_empty()).then_some(q);
                    view.page = None;
                    write(&view, Step::Replace);
                }
            />
            <TimeRange
                span=Signal::derive(move || view.with(View::span))
                on_change=|span: Span| write(&routes::query_untracked::<View>().with_span(span), Step::Push)
            />
            <Segments
                label=t.status
                options=statuses
                value=status
                on_change=|word: String| change(|view| {
                    view.status = STATUSES
                        .iter()
                        .find(|(one, _)| *one == word)
                        .map(|(_, status)| *status);
                    view.page = None;
                })
            />
            <Chips view=view on_change=apply />
            <MoreFilters view=view on_change=apply of_instance=of_instance />
            <span class="sp"></span>
            <Switch
                label=t.wrap
                class="not-s"
                on=Signal::derive(move || view.with(|view| view.wrap == Some(true)))
                on_change=|on: bool| change(|view| view.wrap = on.then_some(true))
            />
            <ColumnChooser
                all=columns()
                shown=Signal::derive(move || view.with(|view| {
                    if view.columns.is_empty() {
                        DEFAULT_COLUMNS.map(str::to_owned).to_vec()
                    } else {
                        view.columns.0.clone()
                    }
                }))
                on_change=choose_columns
            />
            <IconButton
                label=Signal::derive(move || if busy.get() { text().common().refreshing } else { t.refresh }.to_owned())
                icon=lu::LuRefreshCw
                on_press=on_refresh
            />
            <Menu
                label=text().common().export
                word=text().common().export
                icon=lu::LuDownload
                class="btn"
                items=Callback::new(files)
            />
        </div>
        {drawn(some)}
    }
}
