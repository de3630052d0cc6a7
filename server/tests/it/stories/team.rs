//! A team of agents, and what they do with conversations between them.

use super::people::{Agent, Visitor};
use crate::support::TestServer;
use shared::agent::{AgentCommand, AgentUpdate, Target, Vanished};
use shared::ids::{AgentId, ConversationId, QueueId};
use shared::queue::QueueDraft;
use shared::rules::AGENT_PING_MILLIS;
use shared::staff::{AwayReason, Presence, Status};
use shared::timeline::{AgentEntry, Destination, Fact, PublicFact, StaffFact};
use shared::visitor::{VisitorCommand, VisitorUpdate};

/// A server with one queue, "Sales", and Anna, Boris and Clara in it, in this order.
pub struct Team {
    /// The server.
    pub server: TestServer,
    /// Sales.
    pub sales: QueueId,
    /// Their ids.
    pub ids: [AgentId; 3],
}

impl Team {
    /// Nobody has come yet.
    pub async fn new() -> Self {
        Self::of(TestServer::start().await).await
    }

    /// The same on a server that is there.
    pub async fn of(server: TestServer) -> Self {
        let sales = server.queue("Sales").await;
        server.widget("demo", "Demo", &["*"]).await;
        let ids = [
            server.agent("anna@example.com", "Anna").await,
            server.agent("boris@example.com", "Boris").await,
            server.agent("clara@example.com", "Clara").await,
        ];
        Self { server, sales, ids }
    }

    /// One of them comes, by the first name in small letters.
    pub async fn come(&self, name: &str) -> Agent {
        Agent::come(&self.server, &format!("{name}@example.com")).await
    }

    /// Sets a queue otherwise, as an admin does.
    pub async fn arrange(&self, queue: &QueueId, set: impl FnOnce(&mut QueueDraft)) {
        arrange(&self.server, queue, set).await;
    }

    /// A visitor who asks for somebody and writes, once `agents` have been shown it.
    pub async fn visitor(&self, agents: &mut [&mut Agent]) -> (Visitor, ConversationId) {
        let mut visitor = Visitor::come(&self.server).await;
        let conversation = visitor.ask(&self.sales).await;
        for agent in agents {
            agent.sees(&conversation).await;
        }
        visitor.write(&conversation, "Hello").await;
        (visitor, conversation)
    }

    /// The facts of a conversation, in a few words each.
    pub async fn story(&self, conversation: &ConversationId) -> Vec<String> {
        story(&self.server, conversation).await
    }

    /// What colleagues see of one of them.
    pub async fn presence(&self, number: usize) -> Presence {
        self.server.app.live.desk.presence(&self.ids[number]).await
    }
}

/// Sets a queue otherwise, as an admin does.
pub async fn arrange(server: &TestServer, queue: &QueueId, set: impl FnOnce(&mut QueueDraft)) {
    let known = server.app.store.queue(queue).await.unwrap().unwrap();
    let mut draft = known.draft();
    set(&mut draft);
    server.app.store.change_queue(queue, known.version, &draft).await.unwrap().unwrap();
    server.app.live.desk.rearranged().await;
}

/// The facts of a conversation, in a few words each.
pub async fn story(server: &TestServer, conversation: &ConversationId) -> Vec<String> {
    server.app.store.timeline(conversation).await.unwrap().iter().map(words).collect()
}

fn words(entry: &AgentEntry) -> String {
    let names = |cards: &[shared::people::AgentCard]| {
        cards.iter().map(|card| card.name.as_str()).collect::<Vec<_>>().join("+")
    };
    match &entry.fact {
        Fact::Staff(fact) => match fact {
            StaffFact::Offered { rule, agents, until } => {
                let seconds = until.map(|until| format!(" for {}s", until.millis_since(entry.at) / 1_000));
                format!("offered {} by {rule:?}{}", names(agents), seconds.unwrap_or_default())
            }
            StaffFact::NotAnswered { agents } => format!("not answered {}", names(agents)),
            StaffFact::Declined { agent } => format!("declined {}", agent.name),
            StaffFact::Taken { agent } => format!("taken {}", agent.name),
            StaffFact::Transferred { by, to: Destination::Agent(to) } => {
                format!("passed on by {} to {}", by.name, to.name)
            }
            StaffFact::Transferred { by, to: Destination::Queue { topic, .. } } => {
                format!("passed on by {} to the queue {topic}", by.name)
            }
            StaffFact::Overflowed { topic, .. } => format!("overflowed to {topic}"),
            StaffFact::Invited { by, agent } => format!("invited {} by {}", agent.name, by.name),
            StaffFact::Noticed { place, .. } => format!("told to wait at {place}"),
            StaffFact::DealtWith { by, .. } => format!("dealt with {}", by.name),
            StaffFact::Archived { by, .. } => format!("archived {}", by.name),
            StaffFact::Unarchived { by, .. } => format!("unarchived {}", by.name),
            StaffFact::Note { by, text, mentions, .. } => {
                format!("note by {}: {text}{}", by.name, " @".repeat(mentions.len()))
            }
            StaffFact::NoteTakenBack { by, note, uncalled, .. } => {
                format!("note {note} taken back by {}{}", by.name, " @".repeat(uncalled.len()))
            }
            StaffFact::Heeded { agent } => format!("heeded {}", agent.name),
            StaffFact::Tagged { tag, .. } => format!("tagged {tag}"),
            StaffFact::Untagged { tag, .. } => format!("untagged {tag}"),
        },
        Fact::Public(fact) => match fact {
            PublicFact::Opened { .. } => "opened".into(),
            PublicFact::Message { text, .. } => format!("message {text}"),
            PublicFact::Joined { agent } => format!("joined {}", agent.name),
            PublicFact::Left { .. } => "left".into(),
            PublicFact::Ended { .. } => "ended".into(),
            PublicFact::Reopened { .. } => "reopened".into(),
            PublicFact::TicketMade { number, .. } => format!("ticket {number}"),
            PublicFact::Rated { .. } => "rated".into(),
        },
    }
}

/// Moves the clock on while all give signs of life. What they hear meanwhile is kept for them.
pub async fn pass(
    server: &TestServer,
    agents: &mut [&mut Agent],
    visitors: &mut [&mut Visitor],
    millis: i64,
) {
    let mut left = millis;
    while left > 0 {
        let step = left.min(AGENT_PING_MILLIS);
        left -= step;
        server.clock.advance(step);
        // The answers prove that all were heard before the clock moves on.
        for agent in &mut *agents {
            agent.socket.say(&AgentCommand::Resume { conversation: "none".into(), after: 0 }).await;
            loop {
                match agent.socket.hear().await {
                    AgentUpdate::Refused { conversation, .. } if conversation == Some("none".into()) => break,
                    update => agent.heard.push_back(update),
                }
            }
        }
        for visitor in &mut *visitors {
            visitor.socket.say(&VisitorCommand::Resume { conversation: "none".into(), after: 0 }).await;
            loop {
                match visitor.socket.hear().await {
                    VisitorUpdate::Refused { .. } => break,
                    update => visitor.heard.push_back(update),
                }
            }
        }
        // The desk has heard of what was due.
        server.app.live.desk.staffed().await;
    }
}

impl Agent {
    /// Does something to a conversation.
    pub async fn does(&mut self, conversation: &ConversationId, deed: Deed<'_>) {
        let (conversation, id) = (conversation.clone(), self.id());
        let command = match deed {
            Deed::End => AgentCommand::End { conversation, id },
            Deed::Decline => AgentCommand::Decline { conversation, id },
            Deed::GiveTo(agent) => {
                AgentCommand::Transfer { conversation, id, to: Target::Agent(agent.clone()) }
            }
            Deed::GiveToQueue(queue) => {
                AgentCommand::Transfer { conversation, id, to: Target::Queue(queue.clone()) }
            }
            Deed::Invite(agent) => AgentCommand::Invite { conversation, id, agent: agent.clone() },
            Deed::Join => AgentCommand::Join { conversation, id },
            Deed::Leave => AgentCommand::Leave { conversation, id },
            Deed::DealWith => AgentCommand::DealWith { conversation, id },
            Deed::Reopen => AgentCommand::Reopen { conversation, id },
        };
        self.socket.say(&command).await;
    }

    /// Takes a conversation and hears of it.
    pub async fn has(&mut self, conversation: &ConversationId) {
        self.take(conversation).await;
        self.records(|fact| matches!(fact, Fact::Public(PublicFact::Joined { .. }))).await;
    }

    /// Waits for an entry.
    pub async fn records(&mut self, wanted: impl Fn(&Fact) -> bool) {
        self.until(|update| match update {
            AgentUpdate::Events { events, .. } => {
                events.iter().any(|entry| wanted(&entry.fact)).then_some(())
            }
            _ => None,
        })
        .await;
    }

    /// Waits for a conversation to go out of view, and returns why.
    pub async fn loses(&mut self, wanted: &ConversationId) -> Vanished {
        self.until(|update| match update {
            AgentUpdate::Vanished { conversation, reason } if conversation == *wanted => Some(reason),
            _ => None,
        })
        .await
    }

    /// The next word on how the agent stands.
    pub async fn stands(&mut self) -> (Status, Option<AwayReason>) {
        self.until(|update| match update {
            AgentUpdate::Status { status, away } => Some((status, away)),
            _ => None,
        })
        .await
    }

    /// Chooses to be online, away or invisible, and waits for the answer.
    pub async fn chooses(&mut self, status: Status) -> Option<AwayReason> {
        self.socket.say(&AgentCommand::SetStatus { status }).await;
        self.until(|update| match update {
            AgentUpdate::Status { status: now, away } if now == status => Some(away),
            _ => None,
        })
        .await
    }

    /// Nothing that came since is of a conversation, and the agent can't read it.
    pub async fn is_blind(&mut self, conversation: &ConversationId) {
        self.socket.say(&AgentCommand::Resume { conversation: conversation.clone(), after: 0 }).await;
        let next = self
            .until(|update| match update {
                AgentUpdate::Ping | AgentUpdate::Status { .. } => None,
                other => Some(other),
            })
            .await;
        assert!(
            matches!(&next, AgentUpdate::Refused { problem, .. } if problem.code == shared::problem::Code::NotFound),
            "{next:?}"
        );
    }
}

/// What an agent can do to a conversation.
#[derive(Clone, Copy)]
pub enum Deed<'a> {
    /// Make it over.
    End,
    /// Don't want it.
    Decline,
    /// Pass it on to a colleague.
    GiveTo(&'a AgentId),
    /// Pass it on to a queue.
    GiveToQueue(&'a QueueId),
    /// Ask a colleague in.
    Invite(&'a AgentId),
    /// Come in.
    Join,
    /// Go out.
    Leave,
    /// Have nothing more to do.
    DealWith,
    /// Go on after its end.
    Reopen,
}
