//! `GET /api/agent/channels`: the ways by which conversations come, as the staff tells them apart.

use crate::App;
use crate::error::Error;
use crate::http::admin::fresh;
use crate::http::auth::AgentSession;
use axum::extract::State;
use axum::response::Response;
use shared::channel::{Channel, ChannelKind};
use std::sync::Arc;

/// By name. No more of a widget than what it is called: its settings are for those who arrange widgets.
pub async fn list(State(app): State<Arc<App>>, _session: AgentSession) -> Result<Response, Error> {
    let channel = |(id, name)| Channel { id, name, kind: ChannelKind::Website };
    Ok(fresh(app.store.widget_names().await?.into_iter().map(channel).collect::<Vec<_>>()))
}
