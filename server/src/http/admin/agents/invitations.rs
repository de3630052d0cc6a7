//! One-time links for agents, and the mails that bring them.

use crate::App;
use crate::error::Error;
use crate::http::auth::links;
use crate::mail::compose::{message_id, subject};
use crate::mail::letter::{Content, language};
use crate::mail::worker::place;
use crate::site::Derived;
use crate::store::agents::{Invitation, NewLink};
use crate::store::mail::{Kind, NewMail};
use anyhow::Context;
use shared::ids::AgentId;
use shared::mail::Mailed;
use shared::rules;
use shared::staff::AgentDraft;
use std::sync::Arc;

/// Writes invitations; as long as mail isn't set up, without mails.
pub struct Writer {
    site: Arc<Derived>,
    sender_address: Option<String>,
}

impl Writer {
    /// As mail is set up now.
    ///
    /// # Errors
    /// The database is away, or a text of the site is.
    pub async fn of(app: &App) -> Result<Self, Error> {
        let settings = app.store.mail_settings().await?;
        Ok(Self {
            site: app.site.derived()?,
            sender_address: settings.map(|settings| settings.set.sender_address),
        })
    }

    /// Whether mails can be sent at all.
    pub fn is_set_up(&self) -> bool {
        self.sender_address.is_some()
    }

    /// A fresh link for an agent with the mail that brings it, and the link's address to show.
    ///
    /// # Errors
    /// A text of the site is missing.
    pub fn write(&self, app: &App, agent: &AgentId, set: &AgentDraft) -> Result<(String, Invitation), Error> {
        let link = links::fresh(&app.config, &app.entropy, app.clock.now());
        let mail = match &self.sender_address {
            None => Err(Mailed::NotSetUp),
            Some(_) if rules::email(&set.email).is_err() => Err(Mailed::NoAddress),
            Some(sender_address) => {
                let content = Content::AgentLink {
                    lang: language(&set.languages).into(),
                    link: link.address.clone(),
                    until: link.expires_at,
                };
                let letter = content.written(&self.site, &app.config.public_origin())?;
                let content = serde_json::to_string(&content).context("a mail is JSON")?;
                let id = app.entropy.id(&app.clock);
                Ok(NewMail {
                    kind: Kind::AgentLink,
                    cause: agent.to_string(),
                    recipient: set.email.clone(),
                    subject: subject(&letter.subject),
                    content: app.secrets.seal(&app.entropy, &place(&id), &content),
                    message_id: message_id(&id, sender_address),
                    expires_at: Some(link.expires_at),
                    id,
                })
            }
        };
        let new = NewLink { token_hash: link.token_hash, expires_at: link.expires_at };
        Ok((link.address, Invitation { link: new, mail }))
    }
}
