//! Conversations beside the inbox: looked up, read by those who may, put into the archive and taken out, deleted.

pub mod bulk;
pub mod channels;

use super::admin::fresh;
use super::asked::Asked;
use super::auth::AgentSession;
use super::own_page::OwnPage;
use crate::App;
use crate::domain::conversation::{Actor, Command};
use crate::domain::permissions::Action;
use crate::error::Error;
use crate::files;
use crate::live::{finding, readable, rights};
use crate::store::append::{Act, Outcome};
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use shared::agent::{InboxItem, Vanished};
use shared::ids::{ClientId, ConversationId};
use shared::problem::{Code, Field, Problem};
use shared::rules::TAG_CHARS;
use shared::search::{Found, TEXT_CHARS, Wanted};
use shared::timeline::Stage;
use std::sync::Arc;

/// Conversations that are put into the index in one transaction: on SQLite messages wait meanwhile.
const INDEXED_AT_ONCE: usize = 16;

/// `GET /api/agent/conversations`: a page of what is wanted, latest first, of what the agent may see.
pub async fn find(
    State(app): State<Arc<App>>,
    session: AgentSession,
    Asked(wanted): Asked<Wanted>,
) -> Result<Response, Error> {
    if wanted.text.chars().count() > TEXT_CHARS {
        let problem = Problem::new(Code::Invalid, format!("text may have {TEXT_CHARS} characters"));
        return Err(Problem { field: Some(Field::Text), ..problem }.into());
    }
    if wanted.tag.chars().count() > TAG_CHARS {
        let problem = Problem::new(Code::Invalid, format!("a tag may have {TAG_CHARS} characters"));
        return Err(Problem { field: Some(Field::Tag), ..problem }.into());
    }
    let found = finding::find(&app.store, &session, &wanted).await?;
    Ok(fresh(Found { building: !app.live.changes.is_complete(), ..found }))
}

/// `GET /api/agent/conversations/{id}`: one of them as a line of the inbox.
pub async fn read(
    State(app): State<Arc<App>>,
    session: AgentSession,
    Path(id): Path<ConversationId>,
) -> Result<Response, Error> {
    let conversation = readable(&app.store, &session, &id).await?;
    let online = app.live.hub.is_online(&conversation.visitor);
    let item = app.store.inbox_item(&conversation, online).await?;
    let offer = app.live.hub.offer(&session.agent.id, &id);
    Ok(fresh(InboxItem { offer, ..item }))
}

/// `POST /api/agent/conversations/{id}/archive`. Done twice it is done.
pub async fn archive(
    State(app): State<Arc<App>>,
    _own: OwnPage,
    session: AgentSession,
    Path(id): Path<ConversationId>,
) -> Result<Response, Error> {
    let wish = ClientId(app.entropy.id(&app.clock));
    act_and_index(&app, &session, &id, Command::Archive { id: wish }).await
}

/// `DELETE /api/agent/conversations/{id}/archive`: takes it out. Done twice it is done.
pub async fn unarchive(
    State(app): State<Arc<App>>,
    _own: OwnPage,
    session: AgentSession,
    Path(id): Path<ConversationId>,
) -> Result<Response, Error> {
    let wish = ClientId(app.entropy.id(&app.clock));
    act_and_index(&app, &session, &id, Command::Unarchive { id: wish }).await
}

async fn act_and_index(
    app: &App,
    session: &AgentSession,
    id: &ConversationId,
    command: Command,
) -> Result<Response, Error> {
    act(app, session, id, command).await?;
    index(app, std::slice::from_ref(id)).await;
    Ok(StatusCode::NO_CONTENT.into_response())
}

/// Whoever may read it may ask; the conversation decides what they may do.
async fn act(app: &App, session: &AgentSession, id: &ConversationId, command: Command) -> Result<(), Error> {
    let conversation = readable(&app.store, session, id).await?;
    let actor = Actor::Agent { card: session.agent.clone(), rights: rights(session, &conversation.queue) };
    match app.live.ledger.act(Act { conversation: id.clone(), actor, command }).await {
        Outcome::Refused(problem) => Err(problem.into()),
        Outcome::Changed(..) | Outcome::Repeated(_) => Ok(()),
    }
}

/// Whoever did something looks at the list next, and finds it so.
async fn index(app: &App, ids: &[ConversationId]) {
    for batch in ids.chunks(INDEXED_AT_ONCE) {
        if let Err(error) = app.store.index(batch).await {
            tracing::warn!(?error, "the search index will hear of changed conversations later");
        }
    }
}

/// `GET /api/agent/conversations/{id}/content`: what would be deleted with it.
pub async fn content(
    State(app): State<Arc<App>>,
    session: AgentSession,
    Path(id): Path<ConversationId>,
) -> Result<Response, Error> {
    session.must(Action::DeleteConversations)?;
    readable(&app.store, &session, &id).await?;
    Ok(fresh(app.store.content(&id).await?))
}

/// `DELETE /api/agent/conversations/{id}`: for good. It must be over.
pub async fn delete(
    State(app): State<Arc<App>>,
    _own: OwnPage,
    session: AgentSession,
    Path(id): Path<ConversationId>,
) -> Result<Response, Error> {
    delete_one(&app, &session, &id).await?;
    Ok(StatusCode::NO_CONTENT.into_response())
}

async fn delete_one(app: &App, session: &AgentSession, id: &ConversationId) -> Result<(), Error> {
    session.must(Action::DeleteConversations)?;
    let conversation = readable(&app.store, session, id).await?;
    if conversation.stage != Stage::Ended {
        return Err(Error::refuse(Code::Forbidden, "it goes on: end it first"));
    }
    // What breaks off here is done again by the next try; a file without its conversation would stay for ever.
    for file in app.store.files_of(id).await? {
        files::forget(&app.shelf, &app.store, &file).await?;
    }
    if !app.store.delete_conversation(id, conversation.last).await? {
        return Err(Error::refuse(Code::Stale, "something has happened in it meanwhile"));
    }
    app.live.hub.dismiss(&conversation, Vanished::Deleted);
    tracing::info!(conversation = %id, by = %session.agent.id, "conversation deleted");
    Ok(())
}
