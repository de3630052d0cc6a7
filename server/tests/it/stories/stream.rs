//! Visitors whose network lets no web socket through live through the same.

use super::event_line::{EventLine, say};
use super::people::{Agent, Socket, Visitor, furnish, office};
use crate::databases::on_each;
use crate::support::TestServer;
use hyper::Method;
use shared::problem::{Code, Problem};
use shared::rules::{FRAME_BYTES, PING_MILLIS, SILENCE_MILLIS};
use shared::timeline::Rating;
use shared::visitor::{VisitorCommand, VisitorUpdate};
use std::time::Duration;
use tokio::time::timeout;

async fn come(server: &TestServer, token: Option<String>) -> Visitor {
    Visitor::greet(Socket::events(server).await, token).await
}

#[tokio::test]
async fn a_whole_conversation() {
    on_each(async |database| {
        let server = TestServer::on(database).await;
        let queue = furnish(&server).await;
        let mut anna = Agent::come(&server, "anna@example.com").await;
        let mut visitor = come(&server, None).await;
        let conversation = visitor.ask(&queue).await;
        visitor.stands_at(1, true).await;
        visitor.write(&conversation, "Is anybody there?").await;
        anna.sees(&conversation).await;
        anna.take(&conversation).await;
        anna.entries().await;
        anna.write(&conversation, "I am.").await;
        let id = visitor.id();
        visitor.socket.say(&VisitorCommand::End { conversation: conversation.clone(), id: id.clone() }).await;
        visitor.acknowledged(&id).await;
        let id = visitor.id();
        let (rating, comment) = (Rating::Good, "thanks".into());
        visitor
            .socket
            .say(&VisitorCommand::Rate {
                conversation: conversation.clone(),
                id: id.clone(),
                rating,
                comment,
            })
            .await;
        let last = visitor.acknowledged(&id).await;
        assert_eq!(visitor.resume(&conversation, 0).await.len(), last as usize);
        server.stop().await;
    })
    .await;
}

#[tokio::test]
async fn what_was_sent_into_a_broken_stream_is_stored_once() {
    let (server, queue) = office().await;
    let mut visitor = come(&server, None).await;
    let conversation = visitor.ask(&queue).await;
    let id = visitor.id();
    visitor.send(&conversation, &id, "did it arrive?").await;
    let token = visitor.token.clone();
    drop(visitor);
    let mut visitor = come(&server, Some(token.clone())).await;
    assert_eq!(visitor.conversation.as_ref().map(|it| &it.id), Some(&conversation));
    visitor.send(&conversation, &id, "did it arrive?").await;
    let first = visitor.acknowledged(&id).await;
    // A web socket comes back to the same.
    let mut visitor = Visitor::come_back(&server, Some(token)).await;
    visitor.send(&conversation, &id, "did it arrive?").await;
    assert_eq!(visitor.acknowledged(&id).await, first);
    assert_eq!(visitor.last(&conversation).await, first);
}

#[tokio::test]
async fn the_answer_is_passed_on_as_it_comes_and_kept_by_nobody() {
    let server = TestServer::start().await;
    let line = EventLine::open(&server).await;
    let header = |name| line.headers.get(name).map(|value| value.to_str().unwrap());
    assert_eq!(header("content-type"), Some("text/event-stream"));
    assert_eq!(header("cache-control"), Some("no-store"));
    assert_eq!(header("x-accel-buffering"), Some("no"));
    assert_eq!(header("content-encoding"), None);
    assert_eq!(line.secret.len(), 64, "256 bits");
    assert_ne!(line.secret, EventLine::open(&server).await.secret);
}

#[tokio::test]
async fn foreign_pages_and_foreign_secrets() {
    let (server, _) = office().await;
    let line = EventLine::open(&server).await;
    for origin in ["https://evil.example", "null", server.demo.as_str()] {
        for path in ["/api/visitor/stream", "/api/visitor/stream/say"] {
            let call = server.request(Method::POST, path).header("x-frontdesk-stream", &line.secret);
            let reply = call.header("origin", origin).send().await;
            assert_eq!((reply.status, reply.json::<Problem>().code), (403, Code::ForeignOrigin), "{path}");
        }
    }
    let foreign = "0".repeat(64);
    for secret in ["", "x", &foreign, &line.secret.to_uppercase()] {
        let reply = say(server.app.config.listen, secret, "\"pong\"".into()).await;
        assert_eq!((reply.status, reply.json::<Problem>().code), (404, Code::NotFound), "{secret:?}");
    }
    assert_eq!(line.post("\"pong\"".into()).await.status, 204);
}

#[tokio::test]
async fn several_frames_in_one_request_keep_their_order() {
    let (server, queue) = office().await;
    let mut visitor = come(&server, None).await;
    let conversation = visitor.ask(&queue).await;
    let frames: Vec<String> = (0..20)
        .map(|n| {
            let (id, text) = (format!("m{n}").as_str().into(), n.to_string());
            let command =
                VisitorCommand::Send { conversation: conversation.clone(), id, text, files: vec![] };
            serde_json::to_string(&command).unwrap()
        })
        .collect();
    visitor.socket.say_raw(frames.join("\n") + "\n\n").await;
    let first = visitor.acknowledged(&"m0".into()).await;
    for n in 1..20 {
        let seq = visitor.acknowledged(&format!("m{n}").as_str().into()).await;
        assert_eq!(seq, first + n);
    }
}

#[tokio::test]
async fn requests_that_hold_too_much_or_no_frames() {
    let (server, queue) = office().await;
    let mut line = EventLine::open(&server).await;
    let code = |reply: crate::support::Reply| (reply.status, reply.json::<Problem>().code);
    assert_eq!(code(line.post("\"pong\"\n".repeat(65)).await), (413, Code::TooLarge));
    let reply = server
        .post("/api/visitor/stream/say")
        .header("x-frontdesk-stream", &line.secret)
        .body(vec![b'"', 0xff, b'"'])
        .send()
        .await;
    assert_eq!(code(reply), (400, Code::Malformed));
    assert_eq!(line.post("x\ny".into()).await.status, 204);
    for _ in 0..2 {
        assert!(
            line.frame().await.unwrap().contains("malformed"),
            "the stream goes on and says what is wrong"
        );
    }
    assert_eq!(code(line.post("x".repeat(FRAME_BYTES + 1)).await), (413, Code::TooLarge));
    assert!(line.frame().await.unwrap().contains("too_large"));
    assert_eq!(line.frame().await, None, "as a web socket, it is hung up on");
    assert_eq!(code(line.post("\"pong\"".into()).await), (404, Code::NotFound));

    let mut visitor = come(&server, None).await;
    visitor.ask(&queue).await;
    visitor.socket.say_raw("x\n".repeat(21)).await;
    assert_eq!(visitor.socket.hung_up().await, None, "whoever sends only such");
}

#[tokio::test]
async fn silence_ends_it_and_any_word_keeps_it() {
    let (server, queue) = office().await;
    let mut visitor = come(&server, None).await;
    for _ in 0..3 {
        server.clock.advance(PING_MILLIS);
        visitor.until(|update| matches!(update, VisitorUpdate::Ping).then_some(())).await;
        visitor.socket.say_raw("\"pong\"\nnot a frame".into()).await;
        visitor.refused().await;
    }
    visitor.ask(&queue).await;
    server.clock.advance(SILENCE_MILLIS);
    visitor.socket.hung_up().await;
}

#[tokio::test]
async fn a_reader_that_is_gone_or_slow_does_not_keep_its_place() {
    let (server, queue) = office().await;
    let mut visitor = come(&server, None).await;
    let conversation = visitor.ask(&queue).await;
    visitor.write(&conversation, &"ж".repeat(5_000)).await;
    drop(visitor.socket);
    nobody_is_left(&server).await;

    let mut line = EventLine::narrow(&server).await;
    let hello = VisitorCommand::Hello { widget: "demo".into(), token: Some(visitor.token), identity: None };
    line.post(serde_json::to_string(&hello).unwrap()).await;
    line.frame().await.expect("welcome");
    let resume = VisitorCommand::Resume { conversation, after: 0 };
    let resume = serde_json::to_string(&resume).unwrap();
    let ask_on = async {
        // Each answer is some ten kilobytes; nobody reads them.
        while line.post(format!("{resume}\n").repeat(8)).await.status == 204 {}
    };
    let time = async {
        while server.app.live.hub.connections().0 > 0 {
            server.clock.advance(100);
            tokio::task::yield_now().await;
        }
    };
    timeout(Duration::from_secs(20), async { tokio::join!(ask_on, time) }).await.expect("it is cut off");
}

async fn nobody_is_left(server: &TestServer) {
    let empty = async {
        while server.app.live.hub.connections().0 > 0 {
            tokio::task::yield_now().await;
        }
    };
    timeout(Duration::from_secs(10), empty).await.expect("the place is left");
}

#[tokio::test]
async fn a_planned_stop_is_told() {
    let (server, _) = office().await;
    let mut line = EventLine::open(&server).await;
    let hello = VisitorCommand::Hello { widget: "demo".into(), token: None, identity: None };
    line.post(serde_json::to_string(&hello).unwrap()).await;
    line.frame().await.expect("welcome");
    let farewell = async {
        let mut words = String::new();
        while let Some(frame) = line.frame().await {
            words.push_str(&frame);
        }
        words
    };
    let both = async { tokio::join!(server.stop(), farewell).1 };
    let words = timeout(Duration::from_secs(5), both).await.expect("the server stops at once");
    assert!(words.contains("closing"), "{words}");
}
