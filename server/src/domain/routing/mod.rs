//! Who is offered which conversation, and what the waiting are told. A pure engine: inputs go in with the time,
//! effects come out, and [`Engine::next_deadline`] says when to knock again if nothing else happens. It keeps nothing
//! that can't be rebuilt from the store and the live connections.
//!
//! An input is taken in three steps. First the facts are written down (`inputs`, `arrange`), deadlines that have come
//! included; who loses an offer by that becomes loose. Then everyone concerned is looked at, who waits longest first, and
//! offered to whom the rules say (`offers`, `rules`). At last the waiting are told what has changed for them
//! (`standings`). Only a change of the queues goes through all who wait.

mod arrange;
mod deadlines;
mod inputs;
mod line;
mod load;
mod messages;
mod offers;
mod overview;
mod pace;
mod rules;
mod standings;
mod waiting;

pub use self::line::SHOWN_MAX;
pub use self::messages::{Effect, Input, Line, Standing};
pub use self::overview::{QueueOverview, WaitingOverview};
pub use self::pace::WINDOW_MILLIS;
pub use self::standings::{AT_ONCE, ROUND_MILLIS};

use self::deadlines::{Deadlines, Due};
use self::line::{QueueNo, Queues};
use self::load::{AgentNo, Held, Staff};
use self::waiting::{Id, Turn, Waiting};
use rand::SeedableRng;
use rand::rngs::StdRng;
use shared::ids::{AgentId, ConversationId, QueueId};
use shared::time::Timestamp;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

/// A conversation whose visitor has written nothing for this long, in milliseconds, takes no room of its agent: 10
/// minutes.
pub const DOZE_MILLIS: i64 = 10 * 60 * 1_000;

/// Decides who is offered which conversation.
#[derive(Debug)]
pub struct Engine {
    now: Timestamp,
    dice: StdRng,
    staff: Staff,
    queues: Queues,
    waiting: HashMap<Id, Waiting>,
    held: HashMap<Id, Held>,
    deadlines: Deadlines,
    /// Conversations whose visitors were told that somebody is being looked for.
    noticed: HashSet<Id>,
    /// How often somebody was given something.
    given: u64,
    step: Step,
}

/// What is to be done before an input is done with.
#[derive(Debug, Default)]
struct Step {
    effects: Vec<Effect>,
    /// Agents whose room may have changed.
    touched: BTreeSet<AgentNo>,
    /// Agents who have got room and haven't been shown yet what is shown to everyone.
    newcomers: BTreeSet<AgentNo>,
    /// Conversations that are shown to everyone since this very step, newcomers included.
    fresh: HashSet<Id>,
    /// Conversations that have come, lost their offer, or rested enough.
    loose: BTreeSet<Turn>,
    /// Queues whose waiting are to be looked at, and how far that is.
    looks: BTreeMap<QueueNo, Option<Turn>>,
    /// Conversations for which nobody has room.
    unserved: Vec<Id>,
    /// Queues in which something may have to be told.
    lines: BTreeSet<QueueNo>,
}

impl Engine {
    /// An engine that knows nothing yet. The same seed and the same inputs give the same effects.
    pub fn new(seed: u64) -> Self {
        Self {
            now: Timestamp(i64::MIN),
            dice: StdRng::seed_from_u64(seed),
            staff: Staff::default(),
            queues: Queues::default(),
            waiting: HashMap::new(),
            held: HashMap::new(),
            deadlines: Deadlines::default(),
            noticed: HashSet::new(),
            given: 0,
            step: Step::default(),
        }
    }

    /// Takes an input and returns what is to be done, in order.
    pub fn handle(&mut self, now: Timestamp, input: Input) -> Vec<Effect> {
        // The engine's time stands still where a clock is set back.
        self.now = self.now.max(now);
        self.take_in(input);
        while let Some(due) = self.deadlines.pop(self.now) {
            self.has_come(due);
        }
        self.settle();
        self.tell();
        std::mem::take(&mut self.step.effects)
    }

    /// When [`Input::Tick`] is due; always later than what [`Engine::handle`] was last told.
    pub fn next_deadline(&self) -> Option<Timestamp> {
        self.deadlines.next()
    }

    /// What a visitor was last told, if the conversation waits.
    pub fn standing(&self, conversation: &ConversationId) -> Option<Standing> {
        let (id, waiting) = self.waiting.get_key_value(conversation)?;
        self.queues[waiting.queue].telling.told(&waiting.turn(id))
    }

    /// The queues that somebody is there for.
    pub fn staffed(&self) -> BTreeSet<QueueId> {
        self.queues.iter().filter(|queue| queue.present > 0).map(|queue| queue.id.clone()).collect()
    }

    /// How many conversations an agent has, those included whose visitors have gone quiet.
    pub fn load(&self, agent: &AgentId) -> u32 {
        self.staff.find(agent).map_or(0, |agent| self.staff[agent].awake + self.staff[agent].dozing)
    }

    /// How many of those who serve a queue get new conversations, whether they have room just now or not.
    pub fn room_in(&self, queue: &QueueId) -> u32 {
        self.queues.find(queue).map_or(0, |queue| self.queues[queue].present)
    }

    /// A conversation was taken before the engine was there; in the order of taking.
    pub fn recall(&mut self, queue: QueueId, since: Timestamp, taken_at: Timestamp) {
        let number = self.queues.number(&queue);
        self.queues[number].telling.recall(since, taken_at);
    }

    /// Tells the waiting what has changed for them.
    fn tell(&mut self) {
        let Step { effects, lines, unserved, .. } = &mut self.step;
        while let Some(number) = lines.pop_first() {
            let queue = &mut self.queues[number];
            let first = queue.telling.first().and_then(|(_, id)| self.waiting.get(id));
            let entered_at = first.map(|waiting| waiting.entered_at);
            queue.telling.tell(self.now, queue.present > 0, entered_at, |id, standing| {
                effects.push(Effect::Tell { conversation: id.as_ref().clone(), standing });
            });
            self.deadlines.set(Due::Line(number), queue.telling.next_deadline());
        }
        for id in std::mem::take(unserved) {
            if let Some(standing) = self.standing(&id).filter(|_| self.noticed.insert(id.clone())) {
                let conversation = id.as_ref().clone();
                self.step.effects.push(Effect::Notice { conversation, standing });
            }
        }
    }
}

#[cfg(test)]
mod tests;
