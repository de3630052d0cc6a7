//! The console's shell.

use crate::support::TestServer;
use hyper::Method;
use std::collections::{BTreeMap, BTreeSet};

/// A text's key without its plural form, of which languages have different ones.
fn text_of(key: &str) -> String {
    let forms = [".one", ".few", ".many", ".other"];
    forms.iter().find_map(|form| key.strip_suffix(form)).unwrap_or(key).to_owned()
}

#[tokio::test]
async fn every_path_below_gives_the_same_document() {
    let server = TestServer::start().await;
    let shell = server.get("/console").await;
    assert_eq!(shell.status, 200);
    for path in ["/console/", "/console/welcome", "/console/conversations/0198", "/console/a/b/c?d=e"] {
        let reply = server.get(path).await;
        assert_eq!((reply.status, &reply.body), (200, &shell.body), "{path}");
    }
}

#[tokio::test]
async fn nobody_may_frame_it_and_nothing_foreign_runs_in_it() {
    let server = TestServer::start().await;
    let reply = server.get("/console").await;
    let policy = reply.header("content-security-policy");
    for part in [
        "default-src 'none'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
        "object-src 'none'",
        "form-action 'self'",
    ] {
        assert!(policy.contains(part), "{part} is missing from {policy}");
    }
    assert!(!policy.contains("unsafe-inline") && !policy.contains("'unsafe-eval'"));
    assert_eq!(reply.header("cross-origin-opener-policy"), "same-origin");
    assert_eq!(reply.header("cross-origin-resource-policy"), "same-origin");
    assert_eq!(reply.header("cache-control"), "no-store");
    assert_eq!(reply.header("referrer-policy"), "no-referrer");
    assert!(reply.header("permissions-policy").contains("camera=()"));
}

#[tokio::test]
async fn it_can_be_installed_as_an_app() {
    let server = TestServer::start().await;
    assert!(server.get("/console").await.text().contains("href=\"/console/app.webmanifest\""));
    let reply = server.get("/console/app.webmanifest").await;
    assert_eq!((reply.status, reply.header("content-type")), (200, "application/manifest+json"));
    let manifest: serde_json::Value = reply.json();
    assert_eq!((&manifest["start_url"], &manifest["display"]), (&"/console".into(), &"standalone".into()));
    for icon in manifest["icons"].as_array().unwrap() {
        let found = server.get(icon["src"].as_str().unwrap()).await;
        assert_eq!((found.status, found.header("content-type")), (200, icon["type"].as_str().unwrap()));
    }
}

#[tokio::test]
async fn its_texts_come_by_language() {
    let server = TestServer::start().await;
    let mut keys = Vec::new();
    for lang in ["en", "ru", "pl"] {
        let reply = server.get(&format!("/console/texts/{lang}.json")).await;
        assert_eq!(reply.header("content-type"), "application/json; charset=utf-8");
        assert_eq!(reply.header("cache-control"), "no-cache");
        let tag = reply.header("etag").to_owned();
        let call = server.request(Method::GET, &format!("/console/texts/{lang}.json"));
        assert_eq!(call.header("if-none-match", &tag).send().await.status, 304);
        keys.push(
            reply.json::<BTreeMap<String, String>>().keys().map(|key| text_of(key)).collect::<BTreeSet<_>>(),
        );
    }
    assert_eq!(keys[0], keys[1]);
    assert_eq!(keys[0], keys[2]);
    for path in ["/console/texts/xx.json", "/console/texts/en", "/console/texts/..%2f..%2fmanifest.json"] {
        assert_eq!(server.get(path).await.status, 404, "{path}");
    }
}
