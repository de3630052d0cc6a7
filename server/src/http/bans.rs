//! `POST /api/agent/conversations/{id}/ban`: turns a conversation's visitor away by the address they came from.

use super::admin::bans::{Wanted, ban};
use super::auth::AgentSession;
use super::own_page::Posted;
use super::transcript;
use crate::App;
use crate::domain::ban::around;
use crate::error::Error;
use axum::extract::{Path, State};
use axum::response::Response;
use shared::bans::VisitorBan;
use shared::ids::ConversationId;
use shared::problem::Code;
use std::net::IpAddr;
use std::sync::Arc;

/// Whoever sees a conversation may.
pub async fn ban_visitor(
    State(app): State<Arc<App>>,
    session: AgentSession,
    Path(id): Path<ConversationId>,
    Posted(wish): Posted<VisitorBan>,
) -> Result<Response, Error> {
    let by = session.agent.id.clone();
    let conversation = transcript::shown_to_agent(&app, session, &id).await?;
    let address: IpAddr =
        conversation.browser.address.parse().map_err(|_| {
            Error::refuse(Code::NotFound, "it isn't known from which address this visitor came")
        })?;
    let network = around(address, wish.cover);
    ban(&app, &by, Wanted { network, reason: &wish.reason, hours: wish.hours }).await
}
