//! Web push: news for agents while Frontdesk is closed on their device (RFC 8030, RFC 8291, RFC 8292).

use serde::{Deserialize, Serialize};

/// `GET /api/agent/push`: what a browser needs to subscribe.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PushOffer {
    /// The server's public key, base64url without padding.
    pub key: String,
    /// Whether this device is told.
    pub on: bool,
}

/// `PUT /api/agent/push`: where this device hears of news. `DELETE` on the same path ends it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PushSubscription {
    /// Address at the browser's push service.
    pub endpoint: String,
    /// The browser's public key, base64url.
    pub p256dh: String,
    /// The browser's secret, base64url.
    pub auth: String,
    /// The language in which the device is told.
    pub lang: String,
}

/// What the service worker is told, encrypted for it alone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PushNews {
    /// What happened.
    pub title: String,
    /// The beginning of what was written; may be empty.
    pub body: String,
    /// Path to go to.
    pub path: String,
    /// A later one about the same replaces it.
    pub tag: String,
}
