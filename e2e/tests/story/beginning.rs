//! Before the first word: what a page pays for that only carries the tag, and a form that is there before its app.

use anyhow::{Result, ensure};
use e2e::driver::Engine;

use crate::scene::play;

pub async fn nothing_is_loaded_or_stored_before_intent(engine: Engine) -> Result<()> {
    play(engine, "nothing_is_loaded_or_stored_before_intent", async |scene| {
        let vera = scene.visitor().await?;
        let origin = scene.server.origin();
        let requests = vera.requests_to(&origin).await?;
        ensure!(requests == [format!("{origin}/w/demo.js")], "the page has asked for {requests:?}");
        vera.stores_nothing().await?;
        vera.is_sound().await?;
        vera.opens_chat().await?;
        vera.browser.find("#before-email").await?;
        vera.is_sound().await?;
        // A look at the form is no act either.
        vera.stores_nothing().await
    })
    .await
}

pub async fn what_is_typed_before_the_app_is_there_is_kept(engine: Engine) -> Result<()> {
    play(engine, "what_is_typed_before_the_app_is_there_is_kept", async |scene| {
        let anna = scene.agent("Anna").await?;
        scene.cable.hold("/assets/widget-app-");
        let vera = scene.visitor().await?;
        vera.opens_chat().await?;
        vera.picks("Support").await?;
        vera.browser.type_into("#before-name", "Vera").await?;
        vera.browser.type_into("#before-email", "vera@example.org").await?;
        vera.browser.click("#form #submit").await?;
        scene.cable.release();
        // The app finds what was typed, and that it was sent already.
        vera.waits().await?;
        anna.sees_waiting("Vera").await?;
        anna.open("Vera").await?;
        anna.browser.wait_for_text("#panel", "vera@example.org").await?;
        anna.browser.wait_for_text("#panel", "Support").await?;
        vera.browser.complaints_are_of_the_network().await
    })
    .await
}
