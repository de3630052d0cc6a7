//! One conversation: who may do what to it, and which facts that makes.

mod apply;
mod command;
mod decide;

pub use self::command::{Actor, Change, Command, Refusal, Rights};

use serde::{Deserialize, Serialize};
use shared::ids::{AgentId, ClientId, ConversationId, QueueId, VisitorId, WidgetId};
use shared::people::{AgentCard, Browser, Page, VisitorCard};
use shared::time::Timestamp;
use shared::timeline::{AgentEntry, Entry, Fact, PublicFact, Rating, Receipts, Seq, Stage};

/// A conversation without its timeline.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Conversation {
    /// Its id.
    pub id: ConversationId,
    /// Whose it is.
    pub visitor: VisitorId,
    /// Through which widget it came.
    pub widget: WidgetId,
    /// In which queue it waits or waited last.
    pub queue: QueueId,
    /// The topic that the visitor picked, by its name at that time.
    pub topic: String,
    /// What the visitor said of themself.
    pub card: VisitorCard,
    /// Where on the site the visitor was last.
    pub page: Page,
    /// The visitor's browser.
    pub browser: Browser,
    /// Where it stands.
    pub stage: Stage,
    /// Who has it. Always one of those who are present.
    pub owner: Option<AgentCard>,
    /// Who of the staff is in it or may come in.
    pub staff: Staff,
    /// What was before it.
    pub past: Past,
    /// Position of its last entry.
    pub last: Seq,
    /// When it was opened.
    pub opened_at: Timestamp,
    /// When it came into its queue, the last time.
    pub entered_at: Timestamp,
    /// When the visitor wrote last.
    pub spoke_at: Option<Timestamp>,
    /// When it ended.
    pub ended_at: Option<Timestamp>,
    /// When it was dealt with.
    pub dealt_at: Option<Timestamp>,
    /// When it was put into the archive.
    pub archived_at: Option<Timestamp>,
    /// The visitor's verdict.
    pub rating: Option<Rating>,
    /// How far the visitor has got.
    pub visitor_receipts: Receipts,
    /// How far the staff has got.
    pub staff_receipts: Receipts,
}

/// The staff's side of a conversation. Stored as JSON.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Staff {
    /// Who is in it, or was at its end, in order of coming.
    pub present: Vec<AgentCard>,
    /// Who may come in and hasn't yet.
    pub invited: Vec<AgentId>,
    /// Who is called to a note and sees it for no other reason.
    pub mentioned: Vec<AgentId>,
    /// Which notes call them.
    pub calls: Vec<Call>,
    /// Notes that were taken back.
    pub taken_back: Vec<Seq>,
    /// Its tags in order of coming.
    pub tags: Vec<String>,
    /// Whether the visitor was told to wait.
    pub noticed: bool,
    /// Whether it stands for everyone in its queue who has room; who gets room later is not worth another line.
    pub shown_to_all: bool,
}

/// An agent is called to a note and hasn't seen to it yet.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Call {
    /// The note's position.
    pub note: Seq,
    /// Who is called.
    pub agent: AgentId,
}

/// What the visitor had before this conversation.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Past {
    /// Who last had a conversation with the visitor.
    pub last_agent: Option<AgentId>,
    /// Who had the last one, if that was never dealt with.
    pub unfinished: Option<AgentId>,
}

/// What an agent is to a conversation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Part {
    /// Has it.
    Owner,
    /// Is in it.
    Guest,
    /// May come in.
    Invited,
    /// Is a member of its queue.
    Member,
    /// Is called to a note.
    Mentioned,
    /// Looks after its queue.
    Overseer,
    /// Nothing.
    Stranger,
}

impl Conversation {
    /// The entry with which a new conversation begins.
    pub fn begin(&mut self) -> Vec<AgentEntry> {
        let opened = Fact::Public(PublicFact::Opened { topic: self.topic.clone() });
        self.record([opened], self.opened_at)
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

    /// How far the actor's side has got with what the other wrote. An agent who only looks at it from outside hasn't
    /// read it on behalf of the staff.
    fn see(&mut self, actor: &Actor, said: Receipts) -> Result<Change, Refusal> {
        let receipts = match actor {
            _ if !self.shows_to(actor) => return Err(Refusal::NotFound),
            Actor::Visitor(_) => &mut self.visitor_receipts,
            Actor::Agent { card, .. } if self.is_present(&card.id) => &mut self.staff_receipts,
            Actor::Agent { .. } | Actor::System => return Ok(Change::Nothing),
        };
        Ok(if receipts.advance(said, self.last) { Change::Seen } else { Change::Nothing })
    }

    /// Whether the actor may read it: the visitor whose it is, the agents who are in it, may come in or are called to a
    /// note, who looks after its queue, and while it waits the members of its queue.
    pub fn shows_to(&self, actor: &Actor) -> bool {
        match actor {
            Actor::Visitor(visitor) => *visitor == self.visitor,
            Actor::Agent { card, rights } => match self.part(&card.id, *rights) {
                Part::Owner | Part::Guest | Part::Invited | Part::Mentioned | Part::Overseer => true,
                Part::Member => self.stage == Stage::Waiting,
                Part::Stranger => false,
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

    /// Whether an agent is in it, or was at its end.
    pub fn is_present(&self, agent: &AgentId) -> bool {
        self.staff.present.iter().any(|card| card.id == *agent)
    }

    /// Whether there is something that a ticket could hold, or somebody to answer to.
    pub fn is_answerable(&self) -> bool {
        self.spoke_at.is_some() || !self.card.email.is_empty()
    }

    /// When the visitor wrote last, or opened it if that is all.
    pub fn silent_since(&self) -> Timestamp {
        self.spoke_at.unwrap_or(self.opened_at)
    }

    /// Whether it ended without anybody of the staff.
    pub fn is_missed(&self) -> bool {
        self.stage == Stage::Ended && self.staff.present.is_empty()
    }

    fn part(&self, agent: &AgentId, rights: Rights) -> Part {
        if self.owner.as_ref().is_some_and(|owner| owner.id == *agent) {
            Part::Owner
        } else if self.is_present(agent) {
            Part::Guest
        } else if self.staff.invited.contains(agent) {
            Part::Invited
        } else if rights.member && self.stage == Stage::Waiting {
            Part::Member
        } else if rights.oversees {
            Part::Overseer
        } else if self.staff.mentioned.contains(agent) {
            Part::Mentioned
        } else if rights.member {
            Part::Member
        } else {
            Part::Stranger
        }
    }
}

#[cfg(test)]
pub(crate) mod tests;
