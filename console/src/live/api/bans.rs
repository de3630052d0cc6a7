//! Bans: of a conversation's visitor, and the list.

use super::admin::get;
use super::{Failure, done, post};
use gloo_net::http::Request;
use shared::bans::{Ban, BanDraft, VisitorBan};
use shared::ids::ConversationId;

const BANS: &str = "/api/admin/bans";

/// Those that hold, the latest first.
pub async fn list() -> Result<Vec<Ban>, Failure> {
    get(BANS).await
}

/// Bans an address or a network.
pub async fn create(draft: &BanDraft) -> Result<Ban, Failure> {
    post(BANS, draft).await
}

/// Takes a ban back.
pub async fn remove(id: &str) -> Result<(), Failure> {
    done(Request::delete(&format!("{BANS}/{id}")).send().await).await.map(drop)
}

/// Bans the visitor of a conversation.
pub async fn ban_visitor(id: &ConversationId, ban: &VisitorBan) -> Result<Ban, Failure> {
    post(&format!("/api/agent/conversations/{id}/ban"), ban).await
}
