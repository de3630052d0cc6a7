//! Pictures of the house: logos of widgets, and agents' photos. Whatever comes in is drawn anew, so nothing of what was
//! uploaded is ever served. Anyone may see them; their names can't be guessed.

use super::admin::Admin;
use super::admin::agents::{self, Arranger};
use super::assets::{self, Freshness};
use super::auth::{self, AgentSession};
use super::files::receive::receive;
use super::headers::RESOURCE_POLICY;
use super::own_page::{OwnPage, Posted};
use super::peer::{self, Peer};
use crate::App;
use crate::domain::conversation::{Actor, Rights};
use crate::error::Error;
use crate::files::picture::{self, Drawn, Refused};
use crate::files::shelf::Room;
use axum::body::{Body, Bytes};
use axum::extract::{FromRequest, Path, Request, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::{Extension, Json};
use shared::ids::AgentId;
use shared::people::{AgentCard, STOCK_PHOTOS};
use shared::problem::Code;
use shared::rest::{Picture, StockPhoto};
use std::sync::Arc;

/// Largest picture that is taken, in bytes: 2 MiB.
const PICTURE_BYTES: u64 = 2 * 1024 * 1024;
/// A logo's largest width and height in pixels.
const LOGO: (u32, u32) = (512, 512);
/// A photo's width and height in pixels.
const PHOTO_SIDE: u32 = 96;
/// A picture is nobody's script, whatever is in it.
const POLICY: HeaderValue = HeaderValue::from_static("sandbox; default-src 'none'");

/// `POST /api/admin/pictures`: the body is an image. The answer is its id.
pub async fn add_logo(
    State(app): State<Arc<App>>,
    Extension(peer): Extension<Peer>,
    headers: HeaderMap,
    _own: OwnPage,
    Admin(session): Admin,
    body: Body,
) -> Result<Response, Error> {
    let id = add(&app, session.agent, peer, &headers, body, |image| picture::within(image, LOGO)).await?;
    Ok((StatusCode::CREATED, Json(Picture { id })).into_response())
}

/// `PUT /api/agent/photo`: the body is an image, of which the middle is taken, or the name of a drawn portrait as JSON.
pub async fn set_photo(
    State(app): State<Arc<App>>,
    Extension(peer): Extension<Peer>,
    headers: HeaderMap,
    _own: OwnPage,
    session: AgentSession,
    request: Request,
) -> Result<Response, Error> {
    let path = taken_in(&app, &session, peer, &headers, request).await?;
    // An older photo stays where it is: earlier conversations go on showing it.
    app.store.set_photo(&session.agent.id, Some(&path)).await?;
    Ok(auth::described(with_photo(session, Some(path))))
}

/// `DELETE /api/agent/photo`: from now on the agent has none.
pub async fn remove_photo(
    State(app): State<Arc<App>>,
    _own: OwnPage,
    session: AgentSession,
) -> Result<Response, Error> {
    app.store.set_photo(&session.agent.id, None).await?;
    Ok(auth::described(with_photo(session, None)))
}

/// `PUT /api/admin/agents/{id}/photo`: the same for another agent.
pub async fn set_photo_of(
    State(app): State<Arc<App>>,
    Extension(peer): Extension<Peer>,
    headers: HeaderMap,
    _own: OwnPage,
    Arranger(session): Arranger,
    Path(id): Path<AgentId>,
    request: Request,
) -> Result<Response, Error> {
    agents::arranged(&app, &session, &id).await?;
    let path = taken_in(&app, &session, peer, &headers, request).await?;
    app.store.set_photo(&id, Some(&path)).await?;
    agents::agent(&app, &id).await
}

/// `DELETE /api/admin/agents/{id}/photo`: from now on the agent has none.
pub async fn remove_photo_of(
    State(app): State<Arc<App>>,
    _own: OwnPage,
    Arranger(session): Arranger,
    Path(id): Path<AgentId>,
) -> Result<Response, Error> {
    agents::arranged(&app, &session, &id).await?;
    app.store.set_photo(&id, None).await?;
    agents::agent(&app, &id).await
}

/// `GET /pictures/{id}` and `GET /photos/{id}`.
pub async fn picture(State(app): State<Arc<App>>, Path(id): Path<String>) -> Result<Response, Error> {
    let not_found = || Error::refuse(Code::NotFound, "there is no such picture");
    let kind = app.store.picture_kind(&id).await?.ok_or_else(not_found)?;
    let reading = app.shelf.get(Room::Pictures, &id).await?.ok_or_else(not_found)?;
    let mut response = Body::from_stream(reading.content).into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_LENGTH, reading.bytes.into());
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_str(&kind).map_err(|_| not_found())?);
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("public, max-age=31536000, immutable"));
    Ok(for_everyone(response))
}

/// `GET /photos/{name}`: an agent's photo, or one of the drawn portraits, which end in `.svg`.
pub async fn photo(
    State(app): State<Arc<App>>,
    Path(name): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Error> {
    match name.strip_suffix(".svg") {
        Some(stock) if STOCK_PHOTOS.contains(&stock) => Ok(for_everyone(assets::file(
            &app.site,
            &format!("photos/{name}"),
            Freshness::FiveMinutes,
            &headers,
        ))),
        _ => picture(State(app), Path(name)).await,
    }
}

/// Pages of other sites may show it, and nothing in it runs.
fn for_everyone(mut response: Response) -> Response {
    let headers = response.headers_mut();
    headers.insert(RESOURCE_POLICY.clone(), HeaderValue::from_static("cross-origin"));
    headers.insert(header::CONTENT_SECURITY_POLICY, POLICY);
    response
}

fn with_photo(session: AgentSession, photo: Option<String>) -> AgentSession {
    AgentSession { agent: AgentCard { photo, ..session.agent }, ..session }
}

/// Takes a photo in, sent as an image or named as a drawn portrait, and returns its path on the chat's origin.
async fn taken_in(
    app: &Arc<App>,
    session: &AgentSession,
    peer: Peer,
    headers: &HeaderMap,
    request: Request,
) -> Result<String, Error> {
    let is_json = headers
        .get(header::CONTENT_TYPE)
        .is_some_and(|kind| kind.as_bytes().starts_with(b"application/json"));
    if is_json {
        let Posted(StockPhoto { stock }) = Posted::from_request(request, app).await?;
        if !STOCK_PHOTOS.contains(&stock.as_str()) {
            return Err(Error::refuse(Code::Invalid, "there is no portrait of this name"));
        }
        Ok(format!("/photos/{stock}.svg"))
    } else {
        let draw = |image: &[u8]| picture::square(image, PHOTO_SIDE);
        let id = add(app, session.agent.clone(), peer, headers, request.into_body(), draw).await?;
        Ok(format!("/photos/{id}"))
    }
}

/// Takes a picture in and keeps what `draw` makes of it.
async fn add(
    app: &App,
    agent: AgentCard,
    peer: Peer,
    headers: &HeaderMap,
    body: Body,
    draw: impl FnOnce(&[u8]) -> Result<Drawn, Refused> + Send + 'static,
) -> Result<String, Error> {
    let address = peer::address(&app.config, peer, headers);
    let _place =
        app.limits.uploads.admit(&Actor::Agent { card: agent, rights: Rights::default() }, address)?;
    let received = receive(&app.shelf, headers, body, PICTURE_BYTES).await?;
    let worker = app.shelf.worker().await?;
    let content: Bytes = received.content().await?;
    let drawn = tokio::task::spawn_blocking(move || draw(&content))
        .await
        .map_err(|_| Error::from(Refused::Broken))??;
    drop(worker);
    let id = app.entropy.secret()[..32].to_owned();
    app.shelf.put(Room::Pictures, &id, drawn.content.into()).await?;
    app.store.add_picture(&id, drawn.kind, app.clock.now()).await?;
    Ok(id)
}
