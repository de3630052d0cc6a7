//! What a visitor can do when nobody is there: leave a ticket, after hours or instead of waiting.

use anyhow::Result;
use e2e::driver::Engine;

use crate::scene::play;

pub async fn a_ticket_is_left_after_hours(engine: Engine) -> Result<()> {
    play(engine, "a_ticket_is_left_after_hours", async |scene| {
        scene.close("Sales").await?;
        let vera = scene.visitor().await?;
        vera.opens_chat().await?;
        vera.browser.wait_for_text("label.topic", "closed now").await?;
        vera.picks("Sales").await?;
        vera.browser.wait_for_text("#closed-notice", "We’re closed right now").await?;
        // All of it is required, and each field says so for itself.
        vera.browser.click("#form #submit").await?;
        for field in ["name", "email", "message"] {
            vera.browser.find(&*format!("#closed-{field}-error")).await?;
        }
        vera.is_sound().await?;
        vera.leaves("Vera", "vera@example.org", "Is the fern still to be had?").await?;
        vera.has_left_a_ticket().await?;
        vera.is_sound().await?;
        vera.browser.click("#left-anew").await?;
        vera.browser.find("#closed-name").await?;
        // An open topic is as ever.
        vera.picks("Support").await?;
        vera.browser.gone("#closed-notice").await?;
        vera.browser.find("#before-email").await.map(drop)
    })
    .await
}

pub async fn a_topic_that_closes_meanwhile_keeps_what_was_typed(engine: Engine) -> Result<()> {
    play(engine, "a_topic_that_closes_meanwhile_keeps_what_was_typed", async |scene| {
        let vera = scene.visitor().await?;
        vera.opens_chat().await?;
        vera.picks("Sales").await?;
        vera.browser.type_into("#before-name", "Vera").await?;
        scene.close("Sales").await?;
        vera.browser.type_into("#before-email", "vera@example.org").await?;
        vera.browser.click("#form #submit").await?;
        vera.browser.find("#closed-notice").await?;
        anyhow::ensure!(vera.browser.value("#closed-name").await? == "Vera");
        anyhow::ensure!(vera.browser.value("#closed-email").await? == "vera@example.org");
        vera.browser.type_into("#closed-message", "Then I’ll write it here.").await?;
        vera.browser.click("#form #submit").await?;
        vera.has_left_a_ticket().await
    })
    .await
}

pub async fn who_would_rather_not_wait_leaves_a_ticket(engine: Engine) -> Result<()> {
    play(engine, "who_would_rather_not_wait_leaves_a_ticket", async |scene| {
        let vera = scene.visitor().await?;
        vera.opens_chat().await?;
        vera.fills_in("Sales", "Vera", "vera@example.org").await?;
        vera.waits().await?;
        vera.browser.gone("#make-ticket").await?;
        vera.says("Is the fern still to be had?").await?;
        vera.types("I’d come on Monday.").await?;
        vera.clicks_twice("#make-ticket").await?;
        vera.reads(&["Is the fern still to be had?", "I’d come on Monday."]).await?;
        vera.is_told("This is message no.").await?;
        vera.browser.wait_for_text("#ended-note", "We’ll answer by e-mail. Your number: ").await?;
        // Nobody has served: there is nothing to rate.
        vera.browser.gone("#rating").await?;
        vera.is_sound().await?;
        vera.browser.click("#anew").await?;
        vera.browser.find("#before-email").await.map(drop)
    })
    .await
}
