//! The scope of a background task: what its creator may do now. Asked again before each step, so
//! that a task does no more than the person behind it could.

use super::Scope;
use super::session::Sessions;
use crate::error::Error;
use castellan_api::ids::UserId;

/// What the creator of a task may do now; nothing at all if they may not sign in any more. `name` is
/// the operator that traces show.
pub async fn of_creator(sessions: &Sessions, creator: UserId, name: &str) -> Result<Scope, Error> {
    let layers = sessions
        .bindings_of(creator)
        .await?
        .map(|bindings| vec![bindings]);
    Ok(Scope::new(name.to_owned(), layers.unwrap_or_default()))
}
