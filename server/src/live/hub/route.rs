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
    mentioned: BTreeSet<AgentId>,
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
            mentioned: BTreeSet::new(),
            offered: BTreeMap::new(),
        };
        route.take_over(conversation);
        route
    }

    /// Follows a change, changes in their order.
    pub fn follow(&mut self, conversation: &Conversation) -> Turn {
        // As with nearly every message.
        if self.stands_as(conversation) {
            return Turn { hear: self.audience(), ..Turn::default() };
        }
        let before = self.audience();
        let (present, invited) = (self.present.clone(), self.invited.clone());
        let mentioned = self.mentioned.clone();
        self.take_over(conversation);
        let after = self.audience();
        let is_over = conversation.stage == Stage::Ended;
        let why = |agent: &AgentId| match &conversation.owner {
            _ if is_over => Vanished::Ended,
            _ if present.contains(agent) => Vanished::GivenAway,
            _ if invited.contains(agent) => Vanished::Declined,
            _ if mentioned.contains(agent) => Vanished::Heeded,
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

    fn stands_as(&self, conversation: &Conversation) -> bool {
        let staff = &conversation.staff;
        conversation.stage != Stage::Ended
            && (conversation.stage == Stage::Waiting || self.offered.is_empty())
            && self.owner == conversation.owner
            && self.present.len() == staff.present.len()
            && staff.present.iter().all(|card| self.present.contains(&card.id))
            && self.invited.len() == staff.invited.len()
            && staff.invited.iter().all(|agent| self.invited.contains(agent))
            && self.mentioned.len() == staff.mentioned.len()
            && staff.mentioned.iter().all(|agent| self.mentioned.contains(agent))
    }

    fn take_over(&mut self, conversation: &Conversation) {
        self.owner.clone_from(&conversation.owner);
        self.present = conversation.staff.present.iter().map(|card| card.id.clone()).collect();
        self.invited = conversation.staff.invited.iter().cloned().collect();
        self.mentioned = conversation.staff.mentioned.iter().cloned().collect();
        if conversation.stage != Stage::Waiting {
            self.offered.clear();
        }
    }

    /// Everyone of the staff who sees it.
    pub fn audience(&self) -> BTreeSet<AgentId> {
        let offered = self.offered.keys();
        self.present.iter().chain(&self.invited).chain(&self.mentioned).chain(offered).cloned().collect()
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
        let audience = self.audience();
        gone.into_iter().filter(|agent| !audience.contains(agent)).collect()
    }
}

impl Route {
    /// Calls to notes are over. Returns for whom, of those who see it for no other reason.
    pub fn uncall(&mut self, agents: &[AgentId]) -> Vec<AgentId> {
        let gone: Vec<AgentId> =
            agents.iter().filter(|agent| self.mentioned.remove(*agent)).cloned().collect();
        let audience = self.audience();
        gone.into_iter().filter(|agent| !audience.contains(agent)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::conversation::Command;
    use crate::domain::conversation::tests::{
        agent, end, give_to, invite, member, stranger, visitor, waiting,
    };
    use shared::time::Timestamp;
    use shared::timeline::OfferRule;

    fn offer() -> Offer {
        Offer { rule: OfferRule::Everyone, at: Timestamp(0), until: None }
    }

    fn ids(names: &[&str]) -> Vec<AgentId> {
        names.iter().map(|name| AgentId::from(*name)).collect()
    }

    #[test]
    fn whose_view_each_step_changes() {
        let mut conversation = waiting();
        let mut route = Route::of(&conversation);
        route.include(&ids(&["anna", "boris"]), &offer());
        let taken = Vanished::TakenBy(agent("anna"));
        let steps = [
            (visitor("v"), Command::Take, vec!["anna", "boris"], vec![], vec![]),
            (member("anna"), Command::Take, vec!["anna"], vec![], vec![("boris", taken)]),
            (member("anna"), invite("clara"), vec!["anna", "clara"], vec!["clara"], vec![]),
            (stranger("clara"), Command::Join, vec!["anna", "clara"], vec![], vec![]),
            (member("anna"), invite("boris"), vec!["anna", "boris", "clara"], vec!["boris"], vec![]),
            (
                member("boris"),
                Command::Decline,
                vec!["anna", "clara"],
                vec![],
                vec![("boris", Vanished::Declined)],
            ),
            (
                member("anna"),
                give_to("boris"),
                vec!["boris", "clara"],
                vec!["boris"],
                vec![("anna", Vanished::GivenAway)],
            ),
            (stranger("clara"), Command::Leave, vec!["boris"], vec![], vec![("clara", Vanished::GivenAway)]),
            (member("boris"), Command::Leave, vec![], vec![], vec![("boris", Vanished::GivenAway)]),
        ];
        for (actor, command, hear, newcomers, leavers) in steps {
            let _ = conversation.act(&actor, &command, Timestamp(1));
            let turn = route.follow(&conversation);
            let leavers = leavers.into_iter().map(|(agent, reason)| (AgentId::from(agent), reason)).collect();
            let hear = ids(&hear).into_iter().collect();
            assert_eq!(turn, Turn { hear, newcomers: ids(&newcomers), leavers }, "{command:?}");
        }
        route.include(&ids(&["anna"]), &offer());
        conversation.act(&visitor("v"), &end(), Timestamp(2)).expect("it goes on");
        let turn = route.follow(&conversation);
        assert_eq!(turn.leavers, [(AgentId::from("anna"), Vanished::Ended)]);
        assert!(turn.hear.contains(&AgentId::from("anna")), "hears the end, too");
    }

    #[test]
    fn an_offer_is_nothing_to_who_is_in_it_anyway() {
        let mut conversation = waiting();
        let mut route = Route::of(&conversation);
        route.include(&ids(&["anna", "boris"]), &offer());
        assert_eq!(route.exclude(&ids(&["anna", "clara"])), ids(&["anna"]));
        conversation.act(&member("boris"), &Command::Take, Timestamp(1)).expect("it waits");
        route.follow(&conversation);
        route.include(&ids(&["anna"]), &offer());
        assert_eq!(
            (route.offer(&"anna".into()), route.offer(&"boris".into())),
            (None, None),
            "taken in between"
        );
        assert_eq!(route.exclude(&ids(&["boris"])), ids(&[]));
    }
}
