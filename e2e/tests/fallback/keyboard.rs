//! A visit by keyboard alone where no WebAssembly runs.

use anyhow::Result;
use e2e::driver::{Engine, Lack};
use e2e::pages::keys::{ENTER, ESCAPE};

use crate::scene::{Network, play};

pub async fn the_keyboard_is_enough_without_webassembly(engine: Engine) -> Result<()> {
    play(engine, "the_keyboard_is_enough_without_webassembly", Network::Open, async |scene| {
        let anna = scene.agent("Anna").await?;
        let vera = scene.visitor(Lack::WebAssembly).await?;
        vera.comes_in().await?;
        vera.listens().await?;
        vera.tabs_to("#before-name").await?;
        vera.presses(ENTER).await?;
        // The first that is wrong gets the focus.
        vera.browser.find("#topic-error").await?;
        vera.focus_is_on("[name=topic]").await?;
        vera.answers().await?;
        vera.presses(ENTER).await?;
        vera.waits().await?;
        vera.writes("Hello").await?;
        vera.reads(&["Hello"]).await?;
        anna.sees_waiting("Vera").await?;
        anna.open("Vera").await?;
        anna.take().await?;
        vera.is_met_by("Anna").await?;
        anna.says("Good morning").await?;
        vera.reads(&["Hello", "Good morning"]).await?;
        vera.was_told_once("Good morning").await?;

        scene.server.kill().await?;
        vera.is_offline(true).await?;
        vera.writes("Are you there?").await?;
        scene.server.restart().await?;
        vera.is_offline(false).await?;
        vera.was_told_once("No connection").await?;
        vera.focus_is_on("#composer").await?;
        anna.reads(&["Hello", "Good morning", "Are you there?"]).await?;

        vera.tabs_to("[data-extra=emoji]").await?;
        vera.presses(ENTER).await?;
        vera.focus_is_on("#emoji input").await?;
        vera.presses(ESCAPE).await?;
        vera.focus_is_on("[data-extra=emoji]").await?;
        vera.tabs_back_to("#menu").await?;
        vera.opens_and_closes("#menu", "#menu-list").await?;
        vera.presses(ENTER).await?;
        vera.tabs_to("#end").await?;
        vera.presses(ENTER).await?;
        vera.focus_is_on("#end-yes").await?;
        vera.presses(ESCAPE).await?;
        vera.browser.gone("#ask").await?;
        vera.focus_is_on("#menu").await?;
        vera.leaves_panel().await?;
        vera.enters_panel().await?;
        vera.focus_is_on("#menu").await?;
        vera.tabs_to("#composer").await?;
        anna.end().await?;
        vera.browser.find("#ending").await?;
        vera.focus_is_on("#log").await?;
        vera.rates_by_keyboard("Quick").await?;
        vera.focus_is_on("#anew").await?;
        vera.presses(ENTER).await?;
        vera.focus_is_on("#greeting").await?;
        vera.tabs_to(".earlier").await?;
        vera.opens_and_closes(".earlier", "#past").await?;

        scene.server.command(&["ban", "add", "127.0.0.1", "--reason", "Rude"], "").await?;
        vera.tabs_back_to("#before-email").await?;
        vera.presses(ENTER).await?;
        // A ban holds within seconds: at the latest whoever writes learns of it.
        vera.presses_until("a", "#barred").await?;
        vera.focus_is_on("#barred h1").await?;
        vera.has_kept_focus().await?;
        vera.leaves_panel().await
    })
    .await
}
