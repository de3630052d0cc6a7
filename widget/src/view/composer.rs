//! Where the visitor writes.

use super::{bind, log, stage};
use crate::app::App;
use crate::dom;
use crate::draft::{self, Draft};
use shared::rules::MESSAGE_CHARS;
use shared::timeline::Stage;
use wasm_bindgen::JsValue;

/// From this many characters before the limit on, the visitor sees how many are left.
const WARN_CHARS: usize = 200;
/// What browsers report as the key while an input method composes a character.
const COMPOSING: u32 = 229;

/// Brings the text area and its button to life.
pub fn attach(app: App) {
    let texts = app.texts;
    let send = move || {
        if app.send_draft() {
            log::to_end();
        }
        dom::focus("composer");
    };
    let length = move || draft::length(&app.draft());
    bind::shown("write", move || stage(app) != Stage::Ended);
    bind::on("write", "submit", move |event| {
        event.prevent_default();
        send();
    });
    bind::on("composer", "input", move |_| app.write(written("composer")));
    bind::on("composer", "keydown", move |event| {
        let code = JsValue::from(COMPOSING);
        let composing = dom::has(&event, "isComposing") || dom::property(&event, "keyCode") == code;
        let enter = dom::text_property(&event, "key").is_some_and(|key| key == "Enter");
        if enter && !dom::has(&event, "shiftKey") && !composing {
            event.prevent_default();
            send();
        }
    });
    bind::follow(move || {
        let draft = app.draft();
        // Writing the same text again would move the caret to its end.
        if written("composer") != draft {
            write("composer", &draft);
        }
    });
    // The style sheet draws this copy unseen behind the text area, which so grows with its text.
    bind::attribute("grow", "data-text", move || Some(app.draft()));
    bind::attribute("composer", "aria-invalid", move || bind::flag(length() > MESSAGE_CHARS));
    // What is in the tray our other scripts say by this event.
    bind::on("tray", "change", move |_| app.touch());
    bind::attribute("send", "disabled", move || (!matches!(app.judge(), Draft::Ready(_))).then(String::new));
    bind::shown("length", move || length() + WARN_CHARS > MESSAGE_CHARS);
    bind::text("length", move || match length() {
        length if length > MESSAGE_CHARS => texts.count("length_over", length - MESSAGE_CHARS),
        length => texts.count("length_left", MESSAGE_CHARS - length),
    });
}

/// What stands in a text area.
pub fn written(id: &str) -> String {
    dom::element(id).and_then(|area| dom::text_property(&area, "value")).unwrap_or_default()
}

/// Has this stand in a text area.
pub fn write(id: &str, text: &str) {
    if let Some(area) = dom::element(id) {
        dom::set_property(&area, "value", &text.into());
    }
}
