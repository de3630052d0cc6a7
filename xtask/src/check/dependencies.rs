//! Licenses, sources, duplicates and known vulnerabilities of the crates we use, as `deny.toml` rules them.

use std::path::Path;
use std::time::Duration;

use anyhow::Result;

use crate::command::{self, Watched};
use crate::progress;

const LIMIT: Duration = Duration::from_secs(120);

/// Runs `cargo deny`. Where the list of advisories is out of reach, everything else is still checked, and it is said
/// that the advisories were not.
///
/// # Errors
/// When a dependency breaks a rule.
pub fn check(deny: &Path) -> Result<()> {
    let mut rules = command::program(deny);
    // Who brings in a duplicate is asked when one wants to be rid of it: `cargo tree -i`.
    command::show(rules.args([
        "--workspace",
        "check",
        "--hide-inclusion-graph",
        "bans",
        "licenses",
        "sources",
    ]))?;

    let mut fetch = command::program(deny);
    fetch.args(["--workspace", "fetch", "db"]);
    let fetched = Watched {
        title: "Fetching the list of known vulnerabilities",
        expectation: "some seconds",
        limit: LIMIT,
        detail: command::every_line,
    }
    .run(&mut fetch);
    if let Err(error) = fetched {
        if command::interrupted() {
            return Err(error);
        }
        progress::warn(&format!(
            "ADVISORIES WERE NOT CHECKED: the list of known vulnerabilities cannot be fetched. {error:#}"
        ));
        return Ok(());
    }
    let mut advisories = command::program(deny);
    command::show(advisories.args(["--workspace", "check", "--disable-fetch", "advisories"]))
}
