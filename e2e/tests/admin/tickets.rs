//! A ticket from a conversation to its end: made in a new tab, noted about, answered by mail, merged, found again.

use anyhow::{Context, Result, ensure};
use e2e::browser::{Browser, PATIENCE};
use e2e::mail::MailServer;
use e2e::until::until;
use serde_json::json;

use crate::SELECT_ALL;
use crate::scene::play;

/// Chooses in a list as a person does, by what the choice is called.
const CHOOSE: &str = "
    const select = document.querySelector(arguments[0]);
    const option = [...select.options].find(option => option.text === arguments[1]);
    select.value = option.value;
    select.dispatchEvent(new Event('change', { bubbles: true }));";
const LINK: &str = "return document.querySelector('#conversation-menu a[target=_blank]').href";

async fn choose(browser: &Browser, css: &str, name: &str) -> Result<()> {
    browser.find(css).await?;
    browser.script(CHOOSE, vec![json!(css), json!(name)]).await.map(drop)
}

/// Waits until a list shows a choice.
async fn shows(browser: &Browser, css: &str, name: &str) -> Result<()> {
    let script = "return document.querySelector(arguments[0])?.selectedOptions[0]?.text === arguments[1]";
    until(&format!("{name} in {css}"), PATIENCE, async || {
        Ok((browser.script(script, vec![json!(css), json!(name)]).await? == true).then_some(()))
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_conversation_becomes_a_ticket_that_is_answered_and_solved() -> Result<()> {
    play("a_conversation_becomes_a_ticket", async |scene| {
        let mails = MailServer::start().await?;
        let owner = scene.owner().await?;
        let anna = scene.agent("Anna").await?;
        let browser = &anna.browser;
        let vera = scene.visitor().await?;
        vera.opens_chat().await?;
        vera.fills_in("Sales", "Vera", "vera@example.org").await?;
        vera.waits().await?;
        anna.sees_waiting("Vera").await?;
        anna.open("Vera").await?;
        anna.take().await?;
        vera.says("Is the fern still to be had?").await?;
        anna.reads(&["Is the fern still to be had?"]).await?;
        browser.click("[popovertarget=conversation-menu]").await?;
        browser.find(("#conversation-menu a", "Create a ticket")).await?;
        let link = browser.script(LINK, Vec::new()).await?;
        browser.go(link.as_str().context("a link")?).await?;
        ensure!(browser.value("#new-subject").await? == "Ticket for chat from queue Sales", "by the queue");
        ensure!(
            browser.value("#new-text").await?.contains("Is the fern still to be had?"),
            "the conversation"
        );
        browser.type_into("#new-subject", &format!("{SELECT_ALL}\u{e003}")).await?;
        browser.click(("form button", "Create ticket")).await?;
        browser.wait_for_text("#new-subject-error", "at least one character").await?;
        browser.type_into("#new-subject", "The fern").await?;
        browser.reload().await?;
        ensure!(browser.value("#new-subject").await? == "The fern", "what was typed is kept");
        browser.click(("form button", "Create ticket")).await?;
        browser.wait_for_text("#ticket-title", "The fern").await?;

        // Nothing can be mailed yet, so a note is offered first.
        browser.click((".ticket-composer .segment", "Reply")).await?;
        browser.wait_for_text("#composer-reason", "isn’t set up").await?;
        browser.click((".ticket-composer .segment", "Note")).await?;
        browser.type_into("#ticket-text", "Ask the nursery").await?;
        browser.click((".ticket-composer button", "Add note")).await?;
        browser.wait_for_text(".said-box.note", "Ask the nursery").await?;
        choose(browser, "#ticket-priority", "High").await?;
        browser.wait_for_text(".thread .happening", "priority Normal → High").await?;

        owner.sets_up_mail(&mails).await?;
        browser.reload().await?;
        browser.wait_for_text("#composer-reason", "vera@example.org").await?;
        browser.type_into("#ticket-text", "Two are left").await?;
        browser.click((".ticket-composer button", "Send and solve")).await?;
        browser.wait_for_text(".said-box.ours", "Two are left").await?;
        shows(browser, "#ticket-status", "Solved").await?;
        shows(browser, "#ticket-assignee", "Anna").await?;
        browser.wait_for_text(".said-box.ours .delivery", "Mailed").await?;
        let mail = until("the reply", PATIENCE, async || Ok(mails.mails()?.pop())).await?;
        ensure!(mail.contains("Subject: Re: [#1] The fern") && mail.contains("Two are left"), "{mail}");
        ensure!(!mail.contains("Is the fern"), "nobody else's words");

        // It is gone from the list of what isn't solved, and found by its status; Back goes back.
        browser.find((".list-pane .row", "The fern")).await?;
        choose(browser, "#filter-status", "Open").await?;
        browser.wait_for_text(".list-pane .empty", "No ticket is like this").await?;
        choose(browser, "#filter-status", "Solved").await?;
        browser.find((".list-pane .row", "The fern")).await?;
        browser.script("history.back()", Vec::new()).await?;
        shows(browser, "#filter-status", "Open").await?;
        choose(browser, "#ticket-status", "Open").await?;
        browser.wait_for_text(".thread .happening:last-child", "status Solved → Open").await?;
        anna.is_sound().await?;
        owner.is_sound().await
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn two_tickets_become_one_and_the_second_of_two_agents_is_told() -> Result<()> {
    play("two_tickets_become_one", async |scene| {
        let owner = scene.owner().await?;
        let anna = scene.agent("Anna").await?;
        let browser = &anna.browser;
        for subject in ["The fern", "The fern again"] {
            anna.goes_to("Tickets").await?;
            browser.click(("main a", "New ticket")).await?;
            browser.type_into("#new-subject", subject).await?;
            browser.type_into("#new-text", "It has no leaves").await?;
            browser.click(("form button", "Create ticket")).await?;
            browser.wait_for_text("#ticket-title", subject).await?;
        }
        owner.goes_to("Tickets").await?;
        owner.browser.click((".list-pane .row", "The fern again")).await?;
        shows(&owner.browser, "#ticket-priority", "Normal").await?;
        choose(browser, "#ticket-priority", "High").await?;
        browser.wait_for_text(".thread", "priority Normal → High").await?;
        choose(&owner.browser, "#ticket-priority", "Low").await?;
        shows(&owner.browser, "#ticket-priority", "High").await?;

        browser.click((".reading .pane-head button", "Merge")).await?;
        browser.type_into("#merge-into", "2").await?;
        browser.wait_for_text("#merge-error", "the same ticket").await?;
        browser.type_into("#merge-into", &format!("{SELECT_ALL}1")).await?;
        browser.wait_for_text("dialog .kept", "The fern").await?;
        browser.click(("dialog button", "Merge")).await?;
        browser.wait_for_text(".thread", "merged into this ticket #2").await?;
        browser.click((".thread a", "#2")).await?;
        browser.wait_for_text(".ticket .kept", "goes on in #1").await?;
        browser.gone(".ticket-composer").await?;
        anna.is_sound().await
    })
    .await
}
