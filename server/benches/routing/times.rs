//! How long decisions take: processor time, as other programs run beside this one.

use rustix::time::{ClockId, clock_gettime};
use server::domain::routing::{Effect, Engine, Input};
use shared::time::Timestamp;
use std::time::Duration;

/// The time that each decision took.
#[derive(Default)]
pub struct Times(Vec<Duration>);

impl Times {
    /// Lets the engine decide and looks at the clock; that takes a fraction of a microsecond itself.
    pub fn decide(&mut self, engine: &mut Engine, now: Timestamp, input: Input) -> Vec<Effect> {
        let begun = clock();
        let effects = engine.handle(now, input);
        self.0.push(clock() - begun);
        effects
    }

    /// The mean in microseconds.
    pub fn mean_micros(&self) -> f64 {
        self.0.iter().sum::<Duration>().as_secs_f64() * 1e6 / self.0.len().max(1) as f64
    }

    /// The longest of the shortest `percent` in a hundred, in microseconds.
    pub fn percentile_micros(&self, percent: usize) -> f64 {
        let mut sorted = self.0.clone();
        sorted.sort();
        percentile(&sorted, percent).unwrap_or_default().as_secs_f64() * 1e6
    }
}

/// The largest of the smallest `percent` in a hundred.
pub fn percentile<T: Copy>(sorted: &[T], percent: usize) -> Option<T> {
    let rank = (sorted.len() * percent).div_ceil(100);
    sorted.get(rank.saturating_sub(1)).copied()
}

/// Processor time of this thread.
fn clock() -> Duration {
    let spent = clock_gettime(ClockId::ThreadCPUTime);
    Duration::new(spent.tv_sec.unsigned_abs(), u32::try_from(spent.tv_nsec).unwrap_or(0))
}
