//! What the widget knows, and what follows from each thing it hears or is told: pure, so that every case is a line in
//! a table of tests. Whoever calls it carries out the [`Act`]s.

mod chat;
mod event;
mod known;
mod server;
#[cfg(test)]
mod tests;
mod visitor;

pub use chat::{Chat, Waiting};
pub use event::Event;

use shared::boot::Can;
use shared::file::FileCard;
use shared::form::FieldFault;
use shared::ids::{ClientId, ConversationId, Epoch, QueueId, WidgetId};
use shared::people::Detail;
use shared::problem::Code;
use shared::sync::{Outbox, Pending};
use shared::visitor::{Identity, VisitorCommand};

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
    /// An agent wrote this just now, or sent files of these names: tell those who can't see it.
    Heard(String),
    /// The agent of this name has begun to type: tell those who can't see it.
    Typing(String),
    /// Tell the page around.
    Tell(Event),
    /// Ask the page around for a new proof of who the visitor is.
    AskIdentity,
    /// This topic turned out to be closed: offer to leave a ticket, with what was typed.
    CloseTopic(QueueId),
    /// Remove everything from storage.
    Forget,
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
}

/// Why the visitor can't write here at all.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Bar {
    /// This visitor is banned.
    Banned,
    /// The site doesn't vouch for the visitor, and must.
    NotVerified,
    /// The server refuses to talk with this page.
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
    Failed(Code),
}

/// Why a message was refused, as the key of a text; `None` if it may go through when it is sent once more. The text may
/// have room for the time at which the conversation ended.
pub fn final_reason(code: Code) -> Option<&'static str> {
    Some(match code {
        Code::Ended => "ended_since",
        Code::Forbidden | Code::Banned => "barred_banned",
        // The conversation is there, or the message would have gone back to the composer.
        Code::NotFound => "file_gone",
        _ => return None,
    })
}

/// Why the server did not take the form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Rejected {
    /// These answers break the rules of their fields.
    Answers(Vec<FieldFault>),
    /// Something else, such as a topic that is gone.
    Other,
}

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
    identity: Option<Identity>,
    /// A new proof of identity was asked for, and hasn't helped yet.
    asked: bool,
    attributes: Vec<Detail>,
    /// Files that were sent from this page, to show them before the server has recorded the message.
    files: Vec<FileCard>,
    barred: Option<Bar>,
    /// What the widget can do.
    pub can: Can,
    /// How the connection stands.
    pub link: Link,
    /// The conversation, if there is one.
    pub chat: Option<Chat>,
    /// What to tell the visitor.
    pub notice: Option<Notice>,
    /// Why the server did not take the form.
    pub rejected: Option<Rejected>,
    /// The number of the ticket that was left just now.
    pub left: Option<u32>,
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
    pub fn new(widget: WidgetId, can: Can, kept: Kept) -> Self {
        let mut state = Self {
            widget,
            acted: kept.token.is_some() || !kept.saved.is_empty(),
            token: kept.token,
            epoch: None,
            shown: false,
            dismissed: kept.dismissed,
            outbox: Outbox::default(),
            held: false,
            identity: None,
            asked: false,
            attributes: Vec::new(),
            files: Vec::new(),
            barred: None,
            can,
            link: Link::Idle,
            chat: None,
            notice: None,
            rejected: None,
            left: None,
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

    /// The visitor's token, once there is something that it gives access to.
    pub fn token(&self) -> Option<String> {
        self.token.clone().filter(|_| self.acted || self.identity.is_some())
    }

    /// The id of the conversation.
    pub fn conversation(&self) -> Option<String> {
        self.chat.as_ref().map(|chat| chat.id.0.clone())
    }

    /// Whether the form is on its way.
    pub fn is_opening(&self) -> bool {
        self.waits(is_form)
    }

    /// Why the visitor can't write here, if so.
    pub fn bar(&self) -> Option<Bar> {
        let unknown = self.can.verified_only && self.identity.is_none();
        self.barred.or(unknown.then_some(Bar::NotVerified))
    }

    /// What is in the way of the visitor, as the key of a text.
    pub fn trouble(&self) -> Option<&'static str> {
        Some(match (self.notice, self.link) {
            (Some(Notice::Expired), _) => "notice_expired",
            (Some(Notice::TooFast), _) => "notice_too_fast",
            (Some(Notice::Unavailable), _) => "notice_unavailable",
            (None, Link::Down) => "offline",
            (None, Link::Restarting) => "restarting",
            (None, Link::Idle | Link::Up) => return None,
        })
    }

    /// The same for whoever has the form before them. A line that breaks there and comes back by itself is no matter until
    /// the form is to go over it.
    pub fn form_trouble(&self) -> Option<&'static str> {
        match self.rejected {
            Some(Rejected::Other) => Some("error_topic_gone"),
            _ => self.trouble().filter(|_| self.notice.is_some() || self.is_opening()),
        }
    }

    /// Whether there are texts that the visitor finds again in the composer of the next conversation.
    pub fn has_failed(&self) -> bool {
        self.outbox.iter().any(|item| item.failed.is_some())
    }

    /// Whether such a command waits in the outbox.
    fn waits(&self, wanted: fn(&VisitorCommand) -> bool) -> bool {
        self.outbox.iter().any(|item| wanted(&item.command))
    }

    /// Whether there may be a conversation that the server has not told us of yet.
    pub fn is_resuming(&self) -> bool {
        self.token.is_some() && self.epoch.is_none() && self.notice.is_none()
    }

    /// Whether an agent has ever come.
    pub fn was_served(&self) -> bool {
        self.chat.as_ref().is_some_and(|chat| !chat.timeline.summary.agents.is_empty())
    }

    /// Whether the visitor has given a verdict.
    pub fn is_rated(&self) -> bool {
        self.chat.as_ref().is_some_and(|chat| chat.timeline.summary.rating.is_some())
            || self.waits(|command| matches!(command, VisitorCommand::Rate { .. }))
    }

    /// The connection stands: introduces the visitor.
    pub fn connected(&mut self) -> Vec<Act> {
        vec![Act::Say(VisitorCommand::Hello {
            widget: self.widget.clone(),
            token: self.token.clone(),
            identity: self.identity.clone(),
        })]
    }

    /// The connection is gone.
    pub fn disconnected(&mut self) -> Vec<Act> {
        let before = self.link;
        self.hung_up();
        self.link = if before == Link::Restarting { before } else { Link::Down };
        Vec::new()
    }

    /// We have hung up, to connect anew at once.
    pub fn hung_up(&mut self) -> Vec<Act> {
        self.outbox.disconnected();
        self.held = false;
        self.link = Link::Idle;
        if let Some(chat) = &mut self.chat {
            chat.typing = None;
        }
        Vec::new()
    }
}

fn is_form(command: &VisitorCommand) -> bool {
    matches!(command, VisitorCommand::Open { .. } | VisitorCommand::Leave { .. })
}
