//! Tickets: what visitors leave, or agents write down for them, and the thread that follows. What is read and changed by
//! REST below `/api/agent/tickets`.

mod wishes;

pub use self::wishes::{
    AssigneeFilter, Assignment, NewTicketDraft, NewTicketEntry, Saying, StatusFilter, TicketBeginning,
    TicketFilter, TicketMerge, TicketPatch, TicketStale, subject,
};
pub use crate::queue::SUBJECT_CHARS;

use crate::ids::{ConversationId, QueueId};
use crate::mail::{MailState, Trouble};
use crate::people::{AgentCard, Page, VisitorCard};
use crate::time::Timestamp;
use serde::{Deserialize, Serialize};

/// Most tickets in one answer.
pub const PAGE_TICKETS: usize = 50;
/// Longest text of a ticket that an agent makes, in characters: it may be a whole conversation.
pub const TICKET_CHARS: usize = 50_000;
/// Longest reply and longest note in characters.
pub const ENTRY_CHARS: usize = 10_000;
/// Of a ticket's text the list has so many characters.
pub const PREVIEW_CHARS: usize = 200;
/// Longest text to search for, in characters.
pub const SOUGHT_CHARS: usize = 200;

/// Where a ticket stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// Somebody of the staff has to do something.
    #[default]
    Open,
    /// The staff waits for the requester or for somebody else.
    Pending,
    /// Done.
    Solved,
}

impl Status {
    /// All in their order.
    pub const ALL: [Self; 3] = [Self::Open, Self::Pending, Self::Solved];

    /// As it is written.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Pending => "pending",
            Self::Solved => "solved",
        }
    }
}

/// How much a ticket hurries, from little to much.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Priority {
    /// It can wait.
    Low,
    /// As most.
    #[default]
    Normal,
    /// Before others.
    High,
    /// At once.
    Urgent,
}

impl Priority {
    /// All in their order.
    pub const ALL: [Self; 4] = [Self::Low, Self::Normal, Self::High, Self::Urgent];

    /// As it is written.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Low => "low",
            Self::Normal => "normal",
            Self::High => "high",
            Self::Urgent => "urgent",
        }
    }
}

/// A ticket as it stands. In the list (`GET /api/agent/tickets`, by [`TicketFilter`], the latest first) its text is cut to
/// [`PREVIEW_CHARS`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ticket {
    /// What people call it by.
    pub number: u32,
    /// Its queue.
    pub queue: QueueId,
    /// The queue's name.
    pub topic: String,
    /// What is known of the requester: who left it, or whom it was made for.
    pub visitor: VisitorCard,
    /// What was written.
    pub text: String,
    /// Where on the site it was written.
    pub page: Page,
    /// When.
    pub created_at: Timestamp,
    /// The conversation that it was made of.
    pub conversation: Option<ConversationId>,
    /// What it is about; may be empty.
    pub subject: String,
    /// Where it stands.
    pub status: Status,
    /// How much it hurries.
    pub priority: Priority,
    /// Who has it.
    pub assignee: Option<AgentCard>,
    /// The ticket in which it goes on.
    pub merged_into: Option<u32>,
    /// Counts changes of status, priority, assignee, queue, subject and merging, from 1.
    pub version: u32,
    /// When something was last done to it.
    pub updated_at: Timestamp,
}

/// A ticket with its thread: `GET /api/agent/tickets/{number}`, and the answer to everything that changes one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TicketPage {
    /// The ticket.
    pub ticket: Ticket,
    /// What was done to it, in order.
    pub entries: Vec<TicketEntry>,
    /// Why no reply can be mailed; `None` if one can.
    pub unmailable: Option<Unmailable>,
}

/// Why a reply can't be mailed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Unmailable {
    /// Mail isn't set up.
    NotSetUp,
    /// The requester gave no address that mail can go to.
    NoAddress,
}

/// One thing that was done to a ticket.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TicketEntry {
    /// Its position in the thread, from 1.
    pub seq: u32,
    /// When.
    pub at: Timestamp,
    /// Who, by the name of that time.
    pub by: AgentCard,
    /// What.
    pub fact: TicketFact,
    /// How the mail stands with which a reply goes out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub delivery: Option<Delivery>,
}

/// How the mail with a reply stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Delivery {
    /// Where it stands; [`MailState::Dead`] also for one that was thrown away.
    pub state: MailState,
    /// What was in the way the last time.
    pub trouble: Option<Trouble>,
}

/// What was done to a ticket.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum TicketFact {
    /// An agent made it.
    Made,
    /// An answer to the requester, by mail.
    Reply {
        /// What was written.
        text: String,
    },
    /// A word among the staff.
    Note {
        /// What was written.
        text: String,
    },
    /// It stands elsewhere.
    Status {
        /// Where it stood.
        from: Status,
        /// Where it stands.
        to: Status,
    },
    /// It hurries more or less.
    Priority {
        /// Before.
        from: Priority,
        /// Now.
        to: Priority,
    },
    /// Somebody else has it.
    Assignee {
        /// Who had it.
        from: Option<AgentCard>,
        /// Who has it.
        to: Option<AgentCard>,
    },
    /// It is in another queue.
    Queue {
        /// The name of the former one.
        from: String,
        /// The name of the new one.
        to: String,
    },
    /// It is called something else.
    Subject {
        /// Before.
        from: String,
        /// Now.
        to: String,
    },
    /// It goes on in another ticket.
    MergedInto {
        /// Which.
        number: u32,
    },
    /// Another ticket goes on in this one.
    Merged {
        /// Which.
        number: u32,
    },
}

impl TicketFact {
    /// As it is written.
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::Made => "made",
            Self::Reply { .. } => "reply",
            Self::Note { .. } => "note",
            Self::Status { .. } => "status",
            Self::Priority { .. } => "priority",
            Self::Assignee { .. } => "assignee",
            Self::Queue { .. } => "queue",
            Self::Subject { .. } => "subject",
            Self::MergedInto { .. } => "merged_into",
            Self::Merged { .. } => "merged",
        }
    }
}
