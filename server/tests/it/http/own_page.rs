//! Requests that a foreign page makes in the name of whoever is signed in.

use crate::support::{PASSWORD, TestServer};
use hyper::Method;
use shared::problem::{Code, Problem};
use shared::rest::SignIn;

fn form() -> SignIn {
    SignIn { email: "anna@example.com".into(), password: PASSWORD.into() }
}

#[tokio::test]
async fn only_pages_of_ours_may_change_something() {
    let server = TestServer::start().await;
    server.agent("anna@example.com", "Anna").await;
    let cookie = server.sign_in("anna@example.com").await;
    let demo = server.demo.clone();
    for origin in [Some("https://evil.example"), Some("null"), Some(""), Some(demo.as_str()), None] {
        for path in ["/api/agent/sign-in", "/api/agent/sign-out", "/api/agent/set-password"] {
            let call = server.request(Method::POST, path).header("cookie", &cookie).json(&form());
            let call = match origin {
                Some(origin) => call.header("origin", origin),
                None => call,
            };
            let reply = call.send().await;
            assert_eq!(
                (reply.status, reply.json::<Problem>().code),
                (403, Code::ForeignOrigin),
                "{origin:?} {path}"
            );
        }
    }
    let me = server.request(Method::GET, "/api/agent/me").header("cookie", &cookie).send().await;
    assert_eq!(me.status, 200, "nobody was signed out");
}

#[tokio::test]
async fn a_browser_that_says_it_is_cross_site_is_believed() {
    let server = TestServer::start().await;
    server.agent("anna@example.com", "Anna").await;
    for (site, status) in [("same-origin", 200), ("same-site", 403), ("cross-site", 403), ("none", 403)] {
        let call = server.post("/api/agent/sign-in").header("sec-fetch-site", site).json(&form());
        assert_eq!(call.send().await.status, status, "{site}");
    }
}

#[tokio::test]
async fn forms_and_plain_text_are_no_json() {
    let server = TestServer::start().await;
    server.agent("anna@example.com", "Anna").await;
    let body = serde_json::to_vec(&form()).unwrap();
    for kind in ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", ""] {
        let call = server.post("/api/agent/sign-in").header("content-type", kind).body(body.clone());
        assert_eq!(call.send().await.json::<Problem>().code, Code::Malformed, "{kind}");
    }
    let call = server.post("/api/agent/sign-in").header("content-type", "application/json; charset=utf-8");
    assert_eq!(call.body(body).send().await.status, 200);
}

#[tokio::test]
async fn what_is_read_changes_nothing_and_other_methods_are_refused() {
    let server = TestServer::start().await;
    for (method, path) in [
        (Method::GET, "/api/agent/sign-out"),
        (Method::GET, "/api/agent/sign-in"),
        (Method::PUT, "/api/agent/sign-in"),
        (Method::DELETE, "/api/agent/me"),
        (Method::POST, "/api/agent/me"),
    ] {
        let call = server.request(method.clone(), path).header("x-http-method-override", "POST");
        assert_eq!(call.send().await.status, 405, "{method} {path}");
    }
}

#[tokio::test]
async fn no_answer_may_be_read_by_another_origin() {
    let server = TestServer::start().await;
    server.agent("anna@example.com", "Anna").await;
    let cookie = server.sign_in("anna@example.com").await;
    let call = server.request(Method::GET, "/api/agent/me").header("cookie", &cookie);
    let reply = call.header("origin", "https://evil.example").send().await;
    assert!(!reply.headers.contains_key("access-control-allow-origin"));
    assert_eq!(reply.header("cross-origin-resource-policy"), "same-origin");
    assert_eq!(reply.header("x-content-type-options"), "nosniff");
    assert_eq!(reply.header("cache-control"), "no-store");
}
