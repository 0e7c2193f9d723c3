//! The connection check: every address step by step, live, and a verdict in one sentence. It changes
//! nothing and keeps nothing.

use super::connect;
use super::outbound::Connector;
use castellan_api::instances::{CheckName, CheckOutcome, CheckStep, Connection, SecurityProtocol};
use castellan_kafka::{
    ClientConfig, Error as Kafka, ErrorKind, Outcome, Probe, Step, StepName, probe,
};
use futures_util::StreamExt;
use futures_util::stream::BoxStream;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::sync::mpsc;
use tokio_stream::wrappers::ReceiverStream;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

/// Steps waiting for a slow reader: those of some 140 addresses. More are counted in the verdict and
/// not shown.
const QUEUE: usize = 1_024;
/// The whole check ends after this.
const LIMIT: Duration = Duration::from_secs(120);
/// A certificate that ends within this many seconds is worth a warning.
const EXPIRES_S: i64 = 30 * 24 * 3_600;

/// Tries the connection; the last step is the verdict. Stops when nobody reads any more.
pub fn check(
    connection: Connection,
    connector: Connector,
    now_ms: i64,
    tasks: &TaskTracker,
    stop: CancellationToken,
) -> BoxStream<'static, CheckStep> {
    let (sender, receiver) = mpsc::channel(QUEUE);
    tasks.spawn(async move {
        let work = tokio::time::timeout(LIMIT, run(&connection, &connector, now_ms, &sender));
        let step = tokio::select! {
            () = stop.cancelled() => return,
            () = sender.closed() => return,
            step = work => step.unwrap_or_else(|_| verdict(
                &connection,
                CheckOutcome::Failed,
                format!("The check was stopped after {} s. What was found so far stands above.", LIMIT.as_secs()),
            )),
        };
        // nobody reads any more: no matter
        let _ = sender.send(step).await;
    });
    ReceiverStream::new(receiver).boxed()
}

async fn run(
    connection: &Connection,
    connector: &Connector,
    now_ms: i64,
    sender: &mpsc::Sender<CheckStep>,
) -> CheckStep {
    let configs = match connect::candidates(connection) {
        Ok(configs) => configs,
        Err(why) => return verdict(connection, CheckOutcome::Failed, why),
    };
    let mut tried: Option<(ClientConfig, Probe)> = None;
    for config in configs {
        let dial = Arc::new(connector.clone());
        let probe = probe(&config, dial, |step| {
            // a full queue drops a step, never the verdict
            let _ = sender.try_send(shown(connection, &step));
        })
        .await;
        if !next_mechanism(&probe) {
            return judge(connection, &config, &probe, now_ms);
        }
        // A listener that knows the mechanism and refuses the password tells more than one that does
        // not know the mechanism at all.
        if tried.as_ref().is_none_or(|(_, probe)| not_enabled(probe)) {
            tried = Some((config, probe));
        }
    }
    match tried {
        Some((config, probe)) => judge(connection, &config, &probe, now_ms),
        None => verdict(
            connection,
            CheckOutcome::Failed,
            "There is no mechanism to try.".into(),
        ),
    }
}

/// True if what failed first is that the listener does not offer the mechanism.
fn not_enabled(probe: &Probe) -> bool {
    probe.first_failure().is_some_and(|step| {
        matches!(&step.outcome, Outcome::Failed(error)
            if matches!(error.kind(), ErrorKind::MechanismNotEnabled { .. }))
    })
}

/// True if no address worked, and another mechanism may do better.
fn next_mechanism(probe: &Probe) -> bool {
    probe.metadata.is_none()
        && probe.steps.iter().any(|step| match &step.outcome {
            Outcome::Failed(error) => connect::may_be_mechanism(error),
            _ => false,
        })
}

fn shown(connection: &Connection, step: &Step) -> CheckStep {
    let (outcome, detail) = match &step.outcome {
        Outcome::Ok(detail) => match warning(connection, step.name) {
            Some(warning) => (CheckOutcome::Warning, format!("{detail}. {warning}")),
            None => (CheckOutcome::Passed, detail.clone()),
        },
        Outcome::Failed(error) => (CheckOutcome::Failed, error.to_string()),
        Outcome::Skipped => (CheckOutcome::Skipped, String::new()),
    };
    CheckStep {
        address: step.address.to_string(),
        broker: step.broker,
        step: match step.name {
            StepName::Resolve => CheckName::Resolve,
            StepName::Connect => CheckName::Connect,
            StepName::Settings | StepName::Tls => CheckName::Tls,
            StepName::ApiVersions => CheckName::ApiVersions,
            StepName::Sasl => CheckName::Sasl,
            StepName::Metadata => CheckName::Metadata,
        },
        outcome,
        detail,
        took_ms: u64::try_from(step.took.as_millis()).unwrap_or(u64::MAX),
    }
}

/// What works and somebody should know of.
fn warning(connection: &Connection, step: StepName) -> Option<&'static str> {
    match step {
        StepName::Tls if !connection.verify_host => {
            Some("The name in the certificate is not compared with the address")
        }
        StepName::Sasl
            if connection.security == SecurityProtocol::SaslPlaintext
                && connection.allow_plain_unencrypted
                && connection
                    .mechanism
                    .is_none_or(|m| m == castellan_api::instances::Mechanism::Plain) =>
        {
            Some("Without TLS, PLAIN shows the password to anyone on the way")
        }
        _ => None,
    }
}

/// The whole outcome in one sentence or two.
fn judge(connection: &Connection, config: &ClientConfig, probe: &Probe, now_ms: i64) -> CheckStep {
    let Some(metadata) = &probe.metadata else {
        let why = probe.first_failure().and_then(|step| match &step.outcome {
            Outcome::Failed(error) => Some(words(error, probe)),
            _ => None,
        });
        let why = why.unwrap_or_else(|| "No address answered.".into());
        return verdict(connection, CheckOutcome::Failed, why);
    };
    let version = probe
        .ranges
        .as_ref()
        .map_or_else(String::new, |ranges| ranges.version_hint());
    let mechanism = connect::mechanism_of(config).map_or_else(String::new, |mechanism| {
        format!(", signed in with {}", mechanism.name())
    });
    let brokers = metadata.brokers.len();
    let head = format!(
        "Kafka {version} with {} answers{mechanism}.",
        count(brokers, "broker")
    );
    let failed = |step: &&Step| matches!(step.outcome, Outcome::Failed(_));
    let advertised: Vec<&Step> = probe
        .steps
        .iter()
        .filter(|step| step.broker.is_some())
        .filter(failed)
        .collect();
    let entered = probe
        .steps
        .iter()
        .filter(|step| step.broker.is_none())
        .filter(failed)
        .count();
    if let Some(first) = advertised.first() {
        let why = match &first.outcome {
            Outcome::Failed(error) => error.to_string(),
            _ => String::new(),
        };
        let outcome = if advertised.len() >= brokers {
            CheckOutcome::Failed
        } else {
            CheckOutcome::Warning
        };
        let text = format!(
            "The cluster was reached, and {} that it advertises cannot be used from here: {why}",
            count(advertised.len(), "address")
        );
        return verdict(connection, outcome, text);
    }
    if entered > 0 {
        let text = format!(
            "{head} {} that you entered does not work; the others are enough.",
            count(entered, "address")
        );
        return verdict(connection, CheckOutcome::Warning, text);
    }
    if let Some(certificate) = &probe.certificate
        && certificate.not_after_s.saturating_sub(now_ms / 1_000) < EXPIRES_S
    {
        let text = format!(
            "{head} The certificate ends on {}: replace it before.",
            certificate.not_after
        );
        return verdict(connection, CheckOutcome::Warning, text);
    }
    verdict(
        connection,
        CheckOutcome::Passed,
        format!("{head} Every address works."),
    )
}

/// The error, and what the listener offers where that helps.
fn words(error: &Kafka, probe: &Probe) -> String {
    let unspoken = ["GSSAPI", "OAUTHBEARER"];
    let only_unspoken = !probe.mechanisms.is_empty()
        && probe
            .mechanisms
            .iter()
            .all(|offered| unspoken.contains(&offered.as_str()));
    if let Kafka::MechanismNotEnabled { peer, .. } = error
        && only_unspoken
    {
        return format!(
            "{peer} offers {} alone. GSSAPI (Kerberos) and OAUTHBEARER are not supported: use a listener with SCRAM, PLAIN or client certificates.",
            probe.mechanisms.join(" and ")
        );
    }
    match error.kind() {
        ErrorKind::SignInNeeded if !probe.mechanisms.is_empty() => {
            format!("{error} It offers {}.", probe.mechanisms.join(", "))
        }
        _ => error.to_string(),
    }
}

fn count(number: usize, what: &str) -> String {
    match (number, what) {
        (1, what) => format!("1 {what}"),
        (number, "address") => format!("{number} addresses"),
        (number, what) => format!("{number} {what}s"),
    }
}

fn verdict(connection: &Connection, outcome: CheckOutcome, detail: String) -> CheckStep {
    CheckStep {
        address: connection.bootstrap.first().cloned().unwrap_or_default(),
        broker: None,
        step: CheckName::Verdict,
        outcome,
        detail,
        took_ms: 0,
    }
}

/// So many checks a user may start in a minute.
const CHECKS: usize = 10;
const MINUTE_MS: i64 = 60_000;
/// Users remembered; older ones are forgotten first when they are past their minute.
const USERS_MAX: usize = 10_000;

/// Counts the checks of each user.
#[derive(Debug, Default)]
pub struct CheckLimit(Mutex<HashMap<i64, Vec<i64>>>);

impl CheckLimit {
    /// Counts one more, or says for how many seconds to wait.
    pub fn take(&self, user: i64, now_ms: i64) -> Result<(), u64> {
        let mut users = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if users.len() >= USERS_MAX {
            users.retain(|_, times| times.iter().any(|time| now_ms - time < MINUTE_MS));
        }
        let times = users.entry(user).or_default();
        times.retain(|time| now_ms - time < MINUTE_MS);
        if times.len() >= CHECKS {
            let oldest = times.iter().min().copied().unwrap_or(now_ms);
            let wait = (MINUTE_MS - (now_ms - oldest)).max(0);
            return Err(u64::try_from(wait).unwrap_or(0).div_ceil(1_000).max(1));
        }
        times.push(now_ms);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ten_checks_a_minute() {
        let limit = CheckLimit::default();
        for second in 0..10 {
            assert_eq!(limit.take(1, second * 1_000), Ok(()));
        }
        assert_eq!(limit.take(1, 10_000), Err(50));
        assert_eq!(limit.take(2, 10_000), Ok(()));
        assert_eq!(limit.take(1, 60_000), Ok(()));
        assert!(limit.take(1, 60_500).is_err());
    }

    #[tokio::test]
    async fn a_dead_port_has_a_verdict() {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap().to_string();
        drop(listener);
        let connection = Connection {
            bootstrap: vec![address],
            security: SecurityProtocol::Plaintext,
            mechanism: None,
            username: None,
            password: None,
            ca_pem: None,
            client_cert_pem: None,
            client_key_pem: None,
            trust_store: None,
            key_store: None,
            verify_host: true,
            allow_plain_unencrypted: false,
        };
        let steps = |loopback| {
            let rules = super::super::outbound::OutboundRules {
                loopback,
                ..Default::default()
            };
            let connector = Connector::new(rules);
            let tasks = TaskTracker::new();
            check(
                connection.clone(),
                connector,
                0,
                &tasks,
                CancellationToken::new(),
            )
            .collect::<Vec<_>>()
        };
        let open = steps(true).await;
        let last = open.last().unwrap();
        assert_eq!(
            (last.step, last.outcome),
            (CheckName::Verdict, CheckOutcome::Failed)
        );
        assert!(last.detail.contains("nothing listens"), "{}", last.detail);
        let closed = steps(false).await;
        assert!(
            closed.last().unwrap().detail.contains("outbound"),
            "{closed:?}"
        );
    }
}
