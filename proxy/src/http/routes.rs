//! Which service function answers which endpoint, and the router made of that table.

use super::answer::{Encode, Encoded};
use super::mount::{BODY_BYTES_MAX, Mounted, Parts, mount, mount_with};
use super::{assets, caller, cmak, headers, openapi, problem, system};
use crate::access::session::NewSession;
use crate::app::App;
use crate::error::Error;
use crate::services::{
    audit, brokers, cmak as cmak_services, controller, elections, events, instances, overview,
    reassignment, session, settings, tasks, tokens, topics, users,
};
use axum::Router;
use axum::body::Body;
use axum::extract::{ConnectInfo, RawPathParams, Request, State};
use axum::response::Response;
use axum::routing::{MethodFilter, get, on};
use castellan_api::audit as audit_api;
use castellan_api::brokers as brokers_api;
use castellan_api::cmak as cmak_api;
use castellan_api::controller as controller_api;
use castellan_api::elections as elections_api;
use castellan_api::endpoint::{Json, Method, Nothing, PREFIX};
use castellan_api::events::WatchInstance;
use castellan_api::instances as instances_api;
use castellan_api::reassignment as moves_api;
use castellan_api::session::{self as session_api, SessionInfo};
use castellan_api::settings as settings_api;
use castellan_api::tasks as tasks_api;
use castellan_api::tokens as tokens_api;
use castellan_api::topics as topics_api;
use castellan_api::users as users_api;
use http::header::SET_COOKIE;
use std::net::SocketAddr;
use std::sync::Arc;

/// Every endpoint with the function that answers it. A test holds it to `all_endpoints()`.
pub fn table() -> Vec<Mounted> {
    vec![
        mount::<session_api::GetSignInOptions, _, _>(session::options),
        mount_with::<session_api::SignIn, _, _, _>(session::sign_in, opened),
        mount_with::<session_api::SetUp, _, _, _>(session::set_up, opened),
        mount::<session_api::GetSession, _, _>(session::get),
        mount_with::<session_api::SignOut, _, _, _>(session::sign_out, closed),
        mount::<session_api::ListOwnSessions, _, _>(session::list_own),
        mount::<session_api::EndOwnSession, _, _>(session::end_own),
        mount_with::<session_api::SignOutEverywhere, _, _, _>(session::sign_out_everywhere, closed),
        mount::<session_api::ChangePassword, _, _>(session::change_password),
        mount::<users_api::ListUsers, _, _>(users::list),
        mount::<users_api::CreateUser, _, _>(users::create),
        mount::<users_api::EditUser, _, _>(users::edit),
        mount::<users_api::DeleteUser, _, _>(users::delete),
        mount::<users_api::ResetPassword, _, _>(users::reset_password),
        mount::<users_api::ListUserSessions, _, _>(users::list_sessions),
        mount::<users_api::EndUserSession, _, _>(users::end_session),
        mount::<users_api::EndUserSessions, _, _>(users::end_sessions),
        mount::<tokens_api::ListTokens, _, _>(tokens::list),
        mount::<tokens_api::CreateToken, _, _>(tokens::create),
        mount::<tokens_api::DeleteToken, _, _>(tokens::delete),
        mount::<settings_api::GetSettings, _, _>(settings::get),
        mount::<settings_api::EditSettings, _, _>(settings::edit),
        mount::<audit_api::ListTraces, _, _>(audit::list),
        mount::<audit_api::GetTrace, _, _>(audit::get),
        mount::<audit_api::ExportTraces, _, _>(audit::export),
        mount::<instances_api::ListInstances, _, _>(instances::list),
        mount::<instances_api::AttachInstance, _, _>(instances::attach),
        mount::<instances_api::CheckConnection, _, _>(instances::check_connection),
        mount::<instances_api::CheckInstance, _, _>(instances::check_instance),
        mount::<instances_api::GetInstance, _, _>(instances::get),
        mount::<instances_api::EditInstance, _, _>(instances::edit),
        mount::<instances_api::DetachInstance, _, _>(instances::detach),
        mount::<instances_api::GetOverview, _, _>(overview::get),
        mount::<controller_api::GetController, _, _>(controller::get),
        mount::<instances_api::RefreshInstance, _, _>(instances::refresh),
        mount::<cmak_api::PlanCmakImport, _, _>(cmak_services::plan_import),
        mount::<brokers_api::ListBrokers, _, _>(brokers::list),
        mount::<brokers_api::GetBroker, _, _>(brokers::get),
        mount::<brokers_api::ListBrokerPartitions, _, _>(brokers::list_partitions),
        mount::<brokers_api::ListBrokerConfigs, _, _>(brokers::list_configs),
        mount::<topics_api::ListTopics, _, _>(topics::list),
        mount::<topics_api::GetTopicDefaults, _, _>(topics::defaults),
        mount::<topics_api::CreateTopic, _, _>(topics::create),
        mount::<topics_api::GetTopic, _, _>(topics::get),
        mount::<topics_api::ListPartitions, _, _>(topics::list_partitions),
        mount::<topics_api::ListTopicConfigs, _, _>(topics::list_configs),
        mount::<topics_api::EditTopic, _, _>(topics::edit),
        mount::<topics_api::DeleteTopic, _, _>(topics::delete),
        mount::<topics_api::EditTopics, _, _>(topics::edit_many),
        mount::<topics_api::DeleteTopics, _, _>(topics::delete_many),
        mount::<topics_api::PurgeTopics, _, _>(topics::purge),
        mount::<topics_api::CloneTopic, _, _>(topics::clone),
        mount::<topics_api::PlanImport, _, _>(topics::plan_import),
        mount::<topics_api::ImportTopics, _, _>(topics::import),
        mount::<topics_api::ExportTopics, _, _>(topics::export),
        mount::<moves_api::PlanReassignment, _, _>(reassignment::plan),
        mount::<moves_api::GetPlan, _, _>(reassignment::get_plan),
        mount::<moves_api::ListPlannedMoves, _, _>(reassignment::list_planned_moves),
        mount::<moves_api::GetPlanFile, _, _>(reassignment::plan_file),
        mount::<moves_api::AdviseThrottle, _, _>(reassignment::advise),
        mount::<moves_api::ListReassignments, _, _>(reassignment::list),
        mount::<moves_api::StartReassignment, _, _>(reassignment::start),
        mount::<moves_api::GetReassignment, _, _>(reassignment::get),
        mount::<moves_api::ListMoves, _, _>(reassignment::moves),
        mount::<moves_api::ChangeReassignment, _, _>(reassignment::change),
        mount::<moves_api::CancelReassignment, _, _>(reassignment::cancel),
        mount::<moves_api::CancelMoves, _, _>(reassignment::cancel_moves),
        mount::<moves_api::ListOngoing, _, _>(reassignment::ongoing),
        mount::<moves_api::CancelOngoing, _, _>(reassignment::cancel_ongoing),
        mount::<moves_api::ListThrottles, _, _>(reassignment::list_throttles),
        mount::<moves_api::RemoveThrottles, _, _>(reassignment::remove_throttles),
        mount::<elections_api::PreviewElection, _, _>(elections::preview),
        mount::<elections_api::ElectPreferred, _, _>(elections::elect_preferred),
        mount::<elections_api::ElectUnclean, _, _>(elections::elect_unclean),
        mount::<elections_api::GetElectionTimer, _, _>(elections::get_timer),
        mount::<elections_api::SetElectionTimer, _, _>(elections::set_timer),
        mount::<tasks_api::ListTasks, _, _>(tasks::list),
        mount::<tasks_api::GetTask, _, _>(tasks::get),
        mount::<tasks_api::CancelTask, _, _>(tasks::cancel),
        mount::<tasks_api::DeleteTask, _, _>(tasks::delete),
        mount::<WatchInstance, _, _>(events::watch),
    ]
}

fn opened(app: &App, session: NewSession) -> Result<Encoded, Error> {
    let mut encoded = <Json<SessionInfo> as Encode>::encode(session.info)?;
    let seconds = i64::from(app.config().session.absolute_hours) * 3_600;
    set_cookie(app, &mut encoded, &session.token, seconds)?;
    Ok(encoded)
}

fn closed(app: &App, (): ()) -> Result<Encoded, Error> {
    let mut encoded = <Nothing as Encode>::encode(())?;
    set_cookie(app, &mut encoded, "", 0)?;
    Ok(encoded)
}

fn set_cookie(app: &App, encoded: &mut Encoded, token: &str, age_s: i64) -> Result<(), Error> {
    let value = caller::cookie(app.config().http, token, age_s)
        .parse()
        .map_err(|_| Error::Bug("a session token is not fit for a cookie".into()))?;
    encoded.headers.push((SET_COOKIE, value));
    Ok(())
}

/// The whole router.
pub fn router(app: Arc<App>) -> Router {
    let mut router = Router::new();
    for mounted in table() {
        let path = format!("{PREFIX}{}", mounted.info.path);
        let filter = match mounted.info.method {
            Method::Get => MethodFilter::GET,
            Method::Post => MethodFilter::POST,
            Method::Put => MethodFilter::PUT,
            Method::Patch => MethodFilter::PATCH,
            Method::Delete => MethodFilter::DELETE,
        };
        let mounted = Arc::new(mounted);
        let handler =
            move |State(app): State<Arc<App>>, peer: ConnectInfo<SocketAddr>, path, request| {
                answer(Arc::clone(&mounted), app, peer, path, request)
            };
        router = router.route(&path, on(filter, handler));
    }
    cmak::routes(router)
        .route(&format!("{PREFIX}/openapi.json"), get(openapi::serve))
        .route("/api/{*rest}", axum::routing::any(no_such_endpoint))
        .route("/healthz", get(system::healthz))
        .route("/readyz", get(system::readyz))
        .route("/metrics", get(system::metrics))
        .fallback(app_files)
        .layer(axum::middleware::from_fn_with_state(
            Arc::clone(&app),
            headers::add,
        ))
        .layer(
            tower_http::compression::CompressionLayer::new()
                .quality(tower_http::CompressionLevel::Fastest),
        )
        .layer(tower_http::catch_panic::CatchPanicLayer::custom(
            system::panicked,
        ))
        .with_state(app)
}

async fn answer(
    mounted: Arc<Mounted>,
    app: Arc<App>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    path: RawPathParams,
    request: Request,
) -> Response {
    let values: Vec<String> = path.iter().map(|(_, value)| value.to_owned()).collect();
    let (head, body) = request.into_parts();
    let body = match axum::body::to_bytes(body, BODY_BYTES_MAX).await {
        Ok(body) => body,
        Err(_) => return problem::response(&Error::TooLarge(BODY_BYTES_MAX), "-"),
    };
    let parts = Parts {
        credential: caller::credential(&head.headers, app.config().http),
        headers: head.headers,
        path: values,
        query: head.uri.query().unwrap_or_default().to_owned(),
        body,
        peer,
    };
    let name = mounted.info.name;
    let started = std::time::Instant::now();
    let answering = Arc::clone(&app);
    let response = if mounted.info.method == Method::Get {
        mounted.answer(answering, parts).await
    } else {
        // A change is carried to its end, and its trace closed, even if the caller hangs up.
        tokio::spawn(async move { mounted.answer(answering, parts).await })
            .await
            .unwrap_or_else(|failed| system::panicked(Box::new(failed.to_string())))
    };
    app.metrics()
        .request(name, response.status().as_u16(), started.elapsed());
    response
}

async fn no_such_endpoint() -> Response {
    problem::response(
        &Error::NotFound(
            "There is no such endpoint, or not with this method; see /api/v1/openapi.json.".into(),
        ),
        "-",
    )
}

async fn app_files(request: Request<Body>) -> Response {
    if !matches!(*request.method(), http::Method::GET | http::Method::HEAD) {
        return no_such_endpoint().await;
    }
    assets::serve(request.uri().path(), request.headers())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_endpoint_is_mounted_once() {
        let mut mounted: Vec<&str> = table().iter().map(|one| one.info.name).collect();
        let mut known: Vec<&str> = castellan_api::all_endpoints()
            .iter()
            .map(|one| one.name)
            .collect();
        mounted.sort_unstable();
        known.sort_unstable();
        assert_eq!(mounted, known);
    }
}
