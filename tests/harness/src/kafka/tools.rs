//! Apache's own command-line tools: the oracle that says what is really in a cluster.

use std::fs;
use std::process::Stdio;
use std::time::Duration;

use anyhow::{Context, Result, bail};
use tokio::io::AsyncWriteExt;
use tokio::process::Command;
use tokio::time::timeout;

use super::properties::{self, BROKER_PASSWORD, BROKER_USER};
use super::{Cluster, Listener, Mechanism, Version};

const DEADLINE: Duration = Duration::from_secs(90);

/// A command-line tool, named as its script is without `kafka-`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Tool {
    /// `kafka-topics`
    Topics,
    /// `kafka-configs`
    Configs,
    /// `kafka-acls`
    Acls,
    /// `kafka-consumer-groups`
    ConsumerGroups,
    /// `kafka-share-groups` (4.0 and later)
    ShareGroups,
    /// `kafka-groups` (4.0 and later)
    Groups,
    /// `kafka-get-offsets`
    GetOffsets,
    /// `kafka-log-dirs`
    LogDirs,
    /// `kafka-metadata-quorum` (KRaft); `--command-config` goes before the subcommand
    MetadataQuorum,
    /// `kafka-features`
    Features,
    /// `kafka-reassign-partitions`
    ReassignPartitions,
    /// `kafka-leader-election`
    LeaderElection,
    /// `kafka-delete-records`
    DeleteRecords,
    /// `kafka-broker-api-versions`
    BrokerApiVersions,
    /// `kafka-transactions` (3.0 and later)
    Transactions,
    /// `kafka-console-producer`: give the lines to [`Cluster::tool_with_input`]
    ConsoleProducer,
    /// `kafka-console-consumer`: give `--timeout-ms` or `--max-messages`
    ConsoleConsumer,
}

impl Tool {
    /// The class behind the script in this version.
    pub(super) fn class(self, version: Version) -> Result<&'static str> {
        // Kafka moved its tools from the core to their own module, one after another.
        let moved = |since: Version, old: &'static str, new: &'static str| {
            if version >= since { new } else { old }
        };
        let class = match self {
            Self::Topics => moved(
                Version::V3_9,
                "kafka.admin.TopicCommand",
                "org.apache.kafka.tools.TopicCommand",
            ),
            Self::Configs => "kafka.admin.ConfigCommand",
            Self::Acls => moved(
                Version::V4_3,
                "kafka.admin.AclCommand",
                "org.apache.kafka.tools.AclCommand",
            ),
            Self::ConsumerGroups => moved(
                Version::V3_9,
                "kafka.admin.ConsumerGroupCommand",
                "org.apache.kafka.tools.consumer.group.ConsumerGroupCommand",
            ),
            Self::ShareGroups => moved(
                Version::V4_3,
                "",
                "org.apache.kafka.tools.consumer.group.ShareGroupCommand",
            ),
            Self::Groups => moved(Version::V4_3, "", "org.apache.kafka.tools.GroupsCommand"),
            Self::GetOffsets => moved(
                Version::V3_9,
                "kafka.tools.GetOffsetShell",
                "org.apache.kafka.tools.GetOffsetShell",
            ),
            Self::LogDirs => moved(
                Version::V3_9,
                "kafka.admin.LogDirsCommand",
                "org.apache.kafka.tools.LogDirsCommand",
            ),
            Self::MetadataQuorum => moved(
                Version::V3_9,
                "",
                "org.apache.kafka.tools.MetadataQuorumCommand",
            ),
            Self::Features => match version {
                Version::V1_1 | Version::V2_3 => "",
                Version::V2_7 => "kafka.admin.FeatureCommand",
                Version::V3_9 | Version::V4_3 => "org.apache.kafka.tools.FeatureCommand",
            },
            Self::ReassignPartitions => moved(
                Version::V3_9,
                "kafka.admin.ReassignPartitionsCommand",
                "org.apache.kafka.tools.reassign.ReassignPartitionsCommand",
            ),
            Self::LeaderElection => match version {
                Version::V1_1 | Version::V2_3 => "",
                Version::V2_7 => "kafka.admin.LeaderElectionCommand",
                Version::V3_9 | Version::V4_3 => "org.apache.kafka.tools.LeaderElectionCommand",
            },
            Self::DeleteRecords => moved(
                Version::V3_9,
                "kafka.admin.DeleteRecordsCommand",
                "org.apache.kafka.tools.DeleteRecordsCommand",
            ),
            Self::BrokerApiVersions => moved(
                Version::V4_3,
                "kafka.admin.BrokerApiVersionsCommand",
                "org.apache.kafka.tools.BrokerApiVersionsCommand",
            ),
            Self::Transactions => moved(
                Version::V3_9,
                "",
                "org.apache.kafka.tools.TransactionsCommand",
            ),
            Self::ConsoleProducer => moved(
                Version::V4_3,
                "kafka.tools.ConsoleProducer",
                "org.apache.kafka.tools.ConsoleProducer",
            ),
            Self::ConsoleConsumer => moved(
                Version::V3_9,
                "kafka.tools.ConsoleConsumer",
                "org.apache.kafka.tools.consumer.ConsoleConsumer",
            ),
        };
        match class {
            "" => bail!("Kafka {} has no {self:?} tool", version.release()),
            class => Ok(class),
        }
    }

    /// The option that takes a client's properties; none before the tool learned it.
    fn config_option(self, version: Version) -> Option<&'static str> {
        match self {
            Self::GetOffsets if version < Version::V3_9 => None,
            _ if self.asks_zookeeper(version) => None,
            Self::ConsoleProducer if version < Version::V4_3 => Some("--producer.config"),
            Self::ConsoleConsumer if version < Version::V4_3 => Some("--consumer.config"),
            _ => Some("--command-config"),
        }
    }

    /// Whether it knows no brokers yet.
    fn asks_zookeeper(self, version: Version) -> bool {
        match self {
            Self::Topics => version < Version::V2_3,
            Self::Configs => version < Version::V2_7,
            _ => false,
        }
    }

    fn bootstrap_option(self, version: Version) -> &'static str {
        match self {
            Self::GetOffsets if version < Version::V3_9 => "--broker-list",
            Self::ConsoleProducer if version < Version::V2_7 => "--broker-list",
            _ if self.asks_zookeeper(version) => "--zookeeper",
            _ => "--bootstrap-server",
        }
    }
}

/// Whom a tool comes as, and where.
#[derive(Debug, Clone)]
pub struct Login<'a> {
    /// The listener to use.
    pub listener: Listener,
    /// User, password and mechanism, where the listener asks for them.
    pub user: Option<(&'a str, &'a str, Mechanism)>,
}

impl Login<'_> {
    /// The brokers' own user, who may do everything, on the internal listener.
    pub fn broker() -> Login<'static> {
        Login {
            listener: Listener::Internal,
            user: Some((BROKER_USER, BROKER_PASSWORD, Mechanism::Plain)),
        }
    }
}

impl Cluster {
    /// Runs a tool as the all-powerful broker user and gives what it printed. Address and
    /// credentials are added to `args`.
    ///
    /// # Errors
    /// When the tool fails or takes too long; the message has all it printed.
    pub async fn tool(&self, tool: Tool, args: &[&str]) -> Result<String> {
        self.tool_as(tool, &self.oracle(tool)?, args).await
    }

    /// Runs a tool with `input` as its standard input.
    ///
    /// # Errors
    /// As [`tool`](Self::tool).
    pub async fn tool_with_input(&self, tool: Tool, args: &[&str], input: &str) -> Result<String> {
        self.run_tool(tool, &self.oracle(tool)?, args, Some(input))
            .await
    }

    /// Runs a tool on a listener of choice: [`login`](Self::login) makes the usual ones.
    ///
    /// # Errors
    /// As [`tool`](Self::tool).
    pub async fn tool_as(&self, tool: Tool, login: &Login<'_>, args: &[&str]) -> Result<String> {
        self.run_tool(tool, login, args, None).await
    }

    /// `admin` on this listener with the strongest mechanism.
    pub fn login(&self, listener: Listener) -> Login<'_> {
        Login {
            listener,
            user: self.default_login().filter(|_| listener.is_sasl()),
        }
    }

    /// The listener that a tool can use to see everything.
    fn oracle(&self, tool: Tool) -> Result<Login<'static>> {
        if tool.config_option(self.version()).is_some() {
            return Ok(Login::broker());
        }
        self.bootstrap(Listener::Plaintext).with_context(|| {
            format!(
                "{tool:?} of Kafka {} cannot sign in",
                self.version().release()
            )
        })?;
        Ok(Login {
            listener: Listener::Plaintext,
            user: None,
        })
    }

    async fn run_tool(
        &self,
        tool: Tool,
        login: &Login<'_>,
        args: &[&str],
        input: Option<&str>,
    ) -> Result<String> {
        let version = self.version();
        let bootstrap = if tool.asks_zookeeper(version) {
            self.zookeeper()
        } else {
            self.bootstrap(login.listener)?
        };
        let mut all = vec![tool.bootstrap_option(version), bootstrap.as_str()];
        let config;
        if let Some(option) = tool.config_option(version)
            && login.listener != Listener::Plaintext
        {
            config = self.write_client_properties(login)?;
            all.extend([option, config.as_str()]);
        }
        all.extend(args);
        self.run_class(tool.class(version)?, &all, input).await
    }

    /// One file a listener and user, written once.
    fn write_client_properties(&self, login: &Login<'_>) -> Result<String> {
        let lines = properties::client_properties(login.listener, login.user, self.certificates())?;
        let user = login
            .user
            .map_or_else(String::new, |(user, password, mechanism)| {
                let hash = password.bytes().fold(0_u32, |hash, byte| {
                    hash.wrapping_mul(31).wrapping_add(u32::from(byte))
                });
                format!("-{user}-{hash:x}-{mechanism}")
            });
        let path = self
            .dir()
            .join(format!("client-{}{user}.properties", login.listener));
        fs::write(&path, properties::render(&lines))?;
        Ok(path.display().to_string())
    }

    /// Runs a class of Kafka's jars with exactly these arguments.
    ///
    /// # Errors
    /// When it fails or takes too long.
    pub async fn run_class(
        &self,
        class: &str,
        args: &[&str],
        input: Option<&str>,
    ) -> Result<String> {
        let mut command = Command::from(self.java().tool());
        command.arg(class).args(args).kill_on_drop(true);
        command.stdout(Stdio::piped()).stderr(Stdio::piped());
        command.stdin(if input.is_some() {
            Stdio::piped()
        } else {
            Stdio::null()
        });
        let mut child = command.spawn().context("start java")?;
        if let (Some(input), Some(mut stdin)) = (input, child.stdin.take()) {
            stdin.write_all(input.as_bytes()).await?;
        }
        let output = timeout(DEADLINE, child.wait_with_output())
            .await
            .with_context(|| format!("{class} {args:?}: not done after {DEADLINE:?}"))??;
        let stdout = String::from_utf8_lossy(&output.stdout).into_owned();
        if !output.status.success() {
            let stderr = String::from_utf8_lossy(&output.stderr);
            bail!(
                "{class} {args:?} failed ({}):\n{stdout}{stderr}",
                output.status
            );
        }
        Ok(stdout)
    }
}
