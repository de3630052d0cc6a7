//! The agents: their list, a page for each, and many at once out of a table.

use leptos::prelude::*;
use shared::ids::AgentId;

/// All agents.
#[component]
pub fn AgentsPage() -> impl IntoView {}

/// An agent's page.
#[component]
pub fn AgentPage(
    /// Which agent.
    id: AgentId,
) -> impl IntoView {
    let _ = id;
}

/// Agents out of a table.
#[component]
pub fn ImportPage() -> impl IntoView {}
