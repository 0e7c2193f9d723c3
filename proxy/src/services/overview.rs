//! One instance at a glance: health, topology, controller, connection.

use super::{brokers, instances};
use crate::access::Cx;
use crate::cluster::snapshot::Rates;
use crate::cluster::{Instance, Record, Snapshot, findings};
use crate::error::Error;
use castellan_api::brokers::BrokerState;
use castellan_api::controller::Controller;
use castellan_api::endpoint::{InstancePath, NoQuery};
use castellan_api::instances::{
    ConnectionInfo, Finding, FindingLink, GetOverview, Mechanism, Overview, Severity,
};

/// Shows health, topology and controller of an instance, as far as they are known: an instance that
/// does not answer has an overview too, which says why.
pub async fn get(
    cx: Cx<GetOverview>,
    path: InstancePath,
    _: NoQuery,
    (): (),
) -> Result<Overview, Error> {
    let instance = cx.app().clusters().find(&path.instance)?;
    Ok(overview(&instance, cx.app().clock().now_ms()))
}

fn overview(instance: &Instance, now: i64) -> Overview {
    let (record, snapshot) = (instance.record(), instance.snapshot());
    let totals = snapshot
        .metadata
        .as_ref()
        .map(|part| part.totals)
        .unwrap_or_default();
    let facts = snapshot.cluster.as_ref();
    let mut shown = brokers::summaries(&snapshot);
    shown.sort_by(|a, b| a.rack.cmp(&b.rack).then(a.id.cmp(&b.id)));
    let mechanism = record.connection.mechanism.or_else(|| instance.mechanism());
    let mut found = findings::findings(&snapshot, now);
    found.extend(instance.came_back(&snapshot));
    found.extend(of_record(&record, mechanism, totals.partitions));
    found.sort_by_key(|finding| finding.severity);
    Overview {
        summary: instances::summary(instance),
        cluster_id: snapshot
            .metadata
            .as_ref()
            .and_then(|part| part.cluster.cluster_id.clone()),
        findings: found,
        brokers: shown,
        replicas: totals.replicas,
        offline: totals.offline,
        below_min_isr: snapshot.below_min_isr.unwrap_or(0),
        controller: facts
            .and_then(|facts| facts.controller.clone())
            .unwrap_or(Controller::Unknown),
        features: facts
            .map(|facts| facts.features.clone())
            .unwrap_or_default(),
        auto_create_topics: facts.and_then(|facts| facts.auto_create_topics),
        messages: snapshot.messages,
        messages_per_s: snapshot.rates().and_then(Rates::total),
        connection: connection(&record, mechanism, &snapshot),
        missing: snapshot.missing(),
    }
}

fn connection(
    record: &Record,
    mechanism: Option<Mechanism>,
    snapshot: &Snapshot,
) -> ConnectionInfo {
    let connection = &record.connection;
    let inside = snapshot
        .brokers
        .iter()
        .filter(|standing| standing.state != BrokerState::Down);
    ConnectionInfo {
        security: connection.security,
        mechanism,
        username: connection.username.clone(),
        bootstrap: connection.bootstrap.clone(),
        advertised: inside
            .filter_map(|standing| standing.address.clone())
            .collect(),
        ca_pem: connection.ca_pem.clone(),
        verify_host: connection.verify_host,
    }
}

/// What somebody should look at in the record itself.
fn of_record(record: &Record, mechanism: Option<Mechanism>, partitions: u32) -> Vec<Finding> {
    let connection = &record.connection;
    let mut found = Vec::new();
    let mut add = |severity, title: String, detail: &str| {
        found.push(Finding {
            severity,
            title,
            detail: detail.into(),
            since: record.created_at,
            link: FindingLink::Edit,
        });
    };
    if connection.security.tls() && !connection.verify_host {
        add(
            Severity::Warning,
            "Names in certificates are not compared".into(),
            "Whoever has a certificate of the same authority can pose as a broker. Managed services with certificates for addresses may need that.",
        );
    }
    if mechanism == Some(Mechanism::Plain) && !connection.security.tls() {
        add(
            Severity::Warning,
            "The password is sent without encryption".into(),
            "PLAIN without TLS shows it to anyone on the way. Use SASL_SSL or SCRAM.",
        );
    }
    if let Some(most) = record.partitions_max {
        let title = format!("{partitions} of {most} partitions are in use");
        if partitions >= most {
            let text = "The limit is reached: no topic and no partition can be added here until it is raised.";
            add(Severity::Warning, title, text);
        } else if u64::from(partitions) * 10 >= u64::from(most) * 9 {
            add(
                Severity::Info,
                title,
                "The limit that was entered for this instance is near.",
            );
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cluster::declared_id;
    use crate::store::instances::Instance as Stored;
    use castellan_api::instances::{Connection, SecurityProtocol};

    #[test]
    fn the_record_has_findings_too() {
        let record = |security, partitions_max| Record {
            stored: Stored {
                id: declared_id("x"),
                name: "orders".into(),
                description: String::new(),
                connection: Connection {
                    bootstrap: vec!["a:1".into()],
                    security,
                    mechanism: None,
                    username: None,
                    password: None,
                    ca_pem: None,
                    client_cert_pem: None,
                    client_key_pem: None,
                    trust_store: None,
                    key_store: None,
                    verify_host: false,
                    allow_plain_unencrypted: true,
                },
                partitions_max,
                cmak_alias: None,
                tags: Vec::new(),
                disabled: false,
                created_at: 9,
                version: 1,
            },
            declared: false,
        };
        let titles = |security, most, mechanism| -> Vec<String> {
            let found = of_record(&record(security, most), mechanism, 95);
            found.into_iter().map(|finding| finding.title).collect()
        };
        let plain = Some(Mechanism::Plain);
        assert_eq!(
            titles(SecurityProtocol::SaslSsl, Some(100), plain),
            [
                "Names in certificates are not compared",
                "95 of 100 partitions are in use"
            ]
        );
        assert_eq!(
            titles(SecurityProtocol::SaslPlaintext, Some(200), plain),
            ["The password is sent without encryption"]
        );
        assert!(titles(SecurityProtocol::Plaintext, None, None).is_empty());
    }
}
