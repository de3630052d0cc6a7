//! Topics that are open and closed by the clock.

use super::people::{Agent, Visitor, answers, office};
use crate::support::{START, TestServer};
use shared::hours::Hours;
use shared::ids::QueueId;
use shared::people::Page;
use shared::problem::Code;
use shared::rest::{Status, WidgetStatus};
use shared::visitor::{VisitorCommand, VisitorUpdate};

const HALF_AN_HOUR: i64 = 30 * 60 * 1_000;

/// Every test begins on a Saturday, at 13:00 in Warsaw: this closes half an hour later.
const UNTIL_HALF_PAST: &str = r#"{"zone":"Europe/Warsaw","week":{"sat":["09:00-13:30"]}}"#;

async fn with_hours(server: &TestServer, json: &str) {
    let hours: Hours = serde_json::from_str(json).unwrap();
    assert!(server.app.store.set_hours("Sales", Some(&hours)).await.unwrap());
}

/// How it is: altogether, then in each topic.
async fn status(server: &TestServer, widget: &str) -> Vec<Status> {
    let WidgetStatus { status, topics } = serde_json::from_str(&asked(server, widget).await).unwrap();
    [status].into_iter().chain(topics.into_iter().map(|topic| topic.status)).collect()
}

async fn asked(server: &TestServer, widget: &str) -> String {
    let reply = server.get(&format!("/api/widget/{widget}/status")).await;
    assert_eq!(reply.header("access-control-allow-origin"), "*");
    assert_eq!(reply.header("cross-origin-resource-policy"), "cross-origin");
    assert_eq!(reply.header("cache-control"), "no-store");
    reply.text().to_owned()
}

fn open(id: &str, queue: &QueueId) -> VisitorCommand {
    let answers = answers("Ira", "ira@example.com");
    VisitorCommand::Open { id: id.into(), queue: queue.clone(), answers, page: Page::default() }
}

#[tokio::test]
async fn a_closed_topic_opens_no_conversation_and_ends_none() {
    let (server, queue) = office().await;
    with_hours(&server, UNTIL_HALF_PAST).await;
    let mut early = Visitor::come(&server).await;
    let conversation = early.ask(&queue).await;
    server.clock.advance(HALF_AN_HOUR);
    let mut late = Visitor::come(&server).await;
    late.socket.say(&open("c1", &queue)).await;
    assert_eq!(late.refused().await.code, Code::Closed);
    // A reload of the page in which it was opened asks again, and the conversation goes on.
    let mut back = Visitor::come_back(&server, Some(early.token.clone())).await;
    back.socket.say(&open("c2", &queue)).await;
    let goes_on = back
        .until(|update| match update {
            VisitorUpdate::Opened { conversation, .. } => Some(conversation.id),
            _ => None,
        })
        .await;
    assert_eq!(goes_on, conversation);
    back.write(&conversation, "still here").await;
    let topics = server.app.store.topics(START, "en").await.unwrap();
    assert!(
        topics[0].open
            && !server.app.store.topics(START.plus_millis(HALF_AN_HOUR), "en").await.unwrap()[0].open
    );
    assert!(server.app.store.set_hours("Sales", None).await.unwrap());
    late.ask(&queue).await;
}

#[tokio::test]
async fn every_site_may_ask_whether_anybody_is_there() {
    let (server, _) = office().await;
    assert_eq!(status(&server, "demo").await, [Status::Away; 2]);
    let _anna = Agent::come(&server, "anna@example.com").await;
    server.outsider("olga@example.com", "Olga").await;
    assert_eq!(status(&server, "demo").await, [Status::Away; 2], "as of a moment ago");
    server.clock.advance(1_000);
    assert_eq!(status(&server, "demo").await, [Status::Online; 2]);
    with_hours(&server, UNTIL_HALF_PAST).await;
    server.clock.advance(HALF_AN_HOUR);
    assert_eq!(status(&server, "demo").await, [Status::Offline; 2]);
    assert!(asked(&server, "nowhere").await.contains("unknown_widget"));
    for _ in 0..300 {
        server.get("/api/widget/demo/status").await;
    }
    let many = server.get("/api/widget/demo/status").await;
    assert_eq!((many.status, many.header("access-control-allow-origin")), (429, "*"));
}

#[tokio::test]
async fn an_agent_of_no_open_topic_is_nobody() {
    let (server, _) = office().await;
    server.outsider("olga@example.com", "Olga").await;
    let _olga = Agent::come(&server, "olga@example.com").await;
    assert_eq!(status(&server, "demo").await, [Status::Away; 2]);
}

#[tokio::test]
async fn each_topic_is_told_apart() {
    let (server, _) = office().await;
    let _anna = Agent::come(&server, "anna@example.com").await;
    server.queue("Night").await;
    assert_eq!(status(&server, "demo").await, [Status::Online; 3]);
    with_hours(&server, UNTIL_HALF_PAST).await;
    server.clock.advance(HALF_AN_HOUR);
    assert_eq!(status(&server, "demo").await, [Status::Away, Status::Offline, Status::Away]);
}
