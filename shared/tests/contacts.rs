//! Contacts on the wire: a changed line here is a changed protocol.

use insta::assert_snapshot;
use shared::contact::field::{ContactField, ContactFieldDraft, ContactFieldKind};
use shared::contact::known::{Acquaintance, HistoryLine, How, Known, Past};
use shared::contact::{Contact, ContactDraft, ContactPatch};
use shared::ticket::Status;
use shared::time::Timestamp;
use shared::timeline::{Rating, Stage};

/// The value as it is written, proven to read back as what was written.
fn wire<T: serde::Serialize + serde::de::DeserializeOwned + PartialEq + std::fmt::Debug>(
    value: &T,
) -> String {
    let text = serde_json::to_string(value).expect("it is JSON");
    assert_eq!(serde_json::from_str::<T>(&text).expect("it reads back"), *value);
    text
}

fn contact() -> Contact {
    Contact {
        id: "k1".into(),
        version: 2,
        set: ContactDraft {
            first_name: "Ira".into(),
            emails: vec!["ira@example.org".into()],
            values: [("f1".into(), "Gold".into())].into(),
            tags: vec!["VIP".into()],
            ..ContactDraft::default()
        },
        created_at: Timestamp(1),
        updated_at: Timestamp(2),
    }
}

#[test]
fn a_card_and_its_changes() {
    assert_snapshot!(wire(&contact()), @r#"{"id":"k1","version":2,"set":{"first_name":"Ira","last_name":"","company":"","emails":["ira@example.org"],"phones":[],"notes":"","values":{"f1":"Gold"},"tags":["VIP"]},"created_at":1,"updated_at":2}"#);
    let patch = ContactPatch { version: 2, company: Some(String::new()), ..ContactPatch::default() };
    assert_snapshot!(wire(&patch), @r#"{"version":2,"company":""}"#);
    let kind = ContactFieldKind::Choice(vec!["Gold".into()]);
    let set = ContactFieldDraft { label: "Plan".into(), kind, shown: true };
    assert_snapshot!(wire(&ContactField { id: "f1".into(), version: 1, set, used: 3 }), @r#"{"id":"f1","version":1,"set":{"label":"Plan","kind":{"choice":["Gold"]},"shown":true},"used":3}"#);
}

#[test]
fn who_it_is_and_what_was_before() {
    let known = Some(Known { contact: contact(), how: How::ByAddress });
    assert_snapshot!(wire(&Acquaintance { known, ..Acquaintance::default() }), @r#"{"known":{"contact":{"id":"k1","version":2,"set":{"first_name":"Ira","last_name":"","company":"","emails":["ira@example.org"],"phones":[],"notes":"","values":{"f1":"Gold"},"tags":["VIP"]},"created_at":1,"updated_at":2},"how":"by_address"},"suggested":[],"ignored":false}"#);
    let line = |what| HistoryLine { at: Timestamp(1), topic: "Sales".into(), claimed: true, what };
    let conversation = Past::Conversation {
        id: "c1".into(),
        stage: Stage::Ended,
        agents: Vec::new(),
        rating: Some(Rating::Good),
    };
    assert_snapshot!(wire(&line(conversation)), @r#"{"at":1,"topic":"Sales","claimed":true,"what":{"conversation":{"id":"c1","stage":"ended","agents":[],"rating":"good"}}}"#);
    let ticket = Past::Ticket { number: 7, subject: "Late".into(), status: Status::Open, assignee: None };
    assert_snapshot!(wire(&line(ticket)), @r#"{"at":1,"topic":"Sales","claimed":true,"what":{"ticket":{"number":7,"subject":"Late","status":"open","assignee":null}}}"#);
}
