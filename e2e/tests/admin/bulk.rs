//! Many conversations at once: picked, archived and brought back, tagged, looked for by their tag, deleted.

use std::time::Duration;

use anyhow::{Context, Result, ensure};
use e2e::browser::{Browser, Scheme};
use e2e::client::{Journal, VisitorClient, new_id, topics};
use e2e::settings;
use serde_json::json;
use shared::timeline::Stage;
use shared::visitor::VisitorCommand;

use crate::ENTER;
use crate::finder::{back, bars_nobody, picks, query};
use crate::scene::{Scene, play};

const FOUND: &str = ".rows.found a.row";
const SOON: Duration = Duration::from_secs(20);
const ESCAPE: &str = "\u{e00c}";

/// Somebody who has written something and waits.
async fn asks(scene: &Scene, name: &str) -> Result<VisitorClient> {
    let origin = scene.server.origin();
    let queue = topics(&origin).await?.into_iter().next().context("there is a topic")?.id;
    let visitor = VisitorClient::visit(&origin, name, None, &Journal::default())?;
    visitor.open(&queue, SOON).await?;
    visitor.send(format!("{name} would like to know"))?;
    visitor.until("the message is recorded", SOON, |state| state.outbox.is_empty().then_some(())).await?;
    Ok(visitor)
}

/// The same, but goes before anybody answers.
async fn leaves(scene: &Scene, name: &str) -> Result<VisitorClient> {
    let visitor = asks(scene, name).await?;
    visitor.change(|state| {
        if let Some(conversation) = state.conversation.clone() {
            let id = new_id();
            state.outbox.push(id.clone(), VisitorCommand::End { conversation, id });
        }
    });
    let is_over = "the conversation is over";
    visitor
        .until(is_over, SOON, |state| (state.timeline.summary.stage == Stage::Ended).then_some(()))
        .await?;
    Ok(visitor)
}

fn pick(name: &str) -> String {
    format!(".pick input[aria-label*='{name}']")
}

async fn press_with_shift(browser: &Browser, css: &str) -> Result<()> {
    let script = "document.querySelector(arguments[0]).dispatchEvent(
        new MouseEvent('click', { bubbles: true, cancelable: true, shiftKey: true }))";
    browser.script(script, vec![json!(css)]).await.map(drop)
}

/// Presses a key where something has the focus.
async fn presses(browser: &Browser, css: &str, key: serde_json::Value) -> Result<()> {
    let script = "const element = document.querySelector(arguments[0]); element.focus();
        element.dispatchEvent(new KeyboardEvent('keydown',
            { ...arguments[1], bubbles: true, cancelable: true }))";
    browser.script(script, vec![json!(css), key]).await.map(drop)
}

/// Pictures for people to look at.
async fn pictures(browser: &Browser, page: &str) -> Result<()> {
    if settings::screens_wanted() {
        let folder = settings::output_folder("screens")?;
        for (look, (width, height), scheme) in [
            ("phone-dark", (360, 740), Scheme::Dark),
            ("phone", (360, 740), Scheme::Light),
            ("wide-dark", (1440, 900), Scheme::Dark),
            ("wide", (1440, 900), Scheme::Light),
        ] {
            browser.set_viewport(width, height).await?;
            browser.set_scheme(scheme).await?;
            browser.picture(&folder.join(format!("{page}-{look}.png"))).await?;
        }
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn many_conversations_are_put_away_brought_back_tagged_and_deleted() -> Result<()> {
    play("many_conversations", async |scene| {
        let owner = scene.owner().await?;
        let browser = &owner.browser;
        let mut visitors = Vec::new();
        for name in ["Ann", "Bob", "Cyd"] {
            visitors.push(leaves(scene, name).await?);
        }
        let dan = asks(scene, "Dan").await?;
        picks(browser, "all").await?;
        // The index is a moment behind; what is said next brings the list up to date.
        dan.send("Is anybody there?".into())?;
        for name in ["Ann", "Bob", "Cyd", "Dan"] {
            browser.find((FOUND, name)).await?;
        }

        browser.click("#pick-begin").await?;
        browser.click(pick("Dan").as_str()).await?;
        browser.wait_for_text(".bulk-bar strong", "1 selected").await?;
        ensure!(browser.find_all((".bulk-bar button", "Archive")).await?.is_empty(), "it goes on");
        press_with_shift(browser, &pick("Ann")).await?;
        browser.wait_for_text(".bulk-bar strong", "4 selected").await?;
        pictures(browser, "bulk").await?;
        bars_nobody(browser).await?;

        // What goes on stays picked; what was put away comes back.
        browser.click((".bulk-bar button", "Archive")).await?;
        browser.wait_for_text(".toast", "3 archived; 1 goes on still").await?;
        browser.gone((FOUND, "Bob")).await?;
        browser.wait_for_text(".bulk-bar strong", "1 selected").await?;
        browser.click((".toast button", "Undo")).await?;
        browser.find((FOUND, "Bob")).await?;
        browser.find(FOUND).await?.send_keys(ESCAPE).await?;
        browser.gone(".bulk-bar").await?;

        // By keys alone: one, and the next.
        let first = browser.find((FOUND, "Cyd")).await?.attr("id").await?.unwrap_or_default();
        presses(browser, &format!("#{first}"), json!({ "key": "x" })).await?;
        browser.wait_for_text(".bulk-bar strong", "1 selected").await?;
        presses(browser, &format!("#{first}"), json!({ "key": "ArrowDown", "shiftKey": true })).await?;
        browser.wait_for_text(".bulk-bar strong", "2 selected").await?;
        browser.click((".bulk-bar button", "Add a tag")).await?;
        browser.type_into("#bulk-tag", "VIP order").await?;
        bars_nobody(browser).await?;
        browser.type_into("#bulk-tag", ENTER).await?;
        browser.wait_for_text(".row-tags", "vip order").await?;
        browser.gone("dialog").await?;

        // A tag leads to all that bear it, and the way back out again.
        browser.click((".row-tag", "vip order")).await?;
        browser.gone((FOUND, "Dan")).await?;
        ensure!(query(browser).await?.contains("tag=vip+order"), "it stands in the address");
        browser.wait_for_text(".set-filters", "#vip order").await?;
        pictures(browser, "found-tagged").await?;
        bars_nobody(browser).await?;
        back(browser).await?;
        browser.find((FOUND, "Dan")).await?;
        browser.gone(".set-filters").await?;
        browser.click((".row-tag", "vip order")).await?;
        browser.gone((FOUND, "Dan")).await?;
        browser.reload().await?;
        browser.gone((FOUND, "Dan")).await?;
        ensure!(browser.value("#find-tag").await? == "vip order", "the filter says so, too");

        browser.click("#pick-begin").await?;
        browser.click((".bulk-bar button", "Select all 2 loaded")).await?;
        browser.click((".bulk-bar button", "Delete for good")).await?;
        browser.wait_for_text("dialog", "2 conversations, 2 messages, no files").await?;
        pictures(browser, "bulk-delete").await?;
        bars_nobody(browser).await?;
        browser.click(("dialog button", "Delete for good")).await?;
        browser.wait_for_text(".toast", "2 deleted").await?;
        browser.wait_for_text(".inbox .empty", "Nothing matches").await?;
        owner.is_sound().await
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_archived_goes_on_with_somebody_else() -> Result<()> {
    play("what_is_archived_goes_on", async |scene| {
        let owner = scene.owner().await?;
        let anna = scene.agent("Anna").await?;
        let browser = &owner.browser;
        let vera = asks(scene, "Vera").await?;
        owner.sees_waiting("Vera").await?;
        owner.open("Vera").await?;
        owner.take().await?;
        owner.has("Vera").await?;
        owner.end().await?;
        browser.script("document.querySelector('.inbox details').open = true", Vec::new()).await?;
        browser.click((".inbox button", "Archive all that are over")).await?;
        browser.wait_for_text(".toast", "1 archived").await?;
        browser.gone(".inbox a.row").await?;

        picks(browser, "archive").await?;
        browser.click((FOUND, "Vera")).await?;
        browser.click(".actions button[popovertarget=conversation-menu]").await?;
        browser.click(("#conversation-menu button", "Transfer")).await?;
        browser.wait_for_text("dialog", "out of the archive").await?;
        bars_nobody(browser).await?;
        browser.click(("dialog .choice", "Anna")).await?;
        browser.wait_for_text(".toast", "1 transferred").await?;
        browser.gone(FOUND).await?;
        anna.has("Vera").await?;
        anna.open("Vera").await?;
        anna.says("I go on with it").await?;
        let heard =
            |state: &e2e::client::VisitorState| (state.timeline.summary.stage == Stage::Active).then_some(());
        vera.until("it goes on", SOON, heard).await?;
        owner.is_sound().await?;
        anna.is_sound().await
    })
    .await
}
