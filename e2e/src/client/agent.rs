//! An agent without a console.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use anyhow::{Context, Result, ensure};
use shared::agent::{AgentCommand, AgentUpdate, InboxItem};
use shared::ids::{AgentId, ClientId, ConversationId, Epoch};
use shared::rest::SignIn;
use shared::sync::{AfterRefusal, Outbox};
use shared::timeline::{AgentEntry, Audience, Author, Fact, Received, Seq, StaffFact, Stage, Timeline};

use super::journal::author;
use super::{Journal, Link, Party, Protocol, Reaction, Record, new_id, socket_request};

/// The session cookie of an agent who has signed in.
#[derive(Clone, Debug)]
pub struct Credentials {
    /// `name=value`, as the browser sends it back.
    pub cookie: String,
}

impl Credentials {
    /// Signs in as the console does, as if from a machine of its own: the limit of tries per address holds back nobody
    /// in a crowd.
    ///
    /// # Errors
    /// When the server refuses, with what it answers.
    pub async fn sign_in(origin: &str, email: &str, password: &str) -> Result<Self> {
        let [a, b, c, _] = fastrand::u32(..).to_be_bytes();
        let answer = reqwest::Client::new()
            .post(format!("{origin}/api/agent/sign-in"))
            .header("origin", origin)
            .header("x-forwarded-for", format!("10.{a}.{b}.{c}"))
            .json(&SignIn { email: email.into(), password: password.into() })
            .send()
            .await?;
        let status = answer.status();
        let cookie =
            answer.headers().get("set-cookie").and_then(|header| header.to_str().ok()).map(str::to_owned);
        let body = answer.text().await?;
        ensure!(status.is_success(), "signing in as {email}: {status} {body}");
        let cookie = cookie.context("no session cookie came")?;
        Ok(Self { cookie: cookie.split(';').next().unwrap_or_default().into() })
    }
}

/// An agent who keeps connected.
pub type AgentClient = Link<AgentState>;

impl AgentClient {
    /// Connects to the server at `origin`.
    ///
    /// # Errors
    /// When the origin is no address.
    pub fn attend(origin: &str, name: &str, credentials: &Credentials, journal: &Journal) -> Result<Self> {
        let request = socket_request(origin, "/api/agent/socket", Some(&credentials.cookie))?;
        Ok(Self::new(request, AgentState::new(name.into(), journal.clone())))
    }

    /// Forgets the entries of a conversation and asks for all of them.
    pub fn read_anew(&self, conversation: &ConversationId) {
        self.change(|state| {
            state.rooms.entry(conversation.clone()).or_default().timeline = Timeline::default();
            state.unread.insert(conversation.clone());
        });
    }
}

/// What an agent's client knows.
pub struct AgentState {
    party: Party,
    journal: Journal,
    epoch: Option<Epoch>,
    welcome: bool,
    /// Who it is, once a Welcome said so.
    pub me: Option<AgentId>,
    /// What may be taken.
    pub waiting: BTreeSet<ConversationId>,
    /// The conversations that it has, has asked for, or has been told entries of.
    pub rooms: BTreeMap<ConversationId, Room>,
    /// What has to be asked for, in whole.
    unread: BTreeSet<ConversationId>,
}

/// A conversation at an agent's client.
#[derive(Default)]
pub struct Room {
    /// Its entries.
    pub timeline: Timeline<Fact>,
    /// Position of its last entry, as far as is known.
    pub last: Seq,
    /// What waits to be recorded.
    pub outbox: Outbox<AgentCommand>,
}

impl Room {
    /// Whether every entry that there is has arrived.
    pub fn is_whole(&self) -> bool {
        self.last > 0 && self.timeline.summary.last == self.last
    }

    fn resume(&self, conversation: &ConversationId) -> Option<AgentCommand> {
        (self.timeline.summary.last < self.last).then(|| AgentCommand::Resume {
            conversation: conversation.clone(),
            after: self.timeline.summary.last,
        })
    }
}

impl AgentState {
    fn new(party: Party, journal: Journal) -> Self {
        Self {
            party,
            journal,
            epoch: None,
            welcome: false,
            me: None,
            waiting: BTreeSet::new(),
            rooms: BTreeMap::new(),
            unread: BTreeSet::new(),
        }
    }

    /// Wants to have a waiting conversation.
    pub fn take(&mut self, conversation: &ConversationId) {
        self.waiting.remove(conversation);
        let id = new_id();
        let room = self.rooms.entry(conversation.clone()).or_default();
        room.outbox.push(id.clone(), AgentCommand::Take { conversation: conversation.clone(), id });
    }

    /// Takes a message to send as soon as possible.
    pub fn send(&mut self, conversation: &ConversationId, text: String) -> ClientId {
        let id = new_id();
        self.journal.write(Record::Sent {
            party: self.party.clone(),
            conversation: conversation.clone(),
            id: id.clone(),
            text: text.clone(),
        });
        let room = self.rooms.entry(conversation.clone()).or_default();
        let command = AgentCommand::Send {
            conversation: conversation.clone(),
            id: id.clone(),
            text,
            files: Vec::new(),
        };
        room.outbox.push(id.clone(), command);
        id
    }

    /// The conversations that this agent has, by what it has been told.
    pub fn mine(&self) -> impl Iterator<Item = &ConversationId> {
        let me = self.me.as_ref();
        self.rooms
            .iter()
            .filter(move |(_, room)| me.is_some() && room.timeline.summary.owner.as_ref() == me)
            .map(|(conversation, _)| conversation)
    }

    /// Whether nothing waits to be sent that could still be sent.
    pub fn is_done(&self) -> bool {
        self.rooms.values().all(|room| room.outbox.iter().all(|pending| pending.failed.is_some()))
    }

    fn learn(&mut self, item: InboxItem) -> Option<AgentCommand> {
        let mine = self.me.is_some() && item.summary.owner == self.me;
        if item.summary.stage == Stage::Waiting {
            // Who has asked for it already waits for the answer.
            if self.rooms.get(&item.conversation).is_none_or(|room| room.outbox.is_empty()) {
                self.waiting.insert(item.conversation);
            }
            return None;
        }
        self.waiting.remove(&item.conversation);
        if !mine && !self.rooms.contains_key(&item.conversation) {
            return None;
        }
        let room = self.rooms.entry(item.conversation.clone()).or_default();
        room.last = room.last.max(item.summary.last);
        room.resume(&item.conversation)
    }

    fn receive(
        &mut self,
        conversation: &ConversationId,
        entries: Vec<AgentEntry>,
        last: Seq,
    ) -> Option<AgentCommand> {
        let room = self.rooms.entry(conversation.clone()).or_default();
        room.last = room.last.max(last);
        for entry in entries {
            self.journal.write(Record::seen(&self.party, conversation, entry.seq, entry.fact.public()));
            if let Some(id) = acknowledged(&entry, room, self.me.as_ref())
                && room.outbox.acknowledge(&id)
            {
                self.journal.write(Record::Acknowledged { id });
            }
            if let Received::Hole { .. } = room.timeline.receive(entry) {
                break;
            }
        }
        room.resume(conversation)
    }

    fn refused(&mut self, id: &ClientId, problem: &shared::problem::Problem) -> Reaction<AgentCommand> {
        for room in self.rooms.values_mut() {
            match room.outbox.refuse(id, problem) {
                AfterRefusal::RetryIn(millis) => return Reaction::hold(Duration::from_millis(millis.into())),
                AfterRefusal::Failed => {
                    self.journal.write(Record::Refused { id: id.clone() });
                    break;
                }
                AfterRefusal::Unknown => {}
            }
        }
        Reaction::default()
    }
}

/// Which of this agent's commands an entry acknowledges. Take has no entry with its own id: it is done when the agent
/// has the conversation.
fn acknowledged(entry: &AgentEntry, room: &Room, me: Option<&AgentId>) -> Option<ClientId> {
    if let Some(StaffFact::Taken { agent }) = entry.fact.staff() {
        let take = room.outbox.iter().find(|pending| matches!(pending.command, AgentCommand::Take { .. }))?;
        return (Some(&agent.id) == me).then(|| take.id.clone());
    }
    let fact = entry.fact.public()?;
    let by_me = matches!((author(fact), me), (Some(Author::Agent(by)), Some(me)) if by == me);
    fact.client_id().filter(|_| by_me).cloned()
}

impl Protocol for AgentState {
    type Command = AgentCommand;
    type Update = AgentUpdate;

    fn connected(&mut self) -> Option<AgentCommand> {
        None
    }

    fn hear(&mut self, update: AgentUpdate) -> Reaction<AgentCommand> {
        let say = |command: Option<AgentCommand>| Reaction {
            say: command.into_iter().collect(),
            ..Reaction::default()
        };
        match update {
            AgentUpdate::Welcome { epoch, me, inbox, .. } => {
                self.welcome = true;
                self.me = Some(me.id);
                self.waiting.clear();
                if self.epoch.as_ref() != Some(&epoch) {
                    self.rooms.values_mut().for_each(|room| room.timeline = Timeline::default());
                    self.epoch = Some(epoch);
                }
                let say = inbox.into_iter().filter_map(|item| self.learn(item)).collect();
                Reaction { say, ..Reaction::default() }
            }
            AgentUpdate::Appeared(item) => say(self.learn(*item)),
            AgentUpdate::Vanished { conversation, .. } => {
                self.waiting.remove(&conversation);
                Reaction::default()
            }
            AgentUpdate::Events { conversation, events, last } => {
                say(self.receive(&conversation, events, last))
            }
            AgentUpdate::Refused { id: Some(id), problem, .. } => self.refused(&id, &problem),
            AgentUpdate::Ping => Reaction::say(AgentCommand::Pong),
            AgentUpdate::Closing { retry_millis } => {
                Reaction::leave(Duration::from_millis(retry_millis.into()))
            }
            AgentUpdate::Receipts { .. }
            | AgentUpdate::Peek { .. }
            | AgentUpdate::Company { .. }
            | AgentUpdate::Card(_)
            | AgentUpdate::Team(_)
            | AgentUpdate::Presence { .. }
            | AgentUpdate::Status { .. }
            | AgentUpdate::Visits(_)
            | AgentUpdate::Wall(_)
            | AgentUpdate::Refused { id: None, .. }
            | AgentUpdate::SignedOut => Reaction::default(),
        }
    }

    fn next_to_send(&mut self) -> Option<AgentCommand> {
        if !self.welcome {
            return None;
        }
        if let Some(conversation) = self.unread.pop_first() {
            return Some(AgentCommand::Resume { conversation, after: 0 });
        }
        self.rooms.values_mut().find_map(|room| room.outbox.next_to_send().cloned())
    }

    fn disconnected(&mut self) {
        self.welcome = false;
        self.rooms.values_mut().for_each(|room| room.outbox.disconnected());
    }

    fn is_welcome(&self) -> bool {
        self.welcome
    }
}
