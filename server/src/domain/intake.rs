//! What becomes of a filled-in form.

use shared::boot::Topic;
use shared::form::{Answer, FieldKind};
use shared::ids::QueueId;
use shared::people::{Detail, VisitorCard};
use shared::rules;
use shared::settings::FormField;
use shared::timeline::{AgentEntry, Fact, PublicFact};

/// The field whose answer is a ticket's text, if it is a long text.
const MESSAGE: &str = "message";

/// The topic that a visitor has picked; `None` if there is none such. An empty id stands for none picked: where none must
/// be (`is_needed`), and where there is but one, it is the first that is open, else the first.
pub fn topic(topics: Vec<Topic>, picked: &QueueId, is_needed: bool) -> Option<Topic> {
    let place = if picked.as_str().is_empty() && (!is_needed || topics.len() == 1) {
        topics.iter().position(|topic| topic.open).unwrap_or_default()
    } else {
        topics.iter().position(|topic| topic.id == *picked)?
    };
    topics.into_iter().nth(place)
}

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

/// A ticket's text, and the card that the other answers make. The text is the answer to the field `message`, or else to
/// the first long text; empty if the form asks for none. `answers` were checked.
pub fn ticket(fields: &[FormField], mut answers: Vec<Answer>) -> (VisitorCard, String) {
    let is_long = |id: &str| fields.iter().any(|field| field.id == id && field.kind() == FieldKind::LongText);
    let named = answers.iter().position(|answer| answer.field == MESSAGE && is_long(MESSAGE));
    let text = named.or_else(|| answers.iter().position(|answer| is_long(&answer.field)));
    let text = text.map(|index| answers.remove(index).value).unwrap_or_default();
    (card(fields, answers), text)
}

/// A conversation's messages as one text, in their order, each with the names of its files below it.
pub fn all_written(entries: &[AgentEntry]) -> String {
    let mut texts = Vec::new();
    for entry in entries {
        if let Fact::Public(PublicFact::Message { text, files, .. }) = &entry.fact {
            let names = files.iter().map(|file| file.name.as_str());
            let lines = [text.as_str()].into_iter().chain(names).filter(|line| !line.is_empty());
            texts.push(lines.collect::<Vec<_>>().join("\n"));
        }
    }
    texts.join("\n\n")
}

/// What a page tells of its visitor, as much of it as is kept: on one line each, cut, and with a label.
pub fn attributes(told: Vec<Detail>) -> Vec<Detail> {
    let short = |text: &str| rules::one_line(rules::cut(text, rules::ATTRIBUTE_CHARS));
    let kept = told.into_iter().take(rules::ATTRIBUTES_MAX);
    kept.map(|Detail { label, value }| Detail { label: short(&label), value: short(&value) })
        .filter(|detail| !detail.label.is_empty())
        .collect()
}

/// The staff reads the field's English label, or the first that there is.
fn label(field: &FormField) -> String {
    let labels = field.label.get("en").into_iter().chain(field.label.values());
    labels.into_iter().find(|label| !label.is_empty()).unwrap_or(&field.id).clone()
}

#[cfg(test)]
mod tests {
    use super::*;
    use shared::file::FileCard;
    use shared::time::Timestamp;
    use shared::timeline::{Author, Entry};

    fn field(id: &str, kind: FieldKind, label: &str) -> FormField {
        FormField {
            id: id.into(),
            kind: Some(kind),
            label: if label.is_empty() { [].into() } else { [("pl".to_owned(), label.to_owned())].into() },
            ..FormField::default()
        }
    }

    fn answer(field: &str, value: &str) -> Answer {
        Answer { field: field.into(), value: value.into() }
    }

    fn detail(label: &str, value: &str) -> Detail {
        Detail { label: label.into(), value: value.into() }
    }

    #[test]
    fn who_picks_no_topic_gets_the_first_that_is_open() {
        let topics = |open: &[bool]| -> Vec<Topic> {
            let topic = |(n, open): (usize, &bool)| {
                let name = n.to_string();
                Topic { id: QueueId(name.clone()), name, open: *open }
            };
            open.iter().enumerate().map(topic).collect()
        };
        for (open, picked, is_needed, expected) in [
            (&[true, true][..], "1", true, Some("1")),
            (&[true, false], "1", false, Some("1")),
            (&[true, true], "gone", false, None),
            (&[true, true], "", true, None),
            (&[true, true], "", false, Some("0")),
            (&[false, true], "", false, Some("1")),
            (&[false, false], "", false, Some("0")),
            (&[false], "", true, Some("0")),
            (&[], "", false, None),
        ] {
            let found = topic(topics(open), &picked.into(), is_needed).map(|topic| topic.name);
            assert_eq!(found.as_deref(), expected, "{open:?} {picked} {is_needed}");
        }
    }

    #[test]
    fn a_ticket_has_one_text() {
        let long = |id| field(id, FieldKind::LongText, "");
        let answers = || vec![answer("about", "b"), answer("order", "7"), answer("message", "m")];
        let order = field("order", FieldKind::Number, "Numer");
        for (message, text, details) in [
            (long("message"), "m", vec![detail("about", "b"), detail("Numer", "7")]),
            (field("message", FieldKind::Text, ""), "b", vec![detail("Numer", "7"), detail("message", "m")]),
        ] {
            let (card, written) = ticket(&[order.clone(), long("about"), message], answers());
            assert_eq!((written.as_str(), card.details), (text, details));
        }
        let (card, written) = ticket(&[order], answers());
        assert_eq!((written.as_str(), card.details), ("", vec![detail("Numer", "7")]));
    }

    #[test]
    fn messages_become_one_text() {
        let message = |text: &str, files: &[&str]| {
            let file = |name: &&str| FileCard {
                id: "f".into(),
                name: (*name).into(),
                kind: "image/png".into(),
                bytes: 1,
                thumbnail: None,
            };
            let files = files.iter().map(file).collect();
            let fact = PublicFact::Message { id: "c".into(), by: Author::Visitor, text: text.into(), files };
            Entry { seq: 1, at: Timestamp(0), fact: Fact::Public(fact) }
        };
        let written =
            all_written(&[message("Hi", &[]), message("", &["a.png"]), message("See", &["b.png", "c.png"])]);
        assert_eq!(written, "Hi\n\na.png\n\nSee\nb.png\nc.png");
    }

    #[test]
    fn attributes_are_cut_to_what_is_kept() {
        let long = "ж".repeat(rules::ATTRIBUTE_CHARS + 1);
        let told = vec![detail(" Plan\n", "Gold\u{202e}"), detail("", "x"), detail(&long, &long)];
        let kept = attributes(told);
        assert_eq!(kept[0], detail("Plan", "Gold"));
        assert_eq!((kept.len(), kept[1].value.chars().count()), (2, rules::ATTRIBUTE_CHARS));
        assert_eq!(attributes(vec![detail("a", "b"); 31]).len(), rules::ATTRIBUTES_MAX);
    }

    #[test]
    fn answers_find_their_places() {
        let fields = [
            field("name", FieldKind::Name, ""),
            field("phone", FieldKind::Phone, ""),
            field("order", FieldKind::Number, "Numer"),
            field("note", FieldKind::LongText, ""),
        ];
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
        assert_eq!(card.details, [detail("Numer", "7"), detail("note", "hi")]);
    }
}
