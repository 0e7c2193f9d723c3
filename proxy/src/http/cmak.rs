//! CMAK's addresses: the JSON that scripts ask for, and pages that people have bookmarked. The
//! services behind them are mounted as all others are; what differs is how one signs in (a token, or
//! name and password with each request), that a name stands for an instance, and how CMAK refused.

use super::answer::{self, Content, Encoded};
use super::caller::{self, Credential};
use super::mount::{Mounted, Parts, mount_with};
use super::{assets, problem};
use crate::access::audit::{Outcome, Subject};
use crate::app::App;
use crate::error::Error;
use crate::services::cmak;
use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::{ConnectInfo, RawPathParams, Request, State};
use axum::response::Response;
use axum::routing::{any, get};
use castellan_api::audit::TraceStatus;
use castellan_api::cmak::page::OpenCmakPage;
use castellan_api::cmak::status::{self, Refusal};
use castellan_api::endpoint::{Endpoint, Target, Traced};
use castellan_api::session::SignIn;
use http::header::{CONTENT_TYPE, HeaderName, LOCATION, WWW_AUTHENTICATE};
use http::{HeaderValue, StatusCode};
use serde::Serialize;
use std::net::SocketAddr;
use std::sync::Arc;

/// No instance has this ID. It stands for a name that nobody knows, so that who may ask is decided
/// before whether there is one.
const NO_INSTANCE: &str = "0000000000000000";

/// How a client may sign in.
const CHALLENGE: HeaderValue =
    HeaderValue::from_static("Basic realm=\"Castellan\", charset=\"UTF-8\"");

/// Addresses of CMAK that need what this console does not have yet.
const NOT_YET: &[(&str, &str)] = &[
    ("/api/status/{c}/{g}/{t}/{kind}/topicSummary", GROUPS),
    ("/api/status/{c}/{g}/{kind}/groupSummary", GROUPS),
    ("/api/status/{c}/consumersSummary", GROUPS),
    ("/api/clusters/{c}/leader/scheduledInterval", ELECTIONS),
    ("/api/clusters/{c}/leader/schedule", ELECTIONS),
    ("/api/clusters/{c}/leader/schedule/cancel", ELECTIONS),
];
const GROUPS: &str = "This console does not read the offsets of consumer groups yet, so that it cannot answer as CMAK did. Ask the cluster, as with kafka-consumer-groups.sh --describe.";
const ELECTIONS: &str = "This console does not schedule elections yet, so that it cannot answer as CMAK did. Use kafka-leader-election.sh.";

fn table() -> Vec<Mounted> {
    vec![
        mount_with::<status::GetCmakHealth, _, _, _>(cmak::health, words),
        mount_with::<status::ListCmakClusters, _, _, _>(cmak::clusters, pretty),
        mount_with::<status::ListCmakBrokers, _, _, _>(cmak::brokers, json),
        mount_with::<status::ListCmakBrokersExtended, _, _, _>(cmak::brokers_extended, json),
        mount_with::<status::ListCmakTopics, _, _, _>(cmak::topic_names, json),
        mount_with::<status::ListCmakTopicIdentities, _, _, _>(cmak::identities, pretty),
        mount_with::<status::ListCmakUnderReplicated, _, _, _>(cmak::under_replicated, told),
        mount_with::<status::ListCmakUnavailable, _, _, _>(cmak::unavailable, told),
    ]
}

/// Adds CMAK's addresses.
pub fn routes(mut router: Router<Arc<App>>) -> Router<Arc<App>> {
    for mounted in table() {
        let path = mounted.info.path;
        let mounted = Arc::new(mounted);
        let handler =
            move |State(app): State<Arc<App>>, ConnectInfo(peer), path: RawPathParams, request| {
                answer(Arc::clone(&mounted), app, peer, path, request)
            };
        router = router.route(path, get(handler));
    }
    for (path, why) in NOT_YET {
        let refuse = move || async move { problem::response(&Error::NotFound((*why).into()), "-") };
        router = router.route(path, any(refuse));
    }
    let opened = Arc::new(mount_with::<OpenCmakPage, _, _, _>(cmak::open_page, found));
    for path in ["/clusters/{instance}", OpenCmakPage::PATH] {
        let opened = Arc::clone(&opened);
        let handler =
            move |State(app): State<Arc<App>>, ConnectInfo(peer), path: RawPathParams, request| {
                page(Arc::clone(&opened), app, peer, path, request)
            };
        router = router.route(path, get(handler));
    }
    router
}

/// The parts of a request, with the instance in place of its name.
fn parts(app: &App, peer: SocketAddr, path: &RawPathParams, request: &Request) -> Parts {
    let value = |(name, value): (&str, &str)| match name {
        "instance" => app
            .clusters()
            .by_cmak_alias(value)
            .map_or_else(|| NO_INSTANCE.to_owned(), |one| one.id().to_string()),
        _ => value.to_owned(),
    };
    Parts {
        credential: caller::script_credential(request.headers()),
        headers: request.headers().clone(),
        path: path.iter().map(value).collect(),
        query: String::new(),
        body: Bytes::new(),
        peer,
    }
}

async fn answer(
    mounted: Arc<Mounted>,
    app: Arc<App>,
    peer: SocketAddr,
    path: RawPathParams,
    request: Request,
) -> Response {
    let started = std::time::Instant::now();
    let parts = parts(&app, peer, &path, &request);
    let trace_id = app.clock().id().unwrap_or_else(|_| "0".repeat(16));
    let tried = match &parts.credential {
        Credential::Basic(user, _) => Some(Tried {
            user: user.clone(),
            request: mounted.request(&parts, &trace_id, false),
        }),
        _ => None,
    };
    let cluster = path
        .iter()
        .find(|(name, _)| *name == "instance")
        .map(|(_, value)| value.to_owned());
    let mut response = match mounted.try_answer(Arc::clone(&app), parts, &trace_id).await {
        Ok(response) => response,
        Err(error) => match trace(&app, tried, &error).await {
            Ok(()) => refused(&error, cluster.as_deref(), &trace_id),
            Err(failed) => problem::response(&failed, &trace_id),
        },
    };
    if let Ok(value) = HeaderValue::from_str(&trace_id) {
        response
            .headers_mut()
            .insert(HeaderName::from_static("x-trace-id"), value);
    }
    app.metrics().request(
        mounted.info.name,
        response.status().as_u16(),
        started.elapsed(),
    );
    response
}

/// Somebody who gave a name and a password.
struct Tried {
    user: String,
    request: crate::access::Request,
}

/// A password that was refused leaves the trace that a refused sign-in leaves.
async fn trace(app: &App, tried: Option<Tried>, error: &Error) -> Result<(), Error> {
    let (Some(tried), Traced::Yes(name, kind)) = (tried, SignIn::TRACED) else {
        return Ok(());
    };
    if !matches!(error, Error::BadCredentials(_) | Error::TooMany { .. }) {
        return Ok(());
    }
    let mut request = tried.request;
    request.body = serde_json::json!({ "user": tried.user });
    let subject = Subject {
        name,
        kind,
        target: Target::Console,
        resource: String::new(),
    };
    let outcome = Outcome {
        status: TraceStatus::Warning,
        code: Some(problem::status(error).as_u16()),
        message: error.to_string(),
        response: serde_json::Value::Null,
    };
    app.audit().refused(None, &request, subject, outcome).await
}

/// What CMAK refused, in its words; what it could not refuse, as a problem.
fn refused(error: &Error, cluster: Option<&str>, trace_id: &str) -> Response {
    let msg = match (error, cluster) {
        (Error::NotFound(_), Some(cluster)) => format!("Unknown cluster : {cluster}"),
        (Error::Unavailable(why), Some(_)) => why.clone(),
        _ => {
            let mut response = problem::response(error, trace_id);
            if response.status() == StatusCode::UNAUTHORIZED {
                response.headers_mut().insert(WWW_AUTHENTICATE, CHALLENGE);
            }
            return response;
        }
    };
    match answer::json(StatusCode::BAD_REQUEST, &Refusal { msg }) {
        Ok(encoded) => encoded.into_response(),
        Err(error) => problem::response(&error, trace_id),
    }
}

async fn page(
    opened: Arc<Mounted>,
    app: Arc<App>,
    peer: SocketAddr,
    path: RawPathParams,
    request: Request,
) -> Response {
    let mut parts = parts(&app, peer, &path, &request);
    parts.credential = caller::credential(request.headers(), app.config().http);
    if parts.path.len() == 1 {
        parts.path.push(String::new());
    }
    let trace_id = app.clock().id().unwrap_or_else(|_| "0".repeat(16));
    let uri = request.uri().path().to_owned();
    match opened.try_answer(app, parts, &trace_id).await {
        Ok(mut response) => {
            let screen = response.headers().get(LOCATION);
            let screen = screen.and_then(|value| value.to_str().ok());
            let near =
                screen.and_then(|screen| HeaderValue::from_str(&from_here(&uri, screen)).ok());
            if let Some(near) = near {
                response.headers_mut().insert(LOCATION, near);
            }
            response
        }
        // The app asks for a sign-in and comes back here, or says that there is no such page.
        Err(Error::SignInNeeded | Error::NotFound(_) | Error::Forbidden(_)) => {
            assets::serve(&uri, request.headers())
        }
        Err(error) => problem::response(&error, &trace_id),
    }
}

/// A path as seen from another, so that it holds behind a gateway's prefix as well.
fn from_here(here: &str, path: &str) -> String {
    let up = here.matches('/').count().saturating_sub(1);
    format!("{}{}", "../".repeat(up), path.trim_start_matches('/'))
}

fn text(status: StatusCode, bytes: Vec<u8>) -> Encoded {
    Encoded {
        status,
        headers: vec![(
            CONTENT_TYPE,
            HeaderValue::from_static("text/plain; charset=utf-8"),
        )],
        body: Content::Whole(bytes.into()),
    }
}

fn words(_: &App, words: String) -> Result<Encoded, Error> {
    Ok(text(StatusCode::OK, words.into_bytes()))
}

fn json<T: Serialize>(_: &App, value: T) -> Result<Encoded, Error> {
    answer::json(StatusCode::OK, &value)
}

/// What CMAK wrote by another library: JSON for people, called text.
fn pretty<T: Serialize>(_: &App, value: T) -> Result<Encoded, Error> {
    let mut bytes = Vec::new();
    let mut writer = serde_json::Serializer::with_formatter(&mut bytes, layout::Jackson::default());
    value
        .serialize(&mut writer)
        .map_err(|error| Error::Bug(format!("an answer could not be written as JSON: {error}")))?;
    Ok(text(StatusCode::OK, bytes))
}

fn told<T: Serialize>(_: &App, told: cmak::Told<T>) -> Result<Encoded, Error> {
    match told {
        Ok(value) => answer::json(StatusCode::OK, &value),
        Err(msg) => answer::json(StatusCode::BAD_REQUEST, &Refusal { msg }),
    }
}

fn found(_: &App, path: String) -> Result<Encoded, Error> {
    let location = HeaderValue::from_str(&path)
        .map_err(|_| Error::Bug("a path is not fit for a header".into()))?;
    Ok(Encoded {
        status: StatusCode::FOUND,
        headers: vec![(LOCATION, location)],
        // No tag is made of a stream: an alias may lead elsewhere tomorrow.
        body: Content::Stream(Body::empty()),
    })
}

mod layout;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn screens_are_found_from_any_depth() {
        assert_eq!(from_here("/clusters/a", "/instances/1"), "../instances/1");
        assert_eq!(
            from_here("/clusters/a/topics/t", "/instances/1/topics"),
            "../../../instances/1/topics"
        );
    }

    #[test]
    fn every_address_of_cmak_is_mounted_once() {
        let mut mounted: Vec<&str> = table().iter().map(|one| one.info.name).collect();
        let mut known: Vec<&str> = status::ENDPOINTS.iter().map(|one| one.name).collect();
        mounted.sort_unstable();
        known.sort_unstable();
        assert_eq!(mounted, known);
    }
}
