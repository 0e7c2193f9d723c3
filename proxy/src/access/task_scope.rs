//! The scope of a background task: what its creator may do now, cut by the API token it was begun
//! with. Asked again before each step, so that a task does no more than who began it could.

use super::Scope;
use super::session::Sessions;
use crate::error::Error;
use castellan_api::ids::UserId;
use castellan_api::users::Binding;

/// What the creator of a task may do now; nothing at all if they may not sign in any more. `name` is
/// the operator that traces show. `limits` are those of [`super::Caller::limits`] when it was begun:
/// they hold to its end, for a token that ends while its task runs leaves no wider one behind.
pub async fn of_creator(
    sessions: &Sessions,
    creator: UserId,
    name: &str,
    limits: &[Vec<Binding>],
) -> Result<Scope, Error> {
    let layers = sessions
        .bindings_of(creator)
        .await?
        .map(|bindings| limits.iter().cloned().chain([bindings]).collect());
    Ok(Scope::new(name.to_owned(), layers.unwrap_or_default()))
}
