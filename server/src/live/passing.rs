//! To whom a conversation can be passed on, and whether it can.

use crate::App;
use crate::domain::conversation::{Command, Conversation};
use crate::error::Error;
use crate::live::readable;
use crate::store::Store;
use crate::store::sessions::AgentSession;
use shared::agent::Target;
use shared::ids::{AgentId, ClientId, ConversationId};
use shared::people::AgentCard;
use shared::problem::{Code, Problem};
use shared::staff::Presence;
use shared::time::Timestamp;
use shared::timeline::{Destination, Stage};

fn failed(error: sqlx::Error) -> Problem {
    Error::from(error).into_problem()
}

/// Where it goes, as it is called now.
///
/// # Errors
/// There is no such colleague or queue, or the colleague is not there.
pub async fn destination(app: &App, to: Target) -> Result<Destination, Problem> {
    match to {
        Target::Agent(agent) => {
            let card = colleague(&app.store, &agent).await?;
            if app.live.desk.presence(&agent).await == Presence::Offline {
                return Err(Problem {
                    by: Some(card),
                    ..Problem::new(Code::NotThere, "the colleague is not there")
                });
            }
            Ok(Destination::Agent(card))
        }
        Target::Queue(id) => {
            let queues = app.store.queues().await.map_err(failed)?;
            let queue = queues.into_iter().find(|queue| queue.id == id);
            let queue = queue.ok_or_else(|| Problem::new(Code::NotFound, "there is no such queue"))?;
            Ok(Destination::Queue { id, topic: queue.name })
        }
    }
}

/// A colleague who may sign in.
///
/// # Errors
/// There is none such.
pub async fn colleague(store: &Store, agent: &AgentId) -> Result<AgentCard, Problem> {
    let known = store.colleagues().await.map_err(failed)?;
    let card = known.into_iter().map(|known| known.card).find(|card| card.id == *agent);
    card.ok_or_else(|| Problem::new(Code::NotFound, "there is no such colleague"))
}

/// Whether what is over can go on.
///
/// # Errors
/// The visitor has begun another conversation since.
pub async fn can_go_on(store: &Store, conversation: &Conversation) -> Result<(), Problem> {
    let latest = store.conversation_of_visitor(&conversation.visitor, Timestamp(0)).await.map_err(failed)?;
    match latest {
        Some(latest) if latest.id != conversation.id => {
            Err(Problem::new(Code::Ended, "the visitor has begun another conversation since"))
        }
        _ => Ok(()),
    }
}

/// The command by which an agent passes on what they may read, as it stands: what is over goes on with it.
///
/// # Errors
/// It isn't theirs to read, or it can't go on.
pub async fn handing_on(
    app: &App,
    session: &AgentSession,
    id: &ConversationId,
    wish: ClientId,
    to: Destination,
) -> Result<Command, Problem> {
    let conversation = readable(&app.store, session, id).await.map_err(Error::into_problem)?;
    if conversation.stage != Stage::Ended {
        return Ok(Command::Transfer { to });
    }
    can_go_on(&app.store, &conversation).await?;
    Ok(Command::HandOn { id: wish, to })
}
