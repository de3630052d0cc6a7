//! Replies to tickets, which go out by mail.

use super::peer::{Manner, Peer};
use super::*;
use crate::databases::on_each;
use server::store::tickets::{Left, NewTicket};
use shared::people::{Page, VisitorCard};
use shared::problem::Field;
use shared::ticket::{
    Delivery, NewTicketEntry, Priority, Saying, Status, TicketEntry, TicketPage, Unmailable,
};

/// A ticket of a Polish visitor.
async fn ticket(server: &TestServer, email: &str) -> u32 {
    let app = &server.app;
    let new = NewTicket {
        id: app.entropy.id(&app.clock),
        visitor: app.entropy.id(&app.clock).as_str().into(),
        client_id: "c".into(),
        widget: "demo".into(),
        queue: server.queue(&format!("Sales {email}")).await,
        topic: "Sales".into(),
        subject: "Zwrot <b>".into(),
        conversation: None,
        card: VisitorCard { name: "Ira".into(), email: email.into(), ..VisitorCard::default() },
        text: "Buy cheap pills at https://evil.example".into(),
        page: Page::default(),
        lang: "pl-PL".into(),
        priority: Priority::default(),
        maker: None,
        now: app.clock.now(),
    };
    match app.store.leave_ticket(&new).await.unwrap() {
        Left::Stored(number) => number,
        Left::Conflict => panic!("a conflict"),
    }
}

impl Office<'_> {
    async fn ticket(&self, number: u32) -> TicketPage {
        self.send(Method::GET, &format!("/api/agent/tickets/{number}")).await.json()
    }

    async fn reply(&self, number: u32, id: &str, text: &str, then: Status) -> Reply {
        let new = NewTicketEntry { id: id.into(), entry: Saying::Reply { text: text.into(), then } };
        self.send_with(Method::POST, &format!("/api/agent/tickets/{number}/entries"), &new).await
    }

    /// Asks until the mail with the first reply stands like this.
    async fn delivered(&self, number: u32, state: MailState) -> Delivery {
        let of = |page: TicketPage| page.entries.first().and_then(|entry: &TicketEntry| entry.delivery);
        eventually(&format!("{state:?}"), async || {
            of(self.ticket(number).await).filter(|delivery| delivery.state == state)
        })
        .await
    }
}

#[tokio::test]
async fn what_cannot_be_mailed_is_refused_and_not_stored() {
    on_each(async |database| {
        let server = TestServer::on(database).await;
        let owner = Office::of(&server, Role::Owner).await;
        let (reachable, unreachable) = (ticket(&server, "ira@example.org").await, ticket(&server, "").await);
        assert_eq!(owner.ticket(reachable).await.unmailable, Some(Unmailable::NotSetUp));
        assert_eq!(owner.ticket(unreachable).await.unmailable, Some(Unmailable::NoAddress));
        let reply = owner.reply(reachable, "r1", "Hi", Status::Pending).await;
        assert_eq!(code(&reply), (409, Code::NoMail));
        owner.set_up(&plain(1), None).await;
        let reply = owner.reply(unreachable, "r1", "Hi", Status::Pending).await;
        assert_eq!((code(&reply), reply.json::<Problem>().field), ((422, Code::Invalid), Some(Field::Email)));
        for number in [reachable, unreachable] {
            let page = owner.ticket(number).await;
            assert_eq!((page.entries.len(), page.ticket.status), (0, Status::Open));
        }
        assert_eq!(owner.ticket(reachable).await.unmailable, None);
        assert_eq!(owner.outbox().await, Outbox::default());
    })
    .await;
}

#[tokio::test]
async fn replies_reach_the_requester_as_one_thread_of_mails() {
    on_each(async |database| {
        let peer = Peer::start(Manner::Takes).await;
        let server = TestServer::on(database).await;
        let owner = Office::of(&server, Role::Owner).await;
        owner.set_up(&plain(peer.port), None).await;
        let number = ticket(&server, "Ira@example.org").await;
        let evil = "Cześć <b>Ira</b>,\r\npaczka jedzie.\n\nBcc: v@evil.example\n{name} {host}";
        let reply = owner.reply(number, "r1", evil, Status::Pending).await;
        assert_eq!(reply.status, 200, "{}", reply.text());
        let page: TicketPage = reply.json();
        let waiting = Some(Delivery { state: MailState::Waiting, trouble: None });
        let kinds: Vec<_> = page.entries.iter().map(|entry| (entry.fact.kind(), entry.delivery)).collect();
        assert_eq!(kinds, [("reply", waiting), ("status", None), ("assignee", None)]);
        assert_eq!(page.ticket.assignee.map(|agent| agent.name).as_deref(), Some("Somebody"));
        assert_eq!(owner.reply(number, "r1", evil, Status::Pending).await.status, 200, "sent twice");
        assert_eq!(owner.outbox().await.waiting, 1, "mailed once");

        let _postman = Postman::at(&server);
        peer.has(1).await;
        owner.delivered(number, MailState::Sent).await;
        assert_eq!(owner.reply(number, "r2", "Już jest?", Status::Solved).await.status, 200);
        let mails = peer.has(2).await;
        let (first, second) = (&mails[0], &mails[1]);
        let (first_id, second_id) = (header(first, "Message-ID"), header(second, "Message-ID"));
        let root = header(first, "In-Reply-To");
        assert_eq!(header(first, "References"), root);
        assert_eq!(header(second, "In-Reply-To"), first_id);
        assert_eq!(
            second.replace("\r\n ", " ").matches(&format!("References: {root} {first_id}")).count(),
            1
        );
        assert!(!first.contains("pills") && !second.contains("pills"), "nobody else's words");
        let boundary = first.split("boundary=\"").nth(1).unwrap().split('"').next().unwrap();
        let address = server.origin.strip_prefix("http://").unwrap();
        let names = [
            (first_id, "(first)"),
            (second_id, "(second)"),
            (root, "(root)"),
            (boundary, "(boundary)"),
            (address, "(address)"),
        ];
        let shown =
            names.iter().fold(first.replace("=\r\n", ""), |mail, (value, name)| mail.replace(value, name));
        insta::assert_snapshot!("a_reply", shown.replace("\r\n", "\n"));
        assert_eq!(owner.ticket(number).await.ticket.status, Status::Solved);
    })
    .await;
}

#[tokio::test]
async fn a_reply_that_is_not_taken_is_told_as_such() {
    on_each(async |database| {
        let peer = Peer::start(Manner::Says("RCPT", "550 No")).await;
        let server = TestServer::on(database).await;
        let (owner, _postman) = Office::mailing(&server, &peer).await;
        let number = ticket(&server, "ira@example.org").await;
        assert_eq!(owner.reply(number, "r1", "Hi", Status::Pending).await.status, 200);
        let dead = owner.delivered(number, MailState::Dead).await;
        assert_eq!(dead.trouble, Some(shared::mail::Trouble::Refused));
        let id = owner.outbox().await.mails.remove(0).id;
        assert_eq!(owner.send(Method::DELETE, &format!("{PATH}/outbox/{id}")).await.status, 204);
        let thrown_away = owner.delivered(number, MailState::Dead).await;
        assert_eq!(thrown_away.trouble, None);
        assert_eq!(owner.outbox().await, Outbox::default());
    })
    .await;
}

#[tokio::test]
async fn answers_leave_room_for_what_comes_by_itself() {
    on_each(async |database| {
        let server = TestServer::on(database).await;
        let owner = Office::of(&server, Role::Owner).await;
        owner.set_up(&plain(1), None).await;
        let number = ticket(&server, "anna@example.org").await;
        for n in 0..50 {
            let reply = owner.reply(number, &format!("r{n}"), "Hi", Status::Open).await;
            assert_eq!(reply.status, 200, "{}", reply.text());
        }
        let many = owner.reply(number, "r50", "Hi", Status::Open).await;
        assert_eq!(code(&many), (429, Code::TooMany));
        assert_eq!(owner.invite("anna@example.org").await.mailed, shared::mail::Mailed::Queued);
    })
    .await;
}
