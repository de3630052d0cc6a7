//! Who a visitor is, as far as the staff knows: the contact, those that it may be, and what was before.

use super::{Contact, ContactLine};
use crate::ids::{ContactId, ConversationId};
use crate::people::AgentCard;
use crate::ticket::Status;
use crate::time::Timestamp;
use crate::timeline::{Rating, Stage};
use serde::{Deserialize, Serialize};

/// Lines on one page of a history.
pub const HISTORY_LINES: usize = 30;
/// Pages of a visitor that a conversation remembers; the oldest ones go first.
pub const TRAIL_MAX: usize = 20;

/// `GET /api/agent/conversations/{id}/contact`, and the answer to whatever changes it; the same for a ticket.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Acquaintance {
    /// Whose card it is.
    pub known: Option<Known>,
    /// Whose card it may be: they have the address or number that was given. Anybody can give anybody's, so an agent
    /// has to say that it is so.
    pub suggested: Vec<ContactLine>,
    /// Whether an agent said not to mind who it is.
    pub ignored: bool,
}

/// Somebody known.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Known {
    /// The card.
    pub contact: Contact,
    /// How it is known.
    pub how: How,
}

/// How a visitor is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum How {
    /// An agent said so.
    ByAgent,
    /// The site vouches for the e-mail address, or an agent wrote it down, and this contact alone has it.
    ByAddress,
}

/// Who the visitor of a conversation is, or what stands on their card, was changed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CardNews {
    /// Whose.
    pub conversation: ConversationId,
    /// The card; `None` if it may be any.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub contact: Option<ContactId>,
    /// Its version now; 0 if it is gone.
    pub version: u32,
}

/// `PUT /api/agent/conversations/{id}/contact`: "this is …". `DELETE` takes it back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ThisIs {
    /// Who.
    pub contact: ContactId,
}

/// A page that a visitor was on: a line of `GET /api/agent/conversations/{id}/trail`, the first one first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Visited {
    /// Its address.
    pub url: String,
    /// Its title; may be empty.
    pub title: String,
    /// Since when.
    pub at: Timestamp,
}

/// `GET /api/agent/contacts/{id}/history` and `GET /api/agent/conversations/{id}/history`: what the agent may read of
/// what was before, the latest first.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct History {
    /// At most [`HISTORY_LINES`].
    pub lines: Vec<HistoryLine>,
    /// Where the next page begins, to be asked for as `before`; `None` if this is the last one.
    pub next: Option<String>,
}

/// The values of the query of a history.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct HistoryWanted {
    /// [`History::next`] of the page before.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub before: Option<String>,
}

/// A conversation or a ticket.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HistoryLine {
    /// When it began.
    pub at: Timestamp,
    /// The queue's name.
    pub topic: String,
    /// Whether it is theirs only by an address that anybody could have given.
    pub claimed: bool,
    /// What it is.
    pub what: Past,
}

/// What was before.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Past {
    /// A conversation.
    Conversation {
        /// Which.
        id: ConversationId,
        /// Where it stands.
        stage: Stage,
        /// Everyone of the staff who was in it, in order of coming.
        agents: Vec<AgentCard>,
        /// The visitor's verdict.
        rating: Option<Rating>,
    },
    /// A ticket.
    Ticket {
        /// Its number.
        number: u32,
        /// What it is about; may be empty.
        subject: String,
        /// Where it stands.
        status: Status,
        /// Who has it.
        assignee: Option<AgentCard>,
    },
}
