//! The words of a text: without case and accents, so that who types quickly finds all the same.

use std::ops::Range;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Longer words are cut to this many characters, in texts and in questions alike.
const WORD_CHARS: usize = 40;

/// A word and where in the text it stands, in bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Word {
    /// Where.
    pub range: Range<usize>,
    /// The word as it is compared.
    pub folded: String,
}

/// All words of a text in their order.
pub fn words(text: &str) -> impl Iterator<Item = Word> {
    let mut rest = text.char_indices().peekable();
    std::iter::from_fn(move || {
        loop {
            while rest.next_if(|(_, letter)| !is_letter(*letter)).is_some() {}
            let (start, _) = *rest.peek()?;
            let mut end = start;
            while let Some((at, letter)) = rest.next_if(|(_, letter)| is_letter(*letter)) {
                end = at + letter.len_utf8();
            }
            let folded = fold(&text[start..end]);
            // A mark that stands alone is no word.
            if !folded.is_empty() {
                return Some(Word { range: start..end, folded });
            }
        }
    })
}

fn is_letter(letter: char) -> bool {
    letter.is_alphanumeric() || is_combining_mark(letter)
}

/// Lower case without accents: "Łódź" as "lodz", "Ёлка" as "елка".
fn fold(word: &str) -> String {
    let plain = word.nfkd().flat_map(char::to_lowercase).nfkd().filter(|letter| letter.is_alphanumeric());
    let mut folded = String::with_capacity(word.len());
    for letter in plain.take(WORD_CHARS) {
        match letter {
            'ł' => folded.push('l'),
            'ø' => folded.push('o'),
            'đ' => folded.push('d'),
            'ß' => folded.push_str("ss"),
            _ => folded.push(letter),
        }
    }
    folded
}
