//! What stands in the composer and in the tray above it: whether it can be sent, and why not.

use shared::rules::{self, MESSAGE_CHARS};

/// What there is to send.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Draft {
    /// Nothing that can be seen.
    Empty,
    /// This text, tidied up; empty if files do without one.
    Ready(String),
    /// A text with this many characters too many.
    TooLong(usize),
}

impl Draft {
    /// Looks at the composer's text.
    pub fn of(text: &str) -> Self {
        match rules::caption(text) {
            Ok(text) if text.is_empty() => Self::Empty,
            Ok(text) => Self::Ready(text),
            Err(_) => Self::TooLong(length(text).saturating_sub(MESSAGE_CHARS)),
        }
    }

    /// The same beside files, which need no text.
    pub fn with_files(self) -> Self {
        if self == Self::Empty { Self::Ready(String::new()) } else { self }
    }
}

/// How many characters of a message's limit a text takes.
pub fn length(text: &str) -> usize {
    text.trim().chars().count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_draft_is_sent_trimmed_or_it_is_known_why_not() {
        let full = "ж".repeat(MESSAGE_CHARS);
        let padded = format!("\n {full} \n");
        let over = format!("{full}жж");
        let ready = |text: &str| Draft::Ready(text.into());
        for (text, alone, with_files) in [
            ("", Draft::Empty, ready("")),
            (" \n\t ", Draft::Empty, ready("")),
            ("\u{200b}\u{202e}", Draft::Empty, ready("")),
            (" hello \n", ready("hello"), ready("hello")),
            (&padded, ready(&full), ready(&full)),
            (&over, Draft::TooLong(2), Draft::TooLong(2)),
        ] {
            let draft = Draft::of(text);
            assert_eq!(draft, alone, "{:?}", rules::cut(text, 20));
            assert_eq!(draft.with_files(), with_files, "{:?}", rules::cut(text, 20));
        }
    }
}
