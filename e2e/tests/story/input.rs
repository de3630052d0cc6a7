//! Whatever people type, paste and click.

use anyhow::{Result, ensure};
use e2e::driver::Engine;

use crate::scene::play;

/// Notes down at the console whatever it shows of a text in the making, for however short a time.
const RECORD_PEEKS: &str = "
    window.__peeks = [];
    const look = () => {
        const shown = document.querySelector('.ghost .bubble')?.textContent;
        if (shown && shown !== window.__peeks.at(-1)) window.__peeks.push(shown);
    };
    new MutationObserver(look).observe(document.body, { subtree: true, childList: true, characterData: true });
    look();";

pub async fn card_numbers_are_masked_before_they_leave(engine: Engine) -> Result<()> {
    play(engine, "card_numbers_are_masked_before_they_leave", async |scene| {
        let (vera, anna) = scene.talk().await?;
        anna.browser.script(RECORD_PEEKS, Vec::new()).await?;
        // Piece by piece, so that the agent has a look at each.
        for (typed, seen) in [
            ("It is 4111 11", "It is 4111 11"),
            ("11 1111", "It is •••• •••• ••••"),
            (" 1111", "It is •••• •••• •••• ••••"),
            (", not 12345", "It is •••• •••• •••• ••••, not 12345"),
        ] {
            vera.types(typed).await?;
            anna.peeks(seen).await?;
        }
        let peeks = anna.browser.script("return window.__peeks", Vec::new()).await?;
        let peeks: Vec<String> = serde_json::from_value(peeks)?;
        ensure!(peeks.len() >= 4, "too few to judge by: {peeks:?}");
        for peek in peeks {
            let number = peek.split(',').next().unwrap_or_default();
            let digits = number.chars().filter(char::is_ascii_digit).count();
            ensure!(digits <= 6, "{digits} digits of the card came to light: {peek:?}");
        }
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
