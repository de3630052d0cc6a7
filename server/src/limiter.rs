//! How often one party may do one thing: governor's token buckets over our clock and with keys of one size.

use crate::clock::Clock;
use governor::middleware::NoOpMiddleware;
use governor::nanos::Nanos;
use governor::state::keyed::HashMapStateStore;
use governor::{Quota, RateLimiter};
use sha2::{Digest, Sha256};
use std::num::NonZeroU32;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

/// After this many checks those who have not come for long are forgotten.
const CHECKS_BETWEEN_SWEEPS: u32 = 1_000;

/// Keys are hashes, so that all cost the same memory, however long what is counted.
type Key = [u8; 32];

/// A bucket for each key.
pub struct Limiter {
    limiter: RateLimiter<Key, HashMapStateStore<Key>, OurClock, NoOpMiddleware<Nanos>>,
    clock: OurClock,
    checks: AtomicU32,
}

impl Limiter {
    /// `times` per `period`, in a burst or spread.
    pub fn new(times: NonZeroU32, period: Duration, clock: &Clock) -> Self {
        let clock = OurClock(clock.clone());
        let every = (period / times.get()).max(Duration::from_nanos(1));
        let quota = Quota::with_period(every).expect("not zero").allow_burst(times);
        Self {
            limiter: RateLimiter::hashmap_with_clock(quota, clock.clone()),
            clock,
            checks: AtomicU32::new(0),
        }
    }

    /// Counts one; `Err` says after how many seconds the next is allowed.
    pub fn check(&self, key: &str) -> Result<(), u32> {
        if self.checks.fetch_add(1, Ordering::Relaxed) % CHECKS_BETWEEN_SWEEPS == CHECKS_BETWEEN_SWEEPS - 1 {
            self.limiter.retain_recent();
            self.limiter.shrink_to_fit();
        }
        self.limiter.check_key(&Sha256::digest(key).into()).map_err(|not_until| {
            let wait = not_until.wait_time_from(governor::clock::Clock::now(&self.clock));
            let seconds = wait.as_secs() + u64::from(wait.subsec_nanos() > 0);
            u32::try_from(seconds).unwrap_or(u32::MAX)
        })
    }
}

/// The injected clock, as the limiter reads it.
#[derive(Clone)]
struct OurClock(Clock);

impl governor::clock::Clock for OurClock {
    type Instant = Nanos;

    fn now(&self) -> Nanos {
        Duration::from_millis(self.0.now().0.max(0).unsigned_abs()).into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::ManualClock;
    use shared::time::Timestamp;

    #[test]
    fn each_key_has_its_bucket_and_it_fills_again() {
        let time = ManualClock::at(Timestamp(1_700_000_000_000));
        let times = NonZeroU32::new(10).unwrap();
        let limiter = Limiter::new(times, Duration::from_secs(900), &Clock::Manual(time.clone()));
        for _ in 0..10 {
            assert_eq!(limiter.check("a"), Ok(()));
        }
        assert_eq!(limiter.check("a"), Err(90));
        assert_eq!(limiter.check("b"), Ok(()));
        time.advance(90_000);
        assert_eq!(limiter.check("a"), Ok(()));
        assert_eq!(limiter.check("a"), Err(90));
    }
}
