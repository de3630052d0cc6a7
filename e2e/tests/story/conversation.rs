//! The main job: a visitor and an agent talk.

use anyhow::Result;
use e2e::browser::Place;
use e2e::driver::Engine;

use crate::scene::play;

pub async fn a_conversation_goes_from_first_click_to_rating(engine: Engine) -> Result<()> {
    play(engine, "a_conversation_goes_from_first_click_to_rating", async |scene| {
        let anna = scene.agent_here("Anna").await?;
        anna.is_sound().await?;
        let vera = scene.visitor().await?;
        vera.opens_chat().await?;
        vera.fills_in("Sales", "Vera", "vera@example.org").await?;
        vera.waits().await?;
        vera.is_next().await?;
        vera.is_sound().await?;

        anna.sees_waiting("Vera").await?;
        anna.open("Vera").await?;
        anna.is_sound().await?;
        vera.types("Is the blue one").await?;
        anna.peeks("Is the blue one").await?;
        anna.reads(&[]).await?;
        vera.says(" still to be had?").await?;
        anna.reads(&["Is the blue one still to be had?"]).await?;
        vera.last_is("sent").await?;

        anna.take().await?;
        anna.has("Vera").await?;
        vera.is_met_by("Anna").await?;
        vera.is_told("Anna joined").await?;
        anna.types("Let me").await?;
        vera.sees_typing("Anna").await?;
        vera.is_sound().await?;
        anna.says(" look.").await?;
        let all = ["Is the blue one still to be had?", "Let me look."];
        vera.reads(&all).await?;
        anna.reads(&all).await?;
        anna.last_is("read").await?;
        vera.last_is("read").await?;
        anna.is_sound().await?;

        anna.end().await?;
        vera.is_told("Anna ended the chat").await?;
        vera.is_sound().await?;
        vera.rates("good", "Quick and kind").await?;
        anna.is_told("🙂 Vera rated it: good").await?;
        anna.browser.wait_for_text(".happening blockquote", "Quick and kind").await?;
        anna.is_sound().await?;
        vera.is_sound().await?;
        vera.browser.turn_to(Place::Page).await?;
        vera.is_sound().await
    })
    .await
}

pub async fn exactly_one_of_two_agents_has_it(engine: Engine) -> Result<()> {
    play(engine, "exactly_one_of_two_agents_has_it", async |scene| {
        let anna = scene.agent_here("Anna").await?;
        let boris = scene.agent_here("Boris").await?;
        let vera = scene.visitor().await?;
        vera.opens_chat().await?;
        vera.fills_in("Support", "Vera", "vera@example.org").await?;
        for agent in [&anna, &boris] {
            agent.sees_waiting("Vera").await?;
            agent.open("Vera").await?;
        }
        boris.types("I can help").await?;
        anna.says("I am here for you").await?;
        anna.has("Vera").await?;
        boris.browser.wait_for_text(".conversation", "Anna has taken this conversation.").await?;
        boris.browser.gone(("a.row", "Vera")).await?;
        vera.reads(&["I am here for you"]).await?;
        boris.is_sound().await?;
        anna.is_sound().await
    })
    .await
}

pub async fn the_owner_chooses_a_password_and_signs_out(engine: Engine) -> Result<()> {
    play(engine, "the_owner_chooses_a_password_and_signs_out", async |scene| {
        let owner = scene.owner().await?;
        owner.is_sound().await?;
        owner.sign_out().await?;
        owner.is_sound().await?;
        // Out is out: going back shows nothing.
        owner.browser.go(&format!("{}/console", scene.server.origin())).await?;
        owner.browser.find("form #email").await?;
        owner.browser.type_into("#email", "owner@localhost").await?;
        owner.browser.type_into("#password", "not the password").await?;
        owner.browser.click("form button[type=submit]").await?;
        owner.browser.wait_for_text("[role=alert]", "E-mail or password is wrong.").await?;
        owner.browser.type_into("#password", e2e::server::PASSWORD).await?;
        owner.browser.click("form button[type=submit]").await?;
        owner.is_at_work().await
    })
    .await
}
