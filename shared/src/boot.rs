//! What the widget's document carries, so that no second request is needed before something useful stands there.

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
    /// Every visible text by key, in the language above.
    pub texts: Vec<(String, String)>,
}

/// A topic that a visitor may pick.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Topic {
    /// The queue behind it.
    pub id: QueueId,
    /// What the visitor reads.
    pub name: String,
}
