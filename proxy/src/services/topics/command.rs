//! The commands of Kafka's own tools that do the same as a change, as text to copy. Pure: it knows
//! no cluster, and never writes a password.

use castellan_api::instances::SecurityProtocol;
use castellan_api::topics::NewTopic;
use std::collections::BTreeMap;

/// How a command line reaches the cluster.
#[derive(Clone, Debug)]
pub(crate) struct Cli {
    pub(super) bootstrap: String,
    pub(super) command_config: bool,
}

impl Cli {
    /// For these bootstrap addresses; listeners that need more than an address get
    /// `--command-config`.
    pub(crate) fn new(bootstrap: &[String], security: SecurityProtocol) -> Self {
        Self {
            bootstrap: bootstrap.join(","),
            command_config: security != SecurityProtocol::Plaintext,
        }
    }

    pub(crate) fn tool(&self, name: &str) -> String {
        let mut text = format!("{name} --bootstrap-server {}", quoted(&self.bootstrap));
        if self.command_config {
            text.push_str(" --command-config client.properties");
        }
        text
    }

    /// Creates a topic. Numbers that are absent are left to the brokers.
    pub(crate) fn create(&self, topic: &NewTopic) -> String {
        let since = match (&topic.assignment, topic.partitions, topic.replicas) {
            (None, None, _) | (None, _, None) => "2.4",
            _ => "2.2",
        };
        let mut text = format!(
            "{} --create --topic {}",
            self.tool("kafka-topics.sh"),
            quoted(&topic.name)
        );
        if let Some(assignment) = &topic.assignment {
            text.push_str(&format!(" --replica-assignment {}", assigned(assignment)));
        } else {
            if let Some(partitions) = topic.partitions {
                text.push_str(&format!(" --partitions {partitions}"));
            }
            if let Some(replicas) = topic.replicas {
                text.push_str(&format!(" --replication-factor {replicas}"));
            }
        }
        for (name, value) in &topic.configs {
            text.push_str(&format!(" --config {}", quoted(&format!("{name}={value}"))));
        }
        needs(since, &[text])
    }

    /// Changes a topic: configs set (`Some`) or reset (`None`), and the partitions it shall have;
    /// `placed` are the brokers of all its partitions, old ones first, where they were chosen.
    pub(crate) fn alter(
        &self,
        topic: &str,
        configs: &BTreeMap<String, Option<String>>,
        partitions: Option<i32>,
        placed: Option<&[Vec<i32>]>,
    ) -> String {
        let mut lines = Vec::new();
        if !configs.is_empty() {
            lines.push(self.configs(topic, configs));
        }
        if let Some(partitions) = partitions {
            let mut text = format!(
                "{} --alter --topic {} --partitions {partitions}",
                self.tool("kafka-topics.sh"),
                quoted(topic)
            );
            if let Some(placed) = placed {
                text.push_str(&format!(" --replica-assignment {}", assigned(placed)));
            }
            lines.push(text);
        }
        // kafka-configs.sh changes topics without ZooKeeper from 2.5 on (KIP-543).
        let since = if configs.is_empty() { "2.2" } else { "2.5" };
        if lines.is_empty() {
            String::new()
        } else {
            needs(since, &lines)
        }
    }

    fn configs(&self, topic: &str, configs: &BTreeMap<String, Option<String>>) -> String {
        let mut text = format!(
            "{} --alter --entity-type topics --entity-name {}",
            self.tool("kafka-configs.sh"),
            quoted(topic)
        );
        let set: Vec<String> = configs
            .iter()
            .filter_map(|(name, value)| value.as_ref().map(|value| (name, value)))
            .map(|(name, value)| {
                // the tool splits at commas that stand outside of brackets
                if value.contains(',') {
                    format!("{name}=[{value}]")
                } else {
                    format!("{name}={value}")
                }
            })
            .collect();
        let reset: Vec<&str> = configs
            .iter()
            .filter(|(_, value)| value.is_none())
            .map(|(name, _)| name.as_str())
            .collect();
        if !set.is_empty() {
            text.push_str(&format!(" --add-config {}", quoted(&set.join(","))));
        }
        if !reset.is_empty() {
            text.push_str(&format!(" --delete-config {}", quoted(&reset.join(","))));
        }
        text
    }
}

fn needs(since: &str, lines: &[String]) -> String {
    format!(
        "# Kafka's command-line tools {since} or newer\n{}",
        lines.join("\n")
    )
}

fn assigned(partitions: &[Vec<i32>]) -> String {
    partitions
        .iter()
        .map(|brokers| {
            brokers
                .iter()
                .map(i32::to_string)
                .collect::<Vec<_>>()
                .join(":")
        })
        .collect::<Vec<_>>()
        .join(",")
}

/// One word of a POSIX shell.
pub(super) fn quoted(word: &str) -> String {
    let plain = !word.is_empty()
        && word.chars().all(|c| {
            c.is_ascii_alphanumeric()
                || matches!(c, '.' | '_' | '-' | ':' | ',' | '=' | '/' | '@' | '%' | '+')
        });
    if plain {
        word.to_owned()
    } else {
        format!("'{}'", word.replace('\'', "'\\''"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plain() -> Cli {
        Cli::new(
            &["k1:9092".into(), "k2:9092".into()],
            SecurityProtocol::Plaintext,
        )
    }

    fn topic() -> NewTopic {
        NewTopic {
            name: "orders".into(),
            partitions: Some(3),
            replicas: Some(2),
            assignment: None,
            configs: BTreeMap::new(),
            description: String::new(),
        }
    }

    #[test]
    fn a_topic_with_everything_said() {
        let mut topic = topic();
        topic
            .configs
            .insert("retention.ms".into(), "3600000".into());
        assert_eq!(
            plain().create(&topic),
            "# Kafka's command-line tools 2.2 or newer\n\
             kafka-topics.sh --bootstrap-server k1:9092,k2:9092 --create --topic orders \
             --partitions 3 --replication-factor 2 --config retention.ms=3600000"
        );
    }

    #[test]
    fn what_is_left_to_the_brokers_needs_a_newer_tool() {
        let topic = NewTopic {
            partitions: None,
            ..topic()
        };
        let text = plain().create(&topic);
        assert!(
            text.starts_with("# Kafka's command-line tools 2.4"),
            "{text}"
        );
        assert!(!text.contains("--partitions"), "{text}");
    }

    #[test]
    fn an_assignment_stands_in_place_of_the_numbers() {
        let topic = NewTopic {
            assignment: Some(vec![vec![1, 2], vec![2, 3]]),
            ..topic()
        };
        let text = plain().create(&topic);
        assert!(
            text.ends_with("--topic orders --replica-assignment 1:2,2:3"),
            "{text}"
        );
    }

    #[test]
    fn a_change_of_configs_and_partitions() {
        let configs = BTreeMap::from([
            (
                "cleanup.policy".to_owned(),
                Some("compact,delete".to_owned()),
            ),
            ("retention.ms".to_owned(), None),
        ]);
        let text = Cli::new(&["k1:9093".into()], SecurityProtocol::SaslSsl).alter(
            "orders",
            &configs,
            Some(6),
            None,
        );
        assert_eq!(
            text,
            "# Kafka's command-line tools 2.5 or newer\n\
             kafka-configs.sh --bootstrap-server k1:9093 --command-config client.properties --alter \
             --entity-type topics --entity-name orders --add-config 'cleanup.policy=[compact,delete]' \
             --delete-config retention.ms\n\
             kafka-topics.sh --bootstrap-server k1:9093 --command-config client.properties --alter \
             --topic orders --partitions 6"
        );
    }

    #[test]
    fn nothing_to_do_is_no_command() {
        assert_eq!(plain().alter("orders", &BTreeMap::new(), None, None), "");
    }

    #[test]
    fn a_value_cannot_leave_its_quotes() {
        assert_eq!(quoted("a'; rm -rf /"), "'a'\\''; rm -rf /'");
        assert_eq!(quoted(""), "''");
    }
}
