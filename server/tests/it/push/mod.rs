//! Web push, against a push service of the test: what reaches a browser is read with that browser's own keys.

mod service;

use crate::databases::{TestDatabase, on_each};
use crate::stories::people::{Agent, Visitor};
use crate::support::{Reply, TestServer};
use axum::http::HeaderMap;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hyper::Method;
use p256::ecdsa::signature::Verifier;
use p256::ecdsa::{Signature, VerifyingKey};
use serde_json::{Value, json};
use server::live::push::call;
use server::push::Push;
use server::secrets::Secrets;
use shared::agent::{AgentCommand, AgentUpdate};
use shared::ids::{AgentId, RoomId};
use shared::push::{PushNews, PushOffer, PushSubscription};
use shared::rules::AGENT_PING_MILLIS;
use shared::staff::Status;
use shared::team::{NewRoom, Room, TeamCommand, TeamUpdate};
use shared::timeline::{AgentEntry, Fact, StaffFact};
use std::sync::atomic::Ordering;
use web_push_native::p256::SecretKey;
use web_push_native::{Auth, decrypt};

use self::service::{AUTH, Service, secret, subscription};

const PUSH: &str = "/api/agent/push";

/// Anna at her console, and Boris, whose browser is closed but wants to hear of news.
struct Office {
    server: TestServer,
    service: Service,
    anna: Agent,
    boris: (AgentId, String),
}

impl Office {
    async fn on(database: &TestDatabase) -> Self {
        let service = Service::open().await;
        let server =
            TestServer::configured_on(database, &format!("--push-services {}", service.origin)).await;
        server.queue("Sales").await;
        server.widget("demo", "Demo", &["*"]).await;
        server.agent("anna@example.com", "Anna").await;
        let boris = server.agent("boris@example.com", "Boris").await;
        let anna = Agent::come(&server, "anna@example.com").await;
        let cookie = server.sign_in("boris@example.com").await;
        let office = Self { server, service, anna, boris: (boris, cookie) };
        let reply = office.subscribe(&subscription(format!("{}/boris", office.service.origin))).await;
        assert_eq!(reply.status, 204, "{}", reply.text());
        office
    }

    async fn subscribe(&self, set: &PushSubscription) -> Reply {
        self.server.own_page(Method::PUT, PUSH, &self.boris.1).json(set).send().await
    }

    async fn offer(&self) -> PushOffer {
        self.server.own_page(Method::GET, PUSH, &self.boris.1).send().await.json()
    }

    /// Anna's room with Boris.
    async fn room(&self) -> RoomId {
        let new = NewRoom { id: "m1".into(), agents: vec![self.boris.0.clone()], name: String::new() };
        let call = self.server.own_page(Method::POST, "/api/agent/team/rooms", &self.anna.cookie);
        call.json(&new).send().await.json::<Room>().id
    }

    /// Anna's console shows signs of life meanwhile.
    async fn half_a_minute_passes(&mut self) {
        for _ in 0..4 {
            self.server.clock.advance(AGENT_PING_MILLIS);
            self.anna.until(|update| matches!(update, AgentUpdate::Ping).then_some(())).await;
            self.anna.socket.say(&AgentCommand::Pong).await;
            self.anna_looks().await;
        }
    }

    async fn anna_looks(&mut self) {
        self.anna.socket.say(&AgentCommand::Team(TeamCommand::Look)).await;
        self.anna
            .until(|update| matches!(update, AgentUpdate::Team(TeamUpdate::Rooms(_))).then_some(()))
            .await;
    }

    /// Anna writes, and all who are to be told are.
    async fn anna_writes(&mut self, room: &RoomId, text: &str) {
        let id = self.anna.id();
        let command = TeamCommand::Send { room: room.clone(), id, text: text.into(), files: vec![] };
        self.anna.socket.say(&AgentCommand::Team(command)).await;
        // What is answered later was done later.
        self.anna_looks().await;
        call(&self.server.app).await;
    }
}

/// Waits for something to be so.
async fn until(mut is_so: impl AsyncFnMut() -> bool) {
    let waiting = async {
        while !is_so().await {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(std::time::Duration::from_secs(10), waiting).await.expect("it becomes so");
}

#[tokio::test]
async fn a_colleagues_words_reach_a_closed_browser_and_only_that() {
    on_each(async |database| {
        let mut office = Office::on(database).await;
        assert!(office.offer().await.on);
        let room = office.room().await;
        office.anna_writes(&room, "Who has the key?").await;
        let (name, headers, body) = office.service.heard.recv().await.unwrap();
        assert_eq!(name, "boris");
        assert!(!body.windows(3).any(|part| part == b"key"), "nobody between can read it");
        let read = decrypt(body.to_vec(), &secret(), &Auth::from(AUTH)).unwrap();
        let news: PushNews = serde_json::from_slice(&read).unwrap();
        assert_eq!(news.title, "New message from your colleague Anna");
        assert_eq!((news.body.as_str(), news.path), ("Who has the key?", format!("/console/team/{room}")));
        is_signed(&headers, &office).await;

        office.anna_writes(&room, "Anybody?").await;
        assert!(office.service.heard().is_empty(), "not twice within half a minute");
        office.half_a_minute_passes().await;
        office.anna_writes(&room, "Hello?").await;
        assert_eq!(office.service.heard()[0].1.body, "Hello?");

        office.half_a_minute_passes().await;
        let boris = Agent::come_back(&office.server, office.boris.1.clone()).await;
        office.anna_writes(&room, "There you are").await;
        assert!(office.service.heard().is_empty(), "whoever has a page open sees it there");
        drop(boris);
    })
    .await;
}

/// Checks the signature as a push service does (RFC 8292).
async fn is_signed(headers: &HeaderMap, office: &Office) {
    let text = headers["authorization"].to_str().unwrap();
    let (token, key) = text.strip_prefix("vapid t=").unwrap().split_once(", k=").unwrap();
    assert_eq!(key, office.offer().await.key);
    let (signed, signature) = token.rsplit_once('.').unwrap();
    let key = VerifyingKey::from_sec1_bytes(&URL_SAFE_NO_PAD.decode(key).unwrap()).unwrap();
    let signature = Signature::from_slice(&URL_SAFE_NO_PAD.decode(signature).unwrap()).unwrap();
    key.verify(signed.as_bytes(), &signature).unwrap();
    let claims = URL_SAFE_NO_PAD.decode(signed.split_once('.').unwrap().1).unwrap();
    let claims: Value = serde_json::from_slice(&claims).unwrap();
    assert_eq!(claims["aud"], office.service.origin);
    let left = claims["exp"].as_i64().unwrap() - office.server.app.clock.now().0 / 1_000;
    assert!((1..=24 * 60 * 60).contains(&left), "{left}");
}

#[tokio::test]
async fn who_is_called_to_a_note_is_told_of_it() {
    on_each(async |database| {
        let mut office = Office::on(database).await;
        let queue = office.server.app.store.queues().await.unwrap().remove(0).id;
        let conversation = Visitor::come(&office.server).await.ask(&queue).await;
        office.anna.sees(&conversation).await;
        let boris = office.boris.0.clone();
        let mut note = async |text: &str, mentions: Vec<AgentId>| {
            let id = office.anna.id();
            let note =
                AgentCommand::Note { conversation: conversation.clone(), id, text: text.into(), mentions };
            office.anna.socket.say(&note).await;
            office.anna_looks().await;
            call(&office.server.app).await;
            office.service.heard()
        };
        assert!(note("Nobody is called", vec![]).await.is_empty());
        let heard = note("@Boris, is that right?", vec![boris]).await;
        assert_eq!(heard[0].1.title, "Ira: a colleague wrote a note");
        assert_eq!(
            (heard[0].1.body.as_str(), &heard[0].1.path),
            ("Anna: @Boris, is that right?", &format!("/console/c/{conversation}"))
        );
    })
    .await;
}

#[tokio::test]
async fn nobody_is_told_of_a_note_that_was_taken_back() {
    on_each(async |database| {
        let mut office = Office::on(database).await;
        let queue = office.server.app.store.queues().await.unwrap().remove(0).id;
        let conversation = Visitor::come(&office.server).await.ask(&queue).await;
        office.anna.sees(&conversation).await;
        let (id, mentions) = (office.anna.id(), vec![office.boris.0.clone()]);
        let text = "@Boris, by mistake".into();
        let note = AgentCommand::Note { conversation: conversation.clone(), id, text, mentions };
        office.anna.socket.say(&note).await;
        let is_note = |entry: &AgentEntry| matches!(entry.fact, Fact::Staff(StaffFact::Note { .. }));
        let note = loop {
            let noted = office.anna.entries().await;
            if let Some(entry) = noted.into_iter().find(is_note) {
                break entry.seq;
            }
        };
        let id = office.anna.id();
        office.anna.socket.say(&AgentCommand::TakeBack { conversation, id, note }).await;
        office.anna.entries().await;
        call(&office.server.app).await;
        assert!(office.service.heard().is_empty());
    })
    .await;
}

#[tokio::test]
async fn a_visitor_who_waits_for_nobody_or_writes_to_who_is_away_is_told_of() {
    on_each(async |database| {
        let mut office = Office::on(database).await;
        let queue = office.server.app.store.queues().await.unwrap().remove(0).id;
        let mut first = Visitor::come(&office.server).await;
        let early = first.ask(&queue).await;
        call(&office.server.app).await;
        assert!(office.service.heard().is_empty(), "Anna is there");

        office.anna.socket.say(&AgentCommand::SetStatus { status: Status::Away }).await;
        office
            .anna
            .until(|update| matches!(update, AgentUpdate::Status { status: Status::Away, .. }).then_some(()))
            .await;
        let mut second = Visitor::come(&office.server).await;
        let conversation = second.ask(&queue).await;
        call(&office.server.app).await;
        let heard = office.service.heard();
        assert_eq!(heard.len(), 1);
        assert_eq!(heard[0].1.title, "Ira is waiting: Sales");
        assert_eq!(heard[0].1.path, format!("/console/c/{conversation}"));

        let mut boris = Agent::come_back(&office.server, office.boris.1.clone()).await;
        boris.sees(&early).await;
        boris.take(&early).await;
        boris.entries().await;
        drop(boris);
        until(async || !office.server.app.live.hub.has_agent(&office.boris.0)).await;
        first.write(&early, "Are you there?").await;
        until(async || {
            call(&office.server.app).await;
            !office.service.heard.is_empty()
        })
        .await;
        let heard = office.service.heard();
        assert_eq!(heard[0].1.title, "New message from Ira");
        assert_eq!(heard[0].1.body, "Are you there?");
    })
    .await;
}

#[tokio::test]
async fn who_signs_out_is_invisible_or_gone_is_told_nothing() {
    on_each(async |database| {
        let mut office = Office::on(database).await;
        let room = office.room().await;
        let store = office.server.app.store.clone();
        store.set_status(&office.boris.0, Status::Invisible).await.unwrap();
        office.anna_writes(&room, "One").await;
        assert!(office.service.heard().is_empty());
        store.set_status(&office.boris.0, Status::Away).await.unwrap();
        office.anna_writes(&room, "Two").await;
        assert_eq!(office.service.titles().len(), 1, "away by choice, but not hidden");

        office.service.answer.store(410, Ordering::Relaxed);
        office.half_a_minute_passes().await;
        office.anna_writes(&room, "Three").await;
        assert_eq!(office.service.titles().len(), 1);
        assert!(!office.offer().await.on, "nobody hears there any more");

        office.service.answer.store(500, Ordering::Relaxed);
        let own = subscription(format!("{}/boris", office.service.origin));
        assert_eq!(office.subscribe(&own).await.status, 204);
        office.half_a_minute_passes().await;
        office.anna_writes(&room, "Four").await;
        assert_eq!(office.service.titles().len(), 1);
        assert!(office.offer().await.on, "a push service that fails may come back");

        let out = office.server.own_page(Method::POST, "/api/agent/sign-out", &office.boris.1).send().await;
        assert_eq!(out.status, 204);
        office.half_a_minute_passes().await;
        office.anna_writes(&room, "Five").await;
        assert!(office.service.heard().is_empty(), "it ended with the session");
    })
    .await;
}

#[tokio::test]
async fn only_what_a_browser_says_of_a_push_service_is_taken() {
    on_each(async |database| {
        let office = Office::on(database).await;
        let good = subscription("https://updates.push.services.mozilla.com/wpush/v2/x".into());
        assert_eq!(office.subscribe(&good).await.status, 204);
        for endpoint in
            ["https://169.254.169.254/latest", "https://evil.example/x", "http://127.0.0.1:1/x", "nowhere"]
        {
            let set = PushSubscription { endpoint: endpoint.into(), ..good.clone() };
            assert_eq!(office.subscribe(&set).await.status, 422, "{endpoint}");
        }
        for (p256dh, auth, lang) in [
            ("AAAA", good.auth.as_str(), "en"),
            (good.p256dh.as_str(), "AAAA", "en"),
            (good.p256dh.as_str(), good.auth.as_str(), "xx"),
        ] {
            let set = PushSubscription {
                p256dh: p256dh.into(),
                auth: auth.into(),
                lang: lang.into(),
                ..good.clone()
            };
            assert_eq!(office.subscribe(&set).await.status, 422);
        }
        let server = &office.server;
        assert_eq!(server.own_page(Method::PUT, PUSH, "").json(&good).send().await.status, 401);
        let foreign = server.request(Method::PUT, PUSH).header("cookie", &office.boris.1);
        assert_eq!(
            foreign.header("origin", "https://evil.example").json(&json!({})).send().await.status,
            403
        );
        let off = server.own_page(Method::DELETE, PUSH, &office.boris.1).send().await;
        assert_eq!((off.status, office.offer().await.on), (204, false));
    })
    .await;
}

#[tokio::test]
async fn with_another_secret_it_begins_anew() {
    on_each(async |database| {
        let office = Office::on(database).await;
        let (store, entropy) = (&office.server.app.store, &office.server.app.entropy);
        let before = office.offer().await.key;
        let allowed = (&office.server.app.config.public_origin(), &[][..]);
        let same = Push::open(store, &office.server.app.secrets, entropy, allowed).await.unwrap();
        assert_eq!(same.public_key(), before, "made once");
        assert!(office.offer().await.on);
        let folder = tempfile::tempdir().unwrap();
        let mut config = crate::support::config("");
        config.data = folder.path().into();
        let other = Secrets::open(&config, entropy).unwrap();
        let anew = Push::open(store, &other, entropy, allowed).await.unwrap();
        assert_ne!(anew.public_key(), before);
        assert!(!office.offer().await.on, "what the browser was subscribed with is worth nothing");
    })
    .await;
}

#[tokio::test]
async fn the_worker_stands_where_the_console_is() {
    let server = TestServer::start().await;
    let reply = server.get("/console/worker.js").await;
    assert_eq!((reply.status, reply.text()), (200, "worker"));
    assert_eq!(reply.header("service-worker-allowed"), "/console");
    assert_eq!(reply.header("cache-control"), "no-cache");
    assert_eq!(reply.header("content-security-policy"), "default-src 'none'");
    assert!(reply.header("content-type").starts_with("text/javascript"));
}

#[test]
fn messages_are_read_as_rfc_8291_says() {
    // Appendix A
    let bytes = |text: &str| URL_SAFE_NO_PAD.decode(text).unwrap();
    let secret = SecretKey::from_slice(&bytes("q1dXpw3UpT5VOmu_cf_v6ih07Aems3njxI-JWgLcM94")).unwrap();
    let auth: [u8; 16] = bytes("BTBZMqHH6r4Tts7J_aSIgg").try_into().unwrap();
    let message = "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6Tlz\
                   AC8wEqKK6PBru3jl7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN";
    let read = decrypt(bytes(message), &secret, &Auth::from(auth)).unwrap();
    assert_eq!(read, b"When I grow up, I want to be a watermelon");
}
