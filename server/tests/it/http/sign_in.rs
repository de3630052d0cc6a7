//! Signing in and out.

use crate::databases::on_each;
use crate::support::{PASSWORD, TestServer};
use hyper::Method;
use shared::problem::{Code, Field, Problem};
use shared::rest::Me;

const DAY: i64 = 24 * 60 * 60 * 1_000;

#[tokio::test]
async fn a_session_begins_is_used_and_ends() {
    on_each(async |database| {
        let server = TestServer::on(database).await;
        let id = server.agent("anna@example.com", "Anna").await;
        let reply = server.try_sign_in(" Anna@Example.com", PASSWORD).await;
        assert_eq!(reply.status, 200, "{}", reply.text());
        let me: Me = reply.json();
        assert_eq!(
            (me.agent.id, me.agent.name.as_str(), me.email.as_str()),
            (id, "Anna", "anna@example.com")
        );

        let cookie = reply.cookie();
        let who = || server.request(Method::GET, "/api/agent/me").header("cookie", &cookie).send();
        assert_eq!(who().await.json::<Me>().email, "anna@example.com");
        let out = server.post("/api/agent/sign-out").header("cookie", &cookie).send().await;
        assert_eq!(out.status, 204);
        assert!(out.header("set-cookie").contains("Max-Age=0"), "{}", out.header("set-cookie"));
        assert_eq!(who().await.json::<Problem>().code, Code::SessionExpired);
        let again = server.post("/api/agent/sign-out").header("cookie", &cookie).send().await;
        assert_eq!(again.status, 204, "done twice it is done");
    })
    .await;
}

#[tokio::test]
async fn each_sign_in_has_a_token_of_its_own() {
    let server = TestServer::start().await;
    server.agent("anna@example.com", "Anna").await;
    let first = server.sign_in("anna@example.com").await;
    // A token that somebody else has planted isn't taken over.
    let form = shared::rest::SignIn { email: "anna@example.com".into(), password: PASSWORD.into() };
    let second = server.post("/api/agent/sign-in").header("cookie", &first).json(&form).send().await.cookie();
    assert_ne!(first, second);
}

#[tokio::test]
async fn in_public_the_cookie_is_for_this_host_alone_and_encrypted() {
    let server = TestServer::configured("--public-url https://chat.example.com").await;
    server.agent("anna@example.com", "Anna").await;
    let form = shared::rest::SignIn { email: "anna@example.com".into(), password: PASSWORD.into() };
    let call =
        server.request(Method::POST, "/api/agent/sign-in").header("origin", "https://chat.example.com");
    let reply = call.json(&form).send().await;
    let cookies: Vec<_> = reply.headers.get_all("set-cookie").iter().collect();
    assert_eq!(cookies.len(), 1);
    let (pair, attributes) = reply.header("set-cookie").split_once(';').unwrap();
    let token = pair.strip_prefix("__Host-session=").unwrap();
    assert!(token.len() == 64 && token.bytes().all(|byte| byte.is_ascii_hexdigit()), "256 bits: {token}");
    assert_eq!(attributes, " Path=/; Max-Age=1209600; HttpOnly; SameSite=Strict; Secure");
    let plain = server.request(Method::GET, "/api/agent/me").header("cookie", &format!("session={token}"));
    assert_eq!(plain.send().await.status, 401, "the plain cookie is for one's own machine");
    assert_eq!(reply.header("strict-transport-security"), "max-age=31536000");
}

#[tokio::test]
async fn on_ones_own_machine_a_plain_cookie_goes_beside_it() {
    let server = TestServer::start().await;
    server.agent("anna@example.com", "Anna").await;
    let reply = server.try_sign_in("anna@example.com", PASSWORD).await;
    let cookies: Vec<_> =
        reply.headers.get_all("set-cookie").iter().map(|value| value.to_str().unwrap()).collect();
    assert!(cookies[0].starts_with("__Host-session=") && cookies[0].ends_with("; Secure"), "{cookies:?}");
    assert!(
        cookies[1].starts_with("session=") && cookies[1].ends_with("; HttpOnly; SameSite=Strict"),
        "{cookies:?}"
    );
    for cookie in cookies {
        let pair = cookie.split(';').next().unwrap();
        assert_eq!(
            server.request(Method::GET, "/api/agent/me").header("cookie", pair).send().await.status,
            200
        );
    }
}

#[tokio::test]
async fn only_a_hash_of_the_token_is_stored() {
    let server = TestServer::start().await;
    server.agent("anna@example.com", "Anna").await;
    let cookie = server.sign_in("anna@example.com").await;
    let (_, token) = cookie.split_once('=').unwrap();
    let now = server.app.clock.now();
    assert!(
        server.app.store.session(token, now).await.unwrap().is_none(),
        "the token itself names no session"
    );
}

#[tokio::test]
async fn an_unknown_address_and_a_wrong_password_get_the_same_answer() {
    let server = TestServer::start().await;
    server.agent("anna@example.com", "Anna").await;
    server.agent_without_password("new@example.com", "Nina").await;
    let wrong = server.try_sign_in("anna@example.com", "not the password").await;
    assert_eq!((wrong.status, wrong.json::<Problem>().code), (401, Code::WrongCredentials));
    for (email, password) in [
        ("nobody@example.com", PASSWORD),
        ("new@example.com", PASSWORD),
        ("new@example.com", "nobody has this password"),
        ("", ""),
        ("' or 1=1 --", PASSWORD),
        (&"x".repeat(10_000), PASSWORD),
        ("anna@example.com", &"x".repeat(2_000)),
    ] {
        let reply = server.try_sign_in(email, password).await;
        assert_eq!((reply.status, &reply.body), (wrong.status, &wrong.body), "{email:?}");
        assert!(!reply.headers.contains_key("set-cookie"));
    }
}

#[tokio::test]
async fn guessing_is_slow_for_one_account() {
    let server = TestServer::start().await;
    server.agent("anna@example.com", "Anna").await;
    for _ in 0..10 {
        assert_eq!(server.try_sign_in("anna@example.com", "guess guess").await.status, 401);
    }
    let eleventh = server.try_sign_in("anna@example.com", PASSWORD).await;
    assert_eq!(
        (eleventh.status, eleventh.header("retry-after")),
        (429, "90"),
        "even the right password waits"
    );
    assert_eq!(eleventh.json::<Problem>().retry_after, Some(90));
    server.clock.advance(90_000);
    assert_eq!(server.try_sign_in("anna@example.com", PASSWORD).await.status, 200);
}

#[tokio::test]
async fn guessing_is_slow_for_one_address_however_it_calls_itself() {
    let server = TestServer::configured("--trusted-proxies 127.0.0.1").await;
    let guess = async |number: usize, address: &str| {
        let form =
            shared::rest::SignIn { email: format!("a{number}@example.com"), password: "x".repeat(1_025) };
        let forwarded = format!("1.2.3.{number}, {address}");
        server
            .post("/api/agent/sign-in")
            .header("x-forwarded-for", &forwarded)
            .json(&form)
            .send()
            .await
            .status
    };
    for number in 0..50 {
        assert_eq!(guess(number, "203.0.113.5").await, 401);
    }
    assert_eq!(guess(50, "203.0.113.5").await, 429);
    assert_eq!(guess(50, "203.0.113.6").await, 401, "another address is not held back");
}

#[tokio::test]
async fn a_session_that_is_used_goes_on_and_one_that_is_not_runs_out() {
    let server = TestServer::start().await;
    server.agent("anna@example.com", "Anna").await;
    let cookie = server.sign_in("anna@example.com").await;
    let who = || server.request(Method::GET, "/api/agent/me").header("cookie", &cookie).send();
    assert!(!who().await.headers.contains_key("set-cookie"), "nothing to renew yet");
    server.clock.advance(13 * DAY);
    assert_eq!(who().await.cookie(), cookie, "the browser keeps it longer, too");
    server.clock.advance(13 * DAY);
    assert_eq!(who().await.status, 200);
    server.clock.advance(15 * DAY);
    assert_eq!(who().await.status, 401);
}

#[tokio::test]
async fn what_is_no_token_names_no_session() {
    let server = TestServer::start().await;
    for cookie in ["", "session", "session=", "session=null", "session=0", "session=' or '1'='1"] {
        let reply = server.request(Method::GET, "/api/agent/me").header("cookie", cookie).send().await;
        assert_eq!(reply.json::<Problem>().code, Code::SessionExpired, "{cookie}");
    }
}

#[tokio::test]
async fn a_new_password_keeps_the_rules() {
    let server = TestServer::start().await;
    for password in ["short", &"x".repeat(1_025)] {
        let form = shared::rest::SetPassword { token: "x".into(), password: password.into() };
        let problem: Problem = server.post("/api/agent/set-password").json(&form).send().await.json();
        assert_eq!((problem.code, problem.field), (Code::Invalid, Some(Field::Password)));
    }
}
