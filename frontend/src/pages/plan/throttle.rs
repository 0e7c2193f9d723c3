//! The throttle: what is typed, what the console advises, and how long it takes.

use crate::api::{Load, load};
use crate::components::{Icon, TextField, Tone, drawn};
use crate::dom;
use crate::format::{self, duration};
use crate::i18n::text;
use castellan_api::endpoint::PlanPath;
use castellan_api::reassignment::{Advice, AdviceQuery, AdviseThrottle, Plan, ThrottleVerdict};
use leptos::prelude::*;

/// Pause in the typing after which the console is asked, milliseconds.
const PAUSE_MS: i32 = 350;
/// Bytes of a MB.
const MB: f64 = 1_000_000.0;
/// Bytes of a tenth of a MB.
const TENTH: u64 = 100_000;
/// Largest throttle that can be typed, MB a second.
const MOST_MB: f64 = 1_000_000.0;
/// Longest time that can be typed, hours.
const MOST_HOURS: f64 = 8_760.0;

/// How fast it is to go.
#[derive(Clone, Copy)]
pub struct Pace {
    /// Limit for each broker, MB a second, as typed; empty: none.
    limit: RwSignal<String>,
    /// In how many hours it should be done, as typed.
    within: RwSignal<String>,
    /// What the console advises.
    advice: Load<Advice>,
}

/// A number above 0 as people type it, with a point.
fn above_zero(typed: &str, most: f64) -> Option<f64> {
    let plain: String = typed
        .trim()
        .chars()
        .filter(|c| !matches!(c, ',' | ' ' | '\u{a0}'))
        .collect();
    let value: f64 = plain.parse().ok()?;
    (value > 0.0 && value <= most).then_some(value)
}

/// The bytes as the field can have them: a tenth of a MB at least, never less.
const fn rounded(bytes_per_s: u64) -> u64 {
    bytes_per_s.div_ceil(TENTH).saturating_mul(TENTH)
}

/// MB a second as the field has them.
fn in_field(bytes_per_s: u64) -> String {
    let tenths = bytes_per_s.div_ceil(TENTH);
    match tenths % 10 {
        0 => (tenths / 10).to_string(),
        rest => format!("{}.{rest}", tenths / 10),
    }
}

/// `60 MB/s`.
fn rate(bytes_per_s: u64) -> String {
    (text().plan().per_s)(&format::bytes(bytes_per_s).whole())
}

fn bytes_of(typed: &str) -> Option<u64> {
    above_zero(typed, MOST_MB).map(|mb| (mb * MB).round() as u64)
}

fn seconds_of(typed: &str) -> Option<u64> {
    above_zero(typed, MOST_HOURS).map(|hours| (hours * 3_600.0).round() as u64)
}

fn wrong_limit(typed: &str) -> Option<String> {
    let bad = !typed.trim().is_empty() && bytes_of(typed).is_none();
    bad.then(|| text().plan().limit_bad.to_owned())
}

fn wrong_hours(typed: &str) -> Option<String> {
    let bad = !typed.trim().is_empty() && seconds_of(typed).is_none();
    bad.then(|| text().plan().within_bad.to_owned())
}

impl Pace {
    /// No throttle; asks for advice once there is a plan that moves something.
    pub fn new(path: PlanPath, plan: Load<Plan>) -> Self {
        let (limit, within) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
        let question = RwSignal::new(AdviceQuery::default());
        let turn = StoredValue::new(0u32);
        Effect::new(move || {
            let next = AdviceQuery {
                within_s: within.with(|typed| seconds_of(typed)),
                throttle_bytes_per_s: limit.with(|typed| bytes_of(typed)),
            };
            let mine = turn.get_value().wrapping_add(1);
            turn.set_value(mine);
            if question.with_untracked(|now| *now == next) {
                return;
            }
            dom::after(PAUSE_MS, move || {
                if turn.try_get_value() == Some(mine) {
                    question.try_set(next);
                }
            });
        });
        let some = Memo::new(move |_| plan.get().is_some_and(|plan| plan.partitions > 0));
        let advice = load::<AdviseThrottle>(
            move || some.get().then(|| (path.clone(), question.get())),
            &[],
        );
        Self {
            limit,
            within,
            advice,
        }
    }

    /// Bytes a second for each broker; `None`: no throttle. Followed.
    pub fn bytes_per_s(self) -> Option<u64> {
        self.limit.with(|typed| bytes_of(typed))
    }

    /// Why it cannot start so. Followed.
    pub fn wrong(self) -> Option<String> {
        self.limit.with(|typed| wrong_limit(typed))
    }

    /// The throttle in words. Followed.
    pub fn words(self) -> String {
        self.bytes_per_s()
            .map_or_else(|| text().plan().no_limit.to_owned(), rate)
    }

    /// How long it takes, in words, where that is known. Followed.
    pub fn seconds(self) -> Option<String> {
        let seconds = self.advice.get()?.seconds?;
        Some(duration(
            i64::try_from(seconds)
                .unwrap_or(i64::MAX / 1_000)
                .saturating_mul(1_000),
        ))
    }

    /// How the throttle is, as far as it was asked. Followed.
    pub fn verdict(self) -> Option<ThrottleVerdict> {
        self.bytes_per_s()?;
        self.advice.get()?.verdict
    }
}

/// The card.
#[component]
pub fn Throttle(pace: Pace) -> impl IntoView {
    let t = text().plan();
    let use_it = move |word: fn(&str) -> String, bytes: u64| {
        view! {
            <button type="button" class="link start" on:click=move |_| pace.limit.set(in_field(bytes))>
                {word(&rate(bytes))}
            </button>
        }
    };
    let proposal = move || {
        let advice = pace.advice.get()?;
        let now = pace.bytes_per_s();
        let asked = pace.within.with(|typed| seconds_of(typed)).is_some();
        let for_time = advice.for_time_bytes_per_s.filter(|_| asked);
        let (word, bytes) = match for_time {
            Some(bytes) => (t.use_for_time, bytes),
            None => (t.use_proposed, advice.proposed_bytes_per_s?),
        };
        let bytes = rounded(bytes);
        (now != Some(bytes)).then(|| use_it(word, bytes))
    };
    let failed = move || {
        pace.advice.failure.get().map(|failure| {
            view! { <p class="hint warn">{failure.detail()}</p> }
        })
    };
    view! {
        <section class="card">
            <header>
                <h2>{t.throttle}</h2>
            </header>
            <div class="body stack tight">
                <TextField
                    label=t.limit
                    value=pace.limit
                    suffix=t.mb_per_s
                    inputmode="decimal"
                    placeholder=Signal::stored(t.no_limit.to_owned())
                    check=Callback::new(|typed: String| wrong_limit(&typed))
                    touched=true
                />
                {drawn(move || scale(pace))}
                <div role="status">{drawn(move || said(pace))}</div>
                {drawn(failed)}
                <TextField
                    label=t.within
                    value=pace.within
                    suffix=t.hours
                    inputmode="decimal"
                    hint=Signal::stored(Some(t.within_hint.to_owned()))
                    check=Callback::new(|typed: String| wrong_hours(&typed))
                    touched=true
                />
                {drawn(proposal)}
            </div>
        </section>
    }
}

/// What the console says to the throttle, and why.
fn said(pace: Pace) -> Option<AnyView> {
    let t = text().plan();
    let advice = pace.advice.get()?;
    let chosen = pace.bytes_per_s();
    let (tone, title) = match (chosen, advice.verdict) {
        (Some(bytes), Some(ThrottleVerdict::TooSmall)) => (Tone::Warn, (t.too_small)(&rate(bytes))),
        (Some(bytes), Some(ThrottleVerdict::Sensible)) => (Tone::Ok, (t.sensible)(&rate(bytes))),
        (Some(bytes), None) => (Tone::Info, rate(bytes)),
        (None, _) => (Tone::Info, t.unlimited.to_owned()),
    };
    Some(
        view! {
            <p class=format!("st plan-said {}", tone.class())>
                <Icon icon=tone.icon() />
                <span>
                    <b class="med">{title}</b>
                    " "
                    <span class="t2">{advice.words.clone()}</span>
                </span>
            </p>
        }
        .into_any(),
    )
}

/// The bands: too small below the least throttle, sensible above it; the mark is what is chosen.
fn scale(pace: Pace) -> Option<AnyView> {
    let t = text().plan();
    let advice = pace.advice.get()?;
    let least = advice.least_bytes_per_s.filter(|least| *least > 0)?;
    let chosen = pace.bytes_per_s();
    let others = [
        chosen,
        advice.proposed_bytes_per_s,
        advice.for_time_bytes_per_s,
    ];
    let most = others.into_iter().flatten().max().unwrap_or_default();
    let full = ((least as f64) * 2.5).max((most as f64) * 1.25);
    let at = |bytes: u64| format!("{:.1}%", bytes as f64 / full * 100.0);
    let share = least as f64 / full;
    let says = chosen.map_or_else(
        || (t.scale_none)(&rate(least)),
        |bytes| (t.scale)(&rate(least), &rate(bytes)),
    );
    let middle = (0.12..0.88).contains(&share).then(|| {
        view! { <span style:left=at(least)>{in_field(least)}</span> }
    });
    Some(
        view! {
            <div class="scale" role="img" aria-label=says>
                <i class="lo plan-low" style:width=at(least)></i>
                <i class="good plan-good" style:left=at(least)></i>
                {chosen.map(|bytes| view! { <b style:left=at(bytes)></b> })}
                <span class="plan-first">"0"</span>
                {middle}
                <span class="plan-last">{in_field(full as u64)}</span>
            </div>
        }
        .into_any(),
    )
}

#[cfg(test)]
mod tests {
    use super::{bytes_of, in_field, seconds_of};

    #[test]
    fn throttles_as_people_type_them() {
        assert_eq!(bytes_of("60"), Some(60_000_000));
        assert_eq!(bytes_of(" 1.5 "), Some(1_500_000));
        assert_eq!(bytes_of("1,200"), Some(1_200_000_000));
        assert_eq!(bytes_of("0"), None);
        assert_eq!(bytes_of("-3"), None);
        assert_eq!(bytes_of("fast"), None);
        assert_eq!(bytes_of("inf"), None);
        assert_eq!(seconds_of("0.5"), Some(1_800));
    }

    #[test]
    fn a_proposal_is_never_rounded_down() {
        assert_eq!(in_field(60_000_000), "60");
        assert_eq!(in_field(1_900_001), "2");
        assert_eq!(in_field(1_810_000), "1.9");
    }
}
