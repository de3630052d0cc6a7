//! Everything that speaks HTTP. This page is the whole map; each handler decodes, calls one thing, and encodes.

pub mod auth;
pub mod embedding;
pub mod limits;
pub mod listen;
pub mod peer;

pub mod admin;
mod asked;
mod assets;
mod bans;
mod canned;
mod compress;
mod console;
mod contacts;
mod conversations;
mod demo;
mod devices;
mod error_page;
pub mod files;
mod headers;
pub mod health;
mod language;
pub mod loader;
mod own_page;
mod pictures;
pub mod preview;
mod problem;
mod push;
mod sockets;
mod staff;
mod status;
mod streams;
mod tags;
mod team;
mod tickets;
mod transcript;
mod transcript_mail;
mod visitor_token;
mod visits;
mod web_manifest;
mod weight;
pub mod widget;

use crate::App;
use crate::error::Error;
use axum::Router;
use axum::extract::{DefaultBodyLimit, Request};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use axum::routing::{any, delete, get, post, put};
use shared::problem::Code;
use std::sync::Arc;
use std::time::Duration;
use tokio::time::timeout;

/// Longest body of a request, in bytes.
const BODY_BYTES: usize = 64 * 1024;
/// A request that takes longer, body included, is given up. Sockets are answered at once and live on.
const REQUEST_TIME: Duration = Duration::from_secs(30);

/// The chat's origin.
pub fn chat_router(app: &Arc<App>) -> Router {
    let api = Router::new()
        .route("/visitor/conversations", get(transcript::history))
        .route("/visitor/conversations/{id}/transcript", get(transcript::for_visitor))
        .route("/agent/conversations", get(conversations::find))
        .route("/agent/conversations/bulk", post(conversations::bulk::act))
        .route("/agent/conversations/bulk/content", post(conversations::bulk::content))
        .route("/agent/conversations/{id}", get(conversations::read).delete(conversations::delete))
        .route("/agent/conversations/{id}/content", get(conversations::content))
        .route(
            "/agent/conversations/{id}/archive",
            post(conversations::archive).delete(conversations::unarchive),
        )
        .route("/agent/conversations/{id}/transcript", get(transcript::for_agent))
        .route("/agent/conversations/{id}/transcript/mail", post(transcript_mail::mail))
        .route("/agent/conversations/{id}/ban", post(bans::ban_visitor))
        .route("/visitor/socket", get(sockets::visitor))
        .route("/visitor/stream", post(streams::open))
        .route("/visitor/stream/say", post(streams::say))
        .route("/agent/socket", get(sockets::agent))
        .route("/agent/sign-in", post(auth::sign_in))
        .route("/agent/sign-out", post(auth::sign_out))
        .route("/agent/set-password", post(auth::set_password))
        .route("/agent/me", get(auth::me))
        .merge(tickets::router())
        .merge(contacts::router())
        .merge(team::router())
        .merge(push::router())
        .route("/agent/canned", get(canned::list))
        .route("/agent/tags", get(tags::list))
        .route("/agent/channels", get(conversations::channels::list))
        .route("/agent/colleagues", get(staff::colleagues))
        .route("/agent/sessions", get(devices::list).delete(devices::end_others))
        .route("/agent/sessions/{session}", delete(devices::end))
        .route("/widget/{id}/status", get(status::status))
        .route("/visits/{widget}", visits::route())
        .route("/files/{id}", get(files::file))
        .route("/files/{id}/thumbnail", get(files::thumbnail))
        .nest("/admin", admin::router())
        .fallback(problem::no_such_path);
    let uploads = Router::new()
        .route("/api/visitor/files", post(files::from_visitor))
        .route("/api/agent/files", post(files::from_agent))
        .route("/api/agent/team/files", post(team::upload))
        .route("/api/admin/pictures", post(pictures::add_logo))
        .route("/api/admin/agents/import", post(admin::agents::preview_import))
        .route("/api/admin/agents/{id}/photo", put(pictures::set_photo_of).delete(pictures::remove_photo_of))
        .route("/api/agent/photo", put(pictures::set_photo).delete(pictures::remove_photo))
        .layer(DefaultBodyLimit::max(BODY_BYTES))
        .layer(middleware::from_fn(files::receive::read_leftovers));
    let router = Router::new()
        .nest("/api", api)
        .route("/w/{file}", get(loader::script))
        .route("/pictures/{id}", get(pictures::picture))
        .route("/photos/{name}", get(pictures::photo))
        .route("/widget/{id}", get(widget::document))
        .route("/preview/{key}", get(preview::outside))
        .route("/preview/{key}/widget", get(preview::inside))
        .route("/preview/{key}/w.js", get(preview::script))
        .route("/console", get(console::document))
        .route("/console/", get(console::document))
        .route("/console/texts/{file}", get(console::texts))
        .route("/console/app.webmanifest", get(web_manifest::manifest))
        .route("/console/worker.js", get(push::worker))
        .route("/console/{*path}", get(console::document))
        .route("/assets/{*path}", get(assets::asset))
        .route("/demo", get(demo::redirect))
        .route("/healthz", get(health::healthz))
        .route("/metrics", get(health::metrics))
        .route("/api", any(problem::no_such_path))
        .fallback(error_page::no_such_page);
    // What takes its time has limits of its own.
    finish(prompt(router).merge(uploads), app)
}

/// The demo site's origin.
pub fn demo_router(app: &Arc<App>) -> Router {
    let router = Router::new()
        .route("/", get(demo::page))
        .route("/{*path}", get(demo::file))
        .fallback(error_page::no_such_page);
    finish(prompt(router), app)
}

/// Requests with small bodies that are answered soon.
fn prompt(router: Router<Arc<App>>) -> Router<Arc<App>> {
    router.layer(DefaultBodyLimit::max(BODY_BYTES)).layer(middleware::from_fn(in_time))
}

fn finish(router: Router<Arc<App>>, app: &Arc<App>) -> Router {
    router
        .method_not_allowed_fallback(problem::wrong_method)
        .layer(middleware::from_fn_with_state(compress::Packed::default(), compress::pages))
        .layer(middleware::from_fn_with_state(Arc::clone(app), headers::on_every_answer))
        .with_state(Arc::clone(app))
}

async fn in_time(request: Request, next: Next) -> Response {
    match timeout(REQUEST_TIME, next.run(request)).await {
        Ok(response) => response,
        Err(_) => Error::refuse(Code::Unavailable, "this took too long").into_response(),
    }
}
