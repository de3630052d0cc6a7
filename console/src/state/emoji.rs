//! Emoji with their names, and which of them fit what is typed. Pure.

/// Emoji that are remembered as used lately.
const RECENT: usize = 16;

/// One of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Emoji {
    /// The emoji itself.
    pub sign: String,
    /// What it is called.
    pub name: String,
    /// Everything that it is found by, in lower case.
    words: String,
}

/// Emoji of a kind.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group {
    /// Which kind, as the files name it: `faces` and so on.
    pub kind: String,
    /// All of them.
    pub all: Vec<Emoji>,
}

impl Emoji {
    /// Reads a line such as `😀 grinning face|cheerful happy`.
    pub fn of(line: &str) -> Option<Self> {
        let (sign, rest) = line.split_once(' ')?;
        let (name, more) = rest.split_once('|').unwrap_or((rest, ""));
        let words = format!("{name} {more}").to_lowercase();
        Some(Self { sign: sign.into(), name: name.into(), words })
    }
}

/// What is shown: with nothing typed those that were used lately come first; else what has all the words.
pub fn shown(groups: &[Group], recent: &[String], typed: &str) -> Vec<Group> {
    let typed = typed.to_lowercase();
    let words: Vec<&str> = typed.split_whitespace().collect();
    let fits = |emoji: &&Emoji| words.iter().all(|word| emoji.words.contains(word));
    let known =
        |sign: &String| groups.iter().flat_map(|group| &group.all).find(|emoji| emoji.sign == *sign).cloned();
    let lately: Vec<Emoji> =
        if words.is_empty() { recent.iter().filter_map(known).collect() } else { Vec::new() };
    let fitting = groups.iter().map(|group| Group {
        kind: group.kind.clone(),
        all: group.all.iter().filter(fits).cloned().collect(),
    });
    let all = [Group { kind: "recent".into(), all: lately }].into_iter().chain(fitting);
    all.filter(|group| !group.all.is_empty()).collect()
}

/// Those that were used lately after one more.
pub fn used(recent: &[String], sign: &str) -> Vec<String> {
    let others = recent.iter().filter(|known| *known != sign).cloned();
    [sign.to_string()].into_iter().chain(others).take(RECENT).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn groups() -> Vec<Group> {
        let group = |kind: &str, lines: &[&str]| Group {
            kind: kind.into(),
            all: lines.iter().filter_map(|line| Emoji::of(line)).collect(),
        };
        vec![
            group("faces", &["😀 grinning face|happy", "🙁 slightly frowning face|sad"]),
            group("signs", &["✅ check mark"]),
        ]
    }

    fn signs(shown: &[Group]) -> String {
        let part = |group: &Group| {
            format!(
                "{}:{}",
                group.kind,
                group.all.iter().map(|emoji| emoji.sign.as_str()).collect::<String>()
            )
        };
        shown.iter().map(part).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn what_is_typed_is_found_by_name_and_by_other_words() {
        let recent = ["✅".to_string(), "🦄".to_string()];
        for (typed, expected) in [
            ("", "recent:✅ faces:😀🙁 signs:✅"),
            ("face", "faces:😀🙁"),
            ("HAPPY grin", "faces:😀"),
            ("mark", "signs:✅"),
            ("unicorn", ""),
        ] {
            assert_eq!(signs(&shown(&groups(), &recent, typed)), expected, "{typed}");
        }
    }

    #[test]
    fn the_last_one_comes_first_and_the_oldest_goes() {
        let mut recent = Vec::new();
        for number in 0..20 {
            recent = used(&recent, &number.to_string());
        }
        assert_eq!((recent.len(), recent[0].as_str()), (RECENT, "19"));
        assert_eq!(used(&recent, "10")[..2], ["10".to_string(), "19".to_string()]);
    }
}
