//! Upgrades to web sockets. Browsers send them across origins with cookies and ask no one, so the origin is checked
//! here, before the upgrade.

use super::auth::AgentSession;
use super::language;
use super::own_page::OwnPage;
use super::peer::{self, Peer};
use crate::App;
use crate::error::Error;
use crate::live;
use crate::live::transport::Transport;
use axum::Extension;
use axum::extract::ws::WebSocketUpgrade;
use axum::extract::ws::rejection::WebSocketUpgradeRejection;
use axum::extract::{RawQuery, State};
use axum::http::HeaderMap;
use axum::response::Response;
use shared::problem::Code;
use shared::rules::FRAME_BYTES;
use std::sync::Arc;

type Upgrade = Result<WebSocketUpgrade, WebSocketUpgradeRejection>;

/// Most sockets are idle most of the time, so what each holds decides how many fit.
const READ_BUFFER_BYTES: usize = 1024;
/// Frames go out at once.
const WRITE_BUFFER_BYTES: usize = 0;
/// A peer that doesn't read is cut off beyond this.
const MAX_WRITE_BUFFER_BYTES: usize = 1024 * 1024;

/// `GET /api/visitor/socket`. Who speaks is said in the first frame, in which
/// language by `lang=`.
pub async fn visitor(
    State(app): State<Arc<App>>,
    Extension(peer): Extension<Peer>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
    _own: OwnPage,
    upgrade: Upgrade,
) -> Result<Response, Error> {
    let browser = peer::browser(&app.config, peer, &headers);
    let lang = language::spoken(query.as_deref(), &browser.language);
    Ok(sparing(upgrade)?
        .on_upgrade(move |socket| live::visitor::run(app, Transport::Socket(socket), browser, lang)))
}

/// `GET /api/agent/socket`. Who speaks is said by the session.
pub async fn agent(
    State(app): State<Arc<App>>,
    _own: OwnPage,
    session: AgentSession,
    upgrade: Upgrade,
) -> Result<Response, Error> {
    Ok(sparing(upgrade)?.on_upgrade(move |socket| live::agent::run(app, Transport::Socket(socket), session)))
}

fn sparing(upgrade: Upgrade) -> Result<WebSocketUpgrade, Error> {
    let upgrade = upgrade.map_err(|rejection| Error::refuse(Code::Malformed, rejection.body_text()))?;
    Ok(upgrade
        .max_message_size(FRAME_BYTES)
        .max_frame_size(FRAME_BYTES)
        .read_buffer_size(READ_BUFFER_BYTES)
        .write_buffer_size(WRITE_BUFFER_BYTES)
        .max_write_buffer_size(MAX_WRITE_BUFFER_BYTES))
}
