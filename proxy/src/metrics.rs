//! The console's own figures, as Prometheus reads them.

use crate::clock::Clock;
use crate::cluster::Clusters;
use std::collections::BTreeMap;
use std::fmt::Write;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

/// Counts since start.
#[derive(Debug)]
pub struct Metrics {
    started_ms: i64,
    requests: Mutex<BTreeMap<(&'static str, u16), Count>>,
}

#[derive(Clone, Copy, Debug, Default)]
struct Count {
    requests: u64,
    seconds: f64,
}

impl Metrics {
    /// Zero, from now on.
    pub fn new(clock: &Clock) -> Self {
        Self {
            started_ms: clock.now_ms(),
            requests: Mutex::new(BTreeMap::new()),
        }
    }

    /// Counts an answered request.
    pub fn request(&self, endpoint: &'static str, status: u16, took: Duration) {
        let mut requests = self.requests.lock().unwrap_or_else(PoisonError::into_inner);
        let count = requests.entry((endpoint, status)).or_default();
        count.requests += 1;
        count.seconds += took.as_secs_f64();
    }

    /// All figures, those of the instances included.
    pub fn text(&self, clusters: &Clusters, clock: &Clock) -> String {
        let mut out = String::new();
        let uptime = (clock.now_ms() - self.started_ms).max(0) / 1_000;
        // Writing to a String does not fail.
        let _ = writeln!(
            out,
            "# HELP castellan_uptime_seconds Seconds since the console started.\n\
             # TYPE castellan_uptime_seconds gauge\ncastellan_uptime_seconds {uptime}"
        );
        out.push_str(
            "# HELP castellan_http_requests_total Answered API requests.\n\
             # TYPE castellan_http_requests_total counter\n",
        );
        let requests = self
            .requests
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone();
        for ((endpoint, status), count) in &requests {
            let _ = writeln!(
                out,
                "castellan_http_requests_total{{endpoint=\"{endpoint}\",status=\"{status}\"}} {}",
                count.requests
            );
        }
        out.push_str(
            "# HELP castellan_http_request_seconds_total Time spent answering.\n\
             # TYPE castellan_http_request_seconds_total counter\n",
        );
        for ((endpoint, status), count) in &requests {
            let _ = writeln!(
                out,
                "castellan_http_request_seconds_total{{endpoint=\"{endpoint}\",status=\"{status}\"}} {:.6}",
                count.seconds
            );
        }
        clusters.write_metrics(&mut out);
        out
    }
}
