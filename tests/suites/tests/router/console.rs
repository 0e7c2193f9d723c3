//! A console without a listener, called in process.

use axum::Router;
use axum::body::Body;
use axum::extract::connect_info::MockConnectInfo;
use castellan::app::App;
use castellan::clock::Clock;
use castellan::config::{Config, Overrides};
use castellan_api::users::Binding;
use http::Request;
use serde_json::{Value, json};
use std::net::SocketAddr;
use std::sync::Arc;
use tower::ServiceExt;

/// When the held clock starts, milliseconds since 1970 UTC.
pub const START_MS: i64 = 1_800_000_000_000;

/// An answer.
pub struct Answer {
    pub status: u16,
    pub cookie: Option<String>,
    pub headers: http::HeaderMap,
    pub body: Value,
    pub text: String,
}

/// The console.
pub struct Console {
    pub app: Arc<App>,
    pub clock: Clock,
    router: Router,
    _data: tempfile::TempDir,
}

impl Console {
    pub async fn start() -> Self {
        let data = tempfile::tempdir().unwrap();
        let file = data.path().join("castellan.toml");
        std::fs::write(
            &file,
            "http = true\n[outbound]\nloopback = true\n[[instances]]\nname = \"nowhere\"\n\
             bootstrap = [\"127.0.0.1:1\"]\nsecurity = \"PLAINTEXT\"\n",
        )
        .unwrap();
        let config = Config::load(Overrides {
            file: Some(file),
            data_dir: Some(data.path().join("data")),
            ..Overrides::default()
        })
        .unwrap();
        let clock = Clock::held(START_MS);
        let app = castellan::start::build(config, clock.clone())
            .await
            .unwrap();
        let peer: SocketAddr = "192.0.2.7:1234".parse().unwrap();
        let router = castellan::http::routes::router(Arc::clone(&app)).layer(MockConnectInfo(peer));
        Self {
            app,
            clock,
            router,
            _data: data,
        }
    }

    pub async fn send(&self, request: Request<Body>) -> Answer {
        let response = self.router.clone().oneshot(request).await.unwrap();
        let status = response.status().as_u16();
        let headers = response.headers().clone();
        let cookie = headers.get("set-cookie").map(|value| {
            value
                .to_str()
                .unwrap()
                .split(';')
                .next()
                .unwrap()
                .to_owned()
        });
        // Streams do not end by themselves: their status is what counts here.
        let streams = headers
            .get("content-type")
            .is_some_and(|kind| kind == "text/event-stream" || kind == "application/x-ndjson");
        let bytes = if streams {
            axum::body::Bytes::new()
        } else {
            axum::body::to_bytes(response.into_body(), 1 << 24)
                .await
                .unwrap()
        };
        Answer {
            status,
            cookie,
            headers,
            body: serde_json::from_slice(&bytes).unwrap_or(Value::Null),
            text: String::from_utf8_lossy(&bytes).into_owned(),
        }
    }

    pub async fn call(
        &self,
        cookie: Option<&str>,
        method: &str,
        path: &str,
        body: &Value,
    ) -> Answer {
        let mut request = Request::builder()
            .method(method)
            .uri(format!("/api/v1{path}"))
            .header("x-castellan", "1")
            .header("content-type", "application/json");
        if let Some(cookie) = cookie {
            request = request.header("cookie", cookie);
        }
        let body = if body.is_null() {
            Body::empty()
        } else {
            Body::from(body.to_string())
        };
        self.send(request.body(body).unwrap()).await
    }

    /// Sets the console up with a first user and gives the cookie.
    pub async fn set_up(&self) -> String {
        let token = self.app.sessions().set_up_token().await.unwrap().unwrap();
        let user = json!({ "token": token, "user": "root", "password": "correct horse battery" });
        let answer = self.call(None, "POST", "/set-up", &user).await;
        assert_eq!(answer.status, 200, "{}", answer.body);
        answer.cookie.unwrap()
    }

    /// Creates a user with roles and signs them in.
    pub async fn user(&self, root: &str, name: &str, bindings: &[Binding]) -> String {
        let new =
            json!({ "name": name, "password": "correct horse battery", "bindings": bindings });
        let made = self.call(Some(root), "POST", "/users", &new).await;
        assert_eq!(made.status, 200, "{}", made.body);
        self.sign_in(name, "correct horse battery")
            .await
            .cookie
            .unwrap()
    }

    pub async fn sign_in(&self, user: &str, password: &str) -> Answer {
        self.call(
            None,
            "POST",
            "/session",
            &json!({ "user": user, "password": password }),
        )
        .await
    }

    /// ID of the one instance.
    pub fn instance(&self) -> castellan_api::ids::InstanceId {
        self.app.clusters().list().first().unwrap().id().clone()
    }
}
