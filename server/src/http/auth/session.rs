//! The session behind a request, looked up each time: what was ended is ended at once.

use super::{AgentSession, cookie};
use crate::App;
use crate::domain::permissions::{self, Action};
use crate::error::Error;
use crate::http::peer::{self, Peer};
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use sha2::{Digest, Sha256};
use shared::problem::Code;
use std::sync::Arc;

/// A session that isn't used ends after this time: 14 days.
pub const LIFETIME_MILLIS: i64 = 14 * 24 * 60 * 60 * 1_000;
/// A session that is used begins its lifetime anew at most this often: each day.
pub const RENEW_MILLIS: i64 = 24 * 60 * 60 * 1_000;

impl FromRequestParts<Arc<App>> for AgentSession {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, app: &Arc<App>) -> Result<Self, Error> {
        let token = cookie::read(&app.config, &parts.headers).ok_or_else(expired)?;
        let session = load(app, token).await?;
        if let Some(peer) = parts.extensions.get::<Peer>() {
            let address = peer::address(&app.config, *peer, &parts.headers).to_string();
            if let Err(error) = app.store.heard_from(&session, &address, app.clock.now()).await {
                // No reason to refuse what was asked for; the next request is noted.
                tracing::warn!(?error, "a session was not noted as heard of");
            }
        }
        Ok(session)
    }
}

impl AgentSession {
    /// Goes on only if the agent may do this, on what the database says now.
    ///
    /// # Errors
    /// [`Code::Forbidden`].
    pub fn must(&self, action: Action<'_>) -> Result<(), Error> {
        if permissions::may(&self.who(), action) {
            Ok(())
        } else {
            Err(Error::refuse(Code::Forbidden, "your role doesn't allow this"))
        }
    }
}

/// The session of a token.
pub async fn load(app: &App, token: &str) -> Result<AgentSession, Error> {
    app.store.session(&hash(token), app.clock.now()).await?.ok_or_else(expired)
}

/// What is stored in place of a token. A token has 256 random bits, so a plain hash can't be turned back.
pub fn hash(token: &str) -> String {
    hex::encode(Sha256::digest(token))
}

fn expired() -> Error {
    Error::refuse(Code::SessionExpired, "there is no session, or it has run out")
}
