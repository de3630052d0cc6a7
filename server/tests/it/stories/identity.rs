//! Visitors whom the site vouches for.

use super::people::{Agent, Socket, Visitor, answers, furnish};
use crate::databases::on_each;
use crate::support::TestServer;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::{Hmac, KeyInit, Mac};
use serde_json::json;
use server::domain::identity::LEEWAY_MILLIS;
use sha2::Sha256;
use shared::form::Answer;
use shared::ids::QueueId;
use shared::people::Page;
use shared::problem::{Code, Problem};
use shared::rest::WidgetDraft;
use shared::settings::WidgetSettings;
use shared::visitor::{Identity, VisitorCommand, VisitorUpdate};

fn sign(secret: &str, text: &str) -> Vec<u8> {
    let mut mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).unwrap();
    mac.update(text.as_bytes());
    mac.finalize().into_bytes().to_vec()
}

fn hash(secret: &str, user: &str) -> Identity {
    let hash = hex::encode(sign(secret, user));
    Identity::Hmac { user: user.into(), hash, name: "Somebody".into(), email: "some@body.example".into() }
}

/// A token of Ira's that is good for some seconds.
fn jwt(server: &TestServer, secret: &str, seconds: i64) -> Identity {
    let part = |json: serde_json::Value| URL_SAFE_NO_PAD.encode(json.to_string());
    let exp = server.app.clock.now().0 / 1_000 + seconds;
    let claims = json!({"sub": "ira", "exp": exp, "name": "Ira of the shop", "email": "ira@shop.example"});
    let signed = format!("{}.{}", part(json!({"alg": "HS256"})), part(claims));
    let signature = URL_SAFE_NO_PAD.encode(sign(secret, &signed));
    Identity::Jwt { token: format!("{signed}.{signature}") }
}

async fn secret(server: &TestServer, widget: &str) -> String {
    let fresh = server.app.entropy.secret();
    server.app.store.secret_or(&widget.into(), &fresh).await.unwrap().unwrap()
}

async fn come(server: &TestServer, token: Option<&str>, identity: &Identity) -> Result<Visitor, Problem> {
    let mut socket = Socket::open(server, "/api/visitor/socket", None).await;
    let (token, identity) = (token.map(Into::into), Some(identity.clone()));
    socket.say(&VisitorCommand::Hello { widget: "demo".into(), token: token.clone(), identity }).await;
    Visitor::welcomed(socket, token).await
}

fn open(visitor: &mut Visitor, queue: &QueueId, answers: Vec<Answer>) -> VisitorCommand {
    VisitorCommand::Open { id: visitor.id(), queue: queue.clone(), answers, page: Page::default() }
}

#[tokio::test]
async fn another_device_of_the_user_sees_the_conversation_and_nobody_else_does() {
    on_each(async |database| {
        let server = TestServer::on(database).await;
        let queue = furnish(&server).await;
        let secret = secret(&server, "demo").await;
        let mut phone = come(&server, None, &jwt(&server, &secret, 300)).await.unwrap();
        let conversation = phone.ask(&queue).await;
        phone.write(&conversation, "from the phone").await;

        let laptop = come(&server, None, &hash(&secret, "ira")).await.unwrap();
        assert_eq!(laptop.conversation.map(|it| it.id), Some(conversation.clone()));
        let eve = come(&server, None, &hash(&secret, "eve")).await.unwrap();
        assert_eq!(eve.conversation, None);
        // The token of a user doesn't open another user's conversation, whoever holds it.
        let eve = come(&server, Some(&phone.token), &hash(&secret, "eve")).await.unwrap();
        assert_eq!(eve.conversation, None);
        server.stop().await;
    })
    .await;
}

#[tokio::test]
async fn what_is_forged_or_too_old_is_refused_and_can_be_said_anew() {
    let server = TestServer::start().await;
    furnish(&server).await;
    server.widget("blog", "Blog", &["*"]).await;
    let unsigned = hash("", "ira");
    assert_eq!(come(&server, None, &unsigned).await.err().map(|it| it.code), Some(Code::NotVerified));
    let (own, others) = (secret(&server, "demo").await, secret(&server, "blog").await);
    for identity in [
        unsigned,
        hash(&others, "ira"),
        hash(&own[1..], "ira"),
        jwt(&server, &others, 300),
        jwt(&server, &own, -60),
    ] {
        let refused = come(&server, None, &identity).await.err();
        assert_eq!(refused.map(|it| it.code), Some(Code::NotVerified));
    }
    let mut socket = Socket::open(&server, "/api/visitor/socket", None).await;
    for (identity, is_good) in [(hash(&others, "ira"), false), (hash(&own, "ira"), true)] {
        let hello = VisitorCommand::Hello { widget: "demo".into(), token: None, identity: Some(identity) };
        socket.say(&hello).await;
        assert_eq!(matches!(socket.hear().await, VisitorUpdate::Welcome { .. }), is_good);
    }
}

#[tokio::test]
async fn the_agent_reads_what_the_site_has_signed() {
    let server = TestServer::start().await;
    let queue = furnish(&server).await;
    let secret = secret(&server, "demo").await;
    let mut anna = Agent::come(&server, "anna@example.com").await;
    let typed = || answers("The boss", "boss@shop.example");
    for (identity, name, email, user, verified) in [
        (jwt(&server, &secret, 300), "Ira of the shop", "ira@shop.example", "ira", true),
        (hash(&secret, "eve"), "The boss", "boss@shop.example", "eve", false),
    ] {
        let mut visitor = come(&server, None, &identity).await.unwrap();
        let command = open(&mut visitor, &queue, typed());
        visitor.socket.say(&command).await;
        let conversation = visitor.opened().await;
        let card = anna.sees(&conversation).await.visitor;
        assert_eq!((card.name.as_str(), card.email.as_str()), (name, email));
        assert_eq!((card.user.as_str(), card.verified), (user, verified));
    }
    // Nobody has to type what the site has said.
    server.clock.advance(1);
    let mut visitor = come(&server, None, &jwt(&server, &secret, 300)).await.unwrap();
    let command = open(&mut visitor, &queue, Vec::new());
    visitor.socket.say(&command).await;
    visitor.opened().await;
}

#[tokio::test]
async fn a_widget_for_users_alone_takes_nobody_else() {
    let server = TestServer::start().await;
    let queue = server.queue("Sales").await;
    let mut settings = WidgetSettings::default();
    settings.chat.verified_only = true;
    let draft = WidgetDraft { name: "Demo".into(), sites: vec!["*".into()], settings };
    assert!(server.app.store.create_widget(&"demo".into(), &draft).await.unwrap());
    let secret = secret(&server, "demo").await;
    let mut stranger = Visitor::come(&server).await;
    let command = open(&mut stranger, &queue, answers("Ira", "ira@example.com"));
    stranger.socket.say(&command).await;
    assert_eq!(stranger.refused().await.code, Code::NotVerified);
    let leave = VisitorCommand::Leave {
        id: stranger.id(),
        queue: queue.clone(),
        answers: answers("Ira", "ira@example.com"),
        page: Page::default(),
    };
    stranger.socket.say(&leave).await;
    assert_eq!(stranger.refused().await.code, Code::NotVerified);
    let mut user = come(&server, None, &hash(&secret, "ira")).await.unwrap();
    let conversation = user.ask(&queue).await;
    // The token alone comes back to what was begun.
    let back = Visitor::come_back(&server, Some(user.token)).await;
    assert_eq!(back.conversation.map(|it| it.id), Some(conversation));
}

#[tokio::test]
async fn whoever_was_in_the_middle_of_a_conversation_goes_on_with_it() {
    let server = TestServer::start().await;
    let queue = furnish(&server).await;
    let secret = secret(&server, "demo").await;
    let mut stranger = Visitor::come(&server).await;
    let conversation = stranger.ask(&queue).await;
    let token = stranger.token.clone();
    let mut same = come(&server, Some(&token), &hash(&secret, "ira")).await.unwrap();
    assert_eq!(same.conversation.as_ref().map(|it| &it.id), Some(&conversation));
    assert_eq!(same.token, token, "still nobody");
    assert_eq!(come(&server, None, &hash(&secret, "ira")).await.unwrap().conversation, None);
    let id = same.id();
    same.socket.say(&VisitorCommand::End { conversation, id: id.clone() }).await;
    same.acknowledged(&id).await;
    let user = come(&server, Some(&token), &hash(&secret, "ira")).await.unwrap();
    assert_eq!(user.conversation, None);
    assert_ne!(user.token, token);
}

#[tokio::test]
async fn the_sites_word_ends_with_its_proof() {
    let server = TestServer::start().await;
    furnish(&server).await;
    let secret = secret(&server, "demo").await;
    let mut user = come(&server, None, &jwt(&server, &secret, 10)).await.unwrap();
    let mut by_token = Visitor::come_back(&server, Some(user.token.clone())).await;
    server.clock.advance(10_000);
    assert_eq!(user.refused().await.code, Code::NotVerified, "in time for a new one");
    assert_eq!(by_token.refused().await.code, Code::SessionExpired);
    for millis in [0, 20_000, 20_000] {
        server.clock.advance(millis);
        user.socket.say(&VisitorCommand::Pong).await;
        by_token.socket.say(&VisitorCommand::Pong).await;
        // The answer proves that the pong was heard.
        for visitor in [&mut user, &mut by_token] {
            visitor.socket.say_raw("no frame".into()).await;
            visitor.refused().await;
        }
    }
    server.clock.advance(LEEWAY_MILLIS - 40_000);
    user.socket.hung_up().await;
    by_token.socket.hung_up().await;
    let mut socket = Socket::open(&server, "/api/visitor/socket", None).await;
    let (token, identity) = (Some(user.token), None);
    socket.say(&VisitorCommand::Hello { widget: "demo".into(), token, identity }).await;
    let refused = Visitor::welcomed(socket, None).await.err();
    assert_eq!(refused.map(|it| it.code), Some(Code::SessionExpired));
}
