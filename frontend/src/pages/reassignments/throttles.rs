//! The replication throttles that are set, those that nobody needs first.

use super::dialogs::REMOVE_THROTTLES;
use super::words::{per_second_whole, throttled};
use crate::api::Load;
use crate::components::{Button, Head, Status, TableCard, Tone, drawn, lu};
use crate::i18n::text;
use crate::routes;
use crate::session::may_call;
use castellan_api::ids::{InstanceId, TaskId};
use castellan_api::reassignment::{RemoveThrottles, Throttle, Throttles};
use castellan_api::screen::{BrokerTab, Screen, TopicTab};
use leptos::prelude::*;

/// Rows drawn; a reassignment of thousands of topics throttles each.
const SHOWN: usize = 100;

/// The card; nothing where no throttle is set.
#[component]
pub fn ThrottlesCard(id: InstanceId, load: Load<Throttles>) -> impl IntoView {
    let set = Memo::new(move |_| load.get().is_some_and(|all| !all.throttles.is_empty()));
    drawn(move || set.get().then(|| card(id.clone(), load)))
}

fn card(id: InstanceId, load: Load<Throttles>) -> AnyView {
    let t = text().reassignments();
    let small = Signal::derive(move || {
        load.get()
            .map(|all| (t.throttles_small)(all.throttles.len() as u64, all.left_over))
            .unwrap_or_default()
    });
    let left = Memo::new(move |_| load.get().map_or(0, |all| all.left_over));
    let may = may_call::<RemoveThrottles>(Some(&id));
    let aside = drawn(move || {
        (may && left.get() > 0).then(|| {
            view! {
                <Button
                    label=Signal::derive(move || (t.remove)(left.get()))
                    icon=lu::LuEraser
                    small=true
                    on_press=|()| routes::set_param("open", Some(REMOVE_THROTTLES))
                />
            }
        })
    });
    let rows = move || {
        let all = load.get()?;
        let (left, used) = (
            all.throttles.iter().filter(|one| one.left_over),
            all.throttles.iter().filter(|one| !one.left_over),
        );
        let drawn: Vec<AnyView> = left
            .chain(used)
            .take(SHOWN)
            .map(|one| row(&id, one, all.task.as_ref()))
            .collect();
        let rest = all.throttles.len().saturating_sub(SHOWN) as u64;
        let more = (rest > 0).then(|| {
            view! {
                <tr>
                    <td colspan="4" class="t3">{(t.and_more)(rest)}</td>
                </tr>
            }
        });
        Some(view! { {drawn} {more} })
    };
    let heads = vec![
        Head::new("on", t.col_on),
        Head::new("leader", t.col_leaders_side),
        Head::new("follower", t.col_followers_side),
        Head::new("state", t.col_state),
    ];
    view! {
        <TableCard
            id="throttles"
            title=t.throttles
            small=small
            heads=heads
            aside=aside.into_any()
        >
            {rows}
        </TableCard>
    }
    .into_any()
}

fn row(id: &InstanceId, one: &Throttle, task: Option<&TaskId>) -> AnyView {
    let t = text().reassignments();
    let screen = match (&one.topic, one.broker) {
        (Some(topic), _) => Some(Screen::Topic(id.clone(), topic.clone(), TopicTab::Configs)),
        (None, broker) => {
            broker.map(|broker| Screen::Broker(id.clone(), broker, BrokerTab::Configs))
        }
    };
    let name = throttled(one);
    let name = match screen {
        Some(screen) => view! { <a href=routes::href(&screen)>{name}</a> }.into_any(),
        None => name.into_any(),
    };
    // A broker has a rate, a topic a list of replicas.
    let value = |value: &Option<String>| match value {
        None => view! { <span class="t3">{text().common().not_set}</span> }.into_any(),
        Some(value) => match (one.topic.is_none(), value.parse()) {
            (true, Ok(rate)) => {
                view! { <span title=value.clone()>{per_second_whole(rate)}</span> }.into_any()
            }
            _ => view! { <code title=value.clone()>{value.clone()}</code> }.into_any(),
        },
    };
    let state = if one.left_over {
        view! { <Status tone=Tone::Warn text=t.left_over title=t.left_over_why.to_owned() /> }
            .into_any()
    } else {
        match task {
            Some(task) => {
                let href = routes::href(&Screen::Reassignment(id.clone(), task.clone()));
                view! { <a href=href>{t.in_use}</a> }.into_any()
            }
            None => t.in_use.into_any(),
        }
    };
    view! {
        <tr>
            <th scope="row" class="nm">{name}</th>
            <td>{value(&one.leader)}</td>
            <td>{value(&one.follower)}</td>
            <td>{state}</td>
        </tr>
    }
    .into_any()
}
