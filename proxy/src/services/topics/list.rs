//! The list of topics: found, sorted and cut over the snapshot alone. No broker is asked.

use super::columns::{self, Column};
use super::ground::Ground;
use super::prepared::Prepared;
use crate::access::Cx;
use crate::cluster::snapshot::LIST_KEYS;
use crate::error::Error;
use castellan_api::endpoint::InstancePath;
use castellan_api::page::{Order, bounds};
use castellan_api::topics::{COLUMNS, ListTopics, TopicPage, TopicQuery};

/// Lists topics.
pub async fn list(
    cx: Cx<ListTopics>,
    path: InstancePath,
    query: TopicQuery,
    _: (),
) -> Result<TopicPage, Error> {
    let ground = Ground::of(cx.app(), &path.instance)?;
    let list = ground.prepared().await?;
    page(&list, &query)
}

/// One page of what the query finds.
pub(crate) fn page(list: &Prepared, query: &TopicQuery) -> Result<TopicPage, Error> {
    let as_of = list.snapshot.known()?.as_of;
    let (skip, take) = bounds(query.page, query.per_page);
    let mut total = 0_usize;
    let mut places = Vec::with_capacity(take.min(64));
    find(list, query, |at| {
        if total >= skip && places.len() < take {
            places.push(at);
        }
        total += 1;
    })?;
    let items = places
        .into_iter()
        .filter_map(|at| columns::summary(list, at))
        .collect();
    Ok(TopicPage {
        items,
        total: u64::try_from(total).unwrap_or(u64::MAX),
        as_of,
        missing: list.snapshot.missing(),
        counts: list.counts(query.internal.unwrap_or(false)),
    })
}

/// Calls `found` with the place of each topic the query finds, in its order.
pub(crate) fn find(
    list: &Prepared,
    query: &TopicQuery,
    mut found: impl FnMut(u32),
) -> Result<(), Error> {
    let order = list.order(
        column(query.sort.as_deref())?,
        query.order.unwrap_or(Order::Asc),
    );
    let config = query.config.as_deref().map(config_filter).transpose()?;
    let part = query
        .q
        .as_deref()
        .map(|q| q.trim().to_ascii_lowercase())
        .filter(|q| !q.is_empty());
    let internal = query.internal.unwrap_or(false);
    for at in order.iter().copied() {
        if !list.passes(at, internal, query.filter) {
            continue;
        }
        if part
            .as_ref()
            .is_some_and(|part| !list.small(at).contains(part.as_str()))
        {
            continue;
        }
        if config.is_some_and(|config| !has_config(list, at, config)) {
            continue;
        }
        found(at);
    }
    Ok(())
}

fn column(name: Option<&str>) -> Result<Column, Error> {
    let name = name.unwrap_or("name");
    Column::of(name).ok_or_else(|| {
        Error::field(
            "?sort",
            format!(
                "There is no column {name:?}: use one of {}.",
                COLUMNS.join(", ")
            ),
        )
    })
}

fn config_filter(text: &str) -> Result<(&str, &str), Error> {
    let (name, value) = text.split_once('=').ok_or_else(|| {
        Error::field(
            "?config",
            format!("{text:?} is not a filter: name=value is expected, as cleanup.policy=compact."),
        )
    })?;
    if LIST_KEYS.contains(&name) {
        Ok((name, value))
    } else {
        Err(Error::field(
            "?config",
            format!(
                "Topics can be found by {}; not by {name:?}.",
                LIST_KEYS.join(", ")
            ),
        ))
    }
}

/// True if the config has the value, or holds it in its list.
fn has_config(list: &Prepared, at: u32, (name, wanted): (&str, &str)) -> bool {
    let value = list
        .snapshot
        .row(at as usize)
        .and_then(|row| row.configs.as_deref())
        .and_then(|configs| configs.get(name));
    value.is_some_and(|value| value == wanted || value.split(',').any(|item| item.trim() == wanted))
}

#[cfg(test)]
mod tests;
