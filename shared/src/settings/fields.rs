//! The fields of a widget's two forms with their texts. Each form has one field for the topic, and what else is asked.

use super::{ByLang, Need, WidgetSettings};
use crate::form::{FieldKind, FieldSpec};
use serde::{Deserialize, Deserializer, Serialize};

/// One field of a form with its texts.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct FormField {
    /// Unique within the form: 1 to 32 of `a-z 0-9 _`. Well-known fields are called as their kind.
    pub id: String,
    /// What it takes; `None` stands for a line of text.
    pub kind: Option<FieldKind>,
    /// Whether it is asked.
    pub need: Need,
    /// Its label by language. Well-known fields have one without it.
    pub label: ByLang,
    /// A line of help by language.
    pub help: ByLang,
    /// The options of a select.
    pub options: Vec<FieldOption>,
    /// What a consent links to, `https://…`.
    pub link: String,
}

/// One option of a select.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct FieldOption {
    /// What is stored: 1 to 64 characters.
    pub value: String,
    /// What the visitor reads by language.
    pub label: ByLang,
}

impl FormField {
    /// What it takes.
    pub fn kind(&self) -> FieldKind {
        self.kind.unwrap_or(FieldKind::Text)
    }

    /// Whether it asks for the topic.
    pub fn is_topic(&self) -> bool {
        self.kind == Some(FieldKind::Topic)
    }

    fn is_asked(&self) -> bool {
        self.need != Need::Off && !self.is_topic()
    }

    fn spec(&self) -> FieldSpec {
        FieldSpec {
            id: self.id.clone(),
            kind: self.kind(),
            required: self.need == Need::Required,
            options: self.options.iter().map(|option| option.value.clone()).collect(),
        }
    }
}

impl WidgetSettings {
    /// The fields to ask before a conversation, but the topic, which is no answer.
    pub fn before_specs(&self) -> Vec<FieldSpec> {
        self.before.iter().filter(|field| field.is_asked()).map(FormField::spec).collect()
    }

    /// The fields to ask when the office is closed, but the topic; all of them are required.
    pub fn closed_specs(&self) -> Vec<FieldSpec> {
        let asked = self.closed.iter().filter(|field| field.is_asked());
        asked.map(|field| FieldSpec { required: true, ..field.spec() }).collect()
    }

    /// Whether a conversation can't begin unless a topic is picked.
    pub fn before_needs_topic(&self) -> bool {
        topic_need(&self.before) == Need::Required
    }

    /// Whether a ticket can't be left unless a topic is picked. A visitor may have come to the form for closed hours
    /// from the other one, where none had to be picked.
    pub fn closed_needs_topic(&self) -> bool {
        self.before_needs_topic() && topic_need(&self.closed) != Need::Off
    }
}

fn topic_need(form: &[FormField]) -> Need {
    form.iter().find(|field| field.is_topic()).map_or(Need::Required, |field| field.need)
}

/// A form that was written before the topic became a field asks for the topic first.
pub(super) fn with_topic<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<FormField>, D::Error> {
    let mut fields = Vec::<FormField>::deserialize(deserializer)?;
    if !fields.iter().any(FormField::is_topic) {
        fields.insert(0, TOPIC.into());
    }
    Ok(fields)
}

/// A field without texts of its own.
type Known = (FieldKind, &'static str, Need);

const TOPIC: Known = (FieldKind::Topic, "topic", Need::Required);

impl From<Known> for FormField {
    fn from((kind, id, need): Known) -> Self {
        Self { id: id.into(), kind: Some(kind), need, ..Self::default() }
    }
}

/// What a new widget asks before a conversation.
pub(super) fn before() -> Vec<FormField> {
    let name = (FieldKind::Name, "name", Need::Optional);
    let email = (FieldKind::Email, "email", Need::Required);
    [TOPIC, name, email].map(FormField::from).into()
}

/// What a new widget asks when the office is closed.
pub(super) fn closed() -> Vec<FormField> {
    let name = (FieldKind::Name, "name", Need::Required);
    let email = (FieldKind::Email, "email", Need::Required);
    let message = (FieldKind::LongText, "message", Need::Required);
    [TOPIC, name, email, message].map(FormField::from).into()
}

/// Whether the widget's own texts have a label for the field.
pub fn has_own_label(id: &str) -> bool {
    matches!(id, "topic" | "name" | "email" | "phone" | "company" | "message")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn topic(need: Need) -> FormField {
        FormField { need, ..TOPIC.into() }
    }

    #[test]
    fn a_form_from_before_the_topic_was_a_field_asks_for_it_first() {
        let read = |json: &str| {
            let settings: WidgetSettings = serde_json::from_str(json).unwrap();
            let ids = |fields: &[FormField]| {
                fields.iter().map(|field| field.id.as_str()).collect::<Vec<_>>().join(" ")
            };
            let needs = (settings.before_needs_topic(), settings.closed_needs_topic());
            (ids(&settings.before), ids(&settings.closed), needs)
        };
        let row = |before: &str, closed: &str, needs| (before.to_owned(), closed.to_owned(), needs);
        let usual = "topic name email message";
        assert_eq!(read("{}"), row("topic name email", usual, (true, true)));
        assert_eq!(read(r#"{"before":[]}"#), row("topic", usual, (true, true)));
        assert_eq!(
            read(
                r#"{"before":[{"id":"email","kind":"email"}],"closed":[{"id":"message","kind":"long_text"}]}"#
            ),
            row("topic email", "topic message", (true, true))
        );
        let off = r#"{"before":[{"id":"email","kind":"email"},{"id":"topic","kind":"topic","need":"off"}]}"#;
        assert_eq!(read(off), row("email topic", usual, (false, false)), "it stays where it was put");
    }

    #[test]
    fn the_topic_is_no_answer() {
        let settings = WidgetSettings::default();
        let ids = |specs: Vec<FieldSpec>| specs.into_iter().map(|spec| spec.id).collect::<Vec<_>>();
        assert_eq!(ids(settings.before_specs()), ["name", "email"]);
        assert_eq!(ids(settings.closed_specs()), ["name", "email", "message"]);
    }

    #[test]
    fn whether_a_topic_must_be_picked() {
        use Need::{Off, Optional, Required};
        for (before, closed, expected) in [
            (Required, Required, (true, true)),
            (Required, Optional, (true, true)),
            (Required, Off, (true, false)),
            (Optional, Required, (false, false)),
            (Off, Off, (false, false)),
        ] {
            let (before, closed) = (vec![topic(before)], vec![topic(closed)]);
            let settings = WidgetSettings { before, closed, ..WidgetSettings::default() };
            assert_eq!((settings.before_needs_topic(), settings.closed_needs_topic()), expected);
        }
        assert!(WidgetSettings { before: vec![], ..WidgetSettings::default() }.before_needs_topic());
    }
}
