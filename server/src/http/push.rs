//! Whether the device that asks is told of news while Frontdesk is closed there.

use super::admin::fresh;
use super::auth::AgentSession;
use super::own_page::{OwnPage, Posted};
use super::{assets, headers, problem};
use crate::App;
use crate::error::Error;
use crate::push::are_keys;
use crate::site::LANGUAGES;
use axum::Router;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::Response;
use axum::routing::get;
use shared::problem::Code;
use shared::push::{PushOffer, PushSubscription};
use std::sync::Arc;

/// Below `/api`.
pub fn router() -> Router<Arc<App>> {
    Router::new().route("/agent/push", get(read).put(subscribe).delete(unsubscribe))
}

/// `GET /api/agent/push`.
async fn read(State(app): State<Arc<App>>, session: AgentSession) -> Result<Response, Error> {
    let on = app.store.is_subscribed(&session.session_hash).await?;
    Ok(fresh(PushOffer { key: app.push.public_key().into(), on }))
}

/// `PUT /api/agent/push`.
async fn subscribe(
    State(app): State<Arc<App>>,
    session: AgentSession,
    Posted(set): Posted<PushSubscription>,
) -> Result<StatusCode, Error> {
    app.push.admit(&set.endpoint)?;
    if !are_keys(&set.p256dh, &set.auth) {
        return Err(Error::refuse(Code::Invalid, "these are no keys of a browser"));
    }
    if !LANGUAGES.contains(&set.lang.as_str()) {
        return Err(Error::refuse(Code::Invalid, "the console doesn't speak this language"));
    }
    app.store.subscribe(&session.session_hash, &session.agent.id, &set, app.clock.now()).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// `DELETE /api/agent/push`.
async fn unsubscribe(
    State(app): State<Arc<App>>,
    session: AgentSession,
    _own: OwnPage,
) -> Result<StatusCode, Error> {
    app.store.unsubscribe(&session.session_hash).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// `GET /console/worker.js`: the script that shows what is pushed. It keeps no page and fetches nothing.
pub async fn worker(State(app): State<Arc<App>>, request: HeaderMap) -> Result<Response, Error> {
    let site = app.site.derived()?;
    let Ok(address) = site.address("console-worker.js") else { return Ok(problem::no_such_path().await) };
    let path = address.trim_start_matches("/assets/");
    let mut response = assets::file(&app.site, path, assets::Freshness::Ask, &request);
    let answer = response.headers_mut();
    answer.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static("default-src 'none'"));
    answer.insert(headers::WORKER_SCOPE.clone(), HeaderValue::from_static("/console"));
    Ok(response)
}
