//! What a fresh machine lacks: installs it where it can, else names the command that does.

use std::path::Path;
use std::process::Stdio;

use anyhow::{Context, Result, bail, ensure};
use tokio::process::Command;

use crate::cache::Progress;

const WASM: &str = "wasm32-unknown-unknown";

/// Adds the WebAssembly target to the toolchain in use when it is missing.
///
/// # Errors
/// When rustup is missing or fails.
pub async fn wasm_target(progress: Progress<'_>) -> Result<()> {
    let sysroot = output("rustc", &["--print", "sysroot"]).await?;
    if Path::new(sysroot.trim())
        .join("lib/rustlib")
        .join(WASM)
        .is_dir()
    {
        return Ok(());
    }
    progress("adding the WebAssembly target");
    let added = output("rustup", &["target", "add", WASM]).await;
    added
        .with_context(|| format!("the WebAssembly target: rustup target add {WASM}"))
        .map(|_| ())
}

/// Java 17 or later and Maven, for Kafka's brokers and tools.
///
/// # Errors
/// When one is missing and cannot be installed here.
pub async fn java(progress: Progress<'_>) -> Result<()> {
    if java_version().await.is_none_or(|version| version < 17) {
        install("Java 17 or later", &["openjdk-17-jre-headless"], progress).await?;
    }
    if !has("mvn").await {
        install("Maven", &["maven"], progress).await?;
    }
    Ok(())
}

/// Chromium and ChromeDriver.
///
/// # Errors
/// When one is missing and cannot be installed here.
pub async fn browser(progress: Progress<'_>) -> Result<()> {
    if !has("chromium").await || !has("chromedriver").await {
        install("Chromium", &["chromium", "chromium-driver"], progress).await?;
    }
    Ok(())
}

/// PostgreSQL, server and tools.
///
/// # Errors
/// When it is missing and cannot be installed here.
pub async fn postgres(progress: Progress<'_>) -> Result<()> {
    if crate::postgres::programs().is_none() {
        install("PostgreSQL", &["postgresql", "postgresql-client"], progress).await?;
    }
    Ok(())
}

/// Node.js and npm, for axe-core alone.
///
/// # Errors
/// When one is missing and cannot be installed here.
pub async fn npm(progress: Progress<'_>) -> Result<()> {
    if !has("node").await || !has("npm").await {
        install("Node.js", &["nodejs", "npm"], progress).await?;
    }
    Ok(())
}

/// pip, for the Java 11 of old brokers alone.
///
/// # Errors
/// When it is missing and cannot be installed here.
pub async fn pip(progress: Progress<'_>) -> Result<()> {
    if !has("pip3").await {
        install("pip", &["python3-pip"], progress).await?;
    }
    Ok(())
}

/// The major version of the `java` on the path; 1.8 counts as 8.
async fn java_version() -> Option<u32> {
    let result = Command::new("java")
        .arg("-version")
        .stdin(Stdio::null())
        .output()
        .await
        .ok()?;
    // openjdk version "17.0.15" 2025-04-15
    let text = String::from_utf8_lossy(&result.stderr).into_owned();
    let version = text.split('"').nth(1)?;
    let mut parts = version.split(['.', '-', '+']);
    match parts.next()?.parse().ok()? {
        1 => parts.next()?.parse().ok(),
        major => Some(major),
    }
}

async fn has(program: &str) -> bool {
    let mut command = Command::new(program);
    command
        .arg("--version")
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    command.status().await.is_ok_and(|status| status.success())
}

async fn install(what: &str, packages: &[&str], progress: Progress<'_>) -> Result<()> {
    let by_hand = format!("apt-get install {}", packages.join(" "));
    if !rustix::process::geteuid().is_root() || !has("apt-get").await {
        bail!("{what} is missing. Install it, on Debian and Ubuntu by: sudo {by_hand}");
    }
    progress(&format!("installing {what} ({by_hand})"));
    output("apt-get", &["update", "-qq"]).await?;
    let args = ["install", "-y", "-qq", "--no-install-recommends"];
    output("apt-get", &[&args[..], packages].concat())
        .await
        .with_context(|| format!("{what} could not be installed by: {by_hand}"))
        .map(|_| ())
}

async fn output(program: &str, args: &[&str]) -> Result<String> {
    let output = Command::new(program)
        .args(args)
        .env("DEBIAN_FRONTEND", "noninteractive")
        .stdin(Stdio::null())
        .output()
        .await
        .with_context(|| format!("start {program}"))?;
    let stderr = String::from_utf8_lossy(&output.stderr);
    ensure!(
        output.status.success(),
        "{program} {}: {stderr}",
        args.join(" ")
    );
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}
