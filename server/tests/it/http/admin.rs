//! Widgets as managers and owners arrange them.

use crate::databases::on_each;
use crate::support::{Call, Reply, TestServer};
use hyper::Method;
use shared::people::Role;
use shared::problem::{Code, Problem};
use shared::rest::{ProblemDocument, Sighting, Widget, WidgetChange, WidgetDraft, WidgetLine, WidgetSecret};
use shared::settings::Wrong;

fn draft(name: &str) -> WidgetDraft {
    WidgetDraft { name: name.into(), sites: vec!["https://shop.example".into()], ..WidgetDraft::default() }
}

/// A page of ours, open in the browser of somebody who is signed in.
struct Console<'a> {
    server: &'a TestServer,
    cookie: String,
}

impl<'a> Console<'a> {
    async fn of(server: &'a TestServer, role: Role) -> Self {
        Self { server, cookie: server.signed_in(role).await }
    }

    fn call(&self, method: Method, path: &str) -> Call {
        self.server.own_page(method, path, &self.cookie)
    }

    async fn get(&self, path: &str) -> Reply {
        self.call(Method::GET, path).send().await
    }

    async fn put(&self, version: u32, set: WidgetDraft) -> Reply {
        self.call(Method::PUT, "/api/admin/widgets/shop").json(&WidgetChange { version, set }).send().await
    }
}

fn code(reply: &Reply) -> Code {
    reply.json::<Problem>().code
}

#[tokio::test]
async fn a_widget_is_made_changed_and_taken_away() {
    on_each(async |database| {
        let server = TestServer::on(database).await;
        let owner = Console::of(&server, Role::Owner).await;
        let reply = owner.call(Method::POST, "/api/admin/widgets").json(&draft(" My shop ")).send().await;
        assert_eq!((reply.status, reply.header("cache-control")), (201, "no-store"));
        let made = reply.json::<Widget>();
        assert_eq!((made.version, made.set.clone()), (1, draft("My shop")));
        let (id, origin) = (made.id.as_str(), &server.origin);
        assert_eq!(made.snippet, format!(r#"<script async src="{origin}/w/{id}.js"></script>"#));
        let path = format!("/api/admin/widgets/{id}");
        assert_eq!(owner.get(&path).await.json::<Widget>(), made);
        assert_eq!(server.get(&format!("/w/{id}.js")).await.status, 200);

        let change = WidgetChange { version: 1, set: draft("Our shop") };
        let changed = owner.call(Method::PUT, &path).json(&change).send().await;
        assert_eq!((changed.status, changed.json::<Widget>().version), (200, 2));
        let lines = owner.get("/api/admin/widgets").await.json::<Vec<WidgetLine>>();
        assert_eq!(lines.iter().map(|line| line.name.as_str()).collect::<Vec<_>>(), ["Our shop"]);

        assert_eq!(owner.call(Method::DELETE, &path).send().await.status, 204);
        for reply in [
            owner.call(Method::DELETE, &path).send().await,
            owner.get(&path).await,
            owner.call(Method::PUT, &path).json(&WidgetChange { version: 2, set: draft("x") }).send().await,
            owner.get(&format!("{path}/secret")).await,
            owner.get(&format!("{path}/sightings")).await,
            owner.call(Method::POST, &format!("{path}/secret")).send().await,
        ] {
            assert_eq!((reply.status, code(&reply)), (404, Code::NotFound));
        }
        assert_eq!(server.get(&format!("/w/{id}.js")).await.status, 404);
    })
    .await;
}

#[tokio::test]
async fn nobody_overwrites_what_they_have_not_seen() {
    on_each(async |database| {
        let server = TestServer::on(database).await;
        server.widget("shop", "My shop", &[]).await;
        let owner = Console::of(&server, Role::Owner).await;
        let (one, other) = tokio::join!(owner.put(1, draft("One")), owner.put(1, draft("Other")));
        let (won, lost) = if one.status == 200 { (one, other) } else { (other, one) };
        assert_eq!((won.status, won.json::<Widget>().version), (200, 2));
        assert_eq!((lost.status, code(&lost)), (409, Code::Stale));
        let stored = owner.get("/api/admin/widgets/shop").await.json::<Widget>();
        assert_eq!(stored, won.json::<Widget>());
    })
    .await;
}

#[tokio::test]
async fn settings_that_cannot_be_are_all_named_and_nothing_is_stored() {
    let server = TestServer::start().await;
    server.widget("shop", "My shop", &[]).await;
    let owner = Console::of(&server, Role::Owner).await;
    let mut bad = draft(" ");
    bad.sites = vec!["shop.example; script-src *".into()];
    bad.settings.look.light.brand = bad.settings.look.light.on_brand;
    for reply in [
        owner.put(1, bad.clone()).await,
        owner.call(Method::POST, "/api/admin/widgets").json(&bad).send().await,
    ] {
        let problem = reply.json::<ProblemDocument>();
        assert_eq!((reply.status, problem.problem.code), (422, Code::Invalid));
        let paths: Vec<_> = problem.faults.iter().map(|fault| fault.path.as_str()).collect();
        assert_eq!(paths, ["name", "sites.0", "look.light.brand", "look.light.on_brand"]);
        assert!(matches!(problem.faults[2].wrong, Wrong::Contrast { suggestion: Some(_), .. }));
    }
    let lines = owner.get("/api/admin/widgets").await.json::<Vec<WidgetLine>>();
    assert_eq!((lines.len(), lines[0].name.as_str()), (1, "My shop"));
    assert_eq!(owner.get("/api/admin/widgets/shop").await.json::<Widget>().version, 1);
}

#[tokio::test]
async fn all_texts_of_a_widget_fit_and_more_is_refused() {
    let server = TestServer::start().await;
    server.widget("shop", "My shop", &[]).await;
    let owner = Console::of(&server, Role::Owner).await;
    let mut full = draft("My shop");
    for lang in shared::settings::LANGUAGES {
        let texts = shared::settings::TEXTS.map(|key| (key.to_owned(), "ж".repeat(500)));
        full.settings.texts.insert(lang.into(), texts.into());
    }
    assert_eq!(owner.put(1, full.clone()).await.status, 200);
    full.name = "x".repeat(600_000);
    let reply = owner.put(2, full).await;
    assert_eq!((reply.status, code(&reply)), (413, Code::TooLarge));
    let unknown =
        owner.call(Method::PUT, "/api/admin/widgets/shop").header("content-type", "application/json");
    let unknown =
        unknown.body(br#"{"version":2,"set":{"name":"x","sites":[],"settings":{},"secret":"s"}}"#.to_vec());
    assert_eq!(code(&unknown.send().await), Code::Malformed);
}

#[tokio::test]
async fn the_secret_is_made_once_and_anew_on_request() {
    on_each(async |database| {
        let server = TestServer::on(database).await;
        server.widget("shop", "My shop", &[]).await;
        let owner = Console::of(&server, Role::Owner).await;
        let path = "/api/admin/widgets/shop/secret";
        assert_eq!(server.app.store.widget_secret(&"shop".into()).await.unwrap().as_deref(), Some(""));
        let (one, other) = tokio::join!(owner.get(path), owner.get(path));
        let first = one.json::<WidgetSecret>().secret;
        assert_eq!((first.len(), one.header("cache-control")), (64, "no-store"));
        assert_eq!(other.json::<WidgetSecret>().secret, first);
        let second = owner.call(Method::POST, path).send().await.json::<WidgetSecret>().secret;
        assert_ne!(first, second);
        assert_eq!(owner.get(path).await.json::<WidgetSecret>().secret, second);
        let read = owner.get("/api/admin/widgets/shop").await;
        assert!(!read.text().contains(&second), "only who asks for it gets it");
    })
    .await;
}

#[tokio::test]
async fn an_owner_sees_at_once_where_the_tag_is() {
    on_each(async |database| {
        let server = TestServer::on(database).await;
        server.widget("shop", "My shop", &["https://*.shop.example"]).await;
        let owner = Console::of(&server, Role::Owner).await;
        let line = async || owner.get("/api/admin/widgets").await.json::<Vec<WidgetLine>>().remove(0);
        assert_eq!(line().await.seen_at, None);
        for referrer in ["https://www.shop.example/cart", "https://copy.example/"] {
            server.request(Method::GET, "/w/shop.js").header("referer", referrer).send().await;
            server.clock.advance(1);
        }
        let seen = owner.get("/api/admin/widgets/shop/sightings").await.json::<Vec<Sighting>>();
        let seen: Vec<_> = seen.iter().map(|seen| (seen.origin.as_str(), seen.allowed, seen.loads)).collect();
        assert_eq!(seen, [("https://copy.example", false, 1), ("https://www.shop.example", true, 1)]);
        assert!(line().await.seen_at.is_some());
    })
    .await;
}

#[tokio::test]
async fn only_managers_and_owners_may() {
    let server = TestServer::start().await;
    let routes = |version: u32| {
        let json = |value: serde_json::Value| Some(value);
        let change = serde_json::to_value(WidgetChange { version, set: draft("x") }).unwrap();
        let set = || serde_json::to_value(draft("x")).unwrap();
        [
            (Method::GET, "/api/admin/widgets", None, 200),
            (Method::POST, "/api/admin/widgets", json(set()), 201),
            (Method::GET, "/api/admin/widgets/shop", None, 200),
            (Method::PUT, "/api/admin/widgets/shop", json(change), 200),
            (Method::GET, "/api/admin/widgets/shop/sightings", None, 200),
            (Method::GET, "/api/admin/widgets/shop/secret", None, 200),
            (Method::POST, "/api/admin/widgets/shop/secret", None, 200),
            (Method::POST, "/api/admin/previews", json(set()), 201),
            (Method::PUT, "/api/admin/previews/none", json(set()), 404),
            (Method::DELETE, "/api/admin/widgets/shop", None, 204),
        ]
    };
    let send = async |console: &Console<'_>,
                      (method, path, body): (Method, &str, Option<serde_json::Value>)| {
        let call = console.call(method, path);
        match body {
            Some(body) => call.json(&body),
            None => call,
        }
        .send()
        .await
    };
    server.widget("shop", "My shop", &[]).await;
    let stranger = Console { server: &server, cookie: String::new() };
    let agent = Console::of(&server, Role::Agent).await;
    for (console, expected) in [(stranger, (401, Code::SessionExpired)), (agent, (403, Code::Forbidden))] {
        for (method, path, body, _) in routes(1) {
            let reply = send(&console, (method.clone(), path, body)).await;
            assert_eq!((reply.status, code(&reply)), expected, "{method} {path}");
        }
    }
    for role in [Role::Manager, Role::Owner] {
        let console = Console::of(&server, role).await;
        for (method, path, body, status) in routes(1) {
            let reply = send(&console, (method.clone(), path, body)).await;
            assert_eq!(reply.status, status, "{role:?} {method} {path}: {}", reply.text());
        }
        server.widget("shop", "My shop", &[]).await;
    }
}

#[tokio::test]
async fn a_foreign_page_changes_nothing_in_the_name_of_an_owner() {
    let server = TestServer::start().await;
    server.widget("shop", "My shop", &[]).await;
    let owner = Console::of(&server, Role::Owner).await;
    for (method, path) in [
        (Method::POST, "/api/admin/widgets"),
        (Method::PUT, "/api/admin/widgets/shop"),
        (Method::DELETE, "/api/admin/widgets/shop"),
        (Method::POST, "/api/admin/widgets/shop/secret"),
        (Method::POST, "/api/admin/previews"),
        (Method::PUT, "/api/admin/previews/x"),
    ] {
        for origin in ["https://evil.example", "null", &server.demo] {
            let call = server.request(method.clone(), path).header("cookie", &owner.cookie);
            let reply = call.header("origin", origin).json(&draft("x")).send().await;
            assert_eq!((reply.status, code(&reply)), (403, Code::ForeignOrigin), "{method} {path} {origin}");
        }
    }
    assert_eq!(owner.get("/api/admin/widgets/shop").await.json::<Widget>().version, 1);
}
