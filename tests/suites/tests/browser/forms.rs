//! What people do: sign in (and fail to), find a topic.

use crate::setup::{run, settled, setup};
use castellan_harness::Browser;

#[test]
fn a_wrong_password_is_told_plainly() {
    run(async {
        let setup = setup().await?;
        let browser = Browser::start().await?;
        browser
            .goto(&setup.console.castellan.url("/instances"))
            .await?;
        browser
            .fill("input[autocomplete='username']", "admin")
            .await?;
        browser
            .fill("input[type='password']", "not the password")
            .await?;
        browser.click("button[type='submit']").await?;
        browser.wait_text("password").await?;
        browser.wait_for("[role='alert']").await?;
        browser.expect_accessible().await?;
        browser.close().await
    });
}

#[test]
fn typing_in_the_filter_cuts_the_list_and_the_address_keeps_it() {
    run(async {
        let setup = setup().await?;
        let browser = setup.signed_in("admin").await?;
        browser.goto(&setup.page("/topics")).await?;
        settled(&browser).await?;
        browser.fill("main label.search input", "orders.0").await?;
        browser
            .wait_script("document.querySelectorAll('main tbody tr[aria-rowindex], main tbody tr').length === 10")
            .await?;
        browser
            .wait_script("location.search.includes('q=orders.0')")
            .await?;
        // The address shows another what its sender saw.
        let address = browser.client().current_url().await?;
        browser.goto(address.as_str()).await?;
        settled(&browser).await?;
        browser
            .wait_script("document.querySelectorAll('main tbody tr').length === 10")
            .await?;
        browser.close().await
    });
}
