//! Previews: what is not saved yet, as visitors would see it.

use crate::support::{Reply, TestServer};
use hyper::Method;
use shared::people::Role;
use shared::problem::{Code, Problem};
use shared::rest::{Preview, WidgetDraft};
use shared::settings::Invitation;

const HOUR: i64 = 60 * 60 * 1_000;

fn draft(name: &str) -> WidgetDraft {
    WidgetDraft { name: name.into(), ..WidgetDraft::default() }
}

async fn office() -> (TestServer, String) {
    let server = TestServer::start().await;
    server.queue("Sales").await;
    let cookie = server.signed_in(Role::Owner).await;
    (server, cookie)
}

async fn preview(server: &TestServer, cookie: &str, set: &WidgetDraft) -> Preview {
    let call = server.post("/api/admin/previews").header("cookie", cookie).json(set);
    let reply = call.send().await;
    assert_eq!(reply.status, 201, "{}", reply.text());
    reply.json()
}

async fn get(server: &TestServer, cookie: &str, path: &str) -> Reply {
    server.request(Method::GET, path).header("cookie", cookie).send().await
}

#[tokio::test]
async fn a_draft_is_shown_by_the_real_loader_and_document() {
    let (server, cookie) = office().await;
    let key = preview(&server, &cookie, &draft("Draft & Co")).await.key;
    let page = get(&server, &cookie, &format!("/preview/{key}?state=waiting&lang=ar&scheme=dark")).await;
    assert_eq!(page.status, 200, "{}", page.text());
    for part in [r#"dir="rtl""#, r#"data-state="waiting""#, "data-open", r#"data-scheme="dark""#] {
        assert!(page.text().contains(part), "{part} in {}", page.text());
    }
    let policy = page.header("content-security-policy");
    assert!(
        policy.contains("frame-ancestors 'self'") && policy.contains("require-trusted-types-for"),
        "{policy}"
    );
    let loader = get(&server, &cookie, &format!("/preview/{key}/w.js?state=waiting")).await;
    assert_eq!((loader.status, loader.header("cache-control")), (200, "no-store"));
    assert!(
        loader
            .text()
            .contains(&format!(r#""id":"preview-{key}","frame":"/preview/{key}/widget?state=waiting""#))
    );
    let document = get(&server, &cookie, &format!("/preview/{key}/widget?state=waiting&lang=pl")).await;
    assert_eq!(document.status, 200, "{}", document.text());
    assert!(document.text().contains("Draft &amp; Co") && document.text().contains(r#"lang="pl""#));
    assert!(document.text().contains("preview-0a.js"), "the line that plays the server");
    assert!(document.text().contains("sample_question"), "what people say in it");
    assert!(document.header("content-security-policy").contains("frame-ancestors 'self'"));
    server.widget("shop", "Shop", &["*"]).await;
    let real = server.get("/widget/shop").await;
    assert!(!real.text().contains("preview-0a.js") && !real.text().contains("sample_"), "{}", real.text());
}

#[tokio::test]
async fn each_state_has_its_topics() {
    let (server, cookie) = office().await;
    let key = preview(&server, &cookie, &draft("x")).await.key;
    for (state, topics) in [
        ("greeting", "Sales"),
        ("form", "Sales"),
        ("topics", "Sales Orders and delivery Returns (closed)"),
        ("closed", "Sales (closed)"),
        ("left", "Sales (closed)"),
        ("broken", "Sales"),
    ] {
        let reply = get(&server, &cookie, &format!("/preview/{key}/widget?state={state}")).await;
        let (_, json) = reply.text().split_once(r#"<script id="boot" type="application/json">"#).unwrap();
        let boot: shared::boot::Boot = serde_json::from_str(json.split("</script>").next().unwrap()).unwrap();
        let name =
            |topic: &shared::boot::Topic| topic.name.clone() + if topic.open { "" } else { " (closed)" };
        assert_eq!(boot.topics.iter().map(name).collect::<Vec<_>>().join(" "), topics, "{state}");
    }
    assert_eq!(get(&server, &cookie, &format!("/preview/{key}?state=nonsense")).await.status, 400);
}

#[tokio::test]
async fn only_teaser_and_invitation_speak_first() {
    let (server, cookie) = office().await;
    let mut set = draft("x");
    for id in ["one", "two"] {
        let text = [("en".to_owned(), format!("Number {id}"))].into();
        set.settings.invitations.push(Invitation { id: id.into(), text, ..Invitation::default() });
    }
    let key = preview(&server, &cookie, &set).await.key;
    let loader = async |state: &str| {
        get(&server, &cookie, &format!("/preview/{key}/w.js?state={state}")).await.text().to_owned()
    };
    assert!(loader("teaser").await.contains("happy to help"));
    assert!(!loader("launcher").await.contains("asks"));
    let two = loader("invitation&invitation=two").await;
    assert!(two.contains("Number two") && !two.contains("Number one"), "{two}");
    // The page asks for the loader with the invitation that it was asked for itself.
    let page = get(&server, &cookie, &format!("/preview/{key}?state=invitation&invitation=two")).await;
    assert!(
        page.text().contains("/w.js?state=invitation&amp;lang=en&amp;invitation=two\""),
        "{}",
        page.text()
    );
}

#[tokio::test]
async fn what_could_not_be_saved_is_shown_all_the_same_with_its_faults() {
    let (server, cookie) = office().await;
    let mut bad = draft("");
    bad.settings.languages = vec!["xx".into()];
    bad.settings.look.logo = Some("../../secret".into());
    let preview = preview(&server, &cookie, &bad).await;
    let paths: Vec<_> = preview.faults.iter().map(|fault| fault.path.as_str()).collect();
    assert_eq!(paths, ["name", "languages", "look.logo"]);
    for path in ["", "/w.js", "/widget"] {
        assert_eq!(
            get(&server, &cookie, &format!("/preview/{}{path}", preview.key)).await.status,
            200,
            "{path}"
        );
    }
}

#[tokio::test]
async fn a_change_is_shown_from_then_on() {
    let (server, cookie) = office().await;
    let key = preview(&server, &cookie, &draft("Before")).await.key;
    let path = format!("/api/admin/previews/{key}");
    let put = async |cookie: &str| {
        let call = server.request(Method::PUT, &path).header("origin", &server.origin);
        call.header("cookie", cookie).json(&draft("After")).send().await
    };
    assert_eq!(put(&cookie).await.status, 200);
    let document = get(&server, &cookie, &format!("/preview/{key}/widget")).await;
    assert!(document.text().contains("After") && !document.text().contains("Before"));
    server.clock.advance(HOUR);
    let gone = put(&cookie).await;
    assert_eq!((gone.status, gone.json::<Problem>().code), (404, Code::NotFound));
}

#[tokio::test]
async fn a_preview_is_its_makers_alone() {
    let (server, cookie) = office().await;
    let key = preview(&server, &cookie, &draft("x")).await.key;
    let other = server.signed_in(Role::Manager).await;
    for path in ["", "/w.js", "/widget"] {
        let path = format!("/preview/{key}{path}");
        assert_eq!(get(&server, &cookie, &path).await.status, 200, "{path}");
        assert_eq!(get(&server, &other, &path).await.status, 404, "{path}");
        assert_eq!(server.get(&path).await.status, 401, "{path}");
    }
}
