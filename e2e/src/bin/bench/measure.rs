//! What a process costs, from `/proc`.

use std::time::Duration;

use anyhow::{Context, Result};
use e2e::process::Process;

/// Processor time that it has used so far, in user and kernel mode.
///
/// # Errors
/// When the process is gone.
pub fn cpu(process: &Process) -> Result<Duration> {
    let stat = std::fs::read_to_string(format!("/proc/{}/stat", process.id()))?;
    // The name in parentheses may hold anything; fields are counted from behind it: state is the third of all.
    let fields: Vec<&str> = stat.rsplit_once(')').context("no name in stat")?.1.split_whitespace().collect();
    let ticks =
        |field: usize| -> Result<u64> { Ok(fields.get(field - 3).context("stat is short")?.parse()?) };
    let ticks = ticks(14)? + ticks(15)?;
    Ok(Duration::from_micros(ticks * 1_000_000 / rustix::param::clock_ticks_per_second()))
}

/// Resident memory, in KiB.
///
/// # Errors
/// When the process is gone.
pub fn resident(process: &Process) -> Result<u64> {
    let status = std::fs::read_to_string(format!("/proc/{}/status", process.id()))?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).context("no VmRSS in status")?;
    Ok(line.trim().trim_end_matches(" kB").parse()?)
}

/// The value that this part of all is not above, in a list that is put in order.
pub fn percentile(sorted: &[u32], part: f64) -> f64 {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "an index into a list in memory"
    )]
    let index = (sorted.len() as f64 * part) as usize;
    sorted.get(index.min(sorted.len().saturating_sub(1))).copied().unwrap_or_default().into()
}
