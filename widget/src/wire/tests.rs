//! The codec against serde's: every frame of the protocol both ways.

use super::json::{Json, quote};
use super::*;
use crate::state::Event;
use proptest::prelude::*;
use shared::boot::{Boot, Can, Topic};
use shared::file::{FileCard, Thumbnail};
use shared::form::{Answer, FieldFault, FieldSpec};
use shared::ids::{AgentId, ClientId, ConversationId, Epoch, FileId, QueueId, WidgetId};
use shared::people::{AgentCard, Detail, Page};
use shared::problem::{Field, Problem};
use shared::sync::Outbox;
use shared::time::Timestamp;
use shared::timeline::{Author, Entry, PublicFact, Receipts};
use shared::visitor::{Identity, VisitorCommand, VisitorConversation, VisitorUpdate};

/// Every kind of character that needs care.
const NASTY: &str = "\"\\/\u{1}\u{1f}\n\r\t\u{7f} é ж 漢 🙂 </script> \u{2028}";

fn conversation() -> ConversationId {
    ConversationId::from("k1")
}

fn page() -> Page {
    Page {
        url: "https://shop.example/?q=\"1\"".into(),
        title: NASTY.into(),
        referrer: String::new(),
        visit: "k\\1".into(),
    }
}

fn answers() -> Vec<Answer> {
    [("name", NASTY), ("email", "a@b.cd")]
        .map(|(field, value)| Answer { field: field.into(), value: value.into() })
        .into()
}

fn files() -> Vec<FileCard> {
    let plain = FileCard {
        id: FileId::from("f1"),
        name: NASTY.into(),
        kind: "application/pdf".into(),
        bytes: 10_485_760,
        thumbnail: None,
    };
    let thumbnail = Some(Thumbnail { width: 320, height: 1 });
    vec![FileCard { id: FileId::from("f2"), kind: "image/png".into(), thumbnail, ..plain.clone() }, plain]
}

fn commands() -> Vec<VisitorCommand> {
    let id = || ClientId::from("c1");
    let receipts = Receipts { delivered: u32::MAX, read: 0 };
    let mut commands = vec![
        VisitorCommand::Hello { widget: WidgetId::from("demo"), token: None, identity: None },
        VisitorCommand::Hello { widget: WidgetId::from("demo"), token: Some("t".into()), identity: None },
        VisitorCommand::Hello {
            widget: WidgetId::from("demo"),
            token: None,
            identity: Some(Identity::Hmac {
                user: NASTY.into(),
                hash: "ff".into(),
                name: NASTY.into(),
                email: String::new(),
            }),
        },
        VisitorCommand::Hello {
            widget: WidgetId::from("demo"),
            token: Some("t".into()),
            identity: Some(Identity::Jwt { token: "a.b.c".into() }),
        },
        VisitorCommand::Open { id: id(), queue: QueueId::from("q"), answers: answers(), page: page() },
        VisitorCommand::Leave { id: id(), queue: QueueId::from("q"), answers: Vec::new(), page: page() },
        VisitorCommand::MakeTicket { conversation: conversation(), id: id() },
        VisitorCommand::Send {
            conversation: conversation(),
            id: id(),
            text: NASTY.into(),
            files: Vec::new(),
        },
        VisitorCommand::Send {
            conversation: conversation(),
            id: id(),
            text: String::new(),
            files: vec![FileId::from("f1"), FileId::from("f2")],
        },
        VisitorCommand::Describe { attributes: Vec::new() },
        VisitorCommand::Describe {
            attributes: vec![
                Detail { label: "plan".into(), value: NASTY.into() },
                Detail { label: String::new(), value: "2".into() },
            ],
        },
        VisitorCommand::End { conversation: conversation(), id: id() },
        VisitorCommand::Typing { conversation: conversation(), text: String::new() },
        VisitorCommand::Seen { conversation: conversation(), receipts },
        VisitorCommand::Resume { conversation: conversation(), after: 7 },
        VisitorCommand::Moved { page: page() },
        VisitorCommand::Pong,
    ];
    commands.extend(RATINGS.map(|(_, rating)| VisitorCommand::Rate {
        conversation: conversation(),
        id: id(),
        rating,
        comment: NASTY.into(),
    }));
    commands
}

fn updates() -> Vec<VisitorUpdate> {
    let view = VisitorConversation {
        id: conversation(),
        topic: NASTY.into(),
        last: 3,
        staff: Receipts { delivered: 3, read: 1 },
        visitor: Receipts::default(),
    };
    let id = || ClientId::from("c1");
    let anna = AgentCard { id: AgentId::from("a1"), name: "Anna".into(), photo: Some("/photos/1".into()) };
    let by_agent = || Author::Agent(AgentId::from("a1"));
    let facts = [
        Some(PublicFact::Opened { topic: "Sales".into() }),
        None,
        Some(PublicFact::Joined { agent: anna.clone() }),
        Some(PublicFact::Message { id: id(), by: Author::Visitor, text: NASTY.into(), files: files() }),
        Some(PublicFact::Message { id: id(), by: by_agent(), text: "hello".into(), files: Vec::new() }),
        Some(PublicFact::Left { agent: anna.id.clone() }),
        Some(PublicFact::Ended { id: id(), by: Author::Visitor }),
        Some(PublicFact::Ended { id: id(), by: by_agent() }),
        Some(PublicFact::Ended { id: id(), by: Author::System }),
        Some(PublicFact::TicketMade { id: id(), number: 1_042 }),
        Some(PublicFact::Rated { id: id(), rating: Rating::Fair, comment: "ok".into() }),
    ];
    let events = (1..)
        .zip(facts)
        .map(|(seq, fact)| Entry { seq, at: Timestamp(1_700_000_000_000), fact })
        .collect::<Vec<_>>();
    let welcome = |token, conversation| VisitorUpdate::Welcome {
        epoch: Epoch::from("e1"),
        now: Timestamp(-9),
        token,
        conversation,
    };
    let mut updates = vec![
        welcome(None, None),
        welcome(Some("t".into()), Some(view.clone())),
        VisitorUpdate::Opened { id: id(), conversation: view },
        VisitorUpdate::Events { conversation: conversation(), events: Vec::new(), last: 0 },
        VisitorUpdate::Events { conversation: conversation(), events, last: 11 },
        VisitorUpdate::Receipts {
            conversation: conversation(),
            receipts: Receipts { delivered: 2, read: 1 },
        },
        VisitorUpdate::Typing { conversation: conversation(), agent: anna.id.clone(), on: true },
        VisitorUpdate::Left { id: id(), number: 7 },
        VisitorUpdate::Waiting { conversation: conversation(), place: 2, staffed: false, wait_millis: None },
        VisitorUpdate::Waiting {
            conversation: conversation(),
            place: 1,
            staffed: true,
            wait_millis: Some(90_000),
        },
        VisitorUpdate::Ping,
        VisitorUpdate::Closing { retry_millis: 700 },
    ];
    updates
        .extend(CODES.map(|(_, code)| VisitorUpdate::Refused { id: None, problem: Problem::new(code, "") }));
    updates.push(VisitorUpdate::Refused {
        id: Some(id()),
        problem: Problem {
            fields: FAULTS.map(|(_, fault)| FieldFault { field: "email".into(), fault }).into(),
            retry_after: Some(3),
            ..Problem::new(Code::Invalid, "")
        },
    });
    updates
}

#[test]
fn every_command_is_what_serde_reads() {
    for command in commands() {
        let frame = super::command(&command);
        assert_eq!(serde_json::from_str::<VisitorCommand>(&frame).unwrap(), command, "{frame}");
    }
}

#[test]
fn every_update_that_serde_writes_is_read() {
    for update in updates() {
        let frame = serde_json::to_string(&update).unwrap();
        assert_eq!(super::update(&frame), Some(update), "{frame}");
    }
}

#[test]
fn what_of_a_refusal_is_for_developers_and_agents_is_left_out() {
    let problem = Problem {
        detail: NASTY.into(),
        field: Some(Field::Text),
        by: Some(AgentCard { id: AgentId::from("a"), name: NASTY.into(), photo: None }),
        ..Problem::new(Code::Invalid, "")
    };
    let frame = serde_json::to_string(&VisitorUpdate::Refused { id: None, problem }).unwrap();
    let read = VisitorUpdate::Refused { id: None, problem: Problem::new(Code::Invalid, "") };
    assert_eq!(super::update(&frame), Some(read));
}

#[test]
fn the_settings_are_read() {
    let boot = Boot {
        widget: WidgetId::from("demo"),
        name: NASTY.into(),
        lang: "pl".into(),
        topics: vec![Topic { id: QueueId::from("q"), name: "Sales".into(), open: true }],
        before: KINDS
            .map(|(_, kind)| FieldSpec { id: "f".into(), kind, required: true, options: Vec::new() })
            .into(),
        closed: vec![FieldSpec {
            id: "color".into(),
            kind: FieldKind::Select,
            required: false,
            options: vec!["red".into(), NASTY.into()],
        }],
        can: Can { peek: true, rate: false, sound: true, verified_only: false },
        texts: vec![("key".into(), NASTY.into())],
    };
    let read = super::boot(&serde_json::to_string(&boot).unwrap());
    // Name and topics stand in the document.
    assert_eq!(read, Some(Boot { name: String::new(), topics: Vec::new(), ..boot }));
}

#[test]
fn waiting_commands_come_back_from_the_storage() {
    let waits = |command: &VisitorCommand| {
        use VisitorCommand::{End, Leave, MakeTicket, Open, Rate, Send};
        matches!(
            command,
            Open { .. } | Leave { .. } | MakeTicket { .. } | Send { .. } | End { .. } | Rate { .. }
        )
    };
    let id = ClientId::from("c1");
    for command in commands().into_iter().filter(waits) {
        let mut outbox = Outbox::default();
        outbox.push(id.clone(), command.clone());
        let text = write_saved(outbox.iter().next().unwrap());
        assert_eq!(
            read_saved(&text).map(|saved| (saved.command, saved.failed)),
            Some((command, None)),
            "{text}"
        );
        outbox.refuse(&id, &Problem::new(Code::Ended, ""));
        let text = write_saved(outbox.iter().next().unwrap());
        assert_eq!(read_saved(&text).unwrap().failed, Some(Code::Ended), "{text}");
    }
}

#[test]
fn cards_of_files_go_both_ways() {
    for card in files() {
        assert_eq!(serde_json::from_str::<FileCard>(&write_file(&card)).unwrap(), card);
        assert_eq!(file_card(&serde_json::to_string(&card).unwrap()), Some(card));
    }
    assert_eq!(file_card("{}"), None);
}

#[test]
fn events_are_json_for_the_page_around() {
    let queue = |wait_millis| Event::Queue { place: 2, wait_millis, staffed: true };
    for (event, json) in [
        (Event::ChatStarted { topic: "\"".into() }, r#"{"name":"chatStarted","detail":{"topic":"\""}}"#),
        (Event::ChatEnded { by: Author::System }, r#"{"name":"chatEnded","detail":{"by":"system"}}"#),
        (Event::MessageSent, r#"{"name":"messageSent","detail":{}}"#),
        (
            Event::MessageReceived { text: "hi".into() },
            r#"{"name":"messageReceived","detail":{"text":"hi"}}"#,
        ),
        (Event::AgentJoined { name: "A".into() }, r#"{"name":"agentJoined","detail":{"name":"A"}}"#),
        (Event::AgentLeft { name: "A".into() }, r#"{"name":"agentLeft","detail":{"name":"A"}}"#),
        (queue(Some(90_500)), r#"{"name":"queue","detail":{"position":2,"waitSeconds":90,"staffed":true}}"#),
        (queue(None), r#"{"name":"queue","detail":{"position":2,"waitSeconds":null,"staffed":true}}"#),
        (Event::PrechatSubmitted, r#"{"name":"prechatSubmitted","detail":{}}"#),
        (Event::OfflineSubmitted { number: 7 }, r#"{"name":"offlineSubmitted","detail":{"number":7}}"#),
        (Event::Rated { rating: Rating::Bad }, r#"{"name":"rated","detail":{"rating":"bad"}}"#),
        (Event::Error { code: Code::Closed }, r#"{"name":"error","detail":{"code":"closed"}}"#),
    ] {
        assert_eq!(super::event(&event), json);
    }
}

#[test]
fn what_is_no_json_or_no_frame_is_nothing() {
    let deep = "[".repeat(1_000);
    for text in [
        "",
        " ",
        "{",
        "[1,]",
        "{\"a\"}",
        "\"\\ud83d\"",
        "\"\\ud83d\\u0041\"",
        "\"\\u12\"",
        "\"\\",
        "\"a",
        "tru",
        "1 2",
        "\\é",
        &deep,
    ] {
        assert_eq!(Json::parse(text), None, "{text}");
    }
    for frame in ["null", "\"pong\"", "{\"parting\":{}}", "{\"typing\":{},\"on\":true}"] {
        assert_eq!(super::update(frame), None, "{frame}");
    }
}

#[test]
fn what_is_missing_is_empty_and_an_unknown_fact_keeps_its_place() {
    let frame =
        r#"{"events":{"conversation":"k","events":[{"seq":4,"at":1,"fact":{"sang":{"song":"la"}}}]}}"#;
    let events = vec![Entry { seq: 4, at: Timestamp(1), fact: None }];
    let expected = VisitorUpdate::Events { conversation: ConversationId::from("k"), events, last: 0 };
    assert_eq!(super::update(frame), Some(expected));
}

proptest! {
    #[test]
    fn any_text_survives(text in any::<String>()) {
        let mut ours = String::new();
        quote(&text, &mut ours);
        prop_assert_eq!(serde_json::from_str::<String>(&ours).unwrap(), text.clone());
        for theirs in [serde_json::to_string(&text).unwrap(), ours] {
            prop_assert_eq!(Json::parse(&theirs), Some(Json::Text(text.clone())));
        }
    }

    #[test]
    fn nothing_that_comes_in_is_a_panic(text in "[\\[\\]{}:,\"\\\\u0-9a-f é🙂\n-]{0,40}") {
        let _ = Json::parse(&text);
    }
}
