//! Kafka's refusals in the console's terms: the field they belong to, and the item of a batch.

use super::check::config_pointer;
use crate::error::Error;
use castellan_api::problem::{FieldError, ItemError, KafkaError};
use castellan_kafka::{Error as Kafka, ErrorCode};

/// A refusal with the field it belongs to, where that is known.
#[derive(Clone, Debug)]
pub(crate) struct Refusal {
    pub(crate) pointer: Option<String>,
    pub(crate) source: Kafka,
}

impl Refusal {
    /// Of a creation or a change; `configs` are the names that were sent.
    pub(crate) fn new<'a>(source: Kafka, configs: impl IntoIterator<Item = &'a String>) -> Self {
        Self {
            pointer: pointer(&source, configs),
            source,
        }
    }
}

impl From<Kafka> for Refusal {
    fn from(source: Kafka) -> Self {
        Self {
            pointer: None,
            source,
        }
    }
}

impl From<Refusal> for Error {
    fn from(refusal: Refusal) -> Self {
        match refusal.pointer {
            Some(pointer) => Self::KafkaField {
                pointer,
                source: refusal.source,
            },
            None => Self::Kafka {
                source: refusal.source,
            },
        }
    }
}

fn pointer<'a>(error: &Kafka, configs: impl IntoIterator<Item = &'a String>) -> Option<String> {
    let Kafka::Kafka { code, message, .. } = error else {
        return None;
    };
    let field = match code.0 {
        17 | 36 => "/name",
        37 => "/partitions",
        38 => "/replicas",
        39 => "/assignment",
        // 40 INVALID_CONFIG, 42 INVALID_REQUEST, 44 POLICY_VIOLATION name a config in their words;
        // 1.1 calls a bad config UNKNOWN_SERVER_ERROR, in the same words
        -1 | 40 | 42 | 44 => {
            let said = message.as_deref().unwrap_or_default();
            let mut named: Vec<&String> = configs
                .into_iter()
                .filter(|name| said.contains(name.as_str()))
                .collect();
            // retention.ms is a part of delete.retention.ms: the longest name is the one that is meant
            named.sort_by_key(|name| std::cmp::Reverse(name.len()));
            return match named.first() {
                Some(name) => Some(config_pointer(name)),
                None => (code.0 == 40).then(|| "/configs".to_owned()),
            };
        }
        _ => return None,
    };
    Some(field.to_owned())
}

/// The fate of an item that Kafka refused.
pub(crate) fn item(error: &Kafka) -> ItemError {
    let kafka = error.code().map(|code| KafkaError {
        code: code.0,
        name: code.name().to_owned(),
    });
    ItemError {
        detail: error.to_string(),
        kafka,
    }
}

/// The fate of an item that the console refused.
pub(crate) fn item_of(error: &Error) -> ItemError {
    match error {
        Error::Kafka { source } | Error::KafkaField { source, .. } => item(source),
        Error::Invalid(errors) => fields(errors),
        other => words(other.to_string()),
    }
}

/// The fate of an item with bad fields.
pub(crate) fn fields(errors: &[FieldError]) -> ItemError {
    words(
        errors
            .iter()
            .map(|error| error.detail.as_str())
            .collect::<Vec<_>>()
            .join(" "),
    )
}

/// The fate of an item in words.
pub(crate) fn words(detail: impl Into<String>) -> ItemError {
    ItemError {
        detail: detail.into(),
        kafka: None,
    }
}

/// Kafka's refusal to delete records of a topic that is only compacted, in its words, before it is
/// asked.
pub(crate) fn only_compacted(topic: &str) -> ItemError {
    let code = ErrorCode(44);
    ItemError {
        detail: format!(
            "{topic} is only compacted (cleanup.policy=compact), and Kafka refuses to delete its records: {} Add \
             \"delete\" to cleanup.policy first, or write a message without a value for each key.",
            code.explain()
        ),
        kafka: Some(KafkaError {
            code: code.0,
            name: code.name().to_owned(),
        }),
    }
}

/// True if the cluster could not be asked: another try later can help.
pub(crate) fn later(error: &Kafka) -> bool {
    use castellan_kafka::ErrorKind;
    error.retriable()
        || matches!(
            error.kind(),
            ErrorKind::ConnectTimedOut
                | ErrorKind::Disconnected
                | ErrorKind::PortClosed
                | ErrorKind::TimedOut
                | ErrorKind::UnknownBroker
                | ErrorKind::Unreachable
        )
}

/// True if the change may have been made although no answer came.
pub(crate) fn maybe_done(error: &Kafka) -> bool {
    match error {
        Kafka::TimedOut { .. }
        | Kafka::Disconnected {
            maybe_done: true, ..
        } => true,
        Kafka::Kafka { code, .. } => *code == ErrorCode::REQUEST_TIMED_OUT,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(code: i16, message: &str) -> Kafka {
        Kafka::Kafka {
            code: ErrorCode(code),
            message: Some(message.into()),
            what: "creating".into(),
        }
    }

    #[test]
    fn kafkas_words_name_the_field() {
        let configs = ["delete.retention.ms".to_owned(), "retention.ms".to_owned()];
        let at = |code, message| Refusal::new(refused(code, message), &configs).pointer;
        assert_eq!(
            at(38, "larger than available brokers").as_deref(),
            Some("/replicas")
        );
        assert_eq!(
            at(
                40,
                "Invalid value x for configuration delete.retention.ms: Not a number"
            )
            .as_deref(),
            Some("/configs/delete.retention.ms")
        );
        assert_eq!(
            at(40, "Unknown topic config name: foo").as_deref(),
            Some("/configs")
        );
        assert_eq!(at(44, "the policy says no"), None);
        assert_eq!(at(29, "not authorized"), None);
    }

    #[test]
    fn items_keep_kafkas_code() {
        let error = item(&refused(36, "Topic 'a' already exists."));
        assert_eq!(error.kafka.unwrap().name, "TOPIC_ALREADY_EXISTS");
        assert!(
            only_compacted("a")
                .detail
                .contains("cleanup.policy=compact")
        );
    }
}
