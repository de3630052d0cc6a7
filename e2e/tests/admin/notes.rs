//! Colleagues among themselves: a note calls one of them, tags say what it is about, and a manager follows, whispers and
//! takes over.

use anyhow::{Result, ensure};
use e2e::browser::{PATIENCE, Place};
use e2e::until::until;

use crate::finder::{bars_nobody, picks};
use crate::scene::play;
use crate::{ENTER, SELECT_ALL};

const ESCAPE: &str = "\u{e00c}";

#[tokio::test(flavor = "multi_thread")]
async fn a_colleague_is_called_by_a_note_and_the_visitor_sees_nothing() -> Result<()> {
    play("a_colleague_is_called", async |scene| {
        let (vera, anna) = scene.talk().await?;
        let boris = scene.agent("Boris").await?;
        boris.browser.find("#inbox-mine").await?;
        let browser = &anna.browser;

        browser.click((".composer-mode .segment", "Note")).await?;
        browser.type_into("#note", "Is that right, @bo").await?;
        browser.wait_for_text(".mention", "Boris").await?;
        browser.find("#note").await?.send_keys("\u{e007}").await?;
        browser.find("#note").await?.send_keys("?").await?;
        browser.gone(".mention").await?;
        browser.click(".composer.noting button[type=submit]").await?;
        browser.wait_for_text(".note", "Is that right, @Boris ?").await?;

        boris.browser.click(("a.row", "Vera")).await?;
        boris.browser.wait_for_text(".note.called", "Anna").await?;
        boris.browser.wait_for_text(".closing-line", "called you").await?;
        browser.wait_for_text(".company", "Boris is looking").await?;
        boris.browser.type_into("#note", "It is").await?;
        boris.browser.click(".composer.noting button[type=submit]").await?;
        browser.wait_for_text(".note", "It is").await?;
        boris.browser.click((".pane-head button", "Seen")).await?;
        boris.browser.wait_for_text(".nothing", "seen what you were called to").await?;
        browser.gone((".company", "Boris")).await?;

        browser.click(".tag-add").await?;
        browser.type_into(".tags input", "#Big Spender").await?;
        browser.find(".tags input").await?.send_keys("\u{e007}").await?;
        browser.wait_for_text(".tag", "big spender").await?;
        bars_nobody(browser).await?;
        browser.click((".composer-mode .segment", "Reply")).await?;
        anna.says("Hello Vera").await?;
        vera.reads(&["Hello Vera"]).await?;
        let text = vera.browser.texts("#log").await?.join(" ");
        ensure!(!text.contains("right") && !text.contains("spender"), "the visitor sees {text}");
        anna.browser.turn_to(Place::Page).await?;
        anna.is_sound().await?;
        boris.is_sound().await
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_note_is_taken_back_and_a_tag_gets_another_name() -> Result<()> {
    play("a_note_is_taken_back", async |scene| {
        let owner = scene.owner().await?;
        let (_vera, anna) = scene.talk().await?;
        let browser = &anna.browser;
        browser.click((".composer-mode .segment", "Note")).await?;
        browser.type_into("#note", "The password is xyzzy").await?;
        browser.click(".composer.noting button[type=submit]").await?;
        browser.wait_for_text(".note", "xyzzy").await?;
        // By the keyboard: asked, left alone, asked again, done.
        browser.find(".note-offer").await?.send_keys(ENTER).await?;
        browser.wait_for_text(".note-menu", "for good?").await?;
        browser.find(".note-menu button").await?.send_keys(ESCAPE).await?;
        browser.find(".note-offer").await?.send_keys(ENTER).await?;
        bars_nobody(browser).await?;
        browser.find(".note-menu button").await?.send_keys(ENTER).await?;
        browser.wait_for_text(".note.taken-back", "This note was taken back.").await?;
        browser.wait_for_text(".happening", "You took a note back").await?;
        let text = browser.texts(".timeline").await?.join(" ");
        ensure!(!text.contains("xyzzy"), "{text}");

        browser.click(".tag-add").await?;
        browser.type_into(".tags input", "Big Spender").await?;
        browser.find(".tags input").await?.send_keys(ENTER).await?;
        browser.wait_for_text(".tag", "big spender").await?;
        // The index counts, and is a moment behind.
        let desk = &owner.browser;
        until("the tag is counted", PATIENCE, async || {
            owner.goes_to("Inbox").await?;
            owner.goes_to("Fields").await?;
            desk.wait_for_text(".tag-part:last-child .entry", "big spender").await?;
            let entries = desk.texts(".tag-part:last-child .entry").await?;
            Ok(entries.iter().any(|entry| entry.contains("1 conversation")).then_some(()))
        })
        .await?;
        desk.click(".tag-part:last-child .entry button").await?;
        desk.type_into("#tag-name", &format!("{SELECT_ALL}Key account")).await?;
        desk.click(("dialog button", "Rename")).await?;
        desk.wait_for_text("dialog", "1 conversation will change").await?;
        bars_nobody(desk).await?;
        desk.click("#tag-go").await?;
        desk.wait_for_text(".tag-part:last-child .entry", "key account").await?;
        browser.wait_for_text(".tags .tag", "key account").await?;
        owner.is_sound().await?;
        anna.is_sound().await
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_manager_follows_whispers_and_takes_over() -> Result<()> {
    play("a_manager_follows", async |scene| {
        let (vera, anna) = scene.talk().await?;
        let mona = scene.manager("Mona").await?;
        let browser = &mona.browser;
        picks(browser, "all").await?;
        browser.click((".rows.found a.row", "Vera")).await?;
        browser.wait_for_text("#conversation-title", "Vera").await?;
        vera.says("I want my money back").await?;
        mona.reads(&["I want my money back"]).await?;
        browser.type_into("#note", "Refund it").await?;
        browser.click(".composer.noting button[type=submit]").await?;
        anna.browser.wait_for_text(".note", "Mona whispers").await?;
        anna.browser.wait_for_text(".note", "Refund it").await?;
        ensure!(anna.browser.find_all(".company-faces").await?.is_empty(), "nobody sees her");
        browser.click((".pane-head button", "Take over")).await?;
        browser.find("#composer").await?;
        mona.says("I take care of it").await?;
        vera.reads(&["I want my money back", "I take care of it"]).await?;
        anna.browser.wait_for_text(".timeline", "Mona").await?;
        let text = vera.browser.texts("#log").await?.join(" ");
        ensure!(!text.contains("Refund"), "the visitor sees {text}");
        mona.is_sound().await
    })
    .await
}
