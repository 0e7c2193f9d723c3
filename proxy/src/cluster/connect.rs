//! From the connection a person entered to the client's configurations, in the order to try.

use castellan_api::instances::{Connection, Mechanism};
use castellan_kafka::{Address, ClientConfig, ErrorKind, Sasl, Secret, Security, Tls};
use std::time::Duration;

/// Deadline of a call of the refresher and of services: "broker 2 timed out after 5 s".
const CALL: Duration = Duration::from_secs(5);

/// Configurations to try one after the other: one, but where the mechanism is not said.
pub fn candidates(connection: &Connection) -> Result<Vec<ClientConfig>, String> {
    let bootstrap = connection
        .bootstrap
        .iter()
        .map(|text| castellan_api::rules::address(text))
        .map(|parsed| parsed.map(|(host, port)| Address::new(host, port)))
        .collect::<Result<Vec<_>, _>>()?;
    let tls = connection.security.tls().then(|| Tls {
        ca_pem: connection.ca_pem.clone(),
        client_cert_pem: connection.client_cert_pem.clone(),
        client_key_pem: connection.client_key_pem.clone().map(Secret::new),
        verify_host: connection.verify_host,
    });
    let config = |sasl: Option<Sasl>| {
        let security = Security {
            tls: tls.clone(),
            sasl,
            allow_plain_unencrypted: connection.allow_plain_unencrypted,
        };
        ClientConfig {
            call_timeout: CALL,
            ..ClientConfig::new(bootstrap.clone(), security)
        }
    };
    if !connection.security.sasl() {
        return Ok(vec![config(None)]);
    }
    let sasl = |mechanism| Sasl {
        mechanism: wire(mechanism),
        username: connection.username.clone().unwrap_or_default(),
        password: Secret::new(connection.password.clone().unwrap_or_default()),
    };
    let mechanisms = mechanisms(connection);
    Ok(mechanisms
        .into_iter()
        .map(|mechanism| config(Some(sasl(mechanism))))
        .collect())
}

/// Mechanisms to try, strongest first; PLAIN where the password is not readable on the way, or
/// somebody said that it may be.
pub fn mechanisms(connection: &Connection) -> Vec<Mechanism> {
    match connection.mechanism {
        Some(mechanism) => vec![mechanism],
        None => {
            let plain = connection.security.tls() || connection.allow_plain_unencrypted;
            let allowed = |mechanism: &Mechanism| *mechanism != Mechanism::Plain || plain;
            Mechanism::ALL.iter().copied().filter(allowed).collect()
        }
    }
}

/// True if another mechanism may do better.
pub fn may_be_mechanism(error: &castellan_kafka::Error) -> bool {
    matches!(
        error.kind(),
        ErrorKind::MechanismNotEnabled { .. } | ErrorKind::BadCredentials
    )
}

/// The mechanism a client uses, as the API has it.
pub const fn mechanism_of(config: &ClientConfig) -> Option<Mechanism> {
    match &config.security.sasl {
        Some(sasl) => Some(match sasl.mechanism {
            castellan_kafka::Mechanism::Plain => Mechanism::Plain,
            castellan_kafka::Mechanism::ScramSha256 => Mechanism::ScramSha256,
            castellan_kafka::Mechanism::ScramSha512 => Mechanism::ScramSha512,
        }),
        None => None,
    }
}

const fn wire(mechanism: Mechanism) -> castellan_kafka::Mechanism {
    match mechanism {
        Mechanism::Plain => castellan_kafka::Mechanism::Plain,
        Mechanism::ScramSha256 => castellan_kafka::Mechanism::ScramSha256,
        Mechanism::ScramSha512 => castellan_kafka::Mechanism::ScramSha512,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use castellan_api::instances::SecurityProtocol;

    fn connection(security: SecurityProtocol) -> Connection {
        Connection {
            bootstrap: vec!["a:1".into(), "[::1]:2".into()],
            security,
            mechanism: None,
            username: Some("u".into()),
            password: Some("p".into()),
            ca_pem: None,
            client_cert_pem: None,
            client_key_pem: None,
            trust_store: None,
            key_store: None,
            verify_host: true,
            allow_plain_unencrypted: false,
        }
    }

    fn tried(connection: &Connection) -> Vec<Option<Mechanism>> {
        candidates(connection)
            .unwrap()
            .iter()
            .map(mechanism_of)
            .collect()
    }

    #[test]
    fn plain_is_tried_last_and_only_where_it_may_be() {
        use Mechanism::{Plain, ScramSha256, ScramSha512};
        let mut open = connection(SecurityProtocol::SaslPlaintext);
        assert_eq!(tried(&open), [Some(ScramSha512), Some(ScramSha256)]);
        open.allow_plain_unencrypted = true;
        assert_eq!(tried(&open).last(), Some(&Some(Plain)));
        let mut safe = connection(SecurityProtocol::SaslSsl);
        assert_eq!(
            tried(&safe),
            [Some(ScramSha512), Some(ScramSha256), Some(Plain)]
        );
        safe.mechanism = Some(ScramSha256);
        assert_eq!(tried(&safe), [Some(ScramSha256)]);
        assert_eq!(tried(&connection(SecurityProtocol::Ssl)), [None]);
        safe.bootstrap.push("nonsense".into());
        assert!(candidates(&safe).is_err());
    }
}
