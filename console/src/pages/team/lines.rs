//! A room's timeline as lines on the screen: messages grouped by author, and a line wherever a new day begins. Pure.

use shared::team::{TeamEntry, TeamFact};
use shared::time::Timestamp;
use shared::timeline::Seq;

/// Messages of one author that are further apart than this don't belong together, in milliseconds.
const GROUP_MILLIS: i64 = 5 * 60 * 1_000;

/// One line.
#[derive(Clone, Debug, PartialEq)]
pub enum Line {
    /// Here a new day begins.
    Day {
        /// The first entry of that day.
        seq: Seq,
        /// Any instant of that day.
        at: Timestamp,
    },
    /// Something happened.
    Happened(TeamEntry),
    /// Somebody wrote.
    Said {
        /// What, or that it was deleted.
        entry: TeamEntry,
        /// Whether it begins a group.
        is_first: bool,
        /// Whether it closes a group.
        is_last: bool,
    },
}

/// Tells lines apart: a line whose key stays needs no drawing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Key {
    seq: Seq,
    is_day: bool,
    is_gone: bool,
    is_first: bool,
    is_last: bool,
}

impl Line {
    /// See [`Key`].
    pub fn key(&self) -> Key {
        let plain = |seq, is_day| Key { seq, is_day, is_gone: false, is_first: false, is_last: false };
        match self {
            Self::Day { seq, .. } => plain(*seq, true),
            Self::Happened(entry) => plain(entry.seq, false),
            Self::Said { entry, is_first, is_last } => Key {
                seq: entry.seq,
                is_day: false,
                is_gone: entry.fact == TeamFact::Gone,
                is_first: *is_first,
                is_last: *is_last,
            },
        }
    }
}

/// The lines of a stretch of a timeline. `day_of` numbers the days where the agent sits.
pub fn lines(entries: &[TeamEntry], day_of: impl Fn(Timestamp) -> u32) -> Vec<Line> {
    let mut lines: Vec<Line> = Vec::with_capacity(entries.len() + 4);
    let mut day = None;
    // What was deleted is seen where it stood.
    for entry in entries.iter().filter(|entry| !matches!(entry.fact, TeamFact::Deleted { .. })) {
        let today = day_of(entry.at);
        if day.replace(today) != Some(today) {
            lines.push(Line::Day { seq: entry.seq, at: entry.at });
        }
        let line = if entry.fact.is_message() {
            let is_first = !continues(lines.last_mut(), entry);
            Line::Said { entry: entry.clone(), is_first, is_last: true }
        } else {
            Line::Happened(entry.clone())
        };
        lines.push(line);
    }
    lines
}

/// Whether a message belongs to the group that the last line is the end of; that line is then no longer its end.
fn continues(last: Option<&mut Line>, entry: &TeamEntry) -> bool {
    match last {
        Some(Line::Said { entry: before, is_last, .. })
            if before.by.id == entry.by.id && entry.at.millis_since(before.at) <= GROUP_MILLIS =>
        {
            *is_last = false;
            true
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use shared::people::AgentCard;

    const DAY: i64 = 86_400_000;

    fn entry(seq: Seq, at: i64, by: &str, fact: TeamFact) -> TeamEntry {
        let by = AgentCard { id: by.into(), name: by.into(), photo: None };
        TeamEntry { seq, at: Timestamp(at), by, id: None, fact }
    }

    fn said(seq: Seq, at: i64, by: &str) -> TeamEntry {
        entry(seq, at, by, TeamFact::Said { text: seq.to_string(), files: vec![] })
    }

    /// `d` a day, `h` something that happened, `[` and `]` the ends of a group, `-` what stands inside of one.
    fn shape(entries: &[TeamEntry]) -> String {
        let sign = |line: &Line| match line {
            Line::Day { .. } => "d",
            Line::Happened(_) => "h",
            Line::Said { is_first: true, is_last: true, .. } => "[]",
            Line::Said { is_first: true, .. } => "[",
            Line::Said { is_last: true, .. } => "]",
            Line::Said { .. } => "-",
        };
        lines(entries, |at| u32::try_from(at.0 / DAY).unwrap()).iter().map(sign).collect()
    }

    #[test]
    fn messages_are_grouped_and_days_separated() {
        let left = |seq, at| entry(seq, at, "a", TeamFact::Left);
        let deleted = |seq, at| entry(seq, at, "a", TeamFact::Deleted { seq: 1 });
        for (expected, entries) in [
            ("", vec![]),
            ("d[-]", vec![said(1, 0, "a"), said(2, 1, "a"), said(3, 2, "a")]),
            ("d[][]", vec![said(1, 0, "a"), said(2, 1, "b")]),
            ("d[][]", vec![said(1, 0, "a"), said(2, GROUP_MILLIS + 1, "a")]),
            ("d[]d[]", vec![said(1, DAY - 1, "a"), said(2, DAY, "a")]),
            ("d[]h[]", vec![said(1, 0, "a"), left(2, 1), said(3, 2, "a")]),
            ("d[]", vec![said(1, 0, "a"), deleted(2, 1), said(3, 2, "a")].split_off(2)),
            ("d[]", vec![said(1, 0, "a"), deleted(2, 1)]),
        ] {
            assert_eq!(shape(&entries), expected);
        }
    }

    #[test]
    fn a_message_that_goes_is_drawn_anew() {
        let gone = entry(1, 0, "a", TeamFact::Gone);
        let key = |entry: TeamEntry| lines(&[entry], |_| 0)[1].key();
        assert_ne!(key(said(1, 0, "a")), key(gone));
    }
}
