//! The same done with many conversations. Each is asked for by itself, by the functions that serve it alone: there is no
//! second set of rules, and what one is refused doesn't keep the others.

use super::{act as act_on, delete_one, index};
use crate::App;
use crate::domain::conversation::Command;
use crate::domain::permissions::Action;
use crate::error::Error;
use crate::http::admin::fresh;
use crate::http::auth::AgentSession;
use crate::http::own_page::Posted;
use crate::live::passing::{destination, handing_on};
use crate::live::readable;
use axum::extract::State;
use axum::response::Response;
use futures_util::future::join_all;
use shared::bulk::{Bulk, BulkAction, BulkContent, BulkLine, BulkOutcome, BulkWanted, Hindrance, IDS_MAX};
use shared::ids::{ClientId, ConversationId};
use shared::problem::{Code, Problem};
use shared::rules;
use shared::timeline::{Destination, Stage};
use std::collections::HashSet;
use std::sync::Arc;

/// So many conversations are worked on at a time: the ledger commits together what comes together.
const AT_ONCE: usize = 8;

/// What is to be done with each, checked as far as it is the same for all.
enum Deed {
    Archive,
    Unarchive,
    Tag(String),
    Untag(String),
    Transfer(Destination),
    Delete,
}

/// `POST /api/agent/conversations/bulk`. What became of each stands in the answer.
pub async fn act(
    State(app): State<Arc<App>>,
    session: AgentSession,
    Posted(bulk): Posted<Bulk>,
) -> Result<Response, Error> {
    let ids = checked(bulk.ids)?;
    let deed = match bulk.action {
        BulkAction::Archive => Deed::Archive,
        BulkAction::Unarchive => Deed::Unarchive,
        BulkAction::Tag { tag } => Deed::Tag(rules::tag(&tag)?),
        BulkAction::Untag { tag } => Deed::Untag(tag),
        BulkAction::Transfer { to } => Deed::Transfer(destination(&app, to).await?),
        BulkAction::Delete => Deed::Delete,
    };
    let mut lines = Vec::with_capacity(ids.len());
    for batch in ids.chunks(AT_ONCE) {
        let outcomes = join_all(batch.iter().map(|id| done(&app, &session, id, &deed))).await;
        lines.extend(batch.iter().zip(outcomes).map(|(conversation, outcome)| BulkLine {
            conversation: conversation.clone(),
            refused: outcome.err(),
        }));
    }
    if !matches!(deed, Deed::Delete) {
        let changed = lines.iter().filter(|line| line.refused.is_none());
        let changed: Vec<_> = changed.map(|line| line.conversation.clone()).collect();
        index(&app, &changed).await;
    }
    Ok(fresh(BulkOutcome { lines }))
}

/// `POST /api/agent/conversations/bulk/content`: what would be deleted with those that can be.
pub async fn content(
    State(app): State<Arc<App>>,
    session: AgentSession,
    Posted(wanted): Posted<BulkWanted>,
) -> Result<Response, Error> {
    session.must(Action::DeleteConversations)?;
    let mut sum = BulkContent::default();
    for id in checked(wanted.ids)? {
        if is_over(&app, &session, &id).await.is_err() {
            continue;
        }
        let content = app.store.content(&id).await?;
        sum.conversations += 1;
        sum.content.messages = sum.content.messages.saturating_add(content.messages);
        sum.content.files = sum.content.files.saturating_add(content.files);
        sum.content.bytes = sum.content.bytes.saturating_add(content.bytes);
    }
    Ok(fresh(sum))
}

/// Each once, in their order.
fn checked(mut ids: Vec<ConversationId>) -> Result<Vec<ConversationId>, Error> {
    if ids.is_empty() || ids.len() > IDS_MAX {
        let detail = format!("1 to {IDS_MAX} conversations can be named, these are {}", ids.len());
        return Err(Problem::new(Code::Invalid, detail).into());
    }
    let mut known = HashSet::new();
    ids.retain(|id| known.insert(id.clone()));
    Ok(ids)
}

async fn done(app: &App, session: &AgentSession, id: &ConversationId, deed: &Deed) -> Result<(), Hindrance> {
    let wish = ClientId(app.entropy.id(&app.clock));
    let command = match deed {
        Deed::Archive => {
            // Alone, whoever has it ends it with that, and sees what it is.
            is_over(app, session, id).await?;
            Command::Archive { id: wish }
        }
        Deed::Unarchive => Command::Unarchive { id: wish },
        Deed::Tag(tag) => Command::Tag { id: wish, tag: tag.clone() },
        Deed::Untag(tag) => Command::Untag { id: wish, tag: tag.clone() },
        Deed::Transfer(to) => handing_on(app, session, id, wish, to.clone()).await.map_err(hindrance)?,
        Deed::Delete => {
            session.must(Action::DeleteConversations).map_err(hindrance)?;
            is_over(app, session, id).await?;
            return delete_one(app, session, id).await.map_err(hindrance);
        }
    };
    act_on(app, session, id, command).await.map_err(hindrance)
}

/// That nobody is told of what isn't theirs comes first.
async fn is_over(app: &App, session: &AgentSession, id: &ConversationId) -> Result<(), Hindrance> {
    let conversation = readable(&app.store, session, id).await.map_err(hindrance)?;
    if conversation.stage == Stage::Ended { Ok(()) } else { Err(Hindrance::GoesOn) }
}

fn hindrance(error: impl Into<Error>) -> Hindrance {
    Hindrance::Problem(error.into().into_problem().code)
}
