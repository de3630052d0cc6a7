//! The piece of a text in which something was found, with what was found marked.

use super::query::Terms;
use super::words::words;
use shared::rules::cut;
use shared::search::Part;
use std::collections::BTreeSet;

/// Longest excerpt in characters.
const CHARS: usize = 160;
/// So many characters stand before the first hit at most.
const BEFORE: usize = 20;

/// How many of the words stand in the text, and the piece with the first of them. `None` if there are none.
pub fn excerpt(terms: &Terms, text: &str) -> Option<(usize, Vec<Part>)> {
    let hits: Vec<_> =
        words(text).filter_map(|word| Some((terms.place_of(&word.folded)?, word.range))).collect();
    let first = hits.first()?.1.start;
    let start = beginning(text, first);
    let piece = cut(&text[start..], CHARS);
    let end = start + piece.len();
    let mut parts = Vec::new();
    let mut push = |text: &str, hit: bool| {
        if !text.is_empty() {
            parts.push(Part { text: text.into(), hit });
        }
    };
    let mut at = start;
    if start > 0 {
        push("…", false);
    }
    for (_, range) in hits.iter().filter(|(_, range)| range.end <= end) {
        push(&text[at..range.start], false);
        push(&text[range.clone()], true);
        at = range.end;
    }
    push(&text[at..end], false);
    if end < text.len() {
        push("…", false);
    }
    let places: BTreeSet<usize> = hits.iter().map(|(place, _)| *place).collect();
    Some((places.len(), parts))
}

/// The beginning of a text in which nothing was looked for.
pub fn opening(text: &str) -> Vec<Part> {
    vec![Part { text: cut(text, CHARS).into(), hit: false }]
}

/// Where the piece begins: some characters before the first hit, at the beginning of a word.
fn beginning(text: &str, first: usize) -> usize {
    let before = text[..first].char_indices().rev().take(BEFORE).last().map_or(first, |(at, _)| at);
    if before == 0 {
        return 0;
    }
    let word = words(&text[before..first]).next();
    // The word at the cut may be only the end of one.
    let rest =
        word.and_then(|word| words(&text[before + word.range.end..first]).next().map(|next| (word, next)));
    rest.map_or(first, |(word, next)| before + word.range.end + next.range.start)
}
