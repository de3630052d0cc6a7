//! The fields of contacts' cards, as managers arrange them.

use super::widgets::fresh;
use crate::App;
use crate::domain::contact::checked_field;
use crate::domain::permissions::Action;
use crate::error::Error;
use crate::http::auth::AgentSession;
use crate::http::own_page::{OwnPage, Posted};
use crate::store::widgets::Changed;
use axum::Router;
use axum::extract::rejection::QueryRejection;
use axum::extract::{FromRequestParts, Path, Query, State};
use axum::http::StatusCode;
use axum::http::request::Parts;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, put};
use serde::Deserialize;
use shared::contact::field::{
    ContactField, ContactFieldChange, ContactFieldDraft, ContactFieldKind, FIELDS_MAX,
};
use shared::ids::ContactFieldId;
use shared::problem::Code;
use shared::staff::Order;
use std::sync::Arc;

/// Below `/api/admin`.
pub fn router() -> Router<Arc<App>> {
    Router::new()
        .route("/contact-fields", get(list).post(create))
        .route("/contact-fields/order", put(order))
        .route("/contact-fields/{id}", get(read).put(change).delete(delete))
}

/// A session of somebody who may arrange fields and tags.
pub struct Arranger(pub AgentSession);

impl FromRequestParts<Arc<App>> for Arranger {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, app: &Arc<App>) -> Result<Self, Error> {
        let session = AgentSession::from_request_parts(parts, app).await?;
        session.must(Action::ArrangeContactFields)?;
        Ok(Self(session))
    }
}

/// Which version is meant to be taken away.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct AtVersion {
    version: u32,
}

/// `GET /api/admin/contact-fields`, in their order.
async fn list(State(app): State<Arc<App>>, _arranger: Arranger) -> Result<Response, Error> {
    Ok(fresh(app.store.contact_fields().await?))
}

/// `GET /api/admin/contact-fields/{id}`.
async fn read(
    State(app): State<Arc<App>>,
    _arranger: Arranger,
    Path(id): Path<ContactFieldId>,
) -> Result<Response, Error> {
    Ok(fresh(field(&app, &id).await?))
}

/// `POST /api/admin/contact-fields`: the server makes the id.
async fn create(
    State(app): State<Arc<App>>,
    Arranger(session): Arranger,
    Posted(draft): Posted<ContactFieldDraft>,
) -> Result<Response, Error> {
    let set = checked_field(&draft, None).map_err(Error::Settings)?;
    let id = ContactFieldId(app.entropy.id(&app.clock));
    if !app.store.add_contact_field(&id, &set).await? {
        let detail = format!("there are {FIELDS_MAX} fields already: take some away first");
        return Err(Error::refuse(Code::TooLarge, detail));
    }
    tracing::info!(field = %id, by = %session.agent.id, "contact field made");
    Ok((StatusCode::CREATED, fresh(ContactField { id, version: 1, set, used: 0 })).into_response())
}

/// `PUT /api/admin/contact-fields/{id}`.
async fn change(
    State(app): State<Arc<App>>,
    Arranger(session): Arranger,
    Path(id): Path<ContactFieldId>,
    Posted(change): Posted<ContactFieldChange>,
) -> Result<Response, Error> {
    let before = field(&app, &id).await?;
    let set = checked_field(&change.set, Some(&before)).map_err(Error::Settings)?;
    match app.store.change_contact_field(&id, change.version, &set).await? {
        Changed::Done(version) => {
            tracing::info!(field = %id, by = %session.agent.id, "contact field changed");
            Ok(fresh(ContactField { version, set, ..before }))
        }
        why => Err(refused(why)),
    }
}

/// `PUT /api/admin/contact-fields/order`: all of them. The answer is the list.
async fn order(
    State(app): State<Arc<App>>,
    Arranger(session): Arranger,
    Posted(order): Posted<Order>,
) -> Result<Response, Error> {
    let ids: Vec<ContactFieldId> = order.ids.into_iter().map(ContactFieldId).collect();
    if app.store.order_contact_fields(&ids).await?.is_err() {
        return Err(Error::refuse(Code::Stale, "there are other fields now"));
    }
    tracing::info!(by = %session.agent.id, "contact fields put in order");
    Ok(fresh(app.store.contact_fields().await?))
}

/// `DELETE /api/admin/contact-fields/{id}?version=`: with all that stands in it.
async fn delete(
    State(app): State<Arc<App>>,
    _own: OwnPage,
    Arranger(session): Arranger,
    Path(id): Path<ContactFieldId>,
    at: Result<Query<AtVersion>, QueryRejection>,
) -> Result<Response, Error> {
    let Query(at) = at.map_err(|rejection| Error::refuse(Code::Malformed, rejection.body_text()))?;
    if field(&app, &id).await?.set.kind == ContactFieldKind::BuiltIn {
        return Err(Error::refuse(Code::Forbidden, "every card has this field; it can only be hidden"));
    }
    match app.store.delete_contact_field(&id, at.version).await? {
        Changed::Done(_) => {
            tracing::info!(field = %id, by = %session.agent.id, "contact field taken away");
            Ok(StatusCode::NO_CONTENT.into_response())
        }
        why => Err(refused(why)),
    }
}

async fn field(app: &App, id: &ContactFieldId) -> Result<ContactField, Error> {
    let found = app.store.contact_fields().await?.into_iter().find(|field| field.id == *id);
    found.ok_or_else(|| refused(Changed::Gone))
}

/// Why nothing was changed, as an answer.
fn refused(why: Changed) -> Error {
    match why {
        Changed::Gone => Error::refuse(Code::NotFound, "there is no such field"),
        Changed::Done(_) | Changed::Stale => {
            Error::refuse(Code::Stale, "the field was changed since it was read")
        }
    }
}
