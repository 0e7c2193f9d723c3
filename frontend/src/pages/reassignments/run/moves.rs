//! The partitions of a reassignment: how far each is, by state, searched and paged by the console;
//! those that wait or move can be canceled.

use super::Run;
use super::move_rows::{heads, row, with_reasons};
use crate::api::{Load, State, Watch, load};
use crate::components::{
    Button, Empty, IconButton, Look, MenuItem, Pager, Search, Segments, States, Table, drawn, lu,
};
use crate::format::number;
use crate::i18n::text;
use crate::pages::reassignments::dialogs;
use crate::pages::reassignments::words::{all_of, partition_of};
use crate::routes::{self, Step};
use crate::session::may_call;
use castellan_api::endpoint::TaskPath;
use castellan_api::events::Part;
use castellan_api::page::{PER_PAGE, Page};
use castellan_api::reassignment::{
    CancelMoves, ListMoves, MoveProgress, MoveState, Partition, ProgressQuery,
};
use castellan_api::rules::BATCH_MAX;
use castellan_api::screen::{Screen, TopicTab};
use leptos::prelude::*;
use std::collections::BTreeSet;

/// The states with their words in the address, in the order of the segments.
const STATES: [(&str, MoveState); 5] = [
    ("moving", MoveState::Moving),
    ("waiting", MoveState::Waiting),
    ("done", MoveState::Done),
    ("failed", MoveState::Failed),
    ("canceled", MoveState::Canceled),
];

fn change(step: Step, edit: impl FnOnce(&mut ProgressQuery)) {
    let mut query: ProgressQuery = routes::query_untracked();
    query.page = None;
    edit(&mut query);
    routes::set_query(&query, step);
}

const fn cancelable(state: MoveState) -> bool {
    matches!(state, MoveState::Waiting | MoveState::Moving)
}

/// The card.
pub fn card(run: Run) -> AnyView {
    let t = text().reassignments();
    let query = Memo::new(|_| routes::query::<ProgressQuery>());
    let path: TaskPath = run.path.get_value();
    let load = load::<ListMoves>(
        move || {
            run.beat.track();
            Some((path.clone(), query.get()))
        },
        &[Watch::Tasks, Watch::Part(Part::Moves)],
    );
    let total = Signal::derive(move || load.get().map_or(0, |page| page.total));
    let none = Memo::new(move |_| load.state() == State::Ready && total.get() == 0);
    let missing = move || {
        load.get()
            .map(|page| page.missing.clone())
            .unwrap_or_default()
    };
    view! {
        <section
            class="card"
            class:reasons=move || query.with(with_reasons)
            aria-label=t.partitions
        >
            <SelectionBar run=run load=load />
            <Tools run=run query=query />
            <States
                state=Signal::derive(move || load.state())
                missing=Signal::derive(missing)
                as_of=Signal::derive(move || load.get().map(|page| page.as_of))
                on_retry=move |()| load.again()
                own_skeleton=true
            >
                {drawn(move || if none.get() { nothing() } else { table(run, query, load, total) })}
            </States>
        </section>
    }
    .into_any()
}

/// States with their counts, and the search.
#[component]
fn Tools(run: Run, query: Memo<ProgressQuery>) -> impl IntoView {
    let t = text().reassignments();
    let options = Signal::derive(move || {
        let counts = run
            .summary
            .with(|run| run.as_ref().map(|run| run.counts).unwrap_or_default());
        let with = |word: &str, count: u64| format!("{word} {}", number(count));
        let now = query.with(|query| query.state);
        let mut all = vec![(String::new(), with(t.all, all_of(&counts)))];
        all.extend(STATES.iter().filter_map(|(key, state)| {
            let (word, count, always) = match state {
                MoveState::Moving => (t.moving_word, counts.moving, true),
                MoveState::Waiting => (t.waiting, counts.waiting, true),
                MoveState::Done => (t.done, counts.done, true),
                MoveState::Failed => (t.failed, counts.failed, false),
                MoveState::Canceled => (t.canceled, counts.canceled, false),
            };
            let shown = always || count > 0 || now == Some(*state);
            shown.then(|| ((*key).to_owned(), with(word, count)))
        }));
        all
    });
    let value = Signal::derive(move || {
        let now = query.with(|query| query.state);
        let found = STATES.iter().find(|(_, state)| Some(*state) == now);
        found.map_or("", |(key, _)| key).to_owned()
    });
    view! {
        <div class="tools">
            <Segments
                label=t.col_state
                options=options
                value=value
                on_change=|word: String| {
                    let found = STATES.iter().find(|(key, _)| *key == word);
                    change(Step::Push, |query| query.state = found.map(|(_, state)| *state));
                }
            />
            <span class="sp"></span>
            <Search
                label=t.search_topics
                placeholder=Signal::stored(t.search_topics.to_owned())
                value=Signal::derive(move || {
                    query.with(|query| query.q.clone().unwrap_or_default())
                })
                on_search=|q: String| {
                    change(Step::Replace, |query| query.q = Some(q).filter(|q| !q.is_empty()));
                }
            />
        </div>
    }
}

fn table(
    run: Run,
    query: Memo<ProgressQuery>,
    load: Load<Page<MoveProgress>>,
    total: Signal<u64>,
) -> AnyView {
    let reasons = Memo::new(move |_| query.with(with_reasons));
    let id = run.instance();
    let rows = Signal::derive(move || {
        let (page, reasons) = (load.get(), reasons.get());
        let page = page.iter().flat_map(|page| page.items.iter());
        page.map(|one| row(&id, one, reasons)).collect()
    });
    let may = !run.ended.get() && may_call::<CancelMoves>(Some(&run.instance()));
    view! {
        <Table
            label=text().reassignments().partitions
            heads=Signal::derive(move || heads(reasons.get()))
            rows=rows
            selected=may.then_some(run.selected)
            menu=Callback::new(move |key: String| entries(run, load, &key))
            loading=Signal::derive(move || load.state() == State::Waiting)
            total=total
        />
        <Pager
            total=total
            page=Signal::derive(move || query.with(|query| query.page.unwrap_or(1)))
            per_page=Signal::derive(move || {
                query.with(|query| query.per_page.unwrap_or(PER_PAGE))
            })
            on_page=|page: u32| {
                change(Step::Push, |query| query.page = (page > 1).then_some(page));
            }
            on_per_page=|rows: u32| {
                change(Step::Push, |query| query.per_page = Some(rows));
            }
        />
    }
    .into_any()
}

/// How far a partition of this page is.
fn state_of(load: Load<Page<MoveProgress>>, wanted: &Partition) -> Option<MoveState> {
    let page = load.get()?;
    let found = page
        .items
        .iter()
        .find(|one| one.topic == wanted.topic && one.partition == wanted.partition);
    found.map(|one| one.state)
}

/// What can be done with one partition.
fn entries(run: Run, load: Load<Page<MoveProgress>>, key: &str) -> Vec<MenuItem> {
    let t = text().reassignments();
    let Some(partition) = partition_of(key) else {
        return Vec::new();
    };
    let id = run.instance();
    let topic = Screen::Topic(id.clone(), partition.topic.clone(), TopicTab::default());
    let mut items = vec![MenuItem::link(t.open_topic, routes::href(&topic)).icon(lu::LuLayers)];
    let goes_on = untrack(|| state_of(load, &partition)).is_some_and(cancelable);
    if goes_on && !run.ended.get_untracked() && may_call::<CancelMoves>(Some(&id)) {
        let open = format!("{}-{key}", dialogs::CANCEL_MOVES);
        let item = MenuItem::act(t.cancel_partition, move || {
            routes::set_param("open", Some(&open));
        });
        items.push(item.icon(lu::LuCircleStop).danger());
    }
    items
}

/// Over the table while partitions are selected.
#[component]
fn SelectionBar(run: Run, load: Load<Page<MoveProgress>>) -> impl IntoView {
    let (t, common) = (text().reassignments(), text().common());
    // What is known to have ended is let go of; of other pages nothing is known.
    Effect::new(move || {
        let over = |key: &String| {
            let partition = partition_of(key);
            let state = partition.and_then(|partition| state_of(load, &partition));
            state.is_some_and(|state| !cancelable(state))
        };
        let ended = run.ended.get();
        let stay = run.selected.with(|keys| {
            let all = keys.iter().filter(|key| !ended && !over(key));
            all.cloned().collect::<BTreeSet<_>>()
        });
        if run.selected.with_untracked(|keys| keys.len() != stay.len()) {
            run.selected.set(stay);
        }
    });
    let count = Memo::new(move |_| run.selected.with(BTreeSet::len));
    let shown = Memo::new(move |_| count.get() > 0);
    let why = Signal::derive(move || (count.get() > BATCH_MAX).then(|| t.too_many.to_owned()));
    move || {
        shown.get().then(|| {
            view! {
                <div class="selbar" role="toolbar" aria-label=common.selection>
                    <IconButton
                        label=common.clear_selection
                        icon=lu::LuX
                        on_press=move |()| run.selected.set(BTreeSet::new())
                    />
                    <b class="num" role="status">
                        {drawn(move || (common.selected)(count.get() as u64))}
                    </b>
                    <Button
                        label=Signal::derive(move || (t.cancel_partitions)(count.get() as u64))
                        icon=lu::LuCircleStop
                        look=Look::QuietDanger
                        unavailable=why
                        on_press=|()| routes::set_param("open", Some(dialogs::CANCEL_MOVES))
                    />
                </div>
            }
        })
    }
}

fn nothing() -> AnyView {
    let t = text().reassignments();
    view! {
        <Empty icon=lu::LuSearch title=t.no_moves_title detail=t.no_moves_detail>
            <Button
                label=text().common().clear_filters
                on_press=|()| routes::set_query(&ProgressQuery::default(), Step::Push)
            />
        </Empty>
    }
    .into_any()
}
