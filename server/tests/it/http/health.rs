//! What an operator's tools ask for.

use crate::support::TestServer;
use hyper::Method;

#[tokio::test]
async fn it_is_healthy_as_long_as_the_store_answers() {
    let server = TestServer::start().await;
    assert_eq!(server.get("/healthz").await.status, 200);
    server.app.store.close().await;
    let reply = server.get("/healthz").await;
    assert_eq!((reply.status, reply.header("content-type")), (503, "application/problem+json"));
}

#[tokio::test]
async fn metrics_are_for_this_machine() {
    let server = TestServer::start().await;
    let reply = server.get("/metrics").await;
    assert_eq!(
        (reply.status, reply.header("content-type")),
        (200, "text/plain; version=0.0.4; charset=utf-8")
    );
    let forwarded =
        server.request(Method::GET, "/metrics").header("x-forwarded-for", "127.0.0.1").send().await;
    assert_eq!(forwarded.status, 404, "a proxy on this machine speaks for others");
}

#[tokio::test]
async fn in_public_metrics_need_the_token() {
    let server = TestServer::configured("--public-url https://chat.example.com").await;
    assert_eq!(server.get("/metrics").await.status, 404);
    let server = TestServer::configured("--metrics-token open-sesame").await;
    let ask = async |authorization: &str| {
        server.request(Method::GET, "/metrics").header("authorization", authorization).send().await.status
    };
    assert_eq!(ask("Bearer open-sesame").await, 200);
    for wrong in ["Bearer open", "Bearer ", "open-sesame", "Basic open-sesame", ""] {
        assert_eq!(ask(wrong).await, 404, "{wrong}");
    }
}
