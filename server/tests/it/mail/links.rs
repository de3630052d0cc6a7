//! Links for agents, which go out by mail where mail is set up.

use super::peer::{Manner, Peer};
use super::*;
use crate::databases::on_each;
use crate::support::PASSWORD;
use shared::mail::{MailState, Mailed, Trouble};
use shared::rest::SetPassword;
use shared::staff::{ImportPreview, ImportProgress};

impl Office<'_> {
    async fn invite_again(&self, invited: &Invited) -> Invited {
        let path = format!("/api/admin/agents/{}/link", invited.agent.id);
        self.send(Method::POST, &path).await.json()
    }

    async fn import(&self, table: &str) -> ImportProgress {
        let call = self.call(Method::POST, "/api/admin/agents/import").body(table.as_bytes().to_vec());
        let preview = call.send().await.json::<ImportPreview>();
        assert_eq!(preview.faults, []);
        let path = format!("/api/admin/agents/import/{}", preview.key);
        let mut reply = self.send(Method::POST, &path).await;
        eventually("the import is over", async || match reply.json() {
            ImportProgress::Running { .. } => {
                reply = self.send(Method::GET, &path).await;
                None
            }
            end => Some(end),
        })
        .await
    }
}

#[tokio::test]
async fn until_mail_is_set_up_whoever_invites_is_told() {
    on_each(async |database| {
        let server = TestServer::on(database).await;
        let owner = Office::of(&server, Role::Owner).await;
        let invited = owner.invite("anna@example.org").await;
        assert_eq!(invited.mailed, Mailed::NotSetUp);
        assert_eq!(owner.invite_again(&invited).await.mailed, Mailed::NotSetUp);
        match owner.import("name,email\nBoris,boris@example.org\n").await {
            ImportProgress::Created { links, mailed } => assert_eq!((links.len(), mailed), (1, None)),
            ImportProgress::Running { .. } | ImportProgress::Refused { .. } => panic!("it isn't created"),
        }
        assert_eq!(owner.outbox().await, Outbox::default());
    })
    .await;
}

#[tokio::test]
async fn a_table_of_agents_is_mailed_to_each() {
    on_each(async |database| {
        let peer = Peer::start(Manner::Takes).await;
        let server = TestServer::on(database).await;
        let (owner, _postman) = Office::mailing(&server, &peer).await;
        let rows = (0..120).map(|row| format!("Agent {row},a{row}@example.org,\"pl, en\"\n"));
        let table: String = std::iter::once("name,email,languages\n".to_owned()).chain(rows).collect();
        let ImportProgress::Created { links, mailed } = owner.import(&table).await else {
            panic!("not created")
        };
        assert_eq!((links.len(), mailed), (120, Some(120)));
        let mails = peer.has(120).await;
        for (email, link) in &links {
            let [mail] = &mails.iter().filter(|mail| header(mail, "To") == email).collect::<Vec<_>>()[..]
            else {
                panic!("{email} has got one mail")
            };
            assert!(mail.replace("=\r\n", "").contains(link), "{email} has got somebody else's link");
            assert!(mail.contains("Ustaw has=C5=82o"), "in their language");
        }
        let connections = peer.commands().iter().filter(|command| command.starts_with("EHLO")).count();
        assert!(connections < 20, "one connection is used for many: {connections}");
    })
    .await;
}

#[tokio::test]
async fn an_address_gets_three_mails_a_day() {
    on_each(async |database| {
        let peer = Peer::start(Manner::Takes).await;
        let server = TestServer::on(database).await;
        let (owner, _postman) = Office::mailing(&server, &peer).await;
        let invited = owner.invite("anna@example.org").await;
        for count in 2..=3 {
            owner.outbox_when("the one before is sent", |outbox| outbox.sent == count - 1).await;
            assert_eq!(owner.invite_again(&invited).await.mailed, Mailed::Queued);
        }
        owner.outbox_when("the third is sent", |outbox| outbox.sent == 3).await;
        let fourth = owner.invite_again(&invited).await;
        assert_eq!(fourth.mailed, Mailed::TooMany);
        assert!(fourth.link.contains("/console/welcome#"), "the link is there all the same");
        assert_eq!(owner.invite("boris@example.org").await.mailed, Mailed::Queued, "others get theirs");
        server.clock.advance(24 * 60 * 60 * 1_000 + 1);
        let owner = Office { server: &server, cookie: server.sign_in("owner@example.com").await };
        assert_eq!(owner.invite_again(&invited).await.mailed, Mailed::Queued);
    })
    .await;
}

#[tokio::test]
async fn a_mail_with_a_link_that_is_worth_nothing_is_taken_back() {
    on_each(async |database| {
        let peer = Peer::start(Manner::Says("RCPT", "451 Later")).await;
        let server = TestServer::on(database).await;
        let (owner, _postman) = Office::mailing(&server, &peer).await;
        let invited = owner.invite("anna@example.org").await;
        let first = owner.mail_when(MailState::Waiting, 1).await;
        let again = owner.invite_again(&invited).await;
        let second = owner.mail_when(MailState::Waiting, 1).await;
        assert_ne!(second.id, first.id);
        assert_eq!(owner.outbox().await.mails, [second], "the newer one alone");

        let token = again.link.split_once('#').unwrap().1.to_owned();
        let form = SetPassword { token, password: PASSWORD.into() };
        assert_eq!(server.post("/api/agent/set-password").json(&form).send().await.status, 200);
        assert_eq!(owner.outbox().await, Outbox::default(), "nobody needs it any more");
    })
    .await;
}

#[tokio::test]
async fn a_link_that_ran_out_is_not_mailed() {
    let peer = Peer::start(Manner::Says("RCPT", "550 No")).await;
    let server = TestServer::start().await;
    let (owner, _postman) = Office::mailing(&server, &peer).await;
    owner.invite("anna@example.org").await;
    owner.outbox_when("it is given up", |outbox| outbox.dead == 1).await;
    peer.behave(Manner::Takes);
    server.clock.advance(7 * 24 * 60 * 60 * 1_000);
    let owner = Office { server: &server, cookie: server.sign_in("owner@example.com").await };
    owner.send(Method::POST, &format!("{PATH}/outbox/retry")).await;
    let is_outdated = |outbox: &Outbox| {
        let [mail] = &outbox.mails[..] else { return false };
        (outbox.dead, outbox.waiting, mail.trouble) == (1, 0, Some(Trouble::Outdated))
    };
    owner.outbox_when("it has run out", is_outdated).await;
    assert_eq!(peer.mails().len(), 0);
}
