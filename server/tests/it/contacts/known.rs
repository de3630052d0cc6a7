//! Who a visitor is: by the word of an agent or of the site, never by what anybody could have typed in.

use super::{code, console, named, strings, with_email};
use crate::databases::on_each;
use crate::own_console::Console;
use crate::stories::people::{Agent, Socket, Visitor, answers, furnish};
use crate::support::{Reply, TestServer};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::{Hmac, KeyInit, Mac};
use hyper::Method;
use serde_json::json;
use sha2::Sha256;
use shared::contact::known::{Acquaintance, How, Visited};
use shared::contact::{Contact, ContactDraft, NewContact};
use shared::ids::{ConversationId, QueueId};
use shared::people::Page;
use shared::problem::Code;
use shared::visitor::{Identity, VisitorCommand};

impl Console<'_> {
    async fn add(&self, conversation: &ConversationId, set: &ContactDraft) -> Reply {
        let new = NewContact { set: set.clone(), conversation: Some(conversation.clone()) };
        self.send(Method::POST, super::PATH, Some(&new)).await
    }
}

fn of(conversation: &ConversationId, rest: &str) -> String {
    format!("/api/agent/conversations/{conversation}/{rest}")
}

/// A visitor for whom the site vouches asks something.
async fn vouched(server: &TestServer, queue: &QueueId, email: &str) -> ConversationId {
    let fresh = server.app.entropy.secret();
    let secret = server.app.store.secret_or(&"demo".into(), &fresh).await.unwrap().unwrap();
    let part = |json: serde_json::Value| URL_SAFE_NO_PAD.encode(json.to_string());
    let exp = server.app.clock.now().0 / 1_000 + 300;
    let claims = part(json!({"sub": email, "exp": exp, "name": "Somebody", "email": email}));
    let signed = format!("{}.{claims}", part(json!({"alg": "HS256"})));
    let mut mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).unwrap();
    mac.update(signed.as_bytes());
    let token = format!("{signed}.{}", URL_SAFE_NO_PAD.encode(mac.finalize().into_bytes()));
    let mut socket = Socket::open(server, "/api/visitor/socket", None).await;
    let identity = Some(Identity::Jwt { token });
    socket.say(&VisitorCommand::Hello { widget: "demo".into(), token: None, identity }).await;
    let mut visitor = Visitor::welcomed(socket, None).await.unwrap();
    let id = visitor.id();
    let open = VisitorCommand::Open { id, queue: queue.clone(), answers: Vec::new(), page: Page::default() };
    visitor.socket.say(&open).await;
    visitor.opened().await
}

#[tokio::test]
async fn an_address_that_was_typed_in_suggests_somebody_and_an_agent_says_who_it_is() {
    on_each(async |database| {
        let server = TestServer::on(database).await;
        let queue = furnish(&server).await;
        let anna = console(&server, "anna@example.com").await;
        let ira = anna.contact(&with_email("Ira", "IRA@example.com")).await;
        let mut visitor = Visitor::come(&server).await;
        let conversation = visitor.ask(&queue).await;
        let who = anna.who(&conversation).await;
        let suggested: Vec<_> = who.suggested.iter().map(|line| &line.id).collect();
        assert_eq!((who.known.is_none(), suggested, who.ignored), (true, vec![&ira.id], false));

        let reply = anna.send(Method::POST, &of(&conversation, "contact/ignored"), None::<&()>).await;
        assert!(reply.json::<Acquaintance>().ignored);
        let reply = anna.send(Method::DELETE, &of(&conversation, "contact/ignored"), None::<&()>).await;
        assert!(!reply.json::<Acquaintance>().ignored);

        let said: Acquaintance = anna.this_is(&conversation, &ira.id).await.json();
        let known = said.known.unwrap();
        assert_eq!((&known.contact, known.how), (&ira, How::ByAgent));
        // It is the visitor who is known, so the next conversation is theirs too.
        let id = visitor.id();
        let end = VisitorCommand::End { conversation: conversation.clone(), id: id.clone() };
        visitor.socket.say(&end).await;
        visitor.acknowledged(&id).await;
        let second = visitor.ask(&queue).await;
        assert_eq!(anna.who(&second).await.known.map(|known| known.contact.id), Some(ira.id.clone()));
        let back = anna.send(Method::DELETE, &of(&second, "contact"), None::<&()>).await;
        assert_eq!(back.json::<Acquaintance>().known, None);
        assert_eq!(anna.who(&second).await.known, None);
        assert_eq!(code(&anna.this_is(&second, &"gone".into()).await), (404, Code::NotFound));
    })
    .await;
}

#[tokio::test]
async fn whom_the_site_vouches_for_is_who_alone_has_the_address() {
    on_each(async |database| {
        let server = TestServer::on(database).await;
        let queue = furnish(&server).await;
        let anna = console(&server, "anna@example.com").await;
        let conversation = vouched(&server, &queue, "Ira@Shop.example").await;
        assert_eq!(anna.who(&conversation).await, Acquaintance::default());
        let ira = anna.contact(&with_email("Ira", "ira@shop.example")).await;
        let known = anna.who(&conversation).await.known.unwrap();
        assert_eq!((known.contact.id, known.how), (ira.id.clone(), How::ByAddress));
        server.clock.advance(1);
        let other = anna.contact(&with_email("Her husband", "ira@shop.example")).await;
        let who = anna.who(&conversation).await;
        let suggested: Vec<_> = who.suggested.iter().map(|line| &line.id).collect();
        assert_eq!((who.known, suggested), (None, vec![&ira.id, &other.id]), "it may be either");
    })
    .await;
}

#[tokio::test]
async fn an_unknown_visitor_is_added_by_one_of_all_who_try() {
    on_each(async |database| {
        let server = TestServer::on(database).await;
        let queue = furnish(&server).await;
        let anna = console(&server, "anna@example.com").await;
        let boris = console(&server, "boris@example.com").await;
        let mut visitor = Visitor::come(&server).await;
        let conversation = visitor.ask(&queue).await;
        let set = ContactDraft { phones: strings(&["+48 22 123"]), ..named("Ira", "") };
        let (one, other) = tokio::join!(anna.add(&conversation, &set), boris.add(&conversation, &set));
        let (good, late) = if one.status == 201 { (one, other) } else { (other, one) };
        assert_eq!((good.status, code(&late)), (201, (409, Code::Stale)));
        let made: Contact = good.json();
        assert_eq!(anna.who(&conversation).await.known.map(|known| known.contact), Some(made.clone()));
        assert_eq!(anna.names("").await, ["Ira"], "there is no second card");

        // Merging takes along who it was.
        let stays = anna.contact(&named("Irena", "")).await;
        assert_eq!(anna.merge(&made, &stays).await.status, 200);
        assert_eq!(anna.who(&conversation).await.known.map(|known| known.contact.id), Some(stays.id));
    })
    .await;
}

#[tokio::test]
async fn who_may_not_read_a_conversation_learns_nothing_of_its_visitor() {
    on_each(async |database| {
        let server = TestServer::on(database).await;
        let queue = furnish(&server).await;
        let mut visitor = Visitor::come(&server).await;
        let conversation = visitor.ask(&queue).await;
        server.outsider("otto@example.com", "Otto").await;
        let otto = console(&server, "otto@example.com").await;
        let ira = otto.contact(&with_email("Ira", "ira@example.com")).await;
        for rest in ["contact", "history", "trail"] {
            assert_eq!(code(&otto.get(&of(&conversation, rest)).await), (404, Code::NotFound), "{rest}");
        }
        assert_eq!(code(&otto.this_is(&conversation, &ira.id).await), (404, Code::NotFound));
        assert_eq!(code(&otto.add(&conversation, &named("Eve", "")).await), (404, Code::NotFound));
        let ignored = otto.send(Method::POST, &of(&conversation, "contact/ignored"), None::<&()>).await;
        assert_eq!(ignored.status, 404);
        let history = otto.history(&format!("contacts/{}", ira.id)).await;
        assert_eq!(history.lines, [], "the card may be seen, what is behind it not");
    })
    .await;
}

#[tokio::test]
async fn the_way_of_a_visitor_through_the_site_is_remembered() {
    on_each(async |database| {
        let server = TestServer::on(database).await;
        let queue = furnish(&server).await;
        let page = |url: &str| Page { url: url.into(), title: url.to_uppercase(), ..Page::default() };
        let mut visitor = Visitor::come(&server).await;
        let id = visitor.id();
        let open = VisitorCommand::Open {
            id,
            queue: queue.clone(),
            answers: answers("Ira", "ira@example.com"),
            page: page("/ferns"),
        };
        let begun = server.app.clock.now();
        visitor.socket.say(&open).await;
        let conversation = visitor.opened().await;
        let mut anna = Agent::come(&server, "anna@example.com").await;
        anna.sees(&conversation).await;
        let own = Console { server: &server, cookie: anna.cookie.clone() };
        let trail = async || own.get(&of(&conversation, "trail")).await.json::<Vec<Visited>>();
        let at = |url: &str, millis| Visited {
            url: url.into(),
            title: url.to_uppercase(),
            at: begun.plus_millis(millis),
        };
        assert_eq!(trail().await, [at("/ferns", 0)]);
        server.clock.advance(5_000);
        visitor.socket.say(&VisitorCommand::Moved { page: page("/cart") }).await;
        anna.until(|update| match update {
            shared::agent::AgentUpdate::Presence { page: Some(page), .. } => Some(page),
            _ => None,
        })
        .await;
        assert_eq!(trail().await, [at("/ferns", 0), at("/cart", 5_000)]);
    })
    .await;
}
