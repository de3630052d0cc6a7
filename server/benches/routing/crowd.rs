//! The hardest case that is promised: 1,000 agents who have all they can have, and 10,000 who wait. An agent lets one go
//! and is offered the next, takes it, somebody new comes, and all the while everyone is told where they stand.

use crate::chance::Chance;
use crate::names;
use crate::times::Times;
use server::domain::routing::{Effect, Engine, Input, Line};
use shared::ids::QueueId;
use shared::queue::Rule;
use shared::time::Timestamp;
use std::collections::{BTreeSet, HashMap, VecDeque};

const AGENTS: usize = 1_000;
const WAITING: usize = 10_000;
const ROOM: u32 = 3;
/// So many conversations end.
const ENDS: usize = 5_000;
/// From one end to the next, in milliseconds.
const STEP_MILLIS: i64 = 200;

struct Crowd {
    engine: Engine,
    now: Timestamp,
    queues: usize,
    chance: Chance,
    times: Times,
    /// What each agent sees.
    seen: HashMap<usize, BTreeSet<usize>>,
    /// Agents who have just been offered something.
    asked: VecDeque<usize>,
    held: Vec<usize>,
    waiting: usize,
    last: usize,
}

/// Measures the decisions of a rule, with so many queues; each agent is a member of up to three.
pub fn run(rule: &Rule, queues: usize) -> Times {
    let mut crowd = Crowd::new(queues);
    crowd.open(rule, ROOM);
    crowd.times = Times::default();
    for _ in 0..ENDS {
        crowd.time_passes();
        for _ in 0..2 {
            let conversation = names::conversation(crowd.held[crowd.chance.below(crowd.held.len())]);
            crowd.put(Input::Written { conversation });
        }
        let ends = crowd.chance.below(crowd.held.len());
        let conversation = names::conversation(crowd.held.swap_remove(ends));
        crowd.put(Input::Released { conversation });
        crowd.takes();
        while crowd.waiting < WAITING {
            crowd.comes();
        }
    }
    crowd.times
}

/// Measures what is worse than was promised: everyone has room and is shown what waits longest, and nobody takes it. The
/// first gives up, the next one moves up, somebody new comes.
pub fn run_idle() -> Times {
    let mut crowd = Crowd::new(1);
    crowd.open(&Rule::Everyone, 0);
    crowd.times = Times::default();
    for first in 0..ENDS {
        crowd.time_passes();
        crowd.put(Input::Released { conversation: names::conversation(first) });
        crowd.comes();
    }
    crowd.times
}

impl Crowd {
    fn new(queues: usize) -> Self {
        Self {
            engine: Engine::new(1),
            now: Timestamp(0),
            queues,
            chance: Chance::new(2),
            times: Times::default(),
            seen: HashMap::new(),
            asked: VecDeque::new(),
            held: Vec::new(),
            waiting: 0,
            last: 0,
        }
    }

    fn time_passes(&mut self) {
        self.now = self.now.plus_millis(STEP_MILLIS);
        while self.engine.next_deadline().is_some_and(|deadline| deadline <= self.now) {
            self.put(Input::Tick);
        }
    }

    /// Everybody comes, and each agent has so many conversations already.
    fn open(&mut self, rule: &Rule, held: u32) {
        let line = |queue: usize| Line {
            id: queue_id(queue),
            members: (0..AGENTS).filter(|agent| self.serves(*agent, queue)).map(names::agent).collect(),
            rules: vec![rule.clone()],
            accept_millis: 60_000,
            away_when_silent: false,
            overflow: None,
            ticket_after_millis: None,
        };
        let lines = (0..self.queues).map(line).collect();
        self.put(Input::Arrange { lines });
        for agent in 0..AGENTS {
            self.put(Input::Agent { agent: names::agent(agent), room: Some(ROOM) });
            for _ in 0..held {
                let queue = queue_id(agent % self.queues);
                self.put(Input::Taken {
                    conversation: names::conversation(self.last),
                    agent: names::agent(agent),
                    queue,
                });
                self.held.push(self.last);
                self.last += 1;
            }
        }
        while self.waiting < WAITING {
            self.comes();
        }
    }

    fn serves(&self, agent: usize, queue: usize) -> bool {
        (0..3).any(|other| (agent + other * 7) % self.queues == queue)
    }

    fn comes(&mut self) {
        let n = self.last;
        self.last += 1;
        self.waiting += 1;
        self.put(Input::Waits {
            conversation: names::conversation(n),
            queue: queue_id(n % self.queues),
            since: self.now,
            entered_at: self.now,
            last_agent: None,
            unfinished: None,
            tried: BTreeSet::new(),
            written: true,
        });
    }

    /// Whoever was asked takes what has waited longest of what they see.
    fn takes(&mut self) {
        while let Some(agent) = self.asked.pop_front() {
            let Some(n) = self.seen.get(&agent).and_then(|seen| seen.first().copied()) else { continue };
            self.seen.entry(agent).or_default().remove(&n);
            self.put(Input::Taken {
                conversation: names::conversation(n),
                agent: names::agent(agent),
                queue: queue_id(n % self.queues),
            });
            self.held.push(n);
            self.waiting -= 1;
        }
    }

    fn put(&mut self, input: Input) {
        for effect in self.times.decide(&mut self.engine, self.now, input) {
            match effect {
                Effect::Offer { conversation, agents, .. } => {
                    for agent in agents {
                        let agent = names::number(agent.as_str());
                        self.seen.entry(agent).or_default().insert(names::number(conversation.as_str()));
                        self.asked.push_back(agent);
                    }
                }
                Effect::Withdraw { conversation, agents } | Effect::NotAnswered { conversation, agents } => {
                    for agent in agents {
                        let seen = self.seen.entry(names::number(agent.as_str())).or_default();
                        seen.remove(&names::number(conversation.as_str()));
                    }
                }
                _ => {}
            }
        }
    }
}

fn queue_id(n: usize) -> QueueId {
    QueueId(format!("queue-{n}"))
}
