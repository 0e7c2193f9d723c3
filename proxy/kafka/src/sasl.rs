//! Signing in on a connection (SaslHandshake, SaslAuthenticate), and again before the session ends.

use std::ops::RangeInclusive;
use std::time::Duration;

use bytes::Bytes;
use kacrab_protocol::generated as wire;
use rsasl::callback::{Context, Request, SessionCallback, SessionData};
use rsasl::prelude::{Mechname, SASLClient, SASLConfig, Session, SessionError, State};
use rsasl::property::{AuthId, Password};

use crate::call::{Deadline, Message};
use crate::connection::Line;
use crate::{ApiKey, Error, ErrorCode, Mechanism, Result, Sasl};

/// SCRAM iterations accepted from a broker. Kafka creates 4,096 to 16,384. With fewer the proof that
/// is sent could be tried against passwords cheaply; with far more a false broker could keep this
/// process computing.
const ITERATIONS: RangeInclusive<u64> = 4_096..=100_000;

/// Refuses PLAIN on a connection without TLS, unless that was allowed.
pub(crate) fn check(line: &Line, sasl: &Sasl, allow_plain_unencrypted: bool) -> Result<()> {
    let readable = sasl.mechanism == Mechanism::Plain && line.tls.is_none();
    if readable && !allow_plain_unencrypted {
        return Err(Error::PlainUnencrypted {
            peer: line.peer.clone(),
        });
    }
    Ok(())
}

/// The mechanisms a listener offers, learned by naming one. `Ok(None)` when it accepted the name.
pub(crate) async fn handshake(
    line: &Line,
    mechanism: &str,
    deadline: Deadline,
) -> Result<Option<Vec<String>>> {
    let request = wire::SaslHandshakeRequestData {
        mechanism: mechanism.to_owned().into(),
        ..Default::default()
    };
    let version = version::<wire::SaslHandshakeRequestData>(line)?;
    let answer = line.exchange(&request, version, deadline, None).await?;
    match ErrorCode(answer.error_code) {
        ErrorCode::NONE => Ok(None),
        ErrorCode::UNSUPPORTED_SASL_MECHANISM => Ok(Some(
            answer.mechanisms.iter().map(ToString::to_string).collect(),
        )),
        ErrorCode::ILLEGAL_SASL_STATE => Err(Error::MechanismNotEnabled {
            peer: line.peer.clone(),
            asked: mechanism.to_owned(),
            offered: Vec::new(),
        }),
        code => Err(Error::kafka(
            code,
            None,
            format!("signing in at {}", line.peer),
        )),
    }
}

/// Signs in; gives how long that is valid, `None` for ever.
pub(crate) async fn sign_in(
    line: &Line,
    sasl: &Sasl,
    deadline: Deadline,
) -> Result<Option<Duration>> {
    if let Some(offered) = handshake(line, sasl.mechanism.name(), deadline).await? {
        return Err(Error::MechanismNotEnabled {
            peer: line.peer.clone(),
            asked: sasl.mechanism.name().to_owned(),
            offered,
        });
    }
    match sasl.mechanism {
        Mechanism::Plain => plain(line, sasl, deadline).await,
        Mechanism::ScramSha256 | Mechanism::ScramSha512 => scram(line, sasl, deadline).await,
    }
}

async fn plain(line: &Line, sasl: &Sasl, deadline: Deadline) -> Result<Option<Duration>> {
    let text = format!("\0{}\0{}", sasl.username, sasl.password.reveal());
    let (_, lifetime) = step(line, sasl, text.into_bytes(), deadline).await?;
    Ok(lifetime)
}

async fn scram(line: &Line, sasl: &Sasl, deadline: Deadline) -> Result<Option<Duration>> {
    let mut session = session(sasl)?;
    let failed = |why: String| Error::BadCredentials {
        peer: line.peer.clone(),
        mechanism: sasl.mechanism.name(),
        message: why,
    };
    let mut input: Option<Bytes> = None;
    let mut lifetime = None;
    loop {
        if let Some(message) = &input {
            check_message(line, message)?;
        }
        let mut output = Vec::new();
        let state = session
            .step(input.as_deref(), &mut output)
            .map_err(|error| failed(format!("the exchange failed: {error}")))?;
        match state {
            State::Finished(sent) if output.is_empty() => {
                let _ = sent;
                return Ok(lifetime);
            }
            _ if output.is_empty() => {
                return Err(failed("the broker's message asks for no answer".to_owned()));
            }
            _ => {
                let (answer, valid) = step(line, sasl, output, deadline).await?;
                (input, lifetime) = (Some(answer), valid.or(lifetime));
            }
        }
    }
}

/// What the SCRAM code of rsasl asks for.
struct Credentials(Sasl);

impl SessionCallback for Credentials {
    fn callback(
        &self,
        _session_data: &SessionData,
        _context: &Context<'_>,
        request: &mut Request<'_>,
    ) -> Result<(), SessionError> {
        request
            .satisfy::<AuthId>(&self.0.username)?
            .satisfy::<Password>(self.0.password.reveal().as_bytes())?;
        Ok(())
    }
}

fn session(sasl: &Sasl) -> Result<Session> {
    let broken = |error: String| Error::Config(format!("SASL cannot be set up: {error}"));
    let config = SASLConfig::builder()
        .with_default_mechanisms()
        .with_callback(Credentials(sasl.clone()))
        .map_err(|error| broken(error.to_string()))?;
    let name = Mechname::parse(sasl.mechanism.name().as_bytes())
        .map_err(|error| broken(error.to_string()))?;
    SASLClient::new(config)
        .start_suggested(&[name])
        .map_err(|error| broken(error.to_string()))
}

/// Sends one SASL message; gives the broker's and the lifetime of the session.
async fn step(
    line: &Line,
    sasl: &Sasl,
    message: Vec<u8>,
    deadline: Deadline,
) -> Result<(Bytes, Option<Duration>)> {
    let request = wire::SaslAuthenticateRequestData {
        auth_bytes: message.into(),
        ..Default::default()
    };
    let version = version::<wire::SaslAuthenticateRequestData>(line)?;
    let answer = line.exchange(&request, version, deadline, None).await?;
    match ErrorCode(answer.error_code) {
        ErrorCode::NONE => {
            let lifetime = u64::try_from(answer.session_lifetime_ms)
                .ok()
                .filter(|ms| *ms > 0);
            Ok((answer.auth_bytes, lifetime.map(Duration::from_millis)))
        }
        ErrorCode::SASL_AUTHENTICATION_FAILED => Err(Error::BadCredentials {
            peer: line.peer.clone(),
            mechanism: sasl.mechanism.name(),
            message: answer
                .error_message
                .map_or_else(String::new, |text| text.to_string()),
        }),
        code => Err(Error::kafka(
            code,
            answer.error_message.map(|text| text.to_string()),
            format!("signing in at {}", line.peer),
        )),
    }
}

fn version<M: Message>(line: &Line) -> Result<i16> {
    line.version(M::API, M::MIN, M::MAX)
}

/// Refuses a message that asks for absurd work or that the SCRAM code cannot take.
fn check_message(line: &Line, message: &[u8]) -> Result<()> {
    match wrong(message, &ITERATIONS) {
        Some(why) => Err(line.malformed(ApiKey::SASL_AUTHENTICATE, why)),
        None => Ok(()),
    }
}

/// What is wrong with a message of the server, where so many iterations are done.
fn wrong(message: &[u8], bounds: &RangeInclusive<u64>) -> Option<String> {
    for part in message.split(|byte| *byte == b',') {
        // rsasl takes the two bytes of `r=` for granted, and panics without them.
        if part.len() < 2 {
            return Some("it has a part that is no SCRAM attribute".to_owned());
        }
        let Some(digits) = part.strip_prefix(b"i=") else {
            continue;
        };
        let text = std::str::from_utf8(digits).ok();
        let number = text.and_then(|text| text.parse().ok());
        if number.is_none_or(|iterations: u64| !bounds.contains(&iterations)) {
            return Some(format!(
                "it asks for other than {} to {} SCRAM iterations",
                bounds.start(),
                bounds.end()
            ));
        }
    }
    None
}

/// The client's side of a SCRAM exchange with a broker that says this, one message after the other;
/// ends at the first that makes no sense. Without a network, for the fuzzing.
#[cfg(any(test, fuzzing))]
pub(crate) fn play(messages: &[&[u8]]) {
    let sasl = Sasl {
        mechanism: Mechanism::ScramSha256,
        username: "user".to_owned(),
        password: crate::Secret::new("password"),
    };
    let Ok(mut session) = session(&sasl) else {
        return;
    };
    let mut output = Vec::new();
    if session.step(None, &mut output).is_err() {
        return;
    }
    // The server's first message must begin with the client's nonce, which is a new one each time.
    let nonce = output
        .windows(2)
        .position(|two| two == b"r=")
        .and_then(|at| output.get(at..))
        .unwrap_or_default()
        .to_vec();
    for (place, message) in messages.iter().enumerate() {
        let mut whole = if place == 0 {
            nonce.clone()
        } else {
            Vec::new()
        };
        whole.extend_from_slice(message);
        // The bound of the real exchange, lowered so that no input takes long.
        if wrong(&whole, &(1..=4_096)).is_some() {
            return;
        }
        let mut output = Vec::new();
        if session.step(Some(&whole), &mut output).is_err() {
            return;
        }
    }
}
