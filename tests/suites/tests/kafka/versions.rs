//! Every version of Kafka that is in the field: one broker each, the same work on all of them, and
//! the table of what each can do.

use crate::cluster::{Setup, of, run};
use crate::topics::through_its_life;
use anyhow::{Context, Result, ensure};
use castellan_harness::Version;
use serde_json::Value;
use std::fmt::Write;

#[test]
fn a_topic_through_its_life_on_1_1() {
    run(async { through_its_life(of(Version::V1_1).await?, "life-1-1", 1, false).await });
}

#[test]
fn a_topic_through_its_life_on_2_3() {
    run(async { through_its_life(of(Version::V2_3).await?, "life-2-3", 1, false).await });
}

#[test]
fn a_topic_through_its_life_on_2_7() {
    run(async { through_its_life(of(Version::V2_7).await?, "life-2-7", 1, false).await });
}

#[test]
fn a_topic_through_its_life_on_3_9() {
    run(async { through_its_life(of(Version::V3_9).await?, "life-3-9", 1, true).await });
}

async fn controller(setup: &Setup) -> Result<Value> {
    // the facts come with the first look at the cluster, a moment after its topics
    setup
        .console
        .until(&setup.at("/controller"), |answer| {
            let told = answer["capabilities"].as_array()?;
            let led = answer["controller"]["kind"] != "unknown";
            (led && !told.is_empty()).then(|| answer.clone())
        })
        .await
}

#[test]
fn each_version_is_known_and_led_by_what_leads_it() {
    run(async {
        for version in Version::ALL {
            let setup = of(version).await?;
            let answer = controller(setup).await?;
            let release = version.release();
            let told = answer["versions"][0]["version"].as_str();
            let told = told.with_context(|| format!("{release}: {answer}"))?;
            ensure!(
                release.starts_with(&format!("{told}.")),
                "{release} is taken for {told}"
            );
            let led = &answer["controller"];
            if version.is_kraft() {
                ensure!(led["kind"] == "k_raft", "{release}: {led}");
                ensure!(led["leader"].is_i64(), "{release}: {led}");
                let voters = led["voters"].as_array().map_or(0, Vec::len);
                ensure!(
                    voters == setup.cluster.broker_ids().len(),
                    "{release}: {led}"
                );
            } else {
                ensure!(led["kind"] == "zoo_keeper", "{release}: {led}");
                ensure!(led["broker"] == 1, "{release}: {led}");
            }
            let features = answer["features"].as_array().map_or(0, Vec::len);
            ensure!((features > 0) == version.is_kraft(), "{release}: {answer}");
        }
        Ok(())
    });
}

/// What each real broker said, as the table that users read.
#[test]
fn the_table_of_versions_is_the_blessed_one() {
    run(async {
        let mut answers = Vec::new();
        for version in Version::ALL {
            let answer = controller(of(version).await?).await?;
            answers.push((version, answer["capabilities"].clone()));
        }
        let releases: Vec<&str> = Version::ALL.map(Version::release).to_vec();
        let mut table = String::from(
            "# What each version of Kafka can do\n\nRead by the tests off real brokers of these releases, by what they say they can do; \
             never off a version number. A screen that needs what a cluster lacks says so, with the version that brings it.\n\n",
        );
        writeln!(table, "| | since | {} | without it |", releases.join(" | "))?;
        writeln!(
            table,
            "| --- | --- |{} --- |",
            " --- |".repeat(releases.len())
        )?;
        let (_, newest) = answers.last().context("no version")?;
        for (at, row) in newest.as_array().into_iter().flatten().enumerate() {
            let text = |name: &str| row[name].as_str().unwrap_or_default().to_owned();
            write!(
                table,
                "| {} ({}) | {} |",
                text("title"),
                text("source"),
                text("since")
            )?;
            for (version, told) in &answers {
                let one = &told[at];
                let can = one["available"].as_bool().context("no answer")?;
                let why = one["why"].as_str();
                ensure!(one["name"] == row["name"], "{told}");
                ensure!(
                    can == why.is_none(),
                    "{}: {} gives {why:?}",
                    version.release(),
                    text("name")
                );
                if let Some(why) = why {
                    ensure!(why.contains(&text("since")), "{why}");
                }
                write!(table, " {} |", if can { "yes" } else { "–" })?;
            }
            writeln!(table, " {} |", text("instead"))?;
        }
        castellan_suites::blessed("docs/versions.md", &table)
    });
}
