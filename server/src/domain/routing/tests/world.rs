//! A second, simple telling of what the engine should know, kept by what it was told and what it said. It looks at
//! everything each time, and complains.

use super::*;

/// Who waits, and what was said of them.
#[derive(Clone, Debug)]
pub struct Waiter {
    pub queue: QueueId,
    pub since: Timestamp,
    pub entered_at: Timestamp,
    pub written: bool,
    pub unfinished: Option<AgentId>,
    pub tried: BTreeSet<AgentId>,
    pub offered: BTreeSet<AgentId>,
    pub rule: Option<OfferRule>,
    pub until: Option<Timestamp>,
    /// Whether somebody refused not long ago.
    pub declined_at: Option<Timestamp>,
}

/// What is known without the engine.
#[derive(Clone, Debug, Default)]
pub struct World {
    pub now: Timestamp,
    pub lines: BTreeMap<QueueId, Line>,
    pub rooms: BTreeMap<AgentId, u32>,
    pub waiting: BTreeMap<ConversationId, Waiter>,
    /// Whose, and when the visitor last wrote.
    pub held: BTreeMap<ConversationId, (AgentId, Timestamp)>,
    pub told: BTreeMap<ConversationId, Standing>,
}

impl World {
    /// Takes note of what the engine is told.
    pub fn learn(&mut self, now: Timestamp, input: &Input) {
        self.now = now;
        match input.clone() {
            Input::Arrange { lines } => {
                self.lines = lines.into_iter().map(|line| (line.id.clone(), line)).collect();
            }
            Input::Agent { agent, room: Some(room) } => drop(self.rooms.insert(agent, room)),
            Input::Agent { agent, room: None } => drop(self.rooms.remove(&agent)),
            Input::Waits { conversation, queue, since, entered_at, unfinished, tried, written, .. } => {
                self.held.remove(&conversation);
                if let Some(known) = self.waiting.get_mut(&conversation)
                    && (&known.queue, known.since, known.entered_at) == (&queue, since, entered_at)
                {
                    known.written |= written;
                    return;
                }
                // Who sees it in the other queue is to be told so.
                let offered =
                    self.waiting.remove(&conversation).map(|known| known.offered).unwrap_or_default();
                let waiter = Waiter {
                    queue,
                    since,
                    entered_at,
                    written,
                    unfinished,
                    tried,
                    offered,
                    rule: None,
                    until: None,
                    declined_at: None,
                };
                self.waiting.insert(conversation, waiter);
            }
            Input::Written { conversation } => {
                if let Some(waiter) = self.waiting.get_mut(&conversation) {
                    waiter.written = true;
                } else if let Some((_, heard_at)) = self.held.get_mut(&conversation) {
                    *heard_at = now;
                }
            }
            Input::Taken { conversation, agent, .. } => {
                if let Some(waiter) = self.waiting.get_mut(&conversation) {
                    waiter.offered.remove(&agent);
                }
                if self.held.get(&conversation).is_none_or(|(holder, _)| *holder != agent) {
                    self.held.insert(conversation, (agent, now));
                }
            }
            Input::Released { conversation } => drop(self.held.remove(&conversation)),
            Input::Declined { conversation, agent } => {
                if let Some(waiter) = self.waiting.get_mut(&conversation) {
                    waiter.tried.insert(agent);
                    waiter.declined_at = Some(now);
                }
            }
            Input::Tick => {}
        }
    }

    /// How much of an agent's room is taken by conversations.
    pub fn awake(&self, agent: &AgentId) -> usize {
        let dozes = |heard_at: &Timestamp| heard_at.plus_millis(DOZE_MILLIS) <= self.now;
        self.held.values().filter(|(holder, heard_at)| holder == agent && !dozes(heard_at)).count()
    }

    /// How many conversations ring at an agent.
    fn ringing(&self, agent: &AgentId) -> usize {
        let rings = |waiter: &&Waiter| waiter.rule.is_some_and(|rule| rule != OfferRule::Everyone);
        self.waiting.values().filter(rings).filter(|waiter| waiter.offered.contains(agent)).count()
    }

    /// Whether an agent has room for one more.
    fn is_free(&self, agent: &AgentId) -> bool {
        let busy = self.awake(agent) + self.ringing(agent);
        self.rooms.get(agent).is_some_and(|room| busy < *room as usize)
    }

    /// Who serves a queue.
    fn serve(&self, queue: &QueueId) -> BTreeSet<AgentId> {
        let Some(line) = self.lines.get(queue) else { return BTreeSet::new() };
        let named = line.rules.iter().filter_map(|rule| match rule {
            Rule::Agent { agent } => Some(agent),
            _ => None,
        });
        line.members.iter().chain(named).cloned().collect()
    }

    /// Those of them with room.
    fn free(&self, queue: &QueueId) -> BTreeSet<AgentId> {
        self.serve(queue).into_iter().filter(|agent| self.is_free(agent)).collect()
    }

    /// Takes note of what the engine wants, and complains of what it may not.
    pub fn hear(&mut self, effect: &Effect) {
        match effect.clone() {
            Effect::Offer { conversation, agents, rule, until } => {
                assert!(!self.held.contains_key(&conversation), "{conversation} is somebody's already");
                let waiter = self.waiting[&conversation].clone();
                assert!(!agents.is_empty());
                for agent in &agents {
                    assert!(self.is_free(agent), "{agent} has no room");
                    assert!(!waiter.offered.contains(agent), "{agent} sees it already");
                }
                if agents.iter().any(|agent| waiter.tried.contains(agent)) {
                    let free = self.free(&waiter.queue);
                    assert!(free.is_subset(&waiter.tried), "{agents:?} tried before {free:?}");
                    let peace = self.lines[&waiter.queue].accept_millis;
                    assert!(
                        waiter.declined_at.is_none_or(|at| at.plus_millis(peace) <= self.now),
                        "no peace"
                    );
                }
                let is_last = self
                    .lines
                    .get(&waiter.queue)
                    .is_some_and(|line| line.rules.last() == Some(&Rule::Everyone));
                match until {
                    Some(until) => assert!(until > self.now),
                    None => assert!(rule == OfferRule::Everyone && is_last, "an offer without an end"),
                }
                if rule == OfferRule::Unfinished {
                    assert_eq!(agents, waiter.unfinished.iter().cloned().collect::<Vec<_>>());
                }
                let free = self.free(&waiter.queue);
                let waiter = self.waiting.get_mut(&conversation).unwrap();
                if rule != OfferRule::Unfinished && free.is_subset(&waiter.tried) {
                    waiter.tried.clear();
                    waiter.declined_at = None;
                }
                if waiter.offered.is_empty() {
                    (waiter.rule, waiter.until) = (Some(rule), until);
                }
                assert_eq!((waiter.rule, waiter.until), (Some(rule), until), "two offers at once");
                waiter.unfinished = None;
                waiter.offered.extend(agents);
            }
            Effect::Withdraw { conversation, agents } => self.hide(&conversation, &agents),
            Effect::NotAnswered { conversation, agents } => {
                let waiter = self.waiting.get_mut(&conversation).unwrap();
                assert!(waiter.until.is_some_and(|until| until <= self.now), "too early");
                waiter.tried.extend(agents.iter().cloned());
                self.hide(&conversation, &agents);
                assert!(self.waiting[&conversation].offered.is_empty(), "some were forgotten");
            }
            Effect::Away { agent } => {
                assert!(self.rooms.remove(&agent).is_some(), "{agent} was away");
            }
            Effect::Overflow { conversation, queue } => {
                let waiter = self.waiting.remove(&conversation).unwrap();
                let (to, after) = self.lines[&waiter.queue].overflow.clone().unwrap();
                assert!(waiter.entered_at.plus_millis(after) <= self.now && to == queue);
                assert!(waiter.offered.is_empty() && self.lines.contains_key(&queue));
            }
            Effect::MakeTicket { conversation } => {
                let waiter = self.waiting.remove(&conversation).unwrap();
                let after = self.lines[&waiter.queue].ticket_after_millis.unwrap();
                assert!(waiter.entered_at.plus_millis(after) <= self.now && waiter.written);
                assert!(waiter.offered.is_empty());
            }
            Effect::Notice { conversation, standing } => {
                assert!(self.waiting[&conversation].offered.is_empty());
                assert_eq!(self.told.get(&conversation), Some(&standing));
            }
            Effect::Tell { conversation, standing } => drop(self.told.insert(conversation, standing)),
        }
    }

    fn hide(&mut self, conversation: &ConversationId, agents: &[AgentId]) {
        assert!(!agents.is_empty());
        let waiter = self.waiting.get_mut(conversation).unwrap();
        for agent in agents {
            assert!(waiter.offered.remove(agent), "{agent} didn't see it");
        }
    }

    /// After all effects of an input: nobody still sees what is over.
    pub fn finish(&mut self, input: &Input) {
        let (Input::Taken { conversation, .. } | Input::Released { conversation }) = input else { return };
        if let Some(waiter) = self.waiting.remove(conversation) {
            assert!(waiter.offered.is_empty(), "{:?} see it", waiter.offered);
        }
        self.told.remove(conversation);
    }

    /// Complains if anybody was forgotten, or told what isn't so.
    pub fn check(&self, engine: &Engine) {
        assert!(engine.next_deadline().is_none_or(|deadline| deadline > self.now), "a deadline was let pass");
        for (agent, room) in &self.rooms {
            let (awake, ringing) = (self.awake(agent), self.ringing(agent));
            assert!(
                ringing == 0 || awake + ringing <= *room as usize,
                "{agent} has {awake}, and {ringing} ring"
            );
        }
        let queues: BTreeSet<&QueueId> = self.waiting.values().map(|waiter| &waiter.queue).collect();
        let free: BTreeMap<_, _> = queues.iter().map(|queue| (*queue, self.free(queue))).collect();
        let crowded: BTreeSet<_> = queues.into_iter().filter(|queue| self.is_crowded(queue)).collect();
        for (id, waiter) in &self.waiting {
            self.check_offers(id, waiter, &free[&waiter.queue], crowded.contains(&waiter.queue));
            let line = self.lines.get(&waiter.queue);
            let overflow = line.and_then(|line| line.overflow.as_ref());
            let overflow =
                overflow.filter(|(queue, _)| self.lines.contains_key(queue)).map(|(_, after)| *after);
            let ticket = line.and_then(|line| line.ticket_after_millis).filter(|_| waiter.written);
            for after in overflow.into_iter().chain(ticket) {
                assert!(waiter.entered_at.plus_millis(after) > self.now, "{id} should have gone");
            }
        }
        self.check_standings(engine);
    }

    /// Whether as many are shown to everyone as can be.
    fn is_crowded(&self, queue: &QueueId) -> bool {
        let shown = self.waiting.values().filter(|waiter| {
            waiter.queue == *queue && !waiter.offered.is_empty() && waiter.rule == Some(OfferRule::Everyone)
        });
        shown.count() >= SHOWN_MAX
    }

    fn check_offers(&self, id: &ConversationId, waiter: &Waiter, free: &BTreeSet<AgentId>, is_crowded: bool) {
        let serves = self.serve(&waiter.queue);
        for agent in &waiter.offered {
            assert!(self.rooms.contains_key(agent), "{agent} isn't there");
            let by_queue = waiter.rule != Some(OfferRule::Unfinished);
            assert!(!by_queue || serves.contains(agent), "{agent} doesn't serve the queue");
        }
        assert!(
            waiter.offered.is_empty() || waiter.until.is_none_or(|until| until > self.now),
            "{id} rings on"
        );
        let untried: Vec<_> = free.difference(&waiter.tried).collect();
        if waiter.offered.is_empty() {
            assert!(untried.is_empty() || is_crowded, "{id} was forgotten, with {untried:?} free");
            let peace = self.lines.get(&waiter.queue).map_or(0, |line| line.accept_millis);
            let rests = waiter.declined_at.is_some_and(|at| at.plus_millis(peace) > self.now);
            assert!(free.is_empty() || is_crowded || rests, "{id} waits though {free:?} may be asked again");
        } else if waiter.until.is_none() {
            let line = &self.lines[&waiter.queue];
            let members = untried.into_iter().filter(|agent| line.members.contains(agent));
            assert!(members.eq(&waiter.offered), "{id} isn't shown to whoever is free");
        }
    }

    fn check_standings(&self, engine: &Engine) {
        let mut queues: BTreeMap<&QueueId, Vec<(Timestamp, &ConversationId)>> = BTreeMap::new();
        for (id, waiter) in &self.waiting {
            queues.entry(&waiter.queue).or_default().push((waiter.since, id));
        }
        let staffed = engine.staffed();
        for (queue, mut waiting) in queues {
            waiting.sort();
            for (place, (_, id)) in (1..).zip(waiting).take(AT_ONCE) {
                let told = self.told[id];
                assert_eq!((told.place, told.staffed), (place, staffed.contains(queue)), "{id}");
                assert!(told.staffed || told.wait_millis.is_none());
                assert_eq!(Some(told), engine.standing(id));
            }
        }
    }
}
