//! The ban list, and a visitor banned out of a conversation.

use crate::databases::on_each;
use crate::stories::people::{Visitor, furnish};
use crate::support::{Reply, TestServer};
use hyper::Method;
use serde_json::{Value, json};
use shared::bans::Ban;
use shared::people::Role;
use shared::problem::{Code, Problem};
use shared::rest::ProblemDocument;
use shared::settings::Wrong;

const PATH: &str = "/api/admin/bans";

async fn post(server: &TestServer, cookie: &str, path: &str, body: &Value) -> Reply {
    server.own_page(Method::POST, path, cookie).json(body).send().await
}

async fn list(server: &TestServer, cookie: &str) -> Vec<Ban> {
    server.own_page(Method::GET, PATH, cookie).send().await.json()
}

#[tokio::test]
async fn a_ban_holds_at_once_and_is_taken_back() {
    on_each(async |database| {
        let server = TestServer::on(database).await;
        let queue = furnish(&server).await;
        let owner = server.signed_in(Role::Owner).await;
        let mut visitor = Visitor::come(&server).await;
        let conversation = visitor.ask(&queue).await;
        let wish = json!({ "network": "127.0.0.1", "reason": " spam\n", "hours": 2 });
        let reply = post(&server, &owner, PATH, &wish).await;
        assert_eq!((reply.status, reply.header("cache-control")), (201, "no-store"));
        let made = reply.json::<Ban>();
        assert_eq!((made.network.as_str(), made.reason.as_str()), ("127.0.0.1/32", "spam"));
        assert_eq!(made.until.map(|until| until.millis_since(made.created_at)), Some(2 * 60 * 60 * 1_000));
        assert_eq!(made.by.as_deref(), Some("Somebody"));
        assert_eq!(list(&server, &owner).await, std::slice::from_ref(&made));
        // Nothing but the ban has happened: no time has gone by.
        visitor.send(&conversation, &"c1".into(), "spam").await;
        assert_eq!(visitor.refused().await.code, Code::Banned);

        let path = format!("{PATH}/{}", made.id);
        assert_eq!(server.own_page(Method::DELETE, &path, &owner).send().await.status, 204);
        let again = server.own_page(Method::DELETE, &path, &owner).send().await;
        assert_eq!((again.status, again.json::<Problem>().code), (404, Code::NotFound));
        visitor.write(&conversation, "sorry").await;
        assert_eq!(list(&server, &owner).await, []);
    })
    .await;
}

#[tokio::test]
async fn an_agent_bans_whom_they_talk_with_and_nobody_else() {
    on_each(async |database| {
        let server = TestServer::on(database).await;
        let queue = furnish(&server).await;
        let agent = server.signed_in(Role::Agent).await;
        let mut visitor = Visitor::come(&server).await;
        let conversation = visitor.ask(&queue).await;
        let path = format!("/api/agent/conversations/{conversation}/ban");
        let wish = json!({ "cover": "network", "reason": "spam" });
        let stranger = post(&server, "", &path, &wish).await;
        assert_eq!(stranger.status, 401);
        let elsewhere = post(&server, &agent, "/api/agent/conversations/other/ban", &wish).await;
        assert_eq!((elsewhere.status, elsewhere.json::<Problem>().code), (404, Code::NotFound));
        let nameless = post(&server, &agent, &path, &json!({ "cover": "address", "reason": " " })).await;
        assert_eq!(nameless.json::<ProblemDocument>().faults[0].path, "reason");
        let reply = post(&server, &agent, &path, &wish).await;
        assert_eq!((reply.status, reply.json::<Ban>().network.as_str()), (201, "127.0.0.0/24"));
        visitor.send(&conversation, &"c1".into(), "spam").await;
        assert_eq!(visitor.refused().await.code, Code::Banned);
    })
    .await;
}

#[tokio::test]
async fn the_list_is_for_managers_and_odd_bans_are_named() {
    let server = TestServer::start().await;
    let wish = json!({ "network": "203.0.113.9", "reason": "spam" });
    for (role, expected) in
        [(Role::Agent, [403; 3]), (Role::GroupManager, [403; 3]), (Role::Manager, [200, 201, 404])]
    {
        let cookie = server.signed_in(role).await;
        let replies = [
            server.own_page(Method::GET, PATH, &cookie).send().await,
            post(&server, &cookie, PATH, &wish).await,
            server.own_page(Method::DELETE, &format!("{PATH}/none"), &cookie).send().await,
        ];
        assert_eq!(replies.each_ref().map(|reply| reply.status), expected, "{role:?}");
    }
    let owner = server.signed_in(Role::Owner).await;
    for (network, wrong) in
        [("", Wrong::Missing), ("nobody", Wrong::Malformed), ("0.0.0.0/0", Wrong::OutOfRange)]
    {
        let wish = json!({ "network": network, "reason": "", "hours": 0 });
        let reply = post(&server, &owner, PATH, &wish).await;
        let faults = reply.json::<ProblemDocument>().faults;
        let told: Vec<_> = faults.into_iter().map(|fault| (fault.path, fault.wrong)).collect();
        let expected = [("network", wrong), ("reason", Wrong::Missing), ("hours", Wrong::OutOfRange)];
        assert_eq!(told, expected.map(|(path, wrong)| (path.to_owned(), wrong)), "{network}");
    }
}
