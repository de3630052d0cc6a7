//! Typing in the agent's place.

use leptos::prelude::document;
use wasm_bindgen::JsCast;
use web_sys::{HtmlDocument, HtmlTextAreaElement};

/// Writes a text at the cursor of the field that has the focus, so that the browser's own undo takes it back. False if
/// the browser doesn't do that. It is the one call that keeps a field's history, though it counts as old:
/// <https://developer.mozilla.org/en-US/docs/Web/API/Document/execCommand>.
pub fn insert(text: &str) -> bool {
    let document = document().dyn_into::<HtmlDocument>();
    document.is_ok_and(|document| {
        document.exec_command_with_show_ui_and_value("insertText", false, text).unwrap_or(false)
    })
}

/// Types a text into the field at its cursor, as the agent would have, so that it can be undone.
pub fn write(area: &HtmlTextAreaElement, text: &str) {
    let is_typed = insert(text);
    if !is_typed {
        let _ = area.set_range_text(text);
        let end = area.selection_start().ok().flatten().unwrap_or_default() + utf16(text);
        let _ = area.set_selection_range(end, end);
        if let Ok(event) = web_sys::Event::new("input") {
            let _ = area.dispatch_event(&event);
        }
    }
}

/// How long a text is for the browser, which counts in units of UTF-16.
pub fn utf16(text: &str) -> u32 {
    u32::try_from(text.encode_utf16().count()).unwrap_or(u32::MAX)
}

/// What stands before the cursor.
pub fn before_cursor(area: &HtmlTextAreaElement) -> String {
    let caret = area.selection_start().ok().flatten().unwrap_or_default() as usize;
    let units: Vec<u16> = area.value().encode_utf16().take(caret).collect();
    String::from_utf16_lossy(&units)
}
