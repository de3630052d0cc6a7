//! Typing in the agent's place.

use leptos::prelude::document;
use wasm_bindgen::JsCast;
use web_sys::HtmlDocument;

/// Writes a text at the cursor of the field that has the focus, so that the browser's own undo takes it back. False if
/// the browser doesn't do that. It is the one call that keeps a field's history, though it counts as old:
/// <https://developer.mozilla.org/en-US/docs/Web/API/Document/execCommand>.
pub fn insert(text: &str) -> bool {
    let document = document().dyn_into::<HtmlDocument>();
    document.is_ok_and(|document| {
        document.exec_command_with_show_ui_and_value("insertText", false, text).unwrap_or(false)
    })
}
