//! Traces: two records each, one when a change begins and one when it ends. Records are added and
//! never changed; only retention takes them away. They are chained, so that it shows if something
//! else did.

pub(super) mod chain;
mod filter;
mod retain;
mod verify;

pub use verify::{Finding, Place, Walked};

use super::db::{Row, Tx, Value, args, json, word};
use super::idempotency::{self, Key};
use super::{Error, Store};
use castellan_api::audit::{TraceDetail, TraceKind, TraceQuery, TraceStatus, TraceSummary};
use castellan_api::ids::{TraceId, UserId};
use castellan_api::page::Order;
use serde_json::Value as Json;
use sqlx::AssertSqlSafe;

/// The first record of a trace.
#[derive(Clone, Debug)]
pub struct Opened {
    /// ID.
    pub id: TraceId,
    /// Name without its end, as `Kafka_create_topic`.
    pub name: String,
    /// Where the change comes from.
    pub kind: TraceKind,
    /// Resource type.
    pub resource_type: String,
    /// Name of what is changed.
    pub resource_name: String,
    /// ID of the instance, where it is about one.
    pub resource_id: Option<String>,
    /// Who.
    pub operator: String,
    /// User ID of who.
    pub operator_id: Option<UserId>,
    /// How they were authenticated.
    pub signed_in_by: String,
    /// Address of the operator.
    pub address: String,
    /// The request, secrets removed.
    pub request: Json,
}

/// The second record of a trace.
#[derive(Clone, Debug)]
pub struct Closed {
    /// How it ended.
    pub status: TraceStatus,
    /// HTTP status of the answer, where there was a request.
    pub code: Option<u16>,
    /// Outcome in words.
    pub message: String,
    /// The answer, secrets removed.
    pub response: Json,
    /// How many like it this one stands for.
    pub count: u32,
}

const SOURCE: &str = "castellan";
const API_VERSION: &str = "v1";

const SELECT: &str = "SELECT o.trace_id, coalesce(c.name, o.name) AS name, o.kind, \
                      o.resource_type, o.resource_name, o.resource_id, o.source, o.operator, \
                      o.signed_in_by, o.address, o.request, o.api_version, o.time, c.status, \
                      c.code, c.message, c.response, c.folded, c.time AS closed_at";
const FROM: &str = " FROM trace_records o LEFT JOIN trace_records c \
     ON c.trace_id = o.trace_id AND c.part = 'closed'";

fn summary(row: &Row) -> Result<TraceSummary, Error> {
    let status = row.maybe_text("status")?;
    Ok(TraceSummary {
        id: TraceId::trusted(row.text("trace_id")?),
        name: row.text("name")?,
        kind: row.word("kind")?,
        resource_type: row.text("resource_type")?,
        resource_name: row.text("resource_name")?,
        resource_id: row.maybe_text("resource_id")?,
        source: row.text("source")?,
        operator: row.text("operator")?,
        status: if status.is_some() {
            row.word("status")?
        } else {
            TraceStatus::Open
        },
        code: row
            .maybe_int("code")?
            .and_then(|code| u16::try_from(code).ok()),
        message: row.maybe_text("message")?.unwrap_or_default(),
        time: row.int("time")?,
        count: row
            .maybe_int("folded")?
            .and_then(|count| u32::try_from(count).ok())
            .unwrap_or(1),
    })
}

fn detail(row: &Row) -> Result<TraceDetail, Error> {
    Ok(TraceDetail {
        summary: summary(row)?,
        signed_in_by: row.text("signed_in_by")?,
        address: row.text("address")?,
        request: row.json("request")?,
        response: row.maybe_json("response")?.unwrap_or(Json::Null),
        closed_at: row.maybe_int("closed_at")?,
        api_version: row.text("api_version")?,
    })
}

/// The traces of the store.
#[derive(Debug)]
pub struct Traces<'a>(pub(super) &'a Store);

impl Traces<'_> {
    /// Writes the opening and takes the idempotency key, both or neither. False: the key is taken.
    pub async fn open(&self, opened: &Opened, key: Option<&Key>) -> Result<bool, Error> {
        let now = self.0.now();
        let mut tx = self.0.db().begin().await?;
        if let Some(key) = key
            && !idempotency::take(&mut tx, key, &opened.id, now).await?
        {
            return Ok(false);
        }
        insert_opened(self.0, &mut tx, opened, now).await?;
        tx.commit().await?;
        Ok(true)
    }

    /// Writes the closing and keeps the answer for the idempotency key. False: there is no such
    /// open trace.
    pub async fn close(&self, id: &TraceId, closed: &Closed) -> Result<bool, Error> {
        let mut tx = self.0.db().begin().await?;
        let open = tx
            .row(
                "SELECT name FROM trace_records o WHERE trace_id = $1 AND part = 'opened' AND NOT \
                 EXISTS (SELECT 1 FROM trace_records c WHERE c.trace_id = o.trace_id AND c.part = \
                 'closed')",
                args![id],
            )
            .await?;
        let Some(open) = open else { return Ok(false) };
        insert_closed(
            self.0,
            &mut tx,
            id,
            &open.text("name")?,
            closed,
            self.0.now(),
        )
        .await?;
        if let Some(status) = closed.code {
            idempotency::finish(&mut tx, id, status, &answer(id, status, closed)?).await?;
        }
        tx.commit().await?;
        Ok(true)
    }

    /// Writes both records at once: of an attempt that never began.
    pub async fn record(&self, opened: &Opened, closed: &Closed) -> Result<(), Error> {
        let now = self.0.now();
        let mut tx = self.0.db().begin().await?;
        insert_opened(self.0, &mut tx, opened, now).await?;
        insert_closed(self.0, &mut tx, &opened.id, &opened.name, closed, now).await?;
        tx.commit().await
    }

    /// Closes what was opened up to a time and not closed: incident, outcome unknown.
    pub(super) async fn close_open(&self, until: i64) -> Result<u64, Error> {
        let mut tx = self.0.db().begin().await?;
        let open = tx
            .rows(
                "SELECT trace_id, name FROM trace_records o WHERE part = 'opened' AND time <= $1 \
                 AND NOT EXISTS (SELECT 1 FROM trace_records c WHERE c.trace_id = o.trace_id AND \
                 c.part = 'closed')",
                args![until],
            )
            .await?;
        let closed = Closed {
            status: TraceStatus::Incident,
            code: None,
            message: "The console stopped before this ended: its outcome is unknown. Look at the \
                      cluster."
                .into(),
            response: Json::Null,
            count: 1,
        };
        for row in &open {
            let id = TraceId::trusted(row.text("trace_id")?);
            insert_closed(
                self.0,
                &mut tx,
                &id,
                &row.text("name")?,
                &closed,
                self.0.now(),
            )
            .await?;
        }
        tx.commit().await?;
        Ok(open.len() as u64)
    }

    /// One page of those that the filters find, and how many there are; `own` narrows to the traces
    /// of one user.
    pub async fn list(
        &self,
        query: &TraceQuery,
        own: Option<UserId>,
        (skip, take): (usize, usize),
    ) -> Result<(Vec<TraceSummary>, u64), Error> {
        let filter = filter::filter(query, own)?;
        let clause = filter.clause();
        let total = format!("SELECT count(*) AS n{FROM}{clause}");
        let total = self
            .0
            .db()
            .row(AssertSqlSafe(total), filter.arguments())
            .await?;
        let direction = if query.order == Some(Order::Asc) {
            "ASC"
        } else {
            "DESC"
        };
        let (limit, arguments) = filter.page(skip, take);
        let order = format!(" ORDER BY o.time {direction}, o.seq {direction}");
        let sql = format!("{SELECT}{FROM}{clause}{order}{limit}");
        let rows = self.0.db().rows(AssertSqlSafe(sql), arguments).await?;
        let traces = rows.iter().map(summary).collect::<Result<_, _>>()?;
        Ok((traces, total.map_or(Ok(0), |row| row.count("n"))?))
    }

    /// One whole; `own` hides those of others.
    pub async fn get(
        &self,
        id: &TraceId,
        own: Option<UserId>,
    ) -> Result<Option<TraceDetail>, Error> {
        let sql = format!(
            "{SELECT}{FROM} WHERE o.part = 'opened' AND o.trace_id = $1 AND ($2 = -1 OR \
             o.operator_id = $2)"
        );
        let own = own.map_or(-1, |own| own.0);
        let row = self.0.db().row(AssertSqlSafe(sql), args![id, own]).await?;
        row.as_ref().map(detail).transpose()
    }
}

/// What a repeated request with the same key is answered.
fn answer(id: &TraceId, status: u16, closed: &Closed) -> Result<String, Error> {
    // A batch of which a part failed has an answer too.
    if status < 400 {
        return if closed.response.is_null() {
            Ok(String::new())
        } else {
            json(&closed.response)
        };
    }
    json(&serde_json::json!({
        "type": "urn:castellan:problem:answered-before",
        "title": "The first request with this Idempotency-Key failed",
        "status": status,
        "detail": closed.message,
        "trace_id": id.as_str(),
    }))
}

async fn insert_opened(store: &Store, tx: &mut Tx, opened: &Opened, now: i64) -> Result<(), Error> {
    let values = args![
        &opened.id,
        "opened",
        now,
        &opened.name,
        word(&opened.kind)?,
        &opened.resource_type,
        &opened.resource_name,
        opened.resource_id.clone(),
        SOURCE,
        &opened.operator,
        opened.operator_id.map(|id| id.0),
        &opened.signed_in_by,
        &opened.address,
        json(&opened.request)?,
        API_VERSION,
        None::<String>,
        None::<i64>,
        None::<String>,
        None::<String>,
        None::<i64>,
    ];
    chain::append(store, tx, values).await
}

async fn insert_closed(
    store: &Store,
    tx: &mut Tx,
    id: &TraceId,
    name: &str,
    closed: &Closed,
    now: i64,
) -> Result<(), Error> {
    let end = if closed.status == TraceStatus::Normal {
        "Success"
    } else {
        "Failure"
    };
    let mut values = args![id, "closed", now, format!("{name}{end}")];
    values.extend((0..6).map(|_| Value::Text(None)));
    values.push(Value::Int(None));
    values.extend((0..4).map(|_| Value::Text(None)));
    values.extend(args![
        word(&closed.status)?,
        closed.code.map(i64::from),
        &closed.message,
        json(&closed.response)?,
        closed.count,
    ]);
    chain::append(store, tx, values).await
}

#[cfg(test)]
mod tests;
