//! A day's work by hand, each change read back with Apache's own tools: a topic from the form, purged
//! and deleted; fifty from a CSV list, twenty of them edited at once; a second cluster attached.

use crate::setup::{Setup, run, settled, setup};
use anyhow::{Result, ensure};
use castellan_harness::{Browser, Listener, Tool};
use serde_json::json;

/// The control whose label begins with this text.
pub async fn field(browser: &Browser, label: &str) -> Result<String> {
    let script = format!(
        "[...document.querySelectorAll('dialog label[for], main label[for]')]
            .filter(label => label.textContent.trim().startsWith({}))
            .map(label => label.htmlFor)[0]",
        json!(label)
    );
    let id = browser.wait_script(&script).await?;
    Ok(format!("#{}", id.as_str().unwrap_or_default()))
}

pub async fn write(browser: &Browser, label: &str, text: &str) -> Result<()> {
    browser.fill(&field(browser, label).await?, text).await
}

/// Presses a button once it can be pressed.
pub async fn press(browser: &Browser, label: &str) -> Result<()> {
    let ready = format!(
        "[...document.querySelectorAll('button')].some(button =>
            button.innerText.trim() === {} && button.ariaDisabled !== 'true' && !button.disabled)",
        json!(label)
    );
    browser.wait_script(&ready).await?;
    browser.click_text(label).await
}

async fn described(setup: &Setup, topic: &str) -> Result<String> {
    let arguments = ["--describe", "--topic", topic];
    setup.cluster.tool(Tool::Topics, &arguments).await
}

async fn names(setup: &Setup) -> Result<Vec<String>> {
    let list = setup.cluster.tool(Tool::Topics, &["--list"]).await?;
    Ok(list.lines().map(str::to_owned).collect())
}

#[test]
fn a_topic_from_the_form_to_its_end() {
    run(async {
        let setup = setup().await?;
        let browser = setup.signed_in("admin").await?;
        browser.goto(&setup.page("/create-topic")).await?;
        settled(&browser).await?;
        // A name that Kafka refuses is told beside its field, and nothing can be sent.
        write(&browser, "Name", "not a name").await?;
        browser.wait_for("[aria-invalid='true']").await?;
        write(&browser, "Name", "by-hand").await?;
        write(&browser, "Partitions", "4").await?;
        browser.wait_text("The cluster accepts it").await?;
        press(&browser, "Create topic").await?;
        browser
            .wait_script("document.querySelector('main h1')?.innerText.includes('by-hand')")
            .await?;
        let told = described(setup, "by-hand").await?;
        ensure!(told.contains("PartitionCount: 4"), "{told}");

        let lines: String = (0..30).map(|n| format!("line {n}\n")).collect();
        let producer = ["--topic", "by-hand"];
        setup
            .cluster
            .tool_with_input(Tool::ConsoleProducer, &producer, &lines)
            .await?;
        let page = setup.page("/topics/by-hand/partitions");
        browser.goto(&format!("{page}?open=purge")).await?;
        browser
            .wait_text("30 messages in 1 partition will be deleted.")
            .await?;
        write(&browser, "Type by-hand", "by-hand").await?;
        press(&browser, "Delete 30 messages").await?;
        browser.wait_text("30 messages deleted").await?;
        let earliest = ["--topic", "by-hand", "--time", "-2"];
        let offsets = setup.cluster.tool(Tool::GetOffsets, &earliest).await?;
        let sum: u64 = offsets
            .lines()
            .filter_map(|line| line.rsplit(':').next()?.trim().parse::<u64>().ok())
            .sum();
        ensure!(sum == 30, "{offsets}");

        browser.goto(&format!("{page}?open=delete")).await?;
        write(&browser, "Type by-hand", "by-hand").await?;
        press(&browser, "Delete 1 topic").await?;
        browser
            .wait_script("location.pathname.endsWith('/topics')")
            .await?;
        ensure!(!names(setup).await?.contains(&"by-hand".to_owned()));
        browser.close().await
    });
}

#[test]
fn fifty_topics_from_a_list_and_twenty_edited_at_once() {
    run(async {
        let setup = setup().await?;
        let browser = setup.signed_in("admin").await?;
        browser.goto(&setup.page("/import-topics")).await?;
        settled(&browser).await?;
        let mut list = "name,partitions,replicas,retention.ms\n".to_owned();
        for n in 0..50 {
            list.push_str(&format!("many.{n:02},1,3,86400000\n"));
        }
        browser.fill("main textarea", &list).await?;
        press(&browser, "Create 50 topics").await?;
        browser.wait_text("Successful").await?;
        let all = names(setup).await?;
        ensure!(
            all.iter().filter(|name| name.starts_with("many.")).count() == 50,
            "{all:?}"
        );

        browser
            .goto(&setup.page("/topics?q=many.&per_page=100"))
            .await?;
        settled(&browser).await?;
        browser
            .wait_script("document.querySelectorAll('main tbody tr').length === 50")
            .await?;
        browser
            .execute(
                "[...document.querySelectorAll('main tbody input[type=checkbox]')].slice(0, 20)
                    .forEach(box => box.click())",
            )
            .await?;
        browser.wait_text("20 selected").await?;
        press(&browser, "Edit").await?;
        write(&browser, "Retention time", "12").await?;
        press(&browser, "Change 20 topics").await?;
        browser.wait_text("20 topics changed").await?;
        let describe = ["--describe", "--entity-type", "topics"];
        let configs = setup.cluster.tool(Tool::Configs, &describe).await?;
        let changed = configs
            .lines()
            .filter(|line| line.contains("retention.ms=43200000"))
            .count();
        ensure!(changed == 20, "{changed} of 20: {configs}");

        // What was done stands in the audit.
        browser.goto(&setup.page("/audit")).await?;
        settled(&browser).await?;
        browser.wait_text("Kafka_modify_topic").await?;
        browser.close().await
    });
}

#[test]
fn a_second_cluster_is_checked_and_attached() {
    run(async {
        let setup = setup().await?;
        let browser = setup.signed_in("admin").await?;
        browser
            .goto(&setup.console.castellan.url("/attach"))
            .await?;
        settled(&browser).await?;
        write(&browser, "Name", "second").await?;
        let bootstrap = setup.cluster.bootstrap(Listener::SaslSsl)?;
        write(&browser, "Bootstrap addresses", &bootstrap).await?;
        let protocol = field(&browser, "Protocol").await?;
        browser
            .execute(&format!(
                "const select = document.querySelector({});
                 select.value = [...select.options].find(option =>
                    option.textContent.startsWith('SASL_SSL')).value;
                 select.dispatchEvent(new Event('change', {{ bubbles: true }}));",
                json!(protocol)
            ))
            .await?;
        let password = setup.cluster.users().get("admin").cloned();
        write(&browser, "User", "admin").await?;
        write(&browser, "CA certificates", &setup.cluster.ca_pem()?).await?;
        // The wrong password is told in words, and changes nothing.
        write(&browser, "Password", "wrong").await?;
        press(&browser, "Check connection").await?;
        browser.wait_for(".check .note.crit").await?;
        browser.wait_text("password").await?;
        write(
            &browser,
            "Password",
            password.as_deref().unwrap_or_default(),
        )
        .await?;
        press(&browser, "Check connection").await?;
        browser.wait_text("Every address works").await?;
        press(&browser, "Attach").await?;
        browser.wait_text("second is attached").await?;
        setup.console.connected("second").await?;
        browser.close().await
    });
}
