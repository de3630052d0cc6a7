//! Takes in how the queues are arranged, while conversations wait in them and are offered.

use super::Engine;
use super::line::QueueNo;
use super::load::AgentNo;
use super::messages::{Effect, Line};
use super::waiting::{Id, Offer, Turn};
use shared::timeline::OfferRule;
use std::collections::{BTreeSet, HashMap};

impl Engine {
    /// Arranges all queues anew. A queue that isn't named is gone; what waits in it waits on, for the day it comes back.
    pub(super) fn arrange(&mut self, lines: Vec<Line>) {
        let is_known = |line: &Line| {
            self.queues.arranged(&line.id).is_some_and(|queue| queue.line.as_ref() == Some(line))
        };
        let count = self.queues.iter().filter(|queue| queue.line.is_some()).count();
        if lines.len() == count && lines.iter().all(is_known) {
            return;
        }
        let mut arranged: HashMap<QueueNo, Line> =
            lines.into_iter().map(|line| (self.queues.number(&line.id), line)).collect();
        let mut saw = self.audiences();
        for agent in self.staff.iter_mut() {
            agent.serves.clear();
        }
        for number in self.queues.all() {
            let queue = &mut self.queues[number];
            let line = arranged.remove(&number);
            let rules = queue.line.as_ref().map(|line| &line.rules);
            let restarts = rules != line.as_ref().map(|line| &line.rules);
            queue.line = line;
            queue.seat(&mut self.staff);
            self.step.lines.insert(number);
            self.step.looks.insert(number, None);
            if restarts {
                let mut crowded = std::mem::take(&mut queue.crowded);
                queue.idle.append(&mut crowded);
            }
            let turns: Vec<Turn> = queue.telling.turns().cloned().collect();
            for (_, id) in turns {
                if restarts && let Some(waiting) = self.waiting.get_mut(&id) {
                    waiting.rule = None;
                }
                let stays = !restarts && self.queues[number].ends_with_everyone();
                match saw.remove(&id) {
                    Some(saw) => self.show_others(&id, &saw, stays),
                    None => self.dismiss(&id),
                }
            }
        }
        // Into which queue something overflows may be arranged only now.
        for id in self.waiting.keys().cloned().collect::<Vec<_>>() {
            self.set_due(&id);
        }
    }

    /// Who sees what is shown to whoever is free.
    fn audiences(&self) -> HashMap<Id, BTreeSet<AgentNo>> {
        let shown = self.queues.iter().flat_map(|queue| queue.shown.iter().map(move |(_, id)| (queue, id)));
        let open = shown.filter_map(|(queue, id)| {
            let waiting = self.waiting.get(id)?;
            matches!(waiting.offer, Some(Offer::Whoever))
                .then(|| (id.clone(), queue.audience(waiting).into_iter().collect()))
        });
        open.collect()
    }

    /// Something was shown to whoever was free, who are others now; or it is no longer, when the rules are others.
    fn show_others(&mut self, id: &Id, saw: &BTreeSet<AgentNo>, stays: bool) {
        let Some(waiting) = self.waiting.get(id) else { return };
        let audience = self.queues[waiting.queue].audience(waiting);
        let sees: BTreeSet<AgentNo> = audience.into_iter().filter(|_| stays).collect();
        let conversation = id.as_ref().clone();
        let gone = self.staff.names(saw.difference(&sees));
        if !gone.is_empty() {
            self.step.effects.push(Effect::Withdraw { conversation: conversation.clone(), agents: gone });
        }
        let agents = self.staff.names(sees.difference(saw));
        if !agents.is_empty() {
            let rule = OfferRule::Everyone;
            self.step.effects.push(Effect::Offer { conversation, agents, rule, until: None });
        }
        if sees.is_empty() {
            // Either the rules are others, or only such are left who were tried, or nobody.
            self.loosen(id);
        }
    }

    /// Whoever no longer serves the queue loses sight of what was offered to them.
    fn dismiss(&mut self, id: &Id) {
        let Some(waiting) = self.waiting.get(id) else { return };
        let number = waiting.queue;
        let agents = match &waiting.offer {
            // It wasn't for the queue's sake.
            Some(Offer::Few { rule: OfferRule::Unfinished, .. }) => return,
            Some(Offer::Few { agents, .. } | Offer::All { agents, .. }) => agents.clone(),
            Some(Offer::Whoever) | None => return,
        };
        for agent in agents {
            if self.staff[agent].seat(number).is_none() {
                self.loses_sight(id, agent);
            }
        }
    }
}
