//! `cargo dev test` and `cargo dev check`: what has to hold, in the order in which it fails
//! soonest.

use std::path::Path;

use anyhow::{Context, Result, ensure};
use castellan_harness::kafka::{Version, fetch};
use castellan_harness::{Postgres, browser, cache, setup};

use crate::cargo::{Tests, cargo, tests};
use crate::stages::Stages;
use crate::{deny, size, tidy};

/// The proxy's build script leaves the app out: it is not what is looked at.
pub const SKIP_APP: (&str, &str) = ("CASTELLAN_SKIP_APP", "1");

/// Where the suites of router, replicas, commands, real Kafka and browser live.
const SUITES: &str = "tests/suites/tests";

#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// Run these stages alone: setup, fmt, tidy, clippy, clippy-app, deny, build, size, unit,
    /// docs, harness, or a suite: router, replicas, commands, kafka, browser
    #[arg(long, value_name = "STAGE")]
    only: Vec<String>,
}

/// Everything that CI runs.
pub async fn test(arguments: &Arguments) -> Result<()> {
    let suites = suites()?;
    let known = ["setup", "fmt", "tidy", "clippy", "clippy-app", "deny"];
    let known = [&known[..], &["build", "size", "unit", "docs", "harness"]].concat();
    for name in &arguments.only {
        let found = known.contains(&name.as_str()) || suites.contains(name);
        ensure!(
            found,
            "no stage {name}; there are {}, {}",
            known.join(", "),
            suites.join(", ")
        );
    }
    let mut only = arguments.only.clone();
    if only.iter().any(|name| suites.contains(name)) {
        // A suite alone still needs its set-up and the console as it is now.
        only.extend(["setup".to_owned(), "build".to_owned()]);
    }
    let mut stages = Stages::new(&only);
    stages.run("setup", set_up()).await?;
    run_checks(&mut stages).await?;

    stages.run("build", build_castellan()).await?;
    stages.run("size", async { size::check() }).await?;
    stages.run_tests("unit", unit_tests()).await?;
    stages
        .run_tests("docs", workspace_tests(&["--doc"], &[]))
        .await?;
    stages
        .run_tests("harness", workspace_tests(&["--test", "harness"], &[]))
        .await?;
    for suite in &suites {
        stages
            .run_tests(suite, workspace_tests(&["--test", suite], &[]))
            .await?;
    }
    stages.finish();
    Ok(())
}

/// The quick ones.
pub async fn check() -> Result<()> {
    setup::wasm_target(&say).await?;
    let mut stages = Stages::new(&[]);
    run_checks(&mut stages).await?;
    stages.finish();
    Ok(())
}

async fn run_checks(stages: &mut Stages) -> Result<()> {
    stages
        .run("fmt", cargo(&["fmt", "--all", "--check"], &[]))
        .await?;
    stages.run("tidy", async { tidy::run() }).await?;
    let deny_warnings = ["--", "-D", "warnings"];
    let native = ["clippy", "--workspace", "--all-targets"];
    let native = [&native[..], &deny_warnings].concat();
    stages.run("clippy", cargo(&native, &[SKIP_APP])).await?;
    let app = [
        "clippy",
        "-p",
        "castellan-app",
        "--target",
        "wasm32-unknown-unknown",
    ];
    let app = [&app[..], &deny_warnings].concat();
    stages.run("clippy-app", cargo(&app, &[SKIP_APP])).await?;
    stages.run("deny", deny::run()).await
}

/// What a fresh machine lacks, fetched before anything waits for it.
async fn set_up() -> Result<()> {
    setup::wasm_target(&say).await?;
    setup::java(&say).await?;
    setup::npm(&say).await?;
    setup::browser(&say).await?;
    setup::postgres(&say).await?;
    for version in Version::ALL {
        fetch(version, &say).await?;
    }
    browser::axe_core(&say).await.map(|_| ())
}

/// Builds the console, app inside. The whole workspace is named, so that crates are built with
/// the features that the tests use too, once.
pub async fn build_castellan() -> Result<()> {
    let args = ["build", "--workspace", "--bin", "castellan"];
    cargo(&args, &borrowed(&app_environment())).await
}

/// The tests beside the code; those of the store on PostgreSQL too, which ends with them.
async fn unit_tests() -> Result<Tests> {
    let postgres = Postgres::start().await?;
    let url = postgres.url("postgres") + "?sslmode=disable";
    let more = [("CASTELLAN_TEST_POSTGRES", url.as_str())];
    workspace_tests(&["--lib", "--bins"], &more).await
}

/// Runs tests of the workspace with the console as [`build_castellan`] built it.
pub async fn workspace_tests(targets: &[&str], more: &[(&str, &str)]) -> Result<Tests> {
    let mut environment = app_environment();
    let binary = cache::target_dir().join("debug/castellan");
    environment.push(("CASTELLAN_BIN", binary.to_string_lossy().into_owned()));
    let environment = [&borrowed(&environment)[..], more].concat();
    tests(&[&["--workspace"], targets].concat(), &environment).await
}

/// What `proxy/build.rs` is told, the same each time: another word would make it build again. The
/// app is the small one of a release, since that is what is measured and clicked on; its crates
/// are built in one place for the demo and the tests.
fn app_environment() -> Vec<(&'static str, String)> {
    let target = cache::target_dir().join("app");
    vec![
        ("CASTELLAN_APP_PROFILE", "app".to_owned()),
        (
            "CASTELLAN_APP_TARGET",
            target.to_string_lossy().into_owned(),
        ),
    ]
}

fn borrowed<'a>(environment: &'a [(&'a str, String)]) -> Vec<(&'a str, &'a str)> {
    environment
        .iter()
        .map(|(name, value)| (*name, value.as_str()))
        .collect()
}

/// The names of the suites, quickest to fail first: a file `NAME.rs` or a folder with `main.rs`.
pub fn suites() -> Result<Vec<String>> {
    let mut names = Vec::new();
    if Path::new(SUITES).is_dir() {
        for entry in std::fs::read_dir(SUITES)? {
            let path = entry?.path();
            let is_file = path.extension().is_some_and(|extension| extension == "rs");
            if is_file || path.join("main.rs").is_file() {
                let stem = path.file_stem().context("a file without a name")?;
                names.push(stem.to_string_lossy().into_owned());
            }
        }
    }
    let order = ["router", "replicas", "commands", "kafka", "browser"];
    names.sort_by_key(|name| {
        let place = order.iter().position(|known| known == name);
        (place.unwrap_or(order.len()), name.clone())
    });
    Ok(names)
}

/// Progress as lines.
pub fn say(line: &str) {
    println!("  {line}");
}
