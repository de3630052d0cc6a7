//! What can go wrong, in words that a program understands. Clients match [`Code`] and show a text of their own in the
//! user's language; the English `detail` is for developers.

use crate::form::FieldFault;
use crate::people::AgentCard;
use serde::{Deserialize, Serialize};

/// Every kind of refusal, over sockets and over HTTP alike.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Code {
    /// The frame or body is not what the protocol says.
    Malformed,
    /// The frame or body is longer than allowed.
    TooLarge,
    /// No session, an unknown one or one that has run out: start or sign in anew.
    SessionExpired,
    /// Wrong e-mail address or password; which of them is not told.
    WrongCredentials,
    /// A one-time link that was used already, has run out or never was.
    LinkUsed,
    /// The request came from a page that has no business here.
    ForeignOrigin,
    /// No widget has this id.
    UnknownWidget,
    /// The widget is not for this site.
    SiteNotAllowed,
    /// There is no such thing, or it is not yours; which of them is not told.
    NotFound,
    /// Your role doesn't allow it.
    Forbidden,
    /// A value breaks a rule; `field` says which.
    Invalid,
    /// The same client id came before with another content.
    Conflict,
    /// Somebody else has it; `by` says who.
    AlreadyTaken,
    /// The conversation is over.
    Ended,
    /// The office is closed: leave a ticket instead.
    Closed,
    /// This visitor is banned.
    Banned,
    /// The site does not vouch for this visitor, and the widget wants that, or what it says is not right or too old.
    NotVerified,
    /// The file's content is of a kind that isn't taken, or not what its kind should be.
    FileRefused,
    /// Somebody else changed it in between; read it again first.
    Stale,
    /// Something else needs it as it is; `detail` says what, `count` how many.
    InUse,
    /// There would be no owner left who can sign in.
    LastOwner,
    /// The colleague is not there to take it over.
    NotThere,
    /// The ticket was merged into another; there it goes on.
    Merged,
    /// Outgoing mail isn't set up, so nothing can be mailed.
    NoMail,
    /// Too much in a short time; `retry_after` says when again.
    TooMany,
    /// The server can't store anything now (database away, disk full). Nothing was recorded; try again.
    Unavailable,
    /// A fault of ours. Nothing was recorded.
    Internal,
}

impl Code {
    /// Whether the same request may succeed later without a change.
    pub const fn is_passing(self) -> bool {
        matches!(self, Self::TooMany | Self::Unavailable | Self::Internal)
    }
}

/// A refusal: the `Refused` frame of a socket, and the extension members of a problem document over HTTP (RFC 9457).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Problem {
    /// What kind.
    pub code: Code,
    /// One English sentence for a developer. Never holds a secret.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub detail: String,
    /// Which value is wrong, for [`Code::Invalid`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub field: Option<Field>,
    /// Which answers of a form are wrong, for [`Code::Invalid`].
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub fields: Vec<FieldFault>,
    /// Who has it, for [`Code::AlreadyTaken`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<AgentCard>,
    /// Seconds to wait before another try, for [`Code::TooMany`] and [`Code::Unavailable`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub retry_after: Option<u32>,
    /// How many others need it, for [`Code::InUse`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub count: Option<u32>,
}

impl Problem {
    /// A refusal with its sentence for developers.
    pub fn new(code: Code, detail: impl Into<String>) -> Self {
        Self {
            code,
            detail: detail.into(),
            field: None,
            fields: Vec::new(),
            by: None,
            retry_after: None,
            count: None,
        }
    }
}

/// A field that a person fills in, and what may be wrong with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Field {
    /// The text of a message.
    Text,
    /// A person's name.
    Name,
    /// An e-mail address.
    Email,
    /// The picked topic.
    Topic,
    /// A password.
    Password,
    /// The comment of a rating.
    Comment,
    /// What a ticket is about.
    Subject,
    /// Whom a ticket is given to.
    Assignee,
    /// A ticket's number.
    Number,
    /// A tag.
    Tag,
}
