//! Who is connected, and who hears what. Pushing is a hint, never the truth: a client whose queue runs over is cut off,
//! comes back and asks from its last position.

mod company;
mod ending;
mod lines;
mod route;

use self::company::Company;
use self::route::{Route, Turn};
use crate::domain::conversation::Conversation;
use axum::extract::ws::Utf8Bytes;
use serde::Serialize;
use shared::agent::{AgentUpdate, InboxItem, Offer, Vanished};
use shared::ids::{AgentId, ConversationId, VisitorId};
use shared::timeline::{Stage, Summary};
use shared::visitor::VisitorUpdate;
use std::collections::HashMap;
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
    company: Company,
}

/// One connection.
struct Line {
    number: u64,
    session_hash: Option<Arc<str>>,
    /// Whether it is shown what comes into view; before that it will be shown everything at once.
    looks: bool,
    orders: mpsc::Sender<Order>,
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

    /// Follows a change on the way to the people, as long as there is one.
    fn follow(&mut self, conversation: &Conversation) -> Turn {
        let (id, visitor) = (&conversation.id, &conversation.visitor);
        if conversation.stage == Stage::Ended {
            let known = self.routes.remove(id);
            let was_over = known.is_none();
            let mut route = known.unwrap_or_else(|| Route::of(conversation));
            if self.open.get(visitor) == Some(id) {
                self.open.remove(visitor);
            }
            let turn = route.follow(conversation);
            // Who was called to it before is not known any more, and being shown it twice is no harm.
            let newcomers = if was_over { conversation.staff.mentioned.clone() } else { turn.newcomers };
            return Turn { newcomers, ..turn };
        }
        self.open.insert(visitor.clone(), id.clone());
        match self.routes.get_mut(id) {
            Some(route) => route.follow(conversation),
            // New, or it goes on after its end: whoever is in it may have lost sight of it.
            None => {
                let hear =
                    self.routes.entry(id.clone()).or_insert_with(|| Route::of(conversation)).audience();
                Turn { newcomers: hear.iter().cloned().collect(), hear, leavers: Vec::new() }
            }
        }
    }

    fn tell_agent(&mut self, agent: &AgentId, frame: &Utf8Bytes) {
        if let Some(lines) = self.agents.get_mut(agent) {
            push(lines, frame);
        }
    }

    /// To everyone of the staff who sees the conversation that goes on.
    fn tell_staff(&mut self, conversation: &ConversationId, frame: &Utf8Bytes) {
        let Some(audience) = self.routes.get(conversation).map(Route::audience) else { return };
        for agent in &audience {
            self.tell_agent(agent, frame);
        }
        self.tell_followers(conversation, &audience, frame);
    }

    /// Shows an agent what has come into view, with the offer that stands.
    fn show(&mut self, agent: &AgentId, item: &InboxItem) {
        let route = self.routes.get(&item.conversation);
        let offer = route.and_then(|route| route.offer(agent)).cloned();
        let Some(lines) = self.agents.get_mut(agent) else { return };
        let frame = frame(&AgentUpdate::Appeared(Box::new(InboxItem { offer, ..item.clone() })));
        push_to(lines, &frame, |line| line.looks);
    }
}

/// Sends to all lines and cuts off those that don't keep up: dropping the sender ends their task.
fn push(lines: &mut Vec<Line>, frame: &Utf8Bytes) {
    push_to(lines, frame, |_| true);
}

fn push_to(lines: &mut Vec<Line>, frame: &Utf8Bytes, is_meant: impl Fn(&Line) -> bool) {
    lines.retain(|line| !is_meant(line) || line.orders.try_send(Order::Frame(frame.clone())).is_ok());
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
        let (session_hash, looks) = match party {
            Party::Visitor(_) => (None, true),
            Party::Agent(_, session) => (Some(session.clone()), false),
        };
        state.lines(party).push(Line { number, session_hash, looks, orders });
        (number, told)
    }

    /// From now on a connection is shown what comes into view. To be said before it is shown all that is there.
    pub fn look(&self, party: &Party, number: u64) {
        for line in self.state().lines(party).iter_mut().filter(|line| line.number == number) {
            line.looks = true;
        }
    }

    /// Takes a connection out. Returns whether it was the party's last.
    pub fn leave(&self, party: &Party, number: u64) -> bool {
        let mut state = self.state();
        if let Some(conversation) = state.company.leave(number) {
            state.tell_company(&conversation);
        }
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

    /// Whether a device of the agent is connected.
    pub fn has_agent(&self, agent: &AgentId) -> bool {
        self.state().agents.contains_key(agent)
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

    /// Sends what was recorded, changes in their order: one frame for the visitor's devices, one for the staff's. Whoever
    /// of the staff doesn't see the conversation any more is told so. Returns who sees it now and didn't before, to be
    /// [shown](Self::show) it.
    pub fn announce(
        &self,
        conversation: &Conversation,
        visitor: &VisitorUpdate,
        staff: &AgentUpdate,
    ) -> Vec<AgentId> {
        let mut state = self.state();
        if let Some(lines) = state.visitors.get_mut(&conversation.visitor) {
            push(lines, &frame(visitor));
        }
        let turn = state.follow(conversation);
        let staff = frame(staff);
        for agent in &turn.hear {
            state.tell_agent(agent, &staff);
        }
        state.tell_followers(&conversation.id, &turn.hear, &staff);
        let has_turned = !turn.leavers.is_empty() || !turn.newcomers.is_empty();
        for (agent, reason) in turn.leavers {
            state.vanish(&agent, &conversation.id, reason);
        }
        // Whoever looked at it unseen may be seen now, and the other way round.
        if has_turned {
            state.tell_company(&conversation.id);
        }
        turn.newcomers
    }

    /// Tells everyone who was in a conversation or called to it that it is out of sight.
    pub fn dismiss(&self, conversation: &Conversation, reason: Vanished) {
        let mut state = self.state();
        let mentioned = conversation.staff.mentioned.iter();
        for agent in conversation.staff.present.iter().map(|card| &card.id).chain(mentioned) {
            state.vanish(agent, &conversation.id, reason.clone());
        }
        state.tell_company(&conversation.id);
    }

    /// Lets agents hear of a waiting conversation from now on.
    pub fn include(&self, conversation: &ConversationId, agents: &[AgentId], offer: &Offer) {
        let mut state = self.state();
        if let Some(route) = state.routes.get_mut(conversation) {
            route.include(agents, offer);
            state.tell_company(conversation);
        }
    }

    /// Shows agents a conversation that has come into their view, unless it is out of it again. False if somebody else
    /// has it than when it was read; then nobody is shown it.
    pub fn show(&self, agents: &[AgentId], item: &InboxItem) -> bool {
        let mut state = self.state();
        let Some(route) = state.routes.get(&item.conversation) else {
            // Over: whoever was in it or is called to it sees it all the same, unless it is put away.
            let Summary { mentioned, present, dealt_at, archived_at, .. } = &item.summary;
            let is_kept = dealt_at.is_none() && archived_at.is_none();
            let sees = |agent: &&AgentId| mentioned.contains(agent) || (is_kept && present.contains(agent));
            for agent in agents.iter().filter(sees) {
                state.show(agent, item);
            }
            return true;
        };
        if route.owner().map(|owner| &owner.id) != item.summary.owner.as_ref() {
            return false;
        }
        let audience = route.audience();
        for agent in agents.iter().filter(|agent| audience.contains(agent)) {
            state.show(agent, item);
        }
        true
    }

    /// Takes a waiting conversation out of agents' sight; `reason` says why.
    pub fn withdraw(&self, conversation: &ConversationId, agents: &[AgentId], reason: Vanished) {
        let mut state = self.state();
        let Some(route) = state.routes.get_mut(conversation) else { return };
        for agent in route.exclude(agents) {
            state.vanish(&agent, conversation, reason.clone());
        }
        state.tell_company(conversation);
    }

    /// Everything that is offered to an agent.
    pub fn offers(&self, agent: &AgentId) -> HashMap<ConversationId, Offer> {
        let state = self.state();
        let offers =
            state.routes.iter().filter_map(|(id, route)| Some((id.clone(), route.offer(agent)?.clone())));
        offers.collect()
    }

    /// What is offered to an agent of one conversation.
    pub fn offer(&self, agent: &AgentId, conversation: &ConversationId) -> Option<Offer> {
        self.state().routes.get(conversation)?.offer(agent).cloned()
    }

    /// Sends an agent's devices what is no conversation's.
    pub fn tell_agent(&self, agent: &AgentId, update: &AgentUpdate) {
        if let Some(lines) = self.state().agents.get_mut(agent) {
            push_to(lines, &frame(update), |line| line.looks);
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
    pub fn show_staff(&self, item: &InboxItem) {
        let mut state = self.state();
        let Some(route) = state.routes.get(&item.conversation) else { return };
        if route.owner().map(|owner| &owner.id) == item.summary.owner.as_ref() {
            for agent in route.audience() {
                state.show(&agent, item);
            }
        }
    }

    /// Tells those who see the visitor's open conversation that the visitor came or went.
    pub fn presence(&self, visitor: &VisitorId, online: bool) {
        let mut state = self.state();
        let Some(conversation) = state.open.get(visitor).cloned() else { return };
        let update = AgentUpdate::Presence { conversation: conversation.clone(), online, page: None };
        state.tell_staff(&conversation, &frame(&update));
    }

    /// Whether the agent is in the conversation, as far as is known here without asking the database.
    pub fn is_present(&self, agent: &AgentId, conversation: &ConversationId) -> bool {
        self.state().routes.get(conversation).is_some_and(|route| route.is_present(agent))
    }

    /// Whether the agent was asked to take the conversation or to come in, and has given no answer.
    pub fn is_asked(&self, agent: &AgentId, conversation: &ConversationId) -> bool {
        let state = self.state();
        let route = state.routes.get(conversation);
        route.is_some_and(|route| route.offer(agent).is_some() || route.is_invited(agent))
    }

    /// How many connections each of an agent's sessions holds, by the session's hash.
    pub fn session_connections(&self, agent: &AgentId) -> HashMap<String, usize> {
        let mut sessions = HashMap::new();
        for line in self.state().agents.get(agent).into_iter().flatten() {
            if let Some(session) = &line.session_hash {
                *sessions.entry(session.to_string()).or_default() += 1;
            }
        }
        sessions
    }
}
