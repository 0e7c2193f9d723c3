//! Kafka's reassignment JSON, as `kafka-reassign-partitions` reads and writes it, and the script that
//! carries a plan out with it.

use super::kept::KeptMove;
use crate::services::topics::command::Cli;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// Bytes of a file that is read: 100,000 partitions take 8 MB.
const BYTES_MAX: usize = 16_000_000;

/// The file.
#[derive(Debug, Serialize, Deserialize)]
struct File<P> {
    version: u32,
    partitions: Vec<P>,
}

/// The replicas of a partition.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub(super) struct Assignment {
    /// Topic.
    pub(super) topic: String,
    /// Partition.
    pub(super) partition: i32,
    /// Brokers, the preferred leader first.
    pub(super) replicas: Vec<i32>,
    #[serde(default)]
    log_dirs: Vec<String>,
}

#[derive(Serialize)]
struct Written<'a> {
    topic: &'a str,
    partition: i32,
    replicas: &'a [i32],
    log_dirs: Vec<&'static str>,
}

/// Why a file is not taken.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub(super) enum Refused {
    #[error("The file is larger than {BYTES_MAX} bytes. Give it in parts.")]
    TooLarge,
    #[error(
        "This is not Kafka's reassignment JSON ({0}). It looks like {{\"version\":1,\"partitions\":[{{\"topic\":\"a\",\"partition\":0,\"replicas\":[1,2]}}]}}."
    )]
    NotJson(String),
    #[error("Version {0} is not known; Kafka's tool writes version 1.")]
    Version(u32),
    #[error("The file names no partition.")]
    Empty,
    #[error("{0}-{1} stands in the file twice.")]
    Twice(String, i32),
    #[error(
        "{0}-{1} names log dirs. Moving between the log dirs of a broker is done by kafka-reassign-partitions.sh; \
         write \"any\", or leave log_dirs out."
    )]
    LogDirs(String, i32),
}

/// Reads a file.
pub(super) fn parse(text: &str) -> Result<Vec<Assignment>, Refused> {
    if text.len() > BYTES_MAX {
        return Err(Refused::TooLarge);
    }
    let file: File<Assignment> =
        serde_json::from_str(text).map_err(|error| Refused::NotJson(error.to_string()))?;
    if file.version != 1 {
        return Err(Refused::Version(file.version));
    }
    if file.partitions.is_empty() {
        return Err(Refused::Empty);
    }
    let mut seen = BTreeSet::new();
    for one in &file.partitions {
        if !seen.insert((one.topic.as_str(), one.partition)) {
            return Err(Refused::Twice(one.topic.clone(), one.partition));
        }
        if one.log_dirs.iter().any(|dir| dir != "any") {
            return Err(Refused::LogDirs(one.topic.clone(), one.partition));
        }
    }
    Ok(file.partitions)
}

/// Which replicas a file names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Which {
    /// Those planned.
    New,
    /// Those of before.
    Old,
}

/// Writes a file.
pub(super) fn write(moves: &[KeptMove], which: Which) -> Result<String, serde_json::Error> {
    let partitions = moves
        .iter()
        .map(|one| {
            let replicas = match which {
                Which::New => &one.new,
                Which::Old => &one.old,
            };
            Written {
                topic: &one.topic,
                partition: one.partition,
                replicas,
                log_dirs: vec!["any"; replicas.len()],
            }
        })
        .collect();
    serde_json::to_string(&File {
        version: 1,
        partitions,
    })
}

/// The script that carries a plan out with Kafka's own tool, and says how to undo it.
pub(super) fn script(
    moves: &[KeptMove],
    title: &str,
    cli: &Cli,
    zookeeper: bool,
    throttle_bytes_per_s: Option<u64>,
) -> Result<String, serde_json::Error> {
    let tool = if zookeeper {
        "kafka-reassign-partitions.sh --zookeeper \"$ZOOKEEPER\"".to_owned()
    } else {
        cli.tool("kafka-reassign-partitions.sh")
    };
    let throttle = throttle_bytes_per_s
        .map(|rate| format!(" --throttle {rate}"))
        .unwrap_or_default();
    let needs = if zookeeper {
        "# Before Kafka 2.4 the tool works through ZooKeeper: set ZOOKEEPER to its host:port.\n: \"${ZOOKEEPER:?}\"\n"
    } else {
        ""
    };
    Ok(format!(
        "#!/bin/sh\n# {title}\nset -eu\n{needs}\
         cat > reassignment.json <<'CASTELLAN'\n{}\nCASTELLAN\n\
         cat > rollback.json <<'CASTELLAN'\n{}\nCASTELLAN\n\
         {tool} --reassignment-json-file reassignment.json --execute{throttle}\n\
         # Again until all is complete; it removes the throttle then:\n\
         {tool} --reassignment-json-file reassignment.json --verify\n\
         # To undo it:\n\
         # {tool} --reassignment-json-file rollback.json --execute{throttle}\n",
        write(moves, Which::New)?,
        write(moves, Which::Old)?,
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn moves() -> Vec<KeptMove> {
        vec![KeptMove {
            topic: "orders".into(),
            partition: 3,
            old: vec![1, 2],
            new: vec![2, 3],
            bytes: None,
            produced_bytes_per_s: None,
        }]
    }

    #[test]
    fn what_is_written_is_read() {
        let text = write(&moves(), Which::New).unwrap();
        assert_eq!(
            text,
            r#"{"version":1,"partitions":[{"topic":"orders","partition":3,"replicas":[2,3],"log_dirs":["any","any"]}]}"#
        );
        let read = parse(&text).unwrap();
        assert_eq!((read[0].topic.as_str(), read[0].partition), ("orders", 3));
        assert_eq!(read[0].replicas, [2, 3]);
    }

    #[test]
    fn bad_files_are_refused_in_words() {
        let said = |text: &str| parse(text).unwrap_err().to_string();
        assert!(said("hello").starts_with("This is not Kafka's reassignment JSON"));
        assert!(said(r#"{"version":2,"partitions":[]}"#).starts_with("Version 2"));
        assert!(said(r#"{"version":1,"partitions":[]}"#).contains("no partition"));
        let one = r#"{"topic":"a","partition":0,"replicas":[1]}"#;
        let twice = format!(r#"{{"version":1,"partitions":[{one},{one}]}}"#);
        assert_eq!(said(&twice), "a-0 stands in the file twice.");
        let dirs = r#"{"version":1,"partitions":[{"topic":"a","partition":0,"replicas":[1],"log_dirs":["/d1"]}]}"#;
        assert!(said(dirs).contains("names log dirs"));
    }

    #[test]
    fn the_script_has_both_files() {
        let cli = Cli::new(
            &["k1:9092".to_owned()],
            castellan_api::instances::SecurityProtocol::Ssl,
        );
        let text = script(&moves(), "Drain broker 1", &cli, false, Some(5_000_000)).unwrap();
        for part in [
            "\"replicas\":[2,3]",
            "\"replicas\":[1,2]",
            "--bootstrap-server k1:9092 --command-config client.properties",
            "--execute --throttle 5000000",
            "--verify",
        ] {
            assert!(text.contains(part), "{part} in {text}");
        }
    }
}
