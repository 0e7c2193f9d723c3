//! The app in Chinese: chosen by address, browser or user; and only its readers load its texts.

use crate::setup::{Setup, run, setup};
use anyhow::{Result, ensure};
use castellan_harness::Browser;
use castellan_harness::screens::SCREENS;
use serde_json::json;

/// Speaks of the page: its language, and whether Chinese texts were fetched.
const SPOKEN: &str = "return [
    document.documentElement.lang,
    performance.getEntriesByType('resource').some((one) => one.name.endsWith('/zh.bin')),
]";

async fn sign_in_page(setup: &Setup, browser: &Browser, query: &str) -> Result<()> {
    let address = setup.console.castellan.url(&format!("/sign-in{query}"));
    browser.goto(&address).await?;
    browser
        .wait_for("input[autocomplete='username']")
        .await
        .map(|_| ())
}

#[test]
fn the_browser_or_the_address_names_the_language() {
    run(async {
        let setup = setup().await?;
        let browser = Browser::start().await?;
        sign_in_page(setup, &browser, "").await?;
        let spoken = browser.execute(SPOKEN).await?;
        ensure!(spoken == json!(["en", false]), "{spoken}");
        sign_in_page(setup, &browser, "?lang=zh").await?;
        let spoken = browser.execute(SPOKEN).await?;
        ensure!(spoken == json!(["zh-CN", true]), "{spoken}");
        browser.wait_text("用户名").await?;
        browser.expect_accessible().await?;
        // The address is for this page alone.
        sign_in_page(setup, &browser, "").await?;
        browser.wait_text("User name").await?;

        // A browser of somebody who reads Chinese.
        let agent = browser.execute("return navigator.userAgent").await?;
        let chinese = json!({ "userAgent": agent, "acceptLanguage": "zh-CN,zh" });
        browser
            .cdp("Emulation.setUserAgentOverride", chinese)
            .await?;
        sign_in_page(setup, &browser, "").await?;
        browser.wait_text("用户名").await?;
        // Who wants English says so, and it stays.
        browser.click_text("English").await?;
        browser.wait_text("User name").await?;
        browser
            .wait_script("document.activeElement.autocomplete === 'username'")
            .await?;
        sign_in_page(setup, &browser, "").await?;
        browser.wait_text("User name").await?;
        browser.close().await
    });
}

const CHOOSE: &str = "const select = document.querySelector('#language');
    select.focus();
    select.value = 'zh';
    select.dispatchEvent(new Event('change', { bubbles: true }));";

#[test]
fn a_language_is_chosen_and_stays() {
    run(async {
        let setup = setup().await?;
        let browser = setup.signed_in("reader").await?;
        let profile = setup.console.castellan.url("/profile");
        // Texts that cannot be loaded: that is told, and the page stays as it is.
        browser.goto(&profile).await?;
        browser.wait_for("#language").await?;
        browser.cdp("Network.enable", json!({})).await?;
        let blocked = json!({ "urls": ["*zh.bin"] });
        browser.cdp("Network.setBlockedURLs", blocked).await?;
        browser.execute(CHOOSE).await?;
        browser
            .wait_text("The texts of this language could not be loaded")
            .await?;
        browser
            .wait_script("document.querySelector('#language').value === 'en'")
            .await?;
        let nothing = json!({ "urls": [] });
        browser.cdp("Network.setBlockedURLs", nothing).await?;

        browser.execute(CHOOSE).await?;
        browser.wait_text("个人信息").await?;
        browser
            .wait_script("document.activeElement.id === 'language'")
            .await?;
        let mut english = Vec::new();
        for screen in SCREENS {
            let address = screen.address(&setup.instance, "orders.00");
            browser.goto(&setup.console.castellan.url(&address)).await?;
            let spoken = "document.documentElement.lang === 'zh-CN'
                && /[一-鿿]/.test(document.querySelector('main')?.innerText)";
            if let Err(error) = browser.wait_script(spoken).await {
                english.push(format!("{error:?}"));
            }
        }
        ensure!(english.is_empty(), "{}", english.join("\n"));
        browser.close().await
    });
}
