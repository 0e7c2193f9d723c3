//! Java's own format of stores (JKS, versions 1 and 2), read by hand: no well-kept crate reads it.
//! Its only protection of keys is an XOR with SHA-1, so a file is worth what its place is worth.

use ring::digest::{Context, SHA1_FOR_LEGACY_USE_ONLY as SHA1};
use x509_parser::der_parser::parse_der;

use super::{Contents, Key, KeyEntry, StoreFormat, StoreProblem};

/// Bytes of a SHA-1 digest, and of the salt before a protected key.
const DIGEST: usize = 20;
/// What Java hashes between the password and a store, so that its digest is no digest of either.
const WHITENER: &[u8] = b"Mighty Aphrodite";

/// Why a key did not open.
pub(super) enum Locked {
    /// Its digest is another.
    WrongPassword,
    /// It is no protected key at all.
    Unreadable(String),
}

/// Reads a store; `rest` is what comes after its magic number.
pub(super) fn read(bytes: &[u8], rest: &[u8], password: &str) -> Result<Contents, StoreProblem> {
    let damaged = |why: &str| StoreProblem::Damaged {
        format: StoreFormat::Jks,
        why: why.to_owned(),
    };
    let body = rest.len().checked_sub(DIGEST);
    let Some((body, digest)) = body.and_then(|at| rest.split_at_checked(at)) else {
        return Err(damaged("it ends within its head"));
    };
    let mut reader = Reader(body);
    let (mut keys, mut trusted) = (Vec::new(), Vec::new());
    let read = reader.entries(|entry| match entry {
        Entry::Key(key) => keys.push(key),
        Entry::Certificate(certificate) => trusted.push(certificate),
    });
    match read {
        Some(()) if reader.0.is_empty() => {}
        Some(()) => return Err(damaged("there is more in it than it says")),
        None => {
            return Err(damaged(
                "it ends within an entry, or has one of an unknown kind",
            ));
        }
    }
    // The structure is right, so that a wrong digest is a wrong password.
    let hashed = bytes.len().saturating_sub(DIGEST);
    let hashed = bytes.get(..hashed).unwrap_or_default();
    if sha1(&[&utf16(password), WHITENER, hashed]) != digest {
        return Err(StoreProblem::WrongPassword {
            format: StoreFormat::Jks,
        });
    }
    Ok(Contents {
        format: StoreFormat::Jks,
        keys,
        trusted,
    })
}

/// Opens a protected key: salt, the key XORed with a chain of digests, a digest over all.
pub(super) fn unlock(locked: &[u8], password: &str) -> Result<Vec<u8>, Locked> {
    let unreadable = |why: &str| Locked::Unreadable(why.to_owned());
    // EncryptedPrivateKeyInfo: an algorithm and the octets.
    let (_, info) = parse_der(locked).map_err(|_| unreadable("the private key is no ASN.1"))?;
    let octets = info
        .as_sequence()
        .ok()
        .and_then(|parts| parts.get(1)?.as_slice().ok())
        .ok_or_else(|| unreadable("the private key has no content"))?;
    let secret = octets.split_at_checked(DIGEST).and_then(|(salt, rest)| {
        Some((
            salt,
            rest.split_at_checked(rest.len().checked_sub(DIGEST)?)?,
        ))
    });
    let Some((salt, (hidden, digest))) = secret else {
        return Err(unreadable("the private key is too short"));
    };
    let password = utf16(password);
    let mut key = Vec::with_capacity(hidden.len());
    let mut pad = salt.to_vec();
    for block in hidden.chunks(DIGEST) {
        pad = sha1(&[&password, &pad]);
        key.extend(block.iter().zip(&pad).map(|(hidden, pad)| hidden ^ pad));
    }
    if sha1(&[&password, &key]) == digest {
        Ok(key)
    } else {
        Err(Locked::WrongPassword)
    }
}

fn sha1(parts: &[&[u8]]) -> Vec<u8> {
    let mut context = Context::new(&SHA1);
    parts.iter().for_each(|part| context.update(part));
    context.finish().as_ref().to_vec()
}

/// Java hashes passwords as UTF-16, high byte first.
fn utf16(password: &str) -> Vec<u8> {
    password.encode_utf16().flat_map(u16::to_be_bytes).collect()
}

enum Entry {
    Key(KeyEntry),
    Certificate(Vec<u8>),
}

/// What is left to read; every read is `None` past the end.
struct Reader<'a>(&'a [u8]);

impl<'a> Reader<'a> {
    /// Version, count and entries.
    fn entries(&mut self, mut take: impl FnMut(Entry)) -> Option<()> {
        let version = self.number()?;
        if !(1..=2).contains(&version) {
            return None;
        }
        for _ in 0..self.number()? {
            take(self.entry(version)?);
        }
        Some(())
    }

    fn entry(&mut self, version: usize) -> Option<Entry> {
        let tag = self.number()?;
        let alias = self.text()?;
        self.bytes(8)?; // when it was made
        match tag {
            1 => {
                let key = self.block()?.to_vec();
                let mut chain = Vec::new();
                for _ in 0..self.number()? {
                    chain.push(self.certificate(version)?);
                }
                Some(Entry::Key(KeyEntry {
                    alias,
                    key: Key::Locked(key),
                    chain,
                }))
            }
            2 => self.certificate(version).map(Entry::Certificate),
            _ => None,
        }
    }

    fn certificate(&mut self, version: usize) -> Option<Vec<u8>> {
        if version == 2 {
            self.text()?; // its kind: X.509
        }
        Some(self.block()?.to_vec())
    }

    fn bytes(&mut self, count: usize) -> Option<&'a [u8]> {
        let (taken, rest) = self.0.split_at_checked(count)?;
        self.0 = rest;
        Some(taken)
    }

    fn number(&mut self) -> Option<usize> {
        let bytes = self.bytes(4)?.try_into().ok()?;
        usize::try_from(u32::from_be_bytes(bytes)).ok()
    }

    fn block(&mut self) -> Option<&'a [u8]> {
        let length = self.number()?;
        self.bytes(length)
    }

    fn text(&mut self) -> Option<String> {
        let length = u16::from_be_bytes(self.bytes(2)?.try_into().ok()?);
        let bytes = self.bytes(usize::from(length))?;
        Some(String::from_utf8_lossy(bytes).into_owned())
    }
}
