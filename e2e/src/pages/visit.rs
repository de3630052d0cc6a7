//! A visitor on the demo site.

use std::sync::Arc;

use anyhow::{Result, bail, ensure};
use serde_json::json;

use super::console::{last_state, shows_exactly, sound};
use super::keys::TAB;
use crate::browser::{Browser, PATIENCE, Place, in_time};
use crate::driver::Engine;
use crate::until::until;

/// The launcher, wherever it is.
pub const LAUNCHER: &str = "button.launcher";
const PANEL_RESTS: &str = "const panel = document.querySelector('frontdesk-widget')?.shadowRoot.querySelector('.open.ready .panel'); \
    return !!panel && panel.getAnimations().length === 0";
/// Whether what has the focus fits, in an open shadow root too.
const HAS_FOCUS: &str = "let active = document.activeElement;
    while (active?.shadowRoot?.activeElement) active = active.shadowRoot.activeElement;
    return active?.matches(arguments[0]) ?? false";
const MESSAGES: &str = "#log .message .bubble";

/// Waits until the chat in the open panel has spoken and the panel has come to rest. A driver clicks where a thing was when it looked: what still moves is
/// missed. To be called in the page.
///
/// # Errors
/// When it doesn't.
pub async fn panel_rests(browser: &Browser) -> Result<()> {
    until("a panel at rest", PATIENCE, async || {
        let rests = in_time(browser.script(PANEL_RESTS, Vec::new())).await?;
        Ok((rests == json!(true)).then_some(()))
    })
    .await
}

/// A visitor in a browser of their own.
pub struct Visit {
    /// The browser.
    pub browser: Arc<Browser>,
    demo: String,
}

impl Visit {
    /// Starts a browser and goes to the demo site, where the launcher waits.
    ///
    /// # Errors
    /// When page or launcher don't come.
    pub async fn begin(engine: Engine, demo: &str, name: &str) -> Result<Self> {
        Self::begin_in(Browser::start(engine, name).await?, demo).await
    }

    /// Goes to the demo site in a browser that runs already.
    ///
    /// # Errors
    /// When page or launcher don't come.
    pub async fn begin_in(browser: Browser, demo: &str) -> Result<Self> {
        let browser = Arc::new(browser);
        let visit = Self { browser, demo: demo.into() };
        visit.goes_to("/").await?;
        Ok(visit)
    }

    /// Goes to another page of the site.
    ///
    /// # Errors
    /// When page or launcher don't come.
    pub async fn goes_to(&self, path: &str) -> Result<()> {
        self.browser.go(&format!("{}{path}", self.demo)).await?;
        self.sees_launcher().await
    }

    /// Loads the page again.
    ///
    /// # Errors
    /// When page or launcher don't come.
    pub async fn reloads(&self) -> Result<()> {
        self.browser.reload().await?;
        self.sees_launcher().await
    }

    async fn sees_launcher(&self) -> Result<()> {
        self.browser.turn_to(Place::Page).await?;
        self.browser.find(LAUNCHER).await.map(drop)
    }

    /// Clicks the launcher and turns to the chat.
    ///
    /// # Errors
    /// When the chat doesn't come.
    pub async fn opens_chat(&self) -> Result<()> {
        self.browser.turn_to(Place::Page).await?;
        self.browser.click(LAUNCHER).await?;
        panel_rests(&self.browser).await?;
        self.browser.turn_to(Place::Widget).await
    }

    /// Turns to the chat that is open already.
    ///
    /// # Errors
    /// When there is none.
    pub async fn returns_to_chat(&self) -> Result<()> {
        self.browser.turn_to(Place::Widget).await
    }

    /// Fills in the first form and sends it.
    ///
    /// # Errors
    /// When there is no such form or topic.
    pub async fn fills_in(&self, topic: &str, name: &str, email: &str) -> Result<()> {
        self.picks(topic).await?;
        self.browser.type_into("#before-name", name).await?;
        self.browser.type_into("#before-email", email).await?;
        self.browser.click("#form #submit").await
    }

    /// Fills in the form of a closed topic and sends it.
    ///
    /// # Errors
    /// When there is no such form.
    pub async fn leaves(&self, name: &str, email: &str, message: &str) -> Result<()> {
        self.browser.type_into("#closed-name", name).await?;
        self.browser.type_into("#closed-email", email).await?;
        self.browser.type_into("#closed-message", message).await?;
        self.browser.click("#form #submit").await
    }

    /// Waits until the number of the ticket is shown that was left.
    ///
    /// # Errors
    /// When there is none.
    pub async fn has_left_a_ticket(&self) -> Result<()> {
        self.browser.wait_for_text("#left-number", "Your number: ").await
    }

    /// Puts text into the composer at once, as a paste does.
    ///
    /// # Errors
    /// When there is no composer.
    pub async fn pastes(&self, text: &str) -> Result<()> {
        let paste = "const area = document.querySelector('#composer');
            area.value = arguments[0];
            area.dispatchEvent(new Event('input', { bubbles: true }))";
        self.browser.script(paste, vec![json!(text)]).await.map(drop)
    }

    /// Clicks the first element that fits twice, so fast that nothing can happen in between.
    ///
    /// # Errors
    /// When there is no such element.
    pub async fn clicks_twice(&self, css: &str) -> Result<()> {
        self.browser.find(css).await?;
        let twice = "const element = document.querySelector(arguments[0]); element.click(); element.click()";
        self.browser.script(twice, vec![json!(css)]).await.map(drop)
    }

    /// Gives a field a value at once, as its own picker does.
    ///
    /// # Errors
    /// When there is no such field.
    pub async fn chooses(&self, css: &str, value: &str) -> Result<()> {
        self.browser.find(css).await?;
        let choose = "const field = document.querySelector(arguments[0]);
            field.value = arguments[1];
            for (const kind of ['input', 'change']) field.dispatchEvent(new Event(kind, { bubbles: true }))";
        self.browser.script(choose, vec![json!(css), json!(value)]).await.map(drop)
    }

    /// Presses keys where the focus is.
    ///
    /// # Errors
    /// When nothing takes them.
    pub async fn presses(&self, keys: &str) -> Result<()> {
        Ok(self.browser.session().action_chain().send_keys(keys).perform().await?)
    }

    /// Waits until the focus is on something that fits.
    ///
    /// # Errors
    /// When it is elsewhere.
    pub async fn focus_is_on(&self, css: &str) -> Result<()> {
        until(&format!("the focus on {css}"), PATIENCE, async || {
            Ok((self.browser.script(HAS_FOCUS, vec![json!(css)]).await? == true).then_some(()))
        })
        .await
    }

    /// Presses Tab until the focus is on something that fits.
    ///
    /// # Errors
    /// When it doesn't come there in a whole round.
    pub async fn tabs_to(&self, css: &str) -> Result<()> {
        self.goes_round_to(css, async || self.presses(TAB).await).await
    }

    /// Presses Tab with Shift until the focus is on something that fits.
    ///
    /// # Errors
    /// When it doesn't come there in a whole round.
    pub async fn tabs_back_to(&self, css: &str) -> Result<()> {
        self.goes_round_to(css, async || self.tabs_back().await).await
    }

    async fn goes_round_to(&self, css: &str, step: impl AsyncFn() -> Result<()>) -> Result<()> {
        const ROUND: usize = 40;
        for _ in 0..ROUND {
            step().await?;
            if self.browser.script(HAS_FOCUS, vec![json!(css)]).await? == true {
                return Ok(());
            }
        }
        bail!("Tab doesn't lead to {css}");
    }

    /// Ends the conversation, and confirms it.
    ///
    /// # Errors
    /// When it can't be ended.
    pub async fn ends(&self) -> Result<()> {
        self.browser.click("#menu").await?;
        self.browser.click("#end").await?;
        self.browser.click("#end-yes").await
    }

    /// Picks a topic.
    ///
    /// # Errors
    /// When there is none of this name.
    pub async fn picks(&self, topic: &str) -> Result<()> {
        self.browser.click(("#form label.topic", topic)).await?;
        self.browser.find(("#form label.topic:has(:checked)", topic)).await.map(drop)
    }

    /// Waits until it is shown that nobody has come yet.
    ///
    /// # Errors
    /// When it isn't.
    pub async fn waits(&self) -> Result<()> {
        self.browser.find("#waiting").await.map(drop)
    }

    /// Waits until the place in the line is shown.
    ///
    /// # Errors
    /// When it isn't.
    pub async fn is_next(&self) -> Result<()> {
        self.browser.wait_for_text("#place", "next in line").await
    }

    /// Waits until an agent has come in.
    ///
    /// # Errors
    /// When none does.
    pub async fn is_met_by(&self, agent: &str) -> Result<()> {
        self.browser.wait_for_text("#title", agent).await
    }

    /// Types into the composer without sending.
    ///
    /// # Errors
    /// When there is no composer.
    pub async fn types(&self, text: &str) -> Result<()> {
        self.browser.type_into("#composer", text).await
    }

    /// Writes and sends a message.
    ///
    /// # Errors
    /// When there is no composer.
    pub async fn says(&self, text: &str) -> Result<()> {
        self.types(text).await?;
        self.browser.click("#send").await
    }

    /// Waits until the conversation shows exactly these messages, once each and in this order.
    ///
    /// # Errors
    /// When it shows others, with what they are.
    pub async fn reads(&self, messages: &[&str]) -> Result<()> {
        shows_exactly(&self.browser, MESSAGES, messages).await
    }

    /// Waits until it is shown that an agent is typing.
    ///
    /// # Errors
    /// When it isn't.
    pub async fn sees_typing(&self, agent: &str) -> Result<()> {
        self.browser.wait_for_text("#typing", agent).await
    }

    /// Waits until the visitor's last message is in this state: `sending`, `sent`, `delivered` or `read`.
    ///
    /// # Errors
    /// When it isn't.
    pub async fn last_is(&self, state: &str) -> Result<()> {
        last_state(&self.browser, "#log .message.mine .meta", "class", state).await
    }

    /// Waits for a word on the connection, or for its end.
    ///
    /// # Errors
    /// When it doesn't come.
    pub async fn is_offline(&self, offline: bool) -> Result<()> {
        if offline {
            self.browser.find("#banner").await.map(drop)
        } else {
            self.browser.gone("#banner").await
        }
    }

    /// Rates the ended conversation with one of the faces `bad`, `fair` and `good`.
    ///
    /// # Errors
    /// When it can't be rated.
    pub async fn rates(&self, face: &str, comment: &str) -> Result<()> {
        self.browser.click(&*format!("#{face}")).await?;
        self.browser.type_into("#comment", comment).await?;
        self.browser.click("#rating button[type=submit]").await?;
        self.browser.wait_for_text("#thanks", "Thank you").await
    }

    /// How many cookies and stored things there are, in the page or in the chat, whichever was turned to last.
    ///
    /// # Errors
    /// When the browser can't be asked.
    pub async fn stores_nothing(&self) -> Result<()> {
        let stored = "return [document.cookie, localStorage.length, sessionStorage.length]";
        let stored = self.browser.script(stored, Vec::new()).await?;
        ensure!(stored == json!(["", 0, 0]), "something is stored: {stored}");
        let cookies = self.browser.session().get_all_cookies().await?;
        ensure!(cookies.is_empty(), "there are cookies: {cookies:?}");
        Ok(())
    }

    /// The addresses that the page has asked the chat's origin for.
    ///
    /// # Errors
    /// When the browser can't be asked.
    pub async fn requests_to(&self, origin: &str) -> Result<Vec<String>> {
        let script = "return performance.getEntriesByType('resource').map(entry => entry.name)
            .filter(name => name.startsWith(arguments[0] + '/'))";
        let names = self.browser.script(script, vec![json!(origin)]).await?;
        Ok(serde_json::from_value(names)?)
    }

    /// Waits for something in the chat.
    ///
    /// # Errors
    /// When it doesn't come.
    pub async fn is_told(&self, words: &str) -> Result<()> {
        self.browser.wait_for_text("#log .event", words).await
    }

    /// Nothing in page or chat bars anyone, and nothing has gone wrong in it. Looks at what was turned to last.
    ///
    /// # Errors
    /// With everything that was found.
    pub async fn is_sound(&self) -> Result<()> {
        sound(&self.browser, &self.demo).await
    }
}
