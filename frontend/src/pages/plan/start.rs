//! How a plan starts: batches, when, elections after it, and the dialog that asks first.

use super::preview::{Shown, obstacle};
use crate::api::{Watch, call};
use crate::components::field::parse_number;
use crate::components::{
    Button, Checkbox, Dialog, DialogFoot, KeyValue, KeyValues, Look, Note, NumberField, Segments,
    Select, TimeField, Tone, drawn, toast,
};
use crate::dom;
use crate::format::{bytes, number, time};
use crate::i18n::text;
use crate::live::live;
use crate::pages::act::{Act, Refused};
use crate::routes;
use crate::session::may_call;
use castellan_api::endpoint::{InstancePath, NoQuery};
use castellan_api::reassignment::{
    MoveOrder, NewReassignment, Plan, Speed, StartReassignment, ThrottleVerdict,
};
use castellan_api::screen::Screen;
use leptos::prelude::*;
use std::sync::Arc;

/// Most partitions that move at once.
const AT_ONCE_MAX: i64 = 1_000;
/// A day, milliseconds.
const DAY_MS: i64 = 86_400_000;
/// When a cluster is most likely quiet, by the viewer's clock.
const QUIET: &str = "T03:00:00";

/// How it is to start.
#[derive(Clone, Copy)]
pub struct Start {
    at_once: RwSignal<String>,
    largest: RwSignal<bool>,
    /// True: at a time, not now.
    pub later: RwSignal<bool>,
    at: RwSignal<Option<i64>>,
    elect: RwSignal<bool>,
}

impl Start {
    /// Now, 50 at once, the smallest topics first.
    pub fn new() -> Self {
        Self {
            at_once: RwSignal::new(String::new()),
            largest: RwSignal::new(false),
            later: RwSignal::new(false),
            at: RwSignal::new(None),
            elect: RwSignal::new(false),
        }
    }

    /// Why it cannot start so. Followed.
    pub fn wrong(self) -> Option<String> {
        let t = text().plan();
        let many = self.at_once.with(|typed| {
            let typed = typed.trim();
            typed.is_empty() || parse_number(typed).is_some_and(|n| (1..=AT_ONCE_MAX).contains(&n))
        });
        if !many {
            return Some(t.at_once_bad.to_owned());
        }
        self.wrong_time()
    }

    fn wrong_time(self) -> Option<String> {
        let t = text().plan();
        match (self.later.get(), self.at.get()) {
            (false, _) => None,
            (true, None) => Some(t.no_time.to_owned()),
            (true, Some(at)) => (at <= dom::now()).then(|| t.time_passed.to_owned()),
        }
    }

    /// Partitions at once. Followed.
    fn many(self) -> u32 {
        self.at_once
            .with(|typed| parse_number(typed))
            .and_then(|n| u32::try_from(n).ok())
            .unwrap_or(Speed::default().at_once)
    }

    /// When, if not now. Followed.
    fn time(self) -> Option<i64> {
        self.at.get().filter(|_| self.later.get())
    }
}

/// The next quiet hour by the viewer's clock.
fn quiet_hour(now: i64) -> Option<i64> {
    let on_day = |ms: i64| {
        let field = time::to_field(ms);
        let day = field.split('T').next()?;
        time::from_field(&format!("{day}{QUIET}"))
    };
    on_day(now)
        .filter(|at| *at > now)
        .or_else(|| on_day(now + DAY_MS))
}

/// How many at once, and which first.
#[component]
pub fn Batches(start: Start) -> impl IntoView {
    let t = text().plan();
    let order = Signal::derive(move || {
        if start.largest.get() {
            "largest"
        } else {
            "smallest"
        }
        .to_owned()
    });
    let options = vec![
        ("smallest".to_owned(), t.smallest_first.to_owned()),
        ("largest".to_owned(), t.largest_first.to_owned()),
    ];
    let hint = move || {
        let words = if start.largest.get() {
            t.largest_hint
        } else {
            t.smallest_hint
        };
        Some(words.to_owned())
    };
    view! {
        <section class="card">
            <header>
                <h2>{t.batches}</h2>
            </header>
            <div class="body stack tight">
                <NumberField
                    label=t.at_once
                    value=start.at_once
                    min=1
                    max=AT_ONCE_MAX
                    out_of_range=t.at_once_bad
                    touched=true
                    placeholder=Signal::stored(number(Speed::default().at_once))
                    hint=Signal::stored(Some(t.at_once_hint.to_owned()))
                />
                <Select
                    label=t.order
                    value=order
                    options=Signal::stored(options)
                    on_change=move |word: String| start.largest.set(word == "largest")
                    hint=Signal::derive(hint)
                />
            </div>
        </section>
    }
}

/// Now or at a time, and what happens at the end.
#[component]
pub fn When(start: Start) -> impl IntoView {
    let t = text().plan();
    let value = Signal::derive(move || if start.later.get() { "later" } else { "now" }.to_owned());
    let choose = move |word: String| {
        let later = word == "later";
        if later && start.at.with_untracked(Option::is_none) {
            start.at.set(quiet_hour(dom::now()));
        }
        start.later.set(later);
    };
    view! {
        <section class="card">
            <header>
                <h2>{t.when}</h2>
            </header>
            <div class="body stack tight">
                <Segments
                    label=t.when
                    options=vec![
                        ("now".to_owned(), text().common().now.to_owned()),
                        ("later".to_owned(), t.at_a_time.to_owned()),
                    ]
                    value=value
                    on_change=choose
                />
                {drawn(move || {
                    start
                        .later
                        .get()
                        .then(|| {
                            view! {
                                <TimeField
                                    label=t.not_before
                                    value=start.at
                                    error=Signal::derive(move || start.wrong_time())
                                />
                            }
                        })
                })}
                <Checkbox
                    label=t.elect
                    hint=t.elect_hint.to_owned()
                    checked=start.elect
                    on_change=move |on| start.elect.set(on)
                />
            </div>
        </section>
    }
}

/// The dialog, while the address asks for it and the plan can be started.
#[component]
pub fn StartDialog(shown: Shown) -> impl IntoView {
    let allowed = may_call::<StartReassignment>(Some(&shown.instance()));
    let asked = Memo::new(move |_| allowed && routes::param("open").as_deref() == Some("start"));
    drawn(move || {
        let plan = shown.load.get().filter(|plan| {
            let ready = plan.startable && plan.task.is_none() && plan.partitions > 0;
            asked.get() && ready && obstacle(plan).is_none()
        })?;
        Some(view! { <Confirm shown=shown plan=plan /> })
    })
}

fn close(_: ()) {
    routes::set_param("open", None);
}

#[component]
fn Confirm(shown: Shown, plan: Arc<Plan>) -> impl IntoView {
    let t = text().plan();
    let (start, pace) = (shown.start, shown.pace);
    let act = Act::default();
    let partitions = plan.partitions;
    let title = move || match start.time() {
        Some(_) => (t.schedule_title)(partitions),
        None => (t.start_title)(partitions),
    };
    let starved = move || {
        (pace.verdict() == Some(ThrottleVerdict::TooSmall))
            .then(|| view! { <Note tone=Tone::Warn title=(t.too_small)(&pace.words()) /> })
    };
    let blocked = Signal::derive(move || pace.wrong().or_else(|| start.wrong()));
    view! {
        <Dialog title=Signal::derive(title) on_close=close>
            <div class="body">
                <KeyValues>
                    <KeyValue name=t.bytes_to_move value=bytes(plan.bytes).whole() />
                    <KeyValue name=t.throttle>{drawn(move || pace.words())}</KeyValue>
                    <KeyValue name=t.at_once>{drawn(move || number(start.many()))}</KeyValue>
                    <KeyValue name=t.when>{drawn(move || when_words(start))}</KeyValue>
                </KeyValues>
                {drawn(starved)}
                <ul class="plan-risks">
                    <li>{t.risk_slow}</li>
                    <li>{t.risk_lost}</li>
                    <li>{t.risk_locked}</li>
                    {drawn(move || start.time().is_none().then(|| view! { <li>{t.risk_hour}</li> }))}
                </ul>
                <Refused act=act />
            </div>
            <DialogFoot on_cancel=close>
                <Button
                    label=Signal::derive(move || match start.time() {
                        Some(_) => t.schedule.to_owned(),
                        None => (t.start_button)(partitions),
                    })
                    look=Look::Primary
                    unavailable=blocked
                    busy=act.working(t.starting)
                    on_press=move |()| send(shown, act)
                />
            </DialogFoot>
        </Dialog>
    }
}

fn when_words(start: Start) -> String {
    match start.time() {
        Some(at) => format!("{} {}", time::minute(at), time::zone()),
        None => text().common().now.to_owned(),
    }
}

fn send(shown: Shown, act: Act) {
    let (start, pace) = (shown.start, shown.pace);
    let path = shown.path.get_value();
    let body = untrack(|| NewReassignment {
        plan: path.plan,
        speed: Speed {
            throttle_bytes_per_s: pace.bytes_per_s(),
            at_once: start.many(),
            order: if start.largest.get() {
                MoveOrder::LargestFirst
            } else {
                MoveOrder::SmallestFirst
            },
        },
        not_before: start.time(),
        elect: start.elect.get(),
    });
    let instance = path.instance;
    act.run(async move {
        let path = InstancePath {
            instance: instance.clone(),
        };
        let later = body.not_before.is_some();
        let task = call::<StartReassignment>(&path, &NoQuery {}, body).await?;
        let t = text().plan();
        live().changed(&[Watch::Tasks]);
        toast::done(if later { t.scheduled } else { t.began }, "");
        routes::go(&Screen::Reassignment(instance, task.id));
        Ok(())
    });
}
