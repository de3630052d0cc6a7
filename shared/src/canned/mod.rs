//! Canned responses: answers that are written once and used often, with the check of them, the same in browser and
//! server. What stands in for the visitor's name and the like is in [`variables`].

pub mod variables;

use crate::ids::{CannedId, QueueId};
use crate::rules;
use crate::settings::{ByLang, LANGUAGES, SettingFault, Wrong};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// Longest shortcut in characters.
pub const SHORTCUT_CHARS: usize = 32;
/// Most canned responses that there may be.
pub const CANNED_MAX: usize = 5_000;

/// What somebody sets for a canned response.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CannedDraft {
    /// What it is called in the picker; 1 to 100 characters.
    pub title: String,
    /// What is typed after a slash to find it first: letters, digits, `-` and `_`; empty if there is none.
    #[serde(default)]
    pub shortcut: String,
    /// Under which tab of the picker it stands; empty if under none of its own.
    #[serde(default)]
    pub category: String,
    /// In conversations of which queues it is offered; `None` is all of them.
    #[serde(default)]
    pub queues: Option<BTreeSet<QueueId>>,
    /// What it says, by language; at least one of them.
    pub texts: ByLang,
}

/// A canned response.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Canned {
    /// Its id.
    pub id: CannedId,
    /// Counts changes from 1.
    pub version: u32,
    /// As it was set.
    pub set: CannedDraft,
}

/// A change of a canned response that was read at a version.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CannedChange {
    /// Which one was read.
    pub version: u32,
    /// What it shall be.
    pub set: CannedDraft,
}

impl CannedDraft {
    /// Everything that is wrong, as far as it can be told without the database; nothing is stored as long as there is
    /// something.
    pub fn faults(&self) -> Vec<SettingFault> {
        let mut faults = Vec::new();
        let mut add = |path: String, wrong| faults.push(SettingFault { path, wrong });
        match rules::name(&self.title) {
            Ok(title) if title.is_empty() => add("title".into(), Wrong::Missing),
            Ok(_) => {}
            Err(_) => add("title".into(), Wrong::TooLong),
        }
        let is_of_shortcut = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_');
        if !self.shortcut.trim().chars().all(is_of_shortcut) {
            add("shortcut".into(), Wrong::Malformed);
        } else if self.shortcut.trim().chars().count() > SHORTCUT_CHARS {
            add("shortcut".into(), Wrong::TooLong);
        }
        if rules::name(&self.category).is_err() {
            add("category".into(), Wrong::TooLong);
        }
        if self.queues.as_ref().is_some_and(BTreeSet::is_empty) {
            add("queues".into(), Wrong::Missing);
        }
        if self.texts.values().all(|text| text.trim().is_empty()) {
            add("texts".into(), Wrong::Missing);
        }
        for (lang, text) in &self.texts {
            let path = format!("texts.{lang}");
            if !LANGUAGES.contains(&lang.as_str()) {
                add(path, Wrong::Malformed);
            } else if text.chars().count() > rules::MESSAGE_CHARS {
                add(path, Wrong::TooLong);
            } else if let Some(name) = variables::unknown(text) {
                add(path, Wrong::Variable { name: name.into() });
            }
        }
        faults
    }

    /// Whether it is offered in conversations of a queue.
    pub fn is_for(&self, queue: &QueueId) -> bool {
        self.queues.as_ref().is_none_or(|queues| queues.contains(queue))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn good() -> CannedDraft {
        CannedDraft {
            title: "Hours".into(),
            texts: [("en".into(), "We are here from 9 to 5, {visitor_name|dear visitor}.".into())].into(),
            ..CannedDraft::default()
        }
    }

    #[test]
    fn what_is_wrong_is_told_by_its_path() {
        assert_eq!(good().faults(), []);
        type Spoil = fn(&mut CannedDraft);
        let cases: [(&str, Spoil, Wrong); 10] = [
            ("title", |set| set.title = "\u{200b}".into(), Wrong::Missing),
            ("title", |set| set.title = "x".repeat(101), Wrong::TooLong),
            ("shortcut", |set| set.shortcut = "two words".into(), Wrong::Malformed),
            ("shortcut", |set| set.shortcut = "ж".repeat(33), Wrong::TooLong),
            ("category", |set| set.category = "x".repeat(101), Wrong::TooLong),
            ("queues", |set| set.queues = Some(BTreeSet::new()), Wrong::Missing),
            ("texts", |set| set.texts = [("en".into(), " ".into())].into(), Wrong::Missing),
            ("texts.xx", |set| drop(set.texts.insert("xx".into(), "?".into())), Wrong::Malformed),
            ("texts.ru", |set| drop(set.texts.insert("ru".into(), "ж".repeat(5_001))), Wrong::TooLong),
            (
                "texts.pl",
                |set| drop(set.texts.insert("pl".into(), "{name}".into())),
                Wrong::Variable { name: "name".into() },
            ),
        ];
        for (path, spoil, wrong) in cases {
            let mut bad = good();
            spoil(&mut bad);
            assert_eq!(bad.faults(), [SettingFault { path: path.into(), wrong }]);
        }
    }

    #[test]
    fn queues_narrow_where_it_is_offered() {
        let (sales, support): (QueueId, QueueId) = ("sales".into(), "support".into());
        assert!(good().is_for(&sales));
        let narrow = CannedDraft { queues: Some([sales.clone()].into()), ..good() };
        assert!(narrow.is_for(&sales) && !narrow.is_for(&support));
    }
}
