//! The fields of a contact's card: those that every card has, and the admin's own. They stand in one order, and each is
//! shown beside a conversation or on the card's page alone.

use crate::ids::ContactFieldId;
use crate::rules;
use crate::settings::{SettingFault, Wrong};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// Most fields of the admin's own.
pub const FIELDS_MAX: usize = 50;
/// Most options of a choice.
pub const OPTIONS_MAX: usize = 50;
/// Longest value in characters.
pub const VALUE_CHARS: usize = 1_000;
/// What stands in a field for yes and for no.
pub const YES_NO: [&str; 2] = ["yes", "no"];

/// The first name's field.
pub const FIRST_NAME: &str = "first_name";
/// The last name's field.
pub const LAST_NAME: &str = "last_name";
/// The company's field.
pub const COMPANY: &str = "company";
/// The e-mail addresses' field.
pub const EMAILS: &str = "emails";
/// The telephone numbers' field.
pub const PHONES: &str = "phones";
/// The tags' field.
pub const TAGS: &str = "tags";
/// The notes' field.
pub const NOTES: &str = "notes";

/// What a field holds.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ContactFieldKind {
    /// One that every card has; its id says which.
    BuiltIn,
    /// A line of text.
    #[default]
    Text,
    /// A number, with a point if it is none that is whole.
    Number,
    /// A day, as `2026-11-21`.
    Date,
    /// One of [`YES_NO`].
    YesNo,
    /// An address of a web page.
    Link,
    /// One of these.
    Choice(Vec<String>),
}

/// What an admin sets for a field.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ContactFieldDraft {
    /// What it is called; 1 to 100 characters. Empty for one that every card has.
    pub label: String,
    /// What it holds. It stays what it was made as; the options of a choice may change.
    pub kind: ContactFieldKind,
    /// Whether it is shown beside a conversation.
    pub shown: bool,
}

/// A line of `GET /api/agent/contact-fields`, in their order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ContactField {
    /// Its id.
    pub id: ContactFieldId,
    /// Counts changes from 1.
    pub version: u32,
    /// As it was set.
    pub set: ContactFieldDraft,
    /// On how many cards something stands in it; not counted for those that every card has.
    pub used: u32,
}

/// `PUT /api/admin/contact-fields/{id}`: a change of a field that was read at a version.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ContactFieldChange {
    /// Which one was read.
    pub version: u32,
    /// What it shall be.
    pub set: ContactFieldDraft,
}

impl ContactFieldDraft {
    /// Everything that is wrong with a field of the admin's own; nothing is stored as long as there is something.
    pub fn faults(&self) -> Vec<SettingFault> {
        let mut faults = Vec::new();
        let mut add = |path: String, wrong| faults.push(SettingFault { path, wrong });
        match rules::name(&self.label) {
            Ok(label) if label.is_empty() => add("label".into(), Wrong::Missing),
            Ok(_) => {}
            Err(_) => add("label".into(), Wrong::TooLong),
        }
        let ContactFieldKind::Choice(options) = &self.kind else { return faults };
        if options.iter().all(|option| option.trim().is_empty()) {
            add("options".into(), Wrong::Missing);
        }
        if options.len() > OPTIONS_MAX {
            add("options".into(), Wrong::TooLong);
        }
        let mut known = BTreeSet::new();
        for (index, option) in options.iter().enumerate() {
            match rules::name(option) {
                Err(_) => add(format!("options.{index}"), Wrong::TooLong),
                Ok(option) if !option.is_empty() && !known.insert(option.clone()) => {
                    add(format!("options.{index}"), Wrong::Twice);
                }
                Ok(_) => {}
            }
        }
        faults
    }
}

impl ContactFieldKind {
    /// A value as it is stored; empty if there is none.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn checked(&self, text: &str) -> Result<String, Wrong> {
        let text = rules::one_line(text);
        if text.is_empty() {
            return Ok(text);
        }
        if text.chars().count() > VALUE_CHARS {
            return Err(Wrong::TooLong);
        }
        let good = match self {
            Self::BuiltIn => false,
            Self::Text => true,
            Self::Number => return number(&text).ok_or(Wrong::Malformed),
            Self::Date => is_date(&text),
            Self::YesNo => YES_NO.contains(&text.as_str()),
            Self::Link => rules::safe_link(&text).is_some_and(|link| {
                !link.contains(' ') && link.split_once("://").is_some_and(|(_, rest)| !rest.is_empty())
            }),
            Self::Choice(options) => options.contains(&text),
        };
        if good { Ok(text) } else { Err(Wrong::Malformed) }
    }
}

/// A number with a point, however it was written: blanks between thousands and a comma for the point are understood.
fn number(text: &str) -> Option<String> {
    let tidy: String = text.chars().filter(|c| *c != ' ').map(|c| if c == ',' { '.' } else { c }).collect();
    let tidy = tidy.replacen('−', "-", 1);
    let digits = tidy.strip_prefix('-').unwrap_or(&tidy);
    let (whole, rest) = digits.split_once('.').unwrap_or((digits, "0"));
    let are_digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    (are_digits(whole) && are_digits(rest)).then_some(tidy)
}

fn is_date(text: &str) -> bool {
    let part = |from: usize, to: usize| text.get(from..to).and_then(|part| part.parse::<u32>().ok());
    let shape = text.len() == 10
        && text.bytes().enumerate().all(|(at, byte)| match at {
            4 | 7 => byte == b'-',
            _ => byte.is_ascii_digit(),
        });
    let (Some(year), Some(month), Some(day)) = (part(0, 4), part(5, 7), part(8, 10)) else { return false };
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let days = match month {
        2 if leap => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        1..=12 => 31,
        _ => 0,
    };
    shape && (1..=days).contains(&day)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_kind_takes_what_is_its_own() {
        let choice = ContactFieldKind::Choice(vec!["Gold".into(), "Silver".into()]);
        let cases = [
            (ContactFieldKind::Text, " two\nlines ", Ok("two lines")),
            (ContactFieldKind::Number, "1 234,50", Ok("1234.50")),
            (ContactFieldKind::Number, "-7", Ok("-7")),
            (ContactFieldKind::Number, "7.", Err(Wrong::Malformed)),
            (ContactFieldKind::Number, "1,2,3", Err(Wrong::Malformed)),
            (ContactFieldKind::Number, "seven", Err(Wrong::Malformed)),
            (ContactFieldKind::Date, "2024-02-29", Ok("2024-02-29")),
            (ContactFieldKind::Date, "2026-02-29", Err(Wrong::Malformed)),
            (ContactFieldKind::Date, "2026-13-01", Err(Wrong::Malformed)),
            (ContactFieldKind::Date, "21.11.2026", Err(Wrong::Malformed)),
            (ContactFieldKind::Date, "+026-01-01", Err(Wrong::Malformed)),
            (ContactFieldKind::YesNo, "yes", Ok("yes")),
            (ContactFieldKind::YesNo, "maybe", Err(Wrong::Malformed)),
            (ContactFieldKind::Link, "https://crm.example/7", Ok("https://crm.example/7")),
            (ContactFieldKind::Link, "https://", Err(Wrong::Malformed)),
            (ContactFieldKind::Link, "javascript:alert(1)", Err(Wrong::Malformed)),
            (choice.clone(), "Gold", Ok("Gold")),
            (choice, "Tin", Err(Wrong::Malformed)),
            (ContactFieldKind::BuiltIn, "x", Err(Wrong::Malformed)),
            (ContactFieldKind::Date, " ", Ok("")),
        ];
        for (kind, text, expected) in cases {
            assert_eq!(kind.checked(text), expected.map(str::to_owned), "{kind:?} {text:?}");
        }
        assert_eq!(ContactFieldKind::Text.checked(&"x".repeat(1_001)), Err(Wrong::TooLong));
    }

    #[test]
    fn what_is_wrong_with_a_field_is_told_by_its_path() {
        let draft = |label: &str, kind| ContactFieldDraft { label: label.into(), kind, shown: true };
        let choice = |options: &[&str]| {
            ContactFieldKind::Choice(options.iter().map(|option| (*option).to_owned()).collect())
        };
        let fault = |path: &str, wrong| vec![SettingFault { path: path.into(), wrong }];
        for (draft, expected) in [
            (draft("Plan", choice(&["Gold", "Silver"])), vec![]),
            (draft(" ", ContactFieldKind::Text), fault("label", Wrong::Missing)),
            (draft(&"x".repeat(101), ContactFieldKind::Text), fault("label", Wrong::TooLong)),
            (draft("Plan", choice(&[" "])), fault("options", Wrong::Missing)),
            (draft("Plan", choice(&["Gold", "Gold "])), fault("options.1", Wrong::Twice)),
            (draft("Plan", choice(&["x"; 1]).clone()), vec![]),
        ] {
            assert_eq!(draft.faults(), expected, "{draft:?}");
        }
    }
}
