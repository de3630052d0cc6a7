//! In and out of the chat, and what stands between the page and it.

use anyhow::Result;
use e2e::browser::Place;
use e2e::driver::Engine;
use e2e::pages::LAUNCHER;
use e2e::pages::keys::{ENTER, ESCAPE, SPACE, TAB};
use shared::settings::Invitation;

use crate::scene::play;

/// A button of the page that opens the chat.
const OPENER: &str = "[data-frontdesk-open]";
const BUBBLE: &str = ".invitation";

pub async fn whoever_opens_and_leaves_is_back_where_they_were(engine: Engine) -> Result<()> {
    play(engine, "whoever_opens_and_leaves_is_back_where_they_were", async |scene| {
        let vera = scene.visitor().await?;
        vera.comes_in().await?;
        vera.leaves_panel().await?;
        // By its own button, and in by the other key.
        vera.presses(SPACE).await?;
        vera.is_in_panel().await?;
        vera.focus_is_on("[name=topic]").await?;
        vera.tabs_back_to("[data-close]").await?;
        vera.presses(ENTER).await?;
        vera.is_back_on(LAUNCHER).await?;
        // Where one was in the chat, one is again.
        vera.enters_panel().await?;
        vera.tabs_to("#before-name").await?;
        vera.leaves_panel().await?;
        vera.enters_panel().await?;
        vera.focus_is_on("#before-name").await?;
        // Tab leads out of the chat at its end, and in again there.
        vera.tabs_to("#submit").await?;
        vera.presses(TAB).await?;
        vera.browser.turn_to(Place::Page).await?;
        vera.focus_is_on(LAUNCHER).await?;
        vera.tabs_back_to("iframe").await?;
        vera.returns_to_chat().await?;
        vera.focus_is_on("#submit").await?;
        vera.has_kept_focus().await?;
        vera.tabs_back_to("#before-name").await?;
        vera.leaves_panel().await?;
        // What the page has for it gets the focus back, too.
        vera.tabs_back_to(OPENER).await?;
        vera.enters_panel().await?;
        vera.focus_is_on("#before-name").await?;
        vera.presses(ESCAPE).await?;
        vera.is_back_on(OPENER).await?;
        // On a phone the panel covers the launcher.
        vera.browser.set_viewport(360, 740).await?;
        vera.tabs_to(LAUNCHER).await?;
        vera.enters_panel().await?;
        vera.leaves_panel().await?;
        vera.enters_panel().await?;
        vera.tabs_back_to("[data-close]").await?;
        vera.presses(SPACE).await?;
        vera.is_back_on(LAUNCHER).await
    })
    .await
}

pub async fn whoever_is_spoken_to_answers_or_declines_by_keyboard(engine: Engine) -> Result<()> {
    play(engine, "whoever_is_spoken_to_answers_or_declines_by_keyboard", async |scene| {
        let invitation = |id: &str, page: &str| {
            let text = [("en".to_owned(), format!("Shall we help with the {id}?"))].into();
            Invitation { id: id.into(), on: true, text, page: page.into(), ..Invitation::default() }
        };
        scene
            .set(|settings| {
                let english = settings.texts.entry("en".into()).or_default();
                english.insert("teaser".into(), "Plants? Ask us!".into());
                settings.invitations =
                    vec![invitation("fern", "page=product"), invitation("cart", "page=cart")];
            })
            .await?;
        let vera = scene.visitor().await?;
        vera.browser.find((BUBBLE, "Plants?")).await?;
        vera.tabs_to(".invitation button").await?;
        vera.presses(ESCAPE).await?;
        vera.browser.gone(BUBBLE).await?;
        vera.focus_is_on(LAUNCHER).await?;

        vera.goes_to("/?page=cart").await?;
        vera.browser.find((BUBBLE, "cart")).await?;
        vera.tabs_to(".dismiss").await?;
        vera.presses(SPACE).await?;
        vera.browser.gone(BUBBLE).await?;
        vera.focus_is_on(LAUNCHER).await?;

        // It goes with the page that it was for, whatever has the focus.
        vera.goes_to("/?page=product").await?;
        vera.browser.find((BUBBLE, "fern")).await?;
        vera.tabs_to(".invitation button").await?;
        vera.browser.script("history.pushState(null, '', '?page=none')", Vec::new()).await?;
        vera.browser.gone(BUBBLE).await?;
        vera.focus_is_on(LAUNCHER).await?;

        vera.goes_to("/?page=product").await?;
        vera.browser.find((BUBBLE, "fern")).await?;
        vera.tabs_to(".invitation button:not(.dismiss)").await?;
        vera.enters_panel().await?;
        vera.focus_is_on("[name=topic]").await?;
        vera.has_kept_focus().await?;
        // What has opened it is answered and gone.
        vera.leaves_panel().await?;
        vera.browser.gone(BUBBLE).await
    })
    .await
}

pub async fn a_chat_out_of_reach_is_asked_for_again_by_keyboard(engine: Engine) -> Result<()> {
    play(engine, "a_chat_out_of_reach_is_asked_for_again_by_keyboard", async |scene| {
        let vera = scene.visitor().await?;
        scene.cable.lose("/widget/demo");
        vera.reaches_launcher().await?;
        vera.presses(ENTER).await?;
        for _ in 0..2 {
            vera.browser.wait_for_text(".trouble", "can’t be reached").await?;
            vera.focus_is_on(".trouble button").await?;
            // In vain, and then once more.
            vera.presses(ENTER).await?;
        }
        vera.browser.wait_for_text(".trouble", "can’t be reached").await?;
        vera.leaves_panel().await?;
        vera.presses(ENTER).await?;
        vera.browser.wait_for_text(".trouble", "can’t be reached").await?;
        vera.focus_is_on(".trouble button").await?;
        scene.cable.release();
        vera.enters_panel().await?;
        vera.focus_is_on("[name=topic]").await?;
        vera.has_kept_focus().await?;
        vera.leaves_panel().await
    })
    .await
}

pub async fn a_chat_that_does_not_start_is_started_by_keyboard(engine: Engine) -> Result<()> {
    play(engine, "a_chat_that_does_not_start_is_started_by_keyboard", async |scene| {
        let vera = scene.visitor().await?;
        // The document comes and its first script; then nothing more.
        scene.cable.hold("/assets/widget-app");
        vera.comes_in().await?;
        scene.cable.lose("/assets/widget");
        scene.cable.hold("nothing at all");
        vera.browser.find("#retry").await?;
        vera.focus_is_on("[name=topic]").await?;
        vera.tabs_back_to("#retry").await?;
        vera.presses(ENTER).await?;
        // It is in vain, and said again.
        vera.focus_is_on("#form :not(#retry)").await?;
        vera.browser.find("#retry").await?;
        scene.cable.release();
        vera.tabs_back_to("#retry").await?;
        vera.presses(ENTER).await?;
        vera.answers().await?;
        vera.presses(ENTER).await?;
        vera.waits().await?;
        vera.focus_is_on("#composer").await?;
        vera.has_kept_focus().await?;
        vera.leaves_panel().await
    })
    .await
}

/// As in a browser that blocks what it calls cookies.
const WITHOUT_STORAGE: &str = "() => {
    for (const area of ['localStorage', 'sessionStorage'])
        Object.defineProperty(window, area, { get() { throw new DOMException('blocked', 'SecurityError') } });
}";

pub async fn without_storage_nothing_changes_for_the_keyboard(engine: Engine) -> Result<()> {
    play(engine, "without_storage_nothing_changes_for_the_keyboard", async |scene| {
        let vera = scene.visitor().await?;
        let bidi = vera.browser.session().bidi().await?;
        bidi.script().add_preload_script(WITHOUT_STORAGE).await?;
        vera.reloads().await?;
        vera.asks().await?;
        vera.browser.find("#forgetful").await?;
        vera.writes("Hello").await?;
        vera.reads(&["Hello"]).await?;
        vera.has_kept_focus().await?;
        vera.leaves_panel().await?;
        vera.enters_panel().await?;
        vera.focus_is_on("#composer").await?;
        vera.browser.turn_to(Place::Page).await?;
        vera.is_sound().await
    })
    .await
}
