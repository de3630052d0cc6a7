//! The fields of a form that a visitor fills in, and the check of what was filled in: the same code in the browser,
//! where it helps, and in the server, where it holds.

use crate::rules;
use serde::{Deserialize, Serialize};

/// Most fields in one form.
pub const FIELDS_MAX: usize = 20;
/// Most options of one field.
pub const OPTIONS_MAX: usize = 50;
/// Longest value of a one-line field in characters.
pub const LINE_CHARS: usize = 200;
/// Longest value of a long text in characters.
pub const TEXT_CHARS: usize = 2_000;

/// What kind of value a field takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FieldKind {
    /// What it is about: which queue. Picked among the topics and no answer of the form.
    Topic,
    /// A person's name.
    Name,
    /// An e-mail address.
    Email,
    /// A telephone number.
    Phone,
    /// A company's name.
    Company,
    /// One line of text.
    Text,
    /// Several lines of text.
    LongText,
    /// A decimal number.
    Number,
    /// A day, as `2026-12-31`.
    Date,
    /// One of several options.
    Select,
    /// Yes or no.
    Checkbox,
    /// Agreement to something that a link explains.
    Consent,
}

/// A field as the widget and the check need it: without its texts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FieldSpec {
    /// Unique within the form; `name`, `email`, `phone`, `company` and `message` are the well-known ones.
    pub id: String,
    /// What it takes.
    pub kind: FieldKind,
    /// Whether it must be filled in.
    pub required: bool,
    /// The values of a [`FieldKind::Select`].
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub options: Vec<String>,
}

/// What the visitor filled in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Answer {
    /// The field's id.
    pub field: String,
    /// As typed; a checkbox says `yes` or nothing.
    pub value: String,
}

/// What is wrong with one value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Fault {
    /// Nothing was filled in.
    Missing,
    /// Longer than allowed.
    TooLong,
    /// No e-mail address.
    NotEmail,
    /// No telephone number.
    NotPhone,
    /// No number.
    NotNumber,
    /// No day, or none that the calendar has.
    NotDate,
    /// None of the options.
    NotOption,
}

/// A value that breaks the rule of its field.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FieldFault {
    /// The field's id.
    pub field: String,
    /// What is wrong.
    pub fault: Fault,
}

/// The value of a checkbox that is ticked.
pub const TICKED: &str = "yes";

/// Checks one value and returns it tidied up; empty if nothing was filled in and nothing had to be.
pub fn check(spec: &FieldSpec, value: &str) -> Result<String, Fault> {
    let value = match spec.kind {
        FieldKind::LongText => value
            .chars()
            .filter(|c| !c.is_control() || matches!(c, '\n' | '\t'))
            .collect::<String>()
            .trim()
            .into(),
        _ => rules::one_line(value),
    };
    if value.chars().all(rules::is_invisible) {
        return if spec.required { Err(Fault::Missing) } else { Ok(String::new()) };
    }
    let longest = match spec.kind {
        FieldKind::LongText => TEXT_CHARS,
        FieldKind::Name => rules::NAME_CHARS,
        _ => LINE_CHARS,
    };
    if spec.kind != FieldKind::Email && value.chars().count() > longest {
        return Err(Fault::TooLong);
    }
    let fault = match spec.kind {
        FieldKind::Email => (rules::email(&value).is_err()).then_some(Fault::NotEmail),
        FieldKind::Phone => (!is_phone(&value)).then_some(Fault::NotPhone),
        FieldKind::Number => (!is_number(&value)).then_some(Fault::NotNumber),
        FieldKind::Date => (!is_date(&value)).then_some(Fault::NotDate),
        FieldKind::Select => (!spec.options.contains(&value)).then_some(Fault::NotOption),
        FieldKind::Checkbox | FieldKind::Consent => (value != TICKED).then_some(Fault::NotOption),
        FieldKind::Topic | FieldKind::Name | FieldKind::Company | FieldKind::Text | FieldKind::LongText => {
            None
        }
    };
    fault.map_or(Ok(value), Err)
}

/// Checks a whole form: every value tidied up in the order of the fields, or all that is wrong. Answers to fields that
/// the form doesn't have are left out: the admin may have removed one while the visitor was writing.
pub fn check_all(specs: &[FieldSpec], answers: &[Answer]) -> Result<Vec<Answer>, Vec<FieldFault>> {
    let mut good = Vec::new();
    let mut bad = Vec::new();
    for spec in specs {
        let given = answers.iter().find(|answer| answer.field == spec.id);
        match check(spec, given.map_or("", |answer| &answer.value)) {
            Ok(value) if value.is_empty() => {}
            Ok(value) => good.push(Answer { field: spec.id.clone(), value }),
            Err(fault) => bad.push(FieldFault { field: spec.id.clone(), fault }),
        }
    }
    if bad.is_empty() { Ok(good) } else { Err(bad) }
}

/// Digits with what people put between them, at least four and at most fifteen digits (E.164 allows no more).
fn is_phone(text: &str) -> bool {
    let digits = text.bytes().filter(u8::is_ascii_digit).count();
    (4..=15).contains(&digits)
        && text.char_indices().all(|(at, c)| {
            c.is_ascii_digit() || matches!(c, ' ' | '-' | '.' | '(' | ')' | '/') || (c == '+' && at == 0)
        })
}

/// A sign, digits, and a fraction after a point or a comma.
fn is_number(text: &str) -> bool {
    let text = text.strip_prefix(['-', '+']).unwrap_or(text);
    let (whole, fraction) = text.split_once(['.', ',']).unwrap_or((text, "0"));
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    digits(whole) && digits(fraction)
}

/// A day of the Gregorian calendar as `2026-12-31`.
fn is_date(text: &str) -> bool {
    let number = |range: core::ops::Range<usize>| -> Option<u32> {
        let part = text.get(range)?;
        part.bytes().all(|byte| byte.is_ascii_digit()).then(|| part.parse().ok())?
    };
    let bytes = text.as_bytes();
    let (Some(year), Some(month), Some(day)) = (number(0..4), number(5..7), number(8..10)) else {
        return false;
    };
    let leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    let days = match month {
        2 if leap => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        1..=12 => 31,
        _ => 0,
    };
    bytes.len() == 10 && bytes[4] == b'-' && bytes[7] == b'-' && year > 0 && (1..=days).contains(&day)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn spec(kind: FieldKind, required: bool) -> FieldSpec {
        FieldSpec { id: "f".into(), kind, required, options: vec!["red".into(), "blue".into()] }
    }

    #[test]
    fn each_kind_knows_its_own() {
        use FieldKind::{
            Checkbox, Company, Consent, Date, Email, LongText, Name, Number, Phone, Select, Text,
        };
        let long = "x".repeat(LINE_CHARS + 1);
        for (kind, value, expected) in [
            (Name, " Anna \u{202e}Lena ", Ok("Anna Lena")),
            (Name, &"x".repeat(101), Err(Fault::TooLong)),
            (Email, "a@b.cd", Ok("a@b.cd")),
            (Email, "a@b", Err(Fault::NotEmail)),
            (Phone, "+48 (22) 123-45-67", Ok("+48 (22) 123-45-67")),
            (Phone, "12", Err(Fault::NotPhone)),
            (Phone, "1234567890123456", Err(Fault::NotPhone)),
            (Phone, "12+345", Err(Fault::NotPhone)),
            (Company, "Żabka", Ok("Żabka")),
            (Text, &long, Err(Fault::TooLong)),
            (Text, "a\nb", Ok("a b")),
            (LongText, "a\nb\u{0}", Ok("a\nb")),
            (Number, "-12,5", Ok("-12,5")),
            (Number, "1e9", Err(Fault::NotNumber)),
            (Number, ".", Err(Fault::NotNumber)),
            (Date, "2028-02-29", Ok("2028-02-29")),
            (Date, "2026-02-29", Err(Fault::NotDate)),
            (Date, "2026-2-9", Err(Fault::NotDate)),
            (Date, "ż026-02-09", Err(Fault::NotDate)),
            (Select, "red", Ok("red")),
            (Select, "green", Err(Fault::NotOption)),
            (Checkbox, "yes", Ok("yes")),
            (Consent, "maybe", Err(Fault::NotOption)),
        ] {
            assert_eq!(check(&spec(kind, true), value), expected.map(String::from), "{kind:?} {value}");
            assert_eq!(check(&spec(kind, true), " \u{200b} "), Err(Fault::Missing), "{kind:?}");
            assert_eq!(check(&spec(kind, false), ""), Ok(String::new()), "{kind:?}");
        }
    }

    #[test]
    fn a_form_tells_all_that_is_wrong_and_leaves_out_what_it_does_not_ask() {
        let mut fields = vec![spec(FieldKind::Email, true), spec(FieldKind::Number, false)];
        fields[0].id = "email".into();
        let answer = |field: &str, value: &str| Answer { field: field.into(), value: value.into() };
        let faults = check_all(&fields, &[answer("f", "x"), answer("gone", "y")]).unwrap_err();
        assert_eq!(faults.len(), 2);
        let good = check_all(&fields, &[answer("gone", "y"), answer("email", "a@b.cd ")]).unwrap();
        assert_eq!(good, [answer("email", "a@b.cd")]);
    }

    proptest! {
        #[test]
        fn a_checked_value_passes_again_unchanged(value in "\\PC{0,60}", kind in 0usize..11) {
            use FieldKind::{Checkbox, Company, Consent, Date, Email, LongText, Name, Number, Phone, Select, Text};
            let kind = [Name, Email, Phone, Company, Text, LongText, Number, Date, Select, Checkbox, Consent][kind];
            if let Ok(once) = check(&spec(kind, false), &value) {
                prop_assert_eq!(check(&spec(kind, false), &once), Ok(once));
            }
        }
    }
}
