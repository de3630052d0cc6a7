//! What happens as time passes, without waiting for it.

use super::people::{Agent, Socket, Visitor, office};
use server::domain::presence::GRACE_MILLIS;
use shared::agent::AgentUpdate;
use shared::rules::{AGENT_PING_MILLIS, PING_MILLIS, SILENCE_MILLIS};
use shared::visitor::{VisitorCommand, VisitorUpdate};

#[tokio::test]
async fn a_silent_client_is_pinged_and_then_hung_up_on() {
    let (server, _) = office().await;
    let mut visitor = Visitor::come(&server).await;
    server.clock.advance(PING_MILLIS);
    visitor.until(|update| matches!(update, VisitorUpdate::Ping).then_some(())).await;
    server.clock.advance(SILENCE_MILLIS - PING_MILLIS);
    assert_eq!(visitor.socket.hung_up().await, None, "without a farewell: nobody is there to read it");
}

#[tokio::test]
async fn whoever_answers_pings_stays() {
    let (server, queue) = office().await;
    let mut visitor = Visitor::come(&server).await;
    for _ in 0..5 {
        server.clock.advance(PING_MILLIS);
        visitor.until(|update| matches!(update, VisitorUpdate::Ping).then_some(())).await;
        visitor.socket.say(&VisitorCommand::Pong).await;
        // The answer to a question proves that the pong was heard before the clock moves on.
        visitor.socket.say_raw("not a frame".into()).await;
        visitor.refused().await;
    }
    visitor.ask(&queue).await;
}

#[tokio::test]
async fn whoever_says_nothing_for_ten_seconds_is_nobody() {
    let (server, _) = office().await;
    let mut socket = Socket::open(&server, "/api/visitor/socket", None).await;
    socket.say_raw("\"pong\"".into()).await;
    let _: VisitorUpdate = socket.hear().await;
    server.clock.advance(10_000);
    assert_eq!(socket.hung_up().await, None);
}

#[tokio::test]
async fn an_agent_who_is_gone_for_ten_seconds_is_not_there() {
    let (server, queue) = office().await;
    let anna = Agent::come(&server, "anna@example.com").await;
    let mut visitor = Visitor::come(&server).await;
    visitor.ask(&queue).await;
    visitor.stands_at(1, true).await;
    drop(anna);
    while server.app.live.hub.connections().1 > 0 {
        tokio::task::yield_now().await;
    }
    // An answer from the desk proves that it has heard of what came before: now the grace runs.
    server.app.live.desk.staffed().await;
    server.clock.advance(GRACE_MILLIS);
    visitor.stands_at(1, false).await;
}

#[tokio::test]
async fn a_token_runs_out() {
    let (server, _) = office().await;
    let visitor = Visitor::come(&server).await;
    server.clock.advance(31 * 24 * 60 * 60 * 1_000);
    let mut socket = Socket::open(&server, "/api/visitor/socket", None).await;
    socket
        .say(&VisitorCommand::Hello { widget: "demo".into(), token: Some(visitor.token), identity: None })
        .await;
    let refused: VisitorUpdate = socket.hear().await;
    assert!(
        matches!(refused, VisitorUpdate::Refused { problem, .. } if problem.code == shared::problem::Code::SessionExpired)
    );
    socket.say(&VisitorCommand::Hello { widget: "demo".into(), token: None, identity: None }).await;
    assert!(
        matches!(socket.hear().await, VisitorUpdate::Welcome { token: Some(_), .. }),
        "as a stranger, on the same connection"
    );
}

#[tokio::test]
async fn signing_out_ends_every_connection_of_the_session_at_once() {
    let (server, _) = office().await;
    let mut anna = Agent::come(&server, "anna@example.com").await;
    let mut other_device = Agent::come(&server, "anna@example.com").await;
    let call = server.post("/api/agent/sign-out").header("cookie", &anna.cookie);
    assert_eq!(call.json(&serde_json::json!({})).send().await.status / 100, 2);
    anna.until(|update| matches!(update, AgentUpdate::SignedOut).then_some(())).await;
    assert_eq!(anna.socket.hung_up().await, Some(4401));
    server.clock.advance(AGENT_PING_MILLIS);
    other_device.until(|update| matches!(update, AgentUpdate::Ping).then_some(())).await;
}

#[tokio::test]
async fn a_server_that_stops_says_when_to_come_back() {
    let (server, _) = office().await;
    let mut visitor = Visitor::come(&server).await;
    let mut anna = Agent::come(&server, "anna@example.com").await;
    server.app.live.close(&server.app.entropy, 5_000);
    visitor
        .until(|update| {
            matches!(update, VisitorUpdate::Closing { retry_millis } if retry_millis < 5_000).then_some(())
        })
        .await;
    assert_eq!(visitor.socket.hung_up().await, Some(1012));
    anna.until(|update| matches!(update, AgentUpdate::Closing { .. }).then_some(())).await;
    assert_eq!(anna.socket.hung_up().await, Some(1012));
}
