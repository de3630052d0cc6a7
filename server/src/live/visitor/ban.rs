//! What a banned visitor may not do: come in, and write.

use super::{Talk, refusal};
use crate::App;
use crate::live::socket::{CLOSE_POLICY, Gone, Wire};
use shared::ids::ClientId;
use shared::people::Browser;
use shared::visitor::VisitorCommand;

/// Tells a banned visitor so and hangs up.
pub(super) async fn turn_away(app: &App, wire: &mut Wire, browser: &Browser) -> Result<(), Gone> {
    if let Err(problem) = app.live.bans.check_browser(browser).await {
        wire.send(&refusal(problem)).await?;
        wire.hang_up(CLOSE_POLICY).await;
        return Err(Gone);
    }
    Ok(())
}

impl Talk<'_> {
    /// Refuses a command that would reach somebody, if the visitor was banned since Hello. Returns the others.
    pub(super) async fn unless_banned(
        &mut self,
        command: VisitorCommand,
    ) -> Result<Option<VisitorCommand>, Gone> {
        let Some(id) = reaches_somebody(&command) else { return Ok(Some(command)) };
        match self.app.live.bans.check_browser(&self.browser).await {
            Ok(()) => Ok(Some(command)),
            Err(problem) => self.refuse(id.cloned(), problem).await.map(|()| None),
        }
    }
}

/// The command's id, if it has one, of a command by which the staff would read something new of the visitor.
fn reaches_somebody(command: &VisitorCommand) -> Option<Option<&ClientId>> {
    match command {
        VisitorCommand::Open { id, .. }
        | VisitorCommand::Leave { id, .. }
        | VisitorCommand::MakeTicket { id, .. }
        | VisitorCommand::Send { id, .. }
        | VisitorCommand::Rate { id, .. } => Some(Some(id)),
        VisitorCommand::Typing { .. } | VisitorCommand::Describe { .. } | VisitorCommand::Moved { .. } => {
            Some(None)
        }
        VisitorCommand::Hello { .. }
        | VisitorCommand::End { .. }
        | VisitorCommand::Seen { .. }
        | VisitorCommand::Resume { .. }
        | VisitorCommand::Pong => None,
    }
}
