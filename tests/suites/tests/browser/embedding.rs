//! A portal's frame: allowed origins see the screen without navigation, others see nothing.

use crate::setup::{run, settled, setup};
use anyhow::{Result, ensure};
use serde_json::json;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

/// A portal of one page, on a port of its own.
async fn portal(frame: String) -> Result<String> {
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let address = format!("http://{}", listener.local_addr()?);
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let page = format!(
                "<!doctype html><html lang=en><title>Portal</title><h1>Portal</h1><iframe title=Castellan src=\"{frame}\" width=1000 height=600></iframe>"
            );
            let mut request = [0; 4096];
            let _ = stream.read(&mut request).await;
            let _ = stream
                .write_all(format!("HTTP/1.1 200 OK\r\ncontent-type: text/html\r\ncontent-length: {}\r\nconnection: close\r\n\r\n{page}", page.len()).as_bytes())
                .await;
        }
    });
    Ok(address)
}

#[test]
fn only_a_portal_on_the_list_may_frame() {
    run(async {
        let setup = setup().await?;
        let frame = setup.page("/topics?embed=1&theme=dark");
        let (good, evil) = (portal(frame.clone()).await?, portal(frame).await?);
        let settings = json!({ "embed_origins": [good], "trace_days": 7 });
        setup
            .console
            .send("PUT", "/settings", &settings, 200)
            .await?;
        let browser = setup.signed_in("admin").await?;
        browser.goto(&good).await?;
        browser.wait_for("iframe").await?;
        browser.client().enter_frame(0).await?;
        settled(&browser).await?;
        let (dark, nav) = (
            browser.execute("return document.documentElement.dataset.theme").await?,
            browser.execute("const n = document.querySelector('nav.nav'); return !!n && n.offsetParent !== null").await?,
        );
        ensure!(
            dark == "dark" && nav == false,
            "theme {dark}, navigation shown: {nav}"
        );
        browser.client().enter_parent_frame().await?;
        browser.goto(&evil).await?;
        browser.wait_for("iframe").await?;
        browser.client().enter_frame(0).await?;
        let shown = browser
            .execute("return !!document.querySelector('main')")
            .await?;
        ensure!(
            shown == false,
            "a portal that is not on the list frames the app"
        );
        browser.close().await
    });
}
