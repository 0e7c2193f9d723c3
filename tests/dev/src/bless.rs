//! `cargo dev bless`: runs the tests that compare with checked-in snapshots and keeps what they
//! produce.

use anyhow::Result;

use crate::verify::{build_castellan, suites, workspace_tests};

#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// Bless this suite alone (router, kafka, browser, or `unit`)
    #[arg(long, value_name = "SUITE")]
    only: Option<String>,
}

/// Runs the tests with insta told to accept.
pub async fn run(arguments: &Arguments) -> Result<()> {
    let accept = [("INSTA_UPDATE", "always")];
    let wanted = |name: &str| arguments.only.as_deref().is_none_or(|only| only == name);
    if wanted("unit") {
        workspace_tests(&["--lib", "--bins"], &accept).await?;
    }
    let suites: Vec<String> = suites()?
        .into_iter()
        .filter(|suite| wanted(suite))
        .collect();
    if !suites.is_empty() {
        build_castellan().await?;
    }
    for suite in &suites {
        workspace_tests(&["--test", suite], &accept).await?;
    }
    println!("\nSnapshots are what the tests produced. Read `git diff` before you commit them.");
    Ok(())
}
