//! Queues as admins arrange them.

use crate::databases::on_each;
use crate::own_console::Console;
use crate::support::{Reply, START, TestServer};
use hyper::Method;
use serde_json::json;
use shared::ids::{AgentId, QueueId};
use shared::people::Role;
use shared::problem::{Code, Problem};
use shared::queue::{Overflow, QueueDraft, QueueSettings, Rule};
use shared::rest::{OpenNow, ProblemDocument, Queue, QueueChange};
use shared::staff::{AgentDraft, Order};

const PATH: &str = "/api/admin/queues";

impl Console<'_> {
    async fn delete(&self, id: &QueueId) -> Reply {
        self.send(Method::DELETE, &path(id), None::<&()>).await
    }

    async fn create(&self, set: &QueueDraft) -> Reply {
        self.send(Method::POST, PATH, Some(set)).await
    }

    async fn change(&self, id: &QueueId, version: u32, set: &QueueDraft) -> Reply {
        self.send(Method::PUT, &path(id), Some(&QueueChange { version, set: set.clone() })).await
    }
}

fn path(id: &QueueId) -> String {
    format!("{PATH}/{id}")
}

fn draft(name: &str, members: &[AgentId]) -> QueueDraft {
    QueueDraft { name: name.into(), members: members.to_vec(), settings: QueueSettings::default() }
}

fn code(reply: &Reply) -> Code {
    reply.json::<Problem>().code
}

fn faults(reply: &Reply) -> Vec<String> {
    let problem = reply.json::<ProblemDocument>();
    assert_eq!((reply.status, problem.problem.code), (422, Code::Invalid), "{}", reply.text());
    problem.faults.into_iter().map(|fault| fault.path).collect()
}

#[tokio::test]
async fn a_queue_is_made_changed_put_in_order_and_taken_away() {
    on_each(async |database| {
        let server = TestServer::on(database).await;
        let sales = server.queue("Sales").await;
        let owner = Console::of(&server, Role::Owner).await;
        let anna = server.outsider("anna@example.com", "Anna").await;
        let reply = owner.create(&draft(" Support ", std::slice::from_ref(&anna))).await;
        assert_eq!((reply.status, reply.header("cache-control")), (201, "no-store"));
        let made = reply.json::<Queue>();
        assert_eq!((made.version, &made.set), (1, &draft("Support", &[anna])));
        assert_eq!(
            (made.open, made.changes_at, made.waiting, made.active, made.online),
            (true, None, 0, 0, 0)
        );
        assert_eq!(owner.get(&path(&made.id)).await.json::<Queue>(), made);

        // Saturdays until 13:30 in Warsaw, half an hour from now.
        let mut set = made.set.clone();
        set.settings.hours =
            serde_json::from_value(json!({ "zone": "europe/warsaw", "week": { "sat": ["09:00-13:30"] } }))
                .unwrap();
        let changed = owner.change(&made.id, 1, &set).await.json::<Queue>();
        assert_eq!((changed.version, changed.open), (2, true));
        assert_eq!(changed.changes_at, Some(START.plus_millis(30 * 60 * 1_000)));
        assert_eq!(changed.set.settings.hours.unwrap().zone, "Europe/Warsaw");

        let order = Order { ids: vec![made.id.to_string(), sales.to_string()] };
        let list = owner.send(Method::PUT, &format!("{PATH}/order"), Some(&order)).await.json::<Vec<Queue>>();
        assert_eq!(
            list.iter().map(|queue| queue.set.name.as_str()).collect::<Vec<_>>(),
            ["Support", "Sales"]
        );
        assert_eq!(owner.get(PATH).await.json::<Vec<Queue>>(), list);
        let stale = Order { ids: vec![sales.to_string()] };
        let refused = owner.send(Method::PUT, &format!("{PATH}/order"), Some(&stale)).await;
        assert_eq!((refused.status, code(&refused)), (409, Code::Stale));

        assert_eq!(owner.delete(&made.id).await.status, 204);
        for reply in [
            owner.delete(&made.id).await,
            owner.get(&path(&made.id)).await,
            owner.change(&made.id, 2, &draft("x", &[])).await,
        ] {
            assert_eq!((reply.status, code(&reply)), (404, Code::NotFound));
        }
    })
    .await;
}

#[tokio::test]
async fn of_two_admins_who_edit_the_same_queue_one_is_told() {
    on_each(async |database| {
        let server = TestServer::on(database).await;
        let id = server.queue("Sales").await;
        let owner = Console::of(&server, Role::Owner).await;
        let version = owner.get(&path(&id)).await.json::<Queue>().version;
        let (one, other) = (draft("One", &[]), draft("Other", &[]));
        let (a, b) = tokio::join!(owner.change(&id, version, &one), owner.change(&id, version, &other));
        let (won, lost) = if a.status == 200 { (a, b) } else { (b, a) };
        assert_eq!((won.status, lost.status, code(&lost)), (200, 409, Code::Stale));
        assert_eq!(owner.get(&path(&id)).await.json::<Queue>(), won.json::<Queue>());
    })
    .await;
}

#[tokio::test]
async fn what_cannot_be_is_named_and_nothing_is_stored() {
    on_each(async |database| {
        let server = TestServer::on(database).await;
        let (sales, support) = (server.queue("Sales").await, server.queue("Support").await);
        let owner = Console::of(&server, Role::Owner).await;
        let before = owner.get(PATH).await.json::<Vec<Queue>>();
        let with = |settings: QueueSettings| QueueDraft { settings, ..draft("Sales", &[]) };
        let hours = |json: serde_json::Value| {
            let hours = Some(serde_json::from_value(json).unwrap());
            with(QueueSettings { hours, ..QueueSettings::default() })
        };
        let overflow = |queue: &QueueId| {
            let overflow = Some(Overflow { queue: queue.clone(), after_seconds: 60 });
            QueueSettings { overflow, ..QueueSettings::default() }
        };
        let gone = vec![Rule::Agent { agent: "nobody".into() }];
        for (set, path) in [
            (draft("Support", &[]), "name"),
            (draft("", &[]), "name"),
            (draft("Sales", &["nobody".into()]), "members.0"),
            (with(QueueSettings { rules: gone, ..QueueSettings::default() }), "settings.rules.0.agent"),
            (with(overflow(&sales)), "settings.overflow.queue"),
            (with(overflow(&"nowhere".into())), "settings.overflow.queue"),
            (hours(json!({ "zone": "Mars/Base" })), "settings.hours.zone"),
            (
                hours(json!({ "zone": "UTC", "week": { "mon": ["09:00-13:00", "12:59-14:00"] } })),
                "settings.hours.week.mon",
            ),
            (
                hours(json!({ "zone": "UTC", "week": { "mon": ["22:00-06:00", "23:00-23:30"] } })),
                "settings.hours.week.mon",
            ),
            (
                hours(json!({ "zone": "UTC", "exceptions": { "2027-02-29": [] } })),
                "settings.hours.exceptions.2027-02-29",
            ),
        ] {
            assert_eq!(faults(&owner.change(&sales, before[0].version, &set).await), [path]);
        }
        let after = owner.get(PATH).await.json::<Vec<Queue>>();
        assert_eq!(after[0].set, before[0].set);

        let one_way = QueueDraft { settings: overflow(&sales), ..draft("Support", &[]) };
        assert_eq!(owner.change(&support, before[1].version, &one_way).await.status, 200);
        let back = owner.change(&sales, before[0].version, &with(overflow(&support))).await;
        assert_eq!(faults(&back), ["settings.overflow.queue"], "it would go round for ever");
        let unreadable = json!({ "version": 1, "set": { "name": "x", "members": [], "settings":
            { "hours": { "zone": "UTC", "week": { "mon": ["9-17"] } } } } });
        let unreadable = owner.send(Method::PUT, &path(&sales), Some(&unreadable)).await;
        assert_eq!((unreadable.status, code(&unreadable)), (400, Code::Malformed));
    })
    .await;
}

#[tokio::test]
async fn hours_are_explained_before_they_are_saved() {
    let server = TestServer::start().await;
    let manager = Console::of(&server, Role::Manager).await;
    let ask =
        async |hours: serde_json::Value| manager.send(Method::POST, "/api/admin/hours", Some(&hours)).await;
    // Now is Saturday, 13:00 in Warsaw.
    let minutes = |minutes: i64| Some(START.plus_millis(minutes * 60_000));
    for (week, open, changes_at) in [
        (json!({ "sat": ["09:00-13:30"] }), true, minutes(30)),
        (json!({ "sat": ["22:00-06:00"] }), false, minutes(9 * 60)),
        (json!({ "fri": ["22:00-13:01"] }), true, minutes(1)),
        (json!({}), false, None),
    ] {
        let now = ask(json!({ "zone": "Europe/Warsaw", "week": week })).await.json::<OpenNow>();
        assert_eq!(now, OpenNow { open, changes_at, local: "2026-11-21 13:00".into() }, "{week}");
    }
    let overlapping = ask(json!({ "zone": "UTC", "week": { "mon": ["09:00-13:00", "12:00-14:00"] } })).await;
    assert_eq!(faults(&overlapping), ["settings.hours.week.mon"]);
    assert_eq!(faults(&ask(json!({ "zone": "Mars/Base" })).await), ["settings.hours.zone"]);
}

/// Gives a group manager a queue to arrange.
async fn give(server: &TestServer, queue: &QueueId) {
    let agents = server.app.store.agents(START).await.unwrap();
    let agent = agents.into_iter().find(|agent| agent.set.role == Role::GroupManager).unwrap();
    let set = AgentDraft { manages: vec![queue.clone()], ..agent.set };
    server.app.store.change_agent(&agent.id, agent.version, &set).await.unwrap().unwrap();
}

#[tokio::test]
async fn each_role_reaches_as_far_as_it_goes() {
    for (role, expected) in [
        (None, [401; 9]),
        (Some(Role::Agent), [403; 9]),
        (Some(Role::GroupManager), [200, 200, 403, 200, 403, 403, 403, 403, 200]),
        (Some(Role::Manager), [200, 200, 200, 200, 200, 200, 204, 201, 200]),
        (Some(Role::Owner), [200, 200, 200, 200, 200, 200, 204, 201, 200]),
    ] {
        let server = TestServer::start().await;
        let [own, foreign, spare] =
            [server.queue("Own").await, server.queue("Foreign").await, server.queue("Spare").await];
        let console = match role {
            Some(role) => Console::of(&server, role).await,
            None => Console { server: &server, cookie: String::new() },
        };
        if role == Some(Role::GroupManager) {
            give(&server, &own).await;
        }
        let queues = server.app.store.queues().await.unwrap();
        let version = |id: &QueueId| queues.iter().find(|queue| queue.id == *id).unwrap().version;
        let order = Order { ids: queues.iter().map(|queue| queue.id.to_string()).collect() };
        let replies = [
            console.get(PATH).await,
            console.get(&path(&own)).await,
            console.get(&path(&foreign)).await,
            console.change(&own, version(&own), &draft("Own", &[])).await,
            console.change(&foreign, version(&foreign), &draft("Foreign", &[])).await,
            console.send(Method::PUT, &format!("{PATH}/order"), Some(&order)).await,
            console.delete(&spare).await,
            console.create(&draft("New", &[])).await,
            console.send(Method::POST, "/api/admin/hours", Some(&json!({ "zone": "UTC" }))).await,
        ];
        assert_eq!(replies.each_ref().map(|reply| reply.status), expected, "{role:?}");
        if role == Some(Role::GroupManager) {
            let list = replies[0].json::<Vec<Queue>>();
            assert_eq!(list.iter().map(|queue| &queue.id).collect::<Vec<_>>(), [&own]);
        }
    }
}

#[tokio::test]
async fn a_foreign_page_changes_nothing_in_the_name_of_an_owner() {
    let server = TestServer::start().await;
    let id = server.queue("Sales").await;
    let owner = Console::of(&server, Role::Owner).await;
    let before = owner.get(PATH).await.json::<Vec<Queue>>();
    for (method, path) in [
        (Method::POST, PATH.to_owned()),
        (Method::PUT, path(&id)),
        (Method::PUT, format!("{PATH}/order")),
        (Method::DELETE, path(&id)),
        (Method::POST, "/api/admin/hours".to_owned()),
    ] {
        for origin in ["https://evil.example", "null"] {
            let call = server.request(method.clone(), &path).header("cookie", &owner.cookie);
            let reply = call.header("origin", origin).json(&draft("x", &[])).send().await;
            assert_eq!((reply.status, code(&reply)), (403, Code::ForeignOrigin), "{method} {path} {origin}");
        }
    }
    assert_eq!(owner.get(PATH).await.json::<Vec<Queue>>(), before);
}
