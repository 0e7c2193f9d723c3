//! Secrets at rest: AES-256-GCM under a data key, which the master key wraps. Each value names its
//! data key and is bound to its table, row and column, so that it opens nowhere else.

use super::Error;
use crate::clock::Clock;
use base64::Engine;
use base64::engine::general_purpose::STANDARD_NO_PAD as BASE64;
use ring::aead::{AES_256_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use std::collections::HashMap;
use std::fmt;

/// Length of every key here, bytes.
pub(super) const KEY_LEN: usize = 32;
/// Version of the sealed form.
const FORM: &str = "s1";

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

/// Seals and opens with the data keys of this store.
pub(super) struct Sealer {
    keys: HashMap<String, [u8; KEY_LEN]>,
    current: String,
    clock: Clock,
}

impl Sealer {
    /// From the unwrapped data keys; the current one seals.
    pub(super) const fn new(
        keys: HashMap<String, [u8; KEY_LEN]>,
        current: String,
        clock: Clock,
    ) -> Self {
        Self {
            keys,
            current,
            clock,
        }
    }

    /// The text as it is stored.
    pub(super) fn seal(&self, place: Place<'_>, secret: &Secret) -> Result<String, Error> {
        let key = self
            .keys
            .get(&self.current)
            .ok_or_else(|| Error::corrupt("no data key"))?;
        let sealed = encrypt(
            key,
            place.aad(&self.current),
            secret.reveal().as_bytes(),
            &self.clock,
        )?;
        Ok(format!("{FORM}.{}.{}", self.current, BASE64.encode(sealed)))
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
            .keys
            .get(id)
            .ok_or_else(|| bad("its data key is not in the store"))?;
        let sealed = BASE64.decode(text).map_err(|_| bad("not base64"))?;
        let plain = decrypt(key, place.aad(id), &sealed)
            .ok_or_else(|| bad("it was altered, or moved from another row"))?;
        String::from_utf8(plain)
            .map(Secret::new)
            .map_err(|_| bad("not a text"))
    }
}

impl super::Store {
    pub(super) fn seal_maybe(
        &self,
        place: Place<'_>,
        secret: Option<&Secret>,
    ) -> Result<Option<String>, Error> {
        secret
            .map(|secret| self.0.sealer.seal(place, secret))
            .transpose()
    }

    pub(super) fn open_maybe(
        &self,
        place: Place<'_>,
        stored: Option<String>,
    ) -> Result<Option<Secret>, Error> {
        stored
            .map(|stored| self.0.sealer.open(place, &stored))
            .transpose()
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

    fn sealer() -> Sealer {
        Sealer::new(
            HashMap::from([("k1".to_owned(), [7; 32])]),
            "k1".into(),
            Clock::held(0),
        )
    }

    #[test]
    fn what_is_sealed_opens_in_its_place_and_nowhere_else() {
        let sealer = sealer();
        let stored = sealer.seal(PLACE, &Secret::new("correct horse")).unwrap();
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
        let other = Sealer::new(
            HashMap::from([("k1".into(), [8; 32])]),
            "k1".into(),
            Clock::held(0),
        );
        assert!(other.open(PLACE, &stored).is_err());
    }

    #[test]
    fn sealing_twice_gives_two_texts() {
        let sealer = sealer();
        let secret = Secret::new("x");
        assert_ne!(
            sealer.seal(PLACE, &secret).unwrap(),
            sealer.seal(PLACE, &secret).unwrap()
        );
    }

    #[test]
    fn nonsense_is_refused() {
        for stored in ["", "s1", "s1.k1.", "s1.k9.AAAA", "s2.k1.AAAA", "s1.k1.!!!"] {
            assert!(sealer().open(PLACE, stored).is_err(), "{stored}");
        }
    }
}
