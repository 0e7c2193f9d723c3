//! Trust and key stores of a connection, read into PEM before anything else looks at it: what is
//! kept, shown and used is PEM alone, and no password of a store is kept.

use crate::error::Error;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use castellan_api::instances::{Connection, KeyStore, TrustStore};
use castellan_api::problem::FieldError;
use castellan_api::rules;
use castellan_kafka::{ClientIdentity, StorePart, StoreProblem};
use std::time::Duration;
use tokio::sync::Semaphore;

/// One store is read at a time: a hostile one may ask for minutes of computing.
static AT_WORK: Semaphore = Semaphore::const_new(1);
/// How long a store waits for another one.
const WAIT: Duration = Duration::from_secs(5);
/// Seconds after which somebody may try again.
const RETRY_S: u64 = 5;

/// What reading the stores found.
#[derive(Debug, Default)]
pub(super) struct Opened {
    errors: Vec<FieldError>,
    /// Fields whose content came from a store, and that store's field.
    moved: Vec<(String, String)>,
}

/// Puts what is in the stores into the PEM fields; `at` is the place of the connection in the body.
pub(super) async fn open(connection: &mut Connection, at: &str) -> Result<Opened, Error> {
    let mut opened = Opened::default();
    if let Some(store) = connection.trust_store.take() {
        let place = format!("{at}/trust_store");
        match trusted(store, connection.ca_pem.is_some()).await? {
            Ok(pem) => connection.ca_pem = Some(pem),
            Err(refused) => opened.errors.push(refused.at(&place)),
        }
        opened.moved.push((format!("{at}/ca_pem"), place));
    }
    if let Some(store) = connection.key_store.take() {
        let place = format!("{at}/key_store");
        let both = connection.client_cert_pem.is_some() || connection.client_key_pem.is_some();
        match identity(store, both).await? {
            Ok(identity) => {
                connection.client_cert_pem = Some(identity.chain_pem);
                connection.client_key_pem = Some(identity.key_pem.reveal().to_owned());
            }
            Err(refused) => opened.errors.push(refused.at(&place)),
        }
        for field in ["client_cert_pem", "client_key_pem"] {
            opened.moved.push((format!("{at}/{field}"), place.clone()));
        }
    }
    Ok(opened)
}

impl Opened {
    /// Adds what else is wrong; what is said of content from a store is said of the store.
    pub(super) fn join<T>(self, checked: Result<T, Error>) -> Result<T, Error> {
        let mut errors = self.errors;
        match checked {
            Ok(value) if errors.is_empty() => Ok(value),
            Ok(_) => Err(Error::Invalid(errors)),
            Err(Error::Invalid(others)) => {
                errors.extend(others.into_iter().map(|mut error| {
                    let moved = self.moved.iter().find(|(from, _)| *from == error.pointer);
                    if let Some((_, to)) = moved {
                        error.pointer.clone_from(to);
                    }
                    error
                }));
                Err(Error::Invalid(errors))
            }
            Err(other) => Err(other),
        }
    }
}

/// What is wrong with a store, and with which of its fields; an empty name stands for the store.
struct Refused(&'static str, String);

impl Refused {
    fn at(self, place: &str) -> FieldError {
        match self.0 {
            "" => FieldError::new(place, self.1),
            field => FieldError::new(format!("{place}/{field}"), self.1),
        }
    }
}

impl From<StoreProblem> for Refused {
    fn from(problem: StoreProblem) -> Self {
        let field = match problem.part() {
            StorePart::File => "content",
            StorePart::Password => "password",
            StorePart::KeyPassword => "key_password",
            StorePart::Alias => "alias",
        };
        Self(field, problem.to_string())
    }
}

async fn trusted(store: TrustStore, also_pem: bool) -> Result<Result<String, Refused>, Error> {
    if also_pem {
        let text = "CA certificates are given as PEM and as a store. Give one of them.";
        return Ok(Err(Refused("", text.into())));
    }
    beside(move || {
        let bytes = decoded(&store.content)?;
        Ok(castellan_kafka::trust_store(&bytes, &store.password)?)
    })
    .await
}

async fn identity(
    store: KeyStore,
    also_pem: bool,
) -> Result<Result<ClientIdentity, Refused>, Error> {
    if also_pem {
        let text = "The client certificate is given as PEM and as a store. Give one of them.";
        return Ok(Err(Refused("", text.into())));
    }
    beside(move || {
        let bytes = decoded(&store.content)?;
        let filled = |text: &'_ Option<String>| text.clone().filter(|text| !text.is_empty());
        let (key_password, alias) = (filled(&store.key_password), filled(&store.alias));
        Ok(castellan_kafka::key_store(
            &bytes,
            &store.password,
            key_password.as_deref(),
            alias.as_deref(),
        )?)
    })
    .await
}

fn decoded(content: &str) -> Result<Vec<u8>, Refused> {
    let refuse = |text: String| Refused("content", text);
    let most = rules::STORE_BYTES_MAX;
    // Base64 has four characters for three bytes.
    if content.len() / 4 * 3 > most + 3 {
        return Err(refuse(rules::store_too_large(content.len() / 4 * 3)));
    }
    let bytes = STANDARD.decode(content.trim()).map_err(|_| {
        refuse("This is no base64: give the bytes of the file in base64, with padding.".into())
    })?;
    if bytes.len() > most {
        return Err(refuse(rules::store_too_large(bytes.len())));
    }
    Ok(bytes)
}

/// On a thread of its own: key derivation takes long by intent.
async fn beside<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, Refused> + Send + 'static,
) -> Result<Result<T, Refused>, Error> {
    let permit = tokio::time::timeout(WAIT, AT_WORK.acquire())
        .await
        .map_err(|_| Error::TooMany {
            detail: "Other key stores are being read. Try again in a moment.".into(),
            retry_after_s: RETRY_S,
        })?
        .map_err(|_| Error::Bug("the gate of key stores is closed".into()))?;
    let worked = tokio::task::spawn_blocking(move || {
        // The permit goes with the work: a caller who leaves does not let another begin.
        let _permit = permit;
        work()
    })
    .await;
    // A reader that gave up on hostile bytes must not take the answer with it.
    Ok(worked.unwrap_or_else(|_| {
        let text = "The store cannot be read: it is broken in a way that stopped its reader.";
        Err(Refused("content", text.into()))
    }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use castellan_api::instances::SecurityProtocol;

    fn connection() -> Connection {
        Connection {
            bootstrap: vec!["a:9092".into()],
            security: SecurityProtocol::Ssl,
            mechanism: None,
            username: None,
            password: None,
            ca_pem: None,
            client_cert_pem: None,
            client_key_pem: None,
            trust_store: None,
            key_store: None,
            verify_host: true,
            allow_plain_unencrypted: false,
        }
    }

    fn found(refused: Result<(), Error>) -> Vec<(String, String)> {
        match refused {
            Err(Error::Invalid(errors)) => errors
                .into_iter()
                .map(|error| (error.pointer, error.detail))
                .collect(),
            _ => Vec::new(),
        }
    }

    #[tokio::test]
    async fn each_refusal_names_its_field() {
        let pem = || Some("-----BEGIN CERTIFICATE-----".to_owned());
        let trust = |content: &str| TrustStore {
            content: content.to_owned(),
            password: "x".into(),
        };
        let big = STANDARD.encode(vec![0; rules::STORE_BYTES_MAX + 1]);
        let cases = [
            (
                trust("no base64!"),
                None,
                "/connection/trust_store/content",
                "base64",
            ),
            (
                trust(&big),
                None,
                "/connection/trust_store/content",
                "350,001",
            ),
            (
                trust("aGVsbG8="),
                None,
                "/connection/trust_store/content",
                "neither",
            ),
            (
                trust("aGVsbG8="),
                pem(),
                "/connection/trust_store",
                "one of them",
            ),
        ];
        for (store, ca_pem, pointer, words) in cases {
            let mut one = connection();
            (one.trust_store, one.ca_pem) = (Some(store), ca_pem);
            let opened = open(&mut one, "/connection").await.unwrap();
            assert!(one.trust_store.is_none(), "a store is left to be kept");
            let found = found(opened.join(Ok(())));
            assert_eq!(found.len(), 1, "{found:?}");
            assert_eq!(found[0].0, pointer);
            assert!(found[0].1.contains(words), "{found:?}");
        }
    }

    #[tokio::test]
    async fn what_is_said_of_its_content_is_said_of_the_store() {
        let mut one = connection();
        one.key_store = Some(KeyStore {
            content: "aGVsbG8=".into(),
            password: String::new(),
            key_password: None,
            alias: None,
        });
        let opened = open(&mut one, "").await.unwrap();
        let other = |pointer: &str| FieldError::new(pointer, "x");
        let checked = Err(Error::Invalid(vec![
            other("/client_key_pem"),
            other("/bootstrap"),
        ]));
        let pointers: Vec<String> = found(opened.join(checked))
            .into_iter()
            .map(|(pointer, _)| pointer)
            .collect();
        assert_eq!(pointers, ["/key_store/content", "/key_store", "/bootstrap"]);
    }
}
