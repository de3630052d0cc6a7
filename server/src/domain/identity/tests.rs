//! What proves who somebody is, and what doesn't.

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
    for broken in ["", ".", "..", "...", "a.b", "é.é.é", signed, &format!("{good}="), &format!("{good}.x")]
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
    let hash = hex::encode(sign(SECRET, "ира@example"));
    let vouched = hmac("ира@example", &hash).unwrap();
    assert_eq!(
        (vouched.user.as_str(), vouched.name.as_str(), vouched.email.as_str()),
        ("ира@example", "", "")
    );
    assert_eq!(vouched.until, NOW.plus_millis(LONGEST_MILLIS));
    assert!(hmac("ира@example", &hash.to_uppercase()).is_ok());
    let own = hex::encode(sign(SECRET, "boss@example.com"));
    assert_eq!(hmac("boss@example.com", &own).unwrap().email, "boss@example.com", "the id is the address");
    let none = hex::encode(sign(SECRET, ""));
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
    let specs =
        [spec("name", FieldKind::Name), spec("email", FieldKind::Email), spec("order", FieldKind::Number)];
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
    let hash = hex::encode(sign("", "1"));
    let (user, name, email) = ("1".into(), String::new(), String::new());
    assert_eq!(verify(&Identity::Hmac { user, hash, name, email }, "", NOW), Err(Flaw::NoSecret));
    let token = jwt_by("", &json!({"alg": "HS256"}), &json!({"sub": "1", "exp": 1_900_000_000}));
    assert_eq!(verify(&Identity::Jwt { token }, "", NOW), Err(Flaw::NoSecret));
}
