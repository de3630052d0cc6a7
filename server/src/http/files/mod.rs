//! Files that visitors and agents send each other: taken in, looked into, kept, and handed out to whoever may see them.

pub mod receive;
mod serve;

pub use self::serve::{POLICY, file, saved_as, thumbnail};

use self::receive::receive;
use super::asked::Asked;
use super::auth::AgentSession;
use super::limits::Permit;
use super::own_page::OwnPage;
use super::peer::{self, Peer};
use super::visitor_token::Visitor;
use crate::App;
use crate::domain::conversation::{Actor, Conversation, Refusal};
use crate::error::Error;
use crate::files::shelf::Room;
use crate::files::{self, Checked, name};
use crate::live;
use crate::store::files::{Holder, StoredFile};
use anyhow::Context;
use axum::body::Body;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::{Extension, Json};
use percent_encoding::percent_decode_str;
use serde::Deserialize;
use shared::file::FileCard;
use shared::ids::{ConversationId, FileId, VisitorId};
use shared::problem::{Code, Problem};
use std::net::IpAddr;
use std::sync::Arc;
use tokio::sync::SemaphorePermit;

/// One visitor's files of a day, in bytes: 50 MiB.
const VISITOR_BYTES_A_DAY: u64 = 50 * 1024 * 1024;

/// Where a file is to go.
#[derive(Deserialize)]
pub struct Target {
    conversation: ConversationId,
}

/// `POST /api/visitor/files?conversation=ID`: the body is the file, `X-File-Name` its name, percent-encoded. The answer
/// is its card, which a message can then carry.
pub async fn from_visitor(
    State(app): State<Arc<App>>,
    Extension(peer): Extension<Peer>,
    headers: HeaderMap,
    _own: OwnPage,
    Visitor(visitor): Visitor,
    Asked(target): Asked<Target>,
    body: Body,
) -> Result<Response, Error> {
    let address = peer::address(&app.config, peer, &headers);
    app.live.bans.check(address).await?;
    let actor = Actor::Visitor(visitor);
    let conversation = may_send(&app, &actor, &target.conversation).await?;
    let widget = app.store.widget(&conversation.widget).await?;
    if !widget.is_some_and(|widget| widget.settings.chat.files) {
        return Err(Error::refuse(Code::Forbidden, "this widget takes no files"));
    }
    take_in(&app, &actor, &conversation, address, &headers, body).await
}

/// `POST /api/agent/files?conversation=ID`: the same with an agent's session.
pub async fn from_agent(
    State(app): State<Arc<App>>,
    Extension(peer): Extension<Peer>,
    headers: HeaderMap,
    _own: OwnPage,
    session: AgentSession,
    Asked(target): Asked<Target>,
    body: Body,
) -> Result<Response, Error> {
    let address = peer::address(&app.config, peer, &headers);
    let actor = live::as_actor(&app.store, &session, &target.conversation).await?;
    let conversation = may_send(&app, &actor, &target.conversation).await?;
    take_in(&app, &actor, &conversation, address, &headers, body).await
}

async fn may_send(app: &App, actor: &Actor, id: &ConversationId) -> Result<Conversation, Error> {
    let found = app.store.conversation(id).await?;
    let conversation = found.ok_or_else(|| Error::from(Problem::from(Refusal::NotFound)))?;
    conversation.may_send(actor).map_err(Problem::from)?;
    Ok(conversation)
}

async fn take_in(
    app: &App,
    actor: &Actor,
    conversation: &Conversation,
    address: IpAddr,
    headers: &HeaderMap,
    body: Body,
) -> Result<Response, Error> {
    let arrived = arrive(app, actor, address, headers, body).await?;
    // It may have ended while the file was on its way.
    may_send(app, actor, &conversation.id).await?;
    let holder = Holder::Conversation(conversation.id.clone());
    let quota = matches!(actor, Actor::Visitor(_)).then_some((&conversation.visitor, VISITOR_BYTES_A_DAY));
    keep(app, holder, actor.sender(), quota, arrived).await
}

/// A file that came in whole and was looked into. Whoever has it holds a place among those that are worked on.
pub struct Arrived<'a> {
    said: String,
    checked: Checked,
    _worker: SemaphorePermit<'a>,
    _permit: Permit,
}

/// Takes a file in and looks into it.
pub async fn arrive<'a>(
    app: &'a App,
    sender: &Actor,
    address: IpAddr,
    headers: &HeaderMap,
    body: Body,
) -> Result<Arrived<'a>, Error> {
    let permit = app.limits.uploads.admit(sender, address)?;
    let said = said_name(headers)?;
    let received = receive(&app.shelf, headers, body, app.config.file_bytes()).await?;
    let worker = app.shelf.worker().await?;
    let content = received.content().await?;
    let checked = tokio::task::spawn_blocking(move || files::check(content))
        .await
        .map_err(|_| Error::refuse(Code::FileRefused, "the file can't be read"))??;
    Ok(Arrived { said, checked, _worker: worker, _permit: permit })
}

/// The name that the sender gives the file.
fn said_name(headers: &HeaderMap) -> Result<String, Error> {
    let malformed = || Error::refuse(Code::Malformed, "X-File-Name must be a percent-encoded name");
    let Some(value) = headers.get("x-file-name") else { return Ok(String::new()) };
    let text = value.to_str().map_err(|_| malformed())?;
    Ok(percent_decode_str(text).decode_utf8().map_err(|_| malformed())?.into_owned())
}

/// Keeps what has arrived, of somebody who may put it there, and answers with its card. First the row, then the content:
/// what is left of a file that came half is found by its row.
pub async fn keep(
    app: &App,
    holder: Holder,
    sender: &str,
    quota: Option<(&VisitorId, u64)>,
    arrived: Arrived<'_>,
) -> Result<Response, Error> {
    let Arrived { said, checked, .. } = &arrived;
    let id = app.entropy.id(&app.clock);
    let card = FileCard {
        id: FileId(id.clone()),
        name: name::clean(said, checked.kind),
        kind: checked.kind.media_type().into(),
        bytes: checked.content.len() as u64,
        thumbnail: checked.thumbnail.as_ref().map(files::picture::Drawn::size),
    };
    let file = StoredFile { card: card.clone(), holder, sender: sender.into(), is_sent: false };
    if !app.store.add_file(&file, quota, app.clock.now()).await? {
        const HOUR_SECONDS: u32 = 60 * 60;
        return Err(Error::too_many(HOUR_SECONDS, "this visitor has sent 50 MiB within a day"));
    }
    let kept = async {
        if let Some(thumbnail) = &checked.thumbnail {
            app.shelf.put(Room::Thumbnails, &id, thumbnail.content.clone().into()).await?;
        }
        app.shelf.put(Room::Files, &id, checked.content.clone()).await
    };
    if let Err(error) = kept.await {
        files::forget(&app.shelf, &app.store, &card.id).await.context("a file that came half stays")?;
        return Err(error);
    }
    Ok((StatusCode::CREATED, Json(card)).into_response())
}
