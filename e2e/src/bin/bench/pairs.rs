//! All pairs of one contestant, talking.

use std::fmt;
use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::{Context, Result};
use e2e::process::Process;
use e2e::until::now;
use tokio::sync::Mutex;
use tokio::task::JoinSet;
use tokio::time::MissedTickBehavior;

use crate::contestant::Pair;
use crate::measure::{cpu, percentile};

/// Before each measurement the pairs talk this long unmeasured.
const WARM_UP: Duration = Duration::from_secs(1);
/// How long each measurement takes.
const SPAN: Duration = Duration::from_secs(5);

/// One measurement with one message of each pair under way all the time.
pub struct Closed {
    /// Messages a second of all pairs.
    pub per_second: f64,
    /// Processor time of the server for each, in microseconds.
    pub cpu_micros: f64,
}

impl fmt::Display for Closed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:.0} messages/s, {:.1} µs of CPU each", self.per_second, self.cpu_micros)
    }
}

/// One measurement at a fixed rate.
pub struct Open {
    /// Half of the messages had arrived after this, in microseconds from when they were due.
    pub p50_micros: f64,
    /// All but a hundredth had.
    pub p99_micros: f64,
    /// Processor time of the server for each, in microseconds.
    pub cpu_micros: f64,
}

impl fmt::Display for Open {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (p50, p99) = (self.p50_micros / 1e3, self.p99_micros / 1e3);
        write!(f, "p50 {p50:.2} ms, p99 {p99:.2} ms, {:.1} µs of CPU each", self.cpu_micros)
    }
}

/// Pairs that are connected.
pub struct Talking {
    pairs: Vec<Arc<Mutex<Pair>>>,
    resting: JoinSet<Result<()>>,
}

impl Talking {
    /// Takes the pairs.
    pub fn begin(pairs: Vec<Pair>) -> Self {
        let pairs = pairs.into_iter().map(|pair| Arc::new(Mutex::new(pair))).collect();
        let mut talking = Self { pairs, resting: JoinSet::new() };
        talking.rest();
        talking
    }

    /// Until the next measurement, the pairs only answer pings: a server hangs up on those who don't.
    fn rest(&mut self) {
        for pair in &self.pairs {
            let pair = pair.clone();
            self.resting.spawn(async move { pair.lock_owned().await.rest().await });
        }
    }

    /// Ends the rest; fails if a pair lost its connection meanwhile.
    async fn rise(&mut self) -> Result<()> {
        if let Some(ended) = self.resting.try_join_next() {
            ended??;
        }
        self.resting.shutdown().await;
        Ok(())
    }

    /// Every pair sends its next message when the one before has arrived.
    ///
    /// # Errors
    /// When a connection is gone.
    pub async fn as_many_as_go(&mut self, server: &Process) -> Result<Closed> {
        self.rise().await?;
        let begin = now() + WARM_UP;
        let end = begin + SPAN;
        let mut tasks = JoinSet::new();
        for pair in &self.pairs {
            let pair = pair.clone();
            tasks.spawn(async move {
                let mut pair = pair.lock_owned().await;
                let mut arrived = 0_u64;
                loop {
                    pair.exchange().await?;
                    let at = now();
                    if at >= end {
                        return Ok::<_, anyhow::Error>(arrived);
                    }
                    arrived += u64::from(at >= begin);
                }
            });
        }
        let used = cpu_between(server, begin, end).await?;
        let mut arrived = 0;
        while let Some(count) = tasks.join_next().await {
            arrived += count??;
        }
        self.rest();
        let arrived = arrived as f64;
        Ok(Closed {
            per_second: arrived / SPAN.as_secs_f64(),
            cpu_micros: used.as_secs_f64() * 1e6 / arrived,
        })
    }

    /// All pairs together send this many messages a second, whatever happens to those before.
    ///
    /// # Errors
    /// When a connection is gone.
    pub async fn at_a_rate(&mut self, rate: u32, server: &Process) -> Result<Open> {
        self.rise().await?;
        let start = now();
        let begin = start + WARM_UP;
        let end = begin + SPAN;
        let count = u32::try_from(self.pairs.len())?;
        let period = Duration::from_secs(1) * count / rate;
        let mut tasks = JoinSet::new();
        for (number, pair) in (0..count).zip(&self.pairs) {
            let pair = pair.clone();
            let first = start + period * number / count;
            tasks.spawn(async move {
                let mut pair = pair.lock_owned().await;
                let mut clock = tokio::time::interval_at(first.into(), period);
                // A message that had to wait for the one before is late from when it was due.
                clock.set_missed_tick_behavior(MissedTickBehavior::Burst);
                let mut micros = Vec::new();
                loop {
                    let due = clock.tick().await.into_std();
                    if due >= end {
                        return Ok::<_, anyhow::Error>(micros);
                    }
                    pair.exchange().await?;
                    if due >= begin {
                        micros.push(u32::try_from(due.elapsed().as_micros()).unwrap_or(u32::MAX));
                    }
                }
            });
        }
        let used = cpu_between(server, begin, end).await?;
        let mut micros = Vec::new();
        while let Some(some) = tasks.join_next().await {
            micros.extend(some??);
        }
        self.rest();
        micros.sort_unstable();
        Ok(Open {
            p50_micros: percentile(&micros, 0.50),
            p99_micros: percentile(&micros, 0.99),
            cpu_micros: used.as_secs_f64() * 1e6 / micros.len() as f64,
        })
    }
}

/// Processor time that a process uses between two moments.
async fn cpu_between(server: &Process, begin: Instant, end: Instant) -> Result<Duration> {
    tokio::time::sleep_until(begin.into()).await;
    let before = cpu(server)?;
    tokio::time::sleep_until(end.into()).await;
    cpu(server)?.checked_sub(before).context("processor time runs backwards")
}
