//! A visitor who doesn't talk to anybody: the office is closed, or it takes too long.

use super::Talk;
use super::open::{acceptable, wrong_answers};
use super::trimmed;
use crate::domain::conversation::Command;
use crate::domain::intake;
use crate::error::Error;
use crate::live::socket::Gone;
use crate::store::tickets::{Left, NewTicket};
use shared::form::{self, Answer};
use shared::ids::{ClientId, ConversationId, QueueId};
use shared::people::Page;
use shared::problem::{Code, Problem};
use shared::ticket::Priority;

impl Talk<'_> {
    /// Stores what was filled in and returns the ticket's number. Also if the office has opened in between: whoever has
    /// written it all is not asked to begin anew.
    pub(super) async fn leave(
        &mut self,
        id: &ClientId,
        queue: &QueueId,
        answers: &[Answer],
        page: Page,
    ) -> Result<u32, Problem> {
        acceptable(id)?;
        let settings = self.settings().await?;
        self.admit(&settings)?;
        let specs = settings.closed_specs();
        let answers = form::check_all(&specs, &self.word.amend(&specs, answers)).map_err(wrong_answers)?;
        let (card, text) = intake::ticket(&settings.closed, answers);
        let mut card = self.word.sign(card);
        card.attributes.clone_from(&self.attributes);
        // In the staff's words.
        let topic = self.topic(queue, settings.closed_needs_topic(), "").await?;
        self.app.live.limits.conversation(&self.browser.address)?;
        let ticket = NewTicket {
            id: self.app.entropy.id(&self.app.clock),
            visitor: self.visitor.clone(),
            client_id: id.clone(),
            widget: self.widget.clone(),
            queue: topic.id,
            topic: topic.name,
            subject: String::new(),
            conversation: None,
            card,
            text,
            page: trimmed(page),
            lang: self.lang.clone(),
            priority: Priority::default(),
            maker: None,
            now: self.app.clock.now(),
        };
        match self.app.store.leave_ticket(&ticket).await {
            Ok(Left::Stored(number)) => Ok(number),
            Ok(Left::Conflict) => {
                Err(Problem::new(Code::Conflict, "this id came before with another content"))
            }
            Err(error) => Err(Error::from(error).into_problem()),
        }
    }

    /// Makes a ticket of the waiting conversation.
    pub(super) async fn make_ticket(
        &mut self,
        conversation: ConversationId,
        id: ClientId,
    ) -> Result<(), Gone> {
        match self.ticket_number(&id).await {
            Ok(number) => self.act(conversation, Command::MakeTicket { id, number }).await,
            Err(problem) => self.refuse(Some(id), problem).await,
        }
    }

    /// A number for one more ticket. It is lost if there will be none; so they are few.
    async fn ticket_number(&mut self, id: &ClientId) -> Result<u32, Problem> {
        acceptable(id)?;
        self.app.live.limits.conversation(&self.browser.address)?;
        self.app.store.next_ticket_number().await.map_err(|error| Error::from(error).into_problem())
    }
}
