//! Files that visitor and agent send each other.

use anyhow::Result;
use e2e::driver::Engine;

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
