//! Where other agents are signed in, and the end of it: a force logout.

use super::{Arranger, person, queues, seen};
use crate::App;
use crate::domain::permissions::Action;
use crate::error::Error;
use crate::http::admin::widgets::fresh;
use crate::http::auth::AgentSession;
use crate::http::devices::{no_session, signed_in};
use crate::http::own_page::OwnPage;
use crate::http::staff;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use shared::ids::AgentId;
use std::sync::Arc;

/// `GET /api/admin/agents/{id}/sessions`, the last active first.
pub async fn list(
    State(app): State<Arc<App>>,
    Arranger(session): Arranger,
    Path(id): Path<AgentId>,
) -> Result<Response, Error> {
    let stored = seen(&app, &session, &id).await?;
    session.must(Action::SeeSessions(person(&stored.set, &queues(&stored.set))))?;
    Ok(fresh(signed_in(&app, &session, &id).await?))
}

/// `DELETE /api/admin/agents/{id}/sessions`: every session and every open socket ends at once, and what cookies are left
/// are worth nothing.
pub async fn end_all(
    State(app): State<Arc<App>>,
    Arranger(session): Arranger,
    _own: OwnPage,
    Path(id): Path<AgentId>,
) -> Result<Response, Error> {
    may_end(&app, &session, &id).await?;
    let ended = app.store.end_sessions(&id).await?;
    staff::signed_out(&app, &id);
    tracing::info!(agent = %id, by = %session.agent.id, sessions = ended.len(), "forced to sign in anew");
    Ok(StatusCode::NO_CONTENT.into_response())
}

/// `DELETE /api/admin/agents/{id}/sessions/{session}`: the same with one of them.
pub async fn end(
    State(app): State<Arc<App>>,
    Arranger(session): Arranger,
    _own: OwnPage,
    Path((id, ended)): Path<(AgentId, String)>,
) -> Result<Response, Error> {
    may_end(&app, &session, &id).await?;
    let hash = app.store.end_session_of(&id, &ended).await?.ok_or_else(no_session)?;
    app.live.sign_out(&hash);
    tracing::info!(agent = %id, by = %session.agent.id, "a session ended");
    Ok(StatusCode::NO_CONTENT.into_response())
}

async fn may_end(app: &App, session: &AgentSession, id: &AgentId) -> Result<(), Error> {
    let stored = seen(app, session, id).await?;
    session.must(Action::ForceLogout(person(&stored.set, &queues(&stored.set))))
}
