//! A visitor's token: `<visitor>.<issued>.<signature>`. It proves who made the visitor's id and when, without a row in
//! the database for everyone who merely looks. It opens that visitor's own conversations and nothing else.

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use shared::ids::VisitorId;
use shared::time::Timestamp;
use std::sync::Arc;

/// A token is good for this long, in milliseconds: 30 days.
const LIFETIME_MILLIS: i64 = 30 * 24 * 60 * 60 * 1_000;
/// Whoever comes with a token older than this gets a new one, in milliseconds: a day.
const RENEW_MILLIS: i64 = 24 * 60 * 60 * 1_000;
/// No token of ours is longer, in bytes.
const MAX_BYTES: usize = 200;

/// Signs and checks tokens with the installation's key.
#[derive(Clone)]
pub struct Tokens {
    keyed: Arc<Hmac<Sha256>>,
}

/// What a good token says.
#[derive(Debug, PartialEq, Eq)]
pub struct Identity {
    /// Whose it is.
    pub visitor: VisitorId,
    /// Whether to send a new one.
    pub is_old: bool,
}

impl Tokens {
    /// With a key that every node of the installation shares.
    pub fn new(key: &str) -> Self {
        let keyed = Hmac::new_from_slice(key.as_bytes()).expect("HMAC takes a key of any length");
        Self { keyed: Arc::new(keyed) }
    }

    /// A token for the visitor.
    pub fn issue(&self, visitor: &VisitorId, now: Timestamp) -> String {
        let claim = format!("{visitor}.{}", now.0);
        let mut mac = Hmac::clone(&self.keyed);
        mac.update(claim.as_bytes());
        let signature = crate::entropy::hex(&mac.finalize().into_bytes());
        format!("{claim}.{signature}")
    }

    /// Whose token it is; `None` if it isn't ours or has run out.
    pub fn check(&self, token: &str, now: Timestamp) -> Option<Identity> {
        if token.len() > MAX_BYTES {
            return None;
        }
        let (claim, signature) = token.rsplit_once('.')?;
        let mut mac = Hmac::clone(&self.keyed);
        mac.update(claim.as_bytes());
        mac.verify_slice(&bytes(signature)?).ok()?;
        let (visitor, issued) = claim.rsplit_once('.')?;
        let age = now.millis_since(Timestamp(issued.parse().ok()?));
        (age < LIFETIME_MILLIS).then(|| Identity { visitor: visitor.into(), is_old: age > RENEW_MILLIS })
    }
}

fn bytes(hex: &str) -> Option<Vec<u8>> {
    if !hex.is_ascii() || !hex.len().is_multiple_of(2) {
        return None;
    }
    (0..hex.len()).step_by(2).map(|at| u8::from_str_radix(&hex[at..at + 2], 16).ok()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_our_own_unchanged_tokens_are_good_and_not_for_ever() {
        let tokens = Tokens::new("key");
        let token = tokens.issue(&"v1".into(), Timestamp(1_000));
        let good = |is_old| Some(Identity { visitor: "v1".into(), is_old });
        assert_eq!(tokens.check(&token, Timestamp(1_000)), good(false));
        assert_eq!(tokens.check(&token, Timestamp(1_001 + RENEW_MILLIS)), good(true));
        assert_eq!(tokens.check(&token, Timestamp(1_000 + LIFETIME_MILLIS)), None);
        assert_eq!(Tokens::new("other").check(&token, Timestamp(1_000)), None);
        let forged = [
            token.replacen("v1", "v2", 1),
            token.replacen("1000", "9000", 1),
            token[..token.len() - 2].into(),
            format!("{token}é"),
            "x".repeat(10_000),
            String::new(),
            "..".into(),
        ];
        for bad in forged {
            assert_eq!(tokens.check(&bad, Timestamp(1_000)), None, "{bad}");
        }
    }
}
