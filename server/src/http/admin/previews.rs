//! Drafts that an admin looks at before saving them.

use super::Admin;
use super::draft::checked;
use super::widgets::fresh;
use crate::App;
use crate::error::Error;
use crate::http::own_page::Posted;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use shared::problem::Code;
use shared::rest::{Preview, WidgetDraft};
use std::sync::Arc;

/// `POST /api/admin/previews`: keeps a draft in memory, whether it could be saved or not.
pub async fn create(
    State(app): State<Arc<App>>,
    Admin(session): Admin,
    Posted(draft): Posted<WidgetDraft>,
) -> Response {
    let key = app.entropy.secret();
    let preview = Preview { key: key.clone(), faults: checked(&draft).err().unwrap_or_default() };
    app.drafts.add(key, &session.session_hash, draft, app.clock.now());
    (StatusCode::CREATED, fresh(preview)).into_response()
}

/// `PUT /api/admin/previews/{key}`: what is shown from now on.
pub async fn change(
    State(app): State<Arc<App>>,
    Admin(session): Admin,
    Path(key): Path<String>,
    Posted(draft): Posted<WidgetDraft>,
) -> Result<Response, Error> {
    let faults = checked(&draft).err().unwrap_or_default();
    if !app.drafts.change(&key, &session.session_hash, draft, app.clock.now()) {
        return Err(Error::refuse(Code::NotFound, "there is no such preview, or it has run out"));
    }
    Ok(fresh(Preview { key, faults }))
}
