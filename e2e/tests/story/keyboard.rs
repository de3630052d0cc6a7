//! Visits by keyboard alone: every screen, layer and switch is reached, used and left again.
//!
//! In Chromium and Firefox. In WebKit as it is tested here Tab passes by buttons unless the person has set it otherwise,
//! as in Safari.

use anyhow::{Result, ensure};
use e2e::browser::Place;
use e2e::driver::Engine;
use e2e::pages::{Visit, panel_rests};

use crate::scene::play;

/// The keys, as WebDriver writes them.
const TAB: &str = "\u{e004}";
const ENTER: &str = "\u{e007}";
const ESCAPE: &str = "\u{e00c}";
const SPACE: &str = " ";

/// Puts the focus on the launcher, as Tab does on a page of somebody else.
async fn reaches_launcher(vera: &Visit) -> Result<()> {
    vera.browser.turn_to(Place::Page).await?;
    let focus =
        "document.querySelector('frontdesk-widget').shadowRoot.querySelector('button.launcher').focus()";
    vera.browser.script(focus, Vec::new()).await.map(drop)
}

/// Enter opens the panel.
async fn enters_panel(vera: &Visit) -> Result<()> {
    vera.presses(ENTER).await?;
    panel_rests(&vera.browser).await?;
    vera.returns_to_chat().await
}

/// Escape closes the panel, and the focus goes back to what opened it.
async fn leaves_panel(vera: &Visit) -> Result<()> {
    vera.presses(ESCAPE).await?;
    vera.browser.turn_to(Place::Page).await?;
    vera.browser.gone(".open .panel").await?;
    let focus = "return document.querySelector('frontdesk-widget').shadowRoot.activeElement?.className ?? ''";
    let focus = vera.browser.script(focus, Vec::new()).await?;
    ensure!(focus.as_str().is_some_and(|name| name.contains("launcher")), "the focus went to {focus}");
    Ok(())
}

/// Enter opens something with the button that has the focus, and Escape closes that and nothing else.
async fn opens_and_closes(vera: &Visit, button: &str, layer: &str) -> Result<()> {
    vera.presses(ENTER).await?;
    vera.browser.find(layer).await?;
    vera.presses(ESCAPE).await?;
    vera.browser.gone(layer).await?;
    vera.focus_is_on(button).await
}

async fn a_conversation(engine: Engine) -> Result<()> {
    play(engine, "the_keyboard_alone_is_enough_for_a_conversation", async |scene| {
        let anna = scene.agent("Anna").await?;
        let vera = scene.visitor().await?;
        reaches_launcher(&vera).await?;
        enters_panel(&vera).await?;
        // The launcher takes the focus as any button does, and the chat puts it on the first question.
        vera.focus_is_on("[name=topic]").await?;
        leaves_panel(&vera).await?;
        enters_panel(&vera).await?;
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

        vera.tabs_to("[data-extra=emoji]").await?;
        opens_and_closes(&vera, "[data-extra=emoji]", "#emoji").await?;
        vera.tabs_back_to("#menu").await?;
        opens_and_closes(&vera, "#menu", "#menu-list").await?;
        vera.presses(ENTER).await?;
        vera.tabs_to("#sound").await?;
        vera.presses(SPACE).await?;
        vera.browser.find("#sound[aria-pressed=false]").await?;
        vera.presses(ESCAPE).await?;
        vera.browser.gone("#menu-list").await?;

        asks_for_the_end(&vera).await?;
        vera.presses(ESCAPE).await?;
        vera.browser.gone("#ask").await?;
        asks_for_the_end(&vera).await?;
        vera.focus_is_on("#end-yes").await?;
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
        vera.focus_is_on("#greeting").await?;
        vera.tabs_to(".earlier").await?;
        opens_and_closes(&vera, ".earlier", "#past").await
    })
    .await
}

/// From the menu's button, where the focus is again whatever was done with the menu.
async fn asks_for_the_end(vera: &Visit) -> Result<()> {
    vera.focus_is_on("#menu").await?;
    vera.presses(ENTER).await?;
    vera.tabs_to("#end").await?;
    vera.presses(ENTER).await?;
    vera.browser.find("#ask").await.map(drop)
}

/// A story of its own, since Firefox turns to another tab for a moment when it is given a file.
async fn a_transcript(engine: Engine) -> Result<()> {
    play(engine, "the_keyboard_alone_is_enough_for_a_transcript", async |scene| {
        let (vera, _anna) = scene.talk().await?;
        vera.notes_downloads().await?;
        vera.types("Hello").await?;
        vera.presses(ENTER).await?;
        vera.reads(&["Hello"]).await?;
        vera.last_is("read").await?;
        vera.tabs_back_to("#menu").await?;
        vera.presses(ENTER).await?;
        vera.tabs_to("#menu-list [data-extra=transcript]").await?;
        vera.presses(ENTER).await?;
        let (_, kept) = vera.is_given_a_file().await?;
        ensure!(kept.contains("Hello"), "{kept}");
        vera.browser.gone("#menu-list").await?;
        vera.focus_is_on("#menu").await
    })
    .await
}

async fn a_ticket(engine: Engine) -> Result<()> {
    play(engine, "the_keyboard_alone_is_enough_for_a_ticket", async |scene| {
        scene.close("Sales").await?;
        let vera = scene.visitor().await?;
        reaches_launcher(&vera).await?;
        enters_panel(&vera).await?;
        vera.focus_is_on("[name=topic]").await?;
        vera.presses(SPACE).await?;
        vera.browser.find("#closed-notice").await?;
        let answers =
            [("name", "Vera"), ("email", "vera@example.org"), ("message", "Is the fern still to be had?")];
        for (field, words) in answers {
            vera.tabs_to(&format!("#closed-{field}")).await?;
            vera.presses(words).await?;
        }
        vera.tabs_to("#submit").await?;
        vera.presses(ENTER).await?;
        vera.has_left_a_ticket().await?;
        vera.focus_is_on("#left-title").await?;
        vera.tabs_to("#left-anew").await?;
        vera.presses(ENTER).await?;
        vera.browser.find("#start #submit").await?;
        vera.focus_is_on("#greeting").await?;
        leaves_panel(&vera).await
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn the_keyboard_alone_is_enough_for_a_conversation() -> Result<()> {
    a_conversation(Engine::Chromium).await
}

#[tokio::test(flavor = "multi_thread")]
async fn the_keyboard_alone_is_enough_for_a_transcript() -> Result<()> {
    a_transcript(Engine::Chromium).await
}

#[tokio::test(flavor = "multi_thread")]
async fn the_keyboard_alone_is_enough_for_a_ticket() -> Result<()> {
    a_ticket(Engine::Chromium).await
}

mod firefox {
    use super::*;

    #[tokio::test(flavor = "multi_thread")]
    async fn the_keyboard_alone_is_enough_for_a_conversation() -> Result<()> {
        a_conversation(Engine::Firefox).await
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn the_keyboard_alone_is_enough_for_a_transcript() -> Result<()> {
        a_transcript(Engine::Firefox).await
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn the_keyboard_alone_is_enough_for_a_ticket() -> Result<()> {
        a_ticket(Engine::Firefox).await
    }
}
