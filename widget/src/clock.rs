//! Times as people read them, in the visitor's language and time zone: the browser knows both.

use crate::dom;
use js_sys::{Date, Object};
use shared::time::Timestamp;
use wasm_bindgen::JsValue;

/// The time of day, such as `9:05 AM` or `09:05`.
pub fn time(at: Timestamp, lang: &str) -> String {
    written(at, lang, &[("hour", "numeric"), ("minute", "2-digit")])
}

/// The day, such as `Saturday, 21 November`.
pub fn day(at: Timestamp, lang: &str) -> String {
    written(at, lang, &[("weekday", "long"), ("day", "numeric"), ("month", "long")])
}

/// Which day it is in the visitor's time zone: equal for two instants of the same day, and growing.
pub fn day_number(at: Timestamp) -> i32 {
    let date = date(at);
    let offset = Timestamp(-60_000 * date.get_timezone_offset() as i64);
    (at.0.saturating_add(offset.0)).div_euclid(86_400_000) as i32
}

fn date(at: Timestamp) -> Date {
    Date::new(&JsValue::from_f64(at.0 as f64))
}

fn written(at: Timestamp, lang: &str, parts: &[(&str, &str)]) -> String {
    let options = Object::new();
    for (part, form) in parts {
        dom::set_property(&options, part, &(*form).into());
    }
    date(at).to_locale_string(lang, &options).into()
}
