//! Who is on the site, for an agent who looks, and speaking to them first.

use super::{Talk, acceptable};
use crate::domain::permissions::{Action, may};
use crate::error::Error;
use crate::live::socket::Gone;
use shared::agent::AgentUpdate;
use shared::ids::ClientId;
use shared::problem::{Code, Problem};
use shared::rules;
use shared::settings::Visits;
use shared::visits::{Call, INVITATION_CHARS, VisitId, VisitsCommand, VisitsUpdate};

impl Talk<'_> {
    pub(super) async fn visits(&mut self, command: VisitsCommand) -> Result<(), Gone> {
        if !may(&self.session.who(), Action::SeeVisits) {
            let problem = Problem::new(Code::Forbidden, "visits are shown to who serves a queue");
            return self.refuse(None, None, problem).await;
        }
        match command {
            VisitsCommand::Watch => match self.app.store.widgets().await {
                Ok(widgets) => {
                    let on = widgets.iter().any(|widget| widget.settings.chat.visits != Visits::Off);
                    let (party, number) = &self.line;
                    self.app.live.visits.watch(party, *number, on);
                    Ok(())
                }
                Err(error) => self.refuse(None, None, Error::from(error).into_problem()).await,
            },
            VisitsCommand::Unwatch => {
                self.app.live.visits.unwatch(self.line.1);
                Ok(())
            }
            VisitsCommand::Trail { visit } => {
                let steps = self.app.live.visits.trail(visit);
                self.wire.send(&AgentUpdate::Visits(VisitsUpdate::Trail { visit, steps })).await
            }
            VisitsCommand::Invite { visit, id, text } => {
                let invited = self.speak_first(visit, id, &text);
                self.answer(visit, invited).await
            }
            VisitsCommand::TakeBack { visit } => {
                let taken_back = self.app.live.visits.take_back(visit, &self.session.agent);
                self.answer(visit, taken_back).await
            }
        }
    }

    fn speak_first(&self, visit: VisitId, id: ClientId, text: &str) -> Result<(), Problem> {
        acceptable(&id)?;
        let text = rules::written(text, INVITATION_CHARS)?;
        self.app.live.visits.invite(visit, Call { id, by: self.session.agent.clone(), text })
    }

    async fn answer(&mut self, visit: VisitId, outcome: Result<(), Problem>) -> Result<(), Gone> {
        match outcome {
            // Whoever looks at the list hears of the change.
            Ok(()) => Ok(()),
            Err(problem) => {
                self.wire.send(&AgentUpdate::Visits(VisitsUpdate::Refused { visit, problem })).await
            }
        }
    }
}
