//! How often somebody is told of the same thing.

use shared::ids::AgentId;
use shared::time::Timestamp;
use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

/// About one thing an agent is told at most this often, in milliseconds.
const PAUSE_MILLIS: i64 = 30_000;

/// Who was told of what, and when.
#[derive(Default)]
pub struct Pace(Mutex<HashMap<(AgentId, String), Timestamp>>);

impl Pace {
    /// Whether somebody may be told now, in which case they count as told.
    pub fn admit(&self, agent: &AgentId, about: &str, now: Timestamp) -> bool {
        let mut told = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        told.retain(|_, at| now.millis_since(*at) < PAUSE_MILLIS);
        let is_due = !told.contains_key(&(agent.clone(), about.to_owned()));
        if is_due {
            told.insert((agent.clone(), about.to_owned()), now);
        }
        is_due
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_thing_is_told_after_a_pause() {
        let pace = Pace::default();
        for (agent, about, seconds, told) in [
            ("anna", "k1", 0, true),
            ("anna", "k1", 29, false),
            ("anna", "k2", 29, true),
            ("boris", "k1", 29, true),
            ("anna", "k1", 30, true),
            ("anna", "k2", 58, false),
        ] {
            let now = Timestamp(seconds * 1_000);
            assert_eq!(pace.admit(&agent.into(), about, now), told, "{agent} {about} {seconds}");
        }
    }
}
