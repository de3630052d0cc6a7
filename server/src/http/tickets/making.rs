//! Tickets that agents make: by hand, or of a conversation on the visitor's behalf.

use super::work::queue_name;
use super::{acceptable, present};
use crate::App;
use crate::domain::queue::ticket_subject;
use crate::domain::ticket::end_of;
use crate::error::Error;
use crate::http::admin::fresh;
use crate::http::asked::Asked;
use crate::http::auth::AgentSession;
use crate::http::language;
use crate::http::own_page::Posted;
use crate::http::transcript::{record, shown_to_agent};
use crate::store::tickets::{Left, NewTicket};
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use shared::ids::{ClientId, ConversationId, VisitorId, WidgetId};
use shared::people::{Page, VisitorCard};
use shared::problem::Code;
use shared::rules;
use shared::settings::LANGUAGES;
use shared::ticket::{NewTicketDraft, TICKET_CHARS, TicketBeginning, subject};
use std::sync::Arc;

/// Of what a ticket is to be made, and in which language its text is to begin.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Wish {
    conversation: ConversationId,
    lang: Option<String>,
}

/// `GET /api/agent/tickets/draft?conversation={id}&lang=…`.
pub async fn begin(
    State(app): State<Arc<App>>,
    session: AgentSession,
    Asked(wish): Asked<Wish>,
) -> Result<Response, Error> {
    let conversation = shown_to_agent(&app, session, &wish.conversation).await?;
    let site = app.site.derived()?;
    let words = site.texts("transcript", language::pick(&LANGUAGES, wish.lang.as_deref(), None))?;
    let text = record(&app, &conversation, words).await?.text(words);
    let queue = app.store.queue(&conversation.queue).await?;
    Ok(fresh(TicketBeginning {
        subject: queue.map(|queue| ticket_subject(&queue.name, &queue.settings)).unwrap_or_default(),
        queue: conversation.queue,
        text: end_of(text.trim(), TICKET_CHARS),
        name: conversation.card.name,
        email: conversation.card.email,
    }))
}

/// `POST /api/agent/tickets`.
pub async fn make(
    State(app): State<Arc<App>>,
    session: AgentSession,
    Posted(draft): Posted<NewTicketDraft>,
) -> Result<Response, Error> {
    acceptable(&draft.id)?;
    let new = written(&app, session.clone(), draft).await?;
    let number = match app.store.leave_ticket(&new).await? {
        Left::Stored(number) => number,
        Left::Conflict => {
            return Err(Error::refuse(Code::Conflict, "this id came before with another content"));
        }
    };
    tracing::info!(ticket = number, by = %session.agent.id, "ticket made");
    Ok((StatusCode::CREATED, fresh(present(&app, number).await?)).into_response())
}

/// The ticket as it is stored. What the visitor said of themself besides name and address comes from the conversation.
async fn written(app: &App, session: AgentSession, draft: NewTicketDraft) -> Result<NewTicket, Error> {
    let topic = queue_name(app, &draft.queue).await?;
    let agent = session.agent.clone();
    let conversation = match &draft.conversation {
        Some(id) => Some(shown_to_agent(app, session, id).await?),
        None => None,
    };
    let email = if draft.email.trim().is_empty() { String::new() } else { rules::email(&draft.email)? };
    let mut new = NewTicket {
        id: app.entropy.id(&app.clock),
        visitor: VisitorId(String::new()),
        // No client's id has a colon, so it can't be one under which a visitor has left one.
        client_id: ClientId(format!("{}:{}", agent.id, draft.id)),
        widget: WidgetId(String::new()),
        queue: draft.queue,
        topic,
        subject: subject(&draft.subject)?,
        conversation: draft.conversation,
        card: VisitorCard::default(),
        text: rules::written(&draft.text, TICKET_CHARS)?,
        page: Page::default(),
        lang: String::new(),
        priority: draft.priority,
        maker: Some(agent),
        now: app.clock.now(),
    };
    if let Some(conversation) = conversation {
        new.visitor = conversation.visitor;
        new.widget = conversation.widget;
        new.page = conversation.page;
        new.lang = conversation.browser.language;
        new.card = conversation.card;
    }
    // The site vouches for what it told, not for what an agent has made of it.
    new.card.verified &= new.card.email == email && new.card.name == draft.name;
    new.card.name = rules::name(&draft.name)?;
    new.card.email = email;
    Ok(new)
}
