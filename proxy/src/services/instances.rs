//! Instances: list, attach, check, edit, detach.

mod stores;
mod valid;

use crate::access::Cx;
use crate::cluster::{self, Clusters, Instance};
use crate::error::Error;
use crate::store::Written;
use crate::store::instances::Instance as Stored;
use castellan_api::brokers::BrokerState;
use castellan_api::endpoint::{InstancePath, NoPath, NoQuery, Version};
use castellan_api::ids::InstanceId;
use castellan_api::instances::{
    AttachInstance, AttachedInstance, CheckConnection, CheckInstance, CheckStep, Connection,
    DetachInstance, EditInstance, GetInstance, InstanceDetail, InstanceEdit, InstanceQuery,
    InstanceSummary, ListInstances, RefreshInstance,
};
use castellan_api::page::{Order, Page, bounds};
use castellan_api::problem::FieldError;
use futures_util::stream::BoxStream;
use std::cmp::Ordering;

/// Lists the instances the caller may see.
pub async fn list(
    cx: Cx<ListInstances>,
    _: NoPath,
    query: InstanceQuery,
    (): (),
) -> Result<Page<InstanceSummary>, Error> {
    let instances = cx.app().clusters().list();
    let visible = instances
        .iter()
        .filter(|instance| cx.scope().visible(instance.id()));
    page(
        visible.map(|instance| summary(instance)).collect(),
        &query,
        cx.app().clock().now_ms(),
    )
}

/// What the query finds, sorted and cut.
fn page(
    mut rows: Vec<InstanceSummary>,
    query: &InstanceQuery,
    now: i64,
) -> Result<Page<InstanceSummary>, Error> {
    rows.retain(|row| found(row, query));
    let compare = order(query.sort.as_deref().unwrap_or("name"))?;
    rows.sort_by(|a, b| {
        let by = compare(a, b);
        let by = if query.order == Some(Order::Desc) {
            by.reverse()
        } else {
            by
        };
        by.then_with(|| a.name.cmp(&b.name))
    });
    let total = u64::try_from(rows.len()).unwrap_or(u64::MAX);
    let (skip, take) = bounds(query.page, query.per_page);
    let items = rows.into_iter().skip(skip).take(take).collect();
    Ok(Page {
        items,
        total,
        as_of: now,
        missing: Vec::new(),
    })
}

fn found(row: &InstanceSummary, query: &InstanceQuery) -> bool {
    let part = query.q.as_deref().unwrap_or("").trim().to_lowercase();
    let has = |text: &str| text.to_lowercase().contains(&part);
    let by_part = part.is_empty()
        || has(&row.name)
        || has(row.id.as_str())
        || row.cmak_alias.as_deref().is_some_and(has)
        || row.bootstrap.iter().any(|address| has(address))
        || row
            .tags
            .iter()
            .any(|tag| has(&format!("{}={}", tag.key, tag.value)));
    let by_tag = query.tag.as_deref().is_none_or(|wanted| {
        let (key, value) = match wanted.split_once('=') {
            Some((key, value)) => (key, Some(value)),
            None => (wanted, None),
        };
        row.tags
            .iter()
            .any(|tag| tag.key == key && value.is_none_or(|value| tag.value == value))
    });
    by_part && by_tag && query.status.is_none_or(|status| row.status == status)
}

type Compare = fn(&InstanceSummary, &InstanceSummary) -> Ordering;

fn order(column: &str) -> Result<Compare, Error> {
    Ok(match column {
        "name" => |a, b| a.name.to_lowercase().cmp(&b.name.to_lowercase()),
        "status" => |a, b| a.status.cmp(&b.status),
        "version" => |a, b| version(a).cmp(&version(b)),
        "brokers" => |a, b| a.brokers_alive.cmp(&b.brokers_alive),
        "partitions" => |a, b| a.partitions.cmp(&b.partitions),
        "under_replicated" => |a, b| a.under_replicated.cmp(&b.under_replicated),
        "storage" => |a, b| a.used_bytes.cmp(&b.used_bytes),
        "created" => |a, b| a.created_at.cmp(&b.created_at),
        other => {
            return Err(Error::field(
                "?sort",
                format!(
                    "There is no column {other:?}: use name, status, version, brokers, partitions, under_replicated, storage or created."
                ),
            ));
        }
    })
}

/// `3.10` comes after `3.9`.
fn version(row: &InstanceSummary) -> Vec<u32> {
    let label = row.kafka_version.as_deref().unwrap_or("");
    label
        .split(|c: char| !c.is_ascii_digit())
        .filter_map(|part| part.parse().ok())
        .collect()
}

/// An instance as the list shows it.
pub(crate) fn summary(instance: &Instance) -> InstanceSummary {
    let (record, snapshot) = (instance.record(), instance.snapshot());
    let totals = snapshot
        .metadata
        .as_ref()
        .map(|part| part.totals)
        .unwrap_or_default();
    let known = snapshot.brokers.len();
    InstanceSummary {
        id: record.id.clone(),
        name: record.name.clone(),
        description: record.description.clone(),
        status: snapshot.status,
        why: snapshot.why.clone(),
        kafka_version: snapshot
            .cluster
            .as_ref()
            .and_then(|facts| facts.kafka_version.clone()),
        provider: "attached".into(),
        declared: record.declared,
        brokers: u32::try_from(known).unwrap_or(u32::MAX),
        brokers_alive: u32::try_from(
            snapshot
                .brokers
                .iter()
                .filter(|broker| broker.state == BrokerState::Alive)
                .count(),
        )
        .unwrap_or(u32::MAX),
        topics: totals.topics,
        groups: snapshot.groups.as_ref().map(|part| part.count),
        partitions: totals.partitions,
        partitions_max: record.partitions_max,
        under_replicated: totals.under_replicated,
        used_bytes: snapshot
            .log_dirs
            .as_ref()
            .and_then(|part| part.used_bytes()),
        total_bytes: snapshot
            .log_dirs
            .as_ref()
            .and_then(|part| part.total_bytes()),
        bootstrap: record.connection.bootstrap.clone(),
        cmak_alias: record.cmak_alias.clone(),
        tags: record.tags.clone(),
        created_at: record.created_at,
        as_of: snapshot.metadata.as_ref().map(|part| part.as_of),
    }
}

/// Attaches a cluster. It is not tried first: the check is its own call.
pub async fn attach(
    cx: Cx<AttachInstance>,
    _: NoPath,
    _: NoQuery,
    mut body: AttachedInstance,
) -> Result<InstanceSummary, Error> {
    body.connection = valid::tidy(body.connection);
    body.cmak_alias = body.cmak_alias.filter(|alias| !alias.is_empty());
    let opened = stores::open(&mut body.connection, "/connection").await?;
    opened.join(valid::attached(&body))?;
    let clusters = cx.app().clusters();
    let new = Stored {
        id: InstanceId::trusted(cx.app().clock().id()?),
        name: body.name,
        description: body.description,
        connection: body.connection,
        partitions_max: body.partitions_max,
        cmak_alias: body.cmak_alias,
        tags: body.tags,
        disabled: body.disabled,
        created_at: cx.app().clock().now_ms(),
        version: 1,
    };
    free(clusters, &new)?;
    cx.begin(&new.name.clone()).await?;
    let written = clusters.attach(new.clone()).await?;
    Ok(summary(done(written, clusters, &new)?.as_ref()))
}

/// Refuses a name or an alias that another instance has.
fn free(clusters: &Clusters, new: &Stored) -> Result<(), Error> {
    let mut bad = Vec::new();
    for other in clusters.list() {
        let record = other.record();
        if record.id == new.id {
            continue;
        }
        if record.name.eq_ignore_ascii_case(&new.name) {
            bad.push(FieldError::new(
                "/name",
                "Another instance has this name. Choose another.",
            ));
        }
        if new.cmak_alias.is_some() && record.cmak_alias == new.cmak_alias {
            bad.push(FieldError::new(
                "/cmak_alias",
                "Another instance has this alias. Choose another.",
            ));
        }
    }
    if bad.is_empty() {
        Ok(())
    } else {
        Err(Error::Invalid(bad))
    }
}

/// Tries a connection step by step, before attaching.
pub async fn check_connection(
    cx: Cx<CheckConnection>,
    _: NoPath,
    _: NoQuery,
    body: Connection,
) -> Result<BoxStream<'static, CheckStep>, Error> {
    let mut connection = valid::tidy(body);
    let opened = stores::open(&mut connection, "").await?;
    opened.join(valid::connection(&connection, ""))?;
    let user = cx.caller()?.user_id;
    let stream = cx.app().clusters().check(user, connection.clone())?;
    cx.begin(&connection.bootstrap.join(", ")).await?;
    Ok(stream)
}

/// Tries the connection of an attached instance step by step.
pub async fn check_instance(
    cx: Cx<CheckInstance>,
    path: InstancePath,
    _: NoQuery,
    (): (),
) -> Result<BoxStream<'static, CheckStep>, Error> {
    let record = cx.app().clusters().find(&path.instance)?.record();
    let user = cx.caller()?.user_id;
    let stream = cx.app().clusters().check(user, record.connection.clone())?;
    cx.begin(&record.name).await?;
    Ok(stream)
}

/// Shows what is recorded of an instance.
pub async fn get(
    cx: Cx<GetInstance>,
    path: InstancePath,
    _: NoQuery,
    (): (),
) -> Result<Version<InstanceDetail>, Error> {
    Ok(detail(cx.app().clusters().find(&path.instance)?.as_ref()))
}

fn detail(instance: &Instance) -> Version<InstanceDetail> {
    let record = instance.record();
    let connection = &record.connection;
    let value = InstanceDetail {
        summary: summary(instance),
        security: connection.security,
        mechanism: connection.mechanism.or_else(|| instance.mechanism()),
        username: connection.username.clone(),
        has_password: connection.password.is_some(),
        ca_pem: connection.ca_pem.clone(),
        client_cert_pem: connection.client_cert_pem.clone(),
        verify_host: connection.verify_host,
        allow_plain_unencrypted: connection.allow_plain_unencrypted,
    };
    Version {
        value,
        etag: etag(&record),
    }
}

/// Every change of the record counts its version on.
fn etag(record: &cluster::Record) -> String {
    format!("\"{}-{}\"", record.id, record.version)
}

/// Changes what is recorded of an instance.
pub async fn edit(
    cx: Cx<EditInstance>,
    path: InstancePath,
    _: NoQuery,
    mut body: InstanceEdit,
) -> Result<Version<InstanceDetail>, Error> {
    let clusters = cx.app().clusters();
    let instance = clusters.find(&path.instance)?;
    let record = instance.record();
    if record.declared {
        return Err(cluster::declared());
    }
    let present = etag(&record);
    let named = |one: &str| one == "*" || one.trim_start_matches("W/") == present;
    if let Some(wanted) = &cx.request().if_match
        && !wanted.split(',').map(str::trim).any(named)
    {
        return Err(Error::Stale);
    }
    let opened = match &mut body.connection {
        Some(connection) => {
            *connection = valid::tidy(connection.clone());
            stores::open(connection, "/connection").await?
        }
        None => stores::Opened::default(),
    };
    let new = opened.join(valid::edited(&record.stored, body))?;
    free(clusters, &new)?;
    cx.begin(&record.name).await?;
    let written = clusters.edit(new.clone()).await?;
    Ok(detail(done(written, clusters, &new)?.as_ref()))
}

/// Detaches an instance: the cluster is not touched.
pub async fn detach(
    cx: Cx<DetachInstance>,
    path: InstancePath,
    _: NoQuery,
    (): (),
) -> Result<(), Error> {
    let clusters = cx.app().clusters();
    let record = clusters.find(&path.instance)?.record();
    if record.declared {
        return Err(cluster::declared());
    }
    cx.begin(&record.name).await?;
    if clusters.detach(&path.instance).await? {
        Ok(())
    } else {
        Err(gone(&path.instance))
    }
}

/// Reads the cluster again now, at most once in 2 s.
pub async fn refresh(
    cx: Cx<RefreshInstance>,
    path: InstancePath,
    _: NoQuery,
    (): (),
) -> Result<(), Error> {
    cx.app()
        .clusters()
        .find(&path.instance)?
        .refresh_now()
        .await;
    Ok(())
}

fn done<T>(written: Written<T>, clusters: &Clusters, new: &Stored) -> Result<T, Error> {
    match written {
        Written::Done(value) => Ok(value),
        // Somebody took it since it was found free.
        Written::Taken => {
            free(clusters, new)?;
            Err(taken())
        }
        Written::Stale => Err(Error::Stale),
        Written::Missing => Err(Error::NotFound(
            "The instance was detached meanwhile.".into(),
        )),
        Written::LastFullAccess => Err(Error::Bug("an instance is no user".into())),
    }
}

fn taken() -> Error {
    Error::field(
        "/name",
        "Another instance has this name or this alias. Choose another.",
    )
}

fn gone(id: &InstanceId) -> Error {
    Error::NotFound(format!("There is no instance {id}."))
}

#[cfg(test)]
mod tests;
