//! The widget's document.

use crate::support::{Reply, TestServer};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use hyper::Method;
use sha2::{Digest, Sha256};
use shared::boot::Boot;
use shared::hours::Hours;
use shared::queue::{QueueDraft, QueueSettings};
use std::io::Read;

async fn shop() -> TestServer {
    let server = TestServer::start().await;
    server.queue("Sales").await;
    server.queue("Support").await;
    server.widget("shop", "My shop", &["https://shop.example", "https://*.shop.example"]).await;
    server
}

async fn from(server: &TestServer, path: &str, referrer: &str) -> Reply {
    server.request(Method::GET, path).header("referer", referrer).send().await
}

fn between<'a>(text: &'a str, start: &str, end: &str) -> &'a str {
    text.split_once(start).and_then(|(_, rest)| rest.split_once(end)).map_or("", |(inside, _)| inside)
}

fn boot(reply: &Reply) -> Boot {
    let json = between(reply.text(), r#"<script id="boot" type="application/json">"#, "</script>");
    serde_json::from_str(json).unwrap_or_else(|error| panic!("{error}: {json}"))
}

fn directive<'a>(reply: &'a Reply, name: &str) -> &'a str {
    let policy = reply.header("content-security-policy").split(';').map(str::trim);
    policy
        .filter_map(|directive| directive.split_once(' '))
        .find(|(key, _)| *key == name)
        .map_or("", |(_, value)| value)
}

#[tokio::test]
async fn it_carries_the_first_form_and_all_that_comes_after() {
    let server = shop().await;
    let reply = server.get("/widget/shop").await;
    assert_eq!((reply.status, reply.header("content-type")), (200, "text/html; charset=utf-8"));
    let boot = boot(&reply);
    assert_eq!((boot.widget.as_str(), boot.name.as_str(), boot.lang.as_str()), ("shop", "My shop", "en"));
    assert_eq!(boot.topics.iter().map(|topic| topic.name.as_str()).collect::<Vec<_>>(), ["Sales", "Support"]);
    assert!(boot.texts.len() > 20);
    for asset in ["widget-app-0a.js", "widget-app-0a.wasm", "widget/start-0a.js"] {
        let escaped = format!("/assets/{asset}").replace('/', "&#x2f;");
        assert!(reply.text().contains(&escaped), "{asset} isn't named");
    }
    assert!(reply.text().contains("Sales"));
}

#[tokio::test]
async fn it_speaks_the_visitors_language() {
    let server = shop().await;
    let spoken = async |path: &str, accepted: &str| {
        boot(&server.request(Method::GET, path).header("accept-language", accepted).send().await).lang
    };
    assert_eq!(spoken("/widget/shop", "pl-PL,pl;q=0.9,en;q=0.8").await, "pl");
    assert_eq!(spoken("/widget/shop", "ja").await, "en");
    assert_eq!(spoken("/widget/shop?lang=ru", "pl").await, "ru");
    assert_eq!(spoken("/widget/shop?lang=%ff&x", "pl").await, "pl");
}

#[tokio::test]
async fn topics_and_what_they_say_while_closed_are_in_the_visitors_language() {
    let server = TestServer::start().await;
    server.widget("shop", "My shop", &[]).await;
    let closed = QueueSettings {
        topics: [("pl".into(), "Sprzedaż".into())].into(),
        closed_notice: [("pl".into(), "Wracamy <jutro>".into()), ("ar".into(), " ".into())].into(),
        hours: Some(Hours { zone: "UTC".into(), ..Hours::default() }),
        ..QueueSettings::default()
    };
    let set = |name: &str| QueueDraft { name: name.into(), members: Vec::new(), settings: closed.clone() };
    let document = async |lang: &str| server.get(&format!("/widget/shop?lang={lang}")).await;
    let names = |reply: &Reply| boot(reply).topics.into_iter().map(|topic| topic.name).collect::<Vec<_>>();
    let notice =
        |reply: &Reply| between(reply.text(), r#"<div id="closed-notice""#, "</div>").replace("&#x2f;", "/");
    server.app.store.add_queue(&"q1".into(), &set("Sales")).await.unwrap().unwrap();
    let (polish, arabic) = (document("pl").await, document("ar").await);
    assert_eq!((names(&polish), names(&arabic)), (vec!["Sprzedaż".to_owned()], vec!["Sales".to_owned()]));
    assert_eq!(between(&notice(&polish), r#"<p dir="auto">"#, "</p>"), "Wracamy &lt;jutro&gt;");
    assert!(!notice(&arabic).contains("Wracamy") && !arabic.text().contains("[data-topic]"));

    // With several topics each has its own, and the style sheet, which the policy knows, shows the picked one's.
    server.app.store.add_queue(&"q2".into(), &set("Support")).await.unwrap().unwrap();
    let polish = document("pl").await;
    for id in ["q1", "q2"] {
        let own = format!(r#"<p dir="auto" data-topic="{id}">Wracamy &lt;jutro&gt;</p>"#);
        assert!(notice(&polish).contains(&own), "{}", notice(&polish));
    }
    assert!(!between(&notice(&polish), r#"<p dir="auto">"#, "</p>").contains("Wracamy"));
    let style = polish.text().split("<style>").find(|part| part.contains("[data-topic]")).unwrap();
    let style = style.split("</style>").next().unwrap();
    let hash = STANDARD.encode(Sha256::digest(style));
    assert!(directive(&polish, "style-src").contains(&format!("'sha256-{hash}'")));
}

#[tokio::test]
async fn its_policy_is_its_own_and_names_the_sites() {
    let server = shop().await;
    let reply = server.get("/widget/shop").await;
    assert_eq!(directive(&reply, "default-src"), "'none'");
    assert_eq!(directive(&reply, "script-src"), "'self' 'wasm-unsafe-eval'");
    assert_eq!(directive(&reply, "base-uri"), "'none'");
    assert_eq!(directive(&reply, "form-action"), "'self'");
    assert_eq!(directive(&reply, "frame-ancestors"), "https://shop.example https://*.shop.example");
    assert!(directive(&reply, "connect-src").starts_with("'self' ws://127.0.0.1:"));
    assert!(!reply.header("content-security-policy").contains("unsafe-inline"));
    assert_eq!(reply.header("cross-origin-resource-policy"), "cross-origin");
    assert_eq!(reply.header("cross-origin-embedder-policy"), "require-corp");
    assert_eq!(reply.header("cache-control"), "no-store");
    assert_eq!(reply.header("referrer-policy"), "no-referrer");
    assert!(!reply.headers.contains_key("set-cookie"), "nothing is stored before the visitor acts");
}

#[tokio::test]
async fn the_inlined_styles_are_the_ones_that_the_policy_allows() {
    let server = shop().await;
    let reply = server.get("/widget/shop").await;
    let styles: Vec<&str> =
        reply.text().split("<style>").skip(1).filter_map(|rest| rest.split("</style>").next()).collect();
    let colors = ":root{--brand:light-dark(#0f6f66,#3fb8a8);--on-brand:light-dark(#ffffff,#061a17);\
                  --brand-ink:light-dark(#0f6f66,#3fb8a8);--shade:light-dark(#000000,#ffffff)}";
    assert_eq!(styles, ["form{color:red}", colors]);
    let hash = |style: &&str| format!("'sha256-{}'", STANDARD.encode(Sha256::digest(style)));
    let hashes: Vec<_> = styles.iter().map(hash).collect();
    assert_eq!(directive(&reply, "style-src"), hashes.join(" "));
}

#[tokio::test]
async fn sites_that_are_not_its_own_are_told_so() {
    let server = shop().await;
    for allowed in ["https://shop.example/cart?x=1", "https://a.b.shop.example/", &server.origin] {
        assert_eq!(from(&server, "/widget/shop", allowed).await.status, 200, "{allowed}");
    }
    for foreign in ["https://evil.example/", "http://shop.example/", "https://eshop.example/", &server.demo] {
        let reply = from(&server, "/widget/shop", foreign).await;
        assert_eq!(reply.status, 403, "{foreign}");
        let named = foreign.trim_end_matches('/').replace('/', "&#x2f;");
        assert!(reply.text().contains(&named), "the page names the site: {}", reply.text());
    }
    server.widget("open", "Open", &["*"]).await;
    let reply = from(&server, "/widget/open", "https://anybody.example/").await;
    assert_eq!((reply.status, directive(&reply, "frame-ancestors")), (200, "*"));
}

#[tokio::test]
async fn the_demo_site_may_embed_its_widget_wherever_it_listens() {
    let server = shop().await;
    server.widget("demo", "Demo", &[]).await;
    let reply = from(&server, "/widget/demo", &server.demo).await;
    assert_eq!(reply.status, 200);
    assert!(directive(&reply, "frame-ancestors").contains(&server.demo));
    let without = TestServer::configured("--demo-listen off").await;
    without.widget("demo", "Demo", &[]).await;
    assert_eq!(directive(&without.get("/widget/demo").await, "frame-ancestors"), "'none'");
}

#[tokio::test]
async fn an_unknown_widget_is_a_page_that_says_so() {
    let server = shop().await;
    for path in ["/widget/nope", "/widget/%3Cscript%3Ealert(1)%3C%2Fscript%3E", "/widget/'%20or%201=1"] {
        let reply = server.get(path).await;
        assert_eq!((reply.status, reply.header("content-type")), (404, "text/html; charset=utf-8"), "{path}");
        assert!(!reply.text().contains("<script"), "{}", reply.text());
    }
}

#[tokio::test]
async fn names_are_text_and_never_markup() {
    let server = TestServer::start().await;
    let payloads = [
        "</script><script>__pwn(1)</script>",
        "\"><img src=x onerror=__pwn(2)>",
        "{{12345679*9}}{% raw %}${12345679*9}",
        "' onmouseover='__pwn(3)",
        "<!--<script>",
        "\u{2028}</title><svg onload=__pwn(4)>",
    ];
    for payload in payloads {
        server.queue(payload).await;
    }
    for (number, payload) in payloads.iter().enumerate() {
        let id = format!("w{number}");
        server.widget(&id, payload, &["*"]).await;
        let reply = server.get(&format!("/widget/{id}")).await;
        let boot = boot(&reply);
        assert_eq!(boot.name, *payload, "as it was written");
        assert_eq!(boot.topics.iter().map(|topic| topic.name.as_str()).collect::<Vec<_>>(), payloads);
        let (before, rest) = reply.text().split_once(r#"<script id="boot""#).unwrap();
        let (data, after) = rest.split_once("</script>").unwrap();
        assert!(!data.contains("<!--") && !data.contains("<script"), "{data}");
        let html = [before, after].concat();
        for mark in ["<script>__pwn", "<img src=x", "<svg onload", "111111111", "onmouseover='__pwn"] {
            assert!(!html.contains(mark), "{mark} in {html}");
        }
        assert_eq!(html.matches("<script").count(), 1, "the start script");
    }
}

#[tokio::test]
async fn it_travels_compressed() {
    let server = shop().await;
    let ask = async |encodings: &str| {
        server.request(Method::GET, "/widget/shop").header("accept-encoding", encodings).send().await
    };
    let plain = ask("br;q=0").await;
    assert!(plain.text().starts_with("<!doctype html>"));
    let mut unpacked = Vec::new();
    let reply = ask("gzip, br").await;
    assert_eq!((reply.header("content-encoding"), reply.header("vary")), ("br", "accept-encoding"));
    brotli::Decompressor::new(&reply.body[..], 4096).read_to_end(&mut unpacked).unwrap();
    assert_eq!(unpacked, plain.body);
    unpacked.clear();
    let reply = ask("gzip").await;
    assert_eq!(reply.header("content-encoding"), "gzip");
    flate2::read::GzDecoder::new(&reply.body[..]).read_to_end(&mut unpacked).unwrap();
    assert_eq!(unpacked, plain.body);
}
