//! Agents are deactivated, relieved of their conversations, and let in again.

use super::{Arranger, agent, arranged, refused};
use crate::App;
use crate::error::Error;
use crate::http::own_page::OwnPage;
use crate::http::staff;
use axum::extract::{Path, State};
use axum::response::Response;
use shared::ids::AgentId;
use std::sync::Arc;

/// `POST /api/admin/agents/{id}/deactivate`: from now on the agent is let in no more, and every connection ends at once.
/// Refused as long as the agent has conversations.
pub async fn deactivate(
    State(app): State<Arc<App>>,
    Arranger(session): Arranger,
    _own: OwnPage,
    Path(id): Path<AgentId>,
) -> Result<Response, Error> {
    arranged(&app, &session, &id).await?;
    app.store.deactivate_agent(&id, app.clock.now()).await?.map_err(refused)?;
    staff::signed_out(&app, &id);
    // Taken in the moment between the look and the end of the connection: nobody would answer.
    staff::release(&app, &id).await?;
    staff::rearranged(&app).await;
    tracing::info!(agent = %id, by = %session.agent.id, "agent deactivated");
    agent(&app, &id).await
}

/// `POST /api/admin/agents/{id}/reactivate`: the agent may sign in again.
pub async fn reactivate(
    State(app): State<Arc<App>>,
    Arranger(session): Arranger,
    _own: OwnPage,
    Path(id): Path<AgentId>,
) -> Result<Response, Error> {
    arranged(&app, &session, &id).await?;
    app.store.reactivate_agent(&id).await?.map_err(refused)?;
    staff::rearranged(&app).await;
    tracing::info!(agent = %id, by = %session.agent.id, "agent reactivated");
    agent(&app, &id).await
}

/// `POST /api/admin/agents/{id}/release`: the agent's conversations go back into their queues.
pub async fn release(
    State(app): State<Arc<App>>,
    Arranger(session): Arranger,
    _own: OwnPage,
    Path(id): Path<AgentId>,
) -> Result<Response, Error> {
    arranged(&app, &session, &id).await?;
    let released = staff::release(&app, &id).await?;
    tracing::info!(agent = %id, by = %session.agent.id, released, "conversations released");
    agent(&app, &id).await
}
