//! The ban list.

use super::widgets::fresh;
use crate::App;
use crate::domain::ban::{Unusable, network};
use crate::domain::permissions::Action;
use crate::error::Error;
use crate::http::auth::AgentSession;
use crate::http::own_page::{OwnPage, Posted};
use crate::store::bans::Ban as Held;
use axum::Router;
use axum::extract::{FromRequestParts, Path, State};
use axum::http::StatusCode;
use axum::http::request::Parts;
use axum::response::{IntoResponse, Response};
use axum::routing::{delete, get};
use ipnet::IpNet;
use shared::bans::{Ban, BanDraft, faults};
use shared::ids::AgentId;
use shared::problem::Code;
use shared::rules;
use shared::settings::{SettingFault, Wrong};
use std::sync::Arc;

/// An hour in milliseconds.
const HOUR_MILLIS: i64 = 60 * 60 * 1_000;

/// Below `/api/admin`.
pub fn router() -> Router<Arc<App>> {
    Router::new().route("/bans", get(list).post(create)).route("/bans/{id}", delete(remove))
}

/// A session of somebody who may arrange the ban list.
pub struct Arranger(pub AgentSession);

impl FromRequestParts<Arc<App>> for Arranger {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, app: &Arc<App>) -> Result<Self, Error> {
        let session = AgentSession::from_request_parts(parts, app).await?;
        session.must(Action::ArrangeBans)?;
        Ok(Self(session))
    }
}

/// A ban that is asked for.
pub struct Wanted<'a> {
    /// Whom it covers.
    pub network: IpNet,
    /// As it was written.
    pub reason: &'a str,
    /// For how long; `None` for ever.
    pub hours: Option<u32>,
}

/// `GET /api/admin/bans`: those that hold, the latest first.
async fn list(State(app): State<Arc<App>>, _arranger: Arranger) -> Result<Response, Error> {
    let bans = app.store.listed_bans(app.clock.now()).await?;
    Ok(fresh(bans.into_iter().map(|(held, by)| shown(held, by)).collect::<Vec<_>>()))
}

/// `POST /api/admin/bans`.
async fn create(
    State(app): State<Arc<App>>,
    Arranger(session): Arranger,
    Posted(draft): Posted<BanDraft>,
) -> Result<Response, Error> {
    let network = match network(&draft.network) {
        Ok(network) => network,
        Err(why) => {
            let wrong = match why {
                Unusable::Malformed if draft.network.trim().is_empty() => Wrong::Missing,
                Unusable::Malformed => Wrong::Malformed,
                Unusable::Everyone => Wrong::OutOfRange,
            };
            let mut all = vec![SettingFault { path: "network".into(), wrong }];
            all.extend(faults(&draft.reason, draft.hours));
            return Err(Error::Settings(all));
        }
    };
    let wanted = Wanted { network, reason: &draft.reason, hours: draft.hours };
    ban(&app, &session.agent.id, wanted).await
}

/// `DELETE /api/admin/bans/{id}`: whom it covered may write again.
async fn remove(
    State(app): State<Arc<App>>,
    Arranger(session): Arranger,
    _own: OwnPage,
    Path(id): Path<String>,
) -> Result<Response, Error> {
    if !app.store.remove_ban(&id).await? {
        return Err(Error::refuse(Code::NotFound, "there is no such ban"));
    }
    app.live.bans.forget();
    tracing::info!(ban = %id, by = %session.agent.id, "ban taken back");
    Ok(StatusCode::NO_CONTENT.into_response())
}

/// Bans from now on; on this node at once, on others within seconds.
pub async fn ban(app: &App, by: &AgentId, wanted: Wanted<'_>) -> Result<Response, Error> {
    let faults = faults(wanted.reason, wanted.hours);
    if !faults.is_empty() {
        return Err(Error::Settings(faults));
    }
    let now = app.clock.now();
    let held = Held {
        id: app.entropy.id(&app.clock),
        network: wanted.network,
        reason: rules::one_line(wanted.reason),
        created_at: now,
        until: wanted.hours.map(|hours| now.plus_millis(i64::from(hours) * HOUR_MILLIS)),
    };
    app.store.create_ban(&held, Some(by)).await?;
    app.live.bans.forget();
    tracing::info!(ban = %held.id, %by, "visitors banned");
    let name = app.store.agent(by, now).await?.map(|agent| agent.set.name);
    Ok((StatusCode::CREATED, fresh(shown(held, name))).into_response())
}

fn shown(held: Held, by: Option<String>) -> Ban {
    Ban {
        id: held.id,
        network: held.network.to_string(),
        reason: held.reason,
        created_at: held.created_at,
        until: held.until,
        by,
    }
}
