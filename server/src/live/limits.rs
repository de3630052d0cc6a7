//! What one visitor, and one address, may do over sockets in a minute.

use crate::clock::Clock;
use crate::limiter::Limiter;
use shared::ids::VisitorId;
use shared::problem::{Code, Problem};
use std::num::NonZeroU32;
use std::time::Duration;

/// Conversations that one address may open in a minute; a whole office may sit behind it.
const OPENED_PER_MINUTE: NonZeroU32 = NonZeroU32::new(30).expect("not zero");
const MINUTE: Duration = Duration::from_secs(60);

/// The limits of visitors.
pub struct VisitorLimits {
    messages: Limiter,
    conversations: Limiter,
}

impl VisitorLimits {
    /// Fresh limits. `messages_per_minute` is one visitor's, at least 1; who may write more may open more, too.
    pub fn new(messages_per_minute: u32, clock: &Clock) -> Self {
        let messages = NonZeroU32::new(messages_per_minute).unwrap_or(NonZeroU32::MIN);
        Self {
            messages: Limiter::new(messages, MINUTE, clock),
            conversations: Limiter::new(messages.max(OPENED_PER_MINUTE), MINUTE, clock),
        }
    }

    /// Counts a message of a visitor.
    pub fn message(&self, visitor: &VisitorId) -> Result<(), Problem> {
        self.messages.check(visitor.as_str()).map_err(|wait| too_many(wait, "too many messages in a minute"))
    }

    /// Counts a conversation opened from an address.
    pub fn conversation(&self, address: &str) -> Result<(), Problem> {
        self.conversations
            .check(address)
            .map_err(|wait| too_many(wait, "too many new conversations from this address"))
    }
}

fn too_many(wait: u32, detail: &str) -> Problem {
    Problem { retry_after: Some(wait), ..Problem::new(Code::TooMany, detail) }
}
