//! `GET /api/agent/tickets`: what visitors have left.

use super::auth::AgentSession;
use crate::App;
use crate::domain::permissions::{self, Action};
use crate::error::Error;
use crate::store::tickets::Of;
use axum::Json;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use shared::ids::QueueId;
use shared::problem::Code;
use std::collections::BTreeSet;
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
    let who = session.who();
    let sees = |queue: &&QueueId| permissions::may(&who, Action::SeeTickets(queue));
    let queues: BTreeSet<QueueId> = who.queues.union(&who.manages).filter(sees).cloned().collect();
    let all = permissions::may(&who, Action::SeeAllTickets);
    let of = if all { Of::Everyone } else { Of::Queues(&queues) };
    let tickets = app.store.tickets(of, page.before).await?;
    Ok(([(header::CACHE_CONTROL, "no-store")], Json(tickets)).into_response())
}
