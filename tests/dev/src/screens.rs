//! `cargo dev screens`: a picture of every screen in both themes and two sizes, for looking at.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use castellan_harness::screens::SCREENS;
use castellan_harness::{Browser, cache, setup};

use crate::verify::say;

/// Wide and phone, in CSS pixels.
const SIZES: [(u32, u32); 2] = [(1440, 900), (360, 800)];

#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// The sign-in link that `cargo dev demo` prints, not used yet
    link: String,
    /// Where the pictures go [default: screens in the target folder]
    #[arg(long)]
    out: Option<PathBuf>,
    /// The id of the instance to show [default: the first]
    #[arg(long)]
    instance: Option<String>,
    /// The topic to show
    #[arg(long, default_value = "orders.created")]
    topic: String,
}

/// Signs in with the link and visits every screen.
pub async fn run(arguments: &Arguments) -> Result<()> {
    setup::browser(&say).await?;
    let out = arguments
        .out
        .clone()
        .unwrap_or_else(|| cache::target_dir().join("screens"));
    let (base, _) = arguments
        .link
        .split_once("/#")
        .context("not a link that a demo prints")?;
    let browser = Browser::start().await?;
    browser.goto(&arguments.link).await?;
    // The page takes the token out of the address and posts it; the frame comes once it is signed in.
    browser.wait_for("nav.nav").await?;
    let instance = match &arguments.instance {
        Some(instance) => instance.clone(),
        None => first_instance(&browser).await?,
    };
    for dark in [false, true] {
        browser.prefer_dark(dark).await?;
        for (width, height) in SIZES {
            browser.resize(width, height).await?;
            for screen in SCREENS {
                let url = format!("{base}{}", screen.address(&instance, &arguments.topic));
                let theme = if dark { "dark" } else { "light" };
                let file = out.join(format!("{}-{theme}-{width}.png", screen.name));
                picture(&browser, &url, &file).await?;
            }
        }
    }
    println!(
        "{} pictures in {}",
        SCREENS.len() * 2 * SIZES.len(),
        out.display()
    );
    browser.close().await
}

/// Waits until nothing is loading any more: no skeleton, no busy region.
async fn picture(browser: &Browser, url: &str, file: &Path) -> Result<()> {
    browser.goto(url).await?;
    browser
        .wait_script("document.querySelector('main') !== null")
        .await?;
    browser.wait_gone("[aria-busy='true']").await?;
    browser.screenshot(file).await?;
    say(&file.display().to_string());
    Ok(())
}

async fn first_instance(browser: &Browser) -> Result<String> {
    let script = "return fetch('/api/v1/instances', {headers: {accept: 'application/json'}})
        .then(answer => answer.json()).then(page => page.items[0].id)";
    let id = browser.execute(script).await?;
    id.as_str()
        .map(str::to_owned)
        .context("the console has no instance")
}
