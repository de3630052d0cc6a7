//! The people of the staff as those see them who arrange them, and as colleagues see each other.

mod import;

pub use import::{ImportFault, ImportPreview, ImportProgress, ImportWrong};

use crate::ids::{AgentId, QueueId};
use crate::mail::Mailed;
use crate::people::{AgentCard, Role};
use crate::rules;
use crate::settings::{LANGUAGES, SettingFault, Wrong};
use crate::time::Timestamp;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// Simultaneous conversations of an agent, unless set otherwise.
pub const CAPACITY: u32 = 3;
/// Most simultaneous conversations that can be set.
pub const CAPACITY_MAX: u32 = 100;
/// Longest extension in characters.
pub const EXTENSION_CHARS: usize = 20;
/// Most rows of an import.
pub const IMPORT_ROWS: usize = 10_000;
/// Largest table that is imported, in bytes.
pub const IMPORT_BYTES: usize = 8 * 1024 * 1024;

/// What an agent chooses to be.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// Gets conversations.
    #[default]
    Online,
    /// Gets no new ones, but can be invited and given some by colleagues.
    Away,
    /// Seems offline to everyone else, and gets no new ones.
    Invisible,
}

/// Why an agent is away who chose to be online.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AwayReason {
    /// Nothing was done in the console for a long time. Ends by itself as soon as something is.
    Idle,
    /// An offer was let pass. Ends when the agent chooses to be online.
    Silent,
}

/// What colleagues and admins see of it: true as long as a live connection renews its lease.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Presence {
    /// Connected, and gets conversations.
    Online,
    /// Connected, but gets no new ones.
    Away,
    /// Not connected, or invisible.
    Offline,
}

/// What an admin sets for an agent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct AgentDraft {
    /// The name that the agent goes by, 1 to 100 characters.
    pub name: String,
    /// E-mail address, to sign in with; no two agents share one.
    pub email: String,
    /// Short number by which colleagues find the agent; may be empty, else no two agents share one.
    pub extension: String,
    /// What the agent may do.
    pub role: Role,
    /// The queues that a [`Role::GroupManager`] arranges.
    pub manages: Vec<QueueId>,
    /// The languages that the agent speaks, BCP 47 tags such as `pl`.
    pub languages: Vec<String>,
    /// The queues that the agent is a member of.
    pub queues: Vec<QueueId>,
    /// Simultaneous conversations at most, 1 to [`CAPACITY_MAX`].
    pub capacity: u32,
}

impl Default for AgentDraft {
    fn default() -> Self {
        Self {
            name: String::new(),
            email: String::new(),
            extension: String::new(),
            role: Role::Agent,
            manages: Vec::new(),
            languages: Vec::new(),
            queues: Vec::new(),
            capacity: CAPACITY,
        }
    }
}

impl AgentDraft {
    /// Everything that is wrong, as far as it can be told without the database.
    pub fn faults(&self) -> Vec<SettingFault> {
        let mut faults = Vec::new();
        let mut add = |path: &str, wrong| faults.push(SettingFault { path: path.into(), wrong });
        match rules::name(&self.name) {
            Ok(name) if name.is_empty() => add("name", Wrong::Missing),
            Ok(_) => {}
            Err(_) => add("name", Wrong::TooLong),
        }
        if self.email.trim().is_empty() {
            add("email", Wrong::Missing);
        } else if rules::staff_email(&self.email).is_err() {
            add("email", Wrong::Malformed);
        }
        let extension = self.extension.trim();
        if extension.chars().count() > EXTENSION_CHARS {
            add("extension", Wrong::TooLong);
        } else if !extension.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '+' | '*' | '#')) {
            add("extension", Wrong::Malformed);
        }
        if self.role == Role::GroupManager && self.manages.is_empty() {
            add("manages", Wrong::Missing);
        }
        for (path, queues) in [("manages", &self.manages), ("queues", &self.queues)] {
            if queues.iter().collect::<BTreeSet<_>>().len() < queues.len() {
                add(path, Wrong::Twice);
            }
        }
        for (at, tag) in self.languages.iter().enumerate() {
            let good = (2..=35).contains(&tag.len())
                && tag.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
            if !good {
                add(&format!("languages.{at}"), Wrong::Malformed);
            } else if self.languages[..at].contains(tag) {
                add(&format!("languages.{at}"), Wrong::Twice);
            }
        }
        if self.languages.len() > LANGUAGES.len() * 10 {
            add("languages", Wrong::TooLong);
        }
        if !(1..=CAPACITY_MAX).contains(&self.capacity) {
            add("capacity", Wrong::OutOfRange);
        }
        faults
    }
}

/// An agent in the admins' list; `GET /api/admin/agents` answers all of them, in their order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Agent {
    /// Which.
    pub id: AgentId,
    /// Counts changes from 1.
    pub version: u32,
    /// What is set.
    pub set: AgentDraft,
    /// Path of the photo on the chat's origin.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub photo: Option<String>,
    /// Whether the agent may sign in.
    pub active: bool,
    /// Whether a password was ever set; until then only a one-time link lets the agent in.
    pub signed_up: bool,
    /// Whether the agent is there now. Admins are told of the invisible too.
    pub presence: Presence,
    /// How many conversations the agent has.
    pub conversations: u32,
    /// On how many devices the agent is signed in.
    pub sessions: u32,
    /// When the agent last did something; `None` if never.
    pub active_at: Option<Timestamp>,
}

/// A change of an agent who was read before: `PUT /api/admin/agents/{id}`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AgentChange {
    /// The version that was read; [`Code::Stale`](crate::problem::Code::Stale) if there is a newer one.
    pub version: u32,
    /// What it is to be.
    pub set: AgentDraft,
}

/// An agent and the link with which the agent sets a password: the answer to `POST /api/admin/agents` (body:
/// [`AgentDraft`]) and to `POST /api/admin/agents/{id}/link`.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Invited {
    /// Who.
    pub agent: Agent,
    /// Works once, for seven days. Shown this one time.
    pub link: String,
    /// What became of the mail that brings it to the agent.
    pub mailed: Mailed,
}

/// All agents or queues in a new order: `PUT /api/admin/agents/order`, `PUT /api/admin/queues/order`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Order {
    /// Every id once; [`Code::Stale`](crate::problem::Code::Stale) if one is missing or unknown.
    pub ids: Vec<String>,
}

/// A signed-in browser: one line of `GET /api/agent/sessions` (one's own) and `GET /api/admin/agents/{id}/sessions`, the
/// last active first. `DELETE` on either path ends all of them (one's own: all but the present one); with `/{session}`
/// behind it, one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Session {
    /// Names it; not its token.
    pub id: String,
    /// What the browser says of itself, such as `Firefox 153 on Linux`.
    pub browser: String,
    /// What kind of device that is.
    pub device: Device,
    /// Where its last request came from.
    pub address: String,
    /// When it was signed in.
    pub began_at: Timestamp,
    /// When it was last heard of.
    pub active_at: Timestamp,
    /// How many of its windows are connected now.
    pub connections: u32,
    /// Whether it is the one that asks.
    pub own: bool,
}

/// A kind of device.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Device {
    /// Desk or lap.
    #[default]
    Computer,
    /// Pocket.
    Phone,
    /// Between them.
    Tablet,
}

/// The answer to `GET /api/agent/colleagues`: whom a conversation can go to.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Colleagues {
    /// Everyone else who is active, in the agents' order.
    pub agents: Vec<Colleague>,
    /// All queues in their order.
    pub queues: Vec<Place>,
}

/// A colleague.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Colleague {
    /// Who.
    pub card: AgentCard,
    /// Short number; may be empty.
    pub extension: String,
    /// The languages that they speak.
    pub languages: Vec<String>,
    /// Whether they are there. The invisible seem offline.
    pub presence: Presence,
    /// How many conversations they have.
    pub conversations: u32,
    /// How many they may have.
    pub capacity: u32,
}

/// A queue that a conversation can be moved to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Place {
    /// Which.
    pub id: QueueId,
    /// Its name.
    pub name: String,
    /// Whether it is open now.
    pub open: bool,
    /// How many of its members are online.
    pub online: u32,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn anna() -> AgentDraft {
        AgentDraft { name: "Anna".into(), email: "anna@shop.example".into(), ..AgentDraft::default() }
    }

    #[test]
    fn faults_have_the_path_of_their_field() {
        assert_eq!(anna().faults(), []);
        assert_eq!(AgentDraft { email: "owner@localhost".into(), ..anna() }.faults(), []);
        let paths = |draft: AgentDraft| -> Vec<_> {
            draft.faults().into_iter().map(|fault| (fault.path, fault.wrong)).collect()
        };
        for (draft, path, wrong) in [
            (AgentDraft { name: "\u{200b}".into(), ..anna() }, "name", Wrong::Missing),
            (AgentDraft { email: String::new(), ..anna() }, "email", Wrong::Missing),
            (AgentDraft { email: "anna".into(), ..anna() }, "email", Wrong::Malformed),
            (AgentDraft { email: "@localhost".into(), ..anna() }, "email", Wrong::Malformed),
            (AgentDraft { extension: "1 2".into(), ..anna() }, "extension", Wrong::Malformed),
            (AgentDraft { role: Role::GroupManager, ..anna() }, "manages", Wrong::Missing),
            (AgentDraft { queues: vec!["q".into(), "q".into()], ..anna() }, "queues", Wrong::Twice),
            (
                AgentDraft { languages: vec!["pl".into(), "p!".into()], ..anna() },
                "languages.1",
                Wrong::Malformed,
            ),
            (AgentDraft { capacity: 0, ..anna() }, "capacity", Wrong::OutOfRange),
        ] {
            assert_eq!(paths(draft), [(path.to_owned(), wrong)]);
        }
    }
}
