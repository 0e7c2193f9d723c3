//! The chains of trace records. Each process adds to a chain of its own: a record carries the hash
//! of the one before it and its own hash over that and all its columns. The row of the chain holds
//! its last hash and what retention took away, signed with a data key: who can write to the
//! database but has no key can neither edit a record, nor take one away, nor cut the end off,
//! without [`super::verify`] seeing it. Chain 0 is the list of the others.

use crate::store::db::{Row, Tx, Value, args};
use crate::store::seal::Sealer;
use crate::store::{Error, Store};
use ring::digest::{SHA256, digest};
use std::sync::{Mutex, PoisonError};

/// The number of the row that lists the chains.
pub(super) const LIST: i64 = 0;

/// The columns that a record's hash covers, in their order; true: a number.
const FIELDS: [(&str, bool); 20] = [
    ("trace_id", false),
    ("part", false),
    ("time", true),
    ("name", false),
    ("kind", false),
    ("resource_type", false),
    ("resource_name", false),
    ("resource_id", false),
    ("source", false),
    ("operator", false),
    ("operator_id", true),
    ("signed_in_by", false),
    ("address", false),
    ("request", false),
    ("api_version", false),
    ("status", false),
    ("code", true),
    ("message", false),
    ("response", false),
    ("folded", true),
];

const INSERT: &str = "INSERT INTO trace_records (trace_id, part, time, name, kind, resource_type, \
                      resource_name, resource_id, source, operator, operator_id, signed_in_by, \
                      address, request, api_version, status, code, message, response, folded, \
                      chain, link, previous, hash) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, \
                      $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24)";

/// The chain this process adds to, once it has one.
#[derive(Default)]
pub(in crate::store) struct Own(Mutex<Option<String>>);

impl Own {
    fn get(&self) -> Option<String> {
        let own = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        own.clone()
    }

    fn set(&self, id: String) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(id);
    }
}

/// The row of a chain.
#[derive(Clone, Debug)]
pub(in crate::store) struct Chain {
    pub number: i64,
    pub id: String,
    pub began_at: i64,
    pub head: i64,
    pub head_hash: String,
    pub anchor: i64,
    pub anchor_hash: String,
    pub anchored_at: Option<i64>,
    pub broken_at: Option<i64>,
    pub key_id: String,
    pub signature: String,
}

impl Chain {
    /// Of a row with all columns.
    pub(in crate::store) fn read(row: &Row) -> Result<Self, Error> {
        Ok(Self {
            number: row.int("number")?,
            id: row.text("id")?,
            began_at: row.int("began_at")?,
            head: row.int("head")?,
            head_hash: row.text("head_hash")?,
            anchor: row.int("anchor")?,
            anchor_hash: row.text("anchor_hash")?,
            anchored_at: row.maybe_int("anchored_at")?,
            broken_at: row.maybe_int("broken_at")?,
            key_id: row.text("key_id")?,
            signature: row.text("signature")?,
        })
    }

    fn new(number: i64, id: String, now: i64) -> Self {
        let mut root = b"castellan chain\n".to_vec();
        for value in args![number, &id, now] {
            feed(&mut root, &value);
        }
        let root = hex::encode(digest(&SHA256, &root));
        Self {
            number,
            id,
            began_at: now,
            head: 0,
            head_hash: root.clone(),
            anchor: 0,
            anchor_hash: root,
            anchored_at: None,
            broken_at: None,
            key_id: String::new(),
            signature: String::new(),
        }
    }

    /// What the signature is over.
    fn bytes(&self) -> Vec<u8> {
        let mut bytes = b"castellan chain row\n".to_vec();
        for value in args![
            self.number,
            &self.id,
            self.began_at,
            self.head,
            &self.head_hash,
            self.anchor,
            &self.anchor_hash,
            self.anchored_at,
            self.broken_at,
            &self.key_id
        ] {
            feed(&mut bytes, &value);
        }
        bytes
    }

    /// True if it is as the console signed it; its key must be known if the store has it.
    pub(in crate::store) fn intact(&self, sealer: &Sealer) -> bool {
        sealer.signed(&self.key_id, &self.bytes(), &self.signature)
    }

    /// Signs it with the key that seals now, and writes it.
    pub(in crate::store) async fn put(
        mut self,
        sealer: &Sealer,
        tx: &mut Tx,
    ) -> Result<Self, Error> {
        self.key_id = sealer.current(tx).await?;
        self.signature = sealer.sign(&self.key_id, &self.bytes())?;
        tx.write(
            "INSERT INTO trace_chains (number, id, began_at, head, head_hash, anchor, anchor_hash, \
             anchored_at, broken_at, key_id, signature) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, \
             $9, $10, $11) ON CONFLICT (number) DO UPDATE SET id = excluded.id, began_at = \
             excluded.began_at, head = excluded.head, head_hash = excluded.head_hash, anchor = \
             excluded.anchor, anchor_hash = excluded.anchor_hash, anchored_at = \
             excluded.anchored_at, broken_at = excluded.broken_at, key_id = excluded.key_id, \
             signature = excluded.signature",
            args![
                self.number,
                &self.id,
                self.began_at,
                self.head,
                &self.head_hash,
                self.anchor,
                &self.anchor_hash,
                self.anchored_at,
                self.broken_at,
                &self.key_id,
                &self.signature
            ],
        )
        .await?;
        Ok(self)
    }

    /// Notes for good that it was found altered. Nothing is added to it after that, so that no new
    /// signature covers up what somebody did.
    pub(in crate::store) async fn put_broken(
        mut self,
        sealer: &Sealer,
        tx: &mut Tx,
        now: i64,
    ) -> Result<Self, Error> {
        tracing::error!(
            chain = self.number,
            "records of traces were altered or removed by something other than the console; \
             `castellan audit verify` says which"
        );
        self.broken_at = Some(now);
        self.put(sealer, tx).await
    }
}

/// The chain with this number, and whether it is as it was signed.
pub(in crate::store) async fn by_number(
    sealer: &Sealer,
    tx: &mut Tx,
    number: i64,
) -> Result<Option<(Chain, bool)>, Error> {
    let sql = "SELECT * FROM trace_chains WHERE number = $1";
    let row = tx.row(sql, args![number]).await?;
    checked(sealer, tx, row).await
}

async fn checked(
    sealer: &Sealer,
    tx: &mut Tx,
    row: Option<Row>,
) -> Result<Option<(Chain, bool)>, Error> {
    let Some(chain) = row.as_ref().map(Chain::read).transpose()? else {
        return Ok(None);
    };
    drop(row);
    sealer.know(tx, &chain.key_id).await?;
    let intact = chain.intact(sealer);
    Ok(Some((chain, intact)))
}

/// Begins the list of chains, with the first data key of a store: from then on its absence shows.
pub(in crate::store) async fn begin_list(
    sealer: &Sealer,
    tx: &mut Tx,
    now: i64,
) -> Result<Chain, Error> {
    Chain::new(LIST, "list".into(), now).put(sealer, tx).await
}

/// The list of chains; noted as broken where it is gone or not as it was signed. Then the rows of the
/// chains say how many there are, as far as they are as they were signed.
pub(super) async fn list(sealer: &Sealer, tx: &mut Tx, now: i64) -> Result<Chain, Error> {
    let list = match by_number(sealer, tx, LIST).await? {
        Some((list, true)) => return Ok(list),
        Some((list, false)) => list,
        None => begin_list(sealer, tx, now).await?,
    };
    let sql = "SELECT * FROM trace_chains ORDER BY number DESC";
    let mut head = 0;
    for row in tx.rows(sql, args![]).await? {
        if let Some((chain, true)) = checked(sealer, tx, Some(row)).await? {
            head = chain.number;
            break;
        }
    }
    Chain { head, ..list }.put_broken(sealer, tx, now).await
}

/// Puts a row, noted as broken, where the row of a chain is gone.
pub(super) async fn note_missing(sealer: &Sealer, tx: &mut Tx, now: i64) -> Result<(), Error> {
    let list = list(sealer, tx, now).await?;
    let sql = "SELECT count(*) AS n FROM trace_chains WHERE number > 0 AND number <= $1";
    let there = tx.row(sql, args![list.head]).await?;
    if there.map_or(Ok(0), |row| row.int("n"))? >= list.head {
        return Ok(());
    }
    for number in LIST + 1..=list.head {
        if by_number(sealer, tx, number).await?.is_none() {
            let chain = Chain::new(number, format!("missing-{number}"), now);
            chain.put_broken(sealer, tx, now).await?;
        }
    }
    Ok(())
}

/// Adds a record, its values in the order of [`FIELDS`], to the chain of this process.
pub(super) async fn append(
    store: &Store,
    tx: &mut Tx,
    mut values: Vec<Value>,
) -> Result<(), Error> {
    let mut chain = own(store, tx).await?;
    let hash = link_hash(&chain.head_hash, &values);
    chain.head += 1;
    values.extend(args![chain.number, chain.head, &chain.head_hash, &hash]);
    tx.write(INSERT, values).await?;
    chain.head_hash = hash;
    chain.put(&store.0.sealer, tx).await.map(drop)
}

/// The chain of this process; a new one at its first record, and where the one it had is no longer
/// as it was left.
async fn own(store: &Store, tx: &mut Tx) -> Result<Chain, Error> {
    let sealer = &store.0.sealer;
    if let Some(id) = store.0.own_chain.get() {
        let sql = "SELECT * FROM trace_chains WHERE id = $1";
        let row = tx.row(sql, args![id]).await?;
        match checked(sealer, tx, row).await? {
            Some((chain, true)) if chain.broken_at.is_none() => return Ok(chain),
            Some((chain, false)) => {
                chain.put_broken(sealer, tx, store.now()).await?;
            }
            Some((_, true)) | None => {}
        }
    }
    let mut list = list(sealer, tx, store.now()).await?;
    // no number twice, even where the list was put back to an older state
    let sql = "SELECT max(number) AS last FROM trace_chains";
    let last = match tx.row(sql, args![]).await? {
        Some(row) => row.maybe_int("last")?.unwrap_or(LIST),
        None => LIST,
    };
    list.head = list.head.max(last) + 1;
    let id = store.0.clock.id()?;
    let chain = Chain::new(list.head, id.clone(), store.now());
    let chain = chain.put(sealer, tx).await?;
    list.put(sealer, tx).await?;
    store.0.own_chain.set(id);
    Ok(chain)
}

/// The hash of a record whose row has all columns, as it should be.
pub(super) fn row_hash(row: &Row) -> Result<String, Error> {
    let values = FIELDS
        .iter()
        .map(|(name, number)| {
            Ok(if *number {
                Value::Int(row.maybe_int(name)?)
            } else {
                Value::Text(row.maybe_text(name)?)
            })
        })
        .collect::<Result<Vec<_>, Error>>()?;
    Ok(link_hash(&row.text("previous")?, &values))
}

fn link_hash(previous: &str, values: &[Value]) -> String {
    let mut bytes = b"castellan trace record\n".to_vec();
    feed(&mut bytes, &Value::Text(Some(previous.to_owned())));
    for value in values {
        feed(&mut bytes, value);
    }
    hex::encode(digest(&SHA256, &bytes))
}

/// Writes a value so that no two lists of values give the same bytes.
fn feed(bytes: &mut Vec<u8>, value: &Value) {
    let mut put = |tag: u8, content: &[u8]| {
        bytes.push(tag);
        bytes.extend((content.len() as u64).to_be_bytes());
        bytes.extend(content);
    };
    match value {
        Value::Int(None) | Value::Text(None) | Value::Bytes(None) => put(0, &[]),
        Value::Int(Some(number)) => put(1, &number.to_be_bytes()),
        Value::Text(Some(text)) => put(2, text.as_bytes()),
        Value::Bytes(Some(content)) => put(3, content),
    }
}
