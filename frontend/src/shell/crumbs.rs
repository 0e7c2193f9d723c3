//! The breadcrumb: where the page stands.

use super::instance_name;
use crate::components::{Icon, lu};
use crate::i18n::text;
use crate::routes;
use castellan_api::screen::Screen;
use leptos::prelude::*;

/// Words and addresses from the outermost in; the last is the page itself.
fn crumbs(screen: &Screen, instance: String) -> Vec<(String, Option<Screen>)> {
    let t = text().shell();
    let page = |word: &str| (word.to_owned(), None);
    let link = |word: &str, screen: Screen| (word.to_owned(), Some(screen));
    let mut all = match screen.instance() {
        Some(id) if *screen == Screen::Overview(id.clone()) => vec![(instance, None)],
        Some(id) => vec![(instance, Some(Screen::Overview(id.clone())))],
        None => Vec::new(),
    };
    match screen {
        Screen::SignIn | Screen::SetUp | Screen::Overview(_) => {}
        Screen::Instances | Screen::NotFound => all.push(page(t.instances)),
        Screen::Attach => {
            all.push(link(t.instances, Screen::Instances));
            all.push(page(t.attach));
        }
        Screen::ImportCmak => {
            all.push(link(t.instances, Screen::Instances));
            all.push(page(text().cmak_words().title));
        }
        Screen::EditInstance(_) => all.push(page(t.edit_instance)),
        Screen::Controller(_) => all.push(page(t.controller)),
        Screen::Brokers(_) => all.push(page(t.brokers)),
        Screen::Broker(id, broker, _) => {
            all.push(link(t.brokers, Screen::Brokers(id.clone())));
            all.push((broker.to_string(), None));
        }
        Screen::Topics(_) => all.push(page(t.topics)),
        Screen::CreateTopic(id) => {
            all.push(link(t.topics, Screen::Topics(id.clone())));
            all.push(page(t.create_topic));
        }
        Screen::ImportTopics(id) => {
            all.push(link(t.topics, Screen::Topics(id.clone())));
            all.push(page(t.import_topics));
        }
        Screen::Topic(id, topic, _) => {
            all.push(link(t.topics, Screen::Topics(id.clone())));
            all.push((topic.to_string(), None));
        }
        Screen::Reassignments(_) => all.push(page(t.reassignments)),
        Screen::PlanReassignment(id) | Screen::ManualReassignment(id) => {
            all.push(link(t.reassignments, Screen::Reassignments(id.clone())));
            all.push(page(t.new_plan));
        }
        Screen::ReassignmentPlan(id, _) => {
            all.push(link(t.reassignments, Screen::Reassignments(id.clone())));
            all.push(page(t.plan));
        }
        Screen::Reassignment(id, task) => {
            all.push(link(t.reassignments, Screen::Reassignments(id.clone())));
            all.push((task.to_string(), None));
        }
        Screen::Elections(_) => all.push(page(t.elections)),
        Screen::Tasks(_) => all.push(page(t.tasks)),
        Screen::Task(id, task) => {
            all.push(link(t.tasks, Screen::Tasks(id.clone())));
            all.push((task.to_string(), None));
        }
        Screen::Tags(_) => all.push(page(t.tags)),
        Screen::InstanceAudit(_) | Screen::Audit => all.push(page(t.audit)),
        Screen::Settings(_) => all.push(page(t.settings)),
        Screen::Profile => all.push(page(t.profile)),
    }
    all
}

/// The breadcrumb.
#[component]
pub fn Crumbs() -> impl IntoView {
    let shown = Memo::new(move |_| {
        let name = instance_name();
        let name = if name.is_empty() {
            "…".to_owned()
        } else {
            name
        };
        crumbs(&routes::without_tab(routes::screen()), name)
    });
    let drawn = move || {
        shown
            .get()
            .into_iter()
            .enumerate()
            .map(|(at, (word, screen))| {
                let arrow = (at > 0).then(|| view! { <Icon icon=lu::LuChevronRight small=true /> });
                let part = match screen {
                    Some(screen) => view! { <a href=routes::href(&screen)>{word}</a> }.into_any(),
                    None => view! {
                        <span aria-current="page" class="trunc">{word}</span>
                    }
                    .into_any(),
                };
                view! {
                    {arrow}
                    {part}
                }
            })
            .collect_view()
    };
    view! {
        <nav class="crumbs" aria-label=text().shell().breadcrumb>
            {drawn}
        </nav>
    }
}
