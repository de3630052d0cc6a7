//! What the waiting are told.

use super::people::{Agent, Visitor, furnish, office};
use crate::databases::on_each;
use crate::support::TestServer;
use shared::agent::AgentUpdate;
use shared::people::Detail;
use shared::visitor::{VisitorCommand, VisitorUpdate};

async fn told(visitor: &mut Visitor, wanted: u32) -> Option<i64> {
    visitor
        .until(|update| match update {
            VisitorUpdate::Waiting { place, staffed: true, wait_millis, .. } if place == wanted => {
                Some(wait_millis)
            }
            _ => None,
        })
        .await
}

#[tokio::test]
async fn how_long_it_will_take_is_told_once_it_is_known_also_after_a_restart() {
    on_each(async |database| {
        let server = TestServer::on(database).await;
        let queue = furnish(&server).await;
        let anna = Agent::come(&server, "anna@example.com").await;
        let cookie = anna.cookie.clone();
        drop(anna);
        let mut waiting = Vec::new();
        for _ in 0..4 {
            let mut visitor = Visitor::come(&server).await;
            let conversation = visitor.ask(&queue).await;
            waiting.push((visitor.token, conversation));
        }
        for (_, conversation) in &waiting[..3] {
            server.clock.advance(60_000);
            let mut anna = Agent::come_back(&server, cookie.clone()).await;
            anna.take(conversation).await;
            anna.entries().await;
        }
        let token = Some(waiting[3].0.clone());
        let mut last = Visitor::come_back(&server, token.clone()).await;
        assert!(told(&mut last, 1).await.is_some_and(|wait| wait % 30_000 == 0), "also to who comes back");
        server.stop().await;

        let server = TestServer::on(database).await;
        let _anna = Agent::come(&server, "anna@example.com").await;
        let other = furnish_visitor(&server, token).await;
        assert!(other.is_some(), "recalled");
    })
    .await;
}

/// Another life of the server signs tokens with the same key.
async fn furnish_visitor(server: &TestServer, token: Option<String>) -> Option<i64> {
    let mut visitor = Visitor::come_back(server, token).await;
    told(&mut visitor, 1).await
}

#[tokio::test]
async fn what_the_page_tells_stands_on_the_card_before_and_while_they_talk() {
    let (server, queue) = office().await;
    let mut anna = Agent::come(&server, "anna@example.com").await;
    let mut visitor = Visitor::come(&server).await;
    let plan = |value: &str| vec![Detail { label: "Plan".into(), value: value.into() }];
    visitor.socket.say(&VisitorCommand::Describe { attributes: plan("Free") }).await;
    let conversation = visitor.ask(&queue).await;
    assert_eq!(anna.sees(&conversation).await.visitor.attributes, plan("Free"));
    visitor.socket.say(&VisitorCommand::Describe { attributes: plan("\u{202e}Gold ") }).await;
    let appears = |update| match update {
        AgentUpdate::Appeared(item) => Some(*item),
        _ => None,
    };
    let item = anna.until(appears).await;
    assert_eq!((item.conversation, item.visitor.attributes), (conversation.clone(), plan("Gold")));
    assert_eq!(item.visitor.name, "Ira", "all else stays");
    // Told again by the next page, nothing changes: what comes next is the message.
    let mut back = Visitor::come_back(&server, Some(visitor.token)).await;
    back.socket.say(&VisitorCommand::Describe { attributes: plan("Gold") }).await;
    back.write(&conversation, "Hi").await;
    let next = anna
        .until(|update| match update {
            AgentUpdate::Presence { .. } => None,
            other => Some(other),
        })
        .await;
    assert!(matches!(next, AgentUpdate::Events { .. }), "{next:?}");
}
