//! How far each role reaches, over the real routes.

use super::*;
use serde_json::{Value, json};
use shared::staff::Session;
use std::fmt::Write;

/// An office with two queues and somebody of each role, in one queue each.
struct Office<'a> {
    owner: &'a Console<'a>,
    own: QueueId,
    foreign: QueueId,
}

impl Office<'_> {
    /// Makes a new agent and returns their id and session.
    async fn agent(&self, name: &str, role: Role, queue: &QueueId) -> Agent {
        let manages = if role == Role::GroupManager { vec![queue.clone()] } else { vec![] };
        let set = AgentDraft { role, manages, ..draft(name, &[queue]) };
        self.owner.create(&set).await.json::<Invited>().agent
    }
}

/// What can be asked about an agent: a name, how, where below them, and with what.
fn wishes(agent: &Agent, extra: &QueueId) -> Vec<(&'static str, Method, &'static str, Option<Value>)> {
    let change = |set: AgentDraft| Some(json!({ "version": agent.version, "set": set }));
    let set = || agent.set.clone();
    let more = AgentDraft { queues: [set().queues, vec![extra.clone()]].concat(), ..set() };
    vec![
        ("read", Method::GET, "", None),
        ("rename", Method::PUT, "", change(AgentDraft { name: "New".into(), ..set() })),
        ("lend", Method::PUT, "", change(more)),
        ("make owner", Method::PUT, "", change(AgentDraft { role: Role::Owner, ..set() })),
        ("make manager", Method::PUT, "", change(AgentDraft { role: Role::Manager, ..set() })),
        ("make agent", Method::PUT, "", change(AgentDraft { role: Role::Agent, ..set() })),
        ("new link", Method::POST, "/link", None),
        ("sessions", Method::GET, "/sessions", None),
        ("log out", Method::DELETE, "/sessions", None),
        ("release", Method::POST, "/release", None),
        ("reactivate", Method::POST, "/reactivate", None),
        ("deactivate", Method::POST, "/deactivate", None),
        ("take photo", Method::DELETE, "/photo", None),
    ]
}

#[tokio::test]
async fn each_role_reaches_as_far_as_it_goes() {
    let server = TestServer::start().await;
    let (own, foreign) = (server.queue("Own").await, server.queue("Foreign").await);
    let owner = Console::of(&server, Role::Owner).await;
    let office = Office { owner: &owner, own, foreign };
    let roles = [Role::Agent, Role::GroupManager, Role::Manager, Role::Owner];
    let mut table = String::new();
    for (number, role) in roles.into_iter().enumerate() {
        let manages = if role == Role::GroupManager { vec![office.own.clone()] } else { vec![] };
        let set = AgentDraft { role, manages, ..draft(&format!("Asking{number}"), &[&office.own]) };
        let asking = Console::made_by(&owner, &set).await;
        for (place, queue, extra) in
            [("own", &office.own, &office.foreign), ("foreign", &office.foreign, &office.own)]
        {
            for target in roles {
                let mut line = format!("{role:?} to {target:?} of {place} queue:");
                let name = format!("{role:?}{target:?}{place}");
                let model = office.agent(&name, target, queue).await;
                for (at, (what, method, rest, body)) in wishes(&model, extra).into_iter().enumerate() {
                    // Each wish meets an agent as they were made.
                    let agent = office.agent(&format!("{name}{at}"), target, queue).await;
                    let body = body.map(|mut body| {
                        body["set"]["email"] = json!(agent.set.email);
                        body["set"]["name"] = json!(agent.set.name);
                        body
                    });
                    let call = asking.call(method, &path(&agent.id, rest));
                    let reply = match body {
                        Some(body) => call.json(&body).send().await,
                        None => call.send().await,
                    };
                    match reply.status {
                        200..300 => write!(line, " {what},").unwrap(),
                        403 => assert_eq!(code(&reply).1, Code::Forbidden),
                        404 => assert_eq!(code(&reply).1, Code::NotFound),
                        status => panic!("{line} {what}: {status} {}", reply.text()),
                    }
                }
                writeln!(table, "{}", line.trim_end_matches(',')).unwrap();
            }
        }
        let mut line = format!("{role:?} at large:");
        for (what, method, path, body) in [
            ("see agents", Method::GET, PATH.to_owned(), None),
            ("order", Method::PUT, format!("{PATH}/order"), Some(json!({ "ids": [] }))),
            ("import", Method::POST, format!("{PATH}/import"), Some(json!("name"))),
            ("sample", Method::GET, format!("{PATH}/import/sample.csv"), None),
            ("progress", Method::GET, format!("{PATH}/import/none"), None),
            ("colleagues", Method::GET, "/api/agent/colleagues".to_owned(), None),
            ("own sessions", Method::GET, "/api/agent/sessions".to_owned(), None),
        ] {
            let call = asking.call(method, &path);
            let reply = match body {
                Some(body) => call.json(&body).send().await,
                None => call.send().await,
            };
            // What is refused for another reason than the role would be done if it were well made.
            if reply.status != 403 {
                write!(line, " {what},").unwrap();
            }
        }
        for target in roles {
            let manages = vec![office.own.clone()];
            let name = format!("new{role:?}{target:?}");
            for (place, queue) in [("own", &office.own), ("foreign", &office.foreign)] {
                let set = AgentDraft {
                    role: target,
                    manages: manages.clone(),
                    ..draft(&format!("{name}{place}"), &[queue])
                };
                if asking.create(&set).await.status == 201 {
                    write!(line, " add {target:?} to {place},").unwrap();
                }
            }
        }
        writeln!(table, "{}", line.trim_end_matches(',')).unwrap();
        if asking.me().await == 200 {
            let seen: Vec<Session> = asking.get("/api/agent/sessions").await.json();
            assert_eq!(seen.len(), 1, "{role:?} was never signed out by this");
        }
    }
    insta::assert_snapshot!(table);
}

#[tokio::test]
async fn a_group_manager_sees_whom_they_arrange_and_no_one_else() {
    let server = TestServer::start().await;
    let (own, foreign) = (server.queue("Own").await, server.queue("Foreign").await);
    let owner = Console::of(&server, Role::Owner).await;
    let set = AgentDraft { role: Role::GroupManager, manages: vec![own.clone()], ..draft("Group", &[&own]) };
    let group = Console::made_by(&owner, &set).await;
    for (name, queues) in [("Both", vec![&own, &foreign]), ("Here", vec![&own]), ("There", vec![&foreign])] {
        owner.create(&draft(name, &queues)).await;
    }
    let names: Vec<_> = group.agents().await.into_iter().map(|agent| agent.set.name).collect();
    // The owner of the tests is in every queue.
    assert_eq!(names, ["Somebody", "Group", "Both", "Here"]);
    let there = owner.agent("there").await;
    assert_eq!(code(&group.get(&path(&there.id, "")).await), (404, Code::NotFound));
    let here = group.agent("here").await;
    let renamed = AgentDraft { name: "Hera".into(), capacity: 9, ..here.set.clone() };
    assert_eq!(group.change(&here.id, here.version, &renamed).await.json::<Agent>().set, renamed);
    let gone = AgentDraft { queues: vec![], ..renamed };
    let refused = group.change(&here.id, here.version + 1, &gone).await;
    assert_eq!(code(&refused), (403, Code::Forbidden), "out of reach is out of reach");

    // What was given can be taken away, at once.
    let me = owner.agent("group").await;
    let less = AgentDraft { manages: vec![foreign], ..me.set.clone() };
    assert_eq!(owner.change(&me.id, me.version, &less).await.status, 200);
    let names: Vec<_> = group.agents().await.into_iter().map(|agent| agent.set.name).collect();
    assert_eq!(names, ["Somebody", "Both", "There"]);
}

#[tokio::test]
async fn a_foreign_page_changes_nothing_in_the_name_of_an_owner() {
    let server = TestServer::start().await;
    let owner = Console::of(&server, Role::Owner).await;
    let anna = owner.create(&draft("Anna", &[])).await.json::<Invited>().agent;
    for (method, place) in [
        (Method::POST, PATH.to_owned()),
        (Method::PUT, format!("{PATH}/order")),
        (Method::POST, format!("{PATH}/import")),
        (Method::POST, format!("{PATH}/import/x")),
        (Method::PUT, path(&anna.id, "")),
        (Method::POST, path(&anna.id, "/link")),
        (Method::POST, path(&anna.id, "/deactivate")),
        (Method::POST, path(&anna.id, "/reactivate")),
        (Method::POST, path(&anna.id, "/release")),
        (Method::DELETE, path(&anna.id, "/sessions")),
        (Method::DELETE, path(&anna.id, "/sessions/x")),
        (Method::PUT, path(&anna.id, "/photo")),
        (Method::DELETE, path(&anna.id, "/photo")),
        (Method::DELETE, "/api/agent/sessions".to_owned()),
        (Method::DELETE, "/api/agent/sessions/x".to_owned()),
    ] {
        for origin in ["https://evil.example", "null", &server.demo] {
            let call = server.request(method.clone(), &place).header("cookie", &owner.cookie);
            let reply = call.header("origin", origin).json(&draft("x", &[])).send().await;
            assert_eq!(code(&reply), (403, Code::ForeignOrigin), "{method} {place} {origin}");
        }
    }
    assert_eq!(owner.agent("anna").await, anna);
}
