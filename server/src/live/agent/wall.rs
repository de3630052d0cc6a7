//! The wall, for an agent who looks after queues.

use super::Talk;
use crate::domain::permissions::{Action, may};
use crate::live::socket::Gone;
use shared::problem::{Code, Problem};
use shared::wall::WallCommand;

impl Talk<'_> {
    pub(super) async fn wall(&mut self, command: WallCommand) -> Result<(), Gone> {
        let (party, number) = &self.line;
        match command {
            WallCommand::Watch if may(&self.session.who(), Action::SeeWall) => {
                self.app.live.walls.watch(party, *number, &self.session.session_hash);
                Ok(())
            }
            WallCommand::Watch => {
                let problem = Problem::new(Code::Forbidden, "the wall is for who looks after queues");
                self.refuse(None, None, problem).await
            }
            WallCommand::Unwatch => {
                self.app.live.walls.unwatch(*number);
                Ok(())
            }
        }
    }
}
