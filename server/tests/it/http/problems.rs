//! Problem documents, and bodies that are none.

use crate::support::{Reply, TestServer};
use shared::problem::{Code, Problem};
use std::collections::BTreeMap;

async fn post(server: &TestServer, body: impl Into<Vec<u8>>) -> Reply {
    let call = server.post("/api/agent/sign-in").header("content-type", "application/json");
    call.body(body.into()).send().await
}

fn shown(reply: &Reply) -> String {
    // Sorted, as the order of members differs with the features that a build turns on elsewhere.
    let document: BTreeMap<String, serde_json::Value> = reply.json();
    let document = serde_json::to_string_pretty(&document).unwrap();
    format!("{} {}\n{document}", reply.status, reply.header("content-type"))
}

#[tokio::test]
async fn refusals_are_problem_documents() {
    let server = TestServer::start().await;
    let mut documents = vec![
        shown(&server.get("/api/agent/me").await),
        shown(&server.get("/api/nothing").await),
        shown(&server.post("/api/agent/me").send().await),
        shown(&server.try_sign_in("a@b.cd", "wrong password").await),
        shown(&post(&server, "{").await),
    ];
    for _ in 0..9 {
        server.try_sign_in("a@b.cd", "wrong password").await;
    }
    documents.push(shown(&server.try_sign_in("a@b.cd", "wrong password").await));
    insta::assert_snapshot!(documents.join("\n"));
}

#[tokio::test]
async fn bodies_that_are_no_sign_in_are_refused() {
    let server = TestServer::start().await;
    let deep = format!("{}{}", "[".repeat(10_000), "]".repeat(10_000));
    for body in [
        "",
        "null",
        "[]",
        "{}",
        r#"{"email":"a@b.cd"}"#,
        r#"{"email":["a@b.cd"],"password":"x"}"#,
        r#"{"email":"a@b.cd","password":"x","role":"owner"}"#,
        r#"{"email":"a@b.cd","email":"c@d.ef","password":"x"}"#,
        r#"{"email":1e999,"password":"x"}"#,
        "{\"email\":\"\u{0}",
        &deep,
    ] {
        let reply = post(&server, body).await;
        assert_eq!((reply.status, reply.json::<Problem>().code), (400, Code::Malformed), "{body:.60}");
    }
    assert_eq!(post(&server, [0xff, 0xfe]).await.status, 400);
}

#[tokio::test]
async fn what_was_typed_is_not_repeated() {
    let server = TestServer::start().await;
    let reply = post(&server, r#"{"email":"a@b.cd","password":{"hunter2":"hunter2"}}"#).await;
    assert!(!reply.text().contains("hunter2"), "{}", reply.text());
}

#[tokio::test]
async fn a_body_has_its_limit() {
    let server = TestServer::start().await;
    let reply = post(&server, vec![b' '; 64 * 1024 + 1]).await;
    assert_eq!((reply.status, reply.json::<Problem>().code), (413, Code::TooLarge));
}

#[tokio::test]
async fn people_get_a_page_and_programs_a_document() {
    let server = TestServer::start().await;
    let page = server.get("/nothing").await;
    assert_eq!((page.status, page.header("content-type")), (404, "text/html; charset=utf-8"));
    assert!(page.header("content-security-policy").starts_with("default-src 'none'"));
    let document = server.get("/api/agent/../../etc/passwd").await;
    assert_eq!((document.status, document.header("content-type")), (404, "application/problem+json"));
}

#[tokio::test]
async fn without_a_database_the_answer_is_to_come_back() {
    let server = TestServer::start().await;
    server.app.store.close().await;
    let reply = server.try_sign_in("a@b.cd", "wrong password").await;
    assert_eq!((reply.status, reply.header("retry-after")), (503, "5"), "{}", reply.text());
    assert_eq!(reply.json::<Problem>().code, Code::Unavailable);
    assert_eq!(server.get("/widget/demo").await.status, 503);
}
