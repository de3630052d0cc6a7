//! What the waiting of a queue are told: their place, whether anybody is there, how long it will probably take.
//!
//! With every one who is taken, all behind move up. The first [`AT_ONCE`] hear of it at once. Of the others, who may be
//! ten thousand, each hears at most every [`ROUND_MILLIS`], a part of them at a time: what they were told was true
//! then, and is at most that old and a round long. Whoever comes is told the exact place.

use super::pace::{Guess, Pace};
use super::waiting::{Id, Turn};
use shared::time::Timestamp;
use std::collections::BTreeMap;
use std::ops::Bound;

pub use super::messages::Standing;

/// So many in front hear of every change at once.
pub const AT_ONCE: usize = 100;
/// From one round through those behind to the next, in milliseconds.
pub const ROUND_MILLIS: i64 = 5_000;
/// From one part of a round to the next, in milliseconds.
const STEP_MILLIS: i64 = 50;
/// In so many parts a long line is told, if they are of [`AT_ONCE`] at least.
const STEPS: usize = 50;

/// The line of a queue and what was said in it.
#[derive(Debug, Default)]
pub struct Telling {
    waiting: BTreeMap<Turn, Option<Standing>>,
    pace: Pace,
    /// Since when somebody is there; `None` while nobody is.
    staffed_since: Option<Timestamp>,
    /// What was last said in front: whether somebody is there, and what is expected.
    said: (bool, Option<Guess>),
    /// Those who came and were told nothing yet.
    new: Vec<Turn>,
    /// Whether those in front may have moved.
    front_moved: bool,
    /// Whether those behind may have been told what is no longer true.
    rest_moved: bool,
    /// When the next part of a round is due.
    round_at: Option<Timestamp>,
    /// When the last round began.
    round_since: Option<Timestamp>,
    /// How far the round is.
    reached: Option<Reached>,
}

/// How far a round is.
#[derive(Debug)]
struct Reached {
    /// Up to here all were told.
    turn: Turn,
    /// How many that were.
    place: u32,
}

impl Telling {
    /// Somebody joins the line.
    pub fn enter(&mut self, turn: Turn) {
        let is_last = self.waiting.last_key_value().is_none_or(|(last, _)| *last < turn);
        self.front_moved |= !is_last || self.waiting.len() < AT_ONCE;
        self.rest_moved |= !is_last;
        if let Some(reached) = self.reached.as_mut().filter(|reached| turn <= reached.turn) {
            reached.place += 1;
        }
        self.waiting.insert(turn.clone(), None);
        self.new.push(turn);
    }

    /// Somebody leaves it.
    pub fn leave(&mut self, turn: &Turn) {
        self.waiting.remove(turn);
        (self.front_moved, self.rest_moved) = (true, true);
        if let Some(reached) = self.reached.as_mut().filter(|reached| *turn <= reached.turn) {
            reached.place -= 1;
        }
    }

    /// Somebody was taken who could have been since `entered_at`, if anybody had been there.
    pub fn taken(&mut self, now: Timestamp, entered_at: Timestamp) {
        // Those who were there may have gone the moment before.
        let staffed_since = self.staffed_since.unwrap_or(now);
        self.pace.taken(now, entered_at.max(staffed_since));
    }

    /// Somebody was taken at an earlier time.
    pub fn recall(&mut self, since: Timestamp, taken_at: Timestamp) {
        self.pace.taken(taken_at, since);
    }

    /// What somebody in the line was last told.
    pub fn told(&self, turn: &Turn) -> Option<Standing> {
        self.waiting.get(turn).copied().flatten()
    }

    /// The one who waits longest.
    pub fn first(&self) -> Option<&Turn> {
        self.waiting.first_key_value().map(|(turn, _)| turn)
    }

    /// All in the line, in order.
    pub fn turns(&self) -> impl Iterator<Item = &Turn> {
        self.waiting.keys()
    }

    /// When there will be something to say though nothing happens.
    pub fn next_deadline(&self) -> Option<Timestamp> {
        let guessed_until = self.said.1.map(|guess| guess.until);
        guessed_until.into_iter().chain(self.round_at).min()
    }

    /// Says what has changed. `entered_at` is since when the first one is in this queue.
    pub fn tell(
        &mut self,
        now: Timestamp,
        staffed: bool,
        entered_at: Option<Timestamp>,
        mut say: impl FnMut(&Id, Standing),
    ) {
        self.staffed_since = if staffed { self.staffed_since.or(Some(now)) } else { None };
        // Who waits longest could have been taken since they are here, and since somebody is there.
        let ready_at = entered_at.zip(self.staffed_since).map(|(entered, staffed)| entered.max(staffed));
        let guess = ready_at.and_then(|ready_at| self.pace.guess(now, ready_at));
        let per_place = |guess: Option<Guess>| guess.map(|guess| guess.per_place);
        if (staffed, per_place(guess)) != (self.said.0, per_place(self.said.1)) {
            (self.front_moved, self.rest_moved) = (true, true);
        }
        self.said = (staffed, guess);
        let standing =
            |place| Standing { place, staffed, wait_millis: guess.map(|guess| guess.wait_millis(place)) };
        let mut tell = |(_, id): &Turn, told: &mut Option<Standing>, place: u32| {
            let standing = standing(place);
            if *told != Some(standing) {
                *told = Some(standing);
                say(id, standing);
            }
        };
        if std::mem::take(&mut self.front_moved) {
            for (place, (turn, told)) in (1..).zip(self.waiting.iter_mut().take(AT_ONCE)) {
                tell(turn, told, place);
            }
        }
        for turn in std::mem::take(&mut self.new) {
            let behind = self.waiting.range(&turn..).count();
            let place = (self.waiting.len() + 1 - behind) as u32;
            if let Some(told @ None) = self.waiting.get_mut(&turn) {
                tell(&turn, told, place);
            }
        }
        self.go_round(now, tell);
    }

    /// Tells the next part of those behind, when it is time.
    fn go_round(&mut self, now: Timestamp, mut tell: impl FnMut(&Turn, &mut Option<Standing>, u32)) {
        if self.waiting.len() <= AT_ONCE {
            (self.round_at, self.reached, self.rest_moved) = (None, None, false);
            return;
        }
        if self.round_at.is_some_and(|at| at <= now) {
            self.round_at = None;
            let reached = match self.reached.take() {
                Some(reached) => Some(reached),
                None => {
                    (self.round_since, self.rest_moved) = (Some(now), false);
                    let last = self.waiting.keys().nth(AT_ONCE - 1).cloned();
                    last.map(|turn| Reached { turn, place: AT_ONCE as u32 })
                }
            };
            let Some(Reached { mut turn, mut place }) = reached else { return };
            let part = AT_ONCE.max(self.waiting.len() / STEPS);
            let mut left = part;
            let behind = (Bound::Excluded(turn.clone()), Bound::Unbounded);
            for (next, told) in self.waiting.range_mut(behind).take(part) {
                (place, left) = (place + 1, left - 1);
                tell(next, told, place);
                turn.clone_from(next);
            }
            if left == 0 {
                self.round_at = Some(now.plus_millis(STEP_MILLIS));
                self.reached = Some(Reached { turn, place });
            }
        }
        if self.rest_moved && self.reached.is_none() && self.round_at.is_none() {
            let soonest = now.plus_millis(STEP_MILLIS);
            let next = self.round_since.map(|since| since.plus_millis(ROUND_MILLIS));
            self.round_at = next.map_or(Some(soonest), |next| Some(next.max(soonest)));
        }
    }
}
