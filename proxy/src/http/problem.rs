//! Errors as RFC 9457 problem documents: the one table of statuses and URNs.

use crate::error::Error;
use castellan_api::problem::{KafkaError, MEDIA_TYPE, Problem};
use castellan_kafka::{Error as Kafka, ErrorKind};
use http::StatusCode;
use http::header::{CONTENT_TYPE, HeaderValue, RETRY_AFTER};

/// Status, last part of the URN, and title of an error.
fn class(error: &Error) -> (StatusCode, &'static str, &'static str) {
    match error {
        Error::SignInNeeded => (StatusCode::UNAUTHORIZED, "sign-in-needed", "Sign in first"),
        Error::BadCredentials(_) => (
            StatusCode::UNAUTHORIZED,
            "bad-credentials",
            "Name or password is wrong",
        ),
        Error::Forbidden(_) => (StatusCode::FORBIDDEN, "forbidden", "Not allowed"),
        Error::NotWithToken(_) => (
            StatusCode::FORBIDDEN,
            "not-with-token",
            "Not with an API token",
        ),
        Error::CrossSite(_) => (StatusCode::FORBIDDEN, "cross-site", "Not from this console"),
        Error::NotFound(_) => (StatusCode::NOT_FOUND, "not-found", "Not found"),
        Error::Invalid(_) => (
            StatusCode::UNPROCESSABLE_ENTITY,
            "invalid",
            "Fields are not right",
        ),
        Error::Conflict(_) => (
            StatusCode::CONFLICT,
            "conflict",
            "Does not fit the present state",
        ),
        Error::Stale => (
            StatusCode::PRECONDITION_FAILED,
            "stale",
            "Changed meanwhile",
        ),
        Error::TooMany { .. } => (StatusCode::TOO_MANY_REQUESTS, "too-many", "Too many tries"),
        Error::TooLarge(_) => (
            StatusCode::PAYLOAD_TOO_LARGE,
            "too-large",
            "Request too large",
        ),
        Error::Unsupported(_) => (
            StatusCode::CONFLICT,
            "unsupported",
            "This cluster cannot do that",
        ),
        Error::Unavailable(_) => (
            StatusCode::SERVICE_UNAVAILABLE,
            "unavailable",
            "The instance is not available",
        ),
        Error::Kafka { source } | Error::KafkaField { source, .. } => kafka(source),
        Error::Store(error) if error.is_away() => (
            StatusCode::SERVICE_UNAVAILABLE,
            "store-away",
            "The console's database does not answer",
        ),
        Error::Store(crate::store::Error::NoRoom) => (
            StatusCode::SERVICE_UNAVAILABLE,
            "store-full",
            "The console's disk is full",
        ),
        Error::Store(_) => (
            StatusCode::INTERNAL_SERVER_ERROR,
            "store",
            "The store failed",
        ),
        Error::Bug(_) => (
            StatusCode::INTERNAL_SERVER_ERROR,
            "bug",
            "The console made a mistake",
        ),
    }
}

/// The same for what the Kafka client says.
fn kafka(error: &Kafka) -> (StatusCode, &'static str, &'static str) {
    match error.kind() {
        ErrorKind::Kafka(_) => (StatusCode::UNPROCESSABLE_ENTITY, "kafka", "Kafka refused"),
        ErrorKind::Unsupported { .. } => (
            StatusCode::CONFLICT,
            "unsupported",
            "This cluster cannot do that",
        ),
        ErrorKind::TimedOut | ErrorKind::ConnectTimedOut => (
            StatusCode::GATEWAY_TIMEOUT,
            "kafka-timeout",
            "The cluster did not answer in time",
        ),
        _ => (
            StatusCode::BAD_GATEWAY,
            "kafka-unreachable",
            "The cluster could not be reached",
        ),
    }
}

/// Status of an error.
pub fn status(error: &Error) -> StatusCode {
    class(error).0
}

/// The document of an error.
pub fn document(error: &Error, trace_id: &str) -> Problem {
    let (status, urn, title) = class(error);
    let mut problem = Problem {
        kind: format!("urn:castellan:problem:{urn}"),
        title: title.to_owned(),
        status: status.as_u16(),
        detail: error.to_string(),
        errors: Vec::new(),
        trace_id: trace_id.to_owned(),
        kafka: None,
        needs: None,
        retry_after_s: None,
    };
    match error {
        Error::Invalid(errors) => problem.errors.clone_from(errors),
        Error::Forbidden(action) => problem.needs = Some(action.name().to_owned()),
        Error::TooMany { retry_after_s, .. } => problem.retry_after_s = Some(*retry_after_s),
        Error::Kafka { source } => problem.kafka = kafka_code(source),
        Error::KafkaField { pointer, source } => {
            problem.kafka = kafka_code(source);
            problem.errors = vec![castellan_api::problem::FieldError::new(
                pointer.clone(),
                source.to_string(),
            )];
        }
        _ => {}
    }
    problem
}

/// Kafka's own code, where the error has one.
pub fn kafka_code(error: &Kafka) -> Option<KafkaError> {
    error.code().map(|code| KafkaError {
        code: code.0,
        name: code.name().to_owned(),
    })
}

/// The answer for an error.
pub fn response(error: &Error, trace_id: &str) -> axum::response::Response {
    let problem = document(error, trace_id);
    if problem.status >= 500 {
        tracing::error!(
            trace.id = trace_id,
            status = problem.status,
            "{}",
            error.in_full()
        );
    }
    let body = serde_json::to_vec(&problem).unwrap_or_default();
    let mut response = axum::response::Response::new(axum::body::Body::from(body));
    *response.status_mut() = status(error);
    response
        .headers_mut()
        .insert(CONTENT_TYPE, HeaderValue::from_static(MEDIA_TYPE));
    if let Some(seconds) = problem.retry_after_s {
        response
            .headers_mut()
            .insert(RETRY_AFTER, HeaderValue::from(seconds));
    }
    response
}
