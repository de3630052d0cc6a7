//! What written hours mean at an instant: a table of the week in a time zone, with other hours on single dates. How they
//! are written is in `shared::hours`.
//!
//! A span belongs to the day on which it begins, also when it ends on the next one. On the days of a clock change a time
//! that comes twice is the first, and one that is skipped is as long after the last that there was (RFC 5545, section
//! 3.3.5).

use jiff::civil::{Date, DateTime, Time};
use jiff::tz::TimeZone;
use jiff::{Timestamp as Instant, ToSpan};
use shared::hours::{EXCEPTIONS_MAX, Hours as Written, SPANS_MAX, Span, Weekday, is_date, overlap};
use shared::time::Timestamp;
use std::collections::BTreeMap;

/// How far ahead the next change is looked for, in days: a year and a week, so that no yearly closing hides it.
const AHEAD_DAYS: i32 = 373;
/// Minutes in a day.
const DAY: u16 = 24 * 60;

/// When a queue is open. Always valid: no unknown zone, no overlapping spans.
#[derive(Clone, Debug, PartialEq, Eq)]
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
    /// No day of the calendar.
    #[error("{0:?} is no date; write it as 2026-12-25")]
    Date(String),
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

    /// What the clock on the wall shows at an instant, as `2026-11-26 09:30`; empty beyond the calendar.
    pub fn local(&self, at: Timestamp) -> String {
        let at = Instant::from_millisecond(at.0).ok();
        at.map(|at| self.zone.to_datetime(at).strftime("%Y-%m-%d %H:%M").to_string()).unwrap_or_default()
    }

    /// The moments between which it is open by the spans that begin on a date.
    fn on(&self, date: Date) -> impl Iterator<Item = (Timestamp, Timestamp)> {
        let weekday = Weekday::ALL[usize::from(date.weekday().to_monday_zero_offset().unsigned_abs())];
        let spans = self.exceptions.get(&date).or_else(|| self.week.get(&weekday));
        spans.into_iter().flatten().filter_map(move |span| {
            let from = self.instant(wall(date, span.opens())?)?;
            let to = self.instant(wall(date, span.closes())?)?;
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

impl TryFrom<&Written> for Hours {
    type Error = Fault;

    /// The first thing that is wrong is the error.
    fn try_from(written: &Written) -> Result<Self, Fault> {
        let zone = TimeZone::get(&written.zone).map_err(|_| Fault::Zone(written.zone.clone()))?;
        if written.exceptions.len() > EXCEPTIONS_MAX {
            return Err(Fault::TooMany);
        }
        let mut week = BTreeMap::new();
        for (day, spans) in &written.week {
            week.insert(*day, in_order(spans)?);
        }
        week.retain(|_, spans| !spans.is_empty());
        let mut exceptions = BTreeMap::new();
        for (text, spans) in &written.exceptions {
            exceptions.insert(date(text)?, in_order(spans)?);
        }
        Ok(Self { zone, week, exceptions })
    }
}

impl From<&Hours> for Written {
    /// The one way in which the same hours are always written: the zone as it is called, spans in order.
    fn from(hours: &Hours) -> Self {
        let exceptions = hours.exceptions.iter().map(|(day, spans)| (day.to_string(), spans.clone()));
        Self { zone: hours.zone().to_owned(), week: hours.week.clone(), exceptions: exceptions.collect() }
    }
}

/// A day as `2026-12-25`.
fn date(text: &str) -> Result<Date, Fault> {
    is_date(text).then(|| text.parse().ok()).flatten().ok_or_else(|| Fault::Date(text.into()))
}

/// The clock on the wall, so many minutes after a date's midnight.
fn wall(date: Date, minutes: u16) -> Option<DateTime> {
    let date = if minutes < DAY { date } else { date.tomorrow().ok()? };
    let (hour, minute) = (i8::try_from(minutes % DAY / 60).ok()?, i8::try_from(minutes % 60).ok()?);
    Some(date.to_datetime(Time::new(hour, minute, 0, 0).ok()?))
}

/// The spans of a day in order.
fn in_order(spans: &[Span]) -> Result<Vec<Span>, Fault> {
    if spans.len() > SPANS_MAX {
        return Err(Fault::TooMany);
    }
    if let Some((first, second)) = overlap(spans) {
        return Err(Fault::Overlap(first, second));
    }
    let mut spans = spans.to_vec();
    spans.sort_unstable();
    Ok(spans)
}

#[cfg(test)]
mod tests;
