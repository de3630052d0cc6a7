//! Who is on the owner's site now: what a page reports, what it is answered, and what agents see and do of it. Only what
//! the widget's setting and the visitor's consent allow is ever reported.

use crate::ids::{ClientId, ConversationId};
use crate::people::{AgentCard, Page};
use crate::problem::Problem;
use crate::staff::Device;
use crate::time::Timestamp;
use serde::{Deserialize, Serialize};

/// Longest text of an invitation in characters.
pub const INVITATION_CHARS: usize = 500;
/// Shortest and longest key of a visit, in characters.
pub const KEY_CHARS: core::ops::RangeInclusive<usize> = 16..=64;
/// Most steps of a trail that are kept; of a longer one the last.
pub const TRAIL_MAX: usize = 12;

/// `POST /api/visits/{widget}` (as plain text, so that browsers ask nothing before): a page of the owner's site is looked
/// at. The answer is [`Answer`].
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Report {
    /// The visit's key, made by the page. It stays in the page's memory, unless the visitor has agreed to be remembered.
    pub visit: String,
    /// Address of the page without its fragment.
    pub url: String,
    /// The page's title.
    pub title: String,
    /// Where the visitor came from; empty if the browser doesn't say.
    pub referrer: String,
    /// Whether the visitor has been here before. Only the consent lets the page know.
    pub returning: Option<bool>,
    /// The visitor leaves this page, perhaps for another one.
    pub leaving: bool,
    /// What became of the invitation that an answer carried.
    pub outcome: Option<Outcome>,
}

/// What became of an invitation at the visitor's page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Outcome {
    /// Which.
    pub invitation: ClientId,
    /// What.
    pub is: Shown,
}

/// How far an invitation has got at the visitor's page.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Shown {
    /// It is on the screen.
    Seen,
    /// The visitor has opened the chat.
    Opened,
    /// The visitor has closed it.
    Declined,
}

/// The answer to a [`Report`].
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Answer {
    /// An agent who wants to speak with the visitor, as long as that is so.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub invitation: Option<Call>,
}

/// An agent's invitation, as the visitor's page shows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Call {
    /// Which.
    pub id: ClientId,
    /// Who invites.
    pub by: AgentCard,
    /// What they say.
    pub text: String,
}

/// Names a visit to agents. It says nothing of the visit's key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct VisitId(pub u64);

/// A visit, as agents see it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Visit {
    /// Which.
    pub id: VisitId,
    /// The widget's name.
    pub widget: String,
    /// Since when.
    pub since: Timestamp,
    /// Where the visitor is. The referrer is the first page's: where the visitor came from to the site.
    pub page: Page,
    /// How many pages the visitor has looked at, this one included.
    pub pages: u32,
    /// Whether the visitor has been here before; `None` if that isn't known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub returning: Option<bool>,
    /// Name and version of the browser, and its system.
    pub browser: String,
    /// What kind of device that is.
    pub device: Device,
    /// The browser's first language as a BCP 47 tag; empty if not known.
    pub language: String,
    /// The conversation that the visitor has.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub conversation: Option<ConversationId>,
    /// The invitation that an agent has sent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub invitation: Option<Invited>,
}

/// An invitation, as agents see it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Invited {
    /// Who invites.
    pub by: AgentCard,
    /// How it stands.
    pub stands: Stands,
}

/// How an invitation stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stands {
    /// On its way; it can be taken back.
    Sent,
    /// The visitor sees it.
    Seen,
    /// The visitor has opened the chat.
    Opened,
    /// The visitor has closed it, and is left alone.
    Declined,
    /// The visitor has answered: there is a conversation.
    Answered,
}

/// A page of a visit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Step {
    /// Since when.
    pub at: Timestamp,
    /// Address of the page.
    pub url: String,
    /// Its title.
    pub title: String,
}

/// What a console may say of visits.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum VisitsCommand {
    /// Show all visits from now on; answered by [`VisitsUpdate::All`].
    Watch,
    /// Show no more.
    Unwatch,
    /// Which pages were looked at; answered by [`VisitsUpdate::Trail`].
    Trail {
        /// Of which visit.
        visit: VisitId,
    },
    /// Speak to a visitor first. Acknowledged by the visit's change, or by [`VisitsUpdate::Refused`].
    Invite {
        /// Whom.
        visit: VisitId,
        /// Made by the client; the first message of the conversation gets it.
        id: ClientId,
        /// What to say, 1 to [`INVITATION_CHARS`] characters.
        text: String,
    },
    /// Take an own invitation back that wasn't seen yet. Acknowledged as the invitation is.
    TakeBack {
        /// Whose.
        visit: VisitId,
    },
}

/// What a console may hear of visits.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum VisitsUpdate {
    /// All that there are; what was known before is forgotten. Many follow by [`Self::Changed`].
    All {
        /// Whether some widget reports visits at all.
        on: bool,
        /// The first of them.
        visits: Vec<Visit>,
    },
    /// Some are new, changed or gone: at most once a second.
    Changed {
        /// New or changed.
        visits: Vec<Visit>,
        /// Gone.
        gone: Vec<VisitId>,
    },
    /// The pages of a visit, the first first.
    Trail {
        /// Of which.
        visit: VisitId,
        /// At most [`TRAIL_MAX`].
        steps: Vec<Step>,
    },
    /// An invitation isn't sent, or not taken back.
    Refused {
        /// Whose.
        visit: VisitId,
        /// Why.
        problem: Problem,
    },
}
