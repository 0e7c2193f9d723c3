//! What the suites share: a console on a cluster, and the calls a script would make.

pub mod console;
pub mod replicas;

use anyhow::{Context, Result, ensure};
use castellan_harness::cache::workspace_root;

/// Holds a page of the documentation to what the tests saw; `cargo dev bless` writes it.
///
/// # Errors
/// When they differ, or the file cannot be read or written.
pub fn blessed(path: &str, text: &str) -> Result<()> {
    let file = workspace_root().join(path);
    if std::env::var_os("INSTA_UPDATE").is_some_and(|update| update == "always") {
        return std::fs::write(&file, text).with_context(|| format!("write {path}"));
    }
    let there = std::fs::read_to_string(&file).with_context(|| format!("read {path}"))?;
    ensure!(
        there == text,
        "{path} is not what the tests saw. If that is right, `cargo dev bless` writes it:\n{text}"
    );
    Ok(())
}
