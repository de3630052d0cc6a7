//! Tables of agents that were looked at and not created yet: in memory, a few for each admin, for half an hour.

use shared::ids::AgentId;
use shared::problem::{Code, Problem};
use shared::staff::{AgentDraft, ImportProgress};
use shared::time::Timestamp;
use std::collections::HashMap;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// Most tables of one admin; beyond that the oldest goes.
const OF_AN_ADMIN: usize = 2;
/// Most tables of all.
const OF_ALL: usize = 16;
/// A table is forgotten after this time, in milliseconds.
const LIFETIME_MILLIS: i64 = 30 * 60 * 1_000;

/// Tables by their keys.
#[derive(Default)]
pub struct Imports(Mutex<HashMap<String, Import>>);

struct Import {
    admin: AgentId,
    drafts: Arc<Vec<(u32, AgentDraft)>>,
    expires_at: Timestamp,
    state: State,
}

enum State {
    Waiting,
    Running(Arc<AtomicU32>),
    Over(ImportProgress),
    /// The database didn't take it.
    Failed(Problem),
}

impl State {
    fn is_running(&self) -> bool {
        matches!(self, Self::Running(done) if !is_broken_off(done))
    }
}

/// Whether the [`Job`] has gone without an end, by a fault of ours.
fn is_broken_off(done: &Arc<AtomicU32>) -> bool {
    Arc::strong_count(done) == 1
}

/// A table that is to be created now. Without an end when it goes, it has broken off.
pub struct Job {
    /// Its agents, each with its line.
    pub drafts: Arc<Vec<(u32, AgentDraft)>>,
    done: Arc<AtomicU32>,
}

impl Job {
    /// Notes how many rows are ready.
    pub fn got_to(&self, done: usize) {
        self.done.store(u32::try_from(done).unwrap_or(u32::MAX), Ordering::Relaxed);
    }
}

impl Imports {
    /// Keeps an admin's table under a new key, which nobody can guess.
    pub fn add(&self, key: String, admin: &AgentId, drafts: Vec<(u32, AgentDraft)>, now: Timestamp) {
        let mut imports = self.good(now);
        let own = imports.values().filter(|import| import.admin == *admin).count();
        if own >= OF_AN_ADMIN {
            forget_oldest(&mut imports, |import| import.admin == *admin);
        } else if imports.len() >= OF_ALL {
            forget_oldest(&mut imports, |_| true);
        }
        let expires_at = now.plus_millis(LIFETIME_MILLIS);
        let import =
            Import { admin: admin.clone(), drafts: Arc::new(drafts), expires_at, state: State::Waiting };
        imports.insert(key, import);
    }

    /// Begins to create an admin's table. `None` if there is none of this key, or it was begun before.
    pub fn begin(&self, key: &str, admin: &AgentId, now: Timestamp) -> Option<Job> {
        let mut imports = self.good(now);
        let import = imports.get_mut(key).filter(|import| import.admin == *admin)?;
        if !matches!(import.state, State::Waiting) {
            return None;
        }
        let done = Arc::new(AtomicU32::new(0));
        import.state = State::Running(Arc::clone(&done));
        Some(Job { drafts: Arc::clone(&import.drafts), done })
    }

    /// Keeps how it ended until that is told.
    pub fn finish(&self, key: &str, end: ImportProgress) {
        if let Some(import) = self.all().get_mut(key) {
            import.state = State::Over(end);
        }
    }

    /// Keeps why the database didn't take it until that is told; then it can be begun again.
    pub fn fail(&self, key: &str, problem: Problem) {
        if let Some(import) = self.all().get_mut(key) {
            import.state = State::Failed(problem);
        }
    }

    /// How far an admin's table has got. The end is told once. `None` if there is none of this key that was begun.
    pub fn progress(
        &self,
        key: &str,
        admin: &AgentId,
        now: Timestamp,
    ) -> Option<Result<ImportProgress, Problem>> {
        let mut imports = self.good(now);
        let import = imports.get_mut(key).filter(|import| import.admin == *admin)?;
        let rows = u32::try_from(import.drafts.len()).unwrap_or(u32::MAX);
        match std::mem::replace(&mut import.state, State::Waiting) {
            State::Waiting => None,
            State::Running(done) if is_broken_off(&done) => {
                Some(Err(Problem::new(Code::Internal, "the import broke off; nothing was created")))
            }
            State::Running(done) => {
                let ready = done.load(Ordering::Relaxed);
                import.state = State::Running(done);
                Some(Ok(ImportProgress::Running { done: ready, rows }))
            }
            State::Over(end) => {
                imports.remove(key);
                Some(Ok(end))
            }
            State::Failed(problem) => Some(Err(problem)),
        }
    }

    fn all(&self) -> MutexGuard<'_, HashMap<String, Import>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The tables that have not run out. What is being created stays until it is.
    fn good(&self, now: Timestamp) -> MutexGuard<'_, HashMap<String, Import>> {
        let mut imports = self.all();
        imports.retain(|_, import| import.expires_at > now || import.state.is_running());
        imports
    }
}

fn forget_oldest(imports: &mut HashMap<String, Import>, of: impl Fn(&Import) -> bool) {
    let idle = imports.iter().filter(|(_, import)| of(import) && !import.state.is_running());
    if let Some(key) = idle.min_by_key(|(_, import)| import.expires_at).map(|(key, _)| key.clone()) {
        imports.remove(&key);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(rows: usize) -> Vec<(u32, AgentDraft)> {
        vec![(2, AgentDraft::default()); rows]
    }

    #[test]
    fn a_table_is_created_once_and_its_end_is_told_once() {
        let imports = Imports::default();
        let (anna, boris) = (AgentId::from("anna"), AgentId::from("boris"));
        let now = Timestamp(0);
        imports.add("k".into(), &anna, table(3), now);
        assert!(imports.begin("k", &boris, now).is_none(), "somebody else's");
        assert!(imports.progress("k", &anna, now).is_none(), "not begun");
        let job = imports.begin("k", &anna, now).unwrap();
        assert!(imports.begin("k", &anna, now).is_none(), "begun before");
        job.got_to(2);
        assert!(imports.progress("k", &anna, now) == Some(Ok(ImportProgress::Running { done: 2, rows: 3 })));
        let problem = Problem::new(Code::Unavailable, "away");
        imports.fail("k", problem.clone());
        assert!(imports.begin("k", &anna, now).is_none(), "not told yet");
        assert!(imports.progress("k", &anna, now) == Some(Err(problem)));
        drop(imports.begin("k", &anna, now).expect("once more"));
        let Some(Err(broken_off)) = imports.progress("k", &anna, now) else {
            panic!("no end, and none to come")
        };
        assert_eq!(broken_off.code, Code::Internal);
        let _job = imports.begin("k", &anna, now).expect("once again");
        let end = ImportProgress::Created { links: vec![], mailed: None };
        imports.finish("k", end.clone());
        assert!(imports.progress("k", &boris, now).is_none());
        assert!(imports.progress("k", &anna, now) == Some(Ok(end)));
        assert!(imports.progress("k", &anna, now).is_none(), "told once");
    }

    #[test]
    fn tables_run_out_and_have_bounds() {
        let imports = Imports::default();
        let anna = AgentId::from("anna");
        for key in 0..3 {
            imports.add(format!("k{key}"), &anna, table(1), Timestamp(key));
        }
        let now = Timestamp(3);
        assert!(imports.begin("k0", &anna, now).is_none(), "the oldest");
        let _job = imports.begin("k1", &anna, now).expect("a younger one");
        let late = Timestamp(LIFETIME_MILLIS + 2);
        assert!(imports.begin("k2", &anna, late).is_none(), "run out");
        assert!(imports.progress("k1", &anna, late).is_some(), "begun in time");
        for admin in 0..40 {
            imports.add(format!("a{admin}"), &AgentId(format!("a{admin}")), table(1), now);
        }
        assert_eq!(imports.good(now).len(), OF_ALL);
    }
}
