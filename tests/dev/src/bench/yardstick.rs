//! What the times are held against: work of the same run on the same machine, so that a number
//! means something on another one.

use std::hint::black_box;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use castellan_harness::{Cluster, Listener};
use sha2::{Digest, Sha256};

const MEGABYTES: usize = 256;

/// The time SHA-256 takes over 256 MB on one core: the median of three.
pub fn sha256() -> Duration {
    let block = vec![0xA5_u8; 1_000_000];
    median(
        (0..3)
            .map(|_| {
                let began = Instant::now();
                let mut hash = Sha256::new();
                for _ in 0..MEGABYTES {
                    hash.update(black_box(&block));
                }
                black_box(hash.finalize());
                began.elapsed()
            })
            .collect(),
    )
}

/// The time `kcat -L -J` takes to list all topics, where it is installed: the median of five.
pub fn kcat(cluster: &Cluster) -> Option<Duration> {
    let bootstrap = cluster.bootstrap(Listener::Plaintext).ok()?;
    let list = || {
        let began = Instant::now();
        let mut command = Command::new("kcat");
        command.args(["-L", "-J", "-b", &bootstrap]);
        command
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null());
        let status = command.status().ok()?;
        status.success().then(|| began.elapsed())
    };
    (0..5).map(|_| list()).collect::<Option<_>>().map(median)
}

/// The one in the middle.
pub fn median(mut times: Vec<Duration>) -> Duration {
    times.sort_unstable();
    times.get(times.len() / 2).copied().unwrap_or_default()
}
