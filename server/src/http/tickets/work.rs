//! Replies, notes, and everything else that is done to a ticket.

use super::{acceptable, gone, is_shown_to, page, present, shown_to};
use crate::App;
use crate::domain::ticket::{Act, Arrangement, Refusal};
use crate::error::{self, Error};
use crate::http::admin::fresh;
use crate::http::auth::AgentSession;
use crate::http::own_page::Posted;
use crate::http::problem;
use crate::mail::letter::{Content, language};
use crate::mail::writer::{Order, Writer};
use crate::store::mail::{Kind, NewMail};
use crate::store::tickets::{Hindrance, Stored, TicketAct, What};
use axum::Json;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use shared::ids::QueueId;
use shared::mail::Mailed;
use shared::people::AgentCard;
use shared::problem::{Code, Field, Problem};
use shared::rules;
use shared::ticket::{
    Assignment, ENTRY_CHARS, NewTicketEntry, Saying, TicketMerge, TicketPatch, TicketStale, subject,
};
use std::sync::Arc;

/// A mail names so many of those before it, besides the first.
const NAMED_BEFORE: usize = 20;
/// Seconds after which an address that has had its answers may be tried again.
const TRY_AGAIN_SECONDS: u32 = 3_600;

/// `POST /api/agent/tickets/{number}/entries`: a reply, which goes into the outbox with it or isn't stored, or a note.
pub async fn say(
    State(app): State<Arc<App>>,
    session: AgentSession,
    Path(number): Path<u32>,
    Posted(new): Posted<NewTicketEntry>,
) -> Result<Response, Error> {
    let stored = shown_to(&app, &session, number).await?;
    acceptable(&new.id)?;
    let (act, mail) = match new.entry {
        Saying::Note { text } => (Act::Note { text: rules::written(&text, ENTRY_CHARS)? }, None),
        Saying::Reply { text, then } => {
            let text = rules::written(&text, ENTRY_CHARS)?;
            let mail = reply(&app, &session, &stored, &text).await?;
            (Act::Reply { text, then }, Some(mail))
        }
    };
    let what = What::Say { id: &new.id, act: &act, mail: mail.as_ref() };
    act_on(&app, &session, number, what).await?.map_err(refused)?;
    tracing::info!(ticket = number, by = %session.agent.id, is_reply = mail.is_some(), "said to a ticket");
    if mail.is_some() {
        app.mail.wake();
    }
    Ok(fresh(present(&app, number).await?))
}

/// `PATCH /api/agent/tickets/{number}`.
pub async fn arrange(
    State(app): State<Arc<App>>,
    session: AgentSession,
    Path(number): Path<u32>,
    Posted(patch): Posted<TicketPatch>,
) -> Result<Response, Error> {
    shown_to(&app, &session, number).await?;
    let assignee = match &patch.assignee {
        Some(Assignment::Agent(agent)) => {
            let found = app.store.agent(agent, app.clock.now()).await?.filter(|agent| agent.active);
            let agent = found.ok_or_else(|| wrong(Field::Assignee, "there is no such agent"))?;
            Some(Some(AgentCard { id: agent.id, name: agent.set.name, photo: agent.photo }))
        }
        Some(Assignment::Nobody) => Some(None),
        None => None,
    };
    let queue = match &patch.queue {
        Some(queue) => Some((queue.clone(), queue_name(&app, queue).await?)),
        None => None,
    };
    let act = Act::Arrange(Arrangement {
        status: patch.status,
        priority: patch.priority,
        assignee,
        queue,
        subject: patch.subject.as_deref().map(subject).transpose()?,
    });
    let what = What::Arrange { version: patch.version, act: &act };
    match act_on(&app, &session, number, what).await? {
        Ok(()) => {
            tracing::info!(ticket = number, by = %session.agent.id, "ticket arranged");
            Ok(fresh(present(&app, number).await?))
        }
        Err(Hindrance::Stale) => stale(&app, &session, number).await,
        Err(hindrance) => Err(refused(hindrance)),
    }
}

/// `POST /api/agent/tickets/{number}/merge`.
pub async fn merge(
    State(app): State<Arc<App>>,
    session: AgentSession,
    Path(number): Path<u32>,
    Posted(TicketMerge { into }): Posted<TicketMerge>,
) -> Result<Response, Error> {
    shown_to(&app, &session, number).await?;
    let other = app.store.ticket(into).await?.filter(|other| is_shown_to(&session, other));
    if other.is_none() {
        let problem = Problem::new(Code::NotFound, "there is no ticket of this number");
        return Err(Problem { field: Some(Field::Number), ..problem }.into());
    }
    act_on(&app, &session, number, What::Merge { into }).await?.map_err(refused)?;
    tracing::info!(ticket = number, into, by = %session.agent.id, "tickets merged");
    Ok(fresh(present(&app, into).await?))
}

async fn act_on(
    app: &App,
    session: &AgentSession,
    number: u32,
    what: What<'_>,
) -> Result<Result<(), Hindrance>, Error> {
    let act = TicketAct { number, by: &session.agent, what, now: app.clock.now() };
    Ok(app.store.act_on_ticket(act).await?)
}

/// A queue's name. To put a ticket into a queue, as to pass on a conversation, one needn't be a member of it.
///
/// # Errors
/// There is no such queue.
pub(super) async fn queue_name(app: &App, queue: &QueueId) -> Result<String, Error> {
    let found = app.store.queue(queue).await?;
    found.map(|queue| queue.name).ok_or_else(|| wrong(Field::Topic, "there is no such queue"))
}

/// The mail with a reply. Nothing that the requester or anybody else wrote stands in it: a ticket may have been left in
/// the name of a stranger.
async fn reply(app: &App, session: &AgentSession, stored: &Stored, text: &str) -> Result<NewMail, Error> {
    let ticket = &stored.ticket;
    let Ok(recipient) = rules::email(&ticket.visitor.email) else {
        return Err(refused(Hindrance::Unmailed(Mailed::NoAddress)));
    };
    let Some(writer) = Writer::of(app).await? else {
        return Err(refused(Hindrance::Unmailed(Mailed::NotSetUp)));
    };
    let root = writer.name_of(&format!("ticket-{}", stored.id));
    let last = stored.message_ids.len().saturating_sub(NAMED_BEFORE);
    let content = Content::TicketReply {
        lang: language(std::slice::from_ref(&stored.lang)).into(),
        number: ticket.number,
        subject: if ticket.subject.is_empty() { ticket.topic.clone() } else { ticket.subject.clone() },
        agent: session.agent.name.clone(),
        text: text.into(),
        thread: std::iter::once(root).chain(stored.message_ids[last..].iter().cloned()).collect(),
    };
    let order = Order { kind: Kind::TicketReply, cause: &stored.id, recipient: &recipient, expires_at: None };
    writer.write(app, &order, &content)
}

/// The refusal of a change of an older version, with how the ticket stands now.
async fn stale(app: &App, session: &AgentSession, number: u32) -> Result<Response, Error> {
    let now = page(app, shown_to(app, session, number).await?).await?;
    let document = problem::document(Problem::new(Code::Stale, "the ticket was changed since it was read"));
    let mut response = (error::status(Code::Stale), Json(TicketStale { document, now })).into_response();
    problem::mark(&mut response);
    Ok(response)
}

fn wrong(field: Field, detail: &str) -> Error {
    Problem { field: Some(field), ..Problem::new(Code::Invalid, detail) }.into()
}

/// Why nothing was done, as an answer.
fn refused(hindrance: Hindrance) -> Error {
    match hindrance {
        Hindrance::Gone => gone(),
        Hindrance::Stale => Error::refuse(Code::Stale, "the ticket was changed since it was read"),
        Hindrance::Conflict => Error::refuse(Code::Conflict, "this id came before with another content"),
        Hindrance::Refused(Refusal::Merged) => {
            Error::refuse(Code::Merged, "the ticket goes on in another one")
        }
        Hindrance::Refused(Refusal::Itself) => wrong(Field::Number, "it is the same ticket"),
        Hindrance::OtherMerged => {
            let problem = Problem::new(Code::Merged, "the other ticket goes on elsewhere itself");
            Problem { field: Some(Field::Number), ..problem }.into()
        }
        Hindrance::Unmailed(Mailed::NoAddress) => {
            wrong(Field::Email, "no mail can go to the requester: there is no address")
        }
        Hindrance::Unmailed(Mailed::TooMany) => {
            Error::too_many(TRY_AGAIN_SECONDS, "this address has had its answers of today")
        }
        Hindrance::Unmailed(Mailed::NotSetUp | Mailed::Queued) => {
            Error::refuse(Code::NoMail, "outgoing mail isn't set up; a manager can do that under Mail")
        }
    }
}
