//! Secrets at rest: AES-256-GCM under a data key, which the master key wraps. Each value names its
//! data key and is bound to its table, row and column, so that it opens nowhere else.

use super::Error;
use super::db::{Tx, args};
use super::keys::{DATA_KEYS, Master};
use crate::clock::Clock;
use base64::Engine;
use base64::engine::general_purpose::STANDARD_NO_PAD as BASE64;
use ring::aead::{AES_256_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use ring::hmac;
use std::collections::HashMap;
use std::fmt;
use std::sync::{PoisonError, RwLock};

/// Length of every key here, bytes.
pub(super) const KEY_LEN: usize = 32;
/// Version of the sealed form.
pub(super) const FORM: &str = "s1";

/// A password or a private key. `Debug` prints nothing of it.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    /// Wraps a secret text.
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// The text itself: for its use only, never for a log or an answer.
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}

/// Where a sealed value stands.
#[derive(Clone, Copy, Debug)]
pub(super) struct Place<'a> {
    pub table: &'static str,
    pub row: &'a str,
    pub column: &'static str,
}

impl Place<'_> {
    fn aad(&self, key: &str) -> Vec<u8> {
        format!(
            "castellan\n{key}\n{}\n{}\n{}",
            self.table, self.row, self.column
        )
        .into_bytes()
    }
}

/// Encrypts; the nonce stands before the text.
pub(super) fn encrypt(
    key: &[u8; KEY_LEN],
    aad: Vec<u8>,
    plain: &[u8],
    clock: &Clock,
) -> Result<Vec<u8>, Error> {
    let mut nonce = [0; NONCE_LEN];
    clock.fill(&mut nonce)?;
    let mut text = plain.to_vec();
    let tag = less_safe(key)?
        .seal_in_place_separate_tag(
            Nonce::assume_unique_for_key(nonce),
            Aad::from(aad),
            text.as_mut_slice(),
        )
        .map_err(|_| Error::corrupt("a secret could not be sealed"))?;
    Ok([&nonce, text.as_slice(), tag.as_ref()].concat())
}

/// Decrypts; nothing if key, place or bytes are not those of the encryption.
pub(super) fn decrypt(key: &[u8; KEY_LEN], aad: Vec<u8>, sealed: &[u8]) -> Option<Vec<u8>> {
    let (nonce, rest) = sealed.split_at_checked(NONCE_LEN)?;
    let nonce = Nonce::try_assume_unique_for_key(nonce).ok()?;
    let mut rest = rest.to_vec();
    let plain = less_safe(key)
        .ok()?
        .open_in_place(nonce, Aad::from(aad), &mut rest)
        .ok()?;
    Some(plain.to_vec())
}

fn less_safe(key: &[u8; KEY_LEN]) -> Result<LessSafeKey, Error> {
    UnboundKey::new(&AES_256_GCM, key)
        .map(LessSafeKey::new)
        .map_err(|_| Error::corrupt("a key of another length"))
}

/// The ID of the data key that a stored text was sealed with.
pub(super) fn key_id(stored: &str) -> Option<&str> {
    let (form, rest) = stored.split_once('.')?;
    (form == FORM).then(|| rest.split_once('.'))??.0.into()
}

/// Seals, opens and signs with the data keys of this store. Other processes make new ones: which
/// seals is asked of the store at each write, and one that is not known is looked up.
pub(super) struct Sealer {
    master: Master,
    keys: RwLock<HashMap<String, [u8; KEY_LEN]>>,
    clock: Clock,
}

impl Sealer {
    /// With the master key that wraps the data keys; none is known yet.
    pub(super) fn new(master: Master, clock: Clock) -> Self {
        Self {
            master,
            keys: RwLock::default(),
            clock,
        }
    }

    /// The master key.
    pub(super) const fn master(&self) -> &Master {
        &self.master
    }

    /// Takes up the data keys of these rows. Those known before stay: a value may have been read
    /// before its key was retired.
    pub(super) fn learn(&self, rows: &[super::db::Row]) -> Result<(), Error> {
        let keys = self.master.unwrap(rows)?;
        let mut known = self.keys.write().unwrap_or_else(PoisonError::into_inner);
        known.extend(keys);
        Ok(())
    }

    /// Makes a data key, which seals from the end of this transaction on.
    pub(super) async fn add_key(&self, tx: &mut Tx) -> Result<String, Error> {
        let (id, mut key) = (self.clock.id()?, [0; KEY_LEN]);
        self.clock.fill(&mut key)?;
        tx.write(
            "INSERT INTO data_keys (id, number, fingerprint, wrapped, created_at) VALUES ($1, \
             (SELECT coalesce(max(number), 0) + 1 FROM data_keys), $2, $3, $4)",
            args![
                &id,
                self.master.fingerprint(),
                self.master.wrap(&id, &key, &self.clock)?,
                self.clock.now_ms()
            ],
        )
        .await?;
        let mut known = self.keys.write().unwrap_or_else(PoisonError::into_inner);
        known.insert(id.clone(), key);
        Ok(id)
    }

    /// The key that seals now. Asked in the transaction of the write: what it seals is committed
    /// before the key can be retired.
    pub(super) async fn current(&self, tx: &mut Tx) -> Result<String, Error> {
        let sql = "SELECT id FROM data_keys ORDER BY number DESC LIMIT 1";
        let row = tx.row(sql, args![]).await?;
        let row = row.ok_or_else(|| Error::corrupt("the store has no data key"))?;
        let id = row.text("id")?;
        self.know(tx, &id).await?;
        Ok(id)
    }

    /// Looks a key up if it is not known; one that the store does not have stays unknown.
    pub(super) async fn know(&self, tx: &mut Tx, id: &str) -> Result<(), Error> {
        if self.key(id).is_none() {
            self.learn(&tx.rows(DATA_KEYS, args![]).await?)?;
        }
        Ok(())
    }

    pub(super) fn key(&self, id: &str) -> Option<[u8; KEY_LEN]> {
        let keys = self.keys.read().unwrap_or_else(PoisonError::into_inner);
        keys.get(id).copied()
    }

    /// The text as it is stored, sealed with the key of this ID.
    pub(super) fn seal_with(
        &self,
        id: &str,
        place: Place<'_>,
        secret: &Secret,
    ) -> Result<String, Error> {
        let key = self
            .key(id)
            .ok_or_else(|| Error::corrupt(format!("the data key {id} is not known")))?;
        let sealed = encrypt(&key, place.aad(id), secret.reveal().as_bytes(), &self.clock)?;
        Ok(format!("{FORM}.{id}.{}", BASE64.encode(sealed)))
    }

    /// A signature under the key of this ID.
    pub(super) fn sign(&self, id: &str, bytes: &[u8]) -> Result<String, Error> {
        let key = self
            .key(id)
            .ok_or_else(|| Error::corrupt(format!("the data key {id} is not known")))?;
        Ok(hex::encode(hmac::sign(&signing(&key), bytes)))
    }

    /// True if the signature is of these bytes under the key of this ID.
    pub(super) fn signed(&self, id: &str, bytes: &[u8], signature: &str) -> bool {
        let signature = hex::decode(signature).unwrap_or_default();
        self.key(id)
            .is_some_and(|key| hmac::verify(&signing(&key), bytes, &signature).is_ok())
    }

    /// The secret of a stored text.
    pub(super) fn open(&self, place: Place<'_>, stored: &str) -> Result<Secret, Error> {
        let bad = |why: &str| {
            Error::corrupt(format!(
                "the secret {}.{}: {why}",
                place.table, place.column
            ))
        };
        let mut parts = stored.splitn(3, '.');
        let (Some(FORM), Some(id), Some(text)) = (parts.next(), parts.next(), parts.next()) else {
            return Err(bad("not in the sealed form"));
        };
        let key = self
            .key(id)
            .ok_or_else(|| Error::KeyGone(format!("{}.{}", place.table, place.column)))?;
        let sealed = BASE64.decode(text).map_err(|_| bad("not base64"))?;
        let plain = decrypt(&key, place.aad(id), &sealed)
            .ok_or_else(|| bad("it was altered, or moved from another row"))?;
        String::from_utf8(plain)
            .map(Secret::new)
            .map_err(|_| bad("not a text"))
    }
}

/// No key seals and signs: the one that signs is derived.
fn signing(key: &[u8; KEY_LEN]) -> hmac::Key {
    let own = hmac::Key::new(hmac::HMAC_SHA256, key);
    let derived = hmac::sign(&own, b"castellan\nsignatures");
    hmac::Key::new(hmac::HMAC_SHA256, derived.as_ref())
}

impl super::Store {
    /// Seals a value for a row that this transaction writes.
    pub(super) async fn seal_maybe(
        &self,
        tx: &mut Tx,
        place: Place<'_>,
        secret: Option<&Secret>,
    ) -> Result<Option<String>, Error> {
        let Some(secret) = secret else {
            return Ok(None);
        };
        let key = self.0.sealer.current(tx).await?;
        self.0.sealer.seal_with(&key, place, secret).map(Some)
    }

    /// Opens a value that was read.
    pub(super) async fn open_maybe(
        &self,
        place: Place<'_>,
        stored: Option<String>,
    ) -> Result<Option<Secret>, Error> {
        let Some(stored) = stored else {
            return Ok(None);
        };
        if let Some(key) = key_id(&stored) {
            self.know_key(key).await?;
        }
        self.0.sealer.open(place, &stored).map(Some)
    }

    /// Looks a key up if it is not known, outside of a transaction.
    pub(super) async fn know_key(&self, id: &str) -> Result<(), Error> {
        if self.0.sealer.key(id).is_none() {
            let rows = self.db().rows(DATA_KEYS, args![]).await?;
            self.0.sealer.learn(&rows)?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PLACE: Place<'static> = Place {
        table: "instances",
        row: "a",
        column: "password",
    };

    fn with(key: [u8; KEY_LEN]) -> Sealer {
        let sealer = Sealer::new(Master::fixed(), Clock::held(0));
        sealer.keys.write().unwrap().insert("k1".into(), key);
        sealer
    }

    fn sealer() -> Sealer {
        with([7; KEY_LEN])
    }

    #[test]
    fn what_is_sealed_opens_in_its_place_and_nowhere_else() {
        let sealer = sealer();
        let stored = sealer
            .seal_with("k1", PLACE, &Secret::new("correct horse"))
            .unwrap();
        assert!(!stored.contains("horse"), "{stored}");
        assert_eq!(
            sealer.open(PLACE, &stored).unwrap().reveal(),
            "correct horse"
        );
        assert!(sealer.open(Place { row: "b", ..PLACE }, &stored).is_err());
        assert!(
            sealer
                .open(
                    Place {
                        column: "client_key",
                        ..PLACE
                    },
                    &stored
                )
                .is_err()
        );
        assert!(with([8; KEY_LEN]).open(PLACE, &stored).is_err());
        assert_eq!(key_id(&stored), Some("k1"));
    }

    #[test]
    fn a_signature_is_of_its_bytes_and_key() {
        let signature = sealer().sign("k1", b"row").unwrap();
        assert!(sealer().signed("k1", b"row", &signature));
        assert!(!sealer().signed("k1", b"raw", &signature));
        assert!(!sealer().signed("k2", b"row", &signature));
        assert!(!with([8; KEY_LEN]).signed("k1", b"row", &signature));
        assert!(!sealer().signed("k1", b"row", "") && !sealer().signed("k1", b"row", "zz"));
    }

    #[test]
    fn sealing_twice_gives_two_texts() {
        let sealer = sealer();
        let secret = Secret::new("x");
        assert_ne!(
            sealer.seal_with("k1", PLACE, &secret).unwrap(),
            sealer.seal_with("k1", PLACE, &secret).unwrap()
        );
    }

    #[test]
    fn nonsense_is_refused() {
        for stored in ["", "s1", "s1.k1.", "s1.k9.AAAA", "s2.k1.AAAA", "s1.k1.!!!"] {
            assert!(sealer().open(PLACE, stored).is_err(), "{stored}");
            assert_ne!(key_id(stored), Some(""), "{stored}");
        }
    }
}
