//! How hours are written: `{"zone":"Europe/Warsaw","week":{"mon":["09:00-17:00"]},"exceptions":{"2026-12-25":[]}}`.

use super::{Fault, Hours};
use jiff::civil::{Date, DateTime, Time};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

/// Minutes in a day.
const DAY: u16 = 24 * 60;

/// Part of a day by the clock on the wall, such as `09:00-17:00`; `22:00-06:00` ends on the next day, and
/// `00:00-24:00` is all of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Span {
    /// Minutes since midnight, below a day's.
    from: u16,
    /// Minutes since the same midnight, more than `from`.
    to: u16,
}

impl Span {
    /// When it opens, if it is the date's.
    pub(super) fn opens(self, date: Date) -> Option<DateTime> {
        at(date, self.from)
    }

    /// When it closes, if it is the date's.
    pub(super) fn closes(self, date: Date) -> Option<DateTime> {
        if self.to < DAY { at(date, self.to) } else { at(date.tomorrow().ok()?, self.to - DAY) }
    }

    /// Whether it begins before the other, which begins no later, is over.
    pub(super) fn begins_within(self, other: Self) -> bool {
        self.from < other.to
    }
}

fn at(date: Date, minutes: u16) -> Option<DateTime> {
    let (hour, minute) = (i8::try_from(minutes / 60).ok()?, i8::try_from(minutes % 60).ok()?);
    Some(date.to_datetime(Time::new(hour, minute, 0, 0).ok()?))
}

impl FromStr for Span {
    type Err = Fault;

    fn from_str(text: &str) -> Result<Self, Fault> {
        let parsed = text.split_once('-').and_then(|(from, to)| Some((minutes(from)?, minutes(to)?)));
        match parsed {
            Some((from, to)) if from < to => Ok(Self { from, to }),
            Some((from, to)) if to < from && from < DAY => Ok(Self { from, to: to + DAY }),
            _ => Err(Fault::Span(text.into())),
        }
    }
}

/// `00:00` to `24:00`.
fn minutes(text: &str) -> Option<u16> {
    let (hours, minutes) = text.split_once(':')?;
    let number = |text: &str| {
        let good = text.len() == 2 && text.bytes().all(|byte| byte.is_ascii_digit());
        good.then(|| text.parse::<u16>().ok())?
    };
    let (hours, minutes) = (number(hours)?, number(minutes)?);
    let total = hours * 60 + minutes;
    (minutes < 60 && total <= DAY).then_some(total)
}

impl fmt::Display for Span {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let to = if self.to > DAY { self.to - DAY } else { self.to };
        write!(f, "{:02}:{:02}-{:02}:{:02}", self.from / 60, self.from % 60, to / 60, to % 60)
    }
}

impl TryFrom<String> for Span {
    type Error = Fault;

    fn try_from(text: String) -> Result<Self, Fault> {
        text.parse()
    }
}

impl From<Span> for String {
    fn from(span: Span) -> Self {
        span.to_string()
    }
}

/// A day of the week.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the days of the week")]
pub enum Weekday {
    Mon,
    Tue,
    Wed,
    Thu,
    Fri,
    Sat,
    Sun,
}

impl Weekday {
    /// All of them, in their order.
    pub const ALL: [Self; 7] = [Self::Mon, Self::Tue, Self::Wed, Self::Thu, Self::Fri, Self::Sat, Self::Sun];
}

impl From<jiff::civil::Weekday> for Weekday {
    fn from(day: jiff::civil::Weekday) -> Self {
        use jiff::civil::Weekday::{Friday, Monday, Saturday, Sunday, Thursday, Tuesday, Wednesday};
        match day {
            Monday => Self::Mon,
            Tuesday => Self::Tue,
            Wednesday => Self::Wed,
            Thursday => Self::Thu,
            Friday => Self::Fri,
            Saturday => Self::Sat,
            Sunday => Self::Sun,
        }
    }
}

impl FromStr for Weekday {
    type Err = Fault;

    fn from_str(text: &str) -> Result<Self, Fault> {
        let names = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
        let found = names.into_iter().zip(Self::ALL).find(|(name, _)| *name == text);
        found.map(|(_, day)| day).ok_or_else(|| Fault::Weekday(text.into()))
    }
}

/// Hours as they stand in JSON.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Written {
    zone: String,
    #[serde(default)]
    week: BTreeMap<Weekday, Vec<Span>>,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    exceptions: BTreeMap<String, Vec<Span>>,
}

impl TryFrom<Written> for Hours {
    type Error = Fault;

    fn try_from(written: Written) -> Result<Self, Fault> {
        let exceptions = written.exceptions.into_iter().map(|(text, spans)| Ok((date(&text)?, spans)));
        Self::new(&written.zone, written.week, exceptions.collect::<Result<_, Fault>>()?)
    }
}

impl From<Hours> for Written {
    fn from(hours: Hours) -> Self {
        Self {
            zone: hours.zone().to_owned(),
            exceptions: hours.exceptions.into_iter().map(|(day, spans)| (day.to_string(), spans)).collect(),
            week: hours.week,
        }
    }
}

/// A day as `2026-12-25`.
pub fn date(text: &str) -> Result<Date, Fault> {
    let plain = text.len() == 10 && text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-');
    plain.then(|| text.parse().ok()).flatten().ok_or_else(|| Fault::Date(text.into()))
}
