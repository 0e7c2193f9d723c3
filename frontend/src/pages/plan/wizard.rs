//! Has the console plan: which topics, then brokers and goals. Every choice stands in the address.

use super::asked::{Aim, Asked, Stage, Which};
use super::brokers::{Brokers, is_alive};
use super::goals::Goals;
use super::request::{self, Outcome};
use super::steps::Steps;
use super::summary::Summary;
use super::topics::{NAMED_MAX, Topics};
use crate::components::{Button, Icon, Look, PageHead, States, drawn, lu};
use crate::i18n::text;
use crate::pages::act::Act;
use crate::pages::goals_step;
use crate::routes::{self, Link, Step};
use crate::session::may_call;
use crate::shell::instance_name;
use castellan_api::brokers::BrokerSummary;
use castellan_api::ids::InstanceId;
use castellan_api::reassignment::{PlanReassignment, PlanRequest};
use castellan_api::screen::Screen;
use castellan_api::url::Commas;
use leptos::prelude::*;
use std::collections::BTreeSet;

/// Fields of the wish that show what is wrong with them.
const FIELDS: &[&str] = &[
    "goal",
    "brokers",
    "replicas",
    "topic_replicas",
    "racks",
    "weights",
];

/// The page.
pub fn page(id: InstanceId) -> AnyView {
    let asked = Memo::new(|_| routes::query::<Asked>());
    let stage = Memo::new(move |_| asked.with(Asked::stage));
    let brokers = Brokers::of(&id);
    let act = Act::default();
    let own = id.clone();
    // What a memo comes from is read before the memo: an effect that finds the memo unchanged first
    // does not hear of the other's change.
    let steps = move || {
        let links = asked.with(|asked| step_links(&own, asked));
        let now = match stage.get() {
            Stage::Topics => 1,
            Stage::Brokers => 2,
        };
        view! { <Steps now=now links=links /> }
    };
    let content = {
        let id = id.clone();
        move || match stage.get() {
            Stage::Topics => view! { <Topics id=id.clone() asked=asked act=act /> }.into_any(),
            Stage::Brokers => goals_step(Chosen {
                id: StoredValue::new(id.clone()),
                asked,
                brokers,
                act,
            }),
        }
    };
    view! {
        <Head id=id asked=asked stage=stage brokers=brokers act=act />
        {drawn(steps)}
        {drawn(content)}
    }
    .into_any()
}

/// What the step of brokers and goals needs.
#[derive(Clone, Copy)]
pub struct Chosen {
    id: StoredValue<InstanceId>,
    asked: Memo<Asked>,
    brokers: Brokers,
    act: Act,
}

/// Brokers and goals.
pub fn goals(chosen: Chosen) -> AnyView {
    let Chosen {
        id,
        asked,
        brokers,
        act,
    } = chosen;
    let missing = move || {
        let page = brokers.load.get();
        page.map(|page| page.missing.clone()).unwrap_or_default()
    };
    view! {
        <States
            state=Signal::derive(move || brokers.load.state())
            missing=Signal::derive(missing)
            as_of=Signal::derive(move || brokers.load.get().map(|page| page.as_of))
            on_retry=move |()| brokers.load.again()
        >
            <div class="cols form-cols">
                <div class="stack">
                    <Goals asked=asked brokers=brokers act=act />
                    <Outcome act=act fields=FIELDS />
                </div>
                <Summary id=id.get_value() asked=asked brokers=brokers />
            </div>
        </States>
    }
    .into_any()
}

/// Title and actions: on to the next step, or the plan.
#[component]
fn Head(
    id: InstanceId,
    asked: Memo<Asked>,
    stage: Memo<Stage>,
    brokers: Brokers,
    act: Act,
) -> impl IntoView {
    let t = text().plan();
    let allowed = may_call::<PlanReassignment>(Some(&id));
    let blocked = Signal::derive(move || {
        let asked = asked.get();
        topics_missing(&asked).or_else(|| brokers.all.with(|all| goal_missing(&asked, all)))
    });
    let send = {
        let id = id.clone();
        Callback::new(move |()| {
            let wish = asked.with_untracked(Asked::wish);
            request::ask(act, id.clone(), PlanRequest::Automatic(wish));
        })
    };
    let primary = move || match stage.get() {
        Stage::Topics => view! {
            <Button
                label=t.next
                look=Look::Primary
                unavailable=Signal::derive(move || topics_missing(&asked.get()))
                on_press=|()| write(|asked| asked.step = Some(Stage::Brokers), Step::Push)
            />
        }
        .into_any(),
        Stage::Brokers => allowed
            .then(|| {
                view! {
                    <Button
                        label=t.make
                        look=Look::Primary
                        unavailable=blocked
                        busy=act.working(t.making)
                        on_press=send
                    />
                }
            })
            .into_any(),
    };
    let (by_hand, list) = (
        Screen::ManualReassignment(id.clone()),
        Screen::Reassignments(id),
    );
    view! {
        <PageHead
            title=t.title
            about=Signal::derive(instance_name)
            facts=|| view! { <span>{text().plan().intro}</span> }.into_any()
        >
            <Link screen=by_hand class="btn not-s">
                <Icon icon=lu::LuPencil />
                {t.by_hand}
            </Link>
            <Link screen=list class="btn">
                {text().common().cancel}
            </Link>
            {drawn(primary)}
        </PageHead>
    }
}

/// Addresses of the first two steps, with the choices as they are.
pub fn step_links(id: &InstanceId, asked: &Asked) -> Vec<String> {
    [Stage::Topics, Stage::Brokers]
        .map(|step| {
            let asked = Asked {
                step: Some(step),
                ..asked.clone()
            };
            routes::href_with(&Screen::PlanReassignment(id.clone()), &asked)
        })
        .into()
}

/// Writes a change of the choices to the address; the step shown stays.
pub fn write(change: impl FnOnce(&mut Asked), step: Step) {
    let mut asked: Asked = routes::query_untracked();
    asked.step = Some(asked.stage());
    change(&mut asked);
    routes::set_query(&asked, step);
}

/// A list of the address and what is selected in a table, kept the same.
pub fn selection(
    read: fn(&Asked) -> Commas,
    put: fn(&mut Asked, Commas),
) -> RwSignal<BTreeSet<String>> {
    let there = move |asked: &Asked| read(asked).0.into_iter().collect::<BTreeSet<_>>();
    let selected = RwSignal::new(there(&routes::query_untracked()));
    Effect::new(move || {
        let said = there(&routes::query());
        if selected.with_untracked(|selected| *selected != said) {
            selected.set(said);
        }
    });
    Effect::new(move || {
        let now = selected.get();
        if there(&routes::query_untracked()) != now {
            write(
                |asked| put(asked, Commas(now.into_iter().collect())),
                Step::Replace,
            );
        }
    });
    selected
}

/// Why the topics are not chosen yet.
pub fn topics_missing(asked: &Asked) -> Option<String> {
    let t = text().plan();
    match asked.which() {
        Which::All => None,
        Which::Containing => {
            let part = asked.containing.as_deref().unwrap_or_default();
            part.is_empty().then(|| t.no_part.to_owned())
        }
        Which::Named if asked.topics.is_empty() => Some(t.no_topic.to_owned()),
        Which::Named => {
            (asked.topics.0.len() > NAMED_MAX).then(|| (t.too_many_named)(NAMED_MAX as u64))
        }
    }
}

/// What is wrong with the brokers chosen.
pub fn brokers_wrong(asked: &Asked, all: &[BrokerSummary]) -> Option<String> {
    let t = text().plan();
    let (aim, chosen) = (asked.aim(), asked.broker_ids());
    let find = |id: i32| all.iter().find(|broker| broker.id.0 == id);
    if let Some(id) = chosen.iter().find(|id| find(**id).is_none()) {
        return Some((t.broker_unknown)(*id));
    }
    let down = chosen
        .iter()
        .find(|id| find(**id).is_some_and(|one| !is_alive(one)));
    let alive = || all.iter().filter(|broker| is_alive(broker));
    match aim {
        Aim::Drain if chosen.is_empty() => Some(t.none_to_drain.to_owned()),
        Aim::Drain => {
            let left = alive()
                .filter(|broker| !chosen.contains(&broker.id.0))
                .count();
            (left == 0).then(|| t.none_left.to_owned())
        }
        Aim::Fill if chosen.is_empty() => Some(t.none_to_fill.to_owned()),
        _ => down.map(|id| (t.broker_down)(*id)),
    }
}

/// Brokers that replicas could be put on.
pub fn room(asked: &Asked, all: &[BrokerSummary]) -> u32 {
    let chosen = match asked.aim() {
        Aim::Balance | Aim::Replicas => asked.broker_ids(),
        Aim::Drain | Aim::Fill => Vec::new(),
    };
    if chosen.is_empty() {
        all.iter().filter(|broker| is_alive(broker)).count() as u32
    } else {
        chosen.len() as u32
    }
}

/// What is wrong with a number of replicas.
pub fn replicas_wrong(replicas: u32, room: u32) -> Option<String> {
    let fits = (1..=room.max(1)).contains(&replicas);
    (!fits).then(|| (text().plan().replicas_bad)(room.max(1)))
}

/// Why there can be no plan yet.
fn goal_missing(asked: &Asked, all: &[BrokerSummary]) -> Option<String> {
    let t = text().plan();
    let room = room(asked, all);
    let counted = matches!(asked.aim(), Aim::Balance | Aim::Replicas);
    let weights = asked.weights();
    let singles = asked.wish().topic_replicas;
    let no_number = asked.aim() == Aim::Replicas && asked.replicas.is_none() && singles.is_empty();
    brokers_wrong(asked, all)
        .or_else(|| no_number.then(|| t.no_replicas.to_owned()))
        .or_else(|| replicas_wrong(asked.replicas.filter(|_| counted)?, room))
        .or_else(|| {
            let mut counts = singles.iter().map(|one| one.replicas);
            counts.find_map(|count| replicas_wrong(count, room))
        })
        .or_else(|| {
            let nothing = weights.replicas == 0 && weights.leaders == 0 && weights.bytes == 0;
            nothing.then(|| t.no_weight.to_owned())
        })
}
