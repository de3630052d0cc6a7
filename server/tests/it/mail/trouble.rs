//! Mail servers that are away, refuse, or break off. No mail is lost, and of none come more than two copies.

use super::peer::{Manner, Peer};
use super::*;
use crate::databases::on_each;
use shared::mail::{MailState, Trouble};

const MINUTE: i64 = 60_000;

/// All copies have one name.
fn same_message(mails: &[String]) -> bool {
    let id = header(&mails[0], "Message-ID");
    !id.is_empty() && mails.iter().all(|mail| *mail == mails[0] && header(mail, "Message-ID") == id)
}

#[tokio::test]
async fn a_server_that_is_down_gets_the_mail_once_it_is_up() {
    on_each(async |database| {
        let peer = Peer::start(Manner::Takes).await;
        let port = peer.port;
        drop(peer);
        let server = TestServer::on(database).await;
        let owner = Office::of(&server, Role::Owner).await;
        owner.set_up(&plain(port), None).await;
        let _postman = Postman::at(&server);
        owner.invite("anna@example.org").await;
        let waiting = owner.mail_when(MailState::Waiting, 1).await;
        assert_eq!(waiting.trouble, Some(Trouble::Unreachable));
        let wait = waiting.due_at.millis_since(server.app.clock.now());
        assert!((27_000..=33_000).contains(&wait), "{wait}");

        server.clock.advance(MINUTE);
        let waiting = owner.mail_when(MailState::Waiting, 2).await;
        let wait = waiting.due_at.millis_since(server.app.clock.now());
        assert!((108_000..=132_000).contains(&wait), "{wait}");

        let peer = Peer::start_at(port, Manner::Takes).await;
        server.clock.advance(3 * MINUTE);
        let sent = owner.outbox_when("it is sent", |outbox| outbox.sent == 1).await;
        assert_eq!((sent.waiting, sent.mails.len(), peer.mails().len()), (0, 0, 1));
    })
    .await;
}

#[tokio::test]
async fn whoever_asks_for_patience_is_asked_again_and_whoever_refuses_is_not() {
    for (manner, state, trouble, answer) in [
        (
            Manner::Says("RCPT", "451 4.7.1 Greylisted"),
            MailState::Waiting,
            Trouble::Later,
            "451 4.7.1 Greylisted",
        ),
        (Manner::Says(".", "452 4.3.1 Full"), MailState::Waiting, Trouble::Later, "452 4.3.1 Full"),
        (Manner::Says("EHLO", "421 Busy"), MailState::Waiting, Trouble::Later, "421 Busy"),
        (Manner::Says("MAIL", "530 Log in"), MailState::Waiting, Trouble::Credentials, "530 Log in"),
        (Manner::Says("RCPT", "550-No\r\n550 mailbox"), MailState::Dead, Trouble::Refused, "550 No mailbox"),
        (Manner::Says(".", "554 Spam"), MailState::Dead, Trouble::Refused, "554 Spam"),
        (Manner::Says("DATA", "503 No"), MailState::Dead, Trouble::Refused, "503 No"),
        (Manner::Closes, MailState::Waiting, Trouble::BrokeOff, ""),
        (Manner::Says("EHLO", "HTTP/1.1 400 Bad Request"), MailState::Waiting, Trouble::BrokeOff, ""),
    ] {
        let peer = Peer::start(manner).await;
        let server = TestServer::start().await;
        let (owner, _postman) = Office::mailing(&server, &peer).await;
        owner.invite("anna@example.org").await;
        let mail = owner.mail_when(state, 1).await;
        assert_eq!((mail.trouble, mail.answer.as_str()), (Some(trouble), answer), "{manner:?}");

        peer.behave(Manner::Takes);
        if state == MailState::Dead {
            let path = format!("{PATH}/outbox/{}/retry", mail.id);
            server.clock.advance(60 * MINUTE);
            assert_eq!(peer.mails().len(), 0, "nobody tries by themselves");
            assert_eq!(owner.send(Method::POST, &path).await.status, 204);
        } else {
            server.clock.advance(MINUTE);
        }
        owner.outbox_when("it is sent", |outbox| outbox.sent == 1).await;
        assert_eq!(peer.mails().len(), 1, "{manner:?}");
    }
}

#[tokio::test]
async fn what_may_have_been_taken_is_sent_once_more_and_no_more() {
    on_each(async |database| {
        let peer = Peer::start(Manner::IsGoneAfterTaking).await;
        let server = TestServer::on(database).await;
        let (owner, _postman) = Office::mailing(&server, &peer).await;
        owner.invite("anna@example.org").await;
        assert_eq!(owner.mail_when(MailState::Waiting, 1).await.trouble, Some(Trouble::BrokeOff));
        peer.behave(Manner::Takes);
        server.clock.advance(MINUTE);
        owner.outbox_when("it is sent", |outbox| outbox.sent == 1).await;
        assert_eq!(peer.mails().len(), 2);
        assert!(same_message(&peer.mails()));

        peer.behave(Manner::IsGoneAfterTaking);
        owner.invite("boris@example.org").await;
        owner.mail_when(MailState::Waiting, 1).await;
        server.clock.advance(MINUTE);
        let dead = owner.mail_when(MailState::Dead, 2).await;
        assert_eq!(dead.trouble, Some(Trouble::Unclear));
        server.clock.advance(24 * 60 * MINUTE);
        assert_eq!(peer.mails().len(), 4, "two of each");
    })
    .await;
}

#[tokio::test]
async fn what_was_on_its_way_when_the_server_was_killed_is_sent_again_as_the_same() {
    on_each(async |database| {
        let peer = Peer::start(Manner::NeverAnswers).await;
        let key = format!("--secret-key {}", "0123456789abcdef".repeat(4));
        let server = TestServer::configured_on(database, &key).await;
        let (owner, postman) = Office::mailing(&server, &peer).await;
        owner.invite("anna@example.org").await;
        peer.has(1).await;
        assert_eq!(owner.mail_when(MailState::Sending, 1).await.trouble, None);
        drop(postman);
        let first_origin = server.origin.clone();
        server.stop().await;

        peer.behave(Manner::Takes);
        let server = TestServer::configured_on(database, &key).await;
        let owner = Office { server: &server, cookie: server.sign_in("owner@example.com").await };
        let _postman = Postman::at(&server);
        // The first one may still be at it for all that this one knows.
        assert_eq!(owner.mail_when(MailState::Sending, 1).await.to, "anna@example.org");
        server.clock.advance(5 * MINUTE);
        owner.outbox_when("it is sent", |outbox| outbox.sent == 1).await;
        // The one difference is where this test happens to listen the second time.
        let name = |origin: &str| origin.trim_start_matches("http://").to_owned();
        let [one, other] = [name(&first_origin), name(&server.origin)];
        let mails: Vec<_> = peer.has(2).await.iter().map(|mail| mail.replace(&one, &other)).collect();
        assert!(same_message(&mails), "{mails:?}");
    })
    .await;
}

#[tokio::test]
async fn what_was_given_up_is_listed_tried_anew_and_thrown_away() {
    on_each(async |database| {
        let peer = Peer::start(Manner::Says("RCPT", "550 No")).await;
        let server = TestServer::on(database).await;
        let (owner, _postman) = Office::mailing(&server, &peer).await;
        for name in ["anna", "boris", "celina"] {
            owner.invite(&format!("{name}@example.org")).await;
            server.clock.advance(1);
        }
        let outbox = owner.outbox_when("all are given up", |outbox| outbox.dead == 3).await;
        let to =
            |outbox: &Outbox| -> Vec<String> { outbox.mails.iter().map(|mail| mail.to.clone()).collect() };
        assert_eq!(to(&outbox), ["celina@example.org", "boris@example.org", "anna@example.org"]);
        let text = owner.send(Method::GET, &format!("{PATH}/outbox")).await;
        assert!(!text.text().contains("welcome#"), "what stands in them is not told");
        let before = &outbox.mails[1].id;
        let older = owner.send(Method::GET, &format!("{PATH}/outbox?before={before}")).await.json::<Outbox>();
        assert_eq!(to(&older), ["anna@example.org"]);

        let path = format!("{PATH}/outbox/{}", outbox.mails[2].id);
        assert_eq!(owner.send(Method::DELETE, &path).await.status, 204);
        assert_eq!(code(&owner.send(Method::DELETE, &path).await), (404, Code::NotFound));
        assert_eq!(code(&owner.send(Method::POST, &format!("{path}/retry")).await), (404, Code::NotFound));
        peer.behave(Manner::Takes);
        assert_eq!(owner.send(Method::POST, &format!("{PATH}/outbox/retry")).await.status, 204);
        let outbox = owner.outbox_when("the others are sent", |outbox| outbox.sent == 2).await;
        assert_eq!((outbox.dead, outbox.mails.len()), (0, 0));
    })
    .await;
}

#[tokio::test]
async fn a_mail_that_nobody_takes_for_a_day_is_given_up() {
    let peer = Peer::start(Manner::Says("RCPT", "451 Later")).await;
    let server = TestServer::start().await;
    let (owner, _postman) = Office::mailing(&server, &peer).await;
    owner.invite("anna@example.org").await;
    for attempt in 1..9 {
        let waiting = owner.mail_when(MailState::Waiting, attempt).await;
        server.clock.advance(waiting.due_at.millis_since(server.app.clock.now()));
    }
    let dead = owner.mail_when(MailState::Dead, 9).await;
    assert_eq!(dead.trouble, Some(Trouble::Later));
    let hours = server.app.clock.now().millis_since(dead.created_at) / (60 * MINUTE);
    assert!((20..28).contains(&hours), "{hours}");
}

#[tokio::test]
async fn better_settings_are_tried_at_once() {
    let server = TestServer::start().await;
    let owner = Office::of(&server, Role::Owner).await;
    let refusing = Peer::start(Manner::Says("AUTH", "535 5.7.8 Wrong")).await;
    let set = MailDraft { user: "chat".into(), ..plain(refusing.port) };
    owner.set_up(&set, Some("wrong")).await;
    let _postman = Postman::at(&server);
    owner.invite("anna@example.org").await;
    let mail = owner.mail_when(MailState::Waiting, 1).await;
    assert_eq!((mail.trouble, mail.answer.as_str()), (Some(Trouble::Credentials), "535 5.7.8 Wrong"));
    refusing.behave(Manner::Takes);
    owner.set_up(&set, Some("right")).await;
    owner.outbox_when("it is sent", |outbox| outbox.sent == 1).await;
}

#[tokio::test]
async fn a_password_goes_to_nobody_who_does_not_encrypt_as_they_should() {
    let peer = Peer::start(Manner::Takes).await;
    let server = TestServer::start().await;
    let owner = Office::of(&server, Role::Owner).await;
    let set = MailDraft { user: "chat".into(), encryption: Encryption::Starttls, ..plain(peer.port) };
    let told = owner.test(&set, Some("secret")).await;
    assert_eq!(told.trouble, Some(Trouble::NoStarttls));
    let said = peer.commands();
    assert!(said.iter().all(|command| command.starts_with("EHLO") || command == "QUIT"), "{said:?}");
}

#[tokio::test]
async fn addresses_that_no_mail_server_has_are_not_spoken_to() {
    let server = TestServer::start().await;
    let owner = Office::of(&server, Role::Owner).await;
    for host in ["169.254.169.254", "0.0.0.0", "fe80::1", "::ffff:169.254.169.254", "224.0.0.1"] {
        let set = MailDraft { host: host.into(), unprotected: true, ..plain(25) };
        assert_eq!(owner.test(&set, None).await.trouble, Some(Trouble::ForbiddenAddress), "{host}");
    }
    let nowhere = MailDraft { host: "nowhere.invalid".into(), unprotected: true, ..plain(25) };
    assert_eq!(owner.test(&nowhere, None).await.trouble, Some(Trouble::Unreachable));
}
