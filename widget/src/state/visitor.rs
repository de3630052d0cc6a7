//! What the visitor does, here or in another tab.

use super::{Act, Chat, Event, Link, Mark, Saved, State};
use shared::file::FileCard;
use shared::form::Answer;
use shared::ids::{ClientId, ConversationId, FileId, QueueId};
use shared::people::Page;
use shared::problem::Problem;
use shared::sync::Pending;
use shared::time::Timestamp;
use shared::timeline::{Rating, Stage};
use shared::visitor::VisitorCommand;

impl State {
    /// Asks for somebody, with answers that passed [`shared::form::check_all`].
    pub fn open(&mut self, id: ClientId, queue: QueueId, answers: Vec<Answer>, page: Page) -> Vec<Act> {
        let mut acts = self.submit(id.clone(), VisitorCommand::Open { id, queue, answers, page });
        if !acts.is_empty() {
            acts.push(Act::Tell(Event::PrechatSubmitted));
        }
        acts
    }

    /// Leaves a ticket, with answers that passed [`shared::form::check_all`].
    pub fn leave(&mut self, id: ClientId, queue: QueueId, answers: Vec<Answer>, page: Page) -> Vec<Act> {
        self.submit(id.clone(), VisitorCommand::Leave { id, queue, answers, page })
    }

    /// Once is enough.
    fn submit(&mut self, id: ClientId, form: VisitorCommand) -> Vec<Act> {
        if self.is_opening() {
            return Vec::new();
        }
        self.rejected = None;
        self.notice = None;
        self.give(id, form)
    }

    /// Writes a message that passed [`shared::rules::message`], or with files [`shared::rules::caption`].
    pub fn send(&mut self, id: ClientId, text: String, files: Vec<FileCard>) -> Vec<Act> {
        let ids = files.iter().map(|file| file.id.clone()).collect();
        self.files.extend(files);
        self.in_chat(|conversation| (id.clone(), VisitorCommand::Send { conversation, id, text, files: ids }))
    }

    /// Makes a ticket of the conversation that nobody has taken yet.
    pub fn make_ticket(&mut self, id: ClientId) -> Vec<Act> {
        if self.waits(|command| matches!(command, VisitorCommand::MakeTicket { .. })) {
            return Vec::new();
        }
        self.in_chat(|conversation| (id.clone(), VisitorCommand::MakeTicket { conversation, id }))
    }

    /// Whether the visitor has written anything in this conversation.
    pub fn has_written(&self) -> bool {
        self.chat.as_ref().is_some_and(Chat::has_written)
            || self.waits(|command| matches!(command, VisitorCommand::Send { .. }))
    }

    /// The card of a file that was sent from this page.
    pub fn file(&self, id: &FileId) -> Option<&FileCard> {
        self.files.iter().find(|file| file.id == *id)
    }

    /// Ends the conversation.
    pub fn end(&mut self, id: ClientId) -> Vec<Act> {
        if self.waits(|command| matches!(command, VisitorCommand::End { .. })) {
            return Vec::new();
        }
        self.in_chat(|conversation| (id.clone(), VisitorCommand::End { conversation, id }))
    }

    /// Rates the conversation.
    pub fn rate(&mut self, id: ClientId, rating: Rating, comment: String) -> Vec<Act> {
        if self.is_rated() {
            return Vec::new();
        }
        self.in_chat(|conversation| (id.clone(), VisitorCommand::Rate { conversation, id, rating, comment }))
    }

    /// Puts the ended conversation or the ticket's number away, to make room for a new one.
    pub fn dismiss(&mut self) -> Vec<Act> {
        self.left = None;
        match self.chat.take_if(|chat| chat.timeline.summary.stage == Stage::Ended) {
            Some(chat) => {
                self.dismissed = Some(chat.id.clone());
                let mut acts = vec![Act::KeepDismissed(chat.id)];
                self.drop_strays(&mut acts);
                acts
            }
            None => Vec::new(),
        }
    }

    /// Sends a failed message once more.
    pub fn retry(&mut self, id: &ClientId) -> Vec<Act> {
        self.outbox.retry(id);
        let mut acts: Vec<Act> = self
            .outbox
            .iter()
            .find(|item| item.id == *id)
            .cloned()
            .map(Act::KeepPending)
            .into_iter()
            .collect();
        self.pump_into(&mut acts);
        acts
    }

    /// Gives a failed message up.
    pub fn discard(&mut self, id: &ClientId) -> Vec<Act> {
        let mut acts = Vec::new();
        self.acknowledge(id, &mut acts);
        acts
    }

    /// The panel came into sight or went out of it.
    pub fn look(&mut self, shown: bool) -> Vec<Act> {
        let mut acts = Vec::new();
        self.shown = shown;
        if self.link == Link::Up
            && let Some(chat) = &mut self.chat
        {
            chat.report(shown, &mut acts);
        }
        acts
    }

    fn in_chat(&mut self, command: impl FnOnce(ConversationId) -> (ClientId, VisitorCommand)) -> Vec<Act> {
        let Some(chat) = &self.chat else { return Vec::new() };
        let (id, command) = command(chat.id.clone());
        self.give(id, command)
    }

    fn give(&mut self, id: ClientId, command: VisitorCommand) -> Vec<Act> {
        self.outbox.push(id, command);
        let mut acts = Vec::new();
        if !self.acted {
            self.acted = true;
            // Without one yet it is kept when the server gives it; until then another tab's must stay.
            acts.extend(self.token.clone().map(|token| Act::KeepToken(Some(token))));
        }
        acts.extend(self.outbox.iter().last().cloned().map(Act::KeepPending));
        self.pump_into(&mut acts);
        acts
    }
}

/// The outbox.
impl State {
    /// Everything that waits or failed, in order.
    pub fn pending(&self) -> impl Iterator<Item = &Pending<VisitorCommand>> {
        self.outbox.iter()
    }

    /// How far the visitor's message with this id has come, and when the server recorded it or the conversation ended
    /// without it.
    pub fn mark(&self, id: &ClientId) -> (Mark, Option<Timestamp>) {
        let chat = self.chat.as_ref();
        if let Some((mark, at)) = chat.and_then(|chat| chat.recorded(id)) {
            return (mark, Some(at));
        }
        match self.outbox.iter().find(|item| item.id == *id).and_then(|item| item.failed) {
            Some(code) => (Mark::Failed(code), chat.and_then(|chat| chat.timeline.summary.ended_at)),
            None => (Mark::Sending, None),
        }
    }

    /// Sends what may be sent now.
    pub fn pump(&mut self) -> Vec<Act> {
        self.held = false;
        let mut acts = Vec::new();
        self.pump_into(&mut acts);
        acts
    }

    pub(super) fn pump_into(&mut self, acts: &mut Vec<Act>) {
        if self.link == Link::Up
            && !self.held
            && let Some(command) = self.outbox.next_to_send()
        {
            acts.push(Act::Say(command.clone()));
        }
    }

    /// Takes in a command that another tab of this visitor (or an earlier page) has put into storage. Sent by both, it
    /// is still recorded once.
    pub fn adopt(&mut self, saved: Saved) {
        if self.outbox.iter().all(|item| item.id != saved.id) {
            let id = saved.id;
            self.outbox.push(id.clone(), saved.command);
            if let Some(code) = saved.failed {
                self.outbox.refuse(&id, &Problem::new(code, ""));
            }
        }
    }

    /// Another tab is done with this command, or the visitor discarded it there.
    pub fn forget(&mut self, id: &ClientId) -> Vec<Act> {
        self.outbox.acknowledge(id);
        self.pump()
    }

    /// Another tab wants this recorded. Only for a visitor known by the shared token: a stranger's connection would
    /// record it for somebody else.
    pub fn adopt_from_tab(&mut self, saved: Saved) -> Vec<Act> {
        if self.acted {
            self.adopt(saved);
        }
        self.pump()
    }

    /// Another tab has a token now: use the same, for all that waits.
    pub fn adopt_token(&mut self, token: String, saved: Vec<Saved>) -> Vec<Act> {
        if self.token.as_ref() == Some(&token) {
            return Vec::new();
        }
        self.acted = true;
        self.token = Some(token);
        saved.into_iter().for_each(|saved| self.adopt(saved));
        vec![Act::Reconnect]
    }

    /// Another tab has put this conversation away.
    pub fn adopt_dismissed(&mut self, conversation: ConversationId) -> Vec<Act> {
        self.chat.take_if(|chat| chat.id == conversation);
        self.dismissed = Some(conversation);
        Vec::new()
    }
}
