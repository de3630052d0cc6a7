//! Agents are made, changed, put in order and deactivated.

use super::*;
use crate::databases::on_each;
use crate::stories::people::{Agent as Desk, Visitor};
use shared::people::STOCK_PHOTOS;
use shared::queue::QueueDraft;
use shared::rest::{Me, Queue, QueueChange, StockPhoto};
use shared::staff::{Colleagues, Order, Presence};

#[tokio::test]
async fn an_agent_is_made_with_a_link_and_changed() {
    on_each(async |database| {
        let server = TestServer::on(database).await;
        let (sales, support) = (server.queue("Sales").await, server.queue("Support").await);
        let owner = Console::of(&server, Role::Owner).await;
        let set = AgentDraft {
            email: " Anna@Shop.example".into(),
            extension: " 101".into(),
            languages: vec!["pl".into()],
            capacity: 5,
            ..draft("Anna", &[&support, &sales])
        };
        let reply = owner.create(&set).await;
        assert_eq!((reply.status, reply.header("cache-control")), (201, "no-store"), "{}", reply.text());
        let Invited { agent: made, link, .. } = reply.json();
        assert!(link.starts_with(&format!("{}/console/welcome#", server.origin)), "{link}");
        let stored = AgentDraft {
            email: "anna@shop.example".into(),
            extension: "101".into(),
            queues: vec![sales.clone(), support.clone()],
            ..set
        };
        assert_eq!((made.version, &made.set, made.active, made.signed_up), (1, &stored, true, false));
        assert_eq!((made.presence, made.conversations, made.sessions), (Presence::Offline, 0, 0));

        let anna = redeem(&server, &link).await;
        let me = server.request(Method::GET, "/api/agent/me").header("cookie", &anna).send().await;
        assert_eq!(me.json::<Me>().agent.id, made.id);
        let now = owner.agent("anna").await;
        assert_eq!((now.signed_up, now.sessions), (true, 1));

        let change = AgentDraft { queues: vec![support.clone()], name: "Anna Nowak".into(), ..stored };
        let changed = owner.change(&made.id, 1, &change).await.json::<Agent>();
        assert_eq!((changed.version, &changed.set), (2, &change));
        assert_eq!(owner.get(&path(&made.id, "")).await.json::<Agent>(), changed);
        assert_eq!(owner.agents().await.len(), 2);

        let again = owner.post(&path(&made.id, "/link")).await.json::<Invited>();
        assert_ne!(again.link, link);
        redeem(&server, &again.link).await;
        let gone = server.request(Method::GET, "/api/agent/me").header("cookie", &anna).send().await;
        assert_eq!(gone.status, 401, "a new password ends what the old one began");
    })
    .await;
}

#[tokio::test]
async fn what_cannot_be_is_named_and_nothing_is_stored() {
    on_each(async |database| {
        let server = TestServer::on(database).await;
        let sales = server.queue("Sales").await;
        let owner = Console::of(&server, Role::Owner).await;
        let anna = AgentDraft { extension: "7".into(), ..draft("Anna", &[&sales]) };
        owner.create(&anna).await;
        let nowhere = QueueId::from("nowhere");
        let missing = || ("queues.1".to_owned(), Wrong::Missing);
        let twice = |path: &str| (path.to_owned(), Wrong::Twice);
        for (set, expected) in [
            (AgentDraft { email: "ANNA@shop.example ".into(), ..draft("Boris", &[]) }, vec![twice("email")]),
            (AgentDraft { extension: "7 ".into(), ..draft("Boris", &[]) }, vec![twice("extension")]),
            (draft("Boris", &[&sales, &nowhere]), vec![missing()]),
            (
                AgentDraft { extension: "7".into(), ..draft("Anna", &[&sales, &nowhere]) },
                vec![twice("email"), twice("extension"), missing()],
            ),
            (
                AgentDraft { role: Role::GroupManager, ..draft("Boris", &[]) },
                vec![("manages".to_owned(), Wrong::Missing)],
            ),
        ] {
            assert_eq!(faults(&owner.create(&set).await), expected);
        }
        let boris = owner.create(&draft("Boris", &[])).await.json::<Invited>().agent;
        let reply =
            owner.change(&boris.id, 1, &AgentDraft { extension: "7".into(), ..draft("Boris", &[]) }).await;
        assert_eq!(faults(&reply), [twice("extension")]);
        assert_eq!(owner.agent("boris").await, boris);
        assert_eq!(owner.agents().await.len(), 3);
        let none = AgentId::from("nobody");
        for reply in [
            owner.change(&none, 1, &draft("X", &[])).await,
            owner.get(&path(&none, "")).await,
            owner.post(&path(&none, "/deactivate")).await,
            owner.get(&path(&none, "/sessions")).await,
        ] {
            assert_eq!(code(&reply), (404, Code::NotFound));
        }
    })
    .await;
}

#[tokio::test]
async fn nobody_overwrites_what_they_have_not_seen() {
    on_each(async |database| {
        let server = TestServer::on(database).await;
        let sales = server.queue("Sales").await;
        let owner = Console::of(&server, Role::Owner).await;
        let anna = owner.create(&draft("Anna", &[&sales])).await.json::<Invited>().agent;
        let named = |name: &str| AgentDraft { name: name.into(), ..anna.set.clone() };
        let (one, other) = (named("One"), named("Other"));
        let (one, other) = tokio::join!(owner.change(&anna.id, 1, &one), owner.change(&anna.id, 1, &other));
        let (won, lost) = if one.status == 200 { (one, other) } else { (other, one) };
        assert_eq!(code(&lost), (409, Code::Stale));
        assert_eq!(owner.agent("anna").await, won.json::<Agent>());

        // The page of queues and the page of agents say who is in a queue; neither overwrites the other.
        let queue = owner.get(&format!("/api/admin/queues/{sales}")).await.json::<Queue>();
        let without = QueueDraft { members: vec![], ..queue.set.clone() };
        let change = QueueChange { version: queue.version, set: without };
        assert_eq!(owner.put(&format!("/api/admin/queues/{sales}"), &change).await.status, 200);
        let lost = owner.change(&anna.id, 2, &named("Late")).await;
        assert_eq!(code(&lost), (409, Code::Stale));
        let fresh = owner.agent("anna").await;
        assert_eq!(fresh.set.queues, []);
        let back = owner.change(&anna.id, fresh.version, &named("Back")).await;
        assert_eq!(back.status, 200, "{}", back.text());
        let lost =
            owner.put(&format!("/api/admin/queues/{sales}"), &QueueChange { version: 2, ..change }).await;
        assert_eq!(code(&lost), (409, Code::Stale));
        assert_eq!(owner.agent("anna").await.set.queues, [sales]);
    })
    .await;
}

#[tokio::test]
async fn the_last_owner_who_can_sign_in_stays() {
    on_each(async |database| {
        let server = TestServer::on(database).await;
        let owner = Console::of(&server, Role::Owner).await;
        let me = owner.agent("owner").await;
        // Invited, but without a password: no owner to rely on.
        owner.create(&AgentDraft { role: Role::Owner, ..draft("Zoe", &[]) }).await;
        let less = AgentDraft { role: Role::Manager, ..me.set.clone() };
        for reply in
            [owner.change(&me.id, me.version, &less).await, owner.post(&path(&me.id, "/deactivate")).await]
        {
            assert_eq!(code(&reply), (409, Code::LastOwner));
        }
        assert_eq!(owner.agent("owner").await, me, "nothing was stored, and the session goes on");

        let second =
            Console::made_by(&owner, &AgentDraft { role: Role::Owner, ..draft("Second", &[]) }).await;
        let other = owner.agent("second").await;
        let deactivate = path(&other.id, "/deactivate");
        let (mine, theirs) = tokio::join!(owner.change(&me.id, me.version, &less), second.post(&deactivate));
        let mut statuses = [mine.status, theirs.status];
        statuses.sort_unstable();
        assert_eq!(
            statuses,
            [200, 409],
            "of two who go at once, one stays: {} {}",
            mine.text(),
            theirs.text()
        );
        let left = if mine.status == 200 { &second } else { &owner };
        assert_eq!(left.me().await, 200);
        assert!(server.app.store.has_owner().await.unwrap());
    })
    .await;
}

#[tokio::test]
async fn agents_stand_in_the_order_that_they_were_given() {
    on_each(async |database| {
        let server = TestServer::on(database).await;
        let owner = Console::of(&server, Role::Owner).await;
        for name in ["Anna", "Boris"] {
            owner.create(&draft(name, &[])).await;
        }
        let mut ids: Vec<String> = owner.agents().await.into_iter().map(|agent| agent.id.0).collect();
        ids.rotate_left(1);
        let path = format!("{PATH}/order");
        let list = owner.put(&path, &Order { ids: ids.clone() }).await.json::<Vec<Agent>>();
        let names: Vec<_> = list.iter().map(|agent| agent.set.name.as_str()).collect();
        assert_eq!(names, ["Anna", "Boris", "Somebody"]);
        assert_eq!(owner.agents().await, list);
        let colleagues = owner.get("/api/agent/colleagues").await.json::<Colleagues>();
        let names: Vec<_> = colleagues.agents.iter().map(|colleague| colleague.card.name.as_str()).collect();
        assert_eq!(names, ["Anna", "Boris"], "all but oneself");
        for wrong in [ids[1..].to_vec(), [&ids[..], &["x".into()]].concat(), [&ids[..2], &ids[..1]].concat()]
        {
            assert_eq!(code(&owner.put(&path, &Order { ids: wrong }).await), (409, Code::Stale));
        }
        assert_eq!(owner.agents().await, list);
    })
    .await;
}

#[tokio::test]
async fn an_agent_with_conversations_is_deactivated_after_they_are_released() {
    on_each(async |database| {
        let server = TestServer::on(database).await;
        let queue = crate::stories::people::furnish(&server).await;
        let owner = Console::of(&server, Role::Owner).await;
        let mut anna = Desk::come(&server, "anna@example.com").await;
        let mut visitor = Visitor::come(&server).await;
        let conversation = visitor.ask(&queue).await;
        anna.sees(&conversation).await;
        anna.write(&conversation, "Hello").await;
        let agent = owner.agent("anna").await;
        assert_eq!((agent.presence, agent.conversations, agent.sessions), (Presence::Online, 1, 1));
        let id = agent.id.clone();

        let refused = owner.post(&path(&id, "/deactivate")).await;
        assert_eq!(code(&refused), (409, Code::InUse));
        assert_eq!(refused.json::<Problem>().count, Some(1));
        assert!(owner.agent("anna").await.active);
        let released = owner.post(&path(&id, "/release")).await.json::<Agent>();
        assert_eq!(released.conversations, 0);
        let stands = server.app.store.conversation(&conversation).await.unwrap().unwrap();
        assert_eq!((stands.owner, stands.ended_at), (None, None));

        let gone = owner.post(&path(&id, "/deactivate")).await.json::<Agent>();
        assert_eq!((gone.active, gone.sessions, gone.presence), (false, 0, Presence::Offline));
        assert_eq!(anna.socket.hung_up().await, Some(4401));
        let me = server.request(Method::GET, "/api/agent/me").header("cookie", &anna.cookie).send().await;
        assert_eq!(me.status, 401);
        assert_eq!(server.try_sign_in("anna@example.com", PASSWORD).await.status, 401);
        assert_eq!(code(&owner.post(&path(&id, "/link")).await), (403, Code::Forbidden));
        let colleagues = owner.get("/api/agent/colleagues").await.json::<Colleagues>();
        assert!(colleagues.agents.iter().all(|colleague| colleague.card.id != id));
        assert!(server.app.store.queues().await.unwrap().iter().all(|queue| !queue.members.contains(&id)));

        let back = owner.post(&path(&id, "/reactivate")).await.json::<Agent>();
        assert_eq!((back.active, back.set.queues.clone()), (true, vec![queue.clone()]));
        server.sign_in("anna@example.com").await;
    })
    .await;
}

#[tokio::test]
async fn a_link_of_a_deactivated_agent_is_worth_nothing() {
    on_each(async |database| {
        let server = TestServer::on(database).await;
        let owner = Console::of(&server, Role::Owner).await;
        let Invited { agent, link, .. } = owner.create(&draft("Anna", &[])).await.json();
        assert_eq!(owner.post(&path(&agent.id, "/deactivate")).await.status, 200);
        let token = link.split_once('#').unwrap().1.to_owned();
        let redeem = async || {
            let form = SetPassword { token: token.clone(), password: PASSWORD.into() };
            server.post("/api/agent/set-password").json(&form).send().await
        };
        assert_eq!(code(&redeem().await), (410, Code::LinkUsed));
        assert_eq!(owner.post(&path(&agent.id, "/reactivate")).await.status, 200);
        assert_eq!(code(&redeem().await), (410, Code::LinkUsed));
    })
    .await;
}

#[tokio::test]
async fn an_admin_gives_an_agent_a_photo() {
    let server = TestServer::start().await;
    let owner = Console::of(&server, Role::Owner).await;
    let anna = owner.create(&draft("Anna", &[])).await.json::<Invited>().agent;
    let place = path(&anna.id, "/photo");
    let stock = StockPhoto { stock: STOCK_PHOTOS[0].into() };
    let drawn = owner.put(&place, &stock).await.json::<Agent>();
    assert_eq!(drawn.photo, Some(format!("/photos/{}.svg", STOCK_PHOTOS[0])));
    let image = super::super::files::samples::photo(200, 100);
    let shown = owner.call(Method::PUT, &place).body(image).send().await.json::<Agent>().photo.unwrap();
    assert_eq!(server.get(&shown).await.status, 200);
    assert_eq!(owner.send(Method::DELETE, &place).await.json::<Agent>().photo, None);
    let agent = Console::of(&server, Role::Agent).await;
    assert_eq!(code(&agent.put(&place, &stock).await), (403, Code::Forbidden));
}
