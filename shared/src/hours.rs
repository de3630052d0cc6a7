//! When a queue is open, as it is written and stored: a table of the week by the clock on the wall of a time zone, with
//! other hours on single dates. What that means at an instant is the server's to say, who knows the time zones.
//!
//! `{"zone":"Europe/Warsaw","week":{"mon":["09:00-17:00"]},"exceptions":{"2026-12-25":[]}}`

use core::fmt;
use core::str::FromStr;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Most spans in one day.
pub const SPANS_MAX: usize = 10;
/// Most dates with other hours.
pub const EXCEPTIONS_MAX: usize = 1_000;
/// Minutes in a day.
const DAY: u16 = 24 * 60;

/// Written hours. They may be wrong: see [`Hours::flaws`].
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Hours {
    /// A zone of the IANA time zone database, such as `Europe/Warsaw`.
    pub zone: String,
    /// The days that aren't closed.
    #[serde(default)]
    pub week: BTreeMap<Weekday, Vec<Span>>,
    /// Replaces the week on single dates such as `2026-12-25`; no span is closed all day.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub exceptions: BTreeMap<String, Vec<Span>>,
}

/// What is wrong with written hours, as far as it can be told without knowing the time zones.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Flaw {
    /// Two spans of one day of the week share some time.
    DayOverlaps(Weekday),
    /// Two spans of one date share some time.
    DateOverlaps(String),
    /// No date of the calendar.
    NoDate(String),
    /// More spans or dates than there may be.
    TooMany,
}

impl Hours {
    /// Everything that is wrong.
    pub fn flaws(&self) -> Vec<Flaw> {
        let mut flaws = Vec::new();
        if self.exceptions.len() > EXCEPTIONS_MAX
            || self.week.values().chain(self.exceptions.values()).any(|spans| spans.len() > SPANS_MAX)
        {
            flaws.push(Flaw::TooMany);
        }
        for (day, spans) in &self.week {
            if overlap(spans).is_some() {
                flaws.push(Flaw::DayOverlaps(*day));
            }
        }
        for (date, spans) in &self.exceptions {
            if !is_date(date) {
                flaws.push(Flaw::NoDate(date.clone()));
            }
            if overlap(spans).is_some() {
                flaws.push(Flaw::DateOverlaps(date.clone()));
            }
        }
        flaws
    }
}

/// The first two spans of a day that share some time.
pub fn overlap(spans: &[Span]) -> Option<(Span, Span)> {
    let mut spans = spans.to_vec();
    spans.sort_unstable();
    spans.windows(2).find(|pair| pair[1].from < pair[0].to).map(|pair| (pair[0], pair[1]))
}

/// Whether the text is a day of the Gregorian calendar as `2026-12-25`.
pub fn is_date(text: &str) -> bool {
    let bytes = text.as_bytes();
    if bytes.len() != 10 || bytes[4] != b'-' || bytes[7] != b'-' {
        return false;
    }
    let number = |range: core::ops::Range<usize>| {
        let digits = text.get(range)?;
        digits.bytes().all(|byte| byte.is_ascii_digit()).then(|| digits.parse::<u32>().ok())?
    };
    let (Some(year), Some(month), Some(day)) = (number(0..4), number(5..7), number(8..10)) else {
        return false;
    };
    let leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    let days = match month {
        1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
        4 | 6 | 9 | 11 => 30,
        2 => 28 + u32::from(leap),
        _ => 0,
    };
    (1..=days).contains(&day)
}

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

/// The text is no span or no weekday.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unreadable(pub String);

impl fmt::Display for Unreadable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?} is no time of opening; write it as 09:00-17:00, and days as mon or mon-fri", self.0)
    }
}

impl core::error::Error for Unreadable {}

impl Span {
    /// When it opens, in minutes since midnight.
    pub fn opens(self) -> u16 {
        self.from
    }

    /// When it closes, in minutes since the same midnight; at or over 1,440 it is on the next day.
    pub fn closes(self) -> u16 {
        self.to
    }
}

impl FromStr for Span {
    type Err = Unreadable;

    fn from_str(text: &str) -> Result<Self, Unreadable> {
        let parsed = text.split_once('-').and_then(|(from, to)| Some((minutes(from)?, minutes(to)?)));
        match parsed {
            Some((from, to)) if from < to => Ok(Self { from, to }),
            Some((from, to)) if to < from && from < DAY => Ok(Self { from, to: to + DAY }),
            _ => Err(Unreadable(text.into())),
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
    type Error = Unreadable;

    fn try_from(text: String) -> Result<Self, Unreadable> {
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

    /// As it is written.
    pub fn name(self) -> &'static str {
        ["mon", "tue", "wed", "thu", "fri", "sat", "sun"][self as usize]
    }
}

impl FromStr for Weekday {
    type Err = Unreadable;

    fn from_str(text: &str) -> Result<Self, Unreadable> {
        Self::ALL.into_iter().find(|day| day.name() == text).ok_or_else(|| Unreadable(text.into()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn spans(texts: &[&str]) -> Vec<Span> {
        texts.iter().map(|text| text.parse().unwrap()).collect()
    }

    #[test]
    fn spans_are_read_and_written() {
        for (text, from, to) in
            [("09:00-17:00", 540, 1_020), ("22:00-06:00", 1_320, 1_800), ("00:00-24:00", 0, 1_440)]
        {
            let span: Span = text.parse().unwrap();
            assert_eq!((span.opens(), span.closes(), span.to_string().as_str()), (from, to, text));
        }
        for text in ["", "9:00-17:00", "09:00", "09:00-09:00", "09:60-10:00", "24:00-06:00", "10:00-25:00"] {
            assert!(text.parse::<Span>().is_err(), "{text}");
        }
    }

    #[test]
    fn dates_are_of_the_calendar() {
        for (text, good) in [
            ("2026-12-25", true),
            ("2028-02-29", true),
            ("2026-02-29", false),
            ("2026-13-01", false),
            ("2026-00-10", false),
            ("26-12-25", false),
            ("2026-12-2x", false),
        ] {
            assert_eq!(is_date(text), good, "{text}");
        }
    }

    #[test]
    fn flaws_name_their_day() {
        let hours = Hours {
            zone: "Europe/Warsaw".into(),
            week: [
                (Weekday::Mon, spans(&["13:00-17:00", "09:00-12:00"])),
                (Weekday::Tue, spans(&["09:00-12:00", "11:59-13:00"])),
            ]
            .into(),
            exceptions: [
                ("2026-02-30".into(), Vec::new()),
                ("2026-12-24".into(), spans(&["09:00-10:00"; 2])),
            ]
            .into(),
        };
        assert_eq!(
            hours.flaws(),
            [
                Flaw::DayOverlaps(Weekday::Tue),
                Flaw::NoDate("2026-02-30".into()),
                Flaw::DateOverlaps("2026-12-24".into()),
            ]
        );
    }
}
