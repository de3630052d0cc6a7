//! The few doors to the browser that everything else uses.
//!
//! What there is one of is called by its name, and nothing is asked what it is: the page in `public/pages` says so by its
//! ids, and an event by its name. To fetch the window and the document first and to check every cast would cost a visitor a
//! kilobyte.

use js_sys::Function;
use shared::ids::ClientId;
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::*;
use web_sys::{Event, EventTarget, HtmlElement};

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(thread_local_v2, js_name = window)]
    static WINDOW: EventTarget;
    /// The element of the server's document with this id. `None` only if the page in `public/pages` and this crate differ.
    #[wasm_bindgen(js_namespace = document, js_name = getElementById)]
    pub fn element(id: &str) -> Option<HtmlElement>;
    /// The first element that a selector finds.
    #[wasm_bindgen(js_namespace = document, js_name = querySelector)]
    pub fn find(selector: &str) -> Option<HtmlElement>;
    #[wasm_bindgen(js_namespace = document, js_name = createElement)]
    fn create_element(tag: &str) -> HtmlElement;
    #[wasm_bindgen(js_namespace = Reflect, js_name = get, catch)]
    fn get(of: &JsValue, name: &str) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(js_namespace = Reflect, js_name = set, catch)]
    fn set(of: &JsValue, name: &str, value: &JsValue) -> Result<bool, JsValue>;
    #[wasm_bindgen(js_name = setTimeout)]
    fn set_timeout(run: &Function, millis: i32) -> i32;
    /// Takes back what [`after`] was told.
    #[wasm_bindgen(js_name = clearTimeout)]
    pub fn clear_timeout(timer: i32);
    #[wasm_bindgen(js_namespace = crypto, js_name = getRandomValues, catch)]
    fn fill_with_random(bytes: &mut [u8]) -> Result<JsValue, JsValue>;
}

/// The iframe's window. What happens to the document as a whole is heard here too.
pub fn window() -> EventTarget {
    WINDOW.with(Clone::clone)
}

/// A new element that stands nowhere yet.
pub fn make(tag: &str, class: &str) -> HtmlElement {
    let element = create_element(tag);
    set_class(&element, class);
    element
}

/// Gives an element this class instead of others.
pub fn set_class(element: &HtmlElement, class: &str) {
    let _ = element.set_attribute("class", class);
}

/// The last element inside another.
pub fn last_child(element: &HtmlElement) -> Option<HtmlElement> {
    element.last_element_child().map(JsCast::unchecked_into)
}

/// A property of a JavaScript object; `undefined` if there is none, or no object.
pub fn property(of: &JsValue, name: &str) -> JsValue {
    get(of, name).unwrap_or_default()
}

/// A property that is a string.
pub fn text_property(of: &JsValue, name: &str) -> Option<String> {
    property(of, name).as_string()
}

/// Whether a property is there, and neither `false` nor empty.
pub fn has(of: &JsValue, name: &str) -> bool {
    property(of, name).is_truthy()
}

/// Sets a property of a JavaScript object.
pub fn set_property(of: &JsValue, name: &str, value: &JsValue) {
    let _ = set(of, name, value);
}

/// The document's element.
pub fn root() -> Option<HtmlElement> {
    find(":root")
}

/// An attribute of the document's element.
pub fn root_attribute(name: &str) -> Option<String> {
    root()?.get_attribute(name)
}

/// A function for JavaScript that lives as long as the page.
pub fn callback(run: impl Fn(Event) + 'static) -> Function {
    callback_boxed(Box::new(run))
}

/// What is done about an event. A `dyn Fn` would bring two more ways to call each closure.
trait Handle {
    fn handle(&self, event: Event);
}

impl<F: Fn(Event)> Handle for F {
    fn handle(&self, event: Event) {
        self(event);
    }
}

/// One type for all: each further one would bring its own glue.
#[inline(never)]
fn callback_boxed(run: Box<dyn Handle>) -> Function {
    // What is lent for ever needs no glue to end it.
    let run = Box::leak(Box::new(move |event| run.handle(event)));
    Closure::<dyn Fn(Event)>::borrow(run).into_js_value().unchecked_into()
}

/// Listens for as long as the page lives.
pub fn listen(target: &EventTarget, event: &str, run: impl Fn(Event) + 'static) {
    listen_with(target, event, &callback(run));
}

/// Listens with a function of [`callback`].
pub fn listen_with(target: &EventTarget, event: &str, run: &Function) {
    let _ = target.add_event_listener_with_callback(event, run);
}

/// Runs a function of [`callback`] after a while; gives back what [`clear_timeout`] wants.
pub fn after(millis: u32, run: &Function) -> i32 {
    set_timeout(run, i32::try_from(millis).unwrap_or(i32::MAX))
}

/// The time in Unix milliseconds by this device's clock, good for measuring how long something takes.
pub fn now() -> f64 {
    js_sys::Date::now()
}

/// A new id for something that is to be recorded.
pub fn new_id() -> ClientId {
    let mut random = [0; 10];
    let _ = fill_with_random(&mut random);
    #[expect(clippy::cast_possible_truncation, reason = "whole milliseconds of this millennium fit")]
    ClientId::new(now() as i64, random)
}

/// Whether the document is in a tab that somebody looks at.
pub fn is_visible() -> bool {
    !has(&property(&window(), "document"), "hidden")
}

/// Moves the keyboard's focus.
pub fn focus(id: &str) {
    if let Some(element) = element(id) {
        let _ = element.focus();
    }
}
