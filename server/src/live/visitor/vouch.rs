//! What the site says of a visitor, and how long its word holds.

use super::Talk;
use super::hello::Who;
use crate::domain::identity::{LEEWAY_MILLIS, Vouched};
use crate::live::hub::Order;
use crate::live::socket::Gone;
use shared::form::{Answer, FieldSpec};
use shared::people::VisitorCard;
use shared::problem::{Code, Problem};
use shared::settings::WidgetSettings;
use shared::time::Timestamp;
use shared::visitor::VisitorCommand;
use tokio::sync::mpsc;

/// What the site says of the visitor on this connection.
pub(super) struct Word {
    vouched: Option<Vouched>,
    /// When it has to be said anew.
    lapses: Option<Lapse>,
}

#[derive(Clone, Copy)]
struct Lapse {
    at: Timestamp,
    /// Whether the visitor was told that the end is near.
    is_told: bool,
}

impl Word {
    pub(super) fn of(who: &Who) -> Self {
        // Told while the proof still holds by its leeway: the widget fetches a new one and comes back without a gap.
        let lapses = who.until.map(|until| Lapse { at: until.plus_millis(-LEEWAY_MILLIS), is_told: false });
        Self { vouched: who.vouched.clone(), lapses }
    }

    /// What was filled in, with what the site says for certain in place of what it asks for.
    pub(super) fn amend(&self, specs: &[FieldSpec], answers: &[Answer]) -> Vec<Answer> {
        match &self.vouched {
            Some(vouched) => vouched.amend(specs, answers),
            None => answers.to_vec(),
        }
    }

    /// The card with what the site vouches for.
    pub(super) fn sign(&self, card: VisitorCard) -> VisitorCard {
        match &self.vouched {
            Some(vouched) => vouched.sign(card),
            None => card,
        }
    }
}

impl Talk<'_> {
    /// Refuses strangers where the owner wants none.
    pub(super) fn admit(&self, settings: &WidgetSettings) -> Result<(), Problem> {
        if settings.chat.verified_only && self.word.vouched.is_none() {
            return Err(Problem::new(
                Code::NotVerified,
                "this widget is for users whom the site vouches for",
            ));
        }
        Ok(())
    }

    /// The next command, as long as the visitor is who was said at the beginning.
    pub(super) async fn command(
        &mut self,
        orders: &mut mpsc::Receiver<Order>,
    ) -> Result<VisitorCommand, Gone> {
        loop {
            let Some(lapse) = self.word.lapses else { return self.wire.command(orders).await };
            tokio::select! {
                command = self.wire.command(orders) => return command,
                () = self.app.clock.sleep_until(lapse.at) => {}
            }
            if lapse.is_told {
                return Err(Gone);
            }
            self.word.lapses = Some(Lapse { at: lapse.at.plus_millis(LEEWAY_MILLIS), is_told: true });
            let problem = match self.word.vouched {
                Some(_) => Problem::new(Code::NotVerified, "the proof runs out: say Hello with a new one"),
                // Only the token said who it is. What comes after is a stranger.
                None => Problem::new(Code::SessionExpired, "say Hello again without a token"),
            };
            self.refuse(None, problem).await?;
        }
    }
}
