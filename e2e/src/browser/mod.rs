//! One browser of one person, with what a test needs: find, click, type, look, and know of every complaint.

mod artifacts;
mod axe;
mod complaints;
mod find;
mod look;

use std::time::Duration;

use anyhow::{Context, Result, ensure};
use serde_json::Value;
use thirtyfour::{WebDriver, WindowHandle};
use tokio::time::timeout;

use crate::driver::{Driver, Engine, Nature};
use crate::until::until;
use complaints::Complaints;

pub use find::{Place, Target};
pub use look::Scheme;

/// How long anything on a page may take to appear.
pub const PATIENCE: Duration = Duration::from_secs(15);
/// A browser answers what it is asked of a page within this time, or never.
const ANSWER: Duration = Duration::from_secs(3);

/// Waits for an answer, but not for ever: WebKit sometimes never answers what it is asked while one document gives way to
/// the next. Whoever asks in a loop asks once more then.
pub(crate) async fn in_time<T, E: Into<anyhow::Error>>(
    asked: impl Future<Output = Result<T, E>>,
) -> Result<T> {
    timeout(ANSWER, asked).await.context("the browser does not answer")?.map_err(Into::into)
}

/// A browser with a profile of its own.
pub struct Browser {
    /// Which engine it is.
    pub engine: Engine,
    name: String,
    session: WebDriver,
    complaints: Complaints,
    // Dropped last: it ends the browser.
    driver: Driver,
}

impl Browser {
    /// Starts a browser for a person; `name` stands in file names.
    ///
    /// # Errors
    /// When it isn't installed or doesn't start.
    pub async fn start(engine: Engine, name: &str) -> Result<Self> {
        Self::start_as(engine, name, Nature::default()).await
    }

    /// Starts a browser that is not like others.
    ///
    /// # Errors
    /// When it isn't installed or doesn't start.
    pub async fn start_as(engine: Engine, name: &str, nature: Nature) -> Result<Self> {
        let (driver, session) = Driver::start(engine, nature).await?;
        let complaints = Complaints::listen(engine, &session).await?;
        let browser = Self { engine, name: name.into(), session, complaints, driver };
        browser.set_viewport(1280, 800).await?;
        Ok(browser)
    }

    /// Ends the browser.
    ///
    /// # Errors
    /// When it doesn't end by itself; it is gone all the same.
    pub async fn quit(&self) -> Result<()> {
        Ok(self.session.clone().quit().await?)
    }

    /// Lets through what pages complain of while the network is broken on purpose.
    ///
    /// # Errors
    /// When a page complains of something else.
    pub async fn complaints_are_of_the_network(&self) -> Result<()> {
        const WORDS: [&str; 7] = [
            "WebSocket",
            "ws://",
            "net::ERR_",
            "Load failed",
            "NetworkError",
            "network connection was lost",
            "502 (Bad Gateway)",
        ];
        let mut others = self.complaints().await?;
        others.retain(|complaint| !WORDS.iter().any(|word| complaint.contains(word)));
        ensure!(others.is_empty(), "{} complains of more than the network: {others:#?}", self.name);
        Ok(())
    }

    /// The session behind, for what has no method here.
    pub fn session(&self) -> &WebDriver {
        &self.session
    }

    /// Goes to an address.
    ///
    /// # Errors
    /// When the page doesn't load.
    pub async fn go(&self, url: &str) -> Result<()> {
        self.leave().await?;
        self.session.goto(url).await.with_context(|| format!("{} cannot go to {url}", self.name))?;
        self.arrive(url).await
    }

    /// Loads the page again.
    ///
    /// # Errors
    /// When the page doesn't load.
    pub async fn reload(&self) -> Result<()> {
        self.leave().await?;
        self.session.refresh().await.with_context(|| format!("{} cannot reload", self.name))?;
        self.arrive("the same page").await
    }

    /// Marks the document, to tell it from the next.
    async fn leave(&self) -> Result<()> {
        self.session.enter_default_frame().await?;
        self.script("window.__left = true", Vec::new()).await.map(drop)
    }

    /// Waits for the next document.
    async fn arrive(&self, page: &str) -> Result<()> {
        until(&format!("{} at {page}", self.name), PATIENCE, async || {
            let asked = self.script("return !window.__left && document.readyState !== 'loading'", Vec::new());
            let there = in_time(asked).await?;
            Ok((there == true).then_some(()))
        })
        .await?;
        self.complaints.listen_in_page(&self.session).await
    }

    /// Opens a new tab and goes there; gives back the one before.
    ///
    /// # Errors
    /// When the browser refuses.
    pub async fn new_tab(&self) -> Result<WindowHandle> {
        let before = self.session.window().await?;
        let tab = match self.engine {
            // A tab that WebKit's driver opens stays hidden behind the first, and what is hidden never comes to rest.
            Engine::Webkit => self.session.new_window().await?,
            Engine::Chromium | Engine::Firefox => self.session.new_tab().await?,
        };
        self.session.switch_to_window(tab).await?;
        Ok(before)
    }

    /// Closes the present tab and goes to another.
    ///
    /// # Errors
    /// When there is none such.
    pub async fn close_tab(&self, then: WindowHandle) -> Result<()> {
        self.session.close_window().await?;
        self.session.switch_to_window(then).await?;
        Ok(())
    }

    /// Runs a script in the page and gives back what it returns.
    ///
    /// # Errors
    /// When it throws.
    pub async fn script(&self, script: &str, arguments: Vec<Value>) -> Result<Value> {
        Ok(self.session.execute(script, arguments).await?.json().clone())
    }

    /// What the pages have complained of since the last call: errors on the console, uncaught exceptions, rejected
    /// promises, breaches of a content security policy, failed requests.
    ///
    /// # Errors
    /// When the browser can't be asked.
    pub async fn complaints(&self) -> Result<Vec<String>> {
        self.complaints.take(&self.session).await
    }
}
