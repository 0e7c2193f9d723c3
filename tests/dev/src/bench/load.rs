//! What viewers do to a console: ask for pages of the list, hold its stream of events.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail, ensure};

use super::client::{Connection, Events, Target};

/// Between two times that one open page asks for the list again, whatever events come.
const ASK_EVERY: Duration = Duration::from_secs(2);
/// The columns of the list.
const COLUMNS: &[&str] = &[
    "name",
    "partitions",
    "replicas",
    "in_sync",
    "size",
    "messages",
    "retention",
    "cleanup",
    "sync_replication",
    "sync_flush",
    "timestamp",
    "max_message",
    "spread",
    "skew",
    "leader_skew",
    "description",
];
/// Filters alone and together, and pages in the middle.
const FILTERS: &[&str] = &[
    "q=orders",
    "q=billing.invoices&sort=size&order=desc",
    "q=-0042",
    "q=nothing-has-this-name",
    "filter=empty",
    "filter=under_replicated",
    "filter=not_preferred&sort=leader_skew&order=desc",
    "filter=offline",
    "filter=below_min_isr&internal=true",
    "filter=single_replica&q=a",
    "config=cleanup.policy%3Dcompact",
    "config=min.insync.replicas%3D2&q=users&sort=messages&order=desc",
    "internal=true&sort=partitions&order=desc",
    "page=7",
    "page=20&sort=size",
];

/// The queries of the list that are asked, 50 rows each.
pub fn queries() -> Vec<String> {
    let sorts = COLUMNS.iter().flat_map(|column| {
        ["asc", "desc"].map(|order| format!("sort={column}&order={order}&per_page=50"))
    });
    let filters = FILTERS.iter().map(|filter| format!("{filter}&per_page=50"));
    sorts.chain(filters).collect()
}

/// How long answers took.
#[derive(Debug, Default)]
pub struct Latencies(Vec<Duration>);

impl FromIterator<Duration> for Latencies {
    fn from_iter<T: IntoIterator<Item = Duration>>(times: T) -> Self {
        Self(times.into_iter().collect())
    }
}

impl Latencies {
    /// The time within which this part of the answers came, 0.5 for the median.
    pub fn within(&self, part: f64) -> Duration {
        let mut sorted = self.0.clone();
        sorted.sort_unstable();
        let place = (part * sorted.len() as f64).ceil() as usize;
        sorted
            .get(place.saturating_sub(1))
            .copied()
            .unwrap_or_default()
    }

    /// How many there are.
    pub fn count(&self) -> usize {
        self.0.len()
    }
}

/// What a load came to.
#[derive(Debug, Default)]
pub struct Load {
    /// Of the answers that were right.
    pub latencies: Latencies,
    /// Others than 200, and connections that broke.
    pub errors: usize,
    /// From the first request to the last.
    pub took: Duration,
}

impl Load {
    /// Right answers a second.
    pub fn per_second(&self) -> f64 {
        self.latencies.count() as f64 / self.took.as_secs_f64().max(f64::EPSILON)
    }
}

/// One connection, one request after the other, `count` in all after a first round that is not
/// counted. Any other answer than 200 ends it.
pub fn sequential(target: &Target, requests: &[Vec<u8>], count: usize) -> Result<Load> {
    let mut connection = Connection::open(target)?;
    let mut load = Load::default();
    let mut began = Instant::now();
    for (number, request) in requests.iter().cycle().enumerate() {
        if number == requests.len() {
            load.latencies.0.clear();
            began = Instant::now();
        }
        if number == requests.len() + count {
            break;
        }
        let asked = Instant::now();
        let status = connection.ask(request)?;
        load.latencies.0.push(asked.elapsed());
        if status != 200 {
            let text = String::from_utf8_lossy(connection.body()).into_owned();
            bail!("{}: {status} {text}", String::from_utf8_lossy(request));
        }
    }
    load.took = began.elapsed();
    Ok(load)
}

/// `connections` at once, each asking again as soon as it has its answer.
pub fn closed_loop(
    target: &Target,
    requests: &[Vec<u8>],
    connections: usize,
    time: Duration,
) -> Result<Load> {
    let began = Instant::now();
    let end = began + time;
    let mut load = Load::default();
    thread::scope(|scope| {
        let threads: Vec<_> = (0..connections)
            .map(|number| scope.spawn(move || ask_until(target, requests, number * 7, end)))
            .collect();
        for one in threads {
            let one = one
                .join()
                .map_err(|_| anyhow::anyhow!("a connection panicked"))??;
            load.latencies.0.extend(one.latencies.0);
            load.errors += one.errors;
        }
        anyhow::Ok(())
    })?;
    load.took = began.elapsed();
    Ok(load)
}

fn ask_until(target: &Target, requests: &[Vec<u8>], skip: usize, end: Instant) -> Result<Load> {
    let mut connection = Connection::open(target)?;
    let mut load = Load::default();
    for request in requests.iter().cycle().skip(skip) {
        let asked = Instant::now();
        if asked >= end {
            break;
        }
        match connection.ask(request) {
            Ok(200) => load.latencies.0.push(asked.elapsed()),
            Ok(_) => load.errors += 1,
            Err(_) => {
                load.errors += 1;
                connection = Connection::open(target)?;
            }
        }
    }
    Ok(load)
}

/// Open pages: each holds a stream of events and, where told so, asks for the list again when one
/// comes. They end when they are told to.
#[derive(Debug)]
pub struct Viewers {
    ended: Arc<AtomicBool>,
    threads: Vec<JoinHandle<Result<usize>>>,
}

impl Viewers {
    /// Opens so many; all hold their streams when this is over.
    pub fn open(target: &Target, count: usize, asking: bool) -> Result<Self> {
        let ended = Arc::new(AtomicBool::new(false));
        let mut viewers = Self {
            ended: Arc::clone(&ended),
            threads: Vec::new(),
        };
        for _ in 0..count {
            let events = Events::open(target)?;
            let page = asking.then(|| Connection::open(target)).transpose()?;
            let request = target.list("per_page=50", "");
            let ended = Arc::clone(&ended);
            let viewer = move || view(events, page, &request, &ended);
            viewers.threads.push(thread::spawn(viewer));
        }
        Ok(viewers)
    }

    /// Closes all; gives how often they asked for the list together.
    ///
    /// # Errors
    /// When one of them lost its stream or got another answer than 200.
    pub fn close(mut self) -> Result<usize> {
        self.ended.store(true, Ordering::Relaxed);
        let mut asked = 0;
        for viewer in self.threads.drain(..) {
            let one = viewer
                .join()
                .map_err(|_| anyhow::anyhow!("a viewer panicked"))?;
            asked += one.context("a viewer")?;
        }
        Ok(asked)
    }
}

impl Drop for Viewers {
    fn drop(&mut self) {
        self.ended.store(true, Ordering::Relaxed);
    }
}

fn view(
    mut events: Events,
    mut page: Option<Connection>,
    request: &[u8],
    ended: &AtomicBool,
) -> Result<usize> {
    let mut asked = 0;
    let mut changed = false;
    let mut last: Option<Instant> = None;
    while !ended.load(Ordering::Relaxed) {
        changed |= events.heard()?.is_some();
        let may = last.is_none_or(|last| last.elapsed() >= ASK_EVERY);
        if let Some(page) = page.as_mut().filter(|_| changed && may) {
            let status = page.ask(request)?;
            ensure!(status == 200, "the list answered {status}");
            asked += 1;
            changed = false;
            last = Some(Instant::now());
        }
    }
    Ok(asked)
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::{Latencies, queries};

    #[test]
    fn a_percentile_is_one_of_the_times() {
        let times = Latencies((1..=100).rev().map(Duration::from_millis).collect());
        assert_eq!(times.within(0.5), Duration::from_millis(50));
        assert_eq!(times.within(0.99), Duration::from_millis(99));
        assert_eq!(times.within(1.0), Duration::from_millis(100));
        assert_eq!(Latencies::default().within(0.5), Duration::ZERO);
    }

    #[test]
    fn queries_are_fifty_rows_each() {
        assert!(queries().iter().all(|query| query.ends_with("per_page=50")));
    }
}
