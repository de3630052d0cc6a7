//! How mail is set up.

use super::*;
use crate::databases::on_each;

const CANARY: &str = "canary-of-the-password";

fn elsewhere() -> MailDraft {
    MailDraft { host: "mail.shop.example".into(), user: "chat".into(), ..here(587, Encryption::Starttls) }
}

#[tokio::test]
async fn mail_is_set_up_and_the_password_never_comes_back() {
    on_each(async |database| {
        let server = TestServer::on(database).await;
        let owner = Office::of(&server, Role::Owner).await;
        let nothing = MailSettings { version: 0, set: MailDraft::default(), has_password: false };
        assert_eq!(owner.settings().await, nothing);

        let rough = MailDraft { host: " Mail.Shop.example ".into(), ..elsewhere() };
        let reply = owner.change(0, &rough, Some(CANARY)).await;
        assert_eq!((reply.status, reply.header("cache-control")), (200, "no-store"), "{}", reply.text());
        assert!(!reply.text().contains(CANARY));
        let set = MailSettings { version: 1, set: elsewhere(), has_password: true };
        assert_eq!(reply.json::<MailSettings>(), set);
        assert_eq!(owner.settings().await, set);
        let stored = server.app.store.mail_settings().await.unwrap().unwrap();
        assert!(!stored.password.contains(CANARY) && stored.password.len() > CANARY.len());

        let renamed = MailDraft { sender_name: "New".into(), ..elsewhere() };
        let kept = owner.change(1, &renamed, None).await.json::<MailSettings>();
        assert_eq!(kept, MailSettings { version: 2, set: renamed.clone(), has_password: true });
        assert_eq!(
            server.app.store.mail_settings().await.unwrap().unwrap().password,
            stored.password,
            "it is left as it is"
        );
        let taken = owner.change(2, &renamed, Some("")).await.json::<MailSettings>();
        assert!(!taken.has_password);
    })
    .await;
}

#[tokio::test]
async fn of_two_admins_who_set_up_mail_one_is_told() {
    on_each(async |database| {
        let server = TestServer::on(database).await;
        let owner = Office::of(&server, Role::Owner).await;
        for version in [0, 1] {
            let (one, other) = (here(1, Encryption::Tls), here(2, Encryption::Tls));
            let (a, b) = tokio::join!(owner.change(version, &one, None), owner.change(version, &other, None));
            let (won, lost) = if a.status == 200 { (a, b) } else { (b, a) };
            assert_eq!((won.status, code(&lost)), (200, (409, Code::Stale)));
            assert_eq!(owner.settings().await, won.json::<MailSettings>());
        }
        for version in [0, 1, 3] {
            assert_eq!(code(&owner.change(version, &elsewhere(), None).await), (409, Code::Stale));
        }
    })
    .await;
}

#[tokio::test]
async fn what_cannot_be_is_named_and_nothing_is_stored() {
    let server = TestServer::start().await;
    let owner = Office::of(&server, Role::Owner).await;
    owner.set_up(&elsewhere(), Some(CANARY)).await;
    let before = owner.settings().await;
    let test = format!("{PATH}/test");
    for (set, path, wrong) in [
        (MailDraft { host: "mail\r\nx".into(), ..elsewhere() }, "host", Wrong::Malformed),
        (MailDraft { sender_address: String::new(), ..elsewhere() }, "sender_address", Wrong::Missing),
        (MailDraft { host: "mail.evil.example".into(), ..elsewhere() }, "password", Wrong::Missing),
        (MailDraft { port: 25, ..elsewhere() }, "password", Wrong::Missing),
        (MailDraft { user: "root".into(), ..elsewhere() }, "password", Wrong::Missing),
    ] {
        let told = [(path.to_owned(), wrong)];
        assert_eq!(faults(&owner.change(1, &set, None).await), told, "{set:?}");
        let tried = owner.send_with(Method::POST, &test, &change(1, &set, None)).await;
        assert_eq!(faults(&tried), told, "the password goes nowhere else by a test either");
    }
    let unprotected = MailDraft { encryption: Encryption::None, ..elsewhere() };
    let told = faults(&owner.change(1, &unprotected, Some(CANARY)).await);
    assert_eq!(told, [("unprotected".into(), Wrong::Missing)]);
    assert_eq!(owner.settings().await, before);
}

#[tokio::test]
async fn only_managers_and_owners_have_to_do_with_it() {
    for (role, expected) in [
        (None, [401; 7]),
        (Some(Role::Agent), [403; 7]),
        (Some(Role::GroupManager), [403; 7]),
        (Some(Role::Manager), [200, 200, 200, 200, 204, 404, 404]),
        (Some(Role::Owner), [200, 200, 200, 200, 204, 404, 404]),
    ] {
        let server = TestServer::start().await;
        let office = match role {
            Some(role) => Office::of(&server, role).await,
            None => Office { server: &server, cookie: String::new() },
        };
        // Nobody listens at port 1.
        let body = change(0, &here(1, Encryption::None), None);
        let replies = [
            office.send(Method::GET, PATH).await,
            office.send_with(Method::POST, &format!("{PATH}/test"), &body).await,
            office.send_with(Method::PUT, PATH, &body).await,
            office.send(Method::GET, &format!("{PATH}/outbox")).await,
            office.send(Method::POST, &format!("{PATH}/outbox/retry")).await,
            office.send(Method::POST, &format!("{PATH}/outbox/x/retry")).await,
            office.send(Method::DELETE, &format!("{PATH}/outbox/x")).await,
        ];
        assert_eq!(replies.map(|reply| reply.status), expected, "{role:?}");
    }
}

#[tokio::test]
async fn a_foreign_page_changes_nothing_in_the_name_of_an_owner() {
    let server = TestServer::start().await;
    let owner = Office::of(&server, Role::Owner).await;
    for (method, path) in [
        (Method::PUT, PATH.to_owned()),
        (Method::POST, format!("{PATH}/test")),
        (Method::POST, format!("{PATH}/outbox/retry")),
        (Method::POST, format!("{PATH}/outbox/x/retry")),
        (Method::DELETE, format!("{PATH}/outbox/x")),
    ] {
        let call = server.request(method.clone(), &path).header("cookie", &owner.cookie);
        let body = change(0, &elsewhere(), None);
        let reply = call.header("origin", "https://evil.example").json(&body).send().await;
        assert_eq!(code(&reply), (403, Code::ForeignOrigin), "{method} {path}");
    }
    assert_eq!(owner.settings().await.version, 0);
}

#[tokio::test]
async fn whoever_tries_too_often_waits() {
    let server = TestServer::start().await;
    let owner = Office::of(&server, Role::Owner).await;
    let body = change(0, &here(1, Encryption::None), None);
    for _ in 0..20 {
        assert_eq!(owner.send_with(Method::POST, &format!("{PATH}/test"), &body).await.status, 200);
    }
    let refused = owner.send_with(Method::POST, &format!("{PATH}/test"), &body).await;
    assert_eq!(code(&refused), (429, Code::TooMany));
    assert_eq!(refused.header("retry-after"), "30");
}
