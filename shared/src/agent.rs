//! Every frame between an agent's console and the server: JSON text, one value a frame, in both directions.
//!
//! The session cookie says who speaks before the first frame. Pings and silence are as in [`crate::visitor`].

use crate::contact::known::CardNews;
use crate::ids::{AgentId, ClientId, ConversationId, Epoch, FileId, QueueId, WidgetId};
use crate::people::{AgentCard, Browser, Page, VisitorCard};
use crate::problem::Problem;
use crate::staff::{AwayReason, Status};
use crate::team::{TeamCommand, TeamUpdate};
use crate::time::Timestamp;
use crate::timeline::{AgentEntry, OfferRule, Receipts, Seq, Summary};
use crate::visits::{VisitsCommand, VisitsUpdate};
use crate::wall::{Wall, WallCommand};
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
    /// Don't want a conversation that is offered, or that one is invited to. Acknowledged by [`AgentUpdate::Vanished`].
    Decline {
        /// Which.
        conversation: ConversationId,
        /// Made by the client.
        id: ClientId,
    },
    /// Pass a conversation on, at once. Acknowledged by [`AgentUpdate::Vanished`].
    Transfer {
        /// Which.
        conversation: ConversationId,
        /// Made by the client.
        id: ClientId,
        /// To whom.
        to: Target,
    },
    /// Let a colleague come in. Acknowledged by its entry.
    Invite {
        /// To which conversation.
        conversation: ConversationId,
        /// Made by the client.
        id: ClientId,
        /// Whom.
        agent: AgentId,
    },
    /// Come into a conversation that one is invited to. Acknowledged by its entry.
    Join {
        /// Which.
        conversation: ConversationId,
        /// Made by the client.
        id: ClientId,
    },
    /// Go out of a conversation. Whoever has it passes it to the next one in it; from the last one it goes back to its
    /// queue. Acknowledged by [`AgentUpdate::Vanished`].
    Leave {
        /// Which.
        conversation: ConversationId,
        /// Made by the client.
        id: ClientId,
    },
    /// There is nothing more to do: ends the conversation if it goes on, and takes it out of the inbox. Acknowledged as
    /// a message is.
    DealWith {
        /// Which.
        conversation: ConversationId,
        /// Made by the client.
        id: ClientId,
    },
    /// Go on after the end, if the visitor has opened no other conversation since. Acknowledged as a message is.
    Reopen {
        /// Which.
        conversation: ConversationId,
        /// Made by the client.
        id: ClientId,
    },
    /// Write a note that only colleagues see. Acknowledged as a message is.
    Note {
        /// In which conversation.
        conversation: ConversationId,
        /// Made by the client; sent twice it is stored once.
        id: ClientId,
        /// Plain text.
        text: String,
        /// Colleagues who are called to it, at most [`MENTIONS_MAX`](crate::timeline::MENTIONS_MAX).
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        mentions: Vec<AgentId>,
    },
    /// Take a note back: one's own, or as somebody who may delete conversations. Acknowledged as a message is.
    TakeBack {
        /// In which conversation.
        conversation: ConversationId,
        /// Made by the client.
        id: ClientId,
        /// The note's position.
        note: Seq,
    },
    /// Need to see no longer what one was called to. Acknowledged by [`AgentUpdate::Vanished`].
    Heed {
        /// Which conversation.
        conversation: ConversationId,
        /// Made by the client.
        id: ClientId,
    },
    /// Give a conversation a tag. Acknowledged as a message is.
    Tag {
        /// Which conversation.
        conversation: ConversationId,
        /// Made by the client.
        id: ClientId,
        /// The tag.
        tag: String,
    },
    /// Take a tag off. Acknowledged as a message is.
    Untag {
        /// Which conversation.
        conversation: ConversationId,
        /// Made by the client.
        id: ClientId,
        /// The tag.
        tag: String,
    },
    /// What this window has opened: its colleagues see that somebody looks at it, and whoever may read it though it isn't
    /// theirs hears of everything in it for as long. Answered with [`AgentUpdate::Events`] that say how far it goes.
    Open {
        /// Which conversation; `None` closes what was open.
        conversation: Option<ConversationId>,
    },
    /// Choose to be online, away or invisible, on all devices. Answered by [`AgentUpdate::Status`].
    SetStatus {
        /// What to be.
        status: Status,
    },
    /// The agent has done something in this window: at most once a minute. Never answered.
    Stirred,
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
    /// Who is on the site.
    Visits(VisitsCommand),
    /// What goes on in all queues.
    Wall(WallCommand),
    /// Something in the staff chat.
    Team(TeamCommand),
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
    /// How the agent stands, on all devices: follows Welcome, and comes again with every change.
    Status {
        /// What the agent chose.
        status: Status,
        /// Why the agent counts as away all the same.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        away: Option<AwayReason>,
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
    /// Who else of those whose conversation it is has it open now. Comes when it changes.
    Company {
        /// Of which conversation.
        conversation: ConversationId,
        /// Everyone who looks at it, the reader of this among them.
        lookers: Vec<Looker>,
    },
    /// Who a visitor is was changed, for whoever has their conversation open.
    Card(CardNews),
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
    /// Who is on the site, for whoever looks.
    Visits(VisitsUpdate),
    /// What goes on in all queues, for whoever looks.
    Wall(Box<Wall>),
    /// Something in the staff chat.
    Team(TeamUpdate),
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
    /// It isn't offered to the agent any more: it went to another queue, or the agent isn't one who gets it now.
    NotYours,
    /// The agent let the time for an answer pass.
    NotAnswered,
    /// The agent declined it.
    Declined,
    /// The agent passed it on, or went out of it.
    GivenAway,
    /// The agent was called to it and has seen it.
    Heeded,
    /// The note that the agent was called to was taken back.
    Uncalled,
    /// It is dealt with.
    DealtWith,
    /// It is in the archive.
    Archived,
    /// It was deleted for good.
    Deleted,
}

/// A colleague who has a conversation open.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Looker {
    /// Who.
    pub agent: AgentCard,
    /// Whether they are writing.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub typing: bool,
}

/// Where to pass a conversation on to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Target {
    /// A colleague who is there.
    Agent(AgentId),
    /// A queue.
    Queue(QueueId),
}

/// A conversation that rings at an agent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Offer {
    /// By which rule.
    pub rule: OfferRule,
    /// Since when.
    pub at: Timestamp,
    /// Until when, if it has an end.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<Timestamp>,
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
    /// Through which widget it came.
    pub channel: WidgetId,
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
    /// The offer to this agent, as long as it stands.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub offer: Option<Offer>,
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
