//! What those ask for who arrange agents and queues, and what everyone asks about colleagues and their own devices.

use super::admin::{get, put};
use super::{Failure, answer, done, post};
use gloo_net::http::Request;
use shared::hours::Hours;
use shared::ids::{AgentId, QueueId};
use shared::queue::QueueDraft;
use shared::rest::{OpenNow, Queue, QueueChange};
use shared::staff::{Agent, AgentChange, AgentDraft, Colleagues, ImportProgress, Invited, Order, Session};

const AGENTS: &str = "/api/admin/agents";
const QUEUES: &str = "/api/admin/queues";
const SESSIONS: &str = "/api/agent/sessions";

/// All agents in their order.
pub async fn agents() -> Result<Vec<Agent>, Failure> {
    get(AGENTS).await
}

/// Makes an agent.
pub async fn create_agent(draft: &AgentDraft) -> Result<Invited, Failure> {
    post(AGENTS, draft).await
}

/// Changes an agent; refused if somebody else did since it was read.
pub async fn save_agent(id: &AgentId, change: &AgentChange) -> Result<Agent, Failure> {
    put(&format!("{AGENTS}/{id}"), change).await
}

/// Puts all agents into an order.
pub async fn order_agents(order: &Order) -> Result<Vec<Agent>, Failure> {
    put(&format!("{AGENTS}/order"), order).await
}

/// A new one-time link.
pub async fn invite_again(id: &AgentId) -> Result<Invited, Failure> {
    answer(Request::post(&format!("{AGENTS}/{id}/link")).send().await).await
}

/// Lets the agent in no more; refused as long as the agent has conversations.
pub async fn deactivate(id: &AgentId) -> Result<Agent, Failure> {
    answer(Request::post(&format!("{AGENTS}/{id}/deactivate")).send().await).await
}

/// Lets the agent in again.
pub async fn reactivate(id: &AgentId) -> Result<Agent, Failure> {
    answer(Request::post(&format!("{AGENTS}/{id}/reactivate")).send().await).await
}

/// Puts the agent's conversations back into their queues.
pub async fn release(id: &AgentId) -> Result<Agent, Failure> {
    answer(Request::post(&format!("{AGENTS}/{id}/release")).send().await).await
}

/// The browsers in which an agent is signed in.
pub async fn sessions_of(id: &AgentId) -> Result<Vec<Session>, Failure> {
    get(&format!("{AGENTS}/{id}/sessions")).await
}

/// Signs an agent out of one browser.
pub async fn end_session_of(id: &AgentId, session: &str) -> Result<(), Failure> {
    delete(&format!("{AGENTS}/{id}/sessions/{session}")).await
}

/// Signs an agent out everywhere, at once.
pub async fn force_logout(id: &AgentId) -> Result<(), Failure> {
    delete(&format!("{AGENTS}/{id}/sessions")).await
}

/// How far an import has got.
pub async fn import_progress(key: &str) -> Result<ImportProgress, Failure> {
    get(&format!("{AGENTS}/import/{key}")).await
}

/// Creates all agents of a table, or none.
pub async fn import(key: &str) -> Result<ImportProgress, Failure> {
    answer(Request::post(&format!("{AGENTS}/import/{key}")).send().await).await
}

/// Where a table is looked at before anything is created.
pub const IMPORT: &str = "/api/admin/agents/import";
/// A table to begin with.
pub const SAMPLE: &str = "/api/admin/agents/import/sample.csv";

/// All queues in their order.
pub async fn queues() -> Result<Vec<Queue>, Failure> {
    get(QUEUES).await
}

/// Makes a queue.
pub async fn create_queue(draft: &QueueDraft) -> Result<Queue, Failure> {
    post(QUEUES, draft).await
}

/// A queue with all that is set.
pub async fn queue(id: &QueueId) -> Result<Queue, Failure> {
    get(&format!("{QUEUES}/{id}")).await
}

/// Changes a queue; refused if somebody else did since it was read.
pub async fn save_queue(id: &QueueId, change: &QueueChange) -> Result<Queue, Failure> {
    put(&format!("{QUEUES}/{id}"), change).await
}

/// Takes a queue away; refused as long as conversations wait or go on in it.
pub async fn delete_queue(id: &QueueId) -> Result<(), Failure> {
    delete(&format!("{QUEUES}/{id}")).await
}

/// Puts all queues into an order.
pub async fn order_queues(order: &Order) -> Result<Vec<Queue>, Failure> {
    put(&format!("{QUEUES}/order"), order).await
}

/// What hours mean now.
pub async fn open_now(hours: &Hours) -> Result<OpenNow, Failure> {
    post("/api/admin/hours", hours).await
}

/// Whom a conversation can go to.
pub async fn colleagues() -> Result<Colleagues, Failure> {
    get("/api/agent/colleagues").await
}

/// The browsers in which one is signed in oneself.
pub async fn own_sessions() -> Result<Vec<Session>, Failure> {
    get(SESSIONS).await
}

/// Signs out of one's other browser.
pub async fn end_own_session(session: &str) -> Result<(), Failure> {
    delete(&format!("{SESSIONS}/{session}")).await
}

/// Signs out of every browser but this one.
pub async fn end_other_sessions() -> Result<(), Failure> {
    delete(SESSIONS).await
}

async fn delete(path: &str) -> Result<(), Failure> {
    done(Request::delete(path).send().await).await.map(drop)
}

/// Where an agent's photo is changed.
pub fn photo_path(id: &AgentId) -> String {
    format!("{AGENTS}/{id}/photo")
}
