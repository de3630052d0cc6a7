//! A simulated day: 200 agents in shifts, 20,000 visitors, one queue. Who comes when, how long each conversation takes,
//! how patient each visitor is and how quick each agent are the same for every strategy; only the rules differ.

use crate::chance::Chance;
use crate::names;
use crate::times::Times;
use server::domain::routing::{Effect, Engine, Input, Line};
use shared::ids::{AgentId, QueueId};
use shared::queue::Rule;
use shared::staff::CAPACITY;
use shared::time::Timestamp;
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, BinaryHeap};

/// Agents of the day.
pub const AGENTS: usize = 200;
/// Visitors of the day.
pub const VISITORS: usize = 20_000;

const HOUR: f64 = 3_600_000.0;
/// How many come in each hour, in proportion.
const CURVE: [u32; 24] =
    [3, 2, 1, 1, 1, 2, 5, 10, 18, 26, 30, 30, 27, 26, 28, 29, 27, 24, 20, 17, 14, 10, 7, 5];
/// When a shift of eight hours begins, and for how many agents.
const SHIFTS: [(u32, usize); 8] =
    [(22, 10), (6, 25), (8, 40), (9, 30), (10, 20), (12, 25), (14, 30), (16, 20)];
const SHIFT_HOURS: f64 = 8.0;
/// Half of the conversations are shorter, in milliseconds; the mean is a third more.
const CONVERSATION_MILLIS: f64 = 9.0 * 60_000.0;
/// Half of the visitors are less patient, in milliseconds.
const PATIENCE_MILLIS: f64 = 180_000.0;
/// Half of the offers are taken sooner by an agent with nothing else to do, in milliseconds.
const REACTION_MILLIS: f64 = 7_000.0;
/// A visitor writes about this often, in milliseconds.
const WRITES_MILLIS: f64 = 60_000.0;

/// How the day went.
#[derive(Default)]
pub struct Outcome {
    /// How long each visitor waited who was served, in milliseconds, shortest first.
    pub waits: Vec<i64>,
    /// How many gave up.
    pub lost: usize,
    /// How often an agent let an offer pass.
    pub unanswered: usize,
    /// How many conversations each agent had.
    pub served: Vec<usize>,
    /// How long the engine took.
    pub times: Times,
}

/// What happens at a moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Event {
    /// An agent's shift begins.
    Begins(usize),
    /// An agent's shift is over; the conversations are brought to their end.
    Leaves(usize),
    /// A visitor comes.
    Comes(usize),
    /// A visitor's patience is over.
    GivesUp(usize),
    /// An agent has seen the offer of that number.
    Decides { agent: usize, visitor: usize, offer: usize },
    /// A visitor writes.
    Writes(usize),
    /// A conversation is over.
    Ends(usize),
}

struct Visitor {
    comes: i64,
    patience: i64,
    /// How long the conversation takes with an agent of usual speed, in milliseconds.
    takes: f64,
    /// To whom it is offered, and by which offer.
    offered: BTreeMap<usize, usize>,
    agent: Option<usize>,
    is_over: bool,
}

struct Agent {
    /// How much longer than usual they take.
    slowness: f64,
    /// How often they let an offer pass.
    inattention: f64,
    holds: usize,
}

struct Day {
    engine: Engine,
    now: i64,
    events: BinaryHeap<Reverse<(i64, Event)>>,
    visitors: Vec<Visitor>,
    agents: Vec<Agent>,
    /// How agents react: it depends on what they are offered, so it differs between strategies.
    chance: Chance,
    /// How many offers were made.
    offers: usize,
    outcome: Outcome,
}

/// Lets the day pass by one rule.
pub fn run(rule: &Rule) -> Outcome {
    let mut chance = Chance::new(20_000);
    let mut events = BinaryHeap::new();
    let total = f64::from(CURVE.iter().sum::<u32>());
    let mut visitors = Vec::new();
    for n in 0..VISITORS {
        let mut lot = chance.share() * total;
        let hour = CURVE.iter().position(|weight| {
            lot -= f64::from(*weight);
            lot < 0.0
        });
        let comes = ((hour.unwrap_or(0) as f64 + chance.share()) * HOUR) as i64;
        events.push(Reverse((comes, Event::Comes(n))));
        visitors.push(Visitor {
            comes,
            patience: chance.around(PATIENCE_MILLIS, 0.7) as i64,
            takes: chance.around(CONVERSATION_MILLIS, 0.75),
            offered: BTreeMap::new(),
            agent: None,
            is_over: false,
        });
    }
    let mut agents = Vec::new();
    for (begins, count) in SHIFTS {
        for _ in 0..count {
            let late = chance.share() / 4.0;
            let begins = f64::from(begins) + late;
            let ends = begins + SHIFT_HOURS;
            // The night shift is there when the day begins, and again at its end.
            let spans =
                if ends > 24.0 { vec![(0.0, ends - 24.0), (begins, 25.0)] } else { vec![(begins, ends)] };
            for (begins, ends) in spans {
                events.push(Reverse(((begins * HOUR) as i64, Event::Begins(agents.len()))));
                events.push(Reverse(((ends * HOUR) as i64, Event::Leaves(agents.len()))));
            }
            agents.push(Agent {
                slowness: chance.around(1.0, 0.15),
                inattention: 0.01 + 0.08 * chance.share(),
                holds: 0,
            });
        }
    }
    let outcome = Outcome { served: vec![0; AGENTS], ..Outcome::default() };
    let engine = Engine::new(1);
    let mut day = Day { engine, now: 0, events, visitors, agents, chance, offers: 0, outcome };
    day.pass(rule);
    day.outcome
}

impl Day {
    fn pass(&mut self, rule: &Rule) {
        // In an order that has nothing to do with the shifts, as it grows in an office.
        let mut members: Vec<usize> = (0..AGENTS).collect();
        for at in (1..AGENTS).rev() {
            members.swap(at, self.chance.below(at + 1));
        }
        let line = Line {
            id: queue(),
            members: members.into_iter().map(names::agent).collect(),
            rules: vec![rule.clone()],
            accept_millis: 60_000,
            away_when_silent: false,
            overflow: None,
            ticket_after_millis: None,
        };
        self.put(Input::Arrange { lines: vec![line] });
        loop {
            let next = self.events.peek().map(|Reverse((at, _))| *at);
            let deadline = self.engine.next_deadline().map(|deadline| deadline.0);
            match (next, deadline) {
                (next, Some(deadline)) if next.is_none_or(|next| deadline <= next) => {
                    self.now = deadline;
                    self.put(Input::Tick);
                }
                (Some(_), _) => {
                    if let Some(Reverse((at, event))) = self.events.pop() {
                        self.now = at;
                        self.happens(event);
                    }
                }
                (None, _) => break,
            }
        }
        self.outcome.waits.sort_unstable();
    }

    fn happens(&mut self, event: Event) {
        match event {
            Event::Begins(agent) => {
                self.put(Input::Agent { agent: names::agent(agent), room: Some(CAPACITY) });
            }
            Event::Leaves(agent) => self.put(Input::Agent { agent: names::agent(agent), room: None }),
            Event::Comes(n) => {
                self.later(self.visitors[n].patience, Event::GivesUp(n));
                let now = Timestamp(self.now);
                self.put(Input::Waits {
                    conversation: names::conversation(n),
                    queue: queue(),
                    since: now,
                    entered_at: now,
                    last_agent: None,
                    unfinished: None,
                    tried: BTreeSet::new(),
                    written: true,
                });
            }
            Event::GivesUp(n) if self.visitors[n].agent.is_none() => {
                self.visitors[n].is_over = true;
                self.outcome.lost += 1;
                self.put(Input::Released { conversation: names::conversation(n) });
            }
            Event::Decides { agent, visitor: n, offer } => {
                let visitor = &self.visitors[n];
                if visitor.offered.get(&agent) == Some(&offer) {
                    self.takes(agent, n);
                }
            }
            Event::Writes(n) if !self.visitors[n].is_over => {
                self.writes_later(n);
                self.put(Input::Written { conversation: names::conversation(n) });
            }
            Event::Ends(n) => {
                self.visitors[n].is_over = true;
                if let Some(agent) = self.visitors[n].agent {
                    self.agents[agent].holds -= 1;
                }
                self.put(Input::Released { conversation: names::conversation(n) });
            }
            Event::GivesUp(_) | Event::Writes(_) => {}
        }
    }

    fn takes(&mut self, agent: usize, n: usize) {
        let visitor = &mut self.visitors[n];
        visitor.agent = Some(agent);
        self.agents[agent].holds += 1;
        self.outcome.served[agent] += 1;
        self.outcome.waits.push(self.now - visitor.comes);
        let takes = (visitor.takes * self.agents[agent].slowness) as i64;
        self.later(takes, Event::Ends(n));
        self.writes_later(n);
        self.put(Input::Taken {
            conversation: names::conversation(n),
            agent: names::agent(agent),
            queue: queue(),
        });
    }

    fn writes_later(&mut self, n: usize) {
        let pause = self.chance.around(WRITES_MILLIS, 0.5) as i64;
        self.later(pause, Event::Writes(n));
    }

    fn later(&mut self, millis: i64, event: Event) {
        self.events.push(Reverse((self.now + millis, event)));
    }

    fn put(&mut self, input: Input) {
        let effects = self.outcome.times.decide(&mut self.engine, Timestamp(self.now), input);
        let number = names::number;
        for effect in effects {
            match effect {
                Effect::Offer { conversation, agents, .. } => self.offered(number(&conversation.0), &agents),
                Effect::Withdraw { conversation, agents } => self.hidden(number(&conversation.0), &agents),
                Effect::NotAnswered { conversation, agents } => {
                    self.outcome.unanswered += agents.len();
                    self.hidden(number(&conversation.0), &agents);
                }
                _ => {}
            }
        }
    }

    fn offered(&mut self, n: usize, agents: &[AgentId]) {
        for agent in agents.iter().map(|agent| names::number(agent.as_str())) {
            self.offers += 1;
            self.visitors[n].offered.insert(agent, self.offers);
            let Agent { inattention, holds, .. } = self.agents[agent];
            if self.chance.share() >= inattention {
                // Whoever talks to others takes longer to look.
                let median = REACTION_MILLIS * (1.0 + 0.5 * holds as f64);
                let reaction = self.chance.around(median, 0.6) as i64;
                self.later(reaction, Event::Decides { agent, visitor: n, offer: self.offers });
            }
        }
    }

    fn hidden(&mut self, n: usize, agents: &[AgentId]) {
        for agent in agents.iter().map(|agent| names::number(agent.as_str())) {
            self.visitors[n].offered.remove(&agent);
        }
    }
}

fn queue() -> QueueId {
    "support".into()
}
