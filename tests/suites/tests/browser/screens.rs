//! Every screen draws, without a complaint of axe or of the browser's console, in both themes and
//! on a phone, without scrolling sideways.

use crate::setup::{Setup, run, settled, setup};
use anyhow::{Result, ensure};
use castellan_harness::Browser;
use castellan_harness::screens::SCREENS;

/// Every address of the app that a signed-in administrator has.
fn addresses(setup: &Setup) -> Vec<String> {
    let castellan = &setup.console.castellan;
    SCREENS
        .iter()
        .map(|screen| castellan.url(&screen.address(&setup.instance, "orders.00")))
        .collect()
}

async fn look(browser: &Browser, address: &str) -> Result<()> {
    browser.goto(address).await?;
    settled(browser).await?;
    let violations = browser.axe().await?;
    ensure!(violations.is_empty(), "axe-core: {violations:#?}");
    let wide = browser
        .execute(
            "return document.documentElement.scrollWidth - document.documentElement.clientWidth",
        )
        .await?;
    ensure!(
        wide.as_f64().unwrap_or(1.0) <= 1.0,
        "the page scrolls sideways by {wide} px"
    );
    Ok(())
}

#[test]
fn every_screen_in_both_themes_and_on_a_phone() {
    run(async {
        let setup = setup().await?;
        let browser = setup.signed_in("admin").await?;
        let mut bad = Vec::new();
        for (theme, dark, width, height) in [
            ("light", false, 1440, 900),
            ("dark", true, 1440, 900),
            ("phone", false, 360, 800),
        ] {
            browser.prefer_dark(dark).await?;
            browser.resize(width, height).await?;
            for address in addresses(setup) {
                if let Err(error) = look(&browser, &address).await {
                    bad.push(format!("{address} ({theme}): {error:?}"));
                }
            }
        }
        ensure!(bad.is_empty(), "{} screens: {}", bad.len(), bad.join("\n"));
        let complaints: Vec<String> = browser
            .console()
            .await?
            .into_iter()
            .filter(|line| line.contains("SEVERE") && !line.contains("favicon"))
            .collect();
        ensure!(
            complaints.is_empty(),
            "the browser's console: {complaints:#?}"
        );
        browser.close().await
    });
}

#[test]
fn a_reader_is_offered_nothing_that_changes() {
    run(async {
        let setup = setup().await?;
        let browser = setup.signed_in("reader").await?;
        for address in [
            "/topics",
            "",
            "/brokers",
            "/tasks",
            "/topics/orders.00/configs",
        ] {
            browser.goto(&setup.page(address)).await?;
            settled(&browser).await?;
            let text = browser.text().await?;
            for word in [
                "Create topic",
                "Import",
                "Delete",
                "Purge",
                "Detach",
                "Edit topic",
                "Add partitions",
            ] {
                ensure!(
                    !text.lines().any(|line| line.trim() == word),
                    "{address} offers {word:?} to a reader"
                );
            }
        }
        browser
            .goto(&setup.console.castellan.url("/settings/users"))
            .await?;
        browser.wait_for("main").await?;
        let text = browser.text().await?;
        ensure!(!text.contains("Create user"), "{text}");
        browser.close().await
    });
}
