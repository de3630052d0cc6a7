//! A visitor without a pointer: what keys lead to, where the focus is, and what a screen reader is told meanwhile.

use anyhow::{Result, bail, ensure};
use serde_json::json;

use super::{LAUNCHER, Visit, panel_rests};
use crate::browser::{PATIENCE, Place};
use crate::until::until;

/// Keys, as WebDriver writes them.
pub const TAB: &str = "\u{e004}";
/// Sends, and presses what has the focus.
pub const ENTER: &str = "\u{e007}";
/// Closes what is open.
pub const ESCAPE: &str = "\u{e00c}";
/// Picks, and presses what has the focus.
pub const SPACE: &str = " ";
/// To the end of a list, or of what scrolls.
pub const END: &str = "\u{e010}";
/// To the beginning of a list, or of what scrolls.
pub const HOME: &str = "\u{e011}";
/// Up in a list.
pub const UP: &str = "\u{e013}";
/// To the right in a list.
pub const RIGHT: &str = "\u{e014}";
/// Down in a list.
pub const DOWN: &str = "\u{e015}";

const SHIFT: char = '\u{e008}';

/// Notes every moment in which the keyboard has nothing in the chat to act on, though the visitor is in it, and everything
/// that has the focus and no name. What is between two frames nobody sees.
const WATCH: &str = "
    if (window.__astray) return;
    const astray = window.__astray = [];
    const { body } = document;
    const texts = (list) => [...list ?? []].map(({ textContent }) => textContent).join(' ');
    const named = (element) => texts(element.ariaLabelledByElements) || element.ariaLabel || texts(element.labels) || element.textContent.trim();
    const about = (element) => `${element.localName}#${element.id}.${element.className}`;
    let last = body;
    addEventListener('focusin', ({ target }) => {
        last = target;
        if (!named(target)) astray.push(`${about(target)} has the focus and no name`);
    });
    let lost = 0;
    const look = () => {
        const active = document.activeElement ?? body;
        const isLost = active === body || !active.checkVisibility({ visibilityProperty: true });
        const isIn = document.hasFocus() && document.documentElement.dataset.shown === 'true';
        lost = isLost && isIn ? lost + 1 : 0;
        if (lost === 3) astray.push(`after ${about(last)} the focus was lost on the screen ${document.documentElement.dataset.screen}`);
        requestAnimationFrame(look);
    };
    look();";

/// Notes what a screen reader is told by live regions: of one that is seen whatever it says newly, of a log each new line.
const LISTEN: &str = "
    if (window.__told) return;
    const told = window.__told = [];
    const said = new Map();
    const look = () => {
        for (const region of document.querySelectorAll('[role=status], [role=alert], [aria-live=polite]')) {
            const words = region.checkVisibility({ visibilityProperty: true }) ? region.textContent.trim() : '';
            if (words === (said.get(region) ?? '')) continue;
            said.set(region, words);
            if (words) told.push(words);
        }
    };
    look();
    told.length = 0;
    new MutationObserver((changes) => {
        for (const { target, addedNodes } of changes) {
            if (target.matches?.('[role=log]:not([aria-live=off])')) told.push(...[...addedNodes].map(({ textContent }) => textContent));
        }
        look();
    }).observe(document, { subtree: true, childList: true, characterData: true, attributes: true });";

impl Visit {
    /// Presses Tab on the page until the launcher has the focus.
    ///
    /// # Errors
    /// When Tab doesn't lead there.
    pub async fn reaches_launcher(&self) -> Result<()> {
        self.browser.turn_to(Place::Page).await?;
        self.tabs_to(LAUNCHER).await
    }

    /// Presses Enter on what opens the chat, and turns to the chat once it has come to rest. From now on it is watched that
    /// the focus stays where it is of use.
    ///
    /// # Errors
    /// When the chat doesn't come.
    pub async fn enters_panel(&self) -> Result<()> {
        self.presses(ENTER).await?;
        self.is_in_panel().await
    }

    /// Turns to the chat that has opened and come to rest, and watches the focus from now on.
    ///
    /// # Errors
    /// When the chat doesn't come.
    pub async fn is_in_panel(&self) -> Result<()> {
        panel_rests(&self.browser).await?;
        self.returns_to_chat().await?;
        // It comes with a word of the page around.
        self.focus_is_on(":not(body)").await?;
        self.browser.script(WATCH, Vec::new()).await.map(drop)
    }

    /// Goes from the page to the first question of the form.
    ///
    /// # Errors
    /// When the focus doesn't come there.
    pub async fn comes_in(&self) -> Result<()> {
        self.reaches_launcher().await?;
        self.enters_panel().await?;
        self.focus_is_on("[name=topic]").await
    }

    /// Picks the first topic, fills in the form and stays in its last field.
    ///
    /// # Errors
    /// When the focus isn't on the first question, or Tab doesn't lead to the others.
    pub async fn answers(&self) -> Result<()> {
        self.focus_is_on("[name=topic]").await?;
        self.presses(SPACE).await?;
        self.tabs_to("#before-name").await?;
        self.presses("Vera").await?;
        self.tabs_to("#before-email").await?;
        self.presses("vera@example.org").await
    }

    /// Goes from the page to a conversation that waits for somebody.
    ///
    /// # Errors
    /// When the focus doesn't come to its composer.
    pub async fn asks(&self) -> Result<()> {
        self.comes_in().await?;
        self.answers().await?;
        self.presses(ENTER).await?;
        self.waits().await?;
        self.focus_is_on("#composer").await
    }

    /// Writes a message where the focus is and sends it.
    ///
    /// # Errors
    /// When the composer doesn't have the focus.
    pub async fn writes(&self, words: &str) -> Result<()> {
        self.focus_is_on("#composer").await?;
        self.presses(words).await?;
        self.presses(ENTER).await
    }

    /// Presses Escape: the panel closes, and the focus is on what opened it.
    ///
    /// # Errors
    /// When the panel stays or the focus goes elsewhere.
    pub async fn leaves_panel(&self) -> Result<()> {
        self.presses(ESCAPE).await?;
        self.is_back_on(LAUNCHER).await
    }

    /// The panel has closed, and this of the page has the focus.
    ///
    /// # Errors
    /// When the panel stays or the focus is elsewhere.
    pub async fn is_back_on(&self, css: &str) -> Result<()> {
        self.browser.turn_to(Place::Page).await?;
        self.browser.gone(".open .panel").await?;
        self.focus_is_on(css).await
    }

    /// Enter opens something with the button that has the focus, and Escape closes that and nothing else.
    ///
    /// # Errors
    /// When it doesn't open, doesn't close or leaves the focus elsewhere.
    pub async fn opens_and_closes(&self, button: &str, layer: &str) -> Result<()> {
        self.presses(ENTER).await?;
        self.browser.find(layer).await?;
        self.presses(ESCAPE).await?;
        self.browser.gone(layer).await?;
        self.focus_is_on(button).await
    }

    /// Waits until the newest messages are out of sight.
    ///
    /// # Errors
    /// When they stay in sight.
    pub async fn reads_far_up(&self) -> Result<()> {
        until("the log to be scrolled up", PATIENCE, async || {
            let script = "return document.querySelector('#log').scrollTop < -100";
            Ok((self.browser.script(script, Vec::new()).await? == true).then_some(()))
        })
        .await
    }

    /// Presses the same again and again, until something is seen.
    ///
    /// # Errors
    /// When it doesn't come.
    pub async fn presses_until(&self, keys: &str, css: &str) -> Result<()> {
        until(&format!("{css} after {keys:?}"), PATIENCE, async || {
            self.presses(keys).await?;
            Ok((!self.browser.find_all(css).await?.is_empty()).then_some(()))
        })
        .await
    }

    /// Nothing that was watched so far in this document has led the focus astray.
    ///
    /// # Errors
    /// With every time that it was lost or on something without a name.
    pub async fn has_kept_focus(&self) -> Result<()> {
        let astray = self.browser.script("return window.__astray", Vec::new()).await?;
        ensure!(astray == json!([]), "the focus went astray: {astray:#}");
        Ok(())
    }

    /// Rates the conversation well, with a comment, and is thanked.
    ///
    /// # Errors
    /// When Tab doesn't lead there, or nobody gives thanks.
    pub async fn rates_by_keyboard(&self, comment: &str) -> Result<()> {
        self.tabs_to("#good").await?;
        self.presses(SPACE).await?;
        self.tabs_to("#comment").await?;
        self.presses(comment).await?;
        self.presses(TAB).await?;
        self.presses(ENTER).await?;
        self.browser.wait_for_text("#thanks", "Thank you").await
    }

    /// From now on it is noted what a screen reader is told of the chat.
    ///
    /// # Errors
    /// When the browser can't be told.
    pub async fn listens(&self) -> Result<()> {
        self.browser.script(LISTEN, Vec::new()).await.map(drop)
    }

    /// A screen reader was told this, once.
    ///
    /// # Errors
    /// With all that was told, when it wasn't or was told more often.
    pub async fn was_told_once(&self, words: &str) -> Result<()> {
        let mut told: Vec<String> = Vec::new();
        let heard = until(&format!("{words:?} to be told"), PATIENCE, async || {
            let script = "return window.__told";
            told = serde_json::from_value(self.browser.script(script, Vec::new()).await?)?;
            Ok(told.iter().any(|one| one.contains(words)).then_some(()))
        })
        .await;
        if heard.is_err() || told.iter().filter(|one| one.contains(words)).count() != 1 {
            bail!("{words:?} was to be told once, and this was: {told:#?}");
        }
        Ok(())
    }

    /// Presses Tab with Shift once.
    pub(super) async fn tabs_back(&self) -> Result<()> {
        let keys = self.browser.session().action_chain();
        keys.key_down(SHIFT).send_keys(TAB).key_up(SHIFT).perform().await.map_err(Into::into)
    }
}
