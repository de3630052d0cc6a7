//! Outgoing mail as admins set it up and try it, and the outbox as they look after it.

mod outbox;

use super::widgets::fresh;
use crate::App;
use crate::domain::mail::checked;
use crate::domain::permissions::Action;
use crate::error::Error;
use crate::http::auth::AgentSession;
use crate::http::own_page::Posted;
use crate::mail::compose::{Cover, compose, message_id};
use crate::mail::letter::{Content, language};
use crate::mail::route::{self, Route};
use crate::mail::smtp::{Failure, Line, Reach};
use crate::mail::worker::letter;
use crate::store::mail::StoredMail;
use axum::Router;
use axum::extract::{FromRequestParts, State};
use axum::http::request::Parts;
use axum::response::Response;
use axum::routing::{delete, get, post};
use shared::mail::{MailChange, MailDraft, MailSettings, MailTest, Trouble};
use shared::problem::Code;
use std::sync::Arc;
use std::time::Duration;
use tokio::time::timeout;

/// A mail server that takes longer to take a mail is told as silent. Less than a request lasts.
const TEST_TIME: Duration = Duration::from_secs(25);

/// Below `/api/admin`.
pub fn router() -> Router<Arc<App>> {
    Router::new()
        .route("/mail", get(read).put(change))
        .route("/mail/test", post(test))
        .route("/mail/outbox", get(outbox::list))
        .route("/mail/outbox/retry", post(outbox::retry_all))
        .route("/mail/outbox/{id}", delete(outbox::discard))
        .route("/mail/outbox/{id}/retry", post(outbox::retry))
}

/// A session of somebody who may arrange mail.
pub struct Arranger(pub AgentSession);

impl FromRequestParts<Arc<App>> for Arranger {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, app: &Arc<App>) -> Result<Self, Error> {
        let session = AgentSession::from_request_parts(parts, app).await?;
        session.must(Action::ArrangeMail)?;
        Ok(Self(session))
    }
}

/// `GET /api/admin/mail`: everything but the password.
async fn read(State(app): State<Arc<App>>, _arranger: Arranger) -> Result<Response, Error> {
    Ok(fresh(shown(app.store.mail_settings().await?.as_ref())))
}

/// `PUT /api/admin/mail`. What waits in the outbox is tried at once.
async fn change(
    State(app): State<Arc<App>>,
    Arranger(session): Arranger,
    Posted(change): Posted<MailChange>,
) -> Result<Response, Error> {
    let before = shown(app.store.mail_settings().await?.as_ref());
    // What was weighed is what is changed: the store takes the change on this version alone.
    if before.version != change.version {
        return Err(stale());
    }
    let set = checked(&change.set, change.password.as_deref(), &before).map_err(Error::Settings)?;
    let password = change.password.as_deref().map(|password| route::sealed(&app, password));
    let now = app.clock.now();
    let changed = app.store.change_mail_settings(change.version, &set, password.as_deref(), now).await?;
    changed.map_err(|_| stale())?;
    tracing::info!(by = %session.agent.id, host = ?set.host, "mail settings changed");
    app.mail.wake();
    Ok(fresh(shown(app.store.mail_settings().await?.as_ref())))
}

/// `POST /api/admin/mail/test`: sends a mail to whoever asks, by settings that are not stored. The answer is what the
/// mail server says, also where it refuses.
async fn test(
    State(app): State<Arc<App>>,
    Arranger(session): Arranger,
    Posted(change): Posted<MailChange>,
) -> Result<Response, Error> {
    let stored = app.store.mail_settings().await?;
    let set = checked(&change.set, change.password.as_deref(), &shown(stored.as_ref()));
    let set = set.map_err(Error::Settings)?;
    app.mail.admit_test(&session.agent.id)?;
    let told = match (change.password, &stored) {
        (Some(password), _) => Ok(password),
        (None, Some(stored)) => route::password(&app.secrets, stored),
        (None, None) => Ok(String::new()),
    };
    let outcome = match told {
        Ok(password) => try_out(&app, &session, &set, password).await?,
        Err(unreadable) => Err(Failure::of_server(Trouble::Key, unreadable.to_string())),
    };
    tracing::info!(by = %session.agent.id, host = ?set.host, took = outcome.is_ok(), "mail settings tried");
    let (trouble, answer) = match outcome {
        Ok(answer) => (None, answer),
        Err(failure) => (Some(failure.trouble), failure.answer),
    };
    Ok(fresh(MailTest { to: session.email, trouble, answer }))
}

async fn try_out(
    app: &App,
    session: &AgentSession,
    set: &MailDraft,
    password: String,
) -> Result<Result<String, Failure>, Error> {
    let agent = app.store.agent(&session.agent.id, app.clock.now()).await?;
    let languages = agent.map(|agent| agent.set.languages).unwrap_or_default();
    let letter = letter(app, &Content::Test { lang: language(&languages).into() })?;
    let route = Route::of(app, set, password);
    let message_id = message_id(&app.entropy.id(&app.clock), &set.sender_address);
    let cover = Cover {
        sender: &route.sender,
        recipient: &session.email,
        message_id: &message_id,
        thread: &[],
        written_at: app.clock.now(),
    };
    let composed = match compose(cover, &letter) {
        Ok(composed) => composed,
        Err(unwritable) => {
            let answer = unwritable.to_string();
            return Ok(Err(Failure { trouble: Trouble::Address, answer, reach: Reach::Mail }));
        }
    };
    let handing_over = async {
        let mut line = Line::open(&route.server).await?;
        let sent = line.send(&composed).await;
        tokio::spawn(line.close());
        sent
    };
    let silent = || Err(Failure::of_server(Trouble::NoSense, ""));
    Ok(timeout(TEST_TIME, handing_over).await.unwrap_or_else(|_| silent()))
}

fn shown(stored: Option<&StoredMail>) -> MailSettings {
    let nothing = || MailSettings { version: 0, set: MailDraft::default(), has_password: false };
    stored.map_or_else(nothing, StoredMail::shown)
}

fn stale() -> Error {
    Error::refuse(Code::Stale, "the mail settings were changed since they were read")
}
