//! `frontdesk queue`: queues, which visitors know as topics.

use super::office::Office;
use super::say;
use crate::domain::hours::Hours;
use crate::store::queues::Queue;
use anyhow::{anyhow, bail};
use clap::{Args, Subcommand};
use jiff::tz::TimeZone;
use shared::hours::{Hours as Written, Span, Unreadable, Weekday, is_date};
use shared::ids::AgentId;
use shared::queue::Rule;
use shared::rules;
use shared::time::Timestamp;
use std::collections::{BTreeMap, HashMap};

/// What can be done with queues.
#[derive(Subcommand)]
pub enum Command {
    /// Make a queue, the last one in the visitors' list; all agents become members
    Create {
        /// Name that visitors pick
        #[arg(long)]
        name: String,
    },
    /// Show all queues in the visitors' order: whether they are open now, and to whom they offer conversations
    List,
    /// Set when a queue is open; else visitors can leave a ticket. Replaces what was set before
    Hours(Opening),
}

/// When a queue is to be open.
#[derive(Args)]
pub struct Opening {
    /// The queue's name
    name: String,
    /// Open always, as a new queue is
    #[arg(long, conflicts_with_all = ["zone", "open", "closed", "on"])]
    always: bool,
    /// Time zone of the hours, such as Europe/Warsaw
    #[arg(long, required_unless_present = "always")]
    zone: Option<String>,
    /// Days with their hours, such as "mon-fri 09:00-12:00 13:00-17:00" or "sat,sun 22:00-06:00"; may be given more than once
    #[arg(long, value_name = "DAYS HOURS", required_unless_present = "always", value_parser = days)]
    open: Vec<(Vec<Weekday>, Vec<Span>)>,
    /// Date on which it doesn't open, such as 2026-12-25; may be given more than once
    #[arg(long, value_name = "DATE", value_parser = date)]
    closed: Vec<String>,
    /// Date with other hours, such as "2026-12-24 09:00-13:00"; may be given more than once
    #[arg(long, value_name = "DATE HOURS", value_parser = exception)]
    on: Vec<(String, Vec<Span>)>,
}

/// Does it.
pub async fn run(office: &Office, command: Command) -> anyhow::Result<()> {
    match command {
        Command::Create { name } => create(office, &name).await,
        Command::List => list(office).await,
        Command::Hours(wish) => set_hours(office, wish).await,
    }
}

async fn create(office: &Office, name: &str) -> anyhow::Result<()> {
    let name = rules::name(name).map_err(|problem| anyhow!("--name: {}", problem.detail))?;
    if name.is_empty() {
        bail!("--name: visitors need something to pick");
    }
    if !office.create_queue(&name).await? {
        bail!("there is a queue {name:?} already");
    }
    Ok(())
}

async fn list(office: &Office) -> anyhow::Result<()> {
    let now = office.clock.now();
    let names: HashMap<AgentId, String> =
        office.store.colleagues().await?.into_iter().map(|known| (known.card.id, known.card.name)).collect();
    for queue in office.store.queues().await? {
        let rules: Vec<_> = queue.settings.rules.iter().map(|rule| written(rule, &names)).collect();
        say(&format!("{}\t{}\t{}", queue.name, state(&queue, now), rules.join(", ")))?;
    }
    Ok(())
}

/// Such as `random 3` or `agent Anna`.
fn written(rule: &Rule, names: &HashMap<AgentId, String>) -> String {
    match rule {
        Rule::Random { count } | Rule::Top { count } => format!("{} {count}", rule.name()),
        Rule::Agent { agent } => {
            format!("{} {}", rule.name(), names.get(agent).map_or("(gone)", String::as_str))
        }
        _ => rule.name().into(),
    }
}

async fn set_hours(office: &Office, wish: Opening) -> anyhow::Result<()> {
    let hours = match &wish.zone {
        Some(zone) => Some(wish.hours(zone)?),
        None => None,
    };
    if !office.store.set_hours(&wish.name, hours.as_ref()).await? {
        bail!("there is no queue {:?}; `frontdesk queue list` shows them all", wish.name);
    }
    Ok(())
}

impl Opening {
    fn hours(&self, zone: &str) -> anyhow::Result<Written> {
        let mut week: BTreeMap<Weekday, Vec<Span>> = BTreeMap::new();
        for (days, spans) in &self.open {
            for day in days {
                week.entry(*day).or_default().extend(spans);
            }
        }
        let closed = self.closed.iter().map(|date| (date.clone(), Vec::new()));
        let exceptions = self.on.iter().cloned().chain(closed).collect();
        let hours = Hours::try_from(&Written { zone: zone.into(), week, exceptions })?;
        Ok(Written::from(&hours))
    }
}

/// Such as `open until 2026-11-23T17:00:00 Europe/Warsaw`.
fn state(queue: &Queue, now: Timestamp) -> String {
    let Some(hours) = &queue.hours else { return "always open".into() };
    let state = if hours.is_open(now) { "open" } else { "closed" };
    let change = hours.next_change(now).and_then(|at| jiff::Timestamp::from_millisecond(at.0).ok());
    match (change, TimeZone::get(hours.zone())) {
        (Some(at), Ok(zone)) => format!("{state} until {} {}", zone.to_datetime(at), hours.zone()),
        _ => format!("{state} {}", hours.zone()),
    }
}

/// `mon-fri 09:00-17:00`: days with commas between them, then hours with blanks between them.
fn days(text: &str) -> Result<(Vec<Weekday>, Vec<Span>), Unreadable> {
    let (days, spans) = text.trim().split_once(' ').ok_or_else(|| Unreadable(text.into()))?;
    let mut found = Vec::new();
    for range in days.split(',') {
        let (first, last) = range.split_once('-').unwrap_or((range, range));
        let (first, last) = (first.parse::<Weekday>()?, last.parse::<Weekday>()?);
        let from_first = Weekday::ALL.into_iter().cycle().skip_while(|day| *day != first);
        for day in from_first.take(Weekday::ALL.len()) {
            found.push(day);
            if day == last {
                break;
            }
        }
    }
    Ok((found, self::spans(spans)?))
}

/// `2026-12-24 09:00-13:00`.
fn exception(text: &str) -> anyhow::Result<(String, Vec<Span>)> {
    let (date, spans) = text.trim().split_once(' ').ok_or_else(|| Unreadable(text.into()))?;
    Ok((self::date(date)?, self::spans(spans)?))
}

/// `2026-12-24`.
fn date(text: &str) -> anyhow::Result<String> {
    if !is_date(text) {
        bail!("{text:?} is no date; write it as 2026-12-25");
    }
    Ok(text.into())
}

fn spans(text: &str) -> Result<Vec<Span>, Unreadable> {
    text.split_whitespace().map(str::parse).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use Weekday::{Fri, Mon, Sat, Sun, Thu, Tue, Wed};

    #[test]
    fn days_are_named_alone_and_in_ranges() {
        for (text, expected) in [
            ("mon-fri 09:00-17:00", vec![Mon, Tue, Wed, Thu, Fri]),
            ("sat,sun 09:00-17:00", vec![Sat, Sun]),
            ("fri-mon 09:00-17:00", vec![Fri, Sat, Sun, Mon]),
            ("wed 09:00-17:00", vec![Wed]),
        ] {
            assert_eq!(days(text).unwrap().0, expected, "{text}");
        }
        for text in
            ["", "mon", "mon-", "moon 09:00-17:00", "mon- fri 09:00-17:00", "mon 9-17", "mon 09:00-17:00,"]
        {
            assert!(days(text).is_err(), "{text}");
        }
        assert_eq!(days("mon 09:00-12:00  13:00-17:00").unwrap().1.len(), 2);
    }
}
