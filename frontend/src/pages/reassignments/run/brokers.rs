//! The brokers that get replicas, and whether normal replication suffers.

use super::Run;
use crate::components::{Meter, drawn};
use crate::format::{MISSING, bytes};
use crate::i18n::text;
use crate::pages::reassignments::words::{amount, per_second, percent_of};
use crate::routes::Link;
use castellan_api::reassignment::BrokerProgress;
use castellan_api::screen::{BrokerTab, Screen};
use leptos::prelude::*;

/// The card; nothing where no broker gets a replica.
#[component]
pub fn Brokers(run: Run) -> impl IntoView {
    let t = text().reassignments();
    let brokers = Memo::new(move |_| {
        run.load
            .get()
            .map(|run| run.brokers.clone())
            .unwrap_or_default()
    });
    // Rows are drawn anew for other brokers alone: their links keep the focus.
    let ids =
        Memo::new(move |_| brokers.with(|all| all.iter().map(|one| one.id).collect::<Vec<_>>()));
    let rows = move || {
        ids.get()
            .into_iter()
            .map(|id| row(run, id, brokers))
            .collect_view()
    };
    let others = Memo::new(move |_| run.load.get().map(|run| run.others_under_replicated));
    let shown = Memo::new(move |_| !ids.with(Vec::is_empty));
    move || {
        shown.get().then(|| {
            view! {
                <section class="card" aria-labelledby="into">
                    <header>
                        <h2 id="into">{t.into}</h2>
                    </header>
                    <div class="body">
                        <ul class="into">{drawn(rows)}</ul>
                        {drawn(move || {
                            others
                                .get()
                                .filter(|_| !run.ended.get())
                                .map(|(before, now)| replication(before, now))
                        })}
                    </div>
                </section>
            }
        })
    }
}

fn row(run: Run, id: i32, brokers: Memo<Vec<BrokerProgress>>) -> AnyView {
    let t = text().reassignments();
    let one = Memo::new(move |_| brokers.with(|all| all.iter().find(|one| one.id == id).copied()));
    let percent = Signal::derive(move || {
        one.get().map_or(0, |one| {
            percent_of(one.bytes_done, one.bytes).unwrap_or(100)
        })
    });
    let copied = move || one.get().map(|one| amount(one.bytes_done, one.bytes));
    let rate = move || match one.get().and_then(|one| one.bytes_per_s) {
        Some(rate) => {
            let (text, unit) = per_second(rate);
            view! { {text} <span class="u">{unit}</span> }.into_any()
        }
        None => view! { <span class="t3" title=t.no_estimate>{MISSING}</span> }.into_any(),
    };
    let screen = Screen::Broker(run.instance(), id, BrokerTab::default());
    view! {
        <li title=copied>
            <Link screen=screen class="nm">{(t.broker)(id)}</Link>
            <Meter label=(t.copied_to)(id) percent=percent progress=true />
            <span class="num t2">
                {drawn(move || {
                    if run.ended.get() {
                        one.get().map(|one| bytes(one.bytes_done).whole()).into_any()
                    } else {
                        rate().into_any()
                    }
                })}
            </span>
        </li>
    }
    .into_any()
}

/// How the partitions outside the plan do.
fn replication(before: u64, now: u64) -> AnyView {
    let t = text().reassignments();
    let words = if now > before {
        (t.others_more)(now, before)
    } else if now == 0 {
        t.others_none.to_owned()
    } else if now == before {
        (t.others_same)(now)
    } else {
        (t.others_fewer)(now, before)
    };
    let class = if now > before {
        "below fs12 warn-t"
    } else {
        "below fs12 t3"
    };
    view! { <p class=class>{words}</p> }.into_any()
}
