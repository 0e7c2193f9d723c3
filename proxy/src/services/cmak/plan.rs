//! What CMAK's clusters would become: the names proposed, what is taken over, and what is not and
//! why. Pure.

use super::read::{Found, text};
use castellan_api::cmak::{CmakCluster, CmakImportPlan, CmakLeftOut};
use castellan_api::instances::{Mechanism, SecurityProtocol};
use castellan_api::rules;
use serde_json::{Map, Value};
use std::collections::BTreeSet;

/// Names that instances have already.
#[derive(Clone, Debug, Default)]
pub(super) struct There {
    pub(super) name: String,
    pub(super) alias: Option<String>,
}

/// The plan for these clusters.
pub(super) fn plan(found: Vec<Found>, there: &[There]) -> CmakImportPlan {
    let mut names: BTreeSet<String> = there.iter().map(|one| one.name.to_lowercase()).collect();
    let mut aliases = BTreeSet::new();
    let rows = found.into_iter().map(|found| {
        let twice = !aliases.insert(found.name.clone());
        let conflict = conflict(&found.name, twice, there);
        row(found, conflict, &mut names)
    });
    CmakImportPlan {
        rows: rows.collect(),
    }
}

fn conflict(name: &str, twice: bool, there: &[There]) -> Option<String> {
    if let Err(why) = rules::cmak_alias(name) {
        return Some(format!("Its name cannot be an alias here. {why}"));
    }
    if twice {
        return Some("Another cluster of the text has this name.".into());
    }
    let same = there
        .iter()
        .find(|one| one.alias.as_deref() == Some(name))?;
    Some(format!(
        "The instance {} has this alias: it was imported before.",
        same.name
    ))
}

fn row(found: Found, conflict: Option<String>, names: &mut BTreeSet<String>) -> CmakCluster {
    let Found {
        line,
        name: cmak_name,
        settings,
    } = found;
    let mut notes = Vec::new();
    let name = free_name(&cmak_name, names);
    if conflict.is_none() {
        names.insert(name.to_lowercase());
    }
    if name != cmak_name {
        notes.push(if rules::instance_name(&cmak_name).is_ok() {
            format!("An instance is called {cmak_name} already; {name} is free.")
        } else {
            format!(
                "{cmak_name} cannot be a name here (4 to 64 letters, digits, - and _, a letter first); it stays as the alias."
            )
        });
    }
    let (security, mechanism) = sign_in(&settings, &mut notes);
    let jaas = settings
        .get("jaasConfig")
        .and_then(text)
        .unwrap_or_default();
    old_version(&settings, &mut notes);
    CmakCluster {
        line,
        name,
        description: format!("Imported from CMAK, where it was {cmak_name}."),
        disabled: settings.get("enabled").and_then(text).as_deref() == Some("false"),
        security,
        mechanism,
        username: jaas_user(&jaas).filter(|_| security.sasl()),
        left_out: left_out(&settings),
        notes,
        conflict,
        cmak_name,
    }
}

/// CMAK's name as far as it may be an instance's, with a number where it is taken.
fn free_name(cmak_name: &str, taken: &BTreeSet<String>) -> String {
    let mut name: String = cmak_name
        .chars()
        .map(|c| {
            if c.is_ascii_alphanumeric() || matches!(c, '-' | '_') {
                c
            } else {
                '-'
            }
        })
        .take(64)
        .collect();
    if !name.starts_with(|c: char| c.is_ascii_alphabetic()) || name.len() < 4 {
        name = format!("kafka-{name}").chars().take(64).collect();
    }
    let mut free = name.clone();
    let mut number = 2_u32;
    while taken.contains(&free.to_lowercase()) {
        let end = format!("-{number}");
        free = name.chars().take(64 - end.len()).collect::<String>() + &end;
        number += 1;
    }
    free
}

fn sign_in(
    settings: &Map<String, Value>,
    notes: &mut Vec<String>,
) -> (SecurityProtocol, Option<Mechanism>) {
    let word = |key: &str| {
        settings
            .get(key)
            .and_then(text)
            .map(|word| word.trim().to_uppercase())
            .filter(|word| !word.is_empty())
    };
    let security = match word("securityProtocol").as_deref() {
        None | Some("PLAINTEXT") => SecurityProtocol::Plaintext,
        Some("SSL") => SecurityProtocol::Ssl,
        // The second is what CMAK calls it as well.
        Some("SASL_PLAINTEXT" | "PLAINTEXTSASL") => SecurityProtocol::SaslPlaintext,
        Some("SASL_SSL") => SecurityProtocol::SaslSsl,
        Some(other) => {
            notes.push(format!(
                "The protocol {other} is not known here; PLAINTEXT is proposed."
            ));
            SecurityProtocol::Plaintext
        }
    };
    let mechanism = match word("saslMechanism").filter(|_| security.sasl()) {
        None => None,
        // What CMAK's form offers for none.
        Some(word) if word == "DEFAULT" => None,
        Some(word) => {
            let known = Mechanism::ALL
                .iter()
                .copied()
                .find(|one| one.name() == word);
            if known.is_none() {
                notes.push(format!(
                    "The mechanism {word} is not supported. Enter a user with PLAIN or SCRAM."
                ));
            }
            known
        }
    };
    (security, mechanism)
}

/// The user of a JAAS line, `… required username="ada" password="…";`.
fn jaas_user(jaas: &str) -> Option<String> {
    let (_, rest) = jaas.split_once("username=")?;
    let mut quote = rest.chars();
    let end = match quote.next()? {
        mark @ ('"' | '\'') => mark,
        _ => return rest.split([' ', ';', '\t', '\n']).next().map(str::to_owned),
    };
    let user = quote.as_str().split(end).next()?;
    (!user.is_empty()).then(|| user.to_owned())
}

/// Kafka before 1.1 is what this console cannot talk to.
fn old_version(settings: &Map<String, Value>, notes: &mut Vec<String>) {
    let Some(version) = settings.get("kafkaVersion").and_then(text) else {
        return;
    };
    let mut numbers = version
        .split('.')
        .map_while(|part| part.parse::<u32>().ok());
    let (Some(major), minor) = (numbers.next(), numbers.next().unwrap_or(0)) else {
        return;
    };
    if (major, minor) < (1, 1) {
        notes.push(format!(
            "CMAK had Kafka {version} entered by hand. If that is what runs there: this console needs 1.1 or later."
        ));
    }
}

/// Settings of CMAK that are not taken over, in its order, each group with its reason. What is not
/// set is not told of.
const LEFT_OUT: &[(&[&str], &str)] = &[
    (
        &["curatorConfig"],
        "Castellan talks to the brokers alone and needs no ZooKeeper: enter bootstrap addresses instead.",
    ),
    (
        &["kafkaVersion", "version"],
        "The brokers tell their version themselves.",
    ),
    (
        &["jmxEnabled", "jmxUser", "jmxPass", "jmxSsl"],
        "Castellan reads no JMX: rates come from how offsets grow.",
    ),
    (
        &[
            "pollConsumers",
            "filterConsumers",
            "activeOffsetCacheEnabled",
            "displaySizeEnabled",
        ],
        "Groups, offsets and sizes are always read, at a pace the cluster bears.",
    ),
    (&["logkafkaEnabled"], "Logkafka is not supported."),
    (
        &["tuning"],
        "There is nothing to tune: one reader a cluster, however many look.",
    ),
    (
        &["jaasConfig"],
        "Passwords are not taken from a text: enter user and password below.",
    ),
];

const TAKEN: &[&str] = &["name", "enabled", "securityProtocol", "saslMechanism"];

fn left_out(settings: &Map<String, Value>) -> Vec<CmakLeftOut> {
    // `false`, nothing and the empty objects of CMAK's own answers say nothing.
    let said = |key: &&str| match settings.get(*key) {
        None | Some(Value::Null | Value::Bool(false)) => false,
        Some(Value::Object(object)) => !object.is_empty(),
        Some(_) => true,
    };
    let owned = |keys: Vec<&str>| keys.into_iter().map(str::to_owned).collect::<Vec<_>>();
    let mut groups: Vec<CmakLeftOut> = LEFT_OUT
        .iter()
        .map(|(keys, why)| CmakLeftOut {
            settings: owned(keys.iter().copied().filter(|key| said(key)).collect()),
            why: (*why).to_owned(),
        })
        .collect();
    let known =
        |key: &str| TAKEN.contains(&key) || LEFT_OUT.iter().any(|(keys, _)| keys.contains(&key));
    let strange = settings
        .keys()
        .map(String::as_str)
        .filter(|key| !known(key) && said(key));
    groups.push(CmakLeftOut {
        settings: owned(strange.collect()),
        why: "Castellan knows no such setting of CMAK.".into(),
    });
    groups.retain(|group| !group.settings.is_empty());
    groups
}
