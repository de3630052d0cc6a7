//! Looking conversations up: what is asked with `GET /api/agent/conversations`, and the lines that come back.

use crate::ids::{AgentId, ConversationId, QueueId, WidgetId};
use crate::people::AgentCard;
use crate::time::Timestamp;
use crate::timeline::{Rating, Stage};
use serde::{Deserialize, Serialize};

/// Longest text that is looked for, in characters; what is longer is refused.
pub const TEXT_CHARS: usize = 200;
/// Lines on one page.
pub const PAGE_LINES: usize = 30;

/// Which conversations are looked through.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Shelf {
    /// All that the agent may see and that isn't archived.
    #[default]
    All,
    /// Those that the agent is in, or was in at the end.
    Mine,
    /// Those of the queues that the agent works for or arranges.
    Team,
    /// Those that are over and not archived.
    Ended,
    /// Those that are archived.
    Archive,
}

/// What is asked for: the values of the query, all of which may be missing. Of those that are given, all must hold.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Wanted {
    /// Words that stand in messages, in the visitor's name or address, or in names of files; the last one may be only
    /// begun. At most [`TEXT_CHARS`].
    #[serde(skip_serializing_if = "String::is_empty")]
    pub text: String,
    /// Where to look.
    pub section: Shelf,
    /// In which queue.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub queue: Option<QueueId>,
    /// Who of the staff is in it, or was at the end.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub agent: Option<AgentId>,
    /// Which tag it bears, as it is written there.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub tag: String,
    /// Through which widget it came.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub channel: Option<WidgetId>,
    /// Something happened in it last at this instant or later.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub from: Option<Timestamp>,
    /// Something happened in it last before this instant.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub to: Option<Timestamp>,
    /// The visitor's verdict.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rating: Option<Rating>,
    /// Only those that ended without anybody of the staff.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub missed: bool,
    /// Only what comes after this one: [`Found::next`] of the page before.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub before: Option<u64>,
}

/// A page of what was found, latest first.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Found {
    /// At most [`PAGE_LINES`].
    pub lines: Vec<FoundLine>,
    /// Where the next page begins; `None` if this is the last one.
    pub next: Option<u64>,
    /// Whether the index is still being built, so that something may be missing.
    pub building: bool,
}

/// One conversation that was found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FoundLine {
    /// Which.
    pub conversation: ConversationId,
    /// Its queue.
    pub queue: QueueId,
    /// The queue's name.
    pub topic: String,
    /// Through which widget it came.
    pub channel: WidgetId,
    /// What the visitor is called; may be empty.
    pub name: String,
    /// The visitor's address; may be empty.
    pub email: String,
    /// Where it stands.
    pub stage: Stage,
    /// Who has it, or had it at the end.
    pub owner: Option<AgentCard>,
    /// When it was opened.
    pub opened_at: Timestamp,
    /// When something last happened in it.
    pub at: Timestamp,
    /// Whether it is archived.
    pub archived: bool,
    /// The visitor's verdict.
    pub rating: Option<Rating>,
    /// Whether it ended without anybody of the staff.
    pub missed: bool,
    /// Its tags in order of coming.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tags: Vec<String>,
    /// Where the words stand; without words the end of it. `None` if nothing was written.
    pub excerpt: Option<Excerpt>,
}

/// A piece of text in which something was found.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Excerpt {
    /// Where it stands.
    pub source: Source,
    /// The text, cut into parts that follow each other.
    pub parts: Vec<Part>,
}

/// Where an excerpt stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Source {
    /// In a message of the visitor.
    #[default]
    Visitor,
    /// In a message of the staff.
    Staff,
    /// In a note of the staff.
    Note,
    /// It is a file's name.
    File,
    /// In what the visitor said of themself.
    Card,
}

/// A part of an excerpt. Plain text, never markup.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Part {
    /// The text.
    pub text: String,
    /// Whether it is what was looked for.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub hit: bool,
}

/// `GET /api/agent/conversations/{id}/content`: what would go if it was deleted for good.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Content {
    /// Messages of both sides.
    pub messages: u32,
    /// Files.
    pub files: u32,
    /// What the files weigh, in bytes.
    pub bytes: u64,
}
