//! Tags of conversations, looked after: renamed, merged and taken away on all that bear them.

use crate::databases::on_each;
use crate::own_console::Console;
use crate::stories::people::{Agent, Visitor, furnish};
use crate::stories::team::story;
use crate::support::{Reply, TestServer};
use hyper::Method;
use serde_json::json;
use server::live::indexing;
use server::live::retagging::{UnderWay, Wish};
use shared::agent::{AgentCommand, AgentUpdate};
use shared::ids::{ConversationId, QueueId};
use shared::people::{AgentCard, Role};
use shared::problem::Code;
use shared::rest::ProblemDocument;
use shared::search::Found;
use shared::settings::Wrong;
use shared::tags::ConversationTags;
use shared::timeline::{Fact, StaffFact};

const PATH: &str = "/api/admin/conversation-tags";

/// A visitor's conversation that Anna has, with tags.
async fn tagged(server: &TestServer, queue: &QueueId, anna: &mut Agent, tags: &[&str]) -> ConversationId {
    let conversation = Visitor::come(server).await.ask(queue).await;
    anna.write(&conversation, "Hello").await;
    for tag in tags {
        let (conversation, id) = (conversation.clone(), anna.id());
        anna.socket.say(&AgentCommand::Tag { conversation, id, tag: (*tag).into() }).await;
        anna.until(|update| match update {
            AgentUpdate::Events { events, .. } => {
                let is_it = |fact: &Fact| {
                    matches!(fact, Fact::Staff(StaffFact::Tagged { tag: given, .. }) if given == tag)
                };
                events.iter().any(|entry| is_it(&entry.fact)).then_some(())
            }
            _ => None,
        })
        .await;
    }
    conversation
}

async fn indexed(server: &TestServer) {
    indexing::catch_up(&server.app.store, &server.app.live.changes).await.unwrap();
}

async fn listed(console: &Console<'_>) -> Vec<(String, u32)> {
    let reply = console.get(PATH).await;
    assert_eq!(reply.status, 200, "{}", reply.text());
    names(&reply)
}

fn names(reply: &Reply) -> Vec<(String, u32)> {
    let all: ConversationTags = reply.json();
    assert_eq!((all.work, all.building), (None, false));
    all.tags.into_iter().map(|tag| (tag.tag, tag.conversations)).collect()
}

async fn post(console: &Console<'_>, what: &str, body: serde_json::Value) -> Reply {
    console.send(Method::POST, &format!("{PATH}/{what}"), Some(&body)).await
}

fn pairs(all: &[(&str, u32)]) -> Vec<(String, u32)> {
    all.iter().map(|(tag, many)| ((*tag).to_owned(), *many)).collect()
}

#[tokio::test]
async fn a_tag_is_renamed_merged_and_taken_away_everywhere() {
    on_each(async |database| {
        let server = TestServer::on(database).await;
        let queue = furnish(&server).await;
        let mut anna = Agent::come(&server, "anna@example.com").await;
        let manager = Console { server: &server, cookie: server.signed_in_outside(Role::Manager).await };
        let first = tagged(&server, &queue, &mut anna, &["billing", "big spender"]).await;
        server.clock.advance(1_000);
        let second = tagged(&server, &queue, &mut anna, &["billing", "money"]).await;
        server.clock.advance(1_000);
        let third = tagged(&server, &queue, &mut anna, &["money"]).await;
        indexed(&server).await;
        assert_eq!(listed(&manager).await, pairs(&[("big spender", 1), ("billing", 2), ("money", 2)]));
        let order = async || -> Vec<ConversationId> {
            let found: Found = manager.get("/api/agent/conversations").await.json();
            found.lines.into_iter().map(|line| line.conversation).collect()
        };
        assert_eq!(order().await, [third.clone(), second.clone(), first.clone()]);

        server.clock.advance(1_000);
        let reply = post(&manager, "rename", json!({ "tag": "billing", "into": " #Invoices " })).await;
        assert_eq!(reply.status, 200, "{}", reply.text());
        assert_eq!(names(&reply), pairs(&[("big spender", 1), ("invoices", 2), ("money", 2)]));
        let told = story(&server, &first).await;
        assert_eq!(told[told.len() - 2..], ["untagged billing", "tagged invoices"]);
        let sees = |fact: &Fact| {
            matches!(fact, Fact::Staff(StaffFact::Tagged { tag, by, .. }) if tag == "invoices" && by.name == "Maria")
        };
        anna.records(sees).await;

        let reply = post(&manager, "merge", json!({ "tag": "invoices", "into": "money" })).await;
        assert_eq!(names(&reply), pairs(&[("big spender", 1), ("money", 3)]));
        let told = story(&server, &second).await;
        assert_eq!(told.last().map(String::as_str), Some("untagged invoices"), "it bore the other one already");

        let reply = post(&manager, "remove", json!({ "tag": "money" })).await;
        assert_eq!(names(&reply), pairs(&[("big spender", 1)]));
        let tags: Vec<String> = manager.get("/api/agent/tags").await.json();
        assert_eq!(tags, ["big spender"], "what is offered follows");
        let kept = server.app.store.conversation(&first).await.unwrap().unwrap().staff.tags;
        assert_eq!(kept, ["big spender"]);
        // What a conversation is called is nothing that happens in it.
        assert_eq!(order().await, [third, second, first]);
    })
    .await;
}

#[tokio::test]
async fn many_conversations_are_gone_through_in_the_background() {
    on_each(async |database| {
        let server = TestServer::on(database).await;
        let queue = furnish(&server).await;
        let mut anna = Agent::come(&server, "anna@example.com").await;
        let manager = Console { server: &server, cookie: server.signed_in_outside(Role::Manager).await };
        for _ in 0..60 {
            tagged(&server, &queue, &mut anna, &["late"]).await;
        }
        indexed(&server).await;
        let reply = post(&manager, "rename", json!({ "tag": "late", "into": "delayed" })).await;
        assert_eq!(reply.status, 202, "{}", reply.text());
        let work = reply.json::<ConversationTags>().work.expect("it goes on");
        assert_eq!((work.tag.as_str(), work.into.as_deref(), work.total), ("late", Some("delayed"), 60));
        let done = async {
            loop {
                let all: ConversationTags = manager.get(PATH).await.json();
                if all.work.is_none() {
                    break all;
                }
            }
        };
        let all = tokio::time::timeout(std::time::Duration::from_secs(30), done).await.expect("it ends");
        let tags: Vec<_> = all.tags.into_iter().map(|tag| (tag.tag, tag.conversations)).collect();
        assert_eq!(tags, pairs(&[("delayed", 60)]));
    })
    .await;
}

#[tokio::test]
async fn only_managers_do_and_only_what_makes_sense() {
    on_each(async |database| {
        let server = TestServer::on(database).await;
        let queue = furnish(&server).await;
        let mut anna = Agent::come(&server, "anna@example.com").await;
        tagged(&server, &queue, &mut anna, &["one", "two"]).await;
        let manager = Console { server: &server, cookie: server.signed_in_outside(Role::Manager).await };
        let building = post(&manager, "remove", json!({ "tag": "one" })).await;
        assert_eq!(building.status, 503, "the index isn't there yet");
        indexed(&server).await;
        for role in [Role::Agent, Role::GroupManager, Role::Manager, Role::Owner] {
            let console = Console::of(&server, role).await;
            let is_allowed = role >= Role::Manager;
            assert_eq!(console.get(PATH).await.status == 200, is_allowed, "{role:?}");
            for (what, body) in [
                ("rename", json!({ "tag": "none", "into": "x" })),
                ("merge", json!({ "tag": "none", "into": "one" })),
                ("remove", json!({ "tag": "none" })),
            ] {
                let status = post(&console, what, body).await.status;
                assert_eq!(status, if is_allowed { 404 } else { 403 }, "{role:?} {what}");
            }
        }
        assert_eq!(post(&manager, "merge", json!({ "tag": "one", "into": "one" })).await.status, 404);
        assert_eq!(post(&manager, "merge", json!({ "tag": "one", "into": "new" })).await.status, 404);
        for (into, wrong) in
            [("two", Wrong::Twice), (" # ", Wrong::Missing), (&"x".repeat(41), Wrong::TooLong)]
        {
            let reply = post(&manager, "rename", json!({ "tag": "one", "into": into })).await;
            assert_eq!(reply.status, 422, "{into}");
            let faults = reply.json::<ProblemDocument>().faults;
            assert_eq!((faults[0].path.as_str(), &faults[0].wrong), ("into", &wrong));
        }
        // One at a time.
        let by = AgentCard { id: "nobody".into(), name: "Nobody".into(), photo: None };
        let wish = Wish { by, tag: "two".into(), into: None };
        let busy = UnderWay::begin(&server.app, wish, 7).unwrap();
        let refused = post(&manager, "remove", json!({ "tag": "one" })).await;
        assert_eq!((refused.status, refused.json::<ProblemDocument>().problem.code), (409, Code::Stale));
        let shown = manager.get(PATH).await.json::<ConversationTags>().work;
        assert_eq!(shown.map(|work| (work.tag, work.done, work.total)), Some(("two".into(), 0, 7)));
        drop(busy);
        assert_eq!(listed(&manager).await, pairs(&[("one", 1), ("two", 1)]), "nothing was done");
    })
    .await;
}
