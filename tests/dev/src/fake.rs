//! `cargo dev fake`: a pretended cluster of any size to attach a console to, for looking at thousands
//! of topics without the brokers that would hold them.

use anyhow::{Result, ensure};
use fake_kafka::{Fleet, Scale};
use tokio::signal::unix::{SignalKind, signal};

#[derive(Debug, clap::Args)]
#[command(after_help = "\
What it does: listens on 127.0.0.1, one port a broker, and answers what the console reads: metadata,
offsets, log directories, configs, groups, the quorum. Every tenth topic grows. Nothing can be changed
on it. Attach it by the address that is printed; the console must allow loopback addresses
([outbound] loopback = true). Ends with Ctrl-C.")]
pub struct Arguments {
    /// Topics
    #[arg(long, value_name = "N", default_value_t = Scale::default().topics)]
    topics: usize,
    /// Partitions of each
    #[arg(long, value_name = "N", default_value_t = Scale::default().partitions)]
    partitions: usize,
    /// Replicas of each partition
    #[arg(long, value_name = "N", default_value_t = Scale::default().replicas)]
    replicas: usize,
    /// Brokers
    #[arg(long, value_name = "N", default_value_t = Scale::default().brokers)]
    brokers: usize,
    /// Consumer groups
    #[arg(long, value_name = "N", default_value_t = Scale::default().groups)]
    groups: usize,
    /// The port of the first broker, the others follow it
    #[arg(long, value_name = "PORT", default_value_t = 39092)]
    port: u16,
}

/// Starts the brokers, prints where they are, and waits for the end.
pub async fn run(arguments: &Arguments) -> Result<()> {
    let scale = Scale {
        brokers: arguments.brokers,
        topics: arguments.topics,
        partitions: arguments.partitions,
        replicas: arguments.replicas,
        groups: arguments.groups,
    };
    let some = [scale.brokers, scale.partitions, scale.replicas];
    ensure!(
        !some.contains(&0),
        "brokers, partitions and replicas must be 1 or more"
    );
    let fleet = Fleet::start(scale, Some(arguments.port)).await?;
    let addresses = fleet.bootstrap();
    let quoted: Vec<String> = addresses.iter().map(|one| format!("{one:?}")).collect();
    println!(
        "{} topics, {} partitions with {} replicas, {} groups on {} brokers\n\n  \
         PLAINTEXT  {}\n\nor in the console's file\n\n  \
         [[instances]]\n  name = \"fake\"\n  bootstrap = [{}]\n  security = \"PLAINTEXT\"\n\n  \
         [outbound]\n  loopback = true\n\nCtrl-C ends it.",
        scale.topics,
        scale.topics * scale.partitions,
        scale.replicas.min(scale.brokers),
        scale.groups,
        scale.brokers,
        addresses.join(","),
        quoted.join(", "),
    );
    let mut terminated = signal(SignalKind::terminate())?;
    tokio::select! {
        result = tokio::signal::ctrl_c() => result?,
        _ = terminated.recv() => {}
    }
    println!("\n{} requests were answered", fleet.requests());
    Ok(())
}
