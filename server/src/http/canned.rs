//! `GET /api/agent/canned`: the canned responses that an agent may use.

use super::admin::fresh;
use super::auth::AgentSession;
use crate::App;
use crate::domain::permissions::{self, Action};
use crate::error::Error;
use axum::extract::State;
use axum::response::Response;
use shared::canned::Canned;
use std::sync::Arc;

/// By category and title.
pub async fn list(State(app): State<Arc<App>>, session: AgentSession) -> Result<Response, Error> {
    let who = session.who();
    let may_use = |canned: &Canned| permissions::may(&who, Action::UseCanned(canned.set.queues.as_ref()));
    let all = app.store.canned().await?;
    Ok(fresh(all.into_iter().filter(may_use).collect::<Vec<_>>()))
}
