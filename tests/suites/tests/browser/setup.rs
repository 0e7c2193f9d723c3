//! One cluster and one console for all tests of this binary; a browser for each.

use anyhow::{Context, Result};
use castellan_harness::{Browser, Cluster, Listener, Version};
use castellan_suites::console::Console;
use serde_json::json;
use std::future::Future;
use std::sync::LazyLock;
use tokio::runtime::Runtime;
use tokio::sync::{Mutex, OnceCell};

static RUNTIME: LazyLock<Runtime> = LazyLock::new(|| Runtime::new().expect("a runtime"));

/// One browser at a time: two cores draw no faster with two.
static TURN: Mutex<()> = Mutex::const_new(());

static SETUP: OnceCell<Setup> = OnceCell::const_new();

/// Name and password of the users of this suite.
pub const PASSWORD: &str = "correct horse battery";

/// What the tests share.
pub struct Setup {
    pub cluster: Cluster,
    pub console: Console,
    pub instance: String,
}

/// Runs a test in its turn.
pub fn run(test: impl Future<Output = Result<()>>) {
    let result = RUNTIME.block_on(async {
        let _turn = TURN.lock().await;
        test.await
    });
    if let Err(error) = result {
        panic!("{error:?}");
    }
}

/// The cluster and the console, with a few topics and two users.
pub async fn setup() -> Result<&'static Setup> {
    SETUP
        .get_or_try_init(async || {
            let cluster = Cluster::builder()
                .version(Version::V4_3)
                .brokers(3)
                .racks(["a", "b", "c"])
                .listeners([Listener::Plaintext, Listener::SaslSsl])
                .start()
                .await?;
            let console = Console::on(&cluster, "browser-suite").await?;
            let instance = console.connected("browser-suite").await?;
            for (name, role) in [("admin", "FullAccess"), ("reader", "ReadOnlyAccess")] {
                let user =
                    json!({ "name": name, "password": PASSWORD, "bindings": [{ "role": role }] });
                console.send("POST", "/users", &user, 200).await?;
            }
            for n in 0..12 {
                let new =
                    json!({ "name": format!("orders.{n:02}"), "partitions": 3, "replicas": 3 });
                console
                    .send("POST", &format!("/instances/{instance}/topics"), &new, 200)
                    .await?;
            }
            Ok(Setup {
                cluster,
                console,
                instance,
            })
        })
        .await
}

impl Setup {
    /// An address of the app below the instance.
    pub fn page(&self, rest: &str) -> String {
        self.console
            .castellan
            .url(&format!("/instances/{}{rest}", self.instance))
    }

    /// A browser whose user is signed in through the form.
    pub async fn signed_in(&self, user: &str) -> Result<Browser> {
        let browser = Browser::start().await?;
        browser
            .goto(&self.console.castellan.url("/sign-in"))
            .await?;
        browser.fill("input[autocomplete='username']", user).await?;
        browser.fill("input[type='password']", PASSWORD).await?;
        browser.click("button[type='submit']").await?;
        browser
            .wait_for("nav.nav")
            .await
            .context("the shell after sign-in")?;
        Ok(browser)
    }
}

/// Waits until the page has what it asked for.
pub async fn settled(browser: &Browser) -> Result<()> {
    browser.wait_for("main h1").await?;
    browser.wait_gone("main [aria-busy='true']").await
}
