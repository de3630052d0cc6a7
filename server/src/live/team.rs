//! Staff chat: what is recorded in rooms goes to all who are in them. Pushing is a hint, as with conversations: whoever
//! misses something asks for it.

use crate::App;
use crate::error::Error;
use crate::files;
use crate::store::team::{Act, Done, Outcome};
use shared::agent::AgentUpdate;
use shared::ids::{AgentId, RoomId};
use shared::problem::{Code, Problem};
use shared::team::{Room, TYPING_MILLIS, TeamEntry, TeamFact, TeamUpdate};
use shared::timeline::Seq;

fn failed(error: sqlx::Error) -> Problem {
    Error::from(error).into_problem()
}

/// The refusal of a room that isn't there or isn't theirs; which of them is not told.
pub fn not_found() -> Problem {
    Problem::new(Code::NotFound, "there is no such room")
}

/// Does what a member wants and tells everybody, that member's devices too. Returns the entry if the same was recorded
/// before, when nobody is told again.
///
/// # Errors
/// [`Code::NotFound`] for who isn't in the room, [`Code::Forbidden`] for what may not be, or the database is away.
pub async fn act(app: &App, room: &RoomId, agent: &AgentId, act: &Act) -> Result<Option<TeamEntry>, Problem> {
    let outcome = app.store.act_in_room(room, agent, act, app.clock.now()).await.map_err(failed)?;
    match outcome {
        Outcome::Done(done) => {
            app.live.calls.note_room(room, &done);
            tell(app, room, agent, &done).await;
            for file in &done.orphans {
                if let Err(error) = files::forget(&app.shelf, &app.store, file).await {
                    // It is looked for again with what was never sent.
                    tracing::warn!(error = ?error.into_problem().detail, "a deleted file stays for a while");
                }
            }
            Ok(None)
        }
        Outcome::Repeated(entry) => Ok(Some(*entry)),
        Outcome::Nothing => Ok(None),
        Outcome::Refused(problem) => Err(problem),
    }
}

async fn tell(app: &App, room: &RoomId, agent: &AgentId, done: &Done) {
    let entry = &done.entry;
    let update = TeamUpdate::Entries { room: room.clone(), entries: vec![entry.clone()], last: entry.seq };
    let update = AgentUpdate::Team(update);
    for member in &done.members {
        app.live.hub.tell_agent(member, &update);
    }
    match entry.fact {
        // Of a room for two the other one hears only now.
        TeamFact::Said { .. } if entry.seq == 1 => show(app, room, &done.members).await,
        TeamFact::Left => {
            app.live.hub.tell_agent(agent, &AgentUpdate::Team(TeamUpdate::Left(room.clone())));
            show(app, room, &done.members).await;
        }
        // What was deleted must not stand in their lists any more either.
        TeamFact::Made { .. }
        | TeamFact::Added { .. }
        | TeamFact::Renamed { .. }
        | TeamFact::Deleted { .. } => {
            show(app, room, &done.members).await;
        }
        TeamFact::Said { .. } | TeamFact::Gone => {}
    }
}

/// Shows a room to agents who are in it.
pub async fn show(app: &App, room: &RoomId, agents: &[AgentId]) {
    for agent in agents {
        match app.store.room_of(agent, room).await {
            Ok(Some(shown)) => {
                app.live.hub.tell_agent(agent, &AgentUpdate::Team(TeamUpdate::Room(Box::new(shown))));
            }
            Ok(None) => {}
            // They find it when they look the next time.
            Err(error) => tracing::warn!(%error, "a room was not shown"),
        }
    }
}

/// A stretch of a room's timeline, for who is in it.
///
/// # Errors
/// [`Code::NotFound`], or the database is away.
pub async fn entries(
    app: &App,
    room: &RoomId,
    agent: &AgentId,
    (after, to): (Seq, Seq),
) -> Result<TeamUpdate, Problem> {
    let known: Option<Room> = app.store.room_of(agent, room).await.map_err(failed)?;
    let last = known.ok_or_else(not_found)?.last;
    let entries = app.store.room_entries(room, after, to).await.map_err(failed)?;
    let last = entries.last().map_or(last, |entry| entry.seq.max(last));
    Ok(TeamUpdate::Entries { room: room.clone(), entries, last })
}

/// Notes how far somebody has read, and tells all who are in the room.
///
/// # Errors
/// The database is away.
pub async fn read(app: &App, room: &RoomId, agent: &AgentId, seq: Seq) -> Result<(), Problem> {
    if app.store.read_room(room, agent, seq).await.map_err(failed)? {
        let update = TeamUpdate::Read { room: room.clone(), agent: agent.clone(), seq };
        let update = AgentUpdate::Team(update);
        for member in app.store.room_members(room).await.map_err(failed)? {
            app.live.hub.tell_agent(&member, &update);
        }
    }
    Ok(())
}

/// Tells the others in a room that somebody types or has stopped.
///
/// # Errors
/// The database is away.
pub async fn types(app: &App, room: &RoomId, agent: &AgentId, sign: Sign) -> Result<(), Problem> {
    let members = app.store.room_members(room).await.map_err(failed)?;
    if !members.contains(agent) {
        return Ok(());
    }
    let now = app.clock.now();
    let until = match sign {
        Sign::Types => now.plus_millis(TYPING_MILLIS),
        Sign::Stopped => now,
    };
    let update = TeamUpdate::Typing { room: room.clone(), agent: agent.clone(), until };
    let update = AgentUpdate::Team(update);
    for member in members.iter().filter(|member| *member != agent) {
        app.live.hub.tell_agent(member, &update);
    }
    Ok(())
}

/// What a console says of its agent's fingers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sign {
    /// They move.
    Types,
    /// They rest.
    Stopped,
}
