//! Who is connected, and who hears what. Pushing is a hint, never the truth: a client whose queue runs over is cut off,
//! comes back and asks from its last position.

use crate::domain::conversation::Conversation;
use axum::extract::ws::Utf8Bytes;
use serde::Serialize;
use shared::agent::{AgentUpdate, Vanished};
use shared::ids::{AgentId, ConversationId, VisitorId};
use shared::people::AgentCard;
use shared::timeline::Stage;
use shared::visitor::VisitorUpdate;
use std::collections::{BTreeSet, HashMap};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tokio::sync::mpsc;

/// Frames that wait for one slow client before it is cut off. With the largest frames these are some megabytes,
/// with usual ones some ten kilobytes.
const QUEUE_FRAMES: usize = 256;

/// WebSocket close code "service restart" (RFC 6455, registry of close codes).
pub const CLOSE_RESTART: u16 = 1012;
/// WebSocket close code of ours: the session ended.
pub const CLOSE_SIGNED_OUT: u16 = 4401;

/// What a connection's task is told to do.
#[derive(Clone, Debug)]
pub enum Order {
    /// Send this.
    Frame(Utf8Bytes),
    /// Hang up with this WebSocket close code.
    HangUp(u16),
}

/// Connections by whom they belong to, and the way from a conversation to its people.
#[derive(Default)]
pub struct Hub {
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    next_number: u64,
    visitors: HashMap<VisitorId, Vec<Line>>,
    agents: HashMap<AgentId, Vec<Line>>,
    routes: HashMap<ConversationId, Route>,
    /// The one conversation that a visitor has open.
    open: HashMap<VisitorId, ConversationId>,
}

/// One connection.
struct Line {
    number: u64,
    session_hash: Option<Arc<str>>,
    orders: mpsc::Sender<Order>,
}

/// Who hears of a conversation that goes on.
struct Route {
    visitor: VisitorId,
    owner: Option<AgentCard>,
    offered: BTreeSet<AgentId>,
}

impl Route {
    fn of(conversation: &Conversation) -> Self {
        Self {
            visitor: conversation.visitor.clone(),
            owner: conversation.owner.clone(),
            offered: BTreeSet::new(),
        }
    }
}

/// Whose connection it is.
#[derive(Clone, Debug)]
pub enum Party {
    /// A visitor's device.
    Visitor(VisitorId),
    /// An agent's device, signed in by this session.
    Agent(AgentId, Arc<str>),
}

/// A frame as it is sent.
pub fn frame<T: Serialize>(update: &T) -> Utf8Bytes {
    serde_json::to_string(update).expect("frames hold nothing that JSON can't").into()
}

impl State {
    fn lines(&mut self, party: &Party) -> &mut Vec<Line> {
        match party {
            Party::Visitor(visitor) => self.visitors.entry(visitor.clone()).or_default(),
            Party::Agent(agent, _) => self.agents.entry(agent.clone()).or_default(),
        }
    }

    fn tell_agent(&mut self, agent: &AgentId, frame: &Utf8Bytes) {
        if let Some(lines) = self.agents.get_mut(agent) {
            push(lines, frame);
        }
    }

    /// To the owner, or while there is none to everyone it was offered to.
    fn tell_staff(&mut self, conversation: &ConversationId, frame: &Utf8Bytes) {
        let Some(route) = self.routes.get(conversation) else { return };
        let owner = route.owner.iter().map(|card| &card.id);
        let offered = route.offered.iter().filter(|_| route.owner.is_none());
        for agent in owner.chain(offered) {
            if let Some(lines) = self.agents.get_mut(agent) {
                push(lines, frame);
            }
        }
    }
}

/// Sends to all lines and cuts off those that don't keep up: dropping the sender ends their task.
fn push(lines: &mut Vec<Line>, frame: &Utf8Bytes) {
    lines.retain(|line| line.orders.try_send(Order::Frame(frame.clone())).is_ok());
}

impl Hub {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Adds a connection. Returns its number and what it will be told to do.
    pub fn join(&self, party: &Party) -> (u64, mpsc::Receiver<Order>) {
        let (orders, told) = mpsc::channel(QUEUE_FRAMES);
        let mut state = self.state();
        state.next_number += 1;
        let number = state.next_number;
        let session_hash = match party {
            Party::Visitor(_) => None,
            Party::Agent(_, session) => Some(session.clone()),
        };
        state.lines(party).push(Line { number, session_hash, orders });
        (number, told)
    }

    /// Takes a connection out. Returns whether it was the party's last.
    pub fn leave(&self, party: &Party, number: u64) -> bool {
        let mut state = self.state();
        let lines = state.lines(party);
        lines.retain(|line| line.number != number);
        if !lines.is_empty() {
            return false;
        }
        match party {
            Party::Visitor(visitor) => drop(state.visitors.remove(visitor)),
            Party::Agent(agent, _) => drop(state.agents.remove(agent)),
        }
        true
    }

    /// Whether a device of the visitor is connected.
    pub fn is_online(&self, visitor: &VisitorId) -> bool {
        self.state().visitors.contains_key(visitor)
    }

    /// Whether the visitor has a conversation that goes on, as far as is known here.
    pub fn has_open(&self, visitor: &VisitorId) -> bool {
        self.state().open.contains_key(visitor)
    }

    /// How many connections visitors and agents hold.
    pub fn connections(&self) -> (usize, usize) {
        let state = self.state();
        (state.visitors.values().map(Vec::len).sum(), state.agents.values().map(Vec::len).sum())
    }

    /// Learns the way to the people of an open conversation from a look at the store. What was announced since that
    /// look is newer and stays.
    pub fn learn(&self, conversation: &Conversation) {
        if conversation.stage == Stage::Ended {
            return;
        }
        let mut state = self.state();
        state.open.insert(conversation.visitor.clone(), conversation.id.clone());
        state.routes.entry(conversation.id.clone()).or_insert_with(|| Route::of(conversation));
    }

    /// Notes how a conversation stands after a change, changes in their order.
    pub fn note(&self, conversation: &Conversation) {
        let mut state = self.state();
        if conversation.stage == Stage::Ended {
            state.routes.remove(&conversation.id);
            if state.open.get(&conversation.visitor) == Some(&conversation.id) {
                state.open.remove(&conversation.visitor);
            }
        } else {
            state.open.insert(conversation.visitor.clone(), conversation.id.clone());
            let route =
                state.routes.entry(conversation.id.clone()).or_insert_with(|| Route::of(conversation));
            route.owner.clone_from(&conversation.owner);
        }
    }

    /// Sends what was recorded: one frame for the visitor's devices, one for the staff's.
    pub fn announce(&self, conversation: &Conversation, visitor: &VisitorUpdate, staff: &AgentUpdate) {
        let mut state = self.state();
        if let Some(lines) = state.visitors.get_mut(&conversation.visitor) {
            push(lines, &frame(visitor));
        }
        match &conversation.owner {
            Some(owner) => {
                if let Some(lines) = state.agents.get_mut(&owner.id) {
                    push(lines, &frame(staff));
                }
            }
            None => state.tell_staff(&conversation.id, &frame(staff)),
        }
    }

    /// Lets agents hear of a waiting conversation from now on.
    pub fn include(&self, conversation: &ConversationId, agents: &[AgentId]) {
        if let Some(route) = self.state().routes.get_mut(conversation) {
            route.offered.extend(agents.iter().cloned());
        }
    }

    /// Shows agents a conversation, if it waits still.
    pub fn offer(&self, conversation: &ConversationId, agents: &[AgentId], item: &AgentUpdate) {
        let frame = frame(item);
        let mut state = self.state();
        // Taken or ended since the item was read: to show it as waiting would be a lie.
        let Some(route) = state.routes.get_mut(conversation).filter(|route| route.owner.is_none()) else {
            return;
        };
        route.offered.extend(agents.iter().cloned());
        for agent in agents {
            state.tell_agent(agent, &frame);
        }
    }

    /// Takes a conversation out of agents' sight, but not out of its owner's, and tells them why.
    pub fn withdraw(&self, conversation: &ConversationId, agents: &[AgentId]) {
        let mut state = self.state();
        let owner = match state.routes.get_mut(conversation) {
            Some(route) => {
                route.offered.retain(|agent| !agents.contains(agent));
                route.owner.clone()
            }
            None => None,
        };
        let reason = match &owner {
            Some(card) => Vanished::TakenBy(card.clone()),
            None if state.routes.contains_key(conversation) => Vanished::NotYours,
            None => Vanished::Ended,
        };
        let frame = frame(&AgentUpdate::Vanished { conversation: conversation.clone(), reason });
        for agent in agents.iter().filter(|agent| owner.as_ref().is_none_or(|card| card.id != **agent)) {
            state.tell_agent(agent, &frame);
        }
    }

    /// Sends a signal to the devices of a conversation's visitor.
    pub fn tell_visitor(&self, conversation: &ConversationId, update: &VisitorUpdate) {
        let mut state = self.state();
        let Some(visitor) = state.routes.get(conversation).map(|route| route.visitor.clone()) else { return };
        if let Some(lines) = state.visitors.get_mut(&visitor) {
            push(lines, &frame(update));
        }
    }

    /// Passes a visitor's signal to the agents who see the conversation, if it is that visitor's.
    pub fn signal_staff(&self, visitor: &VisitorId, conversation: &ConversationId, update: &AgentUpdate) {
        let mut state = self.state();
        if state.routes.get(conversation).is_some_and(|route| route.visitor == *visitor) {
            state.tell_staff(conversation, &frame(update));
        }
    }

    /// Shows a conversation anew to the agents who see it, unless somebody has taken or ended it since it was read.
    pub fn show_staff(&self, conversation: &Conversation, item: &AgentUpdate) {
        let mut state = self.state();
        if state.routes.get(&conversation.id).is_some_and(|route| route.owner == conversation.owner) {
            state.tell_staff(&conversation.id, &frame(item));
        }
    }

    /// Tells those who see the visitor's open conversation that the visitor came or went.
    pub fn presence(&self, visitor: &VisitorId, online: bool) {
        let mut state = self.state();
        let Some(conversation) = state.open.get(visitor).cloned() else { return };
        let update = AgentUpdate::Presence { conversation: conversation.clone(), online, page: None };
        state.tell_staff(&conversation, &frame(&update));
    }

    /// Whether the agent has the conversation, as far as is known here without asking the database.
    pub fn is_owner(&self, agent: &AgentId, conversation: &ConversationId) -> bool {
        let state = self.state();
        let owner = state.routes.get(conversation).and_then(|route| route.owner.as_ref());
        owner.is_some_and(|owner| owner.id == *agent)
    }

    /// Ends every connection of a session.
    pub fn sign_out(&self, session_hash: &str) {
        let frame = frame(&AgentUpdate::SignedOut);
        for lines in self.state().agents.values_mut() {
            lines.retain(|line| {
                let stays = line.session_hash.as_deref() != Some(session_hash);
                if !stays {
                    // A full queue can't take the farewell; dropping the line hangs up all the same.
                    let _ = line.orders.try_send(Order::Frame(frame.clone()));
                    let _ = line.orders.try_send(Order::HangUp(CLOSE_SIGNED_OUT));
                }
                stays
            });
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
