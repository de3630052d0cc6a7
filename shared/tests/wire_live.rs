//! The frames and bodies of visits and of the wall, as they travel.

use insta::assert_snapshot;
use serde::Serialize;
use shared::agent::{AgentCommand, AgentUpdate};
use shared::people::{AgentCard, Page};
use shared::problem::{Code, Problem};
use shared::staff::{Device, Presence};
use shared::time::Timestamp;
use shared::visits::{
    Answer, Call, Invited, Outcome, Report, Shown, Stands, Step, Visit, VisitId, VisitsCommand, VisitsUpdate,
};
use shared::wall::{Wall, WallAgent, WallCommand, WallQueue, WallWaiting};

fn lines<T: Serialize>(all: Vec<T>) -> String {
    let line = |one: &T| serde_json::to_string(one).expect("it is JSON");
    all.iter().map(line).collect::<Vec<_>>().join("\n")
}

fn anna() -> AgentCard {
    AgentCard { id: "a1".into(), name: "Anna".into(), photo: None }
}

#[test]
fn what_a_page_tells_and_hears() {
    let outcome = Some(Outcome { invitation: "i1".into(), is: Shown::Seen });
    let url = "https://shop.example/cart".to_owned();
    assert_snapshot!(lines(vec![Report { visit: "k1".into(), url, outcome, ..Report::default() }]));
    let call = Call { id: "i1".into(), by: anna(), text: "Hello".into() };
    assert_snapshot!(lines(vec![Answer::default(), Answer { invitation: Some(call) }]));
    let short: Report =
        serde_json::from_str(r#"{"visit":"k1","leaving":true}"#).expect("a page may say less");
    assert!(short.leaving && short.returning.is_none());
}

#[test]
fn what_a_console_says_and_hears() {
    let visit = VisitId(7);
    assert_snapshot!(lines(vec![
        AgentCommand::Visits(VisitsCommand::Watch),
        AgentCommand::Visits(VisitsCommand::Trail { visit }),
        AgentCommand::Visits(VisitsCommand::Invite { visit, id: "i1".into(), text: "Hello".into() }),
        AgentCommand::Visits(VisitsCommand::TakeBack { visit }),
    ]));
    let page = Page { url: "https://shop.example/cart".into(), title: "Cart".into(), ..Page::default() };
    let one = Visit {
        id: visit,
        widget: "Shop".into(),
        since: Timestamp(1),
        page,
        pages: 2,
        returning: Some(true),
        browser: "Firefox 153 on Linux".into(),
        device: Device::Phone,
        language: "pl".into(),
        conversation: Some("c1".into()),
        invitation: Some(Invited { by: anna(), stands: Stands::Answered }),
    };
    let step = Step { at: Timestamp(1), url: "https://shop.example/".into(), title: "Home".into() };
    let problem = Problem::new(Code::Ended, "the visitor has seen it");
    assert_snapshot!(lines(vec![
        AgentUpdate::Visits(VisitsUpdate::All { on: true, visits: vec![one] }),
        AgentUpdate::Visits(VisitsUpdate::Changed { visits: vec![], gone: vec![visit] }),
        AgentUpdate::Visits(VisitsUpdate::Trail { visit, steps: vec![step] }),
        AgentUpdate::Visits(VisitsUpdate::Refused { visit, problem }),
    ]));
}

#[test]
fn what_stands_on_the_wall() {
    let queue = WallQueue {
        id: "q1".into(),
        name: "Sales".into(),
        open: true,
        waiting: 1,
        since: Some(Timestamp(1)),
        active: 2,
        present: 3,
        free: 1,
    };
    let agent = WallAgent {
        agent: anna(),
        presence: Presence::Away,
        since: Some(Timestamp(2)),
        conversations: 2,
        capacity: 4,
    };
    let waiting =
        WallWaiting { conversation: "c1".into(), queue: "q1".into(), since: Timestamp(1), offered: 0 };
    let wall = Wall { queues: vec![queue], agents: vec![agent], waiting: vec![waiting] };
    assert_snapshot!(lines(vec![AgentUpdate::Wall(Box::new(wall))]));
    assert_snapshot!(lines(vec![AgentCommand::Wall(WallCommand::Watch)]));
}
