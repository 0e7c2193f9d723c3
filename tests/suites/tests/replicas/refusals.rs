//! A database that cannot be the store is refused with the reason, and its password stays hidden.

use crate::CONFIG;
use anyhow::{Result, ensure};
use castellan_harness::{Postgres, castellan};
use castellan_suites::replicas::on;
use std::path::Path;
use std::process::Command;

/// What `castellan` says that is started with these variables, and must not come up.
fn refused(args: &[&str], environment: &[(&str, &str)]) -> Result<String> {
    let dir = tempfile::tempdir()?;
    let mut command = Command::new(castellan::binary()?);
    command.args(args).env("CASTELLAN_DATA_DIR", dir.path());
    command
        .env_remove("CASTELLAN_KEY")
        .env_remove("CASTELLAN_CONFIG");
    let output = command.envs(environment.iter().copied()).output()?;
    let text = String::from_utf8_lossy(&output.stderr).into_owned();
    ensure!(!output.status.success(), "it came up: {text}");
    ensure!(!text.contains("-secret"), "a password is shown: {text}");
    Ok(text)
}

#[tokio::test]
async fn each_says_why() -> Result<()> {
    let postgres = Postgres::start().await?;
    let url = postgres.database("console").await?;
    let key = ("CASTELLAN_KEY", "07".repeat(32));
    let token = [
        "token",
        "create",
        "x",
        "--user",
        "nobody",
        "--role",
        "ReadOnlyAccess",
    ];
    let opening = |url: &str| {
        let environment = [("CASTELLAN_DATABASE_URL", url), (key.0, key.1.as_str())];
        refused(&token, &environment)
    };
    let check = refused(&["config", "check"], &[("CASTELLAN_DATABASE_URL", &url)])?;
    ensure!(check.contains("--key-file or CASTELLAN_KEY"), "{check}");

    let trusting = |ca: &Path| format!("{url}?sslmode=verify-full&sslrootcert={}", ca.display());
    let wrong = url.replace("castellan-secret", "another-secret");
    for (url, why) in [
        (wrong.as_str(), "password authentication failed"),
        (&postgres.url("missing"), "Create it first"),
        (&format!("{url}?sslmode=verify-full"), "TLS failed"),
        (&trusting(&postgres.certificates().other_ca), "TLS failed"),
        (
            "postgres://ada:her-secret@127.0.0.1:1/x",
            "cannot be reached",
        ),
        ("mysql://ada:her-secret@127.0.0.1/x", "\"mysql\""),
    ] {
        let said = opening(url)?;
        ensure!(said.contains(why), "{url}: {said}");
    }

    // a good one is opened, its tables are made, and the command says what it came for
    for url in [&url, &trusting(&postgres.certificates().ca)] {
        let said = opening(url)?;
        ensure!(said.contains("nobody"), "{url}: {said}");
    }
    let other_key = [
        ("CASTELLAN_DATABASE_URL", url.as_str()),
        ("CASTELLAN_KEY", &"08".repeat(32)),
    ];
    let said = refused(&token, &other_key)?;
    ensure!(said.contains("CASTELLAN_KEY"), "{said}");

    let newer = "INSERT INTO _sqlx_migrations (version, description, success, checksum, \
                 execution_time) VALUES (9999, 'later', true, '', 0)";
    postgres.sql("console", newer).await?;
    let said = opening(&url)?;
    ensure!(said.contains("newer version of castellan"), "{said}");
    let back = "DELETE FROM _sqlx_migrations WHERE version = 9999";
    postgres.sql("console", back).await?;

    let frozen = "ALTER DATABASE console SET default_transaction_read_only = on";
    postgres.sql("console", frozen).await?;
    let said = opening(&url)?;
    ensure!(said.contains("read-only"), "{said}");
    Ok(())
}

#[tokio::test]
async fn the_check_shows_where_it_is_and_no_password() -> Result<()> {
    let postgres = Postgres::start().await?;
    let url = postgres.database("console").await?;
    let console = on(&url).config(CONFIG).start().await?;
    let said = console.command(&["config", "check"]).await?;
    ensure!(said.contains("database console, as castellan"), "{said}");
    ensure!(!said.contains("castellan-secret"), "{said}");
    ensure!(
        !console.log().contains("castellan-secret"),
        "{}",
        console.log()
    );
    Ok(())
}
