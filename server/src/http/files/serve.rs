//! Handing files out. What people send must never run as a page of ours: it is offered to be saved, under a policy that
//! forbids everything, and only pictures in which nothing can run are shown as they are.

use crate::App;
use crate::domain::conversation::Actor;
use crate::error::Error;
use crate::files::kind::is_shown_inline;
use crate::files::picture::drawn_kind;
use crate::files::shelf::Room;
use crate::http::auth::AgentSession;
use crate::http::visitor_token::Visitor;
use crate::live::as_actor;
use crate::store::files::{Holder, StoredFile};
use axum::body::Body;
use axum::extract::{FromRequestParts, Path, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::{IntoResponse, Response};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use shared::ids::FileId;
use shared::problem::Code;
use std::sync::Arc;

/// What stays as it is in an extended value (RFC 8187, section 3.2.1).
const ENCODED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');
/// A file never changes, but whoever signs in next on the same machine must not find it.
const CACHE: &str = "private, max-age=3600";
/// Nothing in it may run or be loaded.
pub const POLICY: &str = "sandbox; default-src 'none'";

/// Whoever asks for a file: a visitor by the token in the header, or else an agent by the session.
pub enum Reader {
    /// A visitor.
    Visitor(Visitor),
    /// An agent.
    Agent(AgentSession),
}

impl FromRequestParts<Arc<App>> for Reader {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, app: &Arc<App>) -> Result<Self, Error> {
        if parts.headers.contains_key(header::AUTHORIZATION) {
            Visitor::from_request_parts(parts, app).await.map(Self::Visitor)
        } else {
            AgentSession::from_request_parts(parts, app).await.map(Self::Agent)
        }
    }
}

/// `GET /api/files/{id}`: the file as it was sent.
pub async fn file(
    State(app): State<Arc<App>>,
    Path(id): Path<FileId>,
    reader: Reader,
) -> Result<Response, Error> {
    let file = seen_by(&app, reader, &id).await?;
    let reading = app.shelf.get(Room::Files, id.as_str()).await?.ok_or_else(not_found)?;
    let kind = HeaderValue::from_str(&file.card.kind).ok();
    let mut response = Body::from_stream(reading.content).into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_LENGTH, reading.bytes.into());
    headers.insert(header::CONTENT_DISPOSITION, disposition(&file));
    seal(headers, kind.unwrap_or(HeaderValue::from_static("application/octet-stream")));
    Ok(response)
}

/// `GET /api/files/{id}/thumbnail`: the picture in small.
pub async fn thumbnail(
    State(app): State<Arc<App>>,
    Path(id): Path<FileId>,
    reader: Reader,
) -> Result<Response, Error> {
    let file = seen_by(&app, reader, &id).await?;
    if file.card.thumbnail.is_none() {
        return Err(not_found());
    }
    let reading = app.shelf.get(Room::Thumbnails, id.as_str()).await?.ok_or_else(not_found)?;
    let content = reading.whole().await?;
    let kind = HeaderValue::from_static(drawn_kind(&content));
    let mut response = Body::from(content).into_response();
    seal(response.headers_mut(), kind);
    Ok(response)
}

/// The file, if the reader may see it: what was sent, by whoever sees the conversation; what wasn't yet, by its sender.
async fn seen_by(app: &App, reader: Reader, id: &FileId) -> Result<StoredFile, Error> {
    let file = app.store.file(id).await?.ok_or_else(not_found)?;
    let may_see = match (&file.holder, reader) {
        (Holder::Conversation(id), reader) => {
            let actor = match reader {
                Reader::Visitor(Visitor(visitor)) => Actor::Visitor(visitor),
                Reader::Agent(session) => as_actor(&app.store, &session, id).await?,
            };
            let conversation = app.store.conversation(id).await?.ok_or_else(not_found)?;
            conversation.shows_to(&actor) && (file.is_sent || file.sender == actor.sender())
        }
        (Holder::Room(room), Reader::Agent(session)) => {
            let me = session.agent.id;
            (file.is_sent || file.sender == me.as_str()) && app.store.room_members(room).await?.contains(&me)
        }
        (Holder::Room(_), Reader::Visitor(_)) => false,
    };
    if may_see { Ok(file) } else { Err(not_found()) }
}

/// The same words for what isn't there and what isn't theirs.
fn not_found() -> Error {
    Error::refuse(Code::NotFound, "there is no such file")
}

fn seal(headers: &mut HeaderMap, kind: HeaderValue) {
    headers.insert(header::CONTENT_TYPE, kind);
    headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(CACHE));
    headers.insert(header::VARY, HeaderValue::from_static("authorization, cookie"));
}

/// The name in the form for all scripts (RFC 6266, section 4.3), in which nothing can end the header.
fn disposition(file: &StoredFile) -> HeaderValue {
    let how = if is_shown_inline(&file.card.kind) { "inline" } else { "attachment" };
    saved_as(how, &file.card.name)
}

/// `Content-Disposition` with a name, once for programs that know ASCII alone.
pub fn saved_as(how: &str, name: &str) -> HeaderValue {
    let is_plain = |c: &char| c.is_ascii_graphic() && !matches!(c, '"' | '\\' | '%') || *c == ' ';
    let plain: String = name.chars().map(|c| if is_plain(&c) { c } else { '_' }).collect();
    let value =
        format!("{how}; filename=\"{plain}\"; filename*=UTF-8''{}", utf8_percent_encode(name, ENCODED));
    HeaderValue::from_str(&value).unwrap_or(HeaderValue::from_static("attachment"))
}
