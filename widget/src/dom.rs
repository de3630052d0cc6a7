//! The few doors to the browser that everything else uses.

use shared::ids::ClientId;
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::*;
use web_sys::{Document, Event, EventTarget, HtmlElement, Window};

/// The iframe's window.
#[expect(
    clippy::expect_used,
    reason = "there is no widget without a window; the bundle aborts without a message"
)]
pub fn window() -> Window {
    web_sys::window().expect("a browser")
}

/// The iframe's document.
#[expect(clippy::expect_used, reason = "a window that runs scripts has a document")]
pub fn document() -> Document {
    window().document().expect("a document")
}

/// The element of the server's document with this id. `None` only if the page in `public/pages` and this crate differ.
pub fn element<T: JsCast>(id: &str) -> Option<T> {
    document().get_element_by_id(id)?.dyn_into().ok()
}

/// A new element that stands nowhere yet.
pub fn make(tag: &str, class: &str) -> Option<HtmlElement> {
    let element: HtmlElement = document().create_element(tag).ok()?.dyn_into().ok()?;
    element.set_class_name(class);
    Some(element)
}

/// The last element inside another.
pub fn last_child(element: &HtmlElement) -> Option<HtmlElement> {
    element.last_element_child()?.dyn_into().ok()
}

/// A function for JavaScript that lives as long as the page.
pub fn callback(run: impl FnMut(Event) + 'static) -> js_sys::Function {
    // One closure type for all: each further one would bring its own glue.
    let boxed: Box<dyn FnMut(Event)> = Box::new(run);
    Closure::wrap(boxed).into_js_value().unchecked_into()
}

/// Listens for as long as the page lives.
pub fn listen(target: &EventTarget, event: &str, run: impl FnMut(Event) + 'static) {
    let _ = target.add_event_listener_with_callback(event, &callback(run));
}

/// Runs a function of [`callback`] after a while; gives back what [`Window::clear_timeout_with_handle`] wants.
pub fn after(millis: u32, run: &js_sys::Function) -> i32 {
    let millis = i32::try_from(millis).unwrap_or(i32::MAX);
    window().set_timeout_with_callback_and_timeout_and_arguments_0(run, millis).unwrap_or_default()
}

/// The time in Unix milliseconds by this device's clock, good for measuring how long something takes.
pub fn now() -> f64 {
    js_sys::Date::now()
}

/// A new id for something that is to be recorded.
pub fn new_id() -> ClientId {
    let mut random = [0; 10];
    if let Ok(crypto) = window().crypto() {
        let _ = crypto.get_random_values_with_u8_array(&mut random);
    }
    #[expect(clippy::cast_possible_truncation, reason = "whole milliseconds of this millennium fit")]
    ClientId::new(now() as i64, random)
}

/// Whether the document is in a tab that somebody looks at.
pub fn is_visible() -> bool {
    document().visibility_state() == web_sys::VisibilityState::Visible
}

/// Moves the keyboard's focus.
pub fn focus(id: &str) {
    if let Some(element) = element::<HtmlElement>(id) {
        let _ = element.focus();
    }
}
