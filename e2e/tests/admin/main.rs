//! Admins at the console: a widget made, dressed and saved while its preview follows; two admins at once; where the tag
//! was seen; and every page in every look.
//!
//! In Chromium, which can be told while it runs what its person prefers: what visitors see of it is shown in all engines
//! elsewhere.

mod bans;
mod bulk;
mod canned;
mod commands;
mod contacts;
mod desk;
mod finder;
mod halves;
mod looks;
mod mail;
mod notes;
mod push;
mod scene;
mod staff;
mod team;
mod tickets;
mod visits;

use anyhow::{Result, ensure};
use e2e::browser::Place;
use scene::{Scene, play};

/// Selects all that stands in a field, so that what is typed next replaces it.
const SELECT_ALL: &str = "\u{e009}a\u{e000}";
const DOWN: &str = "\u{e015}";
const ENTER: &str = "\u{e007}";
const BRAND: &str = "[id='look.light.brand']";
const GREETING: &str = "[id='texts.greeting']";

#[tokio::test(flavor = "multi_thread")]
async fn a_widget_is_made_and_found_again_and_deleted_by_its_name() -> Result<()> {
    play("a_widget_is_made", async |scene| {
        let owner = scene.owner().await?;
        owner.goes_to("Widgets").await?;
        owner.browser.click(("main button", "New widget")).await?;
        owner.browser.click(("dialog button", "Create")).await?;
        owner.browser.wait_for_text("#new-name-error", "Fill this in").await?;
        owner.browser.type_into("#new-name", "Outlet").await?;
        owner.browser.click(("dialog button", "Create")).await?;
        owner.browser.wait_for_text("#page-title", "Outlet").await?;
        owner.browser.type_into("#new-site", "outlet.example").await?;
        owner.browser.type_into("#new-site", ENTER).await?;
        owner.browser.wait_for_text(".site", "https://outlet.example").await?;
        owner.saves().await?;

        owner.goes_to("Widgets").await?;
        owner.browser.wait_for_text(".card-link", "https://outlet.example").await?;
        owner.browser.click((".card-link", "Outlet")).await?;
        owner.browser.click((".part button", "Delete widget")).await?;
        owner.browser.type_into("#danger-name", "Out").await?;
        owner.browser.click(("dialog button", "Delete widget")).await?;
        owner.browser.wait_for_text("#danger-name-error", "not the name").await?;
        owner.browser.type_into("#danger-name", "let").await?;
        owner.browser.click(("dialog button", "Delete widget")).await?;
        owner.browser.wait_for_text("#page-title", "Widgets").await?;
        owner.browser.gone((".card-link", "Outlet")).await?;
        owner.is_sound().await
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn what_an_owner_sets_is_previewed_at_once_and_shown_to_visitors_once_saved() -> Result<()> {
    play("what_an_owner_sets", async |scene| {
        let owner = scene.owner().await?;
        owner.opens_widget("Look").await?;
        owner.browser.type_into(BRAND, &format!("{SELECT_ALL}#ffe066")).await?;
        owner.browser.wait_for_text(".field-error", "Hard to read").await?;
        owner.browser.click((".save-bar button", "Save")).await?;
        owner.browser.wait_for_text("#fault-summary", "2 things need attention").await?;
        owner.browser.click((".colors button", "Take")).await?;
        owner.browser.click((".colors button", "Take")).await?;
        owner.browser.gone("#fault-summary").await?;

        owner.turns_to("Texts").await?;
        owner.browser.type_into(GREETING, "Welcome to the greenhouse").await?;
        owner.sees_in_preview("Welcome to the greenhouse").await?;

        owner.turns_to("Forms").await?;
        owner.browser.type_into("#before-name-handle", DOWN).await?;
        ensure!(
            owner.order_of("before").await? == ["topic", "email", "name"],
            "the arrow key moves the field"
        );
        ensure!(owner.browser.find("#before-name-handle:focus").await.is_ok(), "the focus stays with it");
        owner.browser.click((".choices button", "Phone")).await?;
        owner.sees_in_preview("Phone").await?;

        let early = scene.visitor().await?;
        early.opens_chat().await?;
        early.browser.find("#form #before-name").await?;
        let seen = early.browser.texts("#greeting").await?;
        ensure!(!seen.iter().any(|text| text.contains("greenhouse")), "nothing is saved yet: {seen:?}");

        owner.saves().await?;
        let late = scene.visitor().await?;
        late.opens_chat().await?;
        late.browser.wait_for_text("#greeting", "Welcome to the greenhouse").await?;
        late.browser.find("#form #before-phone").await?;
        let asked = late
            .browser
            .script(
                "return [...document.querySelectorAll('#before input')].map(field => field.name)",
                Vec::new(),
            )
            .await?;
        ensure!(asked == serde_json::json!(["email", "name", "phone"]), "fields in their new order: {asked}");
        owner.browser.turn_to(Place::Page).await?;
        owner.is_sound().await
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn the_invitation_that_is_being_written_is_previewed() -> Result<()> {
    play("the_invitation_that_is_being_written", async |scene| {
        let owner = scene.owner().await?;
        owner.opens_widget("Invitations").await?;
        for text in ["Anything green?", "Anything blue?"] {
            owner.browser.click("#invitation-add").await?;
            owner.browser.type_into("li:last-child [id^='invitations.'][id$='.text']", text).await?;
            owner.sees_in_preview(text).await?;
        }
        owner.browser.type_into("li:first-child [id^='invitations.'][id$='.text']", " Or red?").await?;
        owner.sees_in_preview("Anything green? Or red?").await
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn leaving_with_unsaved_changes_asks_and_a_reload_keeps_them() -> Result<()> {
    play("leaving_with_unsaved_changes", async |scene| {
        let owner = scene.owner().await?;
        owner.opens_widget("Basics").await?;
        owner.browser.type_into("#name", " and more").await?;
        owner.browser.click((".rail a", "Inbox")).await?;
        owner.browser.wait_for_text("dialog", "Leave without saving?").await?;
        owner.browser.click(("dialog button", "Stay here")).await?;
        owner.browser.gone("dialog").await?;
        ensure!(owner.browser.value("#name").await?.ends_with(" and more"), "nothing is lost");
        let kept = "return sessionStorage.getItem('frontdesk.console.widget.demo') !== null";
        ensure!(owner.browser.script(kept, Vec::new()).await? == true, "a reload would find it");
        owner.browser.script("history.back()", Vec::new()).await?;
        owner.browser.wait_for_text("dialog", "Leave without saving?").await?;
        owner.browser.click(("dialog button", "Discard changes")).await?;
        owner.browser.gone("dialog").await?;
        owner.opens_widget("Basics").await?;
        ensure!(!owner.browser.value("#name").await?.ends_with(" and more"), "what is discarded is gone");
        owner.is_sound().await
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn the_second_of_two_admins_decides_knowingly() -> Result<()> {
    play("the_second_of_two_admins", async |scene| {
        let owner = scene.owner().await?;
        let manager = scene.manager("Mona").await?;
        owner.opens_widget("Basics").await?;
        manager.opens_widget("Basics").await?;
        owner.browser.type_into("#name", &format!("{SELECT_ALL}Owner's")).await?;
        owner.saves().await?;
        manager.browser.type_into("#name", &format!("{SELECT_ALL}Manager's")).await?;
        manager.browser.click((".save-bar button", "Save")).await?;
        manager.browser.wait_for_text("dialog td", "Owner's").await?;
        manager.browser.wait_for_text("dialog td", "Manager's").await?;
        manager.browser.click(("dialog button", "Show theirs")).await?;
        manager.browser.wait_for_text("#page-title", "Owner's").await?;
        manager.browser.click((".kept button", "Use mine")).await?;
        manager.saves().await?;
        owner.opens_widget("Basics").await?;
        ensure!(owner.browser.value("#name").await? == "Manager's", "the second one's version holds");
        Ok(())
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn the_checker_says_where_the_tag_was_seen() -> Result<()> {
    play("the_checker", async |scene| {
        let owner = scene.owner().await?;
        owner.opens_widget("Install").await?;
        owner.browser.wait_for_text(".code", "/w/demo.js").await?;
        owner.browser.wait_for_text(".part", "Not seen yet").await?;
        scene.visitor().await?;
        owner.browser.wait_for_text(".sighting[data-allowed=true]", &scene.server.demo_origin()).await?;
        owner.is_sound().await
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn widgets_are_none_of_an_agents_business() -> Result<()> {
    play("widgets_are_none", async |scene: &mut Scene| {
        let anna = scene.agent("Anna").await?;
        anna.browser.find((".rail a", "Tickets")).await?;
        ensure!(anna.browser.find_all((".rail a", "Widgets")).await?.is_empty(), "no way there");
        anna.browser.go(&format!("{}/console/widgets", scene.server.origin())).await?;
        anna.browser.find("#inbox-waiting").await?;
        anna.is_sound().await
    })
    .await
}
