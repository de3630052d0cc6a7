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

/// What doesn't fit: what moves though the person has asked for less motion; what scrolls sideways, the document itself
/// included; what sticks out of the window at a side; and what can be pressed or typed into but lies above or below of the
/// window where nothing scrolls it into view.
const MISFITS: &str = "
    const found = [];
    if (matchMedia('(prefers-reduced-motion: reduce)').matches)
        for (const { effect } of document.getAnimations())
            found.push(`${effect.target.localName}.${effect.target.className} moves, where less motion is asked for`);
    const all = [];
    const look = from => {
        for (const element of from.querySelectorAll('*')) {
            all.push(element);
            if (element.shadowRoot) look(element.shadowRoot);
        }
    };
    look(document);
    const named = element => `${element.localName}${element.id && '#' + element.id}.${[...element.classList].join('.')}`;
    const parent = element => element.parentElement ?? element.getRootNode().host;
    const scrolls = (element, axis) => /auto|scroll/.test(getComputedStyle(element)[`overflow${axis}`]);
    const inside = (element, fits) => { for (let up = parent(element); up; up = parent(up)) if (fits(up)) return true; return false; };
    const ends = { X: ['scrollWidth', 'clientWidth'], Y: ['scrollHeight', 'clientHeight'] };
    const isLonger = (element, axis) => element[ends[axis][0]] > element[ends[axis][1]] + 1;
    const root = document.scrollingElement;
    const isStiff = [root, document.body].some(element => getComputedStyle(element).overflowY === 'hidden');
    const leads = element => isLonger(element, 'Y') && (element === root ? !isStiff : scrolls(element, 'Y'));
    const cut = element => getComputedStyle(element).clipPath !== 'none';
    for (const element of all) {
        const box = element.getBoundingClientRect();
        if (!box.width || !box.height || !element.checkVisibility({ visibilityProperty: true })) continue;
        const scrollsItself = element === root || scrolls(element, 'X');
        if (scrollsItself && isLonger(element, 'X'))
            found.push(`${named(element)} scrolls sideways: ${element.scrollWidth} in ${element.clientWidth}`);
        if ((box.left < -1 || box.right > innerWidth + 1) && !cut(element) && !inside(element, cut))
            found.push(`${named(element)} sticks out: ${box.left} to ${box.right}`);
        const isUsed = element.matches('a, button, input, select, textarea, [tabindex=\"0\"]');
        if (isUsed && (box.top < -1 || box.bottom > innerHeight + 1) && !inside(element, leads))
            found.push(`${named(element)} is out of reach: ${box.top} to ${box.bottom}`);
    }
    return found;";

impl Browser {
    /// Everything in the place that was turned to last that is wider than its place, cut off or out of reach, or that moves
    /// for a person who asked for less motion.
    ///
    /// # Errors
    /// When the browser can't be asked.
    pub async fn misfits(&self) -> Result<Vec<String>> {
        Ok(serde_json::from_value(self.script(MISFITS, Vec::new()).await?)?)
    }

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
