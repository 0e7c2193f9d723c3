//! Console users, their roles, passwords and sessions.

use super::session::{check, refuse};
use crate::access::Cx;
use crate::app::App;
use crate::error::Error;
use crate::store::Written;
use crate::store::users::User;
use castellan_api::endpoint::{Endpoint, NoPath, NoQuery, UserPath, UserSessionPath};
use castellan_api::ids::UserId;
use castellan_api::page::{Order, Page, bounds};
use castellan_api::problem::FieldError;
use castellan_api::rules;
use castellan_api::session::SessionSummary;
use castellan_api::users::{
    Binding, CreateUser, DeleteUser, EditUser, EndUserSession, EndUserSessions, ListUserSessions,
    ListUsers, NewUser, PasswordReset, ResetPassword, UserEdit, UserQuery, UserSummary,
};

/// Roles a user can have at most.
const BINDINGS_MAX: usize = 50;
/// Instances a role can name at most.
const BINDING_INSTANCES_MAX: usize = 1_000;

/// Lists console users.
pub async fn list(
    cx: Cx<ListUsers>,
    _: NoPath,
    query: UserQuery,
    (): (),
) -> Result<Page<UserSummary>, Error> {
    let order = query.order.unwrap_or(Order::Asc);
    let (users, total) = cx
        .app()
        .store()
        .users()
        .list(
            query.q.as_deref(),
            order,
            bounds(query.page, query.per_page),
        )
        .await?;
    let items = users
        .into_iter()
        .map(|(user, sessions)| summary(user, sessions))
        .collect();
    Ok(Page {
        items,
        total,
        as_of: cx.app().clock().now_ms(),
        missing: Vec::new(),
    })
}

/// Creates a local user.
pub async fn create(
    cx: Cx<CreateUser>,
    _: NoPath,
    _: NoQuery,
    new: NewUser,
) -> Result<UserSummary, Error> {
    let store = cx.app().store();
    let mut bad = Vec::new();
    check(&mut bad, "/name", rules::user_name(&new.name));
    check(
        &mut bad,
        "/password",
        rules::password(&new.password, &new.name),
    );
    check_bindings(&mut bad, &new.bindings);
    if bad.is_empty() && store.users().by_name(&new.name).await?.is_some() {
        bad.push(taken());
    }
    refuse(bad)?;
    let hash = cx.app().sessions().passwords().hash(&new.password).await?;
    cx.begin(&new.name).await?;
    match store
        .users()
        .insert(&new.name, Some(hash), &new.bindings)
        .await?
    {
        Written::Done(user) => Ok(summary(user, 0)),
        _ => Err(Error::Invalid(vec![taken()])),
    }
}

fn taken() -> FieldError {
    FieldError::new(
        "/name",
        "There is a user of this name already. Choose another name.",
    )
}

/// Changes a user's roles, or disables or enables the user.
pub async fn edit(
    cx: Cx<EditUser>,
    path: UserPath,
    _: NoQuery,
    edit: UserEdit,
) -> Result<UserSummary, Error> {
    let user = find(cx.app(), path.user).await?;
    if let Some(bindings) = &edit.bindings {
        let mut bad = Vec::new();
        check_bindings(&mut bad, bindings);
        refuse(bad)?;
    }
    if edit.disabled == Some(true) && is_self(&cx, user.id)? {
        return Err(Error::Conflict(
            "You cannot disable yourself. Ask another user with FullAccess.".into(),
        ));
    }
    cx.begin(&user.name).await?;
    let users = cx.app().store().users();
    let written = users
        .update(user.id, edit.disabled, edit.bindings.as_deref())
        .await?;
    cx.app().sessions().user_changed(user.id);
    let user = done(written)?;
    let sessions = cx.app().sessions().list(user.id, None).await?.len();
    Ok(summary(user, u32::try_from(sessions).unwrap_or(u32::MAX)))
}

/// Deletes a user; their sessions and tokens end.
pub async fn delete(cx: Cx<DeleteUser>, path: UserPath, _: NoQuery, (): ()) -> Result<(), Error> {
    let user = find(cx.app(), path.user).await?;
    if is_self(&cx, user.id)? {
        return Err(Error::Conflict(
            "You cannot delete yourself. Ask another user with FullAccess.".into(),
        ));
    }
    cx.begin(&user.name).await?;
    let written = cx.app().store().users().delete(user.id).await?;
    cx.app().sessions().user_changed(user.id);
    done(written).map(drop)
}

/// Sets a new password; the user's sessions end.
pub async fn reset_password(
    cx: Cx<ResetPassword>,
    path: UserPath,
    _: NoQuery,
    reset: PasswordReset,
) -> Result<(), Error> {
    let user = find(cx.app(), path.user).await?;
    let mut bad = Vec::new();
    check(
        &mut bad,
        "/password",
        rules::password(&reset.password, &user.name),
    );
    refuse(bad)?;
    let hash = cx
        .app()
        .sessions()
        .passwords()
        .hash(&reset.password)
        .await?;
    cx.begin(&user.name).await?;
    let touched = cx
        .app()
        .store()
        .users()
        .set_password(user.id, hash, None)
        .await?;
    cx.app().sessions().user_changed(user.id);
    if touched {
        Ok(())
    } else {
        Err(no_such_user(user.id))
    }
}

/// Lists a user's sessions.
pub async fn list_sessions(
    cx: Cx<ListUserSessions>,
    path: UserPath,
    _: NoQuery,
    (): (),
) -> Result<Vec<SessionSummary>, Error> {
    let user = find(cx.app(), path.user).await?;
    cx.app()
        .sessions()
        .list(user.id, cx.caller()?.session.as_ref())
        .await
}

/// Ends one session of a user.
pub async fn end_session(
    cx: Cx<EndUserSession>,
    path: UserSessionPath,
    _: NoQuery,
    (): (),
) -> Result<(), Error> {
    let user = find(cx.app(), path.user).await?;
    let sessions = cx.app().sessions();
    if !sessions
        .list(user.id, None)
        .await?
        .iter()
        .any(|session| session.id == path.session)
    {
        return Err(Error::NotFound(format!(
            "{} has no such session; it may have ended.",
            user.name
        )));
    }
    cx.begin(&user.name).await?;
    sessions.end(user.id, &path.session).await?;
    Ok(())
}

/// Ends all sessions of a user.
pub async fn end_sessions(
    cx: Cx<EndUserSessions>,
    path: UserPath,
    _: NoQuery,
    (): (),
) -> Result<(), Error> {
    let user = find(cx.app(), path.user).await?;
    cx.begin(&user.name).await?;
    cx.app().sessions().end_all(user.id).await
}

fn summary(user: User, sessions: u32) -> UserSummary {
    UserSummary {
        id: user.id,
        name: user.name,
        disabled: user.disabled,
        bindings: user.bindings,
        created_at: user.created_at,
        signed_in_at: user.signed_in_at,
        sessions,
    }
}

async fn find(app: &App, id: UserId) -> Result<User, Error> {
    app.store()
        .users()
        .get(id)
        .await?
        .ok_or_else(|| no_such_user(id))
}

fn no_such_user(id: UserId) -> Error {
    Error::NotFound(format!("There is no user {id}."))
}

fn is_self<E: Endpoint>(cx: &Cx<E>, id: UserId) -> Result<bool, Error> {
    Ok(cx.caller()?.user_id == id)
}

fn done(written: Written<User>) -> Result<User, Error> {
    match written {
        Written::Done(user) => Ok(user),
        Written::LastFullAccess => Err(Error::Conflict(
            "This is the last enabled user with FullAccess for all instances. Give another user \
             that role first."
                .into(),
        )),
        Written::Missing => Err(Error::NotFound(
            "The user was deleted meanwhile. Nothing was changed.".into(),
        )),
        Written::Taken | Written::Stale => Err(Error::Stale),
    }
}

fn check_bindings(bad: &mut Vec<FieldError>, bindings: &[Binding]) {
    if bindings.len() > BINDINGS_MAX {
        bad.push(FieldError::new(
            "/bindings",
            format!(
                "{} roles are too many: at most {BINDINGS_MAX} are kept.",
                bindings.len()
            ),
        ));
    }
    for (index, binding) in bindings.iter().enumerate() {
        let pointer = format!("/bindings/{index}/instances");
        check_instances(bad, &pointer, binding.instances.as_deref());
    }
}

/// Instances a role or a token is cut to: at least one, each by its ID.
pub(super) fn check_instances(
    bad: &mut Vec<FieldError>,
    pointer: &str,
    instances: Option<&[castellan_api::ids::InstanceId]>,
) {
    let Some(instances) = instances else { return };
    if instances.is_empty() {
        bad.push(FieldError::new(
            pointer,
            "Name at least one instance, or leave the list out for all.",
        ));
    }
    if instances.len() > BINDING_INSTANCES_MAX {
        bad.push(FieldError::new(
            pointer,
            format!(
                "At most {BINDING_INSTANCES_MAX} instances can be named; leave them out for all."
            ),
        ));
    }
    for (index, instance) in instances.iter().enumerate() {
        if let Err(detail) = instance.as_str().parse::<castellan_api::ids::InstanceId>() {
            bad.push(FieldError::new(format!("{pointer}/{index}"), detail));
        }
    }
}
