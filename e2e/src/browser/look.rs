//! How the page is shown: size, light and dark, pictures.

use std::path::Path;

use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};
use thirtyfour::bidi::modules::browsing_context::Viewport;

use super::{Browser, PATIENCE};
use crate::driver::Engine;
use crate::until::until;

/// What the person prefers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scheme {
    /// Dark text on light ground.
    Light,
    /// Light text on dark ground.
    Dark,
}

impl Browser {
    /// Gives the page exactly this much room, in CSS pixels. Turn to the page before, not to the widget.
    ///
    /// # Errors
    /// When the browser refuses or gives another size.
    pub async fn set_viewport(&self, width: u32, height: u32) -> Result<()> {
        if self.engine.has_bidi() {
            let bidi = self.session().bidi().await?;
            let contexts = bidi.browsing_context();
            contexts.set_viewport(contexts.top_level().await?, Some(Viewport { width, height })).await?;
        } else {
            self.session().set_window_rect(0, 0, width, height).await?;
        }
        // A window without a window manager takes its new size when it gets to it.
        let expected = json!([width, height]);
        until(&format!("a viewport of {width} x {height}"), PATIENCE, async || {
            Ok((self.script("return [innerWidth, innerHeight]", Vec::new()).await? == expected).then_some(()))
        })
        .await
    }

    /// Makes the person prefer light or dark. Only Chromium can be told while it runs.
    ///
    /// # Errors
    /// When the browser refuses.
    pub async fn set_scheme(&self, scheme: Scheme) -> Result<()> {
        ensure!(self.engine == Engine::Chromium, "only Chromium can change its color scheme");
        let value = match scheme {
            Scheme::Light => "light",
            Scheme::Dark => "dark",
        };
        let bidi = self.session().bidi().await?;
        let context = bidi.browsing_context().top_level().await?;
        let session: Value = bidi.send_raw("goog:cdp.getSession", json!({ "context": context })).await?;
        let features = json!({ "features": [{ "name": "prefers-color-scheme", "value": value }] });
        let command = json!({ "method": "Emulation.setEmulatedMedia", "params": features, "session": session["session"] });
        bidi.send_raw("goog:cdp.sendCommand", command).await?;
        Ok(())
    }

    /// Saves a picture of the whole viewport.
    ///
    /// # Errors
    /// When it can't be taken or written.
    pub async fn picture(&self, file: &Path) -> Result<()> {
        let png = self.session().screenshot_as_png().await?;
        std::fs::write(file, png).with_context(|| format!("cannot write {}", file.display()))
    }
}
