//! What visitors fill in: checked by the server whatever the browser says, and seen by the agents.

use super::people::{Agent, Visitor};
use crate::support::TestServer;
use shared::form::{Answer, Fault, FieldFault, FieldKind, LINE_CHARS, TEXT_CHARS};
use shared::hours::Hours;
use shared::ids::QueueId;
use shared::people::{Detail, Page};
use shared::problem::{Code, Field, Problem};
use shared::rest::WidgetDraft;
use shared::settings::{FieldOption, FormField, Need, WidgetSettings};
use shared::visitor::{VisitorCommand, VisitorUpdate};

fn field(id: &str, kind: FieldKind) -> FormField {
    let label = [("pl".into(), format!("{id} po polsku")), ("en".into(), format!("The {id}"))].into();
    FormField { id: id.into(), kind: Some(kind), need: Need::Required, label, ..FormField::default() }
}

/// A form with a field of each kind, all of them required.
fn every_kind() -> Vec<FormField> {
    use FieldKind::{Checkbox, Company, Consent, Date, Email, LongText, Name, Number, Phone, Select, Text};
    let option = |value: &str| FieldOption { value: value.into(), ..FieldOption::default() };
    vec![
        field("name", Name),
        field("email", Email),
        field("phone", Phone),
        field("company", Company),
        field("about", Text),
        field("message", LongText),
        field("size", Number),
        field("day", Date),
        FormField { options: vec![option("red"), option("blue")], ..field("color", Select) },
        field("gift", Checkbox),
        field("terms", Consent),
    ]
}

/// Good answers to all of them.
const GOOD: [(&str, &str); 11] = [
    ("name", "Ira"),
    ("email", "ira@example.com"),
    ("phone", "+48 (22) 123-45-67"),
    ("company", "Żabka"),
    ("about", "a parcel"),
    ("message", "It is\nlate"),
    ("size", "-12,5"),
    ("day", "2028-02-29"),
    ("color", "blue"),
    ("gift", "yes"),
    ("terms", "yes"),
];

fn answers(given: &[(&str, &str)]) -> Vec<Answer> {
    given.iter().map(|(field, value)| Answer { field: (*field).into(), value: (*value).into() }).collect()
}

fn open(queue: &QueueId, answers: Vec<Answer>) -> VisitorCommand {
    VisitorCommand::Open { id: "c1".into(), queue: queue.clone(), answers, page: Page::default() }
}

fn leave(queue: &QueueId, answers: Vec<Answer>) -> VisitorCommand {
    VisitorCommand::Leave { id: "c1".into(), queue: queue.clone(), answers, page: Page::default() }
}

async fn office(settings: WidgetSettings, topics: &[&str]) -> (TestServer, Vec<QueueId>) {
    assert_eq!(settings.faults(), []);
    let server = TestServer::start().await;
    let mut queues = Vec::new();
    for name in topics {
        queues.push(server.queue(name).await);
    }
    server.widget_with("demo", WidgetDraft { name: "Demo".into(), sites: vec!["*".into()], settings }).await;
    server.agent("anna@example.com", "Anna").await;
    (server, queues)
}

#[tokio::test]
async fn a_value_of_the_wrong_shape_is_refused_at_its_field() {
    let settings = WidgetSettings { before: every_kind(), closed: every_kind(), ..WidgetSettings::default() };
    let (server, queues) = office(settings, &["Sales"]).await;
    let mut visitor = Visitor::come(&server).await;
    let (line, long) = ("x".repeat(LINE_CHARS + 1), "x".repeat(TEXT_CHARS + 1));
    let address = format!("{}@example.com", "x".repeat(250));
    for (id, value, fault) in [
        ("name", " \u{200b} ", Fault::Missing),
        ("name", &line[..101], Fault::TooLong),
        ("email", "ira@", Fault::NotEmail),
        ("email", &address, Fault::NotEmail),
        ("email", "ira@example.com, eve@example.com", Fault::NotEmail),
        ("phone", "call me", Fault::NotPhone),
        ("phone", "1234567890123456", Fault::NotPhone),
        ("company", &line, Fault::TooLong),
        ("about", "", Fault::Missing),
        ("about", &line, Fault::TooLong),
        ("message", "\n\t", Fault::Missing),
        ("message", &long, Fault::TooLong),
        ("size", "1e9", Fault::NotNumber),
        ("size", "twelve", Fault::NotNumber),
        ("size", "NaN", Fault::NotNumber),
        ("day", "2026-02-30", Fault::NotDate),
        ("day", "30.12.2026", Fault::NotDate),
        ("color", "green", Fault::NotOption),
        ("color", "The color", Fault::NotOption),
        ("gift", "", Fault::Missing),
        ("gift", "true", Fault::NotOption),
        ("terms", "no", Fault::NotOption),
        ("terms", "", Fault::Missing),
    ] {
        let mut given = answers(&GOOD);
        given.iter_mut().filter(|answer| answer.field == id).for_each(|answer| answer.value = value.into());
        for command in [open(&queues[0], given.clone()), leave(&queues[0], given)] {
            visitor.socket.say(&command).await;
            let problem = visitor.refused().await;
            let expected = vec![FieldFault { field: id.into(), fault }];
            assert_eq!((problem.code, problem.fields), (Code::Invalid, expected), "{id}: {value}");
        }
    }
    // What isn't there at all, and values that are none.
    visitor.socket.say(&open(&queues[0], Vec::new())).await;
    assert_eq!(visitor.refused().await.fields.len(), GOOD.len());
    for value in ["1", "null", "[]", "{}", "true"] {
        let frame = format!(
            r#"{{"open":{{"id":"c1","queue":"q","answers":[{{"field":"name","value":{value}}}],"page":{{}}}}}}"#
        );
        visitor.socket.say_raw(frame).await;
        assert_eq!(visitor.refused().await.code, Code::Malformed, "{value}");
    }
}

#[tokio::test]
async fn what_was_filled_in_is_seen_by_the_agents() {
    let settings = WidgetSettings { before: every_kind(), ..WidgetSettings::default() };
    let (server, queues) = office(settings, &["Sales"]).await;
    let mut anna = Agent::come(&server, "anna@example.com").await;
    let mut visitor = Visitor::come(&server).await;
    let stray = [("nobody_asked", "x")];
    visitor.socket.say(&open(&queues[0], [answers(&GOOD), answers(&stray)].concat())).await;
    let conversation = visitor.opened().await;
    let card = anna.sees(&conversation).await.visitor;
    assert_eq!(
        [&*card.name, &*card.email, &*card.phone, &*card.company],
        GOOD[..4].iter().map(|(_, value)| *value).collect::<Vec<_>>()[..]
    );
    let detail = |(id, value): &(&str, &str)| Detail { label: format!("The {id}"), value: (*value).into() };
    assert_eq!(card.details, GOOD[4..].iter().map(detail).collect::<Vec<_>>());
}

async fn topic_of(visitor: &mut Visitor, command: VisitorCommand) -> Result<String, Problem> {
    visitor.socket.say(&command).await;
    visitor
        .until(|update| match update {
            VisitorUpdate::Opened { conversation, .. } => Some(Ok(conversation.topic)),
            VisitorUpdate::Left { number, .. } => Some(Ok(number.to_string())),
            VisitorUpdate::Refused { problem, .. } => Some(Err(problem)),
            _ => None,
        })
        .await
}

async fn close(server: &TestServer, name: &str) {
    let hours: Hours = serde_json::from_str(r#"{"zone":"UTC","week":{"mon":["09:00-10:00"]}}"#).unwrap();
    assert!(server.app.store.set_hours(name, Some(&hours)).await.unwrap());
}

#[tokio::test]
async fn who_need_not_pick_a_topic_comes_to_the_first_that_is_open() {
    for (need, closed, picked, expected) in [
        (Need::Optional, &[][..], Some(1), Ok("Sales")),
        (Need::Optional, &[], None, Ok("Delivery")),
        (Need::Optional, &["Delivery"], None, Ok("Sales")),
        (Need::Off, &["Delivery"], None, Ok("Sales")),
        (Need::Off, &[], Some(1), Ok("Sales")),
        (Need::Off, &["Delivery", "Sales"], None, Err((Code::Closed, None))),
        (Need::Required, &[], None, Err((Code::Invalid, Some(Field::Topic)))),
    ] {
        let mut settings = WidgetSettings::default();
        settings.before[0].need = need;
        let (server, queues) = office(settings, &["Delivery", "Sales"]).await;
        for name in closed {
            close(&server, name).await;
        }
        let queue = picked.map_or(QueueId::from(""), |index: usize| queues[index].clone());
        let mut visitor = Visitor::come(&server).await;
        let answers = super::people::answers("Ira", "ira@example.com");
        let topic = topic_of(&mut visitor, open(&queue, answers)).await;
        let topic = topic.as_deref().map_err(|problem| (problem.code, problem.field));
        assert_eq!(topic, expected, "{need:?} {closed:?} {picked:?}");
    }
}

#[tokio::test]
async fn a_ticket_without_a_topic_goes_to_the_first() {
    for (before, closed, expected) in [
        (Need::Required, Need::Off, Ok("Delivery")),
        (Need::Off, Need::Required, Ok("Delivery")),
        (Need::Required, Need::Required, Err(Some(Field::Topic))),
    ] {
        let mut settings = WidgetSettings::default();
        settings.before[0].need = before;
        settings.closed[0].need = closed;
        let (server, _) = office(settings, &["Delivery", "Sales"]).await;
        close(&server, "Delivery").await;
        close(&server, "Sales").await;
        let mut visitor = Visitor::come(&server).await;
        let given = answers(&[("name", "Ira"), ("email", "ira@example.com"), ("message", "Hi")]);
        let left = topic_of(&mut visitor, leave(&"".into(), given)).await.map_err(|problem| problem.field);
        let cookie = server.sign_in("anna@example.com").await;
        let list = server.request(hyper::Method::GET, "/api/agent/tickets").header("cookie", &cookie);
        let tickets: Vec<shared::ticket::Ticket> = list.send().await.json();
        let topic = left.map(|_| tickets[0].topic.as_str());
        assert_eq!(topic, expected, "{before:?} {closed:?}");
    }
}
