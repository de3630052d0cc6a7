//! Every setting of a widget has its effect, in its document or in its loader.

use crate::support::TestServer;
use serde_json::{Value, json};
use shared::color::Color;
use shared::rest::WidgetDraft;
use shared::settings::{Icon, Peek, Scheme, Shape, Side, Size, WidgetSettings};

type Set = fn(&mut WidgetSettings);

/// A server whose widget `usual` is as it comes, and a maker of others.
async fn server() -> TestServer {
    let server = TestServer::start().await;
    server.queue("Sales").await;
    server.widget("usual", "Shop", &["*"]).await;
    server
}

async fn get(server: &TestServer, path: &str) -> String {
    let reply = server.request(hyper::Method::GET, path).header("accept-language", "en").send().await;
    assert_eq!(reply.status, 200, "{path}");
    reply.text().to_owned()
}

/// Makes a widget on which one thing is set, which may be set.
async fn widget(server: &TestServer, id: &str, set: Set) {
    let mut draft = WidgetDraft { name: "Shop".into(), sites: vec!["*".into()], ..WidgetDraft::default() };
    set(&mut draft.settings);
    assert_eq!(draft.settings.faults(), []);
    server.widget_with(id, draft).await;
}

#[tokio::test]
async fn in_the_document() {
    let server = server().await;
    let usual = get(&server, "/widget/usual").await;
    // What is set, what stands in the document only then, and what only without it.
    let rows: [(Set, &[&str], &[&str]); 18] = [
        (|set| set.languages = vec!["pl".into()], &[r#"<html lang="pl""#], &[r#"<html lang="en""#]),
        (|set| set.languages = vec!["ar".into()], &[r#"dir="rtl" data-side"#], &[r#"dir="ltr" data-side"#]),
        (|set| set.look.scheme = Scheme::Dark, &[r#"data-scheme="dark""#], &[r#"data-scheme="auto""#]),
        (|set| set.look.scheme = Scheme::Light, &[r#"data-scheme="light""#], &[r#"data-scheme="auto""#]),
        (|set| set.look.side = Side::Start, &[r#"data-side="start""#], &[r#"data-side="end""#]),
        (
            |set| set.look.light.brand = Color::new(0x12, 0x34, 0x56),
            &["--brand:light-dark(#123456,#3fb8a8)", "--brand-ink:light-dark(#123456,"],
            &["--brand:light-dark(#0f6f66,#3fb8a8)"],
        ),
        (
            |set| set.look.dark.on_brand = Color::new(0, 0, 0),
            &["--on-brand:light-dark(#ffffff,#000000)"],
            &["--on-brand:light-dark(#ffffff,#061a17)"],
        ),
        (
            |set| set.look.logo = Some("a-logo".into()),
            &[r#"<img class="logo" src="&#x2f;pictures&#x2f;a-logo" alt="">"#],
            &[],
        ),
        (|set| set.look.photos = false, &[], &[" data-photos>"]),
        (|set| set.look.powered_by = false, &[], &[r#"<footer class="powered">"#]),
        (
            |set| drop(set.texts.insert("en".into(), [("greeting".into(), "Plants?".into())].into())),
            &[r#"dir="auto">Plants?</h1>"#],
            &[],
        ),
        (
            |set| set.chat.sound = false,
            &[r#""sound":false"#],
            &[r#"id="sound""#, r#"id="ring""#, r#""sound":true"#],
        ),
        (
            |set| set.chat.rating = false,
            &[r#""rate":false"#],
            &[r#"id="rating""#, r#"id="thanks""#, r#""rate":true"#],
        ),
        (|set| set.chat.files = false, &[], &[r#"data-extra="files""#, "data-files=", "data-limit="]),
        (|set| set.chat.peek = Peek::Off, &[r#""peek":false"#], &[r#""peek":true"#]),
        (|set| set.chat.peek = Peek::Disclosed, &[r#"<p id="peek-note""#, r#"length peek-note""#], &[]),
        (|set| set.chat.transcript = false, &[], &[r#"data-extra="transcript""#]),
        (|set| set.chat.history = false, &[], &[r#"data-extra="history""#, r#"<dialog id="past""#]),
    ];
    for (number, (set, with, without)) in rows.into_iter().enumerate() {
        let id = format!("w{number}");
        widget(&server, &id, set).await;
        let document = get(&server, &format!("/widget/{id}")).await;
        for part in with {
            assert!(document.contains(part) && !usual.contains(part), "{number}: {part}");
        }
        for part in without {
            assert!(!document.contains(part) && usual.contains(part), "{number}: {part}");
        }
    }
    widget(&server, "known", |set| set.chat.verified_only = true).await;
    assert!(get(&server, "/widget/known").await.contains(r#""verified_only":true"#));
}

#[tokio::test]
async fn in_the_loader() {
    let server = server().await;
    let settings = async |id: &str| -> Value {
        let script = get(&server, &format!("/w/{id}.js")).await;
        let json = script.strip_prefix("load(").and_then(|rest| rest.strip_suffix(')')).unwrap();
        serde_json::from_str(json).unwrap()
    };
    let usual = settings("usual").await;
    let rows: [(Set, &str, Value); 12] = [
        (|set| set.look.scheme = Scheme::Dark, "/scheme", json!("dark")),
        (|set| set.look.side = Side::Start, "/side", json!("start")),
        (|set| set.look.offset_x = 0, "/x", json!(0)),
        (|set| set.look.offset_y = 200, "/y", json!(200)),
        (|set| set.look.shape = Shape::Square, "/shape", json!("square")),
        (|set| set.look.icon = Icon::Headset, "/icon", json!("headset")),
        (|set| set.look.icon = Icon::Text, "/icon", json!("text")),
        (|set| set.look.size = Size::Small, "/size", json!("small")),
        (|set| set.look.size = Size::Large, "/size", json!("large")),
        (|set| set.look.light.brand = Color::new(0x12, 0x34, 0x56), "/light", json!(["#123456", "#ffffff"])),
        (|set| set.look.dark.on_brand = Color::new(0, 0, 0), "/dark", json!(["#3fb8a8", "#000000"])),
        (
            |set| drop(set.texts.insert("en".into(), [("launcher".into(), "Ask us".into())].into())),
            "/texts/en/0",
            json!("Ask us"),
        ),
    ];
    for (number, (set, path, expected)) in rows.into_iter().enumerate() {
        let id = format!("w{number}");
        widget(&server, &id, set).await;
        assert_ne!(usual.pointer(path), Some(&expected), "{path}");
        assert_eq!(settings(&id).await.pointer(path), Some(&expected), "{path}");
    }
    widget(&server, "polish", |set| set.languages = vec!["pl".into()]).await;
    let texts = settings("polish").await["texts"].as_object().unwrap().keys().cloned().collect::<Vec<_>>();
    assert_eq!(texts, ["pl"]);
}
