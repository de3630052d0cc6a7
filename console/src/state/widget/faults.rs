//! Where on the screen something is wrong: chapter, field and language.

use crate::place::Chapter;
use serde_json::Value;
use shared::rest::WidgetDraft;
use shared::settings::{LANGUAGES, SettingFault, Wrong};

/// A fault and the field that shows it.
#[derive(Clone, Debug, PartialEq)]
pub struct Located {
    /// The chapter of the widget's page.
    pub chapter: Chapter,
    /// The field's id on the page: the path, with ids of list entries in place of their numbers and without a language.
    pub anchor: String,
    /// The language in which it is wrong, where there are several.
    pub lang: Option<&'static str>,
    /// What is wrong.
    pub wrong: Wrong,
}

/// Finds the field of a fault.
pub fn located(fault: &SettingFault, set: &WidgetDraft) -> Located {
    let mut parts: Vec<&str> = fault.path.split('.').collect();
    let lang = lang_of(&parts).map(|(at, lang)| {
        parts.remove(at);
        lang
    });
    let settings = &set.settings;
    let ids: Vec<&str> = match parts.first() {
        Some(&"before") => settings.before.iter().map(|field| field.id.as_str()).collect(),
        Some(&"closed") => settings.closed.iter().map(|field| field.id.as_str()).collect(),
        Some(&"invitations") => settings.invitations.iter().map(|one| one.id.as_str()).collect(),
        _ => Vec::new(),
    };
    if let Some(id) = parts.get(1).and_then(|index| index.parse::<usize>().ok()).and_then(|at| ids.get(at)) {
        parts[1] = id;
    }
    let chapter = match parts[0] {
        "look" => Chapter::Look,
        "texts" => Chapter::Texts,
        "chat" => Chapter::Chat,
        "before" | "closed" => Chapter::Forms,
        "invitations" => Chapter::Invitations,
        _ => Chapter::Basics,
    };
    Located { chapter, anchor: parts.join("."), lang, wrong: fault.wrong.clone() }
}

/// The language in a path and its position: after `texts`, else at the end.
fn lang_of(parts: &[&str]) -> Option<(usize, &'static str)> {
    let at = if parts.first() == Some(&"texts") { 1 } else { parts.len().checked_sub(1)? };
    let lang = LANGUAGES.into_iter().find(|lang| parts.get(at) == Some(lang))?;
    (parts.len() > 2).then_some((at, lang))
}

/// The value at a path.
pub(super) fn value_at(set: &WidgetDraft, path: &str) -> Option<Value> {
    let value = serde_json::to_value(set).ok()?;
    let pointer = format!("/{}", path.replace('.', "/"));
    value.pointer(&pointer).or_else(|| value.pointer(&format!("/settings{pointer}"))).cloned()
}
