//! What the filters of the list mean to the tables.

use crate::store::Error;
use crate::store::db::{Filter, anywhere, word};
use castellan_api::audit::{TraceQuery, TraceStatus};
use castellan_api::ids::UserId;

/// The conditions of a query; `own` narrows to the traces of one user.
pub(super) fn filter(query: &TraceQuery, own: Option<UserId>) -> Result<Filter, Error> {
    let mut filter = Filter::default();
    filter.and_that("o.part = 'opened'");
    if let Some(own) = own {
        filter.and("o.operator_id = ?", own);
    }
    if let Some(q) = &query.q {
        filter.and(
            "(lower(coalesce(c.name, o.name)) LIKE ? ESCAPE '!' OR lower(o.resource_name) LIKE ? \
             ESCAPE '!' OR lower(o.operator) LIKE ? ESCAPE '!' OR lower(coalesce(c.message, '')) \
             LIKE ? ESCAPE '!')",
            anywhere(q),
        );
    }
    if let Some(name) = &query.name {
        filter.and("(o.name = ? OR c.name = ?)", name);
    }
    if let Some(id) = &query.id {
        filter.and("o.trace_id = ?", id);
    }
    if let Some(kind) = &query.kind {
        filter.and("o.kind = ?", word(kind)?);
    }
    if let Some(resource_type) = &query.resource_type {
        filter.and("o.resource_type = ?", resource_type);
    }
    if let Some(name) = &query.resource_name {
        filter.and("o.resource_name = ?", name);
    }
    if let Some(id) = &query.resource_id {
        filter.and("o.resource_id = ?", id);
    }
    if !query.operators.is_empty() {
        filter.and_in("o.operator", query.operators.0.iter().cloned());
    }
    match &query.status {
        None => {}
        Some(TraceStatus::Open) => filter.and_that("c.trace_id IS NULL"),
        Some(status) => filter.and("c.status = ?", word(status)?),
    }
    if let Some(from) = query.from {
        filter.and("o.time >= ?", from);
    }
    if let Some(to) = query.to {
        filter.and("o.time <= ?", to);
    }
    Ok(filter)
}
