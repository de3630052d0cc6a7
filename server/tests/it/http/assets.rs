//! Files of the site.

use crate::support::TestServer;
use hyper::Method;

#[tokio::test]
async fn the_smallest_form_that_the_browser_takes_is_sent() {
    let server = TestServer::start().await;
    for (accepted, encoding, body) in [
        ("gzip, deflate, br", "br", "app in brotli"),
        ("gzip", "gzip", "app in gzip"),
        ("br;q=0, gzip;q=0.1", "gzip", "app in gzip"),
        ("*", "br", "app in brotli"),
        ("identity", "", "app"),
        ("", "", "app"),
    ] {
        let reply = server
            .request(Method::GET, "/assets/widget-app-0a.js")
            .header("accept-encoding", accepted)
            .send()
            .await;
        assert_eq!((reply.header("content-encoding"), reply.text()), (encoding, body), "{accepted}");
        assert_eq!(reply.header("vary"), "accept-encoding");
        assert_eq!(reply.header("content-type"), "text/javascript; charset=utf-8");
    }
    let only_plain =
        server.request(Method::GET, "/assets/panel-0a.js").header("accept-encoding", "gzip").send();
    assert_eq!(only_plain.await.text(), "panel");
}

#[tokio::test]
async fn each_form_has_its_tag_and_who_has_it_gets_nothing() {
    let server = TestServer::start().await;
    let ask = async |encoding: &str, tag: &str| {
        let call =
            server.request(Method::GET, "/assets/widget-app-0a.js").header("accept-encoding", encoding);
        call.header("if-none-match", tag).send().await
    };
    let plain = ask("", "\"other\"").await;
    let brotli = ask("br", "").await;
    assert_ne!(plain.header("etag"), brotli.header("etag"));
    assert!(plain.header("etag").starts_with('"'), "a strong tag");
    let known = ask("br", &format!("\"x\", {}", brotli.header("etag"))).await;
    assert_eq!((known.status, known.body.len()), (304, 0));
    assert_eq!(known.header("etag"), brotli.header("etag"));
    assert_eq!(known.header("cache-control"), "public, max-age=31536000, immutable");
    assert_eq!(ask("br", plain.header("etag")).await.status, 200);
}

#[tokio::test]
async fn hashed_files_are_kept_for_ever_and_no_other_is_to_be_had() {
    let server = TestServer::start().await;
    for (path, kind) in [
        ("/assets/widget-app-0a.js", "text/javascript; charset=utf-8"),
        ("/assets/widget-app-0a.wasm", "application/wasm"),
        ("/assets/widget-0a.css", "text/css; charset=utf-8"),
        ("/assets/sounds/message-0a.mp3", "audio/mpeg"),
        ("/assets/icons/favicon-0a.svg", "image/svg+xml"),
    ] {
        let reply = server.get(path).await;
        assert_eq!((reply.status, reply.header("content-type")), (200, kind), "{path}");
        assert_eq!(reply.header("cache-control"), "public, max-age=31536000, immutable");
        assert_eq!(reply.header("x-content-type-options"), "nosniff");
    }
    for path in [
        "/assets/pages/widget.html",
        "/assets/manifest.json",
        "/assets/widget-app-0a.js.br",
        "/assets/../manifest.json",
        "/assets/%2e%2e/Cargo.toml",
        "/assets//etc/passwd",
        "/assets/",
    ] {
        assert_eq!(server.get(path).await.status, 404, "{path}");
    }
}

#[tokio::test]
async fn only_what_the_loader_fetches_is_for_every_site() {
    let server = TestServer::start().await;
    for path in ["/assets/panel-0a.js", "/assets/api-0a.js", "/assets/invite-0a.js", "/assets/visits-0a.js"] {
        let reply = server.get(path).await;
        assert_eq!((reply.status, reply.header("access-control-allow-origin")), (200, "*"));
        assert_eq!(reply.header("cross-origin-resource-policy"), "cross-origin");
    }
    let reply = server.get("/assets/widget-app-0a.js").await;
    assert_eq!(reply.header("access-control-allow-origin"), "");
    assert_eq!(reply.header("cross-origin-resource-policy"), "same-origin");
}

#[tokio::test]
async fn head_tells_the_same_without_the_content() {
    let server = TestServer::start().await;
    let get = server.get("/assets/widget-app-0a.js").await;
    let head = server.request(Method::HEAD, "/assets/widget-app-0a.js").send().await;
    assert_eq!((head.status, head.body.len()), (200, 0));
    assert_eq!(head.header("content-length"), get.header("content-length"));
    assert_eq!(head.header("etag"), get.header("etag"));
}
