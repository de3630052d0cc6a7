//! Every frame of the server, applied.

use super::{Arrival, Conversation, Effect, Notice, Standing, State};
use shared::agent::{AgentCommand, AgentUpdate, InboxItem, Vanished};
use shared::contact::known::CardNews;
use shared::ids::{ClientId, ConversationId, Epoch};
use shared::people::AgentCard;
use shared::problem::{Code, Problem};
use shared::sync::AfterRefusal;
use shared::timeline::{AgentEntry, Seq, Stage};
use std::collections::BTreeSet;
use std::sync::Arc;

impl State {
    /// Takes in what the server says.
    pub fn apply(&mut self, update: AgentUpdate) -> Vec<Effect> {
        match update {
            AgentUpdate::Welcome { epoch, me, inbox, .. } => self.welcome(epoch, me, inbox),
            AgentUpdate::Appeared(item) => self.appeared(*item),
            AgentUpdate::Vanished { conversation, reason } => {
                self.vanish(&conversation, reason).map(Effect::Tell).into_iter().collect()
            }
            AgentUpdate::Status { status, away } => {
                self.standing = Some(Standing { status, away });
                Vec::new()
            }
            AgentUpdate::Events { conversation, events, last } => self.events(conversation, events, last),
            AgentUpdate::Receipts { conversation, visitor, staff } => {
                if let Some(conversation) = self.conversations.get_mut(&conversation) {
                    conversation.advance_receipts(visitor, staff);
                }
                Vec::new()
            }
            AgentUpdate::Company { conversation, lookers } => {
                if let Some(conversation) = self.conversations.get_mut(&conversation) {
                    conversation.lookers = lookers;
                }
                Vec::new()
            }
            AgentUpdate::Card(CardNews { conversation, contact, version }) => {
                if let Some(conversation) = self.conversations.get_mut(&conversation) {
                    conversation.card.hear(contact, version);
                }
                Vec::new()
            }
            AgentUpdate::Peek { conversation, text } => {
                if let Some(conversation) = self.conversations.get_mut(&conversation) {
                    conversation.peek = text;
                }
                Vec::new()
            }
            AgentUpdate::Presence { conversation, online, page } => {
                if let Some(conversation) = self.conversations.get_mut(&conversation) {
                    conversation.item.online = online;
                    if let Some(page) = page {
                        conversation.item.page = page;
                    }
                    if !online {
                        conversation.peek.clear();
                    }
                }
                Vec::new()
            }
            AgentUpdate::Refused { id, conversation, problem } => self.refused(id, conversation, problem),
            AgentUpdate::Visits(update) => {
                self.visits.apply(update, self.me.as_ref().map(|me| &me.id));
                Vec::new()
            }
            AgentUpdate::Wall(wall) => {
                self.wall = Some(Arc::new(*wall));
                Vec::new()
            }
            AgentUpdate::Team(update) => self.apply_team(update),
            AgentUpdate::Ping => vec![Effect::Say(AgentCommand::Pong)],
            AgentUpdate::SignedOut => vec![Effect::SignedOut],
            AgentUpdate::Closing { retry_millis } => vec![Effect::Closing(retry_millis)],
        }
    }

    fn welcome(&mut self, epoch: Epoch, me: AgentCard, inbox: Vec<InboxItem>) -> Vec<Effect> {
        let is_first = self.epoch.is_none();
        let is_same_life = self.epoch.as_ref() == Some(&epoch);
        self.epoch = Some(epoch);
        self.me = Some(me);
        self.connected = true;
        let visible: BTreeSet<ConversationId> = inbox.iter().map(|item| item.conversation.clone()).collect();
        // What is only looked at was never in the inbox.
        let is_lost = |(id, it): &(&ConversationId, &Conversation)| !visible.contains(*id) && !it.looked_up;
        let lost = self.conversations.iter().filter(is_lost).map(|(id, _)| id.clone());
        let lost: Vec<ConversationId> = lost.collect();
        if !is_same_life {
            self.conversations.retain(|_, it| !it.looked_up);
        }
        // The server knows nothing of what this window shows.
        let opened = self.opened.clone().map(|id| AgentCommand::Open { conversation: Some(id) });
        let mut effects: Vec<Effect> = opened.map(Effect::Say).into_iter().collect();
        effects.extend(lost.iter().filter_map(|id| self.vanish(id, Vanished::NotYours)).map(Effect::Tell));
        for item in inbox {
            if !is_same_life && let Some(known) = self.conversations.get_mut(&item.conversation) {
                known.timeline = Default::default();
            }
            let arrived = self.appeared(item);
            effects.extend(
                arrived.into_iter().filter(|effect| !(is_first && matches!(effect, Effect::Arrived(_)))),
            );
        }
        // What was told meanwhile wasn't heard.
        if !is_first && let Some(opened) = self.opened.as_ref().and_then(|id| self.conversations.get_mut(id))
        {
            opened.card.hear(None, 0);
        }
        effects
    }

    fn appeared(&mut self, item: InboxItem) -> Vec<Effect> {
        let id = item.conversation.clone();
        self.gone.remove(&id);
        let mut effects = Vec::new();
        let unread = item.unread;
        match self.conversations.get_mut(&id) {
            Some(known) => {
                let before = known.item.unread;
                known.looked_up = false;
                known.replace(item);
                if unread > before {
                    effects.push(Effect::Arrived(Arrival::Message(id.clone())));
                }
            }
            None => {
                let conversation = Conversation::new(item);
                let is_asked = conversation.item.summary.stage == Stage::Waiting
                    || conversation.is_invited(self.my_id());
                let is_called = conversation.is_mentioned(self.my_id());
                self.conversations.insert(id.clone(), conversation);
                if is_called {
                    effects.push(Effect::Arrived(Arrival::Note(id.clone())));
                } else if is_asked {
                    effects.push(Effect::Arrived(Arrival::Waiting(id.clone())));
                }
            }
        }
        let me = self.my_id().cloned();
        if let Some(conversation) = self.conversations.get_mut(&id) {
            conversation.settle(me.as_ref());
            effects.extend(ask(conversation, conversation.item.summary.last));
        }
        effects.extend(self.flush(&id));
        effects
    }

    fn events(&mut self, id: ConversationId, events: Vec<AgentEntry>, last: Seq) -> Vec<Effect> {
        let me = self.me.as_ref().map(|card| card.id.clone());
        let Some(conversation) = self.conversations.get_mut(&id) else {
            return Vec::new();
        };
        let (has_news, has_note) = conversation.receive_all(&events, last, me.as_ref());
        conversation.settle(me.as_ref());
        let mut effects: Vec<Effect> = ask(conversation, last).into_iter().collect();
        if has_news && conversation.is_mine(me.as_ref()) {
            effects.push(Effect::Arrived(Arrival::Message(id.clone())));
        }
        if has_note && (conversation.is_present(me.as_ref()) || conversation.is_mentioned(me.as_ref())) {
            effects.push(Effect::Arrived(Arrival::Note(id.clone())));
        }
        effects.extend(self.flush(&id));
        effects
    }

    fn refused(
        &mut self,
        id: Option<ClientId>,
        conversation: Option<ConversationId>,
        problem: Problem,
    ) -> Vec<Effect> {
        if problem.code == Code::SessionExpired {
            return vec![Effect::SignedOut];
        }
        let found = conversation.and_then(|id| self.conversations.get_mut(&id).map(|found| (id, found)));
        let Some((conversation, found)) = found else {
            return Vec::new();
        };
        let Some(id) = id else {
            return Vec::new();
        };
        match found.outbox.refuse(&id, &problem) {
            AfterRefusal::RetryIn(millis) => vec![Effect::FlushIn(conversation, millis)],
            AfterRefusal::Unknown => Vec::new(),
            AfterRefusal::Failed => {
                // A message stays to be seen, retried or discarded; a wish to take or to end is simply over.
                let is_message = found.unsent().any(|unsent| unsent.id == id);
                if !is_message {
                    found.outbox.acknowledge(&id);
                }
                let notice = match (&problem.by, problem.code) {
                    (Some(by), Code::AlreadyTaken) => {
                        Some(Notice::Lost { conversation: conversation.clone(), by: by.clone() })
                    }
                    _ => (!is_message).then_some(Notice::Refused(problem)),
                };
                let mut effects: Vec<Effect> = notice.map(Effect::Tell).into_iter().collect();
                effects.extend(self.flush(&conversation));
                effects
            }
        }
    }
}

/// Asks for what is missing below `last`.
fn ask(conversation: &mut Conversation, last: Seq) -> Option<Effect> {
    let after = conversation.missing(last)?;
    let conversation = conversation.item.conversation.clone();
    Some(Effect::Say(AgentCommand::Resume { conversation, after }))
}
