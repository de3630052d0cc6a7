//! What contacts are found and sorted by.

use crate::domain::search::words;
use shared::contact::{ContactDraft, phone};
use std::collections::BTreeSet;

/// Most words of a question that count.
const WORDS_MAX: usize = 8;
/// Fewer digits are no part of a telephone number that somebody looks for.
const DIGITS_MIN: usize = 3;

/// What the columns of a card hold by which it is found and sorted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Columns {
    /// The name's words, the last name first.
    pub sorted: String,
    /// All words in no order, each once and after a blank.
    pub sought: String,
}

/// A word or several without case and accents, by which tags are told apart.
pub fn folded(text: &str) -> String {
    words(text).map(|word| word.folded).collect::<Vec<_>>().join(" ")
}

/// How a card is found and sorted.
pub fn columns(set: &ContactDraft) -> Columns {
    let by_name = folded(&format!("{} {}", set.last_name, set.first_name));
    let sorted = if by_name.is_empty() { folded(&set.name()) } else { by_name };
    let texts = [&set.first_name, &set.last_name, &set.company].into_iter();
    let texts = texts.chain(&set.emails).chain(&set.tags);
    let spoken = texts.flat_map(|text| words(text)).map(|word| word.folded);
    // An address is looked for as a whole, too.
    let whole = set.emails.iter().map(|email| email.to_lowercase());
    let numbers = set.phones.iter().filter_map(|phone| phone::normal(phone)).map(digits);
    let all: BTreeSet<String> = spoken.chain(whole).chain(numbers).collect();
    let sought = all.iter().map(|word| format!(" {word}")).collect();
    Columns { sorted, sought }
}

fn digits(normal: String) -> String {
    normal.replace('+', "")
}

/// What a question asks the column for: patterns of `like` with `\` for what is meant as it is written, all of which must
/// fit.
pub fn patterns(text: &str) -> Vec<String> {
    let text = text.trim();
    if let Some(number) = phone::normal(text).map(digits).filter(|digits| digits.len() >= DIGITS_MIN) {
        // Part of a number, wherever it stands: who calls gives it without what stands before it.
        return vec![format!("%{number}%")];
    }
    if text.contains('@') {
        let lower = text.to_lowercase().replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_");
        return vec![format!("% {lower}%")];
    }
    words(text).take(WORDS_MAX).map(|word| format!("% {}%", word.folded)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn set() -> ContactDraft {
        ContactDraft {
            first_name: "Ira".into(),
            last_name: "Żółć".into(),
            company: "Ёлка & Co".into(),
            emails: vec!["Ira_Z@Example.org".into()],
            phones: vec!["+48 22 123-45-67".into()],
            tags: vec!["VIP".into()],
            ..ContactDraft::default()
        }
    }

    /// As a database compares, for patterns of these tests.
    fn fits(pattern: &str, text: &str) -> bool {
        let inner = pattern.strip_prefix('%').and_then(|rest| rest.strip_suffix('%'));
        inner.is_some_and(|inner| text.contains(&inner.replace('\\', "")))
    }

    #[test]
    fn cards_are_found_by_beginnings_of_words_without_case_and_accents() {
        let columns = columns(&set());
        assert_eq!(columns.sorted, "zolc ira");
        for (text, is_found) in [
            ("", true),
            ("ira", true),
            ("zol IR", true),
            ("ЕЛКА", true),
            ("olc", false),
            ("ira nobody", false),
            ("ira_z@exam", true),
            ("irazz@exam", false),
            ("example", true),
            ("vip", true),
            ("123 45 67", true),
            ("+48 22 123", true),
            ("12", false),
            ("999", false),
            ("& %", true),
        ] {
            let all = patterns(text).iter().all(|pattern| fits(pattern, &columns.sought));
            assert_eq!(all, is_found, "{text:?} in {:?}", columns.sought);
        }
    }

    #[test]
    fn who_has_no_name_is_sorted_by_what_they_are_called() {
        let set = ContactDraft { emails: vec!["Zoe@b.cd".into()], ..ContactDraft::default() };
        assert_eq!(columns(&set).sorted, "zoe b cd");
    }

    #[test]
    fn what_means_something_to_the_database_is_meant_as_it_is_written() {
        assert_eq!(patterns("50%_\\@x"), [r"% 50\%\_\\@x%"]);
    }
}
