//! The demo site.

use crate::support::TestServer;

#[tokio::test]
async fn the_chat_leads_to_it() {
    let server = TestServer::start().await;
    let reply = server.get("/demo").await;
    assert_eq!((reply.status, reply.header("location")), (307, format!("{}/", server.demo).as_str()));
    assert_ne!(server.demo, server.origin, "it is another origin");
    let without = TestServer::configured("--demo-listen off").await;
    assert_eq!(without.get("/demo").await.status, 404);
}

#[tokio::test]
async fn it_is_as_strict_as_a_site_can_be() {
    let server = TestServer::start().await;
    let reply = server.demo_request("/").send().await;
    assert_eq!(reply.status, 200);
    let policy = reply.header("content-security-policy");
    assert!(policy.contains("require-trusted-types-for 'script'") && policy.contains("trusted-types 'none'"));
    assert!(policy.contains(&format!("frame-src {}", server.origin)));
    assert!(!policy.contains("unsafe") && !policy.contains("strict-dynamic"), "{policy}");
    let again = server.demo_request("/").send().await;
    assert_ne!(policy, again.header("content-security-policy"), "a nonce is used once");
}

#[tokio::test]
async fn it_serves_its_own_files_and_nothing_of_the_chat() {
    let server = TestServer::start().await;
    let style = server.demo_request("/shop.css").send().await;
    assert_eq!((style.status, style.header("content-type")), (200, "text/css; charset=utf-8"));
    for path in
        ["/console", "/api/agent/me", "/healthz", "/metrics", "/../manifest.json", "/..%2fmanifest.json"]
    {
        assert_eq!(server.demo_request(path).send().await.status, 404, "{path}");
    }
}
