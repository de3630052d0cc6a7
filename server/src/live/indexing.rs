//! Keeps the search index up to date, behind what happens: nobody who writes waits for it. What has changed is told by
//! the writer; what changed while nobody was there to be told is found by comparing at the start, and so is everything
//! where the index is new.

use crate::App;
use crate::clock::Clock;
use crate::store::{Result, Store};
use shared::ids::ConversationId;
use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use tokio::sync::Notify;

/// What has changed is collected for this long, in milliseconds, so that a conversation in full flow isn't read for each
/// of its messages.
const COLLECT_MILLIS: i64 = 400;
/// Conversations in one transaction. Few, as on SQLite messages wait meanwhile.
const BATCH: usize = 16;
/// After a failure it is tried again after this long, in milliseconds.
const RETRY_MILLIS: i64 = 2_000;

/// Conversations that the index has yet to hear of.
#[derive(Default)]
pub struct Changes {
    waiting: Mutex<Waiting>,
    news: Notify,
    is_complete: AtomicBool,
}

#[derive(Default)]
struct Waiting {
    next: u64,
    /// By when it changed first since it was looked at.
    places: BTreeMap<ConversationId, u64>,
}

impl Changes {
    /// Something has happened in a conversation.
    pub fn note(&self, id: &ConversationId) {
        {
            let mut waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
            let place = waiting.next;
            waiting.next += 1;
            waiting.places.entry(id.clone()).or_insert(place);
        }
        self.news.notify_one();
    }

    /// Whether everything that was there at the start is in the index.
    pub fn is_complete(&self) -> bool {
        self.is_complete.load(Ordering::Relaxed)
    }

    /// All that wait, in the order of their changes.
    fn take(&self) -> Vec<ConversationId> {
        let mut waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        let mut all: Vec<_> = std::mem::take(&mut waiting.places).into_iter().collect();
        all.sort_unstable_by_key(|(_, place)| *place);
        all.into_iter().map(|(id, _)| id).collect()
    }
}

/// Works as long as the server runs. Ends when the task is dropped.
pub async fn keep_indexed(app: Arc<App>) {
    let (store, changes, clock) = (&app.store, &app.live.changes, &app.clock);
    let mut reached = None;
    while let Err(error) = catch_up_from(store, changes, &mut reached).await {
        failed(clock, &error).await;
    }
    loop {
        changes.news.notified().await;
        clock.sleep(COLLECT_MILLIS).await;
        while let Err(error) = index_changes(store, changes).await {
            failed(clock, &error).await;
        }
    }
}

async fn failed(clock: &Clock, error: &sqlx::Error) {
    tracing::warn!(?error, "the search index was not brought up to date");
    clock.sleep(RETRY_MILLIS).await;
}

/// Puts into the index what it doesn't know yet of all conversations.
///
/// # Errors
/// The database failed; what was done stays done.
pub async fn catch_up(store: &Store, changes: &Changes) -> Result<()> {
    catch_up_from(store, changes, &mut None).await
}

async fn catch_up_from(store: &Store, changes: &Changes, reached: &mut Option<ConversationId>) -> Result<()> {
    let mut found = 0;
    while let Some((unknown, last)) = store.unindexed_after(reached.as_ref()).await? {
        for batch in unknown.chunks(BATCH) {
            store.index(batch).await?;
            // The writer's turn, and what has changed meanwhile.
            tokio::task::yield_now().await;
        }
        found += unknown.len();
        *reached = Some(last);
        index_changes(store, changes).await?;
    }
    changes.is_complete.store(true, Ordering::Relaxed);
    if found > 0 {
        tracing::info!(conversations = found, "the search index has caught up");
    }
    Ok(())
}

/// Puts into the index what has changed since it was done last.
///
/// # Errors
/// The database failed; what wasn't done is still noted.
pub async fn index_changes(store: &Store, changes: &Changes) -> Result<()> {
    let all = changes.take();
    for (index, batch) in all.chunks(BATCH).enumerate() {
        if let Err(error) = store.index(batch).await {
            all[index * BATCH..].iter().for_each(|id| changes.note(id));
            return Err(error);
        }
    }
    Ok(())
}
