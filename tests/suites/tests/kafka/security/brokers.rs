//! The brokers of these tests, what connects to them, and what the connection check says of that.

use super::stores::Stores;
use anyhow::{Context, Result, ensure};
use castellan::cluster::check::check;
use castellan::cluster::outbound::{Connector, OutboundRules};
use castellan_api::instances::{CheckOutcome, CheckStep, Connection, SecurityProtocol};
use castellan_harness::tls::Odd;
use castellan_harness::{Cluster, Listener, Version};
use castellan_suites::console::Console;
use futures_util::StreamExt;
use jiff::Timestamp;
use std::time::{SystemTime, UNIX_EPOCH};
use tokio::sync::OnceCell;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

const SSL: &str = "SSL";
const SASL_SSL: &str = "SASL_SSL";
const SASL_PLAINTEXT: &str = "SASL_PLAINTEXT";

/// SSL that asks nobody for a certificate.
pub const OPEN_SSL: Listener = other("OPEN_SSL", SSL);
/// As the harness's own SSL, that asks for a certificate, but with TLS 1.2 alone.
pub const MUTUAL_12: Listener = other("MUTUAL_12", SSL);
/// SSL that lets in the client of the stores alone.
pub const MUTUAL: Listener = other("MUTUAL", SSL);
/// Listeners with one mechanism each, without and with TLS.
pub const PLAIN_ALONE: [Listener; 2] = [
    other("PLAIN_ALONE", SASL_PLAINTEXT),
    other("PLAIN_ALONE_TLS", SASL_SSL),
];
pub const SCRAM_512_ALONE: [Listener; 2] = [
    other("SCRAM_ALONE", SASL_PLAINTEXT),
    other("SCRAM_ALONE_TLS", SASL_SSL),
];
/// A mechanism that the console does not speak.
pub const OAUTH: Listener = other("OAUTH", SASL_PLAINTEXT);
/// Sessions end after 4 s.
pub const SHORT: Listener = other("SHORT", SASL_PLAINTEXT);
/// Suites with CBC alone.
pub const CBC: Listener = other("CBC", SSL);
/// TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256 alone, with an RSA key.
pub const ONE_SUITE: Listener = other("ONE_SUITE", SSL);
/// Listeners with odd certificates, by the name of what is odd.
pub const ODD: [(&str, Listener); 9] = [
    ("expired", other("ODD_EXPIRED", SSL)),
    ("early", other("ODD_EARLY", SSL)),
    ("cn-only", other("ODD_CN_ONLY", SSL)),
    ("authority", other("ODD_AUTHORITY", SSL)),
    ("self-signed", other("ODD_SELF_SIGNED", SSL)),
    ("other-name", other("ODD_OTHER_NAME", SSL)),
    ("other-ca", other("ODD_OTHER_CA", SSL)),
    ("anew", other("ODD_ANEW", SSL)),
    ("clients-only", other("ODD_CLIENTS_ONLY", SSL)),
];

const fn other(name: &'static str, protocol: &'static str) -> Listener {
    Listener::Other { name, protocol }
}

/// A user of every mechanism, and one whose password a test changes.
pub const USER: (&str, &str) = ("castellan", "castellan-secret");
pub const RENEWED: (&str, &str) = ("renewed", "renewed-secret");

/// A broker with what clients need for it.
pub struct Secured {
    pub version: Version,
    pub cluster: Cluster,
    pub odd: Odd,
    pub stores: Stores,
}

static NEWEST: OnceCell<Secured> = OnceCell::const_new();
static OLD: OnceCell<Secured> = OnceCell::const_new();
static CONSOLE: OnceCell<Console> = OnceCell::const_new();

/// One broker of the newest version.
pub async fn newest() -> Result<&'static Secured> {
    NEWEST.get_or_try_init(|| start(Version::V4_3)).await
}

/// One broker of 2.7 with its ZooKeeper.
pub async fn old() -> Result<&'static Secured> {
    OLD.get_or_try_init(|| start(Version::V2_7)).await
}

/// A console without any instance.
pub async fn console() -> Result<&'static Console> {
    CONSOLE
        .get_or_try_init(|| Console::with_config("[outbound]\nloopback = true\n"))
        .await
}

async fn start(version: Version) -> Result<Secured> {
    let (odd, stores) = (Odd::generate()?, Stores::make().await?);
    let mut listeners = vec![
        Listener::Plaintext,
        Listener::Ssl,
        Listener::SaslPlaintext,
        Listener::SaslSsl,
        OPEN_SSL,
        MUTUAL,
        MUTUAL_12,
        OAUTH,
        SHORT,
        CBC,
        ONE_SUITE,
    ];
    listeners.extend(PLAIN_ALONE);
    listeners.extend(SCRAM_512_ALONE);
    listeners.extend(ODD.map(|(_, listener)| listener));
    let mut lines: Vec<(Listener, &str, String)> = Vec::new();
    for listener in PLAIN_ALONE {
        lines.push((listener, "sasl.enabled.mechanisms", "PLAIN".into()));
    }
    for listener in SCRAM_512_ALONE {
        lines.push((listener, "sasl.enabled.mechanisms", "SCRAM-SHA-512".into()));
    }
    let jaas = "org.apache.kafka.common.security.oauthbearer.OAuthBearerLoginModule required \
                unsecuredLoginStringClaim_sub=\"nobody\";";
    lines.extend([
        (OAUTH, "sasl.enabled.mechanisms", "OAUTHBEARER".into()),
        (OAUTH, "oauthbearer.sasl.jaas.config", jaas.into()),
        (
            SHORT,
            "scram-sha-512.connections.max.reauth.ms",
            "4000".into(),
        ),
        (SHORT, "sasl.enabled.mechanisms", "SCRAM-SHA-512".into()),
        (CBC, "ssl.enabled.protocols", "TLSv1.2".into()),
        (
            CBC,
            "ssl.cipher.suites",
            "TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256".into(),
        ),
        (ONE_SUITE, "ssl.enabled.protocols", "TLSv1.2".into()),
        (
            ONE_SUITE,
            "ssl.cipher.suites",
            "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256".into(),
        ),
        (
            ONE_SUITE,
            "ssl.keystore.certificate.chain",
            stores.rsa.chain_pem.clone(),
        ),
        (
            ONE_SUITE,
            "ssl.keystore.key",
            stores.rsa.key_pem.reveal().to_owned(),
        ),
    ]);
    for (name, listener) in ODD {
        let pair = odd.pair(name).context("no such odd certificate")?;
        lines.push((
            listener,
            "ssl.keystore.certificate.chain",
            pair.cert_pem.clone(),
        ));
        lines.push((listener, "ssl.keystore.key", pair.key_pem.clone()));
    }
    for listener in [MUTUAL, MUTUAL_12] {
        lines.push((listener, "ssl.client.auth", "required".into()));
    }
    lines.push((MUTUAL_12, "ssl.enabled.protocols", "TLSv1.2".into()));
    let client = stores.client_cert_pem.clone();
    lines.push((MUTUAL, "ssl.truststore.certificates", client));
    let mut builder = Cluster::builder()
        .name(&format!("security-{}", version.release()))
        .version(version)
        .listeners(listeners)
        .user(USER.0, USER.1)
        .user(RENEWED.0, RENEWED.1)
        .property("num.network.threads", "1");
    for (listener, key, value) in &lines {
        let key = format!("listener.name.{}.{key}", listener.name().to_lowercase());
        builder = builder.property(&key, &value.replace('\r', ""));
    }
    Ok(Secured {
        version,
        cluster: builder.start().await?,
        odd,
        stores,
    })
}

impl Secured {
    /// Where a listener is.
    pub fn address(&self, listener: Listener) -> Result<String> {
        self.cluster.address(1, listener)
    }

    /// A connection to a listener as its protocol wants it, with nothing wrong: the CA where there
    /// is TLS, and the user where there is SASL.
    pub fn connection(&self, listener: Listener) -> Result<Connection> {
        let security = SecurityProtocol::ALL
            .iter()
            .find(|one| one.name() == listener.protocol())
            .context("an unknown protocol")?;
        let sasl = |text: &str| listener.is_sasl().then(|| text.to_owned());
        Ok(Connection {
            bootstrap: vec![self.address(listener)?],
            security: *security,
            mechanism: None,
            username: sasl(USER.0),
            password: sasl(USER.1),
            ca_pem: match listener.is_tls() {
                true => Some(self.cluster.ca_pem()?),
                false => None,
            },
            client_cert_pem: None,
            client_key_pem: None,
            trust_store: None,
            key_store: None,
            verify_host: true,
            allow_plain_unencrypted: false,
        })
    }

    /// The certificate and key of the client that the broker knows.
    pub fn client(&self, connection: &mut Connection) -> Result<()> {
        let files = self.cluster.certificates();
        connection.client_cert_pem = Some(std::fs::read_to_string(&files.client_cert)?);
        connection.client_key_pem = Some(std::fs::read_to_string(&files.client_key)?);
        Ok(())
    }
}

/// What the connection check says in the end, and the steps before.
pub struct Said {
    pub works: bool,
    pub words: String,
    pub steps: Vec<CheckStep>,
}

/// Runs the check; ports and days are taken out of the words, which are for a page to compare with.
pub async fn said(connection: &Connection) -> Result<Said> {
    let now = SystemTime::now().duration_since(UNIX_EPOCH)?;
    let rules = OutboundRules {
        loopback: true,
        ..OutboundRules::default()
    };
    let tasks = TaskTracker::new();
    let steps: Vec<CheckStep> = check(
        connection.clone(),
        Connector::new(rules),
        i64::try_from(now.as_millis())?,
        &tasks,
        CancellationToken::new(),
    )
    .collect()
    .await;
    let verdict = steps.last().context("the check said nothing")?;
    ensure!(!verdict.detail.is_empty(), "{steps:?}");
    let mut words = verdict.detail.clone();
    for address in &connection.bootstrap {
        words = words.replace(address.as_str(), "BROKER");
    }
    let today = Timestamp::from_second(i64::try_from(now.as_secs())?)?.to_string();
    if let Some(day) = today.get(..10) {
        words = words.replace(day, "TODAY");
    }
    if let Some((before, rest)) = words.split_once("fingerprint ")
        && let Some((_, after)) = rest.split_once(' ')
    {
        words = format!("{before}fingerprint … {after}");
    }
    // Whether the broker's alert is read or the end of the connection before it is chance.
    if let Some((before, rest)) = words.split_once(") (")
        && let Some((_, after)) = rest.split_once("). Check that its issuer")
    {
        words = format!("{before}). Check that its issuer{after}");
    }
    Ok(Said {
        works: verdict.outcome != CheckOutcome::Failed,
        words,
        steps,
    })
}
