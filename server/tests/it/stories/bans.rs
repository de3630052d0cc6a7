//! Visitors who are turned away.

use super::people::{Socket, Visitor, office};
use server::store::bans::Ban;
use shared::problem::Code;
use shared::visitor::{VisitorCommand, VisitorUpdate};

/// A change by another process is known within this long, in milliseconds.
const SOON: i64 = 2_000;

fn ban(network: &str) -> Ban {
    let now = crate::support::START;
    let until = Some(now.plus_millis(60_000));
    Ban { id: "b1".into(), network: network.parse().unwrap(), reason: "spam".into(), created_at: now, until }
}

#[tokio::test]
async fn a_banned_visitor_can_neither_come_nor_write() {
    let (server, queue) = office().await;
    let mut visitor = Visitor::come(&server).await;
    let conversation = visitor.ask(&queue).await;
    server.app.store.create_ban(&ban("127.0.0.0/8"), None).await.unwrap();
    server.clock.advance(SOON);

    visitor.send(&conversation, &"c1".into(), "spam").await;
    let problem = visitor.refused().await;
    assert_eq!(problem.code, Code::Banned);
    assert!(!problem.detail.contains("spam"), "why is for the staff");
    let mut socket = Socket::open(&server, "/api/visitor/socket", None).await;
    socket.say(&VisitorCommand::Hello { widget: "demo".into(), token: None, identity: None }).await;
    let refused: VisitorUpdate = socket.hear().await;
    assert!(matches!(refused, VisitorUpdate::Refused { problem, .. } if problem.code == Code::Banned));
    assert_eq!(socket.hung_up().await, Some(1008));

    // It runs out by itself; nothing that was refused was recorded.
    server.clock.advance(60_000 - SOON);
    let mut back = Visitor::come_back(&server, Some(visitor.token)).await;
    let story = super::team::story(&server, &conversation).await;
    assert!(!story.iter().any(|fact| fact.starts_with("message")), "{story:?}");
    back.write(&conversation, "sorry").await;
}

#[tokio::test]
async fn a_ban_of_others_and_one_that_was_taken_back_harm_nobody() {
    let (server, queue) = office().await;
    server.app.store.create_ban(&ban("203.0.113.0/24"), None).await.unwrap();
    server.app.store.create_ban(&Ban { id: "b2".into(), ..ban("127.0.0.1/32") }, None).await.unwrap();
    assert!(server.app.store.remove_ban("b2").await.unwrap());
    assert!(!server.app.store.remove_ban("b2").await.unwrap());
    Visitor::come(&server).await.ask(&queue).await;
}
