//! Counts of bad passwords in a row, by account and by address.

use super::db::args;
use super::{Error, Store};

/// How many failures a subject has and until when it must wait.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Count {
    /// Failures in a row.
    pub failures: u32,
    /// Last one, milliseconds since 1970 UTC.
    pub last_at: i64,
    /// No try before this time, milliseconds since 1970 UTC.
    pub until: i64,
}

/// The counts of the store.
#[derive(Debug)]
pub struct SlowDown<'a>(pub(super) &'a Store);

impl SlowDown<'_> {
    /// Until when a subject must wait, milliseconds since 1970 UTC; 0 if it need not.
    pub async fn until(&self, subject: &str) -> Result<i64, Error> {
        let sql = "SELECT until FROM slow_down WHERE subject = $1";
        let row = self.0.db().row(sql, args![subject]).await?;
        row.map_or(Ok(0), |row| row.int("until"))
    }

    /// Counts a try as failed for all subjects, unless one of them must wait: then until when.
    /// `next` gives the new count from the old. Check and count are one: no burst slips through.
    pub async fn reserve(
        &self,
        subjects: &[String],
        next: impl Fn(Count) -> Count + Send + Sync,
    ) -> Result<Result<(), i64>, Error> {
        let now = self.0.now();
        let mut tx = self.0.db().begin().await?;
        let mut counts = Vec::with_capacity(subjects.len());
        for subject in subjects {
            let sql = "SELECT failures, last_at, until FROM slow_down WHERE subject = $1";
            counts.push(match tx.row(sql, args![subject]).await? {
                None => Count::default(),
                Some(row) => Count {
                    failures: row.small("failures")?,
                    last_at: row.int("last_at")?,
                    until: row.int("until")?,
                },
            });
        }
        if let Some(until) = counts
            .iter()
            .map(|count| count.until)
            .max()
            .filter(|until| *until > now)
        {
            return Ok(Err(until));
        }
        for (subject, count) in subjects.iter().zip(counts) {
            let count = next(count);
            tx.write(
                "INSERT INTO slow_down (subject, failures, last_at, until) VALUES ($1, $2, $3, $4) \
                 ON CONFLICT (subject) DO UPDATE SET failures = excluded.failures, \
                 last_at = excluded.last_at, until = excluded.until",
                args![subject, count.failures, count.last_at, count.until],
            )
            .await?;
        }
        tx.commit().await?;
        Ok(Ok(()))
    }

    /// A good try: the account's failures are forgotten, and the address is forgiven as many.
    pub async fn forgive(&self, account: &str, address: &str) -> Result<(), Error> {
        let mut tx = self.0.db().begin().await?;
        let row = tx
            .row(
                "SELECT failures FROM slow_down WHERE subject = $1",
                args![account],
            )
            .await?;
        let failures = row.map_or(Ok(0), |row| row.int("failures"))?;
        tx.write("DELETE FROM slow_down WHERE subject = $1", args![account])
            .await?;
        tx.write(
            "UPDATE slow_down SET until = 0, failures = CASE WHEN failures > $2 THEN failures - \
             $2 ELSE 0 END WHERE subject = $1",
            args![address, failures],
        )
        .await?;
        tx.commit().await
    }

    /// Forgets what happened before a time.
    pub async fn sweep(&self, before: i64) -> Result<u64, Error> {
        let sql = "DELETE FROM slow_down WHERE last_at < $1 AND until < $2";
        self.0.db().write(sql, args![before, self.0.now()]).await
    }
}
