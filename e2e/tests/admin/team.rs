//! Two colleagues write to each other: alone with files, in a group, and with the network gone in between.

use anyhow::{Result, ensure};
use e2e::browser::Browser;

use crate::scene::play;

const ENTER: &str = "\u{e007}";
const OWN: &str = ".message.ours .bubble";
const THEIRS: &str = ".message.theirs .bubble";

#[tokio::test(flavor = "multi_thread")]
async fn colleagues_write_to_each_other_alone_and_in_a_group() -> Result<()> {
    play("colleagues_write", async |scene| {
        let anna = scene.agent("Anna").await?;
        let boris = scene.agent("Boris").await?;
        let clara = scene.agent("Clara").await?;
        anna.goes_to("Team").await?;
        anna.browser.wait_for_text(".empty", "Nothing said yet").await?;
        anna.browser.click((".pane-head button", "New message")).await?;
        anna.browser.click(("dialog button", "Write")).await?;
        anna.browser.wait_for_text("dialog .field-error", "Pick at least one colleague").await?;
        anna.browser.type_into("#choosing-search", "bor").await?;
        anna.browser.click(("dialog .choice", "Boris")).await?;
        anna.browser.click(("dialog button", "Write")).await?;
        anna.browser.wait_for_text("#room-title", "Boris").await?;
        writes(&anna.browser, "Who has the key?").await?;
        anna.browser.find(".message.ours .tick[data-state=sent]").await?;

        // Boris is elsewhere and sees that somebody wrote.
        boris.browser.find(".rail-link .rail-badge").await?;
        boris.goes_to("Team").await?;
        boris.browser.wait_for_text(".row .row-preview", "Who has the key?").await?;
        boris.browser.wait_for_text(".row .badge", "1").await?;
        boris.browser.click((".row", "Anna")).await?;
        boris.browser.wait_for_text(THEIRS, "Who has the key?").await?;
        boris.browser.gone(".row .badge").await?;
        anna.browser.find(".message.ours .tick[data-state=read]").await?;
        boris.browser.type_into("#composer", "I have").await?;
        anna.browser.wait_for_text(".types", "Boris is typing").await?;
        boris.browser.type_into("#composer", ENTER).await?;
        anna.browser.wait_for_text(THEIRS, "I have").await?;
        attaches(&boris.browser).await?;
        writes(&boris.browser, "This one").await?;
        anna.browser.wait_for_text(".message.theirs .file-chip", "key.txt").await?;
        let link =
            "return fetch(document.querySelector('.theirs .file-chip').href).then(answer => answer.text())";
        ensure!(anna.browser.script(link, Vec::new()).await? == "the key", "it can be fetched");

        // What is deleted is gone for both.
        anna.browser.click(".message.ours .delete-message").await?;
        anna.browser.click(("dialog button", "Delete message")).await?;
        boris.browser.wait_for_text(".gone-message", "Message deleted").await?;
        anna.browser.gone(OWN).await?;

        // A group, which grows and is left.
        anna.browser.click((".pane-head button", "New message")).await?;
        for name in ["Boris", "Clara"] {
            anna.browser.click(("dialog .choice", name)).await?;
        }
        anna.browser.click(("dialog button", "Make group")).await?;
        anna.browser.wait_for_text("#group-name-error", "Give the group a name").await?;
        anna.browser.type_into("#group-name", "Night shift").await?;
        anna.browser.click(("dialog button", "Make group")).await?;
        anna.browser.wait_for_text("#room-title", "Night shift").await?;
        writes(&anna.browser, "Good evening").await?;
        clara.goes_to("Team").await?;
        clara.browser.click((".row", "Night shift")).await?;
        clara.browser.wait_for_text(THEIRS, "Good evening").await?;
        clara.browser.wait_for_text(".happening", "Anna made this group with Boris, Clara").await?;
        clara.browser.click("[aria-label='Group and people']").await?;
        clara.browser.type_into("#group-name", &format!("{}Day shift", crate::SELECT_ALL)).await?;
        clara.browser.click(("dialog button", "Rename")).await?;
        anna.browser.wait_for_text("#room-title", "Day shift").await?;
        clara.browser.click(("dialog button", "Leave group")).await?;
        clara.browser.click(("dialog button", "Leave group")).await?;
        clara.browser.gone((".row", "Day shift")).await?;
        anna.browser.wait_for_text(".happening", "Clara left the group").await?;
        for who in [&anna, &boris, &clara] {
            who.is_sound().await?;
        }
        Ok(())
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_written_to_colleagues_without_a_network_arrives_later() -> Result<()> {
    play("what_is_written_to_colleagues", async |scene| {
        let anna = scene.agent("Anna").await?;
        let boris = scene.agent("Boris").await?;
        anna.goes_to("Team").await?;
        anna.browser.click((".pane-head button", "New message")).await?;
        anna.browser.click(("dialog .choice", "Boris")).await?;
        anna.browser.click(("dialog button", "Write")).await?;
        writes(&anna.browser, "One").await?;
        anna.browser.find(".message.ours .tick[data-state=sent]").await?;
        anna.browser.type_into("#composer", "A draft").await?;
        anna.goes_to("Inbox").await?;
        anna.goes_to("Team").await?;
        anna.browser.click((".row", "Boris")).await?;
        ensure!(anna.browser.value("#composer").await? == "A draft", "a draft is kept");
        scene.server.kill().await?;
        anna.browser.find(".banner").await?;
        writes(&anna.browser, &format!("{}Two", crate::SELECT_ALL)).await?;
        writes(&anna.browser, "Three").await?;
        anna.browser.find(".message.unsent .tick[data-state=sending]").await?;
        scene.server.restart().await?;
        anna.browser.gone(".message.unsent").await?;
        boris.goes_to("Team").await?;
        boris.browser.click((".row", "Anna")).await?;
        boris.browser.wait_for_text(THEIRS, "Three").await?;
        let said = boris.browser.texts(THEIRS).await?;
        ensure!(said == ["One", "Two", "Three"], "in order and once: {said:?}");
        Ok(())
    })
    .await
}

async fn writes(browser: &Browser, text: &str) -> Result<()> {
    browser.type_into("#composer", text).await?;
    browser.type_into("#composer", ENTER).await?;
    browser.wait_for_text(OWN, text.trim_start_matches(crate::SELECT_ALL)).await
}

/// Drops a file onto the room.
async fn attaches(browser: &Browser) -> Result<()> {
    let drop = "const files = new DataTransfer();
        files.items.add(new File(['the key'], 'key.txt', { type: 'text/plain' }));
        const how = { dataTransfer: files, bubbles: true, cancelable: true };
        document.querySelector('.talk').dispatchEvent(new DragEvent('dragover', how));
        document.querySelector('.talk').dispatchEvent(new DragEvent('drop', how));";
    browser.script(drop, Vec::new()).await?;
    browser.wait_for_text(".tray-item", "key.txt").await?;
    browser.gone(".tray-item progress").await
}
