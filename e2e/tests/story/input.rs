//! Whatever comes in by keyboard, mouse and clipboard.

use anyhow::{Result, ensure};
use e2e::driver::Engine;

use crate::scene::play;

/// The keys, as WebDriver writes them.
const TAB: &str = "\u{e004}";
const ENTER: &str = "\u{e007}";
const SPACE: &str = " ";

pub async fn card_numbers_are_masked_before_they_leave(engine: Engine) -> Result<()> {
    play(engine, "card_numbers_are_masked_before_they_leave", async |scene| {
        let (vera, anna) = scene.talk().await?;
        vera.types("It is 4111 1111 1111 1111, not 12345").await?;
        anna.peeks("It is •••• •••• •••• ••••, not 12345").await?;
        Ok(())
    })
    .await
}

pub async fn a_strange_message_is_kept_or_refused_with_a_word(engine: Engine) -> Result<()> {
    play(engine, "a_strange_message_is_kept_or_refused_with_a_word", async |scene| {
        let (vera, anna) = scene.talk().await?;
        // Far too long: it says by how much, and nothing of it is lost.
        vera.pastes(&"x".repeat(100_000)).await?;
        vera.browser.wait_for_text("#length", "95000 characters too many").await?;
        vera.browser.script("document.querySelector('#write').requestSubmit()", Vec::new()).await?;
        vera.is_sound().await?;
        ensure!(vera.browser.value("#composer").await?.len() == 100_000);
        vera.pastes("  \n \u{200b} ").await?;
        vera.browser.script("document.querySelector('#write').requestSubmit()", Vec::new()).await?;
        vera.reads(&[]).await?;
        let strange = format!("a\u{202e}b {}z e{} <b>&amp;</b>", "\u{5d0}", "\u{301}".repeat(50));
        vera.pastes(&strange).await?;
        vera.browser.click("#send").await?;
        vera.reads(&[&strange]).await?;
        anna.reads(&[&strange]).await?;
        vera.last_is("read").await
    })
    .await
}

pub async fn a_double_click_does_everything_once(engine: Engine) -> Result<()> {
    play(engine, "a_double_click_does_everything_once", async |scene| {
        let anna = scene.agent("Anna").await?;
        let vera = scene.visitor().await?;
        vera.opens_chat().await?;
        vera.picks("Sales").await?;
        vera.browser.type_into("#before-name", "Vera").await?;
        vera.browser.type_into("#before-email", "vera@example.org").await?;
        vera.clicks_twice("#submit").await?;
        vera.waits().await?;
        vera.types("once").await?;
        vera.clicks_twice("#send").await?;
        vera.reads(&["once"]).await?;
        anna.sees_waiting("Vera").await?;
        anna.open("Vera").await?;
        anna.take().await?;
        anna.reads(&["once"]).await?;
        vera.is_met_by("Anna").await?;
        vera.browser.click("#menu").await?;
        vera.clicks_twice("#end").await?;
        vera.clicks_twice("#end-yes").await?;
        vera.is_told("You ended the chat").await?;
        vera.clicks_twice("#good").await?;
        vera.clicks_twice("#rating button[type=submit]").await?;
        vera.browser.wait_for_text("#thanks", "Thank you").await?;
        anna.is_told("rated it: good").await?;
        vera.clicks_twice("#anew").await?;
        vera.browser.find("#before-email").await?;
        let told = anna.browser.texts(".happening").await?;
        let rated = told.iter().filter(|words| words.contains("rated it")).count();
        ensure!(rated == 1, "{told:?}");
        vera.is_sound().await
    })
    .await
}

/// In Chromium, where Tab leads round within the page: elsewhere it leaves for the browser’s own buttons.
#[tokio::test(flavor = "multi_thread")]
async fn the_keyboard_alone_is_enough() -> Result<()> {
    play(Engine::Chromium, "the_keyboard_alone_is_enough", async |scene| {
        let anna = scene.agent("Anna").await?;
        let vera = scene.visitor().await?;
        // The launcher takes the focus as any button does, and the chat puts it on the first question.
        let focus = "const host = document.querySelector('frontdesk-widget');
            host.shadowRoot.querySelector('button.launcher').focus()";
        vera.browser.script(focus, Vec::new()).await?;
        vera.presses(ENTER).await?;
        vera.returns_to_chat().await?;
        vera.focus_is_on("[name=topic]").await?;
        vera.presses(SPACE).await?;
        vera.tabs_to("#before-name").await?;
        vera.presses("Vera").await?;
        vera.tabs_to("#before-email").await?;
        // A wrong answer brings the focus back to it.
        vera.presses("vera").await?;
        vera.presses(ENTER).await?;
        vera.browser.find("#before-email-error").await?;
        vera.focus_is_on("#before-email").await?;
        vera.presses("@example.org").await?;
        vera.presses(ENTER).await?;
        vera.waits().await?;
        vera.focus_is_on("#composer").await?;
        vera.presses("Hello").await?;
        vera.presses(ENTER).await?;
        vera.reads(&["Hello"]).await?;
        vera.focus_is_on("#composer").await?;
        anna.sees_waiting("Vera").await?;
        anna.open("Vera").await?;
        anna.take().await?;
        vera.is_met_by("Anna").await?;
        vera.tabs_to("#menu").await?;
        vera.presses(ENTER).await?;
        vera.tabs_to("#end").await?;
        vera.presses(ENTER).await?;
        vera.browser.find("#ask").await?;
        vera.tabs_to("#end-yes").await?;
        vera.presses(ENTER).await?;
        vera.tabs_to("#good").await?;
        vera.presses(SPACE).await?;
        vera.tabs_to("#comment").await?;
        vera.presses("Quick").await?;
        vera.presses(TAB).await?;
        vera.presses(ENTER).await?;
        vera.browser.wait_for_text("#thanks", "Thank you").await?;
        vera.focus_is_on("#anew").await?;
        vera.presses(ENTER).await?;
        vera.browser.find("#before-email").await?;
        vera.focus_is_on("#greeting").await
    })
    .await
}
