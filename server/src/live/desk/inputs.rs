//! What the engine has to know of a change of a conversation.

use crate::domain::conversation::Conversation;
use crate::domain::routing::Input;
use shared::timeline::{AgentEntry, Author, Fact, PublicFact, StaffFact, Stage};
use std::collections::BTreeSet;

/// The inputs that follow from what was recorded in a conversation, which now stands as given.
pub fn inputs(conversation: &Conversation, entries: &[AgentEntry]) -> Vec<Input> {
    let id = &conversation.id;
    let mut inputs = Vec::new();
    let has_turned = entries.iter().any(|entry| turns(&entry.fact));
    match (conversation.stage, &conversation.owner) {
        (Stage::Waiting, _) if has_turned => inputs.push(waits(conversation, BTreeSet::new())),
        (Stage::Active, Some(owner)) if has_turned => {
            let (agent, queue) = (owner.id.clone(), conversation.queue.clone());
            inputs.push(Input::Taken { conversation: id.clone(), agent, queue });
        }
        (Stage::Ended, _) if has_turned => inputs.push(Input::Released { conversation: id.clone() }),
        _ => {}
    }
    for entry in entries {
        match &entry.fact {
            Fact::Public(PublicFact::Message { by: Author::Visitor, .. }) => {
                inputs.push(Input::Written { conversation: id.clone() });
            }
            Fact::Staff(StaffFact::Declined { agent }) if conversation.stage == Stage::Waiting => {
                inputs.push(Input::Declined { conversation: id.clone(), agent: agent.id.clone() });
            }
            _ => {}
        }
    }
    inputs
}

/// A conversation waits in its queue; some of the agents were tried there already.
pub fn waits(conversation: &Conversation, tried: BTreeSet<shared::ids::AgentId>) -> Input {
    Input::Waits {
        conversation: conversation.id.clone(),
        queue: conversation.queue.clone(),
        since: conversation.opened_at,
        entered_at: conversation.entered_at,
        last_agent: conversation.past.last_agent.clone(),
        unfinished: conversation.past.unfinished.clone(),
        tried,
        written: conversation.is_answerable(),
    }
}

/// Whether somebody else has it after this, or nobody, or it waits elsewhere.
fn turns(fact: &Fact) -> bool {
    matches!(
        fact,
        Fact::Public(
            PublicFact::Opened { .. }
                | PublicFact::Left { .. }
                | PublicFact::Ended { .. }
                | PublicFact::TicketMade { .. }
                | PublicFact::Reopened { .. }
        ) | Fact::Staff(
            StaffFact::Taken { .. } | StaffFact::Transferred { .. } | StaffFact::Overflowed { .. }
        )
    )
}
