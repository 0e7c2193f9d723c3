//! What happens in the cluster shows on an open page by itself.

use crate::setup::{run, settled, setup};
use castellan_harness::Tool;

#[test]
fn a_topic_made_elsewhere_appears() {
    run(async {
        let setup = setup().await?;
        let browser = setup.signed_in("reader").await?;
        browser
            .goto(&setup.page("/topics?q=made-elsewhere"))
            .await?;
        settled(&browser).await?;
        setup
            .cluster
            .tool(
                Tool::Topics,
                &[
                    "--create",
                    "--topic",
                    "made-elsewhere",
                    "--partitions",
                    "1",
                    "--replication-factor",
                    "1",
                ],
            )
            .await?;
        browser
            .wait_script("[...document.querySelectorAll('main a')].some(a => a.textContent.includes('made-elsewhere'))")
            .await?;
        browser.close().await
    });
}
