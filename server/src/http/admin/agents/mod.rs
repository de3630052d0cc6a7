//! Agents as those arrange them who may: made, changed, put in order, invited.

mod activity;
mod import;
pub mod imports;
mod invitations;
mod sessions;

use super::widgets::fresh;
use crate::App;
use crate::domain::permissions::{self, Action, Person, Who};
use crate::domain::staff::checked;
use crate::error::Error;
use crate::http::auth::AgentSession;
use crate::http::own_page::{OwnPage, Posted};
use crate::http::staff::{self, attendance};
use crate::store::agents::{Agent as Stored, Obstacle};
use axum::Router;
use axum::extract::{FromRequestParts, Path, State};
use axum::http::StatusCode;
use axum::http::request::Parts;
use axum::response::{IntoResponse, Response};
use axum::routing::{delete, get, post, put};
use shared::ids::{AgentId, QueueId};
use shared::mail::Mailed;
use shared::problem::{Code, Problem};
use shared::staff::{Agent, AgentChange, AgentDraft, Invited, Order, Presence};
use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

pub use self::import::preview as preview_import;

/// Below `/api/admin`. What takes large bodies is routed beside the other uploads.
pub fn router() -> Router<Arc<App>> {
    Router::new()
        .route("/agents", get(list).post(create))
        .route("/agents/order", put(order))
        .route("/agents/import/sample.csv", get(import::sample))
        .route("/agents/import/{key}", get(import::progress).post(import::create))
        .route("/agents/{id}", get(read).put(change))
        .route("/agents/{id}/link", post(link))
        .route("/agents/{id}/deactivate", post(activity::deactivate))
        .route("/agents/{id}/reactivate", post(activity::reactivate))
        .route("/agents/{id}/release", post(activity::release))
        .route("/agents/{id}/sessions", get(sessions::list).delete(sessions::end_all))
        .route("/agents/{id}/sessions/{session}", delete(sessions::end))
}

/// A session of somebody who may see the page of agents. Each handler asks for what it does besides.
pub struct Arranger(pub AgentSession);

impl FromRequestParts<Arc<App>> for Arranger {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, app: &Arc<App>) -> Result<Self, Error> {
        let session = AgentSession::from_request_parts(parts, app).await?;
        session.must(Action::SeeAgents)?;
        Ok(Self(session))
    }
}

/// `GET /api/admin/agents`: those whom one may see, in their order.
async fn list(State(app): State<Arc<App>>, Arranger(session): Arranger) -> Result<Response, Error> {
    Ok(fresh(visible(&app, &session.who()).await?))
}

/// `GET /api/admin/agents/{id}`.
async fn read(
    State(app): State<Arc<App>>,
    Arranger(session): Arranger,
    Path(id): Path<AgentId>,
) -> Result<Response, Error> {
    let stored = seen(&app, &session, &id).await?;
    Ok(fresh(described(&app, stored).await))
}

/// `POST /api/admin/agents`: the server makes the id, and the link with which the agent sets a password.
async fn create(
    State(app): State<Arc<App>>,
    Arranger(session): Arranger,
    Posted(draft): Posted<AgentDraft>,
) -> Result<Response, Error> {
    session.must(Action::AddAgent(person(&draft, &queues(&draft))))?;
    let set = checked(&draft).map_err(Error::Settings)?;
    let id = AgentId(app.entropy.id(&app.clock));
    let (address, invitation) = invitations::Inviter::of(&app).await?.write(&app, &id, &set)?;
    let mailed = app.store.add_agent(&id, &set, &invitation, app.clock.now()).await?.map_err(refused)?;
    tracing::info!(agent = %id, by = %session.agent.id, role = ?set.role, ?mailed, "agent made");
    staff::rearranged(&app).await;
    Ok((StatusCode::CREATED, fresh(invited(&app, &id, address, mailed).await?)).into_response())
}

/// `PUT /api/admin/agents/{id}`. Whose role changes has to sign in anew.
async fn change(
    State(app): State<Arc<App>>,
    Arranger(session): Arranger,
    Path(id): Path<AgentId>,
    Posted(change): Posted<AgentChange>,
) -> Result<Response, Error> {
    let stored = seen(&app, &session, &id).await?;
    let (before, after) = (queues(&stored.set), queues(&change.set));
    session.must(Action::ChangeAgent(person(&stored.set, &before), person(&change.set, &after)))?;
    // What was weighed is what is changed: the store takes the change on this version alone.
    if stored.version != change.version {
        return Err(refused(Obstacle::Stale));
    }
    let set = checked(&change.set).map_err(Error::Settings)?;
    app.store.change_agent(&id, change.version, &set).await?.map_err(refused)?;
    tracing::info!(agent = %id, by = %session.agent.id, role = ?set.role, "agent changed");
    if stored.set.role != set.role {
        staff::signed_out(&app, &id);
    }
    staff::rearranged(&app).await;
    agent(&app, &id).await
}

/// `PUT /api/admin/agents/order`: all of them. The answer is the list.
async fn order(
    State(app): State<Arc<App>>,
    Arranger(session): Arranger,
    Posted(order): Posted<Order>,
) -> Result<Response, Error> {
    session.must(Action::OrderAgents)?;
    let ids: Vec<AgentId> = order.ids.into_iter().map(AgentId).collect();
    app.store.order_agents(&ids).await?.map_err(refused)?;
    tracing::info!(by = %session.agent.id, "agents put in order");
    Ok(fresh(visible(&app, &session.who()).await?))
}

/// `POST /api/admin/agents/{id}/link`: a new one-time link; earlier ones are worth nothing from now on.
async fn link(
    State(app): State<Arc<App>>,
    Arranger(session): Arranger,
    _own: OwnPage,
    Path(id): Path<AgentId>,
) -> Result<Response, Error> {
    let stored = arranged(&app, &session, &id).await?;
    if !stored.active {
        return Err(Error::refuse(Code::Forbidden, "the agent may not sign in; reactivate them first"));
    }
    let (address, invitation) = invitations::Inviter::of(&app).await?.write(&app, &id, &stored.set)?;
    let mailed = app.store.invite_again(&id, &invitation, app.clock.now()).await?;
    tracing::info!(agent = %id, by = %session.agent.id, ?mailed, "new link");
    Ok(fresh(invited(&app, &id, address, mailed).await?))
}

/// An agent whom one may see.
///
/// # Errors
/// [`Code::NotFound`] if there is none, or one may not even see them.
async fn seen(app: &App, session: &AgentSession, id: &AgentId) -> Result<Stored, Error> {
    let stored = app.store.agent(id, app.clock.now()).await?;
    stored.filter(|stored| sees(&session.who(), stored)).ok_or_else(|| refused(Obstacle::Gone))
}

/// An agent whom one may arrange.
///
/// # Errors
/// [`Code::NotFound`] or [`Code::Forbidden`].
pub async fn arranged(app: &App, session: &AgentSession, id: &AgentId) -> Result<Stored, Error> {
    let stored = seen(app, session, id).await?;
    session.must(Action::ArrangeAgent(person(&stored.set, &queues(&stored.set))))?;
    Ok(stored)
}

fn sees(who: &Who, stored: &Stored) -> bool {
    permissions::may(who, Action::SeeAgent(person(&stored.set, &queues(&stored.set))))
}

fn queues(set: &AgentDraft) -> BTreeSet<QueueId> {
    set.queues.iter().cloned().collect()
}

fn person<'a>(set: &AgentDraft, queues: &'a BTreeSet<QueueId>) -> Person<'a> {
    Person { role: set.role, queues }
}

async fn visible(app: &App, who: &Who) -> Result<Vec<Agent>, Error> {
    let stored = app.store.agents(app.clock.now()).await?;
    let present = attendance(app).await;
    Ok(stored.into_iter().filter(|stored| sees(who, stored)).map(|stored| shown(stored, &present)).collect())
}

/// An agent as an answer.
pub async fn agent(app: &App, id: &AgentId) -> Result<Response, Error> {
    let stored = app.store.agent(id, app.clock.now()).await?.ok_or_else(|| refused(Obstacle::Gone))?;
    Ok(fresh(described(app, stored).await))
}

async fn described(app: &App, stored: Stored) -> Agent {
    shown(stored, &attendance(app).await)
}

fn shown(stored: Stored, present: &HashMap<AgentId, staff::Attendance>) -> Agent {
    let attendance = present.get(&stored.id);
    Agent {
        presence: attendance.map_or(Presence::Offline, |attendance| attendance.true_presence),
        conversations: attendance.map_or(0, |attendance| attendance.conversations),
        id: stored.id,
        version: stored.version,
        set: stored.set,
        photo: stored.photo,
        active: stored.active,
        signed_up: stored.signed_up,
        sessions: stored.sessions,
        active_at: stored.active_at,
    }
}

/// The answer to who has made a link. What was mailed with it is on its way.
async fn invited(app: &App, id: &AgentId, link: String, mailed: Mailed) -> Result<Invited, Error> {
    app.mail.wake();
    let stored = app.store.agent(id, app.clock.now()).await?.ok_or_else(|| refused(Obstacle::Gone))?;
    Ok(Invited { agent: described(app, stored).await, link, mailed })
}

/// Why nothing was changed, as an answer.
pub fn refused(obstacle: Obstacle) -> Error {
    match obstacle {
        Obstacle::Gone => Error::refuse(Code::NotFound, "there is no such agent"),
        Obstacle::Stale => Error::refuse(Code::Stale, "agents were changed since they were read"),
        Obstacle::LastOwner => Error::refuse(Code::LastOwner, "no owner would be left who can sign in"),
        Obstacle::InUse(count) => {
            let detail = "the agent has conversations: end them, pass them on, or release them first";
            Problem { count: Some(count), ..Problem::new(Code::InUse, detail) }.into()
        }
        Obstacle::Faults(faults) => Error::Settings(faults),
    }
}
