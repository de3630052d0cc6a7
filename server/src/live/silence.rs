//! Ends conversations whose visitors have said nothing for as long as their widget's owner has set.

use crate::clock::Clock;
use crate::domain::conversation::{Actor, Command};
use crate::domain::silence::Silence;
use crate::entropy::Entropy;
use crate::live::ledger::Ledger;
use crate::store::append::{Act, Outcome};
use crate::store::silence::Silent;
use crate::store::{Result, Store};
use futures_util::future::join_all;
use shared::ids::{ClientId, VisitorId, WidgetId};
use shared::problem::Code;
use shared::settings::Chat;
use shared::time::Timestamp;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

/// It is looked at least this often, in milliseconds: what was opened or set since can't be due earlier.
const ROUND_MILLIS: i64 = 60_000;
/// When visitors' last connections were gone. Not stored: after a restart the last message counts.
pub struct Leavings {
    clock: Clock,
    left: Mutex<HashMap<VisitorId, Timestamp>>,
}

impl Leavings {
    /// Nobody has left yet.
    pub fn new(clock: Clock) -> Self {
        Self { clock, left: Mutex::default() }
    }

    /// The visitor's last connection is gone.
    pub fn note(&self, visitor: &VisitorId) {
        let now = self.clock.now();
        self.left.lock().unwrap_or_else(PoisonError::into_inner).insert(visitor.clone(), now);
    }

    fn of(&self, visitor: &VisitorId) -> Option<Timestamp> {
        self.left.lock().unwrap_or_else(PoisonError::into_inner).get(visitor).copied()
    }

    /// Forgets what has become too old to matter.
    fn forget_before(&self, then: Timestamp) {
        let mut left = self.left.lock().unwrap_or_else(PoisonError::into_inner);
        left.retain(|_, at| *at >= then);
        left.shrink_to_fit();
    }
}

/// The one task that ends what has fallen silent.
pub struct Watch {
    /// The database.
    pub store: Store,
    /// The time.
    pub clock: Clock,
    /// For the ids of the ends.
    pub entropy: Entropy,
    /// The way to end a conversation.
    pub ledger: Ledger,
    /// When visitors left.
    pub leavings: Arc<Leavings>,
}

impl Watch {
    /// Looks again and again, until the database is closed.
    pub async fn run(self) {
        loop {
            let next_round = self.clock.now().plus_millis(ROUND_MILLIS);
            let next = match self.round().await {
                Ok(next) => next.map_or(next_round, |due| due.min(next_round)),
                Err(sqlx::Error::PoolClosed) => return,
                Err(error) => {
                    tracing::warn!(?error, "it was not looked for conversations that have fallen silent");
                    next_round
                }
            };
            self.clock.sleep_until(next).await;
        }
    }

    /// Ends what is due and returns when the next one is, as far as that is before the next round.
    async fn round(&self) -> Result<Option<Timestamp>> {
        let now = self.clock.now();
        let idle = Idle::read(&self.store).await?;
        self.leavings.forget_before(now.plus_millis(-i64::from(idle.longest()) * 1_000));
        let soonest = now.plus_millis(ROUND_MILLIS - i64::from(idle.shortest()) * 1_000);
        let mut due = Vec::new();
        let mut next: Option<Timestamp> = None;
        for silent in self.store.silent_since(soonest).await? {
            let left_at = self.leavings.of(&silent.visitor);
            let ends_at = Silence { spoke_at: silent.spoke_at, left_at }.ends_at(idle.of(&silent.widget));
            if ends_at <= now {
                due.push(silent);
            } else {
                next = Some(next.map_or(ends_at, |next| next.min(ends_at)));
            }
        }
        join_all(due.iter().map(|silent| self.end(silent))).await;
        Ok(next)
    }

    async fn end(&self, silent: &Silent) {
        let id = ClientId(self.entropy.id(&self.clock));
        let command = Command::Lapse { id, silent_since: silent.spoke_at };
        let act = Act { conversation: silent.conversation.clone(), actor: Actor::System, command };
        match self.ledger.act(act).await {
            // Somebody has ended it, or the visitor has written: so be it.
            Outcome::Refused(problem) if !matches!(problem.code, Code::Ended | Code::Forbidden) => {
                tracing::warn!(?problem, conversation = %silent.conversation, "a silent conversation was not ended");
            }
            Outcome::Refused(_) | Outcome::Changed(..) | Outcome::Repeated(_) => {}
        }
    }
}

/// Seconds of silence by widget.
struct Idle(HashMap<WidgetId, u32>);

impl Idle {
    async fn read(store: &Store) -> Result<Self> {
        let widgets = store.widgets().await?.into_iter();
        Ok(Self(widgets.map(|widget| (widget.id, widget.settings.chat.idle_seconds)).collect()))
    }

    /// Of a widget that is gone, the usual.
    fn of(&self, widget: &WidgetId) -> u32 {
        self.0.get(widget).copied().unwrap_or_else(usual)
    }

    fn shortest(&self) -> u32 {
        self.0.values().copied().min().map_or_else(usual, |shortest| shortest.min(usual()))
    }

    fn longest(&self) -> u32 {
        self.0.values().copied().max().map_or_else(usual, |longest| longest.max(usual()))
    }
}

fn usual() -> u32 {
    Chat::default().idle_seconds
}
