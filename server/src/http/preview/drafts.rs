//! What admins are trying out and have not saved: in memory, a few for each session, for an hour.

use shared::rest::WidgetDraft;
use shared::time::Timestamp;
use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// Most drafts of one session; beyond that the oldest goes.
const OF_A_SESSION: usize = 8;
/// Most drafts of all.
const OF_ALL: usize = 64;
/// A draft that isn't changed is forgotten after this time, in milliseconds.
const LIFETIME_MILLIS: i64 = 60 * 60 * 1_000;

/// Drafts by their keys.
#[derive(Default)]
pub struct Drafts(Mutex<HashMap<String, Draft>>);

struct Draft {
    session_hash: String,
    set: WidgetDraft,
    expires_at: Timestamp,
}

impl Drafts {
    /// Keeps a draft of a session under a new key, which nobody can guess.
    pub fn add(&self, key: String, session_hash: &str, set: WidgetDraft, now: Timestamp) {
        let mut drafts = self.good(now);
        let own = drafts.values().filter(|draft| draft.session_hash == session_hash).count();
        if own >= OF_A_SESSION {
            forget_oldest(&mut drafts, |draft| draft.session_hash == session_hash);
        } else if drafts.len() >= OF_ALL {
            forget_oldest(&mut drafts, |_| true);
        }
        let expires_at = now.plus_millis(LIFETIME_MILLIS);
        drafts.insert(key, Draft { session_hash: session_hash.into(), set, expires_at });
    }

    /// Changes a draft. False if the session has none of this key.
    pub fn change(&self, key: &str, session_hash: &str, set: WidgetDraft, now: Timestamp) -> bool {
        match self.good(now).get_mut(key).filter(|draft| draft.session_hash == session_hash) {
            Some(draft) => {
                draft.set = set;
                draft.expires_at = now.plus_millis(LIFETIME_MILLIS);
                true
            }
            None => false,
        }
    }

    /// A draft of a session.
    pub fn get(&self, key: &str, session_hash: &str, now: Timestamp) -> Option<WidgetDraft> {
        let drafts = self.good(now);
        drafts.get(key).filter(|draft| draft.session_hash == session_hash).map(|draft| draft.set.clone())
    }

    /// The drafts that have not run out.
    fn good(&self, now: Timestamp) -> MutexGuard<'_, HashMap<String, Draft>> {
        let mut drafts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        drafts.retain(|_, draft| draft.expires_at > now);
        drafts
    }
}

fn forget_oldest(drafts: &mut HashMap<String, Draft>, of: impl Fn(&Draft) -> bool) {
    let oldest = drafts.iter().filter(|(_, draft)| of(draft)).min_by_key(|(_, draft)| draft.expires_at);
    if let Some(key) = oldest.map(|(key, _)| key.clone()) {
        drafts.remove(&key);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn draft(name: &str) -> WidgetDraft {
        WidgetDraft { name: name.into(), ..WidgetDraft::default() }
    }

    #[test]
    fn a_session_has_few_drafts_and_they_run_out() {
        let drafts = Drafts::default();
        for number in 0..9 {
            drafts.add(format!("k{number}"), "anna", draft("x"), Timestamp(number));
        }
        let now = Timestamp(9);
        assert_eq!(drafts.get("k0", "anna", now), None, "the oldest");
        assert_eq!(drafts.get("k1", "anna", now), Some(draft("x")));
        assert_eq!(drafts.get("k1", "boris", now), None, "somebody else's");
        assert!(!drafts.change("k1", "boris", draft("y"), now));
        assert!(drafts.change("k1", "anna", draft("y"), Timestamp(LIFETIME_MILLIS)));
        let later = Timestamp(LIFETIME_MILLIS + 100);
        assert_eq!(drafts.get("k2", "anna", later), None, "run out");
        assert_eq!(drafts.get("k1", "anna", later), Some(draft("y")), "begun anew");
    }

    #[test]
    fn all_sessions_together_have_a_bound() {
        let drafts = Drafts::default();
        for number in 0..200 {
            drafts.add(format!("k{number}"), &format!("s{number}"), draft("x"), Timestamp(number));
        }
        assert_eq!(drafts.good(Timestamp(200)).len(), OF_ALL);
        assert_eq!(drafts.get("k199", "s199", Timestamp(200)), Some(draft("x")));
    }
}
