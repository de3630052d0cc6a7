//! Conversations whose visitors say nothing any more.

use super::people::{Agent, Socket, Visitor, office};
use crate::support::TestServer;
use shared::agent::{AgentCommand, AgentUpdate, Vanished};
use shared::ids::ConversationId;
use shared::rest::WidgetDraft;
use shared::rules::AGENT_PING_MILLIS;
use shared::timeline::{AgentEntry, Author, Fact, PublicFact, VisitorEntry};
use shared::visitor::{VisitorCommand, VisitorUpdate};

const HOUR: i64 = 60 * 60 * 1_000;

async fn gone(server: &TestServer) {
    while server.app.live.hub.connections().0 > 0 {
        tokio::task::yield_now().await;
    }
}

/// Moves the clock on while the visitor's device, and an agent's console if there is one, give signs of life.
async fn stay(server: &TestServer, visitor: &mut Socket, mut agent: Option<&mut Agent>, millis: i64) {
    let mut left = millis;
    while left > 0 {
        let step = left.min(AGENT_PING_MILLIS);
        left -= step;
        server.clock.advance(step);
        // The answer proves that it was heard before the clock moves on.
        visitor.say(&VisitorCommand::Resume { conversation: "none".into(), after: 0 }).await;
        while !matches!(visitor.hear().await, VisitorUpdate::Refused { .. }) {}
        if let Some(agent) = &mut agent {
            agent.socket.say(&AgentCommand::Resume { conversation: "none".into(), after: 0 }).await;
            agent.refused().await;
        }
    }
}

async fn idle_seconds(server: &TestServer, seconds: u32) {
    let id = "demo".into();
    let widget = server.app.store.widget(&id).await.unwrap().unwrap();
    let mut set = WidgetDraft { name: widget.name, sites: widget.sites, settings: widget.settings };
    set.settings.chat.idle_seconds = seconds;
    server.app.store.change_widget(&id, widget.version, &set).await.unwrap();
}

fn ended_by(entries: &[VisitorEntry]) -> Option<Author> {
    entries.iter().find_map(|entry| match &entry.fact {
        Some(PublicFact::Ended { by, .. }) => Some(by.clone()),
        _ => None,
    })
}

async fn hears_the_end(visitor: &mut Visitor) -> Author {
    visitor
        .until(|update| match update {
            VisitorUpdate::Events { events, .. } => ended_by(&events),
            _ => None,
        })
        .await
}

async fn stands(server: &TestServer, conversation: &ConversationId) -> bool {
    server.app.store.conversation(conversation).await.unwrap().unwrap().ended_at.is_none()
}

#[tokio::test]
async fn an_hour_after_the_visitor_has_left_it_is_over() {
    let (server, queue) = office().await;
    let mut visitor = Visitor::come(&server).await;
    let token = visitor.token.clone();
    let conversation = visitor.ask(&queue).await;
    visitor.write(&conversation, "Hello?").await;
    stay(&server, &mut visitor.socket, None, 10 * 60_000).await;
    drop(visitor);
    gone(&server).await;
    // Ten minutes after the last word the visitor left: from then on it counts.
    server.clock.advance(HOUR - 10 * 60_000);
    assert!(stands(&server, &conversation).await);
    let mut back = Visitor::come_back(&server, Some(token)).await;
    stay(&server, &mut back.socket, None, 10 * 60_000 - AGENT_PING_MILLIS).await;
    assert!(stands(&server, &conversation).await, "a look in doesn't make it longer, nor shorter");
    server.clock.advance(AGENT_PING_MILLIS);
    assert_eq!(hears_the_end(&mut back).await, Author::System);
    back.ask(&queue).await;
}

#[tokio::test]
async fn the_owner_says_how_long_silence_lasts_and_the_agent_sees_the_end() {
    let (server, queue) = office().await;
    idle_seconds(&server, 60).await;
    // The round after the setting was changed.
    server.clock.advance(60_000);
    let mut anna = Agent::come(&server, "anna@example.com").await;
    let mut visitor = Visitor::come(&server).await;
    let conversation = visitor.ask(&queue).await;
    anna.sees(&conversation).await;
    anna.write(&conversation, "Hi!").await;
    stay(&server, &mut visitor.socket, Some(&mut anna), 40_000).await;
    visitor.write(&conversation, "wait").await;
    stay(&server, &mut visitor.socket, Some(&mut anna), 40_000).await;
    assert!(stands(&server, &conversation).await, "the last word counts");
    server.clock.advance(20_000);
    assert_eq!(hears_the_end(&mut visitor).await, Author::System);
    let mut anna = Agent::come_back(&server, anna.cookie).await;
    let item = anna.sees(&conversation).await;
    assert_eq!(item.summary.stage, shared::timeline::Stage::Ended);
    let entries: Vec<AgentEntry> = server.app.store.entries_after(&conversation, 0).await.unwrap();
    let is_end = |fact: &Fact| matches!(fact, Fact::Public(PublicFact::Ended { by: Author::System, .. }));
    assert!(is_end(&entries.last().unwrap().fact));
}

#[tokio::test]
async fn one_that_nobody_took_leaves_the_agents_sight_as_any_that_is_over() {
    let (server, queue) = office().await;
    idle_seconds(&server, 60).await;
    server.clock.advance(60_000);
    let mut visitor = Visitor::come(&server).await;
    let conversation = visitor.ask(&queue).await;
    drop(visitor);
    gone(&server).await;
    server.clock.advance(59_000);
    let mut anna = Agent::come(&server, "anna@example.com").await;
    anna.sees(&conversation).await;
    server.clock.advance(1_000);
    let reason = anna
        .until(|update| match update {
            AgentUpdate::Vanished { conversation: gone, reason } => (gone == conversation).then_some(reason),
            _ => None,
        })
        .await;
    assert_eq!(reason, Vanished::Ended);
    assert!(!stands(&server, &conversation).await);
}
