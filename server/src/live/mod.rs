//! What is alive while the server runs: connections and who hears what ([`hub`]), the one writer that commits many
//! commands at once ([`ledger`]), the one task that runs the routing engine ([`desk`]), and the two kinds of sockets
//! ([`visitor`], [`agent`]) over one loop ([`socket`]).

pub mod agent;
mod attach;
pub mod bans;
pub mod cards;
pub mod desk;
pub mod finding;
pub mod hub;
pub mod indexing;
pub mod ledger;
pub mod limits;
pub mod passing;
pub mod presence;
pub mod push;
pub mod retagging;
pub mod silence;
pub mod socket;
pub mod stream;
pub mod team;
pub mod token;
pub mod transport;
pub mod visitor;
pub mod visits;
pub mod wall;

use crate::clock::Clock;
use crate::domain::conversation::{Actor, Conversation, Refusal, Rights};
use crate::domain::permissions::{self, Action, Who};
use crate::entropy::Entropy;
use crate::error::Error;
use crate::live::bans::Bans;
use crate::live::desk::Desk;
use crate::live::hub::Hub;
use crate::live::indexing::Changes;
use crate::live::ledger::{Ears, Ledger};
use crate::live::limits::VisitorLimits;
use crate::live::presence::Presence;
use crate::live::push::Calls;
use crate::live::retagging::Retagging;
use crate::live::silence::{Leavings, Watch};
use crate::live::stream::Streams;
use crate::live::token::Tokens;
use crate::live::visits::Visits;
use crate::live::wall::Walls;
use crate::store::Store;
use crate::store::sessions::AgentSession;
use shared::ids::{AgentId, ConversationId, QueueId};
use shared::problem::Problem;
use shared::timeline::{AgentEntry, Seq};
use std::sync::Arc;

/// The live part of the server. Cheap to clone.
#[derive(Clone)]
pub struct Live {
    /// Connections.
    pub hub: Arc<Hub>,
    /// The way to change a conversation.
    pub ledger: Ledger,
    /// The way to the routing engine.
    pub desk: Desk,
    /// Signs and checks visitors' tokens.
    pub tokens: Tokens,
    /// What visitors may do in a minute.
    pub limits: Arc<VisitorLimits>,
    /// Who is turned away.
    pub bans: Arc<Bans>,
    /// When visitors left.
    pub leavings: Arc<Leavings>,
    /// Whether anybody is there.
    pub presence: Arc<Presence>,
    /// What the search index has yet to hear of.
    pub changes: Arc<Changes>,
    /// What agents who have no page open are yet to be told.
    pub calls: Arc<Calls>,
    /// The tag that is being changed on all conversations.
    pub retagging: Arc<Retagging>,
    /// Visitors' connections without a web socket.
    pub streams: Streams,
    /// Who is on the site.
    pub visits: Arc<Visits>,
    /// Who looks at the wall.
    pub walls: Arc<Walls>,
}

impl Live {
    /// Starts the writer and the desk, rebuilt from what the store holds. A visitor may send `messages_per_minute`.
    ///
    /// # Errors
    /// The database doesn't answer.
    pub async fn start(
        store: &Store,
        clock: &Clock,
        entropy: &Entropy,
        messages_per_minute: u32,
    ) -> anyhow::Result<Self> {
        let key = store.remembered("visitor_token_key", &entropy.secret()).await?;
        let hub = Arc::new(Hub::default());
        // The ledger tells the desk what was recorded, and the desk has its own things recorded.
        let (desk, messages) = Desk::new();
        let changes = Arc::new(Changes::default());
        let calls = Arc::new(Calls::default());
        let ears =
            Ears { hub: hub.clone(), desk: desk.clone(), changes: changes.clone(), calls: calls.clone() };
        let ledger = Ledger::start(store.clone(), clock.clone(), ears);
        messages.start(store.clone(), clock.clone(), entropy.clone(), hub.clone(), &ledger).await?;
        let limits = Arc::new(VisitorLimits::new(messages_per_minute, clock));
        let bans = Arc::new(Bans::new(store.clone(), clock.clone()));
        let leavings = Arc::new(Leavings::new(clock.clone()));
        let watch = Watch {
            store: store.clone(),
            clock: clock.clone(),
            entropy: entropy.clone(),
            ledger: ledger.clone(),
            leavings: leavings.clone(),
        };
        tokio::spawn(watch.run());
        let presence = Arc::new(Presence::new(store.clone(), clock.clone(), desk.clone()));
        let visits = Arc::new(Visits::new(hub.clone(), clock.clone()));
        let telling = visits.clone();
        tokio::spawn(async move { telling.tell().await });
        let walls = Arc::new(Walls::new(store.clone(), clock.clone(), desk.clone(), hub.clone()));
        let telling = walls.clone();
        tokio::spawn(async move { telling.tell().await });
        Ok(Self {
            hub,
            ledger,
            desk,
            tokens: Tokens::new(&key),
            limits,
            bans,
            leavings,
            presence,
            changes,
            calls,
            retagging: Arc::default(),
            streams: Streams::default(),
            visits,
            walls,
        })
    }

    /// Ends every connection of a session, at once.
    pub fn sign_out(&self, session_hash: &str) {
        self.hub.sign_out(session_hash);
    }

    /// Ends every connection of an agent, at once, and counts the agent as gone.
    pub fn sign_out_agent(&self, agent: &AgentId) {
        self.hub.sign_out_agent(agent);
        self.desk.gone(agent);
    }

    /// Tells every client that the server goes away and hangs up. `spread_millis` bounds the waits that clients are
    /// given, so that they don't all come back at once.
    pub fn close(&self, entropy: &Entropy, spread_millis: u32) {
        self.hub.close(|| u32::from_le_bytes(entropy.bytes()) % spread_millis.max(1));
    }
}

/// What an agent may do with the conversations of a queue that they are not in.
pub fn rights(session: &AgentSession, queue: &QueueId) -> Rights {
    rights_of(&session.who(), queue)
}

/// The same for somebody who need not be signed in.
pub fn rights_of(who: &Who, queue: &QueueId) -> Rights {
    Rights {
        member: permissions::may(who, Action::TakeFrom(queue)),
        oversees: permissions::may(who, Action::SeeConversations(queue)),
        deletes: permissions::may(who, Action::DeleteConversations),
    }
}

/// The agent behind a session, as a conversation sees them: its queue decides, in which it is now.
///
/// # Errors
/// The database is away.
pub async fn as_actor(
    store: &Store,
    session: &AgentSession,
    conversation: &ConversationId,
) -> crate::store::Result<Actor> {
    let queue = store.queue_of(conversation).await?;
    let rights = queue.map(|queue| rights(session, &queue)).unwrap_or_default();
    Ok(Actor::Agent { card: session.agent.clone(), rights })
}

/// Whether an agent may read a conversation as it stands: as one of its people, or because of what they may see.
pub fn may_read(session: &AgentSession, conversation: &Conversation) -> bool {
    let rights = rights(session, &conversation.queue);
    conversation.shows_to(&Actor::Agent { card: session.agent.clone(), rights })
}

/// A conversation that an agent may read as it stands.
///
/// # Errors
/// There is none such, or it isn't theirs to read.
pub async fn readable(
    store: &Store,
    session: &AgentSession,
    id: &ConversationId,
) -> Result<Conversation, Error> {
    let found = store.conversation(id).await?;
    let found = found.filter(|conversation| may_read(session, conversation));
    found.ok_or_else(|| Problem::from(Refusal::NotFound).into())
}

/// A page of a conversation's entries after a position, and the position of its last one, for whoever may read it.
async fn read_on(
    store: &Store,
    may: impl Fn(&Conversation) -> bool,
    id: &ConversationId,
    after: Seq,
) -> Result<(Vec<AgentEntry>, Seq), Problem> {
    let fail = |error| Error::from(error).into_problem();
    let conversation = store.conversation(id).await.map_err(fail)?;
    let Some(conversation) = conversation.filter(|conversation| may(conversation)) else {
        return Err(Refusal::NotFound.into());
    };
    let entries = store.entries_after(id, after).await.map_err(fail)?;
    // The entries were read later, so they may go further.
    let last = entries.last().map_or(conversation.last, |entry| entry.seq.max(conversation.last));
    Ok((entries, last))
}
