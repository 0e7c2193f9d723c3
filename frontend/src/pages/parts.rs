//! The parts of the app that a browser loads when it first draws a screen of them, each a Wasm file
//! of its own (`proxy/build.rs` splits them off): the first load is the shell and one part, and a
//! new screen costs nobody who does not open it. The other parts come once the page is at rest.

use super::{
    attach, audit, broker, brokers, cmak_import, controller, edit_instance, elections, instances,
    overview, plan, profile, reassignments, set_up, settings, sign_in, tags, task, tasks, topic,
    topic_actions, topic_form, topic_import, topics,
};
use crate::api::Load;
use crate::components::{Button, Empty, drawn, late, lu, toast};
use crate::dom;
use crate::i18n::text;
use crate::routes;
use castellan_api::endpoint::Version;
use castellan_api::ids::{InstanceId, TopicName};
use castellan_api::reassignment::Plan;
use castellan_api::screen::{Screen, SettingsTab};
use castellan_api::topics::TopicConfigs;
use leptos::prelude::*;
use leptos::wasm_split::{SplitLoaderError, wasm_split};
use std::future::Future;
use std::pin::pin;
use std::sync::Arc;
use std::task::{Context, Poll, Waker};

/// How long the page rests before the other parts are loaded, milliseconds.
const REST_MS: i32 = 3_000;

/// A part: screens that share most of their code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Part {
    /// Sign-in and first set-up.
    Door,
    /// The list of instances.
    Instances,
    /// What is known of an instance: attach, edit, tags.
    Attach,
    /// CMAK's clusters as instances.
    ImportCmak,
    /// The overview of an instance.
    Overview,
    /// Its brokers.
    Brokers,
    /// Who leads it and what it can do.
    Controller,
    /// The list of topics.
    Topics,
    /// A topic.
    Topic,
    /// Its configs.
    TopicConfigs,
    /// Making a topic.
    CreateTopic,
    /// Making many from a file.
    ImportTopics,
    /// What is done to topics in dialogs.
    TopicDialogs,
    /// Planning a reassignment.
    Plan,
    /// Choosing brokers by hand.
    ByHand,
    /// The plan of a reassignment.
    Preview,
    /// Brokers and goals of a plan.
    PlanGoals,
    /// The partitions whose brokers are chosen by hand.
    ByHandRows,
    /// The partitions of a plan.
    PlannedMoves,
    /// The list of reassignments.
    Reassignments,
    /// One reassignment.
    Reassignment,
    /// The partitions of a reassignment.
    ReassignmentMoves,
    /// What is asked about reassignments and elections in dialogs.
    ReassignmentDialogs,
    /// Elections of leaders.
    Elections,
    /// Background tasks.
    Tasks,
    /// Traces.
    Audit,
    /// Settings: users and their roles.
    Users,
    /// Settings: API tokens, embedding.
    Tokens,
    /// The own profile.
    Profile,
}

impl Part {
    const ALL: [Self; 29] = [
        Self::Topics,
        Self::Topic,
        Self::TopicConfigs,
        Self::TopicDialogs,
        Self::Overview,
        Self::Brokers,
        Self::Controller,
        Self::Instances,
        Self::CreateTopic,
        Self::ImportTopics,
        Self::Reassignments,
        Self::Reassignment,
        Self::ReassignmentMoves,
        Self::ReassignmentDialogs,
        Self::Plan,
        Self::ByHand,
        Self::Preview,
        Self::PlanGoals,
        Self::ByHandRows,
        Self::PlannedMoves,
        Self::Elections,
        Self::Tasks,
        Self::Audit,
        Self::Attach,
        Self::ImportCmak,
        Self::Users,
        Self::Tokens,
        Self::Profile,
        Self::Door,
    ];

    const fn of(screen: &Screen) -> Option<Self> {
        Some(match screen {
            Screen::SignIn | Screen::SetUp => Self::Door,
            Screen::Instances => Self::Instances,
            Screen::Attach | Screen::EditInstance(_) | Screen::Tags(_) => Self::Attach,
            Screen::ImportCmak => Self::ImportCmak,
            Screen::Overview(_) => Self::Overview,
            Screen::Brokers(_) | Screen::Broker(..) => Self::Brokers,
            Screen::Controller(_) => Self::Controller,
            Screen::Topics(_) => Self::Topics,
            Screen::Topic(..) => Self::Topic,
            Screen::CreateTopic(_) => Self::CreateTopic,
            Screen::ImportTopics(_) => Self::ImportTopics,
            Screen::PlanReassignment(_) => Self::Plan,
            Screen::ManualReassignment(_) => Self::ByHand,
            Screen::ReassignmentPlan(..) => Self::Preview,
            Screen::Reassignments(_) => Self::Reassignments,
            Screen::Reassignment(..) => Self::Reassignment,
            Screen::Elections(_) => Self::Elections,
            Screen::Tasks(_) | Screen::Task(..) => Self::Tasks,
            Screen::InstanceAudit(_) | Screen::Audit => Self::Audit,
            Screen::Settings(SettingsTab::Users) => Self::Users,
            Screen::Settings(SettingsTab::Tokens | SettingsTab::Embedding) => Self::Tokens,
            Screen::Profile => Self::Profile,
            Screen::NotFound => return None,
        })
    }

    async fn load(self) -> Result<(), SplitLoaderError> {
        match self {
            Self::Door => load_door().await,
            Self::Instances => load_instances().await,
            Self::Attach => load_attach().await,
            Self::ImportCmak => load_import_cmak().await,
            Self::Overview => load_overview().await,
            Self::Brokers => load_brokers().await,
            Self::Controller => load_controller().await,
            Self::Topics => load_topics().await,
            Self::Topic => load_topic().await,
            Self::TopicConfigs => load_topic_configs().await,
            Self::CreateTopic => load_create_topic().await,
            Self::ImportTopics => load_import_topics().await,
            Self::TopicDialogs => load_topic_dialogs().await,
            Self::Plan => load_plan().await,
            Self::ByHand => load_by_hand().await,
            Self::Preview => load_preview().await,
            Self::PlanGoals => load_plan_goals().await,
            Self::ByHandRows => load_by_hand_rows().await,
            Self::PlannedMoves => load_planned_moves().await,
            Self::Reassignments => load_reassignments().await,
            Self::Reassignment => load_reassignment().await,
            Self::ReassignmentMoves => load_reassignment_moves().await,
            Self::ReassignmentDialogs => load_reassignment_dialogs().await,
            Self::Elections => load_elections().await,
            Self::Tasks => load_tasks().await,
            Self::Audit => load_audit().await,
            Self::Users => load_users().await,
            Self::Tokens => load_tokens().await,
            Self::Profile => load_profile().await,
        }
    }

    /// The page of a screen of this part, which is loaded.
    fn draw(self, screen: Screen) -> Option<AnyView> {
        match self {
            Self::Door => at_once(door(screen)),
            Self::Instances => at_once(instances(screen)),
            Self::Attach => at_once(attach(screen)),
            Self::ImportCmak => at_once(import_cmak(screen)),
            Self::Overview => at_once(overview(screen)),
            Self::Brokers => at_once(brokers(screen)),
            Self::Controller => at_once(controller(screen)),
            Self::Topics => at_once(topics(screen)),
            Self::Topic => at_once(topic(screen)),
            Self::CreateTopic => at_once(create_topic(screen)),
            Self::ImportTopics => at_once(import_topics(screen)),
            Self::Plan => at_once(plan(screen)),
            Self::ByHand => at_once(by_hand(screen)),
            Self::Preview => at_once(preview(screen)),
            Self::Reassignments => at_once(reassignments(screen)),
            Self::Reassignment => at_once(reassignment(screen)),
            Self::Elections => at_once(elections(screen)),
            Self::Tasks => at_once(tasks(screen)),
            Self::Audit => at_once(audit(screen)),
            Self::Users => at_once(users(screen)),
            Self::Tokens => at_once(tokens(screen)),
            Self::Profile => at_once(profile(screen)),
            Self::TopicConfigs
            | Self::TopicDialogs
            | Self::PlanGoals
            | Self::ByHandRows
            | Self::PlannedMoves
            | Self::ReassignmentMoves
            | Self::ReassignmentDialogs => None,
        }
    }
}

/// What a future of a loaded part gives: it has nothing to wait for.
fn at_once(future: impl Future<Output = Drawn>) -> Option<AnyView> {
    match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(drawn) => drawn.ok().flatten(),
        Poll::Pending => None,
    }
}

type Drawn = Result<Option<AnyView>, SplitLoaderError>;

#[wasm_split(door, wasm_split_path = leptos::wasm_split, preload(load_door), fallible)]
fn door(screen: Screen) -> Drawn {
    Ok(match screen {
        Screen::SignIn => Some(sign_in::page()),
        Screen::SetUp => Some(set_up::page()),
        _ => None,
    })
}

#[wasm_split(instances, wasm_split_path = leptos::wasm_split, preload(load_instances), fallible)]
fn instances(screen: Screen) -> Drawn {
    Ok(match screen {
        Screen::Instances => Some(instances::page()),
        _ => None,
    })
}

#[wasm_split(attach, wasm_split_path = leptos::wasm_split, preload(load_attach), fallible)]
fn attach(screen: Screen) -> Drawn {
    Ok(match screen {
        Screen::Attach => Some(attach::page()),
        Screen::EditInstance(id) => Some(edit_instance::page(id)),
        Screen::Tags(id) => Some(tags::page(id)),
        _ => None,
    })
}

#[wasm_split(import_cmak, wasm_split_path = leptos::wasm_split, preload(load_import_cmak), fallible)]
fn import_cmak(screen: Screen) -> Drawn {
    Ok(match screen {
        Screen::ImportCmak => Some(cmak_import::page()),
        _ => None,
    })
}

#[wasm_split(overview, wasm_split_path = leptos::wasm_split, preload(load_overview), fallible)]
fn overview(screen: Screen) -> Drawn {
    Ok(match screen {
        Screen::Overview(id) => Some(overview::page(id)),
        _ => None,
    })
}

#[wasm_split(brokers, wasm_split_path = leptos::wasm_split, preload(load_brokers), fallible)]
fn brokers(screen: Screen) -> Drawn {
    Ok(match screen {
        Screen::Brokers(id) => Some(brokers::page(id)),
        Screen::Broker(id, broker, _) => Some(broker::page(id, broker)),
        _ => None,
    })
}

#[wasm_split(controller, wasm_split_path = leptos::wasm_split, preload(load_controller), fallible)]
fn controller(screen: Screen) -> Drawn {
    Ok(match screen {
        Screen::Controller(id) => Some(controller::page(id)),
        _ => None,
    })
}

#[wasm_split(topics, wasm_split_path = leptos::wasm_split, preload(load_topics), fallible)]
fn topics(screen: Screen) -> Drawn {
    Ok(match screen {
        Screen::Topics(id) => Some(topics::page(id)),
        _ => None,
    })
}

#[wasm_split(topic, wasm_split_path = leptos::wasm_split, preload(load_topic), fallible)]
fn topic(screen: Screen) -> Drawn {
    Ok(match screen {
        Screen::Topic(id, topic, _) => Some(topic::page(id, topic)),
        _ => None,
    })
}

#[wasm_split(create_topic, wasm_split_path = leptos::wasm_split, preload(load_create_topic), fallible)]
fn create_topic(screen: Screen) -> Drawn {
    Ok(match screen {
        Screen::CreateTopic(id) => Some(topic_form::page(id)),
        _ => None,
    })
}

#[wasm_split(import_topics, wasm_split_path = leptos::wasm_split, preload(load_import_topics), fallible)]
fn import_topics(screen: Screen) -> Drawn {
    Ok(match screen {
        Screen::ImportTopics(id) => Some(topic_import::page(id)),
        _ => None,
    })
}

#[wasm_split(plan, wasm_split_path = leptos::wasm_split, preload(load_plan), fallible)]
fn plan(screen: Screen) -> Drawn {
    Ok(match screen {
        Screen::PlanReassignment(id) => Some(plan::wizard::page(id)),
        _ => None,
    })
}

#[wasm_split(by_hand, wasm_split_path = leptos::wasm_split, preload(load_by_hand), fallible)]
fn by_hand(screen: Screen) -> Drawn {
    Ok(match screen {
        Screen::ManualReassignment(id) => Some(plan::manual::page(id)),
        _ => None,
    })
}

#[wasm_split(preview, wasm_split_path = leptos::wasm_split, preload(load_preview), fallible)]
fn preview(screen: Screen) -> Drawn {
    Ok(match screen {
        Screen::ReassignmentPlan(id, plan) => Some(plan::preview::page(id, plan)),
        _ => None,
    })
}

#[wasm_split(reassignments, wasm_split_path = leptos::wasm_split, preload(load_reassignments), fallible)]
fn reassignments(screen: Screen) -> Drawn {
    Ok(match screen {
        Screen::Reassignments(id) => Some(reassignments::page(id)),
        _ => None,
    })
}

#[wasm_split(reassignment, wasm_split_path = leptos::wasm_split, preload(load_reassignment), fallible)]
fn reassignment(screen: Screen) -> Drawn {
    Ok(match screen {
        Screen::Reassignment(id, task) => Some(reassignments::run::page(id, task)),
        _ => None,
    })
}

#[wasm_split(elections, wasm_split_path = leptos::wasm_split, preload(load_elections), fallible)]
fn elections(screen: Screen) -> Drawn {
    Ok(match screen {
        Screen::Elections(id) => Some(elections::page(id)),
        _ => None,
    })
}

#[wasm_split(tasks, wasm_split_path = leptos::wasm_split, preload(load_tasks), fallible)]
fn tasks(screen: Screen) -> Drawn {
    Ok(match screen {
        Screen::Tasks(id) => Some(tasks::page(id)),
        Screen::Task(id, task) => Some(task::page(id, task)),
        _ => None,
    })
}

#[wasm_split(audit, wasm_split_path = leptos::wasm_split, preload(load_audit), fallible)]
fn audit(screen: Screen) -> Drawn {
    Ok(match screen {
        Screen::InstanceAudit(id) => Some(audit::page(Some(id))),
        Screen::Audit => Some(audit::page(None)),
        _ => None,
    })
}

#[wasm_split(users, wasm_split_path = leptos::wasm_split, preload(load_users), fallible)]
fn users(screen: Screen) -> Drawn {
    Ok(match screen {
        Screen::Settings(SettingsTab::Users) => Some(settings::page(settings::users::tab)),
        _ => None,
    })
}

#[wasm_split(tokens, wasm_split_path = leptos::wasm_split, preload(load_tokens), fallible)]
fn tokens(screen: Screen) -> Drawn {
    Ok(match screen {
        Screen::Settings(SettingsTab::Tokens) => Some(settings::page(settings::tokens::tab)),
        Screen::Settings(SettingsTab::Embedding) => Some(settings::page(settings::embedding::tab)),
        _ => None,
    })
}

#[wasm_split(profile, wasm_split_path = leptos::wasm_split, preload(load_profile), fallible)]
fn profile(screen: Screen) -> Drawn {
    Ok(match screen {
        Screen::Profile => Some(profile::page()),
        _ => None,
    })
}

/// The configs of a topic, as its page keeps them.
type Configs = Load<Version<TopicConfigs>>;

#[wasm_split(topic_configs, wasm_split_path = leptos::wasm_split, preload(load_topic_configs), fallible)]
fn topic_configs(instance: InstanceId, configs: Configs) -> Drawn {
    Ok(Some(topic::configs::tab(instance, configs)))
}

#[wasm_split(topic_dialogs, wasm_split_path = leptos::wasm_split, preload(load_topic_dialogs), fallible)]
fn topic_dialogs(open: String, names: Vec<TopicName>, asked: topic_actions::Asked) -> Drawn {
    Ok(topic_actions::draw(&open, names, asked))
}

/// A dialog about topics, once its part is loaded.
pub fn topic_dialog(
    open: String,
    names: Vec<TopicName>,
    asked: topic_actions::Asked,
) -> Option<AnyView> {
    dialog(Part::TopicDialogs, || {
        at_once(topic_dialogs(open, names, asked))
    })
}

#[wasm_split(plan_goals, wasm_split_path = leptos::wasm_split, preload(load_plan_goals), fallible)]
fn plan_goals(asked: plan::wizard::Chosen) -> Drawn {
    Ok(Some(plan::wizard::goals(asked)))
}

#[wasm_split(by_hand_rows, wasm_split_path = leptos::wasm_split, preload(load_by_hand_rows), fallible)]
fn by_hand_rows(of: plan::manual::Of) -> Drawn {
    Ok(Some(plan::manual::partitions(of)))
}

#[wasm_split(planned_moves, wasm_split_path = leptos::wasm_split, preload(load_planned_moves), fallible)]
fn planned_moves(shown: plan::preview::Shown, plan: Arc<Plan>) -> Drawn {
    Ok(Some(plan::moves::card(shown, plan)))
}

#[wasm_split(reassignment_moves, wasm_split_path = leptos::wasm_split, preload(load_reassignment_moves), fallible)]
fn reassignment_moves(run: reassignments::run::Run) -> Drawn {
    Ok(Some(reassignments::run::moves::card(run)))
}

/// Whose dialog is open.
#[derive(Clone, Copy)]
pub enum Question {
    /// Of reassignments.
    Reassignment(reassignments::dialogs::Asked),
    /// Of elections.
    Election(elections::Page),
}

#[wasm_split(reassignment_dialogs, wasm_split_path = leptos::wasm_split, preload(load_reassignment_dialogs), fallible)]
fn reassignment_dialogs(open: String, question: Question) -> Drawn {
    Ok(match question {
        Question::Reassignment(asked) => reassignments::dialogs::draw(&open, asked),
        Question::Election(page) => elections::dialogs::draw(&open, page),
    })
}

/// A dialog about reassignments or elections, once its part is loaded.
pub fn reassignment_dialog(open: String, question: Question) -> Option<AnyView> {
    dialog(Part::ReassignmentDialogs, || {
        at_once(reassignment_dialogs(open, question))
    })
}

/// A dialog of a part, once that is loaded. A part that cannot be loaded is told of, and the dialog
/// closes.
fn dialog(part: Part, draw: impl FnOnce() -> Option<AnyView>) -> Option<AnyView> {
    let parts = parts();
    if parts.has(part) {
        return draw();
    }
    parts.loaded.track();
    parts.ask(part, || {
        let t = text().common();
        toast::not_done(t.part_failed, t.part_failed_detail);
        routes::set_param("open", None);
    });
    None
}

/// Which parts are here.
#[derive(Clone, Copy, Debug)]
pub struct Parts {
    loaded: RwSignal<Vec<Part>>,
    failed: RwSignal<Option<Part>>,
    /// True once the others were asked for.
    rest: RwSignal<bool>,
}

one_for_the_page!(
    /// The parts of the page.
    parts -> Parts
);

impl Parts {
    fn new() -> Self {
        Self {
            loaded: RwSignal::new(Vec::new()),
            failed: RwSignal::new(None),
            rest: RwSignal::new(false),
        }
    }

    fn has(self, part: Part) -> bool {
        self.loaded.with_untracked(|loaded| loaded.contains(&part))
    }

    fn came(self, part: Part) {
        if !self.has(part) {
            self.loaded.update(|loaded| loaded.push(part));
        }
    }

    fn ask(self, part: Part, failed: impl FnOnce() + 'static) {
        leptos::task::spawn_local(async move {
            match part.load().await {
                Ok(()) => {
                    self.came(part);
                    self.load_rest();
                }
                Err(_) => failed(),
            }
        });
    }

    /// Asks for a part whose place on the page shows how that goes.
    fn ask_shown(self, part: Part) {
        self.ask(part, move || self.failed.set(Some(part)));
    }

    /// Once the page is at rest, loads what it does not need yet, so that no way through the app
    /// waits, and an open page goes on with its own version when the console is updated.
    fn load_rest(self) {
        if self.rest.get_untracked() {
            return;
        }
        self.rest.set(true);
        dom::after(REST_MS, move || {
            leptos::task::spawn_local(async move {
                for part in Part::ALL {
                    // one that fails is asked for again when it is needed
                    if part.load().await.is_ok() {
                        self.came(part);
                    }
                }
            });
        });
    }
}

/// The page of a screen.
pub fn draw(screen: Screen) -> AnyView {
    match Part::of(&screen) {
        Some(part) => here_or_waiting(part, || part.draw(screen)),
        None => super::not_found(),
    }
}

/// The tab Configuration of a topic.
pub fn topic_configs_tab(instance: InstanceId, configs: Configs) -> AnyView {
    here_or_waiting(Part::TopicConfigs, || {
        at_once(topic_configs(instance, configs))
    })
}

/// Brokers and goals of a plan.
pub fn goals_step(asked: plan::wizard::Chosen) -> AnyView {
    here_or_waiting(Part::PlanGoals, || at_once(plan_goals(asked)))
}

/// The partitions whose brokers are chosen by hand.
pub fn rows_by_hand(of: plan::manual::Of) -> AnyView {
    here_or_waiting(Part::ByHandRows, || at_once(by_hand_rows(of)))
}

/// The partitions of a plan.
pub fn planned_card(shown: plan::preview::Shown, plan: Arc<Plan>) -> AnyView {
    here_or_waiting(Part::PlannedMoves, || at_once(planned_moves(shown, plan)))
}

/// The partitions of a reassignment.
pub fn moves_card(run: reassignments::run::Run) -> AnyView {
    here_or_waiting(Part::ReassignmentMoves, || at_once(reassignment_moves(run)))
}

/// What a part draws, or what stands in its place until it is loaded. Follows the loading alone: what
/// is drawn is never drawn again because another part has come.
fn here_or_waiting(part: Part, draw: impl FnOnce() -> Option<AnyView>) -> AnyView {
    let parts = parts();
    if parts.has(part)
        && let Some(view) = draw()
    {
        return view;
    }
    parts.loaded.track();
    parts.ask_shown(part);
    let t = text().common();
    let waits = late(move || parts.failed.get() != Some(part));
    let waiting = view! {
        <div class="card" aria-busy=move || (parts.failed.get() != Some(part)).then_some("true")>
            {drawn(move || {
                (parts.failed.get() == Some(part))
                    .then(|| {
                        view! {
                            <Empty
                                icon=lu::LuUnplug
                                title=t.part_failed
                                detail=t.part_failed_detail
                            >
                                <Button
                                    label=t.retry
                                    on_press=move |()| {
                                        parts.failed.set(None);
                                        parts.ask_shown(part);
                                    }
                                />
                                <Button label=t.reload on_press=move |()| dom::reload() />
                            </Empty>
                        }
                    })
            })}
            {drawn(move || {
                waits.get().then(|| view! { <div class="empty" role="status">{t.loading}</div> })
            })}
        </div>
    }
    .into_any();
    match part {
        Part::Door => view! { <main class="login">{waiting}</main> }.into_any(),
        _ => waiting,
    }
}
