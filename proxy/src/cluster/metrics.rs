//! Figures of the instances, as Prometheus reads them.

use super::Instance;
use super::snapshot::Snapshot;
use castellan_api::instances::InstanceStatus;
use std::fmt::Write;
use std::sync::Arc;

type Figure = (&'static str, &'static str, fn(&Snapshot) -> Option<f64>);

/// Name, help, value; absent while it is not known.
const FIGURES: &[Figure] = &[
    ("up", "1 if the cluster answers the console.", |snapshot| {
        Some(f64::from(matches!(
            snapshot.status,
            InstanceStatus::Connected | InstanceStatus::Degraded
        )))
    }),
    ("brokers", "Brokers in the cluster.", |snapshot| {
        snapshot
            .metadata
            .as_ref()
            .map(|_| snapshot.brokers_in_cluster().into())
    }),
    (
        "brokers_alive",
        "Brokers that answer the console.",
        |snapshot| {
            snapshot
                .metadata
                .as_ref()
                .map(|_| snapshot.brokers_alive().into())
        },
    ),
    ("topics", "Topics, internal ones included.", |snapshot| {
        snapshot
            .metadata
            .as_ref()
            .map(|part| part.totals.topics.into())
    }),
    ("partitions", "Partitions.", |snapshot| {
        snapshot
            .metadata
            .as_ref()
            .map(|part| part.totals.partitions.into())
    }),
    (
        "partitions_under_replicated",
        "Partitions with too few in-sync replicas.",
        |snapshot| {
            snapshot
                .metadata
                .as_ref()
                .map(|part| part.totals.under_replicated.into())
        },
    ),
    (
        "partitions_offline",
        "Partitions without a leader.",
        |snapshot| {
            snapshot
                .metadata
                .as_ref()
                .map(|part| part.totals.offline.into())
        },
    ),
    ("groups", "Groups.", |snapshot| {
        snapshot.groups.as_ref().map(|part| part.count.into())
    }),
];

/// Adds the figures of all instances.
pub(super) fn write(instances: &[Arc<Instance>], out: &mut String) {
    for (name, help, value) in FIGURES {
        // Writing to a String does not fail.
        let _ = writeln!(
            out,
            "# HELP castellan_instance_{name} {help}\n# TYPE castellan_instance_{name} gauge"
        );
        for instance in instances {
            if let Some(value) = value(&instance.snapshot()) {
                let label = label(&instance.record().name);
                let _ = writeln!(
                    out,
                    "castellan_instance_{name}{{instance=\"{label}\"}} {value}"
                );
            }
        }
    }
    out.push_str(
        "# HELP castellan_kafka_requests_total Requests sent to brokers.\n\
         # TYPE castellan_kafka_requests_total counter\n",
    );
    for instance in instances {
        if let Ok(client) = instance.client() {
            let label = label(&instance.record().name);
            let count = client.requests_sent();
            let _ = writeln!(
                out,
                "castellan_kafka_requests_total{{instance=\"{label}\"}} {count}"
            );
        }
    }
    costs(instances, out);
}

/// What reading the parts of the snapshots costs the console.
fn costs(instances: &[Arc<Instance>], out: &mut String) {
    const READS: &str = "castellan_instance_reads_total";
    const SPENT: &str = "castellan_instance_read_processor_seconds_total";
    let mut reads = format!(
        "# HELP {READS} How often a part of the snapshot was read.\n# TYPE {READS} counter\n"
    );
    let mut spent = format!(
        "# HELP {SPENT} Processor time of reading it, taking it over and publishing it.\n# TYPE {SPENT} counter\n"
    );
    for instance in instances {
        let label = label(&instance.record().name);
        for (part, count, time) in instance.costs().list() {
            let of = format!("{{instance=\"{label}\",part=\"{part}\"}}");
            let _ = writeln!(reads, "{READS}{of} {count}");
            let _ = writeln!(spent, "{SPENT}{of} {}", time.as_secs_f64());
        }
    }
    out.push_str(&reads);
    out.push_str(&spent);
}

fn label(text: &str) -> String {
    text.replace('\\', "\\\\")
        .replace('"', "\\\"")
        .replace('\n', "\\n")
}
