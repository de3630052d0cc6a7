//! What the widget knows, and what follows from each thing it hears or is told: pure, so that every case is a line in
//! a table of tests. Whoever calls it carries out the [`Act`]s.

mod chat;
#[cfg(test)]
mod tests;

pub use chat::Chat;

use shared::ids::{ClientId, ConversationId, Epoch, QueueId, WidgetId};
use shared::people::Page;
use shared::problem::{Code, Field, Problem};
use shared::sync::{AfterRefusal, Outbox, Pending};
use shared::time::Timestamp;
use shared::timeline::{Author, PublicFact, Rating, Stage};
use shared::visitor::{VisitorCommand, VisitorConversation, VisitorUpdate};

/// What the caller has to do after a change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Act {
    /// Say this to the server.
    Say(VisitorCommand),
    /// The token in storage is to be this one; `None` forgets it.
    KeepToken(Option<String>),
    /// This command waits in the outbox (or failed): write it to storage.
    KeepPending(Pending<VisitorCommand>),
    /// This command is done with: remove it from storage.
    DropPending(ClientId),
    /// This conversation is not to be shown again: write that to storage.
    KeepDismissed(ConversationId),
    /// Call [`State::pump`] after this many milliseconds.
    PumpIn(u32),
    /// Hang up and connect anew at once.
    Reconnect,
    /// Expect the connection to end, and come back no earlier than after this many milliseconds.
    ComeBackIn(u32),
    /// Texts that could not be sent and must not be lost: put them into the composer.
    SaveText(String),
    /// An agent wrote this just now: tell those who can't see it.
    Heard(String),
    /// The connection is good: a later break of it is a new matter.
    Settled,
    /// Trying again is of no use.
    GiveUp,
}

/// How the connection stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Link {
    /// None is wanted, or the first try runs.
    #[default]
    Idle,
    /// The server has greeted us.
    Up,
    /// It broke; the next try comes by itself.
    Down,
    /// The server said that it goes away for a moment.
    Restarting,
}

/// Something the visitor has to know, apart from what stands in the conversation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Notice {
    /// The token is no longer good, the conversation out of reach.
    Expired,
    /// The server asked to go slower.
    TooFast,
    /// The server can't store anything now; we try again.
    Unavailable,
    /// The server refuses to talk with this page at all.
    Refused,
}

/// How far one message of the visitor has come.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Mark {
    /// On its way.
    #[default]
    Sending,
    /// Safe with the server.
    Sent,
    /// On an agent's screen.
    Delivered,
    /// Looked at by an agent.
    Read,
    /// The server refused it for good.
    Failed,
}

/// A value in the first form that the server did not take.
pub type FieldError = (Field, Code);

/// All that the widget knows.
#[derive(Clone, Debug)]
pub struct State {
    widget: WidgetId,
    token: Option<String>,
    epoch: Option<Epoch>,
    acted: bool,
    shown: bool,
    dismissed: Option<ConversationId>,
    outbox: Outbox<VisitorCommand>,
    /// The server asked us to wait before the next try.
    held: bool,
    /// How the connection stands.
    pub link: Link,
    /// The conversation, if there is one.
    pub chat: Option<Chat>,
    /// What to tell the visitor.
    pub notice: Option<Notice>,
    /// What the server found wrong in the first form.
    pub rejected: Option<FieldError>,
}

/// What an earlier visit left in the browser's storage.
#[derive(Clone, Debug, Default)]
pub struct Kept {
    /// The visitor's token.
    pub token: Option<String>,
    /// The conversation that the visitor has put away.
    pub dismissed: Option<ConversationId>,
    /// Commands that wait, oldest first.
    pub saved: Vec<Saved>,
}

/// A waiting command as the browser keeps it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Saved {
    /// Its id.
    pub id: ClientId,
    /// What is to be recorded.
    pub command: VisitorCommand,
    /// Why the server refused it for good.
    pub failed: Option<Code>,
}

impl State {
    /// The state at start.
    pub fn new(widget: WidgetId, kept: Kept) -> Self {
        let mut state = Self {
            widget,
            acted: kept.token.is_some() || !kept.saved.is_empty(),
            token: kept.token,
            epoch: None,
            shown: false,
            dismissed: kept.dismissed,
            outbox: Outbox::default(),
            held: false,
            link: Link::Idle,
            chat: None,
            notice: None,
            rejected: None,
        };
        for saved in kept.saved {
            state.adopt(saved);
        }
        state
    }

    /// Whether the visitor has done something that is to be remembered. Nothing may be stored before.
    pub fn has_acted(&self) -> bool {
        self.acted
    }

    /// Whether the request for a conversation is on its way.
    pub fn is_opening(&self) -> bool {
        self.outbox.iter().any(|item| is_open(&item.command))
    }

    /// Whether there may be a conversation that the server has not told us of yet.
    pub fn is_resuming(&self) -> bool {
        self.token.is_some() && self.epoch.is_none() && self.notice.is_none()
    }

    /// Whether the visitor has given a verdict.
    pub fn is_rated(&self) -> bool {
        self.chat.as_ref().is_some_and(|chat| chat.timeline.summary.rating.is_some())
            || self.outbox.iter().any(|item| matches!(item.command, VisitorCommand::Rate { .. }))
    }

    /// The connection stands: introduces the visitor.
    pub fn connected(&mut self) -> Vec<Act> {
        let hello = VisitorCommand::Hello { widget: self.widget.clone(), token: self.token.clone() };
        vec![Act::Say(hello)]
    }

    /// The connection is gone.
    pub fn disconnected(&mut self) -> Vec<Act> {
        self.outbox.disconnected();
        self.held = false;
        if self.link != Link::Restarting {
            self.link = Link::Down;
        }
        if let Some(chat) = &mut self.chat {
            chat.typing = None;
        }
        Vec::new()
    }

    /// Takes in what the server says.
    pub fn apply(&mut self, update: VisitorUpdate) -> Vec<Act> {
        let mut acts = Vec::new();
        match update {
            VisitorUpdate::Welcome { epoch, token, conversation, .. } => {
                self.welcome(epoch, token, conversation, &mut acts);
            }
            VisitorUpdate::Opened { id, conversation } => {
                self.acknowledge(&id, &mut acts);
                self.enter(conversation, &mut acts);
            }
            VisitorUpdate::Events { conversation, events, last } => {
                for entry in &events {
                    if let Some(id) = acknowledged_by(entry.fact.as_ref()) {
                        self.acknowledge(id, &mut acts);
                    }
                }
                if let Some(chat) = self.chat.as_mut().filter(|chat| chat.id == conversation) {
                    chat.receive(events, last, &mut acts);
                    chat.report(self.shown, &mut acts);
                }
            }
            VisitorUpdate::Receipts { conversation, receipts } => {
                if let Some(chat) = self.chat.as_mut().filter(|chat| chat.id == conversation) {
                    chat.staff.advance(receipts, chat.timeline.summary.last.max(receipts.delivered));
                }
            }
            VisitorUpdate::Typing { conversation, agent, on } => {
                if let Some(chat) = self.chat.as_mut().filter(|chat| chat.id == conversation) {
                    chat.typing = on.then_some(agent);
                }
            }
            VisitorUpdate::Waiting { conversation, place, staffed } => {
                if let Some(chat) = self.chat.as_mut().filter(|chat| chat.id == conversation) {
                    chat.waiting = Some((place, staffed));
                }
            }
            VisitorUpdate::Refused { id, problem } => self.refused(id, &problem, &mut acts),
            VisitorUpdate::Ping => acts.push(Act::Say(VisitorCommand::Pong)),
            VisitorUpdate::Closing { retry_millis } => {
                self.link = Link::Restarting;
                acts.push(Act::ComeBackIn(retry_millis));
            }
        }
        self.pump_into(&mut acts);
        acts
    }

    fn welcome(
        &mut self,
        epoch: Epoch,
        token: Option<String>,
        conversation: Option<VisitorConversation>,
        acts: &mut Vec<Act>,
    ) {
        self.link = Link::Up;
        acts.push(Act::Settled);
        if self.notice != Some(Notice::Expired) {
            self.notice = None;
        }
        if self.epoch.as_ref() != Some(&epoch) {
            self.chat = None;
            self.epoch = Some(epoch);
        }
        if let Some(token) = token {
            self.token = Some(token);
            if self.acted {
                acts.push(Act::KeepToken(self.token.clone()));
            }
        }
        match conversation.filter(|conversation| self.dismissed.as_ref() != Some(&conversation.id)) {
            Some(conversation) => self.enter(conversation, acts),
            None => self.chat = None,
        }
        self.drop_strays(acts);
    }

    /// Shows this conversation and asks for what is not known of it.
    fn enter(&mut self, conversation: VisitorConversation, acts: &mut Vec<Act>) {
        self.rejected = None;
        let known = self.chat.take().filter(|chat| chat.id == conversation.id);
        let chat = self.chat.insert(Chat::from_known(known, conversation));
        chat.ask_for_missing(acts);
    }

    /// Commands for a conversation that is not ours any more can never succeed: their texts go back to the visitor.
    fn drop_strays(&mut self, acts: &mut Vec<Act>) {
        let current = self.chat.as_ref().map(|chat| chat.id.clone());
        let strays: Vec<Pending<VisitorCommand>> = self
            .outbox
            .iter()
            .filter(|item| conversation_of(&item.command).is_some_and(|id| Some(id) != current.as_ref()))
            .cloned()
            .collect();
        for stray in strays {
            self.acknowledge(&stray.id, acts);
            if let VisitorCommand::Send { text, .. } = stray.command {
                acts.push(Act::SaveText(text));
            }
        }
    }

    fn refused(&mut self, id: Option<ClientId>, problem: &Problem, acts: &mut Vec<Act>) {
        match problem.code {
            Code::SessionExpired => return self.expired(acts),
            Code::TooMany => self.notice = Some(Notice::TooFast),
            Code::Unavailable | Code::Internal => self.notice = Some(Notice::Unavailable),
            Code::UnknownWidget | Code::SiteNotAllowed | Code::ForeignOrigin => {
                self.notice = Some(Notice::Refused);
                acts.push(Act::GiveUp);
            }
            _ => {}
        }
        let Some(id) = id else { return };
        match self.outbox.refuse(&id, problem) {
            AfterRefusal::RetryIn(millis) => {
                self.held = true;
                acts.push(Act::PumpIn(millis));
            }
            AfterRefusal::Failed => self.failed(&id, problem, acts),
            AfterRefusal::Unknown => {}
        }
    }

    fn failed(&mut self, id: &ClientId, problem: &Problem, acts: &mut Vec<Act>) {
        let Some(item) = self.outbox.iter().find(|item| item.id == *id).cloned() else { return };
        if let VisitorCommand::Send { .. } = item.command {
            acts.push(Act::KeepPending(item));
            return;
        }
        // Nothing but a message is worth a second try by hand.
        if is_open(&item.command) {
            self.rejected = Some((problem.field.unwrap_or(Field::Topic), problem.code));
        }
        self.acknowledge(id, acts);
    }

    /// The token is worth nothing any more: a new visitor starts, with the texts that the old one could not send.
    fn expired(&mut self, acts: &mut Vec<Act>) {
        self.token = None;
        self.chat = None;
        self.notice = Some(Notice::Expired);
        acts.push(Act::KeepToken(None));
        self.drop_strays(acts);
        acts.push(Act::Reconnect);
    }

    fn acknowledge(&mut self, id: &ClientId, acts: &mut Vec<Act>) {
        if self.outbox.acknowledge(id) {
            acts.push(Act::DropPending(id.clone()));
            if self.notice.is_some_and(|notice| matches!(notice, Notice::TooFast | Notice::Unavailable)) {
                self.notice = None;
            }
        }
    }
}

/// What the visitor does.
impl State {
    /// Asks for somebody.
    pub fn open(
        &mut self,
        id: ClientId,
        queue: QueueId,
        name: String,
        email: String,
        page: Page,
    ) -> Vec<Act> {
        self.acted = true;
        self.rejected = None;
        self.notice = None;
        let mut acts = vec![Act::KeepToken(self.token.clone())];
        acts.append(&mut self.give(id.clone(), VisitorCommand::Open { id, queue, name, email, page }));
        acts
    }

    /// Writes a message that passed [`shared::rules::message`].
    pub fn send(&mut self, id: ClientId, text: String) -> Vec<Act> {
        self.in_chat(|conversation| (id.clone(), VisitorCommand::Send { conversation, id, text }))
    }

    /// Ends the conversation.
    pub fn end(&mut self, id: ClientId) -> Vec<Act> {
        self.in_chat(|conversation| (id.clone(), VisitorCommand::End { conversation, id }))
    }

    /// Rates the conversation.
    pub fn rate(&mut self, id: ClientId, rating: Rating, comment: String) -> Vec<Act> {
        self.in_chat(|conversation| (id.clone(), VisitorCommand::Rate { conversation, id, rating, comment }))
    }

    /// Puts the ended conversation away, to make room for a new one.
    pub fn dismiss(&mut self) -> Vec<Act> {
        match self.chat.take_if(|chat| chat.timeline.summary.stage == Stage::Ended) {
            Some(chat) => {
                self.dismissed = Some(chat.id.clone());
                vec![Act::KeepDismissed(chat.id)]
            }
            None => Vec::new(),
        }
    }

    /// Sends a failed message once more.
    pub fn retry(&mut self, id: &ClientId) -> Vec<Act> {
        self.outbox.retry(id);
        let mut acts: Vec<Act> = self
            .outbox
            .iter()
            .find(|item| item.id == *id)
            .cloned()
            .map(Act::KeepPending)
            .into_iter()
            .collect();
        self.pump_into(&mut acts);
        acts
    }

    /// Gives a failed message up.
    pub fn discard(&mut self, id: &ClientId) -> Vec<Act> {
        let mut acts = Vec::new();
        self.acknowledge(id, &mut acts);
        acts
    }

    /// The panel came into sight or went out of it.
    pub fn look(&mut self, shown: bool) -> Vec<Act> {
        let mut acts = Vec::new();
        self.shown = shown;
        if self.link == Link::Up
            && let Some(chat) = &mut self.chat
        {
            chat.report(shown, &mut acts);
        }
        acts
    }

    fn in_chat(&mut self, command: impl FnOnce(ConversationId) -> (ClientId, VisitorCommand)) -> Vec<Act> {
        let Some(chat) = &self.chat else { return Vec::new() };
        let (id, command) = command(chat.id.clone());
        self.give(id, command)
    }

    fn give(&mut self, id: ClientId, command: VisitorCommand) -> Vec<Act> {
        self.outbox.push(id, command);
        let mut acts: Vec<Act> =
            self.outbox.iter().last().cloned().map(Act::KeepPending).into_iter().collect();
        self.pump_into(&mut acts);
        acts
    }
}

/// The outbox.
impl State {
    /// Everything that waits or failed, in order.
    pub fn pending(&self) -> impl Iterator<Item = &Pending<VisitorCommand>> {
        self.outbox.iter()
    }

    /// How far the visitor's message with this id has come, and when the server recorded it.
    pub fn mark(&self, id: &ClientId) -> (Mark, Option<Timestamp>) {
        if let Some((mark, at)) = self.chat.as_ref().and_then(|chat| chat.recorded(id)) {
            return (mark, Some(at));
        }
        let failed = self.outbox.iter().any(|item| item.id == *id && item.failed.is_some());
        (if failed { Mark::Failed } else { Mark::Sending }, None)
    }

    /// Sends what may be sent now.
    pub fn pump(&mut self) -> Vec<Act> {
        self.held = false;
        let mut acts = Vec::new();
        self.pump_into(&mut acts);
        acts
    }

    fn pump_into(&mut self, acts: &mut Vec<Act>) {
        if self.link == Link::Up
            && !self.held
            && let Some(command) = self.outbox.next_to_send()
        {
            acts.push(Act::Say(command.clone()));
        }
    }

    /// Takes in a command that another tab of this visitor (or an earlier page) has put into storage. Sent by both, it
    /// is still recorded once.
    pub fn adopt(&mut self, saved: Saved) {
        if self.outbox.iter().all(|item| item.id != saved.id) {
            let id = saved.id;
            self.outbox.push(id.clone(), saved.command);
            if let Some(code) = saved.failed {
                self.outbox.refuse(&id, &Problem::new(code, ""));
            }
        }
    }

    /// Another tab is done with this command, or the visitor discarded it there.
    pub fn forget(&mut self, id: &ClientId) -> Vec<Act> {
        self.outbox.acknowledge(id);
        self.pump()
    }

    /// Another tab has a token now: use the same.
    pub fn adopt_token(&mut self, token: String) -> Vec<Act> {
        if self.token.as_ref() == Some(&token) {
            return Vec::new();
        }
        self.acted = true;
        self.token = Some(token);
        vec![Act::Reconnect]
    }

    /// Another tab has put this conversation away.
    pub fn adopt_dismissed(&mut self, conversation: ConversationId) -> Vec<Act> {
        self.chat.take_if(|chat| chat.id == conversation);
        self.dismissed = Some(conversation);
        Vec::new()
    }
}

fn is_open(command: &VisitorCommand) -> bool {
    matches!(command, VisitorCommand::Open { .. })
}

/// The conversation that a waiting command is for.
pub fn conversation_of(command: &VisitorCommand) -> Option<&ConversationId> {
    match command {
        VisitorCommand::Send { conversation, .. }
        | VisitorCommand::End { conversation, .. }
        | VisitorCommand::Rate { conversation, .. } => Some(conversation),
        _ => None,
    }
}

/// The id of the visitor's command that became this fact.
fn acknowledged_by(fact: Option<&PublicFact>) -> Option<&ClientId> {
    match fact? {
        PublicFact::Message { by: Author::Agent(_), .. } | PublicFact::Ended { by: Author::Agent(_), .. } => {
            None
        }
        fact => fact.client_id(),
    }
}
