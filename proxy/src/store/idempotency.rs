//! What was answered to a change that carries an `Idempotency-Key`. The row is written with the
//! opening of the change's trace and finished with its closing, each in one transaction.

use super::db::{Tx, args};
use super::{Error, Store};
use castellan_api::ids::{TraceId, UserId};

/// How long a key is remembered.
pub const KEPT_MS: i64 = 24 * 3_600 * 1_000;

/// A key of a request that is about to have an effect.
#[derive(Clone, Debug)]
pub struct Key {
    /// Who asks.
    pub user: UserId,
    /// Operation ID of the endpoint.
    pub endpoint: String,
    /// The key itself.
    pub key: String,
    /// Hash of path, query and body.
    pub body_hash: String,
}

/// What is known of a key that was used before.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Seen {
    /// Hash of path, query and body of the request before.
    pub body_hash: String,
    /// Its trace.
    pub trace: TraceId,
    /// Status and body of its answer, secrets left out; absent while it runs or if it was cut off.
    pub answer: Option<(u16, String)>,
    /// True if the console stopped before it was answered.
    pub interrupted: bool,
}

/// Hash of a request, by which another request under the same key is told.
pub fn hash(path: &[String], query: &str, body: &[u8]) -> String {
    let mut context = ring::digest::Context::new(&ring::digest::SHA256);
    for part in path
        .iter()
        .map(String::as_bytes)
        .chain([query.as_bytes(), body])
    {
        context.update(&(part.len() as u64).to_be_bytes());
        context.update(part);
    }
    hex::encode(context.finish().as_ref())
}

impl Store {
    /// What is known of the key.
    pub async fn idempotency_seen(
        &self,
        user: UserId,
        endpoint: &str,
        key: &str,
    ) -> Result<Option<Seen>, Error> {
        let row = self
            .db()
            .row(
                "SELECT body_hash, trace_id, state, status, answer FROM idempotency \
                 WHERE user_id = $1 AND endpoint = $2 AND key = $3 AND expires_at > $4",
                args![user, endpoint, key, self.now()],
            )
            .await?;
        row.map(|row| {
            let status = row
                .maybe_int("status")?
                .and_then(|status| u16::try_from(status).ok());
            Ok(Seen {
                body_hash: row.text("body_hash")?,
                trace: TraceId::trusted(row.text("trace_id")?),
                answer: status
                    .map(|status| {
                        Ok::<_, Error>((status, row.maybe_text("answer")?.unwrap_or_default()))
                    })
                    .transpose()?,
                interrupted: row.text("state")? == "interrupted",
            })
        })
        .transpose()
    }

    /// Marks what was running before a time as cut off.
    pub(super) async fn idempotency_interrupt(&self, before: i64) -> Result<u64, Error> {
        let sql = "UPDATE idempotency SET state = 'interrupted' \
                   WHERE state = 'running' AND created_at <= $1";
        self.db().write(sql, args![before]).await
    }

    /// Forgets keys that have expired.
    pub async fn idempotency_sweep(&self) -> Result<u64, Error> {
        self.db()
            .write(
                "DELETE FROM idempotency WHERE expires_at <= $1",
                args![self.now()],
            )
            .await
    }
}

/// Takes the key for a change; false if another request has it.
pub(super) async fn take(tx: &mut Tx, key: &Key, trace: &TraceId, now: i64) -> Result<bool, Error> {
    tx.write(
        "DELETE FROM idempotency WHERE user_id = $1 AND endpoint = $2 AND key = $3 AND expires_at \
         <= $4",
        args![key.user, &key.endpoint, &key.key, now],
    )
    .await?;
    let touched = tx
        .write(
            "INSERT INTO idempotency (user_id, endpoint, key, body_hash, trace_id, state, \
             created_at, expires_at) VALUES ($1, $2, $3, $4, $5, 'running', $6, $7) ON CONFLICT \
             (user_id, endpoint, key) DO NOTHING",
            args![
                key.user,
                &key.endpoint,
                &key.key,
                &key.body_hash,
                trace,
                now,
                now + KEPT_MS
            ],
        )
        .await?;
    Ok(touched > 0)
}

/// Keeps the answer of the change with this trace.
pub(super) async fn finish(
    tx: &mut Tx,
    trace: &TraceId,
    status: u16,
    answer: &str,
) -> Result<(), Error> {
    tx.write(
        "UPDATE idempotency SET state = 'done', status = $2, answer = $3 WHERE trace_id = $1",
        args![trace, i64::from(status), answer],
    )
    .await
    .map(drop)
}
