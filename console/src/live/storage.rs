//! What the browser keeps. Where it keeps nothing (storage switched off or full) the console works on without: every
//! failure here means only that a reload forgets.

use leptos::prelude::window;
use serde::Serialize;
use serde::de::DeserializeOwned;
use web_sys::Storage;

/// How long a value is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Keep {
    /// As long as this tab lives, over reloads.
    Tab,
    /// Until it is removed.
    Always,
}

const PREFIX: &str = "frontdesk.console.";

fn storage(keep: Keep) -> Option<Storage> {
    match keep {
        Keep::Tab => window().session_storage(),
        Keep::Always => window().local_storage(),
    }
    .ok()
    .flatten()
}

/// The text under a name.
pub fn text(keep: Keep, name: &str) -> Option<String> {
    storage(keep)?.get_item(&format!("{PREFIX}{name}")).ok().flatten()
}

/// Keeps a text; an empty one is removed.
pub fn keep_text(keep: Keep, name: &str, text: &str) {
    let Some(storage) = storage(keep) else {
        return;
    };
    let name = format!("{PREFIX}{name}");
    let _ = if text.is_empty() { storage.remove_item(&name) } else { storage.set_item(&name, text) };
}

/// The value under a name, if it is there and can be read.
pub fn value<T: DeserializeOwned>(keep: Keep, name: &str) -> Option<T> {
    serde_json::from_str(&text(keep, name)?).ok()
}

/// Keeps a value.
pub fn keep_value<T: Serialize>(keep: Keep, name: &str, value: &T) {
    if let Ok(text) = serde_json::to_string(value) {
        keep_text(keep, name, &text);
    }
}

/// Removes every value whose name starts with `start`.
pub fn forget(keep: Keep, start: &str) {
    let Some(storage) = storage(keep) else {
        return;
    };
    let start = format!("{PREFIX}{start}");
    let count = storage.length().unwrap_or(0);
    let names: Vec<String> = (0..count).filter_map(|index| storage.key(index).ok().flatten()).collect();
    for name in names.iter().filter(|name| name.starts_with(&start)) {
        let _ = storage.remove_item(name);
    }
}
