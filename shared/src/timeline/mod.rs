//! A conversation is an append-only list of facts, numbered from 1 without a hole. State, waiting time, transcript:
//! everything else is derived from it by [`Summary::apply`], the same in widget, console and server.
//!
//! A fact has an audience, and the audience is its type: what is not for the visitor is a [`StaffFact`], and the
//! visitor's stream ([`VisitorEntry`]) has no place for one. It stays just as dense, with an empty placeholder.

mod staff;
mod summary;

pub use self::staff::{Destination, MENTIONS_MAX, NAMED_MAX, OfferRule, StaffFact, TAGS_MAX};
pub use self::summary::{Audience, Summary};

use crate::file::FileCard;
use crate::ids::{AgentId, ClientId};
use crate::people::AgentCard;
use crate::time::Timestamp;
use serde::{Deserialize, Serialize};

/// Position in one conversation's timeline: 1 is the first entry, 0 stands before it.
pub type Seq = u32;

/// One numbered fact.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry<F> {
    /// Its position, without holes, in the order of commit.
    pub seq: Seq,
    /// When the server recorded it.
    pub at: Timestamp,
    /// What happened.
    pub fact: F,
}

/// An entry as the staff sees it.
pub type AgentEntry = Entry<Fact>;
/// An entry as the visitor sees it; `None` stands for what is the staff's alone.
pub type VisitorEntry = Entry<Option<PublicFact>>;

/// A fact with its audience.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Fact {
    /// For everyone in the conversation.
    Public(PublicFact),
    /// For the staff alone.
    Staff(StaffFact),
}

/// What everyone in the conversation sees.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PublicFact {
    /// The visitor picked a topic and asked for someone. Always the first fact.
    Opened {
        /// The topic's name at that time.
        topic: String,
    },
    /// Somebody wrote.
    Message {
        /// The id that the author's client gave it.
        id: ClientId,
        /// Who wrote it.
        by: Author,
        /// Plain text, never markup; may be empty if there are files.
        text: String,
        /// What came with it.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        files: Vec<FileCard>,
    },
    /// An agent came in.
    Joined {
        /// Who it is; later facts name only the id.
        agent: AgentCard,
    },
    /// An agent went out.
    Left {
        /// Who it was.
        agent: AgentId,
    },
    /// The conversation is over; only a rating may follow.
    Ended {
        /// The id that the ending client gave to its wish.
        id: ClientId,
        /// Who ended it.
        by: Author,
    },
    /// It goes on after its end.
    Reopened {
        /// The id that the agent's client gave to its wish.
        id: ClientId,
        /// Who reopened it.
        by: Author,
    },
    /// Nobody waits any longer, by the visitor's wish or as the queue says: what was written is a ticket now, and the
    /// conversation over.
    TicketMade {
        /// The id that the visitor's client gave to the wish, or the server to what followed from a setting.
        id: ClientId,
        /// The ticket's number, which people can name.
        number: u32,
    },
    /// The visitor's verdict.
    Rated {
        /// The id that the visitor's client gave it.
        id: ClientId,
        /// Which of the three faces.
        rating: Rating,
        /// What the visitor added; may be empty.
        comment: String,
    },
}

/// Who wrote or did something.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Author {
    /// The visitor.
    Visitor,
    /// An agent; the name stands in the [`PublicFact::Joined`] before.
    Agent(AgentId),
    /// Nobody: it followed from a setting, such as the end after a long silence.
    System,
}

/// One of three faces.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Rating {
    /// 🙁
    Bad,
    /// 😐
    Fair,
    /// 🙂
    Good,
}

/// Where a conversation stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    /// Nobody has taken it yet.
    #[default]
    Waiting,
    /// An agent is in it.
    Active,
    /// Over.
    Ended,
}

impl PublicFact {
    /// The id that a client gave to what became this fact.
    pub fn client_id(&self) -> Option<&ClientId> {
        match self {
            Self::Message { id, .. }
            | Self::Ended { id, .. }
            | Self::TicketMade { id, .. }
            | Self::Reopened { id, .. }
            | Self::Rated { id, .. } => Some(id),
            Self::Opened { .. } | Self::Joined { .. } | Self::Left { .. } => None,
        }
    }
}

impl AgentEntry {
    /// The same entry as the visitor may see it.
    pub fn for_visitor(&self) -> VisitorEntry {
        Entry { seq: self.seq, at: self.at, fact: self.fact.public().cloned() }
    }
}

/// What became of an entry that a client received.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Received {
    /// It was the next one, and is in.
    Applied,
    /// It was there already.
    Known,
    /// Something before it is missing: ask for everything after `after`.
    Hole {
        /// The last position that is there.
        after: Seq,
    },
}

/// A client's copy of a timeline: all entries from the first, and what follows from them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Timeline<F> {
    /// The entries, `entries[i].seq == i + 1`.
    pub entries: Vec<Entry<F>>,
    /// What is derived from them.
    pub summary: Summary,
}

impl<F> Default for Timeline<F> {
    fn default() -> Self {
        Self { entries: Vec::new(), summary: Summary::default() }
    }
}

impl<F: Audience> Timeline<F> {
    /// Takes in an entry, in whatever order and however often it comes.
    pub fn receive(&mut self, entry: Entry<F>) -> Received {
        let after = self.summary.last;
        if entry.seq <= after {
            return Received::Known;
        }
        if entry.seq > after + 1 {
            return Received::Hole { after };
        }
        self.summary.apply(&entry);
        self.entries.push(entry);
        Received::Applied
    }
}

/// How far one side has got with what the other side wrote. Both only grow.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Receipts {
    /// Everything up to here has reached a device.
    pub delivered: Seq,
    /// Everything up to here has been on a screen that was looked at.
    pub read: Seq,
}

impl Receipts {
    /// Takes in what a device says; returns whether anything grew. `last` is the last position there is: nobody
    /// has read what isn't written.
    pub fn advance(&mut self, said: Receipts, last: Seq) -> bool {
        let before = *self;
        self.read = self.read.max(said.read.min(last));
        self.delivered = self.delivered.max(said.delivered.min(last)).max(self.read);
        *self != before
    }
}
