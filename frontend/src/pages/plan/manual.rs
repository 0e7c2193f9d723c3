//! The brokers of a topic's partitions, chosen by hand, or read from Kafka's JSON.

use super::brokers::Brokers;
use super::by_hand::ByHand;
use super::json::{self, Json};
use super::matrix::{Matrix, fault};
use super::pick_topic::Pick;
use super::request::{self, Outcome};
use super::rows::Rows;
use crate::api::State;
use crate::components::{Button, Icon, Look, PageHead, Segments, States, drawn, lu};
use crate::i18n::text;
use crate::pages::act::Act;
use crate::pages::rows_by_hand;
use crate::routes::{self, Link, Step};
use crate::session::may_call;
use crate::shell::instance_name;
use castellan_api::endpoint::TopicPath;
use castellan_api::ids::{InstanceId, TopicName};
use castellan_api::reassignment::{ManualPartition, PlanReassignment, PlanRequest};
use castellan_api::screen::{Screen, TopicTab};
use leptos::prelude::*;

/// What is drawn below the title.
#[derive(Clone, PartialEq)]
enum Mode {
    Json,
    Pick,
    Topic(TopicName),
}

/// The page.
pub fn page(id: InstanceId) -> AnyView {
    let mode = Memo::new(|_| {
        let asked: ByHand = routes::query();
        match (asked.json, asked.topic_name()) {
            (Some(true), _) => Mode::Json,
            (_, Some(topic)) => Mode::Topic(topic),
            (_, None) => Mode::Pick,
        }
    });
    let (brokers, matrix, act) = (Brokers::of(&id), Matrix::new(), Act::default());
    let json = RwSignal::new(String::new());
    let read = {
        let id = id.clone();
        Callback::new(move |topic: TopicName| {
            act.failure.set(None);
            matrix.read(TopicPath {
                instance: id.clone(),
                topic,
            });
        })
    };
    Effect::new(move || {
        if let Mode::Topic(topic) = mode.get() {
            read.run(topic);
        }
    });
    // A refusal names places of what was asked for, which may have changed since.
    let asked = StoredValue::new(Vec::<ManualPartition>::new());
    Effect::new(move || {
        act.failure.with(|failure| {
            if let Some(failure) = failure {
                asked.with_value(|asked| matrix.refused(failure, asked));
            }
        });
    });
    let send = {
        let id = id.clone();
        Callback::new(move |()| {
            let wanted = match mode.get_untracked() {
                Mode::Json => PlanRequest::Json(json.get_untracked()),
                _ => {
                    let rows = matrix.request();
                    asked.set_value(rows.clone());
                    PlanRequest::Manual(rows)
                }
            };
            request::ask(act, id.clone(), wanted);
        })
    };
    let own = id.clone();
    let content = move || match mode.get() {
        Mode::Json => rows_by_hand(Of::Json(json, act)),
        Mode::Pick => view! { <Pick id=own.clone() /> }.into_any(),
        Mode::Topic(topic) => rows_by_hand(Of::Topic {
            id: own.clone(),
            topic,
            matrix,
            brokers,
            read,
        }),
    };
    view! {
        <Title id=id mode=mode matrix=matrix brokers=brokers json=json act=act on_send=send />
        <Ways mode=mode />
        <Outcome act=act fields=&["json"] />
        {drawn(content)}
    }
    .into_any()
}

/// By topic, or from Kafka's JSON.
#[component]
fn Ways(mode: Memo<Mode>) -> impl IntoView {
    let t = text().plan();
    let value = Signal::derive(move || {
        if mode.get() == Mode::Json {
            "json"
        } else {
            "topic"
        }
        .to_owned()
    });
    view! {
        <div>
            <Segments
                label=t.way
                options=vec![
                    ("topic".to_owned(), t.way_topic.to_owned()),
                    ("json".to_owned(), t.json_title.to_owned()),
                ]
                value=value
                on_change=|way: String| {
                    ByHand::write(|now| now.json = (way == "json").then_some(true), Step::Push);
                }
            />
        </div>
    }
}

/// Title and actions.
#[component]
fn Title(
    id: InstanceId,
    mode: Memo<Mode>,
    matrix: Matrix,
    brokers: Brokers,
    json: RwSignal<String>,
    act: Act,
    on_send: Callback<()>,
) -> impl IntoView {
    let t = text().plan();
    let allowed = may_call::<PlanReassignment>(Some(&id));
    let changed = Memo::new(move |_| matrix.changed());
    let faults = Memo::new(move |_| {
        let wrong = |at: &usize| {
            let list = matrix.replicas(*at);
            brokers
                .all
                .with(|all| fault(&list, &matrix.as_is(*at), all).is_some())
        };
        changed.with(|changed| changed.iter().filter(|at| wrong(at)).count()) as u64
    });
    let blocked = Signal::derive(move || {
        // `changed` before what comes from it; see the steps of the wizard.
        let nothing = changed.with(Vec::is_empty);
        match (mode.get(), faults.get()) {
            (Mode::Json, _) => json::wrong(json),
            (_, 0) => nothing.then(|| t.nothing_changed.to_owned()),
            (_, faults) => Some((t.to_correct)(faults)),
        }
    });
    let label = Signal::derive(move || match mode.get() {
        Mode::Json => t.make.to_owned(),
        _ => (t.make_for)(changed.with(|changed| changed.len() as u64)),
    });
    let primary = move || {
        (allowed && mode.get() != Mode::Pick).then(|| {
            view! {
                <Button
                    label=label
                    look=Look::Primary
                    unavailable=blocked
                    busy=act.working(t.making)
                    on_press=on_send
                />
            }
        })
    };
    let own = id.clone();
    let facts = move || match mode.get() {
        Mode::Topic(topic) => topic_facts(&own, topic, matrix),
        _ => view! { <span>{t.by_hand_intro}</span> }.into_any(),
    };
    let (wizard, list) = (
        Screen::PlanReassignment(id.clone()),
        Screen::Reassignments(id),
    );
    view! {
        <PageHead title=t.by_hand_title about=Signal::derive(instance_name) facts=facts>
            <Link screen=wizard class="btn not-s">
                <Icon icon=lu::LuShuffle />
                {t.automatic}
            </Link>
            <Link screen=list class="btn">
                {text().common().cancel}
            </Link>
            {drawn(primary)}
        </PageHead>
    }
}

fn topic_facts(id: &InstanceId, topic: TopicName, matrix: Matrix) -> AnyView {
    let t = text().plan();
    let name = topic.to_string();
    let another = routes::href(&Screen::ManualReassignment(id.clone()));
    let link = Screen::Topic(id.clone(), topic, TopicTab::default());
    let count = move || {
        matrix
            .topic
            .get()
            .map(|_| (t.partitions)(matrix.old.with(Vec::len) as u64))
    };
    view! {
        <Link screen=link>{name}</Link>
        <span>{drawn(count)}</span>
        <a href=another>{t.another_topic}</a>
    }
    .into_any()
}

/// What is drawn below the title once there is something to choose, and what that needs.
pub enum Of {
    /// Kafka's JSON.
    Json(RwSignal<String>, Act),
    /// The partitions of a topic.
    Topic {
        /// The instance.
        id: InstanceId,
        /// The topic.
        topic: TopicName,
        /// Its partitions.
        matrix: Matrix,
        /// The brokers.
        brokers: Brokers,
        /// Reads the topic again.
        read: Callback<TopicName>,
    },
}

/// Kafka's JSON, or the matrix of a topic, once it is read.
pub fn partitions(of: Of) -> AnyView {
    let (id, topic, matrix, brokers, read) = match of {
        Of::Json(json, act) => return view! { <Json json=json act=act /> }.into_any(),
        Of::Topic {
            id,
            topic,
            matrix,
            brokers,
            read,
        } => (id, topic, matrix, brokers, read),
    };
    let t = text().plan();
    let wanted = topic.clone();
    let state = Signal::derive(move || {
        let there = matrix.topic.with(|there| there.as_ref() == Some(&wanted));
        match (matrix.failure.get(), brokers.load.state()) {
            (Some(failure), _) | (None, State::Failed(failure)) => State::Failed(failure),
            (None, State::Waiting) => State::Waiting,
            (None, _) if there => State::Ready,
            (None, _) => State::Waiting,
        }
    });
    let again = move |()| {
        brokers.load.again();
        read.run(topic.clone());
    };
    let brokers_href = routes::href(&Screen::Brokers(id));
    view! {
        <States state=state on_retry=again>
            <div class="stack">
                <p class="t2">
                    {t.by_hand_help}
                    " "
                    <a href=brokers_href.clone()>{t.brokers}</a>
                </p>
                <Rows matrix=matrix brokers=brokers />
            </div>
        </States>
    }
    .into_any()
}
