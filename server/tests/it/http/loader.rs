//! The loader: one script per widget, with its settings inside.

use crate::databases::on_each;
use crate::support::{START, TestServer};
use hyper::Method;
use shared::rest::WidgetDraft;
use shared::settings::{Icon, Invitation, Side};
use std::io::Read;

async fn shop() -> TestServer {
    let server = TestServer::start().await;
    server.widget("shop", "My shop", &["https://shop.example"]).await;
    server
}

fn settings(script: &str) -> serde_json::Value {
    let json = script.strip_prefix("load(").and_then(|rest| rest.strip_suffix(')')).unwrap();
    serde_json::from_str(json).unwrap()
}

#[tokio::test]
async fn it_says_only_what_is_not_as_by_default() {
    let server = shop().await;
    let reply = server.get("/w/shop.js").await;
    assert_eq!((reply.status, reply.header("content-type")), (200, "text/javascript; charset=utf-8"));
    insta::assert_snapshot!(reply.text(), @r##"load({"id":"shop","frame":"/widget/shop","more":"/assets/panel-0a.js","api":"/assets/api-0a.js","light":["#0f6f66","#ffffff"],"dark":["#3fb8a8","#061a17"],"texts":{"en":["Chat with us","unread"],"ru":["Написать нам","непрочитанные"],"pl":["Porozmawiaj z nami","nieprzeczytane"],"ar":["تحدّث معنا","غير مقروءة"]}})"##);
}

#[tokio::test]
async fn it_draws_what_the_owner_has_set() {
    let server = shop().await;
    let mut set = WidgetDraft { name: "Café".into(), ..WidgetDraft::default() };
    set.settings.languages = vec!["pl".into(), "en".into()];
    set.settings.look.side = Side::Start;
    set.settings.look.icon = Icon::Text;
    set.settings.look.offset_x = 0;
    let text = |key: &str, text: &str| [(key.to_owned(), text.to_owned())].into();
    set.settings.texts.insert("pl".into(), text("launcher", "Pytania? </script>"));
    set.settings.texts.insert("en".into(), text("teaser", "Hello!"));
    let invitation = |id: &str, on| Invitation {
        id: id.into(),
        on,
        text: [("pl".into(), "Pomóc?".into()), ("ru".into(), "Помочь?".into())].into(),
        page: "/cart".into(),
        seconds: Some(30),
        leaving: true,
        staffed: true,
        open: Some("sales".into()),
        ..Invitation::default()
    };
    set.settings.invitations = vec![invitation("off", false), invitation("cart", true)];
    server.widget_with("cafe", set).await;
    insta::assert_snapshot!(server.get("/w/cafe.js").await.text(), @r##"load({"id":"cafe","frame":"/widget/cafe","more":"/assets/panel-0a.js","api":"/assets/api-0a.js","asks":["/assets/invite-0a.js"],"light":["#0f6f66","#ffffff"],"dark":["#3fb8a8","#061a17"],"side":"start","x":0,"icon":"text","texts":{"pl":["Pytania? </script>","nieprzeczytane"],"en":["Chat with us","unread","Hello!"]},"invitations":[{"id":"cart","text":{"pl":"Pomóc?"},"page":"/cart","seconds":30,"leaving":true,"staffed":true,"open":"sales"}]})"##);
}

#[tokio::test]
async fn it_is_for_every_site_and_is_asked_for_anew_after_five_minutes() {
    let server = shop().await;
    let reply = server.get("/w/shop.js").await;
    assert_eq!(reply.header("access-control-allow-origin"), "*");
    assert_eq!(reply.header("cross-origin-resource-policy"), "cross-origin");
    assert_eq!(reply.header("cache-control"), "public, max-age=300");
    assert_eq!(reply.header("vary"), "accept-encoding");
    assert!(!reply.headers.contains_key("access-control-allow-credentials"));
    assert!(!reply.headers.contains_key("set-cookie"));
}

#[tokio::test]
async fn each_form_has_its_tag_and_who_has_it_gets_nothing() {
    let server = shop().await;
    let ask = async |encoding: &str, tag: &str| {
        let call = server.request(Method::GET, "/w/shop.js").header("accept-encoding", encoding);
        call.header("if-none-match", tag).send().await
    };
    let (plain, brotli, gzip) = (ask("", "").await, ask("gzip, br", "").await, ask("gzip", "").await);
    assert_eq!([&plain, &brotli, &gzip].map(|reply| reply.header("content-encoding")), ["", "br", "gzip"]);
    let mut unpacked = Vec::new();
    brotli::Decompressor::new(&brotli.body[..], 4096).read_to_end(&mut unpacked).unwrap();
    assert_eq!(unpacked, plain.body);
    unpacked.clear();
    flate2::read::GzDecoder::new(&gzip.body[..]).read_to_end(&mut unpacked).unwrap();
    assert_eq!(unpacked, plain.body);
    let known = ask("br", brotli.header("etag")).await;
    assert_eq!((known.status, known.body.len()), (304, 0));
    assert_eq!(ask("br", plain.header("etag")).await.status, 200);
}

#[tokio::test]
async fn a_change_is_there_at_once() {
    let server = shop().await;
    let before = server.get("/w/shop.js").await;
    let mut set = WidgetDraft { name: "My shop".into(), ..WidgetDraft::default() };
    set.settings.look.offset_y = 77;
    server.app.store.change_widget(&"shop".into(), 1, &set).await.unwrap();
    let after = server.get("/w/shop.js").await;
    assert_ne!(before.header("etag"), after.header("etag"));
    assert_eq!(settings(after.text())["y"], 77);
    server.app.store.delete_widget(&"shop".into()).await.unwrap();
    assert_eq!(server.get("/w/shop.js").await.status, 404);
}

#[tokio::test]
async fn an_unknown_widget_is_a_script_that_says_so() {
    let server = shop().await;
    for path in ["/w/nope.js", "/w/shop", "/w/.js", "/w/%22);alert(1).js"] {
        let reply = server.get(path).await;
        assert_eq!(
            (reply.status, reply.header("content-type")),
            (404, "text/javascript; charset=utf-8"),
            "{path}"
        );
        assert!(reply.text().starts_with("console.warn('Frontdesk: "), "{}", reply.text());
        assert!(!reply.text().contains("alert"), "nothing of the address comes back");
    }
    assert_eq!(server.get("/widget.js").await.status, 404);
}

#[tokio::test]
async fn an_id_that_no_database_holds_is_no_fault_of_ours() {
    on_each(async |database| {
        let server = TestServer::on(database).await;
        for path in ["/w/%00.js", "/widget/%00", "/w/%FF.js", "/widget/%EF%BF%BD"] {
            let reply = server.get(path).await;
            assert!((400..500).contains(&reply.status), "{path}: {}", reply.status);
        }
    })
    .await;
}

#[tokio::test]
async fn where_the_tag_was_seen_is_counted_and_nothing_else() {
    on_each(async |database| {
        let server = TestServer::on(database).await;
        server.widget("shop", "My shop", &["https://shop.example"]).await;
        let load = async |referrer: &str| {
            let call = server.request(Method::GET, "/w/shop.js");
            if referrer.is_empty() { call } else { call.header("referer", referrer) }.send().await;
        };
        load("https://shop.example/cart?secret=1").await;
        load("https://shop.example/").await;
        load("").await;
        load("garbage").await;
        server.get("/w/nope.js").await;
        let seen = async || server.app.store.sightings(&"shop".into()).await.unwrap();
        assert_eq!(seen().await, [], "written down later");
        server.clock.advance(3_000);
        while seen().await.len() < 2 {}
        let first: Vec<_> = seen().await.into_iter().map(|(origin, seen)| (origin, seen.loads)).collect();
        assert_eq!(first, [(String::new(), 2), ("https://shop.example".into(), 2)]);

        load("https://shop.example/").await;
        let (store, now) = (server.app.store.clone(), server.app.clock.now());
        server.stop().await;
        let seen = store.sightings(&"shop".into()).await.unwrap();
        let (origin, shop) = &seen[0];
        assert_eq!((origin.as_str(), shop.loads), ("https://shop.example", 3), "written down at the end");
        assert_eq!((shop.first_at, shop.last_at), (START, now));
    })
    .await;
}
