//! The program comes in two halves: what happens when the second can't be fetched.

use anyhow::Result;
use serde_json::json;

use crate::scene::play;

#[tokio::test(flavor = "multi_thread")]
async fn a_second_half_that_does_not_come_bars_nobody_from_the_inbox() -> Result<()> {
    play("a_second_half_that_does_not_come", async |scene| {
        let owner = scene.owner().await?;
        let tools = owner.browser.session().cdp();
        tools.send_raw("Network.enable", json!({})).await?;
        let block = async |addresses: &[&str]| -> Result<()> {
            tools.send_raw("Network.setBlockedURLs", json!({ "urls": addresses })).await?;
            Ok(())
        };
        tools.send_raw("Network.setCacheDisabled", json!({ "cacheDisabled": true })).await?;
        block(&["*console-later*"]).await?;
        owner.browser.reload().await?;
        owner.is_at_work().await?;
        owner.browser.click((".rail a", "Queues")).await?;
        owner.browser.find((".page [role=alert] button", "Try again")).await?;
        // The rest goes on.
        owner.browser.click((".rail a", "Inbox")).await?;
        owner.is_at_work().await?;
        owner.browser.click((".rail a", "Queues")).await?;
        owner.browser.find((".page [role=alert] button", "Try again")).await?;

        block(&[]).await?;
        owner.browser.click((".page [role=alert] button", "Try again")).await?;
        owner.browser.wait_for_text("#page-title", "Queues").await?;
        owner.goes_to("Tickets").await?;
        owner.goes_to("Queues").await?;
        owner.browser.wait_for_text("#page-title", "Queues").await
    })
    .await
}
