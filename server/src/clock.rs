//! The one door to the time. The server asks its [`Clock`]; tests set it.

use shared::time::Timestamp;
use std::time::{Duration, SystemTime, UNIX_EPOCH};
use tokio::sync::watch;

/// Tells the time and waits for it.
#[derive(Clone)]
pub enum Clock {
    /// The machine's clock.
    System,
    /// A clock that stands still until a test moves it.
    Manual(ManualClock),
}

impl Clock {
    /// The present instant.
    #[expect(clippy::disallowed_methods, reason = "the one place that asks the machine")]
    pub fn now(&self) -> Timestamp {
        match self {
            Self::System => {
                let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
                Timestamp(i64::try_from(since.as_millis()).unwrap_or(i64::MAX))
            }
            Self::Manual(clock) => *clock.now.borrow(),
        }
    }

    /// Returns once `deadline` has come; at once if it has passed.
    #[expect(clippy::disallowed_methods, reason = "the one place that waits for the machine")]
    pub async fn sleep_until(&self, deadline: Timestamp) {
        match self {
            Self::System => {
                let wait = deadline.millis_since(self.now()).max(0);
                tokio::time::sleep(Duration::from_millis(wait.unsigned_abs())).await;
            }
            Self::Manual(clock) => {
                let mut now = clock.now.subscribe();
                // The sender lives in `self`, so the wait can only end by the deadline.
                let _ = now.wait_for(|now| *now >= deadline).await;
            }
        }
    }

    /// Returns after `millis` milliseconds.
    pub async fn sleep(&self, millis: i64) {
        self.sleep_until(self.now().plus_millis(millis)).await;
    }
}

/// A clock that tests set.
#[derive(Clone)]
pub struct ManualClock {
    now: watch::Sender<Timestamp>,
}

impl ManualClock {
    /// A clock that stands at `now`.
    pub fn at(now: Timestamp) -> Self {
        Self { now: watch::Sender::new(now) }
    }

    /// Moves the clock on and wakes whoever waits for an instant that has come.
    pub fn advance(&self, millis: i64) {
        self.now.send_modify(|now| *now = now.plus_millis(millis));
    }
}
