//! What comes when it is wanted: emoji, earlier conversations, the transcript, sounds.

use anyhow::{Result, ensure};
use e2e::driver::Engine;

use crate::scene::play;

const ENTER: &str = "\u{e007}";
const ESCAPE: &str = "\u{e00c}";
const DOWN: &str = "\u{e015}";

pub async fn an_emoji_is_found_and_put_in_by_keyboard(engine: Engine) -> Result<()> {
    play(engine, "an_emoji_is_found_and_put_in_by_keyboard", async |scene| {
        let (vera, _anna) = scene.talk().await?;
        vera.types("Good luck ").await?;
        vera.tabs_to("[data-extra=emoji]").await?;
        vera.presses(ENTER).await?;
        vera.focus_is_on("#emoji input").await?;
        vera.is_sound().await?;
        // Escape closes the picker and nothing else.
        vera.presses(ESCAPE).await?;
        vera.focus_is_on("[data-extra=emoji][aria-expanded=false]").await?;
        vera.presses(ENTER).await?;
        vera.focus_is_on("#emoji input").await?;
        vera.presses("four leaf").await?;
        vera.presses(DOWN).await?;
        vera.focus_is_on("#emoji [role=option]").await?;
        vera.presses(ENTER).await?;
        vera.focus_is_on("#composer").await?;
        let written = vera.browser.value("#composer").await?;
        ensure!(written == "Good luck 🍀", "{written}");
        vera.presses(ENTER).await?;
        vera.reads(&["Good luck 🍀"]).await
    })
    .await
}

pub async fn earlier_conversations_are_there_to_read(engine: Engine) -> Result<()> {
    play(engine, "earlier_conversations_are_there_to_read", async |scene| {
        let (vera, anna) = scene.talk().await?;
        vera.says("Is the blue one still to be had?").await?;
        anna.says("It is: https://example.com/blue").await?;
        vera.reads(&["Is the blue one still to be had?", "It is: https://example.com/blue"]).await?;
        vera.ends().await?;
        vera.browser.click("#anew").await?;
        vera.browser.click(".earlier").await?;
        vera.browser.wait_for_text("#past .past", "Sales").await?;
        vera.is_sound().await?;
        vera.browser.click("#past .past").await?;
        vera.browser.wait_for_text("#past .mine .bubble", "Is the blue one still to be had?").await?;
        vera.browser.wait_for_text("#past .theirs .bubble a", "https://example.com/blue").await?;
        vera.is_sound().await?;
        vera.presses(ESCAPE).await?;
        vera.focus_is_on(".earlier").await?;
        vera.is_sound().await
    })
    .await
}

pub async fn the_sound_stays_off(engine: Engine) -> Result<()> {
    play(engine, "the_sound_stays_off", async |scene| {
        let (vera, _anna) = scene.talk().await?;
        vera.browser.click("#menu").await?;
        vera.browser.click("#sound[aria-pressed=true]").await?;
        vera.browser.find("#sound[aria-pressed=false]").await?;
        vera.reloads().await?;
        vera.opens_chat().await?;
        vera.browser.click("#menu").await?;
        vera.browser.find("#sound[aria-pressed=false]").await?;
        vera.is_sound().await
    })
    .await
}

pub async fn the_transcript_can_be_kept(engine: Engine) -> Result<()> {
    play(engine, "the_transcript_can_be_kept", async |scene| {
        let (vera, anna) = scene.talk().await?;
        vera.says("Is <b>it</b> blue?").await?;
        anna.says("As the sky").await?;
        vera.reads(&["Is <b>it</b> blue?", "As the sky"]).await?;
        vera.notes_downloads().await?;
        vera.browser.click("#menu").await?;
        vera.browser.click("#menu-list [data-extra=transcript]").await?;
        let (name, text) = vera.is_given_a_file().await?;
        ensure!(name.ends_with(".html"), "{name}");
        ensure!(text.contains("Is &lt;b&gt;it&lt;") && text.contains("As the sky"), "{text}");
        // Also when all is said.
        vera.ends().await?;
        vera.browser.click("#ending [data-extra=transcript]").await?;
        let (_, text) = vera.is_given_a_file().await?;
        ensure!(text.contains("As the sky"), "{text}");
        vera.is_sound().await
    })
    .await
}
