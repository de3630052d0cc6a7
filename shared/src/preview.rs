//! The states of the widget that a preview shows: the console offers them by name, the server's preview page draws them.

use serde::{Deserialize, Serialize};

macro_rules! states {
    ($($(#[$doc:meta])* $state:ident = $word:literal),* $(,)?) => {
        /// A state that a visitor's widget can come into.
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
        pub enum State {
            $($(#[$doc])* #[serde(rename = $word)] $state),*
        }

        impl State {
            /// All of them, in the order in which a visitor comes to them.
            pub const ALL: &[Self] = &[$(Self::$state),*];

            /// The word for it in the address of a preview.
            pub fn word(self) -> &'static str {
                match self {
                    $(Self::$state => $word),*
                }
            }
        }
    };
}

states! {
    /// Closed, as visitors find it.
    Launcher = "launcher",
    /// Closed, with the teaser beside it.
    Teaser = "teaser",
    /// Closed, with an invitation beside it.
    Invitation = "invitation",
    /// Closed, with a message that nobody has read yet.
    Unread = "unread",
    /// The first screen.
    #[default]
    Greeting = "greeting",
    /// Several topics to pick from, one of them closed.
    Topics = "topics",
    /// The form alone.
    Form = "form",
    /// In line.
    Waiting = "waiting",
    /// With an agent.
    Conversation = "conversation",
    /// One agent goes, another one comes.
    AgentChanges = "agent_changes",
    /// With names as long as they get, and two hundred messages.
    Long = "long",
    /// Over, to be rated.
    Ended = "ended",
    /// After hours.
    Closed = "closed",
    /// A ticket was left.
    Left = "left",
    /// Over after a long silence.
    Inactive = "inactive",
    /// The visitor is banned.
    Banned = "banned",
    /// The connection is lost.
    Offline = "offline",
    /// The server restarts.
    Restarting = "restarting",
    /// The browser blocks storage.
    Blocked = "blocked",
    /// The browser runs no WebAssembly.
    Plain = "plain",
    /// The browser can't run anything of it.
    Broken = "broken",
}

impl State {
    /// Whether the panel is open.
    pub fn is_open(self) -> bool {
        !matches!(self, Self::Launcher | Self::Teaser | Self::Invitation | Self::Unread)
    }
}

#[cfg(test)]
mod tests {
    use super::State;

    #[test]
    fn each_state_is_written_and_read_as_its_word() {
        for state in State::ALL {
            let written = serde_json::to_string(state).unwrap();
            assert_eq!(written, format!("\"{}\"", state.word()));
            assert_eq!(serde_json::from_str::<State>(&written).unwrap(), *state);
        }
    }
}
