//! Staff chat: rooms in which agents talk with each other, one to one or in a group. Visitors and conversations have no
//! part in it.
//!
//! A room's timeline is a list of entries with a dense `seq` from 1. Nothing is ever taken out of it; what its author
//! deletes stays as an entry without content.

use crate::file::FileCard;
use crate::ids::{AgentId, ClientId, FileId, RoomId};
use crate::people::AgentCard;
use crate::problem::{Code, Field, Problem};
use crate::rules;
use crate::time::Timestamp;
use crate::timeline::Seq;
use serde::{Deserialize, Serialize};

/// Most people in a room.
pub const MEMBERS_MAX: usize = 50;
/// Longest beginning of a message in a list, in characters.
pub const PREVIEW_CHARS: usize = 160;
/// A sign that somebody types is good for this long, in milliseconds; whoever goes on gives another before.
pub const TYPING_MILLIS: i64 = 6_000;

/// What a console may say.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum TeamCommand {
    /// Which rooms are there? Asked after each Welcome; answered by [`TeamUpdate::Rooms`].
    Look,
    /// Write. Acknowledged by its entry.
    Send {
        /// Where.
        room: RoomId,
        /// Made by the client; sent twice it is stored once.
        id: ClientId,
        /// Plain text; may be empty if there are files.
        text: String,
        /// Files that were uploaded to this room before.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        files: Vec<FileId>,
    },
    /// Delete what one has written oneself. Acknowledged by its entry; done twice it is done.
    Delete {
        /// Where.
        room: RoomId,
        /// Made by the client.
        id: ClientId,
        /// Which entry.
        seq: Seq,
    },
    /// All entries after one position up to another, at most [`PAGE_ENTRIES`](rules::PAGE_ENTRIES): answered by
    /// [`TeamUpdate::Entries`].
    Ask {
        /// Of which room.
        room: RoomId,
        /// The last position that isn't wanted.
        after: Seq,
        /// The last position that is.
        to: Seq,
    },
    /// How far one has read, on any device. Never answered but to the others.
    Read {
        /// In which room.
        room: RoomId,
        /// How far.
        seq: Seq,
    },
    /// Types, or has stopped. Never stored, never answered.
    Typing {
        /// In which room.
        room: RoomId,
        /// Whether one still does.
        on: bool,
    },
}

impl TeamCommand {
    /// Whether a person is behind it, and not a console that works by itself.
    pub const fn shows_life(&self) -> bool {
        matches!(self, Self::Send { .. } | Self::Delete { .. } | Self::Typing { .. })
    }
}

/// What a console may hear.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TeamUpdate {
    /// All rooms of the agent: what isn't in it is out of sight.
    Rooms(Vec<Room>),
    /// A room came into sight, or its name or people have changed.
    Room(Box<Room>),
    /// The agent is no longer in a room.
    Left(RoomId),
    /// New entries, or those that were asked for, in order.
    Entries {
        /// Of which room.
        room: RoomId,
        /// Without holes.
        entries: Vec<TeamEntry>,
        /// Position of the room's last entry.
        last: Seq,
    },
    /// Somebody has read further; it may be oneself, on another device.
    Read {
        /// In which room.
        room: RoomId,
        /// Who.
        agent: AgentId,
        /// How far.
        seq: Seq,
    },
    /// A colleague types.
    Typing {
        /// In which room.
        room: RoomId,
        /// Who.
        agent: AgentId,
        /// How long this is good for; over already if they have stopped.
        until: Timestamp,
    },
    /// A command was refused; nothing was recorded.
    Refused {
        /// In which room.
        room: RoomId,
        /// Of the command, where it had one.
        id: Option<ClientId>,
        /// Why.
        problem: Problem,
    },
}

/// A room as one of its members sees it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Room {
    /// Its id.
    pub id: RoomId,
    /// One to one, or a group.
    pub kind: Kind,
    /// A group's name; empty if it is one to one.
    pub name: String,
    /// Who is in it, by name; whoever looks is one of them.
    pub members: Vec<Member>,
    /// Position of the last entry; 0 if there is none.
    pub last: Seq,
    /// How many messages of others this member hasn't read.
    pub unread: u32,
    /// The last message.
    pub preview: Option<TeamPreview>,
    /// When it was made.
    pub made_at: Timestamp,
}

impl Room {
    /// A member, if they are in it.
    pub fn member(&self, agent: &AgentId) -> Option<&Member> {
        self.members.iter().find(|member| member.card.id == *agent)
    }

    /// How far a member has read.
    pub fn read(&self, agent: &AgentId) -> Seq {
        self.member(agent).map_or(0, |member| member.read)
    }

    /// Everyone but one.
    pub fn others<'a>(&'a self, me: &'a AgentId) -> impl Iterator<Item = &'a Member> {
        self.members.iter().filter(move |member| member.card.id != *me)
    }

    /// When something was last said in it, or it was made.
    pub fn news_at(&self) -> Timestamp {
        self.preview.as_ref().map_or(self.made_at, |preview| preview.at)
    }
}

/// What a room is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// Two people; there is one such room for them.
    Pair,
    /// Several people, who may change.
    Group,
}

/// Somebody in a room.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Member {
    /// Who.
    pub card: AgentCard,
    /// Whether they may sign in; who may not stays in the room, but reads nothing.
    pub active: bool,
    /// How far they have read.
    pub read: Seq,
}

/// The last message of a room.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TeamPreview {
    /// Who wrote it.
    pub by: AgentCard,
    /// Its beginning; `None` if it was deleted, empty if it has files alone.
    pub text: Option<String>,
    /// When.
    pub at: Timestamp,
}

/// An entry of a room's timeline.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TeamEntry {
    /// Its position.
    pub seq: Seq,
    /// When it was recorded.
    pub at: Timestamp,
    /// Who brought it about.
    pub by: AgentCard,
    /// The client's id, where a client's command made it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<ClientId>,
    /// What.
    pub fact: TeamFact,
}

/// What happened in a room.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TeamFact {
    /// A message.
    Said {
        /// Plain text; empty if there are files alone.
        text: String,
        /// What came with it.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        files: Vec<FileCard>,
    },
    /// There was a message here that its author has deleted.
    Gone,
    /// An earlier message was deleted: from now on it is [`Self::Gone`].
    Deleted {
        /// Its position.
        seq: Seq,
    },
    /// The group was made with these people, its maker among them.
    Made {
        /// Who is in it.
        agents: Vec<AgentCard>,
    },
    /// Somebody let others in.
    Added {
        /// Whom.
        agents: Vec<AgentCard>,
    },
    /// Somebody went out.
    Left,
    /// The group has another name.
    Renamed {
        /// Its name now.
        name: String,
    },
}

impl TeamFact {
    /// Whether somebody wrote something, be it deleted or not.
    pub const fn is_message(&self) -> bool {
        matches!(self, Self::Said { .. } | Self::Gone)
    }
}

/// `POST /api/agent/team/rooms`: a room to be. With one colleague and no name it is the one room of the two, which may
/// be there already. The answer is a [`Room`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NewRoom {
    /// Made by the client; asked twice it is made once.
    pub id: ClientId,
    /// With whom, besides oneself.
    pub agents: Vec<AgentId>,
    /// The group's name; empty if it is to be no group.
    #[serde(default)]
    pub name: String,
}

/// `PUT /api/agent/team/rooms/{id}`: a group's new name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RoomName {
    /// Its name.
    pub name: String,
}

/// `POST /api/agent/team/rooms/{id}/members`: who comes in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NewMembers {
    /// Whom to let in; who is in it stays in it.
    pub agents: Vec<AgentId>,
}

/// A group's name: 1 to [`NAME_CHARS`](rules::NAME_CHARS) characters.
///
/// # Errors
/// [`Code::Invalid`].
pub fn group_name(text: &str) -> Result<String, Problem> {
    let name = rules::name(text)?;
    if name.is_empty() {
        return Err(Problem {
            field: Some(Field::Name),
            ..Problem::new(Code::Invalid, "a group needs a name")
        });
    }
    Ok(name)
}

/// How a message stands in a list: its beginning on one line.
pub fn preview(text: &str) -> String {
    rules::cut(&rules::one_line(text), PREVIEW_CHARS).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_group_has_a_name() {
        assert_eq!(group_name(" Night\nshift ").unwrap(), "Night shift");
        for bad in ["", " \u{200b} ", &"x".repeat(101)] {
            assert_eq!(group_name(bad).unwrap_err().field, Some(Field::Name), "{bad:?}");
        }
    }

    #[test]
    fn a_preview_is_short_and_on_one_line() {
        assert_eq!(preview("one\ntwo"), "one two");
        assert_eq!(preview(&"x".repeat(999)).len(), PREVIEW_CHARS);
    }
}
