//! What all clients of a test have sent and seen, for the [oracle](crate::oracle).

use std::sync::{Arc, Mutex, PoisonError};

use shared::ids::{ClientId, ConversationId};
use shared::timeline::{Author, PublicFact, Seq};

/// A client, by the name that the test gave it.
pub type Party = Arc<str>;

/// One thing that happened at a client.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Record {
    /// It took a message from its person, to send it as soon as it can.
    Sent {
        /// Who.
        party: Party,
        /// In which conversation.
        conversation: ConversationId,
        /// The message's id.
        id: ClientId,
        /// What it says.
        text: String,
    },
    /// The server said that the message is recorded.
    Acknowledged {
        /// The message's id.
        id: ClientId,
    },
    /// The server refused the message for good, which the person sees.
    Refused {
        /// The message's id.
        id: ClientId,
    },
    /// An entry came, new or not.
    Seen {
        /// Who saw it.
        party: Party,
        /// In which conversation.
        conversation: ConversationId,
        /// At which position.
        seq: Seq,
        /// What it says; `None` if it is no message.
        message: Option<(ClientId, String)>,
    },
}

impl Record {
    /// An entry that came, with the message in it.
    pub fn seen(party: &Party, conversation: &ConversationId, seq: Seq, fact: Option<&PublicFact>) -> Self {
        let message = match fact {
            Some(PublicFact::Message { id, text, .. }) => Some((id.clone(), text.clone())),
            _ => None,
        };
        Self::Seen { party: party.clone(), conversation: conversation.clone(), seq, message }
    }
}

/// Who wrote or did what has a client's id.
pub(super) fn author(fact: &PublicFact) -> Option<&Author> {
    match fact {
        PublicFact::Message { by, .. } | PublicFact::Ended { by, .. } | PublicFact::Reopened { by, .. } => {
            Some(by)
        }
        PublicFact::Rated { .. } | PublicFact::TicketMade { .. } => Some(&Author::Visitor),
        PublicFact::Opened { .. } | PublicFact::Joined { .. } | PublicFact::Left { .. } => None,
    }
}

/// A list that many clients write to.
#[derive(Clone, Debug, Default)]
pub struct Journal(Arc<Mutex<Vec<Record>>>);

impl Journal {
    /// Adds a record at the end.
    pub fn write(&self, record: Record) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).push(record);
    }

    /// All records so far.
    pub fn records(&self) -> Vec<Record> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}
