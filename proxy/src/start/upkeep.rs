//! What `castellan key rotate` and `castellan audit verify` do, beside a console that may be serving.

use super::{Offline, offline};
use crate::access::audit::{Audit, Subject};
use crate::clock::Clock;
use crate::config::Config;
use crate::error::Error;
use crate::store::KeySource;
use crate::store::rotate::Rotated;
use crate::store::traces::{Finding, Walked};
use anyhow::bail;
use castellan_api::endpoint::Target;
use std::path::Path;

/// Opens a store that is there already: a folder that was mistyped is not a store without a fault.
pub async fn existing(config: &Config) -> anyhow::Result<Offline> {
    if config.database.is_none() && !config.data_dir.join("castellan.db").is_file() {
        bail!(
            "there is no store in {}. Name the folder of the console with --data-dir",
            config.data_dir.display()
        );
    }
    offline(config).await
}

impl Offline {
    /// Makes a new data key and seals every secret with it, or goes on where a run was cut off.
    pub async fn rotate_key(&self) -> anyhow::Result<Rotated> {
        let subject = subject("rotateDataKey", "data key".into());
        let rotate = async { Ok(self.store.keys().rotate().await?) };
        self.audit().command(subject, rotate).await.map_err(plain)
    }

    /// Wraps the data keys with the master key of a file; how many there are.
    pub async fn replace_master_key(&self, file: &Path) -> anyhow::Result<usize> {
        let subject = subject("replaceMasterKey", file.display().to_string());
        let new = KeySource::File(file.to_owned());
        let replace = async { Ok(self.store.keys().replace_master(&new).await?) };
        self.audit().command(subject, replace).await.map_err(plain)
    }

    /// Walks the chains of traces and tells what is not as the console wrote it.
    pub async fn verify_traces(
        &self,
        tell: &mut (dyn FnMut(Finding) + Send),
    ) -> anyhow::Result<Walked> {
        Ok(self.store.traces().verify(tell).await?)
    }

    fn audit(&self) -> Audit {
        Audit::new(self.store.clone(), Clock::system())
    }
}

/// What the store says, without the words for people who call over the network.
fn plain(error: Error) -> anyhow::Error {
    match error {
        Error::Store(error) => anyhow::Error::msg(error.to_string()),
        other => other.into(),
    }
}

const fn subject(name: &'static str, resource: String) -> Subject {
    Subject {
        name,
        kind: "secretKey",
        target: Target::Console,
        resource,
    }
}
