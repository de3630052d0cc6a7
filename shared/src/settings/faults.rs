//! The check of all settings: each fault with the path of the setting that it is about.

use super::{
    ByLang, FieldOption, FormField, INVITATIONS_MAX, Invitation, LANGUAGES, Look, PANEL, TEXT_CHARS, TEXTS,
    WidgetSettings, has_own_label,
};
use crate::color::{Color, PART_CONTRAST, TEXT_CONTRAST};
use crate::form::{FIELDS_MAX, FieldKind, OPTIONS_MAX};
use crate::rules;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// Longest id of a logo.
const LOGO_CHARS: usize = 64;

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
        }
        for (path, offset) in [("look.offset_x", self.offset_x), ("look.offset_y", self.offset_y)] {
            if offset > 200 {
                faults.add(path, Wrong::OutOfRange);
            }
        }
        let good = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-';
        let is_id = |id: &str| (1..=LOGO_CHARS).contains(&id.len()) && id.bytes().all(good);
        if self.logo.as_deref().is_some_and(|id| !is_id(id)) {
            faults.add("look.logo", Wrong::Malformed);
        }
    }
}

/// What a well-known field takes: others rely on it.
fn known_kind(id: &str) -> Option<FieldKind> {
    match id {
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
            let suggestion = color.adjusted(&[other], needed);
            #[expect(
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                reason = "between 100 and 2,100"
            )]
            let hundredths = |ratio: f64| (ratio * 100.0) as u32;
            let wrong =
                Wrong::Contrast { hundredths: hundredths(ratio), needed: hundredths(needed), suggestion };
            self.add(path, wrong);
        }
    }

    fn name(&mut self, path: &str, id: &str, known: &mut BTreeSet<String>) {
        let good = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_';
        if !(1..=32).contains(&id.len()) || !id.bytes().all(good) || id == "topic" {
            self.add(path, Wrong::Malformed);
        }
        if !known.insert(id.to_owned()) {
            self.add(path, Wrong::Twice);
        }
    }

    fn form(&mut self, form: &str, fields: &[FormField]) {
        if fields.len() > FIELDS_MAX {
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
            if known_kind(&field.id).is_some_and(|kind| kind != field.kind()) {
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
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::settings::{Need, Palette};
    use proptest::prelude::*;

    fn paths(settings: &WidgetSettings) -> Vec<String> {
        settings.faults().into_iter().map(|fault| fault.path).collect()
    }

    #[test]
    fn what_comes_without_settings_is_good_and_reads_back() {
        let settings = WidgetSettings::default();
        assert_eq!(settings.faults(), []);
        assert_eq!(serde_json::from_str::<WidgetSettings>("{}").unwrap(), settings);
        let text = serde_json::to_string(&settings).unwrap();
        assert_eq!(serde_json::from_str::<WidgetSettings>(&text).unwrap(), settings);
    }

    #[test]
    fn colors_that_cannot_be_read_are_refused_with_a_suggestion_that_can() {
        let mut settings = WidgetSettings::default();
        settings.look.light = Palette { brand: Color::new(0xff, 0xe0, 0x66), on_brand: PANEL[0] };
        let faults = settings.faults();
        assert_eq!(
            faults.iter().map(|fault| fault.path.as_str()).collect::<Vec<_>>(),
            ["look.light.brand", "look.light.on_brand"]
        );
        let Wrong::Contrast { suggestion: Some(brand), .. } = faults[0].wrong else { panic!("{faults:?}") };
        settings.look.light.brand = brand;
        let faults = settings.faults();
        let Wrong::Contrast { suggestion: Some(on_brand), .. } = faults[0].wrong else {
            panic!("{faults:?}")
        };
        settings.look.light.on_brand = on_brand;
        assert_eq!(settings.faults(), []);
    }

    #[test]
    fn each_bad_setting_is_named_by_its_path() {
        let mut settings = WidgetSettings::default();
        settings.languages = vec!["xx".into()];
        settings.look.offset_x = 201;
        settings.look.logo = Some("../x".into());
        settings.chat.idle_seconds = 59;
        settings.before.push(FormField { id: "name".into(), ..FormField::default() });
        settings.before.push(FormField {
            id: "Size".into(),
            kind: Some(FieldKind::Select),
            ..FormField::default()
        });
        settings.before.push(FormField {
            id: "terms".into(),
            kind: Some(FieldKind::Consent),
            label: [("en".into(), "I agree".into())].into(),
            link: "javascript:alert(1)".into(),
            ..FormField::default()
        });
        settings.invitations.push(Invitation {
            id: "a".into(),
            scrolled: Some(101),
            ..Invitation::default()
        });
        settings.texts.entry("en".into()).or_default().insert("log".into(), "x".into());
        assert_eq!(
            paths(&settings),
            [
                "languages",
                "look.offset_x",
                "look.logo",
                "texts.en.log",
                "chat.idle_seconds",
                "before.2.id",
                "before.2.kind",
                "before.3.id",
                "before.3.label",
                "before.3.options",
                "before.4.link",
                "invitations.0.text",
                "invitations.0.scrolled",
            ]
        );
    }

    #[test]
    fn a_link_of_any_field_must_be_safe_and_a_ticket_must_say_something() {
        let mut settings = WidgetSettings::default();
        settings.before[0].link = "data:text/html,x".into();
        for field in &mut settings.closed {
            field.need = Need::Off;
        }
        assert_eq!(paths(&settings), ["before.0.link", "closed"]);
    }

    fn color() -> impl Strategy<Value = Color> {
        any::<[u8; 3]>().prop_map(|[red, green, blue]| Color::new(red, green, blue))
    }

    fn field() -> impl Strategy<Value = FormField> {
        use FieldKind::{Checkbox, Consent, Email, LongText, Name, Select, Text};
        let kind = prop::option::of(prop::sample::select(vec![
            Checkbox, Consent, Email, LongText, Name, Select, Text,
        ]));
        let texts = || prop::collection::btree_map("[a-z]{2}|en", "\\PC{0,20}", 0..3);
        let option = ("\\PC{0,70}", texts()).prop_map(|(value, label)| FieldOption { value, label });
        ("\\PC{0,40}|name|email", kind, texts(), texts(), prop::collection::vec(option, 0..3), "\\PC{0,30}")
            .prop_map(|(id, kind, label, help, options, link)| FormField {
                id,
                kind,
                need: Need::Optional,
                label,
                help,
                options,
                link,
            })
    }

    proptest! {
        #[test]
        fn whatever_is_set_is_checked(
            languages in prop::collection::vec("[a-z]{2}|en|ar", 0..4),
            before in prop::collection::vec(field(), 0..25),
            closed in prop::collection::vec(field(), 0..3),
            logo in prop::option::of("\\PC{0,80}"),
            text in "\\PC{0,30}",
        ) {
            let mut settings = WidgetSettings { languages, before, closed, ..WidgetSettings::default() };
            settings.look.logo = logo;
            settings.texts.entry("pl".into()).or_default().insert(text.clone(), text);
            let faults = settings.faults();
            // What passes is complete enough to be shown.
            if faults.is_empty() {
                prop_assert!(settings.before.len() <= FIELDS_MAX && !settings.closed_specs().is_empty());
                prop_assert!(settings.languages().iter().all(|lang| LANGUAGES.contains(lang)));
            }
        }

        #[test]
        fn who_follows_the_suggestions_gets_colors_that_can_be_read(brand in color(), on_brand in color()) {
            let mut settings = WidgetSettings::default();
            settings.look.light = Palette { brand, on_brand };
            settings.look.dark = Palette { brand, on_brand };
            for _ in 0..2 {
                for SettingFault { path, wrong } in settings.faults() {
                    let Wrong::Contrast { suggestion: Some(color), .. } = wrong else { panic!("{path}: {wrong:?}") };
                    match path.as_str() {
                        "look.light.brand" => settings.look.light.brand = color,
                        "look.dark.brand" => settings.look.dark.brand = color,
                        "look.light.on_brand" => settings.look.light.on_brand = color,
                        _ => settings.look.dark.on_brand = color,
                    }
                }
            }
            prop_assert_eq!(settings.faults(), []);
        }
    }

    #[test]
    fn after_hours_every_field_is_required() {
        let mut settings = WidgetSettings::default();
        settings.closed[0].need = Need::Optional;
        settings.closed[1].need = Need::Off;
        let specs = settings.closed_specs();
        assert_eq!(specs.iter().map(|spec| spec.id.as_str()).collect::<Vec<_>>(), ["name", "message"]);
        assert!(specs.iter().all(|spec| spec.required));
    }
}
