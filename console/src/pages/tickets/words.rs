//! What is called how about tickets.

use crate::text::t;
use leptos::prelude::*;
use shared::ticket::{Priority, Status, StatusFilter};

/// Where a ticket stands.
pub fn status_name(status: Status) -> String {
    t(match status {
        Status::Open => "tickets.open",
        Status::Pending => "tickets.pending",
        Status::Solved => "tickets.solved",
    })
}

/// Where listed tickets stand.
pub fn status_filter_name(status: StatusFilter) -> String {
    match status {
        StatusFilter::Open => status_name(Status::Open),
        StatusFilter::Pending => status_name(Status::Pending),
        StatusFilter::Solved => status_name(Status::Solved),
        StatusFilter::Unsolved => t("tickets.unsolved"),
    }
}

/// How much a ticket hurries.
pub fn priority_name(priority: Priority) -> String {
    t(match priority {
        Priority::Low => "tickets.low",
        Priority::Normal => "tickets.normal",
        Priority::High => "tickets.high",
        Priority::Urgent => "tickets.urgent",
    })
}

/// Where a ticket stands, and how much it hurries if that is worth a word.
pub fn chips(status: Status, priority: Priority) -> impl IntoView {
    view! {
        <span class="chip" data-status=status.name()>{status_name(status)}</span>
        {(priority != Priority::Normal).then(|| view! {
            <span class="chip" data-priority=priority.name()>{priority_name(priority)}</span>
        })}
    }
}
