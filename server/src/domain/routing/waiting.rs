//! A conversation that waits, and how it is offered.

use super::line::QueueNo;
use super::load::AgentNo;
use shared::ids::ConversationId;
use shared::time::Timestamp;
use shared::timeline::OfferRule;
use std::collections::BTreeSet;
use std::sync::Arc;

/// A conversation's id, cheap to keep in several places.
pub type Id = Arc<ConversationId>;
/// Where a conversation stands in the order of waiting, in every queue: who waits longest is first.
pub type Turn = (Timestamp, Id);

/// A conversation that waits.
#[derive(Debug)]
pub struct Waiting {
    /// Where.
    pub queue: QueueNo,
    /// Since when, in any queue.
    pub since: Timestamp,
    /// Since when in this queue.
    pub entered_at: Timestamp,
    /// Who last had a conversation with this visitor.
    pub last_agent: Option<AgentNo>,
    /// Who is asked before all rules; nobody once somebody was asked.
    pub unfinished: Option<AgentNo>,
    /// Who was asked and gave no answer or a refusal, since all were.
    pub tried: BTreeSet<AgentNo>,
    /// Whether the visitor has written.
    pub written: bool,
    /// The rule by which somebody was last asked.
    pub rule: Option<usize>,
    /// To whom it is offered now.
    pub offer: Option<Offer>,
    /// When it was last refused.
    pub declined_at: Option<Timestamp>,
    /// Until when nobody is asked again who has refused.
    pub rests_until: Option<Timestamp>,
}

/// To whom a conversation is offered.
#[derive(Debug)]
pub enum Offer {
    /// To a few. It takes room of each.
    Few {
        /// By which rule.
        rule: OfferRule,
        /// To whom.
        agents: BTreeSet<AgentNo>,
        /// Until when.
        until: Timestamp,
    },
    /// To all members who had room at that moment, and still have.
    All {
        /// To whom.
        agents: BTreeSet<AgentNo>,
        /// Until when.
        until: Timestamp,
    },
    /// To all members who have room and haven't been tried, whoever that is at each moment.
    Whoever,
}

impl Waiting {
    /// Where it stands in the order of waiting.
    pub fn turn(&self, id: &Id) -> Turn {
        (self.since, id.clone())
    }

    /// When its offer ends or its rest, whichever it has.
    pub fn moves_on_at(&self) -> Option<Timestamp> {
        match &self.offer {
            Some(Offer::Few { until, .. } | Offer::All { until, .. }) => Some(*until),
            Some(Offer::Whoever) => None,
            None => self.rests_until,
        }
    }
}
