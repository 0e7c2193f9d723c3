//! Traces: opened before the first effect of a change, closed with its outcome. A change that
//! cannot be traced is not made.

use super::context::{Caller, Request};
pub use super::scrub::{scrub, scrubbed};
use crate::clock::Clock;
use crate::error::Error;
use crate::store::Store;
use crate::store::idempotency::Key;
use crate::store::traces::{Closed, Opened};
use castellan_api::audit::{TraceKind, TraceStatus};
use castellan_api::endpoint::Target;
use castellan_api::ids::TraceId;
use castellan_api::session::SignInMethod;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// Refusals alike within this time are one trace more, with their number.
const FOLD_MS: i64 = 60_000;
/// Kinds of refusal folded at once; beyond this all are written out.
const FOLDS_MAX: usize = 10_000;
const DAY_MS: i64 = 24 * 3_600 * 1_000;
/// The operator that traces of commands show.
const COMMAND_LINE: &str = "command line";
/// Stands for an operator who is not known.
const NOBODY: &str = "-";

/// The proof that a change is traced. Functions with an effect ask for it.
#[derive(Clone, Debug)]
pub struct Change {
    trace: TraceId,
}

impl Change {
    /// Its trace.
    pub const fn trace(&self) -> &TraceId {
        &self.trace
    }
}

/// The trace a request has opened, if it has; shared by the service that opens it and the layer
/// that closes it.
#[derive(Clone, Debug, Default)]
pub struct OpenChange(Arc<Mutex<Told>>);

/// What the request has told so far.
#[derive(Debug, Default)]
struct Told {
    trace: Option<TraceId>,
    /// Which items of a batch failed, in words.
    partly: Option<String>,
}

impl OpenChange {
    fn told(&self) -> MutexGuard<'_, Told> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The trace, once it is open.
    pub fn trace(&self) -> Option<TraceId> {
        self.told().trace.clone()
    }

    /// Which items of a batch failed, in words; nothing if all were done.
    pub fn partly(&self) -> Option<String> {
        self.told().partly.clone()
    }

    /// Notes the fates of a batch: `None` for what was done, else the name and why not.
    pub fn batch<'a>(&self, fates: impl IntoIterator<Item = Option<(&'a str, &'a str)>>) {
        let (mut all, mut failed, mut first) = (0_u32, 0_u32, None);
        for fate in fates {
            all += 1;
            if let Some(fate) = fate {
                failed += 1;
                first = first.or(Some(fate));
            }
        }
        self.told().partly = first.map(|(name, why)| match failed {
            1 => format!("{name} of {all} failed: {why}"),
            _ => format!("{failed} of {all} failed. {name}: {why}"),
        });
    }

    fn set(&self, trace: TraceId) {
        self.told().trace = Some(trace);
    }
}

/// What a change is about.
#[derive(Clone, Debug)]
pub struct Subject {
    /// Trace name without its end, as `Kafka_create_topic`.
    pub name: &'static str,
    /// Resource type.
    pub kind: &'static str,
    /// Console, instance or topic.
    pub target: Target,
    /// Name of what is changed.
    pub resource: String,
}

/// How a change ended.
#[derive(Clone, Debug)]
pub struct Outcome {
    /// Status of the trace.
    pub status: TraceStatus,
    /// HTTP status of the answer, where there was a request.
    pub code: Option<u16>,
    /// In words.
    pub message: String,
    /// The answer, secrets removed.
    pub response: serde_json::Value,
}

/// Writes traces.
#[derive(Clone, Debug)]
pub struct Audit {
    store: Store,
    clock: Clock,
    folds: Arc<Mutex<HashMap<FoldKey, Fold>>>,
}

/// Refusals with the same key are alike.
#[derive(Debug, PartialEq, Eq, Hash)]
struct FoldKey {
    name: &'static str,
    address: String,
    operator: String,
    code: Option<u16>,
}

/// The last of the refusals alike, and how many came after the one that was written.
#[derive(Debug)]
struct Fold {
    since: i64,
    more: u32,
    last: (Opened, Closed),
}

impl Audit {
    /// Writes to this store.
    pub fn new(store: Store, clock: Clock) -> Self {
        Self {
            store,
            clock,
            folds: Arc::default(),
        }
    }

    /// Opens the trace of a change, and takes its idempotency key in the same transaction. The
    /// trace has the ID of the request. Without a caller it is a sign-in or a set-up: the operator is
    /// whom the subject names, so that they find it among their own.
    pub async fn begin(
        &self,
        open: &OpenChange,
        caller: Option<&Caller>,
        request: &Request,
        subject: Subject,
    ) -> Result<Change, Error> {
        if open.trace().is_some() {
            return Err(Error::Bug(format!(
                "{} opens its trace twice",
                subject.name
            )));
        }
        let mut opened = self.opened(caller, request, &subject)?;
        if caller.is_none() {
            // Only sign-in and set-up begin without a caller: they have just found out who it is.
            opened.operator.clone_from(&subject.resource);
            self.recognise(&mut opened).await?;
        }
        let key = caller
            .zip(request.idempotency_key.as_ref())
            .map(|(caller, key)| Key {
                user: caller.user_id,
                endpoint: request.endpoint.to_owned(),
                key: key.clone(),
                body_hash: request.body_hash.clone(),
            });
        if !self.store.traces().open(&opened, key.as_ref()).await? {
            return Err(Error::Conflict(
                "A request with this Idempotency-Key is still running, or has just ended. Send it \
                 again to see its answer."
                    .into(),
            ));
        }
        open.set(opened.id.clone());
        Ok(Change { trace: opened.id })
    }

    /// Opens the trace of what the console does itself: a task, a schedule, the command line.
    pub async fn begin_system(&self, subject: Subject, operator: &str) -> Result<Change, Error> {
        let opened = Opened {
            id: TraceId::trusted(self.clock.id()?),
            name: subject.name.to_owned(),
            kind: TraceKind::SystemAction,
            resource_type: subject.kind.to_owned(),
            resource_id: resource_id(&subject.target),
            resource_name: subject.resource,
            operator: operator.to_owned(),
            operator_id: None,
            signed_in_by: "system".into(),
            address: NOBODY.into(),
            request: serde_json::Value::Null,
        };
        self.store.traces().open(&opened, None).await?;
        Ok(Change { trace: opened.id })
    }

    /// Does what the command line asks for, traced as an action of the system.
    pub async fn command<T>(
        &self,
        subject: Subject,
        change: impl Future<Output = Result<T, Error>>,
    ) -> Result<T, Error> {
        let begun = self.begin_system(subject, COMMAND_LINE).await?;
        let done = change.await;
        let (status, message) = match &done {
            Ok(_) => (TraceStatus::Normal, String::new()),
            Err(error) => (TraceStatus::Warning, error.to_string()),
        };
        let outcome = Outcome {
            status,
            code: None,
            message,
            response: serde_json::Value::Null,
        };
        self.close_trace(begun.trace(), outcome).await?;
        done
    }

    /// Closes the trace a request has opened, if it has, and keeps the answer for its idempotency
    /// key.
    pub async fn close(&self, open: &OpenChange, outcome: Outcome) -> Result<(), Error> {
        match open.trace() {
            Some(trace) => self.close_trace(&trace, outcome).await,
            None => Ok(()),
        }
    }

    /// Closes a trace. One that is closed already stays as it is.
    pub async fn close_trace(&self, trace: &TraceId, outcome: Outcome) -> Result<(), Error> {
        self.store
            .traces()
            .close(trace, &closed(outcome, 1))
            .await?;
        Ok(())
    }

    /// Traces an attempt that was refused or failed before it began. The first of many alike is
    /// written at once; those that follow within a minute are one trace with their number.
    pub async fn refused(
        &self,
        caller: Option<&Caller>,
        request: &Request,
        subject: Subject,
        outcome: Outcome,
    ) -> Result<(), Error> {
        let now = self.clock.now_ms();
        let mut opened = self.opened(caller, request, &subject)?;
        if caller.is_none() {
            self.recognise(&mut opened).await?;
        }
        if opened.resource_name.is_empty() && caller.is_none() {
            opened.resource_name.clone_from(&opened.operator);
        }
        let key = FoldKey {
            name: subject.name,
            address: request.address.clone(),
            operator: opened.operator.clone(),
            code: outcome.code,
        };
        let record = (opened, closed(outcome, 1));
        let ended = {
            let mut folds = self.folds();
            if let Some(fold) = folds.get_mut(&key)
                && now - fold.since < FOLD_MS
            {
                fold.more = fold.more.saturating_add(1);
                fold.last = record;
                return Ok(());
            }
            let mut ended = Vec::new();
            if folds.len() >= FOLDS_MAX {
                ended.extend(folds.drain().map(|(_, fold)| fold));
            }
            ended.extend(folds.insert(
                key,
                Fold {
                    since: now,
                    more: 0,
                    last: record.clone(),
                },
            ));
            ended
        };
        self.store.traces().record(&record.0, &record.1).await?;
        self.write(ended).await
    }

    /// Writes the folded refusals whose minute is over; all of them when the console stops.
    pub async fn flush(&self, stopping: bool) -> Result<(), Error> {
        let now = self.clock.now_ms();
        let ended: Vec<Fold> = self
            .folds()
            .extract_if(|_, fold| stopping || now - fold.since >= FOLD_MS)
            .map(|(_, fold)| fold)
            .collect();
        self.write(ended).await
    }

    /// What is due from time to time: folded refusals, traces past their days, expired keys.
    pub async fn sweep(&self) -> Result<(), Error> {
        self.flush(false).await?;
        let days = i64::from(self.store.settings().await?.trace_days.max(1));
        self.store
            .traces()
            .sweep(self.clock.now_ms() - days * DAY_MS)
            .await?;
        self.store.idempotency_sweep().await?;
        Ok(())
    }

    async fn write(&self, ended: Vec<Fold>) -> Result<(), Error> {
        for Fold {
            more,
            last: (opened, closed),
            ..
        } in ended
        {
            if more > 0 {
                self.store
                    .traces()
                    .record(
                        &opened,
                        &Closed {
                            count: more,
                            ..closed
                        },
                    )
                    .await?;
            }
        }
        Ok(())
    }

    /// Gives a trace of somebody who is not signed in to the user of that name, if there is one: a
    /// person sees who tried to sign in with their name.
    async fn recognise(&self, opened: &mut Opened) -> Result<(), Error> {
        if opened.operator != NOBODY
            && let Some(user) = self.store.users().by_name(&opened.operator).await?
        {
            opened.operator = user.name;
            opened.operator_id = Some(user.id);
        }
        Ok(())
    }

    fn folds(&self) -> MutexGuard<'_, HashMap<FoldKey, Fold>> {
        self.folds.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn opened(
        &self,
        caller: Option<&Caller>,
        request: &Request,
        subject: &Subject,
    ) -> Result<Opened, Error> {
        let id = match request.trace_id.as_str() {
            "" => self.clock.id()?,
            id => id.to_owned(),
        };
        let mut body = request.body.clone();
        scrub(&mut body);
        // Somebody who is not signed in: the name they gave, if it can be one.
        let claimed = || {
            let name = body.get("user").and_then(serde_json::Value::as_str)?;
            castellan_api::rules::user_name(name)
                .ok()
                .map(|()| name.to_owned())
        };
        let operator = match caller {
            Some(caller) => caller.user.clone(),
            None => claimed().unwrap_or_else(|| NOBODY.to_owned()),
        };
        let method = caller.map(|caller| caller.method);
        Ok(Opened {
            id: TraceId::trusted(id),
            name: subject.name.to_owned(),
            kind: match method {
                Some(SignInMethod::ApiToken) => TraceKind::ApiCall,
                _ => TraceKind::ConsoleAction,
            },
            resource_type: subject.kind.to_owned(),
            resource_name: subject.resource.clone(),
            resource_id: resource_id(&subject.target),
            operator,
            operator_id: caller.map(|caller| caller.user_id),
            signed_in_by: match method {
                Some(SignInMethod::Password) => "password",
                Some(SignInMethod::Link) => "link",
                Some(SignInMethod::ApiToken) => "api_token",
                None => NOBODY,
            }
            .to_owned(),
            address: request.address.clone(),
            request: body,
        })
    }
}

fn closed(outcome: Outcome, count: u32) -> Closed {
    let mut response = outcome.response;
    scrub(&mut response);
    Closed {
        status: outcome.status,
        code: outcome.code,
        message: outcome.message,
        response,
        count,
    }
}

fn resource_id(target: &Target) -> Option<String> {
    match target {
        Target::Console => None,
        Target::Instance(instance) | Target::Topic(instance, _) => {
            Some(instance.as_str().to_owned())
        }
    }
}

#[cfg(test)]
mod tests;
