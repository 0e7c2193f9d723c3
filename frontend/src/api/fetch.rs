//! One request as text, one reply as text. Sets the headers every change needs, reads problem
//! documents, and sends who is not signed in to the sign-in page.

use super::Failure;
use crate::dom;
use castellan_api::endpoint::{CHANGE_HEADER, Method};
use castellan_api::problem::{MEDIA_TYPE, Problem};
use gloo_net::http::{RequestBuilder, Response};
use web_sys::RequestCredentials;

/// A request.
#[derive(Clone, Debug, PartialEq)]
pub struct Sent {
    /// Method.
    pub method: Method,
    /// Address.
    pub address: String,
    /// JSON.
    pub body: Option<String>,
    /// The version a change builds on.
    pub if_match: Option<String>,
    /// True if nobody needs to be signed in: 401 is then an answer, not the end of the session.
    pub open: bool,
}

/// A reply that says it went well.
#[derive(Clone, Debug, Default)]
pub struct Reply {
    /// Body.
    pub text: String,
    /// Version of what was read.
    pub etag: Option<String>,
}

/// Sends a request and reads the whole reply.
pub async fn send(sent: Sent) -> Result<Reply, Failure> {
    let response = response(&sent).await?;
    let etag = response.headers().get("etag");
    Ok(Reply {
        text: text(&response).await?,
        etag,
    })
}

/// Sends a request; a reply that does not say it went well becomes a failure. A POST whose reply
/// got lost is sent once more under the same `Idempotency-Key`.
pub async fn response(sent: &Sent) -> Result<Response, Failure> {
    let key = (sent.method == Method::Post).then(dom::random_id);
    let response = match once(sent, key.as_deref()).await {
        Err(Failure::Offline) if matches!(sent.method, Method::Get | Method::Post) => {
            once(sent, key.as_deref()).await?
        }
        other => other?,
    };
    if response.ok() {
        return Ok(response);
    }
    if response.status() == 401 && !sent.open {
        crate::session::session().lost();
    }
    let kind = response.headers().get("content-type").unwrap_or_default();
    if kind.starts_with(MEDIA_TYPE) {
        let body = text(&response).await?;
        if let Ok(problem) = serde_json::from_str::<Problem>(&body) {
            return Err(Failure::Problem(Box::new(problem)));
        }
    }
    Err(Failure::Strange(response.status()))
}

async fn once(sent: &Sent, key: Option<&str>) -> Result<Response, Failure> {
    let mut request = RequestBuilder::new(&sent.address)
        .method(method(sent.method))
        .credentials(RequestCredentials::SameOrigin)
        .header(
            "accept",
            "application/json, application/x-ndjson, application/problem+json",
        );
    if sent.method != Method::Get {
        request = request.header(CHANGE_HEADER, "1");
    }
    if let Some(key) = key {
        request = request.header("idempotency-key", key);
    }
    if let Some(version) = &sent.if_match {
        request = request.header("if-match", version);
    }
    let request = match &sent.body {
        Some(body) => request
            .header("content-type", "application/json")
            .body(body.as_str()),
        None => request.build(),
    };
    let request = request.map_err(|_| Failure::Offline)?;
    request.send().await.map_err(|_| Failure::Offline)
}

const fn method(method: Method) -> gloo_net::http::Method {
    match method {
        Method::Get => gloo_net::http::Method::GET,
        Method::Post => gloo_net::http::Method::POST,
        Method::Put => gloo_net::http::Method::PUT,
        Method::Patch => gloo_net::http::Method::PATCH,
        Method::Delete => gloo_net::http::Method::DELETE,
    }
}

async fn text(response: &Response) -> Result<String, Failure> {
    response.text().await.map_err(|_| Failure::Offline)
}
