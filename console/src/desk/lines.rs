//! A timeline as lines on the screen: messages grouped by author, and a line wherever a new day begins. Pure.

use shared::file::FileCard;
use shared::time::Timestamp;
use shared::timeline::{AgentEntry, Author, Entry, Fact, PublicFact, Seq, StaffFact};

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
    Happened(AgentEntry),
    /// Somebody wrote.
    Said(Said),
}

/// A message and its place among its neighbours.
#[derive(Clone, Debug, PartialEq)]
pub struct Said {
    /// Its position.
    pub seq: Seq,
    /// When it was recorded.
    pub at: Timestamp,
    /// Who wrote it.
    pub by: Author,
    /// What.
    pub text: String,
    /// What came with it.
    pub files: Vec<FileCard>,
    /// Whether it begins a group.
    pub is_first: bool,
    /// Whether it closes a group.
    pub is_last: bool,
}

/// Tells lines apart: a line whose key stays needs no drawing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Key {
    seq: Seq,
    is_day: bool,
    is_first: bool,
    is_last: bool,
    is_emptied: bool,
}

impl Line {
    /// See [`Key`].
    pub fn key(&self) -> Key {
        let plain = |seq, is_day| Key { seq, is_day, ..Key::default() };
        match self {
            Self::Day { seq, .. } => plain(*seq, true),
            Self::Happened(entry) => Key { is_emptied: is_emptied(&entry.fact), ..plain(entry.seq, false) },
            Self::Said(said) => {
                Key { is_first: said.is_first, is_last: said.is_last, ..plain(said.seq, false) }
            }
        }
    }
}

/// The lines of a stretch of a timeline. `day_of` numbers the days where the agent sits.
pub fn lines(entries: &[AgentEntry], day_of: impl Fn(Timestamp) -> u32) -> Vec<Line> {
    let mut lines: Vec<Line> = Vec::with_capacity(entries.len() + 4);
    let mut day = None;
    for entry in entries {
        let today = day_of(entry.at);
        if day.replace(today) != Some(today) {
            lines.push(Line::Day { seq: entry.seq, at: entry.at });
        }
        let line = match message(entry) {
            Some((by, text, files)) => {
                let is_first = !continues(lines.last_mut(), by, entry.at);
                Line::Said(Said {
                    seq: entry.seq,
                    at: entry.at,
                    by: by.clone(),
                    text: text.into(),
                    files: files.into(),
                    is_first,
                    is_last: true,
                })
            }
            None => Line::Happened(entry.clone()),
        };
        lines.push(line);
    }
    lines
}

/// Whether it is a note that was taken back.
fn is_emptied(fact: &Fact) -> bool {
    matches!(fact, Fact::Staff(StaffFact::Note { text, .. }) if text.is_empty())
}

fn message(entry: &Entry<Fact>) -> Option<(&Author, &str, &[FileCard])> {
    match &entry.fact {
        Fact::Public(PublicFact::Message { by, text, files, .. }) => Some((by, text, files)),
        _ => None,
    }
}

/// Whether a message belongs to the group that the last line is the end of; that line is then no longer its end.
fn continues(last: Option<&mut Line>, by: &Author, at: Timestamp) -> bool {
    match last {
        Some(Line::Said(said)) if said.by == *by && at.millis_since(said.at) <= GROUP_MILLIS => {
            said.is_last = false;
            true
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use shared::ids::ClientId;

    const DAY: i64 = 86_400_000;

    fn said(seq: Seq, at: i64, by: Author) -> AgentEntry {
        let id = ClientId(format!("c{seq}"));
        let message = PublicFact::Message { id, by, text: seq.to_string(), files: Vec::new() };
        Entry { seq, at: Timestamp(at), fact: Fact::Public(message) }
    }

    fn opened() -> AgentEntry {
        Entry { seq: 1, at: Timestamp(0), fact: Fact::Public(PublicFact::Opened { topic: "Sales".into() }) }
    }

    /// `d` a day, `h` something that happened, `[` and `]` the ends of a group, `-` what stands inside of one.
    fn shape(entries: &[AgentEntry]) -> String {
        let sign = |line: &Line| match line {
            Line::Day { .. } => "d",
            Line::Happened(_) => "h",
            Line::Said(said) => match (said.is_first, said.is_last) {
                (true, true) => "[]",
                (true, false) => "[",
                (false, true) => "]",
                (false, false) => "-",
            },
        };
        lines(entries, |at| u32::try_from(at.0 / DAY).unwrap()).iter().map(sign).collect()
    }

    #[test]
    fn messages_are_grouped_and_days_separated() {
        let agent = || Author::Agent("a1".into());
        let table: [(&str, Vec<AgentEntry>); 6] = [
            ("", vec![]),
            ("dh", vec![opened()]),
            (
                "dh[-]",
                vec![
                    opened(),
                    said(2, 1, Author::Visitor),
                    said(3, 2, Author::Visitor),
                    said(4, 3, Author::Visitor),
                ],
            ),
            ("d[][]", vec![said(1, 0, Author::Visitor), said(2, 1, agent())]),
            ("d[][]", vec![said(1, 0, Author::Visitor), said(2, GROUP_MILLIS + 1, Author::Visitor)]),
            ("d[]d[]", vec![said(1, DAY - 1, agent()), said(2, DAY, agent())]),
        ];
        for (expected, entries) in table {
            assert_eq!(shape(&entries), expected);
        }
    }

    #[test]
    fn a_line_that_joins_a_group_is_drawn_anew() {
        let one = vec![said(1, 0, Author::Visitor)];
        let two = vec![said(1, 0, Author::Visitor), said(2, 1, Author::Visitor)];
        let keys = |entries: &[AgentEntry]| lines(entries, |_| 0).iter().map(Line::key).collect::<Vec<_>>();
        assert_eq!(keys(&one)[0], keys(&two)[0], "the day stays");
        assert_ne!(keys(&one)[1], keys(&two)[1], "the message is no longer the group's end");
    }
}
