//! Ids as long as the real ones, and back.

use shared::ids::{AgentId, ConversationId};

/// The id of an agent.
pub fn agent(n: usize) -> AgentId {
    AgentId(long(n))
}

/// The id of a conversation. Later ones sort later.
pub fn conversation(n: usize) -> ConversationId {
    ConversationId(long(n))
}

fn long(n: usize) -> String {
    format!("{n:08}-6f2a-7c01-9d3e-5b8e4a7f1c20")
}

/// The number in an id made here.
pub fn number(id: &str) -> usize {
    id.get(..8).and_then(|digits| digits.parse().ok()).unwrap_or(usize::MAX)
}
