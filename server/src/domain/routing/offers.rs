//! Makes and ends offers. What is offered to whom is kept so that an agent's coming and going touches no more than what
//! that agent sees.

use super::Engine;
use super::deadlines::Due;
use super::line::{QueueNo, Seat};
use super::load::AgentNo;
use super::messages::Effect;
use super::rules::{self, Found};
use super::waiting::{Id, Offer, Turn, Waiting};
use shared::ids::ConversationId;
use shared::time::Timestamp;
use shared::timeline::OfferRule;

impl Engine {
    /// Looks at everyone whom the input concerned, who waits longest first.
    pub(super) fn settle(&mut self) {
        loop {
            if let Some(agent) = self.step.touched.pop_first() {
                self.refresh(agent);
            } else if let Some((_, id)) = self.next_turn() {
                self.seek(&id);
            } else {
                break;
            }
        }
        while let Some(agent) = self.step.newcomers.pop_first() {
            self.show(agent);
        }
        self.step.fresh.clear();
    }

    /// The one who waits longest of those who are to be looked at.
    fn next_turn(&mut self) -> Option<Turn> {
        let mut next = self.step.loose.first().cloned();
        let queues = &self.queues;
        self.step.looks.retain(|queue, after| {
            let in_need = queues[*queue].next_in_need(after.as_ref());
            if let Some(turn) = in_need.filter(|turn| next.as_ref().is_none_or(|next| *turn < next)) {
                next = Some(turn.clone());
            }
            in_need.is_some()
        });
        let turn = next?;
        self.step.loose.remove(&turn);
        let queue = self.waiting.get(&turn.1)?.queue;
        if let Some(after) =
            self.step.looks.get_mut(&queue).filter(|_| self.queues[queue].idle.contains(&turn))
        {
            *after = Some(turn.clone());
        }
        Some(turn)
    }

    /// Offers a conversation to whom the rules say.
    fn seek(&mut self, id: &Id) {
        let Some(waiting) = self.waiting.get_mut(id) else { return };
        let number = waiting.queue;
        let queue = &mut self.queues[number];
        let turn = waiting.turn(id);
        queue.idle.remove(&turn);
        queue.crowded.remove(&turn);
        let accept_millis = queue.line.as_ref().map_or(1, |line| line.accept_millis.max(1));
        let until = self.now.plus_millis(accept_millis);
        let found = rules::find(self.now, waiting, queue, &self.staff, &mut self.dice);
        let is_offer = matches!(found, Found::Few(..) | Found::All | Found::Whoever);
        if is_offer {
            waiting.unfinished = None;
        } else {
            self.step.unserved.push(id.clone());
        }
        let conversation = id.as_ref().clone();
        match found {
            Found::Few(rule, agents) => {
                let names = self.staff.names(&agents);
                self.step.effects.push(Effect::Offer {
                    conversation,
                    agents: names,
                    rule,
                    until: Some(until),
                });
                self.ring(id, rule, agents, until);
            }
            Found::All | Found::Whoever => {
                queue.shown.insert(turn);
                let agents: Vec<AgentNo> = queue.untried_members(&waiting.tried).collect();
                let names = self.staff.names(&agents);
                let rule = OfferRule::Everyone;
                let (offer, until) = if found == Found::All {
                    (Offer::All { agents: agents.into_iter().collect(), until }, Some(until))
                } else {
                    self.step.fresh.insert(id.clone());
                    (Offer::Whoever, None)
                };
                waiting.offer = Some(offer);
                self.step.effects.push(Effect::Offer { conversation, agents: names, rule, until });
            }
            Found::Crowded => {
                queue.crowded.insert(turn);
            }
            Found::Rest(until) => {
                waiting.rests_until = Some(until);
                queue.idle.insert(turn);
            }
            Found::Nobody => {
                queue.idle.insert(turn);
            }
        }
        self.set_due(id);
    }

    /// Lets a few agents decide; each has less room as long as they do.
    fn ring(&mut self, id: &Id, rule: OfferRule, agents: Vec<AgentNo>, until: Timestamp) {
        let Some(waiting) = self.waiting.get_mut(id) else { return };
        waiting.offer = Some(Offer::Few { rule, agents: agents.iter().copied().collect(), until });
        let turn = waiting.turn(id);
        if let [agent] = agents[..] {
            self.given += 1;
            self.staff[agent].given = self.given;
        }
        for agent in agents {
            self.staff[agent].ringing.insert(turn.clone());
            self.refresh(agent);
        }
    }

    /// An agent's room may have changed: what that means for what they are offered.
    fn refresh(&mut self, who: AgentNo) {
        // What waits longest stays.
        while self.staff[who].is_over() {
            let Some((_, id)) = self.staff[who].ringing.last().cloned() else { break };
            self.loses_sight(&id, who);
        }
        let agent = &mut self.staff[who];
        let has_room = agent.has_room();
        if has_room == agent.is_free {
            return;
        }
        agent.is_free = has_room;
        let serves = std::mem::take(&mut agent.serves);
        if has_room {
            self.step.newcomers.insert(who);
            for (number, seat) in &serves {
                self.queues[*number].free.insert(*seat);
                self.step.looks.insert(*number, None);
                self.begin_again(*number);
            }
        } else {
            let is_newcomer = self.step.newcomers.remove(&who);
            for (number, seat) in &serves {
                self.hide(*number, *seat, who, is_newcomer);
            }
        }
        self.staff[who].serves = serves;
    }

    /// Shows to an agent who has got room what their queues show to whoever has.
    fn show(&mut self, who: AgentNo) {
        for (number, seat) in &self.staff[who].serves {
            let queue = &self.queues[*number];
            if *seat >= queue.members {
                continue;
            }
            for (_, id) in queue.shown.iter().filter(|(_, id)| !self.step.fresh.contains(id)) {
                let Some(waiting) = self.waiting.get(id) else { continue };
                if matches!(waiting.offer, Some(Offer::Whoever)) && !waiting.tried.contains(&who) {
                    self.step.effects.push(Effect::Offer {
                        conversation: id.as_ref().clone(),
                        agents: vec![self.staff[who].id.clone()],
                        rule: OfferRule::Everyone,
                        until: None,
                    });
                }
            }
        }
    }

    /// Takes out of the sight of an agent who has no room any more what a queue shows to everyone.
    fn hide(&mut self, number: QueueNo, seat: Seat, who: AgentNo, is_newcomer: bool) {
        let queue = &mut self.queues[number];
        queue.free.remove(&seat);
        let mut to_loosen = Vec::new();
        for (_, id) in &queue.shown {
            let Some(waiting) = self.waiting.get_mut(id) else { continue };
            let (saw, is_alone) = match &mut waiting.offer {
                Some(Offer::All { agents, .. }) => (agents.remove(&who), agents.is_empty()),
                Some(Offer::Whoever) => (
                    seat < queue.members
                        && !waiting.tried.contains(&who)
                        && (!is_newcomer || self.step.fresh.contains(id)),
                    queue.untried_members(&waiting.tried).next().is_none(),
                ),
                Some(Offer::Few { .. }) | None => continue,
            };
            if saw {
                self.step.effects.push(Effect::Withdraw {
                    conversation: id.as_ref().clone(),
                    agents: vec![self.staff[who].id.clone()],
                });
            }
            // What is shown to whoever has room waits for the next who has; but not for those who were tried.
            if is_alone && matches!(waiting.offer, Some(Offer::Whoever)) && queue.free.is_empty() {
                if !self.noticed.contains(id) {
                    self.step.unserved.push(id.clone());
                }
            } else if is_alone {
                to_loosen.push(id.clone());
            }
        }
        for id in to_loosen {
            self.loosen(&id);
        }
    }

    /// Loosens what a queue shows to whoever has room, where all who have were tried, or none of them is a member: a rule
    /// before may name them.
    fn begin_again(&mut self, number: QueueNo) {
        let queue = &self.queues[number];
        let unseen = queue.shown.iter().filter(|(_, id)| {
            self.waiting.get(id).is_some_and(|waiting| {
                matches!(waiting.offer, Some(Offer::Whoever))
                    && queue.untried_members(&waiting.tried).next().is_none()
            })
        });
        for (_, id) in unseen.cloned().collect::<Vec<_>>() {
            self.loosen(&id);
        }
    }

    /// Takes a conversation out of the sight of one agent who sees it.
    pub(super) fn loses_sight(&mut self, id: &Id, who: AgentNo) {
        let Some(waiting) = self.waiting.get_mut(id) else { return };
        let turn = waiting.turn(id);
        let is_alone = match &mut waiting.offer {
            Some(Offer::Few { agents, .. }) => {
                self.staff[who].ringing.remove(&turn);
                self.step.touched.insert(who);
                agents.remove(&who);
                agents.is_empty()
            }
            Some(Offer::All { agents, .. }) => {
                agents.remove(&who);
                agents.is_empty()
            }
            Some(Offer::Whoever) => {
                self.queues[waiting.queue].untried_members(&waiting.tried).next().is_none()
            }
            None => return,
        };
        let agents = vec![self.staff[who].id.clone()];
        self.step.effects.push(Effect::Withdraw { conversation: id.as_ref().clone(), agents });
        if is_alone {
            self.loosen(id);
        }
    }

    /// Ends a conversation's offer or rest, without a word to anybody; it is looked at next.
    pub(super) fn loosen(&mut self, id: &Id) {
        let Some(waiting) = self.waiting.get_mut(id) else { return };
        let turn = waiting.turn(id);
        let offer = waiting.offer.take();
        waiting.rests_until = None;
        let number = waiting.queue;
        self.end(&turn, number, offer);
        self.queues[number].idle.insert(turn.clone());
        self.step.loose.insert(turn);
    }

    /// Gives back what an offer took: room of agents, or a place among those shown to everyone.
    fn end(&mut self, turn: &Turn, number: QueueNo, offer: Option<Offer>) {
        match offer {
            Some(Offer::Few { agents, .. }) => {
                for agent in agents {
                    self.staff[agent].ringing.remove(turn);
                    self.step.touched.insert(agent);
                }
            }
            Some(Offer::All { .. } | Offer::Whoever) => {
                self.queues[number].shown.remove(turn);
                self.step.looks.insert(number, None);
            }
            None => {}
        }
    }

    /// A conversation waits no longer, or not there; everyone but its taker loses sight of it.
    pub(super) fn leave(&mut self, conversation: &ConversationId, taker: Option<AgentNo>) -> Option<Waiting> {
        let (id, mut waiting) = self.waiting.remove_entry(conversation)?;
        let turn = waiting.turn(&id);
        let number = waiting.queue;
        let queue = &mut self.queues[number];
        let mut others = queue.audience(&waiting);
        others.retain(|agent| Some(*agent) != taker);
        if !others.is_empty() {
            let agents = self.staff.names(&others);
            self.step.effects.push(Effect::Withdraw { conversation: id.as_ref().clone(), agents });
        }
        queue.idle.remove(&turn);
        queue.crowded.remove(&turn);
        queue.telling.leave(&turn);
        self.step.lines.insert(number);
        self.step.loose.remove(&turn);
        self.end(&turn, number, waiting.offer.take());
        self.deadlines.set(Due::Waiting(id), None);
        Some(waiting)
    }
}
