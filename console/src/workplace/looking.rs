//! Conversations that are looked at and don't stand in the inbox.

use super::Workplace;
use crate::live::api::{Failure, desk};
use leptos::prelude::*;
use shared::ids::ConversationId;

impl Workplace {
    /// Asks the server for a conversation and lets it be seen. Nothing if it isn't the agent's to see.
    pub async fn look_up(self, id: &ConversationId) -> Option<Failure> {
        let answer = desk::conversation(id).await;
        self.heed(&answer);
        match answer {
            Ok(item) => {
                let is_wanted = self.open.try_with_untracked(|open| open.as_ref() == Some(id));
                if is_wanted == Some(true) {
                    self.change(|state| state.look_up(item));
                }
                None
            }
            Err(failure) => Some(failure),
        }
    }
}
