//! Above the matrix: filters, and what is done to all partitions.

use super::brokers::Brokers;
use super::by_hand::ByHand;
use super::matrix::Matrix;
use super::rows::ROWS;
use crate::components::{Button, Look, Search, drawn, lu};
use crate::format::number;
use crate::i18n::text;
use crate::routes::Step;
use leptos::prelude::*;

/// Filters, and what is done to all partitions.
#[component]
pub fn Tools(
    matrix: Matrix,
    brokers: Brokers,
    asked: Memo<ByHand>,
    only: RwSignal<bool>,
) -> impl IntoView {
    let t = text().plan();
    let changed = Memo::new(move |_| matrix.changed().len() as u64);
    let many = Memo::new(move |_| matrix.old.with(|old| old.len() > ROWS as usize));
    let find = Signal::derive(move || asked.with(|asked| asked.find.clone()).unwrap_or_default());
    let filter = move || {
        (many.get() || !find.get().is_empty()).then(|| {
            view! {
                <Search
                    label=t.find_partition
                    placeholder=Signal::stored(t.find_partition.to_owned())
                    value=find
                    on_search=|find: String| {
                        ByHand::write(
                            |now| {
                                now.find = Some(find).filter(|find| !find.is_empty());
                                now.page = None;
                            },
                            Step::Replace,
                        );
                    }
                />
            }
        })
    };
    // Typing must not draw the field anew.
    let filtered = Memo::new(move |_| many.get() || !find.get().is_empty());
    let full = Signal::derive(move || {
        let alive = brokers.alive();
        let room = matrix.new.with(|new| {
            new.iter()
                .any(|list| alive.iter().any(|id| !list.contains(id)))
        });
        (!room).then(|| t.no_broker_left.to_owned())
    });
    let single = Signal::derive(move || {
        let some = matrix.new.with(|new| new.iter().any(|list| list.len() > 1));
        (!some).then(|| t.last_stays.to_owned())
    });
    view! {
        <div class="tools">
            {drawn(move || {
                filtered.track();
                untrack(filter)
            })}
            <button
                type="button"
                class=move || if only.get() { "chip on" } else { "chip" }
                aria-pressed=move || only.get().to_string()
                on:click=move |_| only.update(|only| *only = !*only)
            >
                {t.changed_only}
                " "
                <b class="num">{drawn(move || number(changed.get()))}</b>
            </button>
            <span class="sp"></span>
            <Button
                label=t.add_to_all
                icon=lu::LuPlus
                look=Look::Quiet
                unavailable=full
                on_press=move |()| brokers.all.with_untracked(|all| matrix.widen(all))
            />
            <Button
                label=t.remove_from_all
                icon=lu::LuMinus
                look=Look::Quiet
                unavailable=single
                on_press=move |()| matrix.narrow()
            />
            <Button
                label=t.undo_edits
                icon=lu::LuUndo2
                look=Look::Quiet
                unavailable=Signal::derive(move || {
                    (changed.get() == 0).then(|| t.nothing_changed.to_owned())
                })
                on_press=move |()| matrix.undo()
            />
        </div>
    }
}
