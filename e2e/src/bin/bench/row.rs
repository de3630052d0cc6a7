//! What is told: a list of rows on the standard output, and how far the run is on the standard error output.

use std::io::Write;

use anyhow::Result;
use e2e::report::report;
use serde::Serialize;

/// One figure.
#[derive(Clone, Debug, Serialize)]
pub struct Row {
    /// What was measured, and beside which baseline.
    pub name: String,
    /// The server's figure.
    pub value: f64,
    /// Of value and baseline.
    pub unit: &'static str,
    /// The same of the baseline, where there is one.
    pub baseline: Option<f64>,
    /// Value by baseline.
    pub ratio: Option<f64>,
}

impl Row {
    /// A figure that stands alone.
    pub fn alone(name: impl Into<String>, value: f64, unit: &'static str) -> Self {
        Self { name: name.into(), value: rounded(value), unit, baseline: None, ratio: None }
    }

    /// A figure beside a baseline's.
    pub fn beside(name: impl Into<String>, value: f64, unit: &'static str, baseline: f64) -> Self {
        let ratio = (baseline > 0.0).then(|| rounded(value / baseline));
        Self { baseline: Some(rounded(baseline)), ratio, ..Self::alone(name, value, unit) }
    }
}

/// Three digits after the point are more than the measurement knows.
fn rounded(value: f64) -> f64 {
    (value * 1000.0).round() / 1000.0
}

/// Prints the rows as one JSON list.
pub fn print_json(rows: &[Row]) -> Result<()> {
    Ok(writeln!(std::io::stdout(), "{}", serde_json::to_string_pretty(rows)?)?)
}

/// Prints the rows as a Markdown table.
pub fn print_table(rows: &[Row]) -> Result<()> {
    let mut out = std::io::stdout().lock();
    writeln!(out, "| what | value | baseline | ratio |\n|---|---:|---:|---:|")?;
    for Row { name, value, unit, baseline, ratio } in rows {
        let baseline = baseline.map_or("–".into(), |baseline| format!("{baseline:.1} {unit}"));
        let ratio = ratio.map_or("–".into(), |ratio| format!("{ratio:.2}"));
        writeln!(out, "| {name} | {value:.1} {unit} | {baseline} | {ratio} |")?;
    }
    Ok(())
}

/// Says what is being done.
pub fn progress(line: &str) {
    report(line);
}
