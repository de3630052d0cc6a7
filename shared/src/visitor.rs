//! Every frame between a visitor's widget and the server: JSON text, one value a frame, in both directions.
//!
//! The first frame of a connection is [`VisitorCommand::Hello`]. The server sends [`VisitorUpdate::Ping`] every
//! [`PING_MILLIS`](crate::rules::PING_MILLIS); a side that hears nothing for
//! [`SILENCE_MILLIS`](crate::rules::SILENCE_MILLIS) hangs up.

use crate::form::Answer;
use crate::ids::{AgentId, ClientId, ConversationId, Epoch, FileId, QueueId, WidgetId};
use crate::people::{Detail, Page};
use crate::problem::Problem;
use crate::time::Timestamp;
use crate::timeline::{Rating, Receipts, Seq, VisitorEntry};
use serde::{Deserialize, Serialize};

/// What a widget may say.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum VisitorCommand {
    /// First frame: who is speaking. Answered by [`VisitorUpdate::Welcome`].
    Hello {
        /// The widget's id as in the tag.
        widget: WidgetId,
        /// What an earlier Welcome gave; `None` for a stranger.
        token: Option<String>,
        /// Whom the site says that this is; weighs more than the token.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        identity: Option<Identity>,
    },
    /// Ask for someone. A visitor has at most one open conversation: if there is one already, the answer is that one.
    /// Answered by [`VisitorUpdate::Opened`].
    Open {
        /// Made by the client.
        id: ClientId,
        /// The picked topic; empty, if the visitor need not pick one and has not.
        queue: QueueId,
        /// What was filled in.
        answers: Vec<Answer>,
        /// Where the visitor is.
        page: Page,
    },
    /// Leave a ticket, as the office is closed. Answered by [`VisitorUpdate::Left`].
    Leave {
        /// Made by the client; sent twice it is stored once.
        id: ClientId,
        /// The picked topic; empty, if the visitor need not pick one and has not.
        queue: QueueId,
        /// What was filled in.
        answers: Vec<Answer>,
        /// Where the visitor is.
        page: Page,
    },
    /// Wait no longer: what was written becomes a ticket. Acknowledged by its own entry, as a message is.
    MakeTicket {
        /// Which waiting conversation.
        conversation: ConversationId,
        /// Made by the client.
        id: ClientId,
    },
    /// Write a message. Acknowledged by its own entry coming back in [`VisitorUpdate::Events`].
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
    /// Rate the conversation after its end, once. Acknowledged as a message is.
    Rate {
        /// Which.
        conversation: ConversationId,
        /// Made by the client.
        id: ClientId,
        /// The face.
        rating: Rating,
        /// May be empty.
        comment: String,
    },
    /// What stands in the composer now (sneak-peek); empty once it is cleared or sent. Never stored, never answered.
    Typing {
        /// In which conversation.
        conversation: ConversationId,
        /// The text so far, or a blank, if the owner lets agents see none.
        text: String,
    },
    /// How far the visitor's devices have got with what the staff wrote. Never answered.
    Seen {
        /// In which conversation.
        conversation: ConversationId,
        /// How far.
        receipts: Receipts,
    },
    /// Ask for all entries after a position; answered by [`VisitorUpdate::Events`].
    Resume {
        /// Of which conversation.
        conversation: ConversationId,
        /// The last position that is known.
        after: Seq,
    },
    /// The visitor went to another page of the site.
    Moved {
        /// Where to.
        page: Page,
    },
    /// What the site's page tells of the visitor, by name; replaces what it told before. Never answered.
    Describe {
        /// At most [`ATTRIBUTES_MAX`](crate::rules::ATTRIBUTES_MAX).
        attributes: Vec<Detail>,
    },
    /// Answer to [`VisitorUpdate::Ping`].
    Pong,
}

/// Whom the site says that the visitor is, with the proof that it is the site who says so.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Identity {
    /// Signed over the user's id alone.
    Hmac {
        /// The site's own id of the user, 1 to 200 characters.
        user: String,
        /// Hexadecimal HMAC-SHA256 of `user` under the widget's secret.
        hash: String,
        /// The user's name; empty if not given.
        name: String,
        /// The user's e-mail address; empty if not given.
        email: String,
    },
    /// A JSON Web Token (RFC 7519), signed by HS256 under the widget's secret, with `sub`, `exp` and, if known, `name`
    /// and `email`.
    Jwt {
        /// The token.
        token: String,
    },
}

impl core::fmt::Debug for Identity {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("Identity(…)")
    }
}

/// What a widget may hear. No type in here has a place for what is the staff's alone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum VisitorUpdate {
    /// Answer to Hello.
    Welcome {
        /// If it differs from what the client knows, its timelines are worth nothing: ask anew from 0.
        epoch: Epoch,
        /// The server's clock.
        now: Timestamp,
        /// A (new) token to keep, once the visitor has acted.
        token: Option<String>,
        /// The open conversation, or the one that ended last, not long ago.
        conversation: Option<VisitorConversation>,
    },
    /// Answer to Open.
    Opened {
        /// Of the command.
        id: ClientId,
        /// A new conversation, or the one that is open already.
        conversation: VisitorConversation,
    },
    /// Answer to Leave: the ticket is stored.
    Left {
        /// Of the command.
        id: ClientId,
        /// The ticket's number, which people can name.
        number: u32,
    },
    /// New entries in order, or the answer to Resume (at most
    /// [`PAGE_ENTRIES`](crate::rules::PAGE_ENTRIES): as long as the last one's position is below `last`, ask again).
    Events {
        /// Of which conversation.
        conversation: ConversationId,
        /// Dense and in order.
        events: Vec<VisitorEntry>,
        /// Position of the last entry that there is.
        last: Seq,
    },
    /// How far the staff has got with what the visitor wrote.
    Receipts {
        /// In which conversation.
        conversation: ConversationId,
        /// How far.
        receipts: Receipts,
    },
    /// An agent began or stopped typing.
    Typing {
        /// In which conversation.
        conversation: ConversationId,
        /// Who.
        agent: AgentId,
        /// Began or stopped.
        on: bool,
    },
    /// Where a waiting visitor stands; sent again whenever it changes.
    Waiting {
        /// Which conversation waits.
        conversation: ConversationId,
        /// 1 is next.
        place: u32,
        /// Whether any agent of the queue is there now.
        staffed: bool,
        /// How long it will probably take, in milliseconds, if the queue has been served lately.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        wait_millis: Option<i64>,
    },
    /// A command was refused; nothing was recorded.
    Refused {
        /// Of the command, where it had one.
        id: Option<ClientId>,
        /// Why.
        problem: Problem,
    },
    /// Answer with Pong.
    Ping,
    /// The server goes away; come back after this many milliseconds (spread, so that not all come at once).
    Closing {
        /// How long to wait.
        retry_millis: u32,
    },
}

/// A conversation as its visitor sees it, without its entries.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct VisitorConversation {
    /// Its id.
    pub id: ConversationId,
    /// The topic's name when it was opened.
    pub topic: String,
    /// Position of the last entry.
    pub last: Seq,
    /// How far the staff has got with what the visitor wrote.
    pub staff: Receipts,
    /// How far the visitor's devices have got with what the staff wrote.
    pub visitor: Receipts,
}
