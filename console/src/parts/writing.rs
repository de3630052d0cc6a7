//! What the fields have in common in which messages and notes are written.

use crate::text::{count, number};
use leptos::html;
use leptos::prelude::*;
use shared::rules::{self, MESSAGE_CHARS};

/// The counter appears when so many characters or fewer are left.
const COUNTER_FROM: usize = 500;

/// What can be sent: a message, or nothing but files.
pub fn sendable(text: &str, has_files: bool) -> Option<String> {
    if has_files { rules::caption(text).ok() } else { rules::message(text).ok() }
}

/// How much room is left, once it gets narrow.
pub fn counter(length: usize) -> Option<impl IntoView> {
    if length + COUNTER_FROM < MESSAGE_CHARS {
        return None;
    }
    let over = length.saturating_sub(MESSAGE_CHARS);
    let said = if over > 0 {
        count("composer.over", over)
    } else {
        format!("{} / {}", number(length), number(MESSAGE_CHARS))
    };
    Some(view! { <span class="counter" class:over=(over > 0)>{said}</span> })
}

/// The keyboard of a phone would cover the conversation, so there the agent taps first.
pub fn focus_when_opened(area: NodeRef<html::Textarea>) {
    let has_keyboard = window()
        .match_media("(hover: hover) and (pointer: fine)")
        .ok()
        .flatten()
        .is_some_and(|query| query.matches());
    Effect::new(move |_| {
        if has_keyboard && let Some(area) = area.get() {
            let _ = area.focus();
        }
    });
}
