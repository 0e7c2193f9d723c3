//! Topics: created, changed, purged and deleted by the console, read back with Kafka's tools.

use crate::cluster::{Setup, newest, run};
use anyhow::{Result, ensure};
use castellan_harness::Tool;
use serde_json::{Value, json};

async fn described(setup: &Setup, topic: &str) -> Result<String> {
    setup
        .cluster
        .tool(Tool::Topics, &["--describe", "--topic", topic])
        .await
}

pub async fn through_its_life(
    setup: &Setup,
    topic: &str,
    replicas: u32,
    last_message_times: bool,
) -> Result<()> {
    let console = &setup.console;
    let new = json!({
        "name": topic, "partitions": 4, "replicas": replicas,
        "configs": { "retention.ms": "3600000", "cleanup.policy": "delete" },
        "description": "made by a test",
    });
    // A dry run changes nothing.
    let path = setup.at("/topics?dry_run=true");
    let plan = console.send("POST", &path, &new, 200).await?;
    ensure!(
        plan["created"] == false && plan["partitions"] == 4,
        "{plan}"
    );
    ensure!(
        described(setup, topic).await.is_err()
            || !described(setup, topic).await?.contains("PartitionCount")
    );

    console
        .send("POST", &setup.at("/topics"), &new, 200)
        .await?;
    let text = described(setup, topic).await?;
    ensure!(
        text.contains("PartitionCount: 4") || text.contains("PartitionCount:4"),
        "{text}"
    );
    ensure!(text.contains("retention.ms=3600000"), "{text}");
    // It shows at once, without waiting for the next look.
    let list = console
        .get(&setup.at(&format!("/topics?q={topic}")))
        .await?;
    ensure!(list["items"][0]["name"] == *topic, "{list}");
    ensure!(
        list["items"][0]["description"] == "made by a test",
        "{list}"
    );

    // The same again is refused at its name; what Kafka refuses comes with its code.
    let again = console
        .send("POST", &setup.at("/topics"), &new, 422)
        .await?;
    ensure!(again["errors"][0]["pointer"] == "/name", "{again}");
    // refused by every version: 1.1 takes a negative retention
    let bad = json!({ "name": format!("{topic}-bad"), "configs": { "segment.bytes": "1" } });
    let refused = console
        .send("POST", &setup.at("/topics"), &bad, 422)
        .await?;
    // 2.7 calls it INVALID_REQUEST, 1.1 an unknown error.
    let code = refused["kafka"]["name"].as_str().unwrap_or_default();
    ensure!(
        matches!(
            code,
            "INVALID_CONFIG" | "INVALID_REQUEST" | "UNKNOWN_SERVER_ERROR"
        ),
        "{refused}"
    );
    ensure!(
        refused["errors"][0]["pointer"] == "/configs/segment.bytes",
        "{refused}"
    );

    // Edited here, read there.
    let topic_path = setup.at(&format!("/topics/{topic}"));
    let edit = json!({ "configs": { "retention.ms": "7200000", "max.message.bytes": "2000000" }, "partitions": 6 });
    let plan = console
        .send("PATCH", &format!("{topic_path}?dry_run=true"), &edit, 200)
        .await?;
    ensure!(
        plan["done"] == false && plan["changes"].as_array().map_or(0, Vec::len) == 3,
        "{plan}"
    );
    console.send("PATCH", &topic_path, &edit, 200).await?;
    let text = described(setup, topic).await?;
    ensure!(
        text.contains("retention.ms=7200000") && text.contains("max.message.bytes=2000000"),
        "{text}"
    );
    ensure!(text.replace(' ', "").contains("PartitionCount:6"), "{text}");
    let fewer = console
        .send("PATCH", &topic_path, &json!({ "partitions": 2 }), 422)
        .await?;
    ensure!(fewer["errors"][0]["pointer"] == "/partitions", "{fewer}");

    // Reset there and here.
    console
        .send(
            "PATCH",
            &topic_path,
            &json!({ "configs": { "max.message.bytes": null } }),
            200,
        )
        .await?;
    ensure!(!described(setup, topic).await?.contains("max.message.bytes"));

    // Messages written there are counted and purged here.
    let lines: String = (0..30).map(|n| format!("message {n}\n")).collect();
    setup
        .cluster
        .tool_with_input(Tool::ConsoleProducer, &["--topic", topic], &lines)
        .await?;
    console
        .send("POST", &setup.at("/refresh"), &Value::Null, 204)
        .await?;
    console
        .until(&setup.at(&format!("/topics?q={topic}")), |list| {
            (list["items"][0]["messages"] == 30).then_some(())
        })
        .await?;
    // Kafka tells the time of the last message from 3.0 on.
    let partitions = console.get(&format!("{topic_path}/partitions")).await?;
    let rows = partitions["items"]
        .as_array()
        .map_or(&[][..], Vec::as_slice);
    let times: Vec<i64> = rows
        .iter()
        .filter_map(|row| row["last_message_at"].as_i64())
        .collect();
    let recent = times.iter().all(|time| *time > 1_600_000_000_000);
    ensure!(
        times.is_empty() != last_message_times && recent,
        "{partitions}"
    );
    let purge = json!({ "names": [topic], "until": "all" });
    let plan = console
        .send("POST", &setup.at("/topic-purges?dry_run=true"), &purge, 200)
        .await?;
    ensure!(plan["messages"] == 30 && plan["done"] == false, "{plan}");
    let done = console
        .send("POST", &setup.at("/topic-purges"), &purge, 200)
        .await?;
    ensure!(done["messages"] == 30, "{done}");
    let earliest = setup
        .cluster
        .tool(Tool::GetOffsets, &["--topic", topic, "--time", "-2"])
        .await?;
    let sum: i64 = earliest
        .lines()
        .filter_map(|line| line.rsplit(':').next()?.trim().parse::<i64>().ok())
        .sum();
    ensure!(sum == 30, "{earliest}");

    let (status, _) = console.call("DELETE", &topic_path, None).await?;
    ensure!(status == 204);
    let names = setup.cluster.tool(Tool::Topics, &["--list"]).await?;
    ensure!(!names.lines().any(|name| name == topic), "{names}");
    let gone = console
        .get(&setup.at(&format!("/topics?q={topic}")))
        .await?;
    ensure!(gone["total"] == 0, "{gone}");

    // Every change has its trace.
    for name in [
        "Kafka_create_topicSuccess",
        "Kafka_modify_topicSuccess",
        "Kafka_purge_topicsSuccess",
        "Kafka_delete_topicsSuccess",
    ] {
        let traces = console
            .get(&format!("/traces?name={name}&resource_name={topic}"))
            .await?;
        ensure!(
            traces["total"].as_u64().unwrap_or(0) >= 1,
            "{name}: {traces}"
        );
    }
    let failed = console
        .get(&format!(
            "/traces?name=Kafka_create_topicFailure&resource_name={topic}"
        ))
        .await?;
    ensure!(failed["total"].as_u64().unwrap_or(0) >= 1, "{failed}");
    Ok(())
}

#[test]
fn a_topic_through_its_life_on_the_newest() {
    run(async { through_its_life(newest().await?, "life-newest", 3, true).await });
}

#[test]
fn messages_a_second_show_and_end() {
    run(async {
        let (setup, topic) = (newest().await?, "in-rate");
        let create = [
            "--create",
            "--topic",
            topic,
            "--partitions",
            "3",
            "--replication-factor",
            "2",
        ];
        setup.cluster.tool(Tool::Topics, &create).await?;
        let rate = |list: &Value| list["items"][0]["messages_per_s"].as_f64();
        let path = setup.at(&format!("/topics?q={topic}"));
        // known once two reads have seen the topic
        setup
            .console
            .until(&path, |list| (rate(list) == Some(0.0)).then_some(()))
            .await?;
        let lines: String = (0..90).map(|n| format!("message {n}\n")).collect();
        setup
            .cluster
            .tool_with_input(Tool::ConsoleProducer, &["--topic", topic], &lines)
            .await?;
        setup
            .console
            .until(&path, |list| (rate(list)? > 0.0).then_some(()))
            .await?;
        let overview = setup.console.get(&setup.at("/overview")).await?;
        let number = |value: &Value| value["messages_per_s"].as_f64().unwrap_or(-1.0);
        ensure!(number(&overview) > 0.0, "{overview}");
        let brokers = overview["brokers"]
            .as_array()
            .map_or(&[][..], Vec::as_slice);
        ensure!(
            !brokers.is_empty() && brokers.iter().all(|one| number(one) >= 0.0),
            "{overview}"
        );
        ensure!(brokers.iter().any(|one| number(one) > 0.0), "{overview}");
        Ok(())
    });
}

#[test]
fn what_kafka_tools_do_shows() {
    run(async {
        let setup = newest().await?;
        setup
            .cluster
            .tool(
                Tool::Topics,
                &[
                    "--create",
                    "--topic",
                    "shown-1",
                    "--partitions",
                    "5",
                    "--replication-factor",
                    "2",
                    "--config",
                    "cleanup.policy=compact",
                ],
            )
            .await?;
        setup
            .console
            .until(&setup.at("/topics?q=shown-1"), |list| {
                let one = &list["items"][0];
                (one["partitions"] == 5
                    && one["replicas"] == 2
                    && one["cleanup_policy"] == "compact")
                    .then_some(())
            })
            .await
    });
}

#[test]
fn many_at_once_each_with_its_own_fate() {
    run(async {
        let setup = newest().await?;
        let console = &setup.console;
        for n in 0..20 {
            let new = json!({ "name": format!("many-{n:02}"), "partitions": 1, "replicas": 1 });
            console
                .send("POST", &setup.at("/topics"), &new, 200)
                .await?;
        }
        let mut names: Vec<String> = (0..20).map(|n| format!("many-{n:02}")).collect();
        let edit = json!({ "names": names, "edit": { "configs": { "retention.ms": "60000" } } });
        let result = console
            .send("POST", &setup.at("/topic-edits"), &edit, 200)
            .await?;
        ensure!(
            result["items"].as_array().map_or(0, Vec::len) == 20,
            "{result}"
        );
        let text = setup.cluster.tool(Tool::Topics, &["--describe"]).await?;
        let changed = text
            .lines()
            .filter(|line| line.starts_with("Topic: many-") && line.contains("retention.ms=60000"))
            .count();
        ensure!(changed == 20, "{changed} of 20 were changed");
        names.push("many-absent".into());
        names.push("__consumer_offsets".into());
        let result = console
            .send(
                "POST",
                &setup.at("/topic-deletions"),
                &json!({ "names": names }),
                200,
            )
            .await?;
        let failed: Vec<&str> = result["items"]
            .as_array()
            .into_iter()
            .flatten()
            .filter(|item| !item["error"].is_null())
            .filter_map(|item| item["name"].as_str())
            .collect();
        ensure!(failed == ["many-absent", "__consumer_offsets"], "{result}");
        let left = setup.cluster.tool(Tool::Topics, &["--list"]).await?;
        ensure!(!left.contains("many-"), "{left}");
        // A part failed: the trace says so, and names the first.
        let traces = console
            .get("/traces?name=Kafka_delete_topicsFailure&q=many-absent")
            .await?;
        let trace = &traces["items"][0];
        ensure!(
            trace["status"] == "warning"
                && trace["message"]
                    .as_str()
                    .unwrap_or("")
                    .starts_with("2 of 22 failed."),
            "{traces}"
        );
        Ok(())
    });
}

#[test]
fn skew_is_counted_as_cmak_counts() {
    run(async {
        let setup = newest().await?;
        let ids = setup.cluster.broker_ids();
        let (a, b) = (ids[0], ids[1]);
        // Three partitions on two of three brokers, all led by one.
        let assignment = json!([[a, b], [a, b], [a, b]]);
        let new = json!({ "name": "skewed-1", "assignment": assignment });
        setup
            .console
            .send("POST", &setup.at("/topics"), &new, 200)
            .await?;
        setup
            .console
            .until(&setup.at("/topics?q=skewed-1"), |list| {
                let one = &list["items"][0];
                // spread 2 of 3; leaders: 3 > ceil(3 / 2) on one of two brokers
                (one["spread_percent"] == 66
                    && one["skew_percent"] == 0
                    && one["leader_skew_percent"] == 50)
                    .then_some(())
            })
            .await
    });
}

#[test]
fn lists_are_sorted_filtered_and_cut_by_the_server() {
    run(async {
        let setup = newest().await?;
        for (name, partitions) in [("sorted-a", 3), ("sorted-b", 1), ("sorted-c", 2)] {
            let new = json!({ "name": name, "partitions": partitions, "replicas": 1, "configs": { "cleanup.policy": "compact" } });
            setup
                .console
                .send("POST", &setup.at("/topics"), &new, 200)
                .await?;
        }
        let names = |list: &Value| -> Vec<String> {
            list["items"]
                .as_array()
                .into_iter()
                .flatten()
                .filter_map(|one| one["name"].as_str())
                .map(str::to_owned)
                .collect()
        };
        let list = setup
            .console
            .get(&setup.at("/topics?q=sorted-&sort=partitions&order=desc"))
            .await?;
        ensure!(
            names(&list) == ["sorted-a", "sorted-c", "sorted-b"],
            "{list}"
        );
        let list = setup
            .console
            .get(&setup.at("/topics?q=sorted-&per_page=2&page=2"))
            .await?;
        ensure!(names(&list) == ["sorted-c"] && list["total"] == 3, "{list}");
        let list = setup
            .console
            .until(
                &setup.at("/topics?q=sorted-&config=cleanup.policy%3Dcompact"),
                |list| (list["total"] == 3).then(|| list.clone()),
            )
            .await?;
        ensure!(
            list["counts"]["single_replica"].as_u64().unwrap_or(0) >= 3,
            "{list}"
        );
        Ok(())
    });
}

#[test]
fn a_deleted_topic_that_comes_back_is_told() {
    run(async {
        let (setup, topic) = (newest().await?, "comes-back");
        let console = &setup.console;
        let new = json!({ "name": topic, "partitions": 1, "replicas": 1 });
        console
            .send("POST", &setup.at("/topics"), &new, 200)
            .await?;
        let path = setup.at(&format!("/topics/{topic}"));
        let (status, _) = console.call("DELETE", &path, None).await?;
        ensure!(status == 204);
        let back = |overview: &Value| {
            let findings = overview["findings"].as_array()?.iter();
            findings
                .filter_map(|finding| finding["title"].as_str())
                .find(|title| title.contains(topic))
                .map(str::to_owned)
        };
        let overview = setup.at("/overview");
        ensure!(back(&console.get(&overview).await?).is_none());
        let create = ["--create", "--topic", topic, "--partitions", "1"];
        setup.cluster.tool(Tool::Topics, &create).await?;
        let told = console.until(&overview, back).await?;
        ensure!(told == "comes-back is back after it was deleted", "{told}");
        Ok(())
    });
}
