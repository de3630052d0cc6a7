//! What the person at the terminal reads, all of it on standard error.
//!
//! On a terminal a long step has one line that is rewritten; elsewhere (a build log) it gives a sign of life every
//! fifteen seconds.

use std::io::{IsTerminal, Write};
use std::time::{Duration, Instant};

const SIGN_OF_LIFE: Duration = Duration::from_secs(15);
const LONGEST_DETAIL: usize = 70;

/// Says one thing that is about to happen or worth knowing.
pub fn say(text: &str) {
    eprintln!("  {text}");
}

/// Says that a thing is done or already there.
pub fn done(text: &str) {
    eprintln!("✓ {text}");
}

/// Says a thing that does not stop the work but must not be overlooked.
pub fn warn(text: &str) {
    eprintln!("! {text}");
}

/// Says why the whole command failed, causes included.
pub fn failure(error: &anyhow::Error) {
    eprintln!("✗ {error:#}");
}

/// Time since a start. The one place of this program that reads the clock.
#[derive(Clone, Copy)]
pub struct Stopwatch(Instant);

impl Stopwatch {
    /// Starts now.
    #[expect(clippy::disallowed_methods, reason = "the one door to the clock here; tasks have no test clock")]
    pub fn start() -> Self {
        Self(Instant::now())
    }

    /// Time since the start.
    pub fn elapsed(self) -> Duration {
        self.0.elapsed()
    }
}

/// A step that takes more than a moment: announced, kept alive with details, and closed with its duration.
pub struct Step {
    title: String,
    watch: Stopwatch,
    last_sign: Duration,
    terminal: bool,
}

impl Step {
    /// Announces the step; `expectation` tells what it costs, such as "about a minute", or is empty.
    pub fn begin(title: &str, expectation: &str) -> Self {
        let note = if expectation.is_empty() { String::new() } else { format!(" ({expectation})") };
        eprintln!("▸ {title}{note}");
        Self {
            title: title.to_owned(),
            watch: Stopwatch::start(),
            last_sign: Duration::ZERO,
            terminal: std::io::stderr().is_terminal(),
        }
    }

    /// Time since the step began.
    pub fn elapsed(&self) -> Duration {
        self.watch.elapsed()
    }

    /// Shows how far the step is; call it often, it decides itself when to print.
    pub fn detail(&mut self, detail: &str) {
        let elapsed = self.elapsed();
        let short: String = detail.trim().chars().take(LONGEST_DETAIL).collect();
        if self.terminal {
            eprint!("\r\x1b[2K  {} {short}", brief(elapsed));
            let _ = std::io::stderr().flush();
        } else if elapsed >= self.last_sign + SIGN_OF_LIFE {
            self.last_sign = elapsed;
            eprintln!("  … {} {short}", brief(elapsed));
        }
    }

    /// Closes the step with success.
    pub fn end(self) {
        self.wipe();
        eprintln!("✓ {}, {}", self.title, brief(self.elapsed()));
    }

    /// Closes the step with failure; the caller tells why.
    pub fn fail(self) {
        self.wipe();
        eprintln!("✗ {}, after {}", self.title, brief(self.elapsed()));
    }

    fn wipe(&self) {
        if self.terminal {
            eprint!("\r\x1b[2K");
        }
    }
}

/// A duration as people say it: `0.4 s`, `12 s`, `2 min 05 s`.
pub fn brief(duration: Duration) -> String {
    let seconds = duration.as_secs();
    match seconds {
        0..10 => format!("{:.1} s", duration.as_secs_f64()),
        10..60 => format!("{seconds} s"),
        _ => format!("{} min {:02} s", seconds / 60, seconds % 60),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_read_well() {
        assert_eq!(brief(Duration::from_millis(440)), "0.4 s");
        assert_eq!(brief(Duration::from_secs(12)), "12 s");
        assert_eq!(brief(Duration::from_secs(125)), "2 min 05 s");
    }
}
