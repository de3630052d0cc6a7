//! Visitors whose browser runs no WebAssembly, or whose network lets no web socket through, or both: they pick, write,
//! get answers, come back, end and rate all the same.

mod keyboard;
mod scene;

use anyhow::{Result, ensure};
use e2e::driver::{Engine, Lack};
use e2e::pages::Visit;

use scene::{Network, play};

e2e::in_all_engines!(
    without_webassembly,
    without_web_sockets,
    with_neither,
    a_killed_server_loses_nothing_without_webassembly,
    a_ticket_is_left_without_webassembly,
);

/// In WebKit as it is tested here Tab passes by buttons.
mod by_keyboard {
    use crate::keyboard::the_keyboard_is_enough_without_webassembly;

    e2e::in_all_engines!(@ chromium Chromium the_keyboard_is_enough_without_webassembly);
    e2e::in_all_engines!(@ firefox Firefox the_keyboard_is_enough_without_webassembly);
}

/// What only the fallback asks for.
const PLAIN: &str = "/assets/widget/plain-";
/// What only the stream asks for.
const STREAM: &str = "/api/visitor/stream/say";

async fn without_webassembly(engine: Engine) -> Result<()> {
    whole(engine, "without_webassembly", Lack::WebAssembly, Network::Open).await
}

async fn without_web_sockets(engine: Engine) -> Result<()> {
    whole(engine, "without_web_sockets", Lack::Nothing, Network::WithoutSockets).await
}

async fn with_neither(engine: Engine) -> Result<()> {
    whole(engine, "with_neither", Lack::WebAssembly, Network::WithoutSockets).await
}

/// From the first click to the rating.
async fn whole(engine: Engine, name: &str, lack: Lack, network: Network) -> Result<()> {
    play(engine, name, network, async |scene| {
        let anna = scene.agent("Anna").await?;
        let vera = scene.visitor(lack).await?;
        vera.opens_chat().await?;
        vera.fills_in("Sales", "Vera", "vera").await?;
        vera.browser.wait_for_text("#before-email-error", "you@example.com").await?;
        bars_nobody(&vera).await?;
        vera.browser.type_into("#before-email", "@example.org").await?;
        vera.browser.click("#form #submit").await?;
        vera.waits().await?;
        vera.is_next().await?;
        bars_nobody(&vera).await?;
        vera.says("See https://shop.example/blue?x=1 (the blue one).").await?;
        vera.browser
            .find(("#log a[href='https://shop.example/blue?x=1']", "https://shop.example/blue?x=1"))
            .await?;

        anna.sees_waiting("Vera").await?;
        anna.open("Vera").await?;
        anna.take().await?;
        vera.is_met_by("Anna").await?;
        anna.says("<b>I see.</b>").await?;
        let all = ["See https://shop.example/blue?x=1 (the blue one).", "<b>I see.</b>"];
        vera.reads(&all).await?;
        bars_nobody(&vera).await?;

        let asked = vera.requests_to(&scene.server.origin()).await?;
        let did = |part: &str| asked.iter().any(|address| address.contains(part));
        ensure!(did(PLAIN) == (lack == Lack::WebAssembly), "not by the program that is tried: {asked:#?}");
        ensure!(did(STREAM) == (network == Network::WithoutSockets), "not the way that is tried: {asked:#?}");

        vera.types("half a").await?;
        vera.reloads().await?;
        vera.opens_chat().await?;
        vera.reads(&all).await?;
        vera.says(" sentence").await?;
        let all = [all[0], all[1], "half a sentence"];
        vera.reads(&all).await?;
        anna.reads(&all).await?;

        vera.browser.click("#menu").await?;
        vera.browser.click("#end").await?;
        vera.browser.click("#end-yes").await?;
        vera.is_told("You ended the chat").await?;
        vera.rates("good", "Quick and kind").await?;
        anna.is_told("🙂 Vera rated it: good").await?;
        if network == Network::WithoutSockets {
            vera.browser.complaints_are_of_the_network().await?;
        }
        vera.is_sound().await?;
        vera.browser.click("#anew").await?;
        vera.browser.find("#greeting").await.map(drop)
    })
    .await
}

/// What the page complains of is left alone: some of these networks give it reason to.
async fn bars_nobody(vera: &Visit) -> Result<()> {
    let barriers = vera.browser.barriers().await?;
    ensure!(barriers.is_empty(), "{barriers:#?}");
    Ok(())
}

async fn a_killed_server_loses_nothing_without_webassembly(engine: Engine) -> Result<()> {
    let name = "a_killed_server_loses_nothing_without_webassembly";
    play(engine, name, Network::Open, async |scene| {
        let anna = scene.agent("Anna").await?;
        let vera = scene.visitor(Lack::WebAssembly).await?;
        vera.opens_chat().await?;
        vera.fills_in("Sales", "Vera", "vera@example.org").await?;
        vera.says("before").await?;
        vera.last_is("meta").await?;
        scene.server.kill().await?;
        vera.is_offline(true).await?;
        vera.says("while it is away").await?;
        scene.server.restart().await?;
        vera.is_offline(false).await?;
        vera.says("after").await?;
        anna.sees_waiting("Vera").await?;
        anna.open("Vera").await?;
        anna.reads(&["before", "while it is away", "after"]).await?;
        vera.reads(&["before", "while it is away", "after"]).await
    })
    .await
}

async fn a_ticket_is_left_without_webassembly(engine: Engine) -> Result<()> {
    play(engine, "a_ticket_is_left_without_webassembly", Network::Open, async |scene| {
        let vera = scene.visitor(Lack::WebAssembly).await?;
        vera.opens_chat().await?;
        // The office closes while the visitor fills in the form.
        scene.server.close_topic("Sales").await?;
        vera.fills_in("Sales", "Vera", "vera@example.org").await?;
        vera.browser.type_into("#closed-message", "Call me back").await?;
        vera.browser.click("#form #submit").await?;
        vera.browser.wait_for_text("#left-number", "Your number: 1").await?;
        vera.is_sound().await?;
        vera.browser.click("#left-anew").await?;
        vera.browser.find("#greeting").await.map(drop)
    })
    .await
}
