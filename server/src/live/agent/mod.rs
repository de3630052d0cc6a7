//! An agent's connection: what the console asks, what it is told.

mod act;
mod inbox;
mod notes;
mod open;
mod pass;
mod team;
mod visits;
mod wall;

pub use self::open::look_again;

use crate::App;
use crate::domain::conversation::Command;
use crate::error::Error;
use crate::live::desk::{Desk, Standing};
use crate::live::hub::{CLOSE_SIGNED_OUT, Order, Party, frame};
use crate::live::socket::{Gone, Seat, Wire};
use crate::live::transport::Transport;
use crate::store::sessions::AgentSession;
use shared::agent::{AgentCommand, AgentUpdate};
use shared::ids::{AgentId, ClientId, ConversationId};
use shared::problem::{Code, Problem};
use shared::rules::AGENT_LEASE;
use shared::staff::Status;
use shared::time::Timestamp;
use shared::visits::VisitsCommand;
use std::sync::Arc;
use tokio::sync::mpsc;

/// What an agent does within this long of something else isn't told to the desk, in milliseconds.
const STIR_MILLIS: i64 = 20_000;

/// Serves an agent's connection until it ends.
pub async fn run(app: Arc<App>, transport: Transport, session: AgentSession) {
    let mut wire = Wire::new(transport, app.clock.clone(), AGENT_LEASE, |problem| {
        frame(&AgentUpdate::Refused { id: None, conversation: None, problem })
    });
    let party = Party::Agent(session.agent.id.clone(), session.session_hash.as_str().into());
    // First the place, then the look at the store: what is committed in between waits in the orders.
    let (seat, mut orders) = Seat::take(&app.live, party, |_, _| {});
    let line = seat.line();
    let mut talk = Talk { app: &app, wire: &mut wire, session, line, stirred_at: Timestamp(0) };
    if let Ok(_attended) = talk.arrive(&seat).await {
        let _ = talk.listen(&mut orders).await;
    }
}

/// The desk counts on an agent's connection until this is dropped.
struct Attended {
    desk: Desk,
    agent: AgentId,
}

impl Drop for Attended {
    fn drop(&mut self) {
        self.desk.left(&self.agent);
    }
}

struct Talk<'a> {
    app: &'a Arc<App>,
    wire: &'a mut Wire,
    session: AgentSession,
    /// Whose connection it is, and its number.
    line: (Party, u64),
    stirred_at: Timestamp,
}

impl Talk<'_> {
    /// Asks the store whether the session still stands: with every pong, so that what changes in the database holds for
    /// open connections too.
    async fn renew_lease(&mut self) -> Result<(), Gone> {
        let now = self.app.clock.now();
        match self.app.store.session(&self.session.session_hash, now).await {
            Ok(Some(session)) => {
                self.session = session;
                if let Err(error) = self.app.store.heard_of(&self.session, now).await {
                    // Nobody has to wait for it: the next pong is noted.
                    tracing::warn!(?error, "a session was not noted as heard of");
                }
                self.look_again().await;
                Ok(())
            }
            Ok(None) => {
                self.wire.send(&AgentUpdate::SignedOut).await?;
                self.wire.hang_up(CLOSE_SIGNED_OUT).await;
                Err(Gone)
            }
            // The database is away: what was true stays true until it answers.
            Err(_) => Ok(()),
        }
    }

    /// Shows the inbox. The desk learns of the agent first: see [`Desk::arrived`].
    async fn arrive(&mut self, seat: &Seat) -> Result<Attended, Gone> {
        // Whoever ended the session since the request came did not find this connection to end it, too.
        self.renew_lease().await?;
        let duty = self.app.store.duty(&self.session.agent.id).await;
        let (attended, standing) = match duty {
            Ok(Some((status, capacity))) => self.attend(status, capacity).await,
            Ok(None) => {
                self.renew_lease().await?;
                return Err(Gone);
            }
            Err(error) => return self.turn_away(error).await,
        };
        seat.look();
        let inbox = match self.inbox().await {
            Ok(inbox) => inbox,
            Err(error) => return self.turn_away(error).await,
        };
        let epoch = self.app.store.epoch().clone();
        let (now, me) = (self.app.clock.now(), self.session.agent.clone());
        self.wire.send(&AgentUpdate::Welcome { epoch, now, me, inbox }).await?;
        if let Some((status, away)) = standing {
            self.wire.send(&AgentUpdate::Status { status, away }).await?;
        }
        Ok(attended)
    }

    async fn attend(&mut self, status: Status, capacity: u32) -> (Attended, Option<Standing>) {
        let (desk, card) = (self.app.live.desk.clone(), self.session.agent.clone());
        let attended = Attended { desk: desk.clone(), agent: card.id.clone() };
        (attended, desk.arrived(card, status, capacity).await)
    }

    /// Without the inbox the console would think it empty. It comes back by itself.
    async fn turn_away<T>(&mut self, error: sqlx::Error) -> Result<T, Gone> {
        self.refuse(None, None, Error::from(error).into_problem()).await?;
        Err(Gone)
    }

    async fn listen(&mut self, orders: &mut mpsc::Receiver<Order>) -> Result<(), Gone> {
        loop {
            let command = self.wire.command(orders).await?;
            if shows_life(&command) {
                self.stir();
            }
            self.obey(command).await?;
        }
    }

    async fn obey(&mut self, command: AgentCommand) -> Result<(), Gone> {
        match command {
            AgentCommand::Take { conversation, id } => self.act(conversation, id, Command::Take).await,
            AgentCommand::Send { conversation, id, text, files } => {
                match self.message(&conversation, &id, &text, &files).await {
                    Ok(message) => self.act(conversation, id, message).await,
                    Err(problem) => self.refuse(Some(id), Some(conversation), problem).await,
                }
            }
            AgentCommand::End { conversation, id } => {
                self.act(conversation, id.clone(), Command::End { id }).await
            }
            AgentCommand::Decline { conversation, id } => self.decline(conversation, id).await,
            AgentCommand::Transfer { conversation, id, to } => self.transfer(conversation, id, to).await,
            AgentCommand::Invite { conversation, id, agent } => self.invite(conversation, id, &agent).await,
            AgentCommand::Join { conversation, id } => self.act(conversation, id, Command::Join).await,
            AgentCommand::Leave { conversation, id } => self.act(conversation, id, Command::Leave).await,
            AgentCommand::DealWith { conversation, id } => {
                self.act(conversation, id.clone(), Command::DealWith { id }).await
            }
            AgentCommand::Reopen { conversation, id } => self.reopen(conversation, id).await,
            AgentCommand::Note { conversation, id, text, mentions } => {
                self.note(conversation, id, &text, mentions).await
            }
            AgentCommand::TakeBack { conversation, id, note } => self.take_back(conversation, id, note).await,
            AgentCommand::Heed { conversation, id } => self.act(conversation, id, Command::Heed).await,
            AgentCommand::Tag { conversation, id, tag } => self.tag(conversation, id, &tag).await,
            AgentCommand::Untag { conversation, id, tag } => {
                self.act(conversation, id.clone(), Command::Untag { id, tag }).await
            }
            AgentCommand::Open { conversation } => self.open(conversation).await,
            AgentCommand::SetStatus { status } => self.set_status(status).await,
            AgentCommand::Typing { conversation, on } => {
                self.types(&conversation, on);
                Ok(())
            }
            AgentCommand::Seen { conversation, receipts } => self.seen(conversation, receipts).await,
            AgentCommand::Resume { conversation, after } => match self.entries(&conversation, after).await {
                Ok((events, last)) => {
                    self.wire.send(&AgentUpdate::Events { conversation, events, last }).await
                }
                Err(problem) => self.refuse(None, Some(conversation), problem).await,
            },
            AgentCommand::Visits(command) => self.visits(command).await,
            AgentCommand::Wall(command) => self.wall(command).await,
            AgentCommand::Team(command) => self.team(command).await,
            // That it came is all that it says.
            AgentCommand::Stirred => Ok(()),
            AgentCommand::Pong => self.renew_lease().await,
        }
    }

    async fn refuse(
        &mut self,
        id: Option<ClientId>,
        conversation: Option<ConversationId>,
        problem: Problem,
    ) -> Result<(), Gone> {
        self.wire.send(&AgentUpdate::Refused { id, conversation, problem }).await
    }

    /// Remembers the agent's choice, and lets the desk tell all the agent's devices.
    async fn set_status(&mut self, status: Status) -> Result<(), Gone> {
        let agent = self.session.agent.id.clone();
        match self.app.store.set_status(&agent, status).await {
            Ok(()) => {
                self.app.live.desk.choose(&agent, status);
                Ok(())
            }
            Err(error) => self.refuse(None, None, Error::from(error).into_problem()).await,
        }
    }

    fn stir(&mut self) {
        let now = self.app.clock.now();
        if now.millis_since(self.stirred_at) >= STIR_MILLIS {
            self.stirred_at = now;
            self.app.live.desk.stirred(&self.session.agent.id);
        }
    }
}

/// Whether a person is behind the command, and not a console that works by itself.
fn shows_life(command: &AgentCommand) -> bool {
    !matches!(
        command,
        AgentCommand::Pong
            | AgentCommand::Seen { .. }
            | AgentCommand::Resume { .. }
            | AgentCommand::Open { .. }
            | AgentCommand::SetStatus { .. }
            | AgentCommand::Visits(VisitsCommand::Watch | VisitsCommand::Unwatch)
            | AgentCommand::Wall(_)
    ) && !matches!(command, AgentCommand::Team(command) if !command.shows_life())
}

/// Whether an id may be stored.
fn acceptable(id: &ClientId) -> Result<(), Problem> {
    if id.is_acceptable() {
        Ok(())
    } else {
        Err(Problem::new(Code::Malformed, "the id must be 1 to 64 letters, digits, - or _"))
    }
}
