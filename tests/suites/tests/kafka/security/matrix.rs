//! Protocols × mechanisms × right and wrong credentials on real brokers: the whole table is a page
//! of the documentation, which this test holds to what it saw.

use super::brokers::{
    MUTUAL_12, OAUTH, OPEN_SSL, PLAIN_ALONE, SCRAM_512_ALONE, Said, Secured, newest, old, said,
};
use super::certificates;
use crate::cluster::run;
use anyhow::{Context, Result, ensure};
use castellan_api::instances::{Connection, Mechanism};
use castellan_harness::Listener;
use castellan_suites::blessed;
use std::fmt::Write;

/// One line of a table, before it is known how the versions differ.
pub struct Case {
    pub what: [String; 3],
    pub works: bool,
    pub connection: Connection,
}

impl Case {
    pub fn new(what: [&str; 3], works: bool, connection: Connection) -> Self {
        Self {
            what: what.map(str::to_owned),
            works,
            connection,
        }
    }
}

fn cases(broker: &Secured) -> Result<Vec<Case>> {
    let mut cases = Vec::new();
    let mut case = |what, works, connection| cases.push(Case::new(what, works, connection));
    let plaintext = broker.connection(Listener::Plaintext)?;
    case(["PLAINTEXT", "–", "right"], true, plaintext.clone());
    for (what, listener) in [
        ("to a SASL_PLAINTEXT listener", Listener::SaslPlaintext),
        ("to an SSL listener", OPEN_SSL),
    ] {
        let bootstrap = vec![broker.address(listener)?];
        let to = Connection {
            bootstrap,
            ..plaintext.clone()
        };
        case(["PLAINTEXT", "–", what], false, to);
    }
    let ssl = broker.connection(OPEN_SSL)?;
    case(["SSL", "–", "right"], true, ssl.clone());
    let bootstrap = vec![broker.address(Listener::Plaintext)?];
    let to = Connection { bootstrap, ..ssl };
    case(["SSL", "–", "to a PLAINTEXT listener"], false, to);
    for (sign_in, listener) in [
        ("client certificate", Listener::Ssl),
        ("client certificate, TLS 1.2", MUTUAL_12),
    ] {
        let bare = broker.connection(listener)?;
        let mut right = bare.clone();
        broker.client(&mut right)?;
        case(["SSL", sign_in, "right"], true, right);
        case(["SSL", sign_in, "none given"], false, bare.clone());
        let mut foreign = bare;
        let pair = broker.odd.pair("other-ca").context("no pair")?;
        foreign.client_cert_pem = Some(pair.cert_pem.clone());
        foreign.client_key_pem = Some(pair.key_pem.clone());
        case(["SSL", sign_in, "unknown to the broker"], false, foreign);
    }
    for (at, listener) in [Listener::SaslPlaintext, Listener::SaslSsl]
        .into_iter()
        .enumerate()
    {
        sasl(
            broker,
            listener,
            [PLAIN_ALONE[at], SCRAM_512_ALONE[at]],
            &mut cases,
        )?;
    }
    let oauth = broker.connection(OAUTH)?;
    let what = [
        OAUTH.protocol(),
        "found out",
        "a listener with OAUTHBEARER alone",
    ];
    cases.push(Case::new(what, false, oauth));
    Ok(cases)
}

fn sasl(
    broker: &Secured,
    listener: Listener,
    [plain_alone, scram_512_alone]: [Listener; 2],
    cases: &mut Vec<Case>,
) -> Result<()> {
    let protocol = listener.protocol();
    let base = Connection {
        allow_plain_unencrypted: !listener.is_tls(),
        ..broker.connection(listener)?
    };
    for mechanism in Mechanism::ALL.iter().rev().copied() {
        let name = mechanism.name();
        let right = Connection {
            mechanism: Some(mechanism),
            ..base.clone()
        };
        cases.push(Case::new([protocol, name, "right"], true, right.clone()));
        let mut wrong = right.clone();
        wrong.password = Some("wrong".into());
        cases.push(Case::new([protocol, name, "wrong password"], false, wrong));
        let mut unknown = right.clone();
        unknown.username = Some("nobody".into());
        cases.push(Case::new([protocol, name, "unknown user"], false, unknown));
        let lacks = match mechanism {
            Mechanism::Plain => scram_512_alone,
            _ => plain_alone,
        };
        let bootstrap = vec![broker.address(lacks)?];
        let to = Connection {
            bootstrap,
            ..right.clone()
        };
        cases.push(Case::new([protocol, name, "not enabled"], false, to));
        if mechanism == Mechanism::Plain && !listener.is_tls() {
            let refused = Connection {
                allow_plain_unencrypted: false,
                ..right
            };
            cases.push(Case::new(
                [protocol, name, "right, not ticked"],
                false,
                refused,
            ));
        }
    }
    for (what, alone) in [
        ("all are enabled", listener),
        ("PLAIN alone is enabled", plain_alone),
        ("SCRAM-SHA-512 alone is enabled", scram_512_alone),
    ] {
        let bootstrap = vec![broker.address(alone)?];
        let found_out = Connection {
            bootstrap,
            ..base.clone()
        };
        cases.push(Case::new([protocol, "found out", what], true, found_out));
    }
    Ok(())
}

/// What was said, and by brokers of which versions.
type Outcome = (String, Vec<&'static str>);

/// Runs the cases of each broker; equal outcomes share a row.
pub async fn table(
    brokers: &[&'static Secured],
    head: [&str; 3],
    cases: impl Fn(&Secured) -> Result<Vec<Case>>,
) -> Result<String> {
    let mut rows: Vec<([String; 3], Vec<Outcome>)> = Vec::new();
    for broker in brokers {
        let release = broker.version.release();
        for case in cases(broker)? {
            let Said {
                works,
                words,
                steps,
            } = said(&case.connection).await?;
            ensure!(
                works == case.works,
                "{release}, {:?}: {words}\n{steps:?}",
                case.what
            );
            let text = if works { "works".to_owned() } else { words };
            let at = rows.iter().position(|(what, _)| *what == case.what);
            let at = at.unwrap_or_else(|| {
                rows.push((case.what.clone(), Vec::new()));
                rows.len() - 1
            });
            let outcomes = &mut rows[at].1;
            match outcomes.iter_mut().find(|(said, _)| *said == text) {
                Some((_, versions)) => versions.push(release),
                None => outcomes.push((text, vec![release])),
            }
        }
    }
    let mut page = format!(
        "| {} | brokers | outcome |\n|---|---|---|---|---|\n",
        head.join(" | ")
    );
    for (what, outcomes) in rows {
        for (said, versions) in outcomes {
            let said = said.replace('|', "\\|");
            writeln!(
                page,
                "| {} | {} | {said} |",
                what.join(" | "),
                versions.join(", ")
            )?;
        }
    }
    Ok(page)
}

#[test]
fn every_protocol_works_or_says_why_not() {
    run(async {
        let brokers = [newest().await?, old().await?];
        let head = ["protocol", "sign-in", "case"];
        let sign_in = table(&brokers, head, cases).await?;
        let head = ["what the broker shows", "CA given", "name check"];
        let certificates = table(&brokers, head, certificates::cases).await?;
        let page = format!(
            "# What a connection to a broker says\n\n\
             Written by the tests (`cargo dev bless` writes it anew): what the connection check says \
             in the end, on real brokers. `BROKER` stands for host and port, `TODAY` for the day.\n\n\
             ## Protocols and sign-in\n\n{sign_in}\n## Certificates\n\n{certificates}"
        );
        println!("{page}");
        blessed("docs/security-matrix.md", &page)
    });
}
