//! What machines ask: is it alive, is it ready, its figures.

use super::{caller, problem};
use crate::app::App;
use crate::error::Error;
use axum::body::Body;
use axum::extract::State;
use axum::response::Response;
use castellan_api::action::Action;
use http::{HeaderMap, HeaderValue, StatusCode};
use std::any::Any;
use std::sync::Arc;

fn text(status: StatusCode, body: impl Into<Body>) -> Response {
    let mut response = Response::new(body.into());
    *response.status_mut() = status;
    response.headers_mut().insert(
        http::header::CONTENT_TYPE,
        HeaderValue::from_static("text/plain; version=0.0.4; charset=utf-8"),
    );
    response
}

/// Alive.
pub async fn healthz() -> Response {
    text(StatusCode::OK, "alive\n")
}

/// Ready: the store answers.
pub async fn readyz(State(app): State<Arc<App>>) -> Response {
    if app.stopping() {
        return text(StatusCode::SERVICE_UNAVAILABLE, "stopping\n");
    }
    match app.store().ping().await {
        Ok(()) => text(StatusCode::OK, "ready\n"),
        Err(error) => {
            tracing::error!("not ready: {error}");
            text(
                StatusCode::SERVICE_UNAVAILABLE,
                "the store does not answer\n",
            )
        }
    }
}

/// Figures for Prometheus, with a token that has `dms:metrics:get`.
pub async fn metrics(State(app): State<Arc<App>>, headers: HeaderMap) -> Response {
    match may_read(&app, &headers).await {
        Ok(()) => text(StatusCode::OK, app.metrics_text()),
        Err(error) => problem::response(&error, "-"),
    }
}

async fn may_read(app: &App, headers: &HeaderMap) -> Result<(), Error> {
    let credential = caller::credential(headers, app.config().http);
    let caller = caller::caller(app, &credential, "-")
        .await?
        .ok_or(Error::SignInNeeded)?;
    let allowed = caller
        .bindings
        .iter()
        .all(|layer| castellan_api::users::may(layer, Action::MetricsGet, None));
    if allowed {
        Ok(())
    } else {
        Err(Error::Forbidden(Action::MetricsGet))
    }
}

/// The same without a token, for the address of `--metrics-listen`.
pub async fn open_metrics(State(app): State<Arc<App>>) -> Response {
    text(StatusCode::OK, app.metrics_text())
}

/// The answer when a handler panicked: the program goes on.
pub fn panicked(cause: Box<dyn Any + Send + 'static>) -> Response {
    let what = cause
        .downcast_ref::<&str>()
        .map(|text| (*text).to_owned())
        .or_else(|| cause.downcast_ref::<String>().cloned())
        .unwrap_or_else(|| "no message".into());
    tracing::error!("a handler panicked: {what}");
    problem::response(&Error::Bug("a handler stopped in the middle".into()), "-")
}
