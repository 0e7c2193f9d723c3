//! Console users, their roles and their sessions.

use crate::action::{Action, Reach, Role};
use crate::endpoint::{
    Json, NoBody, NoPath, NoQuery, Nothing, UserPath, UserSessionPath, endpoints,
};
use crate::ids::{InstanceId, UserId};
use crate::page::{Order, Page};
use crate::session::SessionSummary;
use serde::{Deserialize, Serialize};

endpoints! {
    /// Lists console users.
    ListUsers as "list_users": Get "/users", needs [ConsoleUserGet], traced No,
    (NoPath, UserQuery, NoBody) -> Json<Page<UserSummary>>;

    /// Creates a local user.
    CreateUser as "create_user": Post "/users", needs [ConsoleUserModify],
    traced ("createConsoleUser" on "consoleUser"),
    (NoPath, NoQuery, Json<NewUser>) -> Json<UserSummary>;

    /// Changes a user's roles, or disables or enables the user.
    EditUser as "edit_user": Patch "/users/{user}", needs [ConsoleUserModify],
    traced ("modifyConsoleUser" on "consoleUser"),
    (UserPath, NoQuery, Json<UserEdit>) -> Json<UserSummary>;

    /// Deletes a user; their sessions and tokens end.
    DeleteUser as "delete_user": Delete "/users/{user}", needs [ConsoleUserModify],
    traced ("deleteConsoleUser" on "consoleUser"),
    (UserPath, NoQuery, NoBody) -> Nothing;

    /// Sets a new password; the user's sessions end.
    ResetPassword as "reset_password": Put "/users/{user}/password", needs [ConsoleUserModify],
    traced ("resetConsoleUserPassword" on "consoleUser"),
    (UserPath, NoQuery, Json<PasswordReset>) -> Nothing;

    /// Lists a user's sessions.
    ListUserSessions as "list_user_sessions": Get "/users/{user}/sessions", needs [ConsoleUserGet], traced No,
    (UserPath, NoQuery, NoBody) -> Json<Vec<SessionSummary>>;

    /// Ends one session of a user.
    EndUserSession as "end_user_session": Delete "/users/{user}/sessions/{session}", needs [ConsoleUserModify],
    traced ("endSession" on "session"),
    (UserSessionPath, NoQuery, NoBody) -> Nothing;

    /// Ends all sessions of a user.
    EndUserSessions as "end_user_sessions": Delete "/users/{user}/sessions", needs [ConsoleUserModify],
    traced ("signOutEverywhere" on "session"),
    (UserPath, NoQuery, NoBody) -> Nothing;
}

/// Filters of the user list.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default, deny_unknown_fields)]
pub struct UserQuery {
    /// Part of the name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub q: Option<String>,
    /// Direction of the sort by name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub order: Option<Order>,
    /// Page, from 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub page: Option<u32>,
    /// Rows a page, at most 500.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub per_page: Option<u32>,
}

/// A role for all instances, or for some.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Binding {
    /// The role.
    pub role: Role,
    /// The instances it holds for; absent: all, now and later, and the console itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub instances: Option<Vec<InstanceId>>,
}

/// True if the bindings allow the action on the instance (`None`: on the console itself).
/// Actions that reach the console need a binding for all instances.
pub fn may(bindings: &[Binding], action: Action, instance: Option<&InstanceId>) -> bool {
    bindings
        .iter()
        .filter(|binding| binding.role.allows(action))
        .any(
            |binding| match (&binding.instances, action.reach(), instance) {
                (None, _, _) => true,
                (Some(_), Reach::Console, _) | (Some(_), Reach::Instance, None) => false,
                (Some(some), Reach::Instance, Some(instance)) => some.contains(instance),
            },
        )
}

/// A user in the list.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct UserSummary {
    /// ID.
    pub id: UserId,
    /// Name, fixed once created.
    pub name: String,
    /// True if the user cannot sign in.
    pub disabled: bool,
    /// Roles and where they hold.
    pub bindings: Vec<Binding>,
    /// Created, milliseconds since 1970 UTC.
    pub created_at: i64,
    /// Last sign-in, milliseconds since 1970 UTC; absent: never.
    pub signed_in_at: Option<i64>,
    /// How many sessions are open.
    pub sessions: u32,
}

/// A user to create.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct NewUser {
    /// 3 to 64 letters, digits, `.`, `_`, `-`, `@`; starts with a letter.
    pub name: String,
    /// At least 10 characters; see `rules::password`.
    pub password: String,
    /// Roles; none is allowed: the user can sign in and sees nothing.
    #[serde(default)]
    pub bindings: Vec<Binding>,
}

/// A change of a user. Absent fields stay.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default, deny_unknown_fields)]
pub struct UserEdit {
    /// True: cannot sign in, and open sessions end.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub disabled: Option<bool>,
    /// All roles, in place of those of now.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bindings: Option<Vec<Binding>>,
}

/// A new password, set by an administrator.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct PasswordReset {
    /// The new password.
    pub password: String,
}
