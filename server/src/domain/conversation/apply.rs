//! What a conversation becomes by a fact. It says the same as the reducer that everyone shares,
//! [`Summary::apply`](shared::timeline::Summary::apply), and remembers what only the server needs.

use super::{Call, Conversation};
use shared::ids::AgentId;
use shared::people::AgentCard;
use shared::time::Timestamp;
use shared::timeline::{Author, Destination, Fact, OfferRule, PublicFact, StaffFact, Stage};

impl Conversation {
    /// Takes a fact that was recorded at `at` into account.
    pub(super) fn apply(&mut self, fact: &Fact, at: Timestamp) {
        self.last += 1;
        match fact {
            Fact::Public(fact) => self.apply_public(fact, at),
            Fact::Staff(fact) => self.apply_staff(fact, at),
        }
    }

    fn apply_staff(&mut self, fact: &StaffFact, at: Timestamp) {
        if !is_aside(fact) {
            self.staff.shown_to_all =
                matches!(fact, StaffFact::Offered { rule: OfferRule::Everyone, until: None, .. });
        }
        match fact {
            StaffFact::Taken { agent } => self.owner = Some(agent.clone()),
            StaffFact::Transferred { to, .. } => {
                self.owner = None;
                if let Destination::Queue { id, .. } = to {
                    self.queue = id.clone();
                    self.entered_at = at;
                }
            }
            StaffFact::Overflowed { queue, .. } => {
                self.queue = queue.clone();
                self.entered_at = at;
            }
            StaffFact::Invited { agent, .. } => self.staff.invited.push(agent.id.clone()),
            StaffFact::Declined { agent } => self.staff.invited.retain(|id| *id != agent.id),
            StaffFact::Noticed { .. } => self.staff.noticed = true,
            StaffFact::DealtWith { .. } => self.dealt_at = Some(at),
            StaffFact::Archived { .. } => self.archived_at = Some(at),
            StaffFact::Unarchived { .. } => self.archived_at = None,
            StaffFact::Note { mentions, .. } => self.mentioned(mentions),
            StaffFact::NoteTakenBack { note, uncalled, .. } => {
                self.staff.taken_back.push(*note);
                self.staff.calls.retain(|call| call.note != *note);
                self.staff.mentioned.retain(|id| !uncalled.contains(id));
            }
            StaffFact::Heeded { agent } => self.is_called_no_longer(&agent.id),
            StaffFact::Tagged { tag, .. } => self.staff.tags.push(tag.clone()),
            StaffFact::Untagged { tag, .. } => self.staff.tags.retain(|known| known != tag),
            StaffFact::Offered { .. } | StaffFact::NotAnswered { .. } => {}
        }
    }

    fn apply_public(&mut self, fact: &PublicFact, at: Timestamp) {
        match fact {
            PublicFact::Opened { .. } => self.entered_at = at,
            PublicFact::Message { by: Author::Visitor, .. } => self.spoke_at = Some(at),
            PublicFact::Message { .. } => {}
            PublicFact::Joined { agent } => self.joined(agent),
            PublicFact::Left { agent } => {
                self.staff.present.retain(|card| card.id != *agent);
                if self.owner.as_ref().is_some_and(|owner| owner.id == *agent) {
                    self.owner = None;
                }
                if self.staff.present.is_empty() && self.stage == Stage::Active {
                    self.stage = Stage::Waiting;
                    self.entered_at = at;
                }
            }
            PublicFact::Ended { .. } | PublicFact::TicketMade { .. } => {
                self.stage = Stage::Ended;
                self.ended_at = Some(at);
                self.staff.invited.clear();
            }
            PublicFact::Reopened { .. } => {
                self.stage = if self.staff.present.is_empty() { Stage::Waiting } else { Stage::Active };
                self.ended_at = None;
                self.dealt_at = None;
                self.archived_at = None;
            }
            PublicFact::Rated { rating, .. } => self.rating = Some(*rating),
        }
    }

    fn mentioned(&mut self, agents: &[AgentId]) {
        for agent in agents.iter().filter(|agent| !self.is_present(agent)).cloned().collect::<Vec<_>>() {
            if !self.staff.mentioned.contains(&agent) {
                self.staff.mentioned.push(agent.clone());
            }
            let call = Call { note: self.last, agent };
            if !self.staff.calls.contains(&call) {
                self.staff.calls.push(call);
            }
        }
    }

    fn is_called_no_longer(&mut self, agent: &AgentId) {
        self.staff.mentioned.retain(|id| id != agent);
        self.staff.calls.retain(|call| call.agent != *agent);
    }

    fn joined(&mut self, agent: &AgentCard) {
        self.is_called_no_longer(&agent.id);
        if !self.is_present(&agent.id) {
            self.staff.present.push(agent.clone());
        }
        self.staff.invited.retain(|id| *id != agent.id);
        if self.stage == Stage::Waiting {
            self.stage = Stage::Active;
        }
    }
}

/// Whether the conversation stands for those whom it is offered to as it did before.
fn is_aside(fact: &StaffFact) -> bool {
    matches!(
        fact,
        StaffFact::Invited { .. }
            | StaffFact::Declined { .. }
            | StaffFact::Note { .. }
            | StaffFact::NoteTakenBack { .. }
            | StaffFact::Heeded { .. }
            | StaffFact::Tagged { .. }
            | StaffFact::Untagged { .. }
    )
}
