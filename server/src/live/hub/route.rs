//! Who hears of one conversation.

use crate::domain::conversation::Conversation;
use shared::agent::{Offer, Vanished};
use shared::ids::{AgentId, VisitorId};
use shared::people::AgentCard;
use shared::timeline::Stage;
use std::collections::{BTreeMap, BTreeSet};

/// The people of a conversation that goes on.
#[derive(Debug)]
pub struct Route {
    /// Whose it is.
    pub visitor: VisitorId,
    owner: Option<AgentCard>,
    present: BTreeSet<AgentId>,
    invited: BTreeSet<AgentId>,
    offered: BTreeMap<AgentId, Offer>,
}

/// Whose view a change has changed.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Turn {
    /// Who hears of the change.
    pub hear: BTreeSet<AgentId>,
    /// Who of them didn't see the conversation before.
    pub newcomers: Vec<AgentId>,
    /// Who doesn't see it any more, and why.
    pub leavers: Vec<(AgentId, Vanished)>,
}

impl Route {
    /// The way to the people of a conversation as it stands; nobody is offered it.
    pub fn of(conversation: &Conversation) -> Self {
        let mut route = Self {
            visitor: conversation.visitor.clone(),
            owner: None,
            present: BTreeSet::new(),
            invited: BTreeSet::new(),
            offered: BTreeMap::new(),
        };
        route.take_over(conversation);
        route
    }

    /// Follows a change, changes in their order.
    pub fn follow(&mut self, conversation: &Conversation) -> Turn {
        let before = self.audience();
        let (present, invited) = (self.present.clone(), self.invited.clone());
        self.take_over(conversation);
        let after = self.audience();
        let is_over = conversation.stage == Stage::Ended;
        let why = |agent: &AgentId| match &conversation.owner {
            _ if is_over => Vanished::Ended,
            _ if present.contains(agent) => Vanished::GivenAway,
            _ if invited.contains(agent) => Vanished::Declined,
            Some(owner) => Vanished::TakenBy(owner.clone()),
            None => Vanished::NotYours,
        };
        Turn {
            newcomers: after.difference(&before).cloned().collect(),
            leavers: before.difference(&after).map(|agent| (agent.clone(), why(agent))).collect(),
            // Of the end those hear too who only looked at it.
            hear: if is_over { &before | &after } else { after },
        }
    }

    fn take_over(&mut self, conversation: &Conversation) {
        self.owner.clone_from(&conversation.owner);
        self.present = conversation.staff.present.iter().map(|card| card.id.clone()).collect();
        self.invited = conversation.staff.invited.iter().cloned().collect();
        if conversation.stage != Stage::Waiting {
            self.offered.clear();
        }
    }

    /// Everyone of the staff who sees it.
    pub fn audience(&self) -> BTreeSet<AgentId> {
        self.present.iter().chain(&self.invited).chain(self.offered.keys()).cloned().collect()
    }

    /// Who has it.
    pub fn owner(&self) -> Option<&AgentCard> {
        self.owner.as_ref()
    }

    /// Whether an agent is in it.
    pub fn is_present(&self, agent: &AgentId) -> bool {
        self.present.contains(agent)
    }

    /// Whether an agent may come in.
    pub fn is_invited(&self, agent: &AgentId) -> bool {
        self.invited.contains(agent)
    }

    /// What stands as an offer to an agent.
    pub fn offer(&self, agent: &AgentId) -> Option<&Offer> {
        self.offered.get(agent)
    }

    /// Offers it to agents, if nobody has it.
    pub fn include(&mut self, agents: &[AgentId], offer: &Offer) {
        if self.owner.is_none() {
            self.offered.extend(agents.iter().map(|agent| (agent.clone(), offer.clone())));
        }
    }

    /// Takes offers back. Returns from whom, of those who see it for no other reason.
    pub fn exclude(&mut self, agents: &[AgentId]) -> Vec<AgentId> {
        let gone: Vec<AgentId> =
            agents.iter().filter(|agent| self.offered.remove(*agent).is_some()).cloned().collect();
        gone.into_iter()
            .filter(|agent| !self.present.contains(agent) && !self.invited.contains(agent))
            .collect()
    }
}
