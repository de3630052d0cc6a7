//! The few doors to the browser that everything else uses.

use js_sys::{Array, Function, Reflect};
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

/// A property of a JavaScript object; `undefined` if there is none, or no object.
pub fn property(of: &JsValue, name: &str) -> JsValue {
    Reflect::get(of, &name.into()).unwrap_or_default()
}

/// A property that is a string.
pub fn text_property(of: &JsValue, name: &str) -> Option<String> {
    property(of, name).as_string()
}

/// Sets a property of a JavaScript object.
pub fn set_property(of: &JsValue, name: &str, value: &JsValue) {
    let _ = Reflect::set(of, &name.into(), value);
}

/// Calls a method of a JavaScript object; `None` if there is none, or it fails.
pub fn call(of: &JsValue, method: &str, arguments: &[JsValue]) -> Option<JsValue> {
    let method: Function = property(of, method).dyn_into().ok()?;
    Reflect::apply(&method, of, &arguments.iter().collect::<Array>()).ok()
}

/// What our own scripts offer, and read of us: `window.frontdesk`.
pub fn frontdesk() -> JsValue {
    property(&window(), "frontdesk")
}

/// An attribute of the document's element.
pub fn root_attribute(name: &str) -> Option<String> {
    document().document_element()?.get_attribute(name)
}

/// The first element that a selector finds.
pub fn find(selector: &str) -> Option<HtmlElement> {
    document().query_selector(selector).ok().flatten()?.dyn_into().ok()
}

/// A function for JavaScript that lives as long as the page.
pub fn callback(run: impl FnMut(Event) + 'static) -> Function {
    // One closure type for all: each further one would bring its own glue.
    let boxed: Box<dyn FnMut(Event)> = Box::new(run);
    Closure::wrap(boxed).into_js_value().unchecked_into()
}

/// Listens for as long as the page lives.
pub fn listen(target: &EventTarget, event: &str, run: impl FnMut(Event) + 'static) {
    listen_with(target, event, &callback(run));
}

/// Listens with a function of [`callback`].
pub fn listen_with(target: &EventTarget, event: &str, run: &Function) {
    let _ = target.add_event_listener_with_callback(event, run);
}

/// Runs a function of [`callback`] after a while; gives back what [`Window::clear_timeout_with_handle`] wants.
pub fn after(millis: u32, run: &Function) -> i32 {
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
