//! Who writes mails: each as it comes into the outbox, sealed.

use super::compose::{message_id, subject};
use super::letter::Content;
use super::worker::place;
use crate::App;
use crate::error::Error;
use crate::site::Derived;
use crate::store::mail::{Kind, NewMail};
use anyhow::Context;
use shared::time::Timestamp;
use std::sync::Arc;

/// Writes mails by the settings of one moment.
pub struct Writer {
    site: Arc<Derived>,
    sender_address: String,
}

/// What a mail is and whom it goes to.
pub struct Order<'a> {
    /// What it is.
    pub kind: Kind,
    /// What brings it about, such as an agent's id.
    pub cause: &'a str,
    /// Whom it goes to.
    pub recipient: &'a str,
    /// When what stands in it is worth nothing any more.
    pub expires_at: Option<Timestamp>,
}

impl Writer {
    /// As mail is set up now; `None` if it isn't.
    ///
    /// # Errors
    /// The database is away, or a text of the site is.
    pub async fn of(app: &App) -> Result<Option<Self>, Error> {
        let Some(settings) = app.store.mail_settings().await? else { return Ok(None) };
        Ok(Some(Self { site: app.site.derived()?, sender_address: settings.set.sender_address }))
    }

    /// A mail to be put into the outbox.
    ///
    /// # Errors
    /// A text of the site is missing.
    pub fn write(&self, app: &App, order: &Order<'_>, content: &Content) -> Result<NewMail, Error> {
        let letter = content.written(&self.site, &app.config.public_origin())?;
        let content = serde_json::to_string(content).context("a mail is JSON")?;
        let id = app.entropy.id(&app.clock);
        Ok(NewMail {
            kind: order.kind,
            cause: order.cause.to_owned(),
            recipient: order.recipient.to_owned(),
            subject: subject(&letter.subject),
            content: app.secrets.seal(&app.entropy, &place(&id), &content),
            message_id: message_id(&id, &self.sender_address),
            expires_at: order.expires_at,
            id,
        })
    }

    /// The domain's own name for something that mails are about, as a mail of its own would have it.
    pub fn name_of(&self, id: &str) -> String {
        message_id(id, &self.sender_address)
    }
}
