//! The part of a timeline that is here: dense, and growing at both ends. A conversation of thousands is opened at its end,
//! and what was earlier comes when it is wanted. Pure.

use shared::rules::PAGE_ENTRIES;
use shared::timeline::{AgentEntry, Fact, Seq, StaffFact};

/// Entries in one page, as a position.
#[expect(clippy::cast_possible_truncation, reason = "a page has some hundred entries")]
const PAGE: Seq = PAGE_ENTRIES as Seq;

/// Entries without a hole.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Stretch {
    entries: Vec<AgentEntry>,
}

impl Stretch {
    /// The entries in their order.
    pub fn entries(&self) -> &[AgentEntry] {
        &self.entries
    }

    /// Position of the last entry that is here, if there is any.
    pub fn last(&self) -> Option<Seq> {
        self.entries.last().map(|entry| entry.seq)
    }

    /// How many entries there are before those that are here.
    pub fn before(&self) -> Seq {
        self.entries.first().map_or(0, |entry| entry.seq.saturating_sub(1))
    }

    /// The position after which to ask, where the last entry that exists is at `last`: behind what is here, or so that a
    /// page leads up to the end.
    pub fn wanted_after(&self, last: Seq) -> Seq {
        self.last().unwrap_or_else(|| last.saturating_sub(PAGE))
    }

    /// The position after which to ask for what was earlier, if there is anything.
    pub fn earlier_after(&self) -> Option<Seq> {
        let before = self.before();
        (before > 0).then(|| before.saturating_sub(PAGE))
    }

    /// Takes in entries that stand in their order, in whatever order and however often the frames come. What would leave
    /// a hole is left out. Into what is empty only what leads up to the end at `last` comes.
    pub fn receive(&mut self, entries: &[AgentEntry], last: Seq) {
        let before = self.before();
        let earlier: Vec<AgentEntry> = entries.iter().filter(|entry| entry.seq <= before).cloned().collect();
        let has_grown_above = earlier.last().is_some_and(|entry| entry.seq == before);
        if has_grown_above {
            self.entries.splice(..0, earlier);
        }
        for entry in entries {
            let is_next = match self.last() {
                Some(end) => entry.seq == end + 1,
                None => entry.seq == last.saturating_sub(PAGE) + 1,
            };
            if is_next {
                self.entries.push(entry.clone());
            }
        }
        // What was earlier may have been read before it was taken back.
        if has_grown_above || entries.iter().any(|entry| taken_back(entry).is_some()) {
            self.empty_notes();
        }
    }

    /// Whether a note that is here was taken back.
    pub fn is_taken_back(&self, note: Seq) -> bool {
        self.entries.iter().rev().filter_map(taken_back).any(|taken| taken == note)
    }

    /// Nothing is left of notes that were taken back.
    fn empty_notes(&mut self) {
        let before = self.before();
        for note in self.entries.iter().filter_map(taken_back).collect::<Vec<_>>() {
            let entry = note.checked_sub(before + 1).and_then(|index| self.entries.get_mut(index as usize));
            if let Some(AgentEntry { fact: Fact::Staff(fact), .. }) = entry {
                fact.empty_note();
            }
        }
    }
}

/// The note that an entry takes back.
fn taken_back(entry: &AgentEntry) -> Option<Seq> {
    match entry.fact {
        Fact::Staff(StaffFact::NoteTakenBack { note, .. }) => Some(note),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use shared::people::AgentCard;
    use shared::time::Timestamp;
    use shared::timeline::{Entry, PublicFact};

    fn entries(range: impl IntoIterator<Item = Seq>) -> Vec<AgentEntry> {
        let fact = || Fact::Public(PublicFact::Opened { topic: "Sales".into() });
        range.into_iter().map(|seq| Entry { seq, at: Timestamp(0), fact: fact() }).collect()
    }

    fn seqs(stretch: &Stretch) -> Vec<Seq> {
        stretch.entries().iter().map(|entry| entry.seq).collect()
    }

    #[test]
    fn a_long_one_is_opened_at_its_end_and_grows_upwards() {
        let mut stretch = Stretch::default();
        assert_eq!(stretch.wanted_after(5_000), 5_000 - PAGE);
        assert_eq!(stretch.wanted_after(7), 0);
        stretch.receive(&entries(5_000 - PAGE + 1..=5_000), 5_000);
        assert_eq!((stretch.last(), stretch.before()), (Some(5_000), 5_000 - PAGE));
        assert_eq!(stretch.wanted_after(5_001), 5_000);
        let after = stretch.earlier_after().expect("there is more");
        stretch.receive(&entries(after + 1..=after + PAGE), 5_001);
        assert_eq!(stretch.before(), 5_000 - 2 * PAGE);
        stretch.receive(&entries([5_001]), 5_001);
        assert_eq!(stretch.last(), Some(5_001));
    }

    #[test]
    fn the_first_page_may_overlap_what_is_here() {
        let mut stretch = Stretch::default();
        stretch.receive(&entries(11..=10 + PAGE), 10 + PAGE);
        assert_eq!(stretch.earlier_after(), Some(0));
        stretch.receive(&entries(1..=PAGE), 10 + PAGE);
        assert_eq!(seqs(&stretch), (1..=10 + PAGE).collect::<Vec<_>>());
        assert_eq!(stretch.earlier_after(), None);
    }

    #[test]
    fn nothing_is_left_of_a_note_that_was_taken_back() {
        let by = AgentCard { id: "anna".into(), name: "Anna".into(), photo: None };
        let note = Fact::Staff(StaffFact::Note {
            id: "n".into(),
            by: by.clone(),
            text: "look".into(),
            mentions: vec![],
        });
        let gone = Fact::Staff(StaffFact::NoteTakenBack { id: "b".into(), by, note: 1, uncalled: vec![] });
        let entry = |seq, fact: &Fact| Entry { seq, at: Timestamp(0), fact: fact.clone() };
        let text = |stretch: &Stretch| match &stretch.entries()[0].fact {
            Fact::Staff(StaffFact::Note { text, .. }) => text.clone(),
            other => panic!("{other:?}"),
        };
        let mut stretch = Stretch::default();
        stretch.receive(&[entry(1, &note)], 1);
        assert_eq!((text(&stretch), stretch.is_taken_back(1)), ("look".into(), false));
        stretch.receive(&[entry(2, &gone)], 2);
        assert_eq!((text(&stretch), stretch.is_taken_back(1)), (String::new(), true));
        // A page that was read before comes late.
        let mut late = Stretch { entries: vec![entry(2, &gone)] };
        late.receive(&[entry(1, &note)], 2);
        assert_eq!(text(&late), "");
    }

    proptest! {
        /// Pieces in any order and as often as they like: never a hole, never one twice.
        #[test]
        fn it_is_always_dense(pieces in prop::collection::vec((1_u32..900, 1_u32..400), 0..30)) {
            let mut stretch = Stretch::default();
            for (from, many) in pieces {
                stretch.receive(&entries(from..(from + many).min(1_000)), 999);
                let all = seqs(&stretch);
                prop_assert!(all.windows(2).all(|pair| pair[1] == pair[0] + 1), "{all:?}");
            }
        }
    }
}
