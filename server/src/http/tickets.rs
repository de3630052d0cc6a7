//! `GET /api/agent/tickets`: what visitors have left.

use super::auth::AgentSession;
use crate::App;
use crate::error::Error;
use crate::store::tickets::Of;
use axum::Json;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use shared::people::Role;
use shared::problem::Code;
use std::sync::Arc;

/// Which page.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Page {
    /// Only tickets with a lower number: the last one's of the page before.
    before: Option<u32>,
}

/// A page of tickets, the latest first; an empty one is the end. Agents see those of their queues.
pub async fn list(
    State(app): State<Arc<App>>,
    session: AgentSession,
    page: Result<Query<Page>, QueryRejection>,
) -> Result<Response, Error> {
    let Query(page) = page.map_err(|rejection| Error::refuse(Code::Malformed, rejection.body_text()))?;
    let of = match session.role {
        Role::Owner | Role::Manager => Of::Everyone,
        Role::GroupManager | Role::Agent => Of::Member(&session.agent.id),
    };
    let tickets = app.store.tickets(of, page.before).await?;
    Ok(([(header::CACHE_CONTROL, "no-store")], Json(tickets)).into_response())
}
