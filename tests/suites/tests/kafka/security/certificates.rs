//! Certificates of real brokers: which are trusted, and what is said of those that are not.

use super::brokers::{CBC, ODD, ONE_SUITE, OPEN_SSL, Secured, newest, old, said};
use super::matrix::Case;
use crate::cluster::run;
use anyhow::{Context, Result, ensure};
use castellan_api::instances::{CheckName, Connection};

const ODD_CA: &str = "Odd CA";

/// The cases of the table.
pub fn cases(broker: &Secured) -> Result<Vec<Case>> {
    let mut cases = Vec::new();
    let own = broker.connection(OPEN_SSL)?;
    cases.push(Case::new(
        ["a good certificate", "its authority", "on"],
        true,
        own.clone(),
    ));
    let ca_pem = Some(broker.odd.ca_pem.clone());
    let foreign = Connection {
        ca_pem: ca_pem.clone(),
        ..own
    };
    for (name, verify_host) in [("on", true), ("off", false)] {
        let one = Connection {
            verify_host,
            ..foreign.clone()
        };
        cases.push(Case::new(["a good certificate", ODD_CA, name], false, one));
    }
    for (odd, listener) in ODD {
        let base = Connection {
            ca_pem: ca_pem.clone(),
            ..broker.connection(listener)?
        };
        for (name, verify_host) in [("on", true), ("off", false)] {
            // What is wrong with names alone is no matter once they are not compared.
            let works = !verify_host && matches!(odd, "cn-only" | "other-name");
            let one = Connection {
                verify_host,
                ..base.clone()
            };
            cases.push(Case::new([described(odd), ODD_CA, name], works, one));
        }
        if matches!(odd, "self-signed" | "authority") {
            let itself = broker.odd.pair(odd).context("no pair")?.cert_pem.clone();
            let one = Connection {
                ca_pem: Some(itself),
                ..base
            };
            cases.push(Case::new([described(odd), "itself", "on"], true, one));
        }
    }
    let cbc = broker.connection(CBC)?;
    cases.push(Case::new(
        ["CBC suites alone", "its authority", "on"],
        false,
        cbc,
    ));
    let what = "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256 alone";
    cases.push(Case::new(
        [what, "its authority", "on"],
        true,
        one_suite(broker)?,
    ));
    Ok(cases)
}

fn described(odd: &str) -> &'static str {
    match odd {
        "expired" => "an expired certificate",
        "early" => "one that is not valid yet",
        "cn-only" => "one with a common name alone",
        "authority" => "the certificate of an authority",
        "self-signed" => "a self-signed certificate",
        "other-name" => "one for other hosts",
        "other-ca" => "one of another authority",
        "anew" => "one of an authority of the same name",
        _ => "one for clients alone",
    }
}

fn one_suite(broker: &Secured) -> Result<Connection> {
    Ok(Connection {
        ca_pem: Some(broker.stores.rsa_ca_pem.clone()),
        ..broker.connection(ONE_SUITE)?
    })
}

#[test]
fn the_one_suite_of_some_services_is_the_one_in_use() {
    run(async {
        for broker in [newest().await?, old().await?] {
            let said = said(&one_suite(broker)?).await?;
            let tls = said.steps.iter().find(|step| step.step == CheckName::Tls);
            let detail = &tls.context("no TLS step")?.detail;
            ensure!(
                detail == "TLS 1.2, TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
                "{detail}"
            );
        }
        Ok(())
    });
}
