//! What happens to real conversations: pages are reloaded, networks break, servers die. Every message is there once and
//! in order for everybody, and nobody has to do anything for it.

use std::time::Duration;

use anyhow::Result;
use e2e::cable::{State, Wire};
use e2e::driver::Engine;

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
