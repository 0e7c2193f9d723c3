//! Sessions, users, tokens, settings and traces as their services answer, on a whole program.

use crate::access::audit::OpenChange;
use crate::access::{Caller, Cx, Request};
use crate::app::App;
use crate::clock::Clock;
use crate::config::{Config, Overrides};
use crate::error::Error;
use crate::services::{audit, session, settings, tokens, users};
use castellan_api::action::Role;
use castellan_api::audit::TraceQuery;
use castellan_api::endpoint::{Endpoint, NoPath, NoQuery, TokenPath, UserPath};
use castellan_api::session::{Credentials, FirstUser, PasswordChange, SignInMethod};
use castellan_api::settings::Settings;
use castellan_api::tokens::NewToken;
use castellan_api::users::{Binding, ListUsers, NewUser, UserEdit};
use std::sync::Arc;

const PASSWORD: &str = "correct horse";
const NONE: NoQuery = NoQuery {};

struct Console {
    app: Arc<App>,
    _dir: tempfile::TempDir,
}

impl Console {
    /// A console with one user, `ada`, who may do everything.
    async fn with_ada() -> (Self, Caller) {
        let dir = tempfile::tempdir().unwrap();
        let overrides = Overrides {
            data_dir: Some(dir.path().join("data")),
            ..Overrides::default()
        };
        let mut config = Config::load(overrides).unwrap();
        config.sign_in_token = Some("link".into());
        let clock = Clock::held(1_700_000_000_000);
        let app = crate::start::build(config, clock).await.unwrap();
        let console = Self { app, _dir: dir };
        let full = vec![Binding {
            role: Role::FullAccess,
            instances: None,
        }];
        console
            .app
            .sessions()
            .create_user("ada", PASSWORD, full)
            .await
            .unwrap();
        let ada = console.signed_in("ada").await;
        (console, ada)
    }

    /// The proof of a call; an error if it is not allowed.
    fn cx<E: Endpoint>(&self, caller: Option<&Caller>, path: &E::Path) -> Result<Cx<E>, Error> {
        self.cx_if::<E>(caller, path, None)
    }

    fn cx_if<E: Endpoint>(
        &self,
        caller: Option<&Caller>,
        path: &E::Path,
        if_match: Option<&str>,
    ) -> Result<Cx<E>, Error> {
        let request = Request {
            address: "192.0.2.1".into(),
            trace_id: self.app.clock().id().unwrap(),
            endpoint: E::NAME,
            if_match: if_match.map(str::to_owned),
            ..Request::default()
        };
        let app = Arc::clone(&self.app);
        Cx::new(app, caller.cloned(), request, OpenChange::default(), path)
    }

    async fn signed_in(&self, user: &str) -> Caller {
        let credentials = Credentials::Password {
            user: user.into(),
            password: PASSWORD.into(),
        };
        let cx = self.cx(None, &NoPath).unwrap();
        let new = session::sign_in(cx, NoPath, NONE, credentials)
            .await
            .unwrap();
        self.app
            .sessions()
            .authenticate(&new.token)
            .await
            .unwrap()
            .unwrap()
    }

    async fn create(&self, by: &Caller, name: &str, bindings: Vec<Binding>) -> UserPath {
        let new = NewUser {
            name: name.into(),
            password: PASSWORD.into(),
            bindings,
        };
        let cx = self.cx(Some(by), &NoPath).unwrap();
        UserPath {
            user: users::create(cx, NoPath, NONE, new).await.unwrap().id,
        }
    }
}

fn read_only() -> Vec<Binding> {
    vec![Binding {
        role: Role::ReadOnlyAccess,
        instances: None,
    }]
}

fn pointers<T>(result: Result<T, Error>) -> Vec<String> {
    match result {
        Err(Error::Invalid(bad)) => bad.into_iter().map(|field| field.pointer).collect(),
        Err(other) => panic!("{other}"),
        Ok(_) => panic!("it was accepted"),
    }
}

fn refused<T>(result: Result<T, Error>, word: &str) {
    match result {
        Err(Error::Conflict(detail) | Error::NotWithToken(detail)) => {
            assert!(detail.contains(word), "{detail}")
        }
        Err(other) => panic!("{other}"),
        Ok(_) => panic!("it was accepted"),
    }
}

#[tokio::test]
async fn the_set_up_is_for_a_console_without_users() {
    let (console, _) = Console::with_ada().await;
    let options = session::options(console.cx(None, &NoPath).unwrap(), NoPath, NONE, ()).await;
    assert!(!options.unwrap().set_up_needed);
    let first = FirstUser {
        token: "x".into(),
        user: "eve".into(),
        password: "correct horse".into(),
    };
    let cx = console.cx(None, &NoPath).unwrap();
    refused(
        session::set_up(cx, NoPath, NONE, first).await.map(drop),
        "has a user",
    );
}

#[tokio::test]
async fn a_new_sign_in_ends_the_session_it_replaces() {
    let (console, ada) = Console::with_ada().await;
    let cx = console.cx(Some(&ada), &NoPath).unwrap();
    let link = Credentials::Token {
        token: "link".into(),
    };
    let new = session::sign_in(cx, NoPath, NONE, link.clone())
        .await
        .unwrap();
    assert_eq!(
        (new.info.user.as_str(), new.info.method),
        ("demo", SignInMethod::Link)
    );
    assert!(console.app.sessions().again(&ada).await.unwrap().is_none());
    let cx = console.cx(None, &NoPath).unwrap();
    let again = session::sign_in(cx, NoPath, NONE, link).await;
    assert!(matches!(again, Err(Error::BadCredentials(_))));
}

#[tokio::test]
async fn a_changed_password_ends_the_other_sessions() {
    let (console, ada) = Console::with_ada().await;
    let other = console.signed_in("ada").await;
    let change = async |present: &str, new: &str| {
        let change = PasswordChange {
            present: present.into(),
            new: new.into(),
        };
        let cx = console.cx(Some(&ada), &NoPath).unwrap();
        session::change_password(cx, NoPath, NONE, change).await
    };
    assert_eq!(pointers(change(PASSWORD, "short").await), ["/new"]);
    assert_eq!(
        pointers(change("not this one", "another horse").await),
        ["/present"]
    );
    change(PASSWORD, "another horse").await.unwrap();
    assert!(console.app.sessions().again(&ada).await.unwrap().is_some());
    assert!(
        console
            .app
            .sessions()
            .again(&other)
            .await
            .unwrap()
            .is_none()
    );
}

#[tokio::test]
async fn nobody_ends_themselves_and_the_last_full_access_stays() {
    let (console, ada) = Console::with_ada().await;
    let own = UserPath { user: ada.user_id };
    let edit = async |path: &UserPath, edit: UserEdit| {
        users::edit(
            console.cx(Some(&ada), path).unwrap(),
            path.clone(),
            NONE,
            edit,
        )
        .await
    };
    let disabled = UserEdit {
        disabled: Some(true),
        bindings: None,
    };
    let no_role = UserEdit {
        disabled: None,
        bindings: Some(read_only()),
    };
    refused(edit(&own, disabled.clone()).await, "disable yourself");
    refused(edit(&own, no_role.clone()).await, "last enabled user");
    let cx = console.cx(Some(&ada), &own).unwrap();
    refused(
        users::delete(cx, own.clone(), NONE, ()).await,
        "delete yourself",
    );

    let bob = console.create(&ada, "bob", read_only()).await;
    let session_of_bob = console.signed_in("bob").await;
    edit(&bob, disabled).await.unwrap();
    assert!(
        console
            .app
            .sessions()
            .again(&session_of_bob)
            .await
            .unwrap()
            .is_none()
    );
    let cx = console.cx(Some(&ada), &bob).unwrap();
    users::delete(cx, bob.clone(), NONE, ()).await.unwrap();
    let cx = console.cx(Some(&ada), &bob).unwrap();
    assert!(matches!(
        users::delete(cx, bob, NONE, ()).await,
        Err(Error::NotFound(_))
    ));
}

#[tokio::test]
async fn all_bad_fields_of_a_user_are_named() {
    let (console, ada) = Console::with_ada().await;
    let create = async |name: &str, password: &str, bindings: Vec<Binding>| {
        let new = NewUser {
            name: name.into(),
            password: password.into(),
            bindings,
        };
        users::create(console.cx(Some(&ada), &NoPath).unwrap(), NoPath, NONE, new).await
    };
    let nowhere = vec![Binding {
        role: Role::UserAccess,
        instances: Some(Vec::new()),
    }];
    let bad = pointers(create("1", "short", nowhere).await);
    assert_eq!(bad, ["/name", "/password", "/bindings/0/instances"]);
    assert_eq!(
        pointers(create("ADA", PASSWORD, Vec::new()).await),
        ["/name"]
    );
}

#[tokio::test]
async fn a_token_is_made_by_a_person_within_their_rights() {
    let (console, ada) = Console::with_ada().await;
    console.create(&ada, "bob", read_only()).await;
    let bob = console.signed_in("bob").await;
    assert!(matches!(
        console.cx::<ListUsers>(Some(&bob), &NoPath),
        Err(Error::Forbidden(_))
    ));
    let create = async |by: &Caller, name: &str, role: Role, minutes: u32| {
        let new = NewToken {
            name: name.into(),
            role,
            instances: None,
            expires_in_minutes: minutes,
        };
        tokens::create(console.cx(Some(by), &NoPath).unwrap(), NoPath, NONE, new).await
    };
    let bad = pointers(create(&bob, " ", Role::UserAccess, 4).await);
    assert_eq!(bad, ["/name", "/expires_in_minutes", "/role"]);
    let made = create(&bob, "ci", Role::ReadOnlyAccess, 60).await.unwrap();
    let caller = console
        .app
        .sessions()
        .authenticate_bearer(&made.secret)
        .await
        .unwrap()
        .unwrap();
    refused(
        create(&caller, "more", Role::ReadOnlyAccess, 60).await,
        "API token cannot",
    );

    let list = async |by: &Caller| {
        tokens::list(console.cx(Some(by), &NoPath).unwrap(), NoPath, NONE, ())
            .await
            .unwrap()
            .len()
    };
    create(&ada, "own", Role::FullAccess, 60).await.unwrap();
    assert_eq!((list(&ada).await, list(&bob).await), (2, 1));
    let path = TokenPath {
        token: made.token.id,
    };
    tokens::delete(console.cx(Some(&ada), &path).unwrap(), path, NONE, ())
        .await
        .unwrap();
    assert!(
        console
            .app
            .sessions()
            .authenticate_bearer(&made.secret)
            .await
            .unwrap()
            .is_none()
    );
}

#[tokio::test]
async fn settings_are_edited_at_the_version_that_was_read() {
    let (console, ada) = Console::with_ada().await;
    let edit = async |if_match: Option<&str>, origin: &str, trace_days: u32| {
        let new = Settings {
            embed_origins: vec![origin.into()],
            trace_days,
        };
        let cx = console.cx_if(Some(&ada), &NoPath, if_match).unwrap();
        settings::edit(cx, NoPath, NONE, new).await
    };
    let cx = console.cx(Some(&ada), &NoPath).unwrap();
    let read = settings::get(cx, NoPath, NONE, ()).await.unwrap();
    assert_eq!(
        pointers(edit(None, "*", 0).await),
        ["/embed_origins/0", "/trace_days"]
    );
    let new = edit(Some(&read.etag), "https://portal.example", 9)
        .await
        .unwrap();
    assert_ne!(new.etag, read.etag);
    assert_eq!(*console.app.embed_origins(), ["https://portal.example"]);
    let stale = edit(Some(&read.etag), "https://other.example", 9).await;
    assert!(matches!(stale, Err(Error::Stale)));
}

#[tokio::test]
async fn who_may_not_see_all_traces_sees_their_own() {
    let (console, ada) = Console::with_ada().await;
    console.create(&ada, "bob", read_only()).await;
    let bob = console.signed_in("bob").await;
    let cx = console.cx(Some(&bob), &NoPath).unwrap();
    session::sign_out(cx, NoPath, NONE, ()).await.unwrap();
    let list = async |by: &Caller| {
        let cx = console.cx(Some(by), &NoPath).unwrap();
        audit::list(cx, NoPath, TraceQuery::default(), ())
            .await
            .unwrap()
    };
    let (all, own) = (list(&ada).await, list(&bob).await);
    assert!(
        own.items.iter().all(|trace| trace.operator == "bob"),
        "{own:?}"
    );
    let names: Vec<&str> = own.items.iter().map(|trace| trace.name.as_str()).collect();
    assert_eq!(own.total, 2, "{names:?}");
    assert!(
        names.iter().any(|name| name.starts_with("signIn")),
        "{names:?}"
    );
    assert!(all.total > own.total);
    let cx = console.cx(Some(&bob), &NoPath).unwrap();
    let file = audit::export(cx, NoPath, TraceQuery::default(), ())
        .await
        .unwrap();
    assert_eq!(String::from_utf8(file.bytes).unwrap().lines().count(), 3);
}
