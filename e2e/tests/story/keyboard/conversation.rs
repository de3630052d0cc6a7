//! A conversation from the first key to the last, and a file of it to keep.

use anyhow::{Result, ensure};
use e2e::driver::Engine;
use e2e::pages::Visit;
use e2e::pages::keys::{DOWN, END, ENTER, ESCAPE, HOME, RIGHT, SPACE, TAB, UP};

use super::talk;
use crate::scene::play;

pub async fn the_keyboard_alone_is_enough_for_a_conversation(engine: Engine) -> Result<()> {
    play(engine, "the_keyboard_alone_is_enough_for_a_conversation", async |scene| {
        let anna = scene.agent("Anna").await?;
        let vera = scene.visitor().await?;
        // The launcher takes the focus as any button does, and the chat puts it on the first question.
        vera.comes_in().await?;
        vera.listens().await?;
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
        vera.writes("Hello").await?;
        vera.reads(&["Hello"]).await?;
        vera.focus_is_on("#composer").await?;
        anna.sees_waiting("Vera").await?;
        anna.open("Vera").await?;
        anna.take().await?;
        vera.is_met_by("Anna").await?;
        // Whoever writes for long is told of once.
        anna.types("Good").await?;
        vera.sees_typing("Anna").await?;
        anna.says(" morning").await?;
        vera.reads(&["Hello", "Good morning"]).await?;
        for words in ["next in line", "Anna is typing", "Good morning"] {
            vera.was_told_once(words).await?;
        }

        an_emoji(&vera).await?;
        vera.tabs_back_to("#menu").await?;
        vera.opens_and_closes("#menu", "#menu-list").await?;
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
        // The other button changes nothing.
        vera.presses(TAB).await?;
        vera.presses(ENTER).await?;
        vera.browser.gone("#ask").await?;
        asks_for_the_end(&vera).await?;
        vera.presses(ENTER).await?;
        vera.rates_by_keyboard("Quick").await?;
        vera.was_told_once("Thank you").await?;
        vera.focus_is_on("#anew").await?;
        vera.presses(ENTER).await?;
        vera.browser.find("#before-email").await?;
        vera.focus_is_on("#greeting").await?;
        vera.tabs_to(".earlier").await?;
        vera.opens_and_closes(".earlier", "#past").await?;
        vera.has_kept_focus().await?;
        vera.leaves_panel().await
    })
    .await
}

/// The picker is opened and closed; then an emoji is looked for among all, and one is found by a word.
async fn an_emoji(vera: &Visit) -> Result<()> {
    vera.tabs_to("[data-extra=emoji]").await?;
    vera.presses(ENTER).await?;
    vera.focus_is_on("#emoji input").await?;
    vera.presses(ESCAPE).await?;
    vera.browser.gone("#emoji").await?;
    vera.focus_is_on("[data-extra=emoji]").await?;
    vera.presses(ENTER).await?;
    vera.focus_is_on("#emoji input").await?;
    for key in [DOWN, RIGHT, DOWN, END] {
        vera.presses(key).await?;
        vera.focus_is_on("#emoji [role=option][tabindex='0']").await?;
    }
    vera.presses(HOME).await?;
    vera.presses(UP).await?;
    vera.focus_is_on("#emoji input").await?;
    vera.presses("four leaf").await?;
    vera.presses(ENTER).await?;
    vera.browser.gone("#emoji").await?;
    vera.focus_is_on("#composer").await?;
    let written = vera.browser.value("#composer").await?;
    ensure!(written == "🍀", "{written}");
    Ok(())
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
pub async fn the_keyboard_alone_is_enough_for_a_transcript(engine: Engine) -> Result<()> {
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

/// Long messages, and one that comes while the visitor reads the first of them.
pub async fn whoever_has_read_further_up_comes_down_by_keyboard(engine: Engine) -> Result<()> {
    play(engine, "whoever_has_read_further_up_comes_down_by_keyboard", async |scene| {
        let (vera, anna) = talk(scene).await?;
        let long = "A long story of a fern. ".repeat(60);
        for _ in 0..2 {
            vera.pastes(&long).await?;
            vera.presses(ENTER).await?;
        }
        vera.reads(&[long.trim(), long.trim()]).await?;
        vera.tabs_back_to("#log").await?;
        vera.presses(HOME).await?;
        vera.reads_far_up().await?;
        anna.says("I see").await?;
        vera.browser.wait_for_text("#pill", "1 new message").await?;
        vera.focus_is_on("#log").await?;
        vera.tabs_to("#pill").await?;
        vera.presses(ENTER).await?;
        vera.browser.gone("#pill").await?;
        vera.focus_is_on("#composer").await?;
        vera.has_kept_focus().await?;
        vera.leaves_panel().await
    })
    .await
}
