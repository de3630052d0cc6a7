//! What is wrong is refused in words, and everything else goes on.

use super::people::{Agent, Socket, Visitor, answers, furnish, office};
use crate::support::TestServer;
use shared::agent::AgentCommand;
use shared::form::{Fault, FieldFault};
use shared::ids::{ClientId, ConversationId, QueueId};
use shared::people::Page;
use shared::problem::{Code, Field};
use shared::rules::{FRAME_BYTES, MESSAGE_CHARS};
use shared::timeline::{Rating, Receipts};
use shared::visitor::{VisitorCommand, VisitorUpdate};

#[tokio::test]
async fn an_unknown_widget() {
    let (server, _) = office().await;
    let mut socket = Socket::open(&server, "/api/visitor/socket", None).await;
    socket.say(&VisitorCommand::Hello { widget: "nowhere".into(), token: None, identity: None }).await;
    let refused: VisitorUpdate = socket.hear().await;
    assert!(matches!(refused, VisitorUpdate::Refused { problem, .. } if problem.code == Code::UnknownWidget));
    assert_eq!(socket.hung_up().await, Some(1008));
}

#[tokio::test]
async fn frames_that_are_none() {
    let (server, queue) = office().await;
    let mut visitor = Visitor::come(&server).await;
    let deep = "[".repeat(10_000);
    let bad = [
        "",
        "{",
        "null",
        "[]",
        r#"{"send":{}}"#,
        r#"{"unknown":1}"#,
        r#"{"pong":1}"#,
        &deep,
        r#"{"rate":{"rating":1e999}}"#,
    ];
    for text in bad {
        visitor.socket.say_raw(text.into()).await;
        assert_eq!(visitor.refused().await.code, Code::Malformed, "{}", &text[..text.len().min(40)]);
    }
    visitor.ask(&queue).await;
    for _ in 0..20 {
        visitor.socket.say_raw("x".into()).await;
    }
    assert_eq!(visitor.socket.hung_up().await, Some(1008), "whoever sends only such");
}

#[tokio::test]
async fn a_frame_that_is_too_long() {
    let (server, queue) = office().await;
    let mut other = Visitor::come(&server).await;
    let conversation = other.ask(&queue).await;
    let mut visitor = Visitor::come(&server).await;
    visitor.socket.say_raw("x".repeat(FRAME_BYTES + 1)).await;
    assert_eq!(visitor.refused().await.code, Code::TooLarge);
    assert_eq!(visitor.socket.hung_up().await, Some(1009));
    other.write(&conversation, "the others go on").await;
}

#[tokio::test]
async fn values_that_break_rules() {
    let (server, queue) = office().await;
    let mut visitor = Visitor::come(&server).await;
    let open = |queue: &QueueId, name: &str, email: &str, id: &str| VisitorCommand::Open {
        id: id.into(),
        queue: queue.clone(),
        answers: answers(name, email),
        page: Page::default(),
    };
    let fault = |field: &str, fault| vec![FieldFault { field: field.into(), fault }];
    for (command, code, field, fields) in [
        (open(&queue, "Ira", "nowhere", "c1"), Code::Invalid, None, fault("email", Fault::NotEmail)),
        (open(&queue, "Ira", " ", "c1"), Code::Invalid, None, fault("email", Fault::Missing)),
        (open(&queue, &"x".repeat(101), "i@x.yz", "c1"), Code::Invalid, None, fault("name", Fault::TooLong)),
        (open(&"gone".into(), "Ira", "i@x.yz", "c1"), Code::Invalid, Some(Field::Topic), vec![]),
        (open(&queue, "Ira", "i@x.yz", "not an id"), Code::Malformed, None, vec![]),
    ] {
        visitor.socket.say(&command).await;
        let problem = visitor.refused().await;
        assert_eq!((problem.code, problem.field, problem.fields), (code, field, fields), "{command:?}");
    }
    let conversation = visitor.ask(&queue).await;
    for text in ["", "   \n", "\u{200b}", &"ж".repeat(MESSAGE_CHARS + 1)] {
        let id = visitor.id();
        visitor.send(&conversation, &id, text).await;
        let problem = visitor.refused().await;
        assert_eq!((problem.code, problem.field), (Code::Invalid, Some(Field::Text)));
    }
    let longest = "ж".repeat(MESSAGE_CHARS);
    assert_eq!(visitor.write(&conversation, &longest).await, 3);
}

#[tokio::test]
async fn what_is_anothers() {
    let (server, queue) = office().await;
    let mut ira = Visitor::come(&server).await;
    let conversation = ira.ask(&queue).await;
    let mut eve = Visitor::come(&server).await;
    eve.ask(&queue).await;
    let id = ClientId::from("c");
    let receipts = Receipts { delivered: 1, read: 1 };
    for command in [
        VisitorCommand::Send {
            conversation: conversation.clone(),
            id: id.clone(),
            text: "hi".into(),
            files: vec![],
        },
        VisitorCommand::End { conversation: conversation.clone(), id: id.clone() },
        VisitorCommand::Rate {
            conversation: conversation.clone(),
            id,
            rating: Rating::Bad,
            comment: String::new(),
        },
        VisitorCommand::Resume { conversation: conversation.clone(), after: 0 },
        VisitorCommand::Resume { conversation: ConversationId::from("no such thing"), after: 0 },
    ] {
        eve.socket.say(&command).await;
        let problem = eve.refused().await;
        assert_eq!(
            (problem.code, problem.detail.as_str()),
            (Code::NotFound, "there is no such conversation")
        );
    }
    let mut anna = Agent::come(&server, "anna@example.com").await;
    anna.sees(&conversation).await;
    eve.socket
        .say(&VisitorCommand::Typing { conversation: conversation.clone(), text: "I am Ira".into() })
        .await;
    eve.socket.say(&VisitorCommand::Seen { conversation: conversation.clone(), receipts }).await;
    ira.write(&conversation, "the real one").await;
    let update = anna.socket.hear().await;
    assert!(!matches!(update, shared::agent::AgentUpdate::Peek { .. }), "{update:?}");
}

#[tokio::test]
async fn an_agent_of_no_queue_sees_and_takes_nothing() {
    let (server, queue) = office().await;
    let mut visitor = Visitor::come(&server).await;
    let conversation = visitor.ask(&queue).await;
    let outsider = server.outsider("olga@example.com", "Olga").await;
    let mut olga = Agent::come(&server, "olga@example.com").await;
    assert!(olga.inbox.is_empty(), "{outsider}");
    olga.take(&conversation).await;
    assert_eq!(olga.refused().await.code, Code::NotFound);
    let id = olga.id();
    olga.socket
        .say(&AgentCommand::Send { conversation: conversation.clone(), id, text: "hi".into(), files: vec![] })
        .await;
    assert_eq!(olga.refused().await.code, Code::NotFound);
    olga.socket.say(&AgentCommand::Resume { conversation, after: 0 }).await;
    assert_eq!(olga.refused().await.code, Code::NotFound);
}

#[tokio::test]
async fn too_much_in_a_minute() {
    let server = TestServer::configured("--messages-per-minute 5").await;
    let queue = furnish(&server).await;
    let mut visitor = Visitor::come(&server).await;
    let conversation = visitor.ask(&queue).await;
    for n in 0..5 {
        visitor.write(&conversation, &n.to_string()).await;
    }
    let id = visitor.id();
    visitor.send(&conversation, &id, "one too many").await;
    let problem = visitor.refused().await;
    assert_eq!((problem.code, problem.retry_after), (Code::TooMany, Some(12)));
    server.clock.advance(12_000);
    visitor.send(&conversation, &id, "one too many").await;
    assert_eq!(visitor.acknowledged(&id).await, 8);
}

#[tokio::test]
async fn a_database_that_is_away() {
    let (server, queue) = office().await;
    let mut visitor = Visitor::come(&server).await;
    let conversation = visitor.ask(&queue).await;
    server.app.store.close().await;
    let id = visitor.id();
    visitor.send(&conversation, &id, "is it stored?").await;
    let problem = visitor.refused().await;
    assert_eq!(problem.code, Code::Unavailable);
    assert!(problem.retry_after.is_some());
    visitor.socket.say(&VisitorCommand::Resume { conversation, after: 0 }).await;
    assert_eq!(visitor.refused().await.code, Code::Unavailable, "the connection stands");
}
