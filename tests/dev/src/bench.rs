//! `cargo dev bench`: the release build on a real Kafka of thousands of topics, measured against
//! the targets. Times are told, beside a yardstick of the same run; counts, which are the same on
//! every machine, fail the command.

mod client;
mod console;
mod kafka;
mod load;
mod report;
mod scale;
mod typing;
mod yardstick;

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use castellan_harness::{Cluster, Listener, cache, setup};

use self::client::{Events, Target};
use self::console::Console;
use self::load::{Load, Viewers};
use self::report::Report;
use crate::cargo::cargo;
use crate::verify::say;

/// Starts that are timed; the median counts.
const STARTS: usize = 5;
/// Pages of the list asked one after the other.
const PAGES: usize = 4000;
/// How many viewers the count of broker requests is taken with, beside one.
const CROWD: usize = 200;
/// The slowest part of a snapshot is read once a minute.
const MINUTE: Duration = Duration::from_secs(60);
/// Parts of a snapshot are read every 5, 15 or 60 seconds: half a step after one is far from all.
const OFF_BEAT: Duration = Duration::from_millis(2500);
/// Requests of one part that may fall into a minute or beside it, where a minute is cut.
const NOISE: u64 = 8;

const START: Duration = Duration::from_millis(350);
const PAGE: Duration = Duration::from_millis(3);
const KEY: Duration = Duration::from_millis(100);
const PER_SECOND: f64 = 5000.0;
const IDLE_BYTES: u64 = 50_000_000;
const PEAK_BYTES: u64 = 120_000_000;

/// What the numbers mean, under every table.
const NOTES: &str = "\
Times, rates and memory depend on the machine: they are told. Counts do not: a row that FAILED fails
the command. \"Of the yardstick\" is a time divided by the time that SHA-256 over 256 MB takes on one
core in the same run, or the requests answered in that time.";

#[derive(Debug, clap::Args)]
#[command(after_help = "\
What it does: builds the release binary with the app inside, starts three brokers of Kafka 4.3.1,
makes the topics (2 or 3 partitions, 3 replicas), starts the console on them and measures the start,
pages of the list over every sort and many filters, 50 connections at once, memory, requests sent to
the brokers, and the size of the app. Takes about 5 minutes for each number of topics, after the
build; leave the machine alone meanwhile. Nothing is left running.

Set CASTELLAN_BIN to measure another binary in place of building one.")]
pub struct Arguments {
    /// Numbers of topics to measure with
    #[arg(long, value_name = "N,N", value_delimiter = ',', default_values_t = [2000, 5000],
          value_parser = clap::value_parser!(u32).range(1..=20_000))]
    topics: Vec<u32>,
    /// Viewers that hold a stream of events, and as many connections asking as fast as they can
    #[arg(long, value_name = "N", default_value_t = 50,
          value_parser = clap::value_parser!(u32).range(1..=1000))]
    viewers: u32,
    /// Seconds that these connections ask
    #[arg(long, value_name = "N", default_value_t = 10,
          value_parser = clap::value_parser!(u64).range(1..=600))]
    seconds: u64,
    /// Measure with a pretended cluster of 10,000 topics on 30 brokers and 1,000 viewers instead;
    /// takes about 4 minutes
    #[arg(long)]
    scale: bool,
    /// Write the tables to this file as well
    #[arg(long, value_name = "FILE")]
    markdown: Option<PathBuf>,
}

/// Builds, starts, measures and prints.
pub async fn run(arguments: &Arguments) -> Result<()> {
    if arguments.scale {
        return scale(arguments).await;
    }
    let mut topics: Vec<usize> = arguments.topics.iter().map(|one| *one as usize).collect();
    topics.sort_unstable();
    topics.dedup();
    let most = topics.last().copied().context("no number of topics")?;
    setup::wasm_target(&say).await?;
    setup::java(&say).await?;
    setup::browser(&say).await?;
    let binary = release_binary().await?;
    println!("Starting Kafka");
    let bench = Bench {
        cluster: kafka::start(most).await?,
        binary,
        viewers: arguments.viewers as usize,
        time: Duration::from_secs(arguments.seconds),
    };
    let mut text = String::new();
    let mut failures = Vec::new();
    let mut have = 0;
    for count in topics {
        println!("\n{count} topics");
        kafka::create(&bench.cluster, have..count).await?;
        have = count;
        let report = bench.measure(count).await?;
        text.push_str(&report.text());
        text.push('\n');
        failures.extend(report.failures());
    }
    let release = bench.cluster.version().release();
    let machine = format!(
        "{} Kafka {release}, 3 brokers on the same machine.",
        machine()
    );
    finish(&machine, &text, &failures, arguments)
}

async fn scale(arguments: &Arguments) -> Result<()> {
    setup::wasm_target(&say).await?;
    let binary = release_binary().await?;
    let report = scale::measure(binary.as_deref()).await?;
    let failures: Vec<String> = report.failures().collect();
    finish(
        &format!("{} Brokers are pretended by `fake-kafka`.", machine()),
        &report.text(),
        &failures,
        arguments,
    )
}

/// Prints and writes the tables; what failed fails the command.
fn finish(machine: &str, tables: &str, failures: &[String], arguments: &Arguments) -> Result<()> {
    let text = format!("{machine}\n\n{tables}{NOTES}\n");
    println!("\n{text}");
    if let Some(file) = &arguments.markdown {
        std::fs::write(file, &text).with_context(|| file.display().to_string())?;
    }
    ensure!(failures.is_empty(), "{}", failures.join("\n"));
    Ok(())
}

/// What the numbers were taken on.
fn machine() -> String {
    let cores = std::thread::available_parallelism().map_or(0, usize::from);
    let load = std::fs::read_to_string("/proc/loadavg").unwrap_or_default();
    let minutes: Vec<&str> = load.split(' ').take(3).collect();
    format!(
        "`cargo dev bench` on {cores} cores, load {} over 1, 5 and 15 minutes at the end.",
        minutes.join(", ")
    )
}

/// Builds the console as it is shipped; nothing where `CASTELLAN_BIN` names another.
async fn release_binary() -> Result<Option<PathBuf>> {
    if std::env::var_os("CASTELLAN_BIN").is_some() {
        return Ok(None);
    }
    println!("Building the release binary (the first time takes minutes)");
    let target = cache::target_dir().join("app");
    let target = target.to_string_lossy();
    let args = ["build", "--release", "--package", "castellan"];
    // The crates of the app are built in one place for every command.
    cargo(&args, &[("CASTELLAN_APP_TARGET", &target)]).await?;
    Ok(Some(cache::target_dir().join("release/castellan")))
}

struct Bench {
    cluster: Cluster,
    binary: Option<PathBuf>,
    viewers: usize,
    time: Duration,
}

/// Requests to brokers in a minute.
struct Minute {
    /// As the console counts.
    told: u64,
    /// As they came at the brokers.
    seen: u64,
}

impl Bench {
    async fn measure(&self, topics: usize) -> Result<Report> {
        let partitions: i32 = (0..topics).map(kafka::partitions).sum();
        let title = format!("{topics} topics, {partitions} partitions with 3 replicas");
        let mut console = self.console(Listener::Plaintext, topics).await?;
        let measure = tokio::task::spawn_blocking(yardstick::sha256).await?;
        let mut report = Report::new(title, measure);
        report.time("yardstick: SHA-256 over 256 MB", measure, None);
        if let Some(time) = yardstick::kcat(&self.cluster) {
            report.time("yardstick: kcat -L -J", time, None);
        }

        say("starts on an existing store");
        let mut starts = Vec::new();
        for _ in 0..STARTS {
            starts.push(console.time_to_list(topics).await?);
        }
        let slowest = starts.iter().max().copied().unwrap_or_default();
        let start = yardstick::median(starts);
        report.time(
            &format!("start to a usable list, median of {STARTS}"),
            start,
            Some(START),
        );
        report.time("start to a usable list, slowest", slowest, None);

        console.wait_whole(topics).await?;
        report.memory(
            "memory, idle with the whole list",
            console.memory()?.0,
            IDLE_BYTES,
        );
        self.pages(&console.target, &mut report).await?;
        say("keys in the filter of the list");
        let keys = typing::keys(&console, topics).await?;
        report.time(
            "key in the filter to painted rows, p50",
            keys.within(0.5),
            None,
        );
        report.time(
            "key in the filter to painted rows, p95",
            keys.within(0.95),
            Some(KEY),
        );
        let busy = self.crowd(&console, &mut report).await?;
        app_size(&console, &mut report).await?;
        console.stop().await?;
        self.broker_requests(topics, busy, &mut report).await?;
        Ok(report)
    }

    async fn console(&self, on: Listener, topics: usize) -> Result<Console> {
        let console = Console::start(self.binary.as_deref(), &self.cluster, on).await?;
        console.wait_whole(topics).await?;
        Ok(console)
    }

    /// One connection, one page after the other.
    async fn pages(&self, target: &Target, report: &mut Report) -> Result<()> {
        say("pages one after the other");
        let load = sequential(target, "").await?;
        report.time(
            "page of 50 rows, p50",
            load.latencies.within(0.5),
            Some(PAGE),
        );
        report.time("page of 50 rows, p99", load.latencies.within(0.99), None);
        let load = sequential(target, "Accept-Encoding: gzip, deflate, br\r\n").await?;
        report.time("the same compressed, p50", load.latencies.within(0.5), None);
        report.time(
            "the same compressed, p99",
            load.latencies.within(0.99),
            None,
        );
        Ok(())
    }

    /// Many connections that ask as fast as they can, while as many viewers hold their streams.
    /// Gives the requests to brokers meanwhile, and the time they took.
    async fn crowd(&self, console: &Console, report: &mut Report) -> Result<(u64, Duration)> {
        let count = self.viewers;
        say(&format!("{count} connections as fast as they can"));
        let holding = open(&console.target, count, false).await?;
        let before = (console.kafka_requests().await?, console.processor_time()?);
        let target = console.target.clone();
        let requests = list_requests(&target, "");
        let load = self.closed_loop(&target, requests, self.time).await?;
        let after = (console.kafka_requests().await?, console.processor_time()?);
        close(holding).await?;
        let right = u32::try_from(load.latencies.count().max(1))?;
        let named = |what: &str| format!("{count} connections, {what}");
        report.rate(&named("pages"), load.per_second(), Some(PER_SECOND));
        report.time(&named("p50"), load.latencies.within(0.5), None);
        report.time(&named("p99"), load.latencies.within(0.99), None);
        let errors = Some(("0".to_owned(), load.errors == 0));
        report.count(&named("errors"), load.errors as f64, "", errors);
        let processor = after.1.saturating_sub(before.1) / right;
        report.time(
            &named("processor time of the console a page"),
            processor,
            None,
        );
        report.memory("memory, peak", console.memory()?.1, PEAK_BYTES);

        // How much of it is the loopback, the kernel and the asking itself.
        let nothing = vec![target.request("/healthz", "")];
        let floor = self.closed_loop(&target, nothing, self.time / 5).await?;
        report.rate(&named("/healthz instead"), floor.per_second(), None);
        Ok((after.0 - before.0, load.took))
    }

    async fn closed_loop(
        &self,
        target: &Target,
        requests: Vec<Vec<u8>>,
        time: Duration,
    ) -> Result<Load> {
        let (target, count) = (target.clone(), self.viewers);
        let asking = move || load::closed_loop(&target, &requests, count, time);
        tokio::task::spawn_blocking(asking).await?
    }

    /// Requests to brokers in a minute with one viewer and with many, as the console counts them
    /// and as they pass on the way to the brokers.
    async fn broker_requests(
        &self,
        topics: usize,
        busy: (u64, Duration),
        report: &mut Report,
    ) -> Result<()> {
        let console = self.console(Listener::SaslPlaintext, topics).await?;
        say("requests to brokers in a minute with one viewer");
        let first = open(&console.target, 1, true).await?;
        // Whoever comes first makes the console look more often: not in the minute that counts.
        off_beat(&console.target).await?;
        let one = self.minute(&console).await?;
        say(&format!(
            "requests to brokers in a minute with {CROWD} viewers"
        ));
        let others = open(&console.target, CROWD - 1, true).await?;
        let many = self.minute(&console).await?;
        let pages = close(first).await? + close(others).await?;
        console.stop().await?;

        let unit = "/min";
        report.count("requests to brokers, 1 viewer", one.told as f64, unit, None);
        let same = Some((
            format!("{} ± {}", one.told, noise(&one)),
            equal(&one, one.told, many.told),
        ));
        let what = format!("requests to brokers, {CROWD} viewers");
        report.count(&what, many.told as f64, unit, same);
        for (minute, viewers) in [(&one, "1 viewer"), (&many, &format!("{CROWD} viewers"))] {
            let same = Some((
                format!("{} ± {}", minute.told, noise(minute)),
                equal(minute, minute.told, minute.seen),
            ));
            let what = format!("the same counted on the way, {viewers}");
            report.count(&what, minute.seen as f64, unit, same);
        }
        report.count("pages that the viewers asked for", pages as f64, "", None);
        let (sent, took) = busy;
        let share = took.as_secs_f64() / 60.0;
        // Every part of the snapshot may be read once more in a time shorter than its step.
        let most = (one.told as f64 * (1.0 + share)).ceil();
        let bound = Some((format!("≤ {most}"), sent as f64 <= most));
        let what = format!(
            "requests to brokers under full load, {:.0} s",
            took.as_secs_f64()
        );
        report.count(&what, sent as f64, "", bound);
        Ok(())
    }

    async fn minute(&self, console: &Console) -> Result<Minute> {
        off_beat(&console.target).await?;
        let before = (
            console.kafka_requests().await?,
            kafka::requests(&self.cluster)?,
        );
        tokio::time::sleep(MINUTE).await;
        let after = (
            console.kafka_requests().await?,
            kafka::requests(&self.cluster)?,
        );
        Ok(Minute {
            told: after.0 - before.0,
            seen: after.1 - before.1,
        })
    }
}

/// What a cut minute may differ by.
fn noise(minute: &Minute) -> u64 {
    NOISE.max(minute.told / 10)
}

fn equal(minute: &Minute, one: u64, other: u64) -> bool {
    one.abs_diff(other) <= noise(minute)
}

fn list_requests(target: &Target, headers: &str) -> Vec<Vec<u8>> {
    let queries = load::queries();
    queries
        .iter()
        .map(|query| target.list(query, headers))
        .collect()
}

async fn sequential(target: &Target, headers: &'static str) -> Result<Load> {
    let target = target.clone();
    let asking = move || load::sequential(&target, &list_requests(&target, headers), PAGES);
    tokio::task::spawn_blocking(asking).await?
}

async fn open(target: &Target, count: usize, asking: bool) -> Result<Viewers> {
    let target = target.clone();
    tokio::task::spawn_blocking(move || Viewers::open(&target, count, asking)).await?
}

async fn close(viewers: Viewers) -> Result<usize> {
    tokio::task::spawn_blocking(move || viewers.close()).await?
}

/// Waits until the metadata was read, and then half a step: no part is read at that moment.
async fn off_beat(target: &Target) -> Result<()> {
    let target = target.clone();
    let read = move || -> Result<()> {
        let mut events = Events::open(&target)?;
        let end = Instant::now() + MINUTE;
        while Instant::now() < end {
            if events
                .heard()?
                .is_some_and(|event| event.contains("\"metadata\""))
            {
                return Ok(());
            }
        }
        anyhow::bail!("no metadata within {MINUTE:?}")
    };
    tokio::task::spawn_blocking(read).await??;
    tokio::time::sleep(OFF_BEAT).await;
    Ok(())
}

/// Nothing at all means a binary built with `CASTELLAN_SKIP_APP=1`.
async fn app_size(console: &Console, report: &mut Report) -> Result<()> {
    let files = console.first_load().await?;
    let sum = |kinds: &[&str]| -> usize {
        let wanted = files.iter().filter(|(path, _)| {
            let kind = Path::new(path).extension().unwrap_or_default();
            kinds.iter().any(|one| kind == *one)
        });
        wanted.map(|(_, bytes)| bytes).sum()
    };
    let app = sum(&["wasm", "bin", "js"]);
    let limit = usize::try_from(crate::size::LIMIT)?;
    let kilobytes = |bytes: usize| bytes as f64 / 1e3;
    report.count(
        "app on first load: Wasm",
        kilobytes(sum(&["wasm", "bin"])),
        "kB brotli",
        None,
    );
    report.count(
        "app on first load: script",
        kilobytes(sum(&["js"])),
        "kB brotli",
        None,
    );
    let target = Some((
        format!("> 0 and ≤ {} kB", limit / 1000),
        (1..=limit).contains(&app),
    ));
    report.count(
        "app on first load: Wasm and script",
        kilobytes(app),
        "kB brotli",
        target,
    );
    let all = sum(&["wasm", "bin", "js", "css", "svg", "woff2"]);
    report.count(
        "app on first load: style, font and icon too",
        kilobytes(all),
        "kB brotli",
        None,
    );
    Ok(())
}
