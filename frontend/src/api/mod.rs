//! The only fetch. An endpoint is a type of `castellan-api`; calling it is one line:
//!
//! `call::<DeleteTopic>(&path, &NoQuery {}, ()).await` once, and
//! `load::<ListTopics>(move || Some((path, query())), &[Part::Metadata])` for what a page shows.
//!
//! What is generic here only turns types to text and back; the work is in `fetch`, on strings, so
//! that a hundred endpoints do not cost a hundred copies.

mod failure;
mod fetch;
mod lines;
mod load;

pub use failure::Failure;
pub use fetch::{Reply, Sent};
pub use lines::call_lines;
pub use load::{Load, State, Watch, load, load_by};

use castellan_api::endpoint::{
    Accepted, Answer, Body, Endpoint, Json, Lines, Needs, Nothing, PREFIX, Version, Versioned,
    Wire, fill,
};
use castellan_api::tasks::TaskRef;

/// An answer the app can read from text.
pub trait Receive: Answer {
    /// Reads it.
    fn receive(reply: Reply) -> Result<Self::Value, Failure>;
}

impl<T: Wire> Receive for Json<T> {
    fn receive(reply: Reply) -> Result<T, Failure> {
        parse(&reply.text)
    }
}

impl Receive for Nothing {
    fn receive(_: Reply) -> Result<(), Failure> {
        Ok(())
    }
}

impl Receive for Accepted {
    fn receive(reply: Reply) -> Result<TaskRef, Failure> {
        parse(&reply.text)
    }
}

impl<T: Wire> Receive for Versioned<T> {
    fn receive(reply: Reply) -> Result<Version<T>, Failure> {
        Ok(Version {
            value: parse(&reply.text)?,
            etag: reply.etag.unwrap_or_default(),
        })
    }
}

impl<T: Wire> Receive for Lines<T> {
    fn receive(reply: Reply) -> Result<Vec<T>, Failure> {
        reply
            .text
            .lines()
            .filter(|line| !line.is_empty())
            .map(parse)
            .collect()
    }
}

/// Reads JSON; what cannot be read is an answer of another version of the console.
fn parse<T: serde::de::DeserializeOwned>(text: &str) -> Result<T, Failure> {
    serde_json::from_str(text).map_err(|error| Failure::Unreadable(error.to_string()))
}

/// Address of a call, below the base of the page.
pub fn address<E: Endpoint>(path: &E::Path, query: &E::Query) -> String {
    let mut address = crate::routes::below_base(&format!("{PREFIX}{}", fill(E::PATH, path)));
    let query = castellan_api::url::encode(query);
    if !query.is_empty() {
        address.push('?');
        address.push_str(&query);
    }
    address
}

/// What is sent for a call.
fn sent<E: Endpoint>(
    path: &E::Path,
    query: &E::Query,
    body: &<E::Body as Body>::Value,
    if_match: Option<&str>,
) -> Sent {
    Sent {
        method: E::METHOD,
        address: address::<E>(path, query),
        body: <E::Body as Body>::write(body),
        if_match: if_match.map(str::to_owned),
        open: matches!(E::NEEDS, Needs::Open),
    }
}

/// Calls an endpoint.
pub async fn call<E>(
    path: &E::Path,
    query: &E::Query,
    body: <E::Body as Body>::Value,
) -> Result<<E::Answer as Answer>::Value, Failure>
where
    E: Endpoint,
    E::Answer: Receive,
{
    <E::Answer as Receive>::receive(fetch::send(sent::<E>(path, query, &body, None)).await?)
}

/// Calls an endpoint that changes what was read at a version: the ETag of a `Versioned` answer.
pub async fn call_if<E>(
    path: &E::Path,
    query: &E::Query,
    body: <E::Body as Body>::Value,
    etag: &str,
) -> Result<<E::Answer as Answer>::Value, Failure>
where
    E: Endpoint,
    E::Answer: Receive,
{
    <E::Answer as Receive>::receive(fetch::send(sent::<E>(path, query, &body, Some(etag))).await?)
}
