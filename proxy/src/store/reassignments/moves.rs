//! The partitions of a reassignment, one row each.

use super::Reassignments;
use crate::store::Error;
use crate::store::db::{Filter, Row, Tx, anywhere, args, json, word};
use castellan_api::ids::TaskId;
use castellan_api::problem::ItemError;
use sqlx::AssertSqlSafe;

pub use castellan_api::reassignment::MoveState;

/// Rows written by one statement: eight arguments each, below what SQLite takes.
const ROWS_A_STATEMENT: usize = 100;

/// A partition of a reassignment.
#[derive(Clone, Debug, PartialEq)]
pub struct Move {
    /// Its place in the plan.
    pub position: u32,
    /// Topic.
    pub topic: String,
    /// Partition.
    pub partition: i32,
    /// Brokers before, the preferred leader first.
    pub old: Vec<i32>,
    /// Brokers planned, the preferred leader first.
    pub new: Vec<i32>,
    /// Bytes to copy in all; absent: not known.
    pub bytes: Option<u64>,
    /// Bytes copied.
    pub bytes_done: u64,
    /// How far it is.
    pub state: MoveState,
    /// A person asked that it stops.
    pub cancel_asked: bool,
    /// Why not.
    pub error: Option<ItemError>,
}

impl Move {
    /// The brokers that get a replica.
    pub fn adding(&self) -> impl Iterator<Item = i32> {
        self.new.iter().copied().filter(|id| !self.old.contains(id))
    }
}

/// What changed of one.
#[derive(Clone, Debug, PartialEq)]
pub struct MoveUpdate {
    /// Its place in the plan.
    pub position: u32,
    /// How far it is.
    pub state: MoveState,
    /// Bytes copied.
    pub bytes_done: u64,
    /// Why not.
    pub error: Option<ItemError>,
}

/// Filters of the list.
#[derive(Clone, Debug, Default)]
pub struct MoveFilter {
    /// Part of the topic's name.
    pub q: Option<String>,
    /// Only these.
    pub state: Option<MoveState>,
}

const COLUMNS: &str = "SELECT position, topic, partition_id, old_brokers, new_brokers, bytes, \
                       bytes_done, state, cancel_asked, error FROM moves";

fn one(row: &Row) -> Result<Move, Error> {
    Ok(Move {
        position: row.small("position")?,
        topic: row.text("topic")?,
        partition: i32::try_from(row.int("partition_id")?).map_err(Error::corrupt)?,
        old: brokers(&row.text("old_brokers")?)?,
        new: brokers(&row.text("new_brokers")?)?,
        bytes: row
            .maybe_int("bytes")?
            .and_then(|bytes| u64::try_from(bytes).ok()),
        bytes_done: row.count("bytes_done")?,
        state: row.word("state")?,
        cancel_asked: row.flag("cancel_asked")?,
        error: row.maybe_json("error")?,
    })
}

fn brokers(text: &str) -> Result<Vec<i32>, Error> {
    text.split(',')
        .filter(|id| !id.is_empty())
        .map(|id| id.parse().map_err(Error::corrupt))
        .collect()
}

fn listed(brokers: &[i32]) -> String {
    let ids: Vec<String> = brokers.iter().map(ToString::to_string).collect();
    ids.join(",")
}

fn signed(bytes: u64) -> i64 {
    i64::try_from(bytes).unwrap_or(i64::MAX)
}

pub(super) async fn insert(tx: &mut Tx, task: &TaskId, moves: &[Move]) -> Result<(), Error> {
    for chunk in moves.chunks(ROWS_A_STATEMENT) {
        let mut arguments = Vec::with_capacity(chunk.len() * 8);
        let mut rows = Vec::with_capacity(chunk.len());
        for one in chunk {
            let first = arguments.len() + 1;
            let places: Vec<String> = (first..first + 8).map(|at| format!("${at}")).collect();
            rows.push(format!("({})", places.join(", ")));
            arguments.extend(args![
                task,
                one.position,
                &one.topic,
                i64::from(one.partition),
                listed(&one.old),
                listed(&one.new),
                one.bytes.map(signed),
                word(&one.state)?
            ]);
        }
        let sql = format!(
            "INSERT INTO moves (task_id, position, topic, partition_id, old_brokers, new_brokers, \
             bytes, state) VALUES {}",
            rows.join(", ")
        );
        tx.write(AssertSqlSafe(sql), arguments).await?;
    }
    Ok(())
}

pub(super) async fn update(tx: &mut Tx, task: &TaskId, update: &MoveUpdate) -> Result<(), Error> {
    let error = update.error.as_ref().map(json).transpose()?;
    tx.write(
        "UPDATE moves SET state = $3, bytes_done = $4, error = $5 WHERE task_id = $1 AND position \
         = $2",
        args![
            task,
            update.position,
            word(&update.state)?,
            signed(update.bytes_done),
            error
        ],
    )
    .await
    .map(drop)
}

impl Reassignments<'_> {
    /// All partitions of a reassignment, in the order of the plan.
    pub async fn moves(&self, task: &TaskId) -> Result<Vec<Move>, Error> {
        let sql = AssertSqlSafe(format!("{COLUMNS} WHERE task_id = $1 ORDER BY position"));
        let rows = self.0.db().rows(sql, args![task]).await?;
        rows.iter().map(one).collect()
    }

    /// One page of them, those under way first, and how many there are.
    pub async fn moves_page(
        &self,
        task: &TaskId,
        by: &MoveFilter,
        (skip, take): (usize, usize),
    ) -> Result<(Vec<Move>, u64), Error> {
        let mut filter = Filter::default();
        filter.and("task_id = ?", task);
        if let Some(q) = by.q.as_deref().filter(|q| !q.is_empty()) {
            filter.and("lower(topic) LIKE ? ESCAPE '!'", anywhere(q));
        }
        if let Some(state) = &by.state {
            filter.and("state = ?", word(state)?);
        }
        let clause = filter.clause();
        let total = AssertSqlSafe(format!("SELECT count(*) AS n FROM moves{clause}"));
        let total = self.0.db().row(total, filter.arguments()).await?;
        let (limit, arguments) = filter.page(skip, take);
        let sql = AssertSqlSafe(format!(
            "{COLUMNS}{clause} ORDER BY CASE state WHEN 'moving' THEN 0 WHEN 'failed' THEN 1 WHEN \
             'waiting' THEN 2 ELSE 3 END, position{limit}"
        ));
        let rows = self.0.db().rows(sql, arguments).await?;
        let moves = rows.iter().map(one).collect::<Result<_, _>>()?;
        Ok((moves, total.map_or(Ok(0), |row| row.count("n"))?))
    }

    /// Asks that one stops. False if it has ended, or is not part of it.
    pub async fn cancel_move(
        &self,
        task: &TaskId,
        topic: &str,
        partition: i32,
    ) -> Result<bool, Error> {
        let sql = "UPDATE moves SET cancel_asked = 1 WHERE task_id = $1 AND topic = $2 AND \
                   partition_id = $3 AND state IN ('waiting', 'moving')";
        let arguments = args![task, topic, i64::from(partition)];
        Ok(self.0.db().write(sql, arguments).await? > 0)
    }

    /// Those whose stop was asked for and that have not ended, by their place.
    pub async fn cancels(&self, task: &TaskId) -> Result<Vec<u32>, Error> {
        let sql = "SELECT position FROM moves WHERE task_id = $1 AND cancel_asked = 1 AND state IN \
                   ('waiting', 'moving')";
        let rows = self.0.db().rows(sql, args![task]).await?;
        rows.iter().map(|row| row.small("position")).collect()
    }
}
