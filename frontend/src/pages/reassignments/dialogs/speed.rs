//! The throttle and batches of a running reassignment, with what the console says of the throttle.

use super::close;
use crate::api::{Load, Watch, call, load};
use crate::components::field::parse_number;
use crate::components::{
    Button, Dialog, DialogFoot, Look, NumberField, Segments, TextField, toast,
};
use crate::format::duration;
use crate::i18n::text;
use crate::live::live;
use crate::pages::act::{Act, Refused};
use crate::pages::reassignments::run::Run;
use crate::session::may_call;
use castellan_api::endpoint::{NoQuery, PlanPath};
use castellan_api::reassignment::{
    Advice, AdviceQuery, AdviseThrottle, ChangeReassignment, MoveOrder, ReassignmentChange, Speed,
    ThrottleVerdict,
};
use leptos::prelude::*;

/// Bytes of a MB.
const MB: f64 = 1_000_000.0;
/// Most partitions at once.
const AT_ONCE_MAX: i64 = 1_000;

/// `60`, `1.5`: bytes a second in MB.
fn in_mb(bytes_per_s: u64) -> String {
    let mb = bytes_per_s as f64 / MB;
    let text = format!("{mb:.3}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// What was typed, in bytes a second: `Some(None)` is no throttle, `None` no number.
fn throttle(typed: &str) -> Option<Option<u64>> {
    let typed = typed.trim().replace(',', "");
    if typed.is_empty() {
        return Some(None);
    }
    let bytes = (typed.parse::<f64>().ok()? * MB).round();
    (1.0..1e15).contains(&bytes).then_some(Some(bytes as u64))
}

fn at_once(typed: &str) -> Option<u32> {
    let number = parse_number(typed).filter(|number| (1..=AT_ONCE_MAX).contains(number))?;
    u32::try_from(number).ok()
}

/// What is being typed. It is `Copy`.
#[derive(Clone, Copy)]
struct Draft {
    throttle: RwSignal<String>,
    at_once: RwSignal<String>,
    order: RwSignal<MoveOrder>,
}

impl Draft {
    fn of(speed: &Speed) -> Self {
        let throttle = speed.throttle_bytes_per_s.map(in_mb).unwrap_or_default();
        Self {
            throttle: RwSignal::new(throttle),
            at_once: RwSignal::new(speed.at_once.to_string()),
            order: RwSignal::new(speed.order),
        }
    }

    /// The whole of it; `None`: a field is bad. Followed.
    fn speed(self) -> Option<Speed> {
        Some(Speed {
            throttle_bytes_per_s: self.throttle.with(|typed| throttle(typed))?,
            at_once: self.at_once.with(|typed| at_once(typed))?,
            order: self.order.get(),
        })
    }
}

/// The dialog.
pub fn dialog(run: Run) -> Option<AnyView> {
    let t = text().reassignments();
    if run.ended.get_untracked() || !may_call::<ChangeReassignment>(Some(&run.instance())) {
        return None;
    }
    let speed = run.load.get_untracked().map(|run| run.speed.clone());
    let draft = Draft::of(&speed.unwrap_or_default());
    let bad = Signal::derive(move || draft.speed().is_none().then(|| t.fields_bad.to_owned()));
    let act = Act::default();
    let send = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        let Some(speed) = untrack(|| draft.speed()) else {
            return;
        };
        let path = run.path.get_value();
        let change = ReassignmentChange {
            speed: Some(speed),
            ..ReassignmentChange::default()
        };
        act.run(async move {
            call::<ChangeReassignment>(&path, &NoQuery {}, change).await?;
            close(());
            toast::done(t.speed_changed, "");
            live().changed(&[Watch::Tasks]);
            Ok(())
        });
    };
    Some(
        view! {
            <Dialog title=t.speed_title on_close=close>
                <form class="dlg-form" on:submit=send autocomplete="off">
                    <div class="body">
                        <p class="t2">{t.speed_body}</p>
                        <Fields draft=draft act=act advice=advice(run, draft) />
                        <Refused
                            act=act
                            fields=&["/speed/throttle_bytes_per_s", "/speed/at_once"]
                        />
                    </div>
                    <DialogFoot on_cancel=close>
                        <Button
                            label=t.change_speed
                            look=Look::Primary
                            unavailable=bad
                            busy=act.working(t.changing)
                        />
                    </DialogFoot>
                </form>
            </Dialog>
        }
        .into_any(),
    )
}

/// What the console says of the throttle that is typed.
fn advice(run: Run, draft: Draft) -> Load<Advice> {
    let plan = run.load.get_untracked().map(|run| run.plan.clone());
    let wanted = Memo::new(move |_| draft.throttle.with(|typed| throttle(typed)));
    load::<AdviseThrottle>(
        move || {
            let path = PlanPath {
                instance: run.instance(),
                plan: plan.clone()?,
            };
            let query = AdviceQuery {
                within_s: None,
                throttle_bytes_per_s: wanted.get()?,
            };
            may_call::<AdviseThrottle>(Some(&path.instance)).then_some((path, query))
        },
        &[],
    )
}

#[component]
fn Fields(draft: Draft, act: Act, advice: Load<Advice>) -> impl IntoView {
    let t = text().reassignments();
    // An advice that cannot be had is none: the change itself is judged by the console.
    let small = Memo::new(move |_| {
        let small = advice
            .get()
            .is_some_and(|advice| advice.verdict == Some(ThrottleVerdict::TooSmall));
        small
            && draft
                .throttle
                .with(|typed| matches!(throttle(typed), Some(Some(_))))
    });
    let warning = Signal::derive(move || {
        let words = advice.get().map(|advice| advice.words.clone());
        words.filter(|_| small.get())
    });
    let hint = Signal::derive(move || {
        let seconds = advice.get().and_then(|advice| advice.seconds);
        let takes = seconds.and_then(|seconds| i64::try_from(seconds).ok());
        Some(match takes {
            Some(seconds) => {
                let takes = (t.whole_takes)(&duration(seconds.saturating_mul(1_000)));
                format!("{} {takes}", t.throttle_hint)
            }
            None => t.throttle_hint.to_owned(),
        })
    });
    let check = Callback::new(move |typed: String| {
        throttle(&typed)
            .is_none()
            .then(|| t.throttle_bad.to_owned())
    });
    view! {
        <TextField
            label=t.throttle
            value=draft.throttle
            hint=hint
            check=check
            error=act.field("/speed/throttle_bytes_per_s")
            warning=warning
            suffix="MB/s"
            inputmode="decimal"
        />
        <NumberField
            label=t.at_once_field
            value=draft.at_once
            min=1
            max=AT_ONCE_MAX
            out_of_range=t.at_once_hint
            hint=Signal::stored(Some(t.at_once_hint.to_owned()))
            error=act.field("/speed/at_once")
        />
        <div class="fld">
            <span class="lab" aria-hidden="true">{t.order_field}</span>
            <Segments
                label=t.order_field
                options=vec![
                    ("smallest".to_owned(), t.smallest.to_owned()),
                    ("largest".to_owned(), t.largest.to_owned()),
                ]
                value=Signal::derive(move || {
                    match draft.order.get() {
                        MoveOrder::SmallestFirst => "smallest",
                        MoveOrder::LargestFirst => "largest",
                    }
                        .to_owned()
                })
                on_change=move |word: String| {
                    draft
                        .order
                        .set(match word.as_str() {
                            "largest" => MoveOrder::LargestFirst,
                            _ => MoveOrder::SmallestFirst,
                        });
                }
            />
        </div>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn throttles_as_people_type_them() {
        assert_eq!(throttle(" "), Some(None));
        assert_eq!(throttle("1.5"), Some(Some(1_500_000)));
        assert_eq!(throttle("1,200"), Some(Some(1_200_000_000)));
        assert_eq!(throttle("0"), None);
        assert_eq!(throttle("-1"), None);
        assert_eq!(throttle("fast"), None);
        assert_eq!(in_mb(60_000_000), "60");
        assert_eq!(in_mb(1_500_000), "1.5");
    }
}
