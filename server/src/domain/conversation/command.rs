//! What may be asked of a conversation, by whom, and why it may be refused.

use shared::file::FileCard;
use shared::ids::{AgentId, ClientId, QueueId, VisitorId};
use shared::people::AgentCard;
use shared::problem::{Code, Field, Problem};
use shared::time::Timestamp;
use shared::timeline::{
    AgentEntry, Author, Destination, Fact, OfferRule, PublicFact, Rating, Receipts, Seq, StaffFact, TAGS_MAX,
};

/// Who acts. That they are who they say is proven before.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Actor {
    /// A visitor.
    Visitor(VisitorId),
    /// An agent.
    Agent {
        /// Who.
        card: AgentCard,
        /// What they are allowed without being in it.
        rights: Rights,
    },
    /// Nobody: it follows from a setting.
    System,
}

/// What an agent may do with a conversation that they are not in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Rights {
    /// Take it while it waits, as a member of its queue.
    pub member: bool,
    /// Read it, write notes into it and take it over, as somebody who looks after its queue.
    pub oversees: bool,
    /// Delete what others have written in it.
    pub deletes: bool,
}

/// What may be asked of a conversation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Command {
    /// Make it mine alone.
    Take,
    /// Write a message; takes it if it is waiting and an agent writes.
    Send {
        /// Made by the client.
        id: ClientId,
        /// Checked text; may be empty if there are files.
        text: String,
        /// Files of this conversation that the actor uploaded.
        files: Vec<FileCard>,
    },
    /// Make it over.
    End {
        /// Made by the client.
        id: ClientId,
    },
    /// Don't want it: the offer, or the invitation.
    Decline,
    /// Pass it on. That there are such an agent and queue is checked before.
    Transfer {
        /// To whom.
        to: Destination,
    },
    /// Let a colleague come in.
    Invite {
        /// Whom.
        agent: AgentCard,
    },
    /// Come in, being invited.
    Join,
    /// Go out.
    Leave,
    /// Make it over, if it isn't, and say that there is nothing more to do.
    DealWith {
        /// Made by the client.
        id: ClientId,
    },
    /// Put it into the archive; makes it over before, if the actor is in it.
    Archive {
        /// Made by the server for this wish.
        id: ClientId,
    },
    /// Take it out of the archive.
    Unarchive {
        /// Made by the server for this wish.
        id: ClientId,
    },
    /// Write a note.
    Note {
        /// Made by the client.
        id: ClientId,
        /// Checked text.
        text: String,
        /// Colleagues who are called to it; that there are such is checked before.
        mentions: Vec<AgentId>,
    },
    /// Take a note back.
    TakeBack {
        /// Made by the client.
        id: ClientId,
        /// The note's position.
        note: Seq,
        /// Who wrote the note there; that it is one is checked before.
        author: AgentId,
    },
    /// Need to see no longer what one was called to.
    Heed,
    /// Give it a tag.
    Tag {
        /// Made by the client.
        id: ClientId,
        /// Checked tag.
        tag: String,
    },
    /// Take a tag off.
    Untag {
        /// Made by the client.
        id: ClientId,
        /// The tag.
        tag: String,
    },
    /// Give it one tag in place of another, if it bears that.
    Retag {
        /// Made by the server for this wish.
        id: ClientId,
        /// The tag that goes.
        tag: String,
        /// Checked tag that comes.
        into: String,
    },
    /// Go on after the end. That the visitor has no other one is checked before, and kept by the database.
    Reopen {
        /// Made by the client.
        id: ClientId,
    },
    /// Pass on what is over, wherever it stands: it goes on with somebody else, and whoever was in it is out of it. That
    /// there are such an agent and queue, and that the visitor has no other conversation, is checked before.
    HandOn {
        /// Made by the server for this wish.
        id: ClientId,
        /// To whom.
        to: Destination,
    },
    /// Make a ticket of it: the visitor would rather not wait, or the queue doesn't let it wait any longer.
    MakeTicket {
        /// Made by the client.
        id: ClientId,
        /// The ticket's number, which no other has.
        number: u32,
    },
    /// Make it over if the visitor hasn't written after an instant.
    Lapse {
        /// Made for this end.
        id: ClientId,
        /// The visitor's last word that is known of.
        silent_since: Timestamp,
    },
    /// Record that it is shown to agents who may take it.
    NoteOffer {
        /// By which rule.
        rule: OfferRule,
        /// To whom, at most [`NAMED_MAX`](shared::timeline::NAMED_MAX) of them.
        agents: Vec<AgentCard>,
        /// Until when they can take it before it goes on.
        until: Option<Timestamp>,
    },
    /// Record that agents let the time for an answer pass.
    NoteUnanswered {
        /// Who, at most [`NAMED_MAX`](shared::timeline::NAMED_MAX) of them.
        agents: Vec<AgentCard>,
    },
    /// Record that the visitor was told to wait; once.
    NoteNotice {
        /// Their place in the queue.
        place: u32,
        /// How long it would take, in milliseconds, if that was known.
        wait_millis: Option<i64>,
    },
    /// Let it wait in another queue, as nobody took it in this one.
    Overflow {
        /// In which.
        queue: QueueId,
        /// That queue's name.
        topic: String,
    },
    /// Take it from an agent who has gone away without leaving it.
    Vacate {
        /// Whom to take it from, if they have it still.
        agent: AgentId,
    },
    /// The visitor's verdict.
    Rate {
        /// Made by the client.
        id: ClientId,
        /// The face.
        rating: Rating,
        /// Checked text.
        comment: String,
    },
    /// The actor's side has got this far with reading.
    See(Receipts),
}

/// Why a command doesn't change anything.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// It is not theirs to see.
    NotFound,
    /// Somebody else has it.
    AlreadyTaken(AgentCard),
    /// It is over.
    Ended,
    /// It goes on still, so it can't be rated.
    NotEnded,
    /// It was rated before.
    AlreadyRated,
    /// It is not for them to do, or not as it stands.
    Forbidden,
    /// An agent has it, so nobody waits.
    NotWaiting,
    /// There is nothing yet that a ticket could hold.
    NothingWritten,
    /// The visitor has written again.
    NotSilent,
    /// The agent doesn't have it any more.
    NotTheirs,
    /// It has as many tags as it can have.
    TooManyTags,
}

impl From<Refusal> for Problem {
    fn from(refusal: Refusal) -> Self {
        match refusal {
            Refusal::NotFound => Problem::new(Code::NotFound, "there is no such conversation"),
            Refusal::AlreadyTaken(by) => Problem {
                by: Some(by),
                ..Problem::new(Code::AlreadyTaken, "another agent has this conversation")
            },
            Refusal::Ended => Problem::new(Code::Ended, "the conversation is over"),
            Refusal::NotEnded => Problem::new(Code::Forbidden, "a conversation is rated after its end"),
            Refusal::AlreadyRated => Problem::new(Code::Forbidden, "the conversation was rated before"),
            Refusal::Forbidden => {
                Problem::new(Code::Forbidden, "this is for somebody else to do, or not as it stands now")
            }
            Refusal::NotWaiting => Problem::new(Code::Forbidden, "an agent has this conversation"),
            Refusal::NothingWritten => Problem {
                field: Some(Field::Text),
                ..Problem::new(Code::Invalid, "a ticket needs something written")
            },
            Refusal::NotSilent => Problem::new(Code::Forbidden, "the visitor has written again"),
            Refusal::NotTheirs => Problem::new(Code::Forbidden, "the agent doesn't have it any more"),
            Refusal::TooManyTags => Problem {
                field: Some(Field::Tag),
                ..Problem::new(Code::Invalid, format!("a conversation has {TAGS_MAX} tags at most"))
            },
        }
    }
}

/// What became of an accepted command.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    /// New entries.
    Recorded(Vec<AgentEntry>),
    /// A side has got further with reading.
    Seen,
    /// It asked for what is so already.
    Nothing,
}

impl Actor {
    /// The name under which a client's ids are unique in a conversation.
    pub fn sender(&self) -> &str {
        match self {
            Self::Visitor(_) => "visitor",
            Self::Agent { card, .. } => card.id.as_str(),
            Self::System => "system",
        }
    }

    fn author(&self) -> Author {
        match self {
            Self::Visitor(_) => Author::Visitor,
            Self::Agent { card, .. } => Author::Agent(card.id.clone()),
            Self::System => Author::System,
        }
    }
}

impl Command {
    /// The id that the client gave to the command, for those that record a fact of their own.
    pub fn client_id(&self) -> Option<&ClientId> {
        match self {
            Self::Send { id, .. }
            | Self::End { id }
            | Self::DealWith { id }
            | Self::Archive { id }
            | Self::Unarchive { id }
            | Self::Note { id, .. }
            | Self::TakeBack { id, .. }
            | Self::Tag { id, .. }
            | Self::Untag { id, .. }
            | Self::Retag { id, .. }
            | Self::Reopen { id }
            | Self::HandOn { id, .. }
            | Self::MakeTicket { id, .. }
            | Self::Lapse { id, .. }
            | Self::Rate { id, .. } => Some(id),
            Self::Take
            | Self::Decline
            | Self::Heed
            | Self::Transfer { .. }
            | Self::Invite { .. }
            | Self::Join
            | Self::Leave
            | Self::NoteOffer { .. }
            | Self::NoteUnanswered { .. }
            | Self::NoteNotice { .. }
            | Self::Overflow { .. }
            | Self::Vacate { .. }
            | Self::See(_) => None,
        }
    }

    /// The fact that this command records for its actor, for those with a [`Self::client_id`]. It comes last of all that
    /// the command makes, but first of what [`Self::HandOn`] does. Not for [`Self::TakeBack`] and [`Self::Retag`], whose
    /// facts follow from how the conversation stands.
    pub fn fact(&self, actor: &Actor) -> Option<Fact> {
        let by = actor.author();
        let fact = match (self.clone(), actor) {
            (Self::Send { id, text, files }, _) => PublicFact::Message { id, by, text, files },
            (Self::End { id } | Self::Lapse { id, .. }, _) => PublicFact::Ended { id, by },
            (Self::Reopen { id } | Self::HandOn { id, .. }, _) => PublicFact::Reopened { id, by },
            (Self::MakeTicket { id, number }, _) => PublicFact::TicketMade { id, number },
            (Self::Rate { id, rating, comment }, _) => PublicFact::Rated { id, rating, comment },
            (command, Actor::Agent { card, .. }) => return command.staff_fact(card.clone()).map(Fact::Staff),
            _ => return None,
        };
        Some(Fact::Public(fact))
    }

    fn staff_fact(self, by: AgentCard) -> Option<StaffFact> {
        match self {
            Self::DealWith { id } => Some(StaffFact::DealtWith { id, by }),
            Self::Archive { id } => Some(StaffFact::Archived { id, by }),
            Self::Unarchive { id } => Some(StaffFact::Unarchived { id, by }),
            Self::Note { id, text, mentions } => Some(StaffFact::Note { id, by, text, mentions }),
            Self::Tag { id, tag } => Some(StaffFact::Tagged { id, by, tag }),
            Self::Untag { id, tag } => Some(StaffFact::Untagged { id, by, tag }),
            _ => None,
        }
    }

    /// Whether a fact is what this command, sent before, has recorded for its actor. A ticket keeps the number that it
    /// got at first, and an agent may have another name by now.
    pub fn has_made(&self, actor: &Actor, fact: &Fact) -> bool {
        match (self, fact) {
            (Self::MakeTicket { id, .. }, Fact::Public(PublicFact::TicketMade { id: made, .. }))
            | (Self::DealWith { id }, Fact::Staff(StaffFact::DealtWith { id: made, .. }))
            | (Self::Archive { id }, Fact::Staff(StaffFact::Archived { id: made, .. }))
            | (Self::Unarchive { id }, Fact::Staff(StaffFact::Unarchived { id: made, .. })) => id == made,
            // What came of it may have been taken back since.
            (Self::Note { id, text, .. }, Fact::Staff(StaffFact::Note { id: made, text: written, .. })) => {
                id == made && (text == written || written.is_empty())
            }
            (
                Self::TakeBack { id, note, .. },
                Fact::Staff(StaffFact::NoteTakenBack { id: made, note: taken, .. }),
            ) => id == made && note == taken,
            (Self::Tag { id, tag: text }, Fact::Staff(StaffFact::Tagged { id: made, tag: written, .. }))
            | (
                Self::Untag { id, tag: text },
                Fact::Staff(StaffFact::Untagged { id: made, tag: written, .. }),
            ) => id == made && text == written,
            _ => self.fact(actor).as_ref() == Some(fact),
        }
    }
}
