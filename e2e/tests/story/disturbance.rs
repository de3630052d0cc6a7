//! What happens to real conversations: pages are reloaded, networks break, servers die. Every message is there once and
//! in order for everybody, and nobody has to do anything for it.

use std::time::Duration;

use anyhow::{Result, ensure};
use e2e::browser::Place;
use e2e::cable::{State, Wire};
use e2e::driver::Engine;
use e2e::pages::panel_rests;
use serde_json::json;

use crate::scene::play;

/// The key, as WebDriver writes it.
const ENTER: &str = "\u{e007}";
/// How often the page is reloaded right after a message was sent.
const RELOADS: usize = 10;

pub async fn reload_other_page_and_second_tab_go_on(engine: Engine) -> Result<()> {
    play(engine, "reload_other_page_and_second_tab_go_on", async |scene| {
        let (vera, anna) = scene.talk().await?;
        vera.says("one").await?;
        anna.says("two").await?;
        vera.reads(&["one", "two"]).await?;

        vera.reloads().await?;
        vera.opens_chat().await?;
        vera.reads(&["one", "two"]).await?;
        vera.says("three, after a reload").await?;

        vera.goes_to("/?page=product").await?;
        vera.opens_chat().await?;
        vera.reads(&["one", "two", "three, after a reload"]).await?;
        anna.browser.wait_for_text("#panel .facts", "?page=product").await?;

        let first_tab = vera.browser.new_tab().await?;
        vera.goes_to("/").await?;
        vera.opens_chat().await?;
        vera.says("four, from another tab").await?;
        anna.says("five").await?;
        let all = ["one", "two", "three, after a reload", "four, from another tab", "five"];
        vera.reads(&all).await?;
        vera.browser.close_tab(first_tab).await?;
        vera.returns_to_chat().await?;
        vera.reads(&all).await?;
        anna.reads(&all).await?;
        vera.is_sound().await
    })
    .await
}

pub async fn a_message_survives_a_reload_right_after_enter(engine: Engine) -> Result<()> {
    play(engine, "a_message_survives_a_reload_right_after_enter", async |scene| {
        let (vera, anna) = scene.talk().await?;
        let mut all = Vec::new();
        for number in 1..=RELOADS {
            let text = format!("message {number}");
            vera.types(&text).await?;
            vera.browser.type_into("#composer", ENTER).await?;
            vera.reloads().await?;
            vera.opens_chat().await?;
            all.push(text);
        }
        let all: Vec<&str> = all.iter().map(String::as_str).collect();
        vera.reads(&all).await?;
        anna.reads(&all).await
    })
    .await
}

pub async fn a_cut_cable_loses_nothing(engine: Engine) -> Result<()> {
    play(engine, "a_cut_cable_loses_nothing", async |scene| {
        let (vera, anna) = scene.talk().await?;
        vera.says("before").await?;
        anna.reads(&["before"]).await?;

        scene.cable.set(Wire::Visitor, State::Cut);
        vera.is_offline(true).await?;
        vera.says("written in the dark").await?;
        vera.last_is("sending").await?;
        anna.says("are you still there?").await?;
        anna.last_is("sent").await?;
        scene.cable.set(Wire::Visitor, State::Plugged);

        vera.is_offline(false).await?;
        vera.last_is("read").await?;
        let all = ["before", "are you still there?", "written in the dark"];
        vera.reads(&all).await?;
        anna.reads(&all).await?;
        vera.browser.complaints_are_of_the_network().await?;
        anna.is_sound().await
    })
    .await
}

pub async fn a_silent_and_a_slow_cable_lose_nothing(engine: Engine) -> Result<()> {
    play(engine, "a_silent_and_a_slow_cable_lose_nothing", async |scene| {
        let (vera, anna) = scene.talk().await?;
        scene.cable.set(Wire::Visitor, State::Silent);
        vera.says("into silence").await?;
        vera.last_is("sending").await?;
        anna.reads(&[]).await?;
        scene.cable.set(Wire::Visitor, State::Slow(Duration::from_millis(300)));
        anna.reads(&["into silence"]).await?;
        vera.says("and slowly").await?;
        anna.reads(&["into silence", "and slowly"]).await?;
        anna.says("no hurry").await?;
        let all = ["into silence", "and slowly", "no hurry"];
        anna.reads(&all).await?;
        vera.reads(&all).await?;
        vera.is_sound().await?;
        anna.is_sound().await
    })
    .await
}

pub async fn a_killed_server_loses_nothing(engine: Engine) -> Result<()> {
    play(engine, "a_killed_server_loses_nothing", async |scene| {
        let (vera, anna) = scene.talk().await?;
        vera.says("before").await?;
        anna.reads(&["before"]).await?;

        scene.server.kill().await?;
        vera.is_offline(true).await?;
        vera.says("while it is dead").await?;
        scene.server.restart().await?;

        vera.is_offline(false).await?;
        anna.reads(&["before", "while it is dead"]).await?;
        anna.says("it lives").await?;
        let all = ["before", "while it is dead", "it lives"];
        vera.reads(&all).await?;
        anna.reads(&all).await?;
        vera.browser.complaints_are_of_the_network().await?;
        anna.browser.complaints_are_of_the_network().await
    })
    .await
}

pub async fn a_chat_out_of_reach_says_so_and_comes_when_asked_again(engine: Engine) -> Result<()> {
    play(engine, "a_chat_out_of_reach_says_so_and_comes_when_asked_again", async |scene| {
        let vera = scene.visitor().await?;
        scene.cable.lose("/widget/demo");
        vera.browser.click("button.launcher").await?;
        vera.browser.wait_for_text(".trouble", "can’t be reached").await?;
        let barriers = vera.browser.barriers().await?;
        ensure!(barriers.is_empty(), "{barriers:#?}");
        scene.cable.release();
        vera.browser.click((".trouble button", "Try again")).await?;
        panel_rests(&vera.browser).await?;
        vera.browser.gone(".trouble").await?;
        vera.browser.turn_to(Place::Widget).await?;
        vera.browser.find("#before-email").await?;
        vera.browser.complaints_are_of_the_network().await
    })
    .await
}

pub async fn a_refused_message_is_sent_again_or_given_up(engine: Engine) -> Result<()> {
    play(engine, "a_refused_message_is_sent_again_or_given_up", async |scene| {
        let (vera, anna) = scene.talk().await?;
        scene.cable.set(Wire::Visitor, State::Cut);
        vera.is_offline(true).await?;
        vera.says("as if the server had refused it").await?;
        vera.last_is("sending").await?;
        // No honest visitor is refused a message for a reason that may pass, so the refusal is put into the storage.
        let refuse = "const [key] = Object.keys(localStorage).filter((key) => key.includes('.pending.'));
            localStorage[key] = JSON.stringify({ ...JSON.parse(localStorage[key]), failed: arguments[0] })";
        vera.browser.script(refuse, vec![json!("invalid")]).await?;
        vera.browser.go("about:blank").await?;
        scene.cable.set(Wire::Visitor, State::Plugged);
        vera.goes_to("/").await?;
        vera.opens_chat().await?;
        vera.last_is("failed").await?;
        vera.browser.find(("#log .failed button", "Discard")).await?;
        let barriers = vera.browser.barriers().await?;
        ensure!(barriers.is_empty(), "{barriers:#?}");
        vera.browser.click(("#log .failed button", "Try again")).await?;
        vera.last_is("read").await?;
        anna.reads(&["as if the server had refused it"]).await?;

        // Said after the end, as the visitor couldn't know.
        scene.cable.set(Wire::Visitor, State::Cut);
        vera.is_offline(true).await?;
        vera.says("too late").await?;
        anna.end().await?;
        anna.is_told("You ended").await?;
        scene.cable.set(Wire::Visitor, State::Plugged);
        vera.is_told("Anna ended the chat").await?;
        vera.last_is("failed").await?;
        let barriers = vera.browser.barriers().await?;
        ensure!(barriers.is_empty(), "{barriers:#?}");
        vera.browser.click(("#log .failed button", "Discard")).await?;
        vera.reads(&["as if the server had refused it"]).await?;
        vera.browser.complaints_are_of_the_network().await
    })
    .await
}
