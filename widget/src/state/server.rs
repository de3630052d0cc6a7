//! What the server says.

use super::{Act, Bar, Chat, Event, Link, Notice, Rejected, State, Waiting, is_form};
use shared::ids::{ClientId, ConversationId, Epoch};
use shared::problem::{Code, Problem};
use shared::sync::{AfterRefusal, Pending};
use shared::timeline::{Author, PublicFact};
use shared::visitor::{VisitorCommand, VisitorConversation, VisitorUpdate};

impl State {
    /// Takes in what the server says.
    pub fn apply(&mut self, update: VisitorUpdate) -> Vec<Act> {
        let mut acts = Vec::new();
        match update {
            VisitorUpdate::Welcome { epoch, token, conversation, .. } => {
                self.welcome(epoch, token, conversation, &mut acts);
            }
            VisitorUpdate::Opened { id, conversation } => {
                acts.push(Act::Tell(Event::ChatStarted { topic: conversation.topic.clone() }));
                self.acknowledge(&id, &mut acts);
                self.enter(conversation, &mut acts);
            }
            VisitorUpdate::Left { id, number } => {
                acts.push(Act::Tell(Event::OfflineSubmitted { number }));
                self.acknowledge(&id, &mut acts);
                self.rejected = None;
                self.left = Some(number);
            }
            VisitorUpdate::Events { conversation, events, last } => {
                for entry in &events {
                    if let Some(id) = acknowledged_by(entry.fact.as_ref())
                        && self.acknowledge(id, &mut acts)
                    {
                        acts.extend(event_of(entry.fact.as_ref()).map(Act::Tell));
                    }
                }
                if let Some(chat) = self.chat.as_mut().filter(|chat| chat.id == conversation) {
                    chat.receive(events, last, &mut acts);
                    chat.report(self.shown, &mut acts);
                }
            }
            VisitorUpdate::Receipts { conversation, receipts } => {
                if let Some(chat) = self.chat.as_mut().filter(|chat| chat.id == conversation) {
                    chat.staff.advance(receipts, chat.timeline.summary.last.max(receipts.delivered));
                }
            }
            VisitorUpdate::Typing { conversation, agent, on } => {
                if let Some(chat) = self.chat.as_mut().filter(|chat| chat.id == conversation) {
                    chat.hear_typing(agent, on, &mut acts);
                }
            }
            VisitorUpdate::Waiting { conversation, place, staffed, wait_millis } => {
                if let Some(chat) = self.chat.as_mut().filter(|chat| chat.id == conversation) {
                    chat.waiting = Some(Waiting { place, staffed, wait_millis });
                    acts.push(Act::Tell(Event::Queue { place, wait_millis, staffed }));
                }
            }
            VisitorUpdate::Refused { id, problem } => self.refused(id, &problem, &mut acts),
            VisitorUpdate::Ping => acts.push(Act::Say(VisitorCommand::Pong)),
            VisitorUpdate::Closing { retry_millis } => {
                self.link = Link::Restarting;
                acts.push(Act::ComeBackIn(retry_millis));
            }
        }
        self.pump_into(&mut acts);
        acts
    }

    fn welcome(
        &mut self,
        epoch: Epoch,
        token: Option<String>,
        conversation: Option<VisitorConversation>,
        acts: &mut Vec<Act>,
    ) {
        self.link = Link::Up;
        self.barred = None;
        self.asked = false;
        acts.push(Act::Settled);
        if !self.attributes.is_empty() {
            acts.push(Act::Say(VisitorCommand::Describe { attributes: self.attributes.clone() }));
        }
        if self.notice != Some(Notice::Expired) {
            self.notice = None;
        }
        if self.epoch.as_ref() != Some(&epoch) {
            self.chat = None;
            self.epoch = Some(epoch);
        }
        if let Some(token) = token {
            self.token = Some(token);
            if self.acted {
                acts.push(Act::KeepToken(self.token.clone()));
            }
        }
        match conversation.filter(|conversation| self.dismissed.as_ref() != Some(&conversation.id)) {
            Some(conversation) => self.enter(conversation, acts),
            None => self.chat = None,
        }
        self.drop_strays(acts);
    }

    /// Shows this conversation and asks for what is not known of it.
    fn enter(&mut self, conversation: VisitorConversation, acts: &mut Vec<Act>) {
        self.rejected = None;
        self.left = None;
        let known = self.chat.take().filter(|chat| chat.id == conversation.id);
        let chat = self.chat.insert(Chat::from_known(known, conversation));
        chat.ask_for_missing(acts);
    }

    /// Commands for a conversation that is not ours any more can never succeed: their texts go back to the visitor.
    pub(super) fn drop_strays(&mut self, acts: &mut Vec<Act>) {
        loop {
            let stray = self.outbox.iter().find(|item| self.is_stray(&item.command)).cloned();
            let Some(Pending { id, command, .. }) = stray else { return };
            self.acknowledge(&id, acts);
            if let VisitorCommand::Send { text, .. } | VisitorCommand::Rate { comment: text, .. } = command
                && !text.is_empty()
            {
                acts.push(Act::SaveText(text));
            }
        }
    }

    fn is_stray(&self, command: &VisitorCommand) -> bool {
        let Some(conversation) = conversation_of(command) else { return false };
        // One that was put away is still this visitor's, and can be rated.
        let can_be_rated = self.token.is_some() && self.dismissed.as_ref() == Some(conversation);
        self.chat.as_ref().is_none_or(|chat| chat.id != *conversation)
            && !(can_be_rated && matches!(command, VisitorCommand::Rate { .. }))
    }

    fn refused(&mut self, id: Option<ClientId>, problem: &Problem, acts: &mut Vec<Act>) {
        acts.push(Act::Tell(Event::Error { code: problem.code }));
        match problem.code {
            Code::SessionExpired => return self.expired(acts),
            Code::TooMany => self.notice = Some(Notice::TooFast),
            Code::Unavailable | Code::Internal => self.notice = Some(Notice::Unavailable),
            Code::NotVerified => self.unverified(acts),
            Code::Banned => self.bar_for(Bar::Banned, acts),
            Code::UnknownWidget | Code::SiteNotAllowed | Code::ForeignOrigin => {
                self.bar_for(Bar::Refused, acts);
            }
            _ => {}
        }
        let Some(id) = id else { return };
        match self.outbox.refuse(&id, problem) {
            AfterRefusal::RetryIn(millis) => {
                self.held = true;
                acts.push(Act::PumpIn(millis));
            }
            AfterRefusal::Failed => self.failed(&id, problem, acts),
            AfterRefusal::Unknown => {}
        }
    }

    fn failed(&mut self, id: &ClientId, problem: &Problem, acts: &mut Vec<Act>) {
        let Some(item) = self.outbox.iter().find(|item| item.id == *id).cloned() else { return };
        if let VisitorCommand::Send { .. } = item.command {
            acts.push(Act::KeepPending(item));
            return;
        }
        // Nothing but a message is worth a second try by hand.
        if is_form(&item.command) {
            self.rejected = Some(match problem.fields.as_slice() {
                [] => Rejected::Other,
                faults => Rejected::Answers(faults.into()),
            });
        }
        if let (VisitorCommand::Open { queue, .. }, Code::Closed) = (item.command, problem.code) {
            self.rejected = None;
            acts.push(Act::CloseTopic(queue));
        }
        self.acknowledge(id, acts);
    }

    fn bar_for(&mut self, bar: Bar, acts: &mut Vec<Act>) {
        self.barred = Some(bar);
        acts.push(Act::GiveUp);
    }

    /// The token is worth nothing any more: a new visitor starts, with the texts that the old one could not send.
    fn expired(&mut self, acts: &mut Vec<Act>) {
        self.token = None;
        self.chat = None;
        self.notice = Some(Notice::Expired);
        acts.push(Act::KeepToken(None));
        self.drop_strays(acts);
        acts.push(Act::Reconnect);
    }

    /// Whether the command was in the outbox until now.
    pub(super) fn acknowledge(&mut self, id: &ClientId, acts: &mut Vec<Act>) -> bool {
        let waited = self.outbox.acknowledge(id);
        if waited {
            acts.push(Act::DropPending(id.clone()));
            if self.notice.is_some_and(|notice| matches!(notice, Notice::TooFast | Notice::Unavailable)) {
                self.notice = None;
            }
        }
        waited
    }
}

/// What the page around learns as soon as the server has recorded this of ours.
fn event_of(fact: Option<&PublicFact>) -> Option<Event> {
    match fact? {
        PublicFact::Message { .. } => Some(Event::MessageSent),
        PublicFact::TicketMade { number, .. } => Some(Event::OfflineSubmitted { number: *number }),
        PublicFact::Rated { rating, .. } => Some(Event::Rated { rating: *rating }),
        _ => None,
    }
}

/// The conversation that a waiting command is for.
fn conversation_of(command: &VisitorCommand) -> Option<&ConversationId> {
    match command {
        VisitorCommand::Send { conversation, .. }
        | VisitorCommand::MakeTicket { conversation, .. }
        | VisitorCommand::End { conversation, .. }
        | VisitorCommand::Rate { conversation, .. } => Some(conversation),
        _ => None,
    }
}

/// The id of the visitor's command that became this fact.
fn acknowledged_by(fact: Option<&PublicFact>) -> Option<&ClientId> {
    match fact? {
        PublicFact::Message { by, .. } | PublicFact::Ended { by, .. } if *by != Author::Visitor => None,
        fact => fact.client_id(),
    }
}
