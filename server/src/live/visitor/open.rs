//! How a conversation begins.

use super::{Talk, trimmed, view};
use crate::domain::conversation::{Conversation, Past, Staff};
use crate::domain::intake;
use crate::error::Error;
use crate::live::socket::Gone;
use crate::store::append::Opened;
use shared::boot::Topic;
use shared::form::{self, Answer, FieldFault};
use shared::ids::{ClientId, ConversationId, QueueId};
use shared::people::{Page, VisitorCard};
use shared::problem::{Code, Field, Problem};
use shared::settings::WidgetSettings;
use shared::time::Timestamp;
use shared::timeline::{Receipts, Stage};
use shared::visitor::VisitorUpdate;
use std::sync::Arc;

fn failed(error: sqlx::Error) -> Problem {
    Error::from(error).into_problem()
}

impl Talk<'_> {
    pub(super) async fn open(
        &mut self,
        id: &ClientId,
        queue: &QueueId,
        answers: &[Answer],
        page: Page,
    ) -> Result<(Arc<Conversation>, bool), Problem> {
        acceptable(id)?;
        let settings = self.settings().await?;
        self.admit(&settings)?;
        let specs = settings.before_specs();
        let answers = form::check_all(&specs, &self.word.amend(&specs, answers)).map_err(wrong_answers)?;
        let card = self.word.sign(intake::card(&settings.before, answers));
        let card = VisitorCard { attributes: self.attributes.clone(), ..card };
        let topic = self.topic(queue, settings.before_needs_topic(), &self.lang.clone()).await?;
        if !topic.open && !self.goes_on().await? {
            return Err(Problem::new(Code::Closed, "this topic is closed now; a ticket can be left"));
        }
        self.app.live.limits.conversation(&self.browser.address)?;
        let now = self.app.clock.now();
        let visit = page.visit.clone();
        let call = self.call(&visit).await;
        let past = Past { unfinished: call.as_ref().map(|call| call.by.id.clone()), ..Past::default() };
        let wish = Conversation {
            id: ConversationId(self.app.entropy.id(&self.app.clock)),
            visitor: self.visitor.clone(),
            widget: self.widget.clone(),
            queue: topic.id,
            topic: topic.name,
            card,
            page: trimmed(page),
            browser: self.browser.clone(),
            stage: Stage::Waiting,
            owner: None,
            staff: Staff::default(),
            past,
            last: 0,
            opened_at: now,
            entered_at: now,
            spoke_at: None,
            ended_at: None,
            dealt_at: None,
            archived_at: None,
            rating: None,
            visitor_receipts: Receipts::default(),
            staff_receipts: Receipts::default(),
        };
        let opened = match self.app.live.ledger.open(wish, id.clone()).await? {
            Opened::New(conversation, _) => (conversation, true),
            Opened::Before(conversation) => (conversation, false),
            Opened::NoQueue => return Err(no_topic()),
        };
        self.app.live.visits.talks(&self.widget, &visit, &opened.0.id);
        if let (Some(call), true) = (call, opened.1) {
            self.answered(&visit, call, &opened.0.id).await;
        }
        Ok(opened)
    }

    /// The widget's settings as they are now.
    pub(super) async fn settings(&mut self) -> Result<WidgetSettings, Problem> {
        let widget = self.app.store.widget(&self.widget).await.map_err(failed)?;
        let gone = || Problem::new(Code::UnknownWidget, "the widget is gone");
        widget.map(|widget| widget.settings).ok_or_else(gone)
    }

    /// The topic that was picked, or that stands for none, by its name in a language, and whether it is open now.
    pub(super) async fn topic(
        &mut self,
        picked: &QueueId,
        is_needed: bool,
        lang: &str,
    ) -> Result<Topic, Problem> {
        let topics = self.app.store.topics(self.app.clock.now(), lang).await.map_err(failed)?;
        intake::topic(topics, picked, is_needed).ok_or_else(no_topic)
    }

    /// Whether the visitor has a conversation that goes on, which is what would be opened.
    async fn goes_on(&mut self) -> Result<bool, Problem> {
        let never = Timestamp(i64::MAX);
        let open = self.app.store.conversation_of_visitor(&self.visitor, never).await.map_err(failed)?;
        Ok(open.is_some())
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

fn no_topic() -> Problem {
    let detail = "there is no such topic any more";
    Problem { field: Some(Field::Topic), ..Problem::new(Code::Invalid, detail) }
}

pub(super) fn acceptable(id: &ClientId) -> Result<(), Problem> {
    if id.is_acceptable() {
        Ok(())
    } else {
        Err(Problem::new(Code::Malformed, "the id must be 1 to 64 letters, digits, - or _"))
    }
}

pub(super) fn wrong_answers(fields: Vec<FieldFault>) -> Problem {
    Problem { fields, ..Problem::new(Code::Invalid, "some answers break the rules of their fields") }
}
