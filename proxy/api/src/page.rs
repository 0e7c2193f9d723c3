//! Lists cut by the server, and the marks of data that is not whole.

use serde::{Deserialize, Serialize};

/// Most rows a page may have.
pub const PER_PAGE_MAX: u32 = 500;
/// Rows of a page where nothing is said.
pub const PER_PAGE: u32 = 50;

/// One page of a list.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Page<T> {
    /// The rows of this page.
    pub items: Vec<T>,
    /// How many rows the list has under the filters, all pages together.
    pub total: u64,
    /// When the data was read, milliseconds since 1970 UTC.
    pub as_of: i64,
    /// Who did not answer; empty if the data is whole.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub missing: Vec<Missing>,
}

/// A broker whose part of an answer is missing.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Missing {
    /// Broker ID; absent if it is not known.
    pub broker: Option<i32>,
    /// Its address, `host:port`.
    pub address: String,
    /// What happened, in plain words, with the time it took.
    pub why: String,
}

/// Direction of a sort.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[derive(Default)]
#[serde(rename_all = "lowercase")]
pub enum Order {
    /// Smallest first.
    #[default]
    Asc,
    /// Largest first.
    Desc,
}

/// Brings page and rows per page into their bounds: pages count from 1, rows from 1 to 500.
pub fn bounds(page: Option<u32>, per_page: Option<u32>) -> (usize, usize) {
    let per_page = per_page.unwrap_or(PER_PAGE).clamp(1, PER_PAGE_MAX) as usize;
    let page = page.unwrap_or(1).max(1) as usize;
    ((page - 1).saturating_mul(per_page), per_page)
}
