//! A queue: who serves it, who of them is free, who waits.

use super::load::{AgentNo, Staff};
use super::messages::Line;
use super::standings::Telling;
use super::waiting::{Offer, Turn, Waiting};
use shared::ids::QueueId;
use shared::queue::Rule;
use std::collections::{BTreeSet, HashMap};
use std::ops::{Bound, Index, IndexMut};

/// Most conversations of a queue that are offered to everyone at the same time, the ones that wait longest: of more than
/// these nobody can make a choice, and each of a thousand agents would have to be told of ten thousand.
pub const SHOWN_MAX: usize = 50;

/// A queue, by the order in which the engine heard of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct QueueNo(usize);

/// Place among those who serve a queue: the members in their order, then those whom only a rule names.
pub type Seat = u32;

/// What the engine knows of a queue.
#[derive(Debug)]
pub struct Queue {
    /// Which.
    pub id: QueueId,
    /// Its number.
    pub number: QueueNo,
    /// How it is arranged; `None` as long as it isn't, or no longer.
    pub line: Option<Line>,
    /// Who serves it.
    pub seats: Vec<AgentNo>,
    /// How many of the seats are members'; the others are those whom a rule names.
    pub members: Seat,
    /// Which of the seats have room.
    pub free: BTreeSet<Seat>,
    /// How many of the seats are there, with room or without.
    pub present: u32,
    /// Whom the round robin was last at.
    pub last_in_turn: Option<AgentNo>,
    /// Who waits and is offered to nobody, for want of an agent.
    pub idle: BTreeSet<Turn>,
    /// Who waits and is offered to nobody, for want of a place among those shown to everyone.
    pub crowded: BTreeSet<Turn>,
    /// Who is offered to everyone.
    pub shown: BTreeSet<Turn>,
    /// All who wait, and what they were told.
    pub telling: Telling,
}

impl Queue {
    fn new(id: QueueId, number: QueueNo) -> Self {
        Self {
            id,
            number,
            line: None,
            seats: Vec::new(),
            members: 0,
            free: BTreeSet::new(),
            present: 0,
            last_in_turn: None,
            idle: BTreeSet::new(),
            crowded: BTreeSet::new(),
            shown: BTreeSet::new(),
            telling: Telling::default(),
        }
    }

    /// Those with room whom the conversation hasn't tried, in the queue's order.
    pub fn untried<'a>(&'a self, tried: &'a BTreeSet<AgentNo>) -> impl Iterator<Item = AgentNo> + 'a {
        self.free
            .iter()
            .map(|seat| self.seats[*seat as usize])
            .filter(|agent| tried.is_empty() || !tried.contains(agent))
    }

    /// The members among them.
    pub fn untried_members<'a>(&'a self, tried: &'a BTreeSet<AgentNo>) -> impl Iterator<Item = AgentNo> + 'a {
        self.free
            .range(..self.members)
            .map(|seat| self.seats[*seat as usize])
            .filter(|agent| tried.is_empty() || !tried.contains(agent))
    }

    /// Who sees a conversation of this queue.
    pub fn audience(&self, waiting: &Waiting) -> Vec<AgentNo> {
        match &waiting.offer {
            Some(Offer::Few { agents, .. } | Offer::All { agents, .. }) => agents.iter().copied().collect(),
            Some(Offer::Whoever) => self.untried_members(&waiting.tried).collect(),
            None => Vec::new(),
        }
    }

    /// Whether an agent sees a conversation of this queue.
    pub fn sees(&self, waiting: &Waiting, who: AgentNo, staff: &Staff) -> bool {
        match &waiting.offer {
            Some(Offer::Few { agents, .. } | Offer::All { agents, .. }) => agents.contains(&who),
            Some(Offer::Whoever) => {
                let seat = staff[who].seat(self.number).filter(|seat| *seat < self.members);
                seat.is_some_and(|seat| self.free.contains(&seat)) && !waiting.tried.contains(&who)
            }
            None => false,
        }
    }

    /// Whether the last rule is everyone: then an offer by it has no end.
    pub fn ends_with_everyone(&self) -> bool {
        self.line.as_ref().is_some_and(|line| line.rules.last() == Some(&Rule::Everyone))
    }

    /// Who is to be looked at next, after those who were: nobody as long as nobody has room.
    pub fn next_in_need(&self, after: Option<&Turn>) -> Option<&Turn> {
        if self.free.is_empty() {
            return None;
        }
        let after = after.map_or(Bound::Unbounded, Bound::Excluded);
        let idle = self.idle.range::<Turn, _>((after, Bound::Unbounded)).next();
        let crowded = if self.shown.len() < SHOWN_MAX { self.crowded.first() } else { None };
        idle.into_iter().chain(crowded).min()
    }

    /// Gives the seats anew.
    pub fn seat(&mut self, staff: &mut Staff) {
        self.seats.clear();
        self.free.clear();
        (self.members, self.present) = (0, 0);
        let Some(line) = self.line.take() else { return };
        let named = line.rules.iter().filter_map(|rule| match rule {
            Rule::Agent { agent } => Some((agent, false)),
            _ => None,
        });
        for (id, is_member) in line.members.iter().map(|id| (id, true)).chain(named) {
            let who = staff.number(id);
            let agent = &mut staff[who];
            if agent.seat(self.number).is_some() {
                continue;
            }
            let seat = self.seats.len() as Seat;
            self.seats.push(who);
            agent.serves.push((self.number, seat));
            self.members += Seat::from(is_member);
            self.present += u32::from(agent.room.is_some());
            if agent.is_free {
                self.free.insert(seat);
            }
        }
        self.line = Some(line);
    }
}

/// All queues that the engine has heard of.
#[derive(Debug, Default)]
pub struct Queues {
    numbers: HashMap<QueueId, QueueNo>,
    queues: Vec<Queue>,
}

impl Queues {
    /// The number of a queue, if one was given.
    pub fn find(&self, id: &QueueId) -> Option<QueueNo> {
        self.numbers.get(id).copied()
    }

    /// The number of a queue.
    pub fn number(&mut self, id: &QueueId) -> QueueNo {
        if let Some(number) = self.find(id) {
            return number;
        }
        let number = QueueNo(self.queues.len());
        self.numbers.insert(id.clone(), number);
        self.queues.push(Queue::new(id.clone(), number));
        number
    }

    /// The queue of that id, as long as it is arranged.
    pub fn arranged(&self, id: &QueueId) -> Option<&Queue> {
        self.find(id).map(|number| &self[number]).filter(|queue| queue.line.is_some())
    }

    /// All of them.
    pub fn iter(&self) -> impl Iterator<Item = &Queue> {
        self.queues.iter()
    }

    /// All of their numbers.
    pub fn all(&self) -> impl Iterator<Item = QueueNo> + use<> {
        (0..self.queues.len()).map(QueueNo)
    }
}

impl Index<QueueNo> for Queues {
    type Output = Queue;

    fn index(&self, queue: QueueNo) -> &Queue {
        &self.queues[queue.0]
    }
}

impl IndexMut<QueueNo> for Queues {
    fn index_mut(&mut self, queue: QueueNo) -> &mut Queue {
        &mut self.queues[queue.0]
    }
}
