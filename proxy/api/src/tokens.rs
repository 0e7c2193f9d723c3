//! API tokens: for scripts, named, cut by what their maker may do, expiring, shown once.

use crate::action::Role;
use crate::endpoint::{Json, NoBody, NoPath, NoQuery, Nothing, TokenPath, endpoints};
use crate::ids::{InstanceId, TokenId};
use serde::{Deserialize, Serialize};

endpoints! {
    /// Lists the caller's own API tokens; who may see console users sees everybody's.
    ListTokens as "list_tokens": Get "/tokens", needs SignedIn, traced No,
    (NoPath, NoQuery, NoBody) -> Json<Vec<TokenSummary>>;

    /// Makes an API token and shows it, this once.
    CreateToken as "create_token": Post "/tokens", needs SignedIn, traced ("createApiToken" on "apiToken"),
    (NoPath, NoQuery, Json<NewToken>) -> Json<CreatedToken>;

    /// Ends an API token.
    DeleteToken as "delete_token": Delete "/tokens/{token}", needs SignedIn,
    traced ("deleteApiToken" on "apiToken"),
    (TokenPath, NoQuery, NoBody) -> Nothing;
}

/// A token in the list.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct TokenSummary {
    /// ID (not the token).
    pub id: TokenId,
    /// What it is for.
    pub name: String,
    /// Whose it is.
    pub owner: String,
    /// The role it is cut to.
    pub role: Role,
    /// The instances it is cut to; absent: all its maker may use.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub instances: Option<Vec<InstanceId>>,
    /// Made, milliseconds since 1970 UTC.
    pub created_at: i64,
    /// Ends, milliseconds since 1970 UTC.
    pub expires_at: i64,
    /// Last used, milliseconds since 1970 UTC; written at most once a minute; absent: never.
    pub used_at: Option<i64>,
}

/// A token to make.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct NewToken {
    /// What it is for: 1 to 64 characters.
    pub name: String,
    /// The role it is cut to. It may never do more than its maker may do now.
    pub role: Role,
    /// The instances it is cut to; absent: all its maker may use.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub instances: Option<Vec<InstanceId>>,
    /// Minutes until it ends: 5 to 525,600 (a year).
    pub expires_in_minutes: u32,
}

/// A token just made.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CreatedToken {
    /// The token itself: shown here and never again.
    pub secret: String,
    /// What the list shows.
    pub token: TokenSummary,
}
