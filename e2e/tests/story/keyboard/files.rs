//! Files by keyboard. The system's own dialog to pick them in is left out: it answers at once.

use anyhow::Result;
use e2e::cable::{State, Wire};
use e2e::driver::Engine;
use e2e::pages::Visit;
use e2e::pages::keys::{ENTER, SPACE};

use super::talk;
use crate::scene::play;

pub async fn files_are_picked_stopped_and_sent_by_keyboard(engine: Engine) -> Result<()> {
    play(engine, "files_are_picked_stopped_and_sent_by_keyboard", async |scene| {
        let (vera, anna) = talk(scene).await?;
        vera.listens().await?;
        vera.picks_pictures_at_once().await?;
        // Stopped on its way.
        scene.cable.hold("/api/visitor/files");
        picks(&vera).await?;
        vera.browser.find("#tray [data-busy]").await?;
        vera.tabs_back_to("#tray .tool").await?;
        vera.presses(ENTER).await?;
        vera.browser.gone("#tray li").await?;
        vera.focus_is_on("#composer").await?;
        scene.cable.release();

        // Broken on its way, and tried again.
        scene.cable.set(Wire::Visitor, State::Cut);
        picks(&vera).await?;
        vera.browser.find("#tray [data-failed]").await?;
        vera.was_told_once("The upload was interrupted.").await?;
        scene.cable.set(Wire::Visitor, State::Plugged);
        vera.is_offline(false).await?;
        vera.focus_is_on("#composer").await?;
        vera.tabs_back_to("#tray .tool:nth-last-child(2)").await?;
        vera.presses(SPACE).await?;
        vera.browser.find("#tray [data-card]").await?;
        vera.focus_is_on("#composer").await?;
        vera.was_told_once("ready to send").await?;

        // Taken out again although it is there.
        vera.tabs_back_to("#tray .tool").await?;
        vera.presses(SPACE).await?;
        vera.browser.gone("#tray li").await?;
        vera.focus_is_on("#composer").await?;

        // Sent without a word, by the button.
        picks(&vera).await?;
        vera.browser.find("#tray [data-card]").await?;
        vera.tabs_to("#send").await?;
        vera.presses(ENTER).await?;
        vera.browser.gone("#tray li").await?;
        vera.browser.find("#rows .mine .file img").await?;
        vera.focus_is_on("#composer").await?;
        vera.last_is("read").await?;
        anna.browser.find(".timeline .file-picture img").await?;
        vera.tabs_back_to("#rows .file[aria-label='Open fern.png']").await?;
        vera.has_kept_focus().await?;
        vera.leaves_panel().await
    })
    .await
}

/// By the button beside the composer.
async fn picks(vera: &Visit) -> Result<()> {
    vera.tabs_to("[data-extra=files]").await?;
    vera.presses(ENTER).await?;
    vera.browser.find("#tray li").await?;
    vera.focus_is_on("#composer").await
}
