//! The same done with many conversations: `POST /api/agent/conversations/bulk`.

use crate::agent::Target;
use crate::ids::ConversationId;
use crate::problem::Code;
use crate::search::Content;
use serde::{Deserialize, Serialize};

/// Most conversations in one request; more are refused.
pub const IDS_MAX: usize = 200;

/// What is asked for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Bulk {
    /// With which conversations, at least one and at most [`IDS_MAX`]. Named twice it is done once.
    pub ids: Vec<ConversationId>,
    /// What.
    pub action: BulkAction,
}

/// What can be done with many conversations. For each of them the same rights are needed as for it alone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BulkAction {
    /// Put what is over into the archive. What goes on isn't ended by it.
    Archive,
    /// Take out of the archive.
    Unarchive,
    /// Give a tag.
    Tag {
        /// The tag.
        tag: String,
    },
    /// Take a tag off.
    Untag {
        /// The tag.
        tag: String,
    },
    /// Pass on, at once. What is over goes on with that, out of the archive if it stands there.
    Transfer {
        /// To whom.
        to: Target,
    },
    /// Delete what is over for good.
    Delete,
}

/// What became of it, for each conversation.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct BulkOutcome {
    /// In the order in which they were named.
    pub lines: Vec<BulkLine>,
}

/// What became of one conversation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BulkLine {
    /// Which.
    pub conversation: ConversationId,
    /// Why nothing was done with it; `None` if it is done, or was so already.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub refused: Option<Hindrance>,
}

/// Why something isn't done with one of many conversations.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Hindrance {
    /// It goes on still.
    GoesOn,
    /// As it would be refused alone.
    Problem(Code),
}

/// `POST /api/agent/conversations/bulk/content`: which conversations would be deleted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BulkWanted {
    /// At least one and at most [`IDS_MAX`].
    pub ids: Vec<ConversationId>,
}

/// The answer: what would go with those of them that can be deleted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct BulkContent {
    /// How many can be.
    pub conversations: u32,
    /// What stands in them, taken together.
    pub content: Content,
}
