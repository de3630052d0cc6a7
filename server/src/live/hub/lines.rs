//! Single connections, for what is told to a window and not to a person.

use super::{Hub, Party, push_to};
use axum::extract::ws::Utf8Bytes;
use shared::ids::ConversationId;

impl Hub {
    /// Sends a frame to one connection. False if it is gone, or doesn't keep up.
    pub fn tell_line(&self, party: &Party, number: u64, frame: &Utf8Bytes) -> bool {
        let mut state = self.state();
        let lines = match party {
            Party::Visitor(visitor) => state.visitors.get_mut(visitor),
            Party::Agent(agent, _) => state.agents.get_mut(agent),
        };
        let Some(lines) = lines else { return false };
        push_to(lines, frame, |line| line.number == number);
        lines.iter().any(|line| line.number == number)
    }

    /// Whether a conversation goes on, as far as is known here.
    pub fn goes_on(&self, conversation: &ConversationId) -> bool {
        self.state().routes.contains_key(conversation)
    }
}
