//! What was before with somebody, as far as who asks may read it, and the way of a visitor through the site.

use super::{Reader, known};
use crate::App;
use crate::domain::permissions::{Action, may};
use crate::error::Error;
use crate::http::admin::fresh;
use crate::http::asked::Asked;
use crate::http::auth::AgentSession;
use crate::live::{may_read, readable};
use crate::store::contacts::{Cursor, Met, Whose};
use axum::extract::{Path, State};
use axum::response::Response;
use shared::contact::known::{HISTORY_LINES, History, HistoryLine, HistoryWanted, Past};
use shared::ids::{ContactId, ConversationId, QueueId};
use shared::people::AgentCard;
use shared::problem::Code;
use shared::time::Timestamp;
use std::collections::HashMap;
use std::sync::Arc;

/// So many times more is looked through where most of it isn't for who asks; they ask again from there.
const ROUNDS_MAX: usize = 5;

/// `GET /api/agent/contacts/{id}/history`.
pub async fn of_contact(
    State(app): State<Arc<App>>,
    Reader(session): Reader,
    Path(id): Path<ContactId>,
    Asked(wanted): Asked<HistoryWanted>,
) -> Result<Response, Error> {
    super::contact(&app, &id).await?;
    Ok(fresh(history(&app, &session, Whose::Contact(&id), &wanted).await?))
}

/// `GET /api/agent/conversations/{id}/history`: of the contact, or of the visitor if nobody knows who it is.
pub async fn of_conversation(
    State(app): State<Arc<App>>,
    Reader(session): Reader,
    Path(id): Path<ConversationId>,
    Asked(wanted): Asked<HistoryWanted>,
) -> Result<Response, Error> {
    let conversation = readable(&app.store, &session, &id).await?;
    let found = known::of_conversation(&app, &conversation).await?;
    let whose = match &found.known {
        Some(known) => Whose::Contact(&known.contact.id),
        None => Whose::Visitor(&conversation.visitor),
    };
    Ok(fresh(history(&app, &session, whose, &wanted).await?))
}

/// `GET /api/agent/conversations/{id}/trail`.
pub async fn trail(
    State(app): State<Arc<App>>,
    Reader(session): Reader,
    Path(id): Path<ConversationId>,
) -> Result<Response, Error> {
    readable(&app.store, &session, &id).await?;
    Ok(fresh(app.store.trail(&id).await?))
}

async fn history(
    app: &App,
    session: &AgentSession,
    whose: Whose<'_>,
    wanted: &HistoryWanted,
) -> Result<History, Error> {
    let mut at = wanted.before.as_deref().map(cursor).transpose()?;
    let mut shown: Vec<Met> = Vec::new();
    let mut is_more = false;
    for _ in 0..ROUNDS_MAX {
        // One more than fits tells whether there is another page.
        let found = app.store.met(whose, at.as_ref(), HISTORY_LINES + 1).await?;
        is_more = found.len() > HISTORY_LINES;
        for met in found.into_iter().take(HISTORY_LINES) {
            if shown.len() == HISTORY_LINES {
                is_more = true;
                break;
            }
            at = Some(met.cursor());
            if is_shown(session, &met) {
                shown.push(met);
            }
        }
        if !is_more || shown.len() == HISTORY_LINES {
            break;
        }
    }
    let next = at.filter(|_| is_more).map(|at| format!("{}.{}", at.at.0, at.id));
    Ok(History { lines: lines(app, shown).await?, next })
}

fn is_shown(session: &AgentSession, met: &Met) -> bool {
    match met {
        Met::Conversation { conversation, .. } => may_read(session, conversation),
        Met::Ticket { queue, assignee, .. } => {
            let assignee = assignee.as_ref().map(|agent| &agent.id);
            may(&session.who(), Action::WorkOnTicket(queue, assignee))
        }
    }
}

async fn lines(app: &App, met: Vec<Met>) -> Result<Vec<HistoryLine>, Error> {
    let topics = app.store.queue_names().await?;
    let ids: Vec<ConversationId> = met
        .iter()
        .filter_map(|met| match met {
            Met::Conversation { conversation, .. } => Some(conversation.id.clone()),
            Met::Ticket { .. } => None,
        })
        .collect();
    let mut joined = app.store.joined(&ids).await?;
    Ok(met.into_iter().map(|met| line(met, &topics, &mut joined)).collect())
}

fn line(
    met: Met,
    topics: &HashMap<QueueId, String>,
    joined: &mut HashMap<ConversationId, Vec<AgentCard>>,
) -> HistoryLine {
    let topic = |queue: &QueueId| topics.get(queue).cloned().unwrap_or_default();
    match met {
        Met::Conversation { conversation, claimed } => HistoryLine {
            at: conversation.opened_at,
            topic: topic(&conversation.queue),
            claimed,
            what: Past::Conversation {
                agents: joined.remove(&conversation.id).unwrap_or_default(),
                stage: conversation.stage,
                rating: conversation.rating,
                id: conversation.id,
            },
        },
        Met::Ticket { number, queue, subject, status, assignee, at, claimed, .. } => HistoryLine {
            at,
            topic: topic(&queue),
            claimed,
            what: Past::Ticket { number, subject, status, assignee },
        },
    }
}

fn cursor(text: &str) -> Result<Cursor, Error> {
    let parts = text.split_once('.').and_then(|(at, id)| Some((at.parse().ok()?, id)));
    let (at, id) = parts.ok_or_else(|| Error::refuse(Code::Malformed, "before is `next` of another page"))?;
    Ok(Cursor { at: Timestamp(at), id: id.into() })
}
