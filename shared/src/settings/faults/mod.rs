//! The check of all settings: each fault with the path of the setting that it is about.

use super::{
    ByLang, FieldOption, FormField, INVITATIONS_MAX, Icon, Invitation, LANGUAGES, Look, PANEL, Palette,
    TEXT_CHARS, TEXTS, WidgetSettings, has_own_label,
};
use crate::color::{Color, PART_CONTRAST, TEXT_CONTRAST};
use crate::form::{FIELDS_MAX, FieldKind, OPTIONS_MAX};
use crate::rules;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// Longest id of a logo or a queue.
const ID_CHARS: usize = 64;
/// How much white the launcher's shine lays over the brand's color where it is brightest, in 255ths; see
/// `public/loader.js`.
const SHINE: u8 = 0x1f;

/// A setting that can't be.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SettingFault {
    /// Which, as a path such as `look.light.brand` or `before.2.label.en`.
    pub path: String,
    /// What is wrong.
    pub wrong: Wrong,
}

/// What is wrong with a setting.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Wrong {
    /// Nothing was given.
    Missing,
    /// Too long, or too many.
    TooLong,
    /// Outside of what is allowed.
    OutOfRange,
    /// Not written as it must be.
    Malformed,
    /// It stands there twice.
    Twice,
    /// It names a variable that there isn't.
    Variable {
        /// As it was written.
        name: String,
    },
    /// The two colors can't be told apart well enough.
    Contrast {
        /// Their ratio in hundredths.
        hundredths: u32,
        /// What it must be, in hundredths.
        needed: u32,
        /// A near color that would do.
        suggestion: Option<Color>,
    },
}

impl WidgetSettings {
    /// Everything that is wrong; nothing is stored as long as there is something.
    pub fn faults(&self) -> Vec<SettingFault> {
        let mut faults = Faults(Vec::new());
        faults.languages("languages", self.languages.iter());
        if self.languages.iter().collect::<BTreeSet<_>>().len() < self.languages.len() {
            faults.add("languages", Wrong::Twice);
        }
        self.look.faults(&mut faults);
        for (lang, texts) in &self.texts {
            faults.languages("texts", [lang]);
            for (key, text) in texts {
                let path = format!("texts.{lang}.{key}");
                if !TEXTS.contains(&key.as_str()) {
                    faults.add(&path, Wrong::Malformed);
                }
                faults.longest(&path, text, TEXT_CHARS);
            }
        }
        if !(60..=604_800).contains(&self.chat.idle_seconds) {
            faults.add("chat.idle_seconds", Wrong::OutOfRange);
        }
        faults.form("before", &self.before);
        faults.form("closed", &self.closed);
        if self.closed_specs().is_empty() {
            // A ticket without a word in it helps nobody.
            faults.add("closed", Wrong::Missing);
        }
        faults.invitations(&self.invitations);
        faults.0
    }
}

impl Look {
    fn faults(&self, faults: &mut Faults) {
        for (scheme, palette, panel) in [("light", self.light, PANEL[0]), ("dark", self.dark, PANEL[1])] {
            faults.contrast(&format!("look.{scheme}.brand"), palette.brand, panel, PART_CONTRAST);
            faults.contrast(
                &format!("look.{scheme}.on_brand"),
                palette.on_brand,
                palette.brand,
                TEXT_CONTRAST,
            );
            if self.icon == Icon::Text {
                faults.shine(&format!("look.{scheme}.brand"), palette, panel);
            }
        }
        for (path, offset) in [("look.offset_x", self.offset_x), ("look.offset_y", self.offset_y)] {
            if offset > 200 {
                faults.add(path, Wrong::OutOfRange);
            }
        }
        if self.logo.as_deref().is_some_and(|id| !is_id(id)) {
            faults.add("look.logo", Wrong::Malformed);
        }
    }
}

/// Whether it can be an id that a server has made.
fn is_id(id: &str) -> bool {
    let good = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-';
    (1..=ID_CHARS).contains(&id.len()) && id.bytes().all(good)
}

/// What a well-known field takes: others rely on it.
fn known_kind(id: &str) -> Option<FieldKind> {
    match id {
        "topic" => Some(FieldKind::Topic),
        "name" => Some(FieldKind::Name),
        "email" => Some(FieldKind::Email),
        "phone" => Some(FieldKind::Phone),
        "company" => Some(FieldKind::Company),
        "message" => Some(FieldKind::LongText),
        _ => None,
    }
}

/// What was found wrong.
struct Faults(Vec<SettingFault>);

impl Faults {
    fn add(&mut self, path: &str, wrong: Wrong) {
        self.0.push(SettingFault { path: path.into(), wrong });
    }

    fn languages<'a>(&mut self, path: &str, given: impl IntoIterator<Item = &'a String>) {
        if given.into_iter().any(|lang| !LANGUAGES.contains(&lang.as_str())) {
            self.add(path, Wrong::Malformed);
        }
    }

    fn longest(&mut self, path: &str, text: &str, chars: usize) {
        if text.chars().count() > chars {
            self.add(path, Wrong::TooLong);
        }
    }

    fn texts(&mut self, path: &str, texts: &ByLang, required: bool) {
        self.languages(path, texts.keys());
        for (lang, text) in texts {
            self.longest(&format!("{path}.{lang}"), text, TEXT_CHARS);
        }
        if required && texts.values().all(|text| text.trim().is_empty()) {
            self.add(path, Wrong::Missing);
        }
    }

    fn contrast(&mut self, path: &str, color: Color, other: Color, needed: f64) {
        let ratio = color.contrast(other);
        if ratio < needed {
            self.unreadable(path, [ratio, needed], color.adjusted(&[other], needed));
        }
    }

    /// The launcher's text must be readable where the brand's color shines.
    fn shine(&mut self, path: &str, Palette { brand, on_brand }: Palette, panel: Color) {
        let ratio = |brand: Color| on_brand.contrast(brand.mixed(PANEL[0], SHINE));
        let is_good = |brand: Color| {
            ratio(brand) >= TEXT_CONTRAST
                && on_brand.contrast(brand) >= TEXT_CONTRAST
                && brand.contrast(panel) >= PART_CONTRAST
        };
        // Whoever can't read it without the shine is told so already.
        if on_brand.contrast(brand) >= TEXT_CONTRAST && ratio(brand) < TEXT_CONTRAST {
            self.unreadable(path, [ratio(brand), TEXT_CONTRAST], brand.nearest(is_good));
        }
    }

    fn unreadable(&mut self, path: &str, ratios: [f64; 2], suggestion: Option<Color>) {
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between 100 and 2,100")]
        let [hundredths, needed] = ratios.map(|ratio| (ratio * 100.0) as u32);
        self.add(path, Wrong::Contrast { hundredths, needed, suggestion });
    }

    fn name(&mut self, path: &str, id: &str, known: &mut BTreeSet<String>) {
        let good = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_';
        if !(1..=32).contains(&id.len()) || !id.bytes().all(good) {
            self.add(path, Wrong::Malformed);
        }
        if !known.insert(id.to_owned()) {
            self.add(path, Wrong::Twice);
        }
    }

    fn form(&mut self, form: &str, fields: &[FormField]) {
        if fields.iter().filter(|field| !field.is_topic()).count() > FIELDS_MAX {
            self.add(form, Wrong::TooLong);
        }
        let mut ids = BTreeSet::new();
        for (index, field) in fields.iter().enumerate() {
            let path = format!("{form}.{index}");
            self.name(&format!("{path}.id"), &field.id, &mut ids);
            self.texts(&format!("{path}.label"), &field.label, !has_own_label(&field.id));
            self.texts(&format!("{path}.help"), &field.help, false);
            if field.kind() == FieldKind::Select {
                self.options(&path, &field.options);
            }
            let is_stray = field.is_topic() && field.id != "topic";
            if is_stray || known_kind(&field.id).is_some_and(|kind| kind != field.kind()) {
                self.add(&format!("{path}.kind"), Wrong::Malformed);
            }
            if !field.link.is_empty() && rules::safe_link(&field.link).is_none() {
                self.add(&format!("{path}.link"), Wrong::Malformed);
            }
            self.longest(&format!("{path}.link"), &field.link, rules::PAGE_CHARS);
        }
    }

    fn options(&mut self, path: &str, options: &[FieldOption]) {
        if options.is_empty() {
            self.add(&format!("{path}.options"), Wrong::Missing);
        }
        if options.len() > OPTIONS_MAX {
            self.add(&format!("{path}.options"), Wrong::TooLong);
        }
        let mut values = BTreeSet::new();
        for (index, option) in options.iter().enumerate() {
            let path = format!("{path}.options.{index}");
            let value = rules::one_line(&option.value);
            if value.is_empty() || value != option.value {
                self.add(&format!("{path}.value"), Wrong::Malformed);
            }
            self.longest(&format!("{path}.value"), &value, 64);
            if !values.insert(value) {
                self.add(&format!("{path}.value"), Wrong::Twice);
            }
            self.texts(&format!("{path}.label"), &option.label, false);
        }
    }

    fn invitations(&mut self, invitations: &[Invitation]) {
        if invitations.len() > INVITATIONS_MAX {
            self.add("invitations", Wrong::TooLong);
        }
        let mut ids = BTreeSet::new();
        for (index, invitation) in invitations.iter().enumerate() {
            let path = format!("invitations.{index}");
            self.name(&format!("{path}.id"), &invitation.id, &mut ids);
            self.texts(&format!("{path}.text"), &invitation.text, true);
            self.longest(&format!("{path}.page"), &invitation.page, rules::PAGE_CHARS);
            if invitation.scrolled.is_some_and(|percent| percent > 100) {
                self.add(&format!("{path}.scrolled"), Wrong::OutOfRange);
            }
            if invitation.seconds.is_some_and(|seconds| seconds > 86_400) {
                self.add(&format!("{path}.seconds"), Wrong::OutOfRange);
            }
            if invitation.open.as_ref().is_some_and(|queue| !is_id(queue.as_str())) {
                self.add(&format!("{path}.open"), Wrong::Malformed);
            }
        }
    }
}

#[cfg(test)]
mod tests;
