//! What the strategies of a queue are worth, and how long the engine takes: a day with 200 agents and 20,000 visitors by
//! each strategy, and 1,000 agents with 10,000 waiting. Prints tables in Markdown for BENCHMARKS.md and draws
//! docs/routing.svg. The same figures come out each time, but for those of speed.

mod chance;
mod chart;
mod crowd;
mod day;
mod names;
mod times;

use chart::Column;
use day::Outcome;
use shared::queue::Rule;
use std::io::Write;
use times::{Times, percentile};

const CHART: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/routing.svg");

fn main() -> std::io::Result<()> {
    let strategies = [
        ("everyone", Rule::Everyone),
        ("random 3", Rule::Random { count: 3 }),
        ("top 3", Rule::Top { count: 3 }),
        ("round robin", Rule::RoundRobin),
        ("fewest conversations", Rule::FewestConversations),
        ("least recent", Rule::LeastRecent),
    ];
    let mut out = std::io::stdout().lock();
    writeln!(
        out,
        "| strategy | wait, mean | median | 95 of 100 | lost | let pass | Gini | busiest by idlest |\n\
         |---|---:|---:|---:|---:|---:|---:|---:|"
    )?;
    let mut days = Vec::new();
    for (name, rule) in &strategies {
        let day = day::run(rule);
        let (mean, median, most) = (mean_wait(&day), wait(&day, 50), wait(&day, 95));
        let Outcome { lost, unanswered, served, .. } = &day;
        let spread = served.iter().max().zip(served.iter().min());
        let spread = spread.map_or(0.0, |(most, least)| *most as f64 / (*least).max(1) as f64);
        writeln!(
            out,
            "| {name} | {mean:.1} s | {median:.1} s | {most:.1} s | {lost} | {unanswered} | {:.3} | {spread:.1} |",
            gini(served)
        )?;
        days.push(day);
    }
    writeln!(
        out,
        "\n| strategy | the day, mean | 99 of 100 | crowd, one queue, mean | 99 of 100 | crowd, 50 queues, mean | 99 of 100 |\n\
         |---|---:|---:|---:|---:|---:|---:|"
    )?;
    for ((name, rule), day) in strategies.iter().zip(&days) {
        let [day, one, fifty] = [&day.times, &crowd::run(rule, 1), &crowd::run(rule, 50)].map(speed);
        writeln!(out, "| {name} | {day} | {one} | {fifty} |")?;
    }
    writeln!(
        out,
        "\nEveryone has room, all see the same, and nobody takes it: {}",
        speed(&crowd::run_idle())
    )?;
    let column = |title, digits, value: fn(&Outcome) -> f64| Column {
        title,
        digits,
        values: days.iter().map(value).collect(),
    };
    let columns = [
        column("Wait, mean (s)", 1, mean_wait),
        column("Wait, 95 of 100 (s)", 1, |day| wait(day, 95)),
        column("Lost visitors (%)", 2, |day| day.lost as f64 * 100.0 / day::VISITORS as f64),
        column("Offers let pass", 0, |day| day.unanswered as f64),
        column("Unevenness (Gini)", 3, |day| gini(&day.served)),
    ];
    let names = strategies.each_ref().map(|(name, _)| *name);
    std::fs::write(CHART, chart::svg("A simulated day by each strategy", &names, &columns))
}

fn speed(times: &Times) -> String {
    format!("{:.1} µs | {:.1} µs", times.mean_micros(), times.percentile_micros(99))
}

fn mean_wait(day: &Outcome) -> f64 {
    day.waits.iter().sum::<i64>() as f64 / day.waits.len().max(1) as f64 / 1e3
}

fn wait(day: &Outcome, percent: usize) -> f64 {
    percentile(&day.waits, percent).unwrap_or_default() as f64 / 1e3
}

/// How unevenly conversations are spread over agents: 0 if each has as many, close to 1 if one has all.
fn gini(served: &[usize]) -> f64 {
    let mut sorted = served.to_vec();
    sorted.sort_unstable();
    let count = sorted.len() as f64;
    let total: usize = sorted.iter().sum();
    let weighted: f64 =
        (1..).zip(&sorted).map(|(rank, served): (usize, _)| rank as f64 * *served as f64).sum();
    2.0 * weighted / (count * total.max(1) as f64) - (count + 1.0) / count
}
