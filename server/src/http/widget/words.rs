//! What the widget says: its texts with those that the owner has replaced, and the owner's own labels.

use crate::site::Derived;
use crate::store::widgets::Widget;
use shared::settings::ByLang;
use std::collections::BTreeMap;

/// Texts with this beginning are what people say in a preview.
const SAMPLES: &str = "sample_";

/// The texts of a language by key, the owner's in place of ours.
pub fn texts(site: &Derived, widget: &Widget, lang: &str) -> anyhow::Result<BTreeMap<String, String>> {
    let ours = site.texts("widget", lang)?.iter().filter(|(key, _)| !key.starts_with(SAMPLES));
    let mut texts: BTreeMap<String, String> = ours.map(|(key, text)| (key.clone(), text.clone())).collect();
    for (key, text) in widget.settings.texts.get(lang).into_iter().flatten() {
        if !text.trim().is_empty() {
            texts.insert(key.clone(), text.clone());
        }
    }
    Ok(texts)
}

/// What people say in a preview in a language, by key.
pub fn samples(site: &Derived, lang: &str) -> anyhow::Result<BTreeMap<String, String>> {
    let samples = site.texts("widget", lang)?.iter().filter(|(key, _)| key.starts_with(SAMPLES));
    Ok(samples.map(|(key, text)| (key.clone(), text.clone())).collect())
}

/// What the owner wrote in a language, else in the widget's first one that it was written in, else in any; empty if it
/// wasn't.
pub fn written<'a>(texts: &'a ByLang, lang: &str, widget: &Widget) -> &'a str {
    let there = |lang: &str| texts.get(lang).map(|text| text.trim()).filter(|text| !text.is_empty());
    there(lang)
        .or_else(|| widget.settings.languages().into_iter().find_map(there))
        .or_else(|| texts.values().map(|text| text.trim()).find(|text| !text.is_empty()))
        .unwrap_or_default()
}
