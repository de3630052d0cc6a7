//! Finds web addresses in a message, so that they can be clicked. Only `http` and `https`, and never more than a link:
//! everything stays text.

/// A piece of a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Piece<'a> {
    /// Plain text.
    Text(&'a str),
    /// An address with `http://` or `https://`.
    Link(&'a str),
}

/// Cuts a message into text and links; put together again they are the message.
pub fn pieces(text: &str) -> Vec<Piece<'_>> {
    let mut pieces = Vec::new();
    let mut rest = text;
    let mut searched = 0;
    while let Some(found) = find_scheme(&rest[searched..]) {
        let start = searched + found;
        let length = link_length(&rest[start..]);
        let joined = rest[..start].chars().next_back().is_some_and(is_letter);
        if joined || length == 0 {
            searched = start + "http".len();
            continue;
        }
        if start > 0 {
            pieces.push(Piece::Text(&rest[..start]));
        }
        pieces.push(Piece::Link(&rest[start..start + length]));
        rest = &rest[start + length..];
        searched = 0;
    }
    if !rest.is_empty() {
        pieces.push(Piece::Text(rest));
    }
    pieces
}

/// What an address begins with.
const SCHEMES: [&str; 2] = ["https://", "http://"];

fn find_scheme(text: &str) -> Option<usize> {
    // The standard library's search for a text of several characters alone would weigh a kilobyte in the widget.
    let begins = |place: &usize| SCHEMES.iter().any(|scheme| text[*place..].starts_with(scheme));
    text.char_indices().map(|(place, _)| place).find(begins)
}

/// How many bytes at the beginning of the text are an address; 0 if there is nothing behind the scheme.
fn link_length(text: &str) -> usize {
    let end = text.find(ends_address).unwrap_or(text.len());
    let address = trim_sentence(&text[..end]);
    let host = SCHEMES.iter().find_map(|scheme| address.strip_prefix(scheme)).unwrap_or_default();
    if host.starts_with(is_letter) || host.starts_with('[') { address.len() } else { 0 }
}

/// Close enough to a letter or digit of any script, without the tables of Unicode, which would double this file's weight.
fn is_letter(c: char) -> bool {
    c.is_ascii_alphanumeric() || (!c.is_ascii() && !ends_address(c) && !matches!(c, '«' | '“' | '„'))
}

fn ends_address(c: char) -> bool {
    // Direction marks could make an address look like another one.
    c.is_whitespace()
        || c.is_control()
        || matches!(c, '<' | '>' | '"' | '`' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}')
}

/// Leaves off what belongs to the sentence around the address: full stops, and brackets that were not opened in it.
fn trim_sentence(mut address: &str) -> &str {
    while let Some(last) = address.chars().next_back() {
        let outside = match last {
            '.' | ',' | ';' | ':' | '!' | '?' | '\'' | '…' | '»' | '”' => true,
            ')' => unopened(address, '(', ')'),
            ']' => unopened(address, '[', ']'),
            _ => false,
        };
        if !outside {
            break;
        }
        address = &address[..address.len() - last.len_utf8()];
    }
    address
}

fn unopened(address: &str, open: char, close: char) -> bool {
    address.matches(close).count() > address.matches(open).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_are_found_and_nothing_else() {
        for (text, links) in [
            ("", &[] as &[&str]),
            ("no link here, not even http:// or https://", &[]),
            ("https://a.example", &["https://a.example"]),
            (
                "see http://a.example/x?y=1#z, or (https://b.example/c).",
                &["http://a.example/x?y=1#z", "https://b.example/c"],
            ),
            ("https://en.wikipedia.org/wiki/Rust_(fungus)", &["https://en.wikipedia.org/wiki/Rust_(fungus)"]),
            ("(see https://a.example/b_(c))!", &["https://a.example/b_(c)"]),
            ("<https://a.example>", &["https://a.example"]),
            ("javascript:alert(1) data:text/html,x ftp://a.example", &[]),
            ("xhttps://a.example", &[]),
            ("https://https://a.example", &["https://https://a.example"]),
            ("http://\u{202e}elpmaxe", &[]),
            ("https://a.example/\u{202e}gpj.exe", &["https://a.example/"]),
            ("https://пример.рф/путь и дальше", &["https://пример.рф/путь"]),
            ("https://[::1]:8080/", &["https://[::1]:8080/"]),
            ("«https://a.example»", &["https://a.example"]),
        ] {
            let pieces = pieces(text);
            let found: Vec<&str> = pieces
                .iter()
                .filter_map(|piece| match piece {
                    Piece::Link(link) => Some(*link),
                    Piece::Text(_) => None,
                })
                .collect();
            assert_eq!(found, links, "{text}");
            let whole: String = pieces
                .iter()
                .map(|piece| match piece {
                    Piece::Link(part) | Piece::Text(part) => *part,
                })
                .collect();
            assert_eq!(whole, text);
            assert!(found.iter().all(|link| crate::rules::safe_link(link).is_some()), "{text}");
        }
    }

    proptest::proptest! {
        #[test]
        fn nothing_is_lost_or_added(text in "(http|https|://|[ a-z.()ё…\\n])*") {
            let joined: String = pieces(&text).iter().map(|piece| match piece { Piece::Text(it) | Piece::Link(it) => *it }).collect();
            proptest::prop_assert_eq!(joined, text);
        }
    }
}
