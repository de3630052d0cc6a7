//! Tags, as managers look after them.

use super::fields::Arranger;
use super::widgets::fresh;
use crate::App;
use crate::domain::contact::tag;
use crate::error::Error;
use crate::http::own_page::{OwnPage, Posted};
use crate::live::cards;
use crate::store::contacts::TagRefused;
use axum::Router;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::{post, put};
use shared::contact::tag::{TagChange, TagMerge};
use shared::ids::TagId;
use shared::problem::Code;
use shared::settings::{SettingFault, Wrong};
use std::sync::Arc;

/// Below `/api/admin`.
pub fn router() -> Router<Arc<App>> {
    Router::new()
        .route("/contact-tags/{id}", put(change).delete(delete))
        .route("/contact-tags/{id}/merge", post(merge))
}

/// `PUT /api/admin/contact-tags/{id}`. The answer is the list.
async fn change(
    State(app): State<Arc<App>>,
    Arranger(session): Arranger,
    Path(id): Path<TagId>,
    Posted(change): Posted<TagChange>,
) -> Result<Response, Error> {
    let wrong = |wrong| Error::Settings(vec![SettingFault { path: "name".into(), wrong }]);
    let name = tag(&change.name).map_err(wrong)?;
    match app.store.change_tag(&id, &TagChange { name, ..change }).await? {
        Ok(()) => {
            tracing::info!(tag = %id, by = %session.agent.id, "tag changed");
            cards::tell_all(&app);
            Ok(fresh(app.store.tags().await?))
        }
        Err(TagRefused::Taken) => Err(wrong(Wrong::Twice)),
        Err(TagRefused::Gone) => Err(gone()),
    }
}

/// `DELETE /api/admin/contact-tags/{id}`: from all cards.
async fn delete(
    State(app): State<Arc<App>>,
    _own: OwnPage,
    Arranger(session): Arranger,
    Path(id): Path<TagId>,
) -> Result<Response, Error> {
    if !app.store.delete_tag(&id).await? {
        return Err(gone());
    }
    tracing::info!(tag = %id, by = %session.agent.id, "tag taken away");
    cards::tell_all(&app);
    Ok(StatusCode::NO_CONTENT.into_response())
}

/// `POST /api/admin/contact-tags/{id}/merge`. The answer is the list.
async fn merge(
    State(app): State<Arc<App>>,
    Arranger(session): Arranger,
    Path(id): Path<TagId>,
    Posted(TagMerge { into }): Posted<TagMerge>,
) -> Result<Response, Error> {
    if id == into || !app.store.merge_tags(&id, &into).await? {
        return Err(gone());
    }
    tracing::info!(tag = %id, into = %into, by = %session.agent.id, "tags merged");
    cards::tell_all(&app);
    Ok(fresh(app.store.tags().await?))
}

fn gone() -> Error {
    Error::refuse(Code::NotFound, "there is no such tag")
}
