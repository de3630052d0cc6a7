//! Instants and spans as people read them, in their own time zone.

use super::{count, languages, t};
use js_sys::{Date, Intl, Object, Reflect};
use shared::time::Timestamp;
use wasm_bindgen::{JsCast, JsValue};

const MILLIS_PER_SECOND: i64 = 1_000;
const SECONDS_PER_HOUR: i64 = 3_600;
const HOURS_PER_DAY: i64 = 24;

fn date(at: Timestamp) -> Date {
    #[expect(clippy::cast_precision_loss, reason = "milliseconds since 1970 stay far below 2^53")]
    Date::new(&JsValue::from_f64(at.0 as f64))
}

fn format(at: Timestamp, options: &[(&str, &str)]) -> String {
    let object = Object::new();
    for (name, value) in options {
        let _ = Reflect::set(&object, &JsValue::from_str(name), &JsValue::from_str(value));
    }
    let format = Intl::DateTimeFormat::new(&languages(), &object).format();
    format.call1(&JsValue::NULL, &date(at)).ok().and_then(|text| text.as_string()).unwrap_or_default()
}

/// Hours and minutes.
pub fn clock_time(at: Timestamp) -> String {
    format(at, &[("hour", "numeric"), ("minute", "2-digit")])
}

/// Day, hours and minutes.
pub fn date_and_time(at: Timestamp) -> String {
    format(at, &[("dateStyle", "medium"), ("timeStyle", "short")])
}

/// A day that was written as `2026-11-21`; as it is if it was written otherwise.
pub fn day_of(written: &str) -> String {
    let millis = Date::parse(written);
    if millis.is_nan() {
        return written.into();
    }
    #[expect(clippy::cast_possible_truncation, reason = "milliseconds of a day that people write")]
    format(Timestamp(millis as i64), &[("dateStyle", "medium"), ("timeZone", "UTC")])
}

/// As short as it stays clear: the time of a day that is today, with its weekday if it is near, else with the date.
pub fn moment(at: Timestamp, now: Timestamp) -> String {
    let days = (at.millis_since(now) / MILLIS_PER_SECOND / SECONDS_PER_HOUR / HOURS_PER_DAY).abs();
    if local_day(at) == local_day(now) {
        clock_time(at)
    } else if days < 6 {
        format(at, &[("weekday", "short"), ("hour", "numeric"), ("minute", "2-digit")])
    } else {
        date_and_time(at)
    }
}

/// "Today", "Yesterday" or the date.
pub fn day(at: Timestamp, now: Timestamp) -> String {
    let yesterday = now.plus_millis(-HOURS_PER_DAY * SECONDS_PER_HOUR * MILLIS_PER_SECOND);
    if local_day(at) == local_day(now) {
        t("time.today")
    } else if local_day(at) == local_day(yesterday) {
        t("time.yesterday")
    } else {
        format(at, &[("weekday", "long"), ("day", "numeric"), ("month", "long")])
    }
}

/// Year, month and day here, as one number that grows.
pub fn local_day(at: Timestamp) -> u32 {
    let date = date(at);
    (date.get_full_year() * 12 + date.get_month()) * 31 + date.get_date()
}

/// How long somebody waits: `0:42`, `12:05`, `1:03:20`, `2 days`.
pub fn waiting(since: Timestamp, now: Timestamp) -> String {
    let seconds = now.millis_since(since).max(0) / MILLIS_PER_SECOND;
    let (hours, minutes, rest) = (seconds / SECONDS_PER_HOUR, seconds / 60 % 60, seconds % 60);
    match hours {
        0 => format!("{minutes}:{rest:02}"),
        1..HOURS_PER_DAY => format!("{hours}:{minutes:02}:{rest:02}"),
        _ => count("time.days", usize::try_from(hours / HOURS_PER_DAY).unwrap_or_default()),
    }
}

/// A span in words: `45 seconds`, `2 minutes`.
pub fn duration(millis: i64) -> String {
    let seconds = usize::try_from(millis / MILLIS_PER_SECOND).unwrap_or_default();
    if seconds < 120 && seconds != 60 {
        count("time.seconds", seconds)
    } else {
        count("time.minutes", seconds / 60)
    }
}

/// How large a file is: `12 kB`, `3.4 MB`.
pub fn file_size(bytes: u64) -> String {
    const STEP: f64 = 1_000.0;
    #[expect(clippy::cast_precision_loss, reason = "sizes of files stay far below 2^53")]
    let bytes = bytes as f64;
    let (unit, size) = match bytes {
        _ if bytes >= STEP * STEP => ("megabyte", bytes / STEP / STEP),
        _ => ("kilobyte", (bytes / STEP).ceil()),
    };
    let options = Object::new();
    for (name, value) in [
        ("style", JsValue::from_str("unit")),
        ("unit", JsValue::from_str(unit)),
        ("maximumFractionDigits", 1.into()),
    ] {
        let _ = Reflect::set(&options, &JsValue::from_str(name), &value);
    }
    let format = Intl::NumberFormat::new(&languages(), &options).format();
    format.call1(&JsValue::NULL, &size.into()).ok().and_then(|text| text.as_string()).unwrap_or_default()
}

/// What a language is called in the agent's own; `None` for a tag that makes no sense.
pub fn language_of(tag: &str) -> Option<String> {
    // `Intl.DisplayNames` through reflection: the bindings have no name for it.
    let intl = Reflect::get(&js_sys::global(), &JsValue::from_str("Intl")).ok()?;
    let names: js_sys::Function =
        Reflect::get(&intl, &JsValue::from_str("DisplayNames")).ok()?.dyn_into().ok()?;
    let options = Object::new();
    Reflect::set(&options, &JsValue::from_str("type"), &JsValue::from_str("language")).ok()?;
    let arguments = js_sys::Array::of2(&languages(), &options);
    let names = Reflect::construct(&names, &arguments).ok()?;
    let of: js_sys::Function = Reflect::get(&names, &JsValue::from_str("of")).ok()?.dyn_into().ok()?;
    of.call1(&names, &JsValue::from_str(tag)).ok()?.as_string()
}
