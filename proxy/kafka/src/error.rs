//! What can go wrong, in plain words: what happened, to whom, and what to do next.

use std::fmt;
use std::time::Duration;

use crate::{Address, ApiKey, ConnectFault, DialError, ErrorCode, TlsProblem};

/// The result of everything here that talks to a broker.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// Who was talked to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Peer {
    /// The broker's id where it is known; bootstrap addresses have none.
    pub broker: Option<i32>,
    /// The address dialled.
    pub address: Address,
}

impl fmt::Display for Peer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.broker {
            Some(id) => write!(f, "broker {id} ({})", self.address),
            None => self.address.fmt(f),
        }
    }
}

/// A failed call. `Display` is meant for a person; [`Error::kind`] for decisions.
#[derive(Debug, Clone, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// No TCP connection was made.
    #[error("{}. {}", dial_words(.peer, .error), dial_advice(*.advertised, .error))]
    Dial {
        /// Who was called.
        peer: Peer,
        /// What the connector said.
        error: DialError,
        /// `true` when the address came from the cluster itself (`advertised.listeners`).
        advertised: bool,
    },
    /// TLS could not be agreed or the certificate is not trusted.
    #[error("{peer}: {problem}")]
    Tls {
        /// Who was called.
        peer: Peer,
        /// What is wrong and what to do.
        problem: TlsProblem,
    },
    /// The peer speaks another protocol.
    #[error(
        "{peer} does not speak the Kafka protocol: {looks_like}. Check host and port: the address \
         of a broker's listener is needed, not that of a web page, ZooKeeper or a proxy."
    )]
    NotKafka {
        /// Who was called.
        peer: Peer,
        /// What it seems to be.
        looks_like: String,
    },
    /// The connection is plaintext, the listener expects TLS.
    #[error(
        "{peer} expects TLS, but the connection is set to plaintext. Choose SSL or SASL_SSL for \
         this address, or use the port of a plaintext listener."
    )]
    PlaintextToTls {
        /// Who was called.
        peer: Peer,
    },
    /// The connection is TLS, the listener does not speak it.
    #[error(
        "{peer} does not speak TLS on this port: {why}. Choose PLAINTEXT or SASL_PLAINTEXT for \
         this address, or use the port of a TLS listener."
    )]
    TlsToPlaintext {
        /// Who was called.
        peer: Peer,
        /// What was seen.
        why: String,
    },
    /// The listener does not offer the chosen SASL mechanism.
    #[error("{peer} does not offer {asked}. {}", offered_words(.offered))]
    MechanismNotEnabled {
        /// Who was called.
        peer: Peer,
        /// The mechanism asked for.
        asked: String,
        /// Those the listener named; empty when it named none.
        offered: Vec<String>,
    },
    /// User name or password were not accepted.
    #[error(
        "{peer} did not accept the user name or password ({mechanism}): {message}. Check both, \
         and that the user exists for this mechanism."
    )]
    BadCredentials {
        /// Who was called.
        peer: Peer,
        /// The mechanism used.
        mechanism: &'static str,
        /// What the broker said.
        message: String,
    },
    /// PLAIN would have shown the password to anyone on the way; nothing was sent.
    #[error(
        "{peer}: PLAIN without TLS would send the password readable by anyone on the way, so \
         nothing was sent. Use SASL_SSL or SCRAM, or allow it for this connection explicitly."
    )]
    PlainUnencrypted {
        /// Who would have been signed in to.
        peer: Peer,
    },
    /// The listener hung up on the first real request of a connection without sign-in.
    #[error(
        "{peer} closed the connection at the first request: the listener most likely asks for a \
         sign-in (SASL). Choose SASL_PLAINTEXT or SASL_SSL and a user."
    )]
    SignInNeeded {
        /// Who was called.
        peer: Peer,
    },
    /// No answer within the deadline.
    #[error("{peer} did not answer within {} ({what}). {advice}", seconds(.after))]
    TimedOut {
        /// Who was called.
        peer: Peer,
        /// What was being done.
        what: String,
        /// How long it was waited.
        after: Duration,
        /// What to do.
        advice: &'static str,
    },
    /// The connection broke.
    #[error("the connection to {peer} was lost: {why}")]
    Disconnected {
        /// Who was called.
        peer: Peer,
        /// What the network or the peer said.
        why: String,
        /// `true` when the request may have reached the broker, so that a change may have been
        /// made: look before doing it again.
        maybe_done: bool,
    },
    /// The broker has no such call, or no version of it that this client speaks.
    #[error("{}", unsupported(.peer, *.api, .needs, .detail))]
    Unsupported {
        /// Who was asked.
        peer: Option<Peer>,
        /// The call.
        api: ApiKey,
        /// The Kafka version that brings it, or the kind of cluster ("3.3 in KRaft mode").
        needs: Option<&'static str>,
        /// Which part of the call is missing; empty for the call as a whole.
        detail: &'static str,
    },
    /// The broker answered with an error code.
    #[error("{what}: {}{} ({code})", .code.explain(), said(.message))]
    Kafka {
        /// The code.
        code: ErrorCode,
        /// The broker's own words.
        message: Option<String>,
        /// What was asked, with the resource's name.
        what: String,
    },
    /// The answer could not be read.
    #[error(
        "the answer of {peer} to {what} could not be read: {why}. If this broker is a Kafka, \
         please report it with the broker's version."
    )]
    Malformed {
        /// Who answered.
        peer: Peer,
        /// The call.
        what: String,
        /// What is wrong with the bytes.
        why: String,
    },
    /// The answer is larger than the client accepts.
    #[error("{peer} announced an answer of {bytes} bytes; at most {max} are accepted")]
    TooLarge {
        /// Who answered.
        peer: Peer,
        /// Announced size, bytes.
        bytes: u64,
        /// The limit, bytes.
        max: u64,
    },
    /// The request cannot be written as given (a name too long, a value the protocol lacks).
    #[error("the request {what} cannot be sent: {why}")]
    Unwritable {
        /// The call.
        what: String,
        /// What the codec refused.
        why: String,
    },
    /// The configuration of the client itself is wrong.
    #[error("{0}")]
    Config(String),
    /// The cluster does not name this broker.
    #[error("the cluster has no broker {broker} at the moment; it may be stopped")]
    UnknownBroker {
        /// Its id.
        broker: i32,
    },
    /// None of the addresses worked.
    #[error("no broker could be reached. {}", tried_lines(.tried))]
    NoBroker {
        /// One error per address, in the order tried.
        tried: Vec<Error>,
    },
}

/// The coarse reason of an [`Error`].
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum ErrorKind {
    /// DNS has no such name.
    NotResolved,
    /// A rule of the console forbids the address.
    PolicyRefused,
    /// Nothing listens on the port.
    PortClosed,
    /// No answer to the connect.
    ConnectTimedOut,
    /// No route, or another network error while connecting.
    Unreachable,
    /// TLS, with the problem.
    Tls(TlsProblem),
    /// Another protocol, such as HTTP.
    NotKafka,
    /// Plaintext spoken to a TLS listener.
    PlaintextToTls,
    /// TLS spoken to a plaintext listener.
    TlsToPlaintext,
    /// The SASL mechanism is not enabled on the listener.
    MechanismNotEnabled {
        /// Those it offers.
        offered: Vec<String>,
    },
    /// Wrong user or password.
    BadCredentials,
    /// PLAIN without TLS is not allowed for this connection.
    PlainUnencrypted,
    /// The listener wants SASL, the connection has none.
    SignInNeeded,
    /// No answer in time.
    TimedOut,
    /// The connection broke.
    Disconnected,
    /// The cluster cannot do this.
    Unsupported {
        /// The call.
        api: ApiKey,
        /// The version that brings it.
        needs_version: Option<&'static str>,
    },
    /// An error code of Kafka.
    Kafka(ErrorCode),
    /// Unreadable or oversized answer.
    Malformed,
    /// The request or the configuration is wrong on our side.
    Invalid,
    /// No such broker.
    UnknownBroker,
}

impl Error {
    /// The coarse reason; of several addresses that failed, the most telling one.
    pub fn kind(&self) -> ErrorKind {
        match self {
            Self::Dial { error, .. } => match error {
                DialError::NotResolved { .. } => ErrorKind::NotResolved,
                DialError::Refused { .. } => ErrorKind::PolicyRefused,
                DialError::Connect { why, .. } => match why {
                    ConnectFault::PortClosed => ErrorKind::PortClosed,
                    ConnectFault::TimedOut => ErrorKind::ConnectTimedOut,
                    ConnectFault::Unreachable(_) => ErrorKind::Unreachable,
                },
            },
            Self::Tls { problem, .. } => ErrorKind::Tls(problem.clone()),
            Self::NotKafka { .. } => ErrorKind::NotKafka,
            Self::PlaintextToTls { .. } => ErrorKind::PlaintextToTls,
            Self::TlsToPlaintext { .. } => ErrorKind::TlsToPlaintext,
            Self::MechanismNotEnabled { offered, .. } => ErrorKind::MechanismNotEnabled {
                offered: offered.clone(),
            },
            Self::BadCredentials { .. } => ErrorKind::BadCredentials,
            Self::PlainUnencrypted { .. } => ErrorKind::PlainUnencrypted,
            Self::SignInNeeded { .. } => ErrorKind::SignInNeeded,
            Self::TimedOut { .. } => ErrorKind::TimedOut,
            Self::Disconnected { .. } => ErrorKind::Disconnected,
            Self::Unsupported { api, needs, .. } => ErrorKind::Unsupported {
                api: *api,
                needs_version: *needs,
            },
            Self::Kafka { code, .. } => ErrorKind::Kafka(*code),
            Self::Malformed { .. } | Self::TooLarge { .. } => ErrorKind::Malformed,
            Self::Unwritable { .. } | Self::Config(_) => ErrorKind::Invalid,
            Self::UnknownBroker { .. } => ErrorKind::UnknownBroker,
            Self::NoBroker { tried } => tried
                .iter()
                .max_by_key(|error| error.progress())
                .map_or(ErrorKind::Disconnected, Self::kind),
        }
    }

    /// The code, where the broker answered with one.
    pub fn code(&self) -> Option<ErrorCode> {
        match self {
            Self::Kafka { code, .. } => Some(*code),
            _ => None,
        }
    }

    /// `true` where the same call can succeed a moment later.
    pub fn retriable(&self) -> bool {
        match self {
            Self::Kafka { code, .. } => code.retriable(),
            Self::Disconnected { .. } | Self::TimedOut { .. } | Self::Dial { .. } => true,
            Self::NoBroker { tried } => tried.iter().any(Self::retriable),
            _ => false,
        }
    }

    /// An error of an error code.
    pub(crate) fn kafka(code: ErrorCode, message: Option<String>, what: impl Into<String>) -> Self {
        Self::Kafka {
            code,
            message: message.filter(|text| !text.is_empty()),
            what: what.into(),
        }
    }

    /// `true` when nothing reached the peer, so that any request may be sent again.
    pub(crate) fn not_sent(&self) -> bool {
        !matches!(
            self,
            Self::TimedOut { .. }
                | Self::Disconnected {
                    maybe_done: true,
                    ..
                }
        )
    }

    /// How far the attempt came: of several failures the furthest says most.
    fn progress(&self) -> u8 {
        match self {
            Self::BadCredentials { .. } | Self::MechanismNotEnabled { .. } => 7,
            Self::SignInNeeded { .. } | Self::PlainUnencrypted { .. } => 6,
            Self::Tls { .. } => 5,
            Self::NotKafka { .. } | Self::PlaintextToTls { .. } | Self::TlsToPlaintext { .. } => 4,
            Self::TimedOut { .. } => 3,
            Self::Disconnected { .. } => 2,
            Self::Dial { .. } => 1,
            _ => 8,
        }
    }
}

/// Who and what, with no address said twice.
fn dial_words(peer: &Peer, error: &DialError) -> String {
    match error {
        DialError::Connect { addr, why } if *addr == peer.address.to_string() => {
            format!("{peer} {why}")
        }
        DialError::Connect { addr, why } => format!("{peer} at {addr} {why}"),
        _ => format!("{peer}: {error}"),
    }
}

fn dial_advice(advertised: bool, error: &DialError) -> &'static str {
    match (advertised, error) {
        (_, DialError::Refused { .. }) => {
            "Allow the address in the console's outbound settings if that is right."
        }
        (
            true,
            DialError::Connect {
                why: ConnectFault::PortClosed,
                ..
            },
        ) => {
            "The broker is most likely stopped. If it runs, the address it advertises \
             (advertised.listeners) cannot be reached from the console."
        }
        (true, _) => {
            "This address is the one the broker advertises (advertised.listeners): it must be \
             reachable from the console, not only inside the cluster's network."
        }
        (false, DialError::NotResolved { .. }) => {
            "Check the spelling, and that the console's DNS knows the name."
        }
        (false, _) => "Check host and port, that the broker runs, and firewalls in between.",
    }
}

fn offered_words(names: &[String]) -> String {
    if names.is_empty() {
        "This listener takes no sign-in (SASL) at all: choose PLAINTEXT or SSL for it.".to_owned()
    } else {
        format!("It offers: {}.", names.join(", "))
    }
}

fn said(message: &Option<String>) -> String {
    message
        .as_deref()
        .map_or_else(String::new, |text| format!(" The broker says: {text}"))
}

fn seconds(after: &Duration) -> String {
    let ms = after.as_millis();
    if ms.is_multiple_of(1000) {
        format!("{} s", ms / 1000)
    } else {
        format!("{:.1} s", after.as_secs_f64())
    }
}

fn tried_lines(tried: &[Error]) -> String {
    match tried {
        [] => "No address is known.".to_owned(),
        several => several
            .iter()
            .map(ToString::to_string)
            .collect::<Vec<_>>()
            .join(" "),
    }
}

fn unsupported(
    peer: &Option<Peer>,
    api: ApiKey,
    needs: &Option<&'static str>,
    detail: &str,
) -> String {
    let who = peer
        .as_ref()
        .map_or_else(|| "this cluster".to_owned(), ToString::to_string);
    let which = if detail.is_empty() {
        api.to_string()
    } else {
        format!("{detail} ({api})")
    };
    match needs.or(api.since()) {
        Some(version) => format!("{who} does not support {which}: it needs Kafka {version}"),
        None => format!("{who} does not support {which}"),
    }
}
