//! What an agent who comes now is shown of the visitors, without a console.

use anyhow::Result;
use e2e::browser::PATIENCE;
use e2e::client::{Credentials, Link, Protocol, Reaction, socket_request};
use shared::agent::{AgentCommand, AgentUpdate, InboxItem};

/// The agent's inbox as the server greets with it.
pub async fn inbox(origin: &str, agent: &Credentials) -> Result<Vec<InboxItem>> {
    let request = socket_request(origin, "/api/agent/socket", Some(&agent.cookie))?;
    let newcomer = Link::new(request, Newcomer::default());
    newcomer.until("a welcome", PATIENCE, |newcomer| newcomer.inbox.clone()).await
}

/// An agent who only hears the greeting.
#[derive(Default)]
struct Newcomer {
    inbox: Option<Vec<InboxItem>>,
}

impl Protocol for Newcomer {
    type Command = AgentCommand;
    type Update = AgentUpdate;

    fn connected(&mut self) -> Option<AgentCommand> {
        None
    }

    fn hear(&mut self, update: AgentUpdate) -> Reaction<AgentCommand> {
        if let AgentUpdate::Welcome { inbox, .. } = update {
            self.inbox = Some(inbox);
        }
        Reaction::default()
    }

    fn next_to_send(&mut self) -> Option<AgentCommand> {
        None
    }

    fn disconnected(&mut self) {}

    fn is_welcome(&self) -> bool {
        self.inbox.is_some()
    }
}
