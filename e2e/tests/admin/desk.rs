//! What every agent does beside talking: files, tickets, the own photo.

use anyhow::{Result, ensure};
use e2e::browser::{Browser, Place};
use serde_json::json;

use crate::scene::play;

/// Drops two files onto the conversation: a picture, and a program under the name of a document.
const DROP: &str = "
    const canvas = Object.assign(document.createElement('canvas'), { width: 40, height: 30 });
    canvas.getContext('2d').fillRect(0, 0, 40, 30);
    const [, code] = canvas.toDataURL('image/png').split(',');
    const bytes = Uint8Array.from(atob(code), letter => letter.charCodeAt(0));
    const dataTransfer = new DataTransfer();
    dataTransfer.items.add(new File([bytes], 'fern.png', { type: 'image/png' }));
    dataTransfer.items.add(new File([new Uint8Array([77, 90, 144, 0, 3, 0, 0, 0, 4, 0])], 'price.pdf', { type: 'application/pdf' }));
    document.querySelector('.talk').dispatchEvent(new DragEvent('drop', { dataTransfer, bubbles: true, cancelable: true }));";

#[tokio::test(flavor = "multi_thread")]
async fn files_go_with_a_message_and_what_is_refused_says_so() -> Result<()> {
    play("files_go_with_a_message", async |scene| {
        let (vera, anna) = scene.talk().await?;
        anna.browser.script(DROP, Vec::new()).await?;
        anna.browser.wait_for_text(".tray-item", "fern.png").await?;
        anna.browser.wait_for_text(".tray-item", "not accepted").await?;
        // Nothing goes while something is still on its way up.
        anna.browser.click("form.composer button[type=submit]:not([aria-disabled])").await?;
        anna.browser.find(".timeline .file-picture").await?;
        anna.browser.gone((".tray-item", "fern.png")).await?;
        anna.browser.click((".tray-item button", "Remove price.pdf")).await?;
        anna.browser.gone(".tray-item").await?;
        until_drawn(&anna.browser, ".file-picture img").await?;
        let barriers = anna.browser.barriers().await?;
        ensure!(barriers.is_empty(), "axe found barriers: {barriers:#?}");

        vera.drops_picture("cactus.png").await?;
        vera.browser.find("#tray [data-card]").await?;
        vera.says("Like this one").await?;
        anna.reads(&["Like this one"]).await?;
        anna.browser.find(".theirs .file-picture[aria-label*='cactus.png']").await.map(drop)
    })
    .await
}

/// Waits until a picture has come.
async fn until_drawn(browser: &Browser, css: &str) -> Result<()> {
    let script = "return document.querySelector(arguments[0])?.naturalWidth > 0";
    e2e::until::until("a picture", e2e::browser::PATIENCE, async || {
        Ok((browser.script(script, vec![json!(css)]).await? == true).then_some(()))
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn who_would_rather_not_wait_is_found_among_the_tickets() -> Result<()> {
    play("who_would_rather_not_wait", async |scene| {
        let owner = scene.owner().await?;
        let vera = scene.visitor().await?;
        vera.opens_chat().await?;
        vera.fills_in("Sales", "Vera", "vera@example.org").await?;
        vera.waits().await?;
        vera.says("Is the fern still to be had?").await?;
        vera.browser.click("#make-ticket").await?;
        vera.browser.gone("#waiting").await?;

        owner.goes_to("Tickets").await?;
        owner.browser.click(("a.row", "Vera")).await?;
        owner.browser.wait_for_text(".ticket-text", "Is the fern still to be had?").await?;
        owner.browser.wait_for_text("#ticket-title", "Ticket for chat from queue Sales").await?;
        owner.browser.set_viewport(360, 740).await?;
        owner.browser.click((".reading a", "Back to the tickets")).await?;
        owner.browser.find(("a.row", "Vera")).await?;
        owner.is_sound().await
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn the_own_photo_is_chosen_and_stays() -> Result<()> {
    play("the_own_photo", async |scene| {
        let anna = scene.agent("Anna").await?;
        anna.browser.click(".account-button").await?;
        anna.browser.click(("#account button", "Your photo")).await?;
        anna.browser.click((".portrait", "Portrait 3")).await?;
        anna.browser.find(".portrait[aria-pressed=true]").await?;
        until_drawn(&anna.browser, ".account-button .photo").await?;
        anna.browser.click(("dialog button", "Close")).await?;
        anna.browser.reload().await?;
        until_drawn(&anna.browser, ".account-button .photo").await?;
        anna.browser.turn_to(Place::Page).await?;
        anna.is_sound().await
    })
    .await
}
