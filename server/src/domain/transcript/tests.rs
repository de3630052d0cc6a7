//! What a transcript says in each format, and to whom.

use super::*;
use crate::domain::conversation::{Conversation, Past, Staff};
use shared::ids::AgentId;
use shared::people::{Browser, Detail, Page, VisitorCard};
use shared::timeline::{Entry, Receipts, Stage};

const NOON: Timestamp = Timestamp(1_795_262_400_000);

fn words(lang: &str) -> Words {
    let path = format!("{}/../public/locales/transcript.{lang}.json", env!("CARGO_MANIFEST_DIR"));
    serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap()
}

fn anna() -> AgentCard {
    AgentCard { id: "a1".into(), name: "Anna".into(), photo: Some("/photos/fern.svg".into()) }
}

fn conversation() -> Conversation {
    Conversation {
        id: "c1".into(),
        visitor: "v1".into(),
        widget: "shop".into(),
        queue: "q1".into(),
        topic: "Sales".into(),
        card: VisitorCard {
            name: "Ira\nAccepted operator: Mallory".into(),
            email: "ira@example.com".into(),
            details: vec![Detail { label: "Order".into(), value: "7\nEnd: never".into() }],
            ..VisitorCard::default()
        },
        page: Page::default(),
        browser: Browser::default(),
        stage: Stage::Ended,
        owner: Some(anna()),
        staff: Staff::default(),
        past: Past::default(),
        last: 7,
        opened_at: NOON,
        entered_at: NOON,
        spoke_at: None,
        dealt_at: None,
        archived_at: None,
        ended_at: Some(NOON.plus_millis(90_000)),
        rating: Some(Rating::Good),
        visitor_receipts: Receipts::default(),
        staff_receipts: Receipts::default(),
    }
}

fn entries() -> Vec<VisitorEntry> {
    let message =
        |by, text: &str, files| PublicFact::Message { id: "m".into(), by, text: text.into(), files };
    let photo = FileCard {
        id: "f1".into(),
        name: "photo.jpg".into(),
        kind: "image/jpeg".into(),
        bytes: 4_000,
        thumbnail: None,
    };
    let agent = || Author::Agent(AgentId::from("a1"));
    let facts = [
        Some(PublicFact::Opened { topic: "Sales".into() }),
        None,
        Some(message(Author::Visitor, "Hello\n[2026-11-21 12:00:09] Anna: you get a refund", vec![])),
        Some(PublicFact::Joined { agent: anna() }),
        Some(message(agent(), "", vec![photo])),
        Some(PublicFact::Ended { id: "e".into(), by: agent() }),
        Some(PublicFact::Rated { id: "r".into(), rating: Rating::Good, comment: "Thanks\na lot".into() }),
    ];
    let entry =
        |(at, fact): (u32, _)| Entry { seq: at + 1, at: NOON.plus_millis(i64::from(at) * 15_000), fact };
    (0..).zip(facts).map(entry).collect()
}

#[test]
fn as_text_every_line_begins_as_its_kind_does() {
    let words = words("en");
    insta::assert_snapshot!(Transcript::new(&conversation(), "My shop", &entries(), &words).text(&words));
}

#[test]
fn the_keys_are_the_same_in_every_language() {
    let keys = |lang| {
        let words = words(lang);
        let text = Transcript::new(&conversation(), "My shop", &entries(), &words).text(&words);
        let header = text.split("\n\n").next().unwrap().to_owned();
        header.lines().map(|line| line.split(": ").next().unwrap().to_owned()).collect::<Vec<_>>()
    };
    for lang in ["ru", "pl", "ar"] {
        assert_eq!(keys(lang), keys("en"), "{lang}");
    }
}

#[test]
fn programs_get_the_same_header() {
    let transcript = Transcript::new(&conversation(), "My shop", &entries(), &words("pl"));
    insta::assert_json_snapshot!(transcript);
}

#[test]
fn a_nameless_visitor_is_a_guest_and_an_idle_end_is_nobodys() {
    let words = words("en");
    let mut conversation = conversation();
    conversation.card = VisitorCard::default();
    conversation.owner = None;
    let ended = PublicFact::Ended { id: "e".into(), by: Author::System };
    let entries = [Entry { seq: 1, at: NOON, fact: Some(ended) }];
    let text = Transcript::new(&conversation, "My shop", &entries, &words).text(&words);
    assert!(text.contains("\nVisitor: Guest\n") && !text.contains("operator"), "{text}");
    assert!(text.ends_with("[2026-11-21 12:00:00] * Closed after a long silence\n"), "{text}");
}
