//! Tables of what the engine does in each case, and properties of what it never does.

mod arranged;
mod asked;
mod later;
mod pick;
mod properties;
mod room;
mod told;
mod world;

use super::*;
use shared::queue::Rule;
use shared::timeline::OfferRule;

/// A desk in the queue "sales", with a clock in seconds. What is to be done comes back in words.
struct Desk {
    engine: Engine,
    now: Timestamp,
    lines: Vec<Line>,
}

/// A conversation as the desk would tell of it.
struct Wait<'a> {
    queue: &'a str,
    since: i64,
    entered_at: i64,
    last_agent: Option<&'a str>,
    unfinished: Option<&'a str>,
    tried: &'a [&'a str],
    written: bool,
}

impl Desk {
    /// With these members of "sales", all there with room for `room` each.
    fn new(rules: &[Rule], members: &[&str], room: u32) -> Self {
        let mut desk = Self { engine: Engine::new(7), now: Timestamp(0), lines: Vec::new() };
        desk.arrange(vec![line("sales", rules, members)]);
        for member in members {
            desk.agent(member, Some(room));
        }
        desk
    }

    /// The clock is set to some seconds.
    fn at(&mut self, seconds: i64) -> &mut Self {
        self.now = Timestamp(seconds * 1_000);
        self
    }

    /// The clock is set, and the deadline that has come by then is told.
    fn tick(&mut self, seconds: i64) -> Vec<String> {
        self.at(seconds).put(Input::Tick)
    }

    fn put(&mut self, input: Input) -> Vec<String> {
        words(&self.engine.handle(self.now, input))
    }

    /// What the waiting are told by an input, as (conversation, place, staffed, wait in seconds).
    fn told(&mut self, input: Input) -> Vec<(String, u32, bool, Option<i64>)> {
        let told = self.engine.handle(self.now, input).into_iter().filter_map(|effect| match effect {
            Effect::Tell { conversation, standing: Standing { place, staffed, wait_millis } } => {
                Some((conversation.0, place, staffed, wait_millis.map(|wait| wait / 1_000)))
            }
            _ => None,
        });
        told.collect()
    }

    fn arrange(&mut self, lines: Vec<Line>) -> Vec<String> {
        self.lines = lines.clone();
        self.put(Input::Arrange { lines })
    }

    /// Changes "sales".
    fn change(&mut self, change: impl FnOnce(&mut Line)) -> Vec<String> {
        let mut lines = self.lines.clone();
        change(&mut lines[0]);
        self.arrange(lines)
    }

    fn agent(&mut self, agent: &str, room: Option<u32>) -> Vec<String> {
        self.put(Input::Agent { agent: agent.into(), room })
    }

    fn waits(&mut self, n: u32) -> Vec<String> {
        let seconds = self.now.0 / 1_000;
        self.waits_as(n, Wait { since: seconds, entered_at: seconds, ..Wait::default() })
    }

    fn waits_as(&mut self, n: u32, wait: Wait<'_>) -> Vec<String> {
        self.put(waits(n, wait))
    }

    fn taken(&mut self, n: u32, agent: &str) -> Vec<String> {
        self.put(taken(n, agent))
    }

    fn released(&mut self, n: u32) -> Vec<String> {
        self.put(released(n))
    }

    fn declined(&mut self, n: u32, agent: &str) -> Vec<String> {
        self.put(Input::Declined { conversation: id(n), agent: agent.into() })
    }

    fn written(&mut self, n: u32) -> Vec<String> {
        self.put(Input::Written { conversation: id(n) })
    }

    /// In how many seconds something is due.
    fn due(&self) -> Option<i64> {
        self.engine.next_deadline().map(|deadline| deadline.millis_since(self.now) / 1_000)
    }
}

impl Default for Wait<'_> {
    fn default() -> Self {
        Self {
            queue: "sales",
            since: 0,
            entered_at: 0,
            last_agent: None,
            unfinished: None,
            tried: &[],
            written: false,
        }
    }
}

/// A queue with a minute for accepting.
fn line(id: &str, rules: &[Rule], members: &[&str]) -> Line {
    Line {
        id: id.into(),
        members: members.iter().map(|member| AgentId::from(*member)).collect(),
        rules: rules.to_vec(),
        accept_millis: 60_000,
        away_when_silent: false,
        overflow: None,
        ticket_after_millis: None,
    }
}

fn agent(name: &str) -> Rule {
    Rule::Agent { agent: name.into() }
}

fn id(n: u32) -> ConversationId {
    ConversationId(format!("{n}"))
}

fn waits(n: u32, wait: Wait<'_>) -> Input {
    let seconds = |seconds: i64| Timestamp(seconds * 1_000);
    Input::Waits {
        conversation: id(n),
        queue: wait.queue.into(),
        since: seconds(wait.since),
        entered_at: seconds(wait.entered_at),
        last_agent: wait.last_agent.map(AgentId::from),
        unfinished: wait.unfinished.map(AgentId::from),
        tried: wait.tried.iter().map(|agent| AgentId::from(*agent)).collect(),
        written: wait.written,
    }
}

fn taken(n: u32, agent: &str) -> Input {
    Input::Taken { conversation: id(n), agent: agent.into(), queue: "sales".into() }
}

fn released(n: u32) -> Input {
    Input::Released { conversation: id(n) }
}

/// Effects in words, without what the waiting are told.
fn words(effects: &[Effect]) -> Vec<String> {
    let names = |agents: &[AgentId]| agents.iter().map(AgentId::as_str).collect::<Vec<_>>().join(" ");
    let words = effects.iter().filter_map(|effect| match effect {
        Effect::Offer { conversation, agents, rule, until } => {
            let until = until.map(|until| format!(" until {}", until.0 / 1_000)).unwrap_or_default();
            Some(format!("{conversation} to {} by {rule:?}{until}", names(agents)))
        }
        Effect::Withdraw { conversation, agents } => Some(format!("{conversation} from {}", names(agents))),
        Effect::NotAnswered { conversation, agents } => {
            Some(format!("{conversation} not answered by {}", names(agents)))
        }
        Effect::Away { agent } => Some(format!("{agent} away")),
        Effect::Overflow { conversation, queue } => Some(format!("{conversation} over to {queue}")),
        Effect::MakeTicket { conversation } => Some(format!("{conversation} is a ticket")),
        Effect::Notice { conversation, standing } => {
            Some(format!("{conversation} noticed at {}", standing.place))
        }
        Effect::Tell { .. } => None,
    });
    words.collect()
}

/// Nothing is to be done.
const NOTHING: [&str; 0] = [];
