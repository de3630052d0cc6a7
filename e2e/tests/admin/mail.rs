//! An owner sets up outgoing mail against a real mail server, and looks after what it doesn't take.

use anyhow::{Result, ensure};
use e2e::browser::PATIENCE;
use e2e::mail::{MailServer, PASSWORD, USER};
use e2e::until::until;

use crate::SELECT_ALL;
use crate::scene::{Admin, play};

#[tokio::test(flavor = "multi_thread")]
async fn mail_is_tried_until_it_works_and_a_link_is_mailed() -> Result<()> {
    play("mail_is_tried", async |scene| {
        let mails = MailServer::start().await?;
        let owner = scene.owner().await?;
        let browser = &owner.browser;
        invites(&owner, "Anna", "anna@example.org").await?;
        browser.wait_for_text("dialog", "Mail isn’t set up yet").await?;
        browser.click(("dialog a", "Set up mail")).await?;
        browser.wait_for_text("#page-title", "Outgoing mail").await?;
        browser.wait_for_text(".kept", "Mail isn’t set up yet").await?;

        browser.click((".part button", "Send a test mail")).await?;
        browser.wait_for_text("#fault-summary", "2 things need attention").await?;
        browser.type_into("#host", "127.0.0.1").await?;
        browser.click((".segment", "None")).await?;
        ensure!(browser.value("#port").await? == "25", "the port follows the encryption");
        browser.type_into("#port", &format!("{SELECT_ALL}{}", mails.port)).await?;
        browser.type_into("#user", USER).await?;
        browser.type_into("#password", "wrong").await?;
        browser.type_into("#sender_address", "chat@shop.example").await?;
        browser.click((".part button", "Send a test mail")).await?;
        browser.wait_for_text(".verdict.bad", "doesn’t accept the user name and password").await?;
        browser.wait_for_text(".server-words", "535").await?;
        ensure!(browser.value("#password").await? == "wrong", "nothing typed is lost");

        browser.type_into("#password", &format!("{SELECT_ALL}{PASSWORD}")).await?;
        browser.click((".part button", "Send a test mail")).await?;
        browser.wait_for_text(".verdict.good", "has taken the mail for owner@localhost").await?;
        ensure!(mails.mails()?.len() == 1, "the server has it");
        owner.saves().await?;
        browser.gone(".kept").await?;
        ensure!(browser.value("#password").await?.is_empty(), "it is never shown again");
        browser.wait_for_text("#password-kept", "A password is kept").await?;

        invites(&owner, "Boris", "boris@example.org").await?;
        browser.wait_for_text("dialog", "Also mailed to boris@example.org").await?;
        let mail =
            until("the mail with the link", PATIENCE, async || Ok(mails.mails()?.into_iter().nth(1))).await?;
        ensure!(mail.contains("To: boris@example.org") && mail.contains("/console/welcome#"), "{mail}");
        browser.click(("dialog button", "Close")).await?;
        owner.is_sound().await
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_given_up_is_shown_tried_again_and_thrown_away() -> Result<()> {
    play("what_was_given_up", async |scene| {
        let mails = MailServer::start().await?;
        let owner = scene.owner().await?;
        let browser = &owner.browser;
        owner.sets_up_mail(&mails).await?;
        browser.wait_for_text(".part", "Nothing waits").await?;
        for (name, email) in [("Anna", "refuse-once-anna@example.org"), ("Boris", "refuse-boris@example.org")]
        {
            invites(&owner, name, email).await?;
            browser.click(("dialog button", "Close")).await?;
        }

        owner.goes_to("Mail").await?;
        browser.wait_for_text(".outbox-counts", "2 given up").await?;
        browser.wait_for_text(".mail", "550 5.1.1 There is no such mailbox").await?;
        browser.click("[aria-label='Try again: refuse-once-anna@example.org']").await?;
        browser.wait_for_text(".outbox-counts", "1 given up · 1 sent in 30 days").await?;
        let mail = until("the mail", PATIENCE, async || Ok(mails.mails()?.pop())).await?;
        ensure!(mail.contains("To: refuse-once-anna@example.org"), "{mail}");
        owner.is_sound().await?;

        browser.click("[aria-label='Throw away: refuse-boris@example.org']").await?;
        browser.click(("dialog button", "Cancel")).await?;
        browser.gone("dialog").await?;
        browser.click("[aria-label='Throw away: refuse-boris@example.org']").await?;
        browser.click(("dialog button", "Throw away")).await?;
        browser.wait_for_text(".part", "Nothing waits").await?;
        owner.is_sound().await
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_transcript_is_mailed_once_the_agent_has_seen_where_to() -> Result<()> {
    play("a_transcript_is_mailed", async |scene| {
        let mails = MailServer::start().await?;
        let owner = scene.owner().await?;
        let browser = &owner.browser;
        let vera = scene.visitor().await?;
        vera.opens_chat().await?;
        vera.fills_in("Sales", "Vera", "vera@example.org").await?;
        vera.waits().await?;
        vera.says("Is the fern still to be had?").await?;
        owner.sees_waiting("Vera").await?;
        owner.open("Vera").await?;
        owner.take().await?;
        owner.has("Vera").await?;
        asks_to_mail(&owner).await?;
        browser.click(("dialog button", "Mail it")).await?;
        browser.wait_for_text("dialog .field-error", "Mail isn’t set up").await?;
        browser.click(("dialog a", "Set up mail")).await?;
        owner.sets_up_mail(&mails).await?;

        owner.goes_to("Inbox").await?;
        owner.open("Vera").await?;
        asks_to_mail(&owner).await?;
        browser.wait_for_text("dialog", "vera@example.org").await?;
        let barriers = browser.barriers().await?;
        ensure!(barriers.is_empty(), "axe found barriers: {barriers:#?}");
        browser.click(("dialog button", "Mail it")).await?;
        browser.wait_for_text(".toast", "on its way to vera@example.org").await?;
        let mail = until("the transcript", PATIENCE, async || Ok(mails.mails()?.pop())).await?;
        ensure!(mail.contains("To: vera@example.org") && mail.contains("Is the fern still"), "{mail}");
        Ok(())
    })
    .await
}

async fn asks_to_mail(owner: &Admin) -> Result<()> {
    owner.browser.click("button.square[popovertarget=conversation-menu]").await?;
    owner.browser.click(("#conversation-menu button", "Mail the transcript")).await
}

async fn invites(owner: &Admin, name: &str, email: &str) -> Result<()> {
    owner.goes_to("Agents").await?;
    owner.browser.click(("main button", "New agent")).await?;
    owner.browser.type_into("#new-name", name).await?;
    owner.browser.type_into("#new-email", email).await?;
    owner.browser.click(("dialog button", "Create")).await?;
    owner.browser.wait_for_text("dialog code", "/console/welcome#").await
}
