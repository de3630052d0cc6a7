//! Tags of conversations, as those look after them who may. Tags of contacts are [`crate::contact::tag`].

use serde::{Deserialize, Serialize};

/// Tags that are listed at most.
pub const LISTED_MAX: usize = 500;

/// `GET /api/admin/conversation-tags`, and the answer to whatever changes them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConversationTags {
    /// By name, at most [`LISTED_MAX`].
    pub tags: Vec<ConversationTag>,
    /// What is under way; nothing else can be done meanwhile.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub work: Option<TagWork>,
    /// Whether the search index is being built: there may be more conversations than are counted, and nothing can be done.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub building: bool,
}

/// One of them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConversationTag {
    /// The tag, as [`tag`](crate::rules::tag) leaves it.
    pub tag: String,
    /// How many conversations bear it.
    pub conversations: u32,
}

/// `POST …/rename`, where nothing may be called so yet, and `POST …/merge`, where the other one is known.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TagInto {
    /// The tag that goes.
    pub tag: String,
    /// What stands in its place.
    pub into: String,
}

/// `POST …/remove`: from all conversations.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TagRemoval {
    /// The tag that goes.
    pub tag: String,
}

/// Conversations are being gone through.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TagWork {
    /// The tag that goes.
    pub tag: String,
    /// What stands in its place, if anything does.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub into: Option<String>,
    /// How many are done.
    pub done: u32,
    /// How many there were at the beginning.
    pub total: u32,
}
