//! What agents see of a text in the making, and how often: not more than every half second, and what was typed last
//! always goes.

use crate::dom;
use shared::boot::Can;
use shared::mask;
use shared::rules;
use std::cell::{Cell, OnceCell};

/// Least time between two, in milliseconds.
const PAUSE_MILLIS: f64 = 500.0;

/// What of a draft leaves the page: with the sneak-peek its text, in which no card number is whole, and without it only
/// that there is one, by a single blank.
pub fn glimpse(draft: &str, can: Can) -> String {
    match draft {
        "" => String::new(),
        // Masked before it is cut: half a card number is one still.
        _ if can.peek => rules::cut(&mask::card_numbers(draft), rules::PEEK_CHARS).into(),
        _ => " ".into(),
    }
}

/// Decides when to send.
#[derive(Default)]
pub struct Peek {
    sent_at: Cell<f64>,
    waits: Cell<bool>,
    fire: OnceCell<js_sys::Function>,
}

impl Peek {
    /// What to do when it is time.
    pub fn attach(&'static self, send: impl Fn() + 'static) {
        let _ = self.fire.set(dom::callback(move |_| {
            self.waits.set(false);
            self.sent_at.set(dom::now());
            send();
        }));
    }

    /// The text changed.
    pub fn changed(&self) {
        let Some(fire) = self.fire.get() else { return };
        if !self.waits.replace(true) {
            let wait = (self.sent_at.get() + PAUSE_MILLIS - dom::now()).clamp(0.0, PAUSE_MILLIS);
            #[expect(
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                reason = "at most half a second"
            )]
            dom::after(wait as u32, fire);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_where_it_is_switched_on_a_text_leaves_the_page() {
        let (on, off) = (Can { peek: true, ..Can::default() }, Can::default());
        let long = "x".repeat(rules::PEEK_CHARS + 1);
        for (draft, can, seen) in [
            ("", on, ""),
            ("", off, ""),
            ("hello", on, "hello"),
            ("hello", off, " "),
            (" ", off, " "),
            ("4111 1111 1111 1111", on, "•••• •••• •••• ••••"),
            ("4111 1111 1111 1111", off, " "),
            (&long, on, &long[1..]),
            (&long, off, " "),
        ] {
            assert_eq!(glimpse(draft, can), seen, "{draft}");
        }
    }
}
