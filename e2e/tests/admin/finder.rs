//! Conversations looked up, put away, brought back and deleted; and the way back through all of it.

use anyhow::{Result, ensure};
use e2e::browser::{Browser, Scheme};
use serde_json::json;

use crate::scene::play;

const FOUND: &str = ".rows.found a.row";

#[tokio::test(flavor = "multi_thread")]
async fn what_was_said_is_found_and_the_way_back_leads_through_the_search() -> Result<()> {
    play("what_was_said_is_found", async |scene| {
        let owner = scene.owner().await?;
        let vera = scene.visitor().await?;
        vera.opens_chat().await?;
        vera.fills_in("Sales", "Vera", "vera@example.org").await?;
        vera.waits().await?;
        vera.says("Where is my Łódź parcel?").await?;
        let browser = &owner.browser;
        owner.sees_waiting("Vera").await?;

        browser.type_into("#find", "lodz par").await?;
        browser.find((FOUND, "Vera")).await?;
        browser.wait_for_text(".rows.found mark", "Łódź").await?;
        browser.wait_for_text("#found-title [role=status]", "1 conversation").await?;
        ensure!(query(browser).await?.contains("q=lodz"), "what is looked for stands in the address");
        bars_nobody(browser).await?;

        browser.click((FOUND, "Vera")).await?;
        browser.wait_for_text("#conversation-title", "Vera").await?;
        owner.reads(&["Where is my Łódź parcel?"]).await?;
        back(browser).await?;
        browser.gone("#conversation-title").await?;
        browser.find((FOUND, "Vera")).await?;
        ensure!(browser.value("#find").await? == "lodz par", "the words are still there");
        back(browser).await?;
        browser.find("#inbox-waiting").await?;
        ensure!(
            browser.value("#find").await?.is_empty() && query(browser).await?.is_empty(),
            "where it began"
        );

        browser.type_into("#find", "no such thing").await?;
        browser.wait_for_text(".inbox .empty", "Nothing matches").await?;
        bars_nobody(browser).await?;
        browser.click((".inbox .empty button", "Clear")).await?;
        browser.find("#inbox-waiting").await?;

        // The address alone leads there.
        browser.click((".finder button", "Filters")).await?;
        browser.click(("#find-filters .check span", "nobody answered")).await?;
        browser.wait_for_text(".inbox .empty", "Nothing matches").await?;
        browser.reload().await?;
        browser.wait_for_text(".inbox .empty", "Nothing matches").await?;
        bars_nobody(browser).await?;
        browser.click(("#find-filters button", "Clear filters")).await?;
        browser.find("#inbox-waiting").await?;
        owner.is_sound().await
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn the_archive_keeps_a_conversation_until_it_is_deleted_for_good() -> Result<()> {
    play("the_archive_keeps", async |scene| {
        let owner = scene.owner().await?;
        let vera = scene.visitor().await?;
        vera.opens_chat().await?;
        vera.fills_in("Sales", "Vera", "vera@example.org").await?;
        vera.waits().await?;
        vera.says("Goodbye then").await?;
        let browser = &owner.browser;
        owner.sees_waiting("Vera").await?;
        owner.open("Vera").await?;
        owner.take().await?;
        owner.has("Vera").await?;
        owner.end().await?;
        browser.click(".actions button[popovertarget=conversation-menu]").await?;
        browser.click(("#conversation-menu button", "Archive")).await?;
        browser.wait_for_text(".toast", "in the archive").await?;
        browser.gone("#conversation-title").await?;
        browser.gone(".inbox a.row").await?;

        picks(browser, "archive").await?;
        browser.click((FOUND, "Vera")).await?;
        browser.wait_for_text("#conversation-title", "Vera").await?;
        bars_nobody(browser).await?;
        browser.click((".actions button", "Take out")).await?;
        browser.gone(FOUND).await?;
        browser.wait_for_text(".inbox .empty", "The archive is empty").await?;
        // It is open still, and can be put back.
        browser.click(".actions button[popovertarget=conversation-menu]").await?;
        browser.click(("#conversation-menu button", "Archive")).await?;
        browser.click((FOUND, "Vera")).await?;
        browser.click(".actions button[popovertarget=conversation-menu]").await?;
        browser.click(("#conversation-menu button", "Delete for good")).await?;
        browser.wait_for_text("dialog", "1 message, no files").await?;
        bars_nobody(browser).await?;
        browser.click(("dialog button", "Delete for good")).await?;
        browser.gone("dialog").await?;
        browser.gone(FOUND).await?;
        browser.gone("#conversation-title").await?;
        owner.is_sound().await
    })
    .await
}

/// What stands behind the question mark of the address.
pub async fn query(browser: &Browser) -> Result<String> {
    let query = browser.script("return location.search", Vec::new()).await?;
    Ok(query.as_str().unwrap_or_default().into())
}

/// The way back.
pub async fn back(browser: &Browser) -> Result<()> {
    browser.script("history.back()", Vec::new()).await.map(drop)
}

/// Picks where to look.
pub async fn picks(browser: &Browser, section: &str) -> Result<()> {
    let script = "const list = document.querySelector('#find-where'); list.value = arguments[0];
        list.dispatchEvent(new Event('change', { bubbles: true }))";
    browser.script(script, vec![json!(section)]).await.map(drop)
}

/// Neither wide nor on a phone in the dark.
pub async fn bars_nobody(browser: &Browser) -> Result<()> {
    for (width, height, scheme) in [(360, 740, Scheme::Dark), (1440, 900, Scheme::Light)] {
        browser.set_viewport(width, height).await?;
        browser.set_scheme(scheme).await?;
        let barriers = browser.barriers().await?;
        ensure!(barriers.is_empty(), "axe found barriers at {width} px: {barriers:#?}");
    }
    Ok(())
}
