//! Which agent has which conversation, and what becomes of it when the agent has gone without a word: after the time
//! that its queue gives for an answer it goes back there.

use shared::ids::{AgentId, ConversationId, QueueId};
use shared::time::Timestamp;
use std::collections::{BTreeSet, HashMap};

/// The conversations that agents have.
#[derive(Debug, Default)]
pub struct Held {
    conversations: HashMap<ConversationId, Holding>,
    agents: HashMap<AgentId, BTreeSet<ConversationId>>,
    due: BTreeSet<(Timestamp, ConversationId)>,
}

#[derive(Debug)]
struct Holding {
    agent: AgentId,
    queue: QueueId,
    due: Option<Timestamp>,
}

impl Held {
    /// An agent has a conversation from now on, whoever had it before.
    pub fn take(&mut self, conversation: ConversationId, agent: AgentId, queue: QueueId) {
        self.release(&conversation);
        self.agents.entry(agent.clone()).or_default().insert(conversation.clone());
        self.conversations.insert(conversation, Holding { agent, queue, due: None });
    }

    /// Nobody has the conversation any more.
    pub fn release(&mut self, conversation: &ConversationId) {
        let Some(holding) = self.conversations.remove(conversation) else { return };
        if let Some(due) = holding.due {
            self.due.remove(&(due, conversation.clone()));
        }
        if let Some(theirs) = self.agents.get_mut(&holding.agent) {
            theirs.remove(conversation);
            if theirs.is_empty() {
                self.agents.remove(&holding.agent);
            }
        }
    }

    /// An agent has gone: each of their conversations has to be given back `patience` of its queue later, in
    /// milliseconds. What is due already stays so.
    pub fn gone(&mut self, now: Timestamp, agent: &AgentId, patience: impl Fn(&QueueId) -> i64) {
        for id in self.agents.get(agent).into_iter().flatten() {
            let Some(holding) = self.conversations.get_mut(id) else { continue };
            if holding.due.is_none() {
                let due = now.plus_millis(patience(&holding.queue));
                holding.due = Some(due);
                self.due.insert((due, id.clone()));
            }
        }
    }

    /// An agent is there again and keeps what they have.
    pub fn back(&mut self, agent: &AgentId) {
        for id in self.agents.get(agent).into_iter().flatten() {
            if let Some(due) = self.conversations.get_mut(id).and_then(|holding| holding.due.take()) {
                self.due.remove(&(due, id.clone()));
            }
        }
    }

    /// What has to be given back by now, and from whom it is to be taken. Told once.
    pub fn overdue(&mut self, now: Timestamp) -> Vec<(ConversationId, AgentId)> {
        let mut overdue = Vec::new();
        while self.due.first().is_some_and(|(due, _)| *due <= now) {
            let Some((_, id)) = self.due.pop_first() else { break };
            if let Some(holding) = self.conversations.get(&id) {
                overdue.push((id, holding.agent.clone()));
            }
        }
        overdue
    }

    /// When something is due.
    pub fn next_deadline(&self) -> Option<Timestamp> {
        self.due.first().map(|(due, _)| *due)
    }

    /// How many conversations each agent has, of those who have some.
    pub fn counts(&self) -> impl Iterator<Item = (&AgentId, u32)> {
        self.agents.iter().map(|(agent, theirs)| (agent, u32::try_from(theirs.len()).unwrap_or(u32::MAX)))
    }

    /// How many conversations of each queue agents have.
    pub fn active(&self) -> HashMap<QueueId, u32> {
        let mut active = HashMap::new();
        for holding in self.conversations.values() {
            *active.entry(holding.queue.clone()).or_default() += 1;
        }
        active
    }

    /// The agents who have a conversation.
    pub fn agents(&self) -> Vec<AgentId> {
        self.agents.keys().cloned().collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: i64) -> Timestamp {
        Timestamp(seconds * 1_000)
    }

    fn patience(queue: &QueueId) -> i64 {
        if queue.as_str() == "slow" { 600_000 } else { 60_000 }
    }

    /// Anna has one of each queue, Boris one.
    fn held() -> Held {
        let mut held = Held::default();
        for (id, agent, queue) in [("k1", "anna", "sales"), ("k2", "anna", "slow"), ("k3", "boris", "sales")]
        {
            held.take(id.into(), agent.into(), queue.into());
        }
        held
    }

    fn overdue(held: &mut Held, seconds: i64) -> Vec<String> {
        held.overdue(at(seconds)).into_iter().map(|(id, agent)| format!("{id} {agent}")).collect()
    }

    #[test]
    fn what_a_lost_agent_has_is_due_after_its_queues_patience_and_once() {
        let mut held = held();
        held.gone(at(10), &"anna".into(), patience);
        held.gone(at(20), &"anna".into(), patience);
        assert_eq!(held.next_deadline(), Some(at(70)));
        assert_eq!(overdue(&mut held, 69), [""; 0]);
        assert_eq!(overdue(&mut held, 70), ["k1 anna"]);
        assert_eq!(overdue(&mut held, 609), [""; 0]);
        assert_eq!(overdue(&mut held, 610), ["k2 anna"]);
        assert_eq!(held.next_deadline(), None);
    }

    #[test]
    fn who_comes_back_in_time_keeps_it() {
        let mut held = held();
        held.gone(at(10), &"anna".into(), patience);
        held.back(&"anna".into());
        assert_eq!((held.next_deadline(), overdue(&mut held, 9_999).len()), (None, 0));
        held.gone(at(100), &"anna".into(), patience);
        assert_eq!(overdue(&mut held, 160), ["k1 anna"], "from anew");
    }

    #[test]
    fn what_is_given_away_or_over_is_not_due() {
        let mut held = held();
        held.gone(at(10), &"anna".into(), patience);
        held.take("k1".into(), "boris".into(), "sales".into());
        held.release(&"k2".into());
        held.release(&"k2".into());
        assert_eq!((held.next_deadline(), overdue(&mut held, 9_999).len()), (None, 0));
        assert_eq!(held.counts().collect::<Vec<_>>(), [(&AgentId::from("boris"), 2)]);
    }
}
