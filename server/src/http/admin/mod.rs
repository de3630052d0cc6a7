//! What managers and owners arrange in the console.

pub mod previews;
pub mod widgets;

mod draft;

use super::auth::AgentSession;
use crate::App;
use crate::error::Error;
use axum::Router;
use axum::extract::{DefaultBodyLimit, FromRequestParts};
use axum::http::request::Parts;
use axum::routing::{get, post, put};
use shared::people::Role;
use shared::problem::Code;
use std::sync::Arc;

/// Longest body of a request, in bytes: all texts of a widget in all languages.
const BODY_BYTES: usize = 512 * 1024;

/// A session of somebody who may arrange things: a manager or an owner. The one place where that is decided.
pub struct Admin(pub AgentSession);

impl FromRequestParts<Arc<App>> for Admin {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, app: &Arc<App>) -> Result<Self, Error> {
        let session = AgentSession::from_request_parts(parts, app).await?;
        match session.role {
            Role::Owner | Role::Manager => Ok(Self(session)),
            Role::GroupManager | Role::Agent => Err(Error::refuse(Code::Forbidden, "only managers and owners may do this")),
        }
    }
}

/// Widgets and their previews, below `/api/admin`.
pub fn router() -> Router<Arc<App>> {
    Router::new()
        .route("/widgets", get(widgets::list).post(widgets::create))
        .route("/widgets/{id}", get(widgets::read).put(widgets::change).delete(widgets::delete))
        .route("/widgets/{id}/sightings", get(widgets::sightings))
        .route("/widgets/{id}/secret", get(widgets::secret).post(widgets::new_secret))
        .route("/previews", post(previews::create))
        .route("/previews/{key}", put(previews::change))
        .layer(DefaultBodyLimit::max(BODY_BYTES))
}
