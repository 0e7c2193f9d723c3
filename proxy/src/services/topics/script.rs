//! A list of topics as a shell script of Kafka's own tool, that makes them anew. Pure: it knows no
//! cluster, and never writes a password.

use super::command::{Cli, quoted};
use super::sheet::YamlTopic;

impl Cli {
    /// The script: comments that say what it does and for which cluster, then one line a topic.
    pub(super) fn script(&self, cluster: &str, read_ms: i64, topics: &[YamlTopic]) -> String {
        let count = match topics.len() {
            1 => "1 topic".to_owned(),
            count => format!("{count} topics"),
        };
        let read = jiff::Timestamp::from_millisecond(read_ms)
            .map_or_else(|_| String::new(), |time| format!(" at {time:.0}"));
        let mut text = format!(
            "#!/bin/sh\n\
             # Creates {count} with the partitions, replicas and configs they had{read} in the\n\
             # Kafka cluster {}. Descriptions, messages, permissions and the brokers of each replica\n\
             # are not in it.\n\
             #\n\
             # Needs Apache Kafka's command-line tools 2.2 or newer, kafka-topics.sh on the PATH. For\n\
             # another cluster: BOOTSTRAP_SERVER=host:9092 sh THIS_FILE\n",
            one_line(cluster)
        );
        if self.command_config {
            text.push_str(
                "# The listener needs more than an address: write security.protocol and what goes with\n\
                 # it to client.properties, or name your file in COMMAND_CONFIG.\n",
            );
        }
        text.push_str(
            "# A topic that exists already is refused and stays as it is; the rest is created, and the\n\
             # exit status is 1 then.\n\n",
        );
        text.push_str(&format!(
            "server={}\n[ -z \"${{BOOTSTRAP_SERVER-}}\" ] || server=$BOOTSTRAP_SERVER\n",
            quoted(&self.bootstrap)
        ));
        let mut tool = "kafka-topics.sh --bootstrap-server \"$server\"".to_owned();
        if self.command_config {
            text.push_str("config=${COMMAND_CONFIG:-client.properties}\n");
            tool.push_str(" --command-config \"$config\"");
        }
        text.push_str("failed=0\n\n");
        for topic in topics {
            text.push_str(&format!(
                "{tool} --create --topic {} --partitions {} --replication-factor {}",
                quoted(&topic.name),
                topic.partitions,
                topic.replicas
            ));
            for (name, value) in &topic.configs {
                text.push_str(&format!(" --config {}", quoted(&format!("{name}={value}"))));
            }
            text.push_str(" || failed=1\n");
        }
        text.push_str("\nexit \"$failed\"\n");
        text
    }
}

/// A name as it may stand in a comment: what would end the line is a space.
fn one_line(name: &str) -> String {
    name.chars()
        .map(|c| if c.is_control() { ' ' } else { c })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use castellan_api::instances::SecurityProtocol;
    use std::collections::BTreeMap;
    use std::os::unix::fs::PermissionsExt;
    use std::process::{Command, Output};

    fn topic(name: &str, configs: &[(&str, &str)]) -> YamlTopic {
        YamlTopic {
            name: name.to_owned(),
            partitions: 3,
            replicas: 2,
            description: "not told".to_owned(),
            configs: configs
                .iter()
                .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
                .collect::<BTreeMap<_, _>>(),
        }
    }

    /// Runs the script with a tool that prints each argument on a line of its own, and fails for
    /// the topic `there`.
    fn run(script: &str, environment: &[(&str, &str)]) -> Output {
        let folder = tempfile::tempdir().unwrap();
        let tool = folder.path().join("kafka-topics.sh");
        std::fs::write(
            &tool,
            "#!/bin/sh\nfor one in \"$@\"; do printf '[%s]\\n' \"$one\"; done\n\
             case \" $* \" in *' --topic there '*) exit 1;; esac\n",
        )
        .unwrap();
        std::fs::set_permissions(&tool, std::fs::Permissions::from_mode(0o755)).unwrap();
        let file = folder.path().join("topics.sh");
        std::fs::write(&file, script).unwrap();
        let checked = Command::new("sh").arg("-n").arg(&file).output().unwrap();
        assert!(checked.status.success(), "{checked:?}\n{script}");
        let path = format!("{}:/usr/bin:/bin", folder.path().display());
        Command::new("sh")
            .arg(&file)
            .current_dir(folder.path())
            .env("PATH", path)
            .envs(environment.iter().copied())
            .output()
            .unwrap()
    }

    fn arguments(output: &Output) -> String {
        String::from_utf8(output.stdout.clone()).unwrap()
    }

    #[test]
    fn each_topic_is_one_call_with_all_that_was_set() {
        let cli = Cli::new(
            &["k1:9092".into(), "k2:9092".into()],
            SecurityProtocol::Plaintext,
        );
        let topics = [
            topic(
                "orders",
                &[("cleanup.policy", "compact,delete"), ("retention.ms", "-1")],
            ),
            topic("-odd", &[]),
        ];
        let script = cli.script("production", 1_700_000_000_123, &topics);
        assert!(script.contains("# Creates 2 topics"), "{script}");
        assert!(script.contains("at 2023-11-14T22:13:20Z in"), "{script}");
        assert!(script.contains("cluster production."), "{script}");
        let lines = script.lines().filter(|line| line.contains("--create"));
        assert_eq!(lines.count(), 2);
        let ran = run(&script, &[]);
        assert!(ran.status.success());
        assert_eq!(
            arguments(&ran),
            "[--bootstrap-server]\n[k1:9092,k2:9092]\n[--create]\n[--topic]\n[orders]\n[--partitions]\n[3]\n\
             [--replication-factor]\n[2]\n[--config]\n[cleanup.policy=compact,delete]\n[--config]\n\
             [retention.ms=-1]\n[--bootstrap-server]\n[k1:9092,k2:9092]\n[--create]\n[--topic]\n[-odd]\n\
             [--partitions]\n[3]\n[--replication-factor]\n[2]\n"
        );
    }

    #[test]
    fn nothing_leaves_its_quotes() {
        let bad = "'; echo HACKED; $(echo HACKED) `echo HACKED` \"$HOME\" \\ * } \n#";
        let cli = Cli::new(&[bad.into()], SecurityProtocol::SaslSsl);
        let script = cli.script(
            &format!("x\necho HACKED\r{bad}"),
            0,
            &[topic(bad, &[(bad, bad)])],
        );
        let ran = run(&script, &[]);
        assert!(ran.status.success(), "{ran:?}");
        let expected = format!(
            "[--bootstrap-server]\n[{bad}]\n[--command-config]\n[client.properties]\n[--create]\n[--topic]\n[{bad}]\n\
             [--partitions]\n[3]\n[--replication-factor]\n[2]\n[--config]\n[{bad}={bad}]\n"
        );
        assert_eq!(arguments(&ran), expected);
    }

    #[test]
    fn one_that_is_refused_does_not_stop_the_rest_and_another_cluster_can_be_named() {
        let cli = Cli::new(&["k1:9093".into()], SecurityProtocol::Ssl);
        let script = cli.script("a", 0, &[topic("there", &[]), topic("new", &[])]);
        let other = [
            ("BOOTSTRAP_SERVER", "other host:9092"),
            ("COMMAND_CONFIG", "/tmp/my file"),
        ];
        let ran = run(&script, &other);
        assert_eq!(ran.status.code(), Some(1));
        let told = arguments(&ran);
        assert!(told.contains("[there]") && told.contains("[new]"), "{told}");
        assert!(
            told.contains("[other host:9092]") && told.contains("[/tmp/my file]"),
            "{told}"
        );
    }
}
