//! Everything that a page complains of, from its first script on.

use std::sync::{Arc, Mutex, PoisonError};

use anyhow::Result;
use futures_util::StreamExt;
use thirtyfour::WebDriver;
use thirtyfour::bidi::events::LogEntryAdded;
use thirtyfour::bidi::modules::log::LogLevel;
use tokio::task::JoinHandle;

use crate::driver::Engine;

/// Makes breaches of a policy show up where errors do.
const REPORT_BREACHES: &str = "() => addEventListener('securitypolicyviolation', event => console.error(
    `policy: ${event.effectiveDirective} forbids ${event.blockedURI || event.sample} in ${event.documentURI}`))";

/// For an engine without events: collects in the page. What happens before it runs is not seen.
const COLLECT_IN_PAGE: &str = "
    if (window.__complaints) return;
    const list = window.__complaints = [];
    const error = console.error;
    console.error = (...words) => { list.push(words.join(' ')); error.apply(console, words); };
    addEventListener('error', event => list.push(event.message || `${event.target.src || event.target.href} failed`), true);
    addEventListener('unhandledrejection', event => list.push(`rejected: ${event.reason}`));
    addEventListener('securitypolicyviolation', event =>
        list.push(`policy: ${event.effectiveDirective} forbids ${event.blockedURI} in ${event.documentURI}`));";

/// Chromium logs this for an answer that a page asked for: whether anybody is signed in.
const NOT_SIGNED_IN: &str = "the server responded with a status of 401";

/// ChromeDriver's own script stumbles when a frame inside of a frame goes while it speaks; no page of ours does that.
const DRIVER_STUMBLES: &str = "MapperCdpClient";

/// Listens to one browser.
pub(super) struct Complaints {
    engine: Engine,
    heard: Arc<Mutex<Vec<String>>>,
    listener: Option<JoinHandle<()>>,
}

impl Complaints {
    pub(super) async fn listen(engine: Engine, session: &WebDriver) -> Result<Self> {
        let heard = Arc::new(Mutex::new(Vec::new()));
        if !engine.has_bidi() {
            return Ok(Self { engine, heard, listener: None });
        }
        // Only fails when there is a provider already.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let bidi = session.bidi().await?;
        bidi.script().add_preload_script(REPORT_BREACHES).await?;
        let mut entries = bidi.subscribe::<LogEntryAdded>().await?;
        let list = heard.clone();
        let listener = tokio::spawn(async move {
            while let Some(entry) = entries.next().await {
                if entry.level == LogLevel::Error {
                    let text = entry.text.unwrap_or_default();
                    list.lock().unwrap_or_else(PoisonError::into_inner).push(text);
                }
            }
        });
        Ok(Self { engine, heard, listener: Some(listener) })
    }

    /// To be called in every new document; does nothing where events come by themselves.
    pub(super) async fn listen_in_page(&self, session: &WebDriver) -> Result<()> {
        if !self.engine.has_bidi() {
            session.execute(COLLECT_IN_PAGE, Vec::new()).await?;
        }
        Ok(())
    }

    pub(super) async fn take(&self, session: &WebDriver) -> Result<Vec<String>> {
        let mut list = std::mem::take(&mut *self.heard.lock().unwrap_or_else(PoisonError::into_inner));
        match self.engine {
            // Failed requests are no console calls, so they are in the driver's own log only.
            Engine::Chromium => {
                let entries = session.browser_log().await?;
                let severe = entries.into_iter().filter(|entry| entry.level == "SEVERE");
                let messages = severe.map(|entry| entry.message);
                let harmless = [NOT_SIGNED_IN, DRIVER_STUMBLES];
                list.extend(messages.filter(|message| !harmless.iter().any(|words| message.contains(words))));
            }
            Engine::Webkit => {
                let taken =
                    session.execute("return (window.__complaints || []).splice(0)", Vec::new()).await?;
                list.extend(taken.convert::<Vec<String>>()?);
            }
            Engine::Firefox => {}
        }
        Ok(list)
    }
}

impl Drop for Complaints {
    fn drop(&mut self) {
        if let Some(listener) = &self.listener {
            listener.abort();
        }
    }
}
