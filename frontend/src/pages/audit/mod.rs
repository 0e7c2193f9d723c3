//! The audit: the traces of one instance or of the console, filtered, opened, exported.

mod filters;
mod panel;
mod row;
mod table;
mod tools;
mod view;

use crate::api::{State, load};
use crate::components::{Button, Empty, Note, PageHead, Pager, States, Tone, drawn, lu};
use crate::dom;
use crate::i18n::text;
use crate::pages::time_range::{Range, Span};
use crate::routes::{self, Step};
use crate::session::may;
use crate::shell::instance_name;
use castellan_api::action::Action;
use castellan_api::audit::ListTraces;
use castellan_api::endpoint::NoPath;
use castellan_api::ids::InstanceId;
use castellan_api::page::Order;
use castellan_api::url::Commas;
use leptos::prelude::*;
use panel::TracePanel;
use table::{DEFAULT_COLUMNS, Traces, columns};
use tools::Tools;
use view::{View, change, write};

/// The page; of the console where no instance is named.
pub fn page(instance: Option<InstanceId>) -> AnyView {
    let t = text().audit();
    let about = instance.is_some();
    view! {
        <PageHead
            title=t.title
            about=Signal::derive(move || if about { instance_name() } else { String::new() })
            facts=move || view! { <span>{t.about}</span> }
        />
        {drawn(move || {
            (!may(Action::AuditGet, None))
                .then(|| view! { <Note tone=Tone::Info title=t.own_title detail=t.own_detail /> })
        })}
        <List instance=instance />
    }
    .into_any()
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
                    {drawn(move || {
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
                    })}
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
                            {drawn(move || {
                                (text().common().columns_shown)(
                                    shown.with(Vec::len) as u64,
                                    columns().len() as u64,
                                )
                            })}
                        </span>
                    </Pager>
                </States>
            </section>
            {drawn(move || {
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
            })}
        </div>
    }
}

#[component]
fn Nothing(view: View) -> impl IntoView {
    let t = text().audit();
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
                            label=text().common().clear_filters
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
