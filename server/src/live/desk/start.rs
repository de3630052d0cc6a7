//! How the desk begins, and how it reads what admins arrange.

use super::Messages;
use super::hands::Hands;
use super::held::Held;
use super::inputs::waits;
use super::run::{Reading, Run, Table};
use super::work::Work;
use crate::clock::Clock;
use crate::domain::presence::{GRACE_MILLIS, IDLE_MILLIS, Roster};
use crate::domain::routing::{Engine, Input, Line, WINDOW_MILLIS};
use crate::entropy::Entropy;
use crate::live::hub::Hub;
use crate::live::ledger::Ledger;
use crate::store::desk::Waiting;
use crate::store::queues::Queue;
use crate::store::{Result, Store};
use std::sync::Arc;

impl Messages {
    /// Starts the desk with all that waits in the store, and with what agents have.
    ///
    /// # Errors
    /// The database doesn't answer.
    pub async fn start(
        self,
        store: Store,
        clock: Clock,
        entropy: Entropy,
        hub: Arc<Hub>,
        ledger: &Ledger,
    ) -> anyhow::Result<()> {
        let mut engine = Engine::new(u64::from_le_bytes(entropy.bytes()));
        let mut held = Held::default();
        let now = clock.now();
        let table = read(&store).await?;
        // Nobody is connected yet, so nobody can be told, and nothing of it can be recorded twice: what the engine wants
        // now it wants again as soon as somebody comes.
        engine.handle(now, Input::Arrange { lines: table.lines.clone() });
        for take in store.takes_since(now.plus_millis(-WINDOW_MILLIS)).await? {
            engine.recall(take.queue, take.waited_since, take.at);
        }
        let mut effects = Vec::new();
        for Waiting { conversation, tried } in store.waiting().await? {
            hub.learn(&conversation);
            effects.extend(engine.handle(now, waits(&conversation, tried)));
        }
        for conversation in store.held().await? {
            hub.learn(&conversation);
            let (id, queue) = (conversation.id, conversation.queue);
            if let Some(owner) = conversation.owner {
                held.take(id.clone(), owner.id.clone(), queue.clone());
                engine.handle(now, Input::Taken { conversation: id, agent: owner.id, queue });
            }
        }
        // Whoever was connected before comes back within the grace.
        for agent in held.agents() {
            held.gone(now.plus_millis(GRACE_MILLIS), &agent, |queue| table.patience(queue));
        }
        let hands = Hands {
            store: store.clone(),
            clock: clock.clone(),
            entropy,
            hub: hub.clone(),
            ledger: ledger.downgrade(),
        };
        let roster = Roster::new(IDLE_MILLIS);
        let work = Work::new(Arc::new(hands));
        let reading = Reading::after(now);
        let run =
            Run { engine, roster, held, table, work, store, clock, hub, reading, strangers: Vec::new() };
        tokio::spawn(run.run(self.0, effects));
        Ok(())
    }
}

/// Reads how queues are arranged, and what agents are called.
pub async fn read(store: &Store) -> Result<Table> {
    let queues = store.queues().await?;
    let cards = store.cards().await?;
    let capacities =
        store.colleagues().await?.into_iter().map(|known| (known.card.id, known.capacity)).collect();
    let names = queues.iter().map(|queue| (queue.id.clone(), queue.name.clone())).collect();
    Ok(Table { lines: queues.into_iter().map(line).collect(), names, cards, capacities })
}

/// A queue as the engine has to know it.
fn line(queue: Queue) -> Line {
    let millis = |seconds: u32| i64::from(seconds) * 1_000;
    let settings = queue.settings;
    Line {
        id: queue.id,
        members: queue.members,
        rules: settings.rules,
        accept_millis: millis(settings.accept_seconds),
        away_when_silent: settings.away_when_silent,
        overflow: settings.overflow.map(|overflow| (overflow.queue, millis(overflow.after_seconds))),
        ticket_after_millis: settings.ticket_after_seconds.map(millis),
    }
}
