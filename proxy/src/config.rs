//! What the console is told from outside: flags, environment, one TOML file, in that order of
//! precedence. Unknown keys are errors that name the key and its line.

mod stores;

use crate::cluster::outbound::{Cidr, OutboundRules};
use crate::store::{DatabaseUrl, Error as StoreError, KeySource, Secret};
use castellan_api::instances::{Connection, Mechanism, SecurityProtocol};
use serde::Deserialize;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};
use stores::{FileKeyStore, FileTrustStore};

/// The port where nothing is said.
pub const PORT: u16 = 9999;

/// The variable that holds the key itself.
pub const KEY_VARIABLE: &str = "CASTELLAN_KEY";

/// All of it, checked.
#[derive(Clone, Debug)]
pub struct Config {
    /// Address the app and the API are served at.
    pub listen: SocketAddr,
    /// Where the store, keys and the self-made certificate live.
    pub data_dir: PathBuf,
    /// True: no TLS. On loopback only, unless forced.
    pub http: bool,
    /// Certificate and key as PEM files; absent: a self-signed one is made and kept.
    pub tls: Option<TlsFiles>,
    /// The PostgreSQL that is the store; absent: SQLite in the data directory.
    pub database: Option<DatabaseUrl>,
    /// Where the key that seals secrets comes from.
    pub key: KeySource,
    /// Address for `/metrics` without a token.
    pub metrics_listen: Option<SocketAddr>,
    /// A token that signs in once as `demo`; for the demo alone.
    pub sign_in_token: Option<String>,
    /// Sessions.
    pub session: SessionConfig,
    /// Which addresses may be called.
    pub outbound: OutboundRules,
    /// Instances declared in the file; read-only in the app.
    pub instances: Vec<DeclaredInstance>,
}

/// A certificate and its key.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TlsFiles {
    /// Certificate chain, PEM.
    pub certificate: PathBuf,
    /// Private key, PEM.
    pub key: PathBuf,
}

/// How long sessions live.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct SessionConfig {
    /// Minutes without use after which a session ends.
    pub idle_minutes: u32,
    /// Hours after which a session ends in any case.
    pub absolute_hours: u32,
}

impl Default for SessionConfig {
    fn default() -> Self {
        Self {
            idle_minutes: 12 * 60,
            absolute_hours: 7 * 24,
        }
    }
}

/// An instance declared in the file.
#[derive(Clone)]
pub struct DeclaredInstance {
    /// Name.
    pub name: String,
    /// Description.
    pub description: String,
    /// Name under which CMAK's addresses know it; absent: its own name.
    pub cmak_alias: Option<String>,
    /// How to reach it.
    pub connection: Connection,
}

impl std::fmt::Debug for DeclaredInstance {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("DeclaredInstance")
            .field("name", &self.name)
            .finish_non_exhaustive()
    }
}

/// What the flags and the environment say; they win over the file.
#[derive(Clone, Debug, Default)]
pub struct Overrides {
    /// `--listen`.
    pub listen: Option<SocketAddr>,
    /// `--data-dir`.
    pub data_dir: Option<PathBuf>,
    /// `--config`.
    pub file: Option<PathBuf>,
    /// `--http`.
    pub http: bool,
    /// `--http-anywhere`.
    pub http_anywhere: bool,
    /// `--database-url`.
    pub database_url: Option<Secret>,
    /// `--key-file`.
    pub key_file: Option<PathBuf>,
    /// [`KEY_VARIABLE`]: never a flag, for the list of processes shows those.
    pub key: Option<Secret>,
    /// `--metrics-listen`.
    pub metrics_listen: Option<SocketAddr>,
    /// `CASTELLAN_SIGN_IN_TOKEN`.
    pub sign_in_token: Option<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct File {
    listen: Option<SocketAddr>,
    data_dir: Option<PathBuf>,
    http: bool,
    http_anywhere: bool,
    database_url: Option<String>,
    key_file: Option<PathBuf>,
    metrics_listen: Option<SocketAddr>,
    tls: Option<TlsFiles>,
    session: SessionConfig,
    outbound: FileOutbound,
    instances: Vec<FileInstance>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct FileOutbound {
    loopback: bool,
    allow: Vec<String>,
    deny: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct FileInstance {
    name: String,
    #[serde(default)]
    description: String,
    cmak_alias: Option<String>,
    bootstrap: Vec<String>,
    security: SecurityProtocol,
    mechanism: Option<Mechanism>,
    username: Option<String>,
    password: Option<String>,
    password_file: Option<PathBuf>,
    ca_file: Option<PathBuf>,
    client_cert_file: Option<PathBuf>,
    client_key_file: Option<PathBuf>,
    trust_store: Option<FileTrustStore>,
    key_store: Option<FileKeyStore>,
    verify_host: Option<bool>,
    #[serde(default)]
    allow_plain_unencrypted: bool,
}

/// Why the configuration cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// A file could not be read.
    #[error("{path} could not be read: {source}")]
    Read {
        /// Which.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// The file is not what it should be; the text has key and line.
    #[error("{path} is not right: {detail}")]
    Parse {
        /// Which.
        path: PathBuf,
        /// Key, line and reason.
        detail: String,
    },
    /// A value is not right.
    #[error("{0}")]
    Value(String),
}

impl Config {
    /// Reads the file, lets flags and environment win, and checks the whole.
    pub fn load(overrides: Overrides) -> Result<Self, ConfigError> {
        let (file, base) = match &overrides.file {
            Some(path) => (
                read_file(path)?,
                path.parent().unwrap_or(Path::new(".")).to_owned(),
            ),
            None => (File::default(), PathBuf::from(".")),
        };
        let listen = overrides
            .listen
            .or(file.listen)
            .unwrap_or(SocketAddr::new(IpAddr::V4(Ipv4Addr::UNSPECIFIED), PORT));
        let http = overrides.http || file.http;
        // --http alone means loopback: an address that was not named is narrowed, a named one is refused.
        let named = overrides.listen.is_some() || file.listen.is_some();
        let listen = if http && !named {
            SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), listen.port())
        } else {
            listen
        };
        if http && !listen.ip().is_loopback() && !(overrides.http_anywhere || file.http_anywhere) {
            return Err(ConfigError::Value(format!(
                "--http serves passwords and cookies unencrypted, so it is for loopback only, and {listen} is \
                 not. Listen on 127.0.0.1, leave --http out, or add --http-anywhere if something in front does TLS."
            )));
        }
        let instances = file
            .instances
            .into_iter()
            .map(|instance| instance.check(&base))
            .collect::<Result<Vec<_>, _>>()?;
        for (index, instance) in instances.iter().enumerate() {
            if instances
                .iter()
                .take(index)
                .any(|other| other.name == instance.name)
            {
                return Err(ConfigError::Value(format!(
                    "two instances have the name {:?}: names must differ",
                    instance.name
                )));
            }
        }
        let database = overrides
            .database_url
            .filter(|url| !url.reveal().trim().is_empty())
            .or_else(|| file.database_url.map(Secret::new));
        let database = database.as_ref().map(DatabaseUrl::parse).transpose();
        let database = database.map_err(|error| ConfigError::Value(error.to_string()))?;
        let key = key(overrides.key_file, overrides.key, file.key_file)?;
        if database.is_some() && matches!(key, KeySource::DataDir) {
            return Err(ConfigError::Value(StoreError::KeyNeeded.to_string()));
        }
        Ok(Self {
            listen,
            data_dir: overrides
                .data_dir
                .or(file.data_dir)
                .unwrap_or_else(|| "castellan-data".into()),
            http,
            tls: file.tls,
            database,
            key,
            metrics_listen: overrides.metrics_listen.or(file.metrics_listen),
            sign_in_token: overrides.sign_in_token.filter(|token| !token.is_empty()),
            session: check_session(file.session)?,
            outbound: OutboundRules {
                loopback: file.outbound.loopback,
                allow: cidrs(&file.outbound.allow, "outbound.allow")?,
                deny: cidrs(&file.outbound.deny, "outbound.deny")?,
                own: Some(listen),
            },
            instances,
        })
    }
}

/// The file that `--key-file` names, then the key in the environment, then the file that the
/// configuration names, then the one beside the store.
fn key(
    flag: Option<PathBuf>,
    environment: Option<Secret>,
    file: Option<PathBuf>,
) -> Result<KeySource, ConfigError> {
    let environment = environment.filter(|text| !text.reveal().trim().is_empty());
    let source = match (flag, environment, file) {
        (Some(path), ..) | (None, None, Some(path)) => KeySource::File(path),
        (None, Some(text), _) => KeySource::Text(KEY_VARIABLE, text),
        (None, None, None) => KeySource::DataDir,
    };
    source
        .check()
        .map_err(|error| ConfigError::Value(error.to_string()))?;
    Ok(source)
}

fn read_file(path: &Path) -> Result<File, ConfigError> {
    read_text(path, &read(path)?)
}

/// Reads what a configuration file says, and forgets it.
#[cfg(any(test, fuzzing))]
pub(crate) fn parse(text: &str) {
    let _ = read_text(Path::new("castellan.toml"), text);
}

fn read_text(path: &Path, text: &str) -> Result<File, ConfigError> {
    toml::from_str(text).map_err(|error| ConfigError::Parse {
        path: path.to_owned(),
        // not the line itself, which may hold a password
        detail: match error.span().and_then(|span| text.get(..span.start)) {
            Some(before) => format!(
                "line {}: {}",
                before.matches('\n').count() + 1,
                error.message()
            ),
            None => error.message().to_owned(),
        },
    })
}

fn read(path: &Path) -> Result<String, ConfigError> {
    std::fs::read_to_string(path).map_err(|source| ConfigError::Read {
        path: path.to_owned(),
        source,
    })
}

fn cidrs(texts: &[String], key: &str) -> Result<Vec<Cidr>, ConfigError> {
    texts
        .iter()
        .map(|text| {
            text.parse()
                .map_err(|error| ConfigError::Value(format!("{key}: {error}")))
        })
        .collect()
}

fn check_session(session: SessionConfig) -> Result<SessionConfig, ConfigError> {
    if !(1..=43_200).contains(&session.idle_minutes) {
        return Err(ConfigError::Value(
            "session.idle_minutes must be from 1 to 43,200 (30 days)".into(),
        ));
    }
    if !(1..=8_760).contains(&session.absolute_hours) {
        return Err(ConfigError::Value(
            "session.absolute_hours must be from 1 to 8,760 (a year)".into(),
        ));
    }
    Ok(session)
}

impl FileInstance {
    fn check(self, base: &Path) -> Result<DeclaredInstance, ConfigError> {
        let name = self.name;
        let bad = |detail: String| ConfigError::Value(format!("instance {name:?}: {detail}"));
        castellan_api::rules::instance_name(&name).map_err(bad)?;
        if self.bootstrap.is_empty() {
            return Err(bad("bootstrap needs at least one address".into()));
        }
        for address in &self.bootstrap {
            castellan_api::rules::address(address).map_err(bad)?;
        }
        if let Some(alias) = &self.cmak_alias {
            castellan_api::rules::cmak_alias(alias).map_err(bad)?;
        }
        let pem = |path: Option<PathBuf>| path.map(|path| read(&base.join(path))).transpose();
        let password = match (self.password, self.password_file) {
            (Some(_), Some(_)) => {
                return Err(bad("give password or password_file, not both".into()));
            }
            (Some(password), None) => Some(password),
            (None, Some(path)) => Some(read(&base.join(path))?.trim_end().to_owned()),
            (None, None) => None,
        };
        if self.security.sasl() && (self.username.is_none() || password.is_none()) {
            return Err(bad(format!(
                "{} needs username and password (or password_file)",
                self.security.name()
            )));
        }
        if self.trust_store.is_some() && self.ca_file.is_some() {
            return Err(bad("give ca_file or trust_store, not both".into()));
        }
        let in_pem = self.client_cert_file.is_some() || self.client_key_file.is_some();
        if self.key_store.is_some() && in_pem {
            return Err(bad(
                "give client_cert_file and client_key_file, or key_store, not both".into(),
            ));
        }
        let (client_cert_pem, client_key_pem) = match self.key_store {
            Some(store) => {
                let identity = store.open(base)?;
                let key = identity.key_pem.reveal().to_owned();
                (Some(identity.chain_pem), Some(key))
            }
            None => (pem(self.client_cert_file)?, pem(self.client_key_file)?),
        };
        let ca_pem = match self.trust_store {
            Some(store) => Some(store.open(base)?),
            None => pem(self.ca_file)?,
        };
        Ok(DeclaredInstance {
            description: self.description,
            cmak_alias: self.cmak_alias,
            connection: Connection {
                bootstrap: self.bootstrap,
                security: self.security,
                mechanism: self.mechanism,
                username: self.username,
                password,
                ca_pem,
                client_cert_pem,
                client_key_pem,
                trust_store: None,
                key_store: None,
                verify_host: self.verify_host.unwrap_or(true),
                allow_plain_unencrypted: self.allow_plain_unencrypted,
            },
            name,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn load(text: &str) -> Result<Config, ConfigError> {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("castellan.toml");
        std::fs::write(&path, text).unwrap();
        Config::load(Overrides {
            file: Some(path),
            ..Overrides::default()
        })
    }

    #[test]
    fn an_unknown_key_is_named_with_its_line() {
        let error = load("http = true\nlisten_on = \"x\"\n")
            .unwrap_err()
            .to_string();
        assert!(
            error.contains("listen_on") && error.contains("line 2"),
            "{error}"
        );
    }

    #[test]
    fn http_is_for_loopback() {
        assert!(load("http = true").unwrap().listen.ip().is_loopback());
        assert!(load("http = true\nlisten = \"0.0.0.0:9999\"").is_err());
        assert!(load("http = true\nhttp_anywhere = true\nlisten = \"0.0.0.0:9999\"").is_ok());
    }

    #[test]
    fn flags_win_over_the_file() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("c.toml");
        std::fs::write(&path, "listen = \"127.0.0.1:1111\"").unwrap();
        let config = Config::load(Overrides {
            file: Some(path),
            listen: "127.0.0.1:2222".parse().ok(),
            ..Overrides::default()
        })
        .unwrap();
        assert_eq!(config.listen.port(), 2222);
    }

    #[test]
    fn the_key_comes_from_the_flag_the_environment_or_a_file() {
        let text = "07".repeat(32);
        let load = |key_file: Option<&str>, key: Option<&str>, file: &str| {
            let dir = tempfile::tempdir().unwrap();
            let path = dir.path().join("c.toml");
            std::fs::write(&path, file).unwrap();
            Config::load(Overrides {
                file: Some(path),
                key_file: key_file.map(Into::into),
                key: key.map(Secret::new),
                ..Overrides::default()
            })
            .map(|config| config.key)
        };
        let from = "key_file = \"from-the-file\"";
        let named = |source: KeySource| match source {
            KeySource::File(path) => path.display().to_string(),
            KeySource::Text(name, _) => name.to_owned(),
            KeySource::DataDir => "default".to_owned(),
        };
        for (key_file, key, file, wanted) in [
            (Some("flag"), Some(text.as_str()), from, "flag"),
            (None, Some(text.as_str()), from, "CASTELLAN_KEY"),
            (None, Some(" "), from, "from-the-file"),
            (None, None, from, "from-the-file"),
            (None, None, "", "default"),
        ] {
            assert_eq!(named(load(key_file, key, file).unwrap()), wanted);
        }
        let error = load(None, Some("not-a-key"), "").unwrap_err().to_string();
        assert!(
            error.contains("CASTELLAN_KEY") && !error.contains("not-a-key"),
            "{error}"
        );
        let shown = format!("{:?}", load(None, Some(&text), "").unwrap());
        assert!(!shown.contains(&text), "{shown}");
    }

    #[test]
    fn a_database_needs_a_key_and_hides_its_password() {
        let url = "postgres://ada:s3cret@db.example.com/console";
        let database = format!("database_url = {url:?}\n");
        let error = load(&database).unwrap_err().to_string();
        assert!(error.contains("--key-file"), "{error}");
        let both = format!("{database}key_file = \"console.key\"\n");
        let config = load(&both).unwrap();
        assert_eq!(
            config.database.as_ref().unwrap().to_string(),
            "db.example.com:5432, database console, as ada"
        );
        assert!(!format!("{config:?}").contains("s3cret"));
        let wrong = format!("{both}[[instances]]\npassword = \"s3cret\" oops");
        for wrong in [wrong, format!("database_url = {url:?} oops")] {
            let error = load(&wrong).unwrap_err().to_string();
            assert!(
                error.contains("line ") && !error.contains("s3cret"),
                "{error}"
            );
        }
    }

    #[test]
    fn a_store_that_does_not_open_is_named() {
        let declared = |rest: &str| {
            let head =
                "[[instances]]\nname = \"orders\"\nbootstrap = [\"a:1\"]\nsecurity = \"SSL\"\n";
            load(&format!("{head}{rest}\n")).unwrap_err().to_string()
        };
        let missing = declared("trust_store = { file = \"no-such.jks\" }");
        assert!(
            missing.contains("no-such.jks could not be read"),
            "{missing}"
        );
        let itself = declared("trust_store = { file = \"castellan.toml\", password = \"x\" }");
        assert!(
            itself.contains("castellan.toml: This is neither a JKS"),
            "{itself}"
        );
        let both = declared("ca_file = \"ca.pem\"\ntrust_store = { file = \"t.jks\" }");
        assert!(both.contains("not both"), "{both}");
        let two = "key_store = { file = \"k.p12\", password = \"x\", password_file = \"y\" }";
        assert!(declared(two).contains("not both"));
    }

    #[test]
    fn declared_instances_are_checked() {
        let good =
            "[[instances]]\nname = \"demo\"\nbootstrap = [\"a:9092\"]\nsecurity = \"PLAINTEXT\"\n";
        assert_eq!(load(good).unwrap().instances.len(), 1);
        for (bad, word) in [
            (good.replace("a:9092", "a"), "host:port"),
            (good.replace("PLAINTEXT", "SASL_SSL"), "username"),
            (format!("{good}{good}"), "differ"),
            (good.replace("\"demo\"", "\"x\""), "characters"),
        ] {
            let error = load(&bad).unwrap_err().to_string();
            assert!(error.contains(word), "{error}");
        }
    }
}
