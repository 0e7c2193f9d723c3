//! The master key, from a file or the environment, and how it wraps the data keys.

use super::db::{Db, Row, args};
use super::seal::{KEY_LEN, Sealer, decrypt, encrypt};
use super::traces::chain;
use super::{Error, Secret};
use crate::clock::Clock;
use base64::Engine;
use std::io::Write;
use std::path::{Path, PathBuf};

/// All data keys of the store; the last one seals.
pub(super) const DATA_KEYS: &str = "SELECT id, fingerprint, wrapped FROM data_keys ORDER BY number";

/// Where the master key comes from.
#[derive(Clone, Debug)]
pub enum KeySource {
    /// `<data-dir>/keys/secret.key`, made on first start.
    DataDir,
    /// A file that holds it.
    File(PathBuf),
    /// The text itself, from the environment; the first part names the variable.
    Text(&'static str, Secret),
}

impl KeySource {
    /// Refuses a text that is no key, before anything is opened.
    pub fn check(&self) -> Result<(), Error> {
        match self {
            Self::Text(name, text) => Master::parse(text.reveal(), (*name).to_owned()).map(drop),
            Self::File(_) | Self::DataDir => Ok(()),
        }
    }
}

/// The master key and where it came from.
#[derive(Clone)]
pub(super) struct Master {
    key: [u8; KEY_LEN],
    from: String,
}

impl Master {
    /// Reads it; makes it where that is allowed.
    pub(super) fn read(
        source: &KeySource,
        data_dir: Option<&Path>,
        clock: &Clock,
    ) -> Result<Self, Error> {
        match (source, data_dir) {
            (KeySource::File(path), _) => Self::file(path),
            (KeySource::Text(name, text), _) => Self::parse(text.reveal(), (*name).to_owned()),
            (KeySource::DataDir, Some(dir)) => {
                let path = dir.join("keys").join("secret.key");
                if !path.exists() {
                    make(&path, clock)?;
                    tracing::warn!(
                        key.path = %path.display(),
                        "made a key for the secrets of this store beside it: a backup of the data \
                         directory holds both. Give --key-file to keep the key elsewhere"
                    );
                }
                Self::file(&path)
            }
            (KeySource::DataDir, None) => Err(Error::KeyNeeded),
        }
    }

    fn file(path: &Path) -> Result<Self, Error> {
        let bytes = std::fs::read(path).map_err(|source| Error::File {
            path: path.to_owned(),
            source,
        })?;
        let from = path.display().to_string();
        match <[u8; KEY_LEN]>::try_from(bytes.as_slice()) {
            Ok(key) => Ok(Self { key, from }),
            Err(_) => Self::parse(&String::from_utf8_lossy(&bytes), from),
        }
    }

    fn parse(text: &str, from: String) -> Result<Self, Error> {
        use base64::engine::general_purpose::{STANDARD, STANDARD_NO_PAD, URL_SAFE_NO_PAD};
        let text = text.trim();
        let bytes = hex::decode(text)
            .ok()
            .or_else(|| STANDARD.decode(text).ok())
            .or_else(|| STANDARD_NO_PAD.decode(text).ok())
            .or_else(|| URL_SAFE_NO_PAD.decode(text).ok());
        match bytes.and_then(|bytes| <[u8; KEY_LEN]>::try_from(bytes).ok()) {
            Some(key) => Ok(Self { key, from }),
            None => Err(Error::BadKey { from }),
        }
    }

    /// A key for tests, the same each time.
    pub(super) fn fixed() -> Self {
        Self {
            key: [1; KEY_LEN],
            from: "memory".into(),
        }
    }

    /// Tells keys apart without telling them.
    pub(super) fn fingerprint(&self) -> String {
        let mut bytes = b"castellan key fingerprint\n".to_vec();
        bytes.extend_from_slice(&self.key);
        let digest = ring::digest::digest(&ring::digest::SHA256, &bytes);
        digest
            .as_ref()
            .iter()
            .take(6)
            .map(|byte| format!("{byte:02x}"))
            .collect()
    }

    /// Where it came from, in words.
    pub(super) fn from(&self) -> &str {
        &self.from
    }

    /// A data key as it is stored.
    pub(super) fn wrap(
        &self,
        id: &str,
        key: &[u8; KEY_LEN],
        clock: &Clock,
    ) -> Result<String, Error> {
        encrypt(&self.key, aad(id), key, clock).map(hex::encode)
    }

    /// The data keys of the rows of [`DATA_KEYS`].
    pub(super) fn unwrap(&self, rows: &[Row]) -> Result<Vec<(String, [u8; KEY_LEN])>, Error> {
        let given = self.fingerprint();
        let mut keys = Vec::with_capacity(rows.len());
        for row in rows {
            let (id, expected) = (row.text("id")?, row.text("fingerprint")?);
            let wrapped = hex::decode(row.text("wrapped")?).map_err(Error::corrupt)?;
            let opened = decrypt(&self.key, aad(&id), &wrapped)
                .and_then(|key| <[u8; KEY_LEN]>::try_from(key).ok());
            let Some(key) = opened.filter(|_| given == expected) else {
                return Err(Error::WrongKey {
                    from: self.from.clone(),
                    given,
                    expected,
                });
            };
            keys.push((id, key));
        }
        Ok(keys)
    }

    /// Opens the data keys of the store. Makes the first in a new one, and with it the list of the
    /// chains of traces, whose absence shows from then on.
    pub(super) async fn unlock(&self, db: &Db, clock: &Clock) -> Result<Sealer, Error> {
        let sealer = Sealer::new(self.clone(), clock.clone());
        let mut tx = db.begin().await?;
        let rows = tx.rows(DATA_KEYS, args![]).await?;
        sealer.learn(&rows)?;
        if rows.is_empty() {
            sealer.add_key(&mut tx).await?;
            chain::begin_list(&sealer, &mut tx, clock.now_ms()).await?;
        }
        tx.commit().await?;
        Ok(sealer)
    }
}

fn aad(id: &str) -> Vec<u8> {
    format!("castellan\ndata key\n{id}").into_bytes()
}

fn make(path: &Path, clock: &Clock) -> Result<(), Error> {
    let failed = |source| Error::File {
        path: path.to_owned(),
        source,
    };
    if let Some(parent) = path.parent() {
        super::open::make_private_dir(parent)?;
    }
    let mut key = [0; KEY_LEN];
    clock.fill(&mut key)?;
    let mut options = std::fs::File::options();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(path).map_err(failed)?;
    file.write_all(hex::encode(key).as_bytes())
        .map_err(failed)?;
    file.write_all(b"\n").map_err(failed)?;
    file.sync_all().map_err(failed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_read_in_three_forms() {
        for text in [
            "07".repeat(32),
            base64::engine::general_purpose::STANDARD.encode([7; 32]),
        ] {
            assert_eq!(
                Master::parse(&format!("{text}\n"), String::new())
                    .unwrap()
                    .key,
                [7; 32]
            );
        }
        let error = Master::parse("abcd", "CASTELLAN_KEY".into())
            .err()
            .unwrap()
            .to_string();
        assert!(
            error.contains("CASTELLAN_KEY") && error.contains("openssl"),
            "{error}"
        );
    }
}
