//! What a visitor is typing, as much of it as the owner lets agents see.

use super::Talk;
use shared::agent::AgentUpdate;
use shared::ids::ConversationId;
use shared::rules;
use shared::settings::Peek;
use shared::time::Timestamp;

/// Sneak-peeks that follow each other faster than this are dropped, in milliseconds.
const PEEK_MILLIS: i64 = 300;
/// While somebody types, it is looked up this often what the owner has set, in milliseconds.
const LOOK_MILLIS: i64 = 10_000;
/// Stands for a text that agents may not see.
const UNSEEN: &str = " ";

/// When something was passed on and looked up the last time.
#[derive(Default)]
pub(super) struct Pace {
    passed_at: Option<Timestamp>,
    looked_up: Option<(Timestamp, Peek)>,
}

impl Talk<'_> {
    pub(super) async fn typing(&mut self, conversation: ConversationId, text: &str) {
        let now = self.app.clock.now();
        let is_early = self.pace.passed_at.is_some_and(|at| now.millis_since(at) < PEEK_MILLIS);
        // That the composer is empty again must always come through.
        if !text.is_empty() && is_early {
            return;
        }
        self.pace.passed_at = Some(now);
        let text = match text {
            "" => "",
            _ if self.is_shown(now).await => rules::cut(text, rules::PEEK_CHARS),
            _ => UNSEEN,
        };
        let update = AgentUpdate::Peek { conversation: conversation.clone(), text: text.into() };
        self.app.live.hub.signal_staff(&self.visitor, &conversation, &update);
    }

    /// Whether agents may see what is typed. If that can't be found out, they don't.
    async fn is_shown(&mut self, now: Timestamp) -> bool {
        if let Some((at, peek)) = self.pace.looked_up
            && now.millis_since(at) < LOOK_MILLIS
        {
            return peek != Peek::Off;
        }
        let peek = self.settings().await.map_or(Peek::Off, |settings| settings.chat.peek);
        self.pace.looked_up = Some((now, peek));
        peek != Peek::Off
    }
}
