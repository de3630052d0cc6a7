//! An agent at the console.

use std::sync::Arc;

use anyhow::{Result, ensure};

use crate::browser::{Browser, PATIENCE};
use crate::driver::Engine;
use crate::server::PASSWORD;
use crate::until::until;

/// Messages in the timeline, without what the visitor is still writing.
const MESSAGES: &str = ".timeline .message:not(.ghost) .bubble";

/// A console in a browser of its own.
pub struct Console {
    /// The browser.
    pub browser: Arc<Browser>,
    origin: String,
}

impl Console {
    /// Starts a browser and goes to the console, which asks who is there.
    ///
    /// # Errors
    /// When the console doesn't come.
    pub async fn arrive(engine: Engine, origin: &str, name: &str) -> Result<Self> {
        let browser = Arc::new(Browser::start(engine, name).await?);
        browser.go(&format!("{origin}/console")).await?;
        // The page puts the focus there once it stands; typing before would be torn apart.
        browser.find("form #email:focus").await?;
        Ok(Self { browser, origin: origin.into() })
    }

    /// Signs in.
    ///
    /// # Errors
    /// When the console doesn't let the agent in.
    pub async fn sign_in(&self, email: &str) -> Result<()> {
        self.browser.type_into("#email", email).await?;
        self.browser.type_into("#password", PASSWORD).await?;
        self.browser.click("form button[type=submit]").await?;
        self.is_at_work().await
    }

    /// Starts a browser and sets the owner's password through a one-time link.
    ///
    /// # Errors
    /// When the link doesn't work.
    pub async fn welcome(engine: Engine, origin: &str, link: &str, name: &str) -> Result<Self> {
        let browser = Arc::new(Browser::start(engine, name).await?);
        browser.go(link).await?;
        browser.type_into("#password", PASSWORD).await?;
        browser.click("form button[type=submit]").await?;
        let console = Self { browser, origin: origin.into() };
        console.is_at_work().await?;
        Ok(console)
    }

    /// Waits for the inbox.
    ///
    /// # Errors
    /// When it doesn't come.
    pub async fn is_at_work(&self) -> Result<()> {
        self.browser.find("#inbox-waiting").await.map(drop)
    }

    /// Signs out.
    ///
    /// # Errors
    /// When it doesn't lead back to the form.
    pub async fn sign_out(&self) -> Result<()> {
        self.browser.click(".account-button").await?;
        self.browser.click(("#account button", "Sign out")).await?;
        self.browser.find("form #email").await.map(drop)
    }

    /// Waits until a visitor waits.
    ///
    /// # Errors
    /// When none of this name does.
    pub async fn sees_waiting(&self, visitor: &str) -> Result<()> {
        self.browser.find(("[aria-labelledby=inbox-waiting] a.row", visitor)).await.map(drop)
    }

    /// Waits until a conversation is the agent's own.
    ///
    /// # Errors
    /// When it isn't.
    pub async fn has(&self, visitor: &str) -> Result<()> {
        self.browser.find(("[aria-labelledby=inbox-mine] a.row", visitor)).await.map(drop)
    }

    /// Opens a conversation from the inbox.
    ///
    /// # Errors
    /// When there is none with this visitor.
    pub async fn open(&self, visitor: &str) -> Result<()> {
        self.browser.click(("a.row", visitor)).await?;
        self.browser.wait_for_text("#conversation-title", visitor).await
    }

    /// Takes the open conversation.
    ///
    /// # Errors
    /// When it can't be taken.
    pub async fn take(&self) -> Result<()> {
        self.browser.click((".actions button", "Take")).await
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
        self.browser.click("form.composer button[type=submit]").await
    }

    /// Waits for what the visitor is writing.
    ///
    /// # Errors
    /// When it isn't shown.
    pub async fn peeks(&self, text: &str) -> Result<()> {
        self.browser.wait_for_text(".ghost .bubble", text).await
    }

    /// Waits until the timeline shows exactly these messages, once each and in this order.
    ///
    /// # Errors
    /// When it shows others, with what they are.
    pub async fn reads(&self, messages: &[&str]) -> Result<()> {
        shows_exactly(&self.browser, MESSAGES, messages).await
    }

    /// Waits until the agent's last message is in this state: `sent`, `delivered` or `read`.
    ///
    /// # Errors
    /// When it isn't.
    pub async fn last_is(&self, state: &str) -> Result<()> {
        last_state(&self.browser, ".timeline .ours .tick", "data-state", state).await
    }

    /// Waits for something that happened, in words.
    ///
    /// # Errors
    /// When it isn't told.
    pub async fn is_told(&self, words: &str) -> Result<()> {
        self.browser.wait_for_text(".happening", words).await
    }

    /// Ends the open conversation, and confirms it.
    ///
    /// # Errors
    /// When it can't be ended.
    pub async fn end(&self) -> Result<()> {
        self.browser.click((".actions button", "End")).await?;
        self.browser.click((".dialog-actions button", "End conversation")).await
    }

    /// Nothing on the page bars anyone, and nothing has gone wrong on it.
    ///
    /// # Errors
    /// With everything that was found.
    pub async fn is_sound(&self) -> Result<()> {
        sound(&self.browser, &self.origin).await
    }
}

pub(super) async fn sound(browser: &Browser, at: &str) -> Result<()> {
    let barriers = browser.barriers().await?;
    ensure!(barriers.is_empty(), "axe found barriers at {at}: {barriers:#?}");
    let complaints = browser.complaints().await?;
    ensure!(complaints.is_empty(), "the page at {at} complains: {complaints:#?}");
    Ok(())
}

pub(super) async fn shows_exactly(browser: &Browser, css: &str, messages: &[&str]) -> Result<()> {
    let mut seen = Vec::new();
    let shown = until("exactly these messages", PATIENCE, async || {
        seen = browser.texts(css).await?;
        Ok((seen == messages).then_some(()))
    })
    .await;
    ensure!(shown.is_ok(), "there should be {messages:?}, there are {seen:?}");
    Ok(())
}

/// The last element that fits must have this word in an attribute.
pub(super) async fn last_state(browser: &Browser, css: &str, attribute: &str, state: &str) -> Result<()> {
    let mut seen = String::new();
    let shown = until("a message's state", PATIENCE, async || {
        let Some(last) = browser.find_all(css).await?.pop() else { return Ok(None) };
        seen = last.attr(attribute).await?.unwrap_or_default();
        Ok(seen.split(' ').any(|word| word == state).then_some(()))
    })
    .await;
    ensure!(shown.is_ok(), "the last message should be {state}, it is {seen:?}");
    Ok(())
}
