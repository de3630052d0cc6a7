//! The queues: their list, and a page for each with everything that can be set.

use leptos::prelude::*;
use shared::ids::QueueId;

/// All queues.
#[component]
pub fn QueuesPage() -> impl IntoView {}

/// A queue's page.
#[component]
pub fn QueuePage(
    /// Which queue.
    id: QueueId,
) -> impl IntoView {
    let _ = id;
}
