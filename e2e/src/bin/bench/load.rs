//! Messages from visitors to agents: as many as go, and how long each takes at a fixed rate.

use anyhow::Result;
use e2e::database::TestDatabase;

use crate::contestant::{Contestant, PAIRS};
use crate::pairs::{Closed, Open, Talking};
use crate::row::{Row, progress};

/// The contestants take turns this often, so that a noisy moment doesn't hit only one.
const ROUNDS: usize = 3;
/// Messages a second of all pairs together, when the time that each takes is measured.
const RATE: u32 = 5_000;

/// Measures the real server, then `relay+sql`, then `relay`, and puts the first beside the others.
///
/// # Errors
/// When a contestant stumbles.
pub async fn compare(contestants: [Contestant; 3]) -> Result<Vec<Row>> {
    let mut talking = Vec::new();
    for contestant in &contestants {
        progress(&format!("{}: connecting {PAIRS} pairs", contestant.name));
        talking.push(Talking::begin(contestant.connect().await?));
    }
    let mut closed: [Vec<Closed>; 3] = Default::default();
    let mut open: [Vec<Open>; 3] = Default::default();
    for round in 1..=ROUNDS {
        for (index, contestant) in contestants.iter().enumerate() {
            let result = talking[index].as_many_as_go(contestant.process()).await?;
            progress(&format!("round {round}, {}: {result}", contestant.name));
            closed[index].push(result);
        }
    }
    for round in 1..=ROUNDS {
        for (index, contestant) in contestants.iter().enumerate() {
            let result = talking[index].at_a_rate(RATE, contestant.process()).await?;
            progress(&format!("round {round}, {} at {RATE}/s: {result}", contestant.name));
            open[index].push(result);
        }
    }
    let [rate, sql_rate, relay_rate] = closed.each_ref().map(|all| median(all, |one| one.per_second));
    let [cpu, sql_cpu, relay_cpu] = closed.each_ref().map(|all| median(all, |one| one.cpu_micros));
    let [even_cpu, sql_even_cpu, _] = open.each_ref().map(|all| median(all, |one| one.cpu_micros));
    let [p50, sql_p50, _] = open.each_ref().map(|all| median(all, |one| one.p50_micros / 1e3));
    let [p99, sql_p99, _] = open.each_ref().map(|all| median(all, |one| one.p99_micros / 1e3));
    Ok(vec![
        Row::beside("durable messages, 500 pairs, beside relay+sql", rate, "1/s", sql_rate),
        Row::beside("durable messages, 500 pairs, beside relay", rate, "1/s", relay_rate),
        Row::beside("server CPU per message, beside relay+sql", cpu, "µs", sql_cpu),
        Row::beside("server CPU per message, beside relay", cpu, "µs", relay_cpu),
        Row::beside("server CPU per message at 5,000/s, beside relay+sql", even_cpu, "µs", sql_even_cpu),
        Row::beside("delivery at 5,000/s, p50, beside relay+sql", p50, "ms", sql_p50),
        Row::beside("delivery at 5,000/s, p99, beside relay+sql", p99, "ms", sql_p99),
    ])
}

/// Measures the real server on PostgreSQL.
///
/// # Errors
/// When the database is away or the server stumbles.
pub async fn on_postgres(url: &str) -> Result<Row> {
    let database = TestDatabase::create(url).await?;
    let contestant = Contestant::frontdesk(Some(&database)).await?;
    let mut talking = Talking::begin(contestant.connect().await?);
    let mut rounds = Vec::new();
    for _ in 0..ROUNDS {
        let result = talking.as_many_as_go(contestant.process()).await?;
        progress(&format!("frontdesk on PostgreSQL: {result}"));
        rounds.push(result);
    }
    drop((talking, contestant));
    database.remove().await?;
    Ok(Row::alone("durable messages on PostgreSQL, 500 pairs", median(&rounds, |one| one.per_second), "1/s"))
}

fn median<T>(all: &[T], value: impl Fn(&T) -> f64) -> f64 {
    let mut values: Vec<f64> = all.iter().map(value).collect();
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or_default()
}
