//! From the keyboard: the palette, keys of their own, the list of them; emoji; and the choice of a high contrast.

use anyhow::{Result, ensure};
use e2e::browser::Browser;
use serde_json::json;

use crate::finder::bars_nobody;
use crate::scene::play;

const ENTER: &str = "\u{e007}";
const ESCAPE: &str = "\u{e00c}";
const CONTROL_K: &str = "\u{e009}k\u{e009}";

/// Presses keys, wherever the focus is.
async fn presses(browser: &Browser, keys: &str) -> Result<()> {
    browser.find(":focus, body").await?;
    let focused = browser.find_all(":focus").await?;
    match focused.into_iter().next() {
        Some(element) => element.send_keys(keys).await?,
        None => browser.find("body").await?.send_keys(keys).await?,
    }
    Ok(())
}

/// Nothing is being typed.
async fn rests(browser: &Browser) -> Result<()> {
    browser.script("document.activeElement?.blur()", Vec::new()).await.map(drop)
}

#[tokio::test(flavor = "multi_thread")]
async fn everything_is_done_from_the_keyboard() -> Result<()> {
    play("everything_is_done_from_the_keyboard", async |scene| {
        let (_vera, anna) = scene.talk().await?;
        let browser = &anna.browser;

        presses(browser, CONTROL_K).await?;
        browser.find("#palette").await?;
        bars_nobody(browser).await?;
        browser.type_into("dialog input", "write a note").await?;
        browser.wait_for_text("#palette-0", "Write a note").await?;
        browser.find("dialog input").await?.send_keys(ENTER).await?;
        browser.gone("dialog").await?;
        browser.find("#note:focus").await?;

        rests(browser).await?;
        presses(browser, "r").await?;
        browser.find("#composer:focus").await?;
        rests(browser).await?;
        presses(browser, "?").await?;
        browser.wait_for_text("dialog", "Write to the visitor").await?;
        bars_nobody(browser).await?;
        browser.click("#single-keys").await?;
        presses(browser, ESCAPE).await?;
        browser.gone("dialog").await?;
        rests(browser).await?;
        presses(browser, "?n").await?;
        presses(browser, CONTROL_K).await?;
        browser.find("#palette").await?;
        ensure!(browser.find_all("#note").await?.is_empty(), "single keys are switched off");
        browser.type_into("dialog input", "contrast high").await?;
        browser.wait_for_text("#palette-0", "Contrast: High").await?;
        browser.find("dialog input").await?.send_keys(ENTER).await?;
        browser.find("html[data-contrast=more]").await?;
        bars_nobody(browser).await?;
        browser.reload().await?;
        browser.find("html[data-contrast=more]").await?;

        browser.find("#composer").await?;
        presses(browser, CONTROL_K).await?;
        browser.type_into("dialog input", "go tick").await?;
        browser.find("dialog input").await?.send_keys(ENTER).await?;
        browser.find((".rail a[aria-current=page]", "Tickets")).await?;
        anna.is_sound().await
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn emoji_are_found_by_name_and_written_where_the_cursor_is() -> Result<()> {
    play("emoji_are_found", async |scene| {
        let (vera, anna) = scene.talk().await?;
        let browser = &anna.browser;
        anna.types("Hello ").await?;
        browser.click("button[aria-label=Emoji]").await?;
        browser.find(".emoji-sign").await?;
        bars_nobody(browser).await?;
        browser.type_into("#emoji-search", "grinning face").await?;
        browser.wait_for_text(".emoji-groups", "Faces").await?;
        browser.find("#emoji-search").await?.send_keys(ENTER).await?;
        browser.gone(".emoji").await?;
        ensure!(browser.value("#composer").await? == "Hello 😀", "written at the cursor");
        browser.find("#composer").await?.send_keys(ENTER).await?;
        vera.reads(&["Hello 😀"]).await?;
        browser.click("button[aria-label=Emoji]").await?;
        browser.wait_for_text(".emoji-kind", "Used lately").await?;
        browser.find("#emoji-search").await?.send_keys(ESCAPE).await?;
        browser.gone(".emoji").await?;
        let kept =
            browser.script("return localStorage.getItem('frontdesk.console.emoji')", Vec::new()).await?;
        ensure!(kept == json!("[\"😀\"]"), "{kept}");
        anna.is_sound().await
    })
    .await
}
