//! What stands in a canned response for something that is known only when it is used: `{visitor_name}`, or
//! `{visitor_name|dear visitor}` with what is said where the name is not known.

use core::ops::Range;

/// Every variable's name.
pub const VARIABLES: [&str; 7] =
    ["visitor_name", "visitor_email", "visitor_company", "agent_name", "topic", "page_title", "page_url"];

/// A piece of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Piece<'a> {
    /// As it stands.
    Plain(&'a str),
    /// To be replaced.
    Variable {
        /// As it is written, braces and all.
        whole: &'a str,
        name: &'a str,
        otherwise: Option<&'a str>,
    },
}

/// A text with its variables filled in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Filled {
    /// As it can be sent, but for the gap.
    pub text: String,
    /// The first variable that nothing is known for: where it still stands in `text`, in bytes.
    pub gap: Option<Range<usize>>,
}

/// The first variable of a text that there isn't.
pub fn unknown(text: &str) -> Option<&str> {
    pieces(text).find_map(|piece| match piece {
        Piece::Variable { name, .. } if !VARIABLES.contains(&name) => Some(name),
        Piece::Variable { .. } | Piece::Plain(_) => None,
    })
}

/// Fills in every variable. What `value` doesn't know, or knows as empty, is what the text itself says for that case;
/// where it says nothing the variable stays, to be overwritten. Values are never searched for variables.
pub fn fill(text: &str, value: impl Fn(&str) -> Option<String>) -> Filled {
    let mut filled = Filled { text: String::with_capacity(text.len()), gap: None };
    for piece in pieces(text) {
        match piece {
            Piece::Plain(plain) => filled.text.push_str(plain),
            Piece::Variable { whole, name, otherwise } => {
                let known = value(name).filter(|value| !value.trim().is_empty());
                match known.as_deref().or(otherwise) {
                    Some(value) => filled.text.push_str(value),
                    None => {
                        let start = filled.text.len();
                        filled.text.push_str(whole);
                        filled.gap.get_or_insert(start..filled.text.len());
                    }
                }
            }
        }
    }
    filled
}

fn pieces(text: &str) -> impl Iterator<Item = Piece<'_>> {
    let mut rest = text;
    core::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        if let Some((variable, after)) = leading_variable(rest) {
            rest = after;
            return Some(variable);
        }
        // A brace that begins no variable is only a brace.
        let next =
            rest.char_indices().skip(1).find(|(at, c)| *c == '{' && leading_variable(&rest[*at..]).is_some());
        let (plain, after) = rest.split_at(next.map_or(rest.len(), |(at, _)| at));
        rest = after;
        Some(Piece::Plain(plain))
    })
}

/// The variable that a text begins with, and what comes after it.
fn leading_variable(text: &str) -> Option<(Piece<'_>, &str)> {
    let (inner, after) = text.strip_prefix('{')?.split_once('}')?;
    let (name, otherwise) = match inner.split_once('|') {
        Some((name, otherwise)) => (name, Some(otherwise)),
        None => (inner, None),
    };
    let is_name = !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_');
    let whole = &text[..text.len() - after.len()];
    is_name.then_some((Piece::Variable { whole, name, otherwise }, after))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn known(name: &str) -> Option<String> {
        match name {
            "visitor_name" => Some("Ann {topic}".into()),
            "visitor_email" => Some("  ".into()),
            _ => None,
        }
    }

    #[test]
    fn variables_are_filled_in() {
        for (text, expected, gap) in [
            ("", "", None),
            ("Hello {visitor_name}!", "Hello Ann {topic}!", None),
            ("{visitor_name|you}{visitor_name}", "Ann {topic}Ann {topic}", None),
            ("At {visitor_email|your address}.", "At your address.", None),
            ("At {visitor_email|}.", "At .", None),
            ("ж {topic} and {page_url}", "ж {topic} and {page_url}", Some("{topic}")),
            ("a { b } {} {|x} {Name} {x", "a { b } {} {|x} {Name} {x", None),
            ("{ {visitor_name}", "{ Ann {topic}", None),
        ] {
            let filled = fill(text, known);
            assert_eq!(filled.text, expected, "{text}");
            assert_eq!(filled.gap.map(|gap| &filled.text[gap]), gap, "{text}");
        }
    }

    #[test]
    fn what_there_is_not_is_named() {
        for (text, expected) in [
            ("{visitor_name} {name}", Some("name")),
            ("{page_url|{x}", None),
            ("{visitor name}", None),
            ("{x|y}", Some("x")),
        ] {
            assert_eq!(unknown(text), expected, "{text}");
        }
        for name in VARIABLES {
            assert_eq!(unknown(&format!("{{{name}}}")), None);
        }
    }

    proptest! {
        #[test]
        fn nothing_else_is_touched(text in "[{}|a-c_ ж]{0,40}") {
            prop_assert_eq!(fill(&text, |_| None).text.len() <= text.len(), true);
            let kept: String = pieces(&text)
                .map(|piece| match piece { Piece::Plain(plain) => plain, Piece::Variable { whole, .. } => whole })
                .collect();
            prop_assert_eq!(kept, text);
        }
    }
}
