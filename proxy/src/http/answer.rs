//! How each kind of answer becomes bytes.

use crate::error::Error;
use axum::body::{Body, Bytes};
use castellan_api::endpoint::{
    Accepted, Answer, Download, Events, File, Json, Lines, Nothing, Numbered, Version, Versioned,
    Wire,
};
use castellan_api::tasks::TaskRef;
use futures_util::StreamExt;
use futures_util::stream::BoxStream;
use http::header::{CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_TYPE, ETAG};
use http::{HeaderName, HeaderValue, StatusCode};
use serde::Serialize;
use std::convert::Infallible;
use std::time::Duration;

/// An answer on its way out, its type forgotten.
pub struct Encoded {
    /// Status.
    pub status: StatusCode,
    /// Headers.
    pub headers: Vec<(HeaderName, HeaderValue)>,
    /// Body.
    pub body: Content,
}

/// Bytes that are known, or that come bit by bit.
pub enum Content {
    /// Known.
    Whole(Bytes),
    /// Bit by bit.
    Stream(Body),
}

impl Encoded {
    /// The answer as axum sends it.
    pub fn into_response(self) -> axum::response::Response {
        let body = match self.body {
            Content::Whole(bytes) => Body::from(bytes),
            Content::Stream(body) => body,
        };
        let mut response = axum::response::Response::new(body);
        *response.status_mut() = self.status;
        for (name, value) in self.headers {
            response.headers_mut().append(name, value);
        }
        response
    }
}

/// JSON with a status.
pub fn json<T: Serialize>(status: StatusCode, value: &T) -> Result<Encoded, Error> {
    let bytes = serde_json::to_vec(value)
        .map_err(|error| Error::Bug(format!("an answer could not be written as JSON: {error}")))?;
    Ok(Encoded {
        status,
        headers: vec![(CONTENT_TYPE, HeaderValue::from_static("application/json"))],
        body: Content::Whole(bytes.into()),
    })
}

/// A kind of answer this layer can send: what the service returns, and how it is written.
pub trait Encode: Answer {
    /// What the service returns.
    type Returned: Send + 'static;
    /// As bytes.
    fn encode(value: Self::Returned) -> Result<Encoded, Error>;
}

impl Encode for Nothing {
    type Returned = ();
    fn encode((): ()) -> Result<Encoded, Error> {
        Ok(Encoded {
            status: StatusCode::NO_CONTENT,
            headers: Vec::new(),
            body: Content::Whole(Bytes::new()),
        })
    }
}

impl<T: Wire> Encode for Json<T> {
    type Returned = T;
    fn encode(value: T) -> Result<Encoded, Error> {
        json(StatusCode::OK, &value)
    }
}

impl<T: Wire> Encode for Versioned<T> {
    type Returned = Version<T>;
    fn encode(version: Version<T>) -> Result<Encoded, Error> {
        let mut encoded = json(StatusCode::OK, &version.value)?;
        let etag = HeaderValue::from_str(&version.etag)
            .map_err(|_| Error::Bug("a version is not fit for a header".into()))?;
        encoded.headers.push((ETAG, etag));
        Ok(encoded)
    }
}

impl Encode for Accepted {
    type Returned = TaskRef;
    fn encode(task: TaskRef) -> Result<Encoded, Error> {
        json(StatusCode::ACCEPTED, &task)
    }
}

impl Encode for Download {
    type Returned = File;
    fn encode(file: File) -> Result<Encoded, Error> {
        let disposition = HeaderValue::from_str(&format!("attachment; filename=\"{}\"", file.name))
            .map_err(|_| Error::Bug("a file name is not fit for a header".into()))?;
        Ok(Encoded {
            status: StatusCode::OK,
            headers: vec![
                (CONTENT_TYPE, HeaderValue::from_static(file.media_type)),
                (CONTENT_DISPOSITION, disposition),
            ],
            body: Content::Whole(file.bytes.into()),
        })
    }
}

impl<T: Wire> Encode for Lines<T> {
    type Returned = BoxStream<'static, T>;
    fn encode(lines: Self::Returned) -> Result<Encoded, Error> {
        let lines = lines.map(|line| {
            let mut bytes = serde_json::to_vec(&line).unwrap_or_default();
            bytes.push(b'\n');
            Ok::<_, Infallible>(Bytes::from(bytes))
        });
        Ok(Encoded {
            status: StatusCode::OK,
            headers: vec![
                (
                    CONTENT_TYPE,
                    HeaderValue::from_static("application/x-ndjson"),
                ),
                (CACHE_CONTROL, HeaderValue::from_static("no-store")),
                (
                    HeaderName::from_static("x-accel-buffering"),
                    HeaderValue::from_static("no"),
                ),
            ],
            body: Content::Stream(Body::from_stream(lines)),
        })
    }
}

/// How often a silent stream says that it lives.
const HEARTBEAT: Duration = Duration::from_secs(15);

/// Milliseconds a browser waits before it comes back.
const RETRY_MS: u64 = 2_000;

impl<T: Wire> Encode for Events<T> {
    type Returned = BoxStream<'static, Numbered<T>>;
    fn encode(events: Self::Returned) -> Result<Encoded, Error> {
        let hello = futures_util::stream::once(async { format!("retry: {RETRY_MS}\n\n") });
        let events = events.map(|numbered| {
            let data = serde_json::to_string(&numbered.event).unwrap_or_default();
            format!("id: {}\ndata: {data}\n\n", numbered.id)
        });
        let beats = futures_util::stream::unfold((), |()| async {
            tokio::time::sleep(HEARTBEAT).await;
            Some((": alive\n\n".to_owned(), ()))
        });
        // The stream ends with its events (the session has ended, the console stops); beats alone
        // must not keep it open.
        let ended = tokio_util::sync::CancellationToken::new();
        let stop = ended.clone();
        let events = events.chain(futures_util::stream::once(async move {
            stop.cancel();
            format!("retry: {RETRY_MS}\n\n")
        }));
        let beats = beats.take_until(ended.cancelled_owned());
        let body = hello
            .chain(futures_util::stream::select(events, beats))
            .map(|text| Ok::<_, Infallible>(Bytes::from(text)));
        Ok(Encoded {
            status: StatusCode::OK,
            headers: vec![
                (CONTENT_TYPE, HeaderValue::from_static("text/event-stream")),
                (CACHE_CONTROL, HeaderValue::from_static("no-store")),
                (
                    HeaderName::from_static("x-accel-buffering"),
                    HeaderValue::from_static("no"),
                ),
            ],
            body: Content::Stream(Body::from_stream(body)),
        })
    }
}
