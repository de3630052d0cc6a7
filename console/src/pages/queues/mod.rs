//! The queues: their list, and a page for each with everything that can be set.

mod exceptions;
mod hours;
mod list;
mod members;
mod page;
mod rules;
mod texts;
mod times;

pub use list::QueuesPage;
pub use page::QueuePage;

use crate::parts::editing::Editor;
use shared::rest::Queue;

/// Handles to the queue under change.
type QueueEditor = Editor<Queue>;

/// What people call a queue without a name yet.
fn shown_name(name: &str) -> String {
    if name.trim().is_empty() { crate::text::t("queues.unnamed") } else { name.to_owned() }
}
