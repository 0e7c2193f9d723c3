//! Settings of the console, kept as one JSON text.

use super::db::{Row, args, json};
use super::{Error, Store, Written};
use castellan_api::settings::Settings;

/// Days a trace is kept where nothing is set.
const TRACE_DAYS: u32 = 7;
const SELECT: &str = "SELECT value FROM settings WHERE name = 'console'";

fn settings(row: Option<&Row>) -> Result<Settings, Error> {
    row.map_or_else(
        || {
            Ok(Settings {
                embed_origins: Vec::new(),
                trace_days: TRACE_DAYS,
            })
        },
        |row| row.json("value"),
    )
}

impl Store {
    /// The settings in force.
    pub async fn settings(&self) -> Result<Settings, Error> {
        settings(self.db().row(SELECT, args![]).await?.as_ref())
    }

    /// Replaces them if `unchanged` says of those in force that they are the ones that were read.
    pub async fn replace_settings(
        &self,
        new: &Settings,
        unchanged: impl FnOnce(&Settings) -> bool + Send,
    ) -> Result<Written<()>, Error> {
        let mut tx = self.db().begin().await?;
        if !unchanged(&settings(tx.row(SELECT, args![]).await?.as_ref())?) {
            return Ok(Written::Stale);
        }
        tx.write(
            "INSERT INTO settings (name, value) VALUES ('console', $1) \
             ON CONFLICT (name) DO UPDATE SET value = excluded.value",
            args![json(new)?],
        )
        .await?;
        tx.commit().await?;
        Ok(Written::Done(()))
    }
}
