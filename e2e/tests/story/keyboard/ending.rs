//! What ends a conversation besides the visitor, and what comes after.

use anyhow::Result;
use e2e::driver::Engine;
use e2e::pages::keys::{ENTER, ESCAPE, SPACE, TAB};

use super::talk;
use crate::scene::play;

pub async fn an_end_by_the_agent_keeps_the_focus(engine: Engine) -> Result<()> {
    play(engine, "an_end_by_the_agent_keeps_the_focus", async |scene| {
        let (vera, anna) = talk(scene).await?;
        vera.listens().await?;
        vera.presses("And one more th").await?;
        anna.end().await?;
        vera.browser.wait_for_text("#ended-note", "kept for your next chat").await?;
        // Nothing that a further key would press.
        vera.focus_is_on("#log").await?;
        vera.was_told_once("Anna ended the chat").await?;
        vera.presses("ing").await?;
        vera.presses(ENTER).await?;
        vera.focus_is_on("#log").await?;

        vera.tabs_to("#fair").await?;
        vera.presses(SPACE).await?;
        vera.tabs_back_to("#bad").await?;
        vera.presses(ENTER).await?;
        vera.browser.find("#bad[aria-pressed=true]").await?;
        vera.browser.find("#fair[aria-pressed=false]").await?;
        vera.tabs_to("#comment").await?;
        vera.chooses("#comment", &"x".repeat(1_001)).await?;
        vera.presses(TAB).await?;
        vera.presses(ENTER).await?;
        vera.browser.find("#comment-error").await?;
        vera.focus_is_on("#rating button[type=submit]").await?;
        vera.leaves_panel().await?;
        vera.enters_panel().await?;
        vera.focus_is_on("#rating button[type=submit]").await?;
        vera.tabs_back_to("#comment").await?;
        vera.chooses("#comment", "Too short").await?;
        vera.presses(TAB).await?;
        vera.presses(ENTER).await?;
        vera.browser.wait_for_text("#thanks", "Thank you").await?;
        vera.focus_is_on("#anew").await?;
        // Anew or the transcript: both are there.
        vera.tabs_to("#ending [data-extra=transcript]").await?;
        vera.tabs_back_to("#anew").await?;
        vera.presses(ENTER).await?;
        vera.focus_is_on("#greeting").await?;
        vera.has_kept_focus().await?;
        vera.leaves_panel().await
    })
    .await
}

pub async fn earlier_conversations_are_read_by_keyboard(engine: Engine) -> Result<()> {
    play(engine, "earlier_conversations_are_read_by_keyboard", async |scene| {
        let (vera, anna) = talk(scene).await?;
        vera.writes("Is the blue one still to be had?").await?;
        vera.last_is("read").await?;
        anna.end().await?;
        vera.focus_is_on("#log").await?;
        vera.tabs_to("#anew").await?;
        vera.presses(ENTER).await?;
        vera.focus_is_on("#greeting").await?;
        vera.tabs_to(".earlier").await?;
        vera.presses(ENTER).await?;
        vera.browser.find("#past .past").await?;
        vera.focus_is_on("#past-title").await?;
        vera.tabs_to("#past .past").await?;
        vera.presses(ENTER).await?;
        vera.browser.wait_for_text("#past .mine .bubble", "Is the blue one").await?;
        vera.focus_is_on("#past-title").await?;
        // What is long can be scrolled.
        vera.tabs_to("#past .room").await?;
        vera.tabs_back_to("#past button[aria-label=Back]").await?;
        vera.tabs_back_to("#past button[aria-label=Back]").await?;
        vera.presses(ENTER).await?;
        vera.browser.find("#past .past").await?;
        vera.focus_is_on("#past-title").await?;
        vera.presses(ESCAPE).await?;
        vera.browser.gone("#past").await?;
        vera.focus_is_on(".earlier").await?;
        // From the menu of a conversation it leads back to the menu's button.
        vera.tabs_back_to("#submit").await?;
        vera.presses(ENTER).await?;
        vera.waits().await?;
        vera.focus_is_on("#composer").await?;
        vera.tabs_back_to("#menu").await?;
        vera.presses(ENTER).await?;
        vera.tabs_to("#menu-list [data-extra=history]").await?;
        vera.presses(ENTER).await?;
        vera.browser.find("#past .past").await?;
        vera.focus_is_on("#past-title").await?;
        vera.presses(ESCAPE).await?;
        vera.browser.gone("#past").await?;
        vera.focus_is_on("#menu").await?;
        vera.has_kept_focus().await?;
        vera.leaves_panel().await
    })
    .await
}

pub async fn whoever_is_banned_can_leave(engine: Engine) -> Result<()> {
    play(engine, "whoever_is_banned_can_leave", async |scene| {
        let (vera, _anna) = talk(scene).await?;
        vera.listens().await?;
        scene.server.command(&["ban", "add", "127.0.0.1", "--reason", "Rude"], "").await?;
        vera.presses_until("a", "#barred").await?;
        vera.focus_is_on("#barred h1").await?;
        vera.was_told_once("You can’t write here").await?;
        vera.tabs_to("#barred [data-close]").await?;
        vera.presses(ENTER).await?;
        vera.is_back_on("button.launcher").await?;
        vera.enters_panel().await?;
        vera.focus_is_on("#barred [data-close]").await?;
        vera.has_kept_focus().await?;
        vera.leaves_panel().await?;

        // On the next page it is known from the beginning.
        vera.reloads().await?;
        vera.reaches_launcher().await?;
        vera.enters_panel().await?;
        vera.browser.find("#barred").await?;
        vera.focus_is_on("#barred h1").await?;
        vera.has_kept_focus().await?;
        // As a stranger, who learns of it at the form.
        vera.browser.script("localStorage.clear()", Vec::new()).await?;
        vera.reloads().await?;
        vera.reaches_launcher().await?;
        vera.enters_panel().await?;
        vera.presses_until(TAB, "#barred").await?;
        vera.focus_is_on("#barred :is(h1, [data-close])").await?;
        vera.has_kept_focus().await?;
        vera.leaves_panel().await
    })
    .await
}
