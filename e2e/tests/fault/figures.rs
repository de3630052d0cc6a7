//! How long it took, in words.

use std::fmt;
use std::time::Duration;

/// What was measured, one value per kill.
#[derive(Default)]
pub struct Figures {
    /// From the kill until `/healthz` answers again.
    pub serving: Vec<Duration>,
    /// From the kill until every client is connected and has every entry.
    pub whole: Vec<Duration>,
}

impl fmt::Display for Figures {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "serving again: {}; all clients whole: {}", Spread(&self.serving), Spread(&self.whole))
    }
}

struct Spread<'a>(&'a [Duration]);

impl fmt::Display for Spread<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut sorted = self.0.to_vec();
        sorted.sort();
        let at =
            |percent: usize| sorted.get((sorted.len() * percent / 100).min(sorted.len().saturating_sub(1)));
        match (at(50), at(99)) {
            (Some(p50), Some(p99)) => {
                write!(f, "p50 {} ms, p99 {} ms, {} times", p50.as_millis(), p99.as_millis(), sorted.len())
            }
            _ => f.write_str("never measured"),
        }
    }
}
