//! Colleagues in the text of a note: which one is being typed, and who is called. Pure.

use shared::ids::AgentId;
use shared::people::AgentCard;

/// Longest beginning of a name that is looked for, in characters.
const TYPED_CHARS: usize = 40;

/// What is typed of a name behind an `@` that ends at the cursor, with where the `@` stands, in bytes of the text before
/// the cursor.
pub fn typed(before: &str) -> Option<(usize, &str)> {
    let at = before.rfind('@')?;
    let begins_word = before[..at].chars().next_back().is_none_or(|c| !c.is_alphanumeric());
    let name = &before[at + 1..];
    let is_name = !name.contains('\n') && name.chars().count() <= TYPED_CHARS;
    (begins_word && is_name).then_some((at, name))
}

/// The colleagues whose name, or a word of it, begins with what is typed.
pub fn found<'a>(colleagues: &'a [AgentCard], name: &str) -> Vec<&'a AgentCard> {
    let name = name.to_lowercase();
    let fits = |card: &&AgentCard| {
        let known = card.name.to_lowercase();
        known.starts_with(&name) || known.split_whitespace().any(|word| word.starts_with(&name))
    };
    colleagues.iter().filter(fits).collect()
}

/// Whom a text calls: each whose name stands behind an `@`. Where one name begins another the longer one counts.
pub fn called(text: &str, colleagues: &[AgentCard]) -> Vec<AgentId> {
    let text = text.to_lowercase();
    let mut names: Vec<(String, &AgentCard)> =
        colleagues.iter().map(|card| (card.name.to_lowercase(), card)).collect();
    names.sort_by_key(|(name, _)| std::cmp::Reverse(name.len()));
    let mut called: Vec<AgentId> = Vec::new();
    for (at, _) in text.match_indices('@') {
        let rest = &text[at + 1..];
        let is_it = |(name, _): &&(String, &AgentCard)| {
            let after = rest.strip_prefix(name.as_str());
            !name.is_empty()
                && after.is_some_and(|after| after.chars().next().is_none_or(|c| !c.is_alphanumeric()))
        };
        if let Some((_, card)) = names.iter().find(is_it)
            && !called.contains(&card.id)
        {
            called.push(card.id.clone());
        }
    }
    called
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cards(names: &[&str]) -> Vec<AgentCard> {
        names.iter().map(|name| AgentCard { id: (*name).into(), name: (*name).into(), photo: None }).collect()
    }

    #[test]
    fn a_name_is_typed_behind_the_last_at() {
        for (before, expected) in [
            ("", None),
            ("hello", None),
            ("@", Some((0, ""))),
            ("Look, @An", Some((6, "An"))),
            ("@Anna Ma", Some((0, "Anna Ma"))),
            ("(@Ж", Some((1, "Ж"))),
            ("mail@example", None),
            ("@Anna\nand", None),
        ] {
            assert_eq!(typed(before), expected, "{before:?}");
        }
    }

    #[test]
    fn a_colleague_is_found_by_any_word_of_the_name() {
        let all = cards(&["Anna Łapka", "Boris", "Łucja"]);
        for (name, expected) in [
            ("", vec!["Anna Łapka", "Boris", "Łucja"]),
            ("ł", vec!["Anna Łapka", "Łucja"]),
            ("anna ł", vec!["Anna Łapka"]),
            ("x", vec![]),
        ] {
            let names: Vec<&str> = found(&all, name).into_iter().map(|card| card.name.as_str()).collect();
            assert_eq!(names, expected, "{name}");
        }
    }

    #[test]
    fn whoever_is_named_is_called_once() {
        let all = cards(&["Anna", "Anna Maria", "Борис"]);
        for (text, expected) in [
            ("@Anna, @anna and @борис!", vec!["Anna", "Борис"]),
            ("@Anna Maria", vec!["Anna Maria"]),
            ("@Annabel, Anna", vec![]),
            ("@Anna Mari", vec!["Anna"]),
            ("@", vec![]),
        ] {
            let ids: Vec<String> = called(text, &all).into_iter().map(|id| id.0).collect();
            assert_eq!(ids, expected, "{text}");
        }
    }
}
