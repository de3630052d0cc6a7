//! The one living thing behind all views: holds the [`State`], carries out its effects, keeps the connection.

mod link;
mod looking;
mod session;
mod team;
mod watch;

pub use link::LinkState;
pub use session::Session;

use crate::live::socket::Socket;
use crate::live::storage::{self, Keep};
use crate::live::{clock, notify, preferences};
use crate::parts::toast::{Toast, Toasts};
use crate::state::{Arrival, Conversation, Effect, Notice, State};
use crate::text::{fill, t};
use leptos::prelude::*;
use link::Link;
use shared::agent::AgentCommand;
use shared::ids::{AgentId, ClientId, ConversationId, FileId, RoomId};
use shared::problem::Code;
use shared::staff::Status;
use shared::time::Timestamp;
use std::time::Duration;

/// Handles to everything that views read and act on; cheap to copy.
#[derive(Clone, Copy)]
pub struct Workplace {
    /// What is known.
    pub state: RwSignal<State>,
    /// Who is signed in.
    pub session: RwSignal<Session>,
    /// How the connection is.
    pub link: RwSignal<LinkState>,
    /// The server's time, ticking every second.
    pub now: RwSignal<Timestamp>,
    /// The conversation whose address is in the address bar.
    pub open: RwSignal<Option<ConversationId>>,
    /// A conversation that shall be opened, wherever the agent is.
    pub sought: RwSignal<Option<ConversationId>>,
    /// The room of the staff chat whose address is in the address bar.
    pub room: RwSignal<Option<RoomId>>,
    /// A room that shall be opened, wherever the agent is.
    pub sought_room: RwSignal<Option<RoomId>>,
    /// Counts what this page has put into the archive, taken out or deleted: lists are asked for anew.
    pub put_away: RwSignal<u32>,
    /// Whether the agent looks at this page.
    pub attention: RwSignal<bool>,
    /// What those who listen are told.
    pub announcement: RwSignal<String>,
    /// Short notes at the edge.
    pub toasts: Toasts,
    wire: StoredValue<Link, LocalStorage>,
    /// The server's time less this machine's, in milliseconds.
    skew: StoredValue<i64>,
    has_kept_outboxes: StoredValue<bool>,
    has_kept_rooms: StoredValue<bool>,
}

impl Workplace {
    /// Makes the workplace, provides it to all views and starts its clocks. Call once.
    pub fn start() -> Self {
        let workplace = Self {
            state: RwSignal::default(),
            session: RwSignal::new(Session::Unknown),
            link: RwSignal::new(LinkState::Connecting),
            now: RwSignal::new(clock::now()),
            open: RwSignal::new(None),
            sought: RwSignal::new(None),
            room: RwSignal::new(None),
            sought_room: RwSignal::new(None),
            put_away: RwSignal::new(0),
            attention: RwSignal::new(true),
            announcement: RwSignal::default(),
            toasts: Toasts::default(),
            wire: StoredValue::new_local(Link::default()),
            skew: StoredValue::new(0),
            has_kept_outboxes: StoredValue::new(false),
            has_kept_rooms: StoredValue::new(false),
        };
        provide_context(workplace);
        workplace.watch();
        workplace
    }

    /// Changes the state and does what follows from it.
    pub fn change(self, change: impl FnOnce(&mut State) -> Vec<Effect>) {
        let effects = self.state.try_update(change).unwrap_or_default();
        self.keep_outboxes();
        self.keep_rooms();
        for effect in effects {
            self.carry_out(effect);
        }
    }

    fn carry_out(self, effect: Effect) {
        match effect {
            Effect::Say(command) => self.say(&command),
            Effect::FlushIn(conversation, millis) => set_timeout(
                move || self.change(|state| state.flush(&conversation).into_iter().collect()),
                Duration::from_millis(millis.into()),
            ),
            Effect::Arrived(arrival) => self.arrived(&arrival),
            Effect::Tell(notice) => self.tell(notice),
            Effect::Team(effect) => self.carry_out_for_team(effect),
            Effect::SignedOut => self.session_ended(),
            Effect::Closing(retry_millis) => self.expect_closing(retry_millis),
        }
    }

    fn say(self, command: &AgentCommand) {
        self.wire.with_value(|link| link.socket().map(|socket: &Socket| socket.say(command)));
    }

    fn arrived(self, arrival: &Arrival) {
        let (Arrival::Waiting(id) | Arrival::Message(id) | Arrival::Note(id)) = arrival;
        let is_in_sight =
            self.attention.get_untracked() && self.open.with_untracked(|open| open.as_ref() == Some(id));
        if is_in_sight {
            return;
        }
        let who = self.read(id, |it| (crate::parts::visitor_name(&it.item.visitor), it.item.topic.clone()));
        if let Some((name, topic)) = who {
            let key = match arrival {
                Arrival::Waiting(_) => "announce.waiting",
                Arrival::Message(_) => "announce.message",
                Arrival::Note(_) => "announce.note",
            };
            let words = fill(key, &[("name", &name), ("topic", &topic)]);
            if !preferences::is_quiet() {
                preferences::sound().play();
                self.notify(id, &words);
            }
            self.announce(words);
        }
    }

    /// Tells who looks elsewhere, if they wish so.
    fn notify(self, id: &ConversationId, words: &str) {
        if self.attention.get_untracked() || !preferences::notifies() {
            return;
        }
        let preview = self.read(id, |it| it.item.preview.as_ref().map(|preview| preview.text.clone()));
        let sought = self.sought;
        let about = id.clone();
        notify::show(id.as_str(), words, &preview.flatten().unwrap_or_default(), move || {
            sought.set(Some(about.clone()));
        });
    }

    /// Says something to those who listen.
    pub fn announce(self, words: String) {
        // The same words twice are no change to the page and would not be read out again: a blank at the end makes one.
        self.announcement.update(|said| *said = if *said == words { words + "\u{a0}" } else { words });
    }

    fn tell(self, notice: Notice) {
        let toast = match notice {
            Notice::Lost { by, .. } => Toast::news(fill("toast.taken_by", &[("name", &by.name)])),
            Notice::Left(_) => Toast::news(t("toast.left")),
            Notice::Missed(_) => Toast::trouble(t("toast.missed")),
            Notice::Refused(problem) if problem.code == Code::Ended => Toast::news(t("problem.ended")),
            Notice::Refused(problem) => Toast::trouble(crate::parts::problem_text(&problem)),
        };
        self.toasts.show(toast);
    }

    /// Reads something of a conversation, without following its changes.
    pub fn read<T>(self, id: &ConversationId, read: impl FnOnce(&Conversation) -> T) -> Option<T> {
        self.state.with_untracked(|state| state.conversations.get(id).map(read))
    }

    /// Something of a conversation that views follow; `None` once it is out of view.
    pub fn follow<T: PartialEq + Send + Sync + 'static>(
        self,
        id: &ConversationId,
        read: impl Fn(&Conversation) -> T + Send + Sync + 'static,
    ) -> Memo<Option<T>> {
        let id = id.clone();
        Memo::new(move |_| self.state.with(|state| state.conversations.get(&id).map(&read)))
    }

    /// The id of who is signed in.
    pub fn my_id(self) -> Option<AgentId> {
        self.state.with_untracked(|state| state.my_id().cloned())
    }

    /// Writes a message, with files that were uploaded before.
    pub fn send(self, conversation: &ConversationId, text: String, files: Vec<FileId>) {
        let command =
            AgentCommand::Send { conversation: conversation.clone(), id: clock::new_id(), text, files };
        self.change(|state| state.wish(command));
    }

    /// Wants something done with a conversation, under a fresh id.
    pub fn wish(
        self,
        conversation: ConversationId,
        make: impl FnOnce(ConversationId, ClientId) -> AgentCommand,
    ) {
        let command = make(conversation, clock::new_id());
        self.change(|state| state.wish(command));
    }

    /// Chooses to be online, away or invisible.
    pub fn choose(self, status: Status) {
        self.change(|state| state.wish(AgentCommand::SetStatus { status }));
    }

    /// Says that the agent began or stopped to type.
    pub fn typing(self, conversation: &ConversationId, on: bool) {
        if self.state.with_untracked(|state| state.connected) {
            self.say(&AgentCommand::Typing { conversation: conversation.clone(), on });
        }
    }

    /// Tries a refused message again.
    pub fn retry(self, conversation: &ConversationId, id: &ClientId) {
        self.change(|state| state.retry(conversation, id));
    }

    /// Throws a refused message away.
    pub fn discard(self, conversation: &ConversationId, id: &ClientId) {
        self.change(|state| state.discard(conversation, id));
    }

    /// The server's time for an instant on this machine.
    fn server_time(self) -> Timestamp {
        clock::now().plus_millis(self.skew.get_value())
    }

    /// What the server has not recorded outlives a reload of this tab.
    fn keep_outboxes(self) {
        let Some(me) = self.my_id() else {
            return;
        };
        let outboxes = self.state.with_untracked(State::outboxes);
        if outboxes.is_empty() && !self.has_kept_outboxes.get_value() {
            return;
        }
        self.has_kept_outboxes.set_value(!outboxes.is_empty());
        let name = format!("outbox.{me}");
        if outboxes.is_empty() {
            storage::keep_text(Keep::Tab, &name, "");
        } else {
            storage::keep_value(Keep::Tab, &name, &outboxes);
        }
    }

    fn restore_outboxes(self) {
        let Some(me) = self.my_id() else {
            return;
        };
        if let Some(outboxes) = storage::value(Keep::Tab, &format!("outbox.{me}")) {
            self.has_kept_outboxes.set_value(true);
            self.change(|state| state.restore(outboxes));
        }
    }
}

/// The workplace of the view that asks.
pub fn use_workplace() -> Workplace {
    expect_context()
}
