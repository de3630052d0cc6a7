//! What is asked for about tickets: which are listed, and what is to be done to one.

use super::{Priority, Status, TicketPage};
use crate::ids::{AgentId, ClientId, ConversationId, QueueId};
use crate::problem::{Code, Field, Problem};
use crate::queue::SUBJECT_CHARS;
use crate::rest::ProblemDocument;
use crate::rules;
use serde::{Deserialize, Serialize};

/// Which tickets are listed: what stands behind the question mark of `GET /api/agent/tickets`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct TicketFilter {
    /// Only those that stand there.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<StatusFilter>,
    /// Only those that hurry so much.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub priority: Option<Priority>,
    /// Only those that somebody has, or nobody.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub assignee: Option<AssigneeFilter>,
    /// Only those of a queue.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub queue: Option<QueueId>,
    /// Only those whose number it is, or in whose subject, queue or requester's name, address, company or phone it stands.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub text: String,
    /// Only those with a lower number: the last one's of the page before.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub before: Option<u32>,
}

impl TicketFilter {
    /// As it stands behind a question mark, a name and a value each, without `before`.
    pub fn pairs(&self) -> Vec<(&'static str, String)> {
        let text = self.text.trim();
        let pairs = [
            ("status", self.status.map(|status| status.name().to_owned())),
            ("priority", self.priority.map(|priority| priority.name().to_owned())),
            ("assignee", self.assignee.clone().map(String::from)),
            ("queue", self.queue.as_ref().map(ToString::to_string)),
            ("text", (!text.is_empty()).then(|| text.to_owned())),
        ];
        pairs.into_iter().filter_map(|(name, value)| Some((name, value?))).collect()
    }

    /// The filter whose [`Self::pairs`] these are; a value that isn't known filters nothing.
    pub fn of(value: impl Fn(&str) -> Option<String>) -> Self {
        let found = |name| value(name).filter(|value| !value.is_empty());
        let (status, priority) = (found("status"), found("priority"));
        Self {
            status: StatusFilter::ALL.into_iter().find(|known| Some(known.name()) == status.as_deref()),
            priority: Priority::ALL.into_iter().find(|known| Some(known.name()) == priority.as_deref()),
            assignee: found("assignee").map(AssigneeFilter::from),
            queue: found("queue").map(QueueId),
            text: found("text").unwrap_or_default(),
            before: None,
        }
    }
}

/// Where listed tickets stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StatusFilter {
    /// Open ones.
    Open,
    /// Pending ones.
    Pending,
    /// Solved ones.
    Solved,
    /// All that aren't solved.
    Unsolved,
}

impl StatusFilter {
    /// All in the order in which they are offered.
    pub const ALL: [Self; 4] = [Self::Unsolved, Self::Open, Self::Pending, Self::Solved];

    /// As it is written.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Pending => "pending",
            Self::Solved => "solved",
            Self::Unsolved => "unsolved",
        }
    }
}

/// Who has listed tickets: `me`, `nobody` or an agent's id.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "String", into = "String")]
pub enum AssigneeFilter {
    /// Whoever asks.
    Me,
    /// Nobody.
    Nobody,
    /// An agent.
    Agent(AgentId),
}

impl From<String> for AssigneeFilter {
    fn from(text: String) -> Self {
        match text.as_str() {
            "me" => Self::Me,
            "nobody" => Self::Nobody,
            _ => Self::Agent(AgentId(text)),
        }
    }
}

impl From<AssigneeFilter> for String {
    fn from(filter: AssigneeFilter) -> Self {
        match filter {
            AssigneeFilter::Me => "me".into(),
            AssigneeFilter::Nobody => "nobody".into(),
            AssigneeFilter::Agent(agent) => agent.0,
        }
    }
}

/// `POST /api/agent/tickets/{number}/entries`. Sent twice under one id it is stored once.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NewTicketEntry {
    /// Made by the client.
    pub id: ClientId,
    /// What.
    pub entry: Saying,
}

/// What an agent adds to a thread.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Saying {
    /// An answer, mailed to the requester.
    Reply {
        /// At most [`ENTRY_CHARS`](super::ENTRY_CHARS).
        text: String,
        /// Where the ticket stands after it.
        then: Status,
    },
    /// A word among the staff.
    Note {
        /// At most [`ENTRY_CHARS`](super::ENTRY_CHARS).
        text: String,
    },
}

/// `PATCH /api/agent/tickets/{number}`: what is `None` stays. If the version is no longer the ticket's, the answer is
/// [`TicketStale`].
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct TicketPatch {
    /// The version that was read.
    pub version: u32,
    /// Where it is to stand.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<Status>,
    /// How much it is to hurry.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub priority: Option<Priority>,
    /// Who is to have it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub assignee: Option<Assignment>,
    /// In which queue it is to be.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub queue: Option<QueueId>,
    /// What it is about: one line, at most [`SUBJECT_CHARS`].
    #[serde(skip_serializing_if = "Option::is_none")]
    pub subject: Option<String>,
}

/// Who is to have a ticket.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Assignment {
    /// Nobody.
    Nobody,
    /// An agent.
    Agent(AgentId),
}

/// A change that was made on an older version: a problem document with [`Code::Stale`](crate::problem::Code::Stale), and
/// how the ticket stands now.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TicketStale {
    /// The refusal.
    #[serde(flatten)]
    pub document: ProblemDocument,
    /// How it stands now.
    pub now: TicketPage,
}

/// `POST /api/agent/tickets/{number}/merge`: the ticket is solved and goes on in another. The answer is the other one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TicketMerge {
    /// The other one's number.
    pub into: u32,
}

/// `POST /api/agent/tickets`: a ticket that an agent makes. The answer is its [`TicketPage`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NewTicketDraft {
    /// Made by the client; sent twice it is stored once.
    pub id: ClientId,
    /// What it is made of: one that the agent may read.
    pub conversation: Option<ConversationId>,
    /// In which queue.
    pub queue: QueueId,
    /// What it is about: one line, at most [`SUBJECT_CHARS`].
    pub subject: String,
    /// What it says, at most [`TICKET_CHARS`](super::TICKET_CHARS).
    pub text: String,
    /// The requester's name; may be empty.
    pub name: String,
    /// The requester's e-mail address; may be empty.
    pub email: String,
    /// How much it hurries.
    pub priority: Priority,
}

/// `GET /api/agent/tickets/draft?conversation={id}&lang=…`: what a ticket made of a conversation begins as.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TicketBeginning {
    /// The conversation's queue.
    pub queue: QueueId,
    /// As the queue's settings have it.
    pub subject: String,
    /// The conversation as text; of a long one the end.
    pub text: String,
    /// The visitor's name; may be empty.
    pub name: String,
    /// The visitor's address; may be empty.
    pub email: String,
}

/// A subject on one line.
///
/// # Errors
/// It is empty or longer than [`SUBJECT_CHARS`].
pub fn subject(text: &str) -> Result<String, Problem> {
    let line = rules::one_line(text);
    let wrong = |detail: &str| {
        let problem = Problem::new(Code::Invalid, detail);
        Err(Problem { field: Some(Field::Subject), ..problem })
    };
    match line.chars().count() {
        0 => wrong("the subject is empty"),
        1..=SUBJECT_CHARS => Ok(line),
        _ => wrong("the subject is longer than 200 characters"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_has_listed_tickets_is_one_word() {
        for word in ["me", "nobody", "0199-ab"] {
            assert_eq!(String::from(AssigneeFilter::from(word.to_owned())), word);
        }
    }

    #[test]
    fn a_filter_is_found_again_by_its_pairs() {
        let filter = TicketFilter {
            status: Some(StatusFilter::Unsolved),
            priority: Some(Priority::High),
            assignee: Some(AssigneeFilter::Nobody),
            queue: Some("q1".into()),
            text: "late parcel".into(),
            before: None,
        };
        let pairs = filter.pairs();
        let value =
            |name: &str| pairs.iter().find(|(known, _)| *known == name).map(|(_, value)| value.clone());
        assert_eq!(pairs.len(), 5);
        assert_eq!(TicketFilter::of(value), filter);
        assert_eq!(TicketFilter::of(|_| Some("?".into())).status, None);
        assert_eq!(TicketFilter::of(|_| None), TicketFilter::default());
    }

    #[test]
    fn a_subject_is_one_line_with_something_on_it() {
        assert_eq!(subject(" Late\nparcel ").as_deref(), Ok("Late parcel"));
        for bad in ["", " \n\u{202e}", &"x".repeat(SUBJECT_CHARS + 1)] {
            assert_eq!(subject(bad).unwrap_err().field, Some(Field::Subject), "{bad:?}");
        }
    }

    #[test]
    fn what_is_not_named_in_a_patch_stays() {
        let patch: TicketPatch = serde_json::from_str(r#"{"version":3,"assignee":"nobody"}"#).unwrap();
        let wanted = TicketPatch { version: 3, assignee: Some(Assignment::Nobody), ..TicketPatch::default() };
        assert_eq!(patch, wanted);
        assert!(serde_json::from_str::<TicketPatch>(r#"{"version":3,"owner":"x"}"#).is_err());
    }
}
