//! Visitors and agents who chat with each other whatever happens to the server.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, Result, ensure};
use e2e::client::{
    AgentClient, AgentState, Credentials, Journal, Protocol, VisitorClient, VisitorState, topics,
};
use e2e::oracle::Final;
use e2e::report::report;
use e2e::server::{PASSWORD, Server};
use e2e::until::{pause, until};
use shared::ids::ConversationId;
use shared::timeline::{Audience, Entry, PublicFact};
use tokio::task::JoinSet;

/// How long opening, settling or reading may take.
const LIMIT: Duration = Duration::from_secs(60);
/// Between two messages of one person, in milliseconds.
const BETWEEN: std::ops::Range<u64> = 150..1_200;

/// Everybody.
pub struct Crowd {
    visitors: Vec<Arc<VisitorClient>>,
    agents: Vec<Arc<AgentClient>>,
}

impl Crowd {
    /// Makes and signs in the agents, and lets every visitor open a conversation.
    pub async fn gather(server: &Server, visitors: usize, agents: usize, journal: &Journal) -> Result<Self> {
        let origin = server.origin();
        let topic = topics(&origin).await?.into_iter().next().context("the widget has no topic")?;
        let mut crowd = Self { visitors: Vec::new(), agents: Vec::new() };
        for number in 0..agents {
            let (email, name) = (format!("agent{number}@example.org"), format!("Agent {number}"));
            server.create_agent(&email, &name).await?;
            let credentials = Credentials::sign_in(&origin, &email, PASSWORD).await?;
            crowd.agents.push(Arc::new(AgentClient::attend(&origin, &name, &credentials, journal)?));
        }
        for number in 0..visitors {
            let visitor = VisitorClient::visit(&origin, &format!("Visitor {number}"), None, journal)?;
            visitor.open(&topic.id, LIMIT).await?;
            crowd.visitors.push(Arc::new(visitor));
        }
        Ok(crowd)
    }

    /// Lets everybody chat until the value is dropped.
    pub fn chat(&self, seed: u64) -> JoinSet<()> {
        let mut chatting = JoinSet::new();
        let mut random = fastrand::Rng::with_seed(seed);
        for visitor in &self.visitors {
            chatting.spawn(speak_as_visitor(visitor.clone(), random.fork()));
        }
        for agent in &self.agents {
            chatting.spawn(speak_as_agent(agent.clone(), random.fork()));
        }
        chatting
    }

    /// Whether everybody is connected and has every entry.
    pub fn is_back(&self) -> bool {
        let whole =
            |state: &AgentState| state.is_welcome() && state.mine().all(|id| state.rooms[id].is_whole());
        self.visitors.iter().all(|visitor| visitor.look(VisitorState::is_whole))
            && self.agents.iter().all(|agent| agent.look(whole))
    }

    /// Waits until every visitor has an agent.
    pub async fn everybody_is_met(&self) -> Result<()> {
        let met = |state: &VisitorState| !state.timeline.summary.agents.is_empty();
        let all = async || Ok(self.visitors.iter().all(|visitor| visitor.look(met)).then_some(()));
        until("every visitor has an agent", LIMIT, all).await
    }

    /// Waits until everything that was sent is acknowledged or refused. What isn't by then is stuck, and the oracle
    /// finds it.
    pub async fn settle(&self) -> Result<()> {
        let settled = until("everything is acknowledged", LIMIT, async || {
            let visitors = self.visitors.iter().all(|visitor| visitor.look(|state| state.outbox.is_empty()));
            let agents = self.agents.iter().all(|agent| agent.look(AgentState::is_done));
            Ok((visitors && agents && self.is_back()).then_some(()))
        });
        if let Err(error) = settled.await {
            report(&format!("{error:#}"));
        }
        Ok(())
    }

    /// What every conversation holds in the end, read anew by its visitor and by an agent who must see the same.
    pub async fn read_finals(&self, server: &Server) -> Result<HashMap<ConversationId, Final>> {
        let apart = Journal::default();
        let origin = server.origin();
        let mut finals = HashMap::new();
        for visitor in &self.visitors {
            let token = visitor.look(|state| state.token.clone());
            let again = VisitorClient::visit(&origin, "Reader", token, &apart)?;
            let read = |state: &VisitorState| {
                state
                    .is_whole()
                    .then(|| Some((state.conversation.clone()?, messages(&state.timeline.entries))))
            };
            let (conversation, entries) =
                again.until("a final read", LIMIT, read).await?.context("the conversation is gone")?;
            finals.insert(conversation, entries);
        }
        self.compare_with_owners(&finals).await?;
        Ok(finals)
    }

    /// The agent who has a conversation reads it anew; nobody else may have it.
    async fn compare_with_owners(&self, finals: &HashMap<ConversationId, Final>) -> Result<()> {
        for (conversation, expected) in finals {
            let owners: Vec<_> = self
                .agents
                .iter()
                .filter(|agent| agent.look(|state| state.mine().any(|mine| mine == conversation)))
                .collect();
            ensure!(owners.len() == 1, "{} agents have {conversation}", owners.len());
            for owner in owners {
                owner.read_anew(conversation);
                let whole = |state: &AgentState| {
                    let room = &state.rooms[conversation];
                    room.is_whole().then(|| messages(&room.timeline.entries))
                };
                let read = owner.until("an agent's final read", LIMIT, whole).await?;
                ensure!(
                    &read == expected,
                    "{conversation} differs for its agent: {read:?} and not {expected:?}"
                );
            }
        }
        Ok(())
    }
}

async fn speak_as_visitor(visitor: Arc<VisitorClient>, mut random: fastrand::Rng) {
    loop {
        pause(Duration::from_millis(random.u64(BETWEEN))).await;
        // Fails only before the conversation is open, and it is.
        let _ = visitor.send(words(&mut random));
    }
}

/// Takes whatever waits, in a race with all other agents, and answers now and then in one of its conversations.
async fn speak_as_agent(agent: Arc<AgentClient>, mut random: fastrand::Rng) {
    loop {
        pause(Duration::from_millis(random.u64(BETWEEN) / 4)).await;
        agent.change(|state| {
            if let Some(conversation) = random.choice(&state.waiting).cloned() {
                state.take(&conversation);
            }
            let mine: Vec<ConversationId> = state.mine().cloned().collect();
            if let Some(conversation) = random.choice(&mine) {
                state.send(conversation, words(&mut random));
            }
        });
    }
}

fn words(random: &mut fastrand::Rng) -> String {
    (0..random.usize(1..12))
        .map(|_| ["grüße", "✓ done", "price?", "\"quoted\"", "one moment"][random.usize(..5)])
        .collect::<Vec<_>>()
        .join(" ")
}

fn messages<F: Audience>(entries: &[Entry<F>]) -> Final {
    let message = |entry: &Entry<F>| match entry.fact.public() {
        Some(PublicFact::Message { id, text, .. }) => Some((id.clone(), text.clone())),
        _ => None,
    };
    entries.iter().map(|entry| (entry.seq, message(entry))).collect()
}
