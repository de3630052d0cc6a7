//! One-time links, with which agents set their passwords.

use super::session;
use crate::config::Config;
use crate::entropy::Entropy;
use shared::time::Timestamp;

/// A link is good for this long: 7 days.
const LINK_MILLIS: i64 = 7 * 24 * 60 * 60 * 1_000;

/// A link to be, before it is stored.
pub struct Link {
    /// What the agent is sent. The token stands behind `#`, which browsers never send by themselves.
    pub address: String,
    /// What is stored of it.
    pub token_hash: String,
    /// When it is worth nothing any more.
    pub expires_at: Timestamp,
}

/// A fresh link on the chat's own origin, whatever host a request may have named.
pub fn fresh(config: &Config, entropy: &Entropy, now: Timestamp) -> Link {
    let token = entropy.secret();
    Link {
        address: format!("{}/console/welcome#{token}", config.public_origin()),
        token_hash: session::hash(&token),
        expires_at: now.plus_millis(LINK_MILLIS),
    }
}
