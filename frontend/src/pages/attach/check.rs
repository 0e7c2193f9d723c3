//! A connection check as it runs: each address with its steps, the verdict above.

use crate::api::{Failure, call_lines};
use crate::components::{Button, Dialog, Icon, Note, Tone, drawn, lu};
use crate::format;
use crate::i18n::text;
use crate::routes;
use castellan_api::endpoint::{InstancePath, NoPath, NoQuery};
use castellan_api::instances::{
    CheckConnection, CheckInstance, CheckName, CheckOutcome, CheckStep, Connection,
};
use leptos::prelude::*;

/// A check. It is `Copy`; its parts are signals.
#[derive(Clone, Copy)]
pub struct Check {
    /// The steps known so far.
    pub steps: RwSignal<Vec<CheckStep>>,
    /// True while more are awaited.
    pub running: RwSignal<bool>,
    /// Why it ended early.
    pub failure: RwSignal<Option<Failure>>,
    turn: StoredValue<u32>,
}

impl Default for Check {
    fn default() -> Self {
        Self::new()
    }
}

impl Check {
    /// None yet.
    pub fn new() -> Self {
        Self {
            steps: RwSignal::new(Vec::new()),
            running: RwSignal::new(false),
            failure: RwSignal::new(None),
            turn: StoredValue::new(0),
        }
    }

    fn begin(self) -> u32 {
        let turn = self.turn.get_value().wrapping_add(1);
        self.turn.set_value(turn);
        self.steps.set(Vec::new());
        self.failure.set(None);
        self.running.set(true);
        turn
    }

    fn current(self, turn: u32) -> bool {
        self.turn.try_get_value() == Some(turn)
    }

    fn step(self, turn: u32, step: CheckStep) {
        if self.current(turn) {
            self.steps.try_update(|steps| steps.push(step));
        }
    }

    fn end(self, turn: u32, outcome: Result<(), Failure>) -> Option<Failure> {
        if !self.current(turn) {
            return None;
        }
        let failure = outcome.err();
        self.failure.try_set(failure.clone());
        self.running.try_set(false);
        failure
    }

    /// Tries a connection; a refusal of its fields goes to `refused` too.
    pub fn connection(self, connection: Connection, refused: RwSignal<Option<Failure>>) {
        let turn = self.begin();
        leptos::task::spawn_local(async move {
            let step = move |step| self.step(turn, step);
            let outcome =
                call_lines::<CheckConnection, _>(&NoPath, &NoQuery {}, connection, step).await;
            if let Some(failure) = self.end(turn, outcome) {
                refused.try_set(Some(failure));
            }
        });
    }

    /// Tries the connection that is kept of an instance.
    pub fn instance(self, path: InstancePath) {
        let turn = self.begin();
        leptos::task::spawn_local(async move {
            let step = move |step| self.step(turn, step);
            let outcome = call_lines::<CheckInstance, _>(&path, &NoQuery {}, (), step).await;
            self.end(turn, outcome);
        });
    }

    /// True if nothing was tried yet. Followed.
    pub fn untried(self) -> bool {
        !self.running.get() && self.steps.with(Vec::is_empty) && self.failure.with(Option::is_none)
    }
}

const fn tone(outcome: CheckOutcome) -> Tone {
    match outcome {
        CheckOutcome::Passed => Tone::Ok,
        CheckOutcome::Warning => Tone::Warn,
        CheckOutcome::Failed => Tone::Crit,
        CheckOutcome::Skipped => Tone::Idle,
    }
}

fn step_name(step: CheckName) -> &'static str {
    let t = text().attach();
    match step {
        CheckName::Resolve => t.step_resolve,
        CheckName::Connect => t.step_connect,
        CheckName::Tls => t.step_tls,
        CheckName::ApiVersions => t.step_api_versions,
        CheckName::Sasl => t.step_sasl,
        CheckName::Metadata => t.step_metadata,
        CheckName::Verdict => t.step_verdict,
    }
}

fn outcome_word(outcome: CheckOutcome) -> &'static str {
    let t = text().attach();
    match outcome {
        CheckOutcome::Passed => t.outcome_passed,
        CheckOutcome::Warning => t.outcome_warning,
        CheckOutcome::Failed => t.outcome_failed,
        CheckOutcome::Skipped => t.outcome_skipped,
    }
}

/// Addresses in the order they came, each with its steps. One that is tried twice, as entered and as
/// its broker advertises it, stands there twice: each try begins with the name.
fn by_address(steps: &[CheckStep]) -> Vec<(String, Vec<CheckStep>)> {
    let mut groups: Vec<(String, Vec<CheckStep>)> = Vec::new();
    for step in steps.iter().filter(|step| step.step != CheckName::Verdict) {
        let own = groups
            .iter_mut()
            .rfind(|(address, _)| *address == step.address)
            .filter(|_| step.step != CheckName::Resolve);
        match own {
            Some((_, own)) => own.push(step.clone()),
            None => groups.push((step.address.clone(), vec![step.clone()])),
        }
    }
    groups
}

/// What a check has found so far.
#[component]
pub fn CheckView(
    /// The check.
    check: Check,
) -> impl IntoView {
    let t = text().attach();
    let verdict = move || {
        check.steps.with(|steps| {
            steps
                .iter()
                .rev()
                .find(|step| step.step == CheckName::Verdict)
                .map(|step| {
                    let tone = tone(step.outcome);
                    view! { <Note tone=tone title=step.detail.clone() /> }
                })
        })
    };
    let failed = move || {
        check.failure.get().map(|failure| {
            view! { <Note tone=Tone::Crit title=t.check_stopped detail=failure.detail() /> }
        })
    };
    let groups = move || {
        check
            .steps
            .with(|steps| by_address(steps))
            .into_iter()
            .map(address)
            .collect_view()
    };
    view! {
        <div class="check" aria-live="polite" aria-busy=move || check.running.get().to_string()>
            {verdict}
            {failed}
            {groups}
            {drawn(move || {
                check
                    .running
                    .get()
                    .then(|| {
                        view! {
                            <p class="st run">
                                <Icon icon=lu::LuLoaderCircle turning=true />
                                {t.checking}
                            </p>
                        }
                    })
            })}
        </div>
    }
}

fn address((address, steps): (String, Vec<CheckStep>)) -> AnyView {
    let broker = steps
        .iter()
        .find_map(|step| step.broker)
        .map(|id| view! { <span class="t3 at">{(text().attach().broker_at)(id)}</span> });
    let lines = steps
        .into_iter()
        .map(|step| {
            let tone = tone(step.outcome);
            let skipped = step.outcome == CheckOutcome::Skipped;
            let detail = if skipped && step.detail.is_empty() {
                text().attach().outcome_skipped.to_owned()
            } else {
                step.detail
            };
            let took = (step.outcome != CheckOutcome::Skipped)
                .then(|| format::duration(i64::try_from(step.took_ms).unwrap_or(i64::MAX)));
            view! {
                <li>
                    <span class=format!("st {}", tone.class())>
                        <Icon icon=tone.icon() />
                        <b class="med">{step_name(step.step)}</b>
                        <span class="sr">{outcome_word(step.outcome)}</span>
                    </span>
                    <span class=if skipped { "what t3" } else { "what" }>{detail}</span>
                    <span class="t3 num">{took}</span>
                </li>
            }
        })
        .collect_view();
    view! {
        <section>
            <h3><code>{address}</code> {broker}</h3>
            <ol>{lines}</ol>
        </section>
    }
    .into_any()
}

/// The check of an attached instance, in a dialog that starts at once.
#[component]
pub fn CheckDialog(
    /// The instance.
    path: InstancePath,
) -> impl IntoView {
    let t = text().attach();
    let check = Check::new();
    check.instance(path.clone());
    let close = || routes::set_param("open", None);
    let busy = Signal::derive(move || check.running.get().then(|| t.checking.to_owned()));
    view! {
        <Dialog title=t.check_title on_close=move |()| close() wide=true>
            <div class="body">
                <p class="t2">{t.check_lead}</p>
                <CheckView check=check />
            </div>
            <footer>
                <Button label=text().common().close on_press=move |()| close() />
                <Button
                    label=t.check_again
                    icon=lu::LuRefreshCw
                    busy=busy
                    on_press=move |()| check.instance(path.clone())
                />
            </footer>
        </Dialog>
    }
}
