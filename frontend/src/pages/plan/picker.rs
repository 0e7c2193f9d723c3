//! The picker of one replica's broker: its number, and behind it all brokers with what they hold.

use super::brokers::{Brokers, is_alive};
use super::matrix::Matrix;
use crate::components::menu::move_focus;
use crate::components::{Icon, Popover, drawn, lu};
use crate::dom;
use crate::format::number;
use crate::i18n::text;
use castellan_api::brokers::BrokerSummary;
use leptos::prelude::*;

/// A change of a partition's replicas.
type Edit = Box<dyn FnOnce(&mut Vec<i32>)>;

/// A place in the matrix.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Place {
    /// Which of the partitions.
    pub at: usize,
    /// Which of its replicas, from 0.
    pub column: usize,
    /// The partition's number.
    pub partition: i32,
}

impl Place {
    /// ID of its button.
    fn id(self) -> String {
        format!("pick-{}-{}", self.at, self.column)
    }
}

/// A replica's broker, or the place of one more.
#[component]
pub fn Picker(
    matrix: Matrix,
    brokers: Brokers,
    place: Place,
    /// The broker; `None`: a replica is added here.
    broker: Option<i32>,
    /// Classes, as `lead`.
    class: String,
    /// True: the one of the table that Tab leads to.
    stop: Signal<bool>,
    /// Says that it has the focus.
    #[prop(into)]
    on_focus: Callback<()>,
) -> impl IntoView {
    let t = text().plan();
    let open = RwSignal::new(false);
    let says = match broker {
        Some(id) if place.column == 0 => (t.pick_leader)(place.partition, id),
        Some(id) => (t.pick)(place.partition, place.column as u64 + 1, id),
        None => (t.pick_add)(place.partition),
    };
    let inside = match broker {
        Some(id) => view! {
            <span class="num">{id}</span>
            <Icon icon=lu::LuChevronDown small=true />
        }
        .into_any(),
        None => view! { <Icon icon=lu::LuPlus small=true /> }.into_any(),
    };
    let label = says.clone();
    view! {
        <button
            type="button"
            id=place.id()
            class=format!("pick {class}")
            tabindex=move || if stop.get() { "0" } else { "-1" }
            aria-haspopup="menu"
            aria-expanded=move || open.get().to_string()
            aria-label=says.clone()
            title=says
            on:focus=move |_| on_focus.run(())
            on:click=move |_| open.update(|open| *open = !*open)
        >
            {inside}
        </button>
        <Popover anchor=place.id() open=open class="menu" role="menu" label=label>
            <Choices matrix=matrix brokers=brokers place=place broker=broker open=open />
        </Popover>
    }
}

#[component]
fn Choices(
    matrix: Matrix,
    brokers: Brokers,
    place: Place,
    broker: Option<i32>,
    open: RwSignal<bool>,
) -> impl IntoView {
    let t = text().plan();
    let list = untrack(|| matrix.replicas(place.at));
    let old = matrix.as_is(place.at);
    // What is chosen is drawn anew, and with it its button: the focus goes there.
    let pick = move |column: usize, change: Edit| {
        open.set(false);
        matrix.change(place.at, change);
        dom::focus(&Place { column, ..place }.id());
    };
    let entries = brokers.all.with_untracked(|all| {
        all.iter()
            .map(|one| {
                let id = one.id.0;
                let why = refused(one, &list, &old).filter(|_| broker != Some(id));
                let press = move || {
                    pick(
                        place.column,
                        Box::new(move |list| match list.get_mut(place.column) {
                            Some(there) => *there = id,
                            None => list.push(id),
                        }),
                    );
                };
                entry(one, broker == Some(id), why, press)
            })
            .collect_view()
    });
    let others = broker.map(|id| {
        let lead = (place.column > 0).then(|| {
            let press = move |_| {
                pick(
                    0,
                    Box::new(move |list| {
                        list.retain(|one| *one != id);
                        list.insert(0, id);
                    }),
                );
            };
            view! {
                <button type="button" class="item" role="menuitem" on:click=press>
                    <Icon icon=lu::LuCrown />
                    {t.make_leader}
                </button>
            }
        });
        let remove = move |_| {
            pick(
                place.column.saturating_sub(1),
                Box::new(move |list| {
                    if place.column < list.len() {
                        list.remove(place.column);
                    }
                }),
            );
        };
        view! {
            <hr />
            {lead}
            <button type="button" class="item danger" role="menuitem" on:click=remove>
                <Icon icon=lu::LuTrash2 />
                {t.remove_replica}
            </button>
        }
    });
    view! {
        <div class="items" role="none" on:keydown=move_focus>
            {entries}
            {others}
        </div>
    }
}

/// Why a broker cannot be chosen beside those there are.
fn refused(broker: &BrokerSummary, list: &[i32], old: &[i32]) -> Option<String> {
    let t = text().plan();
    let id = broker.id.0;
    if list.contains(&id) {
        Some((t.fault_twice)(id))
    } else {
        (!is_alive(broker) && !old.contains(&id)).then(|| (t.broker_down)(id))
    }
}

fn entry(
    broker: &BrokerSummary,
    on: bool,
    why: Option<String>,
    press: impl Fn() + 'static,
) -> AnyView {
    let t = text().plan();
    let off = why.is_some();
    let holds = (t.broker_sum)(&number(broker.replicas), &number(broker.preferred_leaders));
    let facts = why.clone().unwrap_or(holds);
    let press = move |_| {
        if !off {
            press();
        }
    };
    view! {
        <button
            type="button"
            class="item"
            role="menuitemradio"
            aria-checked=on.to_string()
            aria-disabled=off.then_some("true")
            on:click=press
        >
            <b class="med num">{broker.id.0}</b>
            <span class="t3">{broker.rack.clone()}</span>
            <span class="sp"></span>
            <span class="t3 fs12">{facts}</span>
            {drawn(move || on.then(|| view! { <Icon icon=lu::LuCheck small=true /> }))}
        </button>
    }
    .into_any()
}
