//! Bodies of the requests that the console makes besides its socket.

use crate::ids::{ConversationId, QueueId, WidgetId};
use crate::people::{AgentCard, Role};
use crate::problem::Problem;
use crate::queue::QueueDraft;
use crate::settings::{SettingFault, WidgetSettings};
use crate::time::Timestamp;
use serde::{Deserialize, Serialize};

/// `POST /api/agent/sign-in`. The answer is [`Me`] and a session cookie.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SignIn {
    /// The agent's e-mail address.
    pub email: String,
    /// The agent's password.
    pub password: String,
}

/// `POST /api/agent/set-password`: uses up a one-time link. The answer is [`Me`] and a session cookie.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SetPassword {
    /// The part of the link after `#`, which browsers never send by themselves.
    pub token: String,
    /// The new password.
    pub password: String,
}

/// `GET /api/agent/me`: who is signed in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Me {
    /// Id and name.
    pub agent: AgentCard,
    /// The agent's e-mail address.
    pub email: String,
    /// What the agent may do.
    pub role: Role,
}

/// One line of `GET /api/admin/queues`, in their order, and the answer to `POST /api/admin/queues` (body:
/// [`QueueDraft`]), `GET` and `PUT /api/admin/queues/{id}` (body: [`QueueChange`]). `DELETE` on the same path takes it
/// away; [`Code::InUse`](crate::problem::Code::InUse) as long as conversations wait or go on in it, and with a
/// count of 0 if it is the only one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Queue {
    /// Which.
    pub id: QueueId,
    /// Counts changes from 1.
    pub version: u32,
    /// What is set.
    pub set: QueueDraft,
    /// Whether it is open now.
    pub open: bool,
    /// When that changes next; `None` if it doesn't within a year.
    pub changes_at: Option<Timestamp>,
    /// How many conversations wait in it.
    pub waiting: u32,
    /// How many of its conversations go on with an agent.
    pub active: u32,
    /// How many of its members are online.
    pub online: u32,
}

/// A change of a queue that was read before.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct QueueChange {
    /// The version that was read; [`Code::Stale`](crate::problem::Code::Stale) if there is a newer one.
    pub version: u32,
    /// What it is to be.
    pub set: QueueDraft,
}

/// `POST /api/admin/hours` (body: [`Hours`](crate::hours::Hours)): what they mean now. Nothing is stored. Faults have the
/// paths of a [`QueueDraft`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OpenNow {
    /// Whether it would be open now.
    pub open: bool,
    /// When that would change next; `None` if it doesn't within a year.
    pub changes_at: Option<Timestamp>,
    /// The time in the zone now, as `2026-11-26 09:30`.
    pub local: String,
}

/// What an admin sets for a widget.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WidgetDraft {
    /// The name at the top of the panel, 1 to 100 characters.
    pub name: String,
    /// Sites that may embed it: `https://shop.example`, `https://*.shop.example` or `*`.
    pub sites: Vec<String>,
    /// All else.
    pub settings: WidgetSettings,
}

/// `GET /api/admin/widgets/{id}`, and the answer to `POST /api/admin/widgets` (body: [`WidgetDraft`]) and
/// `PUT /api/admin/widgets/{id}` (body: [`WidgetChange`]). `DELETE` on the same path takes it away.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Widget {
    /// As in the tag.
    pub id: WidgetId,
    /// Counts changes from 1.
    pub version: u32,
    /// What is set.
    pub set: WidgetDraft,
    /// The tag to paste, as the owner's page needs it.
    pub snippet: String,
}

/// A change of a widget that was read before.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WidgetChange {
    /// The version that was read; [`Code::Stale`](crate::problem::Code::Stale) if there is a newer one.
    pub version: u32,
    /// What it is to be.
    pub set: WidgetDraft,
}

/// One line of `GET /api/admin/widgets`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WidgetLine {
    /// As in the tag.
    pub id: WidgetId,
    /// Its name.
    pub name: String,
    /// Its sites.
    pub sites: Vec<String>,
    /// When its tag was last loaded by a page.
    pub seen_at: Option<Timestamp>,
}

/// `GET /api/admin/widgets/{id}/sightings`: a site on which the tag was loaded.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sighting {
    /// The site's origin; empty where the browser didn't say.
    pub origin: String,
    /// Whether the widget is for this site.
    pub allowed: bool,
    /// When first.
    pub first_at: Timestamp,
    /// When last.
    pub last_at: Timestamp,
    /// How often; loads from the browser's cache are not seen.
    pub loads: u32,
}

/// `GET /api/widget/{id}/status`: whether a visitor would find somebody. Every site may ask.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WidgetStatus {
    /// The best of all topics'.
    pub status: Status,
    /// Each topic in the visitors' order.
    pub topics: Vec<TopicStatus>,
}

/// Whether a visitor would find somebody in a topic.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TopicStatus {
    /// The queue behind it.
    pub id: QueueId,
    /// What the visitor reads.
    pub name: String,
    /// How it is there.
    pub status: Status,
}

/// Whether a visitor would find somebody, from bad to good.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// It is closed.
    Offline,
    /// It is open, but nobody is there.
    Away,
    /// It is open, and one of its agents is there.
    Online,
}

/// The answer to `GET /api/admin/widgets/{id}/secret` and, with a new one, to `POST` on the same path: what the owner's
/// server signs identities with.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WidgetSecret {
    /// 64 hexadecimal digits.
    pub secret: String,
}

/// The answer to `POST /api/admin/previews` (body: [`WidgetDraft`]; nothing is stored) and `PUT /api/admin/previews/{key}`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Preview {
    /// The page that shows it: `/preview/{key}`.
    pub key: String,
    /// What could not be saved like this.
    pub faults: Vec<SettingFault>,
}

/// The answer to `POST /api/admin/pictures` (body: an image), for [`Look::logo`](crate::settings::Look::logo).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Picture {
    /// Its id; it is served at `/pictures/{id}`.
    pub id: String,
}

/// `PUT /api/agent/photo` with JSON: a drawn portrait instead of a photo. With an image as its body the same request
/// sets a photo. The answer is [`Me`]; `DELETE` on the same path takes the photo away.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StockPhoto {
    /// One of [`STOCK_PHOTOS`](crate::people::STOCK_PHOTOS).
    pub stock: String,
}

/// One line of `GET /api/visitor/conversations`: what this visitor talked about before, the latest first, at most
/// [`HISTORY_MAX`](crate::rules::HISTORY_MAX). The visitor's token stands in `Authorization: Bearer …`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PastConversation {
    /// Its id.
    pub id: ConversationId,
    /// The topic's name when it was opened.
    pub topic: String,
    /// When it was opened.
    pub opened_at: Timestamp,
    /// The name of the agent who had it; empty if nobody did.
    pub agent: String,
    /// The beginning of its last message.
    pub preview: String,
}

/// An error over HTTP: `application/problem+json` (RFC 9457).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProblemDocument {
    /// Names the kind of problem; relative, such as `/problems/not_found`.
    #[serde(rename = "type")]
    pub kind: String,
    /// The same in English words.
    pub title: String,
    /// The HTTP status.
    pub status: u16,
    /// Code, detail and what belongs to it.
    #[serde(flatten)]
    pub problem: Problem,
    /// Which settings are wrong, where settings were sent.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub faults: Vec<SettingFault>,
}

/// A wish to mail a conversation's transcript to its visitor.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TranscriptMail {
    /// Where it goes, as the agent has seen it.
    pub email: String,
}
