//! Limits and checks, the same in the browser (where they help) and in the server (where they hold).

use crate::problem::{Code, Field, Problem};

/// Longest message in characters.
pub const MESSAGE_CHARS: usize = 5_000;
/// Longest sneak-peek in characters; more is cut off, as it is only a look ahead.
pub const PEEK_CHARS: usize = 1_000;
/// Longest name in characters.
pub const NAME_CHARS: usize = 100;
/// Longest e-mail address in bytes (RFC 5321, section 4.5.3.1.3, less the brackets).
pub const EMAIL_BYTES: usize = 254;
/// Longest comment of a rating in characters.
pub const COMMENT_CHARS: usize = 1_000;
/// Longest address, title or referrer of a page in characters; more is cut off.
pub const PAGE_CHARS: usize = 1_000;
/// Shortest password in characters (OWASP ASVS 5.0, 6.2.1 asks for 8, recommends 15; ours lies between).
pub const PASSWORD_MIN_CHARS: usize = 10;
/// Longest password in bytes: hashing costs time, and a megabyte must not buy a minute of it.
pub const PASSWORD_MAX_BYTES: usize = 1_024;
/// Longest frame in bytes that a socket takes.
pub const FRAME_BYTES: usize = 64 * 1024;
/// Most entries in one frame; who wants more asks again.
pub const PAGE_ENTRIES: usize = 300;
/// Longest tag in characters.
pub const TAG_CHARS: usize = 40;
/// Most attributes that a page may tell of a visitor, each with a label and a value of at most
/// [`ATTRIBUTE_CHARS`] characters.
pub const ATTRIBUTES_MAX: usize = 30;
/// Longest label or value of an attribute in characters; more is cut off.
pub const ATTRIBUTE_CHARS: usize = 200;
/// Most earlier conversations in a visitor's list.
pub const HISTORY_MAX: usize = 20;
/// The server pings a visitor this often, in milliseconds.
pub const PING_MILLIS: i64 = 20_000;
/// A visitor's connection on which nothing was heard for this long is dead, in milliseconds: one ping and a grace of 8 s.
pub const SILENCE_MILLIS: i64 = 28_000;
/// The server pings an agent this often, in milliseconds.
pub const AGENT_PING_MILLIS: i64 = 8_000;
/// An agent's connection on which nothing was heard for this long is dead, in milliseconds. With the 10 s that an agent
/// has for coming back, whoever is gone counts as offline within 30 s of the last sign of life.
pub const AGENT_SILENCE_MILLIS: i64 = 18_000;

/// How long a connection counts as alive without a sign of life.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Lease {
    /// The server asks for a sign this often, in milliseconds.
    pub ping_millis: i64,
    /// After so long without one the connection is dead, in milliseconds.
    pub silence_millis: i64,
}

/// A visitor's.
pub const VISITOR_LEASE: Lease = Lease { ping_millis: PING_MILLIS, silence_millis: SILENCE_MILLIS };
/// An agent's.
pub const AGENT_LEASE: Lease = Lease { ping_millis: AGENT_PING_MILLIS, silence_millis: AGENT_SILENCE_MILLIS };

fn invalid(field: Field, detail: &str) -> Problem {
    Problem { field: Some(field), ..Problem::new(Code::Invalid, detail) }
}

/// A message's text, trimmed at both ends. It must hold something to see and at most [`MESSAGE_CHARS`] characters.
pub fn message(text: &str) -> Result<String, Problem> {
    written(text, MESSAGE_CHARS)
}

/// A text of several lines, trimmed at both ends. It must hold something to see and at most `longest` characters.
pub fn written(text: &str, longest: usize) -> Result<String, Problem> {
    let text: String = text.chars().filter(|c| !c.is_control() || matches!(c, '\n' | '\t')).collect();
    let text = text.trim();
    if text.chars().all(is_invisible) {
        return Err(invalid(Field::Text, "the message is empty"));
    }
    if text.chars().count() > longest {
        return Err(invalid(Field::Text, &format!("the text is longer than {longest} characters")));
    }
    Ok(text.into())
}

/// A tag, its blanks put in order and in lower case, so that there is one of each. It must hold something to see and at
/// most [`TAG_CHARS`] characters.
pub fn tag(text: &str) -> Result<String, Problem> {
    let words: Vec<&str> = text.split_whitespace().collect();
    let text: String = words.join(" ").chars().filter(|c| !c.is_control()).collect();
    let tag = text.trim_start_matches('#').trim().to_lowercase();
    if tag.chars().all(is_invisible) {
        return Err(invalid(Field::Tag, "the tag is empty"));
    }
    if tag.chars().count() > TAG_CHARS {
        return Err(invalid(Field::Tag, &format!("a tag may have {TAG_CHARS} characters")));
    }
    Ok(tag)
}

/// The text of a message that has files with it: as [`message`], but it may be empty.
pub fn caption(text: &str) -> Result<String, Problem> {
    if text.chars().all(is_invisible) { Ok(String::new()) } else { message(text) }
}

/// A name on one line without characters that hide or turn text. It may be empty.
pub fn name(text: &str) -> Result<String, Problem> {
    let text = one_line(text);
    if text.chars().count() > NAME_CHARS {
        return Err(invalid(Field::Name, "the name is longer than 100 characters"));
    }
    Ok(text)
}

/// An e-mail address that a mail could go to: something, one `@`, a host with a dot, no blanks. No finer check
/// can tell whether it exists.
pub fn email(text: &str) -> Result<String, Problem> {
    address(text, has_dot)
}

/// An agent's address, to sign in with. Besides any other it may be one of the machine itself, as the first owner's is.
pub fn staff_email(text: &str) -> Result<String, Problem> {
    address(text, |host| host == "localhost" || has_dot(host))
}

fn address(text: &str, is_host: fn(&str) -> bool) -> Result<String, Problem> {
    let text = text.trim();
    let good = text.len() <= EMAIL_BYTES
        && !text
            .chars()
            .any(|c| c.is_whitespace() || c.is_control() || matches!(c, '<' | '>' | ',' | ';' | '"'))
        && text
            .split_once('@')
            .is_some_and(|(local, host)| !local.is_empty() && !host.contains('@') && is_host(host));
    if good { Ok(text.into()) } else { Err(invalid(Field::Email, "this is not an e-mail address")) }
}

fn has_dot(host: &str) -> bool {
    host.contains('.') && host.split('.').all(|label| !label.is_empty())
}

/// The comment of a rating; it may be empty.
pub fn comment(text: &str) -> Result<String, Problem> {
    if text.trim().is_empty() {
        return Ok(String::new());
    }
    let text = message(text).map_err(|problem| Problem { field: Some(Field::Comment), ..problem })?;
    if text.chars().count() > COMMENT_CHARS {
        return Err(invalid(Field::Comment, "the comment is longer than 1,000 characters"));
    }
    Ok(text)
}

/// A new password: length is all that is asked for.
pub fn password(text: &str) -> Result<(), Problem> {
    if text.chars().count() < PASSWORD_MIN_CHARS {
        return Err(invalid(Field::Password, "the password is shorter than 10 characters"));
    }
    if text.len() > PASSWORD_MAX_BYTES {
        return Err(invalid(Field::Password, "the password is longer than 1,024 bytes"));
    }
    Ok(())
}

/// The text on one line, trimmed, without control and direction characters.
pub fn one_line(text: &str) -> String {
    let spaced: String = text
        .chars()
        .map(|c| if c.is_whitespace() { ' ' } else { c })
        .filter(|c| !c.is_control() && !is_invisible_format(*c))
        .collect();
    spaced.trim().into()
}

/// At most `chars` characters of the text.
pub fn cut(text: &str, chars: usize) -> &str {
    text.char_indices().nth(chars).map_or(text, |(end, _)| &text[..end])
}

/// The page's address if a browser may be sent there by a click (`http` and `https` alone).
pub fn safe_link(url: &str) -> Option<&str> {
    (url.starts_with("https://") || url.starts_with("http://")).then_some(url)
}

/// Whether the character shows nothing.
pub(crate) fn is_invisible(c: char) -> bool {
    c.is_whitespace() || c.is_control() || is_invisible_format(c)
}

/// Zero-width and direction-changing characters: they let one name look like another.
fn is_invisible_format(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}' | '\u{feff}')
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn messages() {
        assert_eq!(message("  hi\nthere \u{0}").unwrap(), "hi\nthere");
        for empty in ["", "   ", "\u{200b}\u{202e}", "\n\t"] {
            assert_eq!(message(empty).unwrap_err().field, Some(Field::Text), "{empty:?}");
        }
        assert!(message(&"ж".repeat(MESSAGE_CHARS)).is_ok());
        assert!(message(&"ж".repeat(MESSAGE_CHARS + 1)).is_err());
    }

    #[test]
    fn emails() {
        for good in ["a@b.cd", " anna+x@mail.example.com ", "ёж@пример.рф"] {
            assert!(email(good).is_ok(), "{good}");
        }
        for bad in [
            "",
            "a",
            "a@b",
            "@b.cd",
            "a@b.",
            "a@.b",
            "a b@c.de",
            "a@b.cd, e@f.gh",
            "a@b@c.de",
            "a@b.cd\r\nBcc: x@y.zz",
        ] {
            assert!(email(bad).is_err(), "{bad}");
        }
        assert!(email(&format!("{}@b.cd", "a".repeat(250))).is_err());
    }

    #[test]
    fn names_cannot_turn_or_hide_text() {
        assert_eq!(name(" Anna\u{202e}\tLena\r\n ").unwrap(), "Anna Lena");
        assert!(name(&"x".repeat(101)).is_err());
    }

    proptest! {
        #[test]
        fn a_checked_message_passes_again_unchanged(text in "\\PC{0,200}") {
            if let Ok(once) = message(&text) {
                prop_assert_eq!(message(&once).unwrap(), once);
            }
        }

        #[test]
        fn cut_never_splits_a_character(text in "\\PC{0,50}", chars in 0usize..60) {
            prop_assert_eq!(cut(&text, chars).chars().count(), text.chars().count().min(chars));
        }
    }
}
