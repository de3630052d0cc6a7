//! The wall: what goes on in the queues, for those who look after them. As long as somebody looks at it, the desk is asked
//! once a second, and everyone is told what has changed of what they may see.

use super::desk::{Desk, Overview};
use super::hub::{Hub, Party, frame};
use crate::clock::Clock;
use crate::domain::permissions::{Action, Who, may};
use crate::store::queues::Queue;
use crate::store::{self, Store};
use shared::agent::AgentUpdate;
use shared::ids::AgentId;
use shared::staff::Presence;
use shared::time::Timestamp;
use shared::wall::{WAITING_MAX, Wall, WallQueue, WallWaiting};
use std::collections::{BTreeSet, HashMap};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tokio::sync::Notify;

/// The desk is asked this often, in milliseconds.
const PACE_MILLIS: i64 = 1_000;

/// Who looks at the wall.
pub struct Walls {
    watchers: Mutex<HashMap<u64, Watcher>>,
    comes: Notify,
    store: Store,
    clock: Clock,
    desk: Desk,
    hub: Arc<Hub>,
}

/// A connection that looks.
#[derive(Clone)]
struct Watcher {
    party: Party,
    session_hash: String,
    /// What it was last told.
    told: Option<Wall>,
}

impl Walls {
    /// Nobody looks.
    pub fn new(store: Store, clock: Clock, desk: Desk, hub: Arc<Hub>) -> Self {
        Self { watchers: Mutex::default(), comes: Notify::new(), store, clock, desk, hub }
    }

    fn watchers(&self) -> MutexGuard<'_, HashMap<u64, Watcher>> {
        self.watchers.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A connection looks from now on, by the rights that its session has at each moment.
    pub fn watch(&self, party: &Party, number: u64, session_hash: &str) {
        let watcher = Watcher { party: party.clone(), session_hash: session_hash.into(), told: None };
        self.watchers().insert(number, watcher);
        self.comes.notify_one();
    }

    /// A connection looks no more.
    pub fn unwatch(&self, number: u64) {
        self.watchers().remove(&number);
    }

    /// Tells those who look what goes on, for as long as the server runs.
    pub async fn tell(&self) {
        loop {
            self.comes.notified().await;
            while !self.watchers().is_empty() {
                if let Err(error) = self.tell_all().await {
                    // What was told stays on the wall until the database answers.
                    tracing::warn!(?error, "the wall could not be read");
                }
                tokio::select! {
                    () = self.comes.notified() => {}
                    () = self.clock.sleep(PACE_MILLIS) => {}
                }
            }
        }
    }

    async fn tell_all(&self) -> store::Result<()> {
        let overview = self.desk.overview().await;
        let queues = self.store.queues().await?;
        let now = self.clock.now();
        let watchers = self.watchers().clone();
        for (number, watcher) in watchers {
            let session = self.store.session(&watcher.session_hash, now).await?;
            let who = session.map(|session| session.who()).filter(|who| may(who, Action::SeeWall));
            let Some(who) = who else {
                self.unwatch(number);
                continue;
            };
            let wall = seen_by(&who, &queues, &overview, now);
            if watcher.told.as_ref() == Some(&wall) {
                continue;
            }
            // Noted before it is sent: whoever looks anew because of it is told again.
            match self.watchers().get_mut(&number) {
                Some(watcher) => watcher.told = Some(wall.clone()),
                None => continue,
            }
            if !self.hub.tell_line(&watcher.party, number, &frame(&AgentUpdate::Wall(Box::new(wall)))) {
                self.unwatch(number);
            }
        }
        Ok(())
    }
}

/// What somebody may see of it: the queues that they arrange, and who serves those.
fn seen_by(who: &Who, queues: &[Queue], overview: &Overview, now: Timestamp) -> Wall {
    let theirs: Vec<&Queue> =
        queues.iter().filter(|queue| may(who, Action::ArrangeQueue(&queue.id))).collect();
    let staff: BTreeSet<&AgentId> = theirs.iter().flat_map(|queue| &queue.members).collect();
    let sees_all = may(who, Action::SeeAllConversations);
    let mut waiting = Vec::new();
    let mut lines = Vec::new();
    for queue in theirs {
        let known = overview.queues.iter().find(|known| known.queue == queue.id);
        let line = known.map(|known| known.waiting.as_slice()).unwrap_or_default();
        lines.push(WallQueue {
            id: queue.id.clone(),
            name: queue.name.clone(),
            open: queue.is_open(now),
            waiting: u32::try_from(line.len()).unwrap_or(u32::MAX),
            since: line.first().map(|first| first.since),
            active: overview.active.get(&queue.id).copied().unwrap_or_default(),
            present: known.map_or(0, |known| known.present),
            free: known.map_or(0, |known| known.free),
        });
        waiting.extend(line.iter().take(WAITING_MAX).map(|one| WallWaiting {
            conversation: one.conversation.clone(),
            queue: queue.id.clone(),
            since: one.since,
            offered: one.offered,
        }));
    }
    waiting.sort_by(|one, other| (one.since, &one.conversation).cmp(&(other.since, &other.conversation)));
    waiting.truncate(WAITING_MAX);
    let is_shown = |agent: &&shared::wall::WallAgent| {
        (sees_all || staff.contains(&agent.agent.id))
            && (agent.presence != Presence::Offline || agent.conversations > 0)
    };
    let agents = overview.agents.iter().filter(is_shown).cloned().collect();
    Wall { queues: lines, agents, waiting }
}
