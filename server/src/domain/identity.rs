//! Whom a site vouches for: the check of what its pages hand over as proof. It is made with the widget's secret, which
//! only the site's server and ours know, as it stands there (the text's bytes, not the number it writes).

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
            let signature: [u8; 32] = from_hex(hash).ok_or(Flaw::Malformed)?;
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

fn from_hex<const N: usize>(hex: &str) -> Option<[u8; N]> {
    let digits = hex.as_bytes();
    if digits.len() != 2 * N || !digits.iter().all(u8::is_ascii_hexdigit) {
        return None;
    }
    let mut bytes = [0; N];
    for (byte, at) in bytes.iter_mut().zip((0..).step_by(2)) {
        *byte = u8::from_str_radix(&hex[at..at + 2], 16).ok()?;
    }
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    const SECRET: &str = "5a1bb2c3";
    const NOW: Timestamp = Timestamp(1_800_000_000_000);

    fn sign(secret: &str, text: &str) -> Vec<u8> {
        let mut mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).unwrap();
        mac.update(text.as_bytes());
        mac.finalize().into_bytes().to_vec()
    }

    fn jwt_by(secret: &str, header: &Value, payload: &Value) -> String {
        let part = |json: &Value| URL_SAFE_NO_PAD.encode(json.to_string());
        let signed = format!("{}.{}", part(header), part(payload));
        let signature = URL_SAFE_NO_PAD.encode(sign(secret, &signed));
        format!("{signed}.{signature}")
    }

    fn check(token: &str) -> Result<Vouched, Flaw> {
        verify(&Identity::Jwt { token: token.into() }, SECRET, NOW)
    }

    fn claiming(payload: &Value) -> Result<Vouched, Flaw> {
        check(&jwt_by(SECRET, &json!({"alg": "HS256", "typ": "JWT"}), payload))
    }

    fn hmac(user: &str, hash: &str) -> Result<Vouched, Flaw> {
        let (user, hash) = (user.into(), hash.into());
        let (name, email) = ("Eve".into(), "boss@example.com".into());
        verify(&Identity::Hmac { user, hash, name, email }, SECRET, NOW)
    }

    #[test]
    fn a_token_made_elsewhere_is_read() {
        // The example of RFC 7515, appendix A.1, has a binary key; this one is jwt.io's, with the text as the key.
        let token = "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9\
            .eyJzdWIiOiIxMjM0NTY3ODkwIiwibmFtZSI6IkpvaG4gRG9lIiwiaWF0IjoxNTE2MjM5MDIyfQ\
            .SflKxwRJSMeKKF2QT4fwpMeJf36POk6yJV_adQssw5c";
        let (signed, _) = token.rsplit_once('.').unwrap();
        let signature = URL_SAFE_NO_PAD.decode(token.rsplit('.').next().unwrap()).unwrap();
        assert_eq!(check_signature("your-256-bit-secret", signed.as_bytes(), &signature), Ok(()));
        let token = Identity::Jwt { token: token.into() };
        assert_eq!(verify(&token, "your-256-bit-secret", NOW), Err(Flaw::Malformed), "it never runs out");
    }

    #[test]
    fn what_the_site_says_is_taken_and_tidied_up() {
        let vouched = claiming(&json!({
            "sub": "u 1", "exp": 1_800_000_060.5, "nbf": 1_799_999_999, "iss": "shop",
            "name": " Ira\u{202e}\nIvanova ", "email": "ira@example.com",
        }));
        let expected = Vouched {
            user: "u 1".into(),
            name: "Ira Ivanova".into(),
            email: "ira@example.com".into(),
            until: Timestamp(1_800_000_120_500),
        };
        assert_eq!(vouched, Ok(expected));
        let poor = claiming(&json!({"sub": "1", "exp": 1e15, "email": "nowhere"})).unwrap();
        assert_eq!((poor.name.as_str(), poor.email.as_str()), ("", ""));
        assert_eq!(poor.until, NOW.plus_millis(LONGEST_MILLIS));
    }

    #[test]
    fn times_hold_with_a_minutes_leeway() {
        let now = NOW.0 / 1_000;
        for (exp, nbf, flaw) in [
            (now + 1, None, None),
            (now - 59, None, None),
            (now - 60, None, Some(Flaw::Expired)),
            (0, None, Some(Flaw::Expired)),
            (-1, None, Some(Flaw::Expired)),
            (now + 1, Some(now + 60), None),
            (now + 1, Some(now + 61), Some(Flaw::Early)),
        ] {
            assert_eq!(
                claiming(&json!({"sub": "1", "exp": exp, "nbf": nbf})).err(),
                flaw,
                "exp {exp}, nbf {nbf:?}"
            );
        }
    }

    #[test]
    fn other_algorithms_and_extensions_are_refused() {
        let claims = json!({"sub": "1", "exp": 1_900_000_000});
        for header in [
            json!({"alg": "none"}),
            json!({"alg": "None"}),
            json!({"alg": "hs256"}),
            json!({"alg": "HS512"}),
            json!({"alg": "RS256"}),
            json!({"alg": "ES256"}),
            json!({"alg": "HS256", "crit": ["exp"]}),
        ] {
            assert_eq!(check(&jwt_by(SECRET, &header, &claims)), Err(Flaw::Algorithm), "{header}");
        }
        let unsigned = jwt_by(SECRET, &json!({"alg": "none"}), &claims);
        let unsigned = format!("{}.", unsigned.rsplit_once('.').unwrap().0);
        assert_eq!(check(&unsigned), Err(Flaw::Algorithm));
    }

    #[test]
    fn what_is_forged_or_broken_is_refused() {
        let header = json!({"alg": "HS256"});
        let good = jwt_by(SECRET, &header, &json!({"sub": "1", "exp": 1_900_000_000}));
        assert!(check(&good).is_ok());
        let (signed, signature) = good.rsplit_once('.').unwrap();
        let (head, _) = signed.split_once('.').unwrap();
        let other = URL_SAFE_NO_PAD.encode(json!({"sub": "2", "exp": 1_900_000_000}).to_string());
        for forged in [
            format!("{head}.{other}.{signature}"),
            format!("{signed}."),
            format!("{signed}.{}", &signature[..40]),
            format!("{signed}.{}", URL_SAFE_NO_PAD.encode([0; 32])),
            jwt_by("another widget's", &header, &json!({"sub": "1", "exp": 1_900_000_000})),
            jwt_by("", &header, &json!({"sub": "1", "exp": 1_900_000_000})),
        ] {
            assert_eq!(check(&forged), Err(Flaw::Forged), "{forged}");
        }
        for broken in
            ["", ".", "..", "...", "a.b", "é.é.é", signed, &format!("{good}="), &format!("{good}.x")]
        {
            assert_eq!(check(broken), Err(Flaw::Malformed), "{broken}");
        }
        for claims in [
            json!({"exp": 1_900_000_000}),
            json!({"sub": "", "exp": 1_900_000_000}),
            json!({"sub": 1, "exp": 1_900_000_000}),
            json!({"sub": "x".repeat(201), "exp": 1_900_000_000}),
            json!({"sub": "1"}),
            json!({"sub": "1", "exp": null}),
            json!({"sub": "1", "exp": "1900000000"}),
            json!([]),
            json!({"sub": "1", "exp": 1_900_000_000, "pad": "x".repeat(JWT_BYTES)}),
        ] {
            assert_eq!(claiming(&claims), Err(Flaw::Malformed), "{claims}");
        }
    }

    #[test]
    fn a_hash_vouches_for_the_id_alone() {
        let hash = crate::entropy::hex(&sign(SECRET, "ира@example"));
        let vouched = hmac("ира@example", &hash).unwrap();
        assert_eq!(
            (vouched.user.as_str(), vouched.name.as_str(), vouched.email.as_str()),
            ("ира@example", "", "")
        );
        assert_eq!(vouched.until, NOW.plus_millis(LONGEST_MILLIS));
        assert!(hmac("ира@example", &hash.to_uppercase()).is_ok());
        let own = crate::entropy::hex(&sign(SECRET, "boss@example.com"));
        assert_eq!(
            hmac("boss@example.com", &own).unwrap().email,
            "boss@example.com",
            "the id is the address"
        );
        let none = crate::entropy::hex(&sign(SECRET, ""));
        for (user, hash, flaw) in [
            ("ира@example.", hash.as_str(), Flaw::Forged),
            ("ира@example", &"0".repeat(64), Flaw::Forged),
            ("ира@example", "", Flaw::Malformed),
            ("ира@example", &hash[1..], Flaw::Malformed),
            ("ира@example", &format!("{hash}00"), Flaw::Malformed),
            ("ира@example", &format!("+{}", &hash[1..]), Flaw::Malformed),
            ("ира@example", &"é".repeat(32), Flaw::Malformed),
            ("", &none, Flaw::Malformed),
        ] {
            assert_eq!(hmac(user, hash), Err(flaw), "{user} {hash}");
        }
    }

    #[test]
    fn a_signed_card_stands_in_place_of_what_is_typed() {
        let spec = |id: &str, kind| FieldSpec { id: id.into(), kind, required: true, options: vec![] };
        let specs = [
            spec("name", FieldKind::Name),
            spec("email", FieldKind::Email),
            spec("order", FieldKind::Number),
        ];
        let answer = |field: &str, value: &str| Answer { field: field.into(), value: value.into() };
        let typed = [answer("order", "7"), answer("email", "boss@example.com")];
        let vouched = |name: &str, email: &str| Vouched {
            user: "1".into(),
            name: name.into(),
            email: email.into(),
            until: NOW,
        };
        let ira = vouched("Ira", "ira@example.com");
        let amended = [answer("name", "Ira"), answer("email", "ira@example.com"), answer("order", "7")];
        assert_eq!(ira.amend(&specs, &typed), amended);
        assert_eq!(vouched("", "").amend(&specs, &typed), typed);
        let card = |name: &str, email: &str| VisitorCard {
            name: name.into(),
            email: email.into(),
            ..VisitorCard::default()
        };
        for (vouched, typed, signed, verified) in [
            (&ira, card("Boss", "boss@example.com"), card("Ira", "ira@example.com"), true),
            (&ira, card("", ""), card("Ira", "ira@example.com"), true),
            (&vouched("", "ira@example.com"), card("Boss", ""), card("Boss", "ira@example.com"), false),
            (&vouched("", ""), card("Boss", "boss@example.com"), card("Boss", "boss@example.com"), false),
            (&vouched("", "ira@example.com"), card("", ""), card("", "ira@example.com"), true),
        ] {
            assert_eq!(vouched.sign(typed), VisitorCard { user: "1".into(), verified, ..signed });
        }
    }

    #[test]
    fn a_widget_without_a_secret_believes_nobody() {
        let hash = crate::entropy::hex(&sign("", "1"));
        let (user, name, email) = ("1".into(), String::new(), String::new());
        assert_eq!(verify(&Identity::Hmac { user, hash, name, email }, "", NOW), Err(Flaw::NoSecret));
        let token = jwt_by("", &json!({"alg": "HS256"}), &json!({"sub": "1", "exp": 1_900_000_000}));
        assert_eq!(verify(&Identity::Jwt { token }, "", NOW), Err(Flaw::NoSecret));
    }
}
