//! What networks and servers do meanwhile.

use std::path::Path;

use anyhow::{Context, Result};
use e2e::cable::{State, Wire};
use e2e::driver::Engine;
use e2e::pages::keys::ENTER;
use rustix::process::{Pid, Signal, kill_process};
use serde_json::json;
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{ConnectOptions, Connection, Executor};

use super::talk;
use crate::scene::play;

pub async fn a_cut_line_leaves_the_focus_alone(engine: Engine) -> Result<()> {
    play(engine, "a_cut_line_leaves_the_focus_alone", async |scene| {
        let vera = scene.visitor().await?;
        vera.comes_in().await?;
        vera.answers().await?;
        scene.cable.set(Wire::Visitor, State::Cut);
        vera.presses(ENTER).await?;
        vera.browser.wait_for_text("#notice", "No connection").await?;
        vera.focus_is_on("#before-email").await?;
        // The form is on its way, and its button says so.
        vera.tabs_to("#submit[aria-disabled=true]").await?;
        scene.cable.set(Wire::Visitor, State::Plugged);
        vera.waits().await?;
        vera.focus_is_on("#composer").await?;

        vera.listens().await?;
        scene.cable.set(Wire::Visitor, State::Cut);
        vera.is_offline(true).await?;
        vera.writes("Hello? Are you there?").await?;
        vera.last_is("sending").await?;
        vera.focus_is_on("#composer").await?;
        vera.leaves_panel().await?;
        vera.enters_panel().await?;
        vera.focus_is_on("#composer").await?;
        scene.cable.set(Wire::Visitor, State::Plugged);
        vera.is_offline(false).await?;
        vera.last_is("sent").await?;
        vera.focus_is_on("#composer").await?;
        // However often it was tried.
        vera.was_told_once("No connection").await?;
        vera.has_kept_focus().await?;
        vera.leaves_panel().await
    })
    .await
}

pub async fn a_line_that_takes_its_time_ends_in_the_composer(engine: Engine) -> Result<()> {
    play(engine, "a_line_that_takes_its_time_ends_in_the_composer", async |scene| {
        let (vera, _anna) = talk(scene).await?;
        vera.writes("Hello").await?;
        vera.last_is("read").await?;
        vera.has_kept_focus().await?;
        scene.cable.hold("/api/visitor/socket");
        vera.reloads().await?;
        vera.reaches_launcher().await?;
        vera.enters_panel().await?;
        vera.focus_is_on("#resuming-screen [data-close]").await?;
        vera.presses(ENTER).await?;
        vera.is_back_on("button.launcher").await?;
        vera.enters_panel().await?;
        vera.focus_is_on("#resuming-screen [data-close]").await?;
        scene.cable.release();
        vera.reads(&["Hello"]).await?;
        vera.focus_is_on("#composer").await?;
        vera.has_kept_focus().await?;
        vera.leaves_panel().await
    })
    .await
}

pub async fn a_restart_and_an_end_of_silence_keep_the_focus(engine: Engine) -> Result<()> {
    play(engine, "a_restart_and_an_end_of_silence_keep_the_focus", async |scene| {
        let (vera, _anna) = talk(scene).await?;
        vera.writes("One moment").await?;
        vera.last_is("read").await?;
        vera.listens().await?;
        let pid = Pid::from_raw(scene.server.process().id()).context("no server")?;
        kill_process(pid, Signal::TERM)?;
        vera.browser.wait_for_text("#banner", "restarting").await?;
        vera.focus_is_on("#composer").await?;
        vera.presses("I’m b").await?;
        // Hours later.
        scene.server.kill().await?;
        let file = scene.server.data().join("frontdesk.db");
        falls_silent(&file).await?;
        scene.server.restart().await?;
        vera.browser.wait_for_text("#ended-note", "Nobody has written for a while").await?;
        vera.focus_is_on("#log").await?;
        vera.was_told_once("restarting").await?;
        vera.was_told_once("Nobody has written for a while").await?;
        vera.tabs_to("#anew").await?;
        vera.leaves_panel().await?;
        vera.enters_panel().await?;
        vera.focus_is_on("#anew").await?;
        vera.presses(ENTER).await?;
        vera.focus_is_on("#greeting").await?;
        vera.has_kept_focus().await?;
        vera.leaves_panel().await
    })
    .await
}

/// Whatever was written in this database was written hours ago.
async fn falls_silent(file: &Path) -> Result<()> {
    let mut connection = SqliteConnectOptions::new().filename(file).connect().await?;
    connection
        .execute("update conversations set opened_at = opened_at - 36000000, spoke_at = spoke_at - 36000000")
        .await?;
    Ok(connection.close().await?)
}

pub async fn what_was_refused_is_sent_or_discarded_by_keyboard(engine: Engine) -> Result<()> {
    play(engine, "what_was_refused_is_sent_or_discarded_by_keyboard", async |scene| {
        let (vera, anna) = talk(scene).await?;
        scene.cable.set(Wire::Visitor, State::Cut);
        vera.is_offline(true).await?;
        for words in ["one", "two"] {
            vera.writes(words).await?;
        }
        vera.last_is("sending").await?;
        vera.has_kept_focus().await?;
        // No honest visitor is refused a message for a reason that may pass, so the refusal is put into the storage.
        let refuse = "for (const key of Object.keys(localStorage).filter((key) => key.includes('.pending.')))
            localStorage[key] = JSON.stringify({ ...JSON.parse(localStorage[key]), failed: arguments[0] })";
        vera.browser.script(refuse, vec![json!("invalid")]).await?;
        vera.browser.go("about:blank").await?;
        scene.cable.set(Wire::Visitor, State::Plugged);
        vera.goes_to("/").await?;
        vera.reaches_launcher().await?;
        vera.enters_panel().await?;
        vera.last_is("failed").await?;
        vera.focus_is_on("#composer").await?;
        // The nearest button is the last one's second: it discards. The other message's first sends it again.
        vera.tabs_back_to("#rows .failed button").await?;
        vera.presses(ENTER).await?;
        vera.reads(&["one"]).await?;
        vera.focus_is_on("#composer").await?;
        vera.tabs_back_to("#rows .failed button:first-of-type").await?;
        vera.presses(ENTER).await?;
        vera.last_is("read").await?;
        anna.reads(&["one"]).await?;
        vera.focus_is_on("#composer").await?;
        vera.has_kept_focus().await?;
        vera.leaves_panel().await
    })
    .await
}
