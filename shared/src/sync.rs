//! How a client loses, doubles and reorders nothing: what it wants recorded waits in an [`Outbox`] until its entry comes
//! back, one command at a time; what it hears goes through [`Timeline::receive`](crate::timeline::Timeline::receive);
//! and between two connections it waits as long as [`Backoff`] says.

use crate::ids::ClientId;
use crate::problem::{Code, Problem};
use serde::{Deserialize, Serialize};
use std::collections::VecDeque;

/// Commands that the server has not acknowledged yet, in the order in which they were given. Kept in the browser's
/// storage, it survives a reload: in a restored outbox nothing is in flight.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Outbox<C> {
    items: VecDeque<Pending<C>>,
}

/// One command that waits.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pending<C> {
    /// The client's id of the command.
    pub id: ClientId,
    /// What to send.
    pub command: C,
    /// Why the server refused it for good; it stays until the person retries or discards it.
    pub failed: Option<Code>,
    #[serde(skip)]
    in_flight: bool,
}

/// What to do after a refusal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AfterRefusal {
    /// Call [`Outbox::next_to_send`] again, not before this many milliseconds have passed.
    RetryIn(u32),
    /// The command is marked as failed; what waits behind it may go now.
    Failed,
    /// The command is not in this outbox.
    Unknown,
}

impl<C> Default for Outbox<C> {
    fn default() -> Self {
        Self { items: VecDeque::new() }
    }
}

impl<C> Outbox<C> {
    /// Adds a command at the end.
    pub fn push(&mut self, id: ClientId, command: C) {
        self.items.push_back(Pending { id, command, failed: None, in_flight: false });
    }

    /// The command to send now, if there is one and none is in flight. One at a time keeps the order even when the
    /// server refuses one in the middle.
    pub fn next_to_send(&mut self) -> Option<&C> {
        if self.items.iter().any(|item| item.in_flight) {
            return None;
        }
        let item = self.items.iter_mut().find(|item| item.failed.is_none())?;
        item.in_flight = true;
        Some(&item.command)
    }

    /// The server recorded it: takes it out. `false` if it wasn't there.
    pub fn acknowledge(&mut self, id: &ClientId) -> bool {
        let before = self.items.len();
        self.items.retain(|item| item.id != *id);
        self.items.len() < before
    }

    /// The server refused it.
    pub fn refuse(&mut self, id: &ClientId, problem: &Problem) -> AfterRefusal {
        let Some(item) = self.items.iter_mut().find(|item| item.id == *id) else {
            return AfterRefusal::Unknown;
        };
        item.in_flight = false;
        if problem.code.is_passing() {
            return AfterRefusal::RetryIn(problem.retry_after.unwrap_or(1).saturating_mul(1_000));
        }
        item.failed = Some(problem.code);
        AfterRefusal::Failed
    }

    /// The person wants a failed command tried again.
    pub fn retry(&mut self, id: &ClientId) {
        if let Some(item) = self.items.iter_mut().find(|item| item.id == *id) {
            item.failed = None;
        }
    }

    /// The connection is gone: whatever was in flight must be sent again.
    pub fn disconnected(&mut self) {
        for item in &mut self.items {
            item.in_flight = false;
        }
    }

    /// All that waits, in order.
    pub fn iter(&self) -> impl Iterator<Item = &Pending<C>> {
        self.items.iter()
    }

    /// Whether nothing waits.
    pub fn is_empty(&self) -> bool {
        self.items.is_empty()
    }
}

/// How long to wait before connecting again: doubling from half a second to 20 s, spread evenly below that bound so
/// that a thousand clients of a restarted server don't come at once.
#[derive(Clone, Copy, Debug, Default)]
pub struct Backoff {
    failures: u32,
}

impl Backoff {
    /// Longest wait in milliseconds.
    pub const MAX_MILLIS: u32 = 20_000;
    const FIRST_MILLIS: u32 = 500;

    /// Milliseconds to wait after one more failure; `random` is any evenly spread number.
    pub fn next_wait(&mut self, random: u32) -> u32 {
        let bound = Self::FIRST_MILLIS.saturating_mul(1 << self.failures.min(6)).min(Self::MAX_MILLIS);
        self.failures += 1;
        // Never at once: half of the bound, and a random part of the other half.
        bound / 2 + random % (bound / 2 + 1)
    }

    /// A connection stood: begin anew.
    pub fn reset(&mut self) {
        self.failures = 0;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::time::Timestamp;
    use crate::timeline::{Author, Entry, PublicFact, Received, Timeline};
    use proptest::prelude::*;

    fn id(n: u32) -> ClientId {
        ClientId(format!("c{n}"))
    }

    #[test]
    fn one_command_is_in_flight_at_a_time() {
        let mut outbox = Outbox::default();
        outbox.push(id(1), "one");
        outbox.push(id(2), "two");
        assert_eq!(outbox.next_to_send(), Some(&"one"));
        assert_eq!(outbox.next_to_send(), None);
        assert!(outbox.acknowledge(&id(1)));
        assert!(!outbox.acknowledge(&id(1)));
        assert_eq!(outbox.next_to_send(), Some(&"two"));
    }

    #[test]
    fn a_passing_refusal_keeps_the_place_a_final_one_lets_the_next_go() {
        let mut outbox = Outbox::default();
        outbox.push(id(1), "one");
        outbox.push(id(2), "two");
        outbox.next_to_send();
        let away = Problem { retry_after: Some(3), ..Problem::new(Code::Unavailable, "") };
        assert_eq!(outbox.refuse(&id(1), &away), AfterRefusal::RetryIn(3_000));
        assert_eq!(outbox.next_to_send(), Some(&"one"));
        assert_eq!(outbox.refuse(&id(1), &Problem::new(Code::Ended, "")), AfterRefusal::Failed);
        assert_eq!(outbox.next_to_send(), Some(&"two"));
        outbox.acknowledge(&id(2));
        assert_eq!(outbox.next_to_send(), None);
        outbox.retry(&id(1));
        assert_eq!(outbox.next_to_send(), Some(&"one"));
        assert_eq!(outbox.refuse(&id(9), &away), AfterRefusal::Unknown);
    }

    #[test]
    fn a_restored_outbox_sends_again() {
        let mut outbox = Outbox::default();
        outbox.push(id(1), "one".to_string());
        outbox.next_to_send();
        let mut restored: Outbox<String> =
            serde_json::from_str(&serde_json::to_string(&outbox).unwrap()).unwrap();
        assert_eq!(restored.next_to_send().map(String::as_str), Some("one"));
    }

    #[test]
    fn backoff_grows_to_its_bound_and_starts_anew() {
        let mut backoff = Backoff::default();
        let waits: Vec<u32> = (0..9).map(|_| backoff.next_wait(u32::MAX)).collect();
        assert!(waits.iter().all(|wait| (250..=Backoff::MAX_MILLIS).contains(wait)), "{waits:?}");
        assert!(waits[8] >= Backoff::MAX_MILLIS / 2);
        backoff.reset();
        assert!(backoff.next_wait(7) <= 500);
    }

    proptest! {
        /// The network delivers entries in any order, some twice, some not at all until asked for: after asking at
        /// each hole the timeline is whole.
        #[test]
        fn a_timeline_becomes_whole_from_any_delivery(deliveries in prop::collection::vec(1u32..30, 0..120)) {
            let entry = |seq| Entry {
                seq,
                at: Timestamp(i64::from(seq)),
                fact: Some(PublicFact::Message { id: id(seq), by: Author::Visitor, text: seq.to_string(), files: vec![] }),
            };
            let mut timeline = Timeline::default();
            for seq in deliveries.iter().copied().chain([29]) {
                if let Received::Hole { after } = timeline.receive(entry(seq)) {
                    for missed in after + 1..=seq {
                        prop_assert_eq!(timeline.receive(entry(missed)), Received::Applied);
                    }
                }
            }
            let seqs: Vec<u32> = timeline.entries.iter().map(|entry| entry.seq).collect();
            prop_assert_eq!(seqs, (1..=29).collect::<Vec<u32>>());
        }

        /// Commands go through a server that loses answers, refuses for a while and sees connections break: each is
        /// recorded once, in the order in which it was given.
        #[test]
        fn an_outbox_records_once_and_in_order(faults in prop::collection::vec(0u8..5, 0..60)) {
            let mut outbox = Outbox::default();
            (0..10).for_each(|n| outbox.push(id(n), n));
            let mut recorded: Vec<u32> = Vec::new();
            let mut faults = faults.into_iter();
            while !outbox.is_empty() {
                let Some(n) = outbox.next_to_send().copied() else {
                    outbox.disconnected();
                    continue;
                };
                let mut record = || if !recorded.contains(&n) { recorded.push(n) };
                match faults.next().unwrap_or(0) {
                    1 => { record(); outbox.disconnected() }
                    2 => outbox.disconnected(),
                    3 => { outbox.refuse(&id(n), &Problem::new(Code::Unavailable, "")); }
                    _ => { record(); outbox.acknowledge(&id(n)); }
                }
            }
            prop_assert_eq!(recorded, (0..10).collect::<Vec<u32>>());
        }
    }
}
