//! One-time links for agents, and the mails that bring them.

use crate::App;
use crate::error::Error;
use crate::http::auth::links;
use crate::mail::letter::{Content, language};
use crate::mail::writer::{Order, Writer};
use crate::store::agents::{Invitation, NewLink};
use crate::store::mail::Kind;
use shared::ids::AgentId;
use shared::mail::Mailed;
use shared::rules;
use shared::staff::AgentDraft;

/// Writes invitations; as long as mail isn't set up, without mails.
pub struct Inviter(Option<Writer>);

impl Inviter {
    /// As mail is set up now.
    ///
    /// # Errors
    /// The database is away, or a text of the site is.
    pub async fn of(app: &App) -> Result<Self, Error> {
        Writer::of(app).await.map(Self)
    }

    /// Whether mails can be sent at all.
    pub fn is_set_up(&self) -> bool {
        self.0.is_some()
    }

    /// A fresh link for an agent with the mail that brings it, and the link's address to show.
    ///
    /// # Errors
    /// A text of the site is missing.
    pub fn write(&self, app: &App, agent: &AgentId, set: &AgentDraft) -> Result<(String, Invitation), Error> {
        let link = links::fresh(&app.config, &app.entropy, app.clock.now());
        let mail = match &self.0 {
            None => Err(Mailed::NotSetUp),
            Some(_) if rules::email(&set.email).is_err() => Err(Mailed::NoAddress),
            Some(writer) => {
                let content = Content::AgentLink {
                    lang: language(&set.languages).into(),
                    link: link.address.clone(),
                    until: link.expires_at,
                };
                let order = Order {
                    kind: Kind::AgentLink,
                    cause: agent.as_str(),
                    recipient: &set.email,
                    expires_at: Some(link.expires_at),
                };
                Ok(writer.write(app, &order, &content)?)
            }
        };
        let new = NewLink { token_hash: link.token_hash, expires_at: link.expires_at };
        Ok((link.address, Invitation { link: new, mail }))
    }
}
