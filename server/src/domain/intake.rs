//! What becomes of a filled-in form.

use shared::form::{Answer, FieldKind};
use shared::people::{Detail, VisitorCard};
use shared::settings::FormField;

/// The well-known answers in their places and the others with the labels of their fields. `answers` were checked.
pub fn card(fields: &[FormField], answers: Vec<Answer>) -> VisitorCard {
    let mut card = VisitorCard::default();
    for Answer { field, value } in answers {
        let Some(spec) = fields.iter().find(|spec| spec.id == field) else { continue };
        let place = match spec.kind() {
            FieldKind::Name => &mut card.name,
            FieldKind::Email => &mut card.email,
            FieldKind::Phone => &mut card.phone,
            FieldKind::Company => &mut card.company,
            _ => {
                card.details.push(Detail { label: label(spec), value });
                continue;
            }
        };
        if place.is_empty() {
            *place = value;
        }
    }
    card
}

/// The staff reads the field's English label, or the first that there is.
fn label(field: &FormField) -> String {
    let labels = field.label.get("en").into_iter().chain(field.label.values());
    labels.into_iter().find(|label| !label.is_empty()).unwrap_or(&field.id).clone()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_find_their_places() {
        let field = |id: &str, kind, label: &str| FormField {
            id: id.into(),
            kind: Some(kind),
            label: if label.is_empty() { [].into() } else { [("pl".to_owned(), label.to_owned())].into() },
            ..FormField::default()
        };
        let fields = [
            field("name", FieldKind::Name, ""),
            field("phone", FieldKind::Phone, ""),
            field("order", FieldKind::Number, "Numer"),
            field("note", FieldKind::LongText, ""),
        ];
        let answer = |field: &str, value: &str| Answer { field: field.into(), value: value.into() };
        let card = card(
            &fields,
            vec![
                answer("name", "Ira"),
                answer("phone", "1234"),
                answer("order", "7"),
                answer("note", "hi"),
                answer("gone", "x"),
            ],
        );
        assert_eq!((card.name.as_str(), card.phone.as_str()), ("Ira", "1234"));
        let detail = |label: &str, value: &str| Detail { label: label.into(), value: value.into() };
        assert_eq!(card.details, [detail("Numer", "7"), detail("note", "hi")]);
    }
}
