//! A tag goes from all conversations that bear it, or another one takes its place: one conversation after the other
//! through the ledger, beside everything else that happens, one tag at a time. What breaks off in the middle is done as far
//! as it got, and goes on when it is asked for again.

use crate::App;
use crate::domain::conversation::{Actor, Change, Command, Rights};
use crate::domain::search::{self, Need};
use crate::live::indexing;
use crate::store::Result;
use crate::store::append::{Act, Outcome};
use shared::ids::{ClientId, ConversationId};
use shared::people::AgentCard;
use shared::tags::TagWork;
use std::sync::{Arc, Mutex, PoisonError};

/// Conversations that are looked up at once.
const CHUNK: usize = 50;

/// What is under way.
#[derive(Default)]
pub struct Retagging(Mutex<Option<TagWork>>);

/// What is to be done.
#[derive(Clone, Debug)]
pub struct Wish {
    /// Who wants it; they may read all conversations.
    pub by: AgentCard,
    /// The tag that goes.
    pub tag: String,
    /// What stands in its place.
    pub into: Option<String>,
}

/// Work that is over when this is dropped.
pub struct UnderWay {
    app: Arc<App>,
    wish: Wish,
}

impl Retagging {
    /// What is under way now.
    pub fn now(&self) -> Option<TagWork> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn change(&self, change: impl FnOnce(&mut Option<TagWork>)) {
        change(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner));
    }
}

impl UnderWay {
    /// Begins, on so many conversations. `None` while something else is under way.
    pub fn begin(app: &Arc<App>, wish: Wish, total: u32) -> Option<Self> {
        let mut is_free = false;
        app.live.retagging.change(|now| {
            is_free = now.is_none();
            if is_free {
                *now = Some(TagWork { tag: wish.tag.clone(), into: wish.into.clone(), done: 0, total });
            }
        });
        is_free.then(|| Self { app: app.clone(), wish })
    }

    /// Does all of it. False if there are some on which it can't be done.
    ///
    /// # Errors
    /// The database failed; what was done stays done.
    pub async fn run(self) -> Result<bool> {
        let (app, wish) = (&self.app, &self.wish);
        let begun_at = app.clock.now();
        if let Some(into) = &wish.into {
            app.store.know_tag(into, begun_at).await?;
        }
        let bears = [Need::Token(search::tag(&wish.tag))];
        loop {
            // What nobody has told the index yet isn't found by it.
            indexing::index_changes(&app.store, &app.live.changes).await?;
            let hits = app.store.find(&bears, (None, None), None, CHUNK).await?;
            let ids: Vec<ConversationId> = hits.into_iter().map(|hit| hit.conversation).collect();
            let mut is_any_done = ids.is_empty();
            for id in &ids {
                is_any_done |= self.retag(id).await;
                app.live.retagging.change(|now| {
                    if let Some(work) = now {
                        work.done += 1;
                    }
                });
            }
            app.store.index(&ids).await?;
            if ids.is_empty() {
                break;
            }
            if !is_any_done {
                return Ok(false);
            }
        }
        app.store.forget_tag(&wish.tag, begun_at).await?;
        Ok(true)
    }

    /// False if it couldn't be done.
    async fn retag(&self, id: &ConversationId) -> bool {
        let (app, Wish { by, tag, into }) = (&self.app, &self.wish);
        let rights = Rights { oversees: true, ..Rights::default() };
        let actor = Actor::Agent { card: by.clone(), rights };
        let wish = ClientId(app.entropy.id(&app.clock));
        let command = match into.clone() {
            Some(into) => Command::Retag { id: wish, tag: tag.clone(), into },
            None => Command::Untag { id: wish, tag: tag.clone() },
        };
        match app.live.ledger.act(Act { conversation: id.clone(), actor, command }).await {
            // It may have lost the tag since the index heard of it.
            Outcome::Changed(_, Change::Recorded(_) | Change::Seen | Change::Nothing)
            | Outcome::Repeated(_) => true,
            Outcome::Refused(problem) => {
                tracing::warn!(conversation = %id, ?problem, "a tag was not changed");
                false
            }
        }
    }
}

impl Drop for UnderWay {
    fn drop(&mut self) {
        self.app.live.retagging.change(|now| *now = None);
    }
}
