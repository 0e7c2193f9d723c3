//! Delete records: all, before a time or before an offset. The dry run says how many, partition by
//! partition; then the name is typed.

use super::parts::Checking;
use super::parts::Refusal;
use super::preview::{Preview, preview};
use super::{Asked, Done, leave};
use crate::api::call;
use crate::components::field::parse_number;
use crate::components::{
    ConfirmByTyping, Note, NumberField, Segments, Status, TextField, TimeField, Tone, drawn, toast,
};
use crate::format::{MISSING, count, number};
use crate::i18n::text;
use crate::pages::act::{Act, Refused};
use castellan_api::endpoint::InstancePath;
use castellan_api::ids::TopicName;
use castellan_api::rules;
use castellan_api::topics::{DryRun, Purge, PurgeResult, PurgeTopics, PurgeUntil};
use leptos::prelude::*;

/// The most partitions drawn one by one.
const SHOWN: usize = 100;

/// Numbers separated by commas; `None` if there is something else.
fn numbers(typed: &str) -> Option<Vec<i32>> {
    typed
        .split([',', ' ', ';'])
        .filter(|part| !part.is_empty())
        .map(|part| part.parse().ok())
        .collect()
}

/// Deletes records.
#[component]
pub fn PurgeDialog(asked: Asked, topics: Vec<TopicName>) -> impl IntoView {
    let t = text().topic();
    let all = topics.len() as u64;
    let (title, word) = match topics.as_slice() {
        [one] => ((t.purge_one)(one.as_str()), one.to_string()),
        _ => ((t.purge_title)(all), (t.purge_word)(all)),
    };
    let single = all == 1;
    let internal = topics
        .iter()
        .any(|topic| rules::internal_topic(topic.as_str()));
    let path = InstancePath {
        instance: asked.instance.clone(),
    };
    let names = StoredValue::new(topics);
    let until = RwSignal::new("all".to_owned());
    let time = RwSignal::new(None::<i64>);
    let offset = RwSignal::new(String::new());
    let only = RwSignal::new(String::new());
    let body = Memo::new(move |_| {
        let until = match until.get().as_str() {
            "time" => PurgeUntil::Time(time.get()?),
            "offset" => PurgeUntil::Offset(
                offset
                    .with(|typed| parse_number(typed))
                    .filter(|offset| *offset >= 0)?,
            ),
            _ => PurgeUntil::All,
        };
        let only = only.with(|typed| numbers(typed))?;
        let partitions = (single && !only.is_empty()).then_some(only);
        Some(Purge {
            names: names.get_value(),
            partitions,
            until,
        })
    });
    let plan = preview::<PurgeTopics>({
        let path = path.clone();
        move || Some((path.clone(), DryRun::DRY, body.get()?))
    });
    let act = Act::default();
    let messages = move || {
        plan.answer
            .with(|plan| plan.as_ref().map_or(0, |plan| plan.messages))
    };
    let blocked = Signal::derive(move || {
        if body.with(Option::is_none) {
            Some(text().topic().purge_wait.to_owned())
        } else if let Some(failure) = plan.failure.get() {
            Some(failure.title())
        } else if !plan.current() {
            Some(t.checking.to_owned())
        } else {
            (messages() == 0).then(|| t.purge_nothing.to_owned())
        }
    });
    let send = Callback::new(move |()| {
        let Some(body) = body.get_untracked() else {
            return;
        };
        let (path, asked) = (path.clone(), asked.clone());
        act.run(async move {
            let result = call::<PurgeTopics>(&path, &DryRun::REAL, body).await?;
            let failed: Vec<_> = result
                .partitions
                .iter()
                .filter_map(|part| part.error.as_ref())
                .collect();
            let gone = (t.purged)(&count(result.messages).whole());
            match failed.first() {
                None => toast::done(gone, String::new()),
                Some(first) => {
                    let detail = format!("{}. {}", gone, first.detail);
                    toast::not_done((t.purge_failed)(failed.len() as u64), detail);
                }
            }
            asked.done(Done::Changed);
            Ok(())
        });
    });
    let choices = vec![
        ("all".to_owned(), t.purge_all.to_owned()),
        ("time".to_owned(), t.purge_time.to_owned()),
        ("offset".to_owned(), t.purge_offset.to_owned()),
    ];
    let check = Callback::new(|typed: String| {
        numbers(&typed)
            .is_none()
            .then(|| text().topic().purge_partition_bad.to_owned())
    });
    let field = move |pointer: &'static str| {
        Signal::derive(move || {
            plan.failure
                .with(|failure| failure.as_ref().and_then(|failure| failure.field(pointer)))
        })
    };
    view! {
        <ConfirmByTyping
            title=title
            word=word
            verb=Signal::derive(move || match messages() {
                0 => t.purge_button_none.to_owned(),
                some => (t.purge_button)(&count(some).whole()),
            })
            busy=act.working(t.purging)
            unavailable=blocked
            on_confirm=send
            on_close=leave
        >
            <p class="t2">{t.purge_body}</p>
            {internal.then(|| view! { <Note tone=Tone::Crit title=text().topic().internal_title /> })}
            <div class="fld">
                <span class="lab">{t.purge_until}</span>
                <Segments
                    label=t.purge_until
                    options=choices
                    value=until
                    on_change=move |chosen| until.set(chosen)
                />
            </div>
            {drawn(move || match until.get().as_str() {
                "time" => {
                    view! { <TimeField label=t.purge_at value=time error=field("/until/time") /> }
                        .into_any()
                }
                "offset" => {
                    view! {
                        <NumberField
                            label=t.purge_at
                            value=offset
                            min=0
                            out_of_range=t.purge_offset_bad
                            error=field("/until/offset")
                        />
                    }
                        .into_any()
                }
                _ => ().into_any(),
            })}
            {single
                .then(|| {
                    let t = text().topic();
                    view! {
                        <TextField
                            label=t.purge_partition
                            value=only
                            hint=Signal::stored(Some(t.purge_partition_hint.to_owned()))
                            check=check
                            error=field("/partitions")
                        />
                    }
                })}
            <Checking busy=plan.busy />
            <Refusal failure=plan.failure fields=&["/until/time", "/until/offset", "/partitions"] />
            <WouldGo plan=plan single=single />
            <Refused act=act />
        </ConfirmByTyping>
    }
}

/// What would be deleted, in all and by partition.
#[component]
fn WouldGo(plan: Preview<PurgeResult>, single: bool) -> impl IntoView {
    let t = text().topic();
    move || {
        let plan = plan.answer.get()?;
        let told = if plan.messages == 0 {
            text().topic().purge_nothing.to_owned()
        } else {
            let emptied = plan
                .partitions
                .iter()
                .filter(|part| part.from < part.to)
                .count();
            (text().topic().purge_effect)(&number(plan.messages), emptied as u64)
        };
        let offset = |at: Option<i64>| at.map_or(MISSING.to_owned(), number);
        let rows: Vec<_> = plan
            .partitions
            .iter()
            .take(SHOWN)
            .map(|part| {
                let last = match (&part.error, part.from, part.to) {
                    (Some(error), ..) => {
                        view! { <Status tone=Tone::Crit text=error.detail.clone() /> }.into_any()
                    }
                    (None, Some(from), Some(to)) => number(to - from).into_any(),
                    _ => MISSING.into_any(),
                };
                view! {
                    <tr>
                        {(!single).then(|| view! { <td>{part.topic.to_string()}</td> })}
                        <th scope="row" class="num">
                            {part.partition}
                        </th>
                        <td class="num">{offset(part.from)}</td>
                        <td class="num">{offset(part.to)}</td>
                        <td class="num">{last}</td>
                    </tr>
                }
            })
            .collect();
        let rest = plan.partitions.len().saturating_sub(SHOWN) as u64;
        Some(view! {
            <p role="status" class="semi">{told}</p>
            <div class="card tw scrolls" role="region" aria-label=text().topic().purge_preview tabindex="0">
                <table class="tbl">
                    <thead>
                        <tr>
                            {(!single).then(|| view! { <th scope="col">{t.purge_topic}</th> })}
                            <th scope="col" class="num">{t.p_partition}</th>
                            <th scope="col" class="num">{t.purge_from}</th>
                            <th scope="col" class="num">{t.purge_to}</th>
                            <th scope="col" class="num">{t.purge_gone}</th>
                        </tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
            {(rest > 0).then(|| view! { <p class="t3 fs12">{(t.purge_more)(rest)}</p> })}
        })
    }
}

#[cfg(test)]
mod tests {
    use super::numbers;

    #[test]
    fn partitions_as_people_write_them() {
        assert_eq!(numbers("0, 3 5"), Some(vec![0, 3, 5]));
        assert_eq!(numbers(""), Some(vec![]));
        assert_eq!(numbers("a"), None);
    }
}
