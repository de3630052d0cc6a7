//! A canned response is written by an owner, found by an agent with a slash, filled in, changed and sent.

use anyhow::{Result, ensure};
use e2e::browser::Browser;

use crate::scene::{Admin, play};

const ESCAPE: &str = "\u{e00c}";
const DOWN: &str = "\u{e015}";
const ENTER: &str = "\u{e007}";
/// What is marked in the composer.
const MARKED: &str = "const area = document.querySelector('#composer');
    return area.value.slice(area.selectionStart, area.selectionEnd);";

#[tokio::test(flavor = "multi_thread")]
async fn a_response_is_written_once_and_answered_with() -> Result<()> {
    play("a_canned_response", async |scene| {
        let owner = scene.owner().await?;
        let browser = &owner.browser;
        owner.goes_to("Responses").await?;
        browser.wait_for_text(".empty", "No canned responses yet").await?;
        browser.click((".empty a", "New response")).await?;
        browser.type_into("[id='texts.en']", "Hello {name}, welcome!").await?;
        browser.click((".save-bar button", "Save")).await?;
        browser.wait_for_text("#fault-summary", "There is no variable name").await?;
        browser.wait_for_text("#title-error", "Fill this in").await?;
        browser.type_into("[id='texts.en']", &format!("{}Hello ", crate::SELECT_ALL)).await?;
        browser.click((".chips button", "Visitor’s name")).await?;
        ensure!(
            browser.value("[id='texts.en']").await? == "Hello {visitor_name}",
            "it goes where the cursor is"
        );
        browser.type_into("[id='texts.en']", "!").await?;
        browser.type_into("[id='texts.pl']", "Dzień dobry!").await?;
        browser.type_into("#title", "Welcome").await?;
        browser.type_into("#shortcut", "hi").await?;
        browser.type_into("#category", "Greetings").await?;
        owner.saves().await?;
        browser.wait_for_text("#page-title", "Welcome").await?;
        makes(&owner, "Bank account", "Our bank account of {visitor_company}: 12 34").await?;

        let (vera, anna) = scene.talk().await?;
        let browser = &anna.browser;
        browser.type_into("#composer", "1/2 is no call, this is: ").await?;
        calls(browser, "/").await?;
        browser.wait_for_text(".canned-line", "Welcome").await?;
        let barriers = browser.barriers().await?;
        ensure!(barriers.is_empty(), "axe found barriers: {barriers:#?}");
        browser.type_into("#canned-search", "nowhere").await?;
        browser.wait_for_text(".canned .empty", "Nothing fits").await?;
        browser.type_into("#canned-search", ESCAPE).await?;
        browser.gone(".canned").await?;
        let typed = browser.value("#composer").await?;
        ensure!(typed == "1/2 is no call, this is: /nowhere", "nothing typed is lost: {typed:?}");

        calls(browser, &format!("{}/", crate::SELECT_ALL)).await?;
        browser.type_into("#canned-search", "account").await?;
        browser.wait_for_text(".canned-line[aria-selected=true]", "Bank account").await?;
        browser.type_into("#canned-search", ENTER).await?;
        browser.gone(".canned").await?;
        let marked = browser.script(MARKED, Vec::new()).await?;
        ensure!(marked == "{visitor_company}", "what nobody knows is marked: {marked}");

        calls(browser, &format!("{}\u{e003}/", crate::SELECT_ALL)).await?;
        browser.type_into("#canned-search", &format!("{DOWN}{DOWN}")).await?;
        browser.click((".canned-tab", "Greetings")).await?;
        browser.click((".canned-line", "Welcome")).await?;
        ensure!(browser.value("#composer").await? == "Hello Vera!", "filled in");
        browser.type_into("#composer", " What can I do?").await?;
        browser.type_into("#composer", ENTER).await?;
        vera.reads(&["Hello Vera! What can I do?"]).await?;

        let browser = &owner.browser;
        owner.goes_to("Responses").await?;
        browser.click((".entry-link", "Welcome")).await?;
        browser.click((".part button", "Delete response")).await?;
        browser.click(("dialog button", "Delete response")).await?;
        browser.gone((".entry-link", "Welcome")).await?;
        browser.find((".entry-link", "Bank account")).await?;
        owner.is_sound().await?;
        anna.is_sound().await
    })
    .await
}

/// Presses keys in the composer, the last of which opens the picker.
async fn calls(browser: &Browser, keys: &str) -> Result<()> {
    browser.find("#composer").await?.send_keys(keys).await?;
    browser.find("#canned-search:focus").await.map(drop)
}

/// Makes a response with no more than a title and an English text.
async fn makes(owner: &Admin, title: &str, text: &str) -> Result<()> {
    let browser = &owner.browser;
    owner.goes_to("Responses").await?;
    browser.click(("main a", "New response")).await?;
    browser.type_into("#title", title).await?;
    browser.type_into("[id='texts.en']", text).await?;
    owner.saves().await?;
    browser.wait_for_text("#page-title", title).await
}
