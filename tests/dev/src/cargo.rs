//! Runs cargo (and the few other programs) as a child whose output a person sees as it comes.

use std::process::Stdio;

use anyhow::{Context, Result, bail};
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::Command;

/// Sums of the closing lines that cargo's test programs print.
#[derive(Debug, Default, Clone, Copy)]
pub struct Tests {
    /// Tests that passed.
    pub passed: u64,
    /// Tests that failed.
    pub failed: u64,
    /// Tests not run.
    pub ignored: u64,
}

impl Tests {
    /// Adds another sum.
    pub fn add(&mut self, other: Self) {
        self.passed += other.passed;
        self.failed += other.failed;
        self.ignored += other.ignored;
    }

    /// Adds a line `test result: ok. 4 passed; 0 failed; 1 ignored; …`; others change nothing.
    fn add_line(&mut self, line: &str) {
        let Some(counts) = line.trim_start().strip_prefix("test result:") else {
            return;
        };
        for part in counts.split([';', '.']) {
            let mut words = part.split_whitespace();
            let count = words.next().and_then(|word| word.parse().ok()).unwrap_or(0);
            match words.next() {
                Some("passed") => self.passed += count,
                Some("failed") => self.failed += count,
                Some("ignored") => self.ignored += count,
                _ => {}
            }
        }
    }
}

/// Runs `cargo` with these arguments and environment.
///
/// # Errors
/// When it fails; the message is the command to run by hand.
pub async fn cargo(args: &[&str], environment: &[(&str, &str)]) -> Result<()> {
    program("cargo", args, environment).await
}

/// Runs a program with these arguments and environment.
///
/// # Errors
/// When it fails; the message is the command to run by hand.
pub async fn program(name: &str, args: &[&str], environment: &[(&str, &str)]) -> Result<()> {
    let status = command(name, args, environment)
        .status()
        .await
        .context(name.to_owned())?;
    if !status.success() {
        bail!("failed: {}", by_hand(name, args, environment));
    }
    Ok(())
}

/// Runs `cargo test` with these arguments and adds up what ran.
///
/// # Errors
/// When a test fails or nothing compiles; the message is the command to run by hand.
pub async fn tests(args: &[&str], environment: &[(&str, &str)]) -> Result<Tests> {
    let args = [&["test"], args].concat();
    let mut child = command("cargo", &args, environment)
        .stdout(Stdio::piped())
        .spawn()?;
    let stdout = child.stdout.take().context("no output of cargo")?;
    let mut lines = BufReader::new(stdout).lines();
    let mut tests = Tests::default();
    while let Some(line) = lines.next_line().await? {
        println!("{line}");
        tests.add_line(&line);
    }
    if !child.wait().await?.success() {
        bail!("failed: {}", by_hand("cargo", &args, environment));
    }
    Ok(tests)
}

fn command(name: &str, args: &[&str], environment: &[(&str, &str)]) -> Command {
    let mut command = Command::new(name);
    command
        .args(args)
        .envs(environment.iter().copied())
        .kill_on_drop(true);
    // Set by the `cargo run` that started us; a child would build for our package's sake.
    for name in ["CARGO_MANIFEST_DIR", "CARGO_PKG_NAME", "CARGO_PKG_VERSION"] {
        command.env_remove(name);
    }
    command
}

fn by_hand(name: &str, args: &[&str], environment: &[(&str, &str)]) -> String {
    let mut words: Vec<String> = environment
        .iter()
        .map(|(key, value)| format!("{key}={value}"))
        .collect();
    words.push(name.to_owned());
    words.extend(args.iter().map(|arg| (*arg).to_owned()));
    words.join(" ")
}

#[cfg(test)]
mod tests {
    use super::Tests;

    #[test]
    fn closing_lines_add_up() {
        let mut sum = Tests::default();
        sum.add_line("test result: ok. 4 passed; 1 failed; 2 ignored; 0 measured; 3 filtered out");
        sum.add_line("test passed_through ... ok");
        sum.add_line("test result: FAILED. 1 passed; 1 failed; 0 ignored; 0 measured");
        assert_eq!((sum.passed, sum.failed, sum.ignored), (5, 2, 2));
    }
}
