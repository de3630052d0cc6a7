//! A visitor becomes a contact: added from the conversation, changed where the card stands, with a field of the admin's own
//! and what was before beside it.

use anyhow::{Result, ensure};

use e2e::browser::{Browser, Scheme};

use crate::scene::play;
use crate::{ENTER, SELECT_ALL};

const ESCAPE: &str = "\u{e00c}";

#[tokio::test(flavor = "multi_thread")]
async fn a_visitor_becomes_a_contact_and_is_known_from_then_on() -> Result<()> {
    play("a_visitor_becomes_a_contact", async |scene| {
        let owner = scene.owner().await?;
        let browser = &owner.browser;
        owner.goes_to("Fields").await?;
        browser.find(("[data-list=contact-fields]", "First name")).await?;
        browser.click(("main button", "New field")).await?;
        browser.click(("dialog button", "Save")).await?;
        browser.wait_for_text("#contact-field-label-error", "Fill this in").await?;
        browser.type_into("#contact-field-label", "Plan").await?;
        browser.click(("dialog button", "Save")).await?;
        browser.find(("[data-list=contact-fields] strong", "Plan")).await?;
        owner.is_sound().await?;

        let (vera, anna) = scene.talk().await?;
        let browser = &anna.browser;
        browser.click((".panel-unknown button", "Add to contacts")).await?;
        browser.type_into("#new-contact-last_name", "Lund").await?;
        browser.type_into("#new-contact-phones-0", "call me").await?;
        browser.click(("dialog button", "Create")).await?;
        browser.wait_for_text("#new-contact-phones-0-error", "no phone number").await?;
        browser.type_into("#new-contact-phones-0", &format!("{SELECT_ALL}+48 22 123 45 67")).await?;
        browser.click(("dialog button", "Create")).await?;
        browser.wait_for_text(".panel-contact", "Vera Lund").await?;
        browser.wait_for_text("#contact-emails-0-value", "vera@example.org").await?;
        browser.find(".addresses a[href='tel:+48221234567']").await?;

        // Changed where it stands: Enter saves, Escape undoes, and what is wrong stays there to be mended.
        browser.click("#contact-company-value").await?;
        browser.type_into("#contact-company", &format!("{SELECT_ALL}Fern{ENTER}")).await?;
        browser.wait_for_text("#contact-company-value", "Fern").await?;
        browser.click("#contact-company-value").await?;
        browser.type_into("#contact-company", &format!("{SELECT_ALL}Else{ESCAPE}")).await?;
        browser.wait_for_text("#contact-company-value", "Fern").await?;
        browser.click("#contact-emails-0-value").await?;
        browser.type_into("#contact-emails-0", &format!("{SELECT_ALL}nowhere{ENTER}")).await?;
        browser.wait_for_text("#contact-emails-0-error", "e-mail").await?;
        browser.type_into("#contact-emails-0", &format!("{SELECT_ALL}vera@fern.example{ENTER}")).await?;
        browser.wait_for_text("#contact-emails-0-value", "vera@fern.example").await?;
        browser.click("#contact-add-tag").await?;
        browser.type_into("#contact-tag", &format!("{SELECT_ALL}VIP{ENTER}")).await?;
        browser.wait_for_text(".tag", "VIP").await?;
        // What a colleague changes is there at once.
        owner.goes_to("Contacts").await?;
        owner.browser.click((".entry-link", "Vera Lund")).await?;
        owner.browser.click("#contact-company-value").await?;
        owner.browser.type_into("#contact-company", &format!("{SELECT_ALL}Fern & Co{ENTER}")).await?;
        browser.wait_for_text("#contact-company-value", "Fern & Co").await?;
        // The admin's own field stands beside the conversation.
        browser.click("[id^='contact-value-'][id$='-value']").await?;
        browser.type_into("input[id^='contact-value-']", &format!("{SELECT_ALL}Gold{ENTER}")).await?;
        browser.wait_for_text("[id^='contact-value-'][id$='-value']", "Gold").await?;
        browser.type_into("#contact-notes", "Likes ferns").await?;
        browser.click("#composer").await?;
        vera.goes_to("/?page=product").await?;
        vera.opens_chat().await?;
        browser.wait_for_text(".trail li:nth-child(2)", "?page=product").await?;
        browser.click((".panel-part summary", "History")).await?;
        browser.wait_for_text(".history-line[aria-current]", "Anna").await?;
        only_refused(browser, "422").await?;
        anna.is_sound().await?;
        browser.set_viewport(360, 740).await?;
        browser.set_scheme(Scheme::Dark).await?;
        browser.click(".panel-toggle").await?;
        browser.find(".panel.unfolded").await?;
        anna.is_sound().await?;
        let overflow = "return document.documentElement.scrollWidth > innerWidth";
        ensure!(browser.script(overflow, Vec::new()).await? == false, "the panel is wider than a phone");
        browser.set_scheme(Scheme::Light).await?;
        browser.set_viewport(1440, 900).await?;

        browser.click(".panel-contact a").await?;
        browser.wait_for_text("#page-title", "Vera Lund").await?;
        browser.wait_for_text(".contact-page .history", "Sales").await?;
        let notes =
            browser.script("return document.querySelector('#contact-notes').value", Vec::new()).await?;
        ensure!(notes == "Likes ferns", "the notes were saved as they were left: {notes}");
        browser.gone((".contact-page button", "Delete")).await?;
        anna.is_sound().await?;

        browser.click((".entry-actions a", "Ticket")).await?;
        browser.find("#new-email").await?;
        let begun = (browser.value("#new-name").await?, browser.value("#new-email").await?);
        ensure!(
            begun == ("Vera Lund".into(), "vera@fern.example".into()),
            "the ticket is for her: {begun:?}"
        );
        anna.goes_to("Contacts").await?;
        browser.type_into("#contacts-find", "lun fern").await?;
        browser.wait_for_text(".contact-lines", "Vera Lund").await?;
        browser.type_into("#contacts-find", &format!("{SELECT_ALL}nobody")).await?;
        browser.wait_for_text(".empty", "Nobody fits").await?;
        anna.is_sound().await
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn two_who_change_the_same_see_each_other_and_two_cards_become_one() -> Result<()> {
    play("two_who_change_the_same", async |scene| {
        let owner = scene.owner().await?;
        let browser = &owner.browser;
        for (first, email) in [("Ira", "ira@example.org"), ("Irena", "i@fern.example")] {
            owner.goes_to("Contacts").await?;
            browser.click(("main button", "New contact")).await?;
            browser.type_into("#new-contact-first_name", first).await?;
            browser.type_into("#new-contact-emails-0", email).await?;
            browser.click(("dialog button", "Create")).await?;
            browser.wait_for_text("#page-title", first).await?;
        }
        let anna = scene.agent("Anna").await?;
        anna.goes_to("Contacts").await?;
        anna.browser.click((".entry-link", "Irena")).await?;
        anna.browser.click("#contact-company-value").await?;
        anna.browser.type_into("#contact-company", "Theirs").await?;

        browser.click("#contact-company-value").await?;
        browser.type_into("#contact-company", &format!("{SELECT_ALL}Fern & Co{ENTER}")).await?;
        browser.wait_for_text("#contact-company-value", "Fern & Co").await?;
        anna.browser.type_into("#contact-company", ENTER).await?;
        anna.browser.wait_for_text(".clash", "Fern & Co").await?;
        only_refused(&anna.browser, "409").await?;
        anna.is_sound().await?;
        anna.browser.click((".clash button", "Take theirs")).await?;
        anna.browser.wait_for_text("#contact-company-value", "Fern & Co").await?;

        browser.click((".pane-head button", "Merge")).await?;
        browser.click(("dialog .choice", "Ira")).await?;
        browser.wait_for_text("dialog", "Irena goes up in Ira").await?;
        browser.click(("dialog button", "Merge")).await?;
        browser.wait_for_text("#contact-company-value", "Fern & Co").await?;
        browser.wait_for_text("#contact-emails-1-value", "i@fern.example").await?;
        browser.click((".pane-head button", "Delete")).await?;
        browser.wait_for_text("dialog", "0 conversations").await?;
        browser.click(("dialog button", "Delete")).await?;
        browser.wait_for_text(".empty", "No contacts yet").await?;
        owner.is_sound().await
    })
    .await
}

/// Chromium logs what the server has refused, as it was meant to; there must be nothing else.
async fn only_refused(browser: &Browser, status: &str) -> Result<()> {
    let complaints = browser.complaints().await?;
    let words = format!("responded with a status of {status}");
    ensure!(complaints.iter().all(|one| one.contains(&words)), "more than what is refused: {complaints:#?}");
    Ok(())
}
