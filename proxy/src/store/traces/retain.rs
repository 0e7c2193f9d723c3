//! Retention: the oldest records of each chain go, a few hundred a transaction, and the row of the
//! chain keeps where it begins now. Several consoles may do it at once: there is one writer.

use super::Traces;
use super::chain::{self, Chain, LIST};
use crate::store::Error;
use crate::store::db::{Tx, args};
use std::ops::ControlFlow;

/// Records read and deleted by one transaction, so that other writers need not wait.
const AT_ONCE: i64 = 500;

/// What must stay in chain $1, and all after it: traces begun from $2 on, those still open, and the
/// ends of traces whose beginnings stand in another chain yet.
const FIRST_KEPT: &str = "SELECT r.link FROM trace_records r WHERE r.chain = $1 AND r.link > $3 AND \
    r.link <= $4 AND ((r.part = 'opened' AND (r.time >= $2 OR NOT EXISTS (SELECT 1 FROM trace_records c \
    WHERE c.trace_id = r.trace_id AND c.part = 'closed'))) OR (r.part = 'closed' AND EXISTS \
    (SELECT 1 FROM trace_records o WHERE o.trace_id = r.trace_id AND o.part = 'opened' AND \
    (o.chain <> r.chain OR o.time >= $2)))) ORDER BY r.link LIMIT 1";

impl Traces<'_> {
    /// Forgets the records of traces opened before a time; how many went. What is not as it was
    /// chained stays, for as long again, as evidence. An open trace stays, with what came after it
    /// in its chain.
    pub async fn sweep(&self, before: i64) -> Result<u64, Error> {
        let mut tx = self.0.db().begin().await?;
        chain::note_missing(&self.0.0.sealer, &mut tx, self.0.now()).await?;
        tx.commit().await?;
        let due = self
            .0
            .db()
            .rows(
                "SELECT chain AS number FROM trace_records WHERE part IN ('opened', 'closed') AND \
                 time < $1 UNION SELECT number FROM trace_chains WHERE broken_at < $1 ORDER BY \
                 number",
                args![before],
            )
            .await?;
        let mut swept = 0;
        for row in due {
            let number = row.int("number")?;
            loop {
                let mut tx = self.0.db().begin().await?;
                let step = self.sweep_some(&mut tx, number, before).await?;
                tx.commit().await?;
                match step {
                    ControlFlow::Continue(records) => swept += records,
                    ControlFlow::Break(records) => {
                        swept += records;
                        break;
                    }
                }
            }
        }
        Ok(swept)
    }

    async fn sweep_some(
        &self,
        tx: &mut Tx,
        number: i64,
        before: i64,
    ) -> Result<ControlFlow<u64, u64>, Error> {
        let (sealer, now) = (&self.0.0.sealer, self.0.now());
        let Some((chain, intact)) = chain::by_number(sealer, tx, number).await? else {
            return self.sweep_stray(tx, number, before).await;
        };
        if !intact {
            chain.put_broken(sealer, tx, now).await?;
            return Ok(ControlFlow::Break(0));
        }
        match chain.broken_at {
            Some(since) if since >= before => return Ok(ControlFlow::Break(0)),
            Some(_) => return self.sweep_broken(tx, chain, before).await,
            None if number == LIST => return self.sweep_stray(tx, number, before).await,
            None => {}
        }
        let most = chain.head.min(chain.anchor + AT_ONCE);
        let look = args![number, before, chain.anchor, most];
        let kept = tx.row(FIRST_KEPT, look).await?;
        let kept = kept.map(|row| row.int("link")).transpose()?;
        let to = kept.map_or(most, |kept| kept - 1);
        if to <= chain.anchor {
            return Ok(ControlFlow::Break(0));
        }
        let rows = tx
            .rows(
                "SELECT * FROM trace_records WHERE chain = $1 AND link <= $2 ORDER BY link",
                args![number, to],
            )
            .await?;
        let (mut at, mut hash) = (chain.anchor, chain.anchor_hash.clone());
        for row in &rows {
            let own = row.text("hash")?;
            let follows = row.int("link")? == at + 1 && row.text("previous")? == hash;
            if !follows || chain::row_hash(row)? != own {
                chain.put_broken(sealer, tx, now).await?;
                return Ok(ControlFlow::Break(0));
            }
            (at, hash) = (at + 1, own);
        }
        if at != to || (to == chain.head && hash != chain.head_hash) {
            chain.put_broken(sealer, tx, now).await?;
            return Ok(ControlFlow::Break(0));
        }
        let more = kept.is_none() && to < chain.head;
        let touched = tx
            .write(
                "DELETE FROM trace_records WHERE chain = $1 AND link <= $2",
                args![number, to],
            )
            .await?;
        Chain {
            anchor: to,
            anchor_hash: hash,
            anchored_at: Some(now),
            ..chain
        }
        .put(sealer, tx)
        .await?;
        Ok(if more {
            ControlFlow::Continue(touched)
        } else {
            ControlFlow::Break(touched)
        })
    }

    /// A chain that was found altered so long ago that its records are past their days too.
    async fn sweep_broken(
        &self,
        tx: &mut Tx,
        chain: Chain,
        before: i64,
    ) -> Result<ControlFlow<u64, u64>, Error> {
        let step = self.sweep_stray(tx, chain.number, before).await?;
        let left = tx
            .row(
                "SELECT link FROM trace_records WHERE chain = $1 LIMIT 1",
                args![chain.number],
            )
            .await?;
        if left.is_none() {
            let list = chain.number == LIST;
            Chain {
                anchor: if list { chain.anchor } else { chain.head },
                anchor_hash: chain.head_hash.clone(),
                anchored_at: Some(self.0.now()),
                broken_at: None,
                ..chain
            }
            .put(&self.0.0.sealer, tx)
            .await?;
            return Ok(match step {
                ControlFlow::Continue(records) | ControlFlow::Break(records) => {
                    ControlFlow::Break(records)
                }
            });
        }
        Ok(step)
    }

    /// Records that no hash vouches for.
    async fn sweep_stray(
        &self,
        tx: &mut Tx,
        number: i64,
        before: i64,
    ) -> Result<ControlFlow<u64, u64>, Error> {
        let touched = tx
            .write(
                "DELETE FROM trace_records WHERE seq IN (SELECT seq FROM trace_records WHERE \
                 chain = $1 AND time < $2 LIMIT $3)",
                args![number, before, AT_ONCE],
            )
            .await?;
        Ok(if touched == 0 {
            ControlFlow::Break(0)
        } else {
            ControlFlow::Continue(touched)
        })
    }
}
