//! Whom a site vouches for: the check of what its pages hand over as proof. It is made with the widget's secret, which
//! only the site's server and ours know, as it stands there (the text's bytes, not the number it writes).

#[cfg(test)]
mod tests;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::{Hmac, KeyInit, Mac};
use serde::Deserialize;
use serde::de::{DeserializeOwned, IgnoredAny};
use sha2::Sha256;
use shared::form::{Answer, FieldKind, FieldSpec};
use shared::people::VisitorCard;
use shared::problem::{Code, Problem};
use shared::rules;
use shared::time::Timestamp;
use shared::visitor::Identity;

/// Longest id of a user in characters.
const USER_CHARS: usize = 200;
/// Longest JSON Web Token in bytes.
const JWT_BYTES: usize = 4_096;
/// Clocks of the site and ours may differ by this much, in milliseconds.
pub const LEEWAY_MILLIS: i64 = 60_000;
/// A proof that names no end, or a later one, holds for this long, in milliseconds: 30 days.
const LONGEST_MILLIS: i64 = 30 * 24 * 60 * 60 * 1_000;

/// A user whom the site vouches for, with what it has signed. What a page merely says is worth no more than what is
/// typed, and gets here the same way: through the form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Vouched {
    /// The site's own id of the user.
    pub user: String,
    /// The user's name; empty if not signed.
    pub name: String,
    /// The user's e-mail address; empty if not signed, or none.
    pub email: String,
    /// When the proof runs out for good, leeway included.
    pub until: Timestamp,
}

impl Vouched {
    /// What was filled in, with what the site has signed in its place: nobody has to type what is known, and nobody can
    /// pass for somebody else.
    pub fn amend(&self, specs: &[FieldSpec], answers: &[Answer]) -> Vec<Answer> {
        let signed = |spec: &FieldSpec| {
            let value = match spec.kind {
                FieldKind::Name => &self.name,
                FieldKind::Email => &self.email,
                _ => "",
            };
            (!value.is_empty()).then(|| Answer { field: spec.id.clone(), value: value.into() })
        };
        let mut amended: Vec<Answer> = specs.iter().filter_map(signed).collect();
        for answer in answers {
            if amended.iter().all(|known| known.field != answer.field) {
                amended.push(answer.clone());
            }
        }
        amended
    }

    /// The card of this user. It counts as verified if all that it says of who this is was signed.
    pub fn sign(&self, mut card: VisitorCard) -> VisitorCard {
        card.user = rules::one_line(&self.user);
        for (signed, said) in [(&self.name, &mut card.name), (&self.email, &mut card.email)] {
            if !signed.is_empty() {
                said.clone_from(signed);
            }
        }
        card.verified = card.name == self.name && card.email == self.email;
        card
    }
}

/// Why a proof proves nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Flaw {
    /// Nobody has asked for the widget's secret yet, so nobody can have signed.
    #[error("the widget has no secret yet")]
    NoSecret,
    /// Not written as it must be.
    #[error("this is no proof of an identity")]
    Malformed,
    /// Signed in another way than by HS256.
    #[error("the token must be signed by HS256")]
    Algorithm,
    /// Not signed with the widget's secret.
    #[error("the signature is not by this widget's secret")]
    Forged,
    /// It has run out.
    #[error("the token has run out")]
    Expired,
    /// It is not good yet.
    #[error("the token is not good yet")]
    Early,
}

impl From<Flaw> for Problem {
    fn from(flaw: Flaw) -> Self {
        Self::new(Code::NotVerified, flaw.to_string())
    }
}

/// Checks a proof by a widget's secret.
///
/// # Errors
/// It proves nothing.
pub fn verify(identity: &Identity, secret: &str, now: Timestamp) -> Result<Vouched, Flaw> {
    // Anybody can sign with an empty key.
    if secret.is_empty() {
        return Err(Flaw::NoSecret);
    }
    match identity {
        Identity::Hmac { user, hash, .. } => {
            let mut signature = [0; 32];
            hex::decode_to_slice(hash, &mut signature).map_err(|_| Flaw::Malformed)?;
            check_signature(secret, user.as_bytes(), &signature)?;
            // Only the id is signed. It may be an e-mail address.
            vouched(user, "", user, now.plus_millis(LONGEST_MILLIS))
        }
        Identity::Jwt { token } => {
            let claims = claims(token, secret)?;
            let (from, until) = (claims.nbf.map(millis), millis(claims.exp).saturating_add(LEEWAY_MILLIS));
            if now.0 >= until {
                return Err(Flaw::Expired);
            }
            if from.is_some_and(|from| now.0 < from.saturating_sub(LEEWAY_MILLIS)) {
                return Err(Flaw::Early);
            }
            let until = Timestamp(until.min(now.plus_millis(LONGEST_MILLIS).0));
            vouched(&claims.sub, &claims.name.unwrap_or_default(), &claims.email.unwrap_or_default(), until)
        }
    }
}

fn vouched(user: &str, name: &str, email: &str, until: Timestamp) -> Result<Vouched, Flaw> {
    if user.is_empty() || user.chars().count() > USER_CHARS {
        return Err(Flaw::Malformed);
    }
    Ok(Vouched {
        user: user.into(),
        name: rules::one_line(rules::cut(name, rules::NAME_CHARS)),
        email: rules::email(email).unwrap_or_default(),
        until,
    })
}

/// RFC 7515, section 4.1: what says how the token is signed.
#[derive(Deserialize)]
struct Header {
    alg: String,
    /// Extensions that must be understood; we understand none.
    crit: Option<IgnoredAny>,
}

/// RFC 7519, section 4.1. Instants are seconds since 1970, whole or not.
#[derive(Deserialize)]
struct Claims {
    sub: String,
    exp: f64,
    nbf: Option<f64>,
    name: Option<String>,
    email: Option<String>,
}

fn claims(token: &str, secret: &str) -> Result<Claims, Flaw> {
    if token.len() > JWT_BYTES {
        return Err(Flaw::Malformed);
    }
    let (signed, signature) = token.rsplit_once('.').ok_or(Flaw::Malformed)?;
    let (header, payload) = signed.split_once('.').ok_or(Flaw::Malformed)?;
    let header: Header = decode(header)?;
    if header.alg != "HS256" || header.crit.is_some() {
        return Err(Flaw::Algorithm);
    }
    let signature = URL_SAFE_NO_PAD.decode(signature).map_err(|_| Flaw::Malformed)?;
    check_signature(secret, signed.as_bytes(), &signature)?;
    // Only what is signed is read.
    decode(payload)
}

fn decode<T: DeserializeOwned>(part: &str) -> Result<T, Flaw> {
    let json = URL_SAFE_NO_PAD.decode(part).map_err(|_| Flaw::Malformed)?;
    serde_json::from_slice(&json).map_err(|_| Flaw::Malformed)
}

/// Takes the same time whatever is wrong with the signature.
fn check_signature(secret: &str, signed: &[u8], signature: &[u8]) -> Result<(), Flaw> {
    let mut mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).map_err(|_| Flaw::NoSecret)?;
    mac.update(signed);
    mac.verify_slice(signature).map_err(|_| Flaw::Forged)
}

#[expect(clippy::cast_possible_truncation, reason = "saturates, and what is beyond is never or for ever")]
fn millis(seconds: f64) -> i64 {
    (seconds * 1_000.0) as i64
}
