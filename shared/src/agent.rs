//! Every frame between an agent's console and the server: JSON text, one value a frame, in both directions.
//!
//! The session cookie says who speaks before the first frame. Pings and silence are as in [`crate::visitor`].

use crate::ids::{AgentId, ClientId, ConversationId, Epoch, FileId, QueueId};
use crate::people::{AgentCard, Browser, Page, VisitorCard};
use crate::problem::Problem;
use crate::time::Timestamp;
use crate::timeline::{AgentEntry, Receipts, Seq, Summary};
use serde::{Deserialize, Serialize};

/// What a console may say.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum AgentCommand {
    /// Take a waiting conversation; exactly one agent succeeds. Acknowledged by its entries, or by Refused with
    /// [`Code::AlreadyTaken`](crate::problem::Code::AlreadyTaken).
    Take {
        /// Which.
        conversation: ConversationId,
        /// Made by the client.
        id: ClientId,
    },
    /// Write a message; takes the conversation if it is waiting. Acknowledged by its own entry in
    /// [`AgentUpdate::Events`].
    Send {
        /// In which conversation.
        conversation: ConversationId,
        /// Made by the client; sent twice it is stored once.
        id: ClientId,
        /// Plain text; may be empty if there are files.
        text: String,
        /// Files that were uploaded before, at most [`FILES_MAX`](crate::file::FILES_MAX).
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        files: Vec<FileId>,
    },
    /// End the conversation. Acknowledged as a message is.
    End {
        /// Which.
        conversation: ConversationId,
        /// Made by the client.
        id: ClientId,
    },
    /// Began or stopped typing. Never stored, never answered.
    Typing {
        /// In which conversation.
        conversation: ConversationId,
        /// Began or stopped.
        on: bool,
    },
    /// How far this agent's devices have got with what the visitor wrote. Never answered.
    Seen {
        /// In which conversation.
        conversation: ConversationId,
        /// How far.
        receipts: Receipts,
    },
    /// Ask for all entries after a position; answered by [`AgentUpdate::Events`].
    Resume {
        /// Of which conversation.
        conversation: ConversationId,
        /// The last position that is known.
        after: Seq,
    },
    /// Answer to [`AgentUpdate::Ping`].
    Pong,
}

/// What a console may hear.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AgentUpdate {
    /// First frame of every connection: all that the agent can see now.
    Welcome {
        /// If it differs from what the client knows, its timelines are worth nothing.
        epoch: Epoch,
        /// The server's clock.
        now: Timestamp,
        /// Who is signed in.
        me: AgentCard,
        /// Waiting in the agent's queues, had by the agent, and ended by or with the agent in the last day.
        inbox: Vec<InboxItem>,
    },
    /// A conversation came into view, or its item changed as a whole.
    Appeared(Box<InboxItem>),
    /// A conversation went out of view: forget what is known of it.
    Vanished {
        /// Which.
        conversation: ConversationId,
        /// Why.
        reason: Vanished,
    },
    /// New entries in order, or the answer to Resume (at most
    /// [`PAGE_ENTRIES`](crate::rules::PAGE_ENTRIES): as long as the last one's position is below `last`, ask again).
    Events {
        /// Of which conversation.
        conversation: ConversationId,
        /// Dense and in order.
        events: Vec<AgentEntry>,
        /// Position of the last entry that there is.
        last: Seq,
    },
    /// Receipts of either side moved.
    Receipts {
        /// In which conversation.
        conversation: ConversationId,
        /// How far the visitor has got.
        visitor: Receipts,
        /// How far the staff has got.
        staff: Receipts,
    },
    /// What stands in the visitor's composer now (sneak-peek); empty once it is cleared or sent.
    Peek {
        /// In which conversation.
        conversation: ConversationId,
        /// The text so far. A blank stands for a text that agents may not see.
        text: String,
    },
    /// The visitor came, went or moved to another page.
    Presence {
        /// In which conversation.
        conversation: ConversationId,
        /// Whether a device of the visitor is connected.
        online: bool,
        /// Where on the site, if that changed.
        page: Option<Page>,
    },
    /// A command was refused; nothing was recorded.
    Refused {
        /// Of the command, where it had one.
        id: Option<ClientId>,
        /// In which conversation, where it named one.
        conversation: Option<ConversationId>,
        /// Why.
        problem: Problem,
    },
    /// Answer with Pong.
    Ping,
    /// The session ended; sign in again.
    SignedOut,
    /// The server goes away; come back after this many milliseconds.
    Closing {
        /// How long to wait.
        retry_millis: u32,
    },
}

/// Why an agent no longer sees a conversation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Vanished {
    /// A colleague has it now.
    TakenBy(AgentCard),
    /// The visitor ended it while it waited.
    Ended,
    /// The agent is no longer a member of its queue.
    NotYours,
}

/// One line of the inbox, with what the side panel shows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct InboxItem {
    /// Its id.
    pub conversation: ConversationId,
    /// Its queue.
    pub queue: QueueId,
    /// The topic's name when it was opened.
    pub topic: String,
    /// What the visitor said of themself.
    pub visitor: VisitorCard,
    /// Where on the site the visitor is, or was last.
    pub page: Page,
    /// What the visitor's browser says of itself.
    pub browser: Browser,
    /// Whether a device of the visitor is connected.
    pub online: bool,
    /// What is derived from its timeline.
    pub summary: Summary,
    /// The last message, cut to 160 characters.
    pub preview: Option<Preview>,
    /// How many messages of the visitor no agent has read.
    pub unread: u32,
    /// How far the visitor has got with what the staff wrote.
    pub visitor_receipts: Receipts,
    /// How far the staff has got with what the visitor wrote.
    pub staff_receipts: Receipts,
}

/// The last message of a conversation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Preview {
    /// The agent who wrote it; `None` if it was the visitor.
    pub agent: Option<AgentId>,
    /// Its beginning.
    pub text: String,
    /// When.
    pub at: Timestamp,
}
