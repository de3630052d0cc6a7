//! An agent bans the visitor they talk with; an owner finds the ban and takes it back.

use anyhow::Result;

use crate::scene::play;

#[tokio::test(flavor = "multi_thread")]
async fn a_visitor_is_banned_out_of_the_conversation_and_let_in_again() -> Result<()> {
    play("a_visitor_is_banned", async |scene| {
        let owner = scene.owner().await?;
        let (vera, anna) = scene.talk().await?;
        anna.browser.click((".panel-actions button", "Ban this visitor")).await?;
        anna.browser.wait_for_text("dialog", "127.0.0.1").await?;
        anna.browser.click(("dialog button", "Ban")).await?;
        anna.browser.wait_for_text("#reason-error", "Fill this in").await?;
        anna.browser.type_into("#reason", "Swears").await?;
        anna.browser.click(("dialog button", "Ban")).await?;
        anna.browser.wait_for_text(".toast", "127.0.0.1/32 is banned").await?;
        // The first key already is too much.
        vera.browser.find("#composer").await?.send_keys("S").await?;
        vera.browser.wait_for_text("#barred", "You can’t write here").await?;

        owner.goes_to("Bans").await?;
        owner.browser.wait_for_text(".entry", "Swears").await?;
        owner.browser.wait_for_text(".entry", "by Anna").await?;
        owner.browser.click((".entry button", "Unban")).await?;
        owner.browser.wait_for_text(".empty", "Nobody is banned").await?;
        vera.reloads().await?;
        vera.opens_chat().await?;
        // What was begun then is still there.
        vera.says("orry").await?;
        anna.reads(&["Sorry"]).await?;
        owner.is_sound().await?;
        anna.is_sound().await
    })
    .await
}
