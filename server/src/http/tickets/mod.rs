//! Tickets as the staff works on them: listed and read here, made ([`making`]) and worked on ([`work`]).

mod making;
mod work;

use super::admin::fresh;
use super::asked::Asked;
use super::auth::AgentSession;
use crate::App;
use crate::domain::permissions::{self, Action};
use crate::error::Error;
use crate::store::tickets::{Of, Stored};
use axum::Router;
use axum::extract::{DefaultBodyLimit, Path, State};
use axum::response::Response;
use axum::routing::{get, post};
use shared::ids::{ClientId, QueueId};
use shared::problem::{Code, Field, Problem};
use shared::rules;
use shared::ticket::{SOUGHT_CHARS, TicketFilter, TicketPage, Unmailable};
use std::collections::BTreeSet;
use std::sync::Arc;

/// Longest body of a request, in bytes: a whole conversation as a ticket's text.
const BODY_BYTES: usize = 512 * 1024;

/// Below `/api`.
pub fn router() -> Router<Arc<App>> {
    Router::new()
        .route("/agent/tickets", get(list).post(making::make))
        .route("/agent/tickets/draft", get(making::begin))
        .route("/agent/tickets/{number}", get(read).patch(work::arrange))
        .route("/agent/tickets/{number}/entries", post(work::say))
        .route("/agent/tickets/{number}/merge", post(work::merge))
        .layer(DefaultBodyLimit::max(BODY_BYTES))
}

/// `GET /api/agent/tickets`: a page of tickets, the latest first; an empty one is the end. Agents see those of their queues
/// and those that were given to them.
async fn list(
    State(app): State<Arc<App>>,
    session: AgentSession,
    Asked(filter): Asked<TicketFilter>,
) -> Result<Response, Error> {
    if filter.text.chars().count() > SOUGHT_CHARS {
        let problem = Problem::new(Code::Invalid, "what is sought is longer than 200 characters");
        return Err(Problem { field: Some(Field::Text), ..problem }.into());
    }
    let who = session.who();
    let sees = |queue: &&QueueId| permissions::may(&who, Action::SeeTickets(queue));
    let queues: BTreeSet<QueueId> = who.queues.union(&who.manages).filter(sees).cloned().collect();
    let all = permissions::may(&who, Action::SeeAllTickets);
    let of = if all { Of::Everyone } else { Of::Queues(&queues, &who.agent) };
    Ok(fresh(app.store.tickets(of, &filter, &who.agent).await?))
}

/// `GET /api/agent/tickets/{number}`.
async fn read(
    State(app): State<Arc<App>>,
    session: AgentSession,
    Path(number): Path<u32>,
) -> Result<Response, Error> {
    let stored = shown_to(&app, &session, number).await?;
    Ok(fresh(page(&app, stored).await?))
}

/// A ticket that an agent may work on.
///
/// # Errors
/// There is none such.
async fn shown_to(app: &App, session: &AgentSession, number: u32) -> Result<Stored, Error> {
    let found = app.store.ticket(number).await?;
    found.filter(|found| is_shown_to(session, found)).ok_or_else(gone)
}

fn is_shown_to(session: &AgentSession, Stored { ticket, .. }: &Stored) -> bool {
    let assignee = ticket.assignee.as_ref().map(|agent| &agent.id);
    permissions::may(&session.who(), Action::WorkOnTicket(&ticket.queue, assignee))
}

pub(super) fn acceptable(id: &ClientId) -> Result<(), Error> {
    let wrong = || Error::refuse(Code::Malformed, "the id must be 1 to 64 letters, digits, - or _");
    id.is_acceptable().then_some(()).ok_or_else(wrong)
}

fn gone() -> Error {
    Error::refuse(Code::NotFound, "there is no such ticket")
}

/// A ticket as it stands, told to somebody who may see it.
///
/// # Errors
/// The database is away, or the ticket is gone.
async fn present(app: &App, number: u32) -> Result<TicketPage, Error> {
    page(app, app.store.ticket(number).await?.ok_or_else(gone)?).await
}

async fn page(app: &App, stored: Stored) -> Result<TicketPage, Error> {
    let unmailable = if rules::email(&stored.ticket.visitor.email).is_err() {
        Some(Unmailable::NoAddress)
    } else if app.store.mail_settings().await?.is_none() {
        Some(Unmailable::NotSetUp)
    } else {
        None
    };
    Ok(TicketPage { ticket: stored.ticket, entries: stored.entries, unmailable })
}
