//! Mails on their way to a real mail server.

use super::real::{Authority, MailServer, PASSWORD, USER};
use super::*;
use crate::databases::{TestDatabase, on_each};
use crate::support::START;
use shared::mail::{Mailed, Trouble};
use sqlx::{AnyConnection, Connection};

fn with_user(port: u16, encryption: Encryption) -> MailDraft {
    MailDraft { user: USER.into(), ..here(port, encryption) }
}

/// What stands in each mail of the outbox, as the database has it.
async fn contents(database: &TestDatabase) -> Vec<Option<String>> {
    let mut connection = AnyConnection::connect(&database.url).await.unwrap();
    let contents = sqlx::query_scalar("select content from outbox").fetch_all(&mut connection).await.unwrap();
    connection.close().await.unwrap();
    contents
}

#[tokio::test]
async fn a_link_arrives_and_is_forgotten_here() {
    let authority = Authority::new();
    on_each(async |database| {
        let Some(mails) = MailServer::start(Encryption::Starttls, &authority) else { return };
        let server = TestServer::configured_on(database, &authority.flag()).await;
        let owner = Office::of(&server, Role::Owner).await;
        owner.set_up(&with_user(mails.port, Encryption::Starttls), Some(PASSWORD)).await;
        let invited = owner.invite("anna@example.org").await;
        assert_eq!(invited.mailed, Mailed::Queued);
        let token = invited.link.split_once('#').unwrap().1;
        let kept = contents(database).await.remove(0).unwrap();
        assert!(!kept.contains(token) && !kept.contains("welcome"), "it waits encrypted: {kept}");
        let _postman = Postman::at(&server);

        let outbox = owner.outbox_when("a mail is sent", |outbox| outbox.sent == 1).await;
        assert_eq!(contents(database).await, [None], "what stood in it is forgotten");
        assert_eq!((outbox.waiting, outbox.dead, outbox.mails.len()), (0, 0, 0));
        let [(told, mail)] = &mails.mails()[..] else { panic!("one mail") };
        assert_eq!(
            (told.from.as_str(), &told.to[..]),
            ("chat@shop.example", &["anna@example.org".to_owned()][..])
        );
        assert!(told.encrypted && told.authenticated, "{told:?}");
        assert_eq!(told.hello, "[127.0.0.1]");

        // Long lines are folded with a `=` at their end.
        let unfolded = mail.replace("=\r\n", "");
        assert_eq!(unfolded.matches(token).count(), 3, "once as text, twice in HTML");
        let fixed = [
            (header(mail, "Message-ID"), "(id)"),
            (mail.split("boundary=\"").nth(1).unwrap().split('"').next().unwrap(), "(boundary)"),
        ];
        let address = server.origin.strip_prefix("http://").unwrap();
        let shown = fixed.iter().fold(unfolded.clone(), |mail, (value, name)| mail.replace(value, name));
        let shown = shown.replace(token, "(token)").replace(address, "(address)").replace("\r\n", "\n");
        insta::assert_snapshot!("a_link", shown);
        let id = header(mail, "Message-ID");
        assert!(id.starts_with('<') && id.ends_with("@shop.example>"), "{id}");
    })
    .await;
}

#[tokio::test]
async fn the_settings_are_tried_without_being_kept() {
    let authority = Authority::new();
    for encryption in [Encryption::Tls, Encryption::Starttls, Encryption::None] {
        let Some(mails) = MailServer::start(encryption, &authority) else { return };
        let server = TestServer::configured(&authority.flag()).await;
        let owner = Office::of(&server, Role::Owner).await;
        let set = with_user(mails.port, encryption);
        let told = owner.test(&set, Some(PASSWORD)).await;
        assert_eq!((told.to.as_str(), told.trouble), ("owner@example.com", None), "{encryption:?} {told:?}");
        assert_eq!(told.answer, "250 2.0.0 Kept as 1");
        let (beside, mail) = mails.mails().remove(0);
        assert_eq!((beside.encrypted, beside.authenticated), (encryption != Encryption::None, true));
        assert_eq!(header(&mail, "From"), "\"Shop chat\" <chat@shop.example>");
        assert_eq!(header(&mail, "Auto-Submitted"), "auto-generated");
        assert_eq!(owner.settings().await.version, 0);

        let wrong = owner.test(&set, Some("wrong")).await;
        assert_eq!(wrong.trouble, Some(Trouble::Credentials));
        assert!(wrong.answer.starts_with("535 "), "{wrong:?}");
        assert_eq!(mails.mails().len(), 1);
    }
}

#[tokio::test]
async fn a_kept_password_is_used_for_a_test() {
    let authority = Authority::new();
    let Some(mails) = MailServer::start(Encryption::Tls, &authority) else { return };
    let server = TestServer::configured(&authority.flag()).await;
    let owner = Office::of(&server, Role::Owner).await;
    let set = with_user(mails.port, Encryption::Tls);
    owner.set_up(&set, Some(PASSWORD)).await;
    let renamed = MailDraft { sender_name: "New".into(), ..set };
    assert_eq!(owner.test(&renamed, None).await.trouble, None);
}

#[tokio::test]
async fn nothing_is_said_to_a_server_that_nobody_vouches_for() {
    let authority = Authority::new();
    for encryption in [Encryption::Tls, Encryption::Starttls] {
        let Some(mails) = MailServer::start(encryption, &authority) else { return };
        // Without the flag nobody is known who vouches for it.
        let server = TestServer::start().await;
        let owner = Office::of(&server, Role::Owner).await;
        let told = owner.test(&with_user(mails.port, encryption), Some(PASSWORD)).await;
        assert_eq!(told.trouble, Some(Trouble::Certificate), "{told:?}");
        assert!(told.answer.contains("certificate"), "{told:?}");
        // The certificate is for another name.
        let server = TestServer::configured(&authority.flag()).await;
        let owner = Office::of(&server, Role::Owner).await;
        let elsewhere = MailDraft { host: "127.0.0.1".into(), ..with_user(mails.port, encryption) };
        assert_eq!(owner.test(&elsewhere, Some(PASSWORD)).await.trouble, Some(Trouble::Certificate));
        assert_eq!(mails.mails(), []);
    }
}

#[tokio::test]
async fn a_recipient_whom_nobody_knows_is_refused_and_the_next_gets_theirs() {
    let authority = Authority::new();
    let Some(mails) = MailServer::start(Encryption::Tls, &authority) else { return };
    let server = TestServer::configured(&authority.flag()).await;
    let owner = Office::of(&server, Role::Owner).await;
    owner.set_up(&with_user(mails.port, Encryption::Tls), Some(PASSWORD)).await;
    owner.invite("refuse-me@example.org").await;
    owner.invite("anna@example.org").await;
    let _postman = Postman::at(&server);
    let outbox = owner.outbox_when("both are dealt with", |outbox| outbox.waiting == 0).await;
    assert_eq!((outbox.sent, outbox.dead), (1, 1));
    let dead = &outbox.mails[0];
    assert_eq!((dead.to.as_str(), dead.attempts, dead.created_at), ("refuse-me@example.org", 1, START));
    assert_eq!(
        (dead.trouble, dead.answer.as_str()),
        (Some(Trouble::Refused), "550 5.1.1 There is no such mailbox")
    );
    assert_eq!(mails.mails()[0].0.to, ["anna@example.org"]);
}
