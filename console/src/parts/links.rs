//! Addresses inside of plain text. What somebody wrote stays text; only `http` and `https` become links, and what is
//! shown is what is linked.

use leptos::prelude::*;
use shared::rules::safe_link;

/// A piece of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Piece<'a> {
    Text(&'a str),
    Link(&'a str),
}

/// Shows a text with its addresses as links.
pub fn linked(text: &str) -> impl IntoView + use<> {
    pieces(text)
        .into_iter()
        .map(|piece| match piece {
            Piece::Text(text) => text.to_string().into_any(),
            Piece::Link(url) => {
                let (href, url) = (url.to_string(), url.to_string());
                view! { <a href=href target="_blank" rel="noopener noreferrer nofollow">{url}</a> }.into_any()
            }
        })
        .collect_view()
}

fn pieces(text: &str) -> Vec<Piece<'_>> {
    let mut pieces = Vec::new();
    let mut rest = text;
    while let Some(start) = next_link(rest) {
        let end = start + link_length(&rest[start..]);
        if start > 0 {
            pieces.push(Piece::Text(&rest[..start]));
        }
        pieces.push(Piece::Link(&rest[start..end]));
        rest = &rest[end..];
    }
    if !rest.is_empty() {
        pieces.push(Piece::Text(rest));
    }
    pieces
}

/// Where the next link begins: at the start of a word.
fn next_link(text: &str) -> Option<usize> {
    text.match_indices("http").map(|(at, _)| at).find(|at| {
        let is_word_start = text[..*at].chars().next_back().is_none_or(|before| !before.is_alphanumeric());
        let link = &text[*at..];
        let length = link_length(link);
        is_word_start && safe_link(&link[..length]).is_some_and(|link| !link.ends_with("://"))
    })
}

/// How many bytes belong to the link: up to a blank, less the punctuation of the sentence around it.
fn link_length(text: &str) -> usize {
    let end = text.find(|c: char| c.is_whitespace() || matches!(c, '<' | '>' | '"')).unwrap_or(text.len());
    let mut link = &text[..end];
    while let Some(last) = link.chars().next_back() {
        let is_loose = match last {
            '.' | ',' | ';' | ':' | '!' | '?' | '\'' | '»' | '”' | '…' | ']' | '}' | '*' => true,
            ')' => link.matches('(').count() < link.matches(')').count(),
            _ => false,
        };
        if !is_loose {
            break;
        }
        link = &link[..link.len() - last.len_utf8()];
    }
    link.len()
}

#[cfg(test)]
mod tests {
    use super::*;
    use Piece::{Link, Text};

    #[test]
    fn links_are_found_and_nothing_else() {
        let table: [(&str, &[Piece<'_>]); 9] = [
            ("", &[]),
            ("plain", &[Text("plain")]),
            ("https://a.bc", &[Link("https://a.bc")]),
            ("see http://a.bc/x?y=1#z, ok", &[Text("see "), Link("http://a.bc/x?y=1#z"), Text(", ok")]),
            ("(https://a.bc/d_(e))", &[Text("("), Link("https://a.bc/d_(e)"), Text(")")]),
            ("xhttps://a.bc", &[Text("xhttps://a.bc")]),
            ("javascript:alert(1)//https:", &[Text("javascript:alert(1)//https:")]),
            ("http:// and https://", &[Text("http:// and https://")]),
            (
                "https://a.bc…\nhttps://ё.рф!",
                &[Link("https://a.bc"), Text("…\n"), Link("https://ё.рф"), Text("!")],
            ),
        ];
        for (text, expected) in table {
            assert_eq!(pieces(text), expected, "{text:?}");
        }
    }

    proptest::proptest! {
        #[test]
        fn nothing_is_lost_or_added(text in "(http|https|://|[ a-z.()ё…\\n])*") {
            let joined: String = pieces(&text).iter().map(|piece| match piece { Text(it) | Link(it) => *it }).collect();
            proptest::prop_assert_eq!(joined, text);
        }
    }
}
