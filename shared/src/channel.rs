//! The ways by which conversations come. Today each comes through the chat on a website.

use crate::ids::WidgetId;
use serde::{Deserialize, Serialize};

/// What kind of way it is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ChannelKind {
    /// The chat on a website.
    #[default]
    Website,
}

/// One way, as the staff tells it from others: an answer of `GET /api/agent/channels`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Channel {
    /// The widget through which conversations come.
    pub id: WidgetId,
    /// What it is called.
    pub name: String,
    /// Its kind.
    pub kind: ChannelKind,
}
