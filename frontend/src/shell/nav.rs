//! The navigation: the instance switcher, then what works in this release and the user may see.

use super::switcher::Switcher;
use super::{directory, instance_summary};
use crate::api::{Watch, load};
use crate::components::icon::Mark;
use crate::components::{Icon, drawn, lu};
use crate::format::number;
use crate::i18n::text;
use crate::routes::{self, Link};
use crate::session::{may_call, session};
use castellan_api::brokers::ListBrokers;
use castellan_api::endpoint::InstancePath;
use castellan_api::ids::InstanceId;
use castellan_api::instances::GetInstance;
use castellan_api::screen::{Screen, SettingsTab};
use castellan_api::tasks::{ListTasks, TaskQuery, TaskState};
use castellan_api::topics::ListTopics;
use castellan_api::users::ListUsers;
use leptos::prelude::*;

/// The navigation.
#[component]
pub fn Nav() -> impl IntoView {
    let t = text().shell();
    let instance = Memo::new(move |_| routes::instance());
    view! {
        <nav class="nav" aria-label=t.navigation>
            <Link screen=Screen::Instances class="brand">
                <Mark />
                {t.product}
            </Link>
            <Switcher />
            {drawn(move || match instance.get() {
                Some(id) => view! { <OfInstance id=id /> }.into_any(),
                None => view! { <OfConsole /> }.into_any(),
            })}
            <footer>
                <span>
                    {drawn(move || session().user().map(|user| (t.version)(&user.version)))}
                </span>
            </footer>
        </nav>
    }
}

#[component]
fn OfInstance(id: InstanceId) -> impl IntoView {
    let t = text().shell();
    let running = {
        let id = id.clone();
        load::<ListTasks>(
            move || {
                may_call::<ListTasks>(Some(&id)).then(|| {
                    let query = TaskQuery {
                        state: Some(TaskState::Running),
                        per_page: Some(1),
                        ..TaskQuery::default()
                    };
                    (
                        InstancePath {
                            instance: id.clone(),
                        },
                        query,
                    )
                })
            },
            &[Watch::Tasks],
        )
    };
    let count = |of: fn(&castellan_api::instances::InstanceSummary) -> u32| {
        move || {
            instance_summary().map(|instance| {
                view! { <span class="n num">{number(of(&instance))}</span> }
            })
        }
    };
    let running = move || {
        let total = running.get().map_or(0, |page| page.total);
        (total > 0).then(|| {
            view! {
                <span class="n num" title=(t.running_tasks)(total)>
                    <Icon icon=lu::LuLoaderCircle small=true />
                    {number(total)}
                </span>
            }
        })
    };
    let topics = may_call::<ListTopics>(Some(&id));
    let tasks = may_call::<ListTasks>(Some(&id));
    let view_all = may_call::<ListBrokers>(Some(&id));
    let tags = may_call::<GetInstance>(Some(&id));
    view! {
        <ul class="first">
            {view_all
                .then(|| {
                    view! {
                        <Item screen=Screen::Overview(id.clone()) icon=lu::LuLayoutDashboard word=t.overview />
                        <Item screen=Screen::Brokers(id.clone()) icon=lu::LuServer word=t.brokers>
                            {count(|instance| instance.brokers)}
                        </Item>
                        <Item screen=Screen::Controller(id.clone()) icon=lu::LuCrown word=t.controller />
                    }
                })}
        </ul>
        {topics
            .then(|| {
                view! {
                    <h2>{t.data}</h2>
                    <ul>
                        <Item screen=Screen::Topics(id.clone()) icon=lu::LuLayers word=t.topics>
                            {count(|instance| instance.topics)}
                        </Item>
                    </ul>
                }
            })}
        {tasks
            .then(|| {
                view! {
                    <h2>{t.operations}</h2>
                    <ul>
                        {topics
                            .then(|| {
                                view! {
                                    <Item screen=Screen::Reassignments(id.clone()) icon=lu::LuShuffle word=t.reassignments />
                                    <Item screen=Screen::Elections(id.clone()) icon=lu::LuVote word=t.elections />
                                }
                            })}
                        <Item screen=Screen::Tasks(id.clone()) icon=lu::LuListChecks word=t.tasks>
                            {running}
                        </Item>
                    </ul>
                }
            })}
        <h2>{t.access}</h2>
        <ul>
            {tags
                .then(|| {
                    view! { <Item screen=Screen::Tags(id.clone()) icon=lu::LuTag word=t.tags /> }
                })}
            <Item screen=Screen::InstanceAudit(id.clone()) icon=lu::LuScrollText word=t.audit />
        </ul>
    }
}

#[component]
fn OfConsole() -> impl IntoView {
    let t = text().shell();
    let instances = move || {
        directory().load.get().map(|page| {
            view! { <span class="n num">{number(page.total)}</span> }
        })
    };
    view! {
        <ul class="first">
            <Item screen=Screen::Instances icon=lu::LuBoxes word=t.instances>
                {instances}
            </Item>
        </ul>
        <h2>{t.console}</h2>
        <ul>
            <Item screen=Screen::Audit icon=lu::LuScrollText word=t.audit />
            <Item screen=settings_screen() icon=lu::LuSettings word=t.settings />
            <Item screen=Screen::Profile icon=lu::LuUserRound word=t.profile />
        </ul>
    }
}

/// The first tab of the settings the user may see.
pub fn settings_screen() -> Screen {
    let tab = if may_call::<ListUsers>(None) {
        SettingsTab::Users
    } else {
        SettingsTab::Tokens
    };
    Screen::Settings(tab)
}

/// Which entry a screen belongs to.
fn entry_of(screen: Screen) -> Screen {
    match screen {
        Screen::Broker(id, ..) => Screen::Brokers(id),
        Screen::Topic(id, ..) | Screen::CreateTopic(id) | Screen::ImportTopics(id) => {
            Screen::Topics(id)
        }
        Screen::PlanReassignment(id)
        | Screen::ManualReassignment(id)
        | Screen::ReassignmentPlan(id, _)
        | Screen::Reassignment(id, _) => Screen::Reassignments(id),
        Screen::Task(id, _) => Screen::Tasks(id),
        Screen::EditInstance(id) => Screen::Overview(id),
        Screen::Attach | Screen::ImportCmak | Screen::NotFound => Screen::Instances,
        Screen::Settings(_) => Screen::Settings(SettingsTab::default()),
        other => other,
    }
}

#[component]
fn Item(
    screen: Screen,
    icon: icondata_core::Icon,
    word: &'static str,
    #[prop(optional)] children: Option<Children>,
) -> impl IntoView {
    let own = entry_of(screen.clone());
    let current = move || (entry_of(routes::screen()) == own).then_some("page");
    view! {
        <li>
            <a href=routes::href(&screen) aria-current=current>
                <Icon icon=icon />
                {word}
                {children.map(|children| children())}
            </a>
        </li>
    }
}
