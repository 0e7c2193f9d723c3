//! Stages run one after another, each timed; at the end a table says where the minutes went.

use std::time::{Duration, Instant};

use anyhow::Result;

use crate::cargo::Tests;

/// The stages run so far.
#[derive(Debug)]
pub struct Stages {
    began: Instant,
    done: Vec<(String, Duration)>,
    tests: Tests,
    only: Vec<String>,
}

impl Stages {
    /// Will run the stages named, or all when none is.
    pub fn new(only: &[String]) -> Self {
        Self {
            began: Instant::now(),
            done: Vec::new(),
            tests: Tests::default(),
            only: only.to_vec(),
        }
    }

    /// Whether this stage was asked for.
    pub fn wants(&self, name: &str) -> bool {
        self.only.is_empty() || self.only.iter().any(|only| only == name)
    }

    /// Runs one stage, unless others were asked for.
    ///
    /// # Errors
    /// As the stage; the table so far is printed first.
    pub async fn run(&mut self, name: &str, stage: impl Future<Output = Result<()>>) -> Result<()> {
        let counted = async { stage.await.map(|()| Tests::default()) };
        self.run_tests(name, counted).await
    }

    /// Runs one stage of tests, unless others were asked for.
    ///
    /// # Errors
    /// As the stage; the table so far is printed first.
    pub async fn run_tests(
        &mut self,
        name: &str,
        stage: impl Future<Output = Result<Tests>>,
    ) -> Result<()> {
        if !self.wants(name) {
            return Ok(());
        }
        println!("\n=== {name}");
        let began = Instant::now();
        let result = stage.await;
        self.done.push((name.to_owned(), began.elapsed()));
        match result {
            Ok(tests) => {
                self.tests.add(tests);
                Ok(())
            }
            Err(error) => {
                self.print_table();
                Err(error.context(format!(
                    "stage `{name}` (alone: cargo dev test --only {name})"
                )))
            }
        }
    }

    /// Prints the table and, where tests ran, a closing line of their sum in cargo's form.
    pub fn finish(&self) {
        self.print_table();
        let Tests {
            passed,
            failed,
            ignored,
        } = self.tests;
        if passed + failed + ignored > 0 {
            println!(
                "\ntest result: ok. {passed} passed; {failed} failed; {ignored} ignored; \
                 0 measured; 0 filtered out; finished in {:.2}s",
                self.began.elapsed().as_secs_f64()
            );
        }
    }

    fn print_table(&self) {
        println!("\nWhere the time went");
        for (name, took) in &self.done {
            println!("  {name:<16} {}", minutes(*took));
        }
        println!("  {:<16} {}", "all", minutes(self.began.elapsed()));
    }
}

/// `3:07`, minutes and seconds.
fn minutes(took: Duration) -> String {
    let seconds = took.as_secs();
    format!("{:>3}:{:02}", seconds / 60, seconds % 60)
}
