//! `cargo dev`: the commands of those who work on Castellan. Each does the set-up that a fresh
//! machine needs, says what it does, and leaves nothing running.

#![allow(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a command-line program talks on standard output"
)]

mod bench;
mod bless;
mod cargo;
mod demo;
mod deny;
mod fake;
mod screens;
mod size;
mod stages;
mod tidy;
mod verify;

use std::process::ExitCode;

use anyhow::Result;
use clap::{Parser, Subcommand};

/// Work on Castellan: try it, test it, check it.
#[derive(Debug, Parser)]
#[command(
    name = "cargo dev",
    bin_name = "cargo dev",
    arg_required_else_help = true
)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Start a real Kafka with live sample traffic and the console on it; Ctrl-C ends all of it
    Demo(demo::Arguments),
    /// Run every check and test there is, as CI does
    Test(verify::Arguments),
    /// Run the quick checks: format, tidy rules, clippy, dependencies
    Check,
    /// Accept what the tests now produce as the new snapshots; look at the diff before a commit
    Bless(bless::Arguments),
    /// Measure the release build on a real Kafka of thousands of topics against its targets
    Bench(bench::Arguments),
    /// Start a pretended cluster of thousands of topics to attach a console to; Ctrl-C ends it
    Fake(fake::Arguments),
    /// Take a picture of every screen: light and dark, wide and 360 pixels
    Screens(screens::Arguments),
}

#[tokio::main]
async fn main() -> ExitCode {
    match run(Arguments::parse().command).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("\nerror: {error:#}");
            ExitCode::FAILURE
        }
    }
}

async fn run(command: Command) -> Result<()> {
    // Every command speaks of files relative to the root of the workspace.
    std::env::set_current_dir(castellan_harness::cache::workspace_root())?;
    match command {
        Command::Demo(arguments) => demo::run(&arguments).await,
        Command::Test(arguments) => verify::test(&arguments).await,
        Command::Check => verify::check().await,
        Command::Bless(arguments) => bless::run(&arguments).await,
        Command::Bench(arguments) => bench::run(&arguments).await,
        Command::Fake(arguments) => fake::run(&arguments).await,
        Command::Screens(arguments) => screens::run(&arguments).await,
    }
}
