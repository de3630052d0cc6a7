//! Conversations looked up, archived and deleted: through the real router, on both databases.

mod archive;
mod bulk;
mod filters;
mod finding;
mod retagging;

use crate::databases::{TestDatabase, on_each};
use crate::stories::people::{Agent, Visitor, furnish};
use crate::support::{Reply, TestServer};
use hyper::Method;
use server::live::indexing;
use shared::agent::AgentCommand;
use shared::ids::{ConversationId, QueueId};
use shared::search::{Found, FoundLine};
use shared::timeline::{Fact, PublicFact};

/// An office on a database, with Anna and Boris in one queue.
async fn office(database: &TestDatabase) -> (TestServer, QueueId) {
    let server = TestServer::on(database).await;
    let queue = furnish(&server).await;
    indexing::catch_up(&server.app.store, &server.app.live.changes).await.unwrap();
    (server, queue)
}

/// Brings the index up to date as the server does by itself.
async fn index(server: &TestServer) {
    indexing::index_changes(&server.app.store, &server.app.live.changes).await.unwrap();
}

/// Asks, and indexes what has happened before.
async fn look(server: &TestServer, cookie: &str, query: &str) -> Found {
    index(server).await;
    let reply = ask(server, cookie, query).await;
    assert_eq!(reply.status, 200, "{query}: {}", reply.text());
    reply.json()
}

async fn ask(server: &TestServer, cookie: &str, query: &str) -> Reply {
    let path = format!("/api/agent/conversations{query}");
    server.request(Method::GET, &path).header("cookie", cookie).send().await
}

/// The ids that were found.
async fn ids(server: &TestServer, cookie: &str, query: &str) -> Vec<ConversationId> {
    look(server, cookie, query).await.lines.into_iter().map(|line| line.conversation).collect()
}

/// A line in one text, hits in brackets.
fn piece(line: &FoundLine) -> String {
    let parts = line.excerpt.iter().flat_map(|excerpt| &excerpt.parts);
    parts.map(|part| if part.hit { format!("[{}]", part.text) } else { part.text.clone() }).collect()
}

/// Somebody writes one message into a new conversation and ends it.
async fn leave(server: &TestServer, queue: &QueueId, text: &str) -> ConversationId {
    let mut visitor = Visitor::come(server).await;
    let conversation = visitor.ask(queue).await;
    visitor.write(&conversation, text).await;
    let id = visitor.id();
    let end = shared::visitor::VisitorCommand::End { conversation: conversation.clone(), id: id.clone() };
    visitor.socket.say(&end).await;
    visitor.acknowledged(&id).await;
    conversation
}

/// An agent takes a conversation.
async fn take(agent: &mut Agent, conversation: &ConversationId) {
    agent.sees(conversation).await;
    agent.take(conversation).await;
    while !agent.entries().await.iter().any(|e| matches!(e.fact, Fact::Public(PublicFact::Joined { .. }))) {}
}

/// An agent ends what they have.
async fn end(agent: &mut Agent, conversation: &ConversationId) {
    let id = agent.id();
    agent.socket.say(&AgentCommand::End { conversation: conversation.clone(), id }).await;
    while !agent.entries().await.iter().any(|e| matches!(e.fact, Fact::Public(PublicFact::Ended { .. }))) {}
}
