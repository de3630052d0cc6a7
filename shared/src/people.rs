//! Who takes part: agents as visitors see them, visitors as agents see them.

use crate::ids::AgentId;
use serde::{Deserialize, Serialize};

/// What a visitor may know of an agent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AgentCard {
    /// Opaque, the same in every conversation.
    pub id: AgentId,
    /// The name that the agent goes by.
    pub name: String,
    /// Path of the agent's photo on the chat's origin, a square; `None` if there is none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub photo: Option<String>,
}

/// Drawn portraits that an agent may take instead of a photo. Each is served at `/photos/{name}.svg`.
pub const STOCK_PHOTOS: [&str; 8] = ["amber", "clay", "fern", "indigo", "moss", "plum", "rose", "sky"];

/// What an agent may do in the console; a later one may do all that an earlier one may.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Chats in the queues that they are a member of.
    #[default]
    Agent,
    /// Also arranges the queues that are given to them, and their members.
    GroupManager,
    /// Also arranges queues, agents and widgets.
    Manager,
    /// Also appoints managers and owners; there is always at least one.
    Owner,
}

/// What is known of a visitor: said in the form, or told by the site.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct VisitorCard {
    /// Empty if not given.
    pub name: String,
    /// Empty if not given. Claimed, unless `verified`.
    pub email: String,
    /// Empty if not given.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub phone: String,
    /// Empty if not given.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub company: String,
    /// Whether the site vouches for name and e-mail address.
    #[serde(skip_serializing_if = "is_false")]
    pub verified: bool,
    /// The site's own id of the user, if it vouches for that; empty if not.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub user: String,
    /// What the visitor filled in besides, in the order of the form.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub details: Vec<Detail>,
    /// What the site's page tells of the visitor, by name. Anyone can make their browser say anything here.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub attributes: Vec<Detail>,
}

/// A labelled value.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Detail {
    /// What it is.
    pub label: String,
    /// Its value.
    pub value: String,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "as serde wants it")]
fn is_false(value: &bool) -> bool {
    !value
}

/// Where on the owner's site the visitor is. Set by the visitor's browser: only ever text.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Page {
    /// Address of the page without its fragment.
    pub url: String,
    /// The page's title.
    pub title: String,
    /// Where the visitor came from to the site; empty if the browser doesn't say.
    pub referrer: String,
    /// The key of the visit, if the page reports it: ties a conversation to it, and is never stored.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub visit: String,
}

/// What the server learns of the visitor's browser from its requests.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Browser {
    /// Name, major version and system, such as `Firefox 153 on Linux`.
    pub name: String,
    /// The browser's first language as a BCP 47 tag.
    pub language: String,
    /// Address of the visitor's end of the connection, or what a trusted proxy says it is.
    pub address: String,
}
