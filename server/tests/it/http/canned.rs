//! Canned responses: written by those who may, used by those whom they are for.

use crate::databases::on_each;
use crate::own_console::Console;
use crate::support::{Reply, TestServer};
use hyper::Method;
use serde_json::json;
use shared::canned::{Canned, CannedChange, CannedDraft};
use shared::ids::{CannedId, QueueId};
use shared::people::Role;
use shared::problem::{Code, Problem};
use shared::rest::ProblemDocument;
use shared::settings::Wrong;
use shared::staff::AgentDraft;

const PATH: &str = "/api/admin/canned";

impl Console<'_> {
    async fn create_canned(&self, set: &CannedDraft) -> Reply {
        self.send(Method::POST, PATH, Some(set)).await
    }

    async fn change_canned(&self, id: &CannedId, version: u32, set: &CannedDraft) -> Reply {
        let change = CannedChange { version, set: set.clone() };
        self.send(Method::PUT, &path(id), Some(&change)).await
    }

    async fn delete_canned(&self, id: &CannedId, version: u32) -> Reply {
        self.send(Method::DELETE, &format!("{}?version={version}", path(id)), None::<&()>).await
    }

    /// The titles of what can be used.
    async fn usable(&self) -> Vec<String> {
        let all = self.get("/api/agent/canned").await.json::<Vec<Canned>>();
        all.into_iter().map(|canned| canned.set.title).collect()
    }
}

fn path(id: &CannedId) -> String {
    format!("{PATH}/{id}")
}

fn draft(title: &str, queues: Option<&[&QueueId]>) -> CannedDraft {
    CannedDraft {
        title: title.into(),
        queues: queues.map(|queues| queues.iter().map(|queue| (*queue).clone()).collect()),
        texts: [("en".into(), "Hello {visitor_name|there}!".into())].into(),
        ..CannedDraft::default()
    }
}

fn code(reply: &Reply) -> Code {
    reply.json::<Problem>().code
}

#[tokio::test]
async fn a_response_is_written_changed_and_taken_away() {
    on_each(async |database| {
        let server = TestServer::on(database).await;
        let owner = Console::of(&server, Role::Owner).await;
        let reply = owner
            .create_canned(&CannedDraft {
                shortcut: " HI ".into(),
                category: " Greetings ".into(),
                ..draft(" Hello ", None)
            })
            .await;
        assert_eq!((reply.status, reply.header("cache-control")), (201, "no-store"));
        let made = reply.json::<Canned>();
        let tidy =
            CannedDraft { shortcut: "hi".into(), category: "Greetings".into(), ..draft("Hello", None) };
        assert_eq!((made.version, &made.set), (1, &tidy));
        owner.create_canned(&draft("Again", None)).await;
        let list = owner.get(PATH).await.json::<Vec<Canned>>();
        let titles: Vec<_> = list.iter().map(|canned| canned.set.title.as_str()).collect();
        assert_eq!(titles, ["Again", "Hello"], "by category and title");

        let reply = owner.change_canned(&made.id, 1, &draft("Good day", None)).await;
        assert_eq!((reply.status, reply.json::<Canned>().version), (200, 2));
        assert_eq!(owner.get(&path(&made.id)).await.json::<Canned>().set, draft("Good day", None));
        for stale in [owner.change_canned(&made.id, 1, &tidy).await, owner.delete_canned(&made.id, 1).await] {
            assert_eq!((stale.status, code(&stale)), (409, Code::Stale));
        }
        assert_eq!(owner.delete_canned(&made.id, 2).await.status, 204);
        let unversioned = owner.send(Method::DELETE, &path(&made.id), None::<&()>).await;
        assert_eq!(unversioned.status, 400);
        for gone in [
            owner.get(&path(&made.id)).await,
            owner.change_canned(&made.id, 2, &tidy).await,
            owner.delete_canned(&made.id, 2).await,
        ] {
            assert_eq!((gone.status, code(&gone)), (404, Code::NotFound));
        }
        assert_eq!(owner.usable().await, ["Again"]);
    })
    .await;
}

#[tokio::test]
async fn of_two_who_change_the_same_response_one_is_told() {
    on_each(async |database| {
        let server = TestServer::on(database).await;
        let owner = Console::of(&server, Role::Owner).await;
        let id = owner.create_canned(&draft("Hello", None)).await.json::<Canned>().id;
        let (one, other) = (draft("One", None), draft("Other", None));
        let (a, b) = tokio::join!(owner.change_canned(&id, 1, &one), owner.change_canned(&id, 1, &other));
        let (won, lost) = if a.status == 200 { (a, b) } else { (b, a) };
        assert_eq!((won.status, lost.status, code(&lost)), (200, 409, Code::Stale));
        assert_eq!(owner.get(&path(&id)).await.json::<Canned>(), won.json::<Canned>());
    })
    .await;
}

#[tokio::test]
async fn what_cannot_be_is_named_and_nothing_is_stored() {
    let server = TestServer::start().await;
    let owner = Console::of(&server, Role::Owner).await;
    let mut bad = draft("", Some(&[&"nowhere".into()]));
    bad.texts.insert("ru".into(), "Здравствуйте, {visitor}!".into());
    let reply = owner.create_canned(&bad).await;
    let document = reply.json::<ProblemDocument>();
    assert_eq!((reply.status, document.problem.code), (422, Code::Invalid));
    let faults: Vec<_> = document.faults.into_iter().map(|fault| (fault.path, fault.wrong)).collect();
    assert_eq!(
        faults,
        [
            ("title".into(), Wrong::Missing),
            ("texts.ru".into(), Wrong::Variable { name: "visitor".into() }),
            ("queues".into(), Wrong::Missing),
        ]
    );
    let foreign =
        owner.send(Method::POST, PATH, Some(&json!({ "title": "x", "texts": {}, "html": "x" }))).await;
    assert_eq!((foreign.status, code(&foreign)), (400, Code::Malformed));
    assert_eq!(owner.usable().await, [""; 0]);
}

#[tokio::test]
async fn each_role_does_what_it_may() {
    for (role, expected) in [
        (None, [401, 401, 401, 401, 401, 401]),
        (Some(Role::Agent), [403, 403, 403, 403, 403, 403]),
        (Some(Role::GroupManager), [200, 201, 403, 403, 403, 403]),
        (Some(Role::Manager), [200, 201, 201, 201, 200, 204]),
    ] {
        let server = TestServer::start().await;
        let [own, foreign] = [server.queue("Own").await, server.queue("Foreign").await];
        let owner = Console::of(&server, Role::Owner).await;
        let all = owner.create_canned(&draft("All", None)).await.json::<Canned>();
        let theirs = owner.create_canned(&draft("Theirs", Some(&[&foreign]))).await.json::<Canned>();
        let console = match role {
            Some(role) => Console::of(&server, role).await,
            None => Console { server: &server, cookie: String::new() },
        };
        if role == Some(Role::GroupManager) {
            give(&server, &own).await;
        }
        let replies = [
            console.get(PATH).await,
            console.create_canned(&draft("Own", Some(&[&own]))).await,
            console.create_canned(&draft("Both", Some(&[&own, &foreign]))).await,
            console.create_canned(&draft("Everywhere", None)).await,
            console.change_canned(&all.id, 1, &draft("All", Some(&[&own]))).await,
            console.delete_canned(&theirs.id, 1).await,
        ];
        assert_eq!(replies.each_ref().map(|reply| reply.status), expected, "{role:?}");
        if role == Some(Role::GroupManager) {
            let list = console.get(PATH).await.json::<Vec<Canned>>();
            assert_eq!(list.into_iter().map(|canned| canned.set.title).collect::<Vec<_>>(), ["Own"]);
            let mine = console.get(PATH).await.json::<Vec<Canned>>().remove(0);
            let spread = console.change_canned(&mine.id, 1, &draft("Own", None)).await;
            assert_eq!(spread.status, 403, "nobody gives to all what is for theirs");
        }
    }
}

/// Lets the one group manager arrange a queue, and serve no other.
async fn give(server: &TestServer, queue: &QueueId) {
    let agents = server.app.store.agents(server.app.clock.now()).await.unwrap();
    let agent = agents.into_iter().find(|agent| agent.set.role == Role::GroupManager).unwrap();
    let set = AgentDraft { manages: vec![queue.clone()], queues: vec![], ..agent.set };
    server.app.store.change_agent(&agent.id, agent.version, &set).await.unwrap().unwrap();
}

#[tokio::test]
async fn agents_use_what_is_for_their_queues_and_a_queue_that_goes_takes_nothing_to_others() {
    on_each(async |database| {
        let server = TestServer::on(database).await;
        let [sales, support] = [server.queue("Sales").await, server.queue("Support").await];
        let owner = Console::of(&server, Role::Owner).await;
        for set in [draft("All", None), draft("Sales", Some(&[&sales])), draft("Support", Some(&[&support]))]
        {
            assert_eq!(owner.create_canned(&set).await.status, 201);
        }
        server.agent("anna@example.com", "Anna").await;
        let agents = server.app.store.agents(server.app.clock.now()).await.unwrap();
        let anna = agents.into_iter().find(|agent| agent.set.name == "Anna").unwrap();
        let set = AgentDraft { queues: vec![sales.clone()], ..anna.set };
        server.app.store.change_agent(&anna.id, anna.version, &set).await.unwrap().unwrap();
        let anna = Console { server: &server, cookie: server.sign_in("anna@example.com").await };
        assert_eq!(anna.usable().await, ["All", "Sales"]);
        assert_eq!(owner.usable().await, ["All", "Sales", "Support"]);
        let stranger = Console { server: &server, cookie: String::new() };
        assert_eq!(stranger.get("/api/agent/canned").await.status, 401);

        server.app.store.delete_queue(&sales, server.app.clock.now()).await.unwrap().unwrap();
        assert_eq!(anna.usable().await, ["All"], "what was for a queue that is gone is for none");
        let orphan = owner.get(PATH).await.json::<Vec<Canned>>().remove(1);
        assert_eq!((orphan.set.title.as_str(), orphan.set.queues), ("Sales", Some([].into())));
    })
    .await;
}
