//! Signing in and out, the first set-up, and one's own sessions and password.

use crate::access::session::{NewSession, Sessions};
use crate::access::{Caller, Cx};
use crate::error::Error;
use castellan_api::endpoint::{NoPath, NoQuery, SessionPath};
use castellan_api::problem::FieldError;
use castellan_api::rules;
use castellan_api::session::{
    ChangePassword, Credentials, EndOwnSession, FirstUser, GetSession, GetSignInOptions,
    ListOwnSessions, PasswordChange, SessionInfo, SessionSummary, SetUp, SignIn, SignInMethod,
    SignInOptions, SignOut, SignOutEverywhere,
};

/// Says what the sign-in page needs to know.
pub async fn options(
    cx: Cx<GetSignInOptions>,
    _: NoPath,
    _: NoQuery,
    (): (),
) -> Result<SignInOptions, Error> {
    Ok(SignInOptions {
        set_up_needed: cx.app().sessions().set_up_needed().await?,
        version: cx.app().version().to_owned(),
    })
}

/// Signs in with a name and a password, or with a one-time link.
pub async fn sign_in(
    cx: Cx<SignIn>,
    _: NoPath,
    _: NoQuery,
    credentials: Credentials,
) -> Result<NewSession, Error> {
    let sessions = cx.app().sessions();
    let (user, method) = match &credentials {
        Credentials::Password { user, password } => {
            let user = sessions
                .check_password(user, password, &cx.request().address)
                .await?;
            cx.begin(&user.name).await?;
            (user, SignInMethod::Password)
        }
        Credentials::Token { token } => {
            sessions.check_link(token).await?;
            cx.begin(crate::access::session::LINK_USER).await?;
            (sessions.use_link(token).await?, SignInMethod::Link)
        }
    };
    let new = sessions.open(&user, method, cx.request()).await?;
    end_session_before(sessions, cx.caller().ok()).await?;
    Ok(new)
}

/// The cookie is replaced, so the session it stood for ends.
async fn end_session_before(sessions: &Sessions, before: Option<&Caller>) -> Result<(), Error> {
    if let Some(Caller {
        user_id,
        session: Some(session),
        ..
    }) = before
    {
        sessions.end(*user_id, session).await?;
    }
    Ok(())
}

/// Makes the first user, with the token of the set-up link, and signs in.
pub async fn set_up(
    cx: Cx<SetUp>,
    _: NoPath,
    _: NoQuery,
    first: FirstUser,
) -> Result<NewSession, Error> {
    let sessions = cx.app().sessions();
    sessions.check_set_up(&first.token).await?;
    let mut bad = Vec::new();
    check(&mut bad, "/user", rules::user_name(&first.user));
    check(
        &mut bad,
        "/password",
        rules::password(&first.password, &first.user),
    );
    refuse(bad)?;
    let hash = sessions.passwords().hash(&first.password).await?;
    cx.begin(&first.user).await?;
    let user = sessions.make_first_user(&first.user, hash).await?;
    sessions
        .open(&user, SignInMethod::Password, cx.request())
        .await
}

/// Says who is signed in and what they may do.
pub async fn get(cx: Cx<GetSession>, _: NoPath, _: NoQuery, (): ()) -> Result<SessionInfo, Error> {
    let caller = cx.caller()?;
    Ok(SessionInfo {
        user_id: caller.user_id,
        user: caller.user.clone(),
        method: caller.method,
        // A token's own roles stand first: it may do those, cut by its maker's.
        bindings: caller.bindings.first().cloned().unwrap_or_default(),
        version: cx.app().version().to_owned(),
        idle_until: caller.idle_until,
        ends_at: caller.ends_at,
    })
}

/// Signs out.
pub async fn sign_out(cx: Cx<SignOut>, _: NoPath, _: NoQuery, (): ()) -> Result<(), Error> {
    let caller = cx.caller()?;
    let session = Sessions::person(caller)?;
    cx.begin(&caller.user).await?;
    cx.app().sessions().end(caller.user_id, session).await?;
    Ok(())
}

/// Lists the caller's own sessions.
pub async fn list_own(
    cx: Cx<ListOwnSessions>,
    _: NoPath,
    _: NoQuery,
    (): (),
) -> Result<Vec<SessionSummary>, Error> {
    let caller = cx.caller()?;
    cx.app()
        .sessions()
        .list(caller.user_id, caller.session.as_ref())
        .await
}

/// Ends one of the caller's own sessions.
pub async fn end_own(
    cx: Cx<EndOwnSession>,
    path: SessionPath,
    _: NoQuery,
    (): (),
) -> Result<(), Error> {
    let caller = cx.caller()?;
    Sessions::person(caller)?;
    let sessions = cx.app().sessions();
    let own = sessions.list(caller.user_id, None).await?;
    if !own.iter().any(|session| session.id == path.session) {
        return Err(Error::NotFound(
            "You have no such session; it may have ended.".into(),
        ));
    }
    cx.begin(&caller.user).await?;
    sessions.end(caller.user_id, &path.session).await?;
    Ok(())
}

/// Ends all sessions of the caller, this one included.
pub async fn sign_out_everywhere(
    cx: Cx<SignOutEverywhere>,
    _: NoPath,
    _: NoQuery,
    (): (),
) -> Result<(), Error> {
    let caller = cx.caller()?;
    Sessions::person(caller)?;
    cx.begin(&caller.user).await?;
    cx.app().sessions().end_all(caller.user_id).await
}

/// Changes the caller's own password; all other sessions of theirs end.
pub async fn change_password(
    cx: Cx<ChangePassword>,
    _: NoPath,
    _: NoQuery,
    change: PasswordChange,
) -> Result<(), Error> {
    let caller = cx.caller()?;
    let session = Sessions::person(caller)?;
    let sessions = cx.app().sessions();
    let mut bad = Vec::new();
    check(&mut bad, "/new", rules::password(&change.new, &caller.user));
    if change.new == change.present {
        bad.push(FieldError::new(
            "/new",
            "The new password is the present one.",
        ));
    }
    refuse(bad)?;
    let user = sessions
        .check_password(&caller.user, &change.present, &cx.request().address)
        .await;
    let user = user.map_err(|error| match error {
        Error::BadCredentials(_) => Error::field("/present", "This is not your present password."),
        other => other,
    })?;
    let hash = sessions.passwords().hash(&change.new).await?;
    cx.begin(&caller.user).await?;
    cx.app()
        .store()
        .users()
        .set_password(user.id, hash, Some(session))
        .await?;
    sessions.user_changed(user.id);
    Ok(())
}

/// Notes a field that breaks its rule.
pub(super) fn check(bad: &mut Vec<FieldError>, pointer: &str, rule: Result<(), String>) {
    if let Err(detail) = rule {
        bad.push(FieldError::new(pointer, detail));
    }
}

/// All bad fields at once, if there are any.
pub(super) fn refuse(bad: Vec<FieldError>) -> Result<(), Error> {
    if bad.is_empty() {
        Ok(())
    } else {
        Err(Error::Invalid(bad))
    }
}

#[cfg(test)]
mod tests;
