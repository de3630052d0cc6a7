//! What the widget's document carries, so that no second request is needed before something useful stands there.

use crate::form::FieldSpec;
use crate::ids::{QueueId, WidgetId};
use serde::{Deserialize, Serialize};

/// The JSON inside `<script type="application/json" id="boot">` of the widget's document.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Boot {
    /// The widget's id, to say in Hello.
    pub widget: WidgetId,
    /// The name that the owner gave to the chat.
    pub name: String,
    /// Language of the texts as a BCP 47 tag.
    pub lang: String,
    /// The topics to pick from, in order; never empty.
    pub topics: Vec<Topic>,
    /// The fields of the first form; their labels stand in the document.
    pub before: Vec<FieldSpec>,
    /// The fields of the form for when the office is closed.
    pub closed: Vec<FieldSpec>,
    /// What the widget can do.
    pub can: Can,
    /// Visible texts by key, in the language above.
    pub texts: Vec<(String, String)>,
}

/// What the owner has switched on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Can {
    /// Agents see what is typed.
    pub peek: bool,
    /// A rating is asked for.
    pub rate: bool,
    /// The visitor hears new messages.
    pub sound: bool,
    /// Only visitors may write whom the site vouches for.
    pub verified_only: bool,
}

/// A topic that a visitor may pick.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Topic {
    /// The queue behind it.
    pub id: QueueId,
    /// What the visitor reads.
    pub name: String,
    /// Whether somebody may be asked for now; else a ticket can be left.
    pub open: bool,
}
