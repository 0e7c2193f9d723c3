//! Kafka's jars: fetched once by Maven from the pinned poms beside this crate, kept in the cache.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Stdio;

use anyhow::{Context, Result, bail};
use tokio::process::Command;

use super::{Version, java};
use crate::cache::{self, Progress};

/// Pinned, so that what is fetched does not follow the Maven that happens to be installed.
const COPY_DEPENDENCIES: &str =
    "org.apache.maven.plugins:maven-dependency-plugin:3.6.1:copy-dependencies";

fn pom(version: Version) -> &'static str {
    match version {
        Version::V1_1 => include_str!("../../poms/kafka-1.1.1/pom.xml"),
        Version::V2_3 => include_str!("../../poms/kafka-2.3.1/pom.xml"),
        Version::V2_7 => include_str!("../../poms/kafka-2.7.2/pom.xml"),
        Version::V3_9 => include_str!("../../poms/kafka-3.9.2/pom.xml"),
        Version::V4_3 => include_str!("../../poms/kafka-4.3.1/pom.xml"),
    }
}

/// The fetched jars of one version.
#[derive(Debug, Clone)]
pub struct Jars {
    dir: PathBuf,
    java: PathBuf,
}

impl Jars {
    /// The class path of brokers: logs go to standard error.
    pub fn broker_class_path(&self) -> String {
        self.class_path("slf4j-simple")
    }

    /// The class path of command-line tools: nothing is logged.
    pub fn tool_class_path(&self) -> String {
        self.class_path("slf4j-nop")
    }

    /// The Java that they run on.
    pub(super) fn java(&self) -> &Path {
        &self.java
    }

    fn class_path(&self, logger: &str) -> String {
        format!("{0}/jars/*:{0}/{logger}/*", self.dir.display())
    }
}

/// The jars of `version` and the Java they run on, fetched when they are not there yet or the pom has changed.
///
/// # Errors
/// When Maven is missing, fails, or the cache cannot be written.
pub async fn fetch(version: Version, progress: Progress<'_>) -> Result<Jars> {
    let pom = pom(version);
    let name = format!("kafka-{}", version.release());
    let dir = cache::root().join(&name);
    let done = dir.join("complete.pom.xml");
    let is_done = || fs::read_to_string(&done).is_ok_and(|text| text == pom);
    if !is_done() {
        let _lock = cache::lock(&name).await?;
        if !is_done() {
            progress(&format!(
                "fetching Kafka {} through Maven",
                version.release()
            ));
            download(&dir, pom).await?;
            fs::write(&done, pom)?;
        }
    }
    let java = java::program(version, progress).await?;
    Ok(Jars { dir, java })
}

async fn download(dir: &Path, pom: &str) -> Result<()> {
    if dir.exists() {
        fs::remove_dir_all(dir)?;
    }
    fs::create_dir_all(dir)?;
    fs::write(dir.join("pom.xml"), pom)?;
    let output = Command::new("mvn")
        .args(["-q", "-B", "-f"])
        .arg(dir.join("pom.xml"))
        .arg(COPY_DEPENDENCIES)
        .arg(format!("-DoutputDirectory={}", dir.join("jars").display()))
        .arg("-DincludeScope=runtime")
        .stdin(Stdio::null())
        .kill_on_drop(true)
        .output()
        .await
        .context("start mvn: is Maven installed? (apt-get install maven)")?;
    if !output.status.success() {
        bail!(
            "Maven could not fetch Kafka:\n{}{}",
            String::from_utf8_lossy(&output.stdout),
            String::from_utf8_lossy(&output.stderr)
        );
    }
    for logger in ["slf4j-simple", "slf4j-nop"] {
        move_jars(&dir.join("jars"), logger, &dir.join(logger))?;
    }
    Ok(())
}

/// Two loggers on one class path would quarrel: each gets its own folder.
fn move_jars(from: &Path, prefix: &str, to: &Path) -> Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        if entry.file_name().to_string_lossy().starts_with(prefix) {
            fs::rename(entry.path(), to.join(entry.file_name()))?;
        }
    }
    Ok(())
}
