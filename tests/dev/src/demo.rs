//! `cargo dev demo`: a real three-broker Kafka with live traffic, and the console on it. Ends with
//! Ctrl-C and leaves nothing behind but the cache.

mod topics;
mod traffic;

use std::collections::BTreeMap;
use std::fmt::Write;
use std::io::Read;
use std::sync::Arc;
use std::time::Instant;

use anyhow::{Context, Result, bail};
use castellan_harness::kafka::Mechanism;
use castellan_harness::{Castellan, Cluster, Listener, cache, setup};
use rdkafka::ClientConfig;
use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::mpsc;

use crate::verify::{build_castellan, say};

/// Fixed, so that a client set up once fits the next demo as well.
const FIRST_PORT: u16 = 29092;
const SECOND_PORT: u16 = 29192;
/// Small, so that hours of traffic fit on any disk.
const SEGMENT_BYTES: &str = "8388608";
const RETENTION_BYTES: &str = "16777216";

#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// Start another Kafka as well, reachable by SASL_SSL alone, to attach by hand
    #[arg(long)]
    second: bool,
    /// The port of the console
    #[arg(long, default_value_t = 9999)]
    port: u16,
}

/// Starts everything, prints the link, and waits for the end.
pub async fn run(arguments: &Arguments) -> Result<()> {
    let began = Instant::now();
    ensure_free(arguments.port)?;
    setup::wasm_target(&say).await?;
    setup::java(&say).await?;
    if std::env::var_os("CASTELLAN_BIN").is_none() {
        println!("Building the console (the first time takes minutes)");
        build_castellan().await?;
    }

    println!("Starting Kafka");
    let (main, second) = tokio::try_join!(start_main(), start_second(arguments.second))?;
    let main = Arc::new(main);
    let plaintext = bootstrap_config(&main, Listener::Plaintext)?;
    topics::create(&plaintext, topics::MAIN).await?;
    traffic::start(&plaintext)?;
    if let Some(second) = &second {
        topics::create(
            &bootstrap_config(second, Listener::Internal)?,
            topics::SECOND,
        )
        .await?;
    }

    println!("Starting the console");
    let token = random_token()?;
    let data_dir = cache::root().join("demo-data");
    // The cluster is a new one each time: what was kept about the last one would only confuse.
    if data_dir.exists() {
        std::fs::remove_dir_all(&data_dir)?;
    }
    let mut castellan = Castellan::builder()
        .port(arguments.port)
        .data_dir(data_dir)
        .config(configuration(&main)?)
        .env("CASTELLAN_SIGN_IN_TOKEN", &token)
        .start()
        .await?;

    println!("{}", welcome(&main, second.as_ref(), &castellan, &token)?);
    println!(
        "Ready after {:.0?}. Ctrl-C ends everything.\n",
        began.elapsed()
    );
    let result = serve_keyboard(&main).await;
    println!("\nStopping");
    let stopped = castellan.stop().await;
    result.and(stopped)
}

fn ensure_free(port: u16) -> Result<()> {
    if std::net::TcpListener::bind(("127.0.0.1", port)).is_err() {
        bail!("port {port} is taken: choose another with `cargo dev demo --port 9998`");
    }
    Ok(())
}

async fn start_main() -> Result<Cluster> {
    Cluster::builder()
        .name("demo")
        .brokers(3)
        .racks(["a", "b", "c"])
        .listeners([Listener::Plaintext, Listener::SaslSsl])
        .acls(true)
        .user("orders-service", "Orders-2026")
        .user("analytics", "Analytics-2026")
        .ports_from(FIRST_PORT)
        .property("log.segment.bytes", SEGMENT_BYTES)
        .property("log.retention.bytes", RETENTION_BYTES)
        .progress(&say)
        .start()
        .await
}

async fn start_second(wanted: bool) -> Result<Option<Cluster>> {
    if !wanted {
        return Ok(None);
    }
    let cluster = Cluster::builder()
        .name("second")
        .listeners([Listener::SaslSsl])
        .mechanisms([Mechanism::ScramSha512])
        .acls(true)
        .ports_from(SECOND_PORT)
        .progress(&say)
        .start()
        .await?;
    Ok(Some(cluster))
}

/// What librdkafka needs for a listener that is not TLS.
fn bootstrap_config(cluster: &Cluster, listener: Listener) -> Result<ClientConfig> {
    let mut config = ClientConfig::new();
    config.set("bootstrap.servers", cluster.bootstrap(listener)?);
    if listener == Listener::Internal {
        let (user, password) = Cluster::broker_user();
        config.set("security.protocol", listener.protocol());
        config.set("sasl.mechanism", "PLAIN");
        config
            .set("sasl.username", user)
            .set("sasl.password", password);
    }
    Ok(config)
}

fn configuration(cluster: &Cluster) -> Result<String> {
    let bootstrap = cluster.bootstrap(Listener::Plaintext)?;
    let addresses: Vec<String> = bootstrap
        .split(',')
        .map(|address| format!("\"{address}\""))
        .collect();
    Ok(format!(
        "# The console of `cargo dev demo`.\n\n[[instances]]\nname = \"demo\"\n\
         bootstrap = [{}]\nsecurity = \"PLAINTEXT\"\n\n[outbound]\nloopback = true\n",
        addresses.join(", ")
    ))
}

fn welcome(
    main: &Cluster,
    second: Option<&Cluster>,
    castellan: &Castellan,
    token: &str,
) -> Result<String> {
    let mut text = format!(
        "\n  Open this link; it signs you in, once:\n\n    {}\n\n  The demo cluster\n",
        castellan.url(&format!("/#token={token}"))
    );
    let mut line = |name: &str, value: String| {
        let _ = writeln!(text, "    {name:<10} {value}");
    };
    line("PLAINTEXT", main.bootstrap(Listener::Plaintext)?);
    attachment(main, &mut line)?;
    line(
        "break it",
        "type: stop 2 | kill 2 | start 2 | freeze 2 | thaw 2".to_owned(),
    );
    if let Some(second) = second {
        text.push_str("\n  Another cluster, to attach by hand\n");
        let mut line = |name: &str, value: String| {
            let _ = writeln!(text, "    {name:<10} {value}");
        };
        attachment(second, &mut line)?;
    }
    Ok(text)
}

/// What the form for attaching asks for.
fn attachment(cluster: &Cluster, line: &mut dyn FnMut(&str, String)) -> Result<()> {
    let users: &BTreeMap<String, String> = cluster.users();
    line("SASL_SSL", cluster.bootstrap(Listener::SaslSsl)?);
    line("mechanism", Mechanism::ScramSha512.to_string());
    for (user, password) in users {
        line("user", format!("{user}, password {password}"));
    }
    line("CA file", cluster.certificates().ca.display().to_string());
    Ok(())
}

/// Does what is typed until Ctrl-C, SIGTERM or the end of the terminal.
async fn serve_keyboard(cluster: &Cluster) -> Result<()> {
    let (send, mut typed) = mpsc::channel::<String>(8);
    // Blocks in a read that nothing can end: a thread of its own, which goes with the process.
    std::thread::spawn(move || {
        for line in std::io::stdin().lines().map_while(Result::ok) {
            if send.blocking_send(line).is_err() {
                break;
            }
        }
    });
    let mut terminated = signal(SignalKind::terminate())?;
    let mut hung_up = signal(SignalKind::hangup())?;
    loop {
        tokio::select! {
            result = tokio::signal::ctrl_c() => return Ok(result?),
            _ = terminated.recv() => return Ok(()),
            _ = hung_up.recv() => return Ok(()),
            Some(line) = typed.recv() => {
                match obey(cluster, line.trim()).await {
                    Ok(done) => println!("{done}"),
                    Err(error) => println!("{error:#}"),
                }
            }
        }
    }
}

async fn obey(cluster: &Cluster, line: &str) -> Result<String> {
    let usage = "stop N, kill N, start N, freeze N or thaw N, where N is a broker; Ctrl-C to end";
    let Some((verb, broker)) = line.split_once(' ') else {
        return Ok(usage.to_owned());
    };
    let broker: u32 = broker.trim().parse().context(usage)?;
    match verb {
        "stop" => cluster.stop_broker(broker).await?,
        "kill" => cluster.kill_broker(broker)?,
        "start" => cluster.start_broker(broker).await?,
        "freeze" => cluster.freeze_broker(broker)?,
        "thaw" => cluster.thaw_broker(broker)?,
        _ => bail!(usage),
    }
    Ok(format!("{verb}: done"))
}

fn random_token() -> Result<String> {
    let mut bytes = [0_u8; 24];
    std::fs::File::open("/dev/urandom")?.read_exact(&mut bytes)?;
    Ok(bytes.iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    }))
}
