//! What a change of language, scheme or sight leaves alone: the conversation, and what is being typed, though nothing of it
//! may be stored.

use anyhow::{Result, ensure};
use e2e::browser::{PATIENCE, Place};
use e2e::driver::Engine;
use e2e::pages::LAUNCHER;
use serde_json::json;
use shared::settings::{Invitation, WidgetSettings};

use crate::conversation::{agent, begin};
use crate::scene::{Scene, play};
use crate::site::Page;

const DRAFT: &str = "document.querySelector('#composer').value";
/// The languages of the documents that there are.
const FRAMES: &str = "[...document.querySelector('frontdesk-widget').shadowRoot.querySelectorAll('iframe')]
    .map(({ src }) => new URL(src).searchParams.get('lang'))";

async fn say(scene: &Scene, call: &str) -> Result<()> {
    scene.browser.turn_to(Place::Page).await?;
    scene.browser.script(call, Vec::new()).await.map(drop)
}

pub async fn another_language_is_the_same_conversation(engine: Engine) -> Result<()> {
    play(engine, "another_language_is_the_same_conversation", async |scene| {
        let anna = agent(scene).await?;
        let text = [("ar".to_owned(), "?".to_owned())].into();
        let leaving =
            Invitation { id: "stay".into(), on: true, text, leaving: true, ..Invitation::default() };
        let settings = WidgetSettings { invitations: vec![leaving], ..WidgetSettings::default() };
        let wishes = "<script data-consent=\"required\" data-lang=\"pl\" data-scheme=\"dark\" ";
        let tag = scene.widget(settings).await?.snippet.replace("<script ", wishes);
        scene.visit("language", &Page::with(&tag)).await?;
        scene.browser.find((LAUNCHER, "Porozmawiaj")).await?;
        ensure!(scene.ask("document.querySelector('frontdesk-widget').dataset.scheme").await? == "dark");
        begin(scene).await?;
        scene.browser.turn_to(Place::Widget).await?;
        let looks = "[document.documentElement.lang, document.documentElement.dataset.scheme]";
        ensure!(scene.ask(looks).await? == json!(["pl", "dark"]));
        scene.browser.wait_for_text("#rows .bubble", "Hello").await?;
        scene.browser.type_into("#composer", "Not yet").await?;

        say(scene, "Frontdesk('setLocale', 'ar'); Frontdesk('setColorScheme', 'light')").await?;
        scene.becomes(FRAMES, json!(["ar"])).await?;
        scene.browser.turn_to(Place::Widget).await?;
        scene.becomes(looks, json!(["ar", "light"])).await?;
        scene.browser.wait_for_text("#rows .bubble", "Hello").await?;
        scene.becomes(DRAFT, json!("Not yet")).await?;
        // It isn't a picture of it: both sides go on.
        let conversation =
            anna.until("a waiting visitor", PATIENCE, |state| state.waiting.first().cloned()).await?;
        anna.change(|state| state.take(&conversation));
        anna.until("a conversation", PATIENCE, |state| state.mine().next().cloned()).await?;
        anna.change(|state| state.send(&conversation, "Which one?".into()));
        scene.browser.wait_for_text("#rows .bubble", "Which one?").await?;

        // Out of sight it lives on, and whoever talks with us is not invited to.
        say(scene, "Frontdesk('shutdown')").await?;
        scene.browser.gone(LAUNCHER).await?;
        scene.browser.gone(".panel").await?;
        say(scene, "Frontdesk('boot')").await?;
        scene.browser.find(LAUNCHER).await?;
        scene
            .becomes(
                "performance.getEntriesByType('resource').some(({ name }) => name.includes('/invite-'))",
                json!(true),
            )
            .await?;
        say(scene, "document.dispatchEvent(new MouseEvent('mouseout', { clientY: -1 }))").await?;
        ensure!(scene.browser.find_all(".invitation").await?.is_empty(), "the visitor is interrupted");
        scene.browser.click(LAUNCHER).await?;
        scene.browser.turn_to(Place::Widget).await?;
        scene.browser.wait_for_text("#rows .bubble", "Which one?").await?;
        ensure!(scene.ask(DRAFT).await? == "Not yet");
        for place in [Place::Widget, Place::Page] {
            scene.browser.turn_to(place).await?;
            let kept = scene.ask("[localStorage.length, sessionStorage.length]").await?;
            ensure!(kept == json!([0, 0]), "kept in {place:?}: {kept}");
        }

        say(scene, "Frontdesk('reset')").await?;
        scene.browser.turn_to(Place::Widget).await?;
        scene.browser.find("#form #submit").await?;
        ensure!(scene.ask(DRAFT).await? == "");
        say(scene, "Frontdesk('close')").await?;
        scene.browser.find(".invitation").await?;
        scene.is_quiet().await
    })
    .await
}
