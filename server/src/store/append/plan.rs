//! What a list of commands makes of conversations, before any of it is written.

use super::{Act, Outcome};
use crate::domain::conversation::{Change, Conversation, Refusal};
use shared::ids::{ClientId, ConversationId};
use shared::problem::{Code, Problem};
use shared::time::Timestamp;
use shared::timeline::AgentEntry;
use std::collections::hash_map::Entry as Slot;
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

/// Under what a client's command is unique.
pub type Key = (ConversationId, String, ClientId);

/// The key of a command that records a fact of its own.
pub fn key(act: &Act) -> Option<Key> {
    let id = act.command.client_id()?;
    Some((act.conversation.clone(), act.actor.sender().into(), id.clone()))
}

/// Outcomes, and what has to be written for them to be true.
pub struct Plan<'a> {
    /// One for each command.
    pub outcomes: Vec<Outcome>,
    /// Conversations that change, as they were and as they will be.
    pub changed: Vec<(Arc<Conversation>, Arc<Conversation>)>,
    acts: &'a [Act],
}

impl<'a> Plan<'a> {
    /// Decides each command on what the ones before it leave. `before` holds what earlier commands made.
    pub fn make(
        acts: &'a [Act],
        conversations: &HashMap<ConversationId, Arc<Conversation>>,
        mut before: HashMap<Key, AgentEntry>,
        now: Timestamp,
    ) -> Self {
        let mut after: BTreeMap<&ConversationId, Arc<Conversation>> = BTreeMap::new();
        let mut outcomes = Vec::with_capacity(acts.len());
        for act in acts {
            let Some(remembered) = conversations.get(&act.conversation) else {
                outcomes.push(Outcome::Refused(Refusal::NotFound.into()));
                continue;
            };
            let conversation = after.entry(&act.conversation).or_insert_with(|| remembered.clone());
            outcomes.push(decide(act, conversation, &mut before, now));
        }
        let changed = after
            .into_iter()
            .filter_map(|(id, after)| {
                let before = conversations.get(id)?;
                (!Arc::ptr_eq(before, &after)).then(|| (before.clone(), after))
            })
            .collect();
        Self { outcomes, changed, acts }
    }

    /// Whether something is answered that only the database can know for sure: a refusal, or that a command which would
    /// have recorded a fact of its own has nothing left to do, perhaps because it came before.
    pub fn refuses(&self) -> bool {
        self.acts.iter().zip(&self.outcomes).any(|(act, outcome)| match outcome {
            Outcome::Changed(_, Change::Nothing) => act.command.client_id().is_some(),
            Outcome::Changed(..) => false,
            Outcome::Repeated(_) | Outcome::Refused(_) => true,
        })
    }

    /// Whether there is nothing to write.
    pub fn is_empty(&self) -> bool {
        self.changed.is_empty()
    }

    /// The new entries with their conversation and sender.
    pub fn entries(&self) -> Vec<(&ConversationId, &str, &AgentEntry)> {
        let mut rows = Vec::with_capacity(self.outcomes.len());
        for (act, outcome) in self.acts.iter().zip(&self.outcomes) {
            if let Outcome::Changed(_, Change::Recorded(entries)) = outcome {
                rows.extend(entries.iter().map(|entry| (&act.conversation, act.actor.sender(), entry)));
            }
        }
        rows
    }
}

/// One command on one conversation.
fn decide(
    act: &Act,
    conversation: &mut Arc<Conversation>,
    before: &mut HashMap<Key, AgentEntry>,
    now: Timestamp,
) -> Outcome {
    let key = key(act);
    if let Some(entry) = key.as_ref().and_then(|key| before.get(key)) {
        // Only whoever may see the conversation learns what became of an earlier command.
        if !conversation.shows_to(&act.actor) {
            return Outcome::Refused(Refusal::NotFound.into());
        }
        return if act.command.has_made(&act.actor, &entry.fact) {
            Outcome::Repeated(entry.clone())
        } else {
            Outcome::Refused(Problem::new(Code::Conflict, "this id came before with another content"))
        };
    }
    let mut next = Conversation::clone(conversation);
    match next.act(&act.actor, &act.command, now) {
        Err(refusal) => Outcome::Refused(refusal.into()),
        Ok(Change::Nothing) => Outcome::Changed(conversation.clone(), Change::Nothing),
        Ok(change) => {
            *conversation = Arc::new(next);
            if let (Some(key), Change::Recorded(entries)) = (key, &change)
                && let own = entries.iter().find(|entry| act.command.has_made(&act.actor, &entry.fact))
                && let (Slot::Vacant(slot), Some(own)) = (before.entry(key), own)
            {
                slot.insert(own.clone());
            }
            Outcome::Changed(conversation.clone(), change)
        }
    }
}
