//! Who of the staff is there: what each agent chose, held against the connections that are alive. Pure: inputs go in
//! with the time, what changed comes out, and [`Roster::next_deadline`] says when to knock again.
//!
//! Nobody counts as there without a living connection, or one that broke a moment ago.

use shared::ids::AgentId;
use shared::staff::{AwayReason, Presence, Status};
use shared::time::Timestamp;
use std::collections::BTreeMap;

/// An agent whose last connection broke counts as there for this long, in milliseconds: a reload of the console is not
/// an absence.
pub const GRACE_MILLIS: i64 = 10_000;
/// After this long without doing anything an agent is away, in milliseconds, unless set otherwise.
pub const IDLE_MILLIS: i64 = 15 * 60 * 1_000;

/// How an agent stands from now on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shift {
    /// Who.
    pub agent: AgentId,
    /// How many conversations the agent can have in all; `None` if new ones are for others.
    pub room: Option<u32>,
    /// What the agent chose.
    pub status: Status,
    /// Why the agent is away all the same.
    pub away: Option<AwayReason>,
    /// What colleagues see.
    pub presence: Presence,
}

/// Where an agent's connections are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Line {
    /// At least one is alive.
    Alive,
    /// The last one broke; the agent is gone if none comes until then.
    Broken { until: Timestamp },
    /// There was none for longer than that.
    Gone { since: Timestamp },
    /// The agent signed out, or was. What is still connected is being closed.
    SignedOff,
}

#[derive(Debug)]
struct Seat {
    status: Status,
    capacity: u32,
    connections: usize,
    line: Line,
    stirred_at: Timestamp,
    idle: bool,
    silent: bool,
    /// What is true, and since when.
    stands: (Presence, Timestamp),
}

impl Seat {
    fn is_there(&self) -> bool {
        matches!(self.line, Line::Alive | Line::Broken { .. })
    }

    fn away(&self) -> Option<AwayReason> {
        match self.status {
            Status::Online if self.silent => Some(AwayReason::Silent),
            Status::Online if self.idle => Some(AwayReason::Idle),
            _ => None,
        }
    }

    /// What is true, whoever may see it.
    fn true_presence(&self) -> Presence {
        match self.status {
            _ if !self.is_there() => Presence::Offline,
            Status::Online if self.away().is_none() => Presence::Online,
            _ => Presence::Away,
        }
    }

    fn presence(&self) -> Presence {
        match self.status {
            Status::Invisible => Presence::Offline,
            Status::Online | Status::Away => self.true_presence(),
        }
    }

    fn shift(&self, agent: &AgentId) -> Shift {
        let presence = self.presence();
        Shift {
            agent: agent.clone(),
            room: (presence == Presence::Online).then_some(self.capacity),
            status: self.status,
            away: self.away(),
            presence,
        }
    }

    /// The same as long as the agent is there.
    fn view(&self, agent: &AgentId) -> Option<Shift> {
        self.is_there().then(|| self.shift(agent))
    }

    /// Notes since when it is so.
    fn note(&mut self, now: Timestamp) {
        if self.stands.0 != self.true_presence() {
            self.stands = (self.true_presence(), now);
        }
    }

    /// Something was done.
    fn stir(&mut self, now: Timestamp) {
        self.stirred_at = now;
        self.idle = false;
    }

    /// When something changes by itself; `None` if nothing will.
    fn deadline(&self, idle_millis: i64) -> Option<Timestamp> {
        let gone_at = match self.line {
            Line::Broken { until } => Some(until),
            Line::Alive | Line::Gone { .. } | Line::SignedOff => None,
        };
        let can_idle = self.is_there() && self.status == Status::Online && !self.idle;
        let idle_at = can_idle.then(|| self.stirred_at.plus_millis(idle_millis));
        gone_at.into_iter().chain(idle_at).min()
    }

    /// Lets happen what was due by now.
    fn catch_up(&mut self, now: Timestamp, idle_millis: i64) {
        while let Some(due) = self.deadline(idle_millis).filter(|due| *due <= now) {
            match self.line {
                Line::Broken { until } if until <= due => self.line = Line::Gone { since: until },
                _ => self.idle = true,
            }
        }
    }
}

/// All agents who were ever there since the start.
#[derive(Debug)]
pub struct Roster {
    idle_millis: i64,
    seats: BTreeMap<AgentId, Seat>,
}

impl Roster {
    /// Nobody is there yet. Whoever does nothing for `idle_millis`, more than 0, is away.
    pub fn new(idle_millis: i64) -> Self {
        Self { idle_millis, seats: BTreeMap::new() }
    }

    /// One more of the agent's connections is alive. `status` and `capacity` are what is stored.
    ///
    /// A connection that comes back by itself says nothing of who sits in front of it: who was idle or silent stays so.
    pub fn connected(
        &mut self,
        now: Timestamp,
        agent: &AgentId,
        status: Status,
        capacity: u32,
    ) -> Vec<Shift> {
        let mut shifts = self.tick(now);
        let idle_millis = self.idle_millis;
        let before = self.view(agent);
        let seat = self.seats.entry(agent.clone()).or_insert(Seat {
            status,
            capacity,
            connections: 0,
            line: Line::SignedOff,
            stirred_at: now,
            idle: false,
            silent: false,
            stands: (Presence::Offline, now),
        });
        match seat.line {
            Line::SignedOff => seat.stir(now),
            // Somebody has just opened the console.
            Line::Gone { since } if !seat.idle && now.millis_since(since) >= idle_millis => seat.stir(now),
            _ => {}
        }
        seat.line = Line::Alive;
        seat.connections += 1;
        seat.status = status;
        seat.capacity = capacity;
        seat.catch_up(now, idle_millis);
        seat.note(now);
        self.compare(agent, before, &mut shifts);
        shifts
    }

    /// One of the agent's connections broke or was closed.
    pub fn disconnected(&mut self, now: Timestamp, agent: &AgentId) -> Vec<Shift> {
        let shifts = self.tick(now);
        if let Some(seat) = self.seats.get_mut(agent) {
            seat.connections = seat.connections.saturating_sub(1);
            match seat.line {
                Line::Alive if seat.connections == 0 => {
                    seat.line = Line::Broken { until: now.plus_millis(GRACE_MILLIS) };
                }
                Line::SignedOff if seat.connections == 0 => drop(self.seats.remove(agent)),
                _ => {}
            }
        }
        shifts
    }

    /// The agent signed out everywhere or was signed out: gone at once. Connections that are still being closed count
    /// for nothing, and nothing is remembered for the next time.
    pub fn signed_off(&mut self, now: Timestamp, agent: &AgentId) -> Vec<Shift> {
        self.change(now, agent, |seat| {
            seat.line = Line::SignedOff;
            seat.silent = false;
            seat.idle = false;
        })
    }

    /// The agent has done something.
    pub fn stirred(&mut self, now: Timestamp, agent: &AgentId) -> Vec<Shift> {
        self.change(now, agent, |seat| seat.stir(now))
    }

    /// The agent chose to be online, away or invisible.
    pub fn choose(&mut self, now: Timestamp, agent: &AgentId, status: Status) -> Vec<Shift> {
        self.change(now, agent, |seat| {
            seat.status = status;
            seat.silent = false;
            seat.stir(now);
        })
    }

    /// The agent let an offer pass in a queue where that means to be away.
    pub fn silent(&mut self, now: Timestamp, agent: &AgentId) -> Vec<Shift> {
        self.change(now, agent, |seat| seat.silent = true)
    }

    /// The agent's capacity was set anew.
    pub fn resized(&mut self, now: Timestamp, agent: &AgentId, capacity: u32) -> Vec<Shift> {
        self.change(now, agent, |seat| seat.capacity = capacity)
    }

    /// A deadline has come.
    pub fn tick(&mut self, now: Timestamp) -> Vec<Shift> {
        let mut shifts = Vec::new();
        for (agent, seat) in &mut self.seats {
            if seat.deadline(self.idle_millis).is_some_and(|due| due <= now) {
                let before = seat.view(agent);
                seat.catch_up(now, self.idle_millis);
                seat.note(now);
                if seat.view(agent) != before {
                    shifts.push(seat.shift(agent));
                }
            }
        }
        shifts
    }

    /// When [`Self::tick`] is due.
    pub fn next_deadline(&self) -> Option<Timestamp> {
        self.seats.values().filter_map(|seat| seat.deadline(self.idle_millis)).min()
    }

    /// What colleagues see of an agent: the invisible are offline.
    pub fn presence(&self, agent: &AgentId) -> Presence {
        self.seats.get(agent).map_or(Presence::Offline, Seat::presence)
    }

    /// What admins see of an agent: the invisible are away.
    pub fn true_presence(&self, agent: &AgentId) -> Presence {
        self.seats.get(agent).map_or(Presence::Offline, Seat::true_presence)
    }

    /// Since when that is so; `None` for who wasn't there since the start.
    pub fn since(&self, agent: &AgentId) -> Option<Timestamp> {
        self.seats.get(agent).map(|seat| seat.stands.1)
    }

    /// What an agent chose, and why they are away all the same; `None` if they are not there.
    pub fn standing(&self, agent: &AgentId) -> Option<(Status, Option<AwayReason>)> {
        self.seats.get(agent).filter(|seat| seat.is_there()).map(|seat| (seat.status, seat.away()))
    }

    /// How many conversations the agent can have in all; `None` if new ones are for others.
    pub fn room(&self, agent: &AgentId) -> Option<u32> {
        self.seats.get(agent).and_then(|seat| seat.shift(agent).room)
    }

    fn view(&self, agent: &AgentId) -> Option<Shift> {
        self.seats.get(agent).and_then(|seat| seat.view(agent))
    }

    fn change(&mut self, now: Timestamp, agent: &AgentId, change: impl FnOnce(&mut Seat)) -> Vec<Shift> {
        let mut shifts = self.tick(now);
        let before = self.view(agent);
        if let Some(seat) = self.seats.get_mut(agent) {
            change(seat);
            seat.note(now);
        }
        self.compare(agent, before, &mut shifts);
        shifts
    }

    /// Tells of the agent if they don't stand as before.
    fn compare(&self, agent: &AgentId, before: Option<Shift>, shifts: &mut Vec<Shift>) {
        let after = self.view(agent);
        if after != before {
            shifts.extend(self.seats.get(agent).map(|seat| seat.shift(agent)));
        }
    }
}

#[cfg(test)]
mod tests;
