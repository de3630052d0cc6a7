//! `GET /api/widget/{id}/status`: whether anybody is there, for any site's page to ask.

use super::headers::RESOURCE_POLICY;
use super::peer::{self, Peer};
use crate::App;
use crate::error::Error;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::{IntoResponse, Response};
use axum::{Extension, Json};
use shared::ids::WidgetId;
use shared::problem::Code;
use shared::rest::WidgetStatus;
use std::sync::Arc;

/// The status of a widget's desk and of each topic. It holds nothing that a visitor isn't shown, so every site may read it.
pub async fn status(
    State(app): State<Arc<App>>,
    Path(id): Path<String>,
    Extension(peer): Extension<Peer>,
    headers: HeaderMap,
) -> Response {
    let mut response = match try_status(&app, &WidgetId(id), peer, &headers).await {
        Ok(status) => Json(status).into_response(),
        Err(error) => error.into_response(),
    };
    let headers = response.headers_mut();
    headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
    headers.insert(RESOURCE_POLICY.clone(), HeaderValue::from_static("cross-origin"));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

async fn try_status(
    app: &App,
    id: &WidgetId,
    peer: Peer,
    headers: &HeaderMap,
) -> Result<WidgetStatus, Error> {
    app.limits.status.check(peer::address(&app.config, peer, headers))?;
    let status = app.live.presence.status(id).await?;
    status.ok_or_else(|| Error::refuse(Code::UnknownWidget, "no widget has this id"))
}
