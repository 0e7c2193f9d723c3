//! From a key in the filter of the list to painted rows, the console's answer included, as a person
//! in a browser sees it.

use std::time::Duration;

use anyhow::{Context, Result};
use castellan_harness::Browser;
use serde_json::{Value, json};

use super::console::Console;
use super::kafka;
use super::load::Latencies;

/// Keys measured.
const KEYS: usize = 60;

/// Types, and waits for the frame that shows the rows. One frame at 60 Hz is 17 ms of each time.
const SCRIPT: &str = r"
    const input = document.querySelector('main label.search input');
    const write = Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value').set;
    const frame = () => new Promise(done => requestAnimationFrame(done));
    const pause = ms => new Promise(done => setTimeout(done, ms));
    const found = name => {
        const rows = document.querySelectorAll('main tbody tr');
        return rows.length === 1 && rows[0].textContent.includes(name);
    };
    return (async () => {
        const times = [];
        for (const name of NAMES) {
            // All but the last letter is there already; the key that is measured is the last one.
            write.call(input, name.slice(0, -1));
            input.dispatchEvent(new Event('input', { bubbles: true }));
            await pause(300);
            const began = performance.now();
            write.call(input, name);
            input.dispatchEvent(new Event('input', { bubbles: true }));
            while (!found(name) && performance.now() - began < 5000) await frame();
            // The rows stand in the document before this frame; a task after it comes when it is drawn.
            await frame();
            await pause(0);
            times.push(performance.now() - began);
        }
        return times;
    })();";

/// The times of some keys.
pub async fn keys(console: &Console, topics: usize) -> Result<Latencies> {
    let browser = Browser::start().await?;
    let base = console.url("/");
    let (name, value) = console
        .target
        .cookie
        .split_once('=')
        .context("a cookie without a value")?;
    let cookie = json!({ "name": name, "value": value, "url": base });
    browser.cdp("Network.setCookie", cookie).await?;
    let list = console.target.instance.replacen("/api/v1", "", 1);
    browser
        .goto(&console.url(&format!("{list}/topics")))
        .await?;
    browser.wait_for("main tbody tr").await?;
    let names: Vec<String> = (0..KEYS)
        .map(|key| kafka::name((key * 7919 + 13) % topics))
        .collect();
    let script = SCRIPT.replace("NAMES", &json!(names).to_string());
    let times = browser.execute(&script).await?;
    browser.close().await?;
    let times = times.as_array().context("the page told no times")?;
    let times = times
        .iter()
        .filter_map(Value::as_f64)
        .map(|ms| Duration::from_secs_f64(ms / 1e3));
    Ok(times.collect())
}
