//! `cargo xtask size`: what a visitor downloads, added up over every response that a real browser gets, and what an agent
//! downloads before the inbox.

use std::collections::BTreeMap;
use std::io::Write;

use anyhow::{Context, Result, bail};
use serde::{Deserialize, Serialize};

use crate::setup::{self, Browsers};
use crate::site::{self, Quality};
use crate::{command, paths, progress, run, test};

/// The program of the browser crate that measures.
const MEASURER: &str = "size";

/// What `size` can be told.
#[derive(clap::Args)]
pub struct Options {
    /// Print one JSON object to standard output, and nothing else there
    #[arg(long)]
    json: bool,
}

/// Everything the browser was sent up to one moment of a visit, all responses before it included.
#[derive(Serialize, Deserialize, Clone, Copy)]
struct Moment {
    /// Number of responses.
    requests: u32,
    /// Bytes of all bodies, unpacked.
    raw: u64,
    /// Bytes of all bodies as they travelled, with brotli.
    br: u64,
}

/// The three moments that count.
#[derive(Serialize, Deserialize)]
struct Visit {
    before_intent: Moment,
    first_form: Moment,
    live_panel: Moment,
}

/// What a moment may cost.
struct Budget {
    name: &'static str,
    at: fn(&Visit) -> Moment,
    /// Above this it is too much, in bytes with brotli.
    limit: u64,
    /// Above this it is worth a warning.
    goal: u64,
    /// More responses than this are too many.
    requests: u32,
}

const BUDGETS: [Budget; 3] = [
    Budget {
        name: "before intent",
        at: |visit| visit.before_intent,
        limit: 3 * 1024,
        goal: 3 * 1024,
        requests: 1,
    },
    Budget {
        name: "first form",
        at: |visit| visit.first_form,
        limit: 15 * 1024,
        goal: 15 * 1024,
        requests: u32::MAX,
    },
    Budget {
        name: "live panel",
        at: |visit| visit.live_panel,
        limit: 90 * 1024,
        goal: 65 * 1024,
        requests: u32::MAX,
    },
];

/// What an agent's browser needs before it can draw the inbox.
const CONSOLE: [&str; 4] = ["console.css", "console-start.js", "console-app.js", "console-app.wasm"];
/// How much that may be, in bytes with brotli. What begins to be used by the inbox moves into the first half of the
/// program by itself, so that somebody has to look.
const CONSOLE_LIMIT: u64 = 600 * 1024;

/// Measures, prints the result, and fails over the limit.
pub fn run(options: &Options) -> Result<()> {
    let browsers = setup::browsers()?;
    site::build(Quality::Smallest)?;
    run::server()?;
    command::show(command::cargo().args(["build", "--package", "e2e", "--bin", MEASURER]))?;
    let visit = measure(&browsers)?;
    if options.json {
        writeln!(std::io::stdout(), "{}", serde_json::to_string(&visit)?)?;
    }
    judge(&visit)?;
    judge_console(console()?)
}

/// Measures what is built already, by the program that Cargo builds with the browser tests, and fails over the limit.
///
/// # Errors
/// When a moment costs more than its budget, or the browser cannot be run.
pub fn within_budget(browsers: &Browsers) -> Result<()> {
    judge(&measure(browsers)?)?;
    judge_console(console()?)
}

/// What the site has for the start of the console, in bytes with brotli.
fn console() -> Result<u64> {
    let manifest = std::fs::read(paths::site().join("manifest.json")).context("the site isn't built")?;
    let names: BTreeMap<String, String> = serde_json::from_slice(&manifest)?;
    let sizes = CONSOLE.iter().map(|logical| {
        let name = names.get(*logical).with_context(|| format!("the site has no {logical}"))?;
        Ok(std::fs::metadata(paths::site().join(format!("{name}.br")))?.len())
    });
    sizes.sum()
}

fn judge_console(bytes: u64) -> Result<()> {
    progress::say(&format!("console, until the inbox {:>21} {CONSOLE_LIMIT:>10}", bytes));
    if bytes > CONSOLE_LIMIT {
        bail!("over the size budget: the console's first half");
    }
    Ok(())
}

/// Lets the browser crate visit the demo page of a fresh server.
fn measure(browsers: &Browsers) -> Result<Visit> {
    // It counts bytes and needs no speed: the unoptimized one is there already.
    let mut visit = command::program(paths::at("target/debug").join(MEASURER));
    visit.arg("--json");
    test::tell_machine(&mut visit, browsers);
    let json = command::output(&mut visit)?;
    let visit: Visit = serde_json::from_str(&json)
        .with_context(|| format!("the measurement is not what was agreed: {json}"))?;
    plausible(&visit).with_context(|| format!("the measurement cannot be right: {json}"))?;
    Ok(visit)
}

/// Refuses a measurement that missed something: nothing is under every limit.
fn plausible(visit: &Visit) -> Result<()> {
    let nothing = Moment { requests: 0, raw: 0, br: 0 };
    let mut before = nothing;
    for budget in &BUDGETS {
        let now = (budget.at)(visit);
        if now.requests <= before.requests || now.raw <= before.raw || now.br <= before.br {
            bail!("no bytes arrived for {}", budget.name);
        }
        before = now;
    }
    Ok(())
}

fn judge(visit: &Visit) -> Result<()> {
    progress::say("moment          requests        raw     brotli      limit");
    let mut broken = Vec::new();
    for budget in &BUDGETS {
        let moment = (budget.at)(visit);
        progress::say(&format!(
            "{:<14} {:>9} {:>10} {:>10} {:>10}",
            budget.name, moment.requests, moment.raw, moment.br, budget.limit
        ));
        match budget.verdict(moment) {
            Verdict::Within => {}
            Verdict::OverGoal => {
                progress::warn(&format!("{} is over its goal of {} bytes", budget.name, budget.goal));
            }
            Verdict::OverLimit => broken.push(budget.name),
        }
    }
    if !broken.is_empty() {
        bail!("over the size budget: {}", broken.join(", "));
    }
    Ok(())
}

#[derive(Debug, PartialEq, Eq)]
enum Verdict {
    Within,
    OverGoal,
    OverLimit,
}

impl Budget {
    fn verdict(&self, moment: Moment) -> Verdict {
        if moment.br > self.limit || moment.requests > self.requests {
            Verdict::OverLimit
        } else if moment.br > self.goal {
            Verdict::OverGoal
        } else {
            Verdict::Within
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn moment(requests: u32, br: u64) -> Moment {
        Moment { requests, raw: br * 3, br }
    }

    #[test]
    fn the_loader_is_one_request_of_three_kilobytes() {
        let [before_intent, ..] = &BUDGETS;
        assert_eq!(before_intent.verdict(moment(1, 3072)), Verdict::Within);
        assert_eq!(before_intent.verdict(moment(1, 3073)), Verdict::OverLimit);
        assert_eq!(before_intent.verdict(moment(2, 100)), Verdict::OverLimit);
    }

    #[test]
    fn the_live_panel_has_a_goal_and_a_limit() {
        let [.., live_panel] = &BUDGETS;
        assert_eq!(live_panel.verdict(moment(9, 66_560)), Verdict::Within);
        assert_eq!(live_panel.verdict(moment(9, 66_561)), Verdict::OverGoal);
        assert_eq!(live_panel.verdict(moment(9, 92_161)), Verdict::OverLimit);
    }

    #[test]
    fn a_measurement_that_missed_bytes_is_refused() {
        let visit =
            |first_form| Visit { before_intent: moment(1, 9), first_form, live_panel: moment(5, 20_000) };
        assert!(plausible(&visit(moment(3, 9_000))).is_ok());
        assert!(plausible(&visit(moment(3, 9))).is_err());
        assert!(plausible(&visit(Moment { br: 0, ..moment(3, 9_000) })).is_err());
    }

    #[test]
    fn a_console_over_its_limit_fails() {
        assert!(judge_console(CONSOLE_LIMIT).is_ok());
        assert!(judge_console(CONSOLE_LIMIT + 1).is_err());
    }

    #[test]
    fn a_visit_over_the_limit_fails() {
        let visit = Visit {
            before_intent: moment(1, 9),
            first_form: moment(3, 15_361),
            live_panel: moment(5, 20_000),
        };
        assert_eq!(judge(&visit).unwrap_err().to_string(), "over the size budget: first form");
    }
}
