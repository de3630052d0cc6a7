//! Contacts as the staff works with them: listed, read and changed here, who of the visitors is whom ([`known`]), and what
//! was before ([`history`]).

mod history;
mod known;

use super::admin::fresh;
use super::asked::Asked;
use super::auth::AgentSession;
use super::own_page::{OwnPage, Posted};
use super::problem;
use crate::App;
use crate::domain::contact::{merge::merged, patched};
use crate::domain::permissions::Action;
use crate::error::{self, Error};
use crate::live::cards::{self, Whose};
use crate::live::readable;
use crate::store::contacts::NewCard;
use crate::store::widgets::Changed;
use axum::Json;
use axum::Router;
use axum::extract::rejection::QueryRejection;
use axum::extract::{FromRequestParts, Path, Query, State};
use axum::http::StatusCode;
use axum::http::request::Parts;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use serde::Deserialize;
use shared::contact::{
    Contact, ContactDraft, ContactMerge, ContactPatch, ContactStale, ContactsWanted, NewContact,
    SOUGHT_CHARS, TAGS_PER_CONTACT,
};
use shared::ids::ContactId;
use shared::problem::{Code, Field, Problem};
use std::sync::Arc;

/// Below `/api`.
pub fn router() -> Router<Arc<App>> {
    Router::new()
        .route("/agent/contacts", get(list).post(create))
        .route("/agent/contacts/{id}", get(read).patch(change).delete(remove))
        .route("/agent/contacts/{id}/content", get(content))
        .route("/agent/contacts/{id}/merge", post(merge))
        .route("/agent/contacts/{id}/history", get(history::of_contact))
        .route("/agent/contact-fields", get(fields))
        .route("/agent/contact-tags", get(tags))
        .route(
            "/agent/conversations/{id}/contact",
            get(known::read).put(known::this_is).delete(known::this_is_not),
        )
        .route("/agent/conversations/{id}/contact/ignored", post(known::ignore).delete(known::mind))
        .route("/agent/conversations/{id}/history", get(history::of_conversation))
        .route("/agent/conversations/{id}/trail", get(history::trail))
        .route("/agent/tickets/{number}/contact", get(known::of_ticket))
}

/// A session of somebody who may work with contacts.
pub struct Reader(pub AgentSession);

impl FromRequestParts<Arc<App>> for Reader {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, app: &Arc<App>) -> Result<Self, Error> {
        let session = AgentSession::from_request_parts(parts, app).await?;
        session.must(Action::SeeContacts)?;
        Ok(Self(session))
    }
}

/// Which version is meant to be deleted.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct AtVersion {
    version: u32,
}

/// `GET /api/agent/contacts`: a page by name.
async fn list(
    State(app): State<Arc<App>>,
    _reader: Reader,
    Asked(wanted): Asked<ContactsWanted>,
) -> Result<Response, Error> {
    if wanted.text.chars().count() > SOUGHT_CHARS {
        let problem = Problem::new(Code::Invalid, format!("text may have {SOUGHT_CHARS} characters"));
        return Err(Problem { field: Some(Field::Text), ..problem }.into());
    }
    Ok(fresh(app.store.contacts(&wanted).await?))
}

/// `GET /api/agent/contacts/{id}`.
async fn read(
    State(app): State<Arc<App>>,
    _reader: Reader,
    Path(id): Path<ContactId>,
) -> Result<Response, Error> {
    Ok(fresh(contact(&app, &id).await?))
}

/// `POST /api/agent/contacts`: the server makes the id.
async fn create(
    State(app): State<Arc<App>>,
    Reader(session): Reader,
    Posted(new): Posted<NewContact>,
) -> Result<Response, Error> {
    let visitor = match &new.conversation {
        Some(id) => Some(readable(&app.store, &session, id).await?.visitor),
        None => None,
    };
    let fields = app.store.contact_fields().await?;
    let set = patched(&ContactDraft::default(), &new.set.into(), &fields).map_err(Error::Settings)?;
    let id = ContactId(app.entropy.id(&app.clock));
    let (now, fresh_ids) = (app.clock.now(), fresh_ids(&app));
    let card = NewCard { id: &id, set: &set, visitor: visitor.as_ref(), now, fresh: &fresh_ids };
    if !app.store.add_contact(card).await? {
        return Err(Error::refuse(Code::Stale, "a colleague has said who this is meanwhile"));
    }
    tracing::info!(contact = %id, by = %session.agent.id, "contact made");
    let made = contact(&app, &id).await?;
    tell(&app, &[&made], &made).await;
    Ok((StatusCode::CREATED, fresh(made)).into_response())
}

/// `PATCH /api/agent/contacts/{id}`.
async fn change(
    State(app): State<Arc<App>>,
    Reader(session): Reader,
    Path(id): Path<ContactId>,
    Posted(patch): Posted<ContactPatch>,
) -> Result<Response, Error> {
    let before = contact(&app, &id).await?;
    if before.version != patch.version {
        return Ok(stale(before));
    }
    let fields = app.store.contact_fields().await?;
    let set = patched(&before.set, &patch, &fields).map_err(Error::Settings)?;
    if set == before.set {
        return Ok(fresh(before));
    }
    let changed =
        app.store.change_contact(&id, patch.version, &set, &fresh_ids(&app), app.clock.now()).await?;
    match changed {
        Changed::Done(_) => {
            tracing::info!(contact = %id, by = %session.agent.id, "contact changed");
            let after = contact(&app, &id).await?;
            tell(&app, &[&before, &after], &after).await;
            Ok(fresh(after))
        }
        Changed::Stale => Ok(stale(contact(&app, &id).await?)),
        Changed::Gone => Err(gone()),
    }
}

/// `GET /api/agent/contacts/{id}/content`: what would stay if it was deleted.
async fn content(
    State(app): State<Arc<App>>,
    Reader(session): Reader,
    Path(id): Path<ContactId>,
) -> Result<Response, Error> {
    session.must(Action::DeleteContacts)?;
    contact(&app, &id).await?;
    Ok(fresh(app.store.contact_content(&id).await?))
}

/// `DELETE /api/agent/contacts/{id}?version=`: the card alone; what was talked about stays.
async fn remove(
    State(app): State<Arc<App>>,
    _own: OwnPage,
    Reader(session): Reader,
    Path(id): Path<ContactId>,
    at: Result<Query<AtVersion>, QueryRejection>,
) -> Result<Response, Error> {
    session.must(Action::DeleteContacts)?;
    let Query(at) = at.map_err(|rejection| Error::refuse(Code::Malformed, rejection.body_text()))?;
    // Who it was goes with it.
    let whose = Whose::of(&app.store, &[&contact(&app, &id).await?]).await;
    match app.store.delete_contact(&id, at.version).await? {
        Changed::Done(_) => {
            tracing::info!(contact = %id, by = %session.agent.id, "contact deleted");
            cards::tell(&app, whose, Some(&id), 0).await;
            Ok(StatusCode::NO_CONTENT.into_response())
        }
        Changed::Stale => Ok(stale(contact(&app, &id).await?)),
        Changed::Gone => Err(gone()),
    }
}

/// `POST /api/agent/contacts/{id}/merge`.
async fn merge(
    State(app): State<Arc<App>>,
    Reader(session): Reader,
    Path(id): Path<ContactId>,
    Posted(wish): Posted<ContactMerge>,
) -> Result<Response, Error> {
    if wish.into == id {
        return Err(Error::refuse(Code::Malformed, "it is the same contact"));
    }
    let (goes, stays) = (contact(&app, &id).await?, contact(&app, &wish.into).await?);
    for (read, now) in [(wish.version, &goes), (wish.into_version, &stays)] {
        if read != now.version {
            return Ok(stale(now.clone()));
        }
    }
    let fields = app.store.contact_fields().await?;
    let set = merged(&stays.set, &goes.set, &fields).map_err(Error::Settings)?;
    match app.store.merge_contacts(&goes, &stays, &set, &fresh_ids(&app), app.clock.now()).await? {
        Changed::Done(_) => {
            tracing::info!(contact = %id, into = %wish.into, by = %session.agent.id, "contacts merged");
            let after = contact(&app, &wish.into).await?;
            tell(&app, &[&goes, &after], &after).await;
            Ok(fresh(after))
        }
        Changed::Stale => Ok(stale(contact(&app, &id).await?)),
        Changed::Gone => Err(gone()),
    }
}

/// `GET /api/agent/contact-fields`: what cards are made of, in its order.
async fn fields(State(app): State<Arc<App>>, _reader: Reader) -> Result<Response, Error> {
    Ok(fresh(app.store.contact_fields().await?))
}

/// `GET /api/agent/contact-tags`: all tags by name.
async fn tags(State(app): State<Arc<App>>, _reader: Reader) -> Result<Response, Error> {
    Ok(fresh(app.store.tags().await?))
}

/// Those who look are told how a card stands; the others are those that it was before, or took in.
async fn tell(app: &App, cards: &[&Contact], now: &Contact) {
    cards::tell(app, Whose::of(&app.store, cards).await, Some(&now.id), now.version).await;
}

/// A contact that is there.
async fn contact(app: &App, id: &ContactId) -> Result<Contact, Error> {
    app.store.contact(id).await?.ok_or_else(gone)
}

fn gone() -> Error {
    Error::refuse(Code::NotFound, "there is no such contact")
}

/// The refusal of a change of an older version, with how the contact stands now.
fn stale(now: Contact) -> Response {
    let document = problem::document(Problem::new(Code::Stale, "the contact was changed since it was read"));
    let mut response = (error::status(Code::Stale), Json(ContactStale { document, now })).into_response();
    problem::mark(&mut response);
    response
}

/// Ids for tags that may be new.
fn fresh_ids(app: &App) -> Vec<String> {
    (0..TAGS_PER_CONTACT).map(|_| app.entropy.id(&app.clock)).collect()
}
