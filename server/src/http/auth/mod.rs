//! Agents sign in and out, and redeem one-time links.

mod cookie;
pub mod links;
pub mod password;
mod session;

pub use crate::store::sessions::AgentSession;

use super::limits::SignInLimits;
use super::own_page::{OwnPage, Posted};
use super::peer::{self, Peer};
use crate::App;
use crate::error::Error;
use crate::store::sessions::NewSession;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::{Extension, Json};
use session::{LIFETIME_MILLIS, RENEW_MILLIS};
use shared::people::Browser;
use shared::problem::Code;
use shared::rest::{Me, SetPassword, SignIn};
use shared::rules;
use shared::staff::Device;
use shared::time::Timestamp;
use std::sync::Arc;

/// `POST /api/agent/sign-in`. An unknown address and a wrong password get the same answer after the same time.
pub async fn sign_in(
    State(app): State<Arc<App>>,
    Extension(peer): Extension<Peer>,
    headers: HeaderMap,
    Posted(form): Posted<SignIn>,
) -> Result<Response, Error> {
    let wrong = || Error::refuse(Code::WrongCredentials, "wrong e-mail address or password");
    let address = peer::address(&app.config, peer, &headers);
    limits(&app).check_address(address)?;
    limits(&app).check_account(&form.email)?;
    if form.email.len() > rules::EMAIL_BYTES || form.password.len() > rules::PASSWORD_MAX_BYTES {
        return Err(wrong());
    }
    let known = app.store.credentials(&form.email).await?;
    let hash = known.as_ref().and_then(|known| known.password_hash.clone());
    let is_right = app.limits.passwords.verify(form.password, hash).await?;
    let Some(known) = known.filter(|_| is_right) else { return Err(wrong()) };
    let token = app.entropy.secret();
    let now = app.clock.now();
    app.store.forget_expired(now).await?;
    let begun = Begun::new(&app, peer, &headers, &token);
    // Deactivated since the password was looked up.
    if !app.store.start_session(&known.agent, &begun.session(now)).await? {
        return Err(wrong());
    }
    tracing::info!(agent = %known.agent, "signed in");
    signed_in(&app, &token).await
}

/// `POST /api/agent/set-password`: a one-time link is redeemed, by one of all who try. All older sessions of the agent
/// end, with their sockets.
pub async fn set_password(
    State(app): State<Arc<App>>,
    Extension(peer): Extension<Peer>,
    headers: HeaderMap,
    Posted(form): Posted<SetPassword>,
) -> Result<Response, Error> {
    let used = || Error::refuse(Code::LinkUsed, "the link was used already, has run out or never was");
    limits(&app).check_address(peer::address(&app.config, peer, &headers))?;
    rules::password(&form.password)?;
    let link_hash = session::hash(&form.token);
    if !app.store.link_is_good(&link_hash, app.clock.now()).await? {
        return Err(used());
    }
    let salt = app.entropy.bytes();
    let password_hash = app.limits.passwords.hash(form.password, salt).await?;
    let token = app.entropy.secret();
    let begun = Begun::new(&app, peer, &headers, &token);
    let session = begun.session(app.clock.now());
    let redeemed = app.store.redeem_link(&link_hash, &password_hash, &session).await?.ok_or_else(used)?;
    for ended in &redeemed.ended_sessions {
        app.live.sign_out(ended);
    }
    tracing::info!(agent = %redeemed.agent, "password set by one-time link");
    signed_in(&app, &token).await
}

/// `POST /api/agent/sign-out`: ends the session and its sockets. Done twice it is done.
pub async fn sign_out(
    State(app): State<Arc<App>>,
    headers: HeaderMap,
    _own: OwnPage,
) -> Result<Response, Error> {
    if let Some(token) = cookie::read(&app.config, &headers) {
        let hash = session::hash(token);
        app.store.end_session(&hash).await?;
        app.live.sign_out(&hash);
    }
    Ok((cookie::clear(&app.config), StatusCode::NO_CONTENT).into_response())
}

/// `GET /api/agent/me`: who is signed in. A session that is used goes on.
pub async fn me(
    State(app): State<Arc<App>>,
    headers: HeaderMap,
    session: AgentSession,
) -> Result<Response, Error> {
    let now = app.clock.now();
    let renewed = match cookie::read(&app.config, &headers) {
        Some(token) if session.expires_at.millis_since(now) < LIFETIME_MILLIS - RENEW_MILLIS => {
            app.store.renew_session(&session.session_hash, now.plus_millis(LIFETIME_MILLIS)).await?;
            Some(cookie::set(&app.config, token))
        }
        _ => None,
    };
    Ok((renewed, described(session)).into_response())
}

fn limits(app: &App) -> &SignInLimits {
    &app.limits.sign_in
}

/// A session that begins, with what is told of the browser.
struct Begun {
    id: String,
    token_hash: String,
    browser: Browser,
    device: Device,
}

impl Begun {
    fn new(app: &App, peer: Peer, headers: &HeaderMap, token: &str) -> Self {
        Self {
            id: app.entropy.id(&app.clock),
            token_hash: session::hash(token),
            browser: peer::browser(&app.config, peer, headers),
            device: peer::device(headers),
        }
    }

    fn session(&self, now: Timestamp) -> NewSession<'_> {
        NewSession {
            id: &self.id,
            token_hash: &self.token_hash,
            browser: &self.browser.name,
            device: self.device,
            address: &self.browser.address,
            now,
            expires_at: now.plus_millis(LIFETIME_MILLIS),
        }
    }
}

/// The answer to whoever has just signed in: who they are, and the cookie.
async fn signed_in(app: &App, token: &str) -> Result<Response, Error> {
    let session = session::load(app, token).await?;
    Ok((cookie::set(&app.config, token), described(session)).into_response())
}

/// Who is signed in, as an answer.
pub fn described(session: AgentSession) -> Response {
    let me = Me { agent: session.agent, email: session.email, role: session.role };
    ([(axum::http::header::CACHE_CONTROL, "no-store")], Json(me)).into_response()
}
