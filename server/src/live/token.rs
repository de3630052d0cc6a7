//! A visitor's token: `<visitor>.<issued>.<signature>`, or `<visitor>.<issued>.<until>.<signature>` for somebody whom the
//! site vouched for. It proves who made the visitor's id and when, without a row in the database for everyone who merely
//! looks. It opens that visitor's own conversations and nothing else.

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use shared::ids::{VisitorId, WidgetId};
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
pub struct Known {
    /// Whose it is.
    pub visitor: VisitorId,
    /// Whether to send a new one.
    pub is_old: bool,
    /// When it runs out, if it was given to somebody whom the site vouched for.
    pub until: Option<Timestamp>,
}

impl Tokens {
    /// With a key that every node of the installation shares.
    pub fn new(key: &str) -> Self {
        let keyed = Hmac::new_from_slice(key.as_bytes()).expect("HMAC takes a key of any length");
        Self { keyed: Arc::new(keyed) }
    }

    /// A token for a visitor whom nobody vouches for.
    pub fn issue(&self, visitor: &VisitorId, now: Timestamp) -> String {
        self.sign(format!("{visitor}.{}", now.0))
    }

    /// A token for a visitor whom the site vouches for until then.
    pub fn issue_until(&self, visitor: &VisitorId, now: Timestamp, until: Timestamp) -> String {
        self.sign(format!("{visitor}.{}.{}", now.0, until.0))
    }

    /// Whose token it is; `None` if it isn't ours or has run out.
    pub fn check(&self, token: &str, now: Timestamp) -> Option<Known> {
        if token.len() > MAX_BYTES {
            return None;
        }
        let (claim, signature) = token.rsplit_once('.')?;
        let mac = self.mac(claim);
        mac.verify_slice(&hex::decode(signature).ok()?).ok()?;
        // No id of a visitor holds a full stop.
        let mut parts = claim.split('.');
        let visitor = VisitorId::from(parts.next()?);
        let mut instant = || parts.next().map(|millis| millis.parse().map(Timestamp));
        let age = now.millis_since(instant()?.ok()?);
        let until = instant().transpose().ok()?;
        let is_good = age < LIFETIME_MILLIS && until.is_none_or(|until| now < until);
        is_good.then(|| Known { visitor, is_old: until.is_none() && age > RENEW_MILLIS, until })
    }

    /// The visitor behind a site's user: the same on all devices, and not to be guessed.
    pub fn visitor(&self, widget: &WidgetId, user: &str) -> VisitorId {
        // Begins as no token does, so that the one can't be had by asking for the other.
        let mac = self.mac(&format!("\0{widget}\0{user}"));
        let digest = hex::encode(mac.finalize().into_bytes());
        VisitorId(format!("u{}", &digest[..32]))
    }

    fn sign(&self, claim: String) -> String {
        let signature = hex::encode(self.mac(&claim).finalize().into_bytes());
        format!("{claim}.{signature}")
    }

    fn mac(&self, text: &str) -> Hmac<Sha256> {
        let mut mac = Hmac::clone(&self.keyed);
        mac.update(text.as_bytes());
        mac
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_our_own_unchanged_tokens_are_good_and_not_for_ever() {
        let tokens = Tokens::new("key");
        let token = tokens.issue(&"v1".into(), Timestamp(1_000));
        let good = |is_old| Some(Known { visitor: "v1".into(), is_old, until: None });
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

    #[test]
    fn a_token_for_somebody_vouched_for_ends_with_the_proof() {
        let tokens = Tokens::new("key");
        let token = tokens.issue_until(&"u1".into(), Timestamp(1_000), Timestamp(61_000));
        let known = Known { visitor: "u1".into(), is_old: false, until: Some(Timestamp(61_000)) };
        assert_eq!(tokens.check(&token, Timestamp(60_999)), Some(known));
        assert_eq!(tokens.check(&token, Timestamp(61_000)), None);
        let longer = token.replacen("61000", "99000", 1);
        assert_eq!(tokens.check(&longer, Timestamp(1_000)), None);
        let (claim, signature) = token.rsplit_once('.').unwrap();
        let without = claim.rsplit_once('.').unwrap().0;
        assert_eq!(tokens.check(&format!("{without}.{signature}"), Timestamp(1_000)), None);
    }

    #[test]
    fn a_user_is_one_visitor_per_widget() {
        let tokens = Tokens::new("key");
        let ira = tokens.visitor(&"shop".into(), "ira");
        assert_eq!(ira, tokens.visitor(&"shop".into(), "ira"));
        for other in [
            tokens.visitor(&"blog".into(), "ira"),
            tokens.visitor(&"shop".into(), "eve"),
            Tokens::new("other").visitor(&"shop".into(), "ira"),
        ] {
            assert_ne!(ira, other);
        }
        // A user who is called like a token's claim doesn't make that token's signature public.
        let token = tokens.issue(&"v1".into(), Timestamp(1_000));
        assert!(!token.contains(&tokens.visitor(&"".into(), "v1.1000").as_str()[1..]));
    }
}
