//! Connections that the server ends.

use super::{CLOSE_RESTART, CLOSE_SIGNED_OUT, Hub, Line, Order, frame};
use shared::agent::AgentUpdate;
use shared::ids::AgentId;
use shared::visitor::VisitorUpdate;

/// Says farewell to some of an agent's lines, and cuts them off.
fn hang_up(lines: &mut Vec<Line>, is_meant: impl Fn(&Line) -> bool) {
    let farewell = frame(&AgentUpdate::SignedOut);
    for line in lines.extract_if(.., |line| is_meant(line)) {
        // A full queue can't take the farewell; dropping the line hangs up all the same.
        let _ = line.orders.try_send(Order::Frame(farewell.clone()));
        let _ = line.orders.try_send(Order::HangUp(CLOSE_SIGNED_OUT));
    }
}

impl Hub {
    /// Ends every connection of a session.
    pub fn sign_out(&self, session_hash: &str) {
        for lines in self.state().agents.values_mut() {
            hang_up(lines, |line| line.session_hash.as_deref() == Some(session_hash));
        }
    }

    /// Ends every connection of an agent.
    pub fn sign_out_agent(&self, agent: &AgentId) {
        if let Some(lines) = self.state().agents.get_mut(agent) {
            hang_up(lines, |_| true);
        }
    }

    /// Tells every client when to come back, and hangs up.
    pub fn close(&self, mut retry_millis: impl FnMut() -> u32) {
        let mut state = self.state();
        let visitors = std::mem::take(&mut state.visitors).into_values().flatten();
        for line in visitors {
            let update = VisitorUpdate::Closing { retry_millis: retry_millis() };
            let _ = line.orders.try_send(Order::Frame(frame(&update)));
            let _ = line.orders.try_send(Order::HangUp(CLOSE_RESTART));
        }
        for line in std::mem::take(&mut state.agents).into_values().flatten() {
            let update = AgentUpdate::Closing { retry_millis: retry_millis() };
            let _ = line.orders.try_send(Order::Frame(frame(&update)));
            let _ = line.orders.try_send(Order::HangUp(CLOSE_RESTART));
        }
    }
}
