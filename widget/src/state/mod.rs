//! What the widget knows, and what follows from each thing it hears or is told: pure, so that every case is a line in
//! a table of tests. Whoever calls it carries out the [`Act`]s.

mod chat;
mod server;
#[cfg(test)]
mod tests;
mod visitor;

pub use chat::Chat;

use shared::ids::{ClientId, ConversationId, Epoch, WidgetId};
use shared::problem::{Code, Field};
use shared::sync::{Outbox, Pending};
use shared::visitor::VisitorCommand;

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
}

fn is_open(command: &VisitorCommand) -> bool {
    matches!(command, VisitorCommand::Open { .. })
}
