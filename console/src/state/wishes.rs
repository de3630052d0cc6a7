//! What the agent wants: opened, taken, written, ended, read.

use super::conversation::unsent_in;
use super::{Conversation, Effect, Gone, State};
use shared::agent::{AgentCommand, Vanished};
use shared::ids::{AgentId, ClientId, ConversationId};
use shared::sync::Outbox;
use shared::timeline::Receipts;
use std::collections::BTreeMap;

/// What waits for the server, by conversation: kept in the browser's storage over a reload.
pub type Outboxes = BTreeMap<ConversationId, Outbox<AgentCommand>>;

impl State {
    /// The id of who is signed in.
    pub fn my_id(&self) -> Option<&AgentId> {
        self.me.as_ref().map(|card| &card.id)
    }

    /// This window shows a conversation, or none: colleagues see so, and the server tells what happens in it though it
    /// may not stand in the inbox.
    pub fn show(&mut self, conversation: Option<ConversationId>) -> Vec<Effect> {
        self.opened.clone_from(&conversation);
        let command = AgentCommand::Open { conversation };
        if self.connected { vec![Effect::Say(command)] } else { Vec::new() }
    }

    /// The agent opened a conversation: its timeline is wanted from now on.
    pub fn open(&mut self, id: &ConversationId) -> Vec<Effect> {
        let connected = self.connected;
        let Some(conversation) = self.conversations.get_mut(id) else {
            return Vec::new();
        };
        conversation.opened = true;
        if !connected {
            return Vec::new();
        }
        let last = conversation.item.summary.last;
        let after = conversation.missing(last);
        let resume = |after| Effect::Say(AgentCommand::Resume { conversation: id.clone(), after });
        after.map(resume).into_iter().collect()
    }

    /// The agent wants to see what was earlier than what is here of a conversation.
    pub fn want_earlier(&mut self, id: &ConversationId) -> Vec<Effect> {
        if !self.connected {
            return Vec::new();
        }
        let after = self.conversations.get_mut(id).and_then(Conversation::earlier);
        let resume = |after| Effect::Say(AgentCommand::Resume { conversation: id.clone(), after });
        after.map(resume).into_iter().collect()
    }

    /// Puts a command that must be recorded at the end of its conversation's outbox, and sends what can go.
    pub fn wish(&mut self, command: AgentCommand) -> Vec<Effect> {
        let (conversation, id) = match &command {
            AgentCommand::Take { conversation, id }
            | AgentCommand::Send { conversation, id, .. }
            | AgentCommand::Decline { conversation, id }
            | AgentCommand::Transfer { conversation, id, .. }
            | AgentCommand::Invite { conversation, id, .. }
            | AgentCommand::Join { conversation, id }
            | AgentCommand::Leave { conversation, id }
            | AgentCommand::DealWith { conversation, id }
            | AgentCommand::Reopen { conversation, id }
            | AgentCommand::Note { conversation, id, .. }
            | AgentCommand::TakeBack { conversation, id, .. }
            | AgentCommand::Heed { conversation, id }
            | AgentCommand::Tag { conversation, id, .. }
            | AgentCommand::Untag { conversation, id, .. }
            | AgentCommand::End { conversation, id } => (conversation.clone(), id.clone()),
            // What is never recorded needs no outbox.
            AgentCommand::SetStatus { .. }
            | AgentCommand::Stirred
            | AgentCommand::Typing { .. }
            | AgentCommand::Open { .. }
            | AgentCommand::Seen { .. }
            | AgentCommand::Resume { .. }
            | AgentCommand::Visits(_)
            | AgentCommand::Wall(_)
            | AgentCommand::Team(_)
            | AgentCommand::Pong => return vec![Effect::Say(command)],
        };
        let Some(found) = self.conversations.get_mut(&conversation) else {
            return Vec::new();
        };
        found.outbox.push(id, command);
        self.flush(&conversation).into_iter().collect()
    }

    /// The next command of a conversation's outbox, if one may go now.
    pub fn flush(&mut self, id: &ConversationId) -> Option<Effect> {
        if !self.connected {
            return None;
        }
        self.conversations.get_mut(id)?.outbox.next_to_send().cloned().map(Effect::Say)
    }

    /// Tries a refused message again.
    pub fn retry(&mut self, conversation: &ConversationId, id: &ClientId) -> Vec<Effect> {
        if let Some(found) = self.conversations.get_mut(conversation) {
            found.outbox.retry(id);
        }
        self.flush(conversation).into_iter().collect()
    }

    /// Throws a refused message away.
    pub fn discard(&mut self, conversation: &ConversationId, id: &ClientId) -> Vec<Effect> {
        if let Some(found) = self.conversations.get_mut(conversation) {
            found.outbox.acknowledge(id);
        }
        self.flush(conversation).into_iter().collect()
    }

    /// Tells the server how far this agent has got: everything of mine has been delivered, and what is `on_screen` has
    /// been read. Says nothing that it said before.
    pub fn see(&mut self, on_screen: Option<&ConversationId>) -> Vec<Effect> {
        if !self.connected {
            return Vec::new();
        }
        let me = self.me.as_ref().map(|card| card.id.clone());
        let mut effects = Vec::new();
        for (id, conversation) in &mut self.conversations {
            if !conversation.is_mine(me.as_ref()) {
                continue;
            }
            let last = conversation.item.summary.last;
            let is_read = on_screen == Some(id) && conversation.is_whole();
            let before = conversation.item.staff_receipts;
            let receipts = Receipts { delivered: last, read: if is_read { last } else { before.read } };
            conversation.advance_receipts(Receipts::default(), receipts);
            if conversation.item.staff_receipts != before {
                effects.push(Effect::Say(AgentCommand::Seen { conversation: id.clone(), receipts }));
            }
        }
        effects
    }

    /// Everything that the server has not recorded.
    pub fn outboxes(&self) -> Outboxes {
        let waiting = self.conversations.iter().filter(|(_, conversation)| !conversation.outbox.is_empty());
        waiting.map(|(id, conversation)| (id.clone(), conversation.outbox.clone())).collect()
    }

    /// Brings back what [`Self::outboxes`] gave before a reload. Conversations that are out of view by now are left in
    /// [`State::gone`] with what was written in them.
    pub fn restore(&mut self, outboxes: Outboxes) -> Vec<Effect> {
        let mut effects = Vec::new();
        let me = self.my_id().cloned();
        for (id, outbox) in outboxes {
            let Some(conversation) = self.conversations.get_mut(&id) else {
                let unsent = unsent_in(&outbox).map(|unsent| unsent.text).collect();
                self.gone.insert(id, Gone { reason: Vanished::NotYours, unsent });
                continue;
            };
            conversation.outbox = outbox;
            conversation.settle(me.as_ref());
            effects.extend(self.flush(&id));
        }
        effects
    }
}
