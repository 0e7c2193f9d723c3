//! Signing in and out, the first set-up, and what the app must know of its user.

use crate::action::Action;
use crate::endpoint::{Json, NoBody, NoPath, NoQuery, Nothing, SessionPath, endpoints};
use crate::ids::{InstanceId, SessionId, UserId};
use crate::users::Binding;
use serde::{Deserialize, Serialize};

endpoints! {
    /// Says what the sign-in page needs to know.
    GetSignInOptions as "get_sign_in_options": Get "/sign-in-options", needs Open, traced No,
    (NoPath, NoQuery, NoBody) -> Json<SignInOptions>;

    /// Signs in with a name and a password, or with a one-time token.
    SignIn as "sign_in": Post "/session", needs Open, traced ("signIn" on "session"),
    (NoPath, NoQuery, Json<Credentials>) -> Json<SessionInfo>;

    /// Makes the first user, with the token of the set-up link, and signs in.
    SetUp as "set_up": Post "/set-up", needs Open, traced ("setUpConsole" on "consoleUser"),
    (NoPath, NoQuery, Json<FirstUser>) -> Json<SessionInfo>;

    /// Says who is signed in and what they may do.
    GetSession as "get_session": Get "/session", needs SignedIn, traced No,
    (NoPath, NoQuery, NoBody) -> Json<SessionInfo>;

    /// Signs out.
    SignOut as "sign_out": Delete "/session", needs SignedIn, traced ("signOut" on "session"),
    (NoPath, NoQuery, NoBody) -> Nothing;

    /// Lists the caller's own sessions.
    ListOwnSessions as "list_own_sessions": Get "/profile/sessions", needs SignedIn, traced No,
    (NoPath, NoQuery, NoBody) -> Json<Vec<SessionSummary>>;

    /// Ends one of the caller's own sessions.
    EndOwnSession as "end_own_session": Delete "/profile/sessions/{session}", needs SignedIn,
    traced ("endSession" on "session"),
    (SessionPath, NoQuery, NoBody) -> Nothing;

    /// Ends all sessions of the caller, this one included.
    SignOutEverywhere as "sign_out_everywhere": Delete "/profile/sessions", needs SignedIn,
    traced ("signOutEverywhere" on "session"),
    (NoPath, NoQuery, NoBody) -> Nothing;

    /// Changes the caller's own password; all other sessions of theirs end.
    ChangePassword as "change_password": Put "/profile/password", needs SignedIn,
    traced ("changePassword" on "consoleUser"),
    (NoPath, NoQuery, Json<PasswordChange>) -> Nothing;
}

/// What the sign-in page needs to know.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SignInOptions {
    /// True while the console has no user: the set-up link in the log is the way in.
    pub set_up_needed: bool,
    /// Version of the console.
    pub version: String,
}

/// What is sent to sign in: name and password, or the token of a one-time link.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(untagged, deny_unknown_fields)]
pub enum Credentials {
    /// A local user.
    Password {
        /// User name.
        user: String,
        /// Password.
        password: String,
    },
    /// A one-time link.
    Token {
        /// The token in the link's fragment.
        token: String,
    },
}

/// The first user of a console.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct FirstUser {
    /// The token in the set-up link's fragment.
    pub token: String,
    /// User name.
    pub user: String,
    /// Password.
    pub password: String,
}

/// A change of the caller's own password.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct PasswordChange {
    /// The present one.
    pub present: String,
    /// The new one.
    pub new: String,
}

/// Who is signed in.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SessionInfo {
    /// The user's ID; absent for the token of a link that belongs to no stored user.
    pub user_id: UserId,
    /// The user's name.
    pub user: String,
    /// How they signed in.
    pub method: SignInMethod,
    /// The roles they have, and where.
    pub bindings: Vec<Binding>,
    /// Version of the console.
    pub version: String,
    /// When the session ends if it is not used, milliseconds since 1970 UTC.
    pub idle_until: i64,
    /// When the session ends in any case, milliseconds since 1970 UTC.
    pub ends_at: i64,
}

impl SessionInfo {
    /// True if the user may do this to the instance (`None`: to the console itself). The server
    /// decides again at every call; this is for what is offered.
    pub fn may(&self, action: Action, instance: Option<&InstanceId>) -> bool {
        crate::users::may(&self.bindings, action, instance)
    }

    /// True if the user has a role for all instances.
    pub fn console_wide(&self) -> bool {
        self.bindings
            .iter()
            .any(|binding| binding.instances.is_none())
    }
}

/// How a session or a call was authenticated.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum SignInMethod {
    /// Name and password.
    Password,
    /// A one-time link.
    Link,
    /// An API token.
    ApiToken,
}

/// A session, as its owner and administrators see it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SessionSummary {
    /// Its ID (not the token).
    pub id: SessionId,
    /// True for the one that asks.
    pub current: bool,
    /// How it was opened.
    pub method: SignInMethod,
    /// Address it was opened from.
    pub address: String,
    /// Browser, as it names itself.
    pub user_agent: String,
    /// Opened, milliseconds since 1970 UTC.
    pub created_at: i64,
    /// Last used, milliseconds since 1970 UTC; written at most once a minute.
    pub used_at: i64,
    /// Ends in any case, milliseconds since 1970 UTC.
    pub ends_at: i64,
}
