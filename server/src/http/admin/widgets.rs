//! Widgets: made, read, changed and taken away.

use super::Admin;
use super::draft::checked;
use crate::App;
use crate::error::Error;
use crate::http::loader::{self, sightings};
use crate::http::own_page::{OwnPage, Posted};
use crate::http::widget::sites_of;
use crate::store::widgets::{Changed, Widget as Stored};
use axum::Json;
use axum::extract::{Path, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use shared::ids::WidgetId;
use shared::problem::Code;
use shared::rest::{Sighting, Widget, WidgetChange, WidgetDraft, WidgetLine, WidgetSecret};
use std::sync::Arc;

/// `GET /api/admin/widgets`.
pub async fn list(State(app): State<Arc<App>>, _admin: Admin) -> Result<Response, Error> {
    sightings::write_down(&app).await;
    let seen = app.store.last_seen().await?;
    let line = |widget: Stored| WidgetLine {
        seen_at: seen.get(&widget.id).copied(),
        id: widget.id,
        name: widget.name,
        sites: widget.sites,
    };
    let lines: Vec<_> = app.store.widgets().await?.into_iter().map(line).collect();
    Ok(fresh(lines))
}

/// `POST /api/admin/widgets`: the server makes the id.
pub async fn create(
    State(app): State<Arc<App>>,
    Admin(session): Admin,
    Posted(draft): Posted<WidgetDraft>,
) -> Result<Response, Error> {
    let set = checked(&draft).map_err(Error::Settings)?;
    let id = WidgetId(hex::encode(app.entropy.bytes::<8>()));
    app.store.create_widget(&id, &set).await?;
    tracing::info!(widget = %id, agent = %session.agent.id, "widget made");
    Ok((StatusCode::CREATED, fresh(described(&app, id, 1, set))).into_response())
}

/// `GET /api/admin/widgets/{id}`.
pub async fn read(
    State(app): State<Arc<App>>,
    _admin: Admin,
    Path(id): Path<WidgetId>,
) -> Result<Response, Error> {
    let widget = app.store.widget(&id).await?.ok_or_else(unknown)?;
    let set = WidgetDraft { name: widget.name, sites: widget.sites, settings: widget.settings };
    Ok(fresh(described(&app, widget.id, widget.version, set)))
}

/// `PUT /api/admin/widgets/{id}`.
pub async fn change(
    State(app): State<Arc<App>>,
    Admin(session): Admin,
    Path(id): Path<WidgetId>,
    Posted(change): Posted<WidgetChange>,
) -> Result<Response, Error> {
    let set = checked(&change.set).map_err(Error::Settings)?;
    match app.store.change_widget(&id, change.version, &set).await? {
        Changed::Done(version) => {
            tracing::info!(widget = %id, agent = %session.agent.id, "widget changed");
            Ok(fresh(described(&app, id, version, set)))
        }
        Changed::Stale => Err(Error::refuse(Code::Stale, "the widget was changed since it was read")),
        Changed::Gone => Err(unknown()),
    }
}

/// `DELETE /api/admin/widgets/{id}`: its tag stops working; conversations stay.
pub async fn delete(
    State(app): State<Arc<App>>,
    Admin(session): Admin,
    _own: OwnPage,
    Path(id): Path<WidgetId>,
) -> Result<Response, Error> {
    if !app.store.delete_widget(&id).await? {
        return Err(unknown());
    }
    app.loaders.forget(&id);
    tracing::info!(widget = %id, agent = %session.agent.id, "widget taken away");
    Ok(StatusCode::NO_CONTENT.into_response())
}

/// `GET /api/admin/widgets/{id}/sightings`, the last one first.
pub async fn sightings(
    State(app): State<Arc<App>>,
    _admin: Admin,
    Path(id): Path<WidgetId>,
) -> Result<Response, Error> {
    let widget = app.store.widget(&id).await?.ok_or_else(unknown)?;
    // Whoever has just put the tag on a page wants to see it now.
    sightings::write_down(&app).await;
    let sites = sites_of(&app, &widget);
    let sighting = |(origin, seen): (String, crate::store::sightings::Seen)| Sighting {
        allowed: sites.iter().any(|site| site.covers(&origin)),
        origin,
        first_at: seen.first_at,
        last_at: seen.last_at,
        loads: seen.loads,
    };
    let seen: Vec<_> = app.store.sightings(&id).await?.into_iter().map(sighting).collect();
    Ok(fresh(seen))
}

/// `GET /api/admin/widgets/{id}/secret`: made when it is asked for the first time.
pub async fn secret(
    State(app): State<Arc<App>>,
    _admin: Admin,
    Path(id): Path<WidgetId>,
) -> Result<Response, Error> {
    let secret = app.store.secret_or(&id, &app.entropy.secret()).await?.ok_or_else(unknown)?;
    Ok(fresh(WidgetSecret { secret }))
}

/// `POST /api/admin/widgets/{id}/secret`: a new one, from now on.
pub async fn new_secret(
    State(app): State<Arc<App>>,
    Admin(session): Admin,
    _own: OwnPage,
    Path(id): Path<WidgetId>,
) -> Result<Response, Error> {
    let secret = app.entropy.secret();
    if !app.store.replace_secret(&id, &secret).await? {
        return Err(unknown());
    }
    tracing::info!(widget = %id, agent = %session.agent.id, "new secret");
    Ok(fresh(WidgetSecret { secret }))
}

fn described(app: &App, id: WidgetId, version: u32, set: WidgetDraft) -> Widget {
    Widget { snippet: loader::snippet(&app.config, &id), id, version, set }
}

fn unknown() -> Error {
    Error::refuse(Code::NotFound, "there is no such widget")
}

/// JSON that no cache keeps.
pub(in crate::http) fn fresh(value: impl Serialize) -> Response {
    ([(header::CACHE_CONTROL, HeaderValue::from_static("no-store"))], Json(value)).into_response()
}
