//! Where one is signed in oneself, and the end of it.

use super::admin::fresh;
use super::auth::AgentSession;
use super::own_page::OwnPage;
use crate::App;
use crate::error::Error;
use crate::store::devices::SignedIn;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use shared::ids::AgentId;
use shared::problem::Code;
use shared::staff::Session;
use std::sync::Arc;

/// `GET /api/agent/sessions`, the last active first.
pub async fn list(State(app): State<Arc<App>>, session: AgentSession) -> Result<Response, Error> {
    Ok(fresh(signed_in(&app, &session, &session.agent.id).await?))
}

/// `DELETE /api/agent/sessions`: all but the present one, with their sockets.
pub async fn end_others(
    State(app): State<Arc<App>>,
    _own: OwnPage,
    session: AgentSession,
) -> Result<Response, Error> {
    for hash in app.store.end_other_sessions(&session.agent.id, &session.session_hash).await? {
        app.live.sign_out(&hash);
    }
    Ok(StatusCode::NO_CONTENT.into_response())
}

/// `DELETE /api/agent/sessions/{session}`: one of them, the present one too.
pub async fn end(
    State(app): State<Arc<App>>,
    _own: OwnPage,
    session: AgentSession,
    Path(id): Path<String>,
) -> Result<Response, Error> {
    let hash = app.store.end_session_of(&session.agent.id, &id).await?.ok_or_else(no_session)?;
    app.live.sign_out(&hash);
    Ok(StatusCode::NO_CONTENT.into_response())
}

/// The sessions of an agent as the asking one may see them.
pub async fn signed_in(app: &App, asking: &AgentSession, agent: &AgentId) -> Result<Vec<Session>, Error> {
    let connections = app.live.hub.session_connections(agent);
    let shown = |session: SignedIn| Session {
        own: session.session_hash == asking.session_hash,
        connections: connections
            .get(session.session_hash.as_str())
            .map_or(0, |count| u32::try_from(*count).unwrap_or(u32::MAX)),
        id: session.id,
        browser: session.browser,
        device: session.device,
        address: session.address,
        began_at: session.began_at,
        active_at: session.active_at,
    };
    Ok(app.store.sessions_of(agent, app.clock.now()).await?.into_iter().map(shown).collect())
}

/// The refusal for a session that isn't there, or is somebody else's.
pub fn no_session() -> Error {
    Error::refuse(Code::NotFound, "there is no such session")
}
