//! Which of many names fit what is typed, the best first. Pure.

/// The positions of the names that hold all typed words: first those that begin with what is typed, then those in which
/// each word begins one of theirs, then the others; in their order within each.
pub fn ranked<'a>(typed: &str, names: impl IntoIterator<Item = &'a str>) -> Vec<usize> {
    let typed = typed.trim().to_lowercase();
    let words: Vec<&str> = typed.split_whitespace().collect();
    let mut fitting: Vec<(u8, usize)> = Vec::new();
    for (position, name) in names.into_iter().enumerate() {
        let name = name.to_lowercase();
        if !words.iter().all(|word| name.contains(word)) {
            continue;
        }
        let begins = |word: &&str| {
            name.split(|c: char| !c.is_alphanumeric()).any(|part| !part.is_empty() && part.starts_with(*word))
        };
        let rank = match () {
            () if name.starts_with(&typed) => 0,
            () if words.iter().all(begins) => 1,
            () => 2,
        };
        fitting.push((rank, position));
    }
    fitting.sort_unstable();
    fitting.into_iter().map(|(_, position)| position).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_best_comes_first_and_what_doesnt_fit_not_at_all() {
        let names = ["Go to Tickets", "New ticket", "Tickets", "Wróć do skrzynki", "Отметить"];
        for (typed, expected) in [
            ("", vec![0, 1, 2, 3, 4]),
            ("tick", vec![2, 0, 1]),
            ("ticket new", vec![1]),
            ("ets", vec![0, 2]),
            ("SKRZ", vec![3]),
            ("отм", vec![4]),
            ("nothing", vec![]),
        ] {
            assert_eq!(ranked(typed, names), expected, "{typed}");
        }
    }
}
