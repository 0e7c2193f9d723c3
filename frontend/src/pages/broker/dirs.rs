//! The log dirs of a broker.

use crate::api::Load;
use crate::components::{Empty, Meter, Status, Tone, lu};
use crate::format::{self, MISSING, number};
use crate::i18n::text;
use crate::pages::overview::percent;
use castellan_api::brokers::{BrokerDetail, LogDir};
use leptos::prelude::*;

/// The tab.
pub(super) fn tab(load: Load<BrokerDetail>) -> AnyView {
    let t = text().brokers();
    let dirs = Memo::new(move |_| {
        load.get()
            .map(|one| one.log_dirs.clone())
            .unwrap_or_default()
    });
    let none = Memo::new(move |_| dirs.with(Vec::is_empty));
    let rows = move || dirs.get().into_iter().map(row).collect::<Vec<_>>();
    let body = move || {
        if none.get() {
            return view! {
                <Empty icon=lu::LuHardDrive title=t.dirs_none detail=t.dirs_none_detail />
            }
            .into_any();
        }
        view! {
            <div class="tw" role="region" aria-label=t.tab_log_dirs tabindex="0">
                <table class="tbl">
                    <thead>
                        <tr>
                            <th scope="col">{t.col_path}</th>
                            <th scope="col">{t.col_dir_state}</th>
                            <th scope="col" class="num">{t.col_replicas}</th>
                            <th scope="col" class="num" title=t.col_size_title>{t.col_size}</th>
                            <th scope="col" title=t.col_disk_title>{t.col_disk}</th>
                        </tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
        }
        .into_any()
    };
    view! { <section class="card">{body}</section> }.into_any()
}

fn row(dir: LogDir) -> AnyView {
    let t = text().brokers();
    let state = match dir.error {
        Some(error) => view! { <Status tone=Tone::Crit text=error /> }.into_any(),
        None => view! { <Status tone=Tone::Ok text=t.dir_ok /> }.into_any(),
    };
    let size = format::bytes(dir.size_bytes);
    let disk = match (dir.total_bytes, dir.usable_bytes) {
        (Some(total), Some(free)) if total > 0 => {
            let used = total.saturating_sub(free);
            let words = (t.of_used)(&format::bytes(used).whole(), &format::bytes(total).whole());
            let share = percent(used, total);
            view! {
                <span class="row disk-use">
                    <Meter label=(t.dir_disk)(&dir.path) percent=Signal::stored(share) />
                    <span class="t3">{words}</span>
                </span>
            }
            .into_any()
        }
        _ => view! { <span class="t3" title=t.no_disk>{MISSING}</span> }.into_any(),
    };
    view! {
        <tr>
            <th scope="row"><code>{dir.path}</code></th>
            <td>{state}</td>
            <td class="num">{number(dir.replicas)}</td>
            <td class="num">
                <span title=size.exact>{size.text} <span class="u">{size.unit}</span></span>
            </td>
            <td>{disk}</td>
        </tr>
    }
    .into_any()
}
