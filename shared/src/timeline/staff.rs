//! Facts that only the staff sees.

use crate::ids::{AgentId, ClientId, QueueId};
use crate::people::AgentCard;
use crate::time::Timestamp;
use crate::timeline::Seq;
use serde::{Deserialize, Serialize};

/// What only the staff sees.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StaffFact {
    /// The conversation was shown to those who may take it.
    Offered {
        /// By which rule of the queue.
        rule: OfferRule,
        /// To whom, at most [`NAMED_MAX`] of them.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        agents: Vec<AgentCard>,
        /// Until when they can take it before it goes on; `None` if it stays.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        until: Option<Timestamp>,
    },
    /// The time for an answer is over, and nobody gave one.
    NotAnswered {
        /// Who was silent, at most [`NAMED_MAX`] of them.
        agents: Vec<AgentCard>,
    },
    /// An agent doesn't want it, or doesn't want to come in.
    Declined {
        /// Who.
        agent: AgentCard,
    },
    /// One agent has it now, alone.
    Taken {
        /// Who.
        agent: AgentCard,
    },
    /// Whoever had it has passed it on. What follows says who has it now.
    Transferred {
        /// Who passed it on.
        by: AgentCard,
        /// To whom.
        to: Destination,
    },
    /// Nobody took it in time, so it waits in another queue.
    Overflowed {
        /// In which.
        queue: QueueId,
        /// That queue's name.
        topic: String,
    },
    /// A colleague may come in.
    Invited {
        /// Who asked.
        by: AgentCard,
        /// Who may come.
        agent: AgentCard,
    },
    /// The visitor was told that somebody free is being looked for.
    Noticed {
        /// Their place in the queue; 1 is next.
        place: u32,
        /// How long it would probably take, in milliseconds, if that was known.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        wait_millis: Option<i64>,
    },
    /// There is nothing more to do: what the visitor asks next follows the route as if they were new.
    DealtWith {
        /// The id that the agent's client gave to its wish.
        id: ClientId,
        /// Who says so.
        by: AgentCard,
    },
    /// It is out of everybody's inbox and stands in the archive.
    Archived {
        /// The server made it for this wish.
        id: ClientId,
        /// Who wanted it so.
        by: AgentCard,
    },
    /// It is out of the archive again.
    Unarchived {
        /// The server made it for this wish.
        id: ClientId,
        /// Who wanted it so.
        by: AgentCard,
    },
    /// A note, for colleagues alone. From somebody who only follows the conversation it is a whisper.
    Note {
        /// The id that the author's client gave it.
        id: ClientId,
        /// Who wrote it.
        by: AgentCard,
        /// Plain text, never markup. Empty once the note is taken back.
        text: String,
        /// Colleagues who are called to it, at most [`MENTIONS_MAX`]: they see the conversation from now on.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        mentions: Vec<AgentId>,
    },
    /// A note is there no more: its text is gone from wherever it was kept.
    NoteTakenBack {
        /// The id that the agent's client gave to the wish.
        id: ClientId,
        /// Who took it back.
        by: AgentCard,
        /// The note's position.
        note: Seq,
        /// Colleagues who were called to it alone, and see the conversation no longer for that reason.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        uncalled: Vec<AgentId>,
    },
    /// Somebody who was called to a note needs to see the conversation no longer.
    Heeded {
        /// Who.
        agent: AgentCard,
    },
    /// It was given a tag.
    Tagged {
        /// The id that the agent's client gave to the wish.
        id: ClientId,
        /// Who gave it.
        by: AgentCard,
        /// The tag, as [`tag`](crate::rules::tag) leaves it.
        tag: String,
    },
    /// A tag was taken off.
    Untagged {
        /// The id that the agent's client gave to the wish.
        id: ClientId,
        /// Who took it off.
        by: AgentCard,
        /// The tag.
        tag: String,
    },
}

/// Colleagues who are called to one note at most.
pub const MENTIONS_MAX: usize = 20;
/// Tags of one conversation at most.
pub const TAGS_MAX: usize = 20;

/// Agents who are named in one fact at most; of more than these nobody wants to read.
pub const NAMED_MAX: usize = 20;

/// Where a conversation is passed on to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Destination {
    /// A colleague, who has it from then on.
    Agent(AgentCard),
    /// A queue, where it waits.
    Queue {
        /// Which.
        id: QueueId,
        /// Its name.
        topic: String,
    },
}

/// Whom a queue offers a conversation to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OfferRule {
    /// Every member of the queue sees it; the first to reply or take has it.
    Everyone,
    /// The agent whom the queue names.
    Agent,
    /// Some members by chance.
    Random,
    /// The first members of the queue.
    Top,
    /// The next member in turn.
    RoundRobin,
    /// The member with the fewest conversations.
    FewestConversations,
    /// The member who has been given none for the longest time.
    LeastRecent,
    /// The agent who last had a conversation with this visitor.
    LastAgent,
    /// The agent with whom the visitor's last conversation ended without being dealt with.
    Unfinished,
}

impl StaffFact {
    /// The id that a client gave to what became this fact.
    pub fn client_id(&self) -> Option<&ClientId> {
        match self {
            Self::DealtWith { id, .. }
            | Self::Archived { id, .. }
            | Self::Unarchived { id, .. }
            | Self::Note { id, .. }
            | Self::NoteTakenBack { id, .. }
            | Self::Tagged { id, .. }
            | Self::Untagged { id, .. } => Some(id),
            Self::Offered { .. }
            | Self::NotAnswered { .. }
            | Self::Declined { .. }
            | Self::Taken { .. }
            | Self::Transferred { .. }
            | Self::Overflowed { .. }
            | Self::Invited { .. }
            | Self::Noticed { .. }
            | Self::Heeded { .. } => None,
        }
    }

    /// What is left of a note that is taken back: that somebody wrote one.
    pub fn empty_note(&mut self) {
        if let Self::Note { text, mentions, .. } = self {
            text.clear();
            mentions.clear();
        }
    }
}
