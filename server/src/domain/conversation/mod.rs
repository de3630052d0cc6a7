//! One conversation: who may do what to it, and which facts that makes.

use shared::file::FileCard;
use shared::ids::{ClientId, ConversationId, QueueId, VisitorId, WidgetId};
use shared::people::{AgentCard, Browser, Page, VisitorCard};
use shared::problem::{Code, Field, Problem};
use shared::time::Timestamp;
use shared::timeline::{
    AgentEntry, Author, Entry, Fact, OfferRule, PublicFact, Rating, Receipts, Seq, StaffFact, Stage,
};

/// A conversation without its timeline.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Conversation {
    /// Its id.
    pub id: ConversationId,
    /// Whose it is.
    pub visitor: VisitorId,
    /// Through which widget it came.
    pub widget: WidgetId,
    /// In which queue it waits or waited.
    pub queue: QueueId,
    /// The queue's public name when it was opened.
    pub topic: String,
    /// What the visitor said of themself.
    pub card: VisitorCard,
    /// Where on the site the visitor was last.
    pub page: Page,
    /// The visitor's browser.
    pub browser: Browser,
    /// Where it stands.
    pub stage: Stage,
    /// Who has it.
    pub owner: Option<AgentCard>,
    /// Position of its last entry.
    pub last: Seq,
    /// When it was opened.
    pub opened_at: Timestamp,
    /// When the visitor wrote last.
    pub spoke_at: Option<Timestamp>,
    /// When it ended.
    pub ended_at: Option<Timestamp>,
    /// The visitor's verdict.
    pub rating: Option<Rating>,
    /// How far the visitor has got.
    pub visitor_receipts: Receipts,
    /// How far the staff has got.
    pub staff_receipts: Receipts,
}

/// Who acts. That they are who they say is proven before.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Actor {
    /// A visitor.
    Visitor(VisitorId),
    /// An agent.
    Agent {
        /// Who.
        card: AgentCard,
        /// Whether the agent is a member of the conversation's queue.
        member: bool,
    },
    /// Nobody: it follows from a setting.
    System,
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
    /// The visitor would rather not wait.
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
    /// Somebody else was faster.
    AlreadyTaken(AgentCard),
    /// It is over.
    Ended,
    /// It goes on still, so it can't be rated.
    NotEnded,
    /// It was rated before.
    AlreadyRated,
    /// Only the other side may do this.
    Forbidden,
    /// An agent has it already, so nobody waits.
    NotWaiting,
    /// There is nothing yet that a ticket could hold.
    NothingWritten,
    /// The visitor has written again.
    NotSilent,
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
            Refusal::Forbidden => Problem::new(Code::Forbidden, "this is for the other side to do"),
            Refusal::NotWaiting => Problem::new(Code::Forbidden, "an agent has this conversation"),
            Refusal::NothingWritten => Problem {
                field: Some(Field::Text),
                ..Problem::new(Code::Invalid, "a ticket needs something written")
            },
            Refusal::NotSilent => Problem::new(Code::Forbidden, "the visitor has written again"),
        }
    }
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
            Self::Take | Self::See(_) => None,
            Self::Send { id, .. }
            | Self::End { id }
            | Self::MakeTicket { id, .. }
            | Self::Lapse { id, .. }
            | Self::Rate { id, .. } => Some(id),
        }
    }

    /// The fact that this command records for its actor, for those with a [`Self::client_id`].
    pub fn fact(&self, actor: &Actor) -> Option<PublicFact> {
        let by = actor.author();
        match self.clone() {
            Self::Take | Self::See(_) => None,
            Self::Send { id, text, files } => Some(PublicFact::Message { id, by, text, files }),
            Self::End { id } | Self::Lapse { id, .. } => Some(PublicFact::Ended { id, by }),
            Self::MakeTicket { id, number } => Some(PublicFact::TicketMade { id, number }),
            Self::Rate { id, rating, comment } => Some(PublicFact::Rated { id, rating, comment }),
        }
    }

    /// Whether a fact is what this command, sent before, has recorded for its actor. A ticket keeps the number that it
    /// got at first.
    pub fn has_made(&self, actor: &Actor, fact: &Fact) -> bool {
        match (self, fact) {
            (Self::MakeTicket { id, .. }, Fact::Public(PublicFact::TicketMade { id: made, .. })) => {
                id == made
            }
            _ => self.fact(actor).map(Fact::Public).as_ref() == Some(fact),
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

impl Conversation {
    /// The entries with which a new conversation begins, offered by the first rule of its queue.
    pub fn begin(&mut self, rule: OfferRule) -> Vec<AgentEntry> {
        let opened = Fact::Public(PublicFact::Opened { topic: self.topic.clone() });
        self.record([opened, Fact::Staff(StaffFact::Offered { rule, agents: Vec::new(), until: None })], self.opened_at)
    }

    /// Decides on a command and, if it is legal, takes all that follows from it into account.
    ///
    /// # Errors
    /// The rule that the command breaks; then nothing has changed.
    pub fn act(&mut self, actor: &Actor, command: &Command, now: Timestamp) -> Result<Change, Refusal> {
        if let Command::See(receipts) = command {
            return self.see(actor, *receipts);
        }
        let facts = self.decide(actor, command)?;
        if facts.is_empty() {
            return Ok(Change::Nothing);
        }
        Ok(Change::Recorded(self.record(facts, now)))
    }

    fn record(&mut self, facts: impl IntoIterator<Item = Fact>, at: Timestamp) -> Vec<AgentEntry> {
        let entry = |fact| {
            self.apply(&fact, at);
            Entry { seq: self.last, at, fact }
        };
        facts.into_iter().map(entry).collect()
    }

    /// How far the actor's side has got with what the other wrote. An agent who only looks at what waits hasn't
    /// read it on behalf of the staff.
    fn see(&mut self, actor: &Actor, said: Receipts) -> Result<Change, Refusal> {
        let receipts = match actor {
            _ if !self.shows_to(actor) => return Err(Refusal::NotFound),
            Actor::Visitor(_) => &mut self.visitor_receipts,
            Actor::Agent { .. } if self.owner.is_some() => &mut self.staff_receipts,
            Actor::Agent { .. } | Actor::System => return Ok(Change::Nothing),
        };
        Ok(if receipts.advance(said, self.last) { Change::Seen } else { Change::Nothing })
    }

    /// Whether the actor may read it: the visitor whose it is, the agent who has it, and while it waits the
    /// members of its queue.
    pub fn shows_to(&self, actor: &Actor) -> bool {
        match actor {
            Actor::Visitor(visitor) => *visitor == self.visitor,
            Actor::Agent { card, member } => match &self.owner {
                Some(owner) => owner.id == card.id,
                None => *member && self.stage == Stage::Waiting,
            },
            Actor::System => false,
        }
    }

    /// Whether the actor may write into it now.
    ///
    /// # Errors
    /// The rule that a message would break.
    pub fn may_send(&self, actor: &Actor) -> Result<(), Refusal> {
        let message = Command::Send { id: ClientId::from("any"), text: String::new(), files: Vec::new() };
        self.decide(actor, &message).map(drop)
    }

    /// The facts that the command makes, in order; none if it asks for what is so already.
    fn decide(&self, actor: &Actor, command: &Command) -> Result<Vec<Fact>, Refusal> {
        let mut facts = Vec::new();
        match actor {
            Actor::Visitor(visitor) if *visitor != self.visitor => return Err(Refusal::NotFound),
            Actor::Visitor(_) | Actor::System => {}
            Actor::Agent { card, member } => match &self.owner {
                Some(owner) if owner.id == card.id => {}
                Some(owner) if *member => return Err(Refusal::AlreadyTaken(owner.clone())),
                None if *member && self.stage == Stage::Ended => return Err(Refusal::Ended),
                None if *member => {
                    if matches!(command, Command::Take | Command::Send { .. }) {
                        facts.push(Fact::Staff(StaffFact::Taken { agent: card.clone() }));
                        facts.push(Fact::Public(PublicFact::Joined { agent: card.clone() }));
                    }
                }
                Some(_) | None => return Err(Refusal::NotFound),
            },
        }
        let is_visitor = matches!(actor, Actor::Visitor(_));
        match command {
            Command::Lapse { .. } if *actor != Actor::System => return Err(Refusal::Forbidden),
            Command::Take | Command::Send { .. } | Command::End { .. } if *actor == Actor::System => {
                return Err(Refusal::Forbidden);
            }
            Command::Take if is_visitor => return Err(Refusal::Forbidden),
            Command::MakeTicket { .. } if !is_visitor => return Err(Refusal::Forbidden),
            Command::Rate { .. } if !is_visitor => return Err(Refusal::Forbidden),
            Command::Rate { .. } if self.stage != Stage::Ended => return Err(Refusal::NotEnded),
            Command::Rate { .. } if self.rating.is_some() => return Err(Refusal::AlreadyRated),
            Command::Send { .. }
            | Command::End { .. }
            | Command::MakeTicket { .. }
            | Command::Lapse { .. }
                if self.stage == Stage::Ended =>
            {
                return Err(Refusal::Ended);
            }
            Command::MakeTicket { .. } if self.stage != Stage::Waiting => return Err(Refusal::NotWaiting),
            Command::MakeTicket { .. } if self.spoke_at.is_none() => return Err(Refusal::NothingWritten),
            Command::Lapse { silent_since, .. } if self.silent_since() > *silent_since => {
                return Err(Refusal::NotSilent);
            }
            // An agent who doesn't have it yet can take it, not end it.
            Command::End { .. } if !is_visitor && self.owner.is_none() => return Err(Refusal::Forbidden),
            Command::Take
            | Command::Send { .. }
            | Command::End { .. }
            | Command::MakeTicket { .. }
            | Command::Lapse { .. }
            | Command::Rate { .. }
            | Command::See(_) => {}
        }
        facts.extend(command.fact(actor).map(Fact::Public));
        Ok(facts)
    }

    /// When the visitor wrote last, or opened it if that is all.
    pub fn silent_since(&self) -> Timestamp {
        self.spoke_at.unwrap_or(self.opened_at)
    }

    /// Takes a fact that was recorded at `at` into account.
    fn apply(&mut self, fact: &Fact, at: Timestamp) {
        self.last += 1;
        match fact {
            Fact::Staff(StaffFact::Taken { agent }) => {
                self.owner = Some(agent.clone());
                self.stage = Stage::Active;
            }
            Fact::Public(PublicFact::Ended { .. } | PublicFact::TicketMade { .. }) => {
                self.stage = Stage::Ended;
                self.ended_at = Some(at);
            }
            Fact::Public(PublicFact::Rated { rating, .. }) => self.rating = Some(*rating),
            Fact::Public(PublicFact::Message { by: Author::Visitor, .. }) => self.spoke_at = Some(at),
            Fact::Staff(_)
            | Fact::Public(
                PublicFact::Opened { .. }
                | PublicFact::Message { .. }
                | PublicFact::Joined { .. }
                | PublicFact::Left { .. }
                | PublicFact::Reopened { .. },
            ) => {}
        }
    }
}

#[cfg(test)]
mod tests;
