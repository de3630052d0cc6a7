//! Mails that wait or were given up: seen, tried anew, thrown away. What stands in them is never told.

use super::super::widgets::fresh;
use super::Arranger;
use crate::App;
use crate::error::Error;
use crate::http::asked::Asked;
use crate::http::own_page::OwnPage;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use shared::problem::Code;
use std::sync::Arc;

/// Which part of the outbox is wanted.
#[derive(Deserialize)]
pub struct Wish {
    before: Option<String>,
}

/// `GET /api/admin/mail/outbox?before=…`.
pub async fn list(
    State(app): State<Arc<App>>,
    _arranger: Arranger,
    Asked(wish): Asked<Wish>,
) -> Result<Response, Error> {
    Ok(fresh(app.store.outbox(wish.before.as_deref()).await?))
}

/// `POST /api/admin/mail/outbox/{id}/retry`: a mail that was given up is tried again, now.
pub async fn retry(
    State(app): State<Arc<App>>,
    Arranger(session): Arranger,
    _own: OwnPage,
    Path(id): Path<String>,
) -> Result<Response, Error> {
    if !app.store.retry_mail(&id, app.clock.now()).await? {
        return Err(no_such_mail());
    }
    tracing::info!(by = %session.agent.id, mail = %id, "mail to be tried again");
    app.mail.wake();
    Ok(StatusCode::NO_CONTENT.into_response())
}

/// `POST /api/admin/mail/outbox/retry`: the same for all.
pub async fn retry_all(
    State(app): State<Arc<App>>,
    Arranger(session): Arranger,
    _own: OwnPage,
) -> Result<Response, Error> {
    app.store.retry_mails(app.clock.now()).await?;
    tracing::info!(by = %session.agent.id, "all mails to be tried again");
    app.mail.wake();
    Ok(StatusCode::NO_CONTENT.into_response())
}

/// `DELETE /api/admin/mail/outbox/{id}`: a mail that was given up is thrown away.
pub async fn discard(
    State(app): State<Arc<App>>,
    Arranger(session): Arranger,
    _own: OwnPage,
    Path(id): Path<String>,
) -> Result<Response, Error> {
    if !app.store.discard_mail(&id).await? {
        return Err(no_such_mail());
    }
    tracing::info!(by = %session.agent.id, mail = %id, "mail thrown away");
    Ok(StatusCode::NO_CONTENT.into_response())
}

fn no_such_mail() -> Error {
    Error::refuse(Code::NotFound, "no mail of this id was given up")
}
