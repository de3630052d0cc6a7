//! Files that visitor and agent send each other, and those that don't get through.

use anyhow::{Result, ensure};
use e2e::cable::{State, Wire};
use e2e::driver::Engine;
use e2e::pages::Visit;

use crate::scene::play;

/// In Chromium, whose pages can make a drop that is like a person’s.
#[tokio::test(flavor = "multi_thread")]
async fn a_picture_goes_to_the_agent() -> Result<()> {
    play(Engine::Chromium, "a_picture_goes_to_the_agent", async |scene| {
        let (vera, anna) = scene.talk().await?;
        vera.drops_picture("fern.png").await?;
        vera.browser.find("#tray [data-card]").await?;
        vera.is_sound().await?;
        // A picture needs no words.
        vera.browser.click("#send").await?;
        vera.browser.gone("#tray [data-card]").await?;
        vera.browser.find("#log .mine .file img").await?;
        vera.last_is("read").await?;
        anna.browser.find(".timeline .file-picture img").await?;
        // It is there after a reload too.
        vera.reloads().await?;
        vera.opens_chat().await?;
        vera.browser.find("#log .mine .file img").await?;
        vera.is_sound().await
    })
    .await
}

pub async fn a_file_that_does_not_get_through_says_why(engine: Engine) -> Result<()> {
    play(engine, "a_file_that_does_not_get_through_says_why", async |scene| {
        let (vera, _anna) = scene.talk().await?;
        vera.drops_picture("program.exe").await?;
        is_refused(&vera).await?;
        vera.is_sound().await?;
        removes_it(&vera).await?;

        scene.cable.set(Wire::Visitor, State::Cut);
        vera.drops_picture("fern.png").await?;
        vera.browser.wait_for_text("#tray [data-failed] .state", "The upload was interrupted.").await?;
        scene.cable.set(Wire::Visitor, State::Plugged);
        vera.is_offline(false).await?;
        vera.browser.click("#tray [data-failed] .tool:nth-last-child(2)").await?;
        vera.browser.find("#tray [data-card]").await?;
        vera.browser.click("#send").await?;
        vera.browser.find("#log .mine .file img").await?;
        vera.browser.complaints_are_of_the_network().await
    })
    .await
}

pub async fn a_file_is_known_by_its_content_and_can_be_stopped(engine: Engine) -> Result<()> {
    play(engine, "a_file_is_known_by_its_content_and_can_be_stopped", async |scene| {
        let (vera, anna) = scene.talk().await?;
        scene.cable.hold("/api/visitor/files");
        vera.drops_picture("fern.png").await?;
        vera.browser.find("#tray [data-busy] progress").await?;
        vera.is_sound().await?;
        // A message waits for its files, and whoever stops them need not.
        vera.says("Never mind").await?;
        vera.reads(&[]).await?;
        vera.browser.click("#tray [data-busy] .tool:last-child").await?;
        vera.browser.gone("#tray li").await?;
        scene.cable.release();
        vera.browser.click("#send").await?;
        vera.reads(&["Never mind"]).await?;
        vera.is_sound().await?;

        vera.drops_program("price.pdf").await?;
        is_refused(&vera).await?;
        let barriers = vera.browser.barriers().await?;
        ensure!(barriers.is_empty(), "{barriers:#?}");
        // What is refused for what it is isn't tried again.
        vera.browser.gone("#tray .tool:nth-last-child(2)").await?;
        removes_it(&vera).await?;
        anna.reads(&["Never mind"]).await?;
        anna.browser.gone(".timeline .file").await
    })
    .await
}

async fn is_refused(vera: &Visit) -> Result<()> {
    vera.browser.wait_for_text("#tray [data-failed] .state", "Files of this kind aren’t accepted.").await
}

async fn removes_it(vera: &Visit) -> Result<()> {
    vera.browser.click("#tray [data-failed] .tool:last-child").await?;
    vera.browser.gone("#tray li").await
}
