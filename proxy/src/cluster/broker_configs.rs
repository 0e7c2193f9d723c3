//! The effective configs of all brokers, read when somebody looks, at most every 30 s.

use super::instance::Instance;
use super::snapshot::Snapshot;
use crate::error::Error;
use castellan_api::brokers::BrokerState;
use castellan_api::page::Missing;
use castellan_kafka::{ConfigEntry, ConfigQuery, ConfigResource};
use std::sync::{Arc, Mutex, PoisonError};

/// How long an answer is used again.
const KEEP_MS: i64 = 30_000;

/// Configs of all brokers at one moment.
#[derive(Clone, Debug, Default)]
pub struct Read {
    /// When they were read, milliseconds since 1970 UTC.
    pub as_of: i64,
    /// Brokers by ID, configs as the broker tells them.
    pub brokers: Vec<(i32, Vec<ConfigEntry>)>,
    /// Brokers that did not tell.
    pub missing: Vec<Missing>,
}

impl Read {
    /// The configs of a broker.
    pub fn broker(&self, id: i32) -> Option<&[ConfigEntry]> {
        self.brokers
            .iter()
            .find(|(broker, _)| *broker == id)
            .map(|(_, configs)| configs.as_slice())
    }
}

/// What was read last.
#[derive(Debug, Default)]
pub struct BrokerConfigs {
    reading: tokio::sync::Mutex<()>,
    last: Mutex<Option<Arc<Read>>>,
}

impl BrokerConfigs {
    /// What is known, read anew if it is older than 30 s. Many callers cause one look.
    pub async fn get(&self, instance: &Instance, now_ms: i64) -> Result<Arc<Read>, Error> {
        if let Some(read) = self.fresh(now_ms) {
            return Ok(read);
        }
        let _one = self.reading.lock().await;
        if let Some(read) = self.fresh(now_ms) {
            return Ok(read);
        }
        let read = Arc::new(read(instance, now_ms).await?);
        *self.last() = Some(read.clone());
        Ok(read)
    }

    pub(super) fn forget(&self) {
        *self.last() = None;
    }

    fn fresh(&self, now_ms: i64) -> Option<Arc<Read>> {
        self.last()
            .clone()
            .filter(|read| now_ms.saturating_sub(read.as_of) < KEEP_MS)
    }

    fn last(&self) -> std::sync::MutexGuard<'_, Option<Arc<Read>>> {
        self.last.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

async fn read(instance: &Instance, now_ms: i64) -> Result<Read, Error> {
    let client = instance.client()?;
    let snapshot = instance.snapshot();
    let topology = snapshot.known()?;
    let resources: Vec<ConfigResource> = topology
        .cluster
        .brokers
        .iter()
        .map(|broker| ConfigResource::Broker(broker.id))
        .collect();
    let query = ConfigQuery {
        keys: None,
        synonyms: true,
        documentation: true,
    };
    let described = client.describe_configs(&resources, &query).await?;
    let mut found = Read {
        as_of: now_ms,
        ..Read::default()
    };
    for (resource, result) in described {
        let ConfigResource::Broker(id) = resource else {
            continue;
        };
        match result {
            Ok(mut entries) => {
                entries.sort_by(|a, b| a.name.cmp(&b.name));
                found.brokers.push((id, entries));
            }
            Err(error) => found
                .missing
                .push(missing(&snapshot, id, error.to_string())),
        }
    }
    found.brokers.sort_by_key(|(id, _)| *id);
    let down = snapshot
        .brokers
        .iter()
        .filter(|standing| standing.state == BrokerState::Down);
    found
        .missing
        .extend(down.map(|standing| missing(&snapshot, standing.id, "It is down.".into())));
    Ok(found)
}

fn missing(snapshot: &Snapshot, id: i32, why: String) -> Missing {
    let address = snapshot
        .broker(id)
        .and_then(|standing| standing.address.clone());
    Missing {
        broker: Some(id),
        address: address.unwrap_or_default(),
        why,
    }
}
