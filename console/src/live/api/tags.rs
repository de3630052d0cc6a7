//! Tags of conversations, looked after.

use super::admin::get;
use super::{Failure, post};
use shared::tags::{ConversationTags, TagInto, TagRemoval};

const TAGS: &str = "/api/admin/conversation-tags";

/// All of them.
pub async fn list() -> Result<ConversationTags, Failure> {
    get(TAGS).await
}

/// Calls one otherwise, on all conversations.
pub async fn rename(wish: &TagInto) -> Result<ConversationTags, Failure> {
    post(&format!("{TAGS}/rename"), wish).await
}

/// Gives whatever bears one another one instead.
pub async fn merge(wish: &TagInto) -> Result<ConversationTags, Failure> {
    post(&format!("{TAGS}/merge"), wish).await
}

/// Takes one off all conversations.
pub async fn remove(tag: &str) -> Result<ConversationTags, Failure> {
    post(&format!("{TAGS}/remove"), &TagRemoval { tag: tag.into() }).await
}
