//! The timer of elections: how often, when next, who set it, what it did.

use super::Page;
use super::dialogs::STOP;
use crate::api::{Failure, Load, call};
use crate::clock;
use crate::components::field::parse_number;
use crate::components::{
    Button, KeyValue, KeyValues, Look, NumberField, States, Status, Tone, drawn, lu, toast,
};
use crate::format::{age, duration, time};
use crate::i18n::text;
use crate::pages::act::{Act, Refused};
use crate::routes::{self, Link};
use crate::session::may_call;
use castellan_api::elections::{ElectionRun, ElectionTimer, NewElectionTimer, SetElectionTimer};
use castellan_api::endpoint::NoQuery;
use castellan_api::screen::Screen;
use castellan_api::tasks::GetTask;
use leptos::prelude::*;

/// Most minutes between two elections: a week.
const MINUTES_MAX: i64 = 10_080;
const MINUTE_MS: i64 = 60_000;

/// The card.
#[component]
pub fn Timer(page: Page) -> impl IntoView {
    let t = text().elections();
    let load = page.timer;
    // It may fire without a task: then nothing says so.
    let due = Memo::new(move |_| {
        let next = load.get().and_then(|timer| timer.next_at);
        next.filter(|next| *next < clock::slow())
    });
    let turn = Memo::new(move |_| due.get().map(|_| clock::slow()));
    Effect::new(move || {
        if turn.get().is_some() {
            load.again();
        }
    });
    let on = Memo::new(move |_| load.get().is_some_and(|timer| timer.every_min.is_some()));
    let runs = Memo::new(move |_| {
        load.get()
            .map(|timer| timer.history.clone())
            .unwrap_or_default()
    });
    view! {
        <States state=Signal::derive(move || load.state()) on_retry=move |()| load.again()>
            <section class="card" aria-labelledby="timer">
                <header>
                    <h2 id="timer">{t.timer}</h2>
                </header>
                <div class="body stack tight">
                    <Facts load=load />
                    <Setting page=page />
                </div>
            </section>
            {drawn(move || {
                let all = runs.get();
                (on.get() || !all.is_empty()).then(|| history(page, all))
            })}
        </States>
    }
}

#[component]
fn Facts(load: Load<ElectionTimer>) -> impl IntoView {
    let t = text().elections();
    let facts = Memo::new(move |_| {
        let timer = load.get()?;
        let every = i64::from(timer.every_min?) * MINUTE_MS;
        Some((every, timer.next_at, timer.set_by.clone(), timer.set_at))
    });
    move || {
        let Some((every, next, by, at)) = facts.get() else {
            return view! { <p class="t2">{t.timer_off}</p> }.into_any();
        };
        let next = next.map(|at| {
            let left = move || {
                let left = at - clock::slow();
                if left > 0 {
                    (text().common().in_time)(&duration(left))
                } else {
                    t.any_moment.to_owned()
                }
            };
            view! {
                <KeyValue name=t.next_run>
                    <span title=time::full(at)>{time::since(at)}</span>
                    <span class="t3">", " {drawn(left)}</span>
                </KeyValue>
            }
        });
        let by = by.map(|by| view! { <KeyValue name=t.set_by value=by /> });
        let at = at.map(|at| view! { <KeyValue name=t.set_at value=time::minute(at) /> });
        view! {
            <KeyValues>
                <KeyValue name=t.every value=duration(every) />
                {next}
                {by}
                {at}
            </KeyValues>
        }
        .into_any()
    }
}

/// Sets the timer, and shows what the console answers.
pub async fn set(page: Page, every_min: Option<u32>) -> Result<(), Failure> {
    let t = text().elections();
    let body = NewElectionTimer { every_min };
    let timer = call::<SetElectionTimer>(&page.path(), &NoQuery {}, body).await?;
    let told = match every_min {
        Some(_) => t.timer_set,
        None => t.timer_stopped,
    };
    toast::done(told, "");
    page.timer.put(timer);
    Ok(())
}

/// The field and the buttons; nothing for who may not.
#[component]
fn Setting(page: Page) -> impl IntoView {
    let t = text().elections();
    let load = page.timer;
    let runs = Memo::new(move |_| load.get().and_then(|timer| timer.every_min));
    let act = Act::default();
    let typed = RwSignal::new(String::new());
    // What the console says stands in the field until something is typed.
    let mut filled = false;
    Effect::new(move || {
        if !filled && load.data.with(Option::is_some) {
            filled = true;
            typed.set(runs.get_untracked().unwrap_or(60).to_string());
        }
    });
    let minutes = Memo::new(move |_| {
        let minutes = typed.with(|typed| parse_number(typed))?;
        let minutes = Some(minutes).filter(|one| (1..=MINUTES_MAX).contains(one))?;
        u32::try_from(minutes).ok()
    });
    let bad = Signal::derive(move || (minutes.get().is_none()).then(|| t.timer_range.to_owned()));
    let send = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        if let Some(minutes) = minutes.get_untracked() {
            act.run(set(page, Some(minutes)));
        }
    };
    let label = Signal::derive(move || match runs.get() {
        Some(_) => t.timer_change.to_owned(),
        None => t.timer_start.to_owned(),
    });
    let stop = move || {
        runs.get().map(|_| {
            view! {
                <Button
                    label=t.timer_stop
                    icon=lu::LuCircleStop
                    look=Look::Danger
                    on_press=|()| routes::set_param("open", Some(STOP))
                />
            }
        })
    };
    may_call::<SetElectionTimer>(Some(&page.id.get_value())).then(|| {
        view! {
            <form class="stack tight" on:submit=send autocomplete="off">
                <NumberField
                    label=t.timer_field
                    value=typed
                    min=1
                    max=MINUTES_MAX
                    out_of_range=t.timer_range
                    hint=Signal::stored(Some(t.timer_range.to_owned()))
                    error=act.field("/every_min")
                    suffix=t.timer_unit
                />
                <Refused act=act fields=&["/every_min"] />
                <div class="row wrap">
                    <Button
                        label=label
                        icon=lu::LuTimer
                        unavailable=bad
                        busy=act.working(t.starting)
                    />
                    {drawn(stop)}
                </div>
            </form>
        }
    })
}

/// What it did, newest first.
fn history(page: Page, runs: Vec<ElectionRun>) -> AnyView {
    let t = text().elections();
    let id = page.id.get_value();
    let tasks = may_call::<GetTask>(Some(&id));
    let none = runs.is_empty();
    let line = |run: ElectionRun| {
        let what = match (&run.error, run.found) {
            (Some(error), _) => {
                view! { <Status tone=Tone::Crit text=error.detail.clone() /> }.into_any()
            }
            (None, 0) => view! { <span class="t3">{t.found_none}</span> }.into_any(),
            (None, found) => (t.found)(found).into_any(),
        };
        let task = run.task.filter(|_| tasks).map(|task| {
            let screen = Screen::Task(id.clone(), task);
            view! { " " <Link screen=screen class="link">{t.view_task}</Link> }
        });
        let at = run.at;
        view! {
            <li>
                <time title=time::full(at)>{drawn(move || age(clock::slow() - at))}</time>
                <span>{what} {task}</span>
            </li>
        }
        .into_any()
    };
    let lines: Vec<AnyView> = runs.into_iter().map(line).collect();
    view! {
        <section class="card" aria-labelledby="runs">
            <header>
                <h2 id="runs">{t.runs}</h2>
            </header>
            <div class="body">
                {if none {
                    view! { <p class="t3">{t.no_runs}</p> }.into_any()
                } else {
                    // It scrolls, so the keyboard must get there.
                    view! {
                        <ol class="log long" tabindex="0" aria-label=t.runs>{lines}</ol>
                    }
                        .into_any()
                }}
            </div>
        </section>
    }
    .into_any()
}
