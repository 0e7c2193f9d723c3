//! A plan: what moves, what it costs, what to know, and the start.

use super::asked::Asked;
use super::balance::Balance;
use super::by_hand::ByHand;
use super::facts::{Checks, Facts};
use super::moves;
use super::start::{Batches, Start, StartDialog, When};
use super::steps::Steps;
use super::throttle::{Pace, Throttle};
use super::wizard::step_links;
use crate::api::{Load, load};
use crate::components::{Button, Empty, Icon, Look, Note, PageHead, States, Tone, drawn, lu};
use crate::format::time;
use crate::i18n::text;
use crate::pages::planned_card;
use crate::routes::{self, Link};
use crate::session::may_call;
use crate::shell::instance_name;
use castellan_api::endpoint::{NoQuery, PlanPath};
use castellan_api::ids::{InstanceId, PlanId};
use castellan_api::reassignment::{
    CheckKind, GetPlan, Plan, PlanFile, PlanRequest, StartReassignment,
};
use castellan_api::screen::Screen;
use leptos::prelude::*;
use std::sync::Arc;

/// What the parts of the page share.
#[derive(Clone, Copy)]
pub struct Shown {
    /// Instance and plan.
    pub path: StoredValue<PlanPath>,
    /// The plan.
    pub load: Load<Plan>,
    /// How fast it is to go.
    pub pace: Pace,
    /// How it is to start.
    pub start: Start,
}

impl Shown {
    /// The instance.
    pub fn instance(self) -> InstanceId {
        self.path.with_value(|path| path.instance.clone())
    }
}

/// The page.
pub fn page(id: InstanceId, plan: PlanId) -> AnyView {
    let path = PlanPath { instance: id, plan };
    let asked = path.clone();
    let load = load::<GetPlan>(move || Some((asked.clone(), NoQuery {})), &[]);
    let shown = Shown {
        path: StoredValue::new(path.clone()),
        load,
        pace: Pace::new(path, load),
        start: Start::new(),
    };
    let gone = Memo::new(move |_| {
        load.failure
            .with(|failure| failure.as_ref().and_then(|failure| failure.status()) == Some(404))
    });
    let missing = move || {
        load.get()
            .map(|plan| plan.missing.clone())
            .unwrap_or_default()
    };
    let content = move || load.get().map(|plan| content(shown, plan));
    let body = move || {
        if gone.get() {
            return expired(shown.instance());
        }
        view! {
            <States
                state=Signal::derive(move || load.state())
                missing=Signal::derive(missing)
                as_of=Signal::derive(move || load.get().map(|plan| plan.as_of))
                on_retry=move |()| load.again()
            >
                {content}
            </States>
        }
        .into_any()
    };
    view! {
        <Head shown=shown />
        {drawn(body)}
        <StartDialog shown=shown />
    }
    .into_any()
}

/// A plan that is not kept any more.
fn expired(id: InstanceId) -> AnyView {
    let t = text().plan();
    view! {
        <div class="card">
            <Empty icon=lu::LuClock title=t.expired detail=t.expired_detail>
                <Link screen=Screen::PlanReassignment(id) class="btn">
                    {t.plan_anew}
                </Link>
            </Empty>
        </div>
    }
    .into_any()
}

/// Where the plan came from, to choose otherwise.
fn origin(id: &InstanceId, request: &PlanRequest) -> String {
    let by_hand = Screen::ManualReassignment(id.clone());
    match request {
        PlanRequest::Automatic(wish) => {
            routes::href_with(&Screen::PlanReassignment(id.clone()), &Asked::of(wish))
        }
        PlanRequest::Manual(rows) => {
            let topic = rows.first().map(|row| row.topic.to_string());
            let query = ByHand {
                topic,
                ..ByHand::default()
            };
            routes::href_with(&by_hand, &query)
        }
        PlanRequest::Json(_) => {
            let query = ByHand {
                json: Some(true),
                ..ByHand::default()
            };
            routes::href_with(&by_hand, &query)
        }
        PlanRequest::Undo(task) => routes::href(&Screen::Reassignment(id.clone(), task.clone())),
    }
}

/// Title, facts and actions.
#[component]
fn Head(shown: Shown) -> impl IntoView {
    let t = text().plan();
    let load = shown.load;
    let title = Signal::derive(move || {
        load.get()
            .map_or_else(|| t.plan.to_owned(), |plan| plan.title.clone())
    });
    let facts = move || {
        let plan = load.get()?;
        let back = origin(&shown.instance(), &plan.request);
        let kept = plan
            .task
            .is_none()
            .then(|| (t.kept_until)(&time::since(plan.expires_at)));
        Some(view! {
            <span>{(t.changes)(plan.partitions, plan.partitions_of)}</span>
            <span title=time::full(plan.created_at)>{(t.made_at)(&time::since(plan.created_at))}</span>
            {kept.map(|kept| view! { <span>{kept}</span> })}
            <a href=back>{t.change}</a>
        })
    };
    view! {
        <PageHead
            title=title
            about=Signal::derive(instance_name)
            facts=move || facts().into_any()
        >
            {drawn(move || load.get().map(|plan| actions(shown, &plan)))}
        </PageHead>
    }
}

/// Back, and the start or what stands in its place.
fn actions(shown: Shown, plan: &Plan) -> AnyView {
    let t = text().plan();
    let id = shown.instance();
    let back = origin(&id, &plan.request);
    let obstacle = obstacle(plan);
    let last = match &plan.task {
        Some(task) => view! {
            <Link screen=Screen::Reassignment(id, task.clone()) class="btn pri">
                {t.open_task}
                <Icon icon=lu::LuArrowRight />
            </Link>
        }
        .into_any(),
        None if plan.partitions == 0 => ().into_any(),
        None if !plan.startable => view! {
            <a class="btn pri" href=move || moves::file(shown, PlanFile::Script) download="">
                <Icon icon=lu::LuDownload />
                {t.script}
            </a>
        }
        .into_any(),
        None if may_call::<StartReassignment>(Some(&id)) => view! {
            <Button
                label=Signal::derive(move || {
                    if shown.start.later.get() { t.schedule } else { t.start }.to_owned()
                })
                icon=lu::LuPlay
                look=Look::Primary
                unavailable=Signal::derive(move || {
                    obstacle.clone().or_else(|| shown.pace.wrong()).or_else(|| shown.start.wrong())
                })
                on_press=|()| routes::set_param("open", Some("start"))
            />
        }
        .into_any(),
        None => ().into_any(),
    };
    view! {
        <a class="btn" href=back>
            {t.back}
        </a>
        {last}
    }
    .into_any()
}

/// Why the plan cannot be started as it is.
pub fn obstacle(plan: &Plan) -> Option<String> {
    let mut checks = plan.checks.iter();
    let found = checks.find(|check| check.kind == CheckKind::Obstacle);
    found.map(|check| check.title.clone())
}

fn content(shown: Shown, plan: Arc<Plan>) -> AnyView {
    let t = text().plan();
    let steps = match &plan.request {
        PlanRequest::Automatic(wish) => {
            let links = step_links(&shown.instance(), &Asked::of(wish));
            Some(view! { <Steps now=3 links=links /> })
        }
        _ => None,
    };
    let some = plan.partitions > 0;
    let ready = some && plan.startable && plan.task.is_none();
    let script = some && !plan.startable && plan.task.is_none();
    let started = plan.task.is_some();
    let nothing = (!some).then(|| {
        view! {
            <section class="card">
                <Empty
                    icon=lu::LuCircleCheck
                    title=t.nothing
                    detail=(t.nothing_detail)(plan.partitions_of)
                />
            </section>
        }
    });
    let moves = some.then(|| {
        let plan = Arc::clone(&plan);
        drawn(move || planned_card(shown, Arc::clone(&plan)))
    });
    view! {
        <div class="stack">
            {steps}
            {script.then(|| by_script(shown))}
            {started.then(|| view! { <Note tone=Tone::Info title=t.started /> })}
            <div class="cols plan-cols">
                <div class="stack">
                    {nothing}
                    <Balance plan=Arc::clone(&plan) />
                </div>
                <div class="plan-side">
                    <Facts plan=Arc::clone(&plan) pace=shown.pace />
                    {(ready || script).then(|| view! { <Throttle pace=shown.pace /> })}
                    {ready
                        .then(|| {
                            view! {
                                <Batches start=shown.start />
                                <When start=shown.start />
                            }
                        })}
                    <Checks checks=plan.checks.clone() />
                </div>
                {moves}
            </div>
        </div>
    }
    .into_any()
}

/// That this cluster needs the script.
fn by_script(shown: Shown) -> AnyView {
    let t = text().plan();
    view! {
        <Note tone=Tone::Warn title=t.not_startable detail=t.not_startable_detail>
            <a class="link" href=move || moves::file(shown, PlanFile::Script) download="">
                {t.script}
            </a>
        </Note>
    }
    .into_any()
}
