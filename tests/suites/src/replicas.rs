//! Two consoles on one PostgreSQL, as behind a balancer.

use crate::console::Console;
use anyhow::{Context, Result, ensure};
use castellan_harness::castellan::CastellanBuilder;
use castellan_harness::{Castellan, Postgres};
use serde_json::json;

/// The one key of both.
const KEY: &str = "0707070707070707070707070707070707070707070707070707070707070707";
/// Password of the user `root`.
pub const PASSWORD: &str = "correct horse battery";

/// Two consoles and their database. The user `root` is signed in: the session is one, and both
/// take its cookie.
pub struct Replicas {
    /// One console.
    pub a: Console,
    /// The other.
    pub b: Console,
    /// The database; ended after them.
    pub postgres: Postgres,
}

impl Replicas {
    /// Starts both at once on an empty database, with the same configuration.
    ///
    /// # Errors
    /// When one does not come up, or the set-up link of one does not work on the other.
    pub async fn start(config: &str) -> Result<Self> {
        let postgres = Postgres::start().await?;
        let url = postgres.database("console").await?;
        let (a, b) = tokio::try_join!(
            on(&url).config(config).start(),
            on(&url).config(config).start()
        )?;
        let token = link(&a)?;
        link(&b)?;
        let user = json!({ "token": token, "user": "root", "password": PASSWORD });
        let headers = [("x-castellan", "1"), ("content-type", "application/json")];
        let made = b
            .request(
                "POST",
                "/api/v1/set-up",
                &headers,
                user.to_string().as_bytes(),
            )
            .await?;
        ensure!(made.status == 200, "{}: {}", made.status, made.text());
        let cookie = made.header("set-cookie").context("no cookie")?;
        let cookie = cookie.split(';').next().unwrap_or_default().to_owned();
        Ok(Self {
            a: Console::with_cookie(a, cookie.clone()),
            b: Console::with_cookie(b, cookie),
            postgres,
        })
    }
}

/// A console on a database.
pub fn on(url: &str) -> CastellanBuilder {
    Castellan::builder()
        .env("CASTELLAN_DATABASE_URL", url)
        .env("CASTELLAN_KEY", KEY)
}

/// The token of the set-up link that a console has logged.
fn link(console: &Castellan) -> Result<String> {
    let log = console.log();
    let (_, token) = log.split_once("#token=").context("no set-up link")?;
    let token = token.split_whitespace().next().unwrap_or_default();
    Ok(token.to_owned())
}
