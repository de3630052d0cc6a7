//! Staff chat over an agent's connection.

use super::{Talk, acceptable};
use crate::live::attach;
use crate::live::socket::Gone;
use crate::live::team::{Sign, act, entries, read, types};
use crate::store::team::Act;
use shared::agent::AgentUpdate;
use shared::ids::{ClientId, FileId, RoomId};
use shared::problem::Problem;
use shared::team::{TeamCommand, TeamUpdate};

impl Talk<'_> {
    pub(super) async fn team(&mut self, command: TeamCommand) -> Result<(), Gone> {
        let (app, me) = (self.app, self.session.agent.id.clone());
        match command {
            TeamCommand::Look => match app.store.rooms_of(&me).await {
                Ok(rooms) => self.say_of_team(TeamUpdate::Rooms(rooms)).await,
                // Without them the console would think that there are none.
                Err(error) => self.turn_away(error).await,
            },
            TeamCommand::Send { room, id, text, files } => match said(&id, &text, files) {
                Ok(wish) => self.do_in_room(room, id, wish).await,
                Err(problem) => self.refuse_in_room(room, Some(id), problem).await,
            },
            TeamCommand::Delete { room, id, seq } => match acceptable(&id) {
                Ok(()) => self.do_in_room(room, id.clone(), Act::Delete { id, seq }).await,
                Err(problem) => self.refuse_in_room(room, Some(id), problem).await,
            },
            TeamCommand::Ask { room, after, to } => match entries(app, &room, &me, (after, to)).await {
                Ok(update) => self.say_of_team(update).await,
                Err(problem) => self.refuse_in_room(room, None, problem).await,
            },
            TeamCommand::Read { room, seq } => {
                // What is lost is made good by the next one.
                let _ = read(app, &room, &me, seq).await;
                Ok(())
            }
            TeamCommand::Typing { room, on } => {
                let _ = types(app, &room, &me, if on { Sign::Types } else { Sign::Stopped }).await;
                Ok(())
            }
        }
    }

    /// The entry is the acknowledgement. A new one is on its way to all; one that was there before is only for this
    /// console to hear again.
    async fn do_in_room(&mut self, room: RoomId, id: ClientId, wish: Act) -> Result<(), Gone> {
        match act(self.app, &room, &self.session.agent.id, &wish).await {
            Ok(Some(entry)) => {
                let last = entry.seq;
                self.say_of_team(TeamUpdate::Entries { room, entries: vec![entry], last }).await
            }
            Ok(None) => Ok(()),
            Err(problem) => self.refuse_in_room(room, Some(id), problem).await,
        }
    }

    async fn refuse_in_room(
        &mut self,
        room: RoomId,
        id: Option<ClientId>,
        problem: Problem,
    ) -> Result<(), Gone> {
        self.say_of_team(TeamUpdate::Refused { room, id, problem }).await
    }

    async fn say_of_team(&mut self, update: TeamUpdate) -> Result<(), Gone> {
        self.wire.send(&AgentUpdate::Team(update)).await
    }
}

fn said(id: &ClientId, text: &str, files: Vec<FileId>) -> Result<Act, Problem> {
    acceptable(id)?;
    let text = attach::text(text, &files)?;
    attach::count(&files)?;
    Ok(Act::Say { id: id.clone(), text, files })
}
