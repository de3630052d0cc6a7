//! What the engine has to know of a change of a conversation.

use crate::domain::conversation::Conversation;
use crate::domain::routing::Input;
use shared::ids::AgentId;
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
pub fn waits(conversation: &Conversation, tried: BTreeSet<AgentId>) -> Input {
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::conversation::tests::*;
    use crate::domain::conversation::{Actor, Change, Command};
    use shared::time::Timestamp;

    /// What the engine is told of one step after the other, in one word each.
    fn told(steps: &[(Actor, Command)]) -> Vec<String> {
        let mut conversation = waiting();
        let step = |(at, (actor, command)): (i64, &(Actor, Command))| {
            let change = conversation.act(actor, command, Timestamp(at)).expect("a legal step");
            let Change::Recorded(entries) = change else { return Vec::new() };
            inputs(&conversation, &entries).into_iter().map(|input| word(&input)).collect()
        };
        (1..).zip(steps).flat_map(step).collect()
    }

    fn word(input: &Input) -> String {
        match input {
            Input::Waits { queue, since, entered_at, written, .. } => {
                format!("waits in {queue} since {} {} {written}", since.0, entered_at.0)
            }
            Input::Taken { agent, queue, .. } => format!("taken by {agent} from {queue}"),
            Input::Released { .. } => "released".into(),
            Input::Written { .. } => "written".into(),
            Input::Declined { agent, .. } => format!("declined by {agent}"),
            other => format!("{other:?}"),
        }
    }

    #[test]
    fn the_engine_hears_of_every_turn_and_of_nothing_else() {
        let steps = [
            (Actor::System, offer("anna")),
            (visitor("v"), send("hi")),
            (member("anna"), Command::Decline),
            (Actor::System, overflow("support")),
            (member("anna"), send("hello")),
            (member("anna"), invite("clara")),
            (stranger("clara"), Command::Decline),
            (member("anna"), give_to("boris")),
            (member("boris"), give_to_queue("q")),
            (member("anna"), Command::Take),
            (member("anna"), Command::Leave),
            (member("anna"), Command::Take),
            (member("anna"), end()),
            (visitor("v"), rate()),
            (member("anna"), reopen()),
            (member("anna"), deal_with()),
        ];
        assert_eq!(
            told(&steps),
            [
                "written",
                "declined by anna",
                "waits in support since 0 4 true",
                "taken by anna from support",
                "taken by boris from support",
                "waits in q since 0 9 true",
                "taken by anna from q",
                "waits in q since 0 11 true",
                "taken by anna from q",
                "released",
                "taken by anna from q",
                "released",
            ]
        );
    }

    #[test]
    fn a_new_one_waits() {
        let mut conversation = Conversation { last: 0, opened_at: Timestamp(7), ..waiting() };
        conversation.card.email = "ira@example.com".into();
        let entries = conversation.begin();
        let told: Vec<String> = inputs(&conversation, &entries).iter().map(word).collect();
        assert_eq!(told, ["waits in q since 7 7 true"], "whom one can write to can have a ticket");
    }
}
