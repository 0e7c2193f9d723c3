//! A cluster attached with a trust store that was chosen as a file.

use super::day::{field, press, write};
use super::setup::{run, settled, setup};
use anyhow::{Context, Result, ensure};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use castellan_harness::{Browser, Listener};
use serde_json::json;
use tokio::process::Command;

/// A JKS with the cluster's authority, made by Java's keytool.
async fn trust_store(ca: &std::path::Path, password: &str) -> Result<Vec<u8>> {
    let dir = tempfile::tempdir()?;
    let args = [
        "-importcert",
        "-noprompt",
        "-alias",
        "ca",
        "-storetype",
        "JKS",
    ];
    let output = Command::new("keytool")
        .current_dir(dir.path())
        .args(args)
        .args(["-keystore", "trust.jks", "-storepass", password, "-file"])
        .arg(ca)
        .output()
        .await
        .context("start keytool, a part of Java")?;
    ensure!(output.status.success(), "keytool: {output:?}");
    Ok(std::fs::read(dir.path().join("trust.jks"))?)
}

/// Chooses an option of a select by the beginning of its words.
async fn choose(browser: &Browser, label: &str, option: &str) -> Result<()> {
    let select = field(browser, label).await?;
    let script = format!(
        "const select = document.querySelector({});
         select.value = [...select.options].find(option =>
            option.textContent.startsWith({})).value;
         select.dispatchEvent(new Event('change', {{ bubbles: true }}));",
        json!(select),
        json!(option)
    );
    browser.execute(&script).await.map(drop)
}

/// Puts a file into the first field that takes one, as choosing it does.
async fn give_file(browser: &Browser, name: &str, bytes: &[u8]) -> Result<()> {
    browser.wait_for("input[type=file][accept*='.jks']").await?;
    let script = format!(
        "const input = document.querySelector(\"input[type=file][accept*='.jks']\");
         const bytes = Uint8Array.from(atob({}), char => char.charCodeAt(0));
         const data = new DataTransfer();
         data.items.add(new File([bytes], {}));
         input.files = data.files;
         input.dispatchEvent(new Event('change', {{ bubbles: true }}));",
        json!(STANDARD.encode(bytes)),
        json!(name)
    );
    browser.execute(&script).await?;
    let shown = format!(
        "[...document.querySelectorAll('input')].some(input => input.value === {})",
        json!(name)
    );
    browser.wait_script(&shown).await.map(drop)
}

#[test]
fn a_trust_store_is_chosen_as_a_file() {
    run(async {
        let setup = setup().await?;
        let browser = setup.signed_in("admin").await?;
        let address = setup.console.castellan.url("/attach");
        browser.goto(&address).await?;
        settled(&browser).await?;
        write(&browser, "Name", "by-store").await?;
        let bootstrap = setup.cluster.bootstrap(Listener::SaslSsl)?;
        write(&browser, "Bootstrap addresses", &bootstrap).await?;
        choose(&browser, "Protocol", "SASL_SSL").await?;
        let password = setup.cluster.users().get("admin").context("no admin")?;
        write(&browser, "User", "admin").await?;
        write(&browser, "Password", password).await?;
        choose(&browser, "Format of the CA certificates", "JKS").await?;
        give_file(&browser, "notes.jks", b"no store at all").await?;
        press(&browser, "Attach").await?;
        browser
            .wait_text("neither a JKS nor a PKCS#12 store")
            .await?;
        let store = trust_store(&setup.cluster.certificates().ca, "of-the-store").await?;
        give_file(&browser, "trust.jks", &store).await?;
        write(&browser, "Password of the store", "wrong").await?;
        press(&browser, "Attach").await?;
        browser.wait_text("does not open the JKS store").await?;
        write(&browser, "Password of the store", "of-the-store").await?;
        press(&browser, "Check connection").await?;
        browser.wait_text("Every address works").await?;
        press(&browser, "Attach").await?;
        browser.wait_text("by-store is attached").await?;
        let id = setup.console.connected("by-store").await?;
        let detail = setup.console.get(&format!("/instances/{id}")).await?;
        let pem = detail["ca_pem"].as_str().unwrap_or_default();
        ensure!(pem.starts_with("-----BEGIN CERTIFICATE-----"), "{detail}");
        browser.close().await
    });
}
