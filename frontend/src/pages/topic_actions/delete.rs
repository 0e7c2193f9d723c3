//! Delete one or many topics: what goes, and its name or their count typed.

use super::parts::Failures;
use super::{Asked, Done, leave};
use crate::api::{call, load};
use crate::components::{ConfirmByTyping, Note, Tone, drawn, toast};
use crate::format::{MISSING, bytes};
use crate::i18n::text;
use crate::pages::act::{Act, Refused};
use castellan_api::endpoint::{InstancePath, NoQuery, TopicPath};
use castellan_api::ids::TopicName;
use castellan_api::problem::ItemError;
use castellan_api::rules;
use castellan_api::topics::{DeleteTopic, DeleteTopics, GetTopic, TopicNames};
use leptos::prelude::*;

/// The most topics listed by name.
const LISTED: usize = 50;

/// Deletes topics.
#[component]
pub fn DeleteDialog(asked: Asked, topics: Vec<TopicName>) -> impl IntoView {
    let t = text().topic();
    let all = topics.len() as u64;
    let (title, word) = match topics.as_slice() {
        [one] => ((t.delete_one)(one.as_str()), one.to_string()),
        _ => ((t.delete_title)(all), (t.delete_word)(all)),
    };
    let listed = list(&asked, &topics);
    let internal = topics
        .iter()
        .any(|topic| rules::internal_topic(topic.as_str()));
    // Whether the cluster creates topics by itself is told with any topic.
    let first = topics.first().cloned();
    let instance = asked.instance.clone();
    let any = load::<GetTopic>(
        move || {
            Some((
                TopicPath {
                    instance: instance.clone(),
                    topic: first.clone()?,
                },
                NoQuery {},
            ))
        },
        &[],
    );
    let act = Act::default();
    let failures = RwSignal::new(Vec::<(String, ItemError)>::new());
    let send = Callback::new(move |()| {
        let (asked, topics) = (asked.clone(), topics.clone());
        act.run(async move {
            let failed = match topics.as_slice() {
                [one] => {
                    let path = TopicPath {
                        instance: asked.instance.clone(),
                        topic: one.clone(),
                    };
                    call::<DeleteTopic>(&path, &NoQuery {}, ()).await?;
                    Vec::new()
                }
                _ => {
                    let path = InstancePath {
                        instance: asked.instance.clone(),
                    };
                    let body = TopicNames { names: topics };
                    call::<DeleteTopics>(&path, &NoQuery {}, body)
                        .await?
                        .items
                        .into_iter()
                        .filter_map(|item| Some((item.name, item.error?)))
                        .collect()
                }
            };
            if failed.is_empty() {
                toast::done((t.deleted)(all), String::new());
                asked.done(Done::Deleted);
            } else {
                failures.set(failed);
            }
            Ok(())
        });
    });
    let ended = Signal::derive(move || {
        failures.with(|failures| {
            let failed = failures.len() as u64;
            (failed > 0).then(|| (t.not_deleted)(failed, all))
        })
    });
    view! {
        <ConfirmByTyping
            title=title
            word=word
            verb=(t.delete_button)(all)
            busy=act.working(t.deleting)
            unavailable=ended
            on_confirm=send
            on_close=leave
        >
            <p class="t2">{t.delete_body}</p>
            {internal.then(|| view! { <Note tone=Tone::Crit title=text().topic().internal_title detail=t.delete_internal /> })}
            {drawn(move || {
                any.get()
                    .is_some_and(|topic| topic.auto_create_topics == Some(true))
                    .then(|| {
                        let t = text().topic();
                        view! { <Note tone=Tone::Warn title=t.came_back detail=t.came_back_detail /> }
                    })
            })}
            {listed}
            <Refused act=act />
            {drawn(move || {
                ended
                    .get()
                    .map(|title| {
                        view! {
                            <Note tone=Tone::Crit title=title>
                                <Failures items=failures.get() />
                            </Note>
                        }
                    })
            })}
        </ConfirmByTyping>
    }
}

/// What goes, with its partitions and size.
fn list(asked: &Asked, topics: &[TopicName]) -> AnyView {
    let t = text().topic();
    let rows: Vec<_> = topics
        .iter()
        .take(LISTED)
        .map(|topic| {
            let facts = asked.summary(topic).map(|summary| {
                let size = summary
                    .size_bytes
                    .map_or(MISSING.to_owned(), |size| bytes(size).whole());
                (t.delete_facts)(summary.partitions, &size)
            });
            view! {
                <li>
                    <b>{topic.to_string()}</b>
                    <span class="t3">{facts}</span>
                </li>
            }
        })
        .collect();
    let rest = topics.len().saturating_sub(LISTED) as u64;
    view! {
        <ul class="going" tabindex="0" aria-label=text().common().selection>
            {rows}
            {(rest > 0).then(|| view! { <li class="t3">{(text().topic().more_topics)(rest)}</li> })}
        </ul>
    }
    .into_any()
}
