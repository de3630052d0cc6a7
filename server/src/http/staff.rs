//! What is alive of the staff, for the pages that show and arrange it.

use super::admin::fresh;
use super::auth::AgentSession;
use crate::App;
use crate::domain::conversation::{Actor, Command, Rights};
use crate::error::Error;
use crate::store::append::{Act, Outcome};
use axum::extract::State;
use axum::response::Response;
use shared::ids::AgentId;
use shared::people::AgentCard;
use shared::problem::Code;
use shared::staff::{Colleague, Colleagues, Place, Presence};
use std::collections::HashMap;
use std::sync::Arc;

use crate::live::agent::look_again;
pub use crate::live::desk::Attendance;

/// `GET /api/agent/colleagues`: whom a conversation can go to.
pub async fn colleagues(State(app): State<Arc<App>>, session: AgentSession) -> Result<Response, Error> {
    let now = app.clock.now();
    let present = attendance(&app).await;
    let presence = |id: &AgentId| present.get(id).map_or(Presence::Offline, |present| present.presence);
    let others = app.store.colleagues().await?.into_iter().filter(|known| known.card.id != session.agent.id);
    let agents = others
        .map(|known| Colleague {
            presence: presence(&known.card.id),
            conversations: present.get(&known.card.id).map_or(0, |present| present.conversations),
            card: known.card,
            extension: known.extension,
            languages: known.languages,
            capacity: known.capacity,
        })
        .collect();
    let queues = app.store.queues().await?;
    let place = |queue: crate::store::queues::Queue| Place {
        open: queue.is_open(now),
        online: online(&queue.members, presence),
        id: queue.id,
        name: queue.name,
    };
    Ok(fresh(Colleagues { agents, queues: queues.into_iter().map(place).collect() }))
}

fn online(members: &[AgentId], presence: impl Fn(&AgentId) -> Presence) -> u32 {
    let count = members.iter().filter(|member| presence(member) == Presence::Online).count();
    u32::try_from(count).unwrap_or(u32::MAX)
}

/// Who is there now, and how many conversations each has.
pub async fn attendance(app: &App) -> HashMap<AgentId, Attendance> {
    app.live.desk.staff().await
}

/// Agents or queues were changed: routing has to know, and who follows what.
pub async fn rearranged(app: &App) {
    app.live.desk.rearrange();
    look_again(app).await;
}

/// Sessions of an agent are gone: so are their connections, at once, and with them the agent.
pub fn signed_out(app: &App, agent: &AgentId) {
    app.live.sign_out_agent(agent);
}

/// Puts the conversations that an agent has back into their queues. Returns how many.
pub async fn release(app: &App, agent: &AgentId) -> Result<usize, Error> {
    let Some(stored) = app.store.agent(agent, app.clock.now()).await? else { return Ok(0) };
    let card = AgentCard { id: stored.id, name: stored.set.name, photo: stored.photo };
    let mut released = 0;
    for conversation in app.store.conversations_of(agent).await? {
        let actor = Actor::Agent { card: card.clone(), rights: Rights::default() };
        match app.live.ledger.act(Act { conversation, actor, command: Command::Leave }).await {
            Outcome::Changed(..) | Outcome::Repeated(_) => released += 1,
            // Over or passed on in between: what was wanted.
            Outcome::Refused(problem)
                if matches!(problem.code, Code::Ended | Code::NotFound | Code::Forbidden) => {}
            Outcome::Refused(problem) => return Err(problem.into()),
        }
    }
    Ok(released)
}
