//! A handler is a service function; this file does, once for all, what every endpoint has in
//! common: path, query and body, who calls, traces, idempotency, and errors. Types are erased
//! early, so that an endpoint costs one small closure and not a router of its own.

use super::answer::{Content, Encode, Encoded};
use super::{caller, problem};
use crate::access::audit::{OpenChange, Outcome, Subject};
use crate::access::{Caller, Cx, Request};
use crate::app::App;
use crate::error::Error;
use crate::store::idempotency::Seen;
use axum::body::Bytes;
use axum::response::Response;
use castellan_api::audit::TraceStatus;
use castellan_api::endpoint::{
    Body, Endpoint, EndpointInfo, Method, Needs, PathNames, Target, Traced,
};
use castellan_api::problem::MEDIA_TYPE;
use futures_util::future::BoxFuture;
use http::header::{ETAG, HeaderName, IF_MATCH, IF_NONE_MATCH, USER_AGENT};
use http::{HeaderMap, HeaderValue, StatusCode};
use std::future::Future;
use std::net::SocketAddr;
use std::sync::Arc;

/// Largest body any endpoint takes, bytes: an imported list in JSON, with room for escapes.
pub const BODY_BYTES_MAX: usize = 4_500_000;

/// A request, cut into its parts.
pub struct Parts {
    /// Headers.
    pub headers: HeaderMap,
    /// Who they say it is.
    pub credential: caller::Credential,
    /// Decoded values of the path.
    pub path: Vec<String>,
    /// Query, still encoded.
    pub query: String,
    /// Body.
    pub body: Bytes,
    /// Peer.
    pub peer: SocketAddr,
}

/// What an erased handler gets.
pub struct Call {
    app: Arc<App>,
    caller: Option<Caller>,
    request: Request,
    open: OpenChange,
    path: Vec<String>,
    query: String,
    body: Bytes,
}

type Erased = Arc<dyn Fn(Call) -> BoxFuture<'static, Result<Encoded, Error>> + Send + Sync>;
type Aim = fn(&[String]) -> Option<Target>;

/// An endpoint and the function that answers it.
#[derive(Clone)]
pub struct Mounted {
    /// What it is.
    pub info: EndpointInfo,
    handler: Erased,
    aim: Aim,
}

/// Mounts a service function.
pub fn mount<E, F, Fut>(service: F) -> Mounted
where
    E: Endpoint,
    E::Answer: Encode,
    F: Fn(Cx<E>, E::Path, E::Query, <E::Body as Body>::Value) -> Fut + Send + Sync + Copy + 'static,
    Fut: Future<Output = Result<<E::Answer as Encode>::Returned, Error>> + Send + 'static,
{
    mount_with::<E, F, Fut, _>(service, |_, value| <E::Answer as Encode>::encode(value))
}

/// Mounts a service function whose answer is encoded in a way of its own (a cookie).
pub fn mount_with<E, F, Fut, R>(
    service: F,
    encode: fn(&App, R) -> Result<Encoded, Error>,
) -> Mounted
where
    E: Endpoint,
    F: Fn(Cx<E>, E::Path, E::Query, <E::Body as Body>::Value) -> Fut + Send + Sync + Copy + 'static,
    Fut: Future<Output = Result<R, Error>> + Send + 'static,
    R: 'static,
{
    let handler: Erased = Arc::new(move |call: Call| {
        Box::pin(async move {
            let path = E::Path::parse(&call.path).map_err(Error::NotFound)?;
            let app = call.app;
            let cx = Cx::<E>::new(
                Arc::clone(&app),
                call.caller,
                call.request,
                call.open,
                &path,
            )?;
            let query = castellan_api::url::decode::<E::Query>(&call.query).map_err(|detail| {
                Error::field("?", format!("The query is not right: {detail}."))
            })?;
            let body = <E::Body as Body>::read(&call.body).map_err(|bad| {
                Error::field(
                    bad.pointer,
                    format!("The body is not right: {}.", bad.detail),
                )
            })?;
            let value = service(cx, path, query, body).await?;
            encode(&app, value)
        })
    });
    let aim: Aim = |values| E::Path::parse(values).ok().map(|path| E::target(&path));
    Mounted {
        info: EndpointInfo::of::<E>(),
        handler,
        aim,
    }
}

impl Mounted {
    /// Answers a request.
    pub async fn answer(&self, app: Arc<App>, parts: Parts) -> Response {
        let trace_id = app.clock().id().unwrap_or_else(|_| "0".repeat(16));
        let mut response = match self.try_answer(app, parts, &trace_id).await {
            Ok(response) => response,
            Err(error) => problem::response(&error, &trace_id),
        };
        if let Ok(value) = HeaderValue::from_str(&trace_id) {
            response
                .headers_mut()
                .insert(HeaderName::from_static("x-trace-id"), value);
        }
        response
    }

    /// The answer, or why there is none.
    pub(super) async fn try_answer(
        &self,
        app: Arc<App>,
        parts: Parts,
        trace_id: &str,
    ) -> Result<Response, Error> {
        let info = &self.info;
        let credential = &parts.credential;
        let dry_run = parts.query.split('&').any(|pair| pair == "dry_run=true");
        let mut request = self.request(&parts, trace_id, dry_run);
        let traced = match info.traced {
            Traced::Yes(name, kind) if !dry_run => Some((name, kind)),
            _ => None,
        };
        if traced.is_some() {
            request.body = crate::access::audit::scrubbed(&parts.body);
        }
        let open = OpenChange::default();
        let attempt = self
            .attempt(&app, &parts, credential, &request, &open)
            .await;
        let (caller, outcome) = attempt;
        let replayed = matches!(&outcome, Ok(Answered::Again(_)));
        if let Some((name, kind)) = traced
            && !replayed
        {
            let mut outcome = outcome_of(&outcome);
            if let (TraceStatus::Normal, Some(partly)) = (outcome.status, open.partly()) {
                (outcome.status, outcome.message) = (TraceStatus::Warning, partly);
            }
            if open.trace().is_some() {
                if let Err(error) = app.audit().close(&open, outcome).await {
                    tracing::error!(trace.id = trace_id, "a trace could not be closed: {error}");
                    return Err(Error::Bug(format!(
                        "the change was carried out, but its trace {} could not be closed: {error}",
                        open.trace().map_or_else(String::new, |id| id.to_string())
                    )));
                }
            } else if outcome.status != TraceStatus::Normal {
                let target = (self.aim)(&parts.path).unwrap_or(Target::Console);
                // What is to be made has its name in the body, what there is in the path.
                let named = named(&request.body);
                let resource = named
                    .or_else(|| parts.path.last().cloned())
                    .unwrap_or_default();
                let subject = Subject {
                    name,
                    kind,
                    target,
                    resource,
                };
                // Who tries to sign in is whom the body names, whoever was signed in before.
                let caller = caller.filter(|_| !matches!(info.needs, Needs::Open));
                app.audit()
                    .refused(caller.as_ref(), &request, subject, outcome)
                    .await?;
            }
        }
        match outcome? {
            Answered::Again(response) => Ok(response),
            Answered::New(encoded) => Ok(conditional(info.method, &parts.headers, encoded)),
        }
    }

    /// Facts of a request.
    pub(super) fn request(&self, parts: &Parts, trace_id: &str, dry_run: bool) -> Request {
        let text = |name: HeaderName| {
            parts
                .headers
                .get(name)
                .and_then(|value| value.to_str().ok())
                .map(str::to_owned)
        };
        Request {
            body_hash: crate::store::idempotency::hash(&parts.path, &parts.query, &parts.body),
            address: parts.peer.ip().to_canonical().to_string(),
            user_agent: text(USER_AGENT)
                .unwrap_or_default()
                .chars()
                .take(200)
                .collect(),
            if_match: text(IF_MATCH),
            idempotency_key: text(HeaderName::from_static("idempotency-key"))
                .filter(|key| !key.is_empty() && key.len() <= 128),
            last_event_id: text(HeaderName::from_static("last-event-id")),
            endpoint: self.info.name,
            trace_id: trace_id.to_owned(),
            dry_run,
            body: serde_json::Value::Null,
        }
    }

    /// Everything up to the answer; the caller comes back beside it, for the trace of a refusal.
    async fn attempt(
        &self,
        app: &Arc<App>,
        parts: &Parts,
        credential: &caller::Credential,
        request: &Request,
        open: &OpenChange,
    ) -> (Option<Caller>, Result<Answered, Error>) {
        let caller = match caller::caller(app, credential, &request.address).await {
            Ok(caller) => caller,
            Err(error) => return (None, Err(error)),
        };
        let result = self
            .attempt_as(app, caller.clone(), parts, credential, request, open)
            .await;
        (caller, result)
    }

    async fn attempt_as(
        &self,
        app: &Arc<App>,
        caller: Option<Caller>,
        parts: &Parts,
        credential: &caller::Credential,
        request: &Request,
        open: &OpenChange,
    ) -> Result<Answered, Error> {
        caller::same_site(self.info.method, credential, &parts.headers)?;
        if let Some(again) = self.replay(app, caller.as_ref(), request).await? {
            return Ok(Answered::Again(again));
        }
        let call = Call {
            app: Arc::clone(app),
            caller,
            request: request.clone(),
            open: open.clone(),
            path: parts.path.clone(),
            query: parts.query.clone(),
            body: parts.body.clone(),
        };
        (self.handler)(call).await.map(Answered::New)
    }

    /// The stored answer of the same request sent before, under its `Idempotency-Key`.
    async fn replay(
        &self,
        app: &App,
        caller: Option<&Caller>,
        request: &Request,
    ) -> Result<Option<Response>, Error> {
        let (Some(key), Some(caller)) = (&request.idempotency_key, caller) else {
            return Ok(None);
        };
        match app
            .store()
            .idempotency_seen(caller.user_id, self.info.name, key)
            .await?
        {
            None => Ok(None),
            Some(Seen { body_hash, .. }) if body_hash != request.body_hash => Err(Error::field(
                "Idempotency-Key",
                "This key was used for another request. Use a new one for a new request.",
            )),
            Some(Seen {
                answer: Some((status, body)),
                ..
            }) => {
                let mut response = Response::new(axum::body::Body::from(body));
                *response.status_mut() =
                    StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
                let media = if status < 400 {
                    "application/json"
                } else {
                    MEDIA_TYPE
                };
                response
                    .headers_mut()
                    .insert(http::header::CONTENT_TYPE, HeaderValue::from_static(media));
                Ok(Some(response))
            }
            Some(Seen {
                trace,
                interrupted: false,
                ..
            }) => Err(Error::Conflict(format!(
                "The same request is still running (trace {trace}). Wait for it, then look at the trace."
            ))),
            Some(Seen { trace, .. }) => Err(Error::Conflict(format!(
                "The same request was cut off when the console stopped; its outcome is unknown. Look at trace \
                 {trace} in Audit and at the cluster, then send it with a new Idempotency-Key if needed."
            ))),
        }
    }
}

enum Answered {
    New(Encoded),
    Again(Response),
}

/// The name in a body, or the names of a batch.
fn named(body: &serde_json::Value) -> Option<String> {
    let one = |value: &serde_json::Value| value.as_str().map(str::to_owned);
    match body.get("names").and_then(serde_json::Value::as_array) {
        Some(names) => {
            let first = names.first().and_then(one)?;
            Some(match names.len() {
                1 => first,
                all => format!("{first} and {} more", all - 1),
            })
        }
        None => body.get("name").and_then(one),
    }
}

fn outcome_of(result: &Result<Answered, Error>) -> Outcome {
    match result {
        Ok(Answered::New(encoded)) => Outcome {
            status: TraceStatus::Normal,
            code: Some(encoded.status.as_u16()),
            message: String::new(),
            response: match &encoded.body {
                Content::Whole(bytes) if is_json(encoded) => crate::access::audit::scrubbed(bytes),
                _ => serde_json::Value::Null,
            },
        },
        Ok(Answered::Again(_)) => Outcome {
            status: TraceStatus::Normal,
            code: None,
            message: String::new(),
            response: serde_json::Value::Null,
        },
        Err(error) => Outcome {
            status: TraceStatus::Warning,
            code: Some(problem::status(error).as_u16()),
            message: error.to_string(),
            response: serde_json::Value::Null,
        },
    }
}

fn is_json(encoded: &Encoded) -> bool {
    encoded
        .headers
        .iter()
        .any(|(name, value)| name == http::header::CONTENT_TYPE && value == "application/json")
}

/// Adds an ETag to what is read, and answers 304 where the reader has it already.
fn conditional(method: Method, headers: &HeaderMap, mut encoded: Encoded) -> Response {
    if method != Method::Get {
        return encoded.into_response();
    }
    let Content::Whole(bytes) = &encoded.body else {
        return encoded.into_response();
    };
    let known = encoded
        .headers
        .iter()
        .find(|(name, _)| name == ETAG)
        .map(|(_, value)| value.clone());
    let etag = known.unwrap_or_else(|| {
        let digest = ring::digest::digest(&ring::digest::SHA256, bytes);
        let short: String = digest
            .as_ref()
            .iter()
            .take(12)
            .map(|byte| format!("{byte:02x}"))
            .collect();
        let etag = HeaderValue::from_str(&format!("\"{short}\""))
            .unwrap_or(HeaderValue::from_static("\"\""));
        encoded.headers.push((ETAG, etag.clone()));
        etag
    });
    encoded.headers.push((
        http::header::CACHE_CONTROL,
        HeaderValue::from_static("private, no-cache"),
    ));
    if headers.get(IF_NONE_MATCH) == Some(&etag) {
        encoded.status = StatusCode::NOT_MODIFIED;
        encoded.body = Content::Whole(Bytes::new());
    }
    encoded.into_response()
}
