//! `GET /api/agent/tags`: the tags that were given to conversations, to be given to others.

use super::admin::fresh;
use super::auth::AgentSession;
use crate::App;
use crate::error::Error;
use axum::extract::State;
use axum::response::Response;
use std::sync::Arc;

/// By name.
pub async fn list(State(app): State<Arc<App>>, _session: AgentSession) -> Result<Response, Error> {
    Ok(fresh(app.store.conversation_tags().await?))
}
