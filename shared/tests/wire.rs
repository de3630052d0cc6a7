//! The wire format, one frame of each kind: a changed line here is a changed protocol.

use insta::assert_snapshot;
use shared::agent::{AgentCommand, AgentUpdate, InboxItem, Looker, Offer, Preview, Target, Vanished};
use shared::color::Color;
use shared::contact::known::CardNews;
use shared::file::{FileCard, Thumbnail};
use shared::form::{Answer, Fault, FieldFault};
use shared::ids::{AgentId, ClientId, ConversationId, Epoch, FileId, QueueId, WidgetId};
use shared::people::{AgentCard, Browser, Detail, Page, VisitorCard};
use shared::problem::{Code, Field, Problem};
use shared::rest::ProblemDocument;
use shared::settings::{SettingFault, Wrong};
use shared::staff::{AwayReason, Status};
use shared::time::Timestamp;
use shared::timeline::{
    Author, Destination, Entry, Fact, OfferRule, PublicFact, Rating, Receipts, StaffFact, Stage, Summary,
};
use shared::visitor::{Identity, VisitorCommand, VisitorConversation, VisitorUpdate};

/// One line per frame, each proven to read back as what was written.
fn lines<T: serde::Serialize + serde::de::DeserializeOwned + PartialEq + std::fmt::Debug>(
    frames: Vec<T>,
) -> String {
    let line = |frame: &T| {
        let text = serde_json::to_string(frame).expect("a frame is JSON");
        assert_eq!(serde_json::from_str::<T>(&text).expect("a frame reads back"), *frame);
        text
    };
    frames.iter().map(line).collect::<Vec<_>>().join("\n")
}

fn conversation() -> ConversationId {
    "k1".into()
}

fn id() -> ClientId {
    "c1".into()
}

fn anna() -> AgentCard {
    AgentCard { id: AgentId::from("a1"), name: "Anna".into(), photo: None }
}

fn answers() -> Vec<Answer> {
    vec![Answer { field: "name".into(), value: "Ira".into() }]
}

fn detail() -> Detail {
    Detail { label: "Plan".into(), value: "gold".into() }
}

fn page() -> Page {
    Page { url: "https://shop.example/cart".into(), title: "Cart".into(), ..Page::default() }
}

#[test]
fn visitor_commands() {
    let receipts = Receipts { delivered: 4, read: 3 };
    assert_snapshot!(lines(vec![
        VisitorCommand::Hello { widget: WidgetId::from("demo"), token: None, identity: None },
        VisitorCommand::Open { id: id(), queue: QueueId::from("q1"), answers: answers(), page: page() },
        VisitorCommand::Hello {
            widget: WidgetId::from("demo"),
            token: Some("t".into()),
            identity: Some(Identity::Hmac {
                user: "u1".into(),
                hash: "ab".into(),
                name: "Ira".into(),
                email: String::new(),
            }),
        },
        VisitorCommand::Hello {
            widget: WidgetId::from("demo"),
            token: None,
            identity: Some(Identity::Jwt { token: "a.b.c".into() }),
        },
        VisitorCommand::Leave { id: id(), queue: QueueId::from("q1"), answers: answers(), page: page() },
        VisitorCommand::MakeTicket { conversation: conversation(), id: id() },
        VisitorCommand::Send { conversation: conversation(), id: id(), text: "hi".into(), files: vec![] },
        VisitorCommand::Send {
            conversation: conversation(),
            id: id(),
            text: String::new(),
            files: vec![FileId::from("f1")],
        },
        VisitorCommand::Describe { attributes: vec![detail()] },
        VisitorCommand::End { conversation: conversation(), id: id() },
        VisitorCommand::Rate {
            conversation: conversation(),
            id: id(),
            rating: Rating::Good,
            comment: String::new()
        },
        VisitorCommand::Typing { conversation: conversation(), text: "h".into() },
        VisitorCommand::Seen { conversation: conversation(), receipts },
        VisitorCommand::Resume { conversation: conversation(), after: 2 },
        VisitorCommand::Moved { page: page() },
        VisitorCommand::Pong,
    ]));
}

#[test]
fn visitor_updates() {
    let view = VisitorConversation {
        id: conversation(),
        topic: "Sales".into(),
        last: 3,
        staff: Receipts { delivered: 3, read: 1 },
        visitor: Receipts::default(),
    };
    let entry = |seq, fact| Entry { seq, at: Timestamp(1_000), fact };
    assert_snapshot!(lines(vec![
        VisitorUpdate::Welcome {
            epoch: Epoch::from("e1"),
            now: Timestamp(9),
            token: Some("t".into()),
            conversation: Some(view.clone())
        },
        VisitorUpdate::Opened { id: id(), conversation: view },
        VisitorUpdate::Events {
            conversation: conversation(),
            last: 7,
            events: vec![
                entry(1, Some(PublicFact::Opened { topic: "Sales".into() })),
                entry(2, None),
                entry(3, Some(PublicFact::Joined { agent: anna() })),
                entry(
                    4,
                    Some(PublicFact::Message {
                        id: id(),
                        by: Author::Visitor,
                        text: "hi".into(),
                        files: vec![]
                    })
                ),
                entry(
                    5,
                    Some(PublicFact::Message {
                        id: id(),
                        by: Author::Agent(anna().id),
                        text: "hello".into(),
                        files: vec![FileCard {
                            id: FileId::from("f1"),
                            name: "cat.png".into(),
                            kind: "image/png".into(),
                            bytes: 5_000,
                            thumbnail: Some(Thumbnail { width: 320, height: 200 }),
                        }],
                    })
                ),
                entry(6, Some(PublicFact::Ended { id: id(), by: Author::Visitor })),
                entry(7, Some(PublicFact::Rated { id: id(), rating: Rating::Fair, comment: "ok".into() })),
            ],
        },
        VisitorUpdate::Receipts {
            conversation: conversation(),
            receipts: Receipts { delivered: 2, read: 1 }
        },
        VisitorUpdate::Typing { conversation: conversation(), agent: anna().id, on: true },
        VisitorUpdate::Waiting { conversation: conversation(), place: 2, staffed: true, wait_millis: None },
        VisitorUpdate::Waiting {
            conversation: conversation(),
            place: 1,
            staffed: true,
            wait_millis: Some(90_000),
        },
        VisitorUpdate::Left { id: id(), number: 17 },
        VisitorUpdate::Refused {
            id: Some(id()),
            problem: Problem { field: Some(Field::Email), ..Problem::new(Code::Invalid, "no") }
        },
        VisitorUpdate::Ping,
        VisitorUpdate::Closing { retry_millis: 700 },
    ]));
}

#[test]
fn agent_commands() {
    assert_snapshot!(lines(vec![
        AgentCommand::Take { conversation: conversation(), id: id() },
        AgentCommand::Send { conversation: conversation(), id: id(), text: "hi".into(), files: vec![] },
        AgentCommand::End { conversation: conversation(), id: id() },
        AgentCommand::Decline { conversation: conversation(), id: id() },
        AgentCommand::Transfer { conversation: conversation(), id: id(), to: Target::Agent(anna().id) },
        AgentCommand::Transfer { conversation: conversation(), id: id(), to: Target::Queue("q1".into()) },
        AgentCommand::Invite { conversation: conversation(), id: id(), agent: anna().id },
        AgentCommand::Join { conversation: conversation(), id: id() },
        AgentCommand::Leave { conversation: conversation(), id: id() },
        AgentCommand::DealWith { conversation: conversation(), id: id() },
        AgentCommand::Reopen { conversation: conversation(), id: id() },
        AgentCommand::Note {
            conversation: conversation(),
            id: id(),
            text: "@Anna".into(),
            mentions: vec![anna().id]
        },
        AgentCommand::TakeBack { conversation: conversation(), id: id(), note: 7 },
        AgentCommand::Heed { conversation: conversation(), id: id() },
        AgentCommand::Tag { conversation: conversation(), id: id(), tag: "billing".into() },
        AgentCommand::Untag { conversation: conversation(), id: id(), tag: "billing".into() },
        AgentCommand::Open { conversation: Some(conversation()) },
        AgentCommand::SetStatus { status: Status::Invisible },
        AgentCommand::Stirred,
        AgentCommand::Typing { conversation: conversation(), on: true },
        AgentCommand::Seen { conversation: conversation(), receipts: Receipts { delivered: 1, read: 1 } },
        AgentCommand::Resume { conversation: conversation(), after: 0 },
        AgentCommand::Pong,
    ]));
}

#[test]
fn agent_updates() {
    let item = InboxItem {
        conversation: conversation(),
        queue: QueueId::from("q1"),
        topic: "Sales".into(),
        channel: "w1".into(),
        visitor: VisitorCard {
            name: "Ira".into(),
            email: "i@x.yz".into(),
            phone: "+48 1".into(),
            company: "Shop".into(),
            verified: true,
            user: "42".into(),
            details: vec![detail()],
            attributes: vec![detail()],
        },
        page: page(),
        browser: Browser {
            name: "Firefox 153 on Linux".into(),
            language: "pl".into(),
            address: "127.0.0.1".into(),
        },
        online: true,
        summary: Summary {
            stage: Stage::Active,
            last: 4,
            opened_at: Timestamp(5),
            agents: vec![anna()],
            owner: Some(anna().id),
            present: vec![anna().id],
            ..Summary::default()
        },
        preview: Some(Preview { agent: None, text: "hi".into(), at: Timestamp(6) }),
        offer: Some(Offer { rule: OfferRule::Top, at: Timestamp(5), until: Some(Timestamp(65)) }),
        unread: 1,
        visitor_receipts: Receipts::default(),
        staff_receipts: Receipts { delivered: 4, read: 2 },
    };
    let staff = [
        StaffFact::Offered { rule: OfferRule::Everyone, agents: vec![], until: None },
        StaffFact::Offered { rule: OfferRule::Top, agents: vec![anna()], until: Some(Timestamp(61_000)) },
        StaffFact::NotAnswered { agents: vec![anna()] },
        StaffFact::Declined { agent: anna() },
        StaffFact::Noticed { place: 2, wait_millis: Some(60_000) },
        StaffFact::Overflowed { queue: "q2".into(), topic: "Support".into() },
        StaffFact::Taken { agent: anna() },
        StaffFact::Invited { by: anna(), agent: anna() },
        StaffFact::Transferred { by: anna(), to: Destination::Agent(anna()) },
        StaffFact::Transferred {
            by: anna(),
            to: Destination::Queue { id: "q2".into(), topic: "Support".into() },
        },
        StaffFact::DealtWith { id: id(), by: anna() },
        StaffFact::Archived { id: id(), by: anna() },
        StaffFact::Unarchived { id: id(), by: anna() },
        StaffFact::Note { id: id(), by: anna(), text: "@Anna".into(), mentions: vec![anna().id] },
        StaffFact::NoteTakenBack { id: id(), by: anna(), note: 7, uncalled: vec![anna().id] },
        StaffFact::Heeded { agent: anna() },
        StaffFact::Tagged { id: id(), by: anna(), tag: "billing".into() },
        StaffFact::Untagged { id: id(), by: anna(), tag: "billing".into() },
    ];
    let public = [
        PublicFact::Left { agent: anna().id },
        PublicFact::Reopened { id: id(), by: Author::Agent(anna().id) },
    ];
    let facts = staff.into_iter().map(Fact::Staff).chain(public.into_iter().map(Fact::Public));
    let entry = |(seq, fact)| Entry { seq, at: Timestamp(1_000), fact };
    let events = (1..).zip(facts).map(entry).collect();
    assert_snapshot!(lines(vec![
        AgentUpdate::Welcome {
            epoch: Epoch::from("e1"),
            now: Timestamp(9),
            me: anna(),
            inbox: vec![item.clone()]
        },
        AgentUpdate::Appeared(Box::new(item)),
        AgentUpdate::Vanished { conversation: conversation(), reason: Vanished::TakenBy(anna()) },
        AgentUpdate::Vanished { conversation: conversation(), reason: Vanished::NotAnswered },
        AgentUpdate::Vanished { conversation: conversation(), reason: Vanished::Uncalled },
        AgentUpdate::Status { status: Status::Online, away: Some(AwayReason::Silent) },
        AgentUpdate::Events { conversation: conversation(), last: 13, events },
        AgentUpdate::Receipts {
            conversation: conversation(),
            visitor: Receipts::default(),
            staff: Receipts { delivered: 2, read: 1 }
        },
        AgentUpdate::Company {
            conversation: conversation(),
            lookers: vec![Looker { agent: anna(), typing: true }]
        },
        AgentUpdate::Card(CardNews { conversation: conversation(), contact: Some("c1".into()), version: 2 }),
        AgentUpdate::Card(CardNews { conversation: conversation(), contact: None, version: 0 }),
        AgentUpdate::Peek { conversation: conversation(), text: "hel".into() },
        AgentUpdate::Presence { conversation: conversation(), online: false, page: None },
        AgentUpdate::Refused {
            id: Some(id()),
            conversation: Some(conversation()),
            problem: Problem { by: Some(anna()), ..Problem::new(Code::AlreadyTaken, "taken") }
        },
        AgentUpdate::Ping,
        AgentUpdate::SignedOut,
        AgentUpdate::Closing { retry_millis: 700 },
    ]));
}

#[test]
fn problem_documents() {
    let fields = vec![FieldFault { field: "email".into(), fault: Fault::NotEmail }];
    let problem = Problem { retry_after: Some(5), fields, ..Problem::new(Code::TooMany, "slow down") };
    assert_snapshot!(lines(vec![ProblemDocument {
        kind: "/problems/too_many".into(),
        title: "Too many requests".into(),
        status: 429,
        problem,
        faults: vec![SettingFault {
            path: "look.light.brand".into(),
            wrong: Wrong::Contrast {
                hundredths: 120,
                needed: 300,
                suggestion: Some(Color::new(15, 111, 102))
            },
        }],
    }]));
}

#[test]
fn a_visitor_cannot_be_sent_what_is_the_staffs() {
    let secret = Entry { seq: 1, at: Timestamp(0), fact: Fact::Staff(StaffFact::Taken { agent: anna() }) };
    assert_eq!(serde_json::to_string(&secret.for_visitor()).unwrap(), r#"{"seq":1,"at":0,"fact":null}"#);
}
