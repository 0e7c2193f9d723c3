//! The audit: the traces of one instance or of the console, filtered, opened, exported.

mod filters;
mod panel;
mod table;
mod view;

use crate::api::{State, address, load};
use crate::components::{
    Button, ColumnChooser, Empty, Icon, IconButton, Note, PageHead, Pager, Search, Segments,
    States, Switch, Tone, lu,
};
use crate::dom;
use crate::i18n::text;
use crate::pages::time_range::{Range, Span, TimeRange};
use crate::routes::{self, Step};
use crate::session::may;
use crate::shell::instance_name;
use castellan_api::action::Action;
use castellan_api::audit::{EXPORT_ROWS_MAX, ExportTraces, ListTraces};
use castellan_api::endpoint::NoPath;
use castellan_api::ids::InstanceId;
use castellan_api::page::Order;
use castellan_api::url::Commas;
use filters::{Chips, MoreFilters};
use leptos::prelude::*;
use panel::TracePanel;
use table::{DEFAULT_COLUMNS, Traces, columns};
use view::{STATUSES, View, status_words};

/// The page; of the console where no instance is named.
pub fn page(instance: Option<InstanceId>) -> AnyView {
    let t = &text().audit;
    let about = instance.is_some();
    view! {
        <PageHead
            title=t.title
            about=Signal::derive(move || if about { instance_name() } else { String::new() })
            facts=move || view! { <span>{t.about}</span> }
        />
        {move || {
            (!may(Action::AuditGet, None))
                .then(|| view! { <Note tone=Tone::Info title=t.own_title detail=t.own_detail /> })
        }}
        <List instance=instance />
    }
    .into_any()
}

fn write(view: &View, step: Step) {
    routes::set_query(view, step);
}

fn change(edit: impl FnOnce(&mut View)) {
    let mut view: View = routes::query_untracked();
    edit(&mut view);
    write(&view, Step::Push);
}

#[component]
fn List(instance: Option<InstanceId>) -> impl IntoView {
    let of_instance = instance.is_some();
    let view = Memo::new(|_| routes::query::<View>());
    // What only this screen knows does not make it ask again.
    let asked = Memo::new(move |_| {
        view.with(|view| View {
            trace: None,
            wrap: None,
            columns: Commas::default(),
            ..view.clone()
        })
    });
    let instance = StoredValue::new(instance);
    let query =
        move || asked.with(|view| instance.with_value(|instance| view.query(instance.as_ref())));
    let load = load::<ListTraces>(move || Some((NoPath, query())), &[]);
    let total = Signal::derive(move || load.get().map_or(0, |page| page.total));
    let traces = Signal::derive(move || {
        load.get()
            .map(|page| page.items.clone())
            .unwrap_or_default()
    });
    let shown = Signal::derive(move || {
        view.with(|view| {
            if view.columns.is_empty() {
                DEFAULT_COLUMNS.map(str::to_owned).to_vec()
            } else {
                view.columns.0.clone()
            }
        })
    });
    let none = Memo::new(move |_| load.state() == State::Ready && total.get() == 0);
    let opened = Signal::derive(move || view.with(|view| view.trace.clone()));
    let beside = move |step: isize| {
        Signal::derive(move || {
            let id = opened.get()?;
            traces.with(|traces| {
                let at = traces.iter().position(|trace| trace.id.as_str() == id)?;
                traces
                    .get(at.checked_add_signed(step)?)
                    .map(|trace| trace.id.to_string())
            })
        })
    };
    let view_trace = move |id: Option<String>| {
        let closing = id.is_none();
        let first = opened.get_untracked().is_none();
        let mut view = view.get_untracked();
        view.trace = id;
        write(&view, if first { Step::Push } else { Step::Replace });
        if first {
            dom::focus("trace-close");
        } else if closing {
            dom::after(0, || {
                let row = dom::by_id("main").and_then(|main| {
                    dom::all(&main, "button.unfold[tabindex='0']")
                        .into_iter()
                        .next()
                });
                if let Some(row) = row {
                    let _ = row.focus();
                }
            });
        }
    };
    let panel_open = Memo::new(move |_| opened.with(Option::is_some));
    view! {
        <div class="beside" class:open=move || panel_open.get()>
            <section class="card">
                <Tools view=view total=total query=Signal::derive(query) on_refresh=move |()| load.again() busy=load.busy of_instance=of_instance />
                <States
                    state=Signal::derive(move || load.state())
                    as_of=Signal::derive(move || load.get().map(|page| page.as_of))
                    own_skeleton=true
                    on_retry=move |()| load.again()
                >
                    {move || {
                        if none.get() {
                            view! { <Nothing view=view.get_untracked() /> }.into_any()
                        } else {
                            view! {
                                <Traces
                                    traces=traces
                                    view=view
                                    shown=shown
                                    loading=Signal::derive(move || load.state() == State::Waiting)
                                    on_order=|order: Order| change(|view| {
                                        view.order = (order == Order::Asc).then_some(order);
                                        view.page = None;
                                    })
                                    on_view=move |id: String| view_trace(Some(id))
                                />
                            }
                                .into_any()
                        }
                    }}
                    <Pager
                        total=total
                        page=Signal::derive(move || view.with(|view| view.page.unwrap_or(1)))
                        per_page=Signal::derive(move || view.with(View::rows))
                        on_page=|page: u32| change(|view| view.page = (page > 1).then_some(page))
                        on_per_page=|rows: u32| change(|view| {
                            view.per_page = Some(rows);
                            view.page = None;
                        })
                    >
                        <span class="not-s">
                            {move || {
                                (text().common.columns_shown)(
                                    shown.with(Vec::len) as u64,
                                    columns().len() as u64,
                                )
                            }}
                        </span>
                    </Pager>
                </States>
            </section>
            {move || {
                panel_open
                    .get()
                    .then(|| {
                        view! {
                            <TracePanel
                                id=opened
                                previous=beside(-1)
                                next=beside(1)
                                on_view=view_trace
                            />
                        }
                    })
            }}
        </div>
    }
}

#[component]
fn Tools(
    view: Memo<View>,
    total: Signal<u64>,
    query: Signal<castellan_api::audit::TraceQuery>,
    #[prop(into)] on_refresh: Callback<()>,
    busy: RwSignal<bool>,
    of_instance: bool,
) -> impl IntoView {
    let t = &text().audit;
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
    let file = move || {
        address::<ExportTraces>(
            &NoPath,
            &castellan_api::audit::TraceQuery {
                page: None,
                per_page: None,
                ..query.get()
            },
        )
    };
    let many = move || {
        let total = total.get();
        (total > u64::from(EXPORT_ROWS_MAX)).then(|| (t.export_some)(total))
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
                label=Signal::derive(move || if busy.get() { text().common.refreshing } else { t.refresh }.to_owned())
                icon=lu::LuRefreshCw
                on_press=on_refresh
            />
            <a class="btn" href=file download title=many>
                <Icon icon=lu::LuDownload />
                {text().common.export}
            </a>
        </div>
    }
}

#[component]
fn Nothing(view: View) -> impl IntoView {
    let t = &text().audit;
    let filtered = view.filtered();
    let narrow = view.span().range != Range::All;
    let (title, detail) = if filtered {
        (t.nothing_title, t.nothing_detail)
    } else {
        (t.empty_title, t.empty_detail)
    };
    let cleared = view.cleared();
    let wide = view.with_span(Span {
        range: Range::All,
        from: None,
        until: None,
    });
    view! {
        <Empty icon=lu::LuScrollText title=title detail=detail>
            {filtered
                .then(|| {
                    view! {
                        <Button
                            label=text().common.clear_filters
                            on_press=move |()| write(&cleared, Step::Push)
                        />
                    }
                })}
            {narrow
                .then(|| {
                    view! {
                        <Button
                            label=t.show_all_time
                            on_press=move |()| write(&wide, Step::Push)
                        />
                    }
                })}
        </Empty>
    }
}
