//! The agents: their list, a page for each, and many at once out of a table.

mod devices;
mod ending;
mod fields;
mod import;
mod invited;
mod list;
mod outcome;
mod page;

pub use import::ImportPage;
pub use list::AgentsPage;
pub use page::AgentPage;

use crate::parts::editing::Editor;
use crate::text::t;
use shared::people::Role;
use shared::staff::{Agent, Presence};

/// Handles to the agent under change.
type AgentEditor = Editor<Agent>;

/// A role's name.
fn role_name(role: Role) -> String {
    t(match role {
        Role::Agent => "role.agent",
        Role::GroupManager => "role.group_manager",
        Role::Manager => "role.manager",
        Role::Owner => "role.owner",
    })
}

/// The word of a presence in attributes, and its name.
fn presence(presence: Presence) -> (&'static str, String) {
    match presence {
        Presence::Online => ("online", t("presence.online")),
        Presence::Away => ("away", t("presence.away")),
        Presence::Offline => ("offline", t("presence.offline")),
    }
}
