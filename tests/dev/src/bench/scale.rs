//! `cargo dev bench --scale`: the console on a pretended cluster of 100,000 partitions. What it costs
//! to read it and to show it to a thousand viewers, beside what the same costs for one.

use std::path::Path;
use std::time::Duration;

use anyhow::Result;
use fake_kafka::generated::ApiKey;
use fake_kafka::{Fleet, Scale};

use super::console::{Console, INSTANCE};
use super::report::Report;
use super::{MINUTE, Minute, close, equal, noise, off_beat, open, sequential, yardstick};
use crate::verify::say;

/// Viewers that hold a stream and ask for the list again when it changes.
const VIEWERS: usize = 1000;
/// Topics whose configs the console asks for in one call.
const SLICE: usize = 500;

const READ: Duration = Duration::from_millis(150);
const CONFIGS: Duration = Duration::from_millis(100);
const PAGE_P99: Duration = Duration::from_millis(10);
const RESIDENT_BYTES: u64 = 200_000_000;

/// Measures; the report is one table.
pub async fn measure(binary: Option<&Path>) -> Result<Report> {
    let scale = Scale::default();
    let fleet = Fleet::start(scale, None).await?;
    let quoted: Vec<String> = fleet
        .bootstrap()
        .iter()
        .map(|one| format!("{one:?}"))
        .collect();
    let configuration = format!(
        "[outbound]\nloopback = true\n\n[[instances]]\nname = \"{INSTANCE}\"\n\
         bootstrap = [{}]\nsecurity = \"PLAINTEXT\"\n",
        quoted.join(", ")
    );
    let yard = tokio::task::spawn_blocking(yardstick::sha256).await?;
    let title = format!(
        "{} topics, {} partitions with {} replicas, {} groups on {} pretended brokers",
        scale.topics,
        scale.topics * scale.partitions,
        scale.replicas,
        scale.groups,
        scale.brokers
    );
    let mut report = Report::new(title, yard);
    report.time("yardstick: SHA-256 over 256 MB", yard, None);
    let console = Console::start_with(binary, configuration).await?;
    console.wait_whole(scale.topics).await?;
    report.memory(
        "memory with the whole list",
        console.memory()?.0,
        RESIDENT_BYTES,
    );

    say("a minute with one viewer");
    let first = open(&console.target, 1, true).await?;
    off_beat(&console.target).await?;
    let before = Reading::take(&console, &fleet).await?;
    let spent = console.processor_time()?;
    let one = minute(&console, &fleet).await?;
    let spent_for_one = console.processor_time()?.saturating_sub(spent);
    Reading::take(&console, &fleet)
        .await?
        .since(&before, scale, &mut report);
    report.memory("memory, one viewer", console.memory()?.0, RESIDENT_BYTES);
    report.time(
        "processor time of the console a minute, 1 viewer",
        spent_for_one,
        None,
    );

    say("pages one after the other");
    let load = sequential(&console.target, "").await?;
    report.time("page of 50 rows, p50", load.latencies.within(0.5), None);
    report.time(
        "page of 50 rows, p99",
        load.latencies.within(0.99),
        Some(PAGE_P99),
    );

    say(&format!("a minute with {VIEWERS} viewers"));
    let others = open(&console.target, VIEWERS - 1, true).await?;
    off_beat(&console.target).await?;
    let spent = console.processor_time()?;
    let many = minute(&console, &fleet).await?;
    let spent_for_many = console.processor_time()?.saturating_sub(spent);
    let named = |what: &str| format!("{VIEWERS} viewers: {what}");
    report.memory(&named("memory, peak"), console.memory()?.1, RESIDENT_BYTES);
    report.time(
        &named("processor time of the console a minute"),
        spent_for_many,
        None,
    );
    let pages = close(first).await? + close(others).await?;
    report.count(&named("pages they asked for"), pages as f64, "", None);
    report.count(
        "requests to brokers, 1 viewer",
        one.told as f64,
        "/min",
        None,
    );
    let same = (
        format!("{} ± {}", one.told, noise(&one)),
        equal(&one, one.told, many.told),
    );
    let what = named("requests to brokers");
    report.count(&what, many.told as f64, "/min", Some(same));
    for (minute, viewers) in [(&one, 1), (&many, VIEWERS)] {
        let same = equal(minute, minute.told, minute.seen);
        let same = Some((format!("{} ± {}", minute.told, noise(minute)), same));
        let what = format!("the same counted at the brokers, viewers: {viewers}");
        report.count(&what, minute.seen as f64, "/min", same);
    }
    console.stop().await?;
    Ok(report)
}

async fn minute(console: &Console, fleet: &Fleet) -> Result<Minute> {
    let before = (console.kafka_requests().await?, fleet.requests());
    tokio::time::sleep(MINUTE).await;
    let after = (console.kafka_requests().await?, fleet.requests());
    Ok(Minute {
        told: after.0 - before.0,
        seen: u64::try_from(after.1 - before.1)?,
    })
}

/// The parts that are large, with the call that reads each.
const PARTS: [(&str, ApiKey); 4] = [
    ("metadata", ApiKey::Metadata),
    ("offsets", ApiKey::ListOffsets),
    ("log_dirs", ApiKey::DescribeLogDirs),
    ("configs", ApiKey::DescribeConfigs),
];

/// Counters at one moment: reads, their processor time, bytes of the brokers' answers; by part.
struct Reading([(f64, Duration, u64); PARTS.len()]);

impl Reading {
    async fn take(console: &Console, fleet: &Fleet) -> Result<Self> {
        let mut reading = [(0.0, Duration::ZERO, 0); PARTS.len()];
        for (place, (part, api)) in reading.iter_mut().zip(PARTS) {
            let (reads, spent) = console.reads(part).await?;
            *place = (reads, spent, fleet.sent_bytes(api));
        }
        Ok(Self(reading))
    }

    /// What each part took since, as the mean of its reads.
    fn since(&self, before: &Self, scale: Scale, report: &mut Report) {
        let mut whole = Duration::ZERO;
        for ((part, _), (now, then)) in PARTS.iter().zip(self.0.iter().zip(&before.0)) {
            let reads = (now.0 - then.0).max(1.0);
            let bytes = now.2.saturating_sub(then.2) as f64 / reads;
            let time = now.1.saturating_sub(then.1).div_f64(reads);
            // Configs are read in slices, all of them in a minute.
            let (times, target) = match *part {
                "configs" => (scale.topics.div_ceil(SLICE) as f64, Some(CONFIGS)),
                _ => (1.0, None),
            };
            let time = time.mul_f64(times);
            if target.is_none() {
                whole += time;
            }
            report.time(&format!("processor time to read all {part}"), time, target);
            let kilobytes = bytes * times / 1e3;
            report.count(&format!("answers with all {part}"), kilobytes, "kB", None);
        }
        let what = "processor time to read metadata, offsets and log dirs once";
        report.time(what, whole, Some(READ));
    }
}
