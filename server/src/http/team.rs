//! Rooms of the staff chat as they are made and changed; what is said in them goes over the agents' sockets.

use super::admin::fresh;
use super::asked::Asked;
use super::auth::AgentSession;
use super::files::{arrive, keep};
use super::own_page::{OwnPage, Posted};
use super::peer::{self, Peer};
use super::tickets::acceptable;
use crate::App;
use crate::domain::conversation::{Actor, Rights};
use crate::domain::team::{Wanted, wanted};
use crate::error::Error;
use crate::live::team::{act, not_found, show};
use crate::store::files::Holder;
use crate::store::team::{Act, NewGroup};
use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::{delete, post, put};
use axum::{Extension, Router};
use serde::Deserialize;
use shared::ids::RoomId;
use shared::problem::Code;
use shared::team::{MEMBERS_MAX, NewMembers, NewRoom, RoomName, group_name};
use std::sync::Arc;

/// Below `/api`.
pub fn router() -> Router<Arc<App>> {
    Router::new()
        .route("/agent/team/rooms", post(make))
        .route("/agent/team/rooms/{id}", put(rename))
        .route("/agent/team/rooms/{id}/members", post(add))
        .route("/agent/team/rooms/{id}/members/me", delete(leave))
}

/// `POST /api/agent/team/rooms`.
async fn make(
    State(app): State<Arc<App>>,
    session: AgentSession,
    Posted(new): Posted<NewRoom>,
) -> Result<Response, Error> {
    acceptable(&new.id)?;
    let (me, now) = (&session.agent, app.clock.now());
    let id = RoomId(app.entropy.id(&app.clock));
    let made = match wanted(&me.id, &new)? {
        Wanted::Pair(other) => app.store.room_for_two(&id, &me.id, &other, now).await?,
        Wanted::Group { name, others } => {
            let group = NewGroup { id: &id, client: &new.id, maker: me, name: &name, others: &others, now };
            let made = app.store.make_group(&group).await?;
            if made.as_ref() == Some(&id) {
                show(&app, &id, &app.store.room_members(&id).await?).await;
            }
            made
        }
    };
    let made = made.ok_or_else(|| Error::refuse(Code::NotFound, "somebody can't be written to"))?;
    answer(&app, &session, &made, StatusCode::CREATED).await
}

/// `PUT /api/agent/team/rooms/{id}`: calls a group otherwise.
async fn rename(
    State(app): State<Arc<App>>,
    session: AgentSession,
    Path(id): Path<RoomId>,
    Posted(new): Posted<RoomName>,
) -> Result<Response, Error> {
    act(&app, &id, &session.agent.id, &Act::Rename(group_name(&new.name)?)).await?;
    answer(&app, &session, &id, StatusCode::OK).await
}

/// `POST /api/agent/team/rooms/{id}/members`: lets others into a group.
async fn add(
    State(app): State<Arc<App>>,
    session: AgentSession,
    Path(id): Path<RoomId>,
    Posted(new): Posted<NewMembers>,
) -> Result<Response, Error> {
    if new.agents.len() > MEMBERS_MAX {
        return Err(crate::domain::team::too_many().into());
    }
    act(&app, &id, &session.agent.id, &Act::Add(new.agents)).await?;
    answer(&app, &session, &id, StatusCode::OK).await
}

/// `DELETE /api/agent/team/rooms/{id}/members/me`: goes out of a group.
async fn leave(
    State(app): State<Arc<App>>,
    session: AgentSession,
    Path(id): Path<RoomId>,
    _own: OwnPage,
) -> Result<StatusCode, Error> {
    act(&app, &id, &session.agent.id, &Act::Leave).await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn answer(
    app: &App,
    session: &AgentSession,
    id: &RoomId,
    status: StatusCode,
) -> Result<Response, Error> {
    let room = app.store.room_of(&session.agent.id, id).await?.ok_or_else(not_found)?;
    Ok((status, fresh(room)).into_response())
}

/// Where a file is to go.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Target {
    room: RoomId,
}

/// `POST /api/agent/team/files?room=ID`: a file for a room, as `/api/agent/files` takes it for a conversation.
pub async fn upload(
    State(app): State<Arc<App>>,
    Extension(peer): Extension<Peer>,
    headers: HeaderMap,
    _own: OwnPage,
    session: AgentSession,
    Asked(target): Asked<Target>,
    body: Body,
) -> Result<Response, Error> {
    let me = Actor::Agent { card: session.agent.clone(), rights: Rights::default() };
    let address = peer::address(&app.config, peer, &headers);
    must_be_in(&app, &session, &target.room).await?;
    let arrived = arrive(&app, &me, address, &headers, body).await?;
    // They may have gone out while the file was on its way.
    must_be_in(&app, &session, &target.room).await?;
    keep(&app, Holder::Room(target.room), me.sender(), None, arrived).await
}

async fn must_be_in(app: &App, session: &AgentSession, room: &RoomId) -> Result<(), Error> {
    if app.store.room_members(room).await?.contains(&session.agent.id) {
        Ok(())
    } else {
        Err(not_found().into())
    }
}
