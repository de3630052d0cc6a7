//! Ties an element of the server's document to the state: what a binding shows follows every signal that it reads.
//!
//! All bindings are one kind of node over a boxed function, so that a further one costs its own few instructions and
//! no new code of the framework.

use super::binding::{self, Make};
use crate::dom;
use std::cell::RefCell;
use web_sys::Event;

/// Runs now, and again after each change of a signal that it has read.
pub fn follow(run: impl Fn() + 'static) {
    binding::bind(Box::new(run));
}

/// Keeps the element's text. Writes it only if it is another: an unchanged live region stays silent.
pub fn text(id: &'static str, text: impl Fn() -> String + 'static) {
    text_boxed(id, Box::new(text));
}

#[inline(never)]
fn text_boxed(id: &'static str, text: Box<dyn Make<String>>) {
    binding::bind(Box::new(move || {
        let text = text.make();
        if let Some(element) = dom::element(id)
            && element.text_content().as_ref() != Some(&text)
        {
            element.set_text_content(Some(&text));
        }
    }));
}

/// Keeps the element's text, and hides the element while there is none.
pub fn note(id: &'static str, note: impl Fn() -> String + 'static) {
    note_boxed(id, Box::new(note));
}

#[inline(never)]
fn note_boxed(id: &'static str, note: Box<dyn Make<String>>) {
    let before = RefCell::new(None);
    binding::bind(Box::new(move || {
        let note = Some(note.make()).filter(|note| !note.is_empty());
        if before.replace(Some(note.clone())) != Some(note.clone()) {
            say(id, note.as_deref());
        }
    }));
}

/// Shows the element or hides it.
pub fn shown(id: &'static str, shown: impl Fn() -> bool + 'static) {
    attribute(id, "hidden", move || (!shown()).then(String::new));
}

/// Keeps one of the element's attributes; `None` takes it away.
pub fn attribute(id: &'static str, name: &'static str, value: impl Fn() -> Option<String> + 'static) {
    attribute_boxed(id, name, Box::new(value));
}

#[inline(never)]
fn attribute_boxed(id: &'static str, name: &'static str, value: Box<dyn Make<Option<String>>>) {
    binding::bind(Box::new(move || {
        let value = value.make();
        if let Some(element) = dom::element(id) {
            let _ = match value {
                Some(value) => element.set_attribute(name, &value),
                None => element.remove_attribute(name),
            };
        }
    }));
}

/// Writes a text that may be missing, or hides the place of it.
pub fn say(id: &str, text: Option<&str>) {
    if let Some(place) = dom::element(id) {
        place.set_text_content(text);
        place.set_hidden(text.is_none());
    }
}

/// Does something whenever an event comes to the element.
pub fn on(id: &str, event: &str, run: impl Fn(Event) + 'static) {
    if let Some(element) = dom::element(id) {
        dom::listen(&element, event, run);
    }
}

/// `true` as an attribute's value.
pub fn flag(value: bool) -> Option<String> {
    Some(if value { "true" } else { "false" }.into())
}
