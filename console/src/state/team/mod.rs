//! The staff chat as the console holds it: rooms, the stretch of each timeline that is here, and what still has to reach
//! the server.

mod chat;

pub use chat::Chat;

use super::{Effect, Notice, State};
use shared::agent::AgentCommand;
use shared::ids::{ClientId, Epoch, RoomId};
use shared::problem::{Code, Problem};
use shared::sync::{AfterRefusal, Outbox};
use shared::team::{Room, TeamCommand, TeamUpdate};
use std::cmp::Reverse;
use std::collections::BTreeMap;

/// What waits for the server, by room: kept in the browser's storage over a reload.
pub type RoomOutboxes = BTreeMap<RoomId, Outbox<TeamCommand>>;

/// All that is known of the staff chat.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Team {
    /// Whether the server has said which rooms there are.
    pub is_known: bool,
    /// The rooms that the agent is in.
    pub chats: BTreeMap<RoomId, Chat>,
    /// Which life of the database the timelines belong to.
    epoch: Option<Epoch>,
}

/// What the live part must do after a change.
#[derive(Clone, Debug, PartialEq)]
pub enum TeamEffect {
    /// Call [`State::flush_room`] once these milliseconds have passed.
    FlushIn(RoomId, u32),
    /// A colleague has written.
    Arrived(RoomId),
}

impl Team {
    /// The connection is gone.
    pub(super) fn disconnected(&mut self) {
        for chat in self.chats.values_mut() {
            chat.asked = None;
            chat.asked_before = None;
            chat.typing.clear();
            chat.outbox.disconnected();
        }
    }

    /// How many messages of colleagues wait to be read.
    pub fn unread(&self) -> u32 {
        self.chats.values().map(|chat| chat.room.unread).sum()
    }

    /// All rooms, the last heard of first.
    pub fn in_order(&self) -> Vec<RoomId> {
        let mut rooms: Vec<&Room> = self.chats.values().map(|chat| &chat.room).collect();
        rooms.sort_by_key(|room| Reverse((room.news_at(), &room.id)));
        rooms.into_iter().map(|room| room.id.clone()).collect()
    }
}

fn say(command: TeamCommand) -> Effect {
    Effect::Say(AgentCommand::Team(command))
}

impl State {
    /// A connection stands: which rooms are there now?
    pub fn look_at_rooms(&mut self) -> Vec<Effect> {
        if self.team.epoch != self.epoch {
            self.team.epoch.clone_from(&self.epoch);
            for chat in self.team.chats.values_mut() {
                chat.entries.clear();
            }
        }
        vec![say(TeamCommand::Look)]
    }

    /// Takes in what the server says of the staff chat.
    pub(super) fn apply_team(&mut self, update: TeamUpdate) -> Vec<Effect> {
        let me = self.my_id().cloned();
        match update {
            TeamUpdate::Rooms(rooms) => {
                let was_known = std::mem::replace(&mut self.team.is_known, true);
                self.team.chats.retain(|id, _| rooms.iter().any(|room| room.id == *id));
                rooms.into_iter().flat_map(|room| self.show_room(room, was_known)).collect()
            }
            TeamUpdate::Room(room) => self.show_room(*room, true),
            TeamUpdate::Left(room) => {
                self.team.chats.remove(&room);
                Vec::new()
            }
            TeamUpdate::Entries { room, entries, last } => {
                let Some(chat) = self.team.chats.get_mut(&room) else { return Vec::new() };
                let is_news = chat.receive(entries, last, me.as_ref());
                let mut effects: Vec<Effect> = chat.missing().map(say).into_iter().collect();
                if is_news {
                    effects.push(Effect::Team(TeamEffect::Arrived(room.clone())));
                }
                effects.extend(self.flush_room(&room));
                effects
            }
            TeamUpdate::Read { room, agent, seq } => {
                if let Some(chat) = self.team.chats.get_mut(&room) {
                    chat.read(&agent, seq, me.as_ref());
                }
                Vec::new()
            }
            TeamUpdate::Typing { room, agent, until } => {
                if let Some(chat) = self.team.chats.get_mut(&room) {
                    chat.typing.insert(agent, until);
                }
                Vec::new()
            }
            TeamUpdate::Refused { room, id, problem } => self.refused_in_room(&room, id, problem),
        }
    }

    /// A room came into sight or has changed. `tells` if what is unread in it is news.
    fn show_room(&mut self, room: Room, tells: bool) -> Vec<Effect> {
        let id = room.id.clone();
        let before = self.team.chats.get(&id).map_or(0, |chat| chat.room.unread);
        let mut effects = Vec::new();
        if tells && room.unread > before {
            effects.push(Effect::Team(TeamEffect::Arrived(id.clone())));
        }
        let chat = self.team.chats.entry(id.clone()).or_insert_with(|| Chat::new(room.clone()));
        chat.room = room;
        effects.extend(chat.missing().map(say));
        effects.extend(self.flush_room(&id));
        effects
    }

    /// The agent has made a room, or changed one.
    pub fn made_room(&mut self, room: Room) -> Vec<Effect> {
        self.show_room(room, false)
    }

    /// The agent has gone out of a room.
    pub fn left_room(&mut self, room: &RoomId) -> Vec<Effect> {
        self.team.chats.remove(room);
        Vec::new()
    }

    fn refused_in_room(&mut self, room: &RoomId, id: Option<ClientId>, problem: Problem) -> Vec<Effect> {
        if problem.code == Code::SessionExpired {
            return vec![Effect::SignedOut];
        }
        let (Some(chat), Some(id)) = (self.team.chats.get_mut(room), id) else { return Vec::new() };
        match chat.outbox.refuse(&id, &problem) {
            AfterRefusal::RetryIn(millis) => vec![Effect::Team(TeamEffect::FlushIn(room.clone(), millis))],
            AfterRefusal::Unknown => Vec::new(),
            AfterRefusal::Failed => {
                // A message stays to be seen, retried or discarded; a wish to delete is simply over.
                let is_message = chat.unsent().any(|unsent| unsent.id == id);
                let mut effects = Vec::new();
                if !is_message {
                    chat.outbox.acknowledge(&id);
                    effects.push(Effect::Tell(Notice::Refused(problem)));
                }
                effects.extend(self.flush_room(room));
                effects
            }
        }
    }

    /// The agent opened a room: its timeline is wanted from now on.
    pub fn open_room(&mut self, room: &RoomId) -> Vec<Effect> {
        let connected = self.connected;
        let Some(chat) = self.team.chats.get_mut(room) else { return Vec::new() };
        chat.opened = true;
        if connected { chat.missing().map(say).into_iter().collect() } else { Vec::new() }
    }

    /// The agent wants to see what was said before.
    pub fn see_earlier(&mut self, room: &RoomId) -> Vec<Effect> {
        let connected = self.connected;
        let chat = self.team.chats.get_mut(room).filter(|_| connected);
        chat.and_then(Chat::earlier).map(say).into_iter().collect()
    }

    /// Puts a command that must be recorded at the end of its room's outbox, and sends what can go.
    pub fn wish_in_room(&mut self, command: TeamCommand) -> Vec<Effect> {
        let (room, id) = match &command {
            TeamCommand::Send { room, id, .. } | TeamCommand::Delete { room, id, .. } => {
                (room.clone(), id.clone())
            }
            // What is never recorded needs no outbox.
            TeamCommand::Look
            | TeamCommand::Ask { .. }
            | TeamCommand::Read { .. }
            | TeamCommand::Typing { .. } => {
                return if self.connected { vec![say(command)] } else { Vec::new() };
            }
        };
        let Some(chat) = self.team.chats.get_mut(&room) else { return Vec::new() };
        chat.outbox.push(id, command);
        self.flush_room(&room).into_iter().collect()
    }

    /// The next command of a room's outbox, if one may go now.
    pub fn flush_room(&mut self, room: &RoomId) -> Option<Effect> {
        // Before the rooms are known, a command could be lost on a room that one isn't in any more.
        if !self.connected || !self.team.is_known {
            return None;
        }
        self.team.chats.get_mut(room)?.outbox.next_to_send().cloned().map(say)
    }

    /// Tries a refused message again.
    pub fn retry_in_room(&mut self, room: &RoomId, id: &ClientId) -> Vec<Effect> {
        if let Some(chat) = self.team.chats.get_mut(room) {
            chat.outbox.retry(id);
        }
        self.flush_room(room).into_iter().collect()
    }

    /// Throws a refused message away.
    pub fn discard_in_room(&mut self, room: &RoomId, id: &ClientId) -> Vec<Effect> {
        if let Some(chat) = self.team.chats.get_mut(room) {
            chat.outbox.acknowledge(id);
        }
        self.flush_room(room).into_iter().collect()
    }

    /// Tells the server that what is on the screen was read. Says nothing that it said before.
    pub fn see_room(&mut self, on_screen: &RoomId) -> Vec<Effect> {
        let Some(me) = self.my_id().cloned().filter(|_| self.connected) else { return Vec::new() };
        let Some(chat) = self.team.chats.get_mut(on_screen).filter(|chat| chat.is_whole()) else {
            return Vec::new();
        };
        let last = chat.room.last;
        if chat.room.read(&me) >= last {
            return Vec::new();
        }
        chat.read(&me, last, Some(&me));
        vec![say(TeamCommand::Read { room: on_screen.clone(), seq: last })]
    }

    /// Everything of the staff chat that the server has not recorded.
    pub fn room_outboxes(&self) -> RoomOutboxes {
        let waiting = self.team.chats.iter().filter(|(_, chat)| !chat.outbox.is_empty());
        waiting.map(|(id, chat)| (id.clone(), chat.outbox.clone())).collect()
    }

    /// Brings back what [`Self::room_outboxes`] gave before a reload. What was written in rooms that are out of sight is
    /// left out.
    pub fn restore_rooms(&mut self, outboxes: RoomOutboxes) -> Vec<Effect> {
        let mut effects = Vec::new();
        for (room, outbox) in outboxes {
            if let Some(chat) = self.team.chats.get_mut(&room) {
                chat.outbox = outbox;
                effects.extend(self.flush_room(&room));
            }
        }
        effects
    }
}
