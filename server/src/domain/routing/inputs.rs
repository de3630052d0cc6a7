//! Writes down what has happened. Who is offered what by that is found out afterwards.

use super::deadlines::Due;
use super::load::{AgentNo, Held};
use super::messages::{Effect, Input};
use super::waiting::{Id, Offer, Waiting};
use super::{DOZE_MILLIS, Engine};
use shared::ids::{ConversationId, QueueId};
use shared::time::Timestamp;

impl Engine {
    /// Writes down an input.
    pub(super) fn take_in(&mut self, input: Input) {
        match input {
            Input::Arrange { lines } => self.arrange(lines),
            Input::Agent { agent, room } => {
                let agent = self.staff.number(&agent);
                self.has_room(agent, room);
            }
            Input::Waits {
                conversation,
                queue,
                since,
                entered_at,
                last_agent,
                unfinished,
                tried,
                written,
            } => {
                let queue = self.queues.number(&queue);
                let waiting = Waiting {
                    queue,
                    since,
                    entered_at,
                    last_agent: last_agent.map(|agent| self.staff.number(&agent)),
                    unfinished: unfinished.map(|agent| self.staff.number(&agent)),
                    tried: tried.iter().map(|agent| self.staff.number(agent)).collect(),
                    written,
                    rule: None,
                    offer: None,
                    declined_at: None,
                    rests_until: None,
                };
                self.waits(conversation, waiting);
            }
            Input::Written { conversation } => self.written(&conversation),
            Input::Taken { conversation, agent, queue } => {
                let agent = self.staff.number(&agent);
                self.taken(conversation, agent, &queue);
            }
            Input::Released { conversation } => {
                self.leave(&conversation, None);
                self.let_go(&conversation);
                self.noticed.remove(&conversation);
            }
            Input::Declined { conversation, agent } => {
                let agent = self.staff.number(&agent);
                self.declined(&conversation, agent);
            }
            Input::Tick => {}
        }
    }

    /// Does what a deadline was set for.
    pub(super) fn has_come(&mut self, due: Due) {
        match due {
            Due::Line(queue) => {
                self.step.lines.insert(queue);
            }
            Due::Held(id) => self.may_doze(&id),
            Due::Waiting(id) => {
                if !self.leaves_queue(&id) {
                    self.time_is_up(&id);
                    self.set_due(&id);
                }
            }
        }
    }

    fn has_room(&mut self, who: AgentNo, room: Option<u32>) {
        let agent = &mut self.staff[who];
        let was_there = agent.room.is_some();
        agent.room = room;
        if was_there != room.is_some() {
            for (queue, _) in &agent.serves {
                let present = &mut self.queues[*queue].present;
                *present = if was_there { *present - 1 } else { *present + 1 };
                self.step.lines.insert(*queue);
            }
        }
        self.step.touched.insert(who);
    }

    fn waits(&mut self, conversation: ConversationId, waiting: Waiting) {
        if let Some(known) = self.waiting.get_mut(&conversation)
            && (known.queue, known.since, known.entered_at)
                == (waiting.queue, waiting.since, waiting.entered_at)
        {
            if waiting.written {
                self.written(&conversation);
            }
            return;
        }
        self.leave(&conversation, None);
        self.let_go(&conversation);
        let id = Id::new(conversation);
        let turn = waiting.turn(&id);
        let queue = &mut self.queues[waiting.queue];
        queue.telling.enter(turn.clone());
        queue.idle.insert(turn.clone());
        self.step.lines.insert(waiting.queue);
        self.step.loose.insert(turn);
        self.waiting.insert(id.clone(), waiting);
        self.set_due(&id);
    }

    fn written(&mut self, conversation: &ConversationId) {
        if let Some((id, waiting)) = self.waiting.get_key_value(conversation) {
            if !waiting.written {
                let id = id.clone();
                if let Some(waiting) = self.waiting.get_mut(&id) {
                    waiting.written = true;
                }
                self.set_due(&id);
            }
        } else if let Some(held) = self.held.get_mut(conversation) {
            held.heard_at = self.now;
            if std::mem::take(&mut held.dozes) {
                let agent = &mut self.staff[held.agent];
                (agent.awake, agent.dozing) = (agent.awake + 1, agent.dozing - 1);
                self.step.touched.insert(held.agent);
                let dozes_at = self.now.plus_millis(DOZE_MILLIS);
                self.deadlines.set(Due::Held(Id::new(conversation.clone())), Some(dozes_at));
            }
        }
    }

    /// A visitor may have gone quiet; whoever has written meanwhile is looked at later again.
    fn may_doze(&mut self, id: &Id) {
        let Some(held) = self.held.get_mut(id) else { return };
        let dozes_at = held.heard_at.plus_millis(DOZE_MILLIS);
        if dozes_at > self.now {
            self.deadlines.set(Due::Held(id.clone()), Some(dozes_at));
            return;
        }
        held.dozes = true;
        let agent = &mut self.staff[held.agent];
        (agent.awake, agent.dozing) = (agent.awake - 1, agent.dozing + 1);
        self.step.touched.insert(held.agent);
    }

    fn taken(&mut self, conversation: ConversationId, who: AgentNo, queue: &QueueId) {
        if let Some(waiting) = self.leave(&conversation, Some(who))
            && self.queues[waiting.queue].id == *queue
        {
            self.queues[waiting.queue].telling.taken(self.now, waiting.entered_at);
        }
        if self.held.get(&conversation).is_some_and(|held| held.agent == who) {
            return;
        }
        self.let_go(&conversation);
        let id = Id::new(conversation);
        self.given += 1;
        let agent = &mut self.staff[who];
        (agent.given, agent.awake) = (self.given, agent.awake + 1);
        self.step.touched.insert(who);
        self.deadlines.set(Due::Held(id.clone()), Some(self.now.plus_millis(DOZE_MILLIS)));
        self.held.insert(id, Held { agent: who, heard_at: self.now, dozes: false });
    }

    /// A conversation is its agent's no longer.
    fn let_go(&mut self, conversation: &ConversationId) {
        let Some((id, held)) = self.held.remove_entry(conversation) else { return };
        let agent = &mut self.staff[held.agent];
        let count = if held.dozes { &mut agent.dozing } else { &mut agent.awake };
        *count -= 1;
        self.step.touched.insert(held.agent);
        self.deadlines.set(Due::Held(id), None);
    }

    fn declined(&mut self, conversation: &ConversationId, who: AgentNo) {
        let Some((id, waiting)) = self.waiting.get_key_value(conversation) else { return };
        let id = id.clone();
        let saw = self.queues[waiting.queue].sees(waiting, who, &self.staff);
        let Some(waiting) = self.waiting.get_mut(&id) else { return };
        waiting.tried.insert(who);
        waiting.declined_at = Some(self.now);
        if saw {
            self.loses_sight(&id, who);
        }
    }

    /// Whether a conversation has been in its queue for so long that it goes where the queue says, or is made a ticket.
    fn leaves_queue(&mut self, id: &Id) -> bool {
        let (overflow, ticket) = self.leaves_at(id);
        let has_come = |at: &Timestamp| *at <= self.now;
        let overflow = overflow.filter(has_come);
        let ticket = ticket.filter(has_come);
        let conversation = id.as_ref().clone();
        let effect = match (overflow, ticket) {
            (Some(overflow), ticket) if ticket.is_none_or(|ticket| overflow <= ticket) => {
                let Some(queue) = self.overflow_of(id) else { return false };
                Effect::Overflow { conversation, queue }
            }
            (_, Some(_)) => Effect::MakeTicket { conversation },
            _ => return false,
        };
        self.leave(id, None);
        self.step.effects.push(effect);
        true
    }

    /// When a conversation overflows and when it becomes a ticket, if it does.
    fn leaves_at(&self, id: &Id) -> (Option<Timestamp>, Option<Timestamp>) {
        let Some(waiting) = self.waiting.get(id) else { return (None, None) };
        let Some(line) = &self.queues[waiting.queue].line else { return (None, None) };
        let overflow = line.overflow.as_ref().filter(|(queue, _)| self.queues.arranged(queue).is_some());
        let ticket = line.ticket_after_millis.filter(|_| waiting.written);
        let after = |millis: i64| waiting.entered_at.plus_millis(millis);
        (overflow.map(|(_, millis)| after(*millis)), ticket.map(after))
    }

    fn overflow_of(&self, id: &Id) -> Option<QueueId> {
        let line = self.queues[self.waiting.get(id)?.queue].line.as_ref()?;
        line.overflow.as_ref().map(|(queue, _)| queue.clone())
    }

    /// Nobody answered in time, or those who refused have had their peace.
    fn time_is_up(&mut self, id: &Id) {
        let Some(waiting) = self.waiting.get_mut(id) else { return };
        if waiting.moves_on_at().is_none_or(|at| at > self.now) {
            return;
        }
        let queue = waiting.queue;
        let agents: Vec<AgentNo> = match waiting.offer.as_ref() {
            Some(Offer::Few { agents, .. } | Offer::All { agents, .. }) => agents.iter().copied().collect(),
            Some(Offer::Whoever) | None => Vec::new(),
        };
        waiting.tried.extend(&agents);
        if !agents.is_empty() {
            let conversation = id.as_ref().clone();
            self.step.effects.push(Effect::NotAnswered { conversation, agents: self.staff.names(&agents) });
        }
        self.loosen(id);
        let are_away = self.queues[queue].line.as_ref().is_some_and(|line| line.away_when_silent);
        for agent in agents {
            if are_away && self.staff[agent].room.is_some() {
                self.step.effects.push(Effect::Away { agent: self.staff[agent].id.clone() });
                self.has_room(agent, None);
            }
        }
    }

    /// Sets the deadline of a waiting conversation.
    pub(super) fn set_due(&mut self, id: &Id) {
        let moves_on_at = self.waiting.get(id).and_then(Waiting::moves_on_at);
        let (overflow, ticket) = self.leaves_at(id);
        let due = [moves_on_at, overflow, ticket].into_iter().flatten().min();
        self.deadlines.set(Due::Waiting(id.clone()), due);
    }
}
