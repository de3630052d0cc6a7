//! The fields of a form as the document's template draws them.

use super::words::written;
use crate::store::widgets::Widget;
use serde::Serialize;
use shared::form::{FieldKind, FieldSpec};
use shared::settings::{FormField, has_own_label};
use std::collections::BTreeMap;

/// One field, with its texts in one language. What a field doesn't have is empty.
#[derive(Debug, Serialize)]
pub struct Field<'a> {
    id: &'a str,
    kind: FieldKind,
    required: bool,
    label: &'a str,
    help: &'a str,
    options: Vec<FieldChoice<'a>>,
    link: &'a str,
    /// The input's type in HTML.
    #[serde(rename = "type")]
    input: &'static str,
    autocomplete: &'static str,
    inputmode: &'static str,
}

#[derive(Debug, Serialize)]
struct FieldChoice<'a> {
    value: &'a str,
    label: &'a str,
}

/// The fields that are asked. `specs` says which those are, and which of them must be filled in.
pub fn fields<'a>(
    fields: &'a [FormField],
    specs: &[FieldSpec],
    widget: &Widget,
    lang: &str,
    texts: &'a BTreeMap<String, String>,
) -> Vec<Field<'a>> {
    let asked =
        specs.iter().filter_map(|spec| Some((spec, fields.iter().find(|field| field.id == spec.id)?)));
    asked
        .map(|(spec, field)| Field {
            id: &field.id,
            kind: spec.kind,
            required: spec.required,
            label: label(field, widget, lang, texts),
            help: written(&field.help, lang, widget),
            options: field.options.iter().map(|option| choice(option, widget, lang)).collect(),
            link: &field.link,
            input: input(spec.kind),
            autocomplete: autocomplete(&field.id),
            inputmode: inputmode(spec.kind),
        })
        .collect()
}

fn choice<'a>(option: &'a shared::settings::FieldOption, widget: &Widget, lang: &str) -> FieldChoice<'a> {
    let label = written(&option.label, lang, widget);
    FieldChoice { value: &option.value, label: if label.is_empty() { &option.value } else { label } }
}

/// Well-known fields are labelled in the visitor's language, even if the owner has written a label in others alone.
fn label<'a>(
    field: &'a FormField,
    widget: &Widget,
    lang: &str,
    texts: &'a BTreeMap<String, String>,
) -> &'a str {
    let here = field.label.get(lang).is_some_and(|label| !label.trim().is_empty());
    match texts.get(&field.id).filter(|_| !here && has_own_label(&field.id)) {
        Some(ours) => ours,
        None => written(&field.label, lang, widget),
    }
}

fn input(kind: FieldKind) -> &'static str {
    match kind {
        FieldKind::Email => "email",
        FieldKind::Phone => "tel",
        FieldKind::Date => "date",
        FieldKind::Checkbox | FieldKind::Consent => "checkbox",
        // A number may have a comma, which browsers' own number fields refuse in some languages.
        _ => "text",
    }
}

/// What browsers may fill in by themselves (HTML, "autofill"): what is known of the visitor, not of others.
fn autocomplete(id: &str) -> &'static str {
    match id {
        "name" => "name",
        "email" => "email",
        "phone" => "tel",
        "company" => "organization",
        _ => "",
    }
}

fn inputmode(kind: FieldKind) -> &'static str {
    match kind {
        FieldKind::Email => "email",
        FieldKind::Phone => "tel",
        FieldKind::Number => "decimal",
        _ => "",
    }
}
