//! What follows from a timeline, derived by one reducer in widget, console and server alike.

use super::{Entry, Fact, PublicFact, Rating, Seq, StaffFact, Stage};
use crate::ids::AgentId;
use crate::people::AgentCard;
use crate::time::Timestamp;
use serde::{Deserialize, Serialize};

/// What is derived from a timeline.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Summary {
    /// Where it stands.
    pub stage: Stage,
    /// Position of the last entry.
    pub last: Seq,
    /// When it was opened.
    pub opened_at: Timestamp,
    /// When it ended.
    pub ended_at: Option<Timestamp>,
    /// Everyone of the staff who ever came in, in order of coming.
    pub agents: Vec<AgentCard>,
    /// Who of the staff is in it now, in order of coming.
    #[serde(default)]
    pub present: Vec<AgentId>,
    /// Who has it. Visitors' clients don't learn it: it comes from a [`StaffFact`].
    pub owner: Option<AgentId>,
    /// Colleagues who may come in and haven't yet. Visitors' clients don't learn it.
    #[serde(default)]
    pub invited: Vec<AgentId>,
    /// Colleagues who are called to a note and don't see it for another reason. Visitors' clients don't learn it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub mentioned: Vec<AgentId>,
    /// Its tags in order of coming. Visitors' clients don't learn them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tags: Vec<String>,
    /// When it was dealt with. Visitors' clients don't learn it.
    #[serde(default)]
    pub dealt_at: Option<Timestamp>,
    /// When it was put into the archive. Visitors' clients don't learn it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub archived_at: Option<Timestamp>,
    /// The visitor's verdict.
    pub rating: Option<Rating>,
}

/// Lets one reducer read both kinds of entries.
pub trait Audience {
    /// The fact, if the visitor may see it.
    fn public(&self) -> Option<&PublicFact>;
    /// The fact, if it is the staff's.
    fn staff(&self) -> Option<&StaffFact>;
}

impl Audience for Fact {
    fn public(&self) -> Option<&PublicFact> {
        match self {
            Fact::Public(fact) => Some(fact),
            Fact::Staff(_) => None,
        }
    }

    fn staff(&self) -> Option<&StaffFact> {
        match self {
            Fact::Public(_) => None,
            Fact::Staff(fact) => Some(fact),
        }
    }
}

impl Audience for Option<PublicFact> {
    fn public(&self) -> Option<&PublicFact> {
        self.as_ref()
    }

    fn staff(&self) -> Option<&StaffFact> {
        None
    }
}

impl Summary {
    /// Takes one more entry into account. Entries must come in order; see [`Timeline::receive`] for the check.
    pub fn apply<F: Audience>(&mut self, entry: &Entry<F>) {
        self.last = entry.seq;
        if let Some(fact) = entry.fact.staff() {
            self.apply_staff(fact, entry.at);
        }
        if let Some(fact) = entry.fact.public() {
            self.apply_public(fact, entry.at);
        }
    }

    fn apply_staff(&mut self, fact: &StaffFact, at: Timestamp) {
        match fact {
            StaffFact::Taken { agent } => self.owner = Some(agent.id.clone()),
            StaffFact::Transferred { .. } => self.owner = None,
            StaffFact::Invited { agent, .. } => {
                if !self.invited.contains(&agent.id) {
                    self.invited.push(agent.id.clone());
                }
            }
            StaffFact::Declined { agent } => self.invited.retain(|id| *id != agent.id),
            StaffFact::DealtWith { .. } => self.dealt_at = Some(at),
            StaffFact::Archived { .. } => self.archived_at = Some(at),
            StaffFact::Unarchived { .. } => self.archived_at = None,
            StaffFact::Note { mentions, .. } => {
                for agent in mentions {
                    if !self.present.contains(agent) && !self.mentioned.contains(agent) {
                        self.mentioned.push(agent.clone());
                    }
                }
            }
            StaffFact::NoteTakenBack { uncalled, .. } => self.mentioned.retain(|id| !uncalled.contains(id)),
            StaffFact::Heeded { agent } => self.mentioned.retain(|id| *id != agent.id),
            StaffFact::Tagged { tag, .. } => {
                if !self.tags.contains(tag) {
                    self.tags.push(tag.clone());
                }
            }
            StaffFact::Untagged { tag, .. } => self.tags.retain(|known| known != tag),
            StaffFact::Offered { .. }
            | StaffFact::NotAnswered { .. }
            | StaffFact::Overflowed { .. }
            | StaffFact::Noticed { .. } => {}
        }
    }

    fn apply_public(&mut self, fact: &PublicFact, at: Timestamp) {
        match fact {
            PublicFact::Opened { .. } => self.opened_at = at,
            PublicFact::Joined { agent } => {
                if self.agent(&agent.id).is_none() {
                    self.agents.push(agent.clone());
                }
                if !self.present.contains(&agent.id) {
                    self.present.push(agent.id.clone());
                }
                self.invited.retain(|id| *id != agent.id);
                self.mentioned.retain(|id| *id != agent.id);
                if self.stage == Stage::Waiting {
                    self.stage = Stage::Active;
                }
            }
            PublicFact::Left { agent } => {
                self.present.retain(|id| id != agent);
                if self.owner.as_ref() == Some(agent) {
                    self.owner = None;
                }
                // The last one has gone: somebody is looked for again.
                if self.present.is_empty() && self.stage == Stage::Active {
                    self.stage = Stage::Waiting;
                }
            }
            PublicFact::Ended { .. } | PublicFact::TicketMade { .. } => {
                self.stage = Stage::Ended;
                self.ended_at = Some(at);
                self.invited.clear();
            }
            PublicFact::Reopened { .. } => {
                self.stage = if self.present.is_empty() { Stage::Waiting } else { Stage::Active };
                self.ended_at = None;
                self.dealt_at = None;
                self.archived_at = None;
            }
            PublicFact::Rated { rating, .. } => self.rating = Some(*rating),
            PublicFact::Message { .. } => {}
        }
    }

    /// The card of an agent who has been in the conversation.
    pub fn agent(&self, id: &AgentId) -> Option<&AgentCard> {
        self.agents.iter().find(|card| card.id == *id)
    }
}
