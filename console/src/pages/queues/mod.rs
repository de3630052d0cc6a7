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
use crate::text::{fill, moment, t};
use crate::workplace::use_workplace;
use leptos::prelude::*;
use shared::rest::Queue;
use shared::time::Timestamp;

/// Handles to the queue under change.
type QueueEditor = Editor<Queue>;

/// What people call a queue without a name yet.
fn shown_name(name: &str) -> String {
    if name.trim().is_empty() { t("queues.unnamed") } else { name.to_owned() }
}

/// Whether a queue is open, and until when that stays so.
fn opening(is_open: bool, changes_at: Option<Timestamp>) -> String {
    let until = changes_at.map(|at| moment(at, use_workplace().now.get_untracked()));
    match (is_open, until) {
        (true, None) => t("queues.open"),
        (true, Some(time)) => fill("queues.open_until", &[("time", &time)]),
        (false, None) => t("queues.closed"),
        (false, Some(time)) => fill("queues.closed_until", &[("time", &time)]),
    }
}
