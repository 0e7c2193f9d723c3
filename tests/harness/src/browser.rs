//! A real browser: headless Chromium under ChromeDriver, with what the suites need of it. One
//! driver and one fresh profile each; missing programs fail, they never skip.

mod axe;

use std::path::Path;
use std::process::Command;
use std::time::Duration;

use anyhow::{Context, Result, bail, ensure};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use fantoccini::elements::Element;
use fantoccini::{Client, ClientBuilder, Locator};
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::{Value, json};

pub use axe::{AXE_VERSION, Violation, axe_core};

use crate::cache::RunDir;
use crate::http;
use crate::process::{Process, free_ports, wait_until};

const START: Duration = Duration::from_secs(60);
const WAIT: Duration = Duration::from_secs(15);

/// A browser window. The browser ends with it.
#[derive(Debug)]
pub struct Browser {
    client: Client,
    session: String,
    driver_address: String,
    wait: Duration,
    _driver: Process,
    _dir: RunDir,
}

impl Browser {
    /// Starts a driver and a browser, 1440 by 900.
    ///
    /// # Errors
    /// When Chromium or ChromeDriver is missing or does not start.
    pub async fn start() -> Result<Self> {
        Self::start_with(&[]).await
    }

    /// Starts a browser with more command-line switches, such as `--lang=zh-CN`.
    ///
    /// # Errors
    /// As [`start`](Self::start).
    pub async fn start_with(switches: &[&str]) -> Result<Self> {
        let dir = RunDir::new("browser")?;
        let port = free_ports(1)?.into_iter().next().context("no port")?;
        let mut command = Command::new("chromedriver");
        command.arg(format!("--port={port}"));
        let driver = Process::spawn("chromedriver", command, &dir.path().join("driver.log"))
            .context("ChromeDriver: apt-get install chromium chromium-driver")?;
        let driver_address = format!("127.0.0.1:{port}");
        wait_until(&driver, START, "ChromeDriver", || is_up(&driver_address)).await?;
        let capabilities = capabilities(dir.path(), switches);
        let client = ClientBuilder::new(HttpConnector::new())
            .capabilities(capabilities.into_iter().collect())
            .connect(&format!("http://{driver_address}"))
            .await
            .context("start Chromium")?;
        let session = client.session_id().await?.context("no session")?;
        let browser = Self {
            client,
            session,
            driver_address,
            wait: WAIT,
            _driver: driver,
            _dir: dir,
        };
        browser.resize(1440, 900).await?;
        Ok(browser)
    }

    /// The WebDriver client, for what has no helper here.
    pub fn client(&self) -> &Client {
        &self.client
    }

    /// Opens an address.
    ///
    /// # Errors
    /// When the browser cannot.
    pub async fn goto(&self, url: &str) -> Result<()> {
        self.client
            .goto(url)
            .await
            .with_context(|| format!("open {url}"))
    }

    /// Waits for an element that is there and shown.
    ///
    /// # Errors
    /// When it does not come within 15 s; the message has the page's text.
    pub async fn wait_for(&self, css: &str) -> Result<Element> {
        let locator = Locator::Css(css);
        let found = self.until(async || {
            for element in self.client.find_all(locator).await.ok()? {
                if element.is_displayed().await.unwrap_or(false) {
                    return Some(element);
                }
            }
            None
        });
        found.await.with_context_text(self, css).await
    }

    /// Waits until nothing matches.
    ///
    /// # Errors
    /// When something still does after 15 s.
    pub async fn wait_gone(&self, css: &str) -> Result<()> {
        let gone = self.until(async || {
            let found = self.client.find_all(Locator::Css(css)).await.ok()?;
            found.is_empty().then_some(())
        });
        gone.await
            .with_context_text(self, &format!("{css} to go"))
            .await
    }

    /// Waits until the page's visible text contains this.
    ///
    /// # Errors
    /// When it does not within 15 s; the message has the text.
    pub async fn wait_text(&self, text: &str) -> Result<()> {
        let shown = self.until(async || self.text().await.ok()?.contains(text).then_some(()));
        shown
            .await
            .with_context_text(self, &format!("text {text:?}"))
            .await
    }

    /// Waits until a script (an expression) gives something truthy, and gives that.
    ///
    /// # Errors
    /// When it does not within 15 s.
    pub async fn wait_script(&self, expression: &str) -> Result<Value> {
        let script = format!("return ({expression})");
        let value = self.until(async || {
            let value = self.client.execute(&script, Vec::new()).await.ok()?;
            let falsy = matches!(&value, Value::Null | Value::Bool(false))
                || value.as_str() == Some("")
                || value.as_f64() == Some(0.0);
            (!falsy).then_some(value)
        });
        value.await.with_context_text(self, expression).await
    }

    /// The visible text of the page.
    ///
    /// # Errors
    /// When the browser does not answer.
    pub async fn text(&self) -> Result<String> {
        let script = "return document.body ? document.body.innerText : ''";
        let text = self.client.execute(script, Vec::new()).await?;
        Ok(text.as_str().unwrap_or_default().to_owned())
    }

    /// Clicks the first shown element that matches, waiting for it.
    ///
    /// # Errors
    /// When there is none, or something covers it.
    pub async fn click(&self, css: &str) -> Result<()> {
        let element = self.wait_for(css).await?;
        element
            .click()
            .await
            .with_context(|| format!("click {css}"))
    }

    /// Clicks the button, link, tab, menu item or label with exactly this text.
    ///
    /// # Errors
    /// When there is none within 15 s.
    pub async fn click_text(&self, text: &str) -> Result<()> {
        let quoted = serde_json::to_string(text)?;
        let xpath = format!(
            "//*[self::button or self::a or self::label or self::summary or @role='button' or \
             @role='tab' or @role='menuitem' or @role='option'][normalize-space(.)={quoted}]"
        );
        let found = self.until(async || {
            for element in self.client.find_all(Locator::XPath(&xpath)).await.ok()? {
                if element.is_displayed().await.unwrap_or(false) {
                    return Some(element);
                }
            }
            None
        });
        let element = found
            .await
            .with_context_text(self, &format!("button {text:?}"))
            .await?;
        element
            .click()
            .await
            .with_context(|| format!("click {text:?}"))
    }

    /// Empties a field and types into it.
    ///
    /// # Errors
    /// When there is no such field.
    pub async fn fill(&self, css: &str, text: &str) -> Result<()> {
        let element = self.wait_for(css).await?;
        element
            .clear()
            .await
            .with_context(|| format!("clear {css}"))?;
        element
            .send_keys(text)
            .await
            .with_context(|| format!("type into {css}"))
    }

    /// Types where the focus is; `\u{e004}` is Tab, `\u{e007}` Enter, `\u{e00c}` Escape.
    ///
    /// # Errors
    /// When the browser does not answer.
    pub async fn keys(&self, text: &str) -> Result<()> {
        Ok(self.client.active_element().await?.send_keys(text).await?)
    }

    /// Runs a script (with `return`) and gives what it returns.
    ///
    /// # Errors
    /// When it throws.
    pub async fn execute(&self, script: &str) -> Result<Value> {
        Ok(self.client.execute(script, Vec::new()).await?)
    }

    /// Sets the size of the page in CSS pixels. By emulation: a window never gets as narrow as a
    /// phone.
    ///
    /// # Errors
    /// When the browser does not answer.
    pub async fn resize(&self, width: u32, height: u32) -> Result<()> {
        let metrics =
            json!({"width": width, "height": height, "deviceScaleFactor": 1, "mobile": false});
        self.cdp("Emulation.setDeviceMetricsOverride", metrics)
            .await
            .map(|_| ())
    }

    /// Makes the system's preference dark or light.
    ///
    /// # Errors
    /// When the browser does not answer.
    pub async fn prefer_dark(&self, dark: bool) -> Result<()> {
        let value = if dark { "dark" } else { "light" };
        self.emulate_media("prefers-color-scheme", value).await
    }

    /// Sets one media feature, such as `prefers-reduced-motion` to `reduce`.
    ///
    /// # Errors
    /// When the browser does not answer.
    pub async fn emulate_media(&self, feature: &str, value: &str) -> Result<()> {
        let features = json!({"features": [{"name": feature, "value": value}]});
        self.cdp("Emulation.setEmulatedMedia", features)
            .await
            .map(|_| ())
    }

    /// Writes a PNG of what the window shows.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub async fn screenshot(&self, file: &Path) -> Result<()> {
        let answer = self
            .cdp("Page.captureScreenshot", json!({"format": "png"}))
            .await?;
        let data = answer
            .get("data")
            .and_then(Value::as_str)
            .context("no picture")?;
        if let Some(dir) = file.parent() {
            std::fs::create_dir_all(dir)?;
        }
        std::fs::write(file, STANDARD.decode(data)?)
            .with_context(|| format!("write {}", file.display()))
    }

    /// What the page wrote to the console, errors and refused loads (CSP) among it, since the
    /// last call: `LEVEL text`.
    ///
    /// # Errors
    /// When the driver does not answer.
    pub async fn console(&self) -> Result<Vec<String>> {
        let lines = self.driver("se/log", json!({"type": "browser"})).await?;
        let lines = lines.as_array().cloned().unwrap_or_default();
        let field = |line: &Value, name: &str| {
            line.get(name)
                .and_then(Value::as_str)
                .unwrap_or_default()
                .to_owned()
        };
        Ok(lines
            .iter()
            .map(|l| format!("{} {}", field(l, "level"), field(l, "message")))
            .collect())
    }

    /// Sends a command of the Chrome DevTools protocol.
    ///
    /// # Errors
    /// When the browser refuses it.
    pub async fn cdp(&self, command: &str, params: Value) -> Result<Value> {
        let body = json!({"cmd": command, "params": params});
        self.driver("goog/cdp/execute", body)
            .await
            .with_context(|| command.to_owned())
    }

    /// Ends the browser politely. Dropping it does as well, less politely.
    ///
    /// # Errors
    /// When the driver does not answer.
    pub async fn close(self) -> Result<()> {
        Ok(self.client.clone().close().await?)
    }

    async fn driver(&self, command: &str, body: Value) -> Result<Value> {
        let path = format!("/session/{}/{command}", self.session);
        let headers = [("Content-Type", "application/json")];
        let body = body.to_string();
        let answer = http::request(
            "POST",
            &self.driver_address,
            &path,
            &headers,
            body.as_bytes(),
        )
        .await?;
        let mut value = answer.json()?;
        ensure!(answer.status == 200, "ChromeDriver: {value}");
        Ok(value.get_mut("value").map(Value::take).unwrap_or_default())
    }

    async fn until<T>(&self, mut look: impl AsyncFnMut() -> Option<T>) -> Option<T> {
        let end = tokio::time::Instant::now() + self.wait;
        loop {
            if let Some(found) = look().await {
                return Some(found);
            }
            if tokio::time::Instant::now() >= end {
                return None;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }
}

/// Turns "never came" into an error that shows what was there.
trait WithContextText<T> {
    async fn with_context_text(self, browser: &Browser, what: &str) -> Result<T>;
}

impl<T> WithContextText<T> for Option<T> {
    async fn with_context_text(self, browser: &Browser, what: &str) -> Result<T> {
        match self {
            Some(value) => Ok(value),
            None => {
                let url = browser.client.current_url().await?;
                let text = browser.text().await.unwrap_or_default();
                let console = browser.console().await.unwrap_or_default().join("\n");
                bail!("waited {WAIT:?} for {what} on {url}; the page says:\n{text}\n{console}")
            }
        }
    }
}

fn capabilities(dir: &Path, switches: &[&str]) -> Vec<(String, Value)> {
    let mut args: Vec<String> = [
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--disable-dev-shm-usage",
        // Its crash handler would be a process outside the group, left behind by a kill.
        "--disable-breakpad",
        "--disable-crash-reporter",
        "--window-size=1440,900",
    ]
    .map(str::to_owned)
    .to_vec();
    args.push(format!("--user-data-dir={}", dir.join("profile").display()));
    args.extend(switches.iter().map(|switch| (*switch).to_owned()));
    let options = json!({"args": args});
    vec![
        ("browserName".to_owned(), json!("chrome")),
        ("goog:chromeOptions".to_owned(), options),
        ("goog:loggingPrefs".to_owned(), json!({"browser": "ALL"})),
        (
            "timeouts".to_owned(),
            json!({"script": 60_000, "pageLoad": 60_000}),
        ),
    ]
}

async fn is_up(address: &str) -> Option<()> {
    let answer = http::request("GET", address, "/status", &[], &[])
        .await
        .ok()?;
    let ready = answer.json().ok()?.pointer("/value/ready")?.as_bool()?;
    ready.then_some(())
}
