//! API tokens: a token may do what it names, cut by what its maker may do at that moment.

use super::session::{check, refuse};
use super::users::check_instances;
use crate::access::session::Sessions;
use crate::access::{Caller, Cx};
use crate::error::Error;
use crate::store::tokens::Token;
use castellan_api::action::{Action, Role};
use castellan_api::endpoint::{NoPath, NoQuery, TokenPath};
use castellan_api::problem::FieldError;
use castellan_api::tokens::{
    CreateToken, CreatedToken, DeleteToken, ListTokens, NewToken, TokenSummary,
};
use castellan_api::users::Binding;

const NAME_CHARS_MAX: usize = 64;
const MINUTES_MIN: u32 = 5;
/// A year.
const MINUTES_MAX: u32 = 525_600;

/// Lists the caller's own API tokens; who may see console users sees everybody's.
pub async fn list(
    cx: Cx<ListTokens>,
    _: NoPath,
    _: NoQuery,
    (): (),
) -> Result<Vec<TokenSummary>, Error> {
    let everybody = cx.scope().may(Action::ConsoleUserGet, None);
    let user = (!everybody).then_some(cx.caller()?.user_id);
    let tokens = cx.app().store().tokens().list(user).await?;
    Ok(tokens.into_iter().map(summary).collect())
}

/// Makes an API token and shows it, this once.
pub async fn create(
    cx: Cx<CreateToken>,
    _: NoPath,
    _: NoQuery,
    new: NewToken,
) -> Result<CreatedToken, Error> {
    let caller = cx.caller()?;
    Sessions::person(caller)?;
    let mut bad = Vec::new();
    check(&mut bad, "/name", name(&new.name));
    if !(MINUTES_MIN..=MINUTES_MAX).contains(&new.expires_in_minutes) {
        bad.push(FieldError::new(
            "/expires_in_minutes",
            format!("A token lasts from {MINUTES_MIN} minutes to {MINUTES_MAX} (a year)."),
        ));
    }
    check_instances(&mut bad, "/instances", new.instances.as_deref());
    for (index, instance) in new.instances.iter().flatten().enumerate() {
        if !cx.scope().visible(instance) {
            bad.push(FieldError::new(
                format!("/instances/{index}"),
                format!("There is no instance {instance}."),
            ));
        }
    }
    if !has_at_least(caller, new.role) {
        bad.push(FieldError::new(
            "/role",
            format!(
                "You do not have {} yourself: a token never exceeds its maker.",
                new.role.name()
            ),
        ));
    }
    refuse(bad)?;
    cx.begin(&new.name).await?;
    let (secret, token) = cx
        .app()
        .sessions()
        .make_token(caller.user_id, &caller.user, new)
        .await?;
    Ok(CreatedToken {
        secret,
        token: summary(token),
    })
}

/// Ends an API token.
pub async fn delete(cx: Cx<DeleteToken>, path: TokenPath, _: NoQuery, (): ()) -> Result<(), Error> {
    let caller = cx.caller()?;
    let missing =
        || Error::NotFound("There is no such API token; it may have been deleted.".into());
    let tokens = cx.app().store().tokens();
    let token = tokens.get(&path.token).await?.ok_or_else(missing)?;
    if token.user_id == caller.user_id {
        Sessions::person(caller)?;
    } else if !cx.scope().may(Action::ConsoleUserGet, None) {
        return Err(missing());
    } else if !cx.scope().may(Action::ConsoleUserModify, None) {
        return Err(Error::Forbidden(Action::ConsoleUserModify));
    }
    cx.begin(&token.name).await?;
    let deleted = tokens.delete(&path.token).await?;
    cx.app().sessions().user_changed(token.user_id);
    if deleted { Ok(()) } else { Err(missing()) }
}

fn summary(token: Token) -> TokenSummary {
    TokenSummary {
        id: token.id,
        name: token.name,
        owner: token.owner,
        role: token.role,
        instances: token.instances,
        created_at: token.created_at,
        expires_at: token.expires_at,
        used_at: token.used_at,
    }
}

fn name(name: &str) -> Result<(), String> {
    let count = name.chars().count();
    if name.trim().is_empty() || count > NAME_CHARS_MAX {
        return Err(format!(
            "Say what the token is for, in 1 to {NAME_CHARS_MAX} characters."
        ));
    }
    if name.chars().any(char::is_control) {
        return Err("The name holds a control character.".into());
    }
    Ok(())
}

/// True if the caller has the role, or a stronger one, somewhere.
fn has_at_least(caller: &Caller, role: Role) -> bool {
    let enough = |binding: &Binding| {
        Action::ALL
            .iter()
            .all(|action| !role.allows(*action) || binding.role.allows(*action))
    };
    !caller.bindings.is_empty() && caller.bindings.iter().all(|layer| layer.iter().any(enough))
}
