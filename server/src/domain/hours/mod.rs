//! When a queue is open: a table of the week in a time zone, with other hours on single dates.
//!
//! A span belongs to the day on which it begins, also when it ends on the next one. On the days of a clock change a time
//! that comes twice is the first, and one that is skipped is as long after the last that there was (RFC 5545, section
//! 3.3.5).

mod written;

pub use self::written::{Span, Weekday, date};

use self::written::Written;
use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;
use jiff::{Timestamp as Instant, ToSpan};
use serde::{Deserialize, Serialize};
use shared::time::Timestamp;
use std::collections::BTreeMap;

/// How far ahead the next change is looked for, in days: a year and a week, so that no yearly closing hides it.
const AHEAD_DAYS: i32 = 373;
/// Most spans in one day.
const SPANS_MAX: usize = 10;
/// Most dates with other hours.
const EXCEPTIONS_MAX: usize = 1_000;

/// When a queue is open. Always valid: no unknown zone, no overlapping spans.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Written", into = "Written")]
pub struct Hours {
    zone: TimeZone,
    week: BTreeMap<Weekday, Vec<Span>>,
    exceptions: BTreeMap<Date, Vec<Span>>,
}

/// What is wrong with written hours.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    /// No zone of the IANA time zone database.
    #[error("{0:?} is no time zone; write one such as Europe/Warsaw")]
    Zone(String),
    /// No span of a day.
    #[error("{0:?} is no time of opening; write it as 09:00-17:00")]
    Span(String),
    /// No day of the calendar.
    #[error("{0:?} is no date; write it as 2026-12-25")]
    Date(String),
    /// No day of the week.
    #[error("{0:?} is no day of the week; write mon, tue, wed, thu, fri, sat or sun")]
    Weekday(String),
    /// Two spans of one day share some time.
    #[error("{0} and {1} overlap")]
    Overlap(Span, Span),
    /// More spans or dates than there may be.
    #[error(
        "a day has at most {SPANS_MAX} spans, and at most {EXCEPTIONS_MAX} dates have hours of their own"
    )]
    TooMany,
}

impl Hours {
    /// Hours in a zone of the IANA time zone database. `week` holds the days that aren't closed; `exceptions` replaces
    /// it on single dates, with no span for a closed one.
    ///
    /// # Errors
    /// The first thing that is wrong.
    pub fn new(
        zone: &str,
        week: BTreeMap<Weekday, Vec<Span>>,
        exceptions: BTreeMap<Date, Vec<Span>>,
    ) -> Result<Self, Fault> {
        let zone = TimeZone::get(zone).map_err(|_| Fault::Zone(zone.into()))?;
        if exceptions.len() > EXCEPTIONS_MAX {
            return Err(Fault::TooMany);
        }
        let mut hours = Self { zone, week, exceptions };
        for spans in hours.week.values_mut().chain(hours.exceptions.values_mut()) {
            in_order(spans)?;
        }
        hours.week.retain(|_, spans| !spans.is_empty());
        Ok(hours)
    }

    /// The zone's name.
    pub fn zone(&self) -> &str {
        self.zone.iana_name().unwrap_or("UTC")
    }

    /// Whether it is open at an instant: a span begins with its first moment and is over at its last.
    pub fn is_open(&self, now: Timestamp) -> bool {
        let Some(today) = self.date(now) else { return false };
        let days = [today.yesterday().ok(), Some(today)];
        days.into_iter().flatten().any(|day| self.on(day).any(|(from, to)| from <= now && now < to))
    }

    /// When [`Self::is_open`] next says something else; `None` if it doesn't within a year.
    pub fn next_change(&self, now: Timestamp) -> Option<Timestamp> {
        let is_open = self.is_open(now);
        let yesterday = self.date(now)?.yesterday().ok()?;
        (0..AHEAD_DAYS).find_map(|days| {
            let day = yesterday.checked_add(days.days()).ok()?;
            // What changes is the beginning or the end of some span; a day's last one may end after the next day's first
            // has begun, so the earliest of both days is looked for.
            let next_day = day.tomorrow().ok()?;
            let bounds = self.on(day).chain(self.on(next_day)).flat_map(|(from, to)| [from, to]);
            bounds.filter(|at| *at > now && self.is_open(*at) != is_open).min()
        })
    }

    /// The moments between which it is open by the spans that begin on a date.
    fn on(&self, date: Date) -> impl Iterator<Item = (Timestamp, Timestamp)> {
        let weekday = Weekday::from(date.weekday());
        let spans = self.exceptions.get(&date).or_else(|| self.week.get(&weekday));
        spans.into_iter().flatten().filter_map(move |span| {
            let from = self.instant(span.opens(date)?)?;
            let to = self.instant(span.closes(date)?)?;
            (from < to).then_some((from, to))
        })
    }

    fn date(&self, at: Timestamp) -> Option<Date> {
        let at = Instant::from_millisecond(at.0).ok()?;
        Some(self.zone.to_datetime(at).date())
    }

    fn instant(&self, local: DateTime) -> Option<Timestamp> {
        Some(Timestamp(self.zone.to_timestamp(local).ok()?.as_millisecond()))
    }
}

/// Sorts the spans of a day.
fn in_order(spans: &mut [Span]) -> Result<(), Fault> {
    if spans.len() > SPANS_MAX {
        return Err(Fault::TooMany);
    }
    spans.sort_unstable();
    match spans.windows(2).find(|pair| pair[1].begins_within(pair[0])) {
        Some(pair) => Err(Fault::Overlap(pair[0], pair[1])),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests;
