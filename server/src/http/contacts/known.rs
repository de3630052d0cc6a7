//! Who the visitor of a conversation, or the requester of a ticket, is.

use super::Reader;
use crate::App;
use crate::domain::conversation::Conversation;
use crate::domain::permissions::{Action, may};
use crate::error::Error;
use crate::http::admin::fresh;
use crate::http::own_page::{OwnPage, Posted};
use crate::live::cards::{self, Whose};
use crate::live::readable;
use axum::extract::{Path, State};
use axum::response::Response;
use shared::contact::known::{Acquaintance, How, Known, ThisIs};
use shared::ids::{ContactId, ConversationId, VisitorId};
use shared::people::VisitorCard;
use shared::problem::Code;
use std::sync::Arc;

/// Most contacts that are suggested.
const SUGGESTED_MAX: usize = 5;

/// Somebody who talks or wrote.
struct Person<'a> {
    visitor: &'a VisitorId,
    card: &'a VisitorCard,
    /// Whether the e-mail address is theirs for certain.
    is_sure: bool,
}

/// `GET /api/agent/conversations/{id}/contact`.
pub async fn read(
    State(app): State<Arc<App>>,
    Reader(session): Reader,
    Path(id): Path<ConversationId>,
) -> Result<Response, Error> {
    let conversation = readable(&app.store, &session, &id).await?;
    Ok(fresh(of_conversation(&app, &conversation).await?))
}

/// `PUT /api/agent/conversations/{id}/contact`: an agent says who it is.
pub async fn this_is(
    State(app): State<Arc<App>>,
    Reader(session): Reader,
    Path(id): Path<ConversationId>,
    Posted(ThisIs { contact }): Posted<ThisIs>,
) -> Result<Response, Error> {
    let conversation = readable(&app.store, &session, &id).await?;
    if !app.store.link_visitor(&conversation.visitor, &contact).await? {
        return Err(super::gone());
    }
    tracing::info!(conversation = %id, contact = %contact, by = %session.agent.id, "said who a visitor is");
    told(&app, &conversation).await
}

/// `DELETE /api/agent/conversations/{id}/contact`: it isn't them.
pub async fn this_is_not(
    State(app): State<Arc<App>>,
    _own: OwnPage,
    Reader(session): Reader,
    Path(id): Path<ConversationId>,
) -> Result<Response, Error> {
    let conversation = readable(&app.store, &session, &id).await?;
    app.store.unlink_visitor(&conversation.visitor).await?;
    tracing::info!(conversation = %id, by = %session.agent.id, "took back who a visitor is");
    told(&app, &conversation).await
}

/// `POST /api/agent/conversations/{id}/contact/ignored`: nobody minds who it is.
pub async fn ignore(
    State(app): State<Arc<App>>,
    _own: OwnPage,
    Reader(session): Reader,
    Path(id): Path<ConversationId>,
) -> Result<Response, Error> {
    let conversation = readable(&app.store, &session, &id).await?;
    app.store.ignore(&id).await?;
    told(&app, &conversation).await
}

/// `DELETE /api/agent/conversations/{id}/contact/ignored`.
pub async fn mind(
    State(app): State<Arc<App>>,
    _own: OwnPage,
    Reader(session): Reader,
    Path(id): Path<ConversationId>,
) -> Result<Response, Error> {
    let conversation = readable(&app.store, &session, &id).await?;
    app.store.mind(&id).await?;
    told(&app, &conversation).await
}

/// `GET /api/agent/tickets/{number}/contact`.
pub async fn of_ticket(
    State(app): State<Arc<App>>,
    Reader(session): Reader,
    Path(number): Path<u32>,
) -> Result<Response, Error> {
    let gone = || Error::refuse(Code::NotFound, "there is no such ticket");
    let ticket = app.store.ticket(number).await?.ok_or_else(gone)?.ticket;
    let assignee = ticket.assignee.as_ref().map(|agent| &agent.id);
    if !may(&session.who(), Action::WorkOnTicket(&ticket.queue, assignee)) {
        return Err(gone());
    }
    let visitor = app.store.visitor_of_ticket(number).await?;
    // Whom an agent wrote down is who they say.
    let is_sure = ticket.visitor.verified || visitor.as_str().is_empty();
    let person = Person { visitor: &visitor, card: &ticket.visitor, is_sure };
    Ok(fresh(acquaintance(&app, &person).await?))
}

/// Who it is now, as an answer, once those who look at conversations of the visitor have been told.
async fn told(app: &App, conversation: &Conversation) -> Result<Response, Error> {
    let found = of_conversation(app, conversation).await?;
    let contact = found.known.as_ref().map(|known| &known.contact);
    let whose = Ok(Whose::visitor(&conversation.visitor));
    let version = contact.map_or(0, |contact| contact.version);
    cards::tell(app, whose, contact.map(|contact| &contact.id), version).await;
    Ok(fresh(found))
}

/// Who the visitor of a conversation is.
pub(super) async fn of_conversation(app: &App, conversation: &Conversation) -> Result<Acquaintance, Error> {
    let card = &conversation.card;
    let person = Person { visitor: &conversation.visitor, card, is_sure: card.verified };
    let found = acquaintance(app, &person).await?;
    let ignored = found.known.is_none() && app.store.is_ignored(&conversation.id).await?;
    Ok(Acquaintance { ignored, ..found })
}

/// By the word of an agent, else by an address that is theirs for certain and one contact's alone. Whatever else was given
/// only suggests somebody: anybody can type in anybody's address.
async fn acquaintance(app: &App, person: &Person<'_>) -> Result<Acquaintance, Error> {
    let store = &app.store;
    let known =
        |contact, how| Acquaintance { known: Some(Known { contact, how }), ..Acquaintance::default() };
    if let Some(id) = store.contact_of_visitor(person.visitor).await?
        && let Some(contact) = store.contact(&id).await?
    {
        return Ok(known(contact, How::ByAgent));
    }
    let mut found: Vec<ContactId> = store.contacts_by_email(&person.card.email, SUGGESTED_MAX).await?;
    if person.is_sure
        && let [only] = found.as_slice()
        && let Some(contact) = store.contact(only).await?
    {
        return Ok(known(contact, How::ByAddress));
    }
    for id in store.contacts_by_phone(&person.card.phone, SUGGESTED_MAX).await? {
        if !found.contains(&id) {
            found.push(id);
        }
    }
    found.truncate(SUGGESTED_MAX);
    Ok(Acquaintance { suggested: store.contact_lines(&found).await?, ..Acquaintance::default() })
}
