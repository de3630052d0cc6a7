//! Streams for visitors whose network lets no web socket through; the frames are the same as there.

use super::language;
use super::own_page::OwnPage;
use super::peer::{self, Peer};
use crate::App;
use crate::error::Error;
use crate::live;
use crate::live::transport::{Heard, Transport};
use axum::Extension;
use axum::body::{Body, Bytes};
use axum::extract::rejection::BytesRejection;
use axum::extract::{RawQuery, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use shared::problem::Code;
use std::sync::Arc;

/// Most frames in one request.
const FRAMES_MAX: usize = 64;

static STREAM: HeaderName = HeaderName::from_static("x-frontdesk-stream");
/// Asks proxies to pass on each event as it comes.
static BUFFERING: HeaderName = HeaderName::from_static("x-accel-buffering");

/// `POST /api/visitor/stream`. The answer is an event stream that lasts: first `event: open` with the secret that
/// [`say`] asks for, then one event for each frame. Who speaks is said in the first frame, in
/// which language by `lang=`.
pub async fn open(
    State(app): State<Arc<App>>,
    Extension(peer): Extension<Peer>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
    _own: OwnPage,
) -> Response {
    let browser = peer::browser(&app.config, peer, &headers);
    let lang = language::spoken(query.as_deref(), &browser.language);
    let (channel, events) = app.live.streams.open(&app.entropy.secret());
    tokio::spawn(live::visitor::run(app, Transport::Stream(channel), browser, lang));
    let mut response = Body::from_stream(events).into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("text/event-stream"));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(BUFFERING.clone(), HeaderValue::from_static("no"));
    response
}

/// `POST /api/visitor/stream/say`: what the visitor says into the stream that the header names, one frame a line.
/// 204 means that the server will read it, as a web socket's send does; frames themselves acknowledge commands.
pub async fn say(
    State(app): State<Arc<App>>,
    headers: HeaderMap,
    _own: OwnPage,
    body: Result<Bytes, BytesRejection>,
) -> Result<StatusCode, Error> {
    let secret = headers.get(&STREAM).and_then(|secret| secret.to_str().ok()).unwrap_or_default();
    let gone = || Error::refuse(Code::NotFound, "the stream is gone: open another one");
    let ear = app.live.streams.find(secret).ok_or_else(gone)?;
    let body = match body {
        Ok(body) => body,
        Err(rejection) if rejection.status() == StatusCode::PAYLOAD_TOO_LARGE => {
            ear.tell(Heard::TooBig).await.map_err(|_| gone())?;
            return Err(Error::refuse(Code::TooLarge, "a request holds at most 65,536 bytes"));
        }
        Err(_) => return Err(Error::refuse(Code::Malformed, "the body broke off")),
    };
    let text =
        std::str::from_utf8(&body).map_err(|_| Error::refuse(Code::Malformed, "the body is no UTF-8"))?;
    let frames = || text.lines().filter(|line| !line.is_empty());
    if frames().count() > FRAMES_MAX {
        return Err(Error::refuse(Code::TooLarge, "a request holds at most 64 frames"));
    }
    for frame in frames() {
        ear.tell(Heard::Text(frame.into())).await.map_err(|_| gone())?;
    }
    Ok(StatusCode::NO_CONTENT)
}
