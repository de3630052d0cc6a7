//! Canned responses as those write them who may.

use super::widgets::fresh;
use crate::App;
use crate::domain::canned::checked;
use crate::domain::permissions::{self, Action};
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
use axum::routing::get;
use serde::Deserialize;
use shared::canned::{CANNED_MAX, Canned, CannedChange, CannedDraft};
use shared::ids::CannedId;
use shared::problem::Code;
use std::sync::Arc;

/// Below `/api/admin`.
pub fn router() -> Router<Arc<App>> {
    Router::new()
        .route("/canned", get(list).post(create))
        .route("/canned/{id}", get(read).put(change).delete(delete))
}

/// A session of somebody who may see the page of canned responses. Each handler asks for what it does besides.
pub struct Arranger(pub AgentSession);

impl FromRequestParts<Arc<App>> for Arranger {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, app: &Arc<App>) -> Result<Self, Error> {
        let session = AgentSession::from_request_parts(parts, app).await?;
        session.must(Action::SeeCanned)?;
        Ok(Self(session))
    }
}

/// Which version is meant to be taken away.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct AtVersion {
    version: u32,
}

/// `GET /api/admin/canned`: those that one may arrange, by category and title.
async fn list(State(app): State<Arc<App>>, Arranger(session): Arranger) -> Result<Response, Error> {
    let who = session.who();
    let may = |canned: &Canned| permissions::may(&who, Action::ArrangeCanned(canned.set.queues.as_ref()));
    let all = app.store.canned().await?;
    Ok(fresh(all.into_iter().filter(may).collect::<Vec<_>>()))
}

/// `GET /api/admin/canned/{id}`.
async fn read(
    State(app): State<Arc<App>>,
    Arranger(session): Arranger,
    Path(id): Path<CannedId>,
) -> Result<Response, Error> {
    Ok(fresh(arranged(&app, &session, &id).await?))
}

/// `POST /api/admin/canned`: the server makes the id.
async fn create(
    State(app): State<Arc<App>>,
    Arranger(session): Arranger,
    Posted(draft): Posted<CannedDraft>,
) -> Result<Response, Error> {
    session.must(Action::ArrangeCanned(draft.queues.as_ref()))?;
    let set = checked(&draft, &app.store.queue_ids().await?).map_err(Error::Settings)?;
    let id = CannedId(app.entropy.id(&app.clock));
    if !app.store.add_canned(&id, &set, app.clock.now()).await? {
        let detail = format!("there are {CANNED_MAX} canned responses already: take some away first");
        return Err(Error::refuse(Code::TooLarge, detail));
    }
    tracing::info!(canned = %id, by = %session.agent.id, "canned response made");
    Ok((StatusCode::CREATED, fresh(Canned { id, version: 1, set })).into_response())
}

/// `PUT /api/admin/canned/{id}`.
async fn change(
    State(app): State<Arc<App>>,
    Arranger(session): Arranger,
    Path(id): Path<CannedId>,
    Posted(change): Posted<CannedChange>,
) -> Result<Response, Error> {
    let before = arranged(&app, &session, &id).await?;
    // What was weighed is what is changed: the store takes the change on this version alone.
    if before.version != change.version {
        return Err(refused(Changed::Stale));
    }
    session.must(Action::ArrangeCanned(change.set.queues.as_ref()))?;
    let set = checked(&change.set, &app.store.queue_ids().await?).map_err(Error::Settings)?;
    match app.store.change_canned(&id, change.version, &set).await? {
        Changed::Done(version) => {
            tracing::info!(canned = %id, by = %session.agent.id, "canned response changed");
            Ok(fresh(Canned { id, version, set }))
        }
        why => Err(refused(why)),
    }
}

/// `DELETE /api/admin/canned/{id}?version=`.
async fn delete(
    State(app): State<Arc<App>>,
    Arranger(session): Arranger,
    _own: OwnPage,
    Path(id): Path<CannedId>,
    at: Result<Query<AtVersion>, QueryRejection>,
) -> Result<Response, Error> {
    let Query(at) = at.map_err(|rejection| Error::refuse(Code::Malformed, rejection.body_text()))?;
    if arranged(&app, &session, &id).await?.version != at.version {
        return Err(refused(Changed::Stale));
    }
    match app.store.delete_canned(&id, at.version).await? {
        Changed::Done(_) => {
            tracing::info!(canned = %id, by = %session.agent.id, "canned response taken away");
            Ok(StatusCode::NO_CONTENT.into_response())
        }
        why => Err(refused(why)),
    }
}

/// One that the asking one may arrange.
async fn arranged(app: &App, session: &AgentSession, id: &CannedId) -> Result<Canned, Error> {
    let canned = app.store.canned_response(id).await?.ok_or_else(|| refused(Changed::Gone))?;
    session.must(Action::ArrangeCanned(canned.set.queues.as_ref()))?;
    Ok(canned)
}

/// Why nothing was changed, as an answer.
fn refused(why: Changed) -> Error {
    match why {
        Changed::Gone => Error::refuse(Code::NotFound, "there is no such canned response"),
        Changed::Done(_) | Changed::Stale => {
            Error::refuse(Code::Stale, "the canned response was changed since it was read")
        }
    }
}
