//! What managers and owners arrange in the console.

pub mod agents;
pub mod bans;
mod canned;
mod conversation_tags;
mod fields;
mod mail;
pub mod previews;
pub mod queues;
mod tags;
pub mod widgets;

mod draft;

pub(super) use self::widgets::fresh;

use super::auth::AgentSession;
use crate::App;
use crate::domain::permissions::Action;
use crate::error::Error;
use axum::Router;
use axum::extract::{DefaultBodyLimit, FromRequestParts};
use axum::http::request::Parts;
use axum::routing::{get, post, put};
use std::sync::Arc;

/// Longest body of a request, in bytes: all texts of a widget in all languages.
const BODY_BYTES: usize = 512 * 1024;

/// A session of somebody who may arrange widgets.
pub struct Admin(pub AgentSession);

impl FromRequestParts<Arc<App>> for Admin {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, app: &Arc<App>) -> Result<Self, Error> {
        let session = AgentSession::from_request_parts(parts, app).await?;
        session.must(Action::ArrangeWidgets)?;
        Ok(Self(session))
    }
}

/// Widgets and their previews, agents, queues, canned responses, bans, contacts' fields and tags, and mail, below `/api/admin`.
pub fn router() -> Router<Arc<App>> {
    Router::new()
        .merge(agents::router())
        .merge(queues::router())
        .merge(canned::router())
        .merge(bans::router())
        .merge(fields::router())
        .merge(tags::router())
        .merge(conversation_tags::router())
        .merge(mail::router())
        .route("/widgets", get(widgets::list).post(widgets::create))
        .route("/widgets/{id}", get(widgets::read).put(widgets::change).delete(widgets::delete))
        .route("/widgets/{id}/sightings", get(widgets::sightings))
        .route("/widgets/{id}/secret", get(widgets::secret).post(widgets::new_secret))
        .route("/previews", post(previews::create))
        .route("/previews/{key}", put(previews::change))
        .layer(DefaultBodyLimit::max(BODY_BYTES))
}
