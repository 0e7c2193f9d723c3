//! What services and everything below them answer when they cannot do what was asked. No HTTP here:
//! `http/problem.rs` alone knows statuses.

use castellan_api::action::Action;
use castellan_api::problem::FieldError;

/// Why a call was not, or not wholly, done. Each text says what to do next.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Nobody is signed in, or the session has ended.
    #[error("Sign in first.")]
    SignInNeeded,
    /// Name, password or one-time link are wrong. It does not say which.
    #[error("{0}")]
    BadCredentials(String),
    /// Signed in, and may see it, but not do this.
    #[error("This needs the permission {0}, which your roles do not include here.")]
    Forbidden(Action),
    /// A person is needed, and an API token called.
    #[error("{0}")]
    NotWithToken(String),
    /// A request that another site may have caused.
    #[error("{0}")]
    CrossSite(&'static str),
    /// It does not exist, or the caller may not know that it does.
    #[error("{0}")]
    NotFound(String),
    /// Fields of the request are bad.
    #[error("{}", one_line(.0))]
    Invalid(Vec<FieldError>),
    /// The request fits the present state no more, or never did.
    #[error("{0}")]
    Conflict(String),
    /// Edited meanwhile by somebody else.
    #[error(
        "It was changed since you read it. Nothing was changed; look at the present state and try again."
    )]
    Stale,
    /// Too many tries.
    #[error("{detail}")]
    TooMany {
        /// What to do.
        detail: String,
        /// Seconds to wait.
        retry_after_s: u64,
    },
    /// The body is larger than this endpoint takes.
    #[error("The request is larger than {0} bytes. Send it in parts.")]
    TooLarge(usize),
    /// The cluster cannot do it; the text names the version that brings it.
    #[error("{0}")]
    Unsupported(String),
    /// The instance is disabled, or does not answer.
    #[error("{0}")]
    Unavailable(String),
    /// Kafka refused, or could not be reached.
    #[error("{source}")]
    Kafka {
        /// What happened.
        #[from]
        source: castellan_kafka::Error,
    },
    /// Kafka refused, and the field it refused is known.
    #[error("{source}")]
    KafkaField {
        /// JSON pointer of the field.
        pointer: String,
        /// What happened.
        source: castellan_kafka::Error,
    },
    /// The store failed.
    #[error("{}", of_store(.0))]
    Store(#[from] crate::store::Error),
    /// The impossible happened.
    #[error("The console made a mistake ({0}). It is in the log under the trace ID.")]
    Bug(String),
}

impl Error {
    /// With what is behind it: for the log.
    pub fn in_full(&self) -> String {
        match self {
            Self::Store(cause) if cause.is_away() => format!("{self} ({cause})"),
            other => other.to_string(),
        }
    }

    /// One bad field.
    pub fn field(pointer: impl Into<String>, detail: impl Into<String>) -> Self {
        Self::Invalid(vec![FieldError::new(pointer, detail)])
    }
}

impl From<crate::clock::NoRandomness> for Error {
    fn from(error: crate::clock::NoRandomness) -> Self {
        Self::Bug(error.to_string())
    }
}

fn of_store(error: &crate::store::Error) -> String {
    if error.is_away() {
        "The console's database does not answer now. Try again in a moment; if it stays so, see the log and the \
         database."
            .into()
    } else if matches!(error, crate::store::Error::NoRoom) {
        format!("Nothing was changed: {error}.")
    } else {
        format!("The console's own store failed: {error}. Nothing was changed; see the log.")
    }
}

fn one_line(errors: &[FieldError]) -> String {
    match errors {
        [one] => one.detail.clone(),
        many => format!("{} fields are not right.", many.len()),
    }
}
