//! Staff chat: rooms, what is said in them, and who hears of it.

mod files;
mod rooms;
mod saying;

use crate::databases::TestDatabase;
use crate::stories::people::Agent;
use crate::support::{Reply, TestServer};
use hyper::Method;
use serde::Serialize;
use shared::agent::{AgentCommand, AgentUpdate};
use shared::ids::{AgentId, ClientId, FileId, RoomId};
use shared::problem::Problem;
use shared::team::{NewRoom, Room, TeamCommand, TeamEntry, TeamFact, TeamUpdate};
use shared::timeline::Seq;

const ROOMS: &str = "/api/agent/team/rooms";

/// A server with Anna, Boris and Clara, all of them at their consoles.
struct Office {
    server: TestServer,
    ids: [AgentId; 3],
    anna: Agent,
    boris: Agent,
    clara: Agent,
}

impl Office {
    async fn on(database: &TestDatabase) -> Self {
        let server = TestServer::on(database).await;
        let ids = [
            server.agent("anna@example.com", "Anna").await,
            server.agent("boris@example.com", "Boris").await,
            server.agent("clara@example.com", "Clara").await,
        ];
        let anna = Agent::come(&server, "anna@example.com").await;
        let boris = Agent::come(&server, "boris@example.com").await;
        let clara = Agent::come(&server, "clara@example.com").await;
        Self { server, ids, anna, boris, clara }
    }

    /// Asks for something as a page of ours does in an agent's browser.
    async fn ask(&self, agent: &Agent, method: Method, path: &str, body: &impl Serialize) -> Reply {
        self.server.own_page(method, path, &agent.cookie).json(body).send().await
    }

    /// Makes a room as Anna; by their numbers.
    async fn room(&self, id: &str, others: &[usize], name: &str) -> Room {
        let reply = self.try_room(&self.anna, id, others, name).await;
        assert_eq!(reply.status, 201, "{}", reply.text());
        reply.json()
    }

    async fn try_room(&self, maker: &Agent, id: &str, others: &[usize], name: &str) -> Reply {
        let agents = others.iter().map(|number| self.ids[*number].clone()).collect();
        self.ask(maker, Method::POST, ROOMS, &NewRoom { id: id.into(), agents, name: name.into() }).await
    }

    /// Switches an agent off, as an admin does.
    async fn deactivate(&self, number: usize) {
        let store = &self.server.app.store;
        // Somebody has to be left who may.
        self.server.signed_in(shared::people::Role::Owner).await;
        store.deactivate_agent(&self.ids[number], self.server.app.clock.now()).await.unwrap().unwrap();
        self.server.app.live.sign_out_agent(&self.ids[number]);
    }
}

/// What an agent's console does in rooms.
impl Agent {
    async fn team(&mut self, command: TeamCommand) {
        self.socket.say(&AgentCommand::Team(command)).await;
    }

    async fn rooms(&mut self) -> Vec<Room> {
        self.team(TeamCommand::Look).await;
        self.hears(|update| match update {
            TeamUpdate::Rooms(rooms) => Some(rooms),
            _ => None,
        })
        .await
    }

    async fn hears<R>(&mut self, mut find: impl FnMut(TeamUpdate) -> Option<R>) -> R {
        self.until(|update| match update {
            AgentUpdate::Team(update) => find(update),
            _ => None,
        })
        .await
    }

    /// Waits until a room is shown.
    async fn is_shown(&mut self, wanted: &RoomId) -> Room {
        self.hears(|update| match update {
            TeamUpdate::Room(room) if room.id == *wanted => Some(*room),
            _ => None,
        })
        .await
    }

    async fn send(&mut self, room: &RoomId, id: &str, text: &str, files: &[&FileId]) {
        let files = files.iter().copied().cloned().collect();
        self.team(TeamCommand::Send { room: room.clone(), id: id.into(), text: text.into(), files }).await;
    }

    /// Says something and waits for the acknowledgement.
    async fn says(&mut self, room: &RoomId, id: &str, text: &str) -> TeamEntry {
        self.send(room, id, text, &[]).await;
        self.hears_by_id(id).await
    }

    async fn hears_by_id(&mut self, wanted: &str) -> TeamEntry {
        let wanted = ClientId::from(wanted);
        self.hears(|update| match update {
            TeamUpdate::Entries { entries, .. } => {
                entries.into_iter().find(|entry| entry.id.as_ref() == Some(&wanted))
            }
            _ => None,
        })
        .await
    }

    /// Entries that come next.
    async fn hears_entries(&mut self) -> (Vec<TeamEntry>, Seq) {
        self.hears(|update| match update {
            TeamUpdate::Entries { entries, last, .. } => Some((entries, last)),
            _ => None,
        })
        .await
    }

    async fn asks(&mut self, room: &RoomId, after: Seq, to: Seq) -> Vec<TeamEntry> {
        // What was pushed before is no answer.
        self.rooms().await;
        self.team(TeamCommand::Ask { room: room.clone(), after, to }).await;
        self.hears_entries().await.0
    }

    async fn is_refused(&mut self) -> (Option<ClientId>, Problem) {
        self.hears(|update| match update {
            TeamUpdate::Refused { id, problem, .. } => Some((id, problem)),
            _ => None,
        })
        .await
    }

    /// Whether nothing of the staff chat has come up to now.
    async fn has_heard_nothing(&mut self) -> bool {
        // What this is answered with comes behind all that was on its way.
        self.team(TeamCommand::Look).await;
        self.until(|update| match update {
            AgentUpdate::Team(TeamUpdate::Rooms(_)) => Some(true),
            AgentUpdate::Team(_) => Some(false),
            _ => None,
        })
        .await
    }
}

/// The entries of a timeline in a few words each.
fn words(entries: &[TeamEntry]) -> Vec<String> {
    let names = |cards: &[shared::people::AgentCard]| {
        cards.iter().map(|card| card.name.as_str()).collect::<Vec<_>>().join("+")
    };
    let word = |entry: &TeamEntry| {
        let what = match &entry.fact {
            TeamFact::Said { text, files } if files.is_empty() => text.clone(),
            TeamFact::Said { text, files } => format!("{text} with {}", files.len()),
            TeamFact::Gone => "gone".into(),
            TeamFact::Deleted { seq } => format!("deletes {seq}"),
            TeamFact::Made { agents } => format!("makes it with {}", names(agents)),
            TeamFact::Added { agents } => format!("adds {}", names(agents)),
            TeamFact::Left => "leaves".into(),
            TeamFact::Renamed { name } => format!("calls it {name}"),
        };
        format!("{} {}: {what}", entry.seq, entry.by.name)
    };
    entries.iter().map(word).collect()
}
