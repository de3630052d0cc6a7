//! Who answers an agent that has spoken to them first.

use super::Talk;
use crate::domain::conversation::{Actor, Command, Rights};
use crate::store::append::{Act, Outcome};
use shared::ids::ConversationId;
use shared::staff::Presence;
use shared::visits::Call;

impl Talk<'_> {
    /// The invitation that the visitor answers, if its agent is there.
    pub(super) async fn call(&mut self, visit: &str) -> Option<Call> {
        let call = self.app.live.visits.invitation(&self.widget, visit)?;
        let presence = self.app.live.desk.presence(&call.by.id).await;
        (presence == Presence::Online).then_some(call)
    }

    /// The agent said it before the conversation began: it stands at its beginning, and the conversation is theirs,
    /// whichever queue the visitor has picked.
    pub(super) async fn answered(&mut self, visit: &str, call: Call, conversation: &ConversationId) {
        self.app.live.visits.answered(&self.widget, visit);
        let actor = Actor::Agent { card: call.by, rights: Rights { member: true, ..Rights::default() } };
        let command = Command::Send { id: call.id, text: call.text, files: Vec::new() };
        let act = Act { conversation: conversation.clone(), actor, command };
        if let Outcome::Refused(problem) = self.app.live.ledger.act(act).await {
            // It waits in its queue as any other, and is offered to that agent first.
            tracing::warn!(?problem, "what an agent had said first was not recorded");
        }
    }
}
