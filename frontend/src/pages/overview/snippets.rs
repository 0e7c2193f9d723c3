//! Client configuration as text, for four clients. User and password are placeholders always: the
//! console's own are not for clients, and its password is never sent to the browser.

use castellan_api::instances::{ConnectionInfo, Mechanism};
use std::fmt::Write;

/// The clients.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Client {
    Java,
    Librdkafka,
    Go,
    Python,
}

impl Client {
    pub const ALL: [Self; 4] = [Self::Java, Self::Librdkafka, Self::Go, Self::Python];

    /// Its word in the address.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Java => "java",
            Self::Librdkafka => "librdkafka",
            Self::Go => "go",
            Self::Python => "python",
        }
    }

    pub fn of(word: &str) -> Self {
        Self::ALL
            .into_iter()
            .find(|client| client.word() == word)
            .unwrap_or(Self::Java)
    }

    /// The configuration for a cluster.
    pub fn text(self, info: &ConnectionInfo, brokers: u64) -> String {
        let made = match self {
            Self::Java => java(info, brokers),
            Self::Librdkafka => librdkafka(info, brokers),
            Self::Go => go(info, brokers),
            Self::Python => python(info, brokers),
        };
        // Writing to a string does not fail.
        made.unwrap_or_default()
    }
}

const USER: &str = "YOUR_USER";
const PASSWORD: &str = "YOUR_PASSWORD";

type Made = Result<String, std::fmt::Error>;

/// `request.timeout.ms`, and a connection set-up that is shorter than that divided by the brokers:
/// with a broker gone, a client still tries the others in time.
pub(super) fn timeouts(brokers: u64) -> (u64, u64) {
    let brokers = brokers.max(1);
    let request = 30_000.max(brokers * 2_000);
    let setup = (request / brokers * 4 / 5).min(10_000) / 100 * 100;
    (request, setup.max(1_100))
}

fn mechanism(info: &ConnectionInfo) -> Option<Mechanism> {
    info.security
        .sasl()
        .then(|| info.mechanism.unwrap_or(Mechanism::ScramSha512))
}

fn java(info: &ConnectionInfo, brokers: u64) -> Made {
    let (request, setup) = timeouts(brokers);
    let mut out = String::from("# client.properties\n");
    writeln!(out, "bootstrap.servers={}", info.bootstrap.join(","))?;
    writeln!(out, "security.protocol={}", info.security.name())?;
    if let Some(mechanism) = mechanism(info) {
        let module = match mechanism {
            Mechanism::Plain => "plain.PlainLoginModule",
            _ => "scram.ScramLoginModule",
        };
        writeln!(out, "sasl.mechanism={}", mechanism.name())?;
        writeln!(
            out,
            "sasl.jaas.config=org.apache.kafka.common.security.{module} required \\"
        )?;
        writeln!(out, "  username=\"{USER}\" \\\n  password=\"{PASSWORD}\";")?;
    }
    if info.security.tls() {
        if info.ca_pem.is_some() {
            out.push_str("ssl.truststore.type=PEM\nssl.truststore.location=ca.pem\n");
        }
        if !info.verify_host {
            out.push_str("# The certificate does not hold the address.\n");
            out.push_str("ssl.endpoint.identification.algorithm=\n");
        }
        if !info.security.sasl() {
            out.push_str(
                "# Only where the brokers ask for a client certificate (certificate, then key):\n",
            );
            out.push_str("#ssl.keystore.type=PEM\n#ssl.keystore.location=client.pem\n");
        }
    }
    writeln!(out, "request.timeout.ms={request}")?;
    writeln!(out, "socket.connection.setup.timeout.ms={setup}")?;
    Ok(out)
}

fn librdkafka(info: &ConnectionInfo, brokers: u64) -> Made {
    let (_, setup) = timeouts(brokers);
    let mut out = String::from("# librdkafka\n");
    writeln!(out, "bootstrap.servers={}", info.bootstrap.join(","))?;
    writeln!(out, "security.protocol={}", info.security.name())?;
    if let Some(mechanism) = mechanism(info) {
        writeln!(out, "sasl.mechanisms={}", mechanism.name())?;
        writeln!(out, "sasl.username={USER}\nsasl.password={PASSWORD}")?;
    }
    if info.security.tls() {
        if info.ca_pem.is_some() {
            out.push_str("ssl.ca.location=ca.pem\n");
        }
        if !info.verify_host {
            out.push_str("# The certificate does not hold the address.\n");
            out.push_str("ssl.endpoint.identification.algorithm=none\n");
        }
        if !info.security.sasl() {
            out.push_str("# Only where the brokers ask for a client certificate:\n");
            out.push_str("#ssl.certificate.location=client.crt\n#ssl.key.location=client.key\n");
        }
    }
    writeln!(out, "socket.connection.setup.timeout.ms={setup}")?;
    Ok(out)
}

fn quoted(addresses: &[String]) -> String {
    addresses
        .iter()
        .map(|address| format!("{address:?}"))
        .collect::<Vec<_>>()
        .join(", ")
}

fn go(info: &ConnectionInfo, brokers: u64) -> Made {
    let (_, setup) = timeouts(brokers);
    let tls = info.security.tls();
    let mut out = String::from("// Go, franz-go\n");
    if tls && info.ca_pem.is_some() {
        out.push_str("pem, err := os.ReadFile(\"ca.pem\")\nif err != nil {\n\tpanic(err)\n}\n");
        out.push_str("roots := x509.NewCertPool()\nroots.AppendCertsFromPEM(pem)\n");
    } else if tls {
        out.push_str("roots, err := x509.SystemCertPool()\nif err != nil {\n\tpanic(err)\n}\n");
    }
    if tls && info.verify_host {
        out.push_str("config := &tls.Config{RootCAs: roots}\n");
    } else if tls {
        out.push_str(GO_CHAIN_ONLY);
    }
    out.push_str("client, err := kgo.NewClient(\n");
    writeln!(out, "\tkgo.SeedBrokers({}),", quoted(&info.bootstrap))?;
    if tls {
        writeln!(
            out,
            "\tkgo.Dialer((&tls.Dialer{{\n\t\tNetDialer: &net.Dialer{{Timeout: {setup} * time.Millisecond}},\n\t\tConfig:    config,\n\t}}).DialContext),"
        )?;
    } else {
        writeln!(out, "\tkgo.DialTimeout({setup}*time.Millisecond),")?;
    }
    if let Some(mechanism) = mechanism(info) {
        let (call, as_mechanism) = match mechanism {
            Mechanism::Plain => ("plain.Auth", "AsMechanism"),
            Mechanism::ScramSha256 => ("scram.Auth", "AsSha256Mechanism"),
            Mechanism::ScramSha512 => ("scram.Auth", "AsSha512Mechanism"),
        };
        writeln!(
            out,
            "\tkgo.SASL({call}{{User: \"{USER}\", Pass: \"{PASSWORD}\"}}.{as_mechanism}()),"
        )?;
    }
    out.push_str(")\n");
    Ok(out)
}

/// Checks the chain and leaves the name out, which `tls.Config` has no switch for.
const GO_CHAIN_ONLY: &str = "\
// The certificate does not hold the address: the chain alone is checked.
config := &tls.Config{
\tInsecureSkipVerify: true,
\tVerifyConnection: func(state tls.ConnectionState) error {
\t\tbetween := x509.NewCertPool()
\t\tfor _, one := range state.PeerCertificates[1:] {
\t\t\tbetween.AddCert(one)
\t\t}
\t\toptions := x509.VerifyOptions{Roots: roots, Intermediates: between}
\t\t_, err := state.PeerCertificates[0].Verify(options)
\t\treturn err
\t},
}
";

fn python(info: &ConnectionInfo, brokers: u64) -> Made {
    let (request, setup) = timeouts(brokers);
    let mut out = String::from("# Python, kafka-python\nfrom kafka import KafkaConsumer\n\n");
    out.push_str("consumer = KafkaConsumer(\n    \"YOUR_TOPIC\",\n");
    writeln!(out, "    bootstrap_servers=[{}],", quoted(&info.bootstrap))?;
    writeln!(out, "    security_protocol=\"{}\",", info.security.name())?;
    if let Some(mechanism) = mechanism(info) {
        writeln!(out, "    sasl_mechanism=\"{}\",", mechanism.name())?;
        writeln!(
            out,
            "    sasl_plain_username=\"{USER}\",\n    sasl_plain_password=\"{PASSWORD}\","
        )?;
    }
    if info.security.tls() {
        if info.ca_pem.is_some() {
            out.push_str("    ssl_cafile=\"ca.pem\",\n");
        }
        if !info.verify_host {
            out.push_str(
                "    ssl_check_hostname=False,  # the certificate does not hold the address\n",
            );
        }
        if !info.security.sasl() {
            out.push_str("    # Only where the brokers ask for a client certificate:\n");
            out.push_str("    # ssl_certfile=\"client.crt\", ssl_keyfile=\"client.key\",\n");
        }
    }
    writeln!(out, "    request_timeout_ms={},", request.max(40_000))?;
    writeln!(out, "    socket_connection_setup_timeout_ms={setup},\n)")?;
    Ok(out)
}

#[cfg(test)]
mod tests {
    use super::*;
    use castellan_api::instances::SecurityProtocol;

    fn info(security: SecurityProtocol, verify_host: bool) -> ConnectionInfo {
        ConnectionInfo {
            security,
            mechanism: security.sasl().then_some(Mechanism::ScramSha512),
            username: security.sasl().then(|| "castellan".into()),
            bootstrap: vec!["kafka-1:9093".into(), "kafka-2:9093".into()],
            advertised: Vec::new(),
            ca_pem: security.tls().then(|| "pem".into()),
            verify_host,
        }
    }

    #[test]
    fn set_up_is_shorter_than_the_request_divided_by_brokers() {
        for brokers in [0, 1, 3, 9, 30, 100] {
            let (request, setup) = timeouts(brokers);
            assert!(
                setup > 1_000 && setup < request / brokers.max(1),
                "{brokers}: {setup}"
            );
        }
        assert_eq!(timeouts(3), (30_000, 8_000));
    }

    #[test]
    fn nothing_of_the_consoles_own_sign_in_is_shown() {
        for client in Client::ALL {
            for security in SecurityProtocol::ALL {
                let text = client.text(&info(*security, true), 3);
                assert!(text.contains("kafka-1:9093"), "{text}");
                assert!(!text.contains("castellan"), "{text}");
                assert_eq!(text.contains(PASSWORD), security.sasl(), "{text}");
                assert_eq!(text.contains("ca.pem"), security.tls(), "{text}");
            }
            let text = client.text(&info(SecurityProtocol::SaslSsl, false), 3);
            assert!(
                text.to_lowercase()
                    .contains("the certificate does not hold the address")
            );
        }
    }
}
