//! The form when nobody is there, and when the office closes over it.

use anyhow::Result;
use e2e::driver::Engine;
use e2e::pages::keys::{ENTER, SPACE};

use crate::scene::play;

pub async fn the_keyboard_alone_is_enough_for_a_ticket(engine: Engine) -> Result<()> {
    play(engine, "the_keyboard_alone_is_enough_for_a_ticket", async |scene| {
        scene.close("Sales").await?;
        let vera = scene.visitor().await?;
        vera.comes_in().await?;
        vera.presses(SPACE).await?;
        vera.browser.find("#closed-notice").await?;
        // All of it is required, and the first that is missing gets the focus.
        vera.tabs_to("#submit").await?;
        vera.presses(ENTER).await?;
        vera.browser.find("#closed-name-error").await?;
        vera.focus_is_on("#closed-name").await?;
        vera.presses("Vera").await?;
        let more = [("email", "vera@example.org"), ("message", "Is the fern still to be had?")];
        for (field, words) in more {
            vera.tabs_to(&format!("#closed-{field}")).await?;
            vera.presses(words).await?;
        }
        vera.tabs_to("#submit").await?;
        vera.presses(ENTER).await?;
        vera.has_left_a_ticket().await?;
        vera.focus_is_on("#left-title").await?;
        vera.leaves_panel().await?;
        vera.enters_panel().await?;
        vera.focus_is_on("#left-title").await?;
        vera.tabs_to("#left-anew").await?;
        vera.presses(ENTER).await?;
        vera.browser.find("#start #submit").await?;
        vera.focus_is_on("#greeting").await?;
        vera.has_kept_focus().await?;
        vera.leaves_panel().await
    })
    .await
}

pub async fn a_topic_that_closes_meanwhile_keeps_the_focus(engine: Engine) -> Result<()> {
    play(engine, "a_topic_that_closes_meanwhile_keeps_the_focus", async |scene| {
        let vera = scene.visitor().await?;
        vera.comes_in().await?;
        vera.answers().await?;
        scene.close("Sales").await?;
        // Another form comes in place of the one that has the focus.
        vera.presses(ENTER).await?;
        vera.browser.find("#closed-notice").await?;
        vera.focus_is_on("#form [name=topic]").await?;
        vera.tabs_to("#closed-message").await?;
        vera.presses("Then I’ll write it here.").await?;
        vera.tabs_to("#submit").await?;
        vera.presses(ENTER).await?;
        vera.has_left_a_ticket().await?;
        vera.focus_is_on("#left-title").await?;
        vera.has_kept_focus().await?;
        vera.leaves_panel().await
    })
    .await
}

pub async fn who_would_rather_not_wait_says_so_by_keyboard(engine: Engine) -> Result<()> {
    play(engine, "who_would_rather_not_wait_says_so_by_keyboard", async |scene| {
        let vera = scene.visitor().await?;
        vera.asks().await?;
        vera.listens().await?;
        vera.presses("I’d come on Monday.").await?;
        vera.tabs_back_to("#make-ticket").await?;
        vera.presses(ENTER).await?;
        vera.browser.wait_for_text("#ended-note", "Your number: ").await?;
        vera.focus_is_on("#log").await?;
        vera.was_told_once("Your number: ").await?;
        vera.tabs_to("#anew").await?;
        vera.presses(ENTER).await?;
        vera.focus_is_on("#greeting").await?;
        vera.has_kept_focus().await?;
        vera.leaves_panel().await
    })
    .await
}
