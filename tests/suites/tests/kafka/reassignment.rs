//! Reassignment: planned, carried out, canceled and undone by the console, read back with Kafka's own
//! tools; and what those do shows in the console.

use crate::cluster::{Setup, newest, run};
use anyhow::{Context, Result, ensure};
use castellan_harness::{Cluster, Listener, Tool};
use castellan_suites::console::Console;
use serde_json::{Value, json};

/// A console on a cluster, as these tests drive it.
pub struct Moves<'a> {
    pub cluster: &'a Cluster,
    pub console: &'a Console,
    pub instance: &'a str,
}

impl<'a> Moves<'a> {
    fn of(setup: &'a Setup) -> Self {
        Self {
            cluster: &setup.cluster,
            console: &setup.console,
            instance: &setup.instance,
        }
    }

    pub fn at(&self, rest: &str) -> String {
        format!("/instances/{}{rest}", self.instance)
    }

    /// A topic on these brokers, with so many messages of 5 kB.
    pub async fn topic(&self, name: &str, assignment: &[Vec<u32>], messages: usize) -> Result<()> {
        let new = json!({ "name": name, "assignment": assignment });
        self.console
            .send("POST", &self.at("/topics"), &new, 200)
            .await?;
        let line = "x".repeat(5_000);
        let lines: String = (0..messages).map(|n| format!("{n} {line}\n")).collect();
        self.cluster
            .tool_with_input(
                Tool::ConsoleProducer,
                &["--topic", name, "--producer-property", "acks=all"],
                &lines,
            )
            .await
            .map(drop)
    }

    pub async fn plan(&self, request: &Value) -> Result<Value> {
        self.console
            .send("POST", &self.at("/reassignment-plans"), request, 200)
            .await
    }

    /// Starts a plan; gives the address of the reassignment.
    pub async fn start(&self, plan: &Value, speed: &Value) -> Result<String> {
        let body = json!({ "plan": plan["id"], "speed": speed });
        let task = self
            .console
            .send("POST", &self.at("/reassignments"), &body, 202)
            .await?;
        let id = task["id"].as_str().context("no task")?;
        Ok(self.at(&format!("/reassignments/{id}")))
    }

    /// Waits until it has ended, and gives it.
    pub async fn ended(&self, path: &str) -> Result<Value> {
        self.console
            .until(path, |run| {
                (run["summary"]["phase"] == "ended").then(|| run.clone())
            })
            .await
    }

    /// Replicas of a topic's partitions as Kafka's tool tells them.
    pub async fn replicas(&self, topic: &str) -> Result<Vec<Vec<u32>>> {
        let text = self
            .cluster
            .tool(Tool::Topics, &["--describe", "--topic", topic])
            .await?;
        text.lines()
            .filter_map(|line| line.split_once("Replicas: "))
            .map(|(_, rest)| {
                let list = rest.split_whitespace().next().unwrap_or_default();
                list.split(',').map(|id| Ok(id.parse()?)).collect()
            })
            .collect()
    }

    /// What Kafka's tool tells of throttles, of brokers and of a topic.
    pub async fn throttles(&self, topic: &str) -> Result<String> {
        let mut found = String::new();
        for id in self.cluster.broker_ids() {
            let id = id.to_string();
            let arguments = [
                "--describe",
                "--entity-type",
                "brokers",
                "--entity-name",
                &id,
            ];
            let told = self.cluster.tool(Tool::Configs, &arguments).await?;
            let lines = told.lines().filter(|line| line.contains("throttled"));
            found.extend(lines.map(|line| format!("broker {id}: {line}\n")));
        }
        let arguments = [
            "--describe",
            "--entity-type",
            "topics",
            "--entity-name",
            topic,
        ];
        let told = self.cluster.tool(Tool::Configs, &arguments).await?;
        let lines = told.lines().filter(|line| line.contains("throttled"));
        found.extend(lines.map(|line| format!("{line}\n")));
        Ok(found)
    }

    /// What `kafka-reassign-partitions --verify` says of a plan.
    async fn verified(&self, plan: &Value) -> Result<String> {
        let id = plan["id"].as_str().context("no plan")?;
        let path = self.at(&format!("/reassignment-plans/{id}/file"));
        let json = self.console.get(&path).await?;
        let folder = tempfile::tempdir()?;
        let file = folder.path().join("plan.json");
        std::fs::write(&file, json.to_string())?;
        let file = file.to_str().context("a path")?;
        self.cluster
            .tool(
                Tool::ReassignPartitions,
                &["--reassignment-json-file", file, "--verify"],
            )
            .await
    }
}

fn named(topic: &str, goal: &Value) -> Value {
    json!({ "automatic": { "topics": { "named": [topic] }, "goal": goal } })
}

#[test]
fn a_topic_is_spread_and_brought_back() {
    run(async {
        let setup = newest().await?;
        let moves = Moves::of(setup);
        let ids = moves.cluster.broker_ids();
        let (a, b) = (ids[0], ids[1]);
        let placed = vec![
            vec![a, b],
            vec![b, a],
            vec![a, b],
            vec![b, a],
            vec![a, b],
            vec![b, a],
        ];
        moves.topic("moves-spread", &placed, 600).await?;

        // The plan: what would move, and the least that any plan moves.
        let plan = moves
            .plan(&named("moves-spread", &json!({ "fill": [ids[2]] })))
            .await?;
        let count = plan["partitions"].as_u64().unwrap_or(0);
        // other tests have topics on these brokers too
        ensure!((4..=6).contains(&count), "{plan}");
        ensure!(
            plan["replicas_moved"] == count && plan["least_replicas"] == count,
            "{plan}"
        );
        ensure!(plan["bytes"].as_u64() > Some(1_500_000), "{plan}");
        ensure!(
            plan["title"] == format!("Fill broker {} of moves-spread", ids[2]),
            "{plan}"
        );
        let path = moves.at(&format!(
            "/reassignment-plans/{}/moves",
            plan["id"].as_str().unwrap_or("")
        ));
        let page = moves.console.get(&path).await?;
        ensure!(
            page["total"] == count && page["items"][0]["old"] != page["items"][0]["new"],
            "{page}"
        );
        ensure!(
            moves.replicas("moves-spread").await? == placed,
            "a plan moved something"
        );

        // Carried out under a throttle, which is gone at the end.
        let speed = json!({ "throttle_bytes_per_s": 50_000_000, "at_once": 2 });
        let run = moves.start(&plan, &speed).await?;
        let ended = moves.ended(&run).await?;
        ensure!(ended["summary"]["task"]["state"] == "successful", "{ended}");
        ensure!(ended["summary"]["counts"]["done"] == count, "{ended}");
        let verified = moves.verified(&plan).await?;
        ensure!(
            verified.matches("is completed").count() as u64 == count,
            "{verified}"
        );
        ensure!(moves.throttles("moves-spread").await?.is_empty());
        let now = moves.replicas("moves-spread").await?;
        let held = now.iter().filter(|one| one.contains(&ids[2])).count();
        ensure!(held as u64 == count, "{now:?}");
        // The same plan is not started twice.
        let body = json!({ "plan": plan["id"] });
        let again = moves
            .console
            .send("POST", &moves.at("/reassignments"), &body, 409)
            .await?;
        ensure!(
            again["detail"]
                .as_str()
                .unwrap_or("")
                .contains("started before"),
            "{again}"
        );

        // And back.
        let task = ended["summary"]["task"]["id"].clone();
        let undo = moves.plan(&json!({ "undo": task })).await?;
        ensure!(undo["partitions"] == count, "{undo}");
        let run = moves.start(&undo, &json!({})).await?;
        moves.ended(&run).await?;
        ensure!(
            moves.replicas("moves-spread").await? == placed,
            "not undone"
        );
        Ok(())
    });
}

/// Waits longer than for a page: bytes are copied under a throttle meanwhile.
async fn until(
    console: &Console,
    path: &str,
    wanted: impl Fn(&Value) -> bool + Copy,
) -> Result<Value> {
    let mut last = None;
    for _ in 0..4 {
        let seen = console
            .until(path, |run| wanted(run).then(|| run.clone()))
            .await;
        match seen {
            Ok(run) => return Ok(run),
            Err(error) => last = Some(error),
        }
    }
    Err(last.context("never looked")?)
}

#[test]
fn whatever_breaks_on_the_way_no_throttle_stays() {
    run(async {
        let cluster = Cluster::builder()
            .name("moves")
            .brokers(3)
            .listeners([Listener::Plaintext])
            .start()
            .await?;
        let mut console = Console::on(&cluster, "moves").await?;
        let instance = console.connected("moves").await?;
        let ids = cluster.broker_ids();
        let (a, b, c) = (ids[0], ids[1], ids[2]);
        let moves = Moves {
            cluster: &cluster,
            console: &console,
            instance: &instance,
        };
        let placed = vec![vec![a, b], vec![b, a], vec![a, b], vec![b, a]];
        moves.topic("slow", &placed, 6_400).await?;
        moves.topic("stuck", &[vec![a], vec![a]], 3_200).await?;
        let wish = |topic: &str, replicas: u32| {
            json!({ "automatic": {
                "topics": { "named": [topic] }, "goal": "replicas", "replicas": replicas,
            } })
        };
        let plan = moves.plan(&wish("slow", 3)).await?;
        ensure!(
            plan["replicas_moved"] == 4 && plan["bytes"].as_u64() > Some(5_000_000),
            "{plan}"
        );
        let second = moves.plan(&wish("slow", 3)).await?;
        // a fetch takes 1 MB of each partition all the same, and then waits for ten seconds
        let slow = json!({ "throttle_bytes_per_s": 10_000 });
        let run = moves.start(&plan, &slow).await?;
        until(&console, &run, |run| {
            run["summary"]["counts"]["moving"] == 4
        })
        .await?;

        // As Kafka's own tool sets it, and shown as ours.
        let mut throttles = String::new();
        for _ in 0..5 {
            throttles = moves.throttles("slow").await?;
            if throttles
                .matches("leader.replication.throttled.rate")
                .count()
                == ids.len()
            {
                break;
            }
        }
        for id in &ids {
            let named = format!("broker {id}:");
            ensure!(throttles.contains(&named), "{id}: {throttles}");
        }
        ensure!(
            throttles.contains("leader.replication.throttled.rate=10000")
                && throttles.contains("follower.replication.throttled.replicas=")
                && throttles.contains(&format!("0:{c}")),
            "{throttles}"
        );
        // What moves is not deleted, nor extended, nor moved by a second plan.
        let topic = moves.at("/topics/slow");
        for (method, path, body) in [
            ("DELETE", topic.clone(), Value::Null),
            ("PATCH", topic.clone(), json!({ "partitions": 8 })),
            (
                "POST",
                moves.at("/reassignments"),
                json!({ "plan": second["id"] }),
            ),
        ] {
            let refused = console.send(method, &path, &body, 409).await?;
            let detail = refused["detail"].as_str().unwrap_or_default();
            ensure!(
                detail.contains("/reassignments/"),
                "{method} {path}: {refused}"
            );
        }

        // The console is killed in the middle and goes on.
        console.castellan.kill();
        console.castellan.restart().await?;
        until(&console, &run, |run| run["bytes_done"].as_u64() > Some(0)).await?;

        // Another tool cancels one partition: it is said, and the others go on.
        let moves = Moves {
            cluster: &cluster,
            console: &console,
            instance: &instance,
        };
        let folder = tempfile::tempdir()?;
        let file = folder.path().join("one.json");
        let one = json!({ "version": 1, "partitions": [
            { "topic": "slow", "partition": 0, "replicas": [a, b], "log_dirs": ["any", "any"] },
        ] });
        std::fs::write(&file, one.to_string())?;
        let file = file.to_str().context("a path")?;
        cluster
            .tool(
                Tool::ReassignPartitions,
                &[
                    "--reassignment-json-file",
                    file,
                    "--cancel",
                    "--preserve-throttles",
                ],
            )
            .await?;
        until(&console, &run, |run| {
            run["summary"]["counts"]["canceled"] == 1
        })
        .await?;
        let page = console.get(&format!("{run}/moves?state=canceled")).await?;
        let why = page["items"][0]["error"]["detail"]
            .as_str()
            .unwrap_or_default();
        ensure!(why.contains("nother tool"), "{page}");

        // The broker that gets the replicas dies: it stops by itself, and says which.
        cluster.kill_broker(c)?;
        let stopped = until(&console, &run, |run| {
            run["why"]
                .as_str()
                .is_some_and(|why| why.contains("is away"))
        })
        .await?;
        let named = format!("broker {c}");
        ensure!(
            stopped["why"].as_str().unwrap_or("").contains(&named),
            "{stopped}"
        );
        cluster.start_broker(c).await?;
        console
            .send("PATCH", &run, &json!({ "paused": false }), 204)
            .await?;

        // Without the throttle it is soon done; what was canceled elsewhere is told at the end.
        let speed = json!({ "speed": { "at_once": 50 } });
        console.send("PATCH", &run, &speed, 204).await?;
        let ended = until(&console, &run, |run| run["summary"]["phase"] == "ended").await?;
        ensure!(ended["summary"]["counts"]["done"] == 3, "{ended}");
        let message = ended["summary"]["task"]["message"]
            .as_str()
            .unwrap_or_default();
        ensure!(
            message.starts_with("3 of 4") && message.contains("slow-0"),
            "{ended}"
        );
        let left = moves.throttles("slow").await?;
        ensure!(left.is_empty(), "{left}");

        // Canceled while a broker with a throttle is away: the moves go back, the throttle is waited for.
        let plan = moves.plan(&wish("stuck", 2)).await?;
        let chosen = json!({ "manual": [
            { "topic": "stuck", "partition": 0, "replicas": [a, c] },
            { "topic": "stuck", "partition": 1, "replicas": [a, c] },
        ] });
        ensure!(plan["partitions"] == 2, "{plan}");
        let plan = moves.plan(&chosen).await?;
        let run = moves
            .start(&plan, &json!({ "throttle_bytes_per_s": 5_000 }))
            .await?;
        until(&console, &run, |run| run["bytes_done"].as_u64() > Some(0)).await?;
        cluster.kill_broker(c)?;
        until(&console, &run, |run| {
            run["why"]
                .as_str()
                .is_some_and(|why| why.contains("is away"))
        })
        .await?;
        console
            .send("POST", &format!("{run}/cancel"), &Value::Null, 204)
            .await?;
        let waits = |run: &Value| {
            let why = run["why"].as_str().unwrap_or_default();
            run["summary"]["phase"] == "cleaning_up" && why.contains("is removed when it returns")
        };
        let waiting = until(&console, &run, waits).await?;
        ensure!(waiting["throttles_left"] == json!([c]), "{waiting}");
        ensure!(moves.replicas("stuck").await? == vec![vec![a], vec![a]]);
        console.castellan.kill();
        console.castellan.restart().await?;
        until(&console, &run, waits).await?;
        cluster.start_broker(c).await?;
        let ended = until(&console, &run, |run| run["summary"]["phase"] == "ended").await?;
        ensure!(ended["summary"]["task"]["state"] == "canceled", "{ended}");
        let moves = Moves {
            cluster: &cluster,
            console: &console,
            instance: &instance,
        };
        let left = moves.throttles("stuck").await?;
        ensure!(left.is_empty(), "{left}");

        // A throttle that somebody else left behind is found, and removed.
        let broker = a.to_string();
        for set in ["leader", "follower"] {
            let config = format!("{set}.replication.throttled.rate=100000");
            let arguments = [
                "--alter",
                "--entity-type",
                "brokers",
                "--entity-name",
                &broker,
                "--add-config",
                &config,
            ];
            cluster.tool(Tool::Configs, &arguments).await?;
        }
        let path = moves.at("/replication-throttles");
        console
            .send("POST", &moves.at("/refresh"), &Value::Null, 204)
            .await
            .ok();
        until(&console, &path, |found| found["left_over"] == 1).await?;
        let removed = console
            .send("POST", &format!("{path}/remove"), &Value::Null, 200)
            .await?;
        ensure!(removed["items"][0]["error"].is_null(), "{removed}");
        let left = moves.throttles("stuck").await?;
        ensure!(left.is_empty(), "{left}");
        Ok(())
    });
}
