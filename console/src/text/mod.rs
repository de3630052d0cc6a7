//! Every visible text, in the agent's language. They are loaded before anything is drawn and don't change while it
//! stands: another language draws the whole page anew.

mod format;
#[cfg(test)]
mod tests;

pub use format::{
    clock_time, date_and_time, day, day_of, duration, file_size, language_of, local_day, moment, waiting,
};

use crate::live::api;
use js_sys::{Array, Object};
use leptos::prelude::document;
use std::cell::RefCell;
use std::collections::HashMap;
use wasm_bindgen::JsValue;

/// The languages that the console speaks: tag and own name.
pub const LANGUAGES: [(&str, &str); 3] = [("en", "English"), ("pl", "Polski"), ("ru", "Русский")];

/// The languages that visitors may get, by their own names as people look for them.
pub const VISITORS_LANGUAGES: [(&str, &str); shared::settings::LANGUAGES.len()] =
    [("en", "English"), ("ru", "Русский"), ("pl", "Polski"), ("ar", "العربية")];

#[derive(Default)]
struct Texts {
    lang: String,
    by_key: HashMap<String, String>,
}

thread_local! {
    static TEXTS: RefCell<Texts> = RefCell::default();
}

/// Loads a language, or English if the console doesn't speak it. Leaves everything as it was if that fails.
pub async fn load(wanted: &str) -> Result<(), api::Failure> {
    let primary = wanted.split('-').next().unwrap_or_default();
    let lang = LANGUAGES.iter().map(|(tag, _)| *tag).find(|tag| *tag == primary).unwrap_or("en");
    let by_key = api::texts(lang).await?;
    TEXTS.set(Texts { lang: lang.into(), by_key });
    if let Some(root) = document().document_element() {
        let _ = root.set_attribute("lang", lang);
    }
    Ok(())
}

/// The language that is spoken now.
pub fn language() -> String {
    TEXTS.with_borrow(|texts| texts.lang.clone())
}

/// The text of a key. A key without a text shows itself; a test sees to it that there is none.
pub fn t(key: &str) -> String {
    TEXTS.with_borrow(|texts| texts.by_key.get(key).cloned()).unwrap_or_else(|| key.into())
}

/// The text of a key with `{name}` and the like replaced.
pub fn fill(key: &str, values: &[(&str, &str)]) -> String {
    replace(&t(key), values)
}

/// The text of a key in the grammatical number that `count` asks for: `key.one`, `key.few`, `key.many`, `key.other`.
pub fn count(key: &str, count: usize) -> String {
    let form = plural(count);
    fill(&format!("{key}.{form}"), &[("count", &number(count))])
}

/// Replaces each `{name}` once, left to right, so that a value is never searched for names.
fn replace(text: &str, values: &[(&str, &str)]) -> String {
    let mut result = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('{') {
        result.push_str(before);
        let value = after.split_once('}').and_then(|(name, tail)| {
            values.iter().find(|(known, _)| *known == name).map(|(_, value)| (*value, tail))
        });
        match value {
            Some((value, tail)) => {
                result.push_str(value);
                rest = tail;
            }
            None => {
                result.push('{');
                rest = after;
            }
        }
    }
    result + rest
}

fn languages() -> Array {
    Array::of1(&JsValue::from_str(&language()))
}

fn plural(count: usize) -> String {
    let rules = js_sys::Intl::PluralRules::new(&languages(), &Object::new());
    #[expect(clippy::cast_precision_loss, reason = "counts of what a person sees")]
    rules.select(count as f64).into()
}

/// A whole number as the language writes it.
pub fn number(count: usize) -> String {
    #[expect(clippy::cast_precision_loss, reason = "counts of what a person sees")]
    let number = js_sys::Number::from(count as f64);
    number.to_locale_string(&language()).into()
}
