//! A visitor without a browser.

use std::time::Duration;

use anyhow::{Context, Result};
use shared::boot::{Boot, Topic};
use shared::form::Answer;
use shared::ids::{ClientId, ConversationId, Epoch, QueueId, WidgetId};
use shared::people::Page;
use shared::sync::{AfterRefusal, Outbox};
use shared::timeline::{Author, PublicFact, Received, Seq, Timeline, VisitorEntry};
use shared::visitor::{VisitorCommand, VisitorConversation, VisitorUpdate};

use super::journal::author;
use super::{Journal, Link, Party, Protocol, Reaction, Record, new_id, socket_request};

/// The topics that a visitor may pick, as they stand in the widget's document.
///
/// # Errors
/// When the document doesn't come or doesn't hold them.
pub async fn topics(origin: &str) -> Result<Vec<Topic>> {
    let document = reqwest::get(format!("{origin}/widget/demo")).await?.error_for_status()?.text().await?;
    let boot = document
        .split_once("id=\"boot\"")
        .and_then(|(_, rest)| rest.split_once('>')?.1.split_once("</script>"))
        .map(|(json, _)| json)
        .context("the widget's document holds no boot data")?;
    Ok(serde_json::from_str::<Boot>(boot)?.topics)
}

/// A visitor who keeps connected.
pub type VisitorClient = Link<VisitorState>;

impl VisitorClient {
    /// Connects to the widget `demo` of the server at `origin`: as a stranger, or as who has this token.
    ///
    /// # Errors
    /// When the origin is no address.
    pub fn visit(origin: &str, name: &str, token: Option<String>, journal: &Journal) -> Result<Self> {
        let request = socket_request(origin, "/api/visitor/socket", None)?;
        Ok(Self::new(request, VisitorState::new(name.into(), token, journal.clone())))
    }

    /// Opens a conversation in a queue and waits for it.
    ///
    /// # Errors
    /// When `limit` passes before.
    pub async fn open(&self, queue: &QueueId, limit: Duration) -> Result<ConversationId> {
        self.change(|state| state.ask_to_open(queue));
        self.until("an open conversation", limit, |state| state.conversation.clone()).await
    }

    /// Takes a message to send as soon as possible.
    ///
    /// # Errors
    /// When no conversation is open.
    pub fn send(&self, text: String) -> Result<ClientId> {
        self.change(|state| state.send(text))
    }
}

/// What a visitor's client knows.
pub struct VisitorState {
    party: Party,
    journal: Journal,
    epoch: Option<Epoch>,
    welcome: bool,
    /// The token, once a Welcome gave one.
    pub token: Option<String>,
    /// The conversation, once there is one.
    pub conversation: Option<ConversationId>,
    /// Its entries.
    pub timeline: Timeline<Option<PublicFact>>,
    /// Position of its last entry, as far as is known.
    pub last: Seq,
    /// What waits to be recorded.
    pub outbox: Outbox<VisitorCommand>,
}

impl VisitorState {
    fn new(party: Party, token: Option<String>, journal: Journal) -> Self {
        Self {
            party,
            journal,
            epoch: None,
            welcome: false,
            token,
            conversation: None,
            timeline: Timeline::default(),
            last: 0,
            outbox: Outbox::default(),
        }
    }

    /// Whether every entry that there is has arrived.
    pub fn is_whole(&self) -> bool {
        self.welcome && self.conversation.is_some() && self.timeline.summary.last == self.last
    }

    fn ask_to_open(&mut self, queue: &QueueId) {
        let id = new_id();
        let page = Page { url: "https://shop.example/cart".into(), title: "Cart".into(), ..Page::default() };
        let queue = queue.clone();
        let email = format!("{}@example.org", self.party.replace(' ', "."));
        let answer = |field: &str, value: String| Answer { field: field.into(), value };
        let answers = vec![answer("name", self.party.to_string()), answer("email", email)];
        self.outbox.push(id.clone(), VisitorCommand::Open { id, queue, answers, page });
    }

    fn send(&mut self, text: String) -> Result<ClientId> {
        let conversation = self.conversation.clone().context("no conversation is open")?;
        let id = new_id();
        self.journal.write(Record::Sent {
            party: self.party.clone(),
            conversation: conversation.clone(),
            id: id.clone(),
            text: text.clone(),
        });
        self.outbox
            .push(id.clone(), VisitorCommand::Send { conversation, id: id.clone(), text, files: Vec::new() });
        Ok(id)
    }

    fn learn(&mut self, conversation: VisitorConversation) -> Reaction<VisitorCommand> {
        if self.conversation.as_ref() != Some(&conversation.id) {
            self.timeline = Timeline::default();
        }
        self.last = conversation.last;
        self.conversation = Some(conversation.id);
        self.resume()
    }

    /// Asks for what is missing, if anything is.
    fn resume(&self) -> Reaction<VisitorCommand> {
        match &self.conversation {
            Some(conversation) if self.timeline.summary.last < self.last => {
                Reaction::say(VisitorCommand::Resume {
                    conversation: conversation.clone(),
                    after: self.timeline.summary.last,
                })
            }
            _ => Reaction::default(),
        }
    }

    fn receive(
        &mut self,
        conversation: &ConversationId,
        entries: Vec<VisitorEntry>,
        last: Seq,
    ) -> Reaction<VisitorCommand> {
        if self.conversation.as_ref() != Some(conversation) {
            return Reaction::default();
        }
        self.last = self.last.max(last);
        for entry in entries {
            self.journal.write(Record::seen(&self.party, conversation, entry.seq, entry.fact.as_ref()));
            self.acknowledge(entry.fact.as_ref());
            if let Received::Hole { .. } = self.timeline.receive(entry) {
                break;
            }
        }
        self.resume()
    }

    fn acknowledge(&mut self, fact: Option<&PublicFact>) {
        let Some(fact) = fact.filter(|fact| author(fact) == Some(&Author::Visitor)) else { return };
        if let Some(id) = fact.client_id()
            && self.outbox.acknowledge(id)
        {
            self.journal.write(Record::Acknowledged { id: id.clone() });
        }
    }
}

impl Protocol for VisitorState {
    type Command = VisitorCommand;
    type Update = VisitorUpdate;

    fn connected(&mut self) -> Option<VisitorCommand> {
        Some(VisitorCommand::Hello {
            widget: WidgetId::from("demo"),
            token: self.token.clone(),
            identity: None,
        })
    }

    fn hear(&mut self, update: VisitorUpdate) -> Reaction<VisitorCommand> {
        match update {
            VisitorUpdate::Welcome { epoch, token, conversation, .. } => {
                self.welcome = true;
                self.token = token.or(self.token.take());
                if self.epoch.as_ref() != Some(&epoch) {
                    self.timeline = Timeline::default();
                    self.epoch = Some(epoch);
                }
                conversation.map_or_else(Reaction::default, |conversation| self.learn(conversation))
            }
            VisitorUpdate::Opened { id, conversation } => {
                self.outbox.acknowledge(&id);
                self.learn(conversation)
            }
            VisitorUpdate::Events { conversation, events, last } => self.receive(&conversation, events, last),
            VisitorUpdate::Refused { id: Some(id), problem } => match self.outbox.refuse(&id, &problem) {
                AfterRefusal::RetryIn(millis) => Reaction::hold(Duration::from_millis(millis.into())),
                AfterRefusal::Failed => {
                    self.journal.write(Record::Refused { id });
                    Reaction::default()
                }
                AfterRefusal::Unknown => Reaction::default(),
            },
            VisitorUpdate::Ping => Reaction::say(VisitorCommand::Pong),
            VisitorUpdate::Closing { retry_millis } => {
                Reaction::leave(Duration::from_millis(retry_millis.into()))
            }
            VisitorUpdate::Receipts { .. }
            | VisitorUpdate::Typing { .. }
            | VisitorUpdate::Waiting { .. }
            | VisitorUpdate::Left { .. }
            | VisitorUpdate::Refused { id: None, .. } => Reaction::default(),
        }
    }

    fn next_to_send(&mut self) -> Option<VisitorCommand> {
        if self.welcome { self.outbox.next_to_send().cloned() } else { None }
    }

    fn disconnected(&mut self) {
        self.welcome = false;
        self.outbox.disconnected();
    }

    fn is_welcome(&self) -> bool {
        self.welcome
    }
}
