//! Queues as those arrange them who may: made, read, changed, put in order and taken away.

use super::widgets::fresh;
use crate::App;
use crate::domain::permissions::{self, Action};
use crate::domain::queue::{checked, checked_hours};
use crate::error::Error;
use crate::http::auth::AgentSession;
use crate::http::own_page::{OwnPage, Posted};
use crate::http::staff::{self, Attendance, attendance};
use crate::store::agents::Obstacle;
use crate::store::queues::{Load, Queue as Stored};
use axum::Router;
use axum::extract::{FromRequestParts, Path, State};
use axum::http::StatusCode;
use axum::http::request::Parts;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post, put};
use shared::hours::Hours;
use shared::ids::{AgentId, QueueId};
use shared::problem::{Code, Problem};
use shared::queue::QueueDraft;
use shared::rest::{OpenNow, Queue, QueueChange};
use shared::staff::{Order, Presence};
use shared::time::Timestamp;
use std::collections::HashMap;
use std::sync::Arc;

/// Below `/api/admin`.
pub fn router() -> Router<Arc<App>> {
    Router::new()
        .route("/queues", get(list).post(create))
        .route("/queues/order", put(order))
        .route("/queues/{id}", get(read).put(change).delete(delete))
        .route("/hours", post(open_now))
}

/// A session of somebody who may see the page of queues. Each handler asks for what it does besides.
pub struct Arranger(pub AgentSession);

impl FromRequestParts<Arc<App>> for Arranger {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, app: &Arc<App>) -> Result<Self, Error> {
        let session = AgentSession::from_request_parts(parts, app).await?;
        session.must(Action::SeeQueues)?;
        Ok(Self(session))
    }
}

/// `GET /api/admin/queues`: those that one may arrange, in their order.
async fn list(State(app): State<Arc<App>>, Arranger(session): Arranger) -> Result<Response, Error> {
    Ok(fresh(visible(&app, &session).await?))
}

/// `GET /api/admin/queues/{id}`.
async fn read(
    State(app): State<Arc<App>>,
    Arranger(session): Arranger,
    Path(id): Path<QueueId>,
) -> Result<Response, Error> {
    session.must(Action::ArrangeQueue(&id))?;
    Ok(fresh(described(&app, &id).await?))
}

/// `POST /api/admin/queues`: the server makes the id.
async fn create(
    State(app): State<Arc<App>>,
    Arranger(session): Arranger,
    Posted(draft): Posted<QueueDraft>,
) -> Result<Response, Error> {
    session.must(Action::AddQueue)?;
    let set = checked(&draft, None).map_err(Error::Settings)?;
    let id = QueueId(app.entropy.id(&app.clock));
    app.store.add_queue(&id, &set).await?.map_err(refused)?;
    tracing::info!(queue = %id, by = %session.agent.id, "queue made");
    staff::rearranged(&app).await;
    Ok((StatusCode::CREATED, fresh(described(&app, &id).await?)).into_response())
}

/// `PUT /api/admin/queues/{id}`.
async fn change(
    State(app): State<Arc<App>>,
    Arranger(session): Arranger,
    Path(id): Path<QueueId>,
    Posted(change): Posted<QueueChange>,
) -> Result<Response, Error> {
    session.must(Action::ArrangeQueue(&id))?;
    let set = checked(&change.set, Some(&id)).map_err(Error::Settings)?;
    app.store.change_queue(&id, change.version, &set).await?.map_err(refused)?;
    tracing::info!(queue = %id, by = %session.agent.id, "queue changed");
    staff::rearranged(&app).await;
    Ok(fresh(described(&app, &id).await?))
}

/// `PUT /api/admin/queues/order`: all of them. The answer is the list.
async fn order(
    State(app): State<Arc<App>>,
    Arranger(session): Arranger,
    Posted(order): Posted<Order>,
) -> Result<Response, Error> {
    session.must(Action::OrderQueues)?;
    let ids: Vec<QueueId> = order.ids.into_iter().map(QueueId).collect();
    app.store.order_queues(&ids).await?.map_err(refused)?;
    tracing::info!(by = %session.agent.id, "queues put in order");
    Ok(fresh(visible(&app, &session).await?))
}

/// `DELETE /api/admin/queues/{id}`: what is over in it stays. Refused with a count of 0 for the only one there is.
async fn delete(
    State(app): State<Arc<App>>,
    Arranger(session): Arranger,
    _own: OwnPage,
    Path(id): Path<QueueId>,
) -> Result<Response, Error> {
    session.must(Action::DeleteQueue)?;
    app.store.delete_queue(&id, app.clock.now()).await?.map_err(refused)?;
    tracing::info!(queue = %id, by = %session.agent.id, "queue taken away");
    staff::rearranged(&app).await;
    Ok(StatusCode::NO_CONTENT.into_response())
}

/// `POST /api/admin/hours`: what hours mean now. Nothing is stored.
async fn open_now(
    State(app): State<Arc<App>>,
    _arranger: Arranger,
    Posted(written): Posted<Hours>,
) -> Result<Response, Error> {
    let hours = checked_hours(&written).map_err(Error::Settings)?;
    let now = app.clock.now();
    Ok(fresh(OpenNow {
        open: hours.is_open(now),
        changes_at: hours.next_change(now),
        local: hours.local(now),
    }))
}

async fn visible(app: &App, session: &AgentSession) -> Result<Vec<Queue>, Error> {
    let who = session.who();
    let stored = app.store.queues().await?;
    let view = View::of(app).await?;
    let may_see = |stored: &Stored| permissions::may(&who, Action::ArrangeQueue(&stored.id));
    Ok(stored.into_iter().filter(may_see).map(|stored| view.shown(stored)).collect())
}

async fn described(app: &App, id: &QueueId) -> Result<Queue, Error> {
    let stored = app.store.queue(id).await?.ok_or_else(|| refused(Obstacle::Gone))?;
    Ok(View::of(app).await?.shown(stored))
}

/// What is known beside the store's own words.
struct View {
    now: Timestamp,
    loads: HashMap<QueueId, Load>,
    present: HashMap<AgentId, Attendance>,
}

impl View {
    async fn of(app: &App) -> Result<Self, Error> {
        let loads = app.store.queue_loads().await?;
        Ok(Self { now: app.clock.now(), loads, present: attendance(app).await })
    }

    fn shown(&self, stored: Stored) -> Queue {
        let load = self.loads.get(&stored.id).copied().unwrap_or_default();
        let is_online = |agent: &&AgentId| {
            self.present.get(*agent).is_some_and(|there| there.true_presence == Presence::Online)
        };
        let online = stored.members.iter().filter(is_online).count();
        Queue {
            open: stored.is_open(self.now),
            changes_at: stored.hours.as_ref().and_then(|hours| hours.next_change(self.now)),
            waiting: load.waiting,
            active: load.active,
            online: u32::try_from(online).unwrap_or(u32::MAX),
            set: stored.draft(),
            version: stored.version,
            id: stored.id,
        }
    }
}

/// Why nothing was changed, as an answer.
fn refused(obstacle: Obstacle) -> Error {
    match obstacle {
        Obstacle::Gone => Error::refuse(Code::NotFound, "there is no such queue"),
        Obstacle::InUse(count) => {
            let detail = match count {
                0 => "visitors need something to pick: make another queue first",
                _ => "conversations wait or go on in the queue: end them or pass them on first",
            };
            Problem { count: Some(count), ..Problem::new(Code::InUse, detail) }.into()
        }
        Obstacle::Faults(faults) => Error::Settings(faults),
        Obstacle::Stale | Obstacle::LastOwner => {
            Error::refuse(Code::Stale, "queues were changed since they were read")
        }
    }
}
