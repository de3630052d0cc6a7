//! Who looks after a queue follows its conversations unseen, whispers, and takes over.

use super::people::Agent;
use super::team::{Deed, Team};
use crate::own_console::Console;
use hyper::Method;
use serde_json::json;
use shared::agent::{AgentCommand, AgentUpdate, Target, Vanished};
use shared::ids::ConversationId;
use shared::people::Role;
use shared::problem::Code;
use shared::staff::{Agent as Arranged, AgentDraft};
use shared::timeline::{Fact, PublicFact};
use shared::visitor::{VisitorCommand, VisitorUpdate};

/// Somebody who looks after all queues and serves none.
async fn maria(team: &Team) -> Agent {
    Agent::come_back(&team.server, team.server.signed_in_outside(Role::Manager).await).await
}

/// Follows a conversation; returns once everything in it is heard.
async fn follow(agent: &mut Agent, conversation: &ConversationId) {
    agent.look_at(Some(conversation)).await;
    agent.until(|update| matches!(update, AgentUpdate::Events { .. }).then_some(())).await;
}

async fn reads(agent: &mut Agent, wanted: &str) {
    let is_it =
        |fact: &Fact| matches!(fact, Fact::Public(PublicFact::Message { text, .. }) if text == wanted);
    agent
        .until(|update| match update {
            AgentUpdate::Events { events, .. } => events.iter().any(|entry| is_it(&entry.fact)).then_some(()),
            _ => None,
        })
        .await;
}

#[tokio::test]
async fn a_manager_follows_whispers_and_takes_over() {
    let team = Team::new().await;
    let mut anna = team.come("anna").await;
    let (mut visitor, conversation) = team.visitor(&mut [&mut anna]).await;
    anna.write(&conversation, "Hello!").await;
    let mut maria = maria(&team).await;
    assert_eq!(maria.inbox, [], "it isn't hers");
    follow(&mut maria, &conversation).await;
    visitor.write(&conversation, "Where is my order?").await;
    reads(&mut maria, "Where is my order?").await;
    let peek = VisitorCommand::Typing { conversation: conversation.clone(), text: "I wait".into() };
    visitor.socket.say(&peek).await;
    let peeks = |update| matches!(update, AgentUpdate::Peek { text, .. } if text == "I wait").then_some(());
    maria.until(peeks).await;
    // Nobody sees her: not who has it,
    anna.look_at(Some(&conversation)).await;
    let lookers = anna
        .until(|update| match update {
            AgentUpdate::Company { lookers, .. } => Some(lookers),
            _ => None,
        })
        .await;
    assert_eq!(lookers.iter().map(|one| one.agent.name.as_str()).collect::<Vec<_>>(), ["Anna"]);
    // and not the visitor, whose messages nobody has read by this.
    let read = team.server.app.store.conversation(&conversation).await.unwrap().unwrap().staff_receipts.read;
    assert_eq!(read, 0);
    let whisper = AgentCommand::Note {
        conversation: conversation.clone(),
        id: maria.id(),
        text: "Offer a refund".into(),
        mentions: vec![],
    };
    maria.socket.say(&whisper).await;
    assert_eq!(anna.reads_note().await, ("Maria".into(), "Offer a refund".into()));
    let id = maria.id();
    let send =
        AgentCommand::Send { conversation: conversation.clone(), id, text: "Hi".into(), files: vec![] };
    maria.socket.say(&send).await;
    assert_eq!(maria.refused().await.code, Code::Forbidden, "she would have to take it over");
    maria.take(&conversation).await;
    let item = maria.sees(&conversation).await;
    assert_eq!(item.summary.present.len(), 2);
    maria.write(&conversation, "I take care of it").await;
    visitor
        .until(|update| match update {
            VisitorUpdate::Events { events, .. } => events
                .iter()
                .any(|entry| matches!(&entry.fact, Some(PublicFact::Joined { agent }) if agent.name == "Maria"))
                .then_some(()),
            _ => None,
        })
        .await;
    let heard = visitor.resume(&conversation, 0).await;
    assert!(!format!("{heard:?}").contains("refund"), "a whisper is none of the visitor's");
    let id = anna.id();
    anna.socket.say(&AgentCommand::Leave { conversation: conversation.clone(), id }).await;
    let gone =
        |update| matches!(update, AgentUpdate::Vanished { reason: Vanished::GivenAway, .. }).then_some(());
    anna.until(gone).await;
}

#[tokio::test]
async fn who_takes_over_is_seen_by_those_who_look() {
    let team = Team::new().await;
    let mut anna = team.come("anna").await;
    let (_visitor, conversation) = team.visitor(&mut [&mut anna]).await;
    anna.write(&conversation, "Hello!").await;
    anna.look_at(Some(&conversation)).await;
    anna.sees_beside(&["Anna"]).await;
    let mut maria = maria(&team).await;
    follow(&mut maria, &conversation).await;
    maria.take(&conversation).await;
    anna.sees_beside(&["Anna", "Maria"]).await;
    maria.sees_beside(&["Anna", "Maria"]).await;
    maria.does(&conversation, Deed::GiveTo(&team.ids[0])).await;
    anna.sees_beside(&["Anna"]).await;
}

#[tokio::test]
async fn nobody_follows_what_isnt_theirs_to_read() {
    let team = Team::new().await;
    let (mut anna, mut boris) = (team.come("anna").await, team.come("boris").await);
    let (mut visitor, conversation) = team.visitor(&mut [&mut anna, &mut boris]).await;
    // While it waits he sees it; once it is somebody's he doesn't, though his window has it open.
    follow(&mut boris, &conversation).await;
    anna.write(&conversation, "Hello!").await;
    let taken =
        |update| matches!(update, AgentUpdate::Vanished { reason: Vanished::TakenBy(_), .. }).then_some(());
    boris.until(taken).await;
    boris.heard.clear();
    visitor.write(&conversation, "A secret").await;
    reads(&mut anna, "A secret").await;
    boris.look_at(Some(&conversation)).await;
    let mut heard = Vec::new();
    let refused = boris
        .until(|update| match update {
            AgentUpdate::Refused { problem, .. } => Some(problem),
            other => {
                heard.push(other);
                None
            }
        })
        .await;
    assert_eq!(refused.code, Code::NotFound);
    assert!(!format!("{heard:?}").contains("secret"), "{heard:?}");
}

/// Somebody who looks after one queue alone.
async fn group_manager(team: &Team, owner: &Console<'_>) -> (Agent, Arranged) {
    let cookie = team.server.signed_in_outside(Role::GroupManager).await;
    let maria = found(owner).await;
    let set = AgentDraft { manages: vec![team.sales.clone()], ..maria.set.clone() };
    arrange(owner, maria, set).await;
    (Agent::come_back(&team.server, cookie).await, found(owner).await)
}

async fn found(owner: &Console<'_>) -> Arranged {
    let all: Vec<Arranged> = owner.get("/api/admin/agents").await.json();
    all.into_iter().find(|agent| agent.set.name == "Maria").unwrap()
}

async fn arrange(owner: &Console<'_>, known: Arranged, set: AgentDraft) {
    let body = json!({ "version": known.version, "set": set });
    let reply = owner.send(Method::PUT, &format!("/api/admin/agents/{}", known.id), Some(&body)).await;
    assert_eq!(reply.status, 200, "{}", reply.text());
}

/// Everything that is heard until the server has answered what is asked now.
async fn heard_until_now(agent: &mut Agent) -> String {
    agent.socket.say(&AgentCommand::Resume { conversation: "none".into(), after: 0 }).await;
    let mut heard = Vec::new();
    agent
        .until(|update| match update {
            AgentUpdate::Refused { .. } => Some(()),
            other => {
                heard.push(other);
                None
            }
        })
        .await;
    format!("{heard:?}")
}

async fn loses(agent: &mut Agent) {
    let lost =
        |update| matches!(update, AgentUpdate::Vanished { reason: Vanished::NotYours, .. }).then_some(());
    agent.until(lost).await;
}

#[tokio::test]
async fn who_loses_the_right_loses_the_sight() {
    let team = Team::new().await;
    let owner = Console::of(&team.server, Role::Owner).await;
    let mut anna = team.come("anna").await;
    let (mut visitor, conversation) = team.visitor(&mut [&mut anna]).await;
    anna.write(&conversation, "Hello!").await;
    let (mut maria, known) = group_manager(&team, &owner).await;
    follow(&mut maria, &conversation).await;
    let support = team.server.queue("Support").await;
    let known = Arranged { version: found(&owner).await.version, ..known };
    let set = AgentDraft { manages: vec![support], ..known.set.clone() };
    arrange(&owner, known, set).await;
    // At once, and not with the next sign of life.
    loses(&mut maria).await;
    maria.look_at(Some(&conversation)).await;
    assert_eq!(maria.refused().await.code, Code::NotFound, "what she was when she last answered is past");
    visitor.write(&conversation, "A secret").await;
    reads(&mut anna, "A secret").await;
    let heard = heard_until_now(&mut maria).await;
    assert!(!heard.contains("secret"), "{heard}");
}

#[tokio::test]
async fn nobody_follows_it_into_another_queue() {
    let team = Team::new().await;
    let support = team.server.queue("Support").await;
    let owner = Console::of(&team.server, Role::Owner).await;
    let mut anna = team.come("anna").await;
    let (mut visitor, conversation) = team.visitor(&mut [&mut anna]).await;
    anna.write(&conversation, "Hello!").await;
    let (mut maria, _) = group_manager(&team, &owner).await;
    follow(&mut maria, &conversation).await;
    let (id, to) = (anna.id(), Target::Queue(support));
    anna.socket.say(&AgentCommand::Transfer { conversation: conversation.clone(), id, to }).await;
    loses(&mut maria).await;
    visitor.write(&conversation, "A secret").await;
    let heard = heard_until_now(&mut maria).await;
    assert!(!heard.contains("secret"), "{heard}");
    maria.look_at(Some(&conversation)).await;
    assert_eq!(maria.refused().await.code, Code::NotFound);
}
