//! The fields of a form as the document's template draws them.

use super::words::written;
use crate::store::widgets::Widget;
use serde::Serialize;
use shared::form::{FieldKind, FieldSpec};
use shared::settings::{FormField, Need, has_own_label};
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

/// The question for the topic, with its texts in one language.
#[derive(Debug, Serialize)]
pub struct Topic<'a> {
    /// Where it isn't asked, the page around may still pick one.
    pub need: Need,
    label: &'a str,
    help: &'a str,
    /// How many of the form's fields that are asked come before it.
    #[serde(skip)]
    pub after: usize,
}

#[derive(Debug, Serialize)]
struct FieldChoice<'a> {
    value: &'a str,
    label: &'a str,
}

/// What is needed to put a form into words.
#[derive(Clone, Copy)]
pub struct Words<'a> {
    /// The widget, whose owner has written some of them.
    pub widget: &'a Widget,
    /// The language.
    pub lang: &'a str,
    /// Our own.
    pub texts: &'a BTreeMap<String, String>,
}

impl<'a> Words<'a> {
    /// The fields that are asked, in their order, but the topic. `specs` says which those are, and which of them must be
    /// filled in.
    pub fn fields(self, form: &'a [FormField], specs: &[FieldSpec]) -> Vec<Field<'a>> {
        let asked =
            specs.iter().filter_map(|spec| Some((spec, form.iter().find(|field| field.id == spec.id)?)));
        asked.map(|(spec, field)| self.field(field, spec.required)).collect()
    }

    /// The question for the topic.
    pub fn topic(self, form: &'a [FormField]) -> Topic<'a> {
        let place = form.iter().position(FormField::is_topic).unwrap_or_default();
        let field = form.get(place).filter(|field| field.is_topic());
        let need = field.map_or(Need::Required, |field| field.need);
        Topic {
            need,
            label: field.map_or(self.ours("topic"), |field| self.label(field)),
            help: field.map(|field| written(&field.help, self.lang, self.widget)).unwrap_or_default(),
            after: form[..place].iter().filter(|field| field.need != Need::Off && need != Need::Off).count(),
        }
    }

    fn field(self, field: &'a FormField, required: bool) -> Field<'a> {
        let Words { widget, lang, .. } = self;
        Field {
            id: &field.id,
            kind: field.kind(),
            required,
            label: self.label(field),
            help: written(&field.help, lang, widget),
            options: field.options.iter().map(|option| choice(option, widget, lang)).collect(),
            link: &field.link,
            input: input(field.kind()),
            autocomplete: autocomplete(&field.id),
            inputmode: inputmode(field.kind()),
        }
    }

    /// Well-known fields are labelled in the visitor's language, even if the owner has written a label in others alone.
    fn label(self, field: &'a FormField) -> &'a str {
        let here = field.label.get(self.lang).is_some_and(|label| !label.trim().is_empty());
        if !here && has_own_label(&field.id) {
            self.ours(&field.id)
        } else {
            written(&field.label, self.lang, self.widget)
        }
    }

    fn ours(self, key: &str) -> &'a str {
        self.texts.get(key).map(String::as_str).unwrap_or_default()
    }
}

fn choice<'a>(option: &'a shared::settings::FieldOption, widget: &Widget, lang: &str) -> FieldChoice<'a> {
    let label = written(&option.label, lang, widget);
    FieldChoice { value: &option.value, label: if label.is_empty() { &option.value } else { label } }
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
