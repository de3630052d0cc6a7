//! How a conversation begins.

use super::{Talk, trimmed, view};
use crate::domain::conversation::Conversation;
use crate::domain::intake;
use crate::error::Error;
use crate::live::socket::Gone;
use crate::store::append::Opened;
use shared::form::{self, Answer, FieldFault};
use shared::ids::{ClientId, ConversationId, QueueId};
use shared::people::Page;
use shared::problem::{Code, Field, Problem};
use shared::timeline::{Receipts, Stage};
use shared::visitor::VisitorUpdate;
use std::sync::Arc;

impl Talk<'_> {
    pub(super) async fn open(
        &mut self,
        id: &ClientId,
        queue: QueueId,
        answers: &[Answer],
        page: Page,
    ) -> Result<(Arc<Conversation>, bool), Problem> {
        if !id.is_acceptable() {
            return Err(Problem::new(Code::Malformed, "the id must be 1 to 64 letters, digits, - or _"));
        }
        let fail = |error| Error::from(error).into_problem();
        let Some(widget) = self.app.store.widget(&self.widget).await.map_err(fail)? else {
            return Err(Problem::new(Code::UnknownWidget, "the widget is gone"));
        };
        let answers = form::check_all(&widget.settings.before_specs(), answers).map_err(wrong_answers)?;
        let card = intake::card(&widget.settings.before, answers);
        let topics = self.app.store.topics().await.map_err(fail)?;
        let Some(topic) = topics.into_iter().find(|topic| topic.id == queue) else {
            let problem = Problem::new(Code::Invalid, "there is no such topic any more");
            return Err(Problem { field: Some(Field::Topic), ..problem });
        };
        self.app.live.limits.conversation(&self.browser.address)?;
        let wish = Conversation {
            id: ConversationId(self.app.entropy.id(&self.app.clock)),
            visitor: self.visitor.clone(),
            widget: self.widget.clone(),
            queue,
            topic: topic.name,
            card,
            page: trimmed(page),
            browser: self.browser.clone(),
            stage: Stage::Waiting,
            owner: None,
            last: 0,
            opened_at: self.app.clock.now(),
            ended_at: None,
            rating: None,
            visitor_receipts: Receipts::default(),
            staff_receipts: Receipts::default(),
        };
        match self.app.live.ledger.open(wish, id.clone()).await? {
            Opened::New(conversation, _) => Ok((conversation, true)),
            Opened::Before(conversation) => Ok((conversation, false)),
        }
    }

    pub(super) async fn opened(
        &mut self,
        id: ClientId,
        (conversation, is_new): (Arc<Conversation>, bool),
    ) -> Result<(), Gone> {
        self.current = Some(conversation.id.clone());
        let update = VisitorUpdate::Opened { id, conversation: view(&conversation) };
        self.wire.send(&update).await?;
        if !is_new {
            self.app.live.hub.learn(&conversation);
        }
        self.app.live.desk.repeat(conversation.id.clone());
        Ok(())
    }
}

fn wrong_answers(fields: Vec<FieldFault>) -> Problem {
    Problem { fields, ..Problem::new(Code::Invalid, "some answers break the rules of their fields") }
}
