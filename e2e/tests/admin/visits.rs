//! Who is on the site, a chat that an agent begins, and the wall.

use anyhow::{Result, ensure};
use e2e::browser::Place;

use crate::SELECT_ALL;
use crate::scene::{Scene, play};

const BUBBLE: &str = ".invitation";

/// Lets agents see everyone who is on the demo site.
pub async fn show_everyone(scene: &mut Scene) -> Result<crate::scene::Admin> {
    let owner = scene.owner().await?;
    owner.opens_widget("Chat").await?;
    owner.browser.click((".segment", "Everyone’s")).await?;
    owner.saves().await?;
    Ok(owner)
}

#[tokio::test(flavor = "multi_thread")]
async fn an_agent_sees_who_is_there_and_speaks_first() -> Result<()> {
    play("an_agent_sees_who_is_there", async |scene| {
        let anna = scene.agent("Anna").await?;
        anna.goes_to("Visitors").await?;
        anna.browser.wait_for_text(".empty", "Visitors aren’t shown").await?;
        show_everyone(scene).await?;
        anna.goes_to("Inbox").await?;
        anna.goes_to("Visitors").await?;
        anna.browser.wait_for_text(".empty", "Nobody is on the site").await?;

        let vera = scene.visitor().await?;
        anna.browser.wait_for_text(".row.visit", "houseplants that forgive you").await?;
        anna.browser.wait_for_text(".row.visit", "Came directly").await?;
        vera.browser.script("history.pushState(null, '', '?page=product')", Vec::new()).await?;
        anna.browser.wait_for_text(".row.visit", "2 pages").await?;
        anna.browser.type_into("#visitors-find", "nowhere").await?;
        anna.browser.wait_for_text("main", "No visitor matches").await?;
        anna.browser.type_into("#visitors-find", &format!("{SELECT_ALL}product")).await?;
        anna.browser.click(".row.visit").await?;
        anna.browser.wait_for_text("dialog h2", "Visitor 1").await?;
        anna.browser.click("dialog summary").await?;
        ensure!(anna.browser.find_all("dialog .visit-trail li").await?.len() == 2, "the whole trail");
        anna.browser.type_into("#visit-text", SELECT_ALL).await?;
        anna.browser.type_into("#visit-text", "\u{e003}").await?;
        anna.browser.click(("dialog button", "Start a chat")).await?;
        anna.browser.wait_for_text("#visit-text-error", "at most 500").await?;
        anna.browser.type_into("#visit-text", "Shall I help with the fern?").await?;
        anna.browser.click(("dialog button", "Start a chat")).await?;
        anna.browser.wait_for_text("dialog [role=status]", "not seen yet").await?;
        anna.browser.find(("dialog button", "Take it back")).await?;
        let barriers = anna.browser.barriers().await?;
        ensure!(barriers.is_empty(), "axe found barriers: {barriers:#?}");

        // The page asks with every step, not only with its next beat.
        vera.browser.script("history.pushState(null, '', '?page=cart')", Vec::new()).await?;
        vera.browser.find((BUBBLE, "Shall I help with the fern?")).await?;
        vera.browser.find((BUBBLE, "Anna")).await?;
        anna.browser.wait_for_text("dialog [role=status]", "Sees the invitation").await?;
        vera.browser.click((".invitation button", "Chat with us")).await?;
        vera.browser.gone(BUBBLE).await?;
        anna.browser.wait_for_text("dialog [role=status]", "Opened the chat").await?;
        e2e::pages::panel_rests(&vera.browser).await?;
        vera.browser.turn_to(Place::Widget).await?;
        vera.fills_in("Sales", "Vera", "vera@example.org").await?;
        vera.reads(&["Shall I help with the fern?"]).await?;
        vera.says("Yes, please").await?;
        anna.browser.click(("dialog a", "Open the conversation")).await?;
        anna.has("Vera").await?;
        anna.reads(&["Shall I help with the fern?", "Yes, please"]).await?;
        anna.is_sound().await
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn an_invitation_is_taken_back_or_declined_and_who_leaves_is_gone() -> Result<()> {
    play("an_invitation_is_taken_back", async |scene| {
        show_everyone(scene).await?;
        let anna = scene.agent("Anna").await?;
        anna.goes_to("Visitors").await?;
        let vera = scene.visitor().await?;
        anna.browser.click(".row.visit").await?;
        anna.browser.click(("dialog button", "Start a chat")).await?;
        anna.browser.click(("dialog button", "Take it back")).await?;
        anna.browser.find(("dialog button", "Start a chat")).await?;
        anna.browser.click(("dialog button", "Start a chat")).await?;
        anna.browser.wait_for_text("dialog [role=status]", "not seen yet").await?;
        vera.browser.script("history.pushState(null, '', '?page=cart')", Vec::new()).await?;
        vera.browser.click(".invitation .dismiss").await?;
        vera.browser.gone(BUBBLE).await?;
        anna.browser.wait_for_text("dialog [role=status]", "Declined").await?;
        vera.browser.go("about:blank").await?;
        anna.browser.wait_for_text("dialog [role=status]", "has left the site").await?;
        anna.browser.click(("dialog button", "Close")).await?;
        anna.browser.wait_for_text(".empty", "Nobody is on the site").await?;
        anna.is_sound().await
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn the_wall_goes_on_by_itself() -> Result<()> {
    play("the_wall_goes_on_by_itself", async |scene| {
        let owner = scene.owner().await?;
        owner.goes_to("Wall").await?;
        owner.browser.wait_for_text("main", "Nobody waits").await?;
        let vera = scene.visitor().await?;
        vera.opens_chat().await?;
        vera.fills_in("Sales", "Vera", "vera@example.org").await?;
        vera.waits().await?;
        owner.browser.wait_for_text(".wall .pane-head", "1 waiting").await?;
        owner.browser.wait_for_text(".wall-time", "0:0").await?;
        let names = owner.browser.texts(".wall-line").await?;
        ensure!(names.iter().all(|line| !line.contains("Vera")), "many may see the screen: {names:?}");
        let anna = scene.agent("Anna").await?;
        anna.open("Vera").await?;
        anna.take().await?;
        anna.has("Vera").await?;
        owner.browser.wait_for_text("main", "Nobody waits").await?;
        owner.browser.wait_for_text(".wall-line", "1 of").await?;
        owner.browser.click(("main button", "Whole screen")).await?;
        let is_large = "return document.fullscreenElement?.classList.contains('wall') ?? false";
        e2e::until::until("the whole screen", e2e::browser::PATIENCE, async || {
            Ok((owner.browser.script(is_large, Vec::new()).await? == true).then_some(()))
        })
        .await?;
        owner.browser.script("document.exitFullscreen()", Vec::new()).await?;
        let plain = scene.agent("Clara").await?;
        ensure!(plain.browser.find_all((".rail a", "Wall")).await?.is_empty(), "not an agent's business");
        owner.is_sound().await
    })
    .await
}
