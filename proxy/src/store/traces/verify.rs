//! Walks the chains and tells what is not as the console wrote it. A console may go on writing and
//! sweeping meanwhile. What cannot be seen: the whole store put back to an earlier state.

use super::Traces;
use super::chain::{self, Chain, LIST};
use crate::store::Error;
use crate::store::db::{Row, args};
use castellan_api::ids::TraceId;
use std::fmt;

/// Records read at once.
const AT_ONCE: i64 = 1_000;
/// Records outside of all chains that are told one by one.
const STRAYS_MAX: i64 = 1_000;

/// A record, as a finding names it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// Its trace.
    pub trace: TraceId,
    /// `opened` or `closed`.
    pub part: String,
    /// When, milliseconds since 1970 UTC.
    pub time: i64,
}

impl Place {
    fn read(row: &Row) -> Result<Self, Error> {
        Ok(Self {
            trace: TraceId::trusted(row.text("trace_id")?),
            part: row.text("part")?,
            time: row.int("time")?,
        })
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "trace {} ({} {})",
            self.trace,
            self.part,
            time(self.time)
        )
    }
}

/// What is not as it was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Finding {
    /// The content of a record is not what was chained.
    Edited(Place),
    /// So many records are gone, between these two.
    Missing(u64, Option<Place>, Option<Place>),
    /// The first does not follow the second, or the beginning of its chain.
    OutOfOrder(Place, Option<Place>),
    /// The last record of a chain is not the one that was signed.
    OtherEnd(i64, Option<Place>),
    /// The console never wrote it.
    Added(Place),
    /// The signed row of a chain was altered.
    Forged(i64),
    /// The signed row of a chain is gone.
    NoChain(i64),
    /// The console has found it altered itself, at this time.
    Broken(i64, i64),
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let named = |number: &i64| match *number {
            LIST => "the list of chains".to_owned(),
            number => format!("chain {number}"),
        };
        match self {
            Self::Edited(place) => write!(f, "edited: {place}"),
            Self::Missing(count, after, before) => {
                let records = if *count == 1 { "record" } else { "records" };
                write!(f, "removed: {count} {records}")?;
                match (after, before) {
                    (Some(after), Some(before)) => write!(f, " between {after} and {before}"),
                    (Some(after), None) => write!(f, " after {after}, at the end of a chain"),
                    (None, Some(before)) => write!(f, " before {before}"),
                    (None, None) => write!(f, ", a whole chain"),
                }
            }
            Self::OutOfOrder(place, Some(after)) => write!(
                f,
                "out of order: {place} does not follow {after}; one of the two was moved, replaced \
                 or edited"
            ),
            Self::OutOfOrder(place, None) => write!(
                f,
                "out of order: {place} does not follow the beginning of its chain"
            ),
            Self::OtherEnd(number, Some(place)) => write!(
                f,
                "replaced: {place}, the end of {}, is not the one that was signed",
                named(number)
            ),
            Self::OtherEnd(number, None) => {
                write!(f, "replaced: the end of {}", named(number))
            }
            Self::Added(place) => write!(f, "added: {place} was not written by the console"),
            Self::Forged(number) => write!(
                f,
                "altered: the signed record of {} (where it ends, where retention let it begin)",
                named(number)
            ),
            Self::NoChain(number) => write!(f, "removed: the signed record of {}", named(number)),
            Self::Broken(number, since) => write!(
                f,
                "altered: {}; the console found that at {} and has added nothing since",
                named(number),
                time(*since)
            ),
        }
    }
}

/// What was walked.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Walked {
    /// Chains: one a process that wrote traces.
    pub chains: u64,
    /// Records.
    pub records: u64,
    /// Records that retention has taken away, by the signed rows.
    pub swept: u64,
    /// Findings that were told.
    pub findings: u64,
}

impl Traces<'_> {
    /// Walks every chain from where retention let it begin to its signed end.
    pub async fn verify(&self, tell: &mut (dyn FnMut(Finding) + Send)) -> Result<Walked, Error> {
        let mut walked = Walked::default();
        let mut told = 0;
        let mut tell = |finding| {
            told += 1;
            tell(finding);
        };
        let chains = self.chains(None).await?;
        let intact = |chain: &&Chain| chain.intact(&self.0.0.sealer);
        // How many there are is believed of the list, else of the rows, as far as they are signed.
        let signed = chains.iter().rfind(intact).map_or(LIST, |last| last.number);
        let list = chains.iter().find(|chain| chain.number == LIST);
        let listed = list.filter(intact).map(|list| list.head);
        if listed.is_some_and(|listed| listed < signed) {
            tell(Finding::Forged(LIST));
        }
        let mut there = chains.iter().map(|chain| chain.number).peekable();
        for number in LIST..=listed.unwrap_or(signed) {
            while there.next_if(|there| *there < number).is_some() {}
            if there.peek() != Some(&number) {
                tell(Finding::NoChain(number));
            }
        }
        for chain in &chains {
            if !intact(&chain) {
                tell(Finding::Forged(chain.number));
            }
            if let Some(since) = chain.broken_at {
                tell(Finding::Broken(chain.number, since));
            }
            if chain.number == LIST {
                continue;
            }
            walked.chains += 1;
            walked.swept += u64::try_from(chain.anchor).unwrap_or_default();
            walked.records += self.walk(chain, &mut tell).await?;
        }
        self.strays(&mut tell).await?;
        walked.findings = told;
        Ok(walked)
    }

    /// The rows of all chains or of one, their keys known.
    async fn chains(&self, number: Option<i64>) -> Result<Vec<Chain>, Error> {
        let rows = self
            .0
            .db()
            .rows(
                "SELECT * FROM trace_chains WHERE $1 = -1 OR number = $1 ORDER BY number",
                args![number.unwrap_or(-1)],
            )
            .await?;
        let chains = rows
            .iter()
            .map(Chain::read)
            .collect::<Result<Vec<_>, _>>()?;
        for chain in &chains {
            self.0.know_key(&chain.key_id).await?;
        }
        Ok(chains)
    }

    async fn walk(
        &self,
        chain: &Chain,
        tell: &mut (dyn FnMut(Finding) + Send),
    ) -> Result<u64, Error> {
        let (mut at, mut hash) = (chain.anchor, Some(chain.anchor_hash.clone()));
        let (mut last, mut records) = (None::<Place>, 0);
        while at < chain.head {
            let rows = self
                .0
                .db()
                .rows(
                    "SELECT * FROM trace_records WHERE chain = $1 AND link > $2 AND link <= $3 \
                     ORDER BY link LIMIT $4",
                    args![chain.number, at, chain.head, AT_ONCE],
                )
                .await?;
            let first = rows.first().map(|row| row.int("link")).transpose()?;
            if first.is_none_or(|first| first > at.saturating_add(1)) {
                // Retention may have gone on since the row of the chain was read.
                let now = self.chains(Some(chain.number)).await?;
                let moved = now.into_iter().find(|now| now.anchor > at);
                if let Some(moved) = moved.filter(|now| now.intact(&self.0.0.sealer)) {
                    (at, hash, last) = (moved.anchor, Some(moved.anchor_hash), None);
                    continue;
                }
            }
            if rows.is_empty() {
                tell(Finding::Missing(gap(at, chain.head), last.take(), None));
                return Ok(records);
            }
            for row in &rows {
                let (link, place) = (row.int("link")?, Place::read(row)?);
                if link > at.saturating_add(1) {
                    let (gap, after) = (gap(at, link.saturating_sub(1)), last.take());
                    tell(Finding::Missing(gap, after, Some(place.clone())));
                    hash = None;
                }
                let own = row.text("hash")?;
                let previous = row.text("previous")?;
                if chain::row_hash(row)? != own {
                    tell(Finding::Edited(place.clone()));
                } else if hash.is_some_and(|hash| hash != previous) {
                    tell(Finding::OutOfOrder(place.clone(), last.take()));
                }
                (at, hash, last) = (link, Some(own), Some(place));
                records += 1;
            }
        }
        if at == chain.head && hash.is_some_and(|hash| hash != chain.head_hash) {
            tell(Finding::OtherEnd(chain.number, last));
        }
        Ok(records)
    }

    /// Records that stand in no chain: before its beginning, after its end, or of no chain at all.
    async fn strays(&self, tell: &mut (dyn FnMut(Finding) + Send)) -> Result<(), Error> {
        let rows = self
            .0
            .db()
            .rows(
                "SELECT r.trace_id, r.part, r.time FROM trace_records r LEFT JOIN trace_chains c \
                 ON c.number = r.chain WHERE c.number IS NULL OR c.number = 0 OR r.link > c.head \
                 OR r.link <= c.anchor ORDER BY r.chain, r.link LIMIT $1",
                args![STRAYS_MAX],
            )
            .await?;
        for row in &rows {
            tell(Finding::Added(Place::read(row)?));
        }
        Ok(())
    }
}

fn gap(from: i64, to: i64) -> u64 {
    u64::try_from(to.saturating_sub(from)).unwrap_or_default()
}

fn time(ms: i64) -> String {
    jiff::Timestamp::from_millisecond(ms).map_or_else(|_| ms.to_string(), |time| time.to_string())
}
