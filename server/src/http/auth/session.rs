//! The session behind a request, looked up each time: what was ended is ended at once.

use super::{AgentSession, cookie};
use crate::App;
use crate::error::Error;
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
        match cookie::read(&app.config, &parts.headers) {
            Some(token) => load(app, token).await,
            None => Err(expired()),
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
