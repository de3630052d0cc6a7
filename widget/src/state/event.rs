//! What the page around may learn of the conversation, for its own scripts.

use shared::problem::Code;
use shared::timeline::{Author, Rating};

/// Something that happened just now. Nothing of an earlier visit is told again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event {
    /// A conversation began.
    ChatStarted {
        /// Its topic.
        topic: String,
    },
    /// It is over.
    ChatEnded {
        /// Who ended it.
        by: Author,
    },
    /// The visitor's message is with the server.
    MessageSent,
    /// An agent wrote.
    MessageReceived {
        /// What.
        text: String,
    },
    /// An agent came in.
    AgentJoined {
        /// Who.
        name: String,
    },
    /// An agent went out.
    AgentLeft {
        /// Who.
        name: String,
    },
    /// Where the visitor stands in the line.
    Queue {
        /// 1 is next.
        place: u32,
        /// How long it will probably take, in milliseconds.
        wait_millis: Option<i64>,
        /// Whether any agent of the queue is there.
        staffed: bool,
    },
    /// The form before the conversation was sent.
    PrechatSubmitted,
    /// A ticket is stored.
    OfflineSubmitted {
        /// Its number.
        number: u32,
    },
    /// The visitor's verdict is with the server.
    Rated {
        /// Which.
        rating: Rating,
    },
    /// The server refused something.
    Error {
        /// Why.
        code: Code,
    },
}
