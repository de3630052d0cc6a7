//! The one writer. Commands that arrive while a transaction commits wait and go together into the next (group
//! commit): each is durable before it is acknowledged, and the disk is asked once for many. What was committed is
//! announced in the order of commit.

use crate::clock::Clock;
use crate::domain::conversation::{Change, Command, Conversation, Refusal};
use crate::error::Error;
use crate::live::desk::{Desk, inputs};
use crate::live::hub::Hub;
use crate::live::indexing::Changes;
use crate::live::push::Calls;
use crate::store::Store;
use crate::store::append::{Act, Memory, Opened, Outcome};
use shared::agent::{AgentUpdate, Vanished};
use shared::ids::ClientId;
use shared::problem::{Code, Problem};
use shared::timeline::{AgentEntry, Destination, Fact, StaffFact};
use shared::visitor::VisitorUpdate;
use std::sync::Arc;
use tokio::sync::{mpsc, oneshot};

/// Commands that wait for the writer; who comes when it is full waits for a place.
const QUEUE: usize = 4_096;
/// Commands in one transaction at most.
const BATCH: usize = 256;

/// The way to the writer. Cheap to clone.
#[derive(Clone)]
pub struct Ledger {
    jobs: mpsc::Sender<Job>,
}

/// A way to the writer that doesn't keep it from ending.
pub struct WeakLedger {
    jobs: mpsc::WeakSender<Job>,
}

impl WeakLedger {
    /// Carries out a command; returns once it is refused, or durable and everyone who may hear of it has been told.
    pub async fn act(&self, act: Act) -> Outcome {
        let Some(jobs) = self.jobs.upgrade() else { return Outcome::Refused(stopping()) };
        let (reply, answer) = oneshot::channel();
        if jobs.send(Job::Act(act, Reply::Announced(reply))).await.is_err() {
            return Outcome::Refused(stopping());
        }
        drop(jobs);
        answer.await.unwrap_or_else(|_| Outcome::Refused(stopping()))
    }
}

enum Job {
    Act(Act, Reply),
    Open(Box<Conversation>, ClientId, oneshot::Sender<Result<Opened, Problem>>),
}

/// When whoever asked is told what became of it; a refusal at once.
enum Reply {
    Committed(oneshot::Sender<Outcome>),
    Announced(oneshot::Sender<Outcome>),
}

/// The database's log is moved into its tables this often, in milliseconds, beside the writer and not in its way.
const CHECKPOINT_MILLIS: i64 = 1_000;

/// Who hears of what was committed.
pub struct Ears {
    /// Connections.
    pub hub: Arc<Hub>,
    /// The routing engine.
    pub desk: Desk,
    /// The search index.
    pub changes: Arc<Changes>,
    /// Who has no page open.
    pub calls: Arc<Calls>,
}

/// What was committed, on its way to those who may hear of it.
struct Committed {
    conversation: Arc<Conversation>,
    change: Change,
    /// Who waits for them to have heard of it.
    reply: Option<oneshot::Sender<Outcome>>,
}

impl Ledger {
    /// Starts the writer. It ends once every [`Ledger`] is dropped and all that waits is committed.
    pub fn start(store: Store, clock: Clock, ears: Ears) -> Self {
        let (jobs, waiting) = mpsc::channel(QUEUE);
        let (committed, announced) = mpsc::unbounded_channel();
        tokio::spawn(keep_log_short(store.clone(), clock.clone()));
        tokio::spawn(write(store, clock, waiting, committed));
        tokio::spawn(announce(ears, announced));
        Self { jobs }
    }

    /// A way that doesn't keep the writer from ending.
    pub fn downgrade(&self) -> WeakLedger {
        WeakLedger { jobs: self.jobs.downgrade() }
    }

    /// Carries out a command; returns once it is durable or refused.
    pub async fn act(&self, act: Act) -> Outcome {
        let (reply, answer) = oneshot::channel();
        if self.jobs.send(Job::Act(act, Reply::Committed(reply))).await.is_err() {
            return Outcome::Refused(stopping());
        }
        answer.await.unwrap_or_else(|_| Outcome::Refused(stopping()))
    }

    /// Opens a conversation; returns once it is durable or refused.
    pub async fn open(&self, wish: Conversation, id: ClientId) -> Result<Opened, Problem> {
        let (reply, answer) = oneshot::channel();
        let job = Job::Open(Box::new(wish), id, reply);
        self.jobs.send(job).await.map_err(|_| stopping())?;
        answer.await.map_err(|_| stopping())?
    }
}

fn stopping() -> Problem {
    Problem::new(Code::Unavailable, "the server is stopping")
}

async fn write(
    store: Store,
    clock: Clock,
    mut waiting: mpsc::Receiver<Job>,
    committed: mpsc::UnboundedSender<Committed>,
) {
    let mut memory = Memory::default();
    let mut jobs = Vec::with_capacity(BATCH);
    while waiting.recv_many(&mut jobs, BATCH).await > 0 {
        let mut acts = Vec::with_capacity(jobs.len());
        let mut replies = Vec::with_capacity(jobs.len());
        for job in jobs.drain(..) {
            match job {
                Job::Act(act, reply) => {
                    acts.push(act);
                    replies.push(reply);
                }
                Job::Open(wish, id, reply) => {
                    let opened = open(&store, &wish, &id).await;
                    if let Ok(Opened::New(conversation, entries)) = &opened {
                        pass_on(&committed, conversation.clone(), Change::Recorded(entries.clone()), None);
                    }
                    // Whoever asked may have gone; it is recorded all the same.
                    let _ = reply.send(opened);
                }
            }
        }
        if acts.is_empty() {
            continue;
        }
        metrics::histogram!("frontdesk_commit_batch_size").record(acts.len() as f64);
        for (outcome, reply) in append(&store, &mut memory, &clock, &acts).await.into_iter().zip(replies) {
            match (outcome, reply) {
                (Outcome::Changed(conversation, change), Reply::Announced(reply))
                    if change != Change::Nothing =>
                {
                    pass_on(&committed, conversation, change, Some(reply));
                }
                (outcome, Reply::Announced(reply) | Reply::Committed(reply)) => {
                    if let Outcome::Changed(conversation, change) = &outcome {
                        pass_on(&committed, conversation.clone(), change.clone(), None);
                    }
                    let _ = reply.send(outcome);
                }
            }
        }
    }
}

async fn keep_log_short(store: Store, clock: Clock) {
    loop {
        clock.sleep(CHECKPOINT_MILLIS).await;
        match store.checkpoint().await {
            Ok(()) => {}
            Err(sqlx::Error::PoolClosed) => return,
            Err(error) => tracing::warn!(?error, "the database's log was not moved"),
        }
    }
}

fn pass_on(
    committed: &mpsc::UnboundedSender<Committed>,
    conversation: Arc<Conversation>,
    change: Change,
    reply: Option<oneshot::Sender<Outcome>>,
) {
    if change != Change::Nothing {
        let _ = committed.send(Committed { conversation, change, reply });
    }
}

/// All in one transaction; if the database refuses one of them for good, each on its own, so that the others go on.
async fn append(store: &Store, memory: &mut Memory, clock: &Clock, acts: &[Act]) -> Vec<Outcome> {
    match store.append(memory, acts, clock.now()).await {
        Ok(outcomes) => outcomes,
        Err(error)
            if let [act] = acts
                && let Some(refusal) = refused(act, &error) =>
        {
            vec![Outcome::Refused(refusal.into())]
        }
        Err(error) => {
            let problem = Error::from(error).into_problem();
            if acts.len() == 1 || problem.code != Code::Internal {
                return acts.iter().map(|_| Outcome::Refused(problem.clone())).collect();
            }
            let mut outcomes = Vec::with_capacity(acts.len());
            for act in acts {
                outcomes.extend(Box::pin(append(store, memory, clock, std::slice::from_ref(act))).await);
            }
            outcomes
        }
    }
}

/// What the database refuses not because it fails, but because of what was decided elsewhere.
fn refused(act: &Act, error: &sqlx::Error) -> Option<Refusal> {
    match (&act.command, error) {
        // The visitor has opened another one since it was looked, and only one can go on.
        (Command::Reopen { .. }, sqlx::Error::Database(error)) if error.is_unique_violation() => {
            Some(Refusal::Ended)
        }
        // The queue is gone.
        (Command::Transfer { .. } | Command::Overflow { .. }, sqlx::Error::RowNotFound) => {
            Some(Refusal::NotFound)
        }
        _ => None,
    }
}

/// Two nodes may open one for the same visitor at once: the database refuses the second, who then finds the first's.
async fn open(store: &Store, wish: &Conversation, id: &ClientId) -> Result<Opened, Problem> {
    let opened = match store.open_conversation(wish, id).await {
        Err(sqlx::Error::Database(error)) if error.is_unique_violation() => {
            store.open_conversation(wish, id).await
        }
        opened => opened,
    };
    opened.map_err(|error| Error::from(error).into_problem())
}

async fn announce(ears: Ears, mut committed: mpsc::UnboundedReceiver<Committed>) {
    while let Some(Committed { conversation, change, reply }) = committed.recv().await {
        let answer = reply.map(|reply| (reply, Outcome::Changed(conversation.clone(), change.clone())));
        match change {
            Change::Recorded(entries) => {
                ears.calls.note(&conversation, &entries);
                recorded(&ears.hub, &ears.desk, &conversation, entries);
                ears.changes.note(&conversation.id);
            }
            Change::Seen => seen(&ears.hub, &conversation),
            Change::Nothing => {}
        }
        if let Some((reply, outcome)) = answer {
            let _ = reply.send(outcome);
        }
    }
}

fn recorded(hub: &Hub, desk: &Desk, conversation: &Conversation, entries: Vec<AgentEntry>) {
    metrics::counter!("frontdesk_entries_total").increment(entries.len() as u64);
    let last = conversation.last;
    let id = conversation.id.clone();
    let inputs = inputs(conversation, &entries);
    let staff = entries.iter().filter_map(|entry| match &entry.fact {
        Fact::Staff(fact) => Some(fact.clone()),
        Fact::Public(_) => None,
    });
    let staff: Vec<StaffFact> = staff.collect();
    for fact in &staff {
        match fact {
            StaffFact::Heeded { agent } => {
                hub.uncall(&id, std::slice::from_ref(&agent.id), Vanished::Heeded);
            }
            StaffFact::NoteTakenBack { uncalled, .. } => hub.uncall(&id, uncalled, Vanished::Uncalled),
            _ => {}
        }
    }
    let for_visitor = entries.iter().map(AgentEntry::for_visitor).collect();
    let newcomers = hub.announce(
        conversation,
        &VisitorUpdate::Events { conversation: id.clone(), events: for_visitor, last },
        &AgentUpdate::Events { conversation: id.clone(), events: entries, last },
    );
    for fact in staff {
        match fact {
            StaffFact::Declined { agent } => hub.withdraw(&id, &[agent.id], Vanished::Declined),
            StaffFact::DealtWith { .. } => hub.dismiss(conversation, Vanished::DealtWith),
            StaffFact::Archived { .. } => hub.dismiss(conversation, Vanished::Archived),
            StaffFact::Unarchived { .. } => {
                let present = conversation.staff.present.iter().map(|card| card.id.clone());
                desk.show(id.clone(), present.collect());
            }
            // Whoever may read what is in the one queue may not in the other.
            StaffFact::Transferred { to: Destination::Queue { .. }, .. } | StaffFact::Overflowed { .. } => {
                hub.end_following(&id);
            }
            _ => {}
        }
    }
    for input in inputs {
        desk.tell(input);
    }
    if !newcomers.is_empty() {
        desk.show(id, newcomers);
    }
}

fn seen(hub: &Hub, conversation: &Conversation) {
    let id = conversation.id.clone();
    let (visitor, staff) = (conversation.visitor_receipts, conversation.staff_receipts);
    hub.announce(
        conversation,
        &VisitorUpdate::Receipts { conversation: id.clone(), receipts: staff },
        &AgentUpdate::Receipts { conversation: id, visitor, staff },
    );
}
