//! Security headers of every answer, and who may frame the app.

use crate::app::App;
use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::Response;
use http::header::{
    CONTENT_SECURITY_POLICY, HeaderName, HeaderValue, REFERRER_POLICY, X_CONTENT_TYPE_OPTIONS,
};
use std::sync::Arc;

const POLICY: &str = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; \
                      img-src 'self' data:; font-src 'self'; connect-src 'self'; base-uri 'self'; \
                      form-action 'self'; frame-ancestors ";

/// Adds them. Only a document asked for with `embed=1` may be framed, by the origins on the list.
pub async fn add(State(app): State<Arc<App>>, request: Request, next: Next) -> Response {
    let embed = request
        .uri()
        .query()
        .is_some_and(|query| query.split('&').any(|pair| pair == "embed=1"));
    let mut response = next.run(request).await;
    let ancestors = if embed {
        app.embed_origins().join(" ")
    } else {
        String::new()
    };
    let ancestors = if ancestors.is_empty() {
        "'none'".to_owned()
    } else {
        ancestors
    };
    let headers = response.headers_mut();
    if let Ok(policy) = HeaderValue::from_str(&format!("{POLICY}{ancestors}")) {
        headers.insert(CONTENT_SECURITY_POLICY, policy);
    }
    headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    headers.insert(
        HeaderName::from_static("cross-origin-opener-policy"),
        HeaderValue::from_static("same-origin"),
    );
    headers.insert(
        HeaderName::from_static("permissions-policy"),
        HeaderValue::from_static("camera=(), microphone=(), geolocation=()"),
    );
    response
}
