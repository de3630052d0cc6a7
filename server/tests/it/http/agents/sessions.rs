//! Where people are signed in, and how that ends.

use super::*;
use crate::databases::on_each;
use crate::stories::people::{Agent as Desk, Socket};
use shared::agent::{AgentCommand, AgentUpdate};
use shared::rules::AGENT_PING_MILLIS;
use shared::staff::{Device, Session};

const OWN: &str = "/api/agent/sessions";
const PHONE: &str = "Mozilla/5.0 (Linux; Android 15; Pixel 9) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Mobile Safari/537.36";

async fn sign_in_from(server: &TestServer, user_agent: &str, address: &str) -> String {
    let form = shared::rest::SignIn { email: "anna@example.com".into(), password: PASSWORD.into() };
    let call = server.post("/api/agent/sign-in").header("user-agent", user_agent);
    call.header("x-forwarded-for", address).json(&form).send().await.cookie()
}

fn console<'a>(server: &'a TestServer, cookie: &str) -> Console<'a> {
    Console { server, cookie: cookie.into() }
}

#[tokio::test]
async fn one_sees_where_one_is_signed_in_and_ends_it() {
    let server = TestServer::configured("--trusted-proxies 127.0.0.1").await;
    server.agent("anna@example.com", "Anna").await;
    let first = console(&server, &sign_in_from(&server, "", "203.0.113.1").await);
    server.clock.advance(1_000);
    let phone = console(&server, &sign_in_from(&server, PHONE, "203.0.113.2").await);
    let mut socket = Socket::open(&server, "/api/agent/socket", Some(&phone.cookie)).await;
    let _: AgentUpdate = socket.hear().await;
    let seen = |session: &Session| {
        let Session { browser, device, address, connections, own, .. } = session.clone();
        (browser, device, address, connections, own)
    };
    let list = first.get(OWN).await.json::<Vec<Session>>();
    let browser = "Chrome 156 on Android".to_owned();
    assert_eq!(
        list.iter().map(seen).collect::<Vec<_>>(),
        [
            (browser, Device::Phone, "203.0.113.2".to_owned(), 1, false),
            (String::new(), Device::Computer, "203.0.113.1".to_owned(), 0, true),
        ]
    );
    assert!(list.iter().all(|session| !first.cookie.contains(&session.id)), "no token is told");

    assert_eq!(first.send(Method::DELETE, &format!("{OWN}/{}", list[0].id)).await.status, 204);
    assert_eq!(socket.hung_up().await, Some(4401));
    assert_eq!((phone.me().await, first.me().await), (401, 200));
    let again = first.send(Method::DELETE, &format!("{OWN}/{}", list[0].id)).await;
    assert_eq!(code(&again), (404, Code::NotFound));

    server.clock.advance(61_000);
    let moved = first.call(Method::GET, OWN).header("x-forwarded-for", "203.0.113.3").send().await;
    let own = first.get(OWN).await.json::<Vec<Session>>().remove(0);
    assert_eq!((moved.status, own.own, own.address.as_str()), (200, true, "203.0.113.3"));
    assert_eq!(own.active_at.millis_since(own.began_at), 62_000);
    server.clock.advance(59_000);
    let later = first.get(OWN).await.json::<Vec<Session>>().remove(0);
    assert_eq!(later.active_at, own.active_at, "at most once a minute");
}

#[tokio::test]
async fn a_window_that_is_open_keeps_its_session_active() {
    let server = TestServer::start().await;
    server.agent("anna@example.com", "Anna").await;
    let mut window = Desk::come(&server, "anna@example.com").await;
    let here = console(&server, &window.cookie);
    let began = here.get(OWN).await.json::<Vec<Session>>()[0].began_at;
    for _ in 0..70_000 / AGENT_PING_MILLIS {
        server.clock.advance(AGENT_PING_MILLIS);
        window.until(|update| matches!(update, AgentUpdate::Ping).then_some(())).await;
        window.socket.say(&AgentCommand::Pong).await;
        // The answer to a question proves that the pong was heard before the clock moves on.
        window.socket.say(&AgentCommand::Resume { conversation: "none".into(), after: 0 }).await;
        window.refused().await;
    }
    let stored = server.app.store.agents(server.app.clock.now()).await.unwrap().remove(0);
    let sessions = server.app.store.sessions_of(&stored.id, server.app.clock.now()).await.unwrap();
    let active = sessions[0].active_at.millis_since(began);
    assert!((60_000..70_000).contains(&active), "{active}");
    assert_eq!(stored.active_at, Some(sessions[0].active_at));
}

#[tokio::test]
async fn all_other_sessions_end_at_once_and_nobody_elses() {
    on_each(async |database| {
        let server = TestServer::on(database).await;
        server.agent("anna@example.com", "Anna").await;
        server.agent("boris@example.com", "Boris").await;
        let boris = console(&server, &server.sign_in("boris@example.com").await);
        let mut others = Vec::new();
        for _ in 0..3 {
            others.push(Desk::come(&server, "anna@example.com").await);
        }
        let here = console(&server, &server.sign_in("anna@example.com").await);
        let foreign = boris.get(OWN).await.json::<Vec<Session>>().remove(0).id;
        let refused = here.send(Method::DELETE, &format!("{OWN}/{foreign}")).await;
        assert_eq!(code(&refused), (404, Code::NotFound), "somebody else's");
        assert_eq!(here.send(Method::DELETE, OWN).await.status, 204);
        for mut other in others {
            assert_eq!(other.socket.hung_up().await, Some(4401));
            assert_eq!(console(&server, &other.cookie).me().await, 401);
        }
        assert_eq!((here.me().await, boris.me().await), (200, 200));
        assert_eq!(here.get(OWN).await.json::<Vec<Session>>().len(), 1);
    })
    .await;
}

#[tokio::test]
async fn a_force_logout_closes_everything_and_the_old_cookies_are_refused_everywhere() {
    on_each(async |database| {
        let server = TestServer::on(database).await;
        server.queue("Sales").await;
        server.agent("anna@example.com", "Anna").await;
        let owner = Console::of(&server, Role::Owner).await;
        let mut windows = Vec::new();
        for _ in 0..2 {
            windows.push(Desk::come(&server, "anna@example.com").await);
        }
        let second = Desk::come_back(&server, windows[0].cookie.clone()).await;
        windows.push(second);
        let anna = owner.agent("anna").await;
        let sessions = path(&anna.id, "/sessions");
        let connections = owner.get(&sessions).await.json::<Vec<Session>>();
        let mut connections: Vec<_> = connections.iter().map(|session| session.connections).collect();
        connections.sort_unstable();
        assert_eq!(connections, [1, 2]);

        assert_eq!(owner.send(Method::DELETE, &sessions).await.status, 204);
        for mut window in windows {
            assert_eq!(window.socket.hung_up().await, Some(4401));
            let anna = console(&server, &window.cookie);
            for (method, path) in [
                (Method::GET, "/api/agent/me"),
                (Method::GET, "/api/agent/socket"),
                (Method::GET, "/api/agent/tickets"),
                (Method::GET, "/api/agent/colleagues"),
                (Method::GET, OWN),
                (Method::DELETE, OWN),
                (Method::DELETE, "/api/agent/photo"),
                (Method::PUT, "/api/agent/photo"),
                (Method::POST, "/api/agent/files?conversation=k"),
                (Method::GET, "/api/agent/conversations/k/transcript"),
                (Method::GET, PATH),
                (Method::GET, "/api/admin/queues"),
                (Method::GET, "/api/admin/widgets"),
            ] {
                let reply = anna.send(method.clone(), path).await;
                assert_eq!(code(&reply), (401, Code::SessionExpired), "{method} {path}");
            }
        }
        assert!(owner.get(&sessions).await.json::<Vec<Session>>().is_empty());
        assert_eq!(owner.agent("anna").await.presence, shared::staff::Presence::Offline);
        Desk::come(&server, "anna@example.com").await;
    })
    .await;
}

#[tokio::test]
async fn an_admin_ends_one_session_of_an_agent() {
    let server = TestServer::start().await;
    server.agent("anna@example.com", "Anna").await;
    let owner = Console::of(&server, Role::Owner).await;
    let (one, other) = (server.sign_in("anna@example.com").await, server.sign_in("anna@example.com").await);
    let anna = owner.agent("anna").await;
    let list = owner.get(&path(&anna.id, "/sessions")).await.json::<Vec<Session>>();
    assert!(list.iter().all(|session| !session.own));
    let me = owner.agent("owner").await;
    let wrong = path(&me.id, &format!("/sessions/{}", list[0].id));
    assert_eq!(code(&owner.send(Method::DELETE, &wrong).await), (404, Code::NotFound), "not that agent's");
    let right = path(&anna.id, &format!("/sessions/{}", list[0].id));
    assert_eq!(owner.send(Method::DELETE, &right).await.status, 204);
    let mut left = [console(&server, &one).me().await, console(&server, &other).me().await];
    left.sort_unstable();
    assert_eq!(left, [200, 401]);
}

#[tokio::test]
async fn whose_role_changes_signs_in_anew() {
    on_each(async |database| {
        let server = TestServer::on(database).await;
        let owner = Console::of(&server, Role::Owner).await;
        server.agent("anna@example.com", "Anna").await;
        let mut window = Desk::come(&server, "anna@example.com").await;
        let anna = owner.agent("anna").await;
        let named = AgentDraft { name: "Anna N.".into(), ..anna.set.clone() };
        assert_eq!(owner.change(&anna.id, anna.version, &named).await.status, 200);
        assert_eq!(console(&server, &window.cookie).me().await, 200, "a new name ends nothing");
        let more = AgentDraft { role: Role::Manager, ..named };
        assert_eq!(owner.change(&anna.id, anna.version + 1, &more).await.status, 200);
        assert_eq!(window.socket.hung_up().await, Some(4401));
        assert_eq!(console(&server, &window.cookie).me().await, 401);
    })
    .await;
}
