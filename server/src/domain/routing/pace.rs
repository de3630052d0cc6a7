//! How long the waiting will probably wait: as long as their queue has lately taken for one, for each who is to be taken
//! before them and for themselves. Where it isn't known, nothing is said.

use shared::time::Timestamp;
use std::collections::VecDeque;

/// Older takes say nothing of now, in milliseconds: an hour.
pub const WINDOW_MILLIS: i64 = 60 * 60 * 1_000;
/// Fewer takes than this are chance.
const TAKES_MIN: usize = 3;
/// More takes than this make it no truer.
const TAKES_MAX: usize = 100;
/// Nobody is promised to be taken faster, in milliseconds.
const FASTEST_MILLIS: i64 = 1_000;
/// What is said is a multiple of this, in milliseconds: nobody knows it better.
const STEP_MILLIS: i64 = 30_000;

/// How fast a queue is served.
#[derive(Debug, Default)]
pub struct Pace {
    takes: VecDeque<Take>,
}

#[derive(Debug)]
struct Take {
    at: Timestamp,
    /// How long the conversation was the next one while somebody was there, in milliseconds.
    took: i64,
}

/// What is expected for each place in the line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Guess {
    /// How long one takes, in milliseconds.
    pub per_place: i64,
    /// When it will have been wrong, unless somebody is taken before.
    pub until: Timestamp,
}

impl Pace {
    /// A conversation was taken that could have been since `ready_at`: since it waits, and since somebody is there.
    pub fn taken(&mut self, at: Timestamp, ready_at: Timestamp) {
        let took = at.millis_since(self.next_since(ready_at)).max(0);
        self.takes.push_back(Take { at, took });
        if self.takes.len() > TAKES_MAX {
            self.takes.pop_front();
        }
    }

    /// What to expect while the first in the line could have been taken since `ready_at`. If that takes longer than
    /// usual, the guess doubles, and again: it has been wrong, and nobody knows by how much.
    pub fn guess(&self, now: Timestamp, ready_at: Timestamp) -> Option<Guess> {
        let since = self.next_since(ready_at);
        let waited = now.millis_since(since);
        let mut per_place = self.usual(now)?;
        while per_place <= waited {
            per_place = per_place.saturating_mul(2);
        }
        Some(Guess { per_place, until: since.plus_millis(per_place) })
    }

    /// Since when it is the next one's turn.
    fn next_since(&self, ready_at: Timestamp) -> Timestamp {
        self.takes.back().map_or(ready_at, |last| last.at.max(ready_at))
    }

    /// The median of the last hour: neither one forgotten conversation nor one taken at once decides alone.
    fn usual(&self, now: Timestamp) -> Option<i64> {
        let recent = self.takes.iter().filter(|take| now.millis_since(take.at) < WINDOW_MILLIS);
        let mut took: Vec<i64> = recent.map(|take| take.took).collect();
        if took.len() < TAKES_MIN {
            return None;
        }
        let middle = took.len() / 2;
        Some((*took.select_nth_unstable(middle).1).max(FASTEST_MILLIS))
    }
}

impl Guess {
    /// How long it will probably take until a place is taken, in milliseconds; 1 is next.
    pub fn wait_millis(self, place: u32) -> i64 {
        let wait = self.per_place.saturating_mul(i64::from(place));
        wait.saturating_add(STEP_MILLIS - 1) / STEP_MILLIS * STEP_MILLIS
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn at(seconds: i64) -> Timestamp {
        Timestamp(seconds * 1_000)
    }

    /// Takes as (taken at, could have been since), in seconds.
    fn pace(takes: &[(i64, i64)]) -> Pace {
        let mut pace = Pace::default();
        for (taken, ready) in takes {
            pace.taken(at(*taken), at(*ready));
        }
        pace
    }

    fn wait(pace: &Pace, now: i64, ready: i64, place: u32) -> Option<i64> {
        pace.guess(at(now), at(ready)).map(|guess| guess.wait_millis(place) / 1_000)
    }

    #[test]
    fn a_wait_is_the_usual_time_for_each_place() {
        // Always somebody waiting: one is taken each minute.
        let busy = pace(&[(60, 0), (120, 10), (180, 20), (240, 30)]);
        for (place, seconds) in [(1, 60), (2, 120), (10, 600)] {
            assert_eq!(wait(&busy, 240, 50, place), Some(seconds), "{place}");
        }
        // A quiet queue: each comes to an empty line and is taken after ten seconds, rounded up.
        let quiet = pace(&[(110, 100), (1_010, 1_000), (2_010, 2_000)]);
        assert_eq!([1, 3, 4].map(|place| wait(&quiet, 2_100, 2_100, place)), [Some(30), Some(30), Some(60)]);
        // One that was forgotten for long doesn't count for more than one.
        let uneven = pace(&[(10, 0), (1_000, 20), (1_010, 1_000), (1_020, 1_000), (1_030, 1_000)]);
        assert_eq!(wait(&uneven, 1_030, 1_030, 1), Some(30));
    }

    #[test]
    fn nothing_is_said_of_what_is_not_known() {
        assert_eq!(wait(&pace(&[]), 0, 0, 1), None);
        assert_eq!(wait(&pace(&[(60, 0), (120, 0)]), 120, 100, 1), None, "two are chance");
        let old = pace(&[(60, 0), (120, 0), (180, 0)]);
        assert!(wait(&old, 60 + 3_599, 3_000, 1).is_some());
        assert_eq!(wait(&old, 60 + 3_600, 3_000, 1), None, "the first is an hour ago");
    }

    #[test]
    fn a_guess_that_was_wrong_doubles() {
        let pace = pace(&[(60, 0), (120, 0), (180, 0)]);
        for (now, seconds, until) in
            [(180, 60, 240), (239, 60, 240), (240, 120, 300), (299, 120, 300), (300, 240, 420)]
        {
            let guess = pace.guess(at(now), at(0)).unwrap();
            assert_eq!((guess.wait_millis(1), guess.until), (seconds * 1_000, at(until)), "{now}");
        }
    }

    proptest! {
        /// The guess holds now and not for ever, later places wait no shorter, and memory is bounded.
        #[test]
        fn a_guess_is_sane(
            takes in prop::collection::vec((0i64..600, 0i64..600), 0..200),
            ready in 0i64..600,
            place in 1u32..10_000,
        ) {
            let mut pace = Pace::default();
            let mut now = 0;
            for (wait, ago) in takes {
                now += wait;
                pace.taken(at(now), at(now - ago));
            }
            prop_assert!(pace.takes.len() <= TAKES_MAX);
            if let Some(guess) = pace.guess(at(now), at(now - ready)) {
                prop_assert!(guess.until > at(now));
                prop_assert!(guess.wait_millis(place) >= STEP_MILLIS);
                prop_assert_eq!(guess.wait_millis(place) % STEP_MILLIS, 0);
                prop_assert!(guess.wait_millis(place + 1) >= guess.wait_millis(place));
            }
        }
    }
}
