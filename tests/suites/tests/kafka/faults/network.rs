//! Lines between the console and the brokers that are slow, cut or lead elsewhere.

use super::{Broken, broker};
use crate::cluster::run;
use anyhow::{Context, ensure};
use castellan_harness::{Cluster, Fault, Listener, Proxy};
use serde_json::{Value, json};

#[test]
fn a_line_is_slow_or_cut() {
    run(async {
        let cluster = Cluster::builder()
            .name("lines")
            .brokers(2)
            .listeners([Listener::Plaintext])
            .proxied(Listener::Plaintext)
            .start()
            .await?;
        let broken = Broken::on(cluster).await?;
        let new = json!({ "name": "both", "partitions": 4, "replicas": 2 });
        broken
            .console
            .send("POST", &broken.at("/topics"), &new, 200)
            .await?;
        let victim = 2;
        let line = broken.cluster.proxy(victim, Listener::Plaintext)?;
        for fault in [Fault::Trickle, Fault::Freeze, Fault::Cut, Fault::Http] {
            line.set(fault);
            // The cluster says the broker is alive; the console says that it does not answer, and why.
            let seen = broken
                .overview(|view| {
                    broker(view, victim).is_some_and(|one| one["state"] == "silent")
                        && view["summary"]["status"] == "degraded"
                })
                .await
                .with_context(|| format!("{fault:?}"))?;
            let missing = seen["missing"].as_array().map_or(&[][..], Vec::as_slice);
            ensure!(
                missing.iter().any(|one| one["broker"] == victim
                    && one["why"].as_str().is_some_and(|why| !why.is_empty())),
                "{fault:?}: {seen}"
            );
            let page = broken.at_once("/topics").await?;
            ensure!(page["total"] == 1, "{fault:?}: {page}");
            line.set(Fault::None);
            broken
                .status("connected")
                .await
                .with_context(|| format!("after {fault:?}"))?;
        }
        Ok(())
    });
}

#[test]
fn the_bootstrap_address_moves() {
    run(async {
        let cluster = Cluster::builder()
            .name("moves")
            .listeners([Listener::Plaintext])
            .start()
            .await?;
        let broken = Broken::on(cluster).await?;
        let console = &broken.console;
        let door = Proxy::start(&broken.all()?).await?;
        let connection = |address: &str| json!({ "bootstrap": [address], "security": "PLAINTEXT" });
        let new = json!({ "name": "by-the-door", "connection": connection(&door.address()) });
        let attached = console.send("POST", "/instances", &new, 200).await?;
        let id = attached["id"].as_str().context("no id")?;
        console.connected("by-the-door").await?;

        // The door closes: the brokers it once led to are known, so nothing is lost.
        door.set(Fault::Cut);
        let path = format!("/instances/{id}/topics");
        let new = json!({ "name": "behind-the-door", "partitions": 1, "replicas": 1 });
        console.send("POST", &path, &new, 200).await?;
        let list: Value = console.get(&path).await?;
        ensure!(list["total"] == 1, "{list}");

        // The address of record is changed while it leads nowhere, and the instance is connected.
        let edit = json!({ "connection": connection(&broken.all()?) });
        console
            .send("PATCH", &format!("/instances/{id}"), &edit, 200)
            .await?;
        drop(door);
        console.connected("by-the-door").await?;
        let list = console.get(&path).await?;
        ensure!(list["total"] == 1, "{list}");
        Ok(())
    });
}
