//! axe-core in the browser: what a page does to people who cannot see or use a mouse.

use std::path::PathBuf;

use anyhow::{Context, Result, bail, ensure};
use serde_json::{Value, json};

use super::Browser;
use crate::cache::{self, Progress, SILENT};

/// The version of axe-core that judges accessibility.
pub const AXE_VERSION: &str = "4.10.3";

/// One rule of axe-core that a page breaks.
#[derive(Debug, Clone)]
pub struct Violation {
    /// The rule, such as `color-contrast`.
    pub rule: String,
    /// `minor`, `moderate`, `serious` or `critical`.
    pub impact: String,
    /// What is wrong, in words.
    pub help: String,
    /// The elements: selector and source of each.
    pub nodes: Vec<String>,
}

impl Browser {
    /// Runs axe-core (WCAG 2.2 A and AA, and best practices) on the page as it is.
    ///
    /// # Errors
    /// When axe-core cannot be fetched or throws.
    pub async fn axe(&self) -> Result<Vec<Violation>> {
        let source = std::fs::read_to_string(axe_core(SILENT).await?)?;
        // Through the debugger, which the page's Content-Security-Policy does not concern.
        let present = self.execute("return typeof window.axe").await?;
        if present.as_str() != Some("object") {
            self.cdp("Runtime.evaluate", json!({"expression": source}))
                .await?;
        }
        let script = "const done = arguments[arguments.length - 1];
            axe.run(document, {resultTypes: ['violations']})
                .then(r => done(r.violations), e => done(String(e)));";
        let found = self.client.execute_async(script, Vec::new()).await?;
        let Some(found) = found.as_array() else {
            bail!("axe-core: {found}")
        };
        Ok(found.iter().map(violation).collect())
    }

    /// Fails, naming rules and elements, when axe-core finds anything.
    ///
    /// # Errors
    /// When it does.
    pub async fn expect_accessible(&self) -> Result<()> {
        let violations = self.axe().await?;
        let url = self.client.current_url().await?;
        ensure!(violations.is_empty(), "axe-core on {url}: {violations:#?}");
        Ok(())
    }
}

fn violation(value: &Value) -> Violation {
    let field = |name: &str| {
        value
            .get(name)
            .and_then(Value::as_str)
            .unwrap_or_default()
            .to_owned()
    };
    let nodes = value
        .get("nodes")
        .and_then(Value::as_array)
        .cloned()
        .unwrap_or_default();
    let node = |node: &Value| {
        let part = |name: &str| node.get(name).map(ToString::to_string).unwrap_or_default();
        format!(
            "{} {} {}",
            part("target"),
            part("html"),
            part("failureSummary")
        )
    };
    Violation {
        rule: field("id"),
        impact: field("impact"),
        help: field("help"),
        nodes: nodes.iter().map(node).collect(),
    }
}

/// The file of axe-core, fetched through npm once.
///
/// # Errors
/// When npm is missing or fails.
pub async fn axe_core(progress: Progress<'_>) -> Result<PathBuf> {
    let dir = cache::root().join(format!("axe-core-{AXE_VERSION}"));
    let file = dir.join("node_modules/axe-core/axe.min.js");
    if file.is_file() {
        return Ok(file);
    }
    let _lock = cache::lock("axe-core").await?;
    if !file.is_file() {
        progress("fetching axe-core through npm");
        std::fs::create_dir_all(&dir)?;
        let output = tokio::process::Command::new("npm")
            .args([
                "install",
                "--no-save",
                "--ignore-scripts",
                "--no-audit",
                "--no-fund",
            ])
            .arg("--prefix")
            .arg(&dir)
            .arg(format!("axe-core@{AXE_VERSION}"))
            .output()
            .await
            .context("start npm: is Node.js installed? (apt-get install nodejs npm)")?;
        let stderr = String::from_utf8_lossy(&output.stderr);
        ensure!(
            output.status.success(),
            "npm could not fetch axe-core:\n{stderr}"
        );
    }
    ensure!(file.is_file(), "npm left no {}", file.display());
    Ok(file)
}
