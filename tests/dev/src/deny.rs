//! cargo-deny: which crates, licences and sources may be in the tree (`deny.toml`). Installed at a
//! pinned version into the cache, once: about two minutes.

use std::path::PathBuf;

use anyhow::Result;
use castellan_harness::cache;

use crate::cargo::program;
use crate::verify::say;

const VERSION: &str = "0.20.2";

/// Runs it. Advisories are left out: their database is not reachable everywhere, and what was
/// published yesterday must not fail today's unrelated change.
pub async fn run() -> Result<()> {
    let binary = installed().await?;
    let args = ["--locked", "check", "bans", "licenses", "sources"];
    program(&binary.to_string_lossy(), &args, &[]).await
}

async fn installed() -> Result<PathBuf> {
    let root = cache::root().join(format!("cargo-deny-{VERSION}"));
    let binary = root.join("bin/cargo-deny");
    if !binary.is_file() {
        say(&format!(
            "installing cargo-deny {VERSION} (about two minutes, once)"
        ));
        let version = format!("cargo-deny@{VERSION}");
        let target = root.join("target");
        let root = root.to_string_lossy();
        // Unoptimised: it builds three times as fast and is done in seconds all the same.
        let args = [
            "install", "--locked", "--debug", "--quiet", "--root", &root, &version,
        ];
        let own_target = target.to_string_lossy();
        program("cargo", &args, &[("CARGO_TARGET_DIR", &own_target)]).await?;
        let _ = std::fs::remove_dir_all(&target);
    }
    Ok(binary)
}
