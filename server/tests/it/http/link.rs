//! One-time links.

use crate::databases::on_each;
use crate::support::{PASSWORD, Reply, TestServer};
use futures_util::future::join_all;
use hyper::Method;
use sha2::{Digest, Sha256};
use shared::problem::{Code, Problem};
use shared::rest::{Me, SetPassword};

const DAY: i64 = 24 * 60 * 60 * 1_000;

async fn link(server: &TestServer, email: &str) -> String {
    let store = &server.app.store;
    let agent = store.agent_by_email(email).await.unwrap().unwrap();
    let token = server.app.entropy.secret();
    let expires_at = server.app.clock.now().plus_millis(7 * DAY);
    store.create_link(&agent, &hex::encode(Sha256::digest(&token)), expires_at).await.unwrap();
    token
}

async fn redeem(server: &TestServer, token: &str, password: &str) -> Reply {
    let form = SetPassword { token: token.into(), password: password.into() };
    server.post("/api/agent/set-password").json(&form).send().await
}

#[tokio::test]
async fn a_link_sets_the_password_once_and_ends_older_sessions() {
    on_each(async |database| {
        let server = TestServer::on(database).await;
        server.agent("anna@example.com", "Anna").await;
        let old = server.sign_in("anna@example.com").await;
        let token = link(&server, "anna@example.com").await;
        let reply = redeem(&server, &token, "a new password").await;
        assert_eq!(reply.json::<Me>().email, "anna@example.com");
        let who = async |cookie: &str| {
            server.request(Method::GET, "/api/agent/me").header("cookie", cookie).send().await.status
        };
        assert_eq!(who(&reply.cookie()).await, 200, "whoever sets a password is signed in");
        assert_eq!(who(&old).await, 401);
        assert_eq!(server.try_sign_in("anna@example.com", PASSWORD).await.status, 401);
        assert_eq!(server.try_sign_in("anna@example.com", "a new password").await.status, 200);

        let again = redeem(&server, &token, "a third password").await;
        assert_eq!((again.status, again.json::<Problem>().code), (410, Code::LinkUsed));
    })
    .await;
}

#[tokio::test]
async fn of_many_who_redeem_a_link_at_once_one_succeeds() {
    on_each(async |database| {
        let server = TestServer::on(database).await;
        server.agent_without_password("anna@example.com", "Anna").await;
        let token = link(&server, "anna@example.com").await;
        let replies = join_all((0..50).map(|_| redeem(&server, &token, "a new password"))).await;
        let mut statuses: Vec<u16> = replies.iter().map(|reply| reply.status).collect();
        statuses.sort_unstable();
        assert_eq!(statuses[0], 200);
        assert!(statuses[1..].iter().all(|status| *status == 410), "{statuses:?}");
    })
    .await;
}

#[tokio::test]
async fn a_link_runs_out_and_a_newer_one_replaces_it() {
    let server = TestServer::start().await;
    server.agent_without_password("anna@example.com", "Anna").await;
    let first = link(&server, "anna@example.com").await;
    let second = link(&server, "anna@example.com").await;
    assert_eq!(redeem(&server, &first, "a new password").await.status, 410);
    server.clock.advance(7 * DAY);
    assert_eq!(redeem(&server, &second, "a new password").await.status, 410);
    for garbage in ["", " ", "0", "null", &"x".repeat(10_000)] {
        assert_eq!(redeem(&server, garbage, "a new password").await.status, 410, "{garbage:?}");
    }
}
