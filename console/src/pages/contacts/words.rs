//! What is called how about contacts, and what is wrong with them in words.

use crate::text::t;
use shared::contact::field::{
    COMPANY, ContactField, ContactFieldKind, EMAILS, FIRST_NAME, LAST_NAME, NOTES, PHONES, TAGS,
};
use shared::settings::{SettingFault, Wrong};

/// What a field is called.
pub fn field_name(field: &ContactField) -> String {
    match field.set.kind {
        ContactFieldKind::BuiltIn => built_in_name(field.id.as_str()),
        _ => field.set.label.clone(),
    }
}

/// What a field that every card has is called.
pub fn built_in_name(id: &str) -> String {
    t(match id {
        FIRST_NAME => "contacts.first_name",
        LAST_NAME => "contacts.last_name",
        COMPANY => "contacts.company",
        EMAILS => "contacts.emails",
        PHONES => "contacts.phones",
        TAGS => "contacts.tags",
        NOTES => "contacts.notes",
        _ => return id.into(),
    })
}

/// What is wrong with a part of a card, in words.
pub fn fault_text(fault: &SettingFault) -> String {
    let part = fault.path.split('.').next().unwrap_or_default();
    t(match (part, &fault.wrong) {
        (FIRST_NAME, Wrong::Missing) => "contacts.no_name",
        (EMAILS, Wrong::Malformed) => "problem.email",
        (PHONES, Wrong::Malformed) => "contacts.no_phone",
        (TAGS, Wrong::Malformed) => "contacts.no_tag",
        ("values", Wrong::Malformed) => "contacts.no_value",
        ("values", Wrong::Missing) => "contacts.field_gone",
        (_, Wrong::TooLong) => "faults.too_long",
        (_, Wrong::Missing) => "faults.missing",
        (_, Wrong::Twice) => "faults.twice",
        _ => "faults.malformed",
    })
}
