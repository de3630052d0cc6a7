//! What the site's page tells of its visitor.

use super::Talk;
use crate::domain::intake;
use crate::store;
use shared::ids::ConversationId;
use shared::people::Detail;

impl Talk<'_> {
    /// Keeps it for the conversation or the ticket to come, and puts it on the card of the conversation that goes on.
    pub(super) async fn describe(&mut self, attributes: Vec<Detail>) {
        let attributes = intake::attributes(attributes);
        if attributes == self.attributes {
            return;
        }
        self.attributes = attributes;
        let Some(conversation) = self.current.clone() else { return };
        // It costs as much as a message; a page that tells faster than that is believed with its next conversation.
        if self.app.live.limits.message(&self.visitor).is_err() {
            return;
        }
        if let Err(error) = self.put_on_card(&conversation).await {
            // Not worth an error to the visitor: the page tells it again with the next connection.
            tracing::warn!(?error, "what a page tells of its visitor was not stored");
        }
    }

    async fn put_on_card(&mut self, id: &ConversationId) -> store::Result<()> {
        if !self.app.store.set_attributes(id, &self.attributes).await? {
            return Ok(());
        }
        let Some(conversation) = self.app.store.conversation(id).await? else { return Ok(()) };
        let item = self.app.store.inbox_item(&conversation, true).await?;
        self.app.live.hub.show_staff(&item);
        Ok(())
    }
}
