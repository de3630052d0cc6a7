//! Says to a push service who sends (RFC 8292): a short-lived token for its origin, signed with a key whose public half
//! the browser was subscribed with.

use crate::config::Origin;
use crate::entropy::Entropy;
use anyhow::Context;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use p256::ecdsa::signature::Signer;
use p256::ecdsa::{Signature, SigningKey};
use serde_json::json;
use shared::time::Timestamp;

/// A token is good for this long: half of the day that push services allow.
const GOOD_SECONDS: i64 = 12 * 60 * 60;

/// The key, and who to ask about what is sent.
pub struct Vapid {
    key: SigningKey,
    public: String,
    contact: String,
}

impl Vapid {
    /// A new key, in hexadecimal digits.
    pub fn fresh(entropy: &Entropy) -> String {
        loop {
            let bytes = entropy.bytes::<32>();
            // All but four in a milliard of a milliard of a milliard numbers are keys.
            if SigningKey::from_slice(&bytes).is_ok() {
                return hex::encode(bytes);
            }
        }
    }

    /// A key out of hexadecimal digits.
    ///
    /// # Errors
    /// It is none.
    pub fn of(key: &str, site: &Origin) -> anyhow::Result<Self> {
        let bytes = hex::decode(key.trim()).context("the key of web push isn't hexadecimal")?;
        let key = SigningKey::from_slice(&bytes).context("the key of web push is none")?;
        let public = URL_SAFE_NO_PAD.encode(key.verifying_key().to_encoded_point(false).as_bytes());
        // Push services want an address of whoever is responsible; ours is public where it is reached from outside.
        let contact = if site.is_https() { site.to_string() } else { "mailto:admin@localhost".into() };
        Ok(Self { key, public, contact })
    }

    /// The public key as browsers take it.
    pub fn public_key(&self) -> &str {
        &self.public
    }

    /// The `Authorization` header for a push service.
    pub fn authorization(&self, origin: &str, now: Timestamp) -> String {
        let claims = json!({ "aud": origin, "exp": now.0 / 1_000 + GOOD_SECONDS, "sub": self.contact });
        let part = |value: &serde_json::Value| URL_SAFE_NO_PAD.encode(value.to_string());
        let signed = format!("{}.{}", part(&json!({ "typ": "JWT", "alg": "ES256" })), part(&claims));
        let signature: Signature = self.key.sign(signed.as_bytes());
        let signature = URL_SAFE_NO_PAD.encode(signature.to_bytes());
        format!("vapid t={signed}.{signature}, k={}", self.public)
    }
}
