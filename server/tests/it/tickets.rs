//! Tickets as agents work on them: found, read, arranged, talked about and merged.

use crate::databases::on_each;
use crate::support::{Reply, TestServer};
use hyper::Method;
use serde::Serialize;
use server::store::tickets::{Left, NewTicket};
use shared::ids::{AgentId, QueueId};
use shared::people::{Page, Role, VisitorCard};
use shared::problem::{Code, Field, Problem};
use shared::queue::QueueDraft;
use shared::ticket::{
    Assignment, NewTicketEntry, Priority, Saying, Status, Ticket, TicketFact, TicketMerge, TicketPage,
    TicketPatch, TicketStale,
};

const PATH: &str = "/api/agent/tickets";

/// A page of ours, open in the browser of somebody who is signed in.
struct Console<'a> {
    server: &'a TestServer,
    cookie: String,
}

impl Console<'_> {
    async fn get(&self, path: &str) -> Reply {
        self.server.own_page(Method::GET, &format!("{PATH}{path}"), &self.cookie).send().await
    }

    async fn send(&self, method: Method, path: &str, body: &impl Serialize) -> Reply {
        self.server.own_page(method, &format!("{PATH}{path}"), &self.cookie).json(body).send().await
    }

    async fn numbers(&self, query: &str) -> Vec<u32> {
        let reply = self.get(query).await;
        assert_eq!(reply.status, 200, "{query}: {}", reply.text());
        reply.json::<Vec<Ticket>>().iter().map(|ticket| ticket.number).collect()
    }

    async fn page(&self, number: u32) -> TicketPage {
        let reply = self.get(&format!("/{number}")).await;
        assert_eq!(reply.status, 200, "{}", reply.text());
        reply.json()
    }

    async fn patch(&self, number: u32, patch: &TicketPatch) -> Reply {
        self.send(Method::PATCH, &format!("/{number}"), patch).await
    }

    async fn arrange(&self, number: u32, patch: TicketPatch) -> TicketPage {
        let version = self.page(number).await.ticket.version;
        let reply = self.patch(number, &TicketPatch { version, ..patch }).await;
        assert_eq!(reply.status, 200, "{}", reply.text());
        reply.json()
    }

    async fn note(&self, number: u32, id: &str, text: &str) -> Reply {
        let new = NewTicketEntry { id: id.into(), entry: Saying::Note { text: text.into() } };
        self.send(Method::POST, &format!("/{number}/entries"), &new).await
    }

    async fn merge(&self, number: u32, into: u32) -> Reply {
        self.send(Method::POST, &format!("/{number}/merge"), &TicketMerge { into }).await
    }
}

/// Two queues, an owner, and Anna who is of the first one alone.
struct Office<'a> {
    owner: Console<'a>,
    anna: Console<'a>,
    anna_id: AgentId,
    sales: QueueId,
    help: QueueId,
}

impl<'a> Office<'a> {
    async fn of(server: &'a TestServer) -> Self {
        let sales = server.queue("Sales").await;
        let help = server.queue("Help").await;
        let owner = Console { server, cookie: server.signed_in(Role::Owner).await };
        let anna_id = server.outsider("anna@example.com", "Anna").await;
        let set =
            QueueDraft { name: "Sales".into(), members: vec![anna_id.clone()], ..QueueDraft::default() };
        let changed = server.app.store.change_queue(&sales, 1, &set).await.unwrap();
        changed.unwrap();
        let anna = Console { server, cookie: server.sign_in("anna@example.com").await };
        Self { owner, anna, anna_id, sales, help }
    }

    /// A ticket that somebody left.
    async fn ticket(&self, queue: &QueueId, name: &str, subject: &str) -> u32 {
        let app = &self.owner.server.app;
        let card = VisitorCard {
            name: name.into(),
            email: format!("{}@example.org", name.to_lowercase()),
            ..VisitorCard::default()
        };
        let new = NewTicket {
            id: app.entropy.id(&app.clock),
            visitor: app.entropy.id(&app.clock).as_str().into(),
            client_id: "c".into(),
            widget: "demo".into(),
            queue: queue.clone(),
            topic: if *queue == self.sales { "Sales" } else { "Help" }.into(),
            subject: subject.into(),
            conversation: None,
            card,
            text: "Where is my parcel?".into(),
            page: Page::default(),
            lang: String::new(),
            priority: Priority::default(),
            maker: None,
            now: app.clock.now(),
        };
        match app.store.leave_ticket(&new).await.unwrap() {
            Left::Stored(number) => number,
            Left::Conflict => panic!("a conflict"),
        }
    }
}

fn code(reply: &Reply) -> (u16, Code, Option<Field>) {
    let problem: Problem = reply.json();
    (reply.status, problem.code, problem.field)
}

fn kinds(page: &TicketPage) -> Vec<&'static str> {
    page.entries.iter().map(|entry| entry.fact.kind()).collect()
}

#[tokio::test]
async fn tickets_are_found_by_what_is_asked_and_page_by_page() {
    on_each(async |database| {
        let server = TestServer::on(database).await;
        let office = Office::of(&server).await;
        let (owner, anna) = (&office.owner, &office.anna);
        office.ticket(&office.sales, "Ira", "Late parcel").await;
        office.ticket(&office.help, "Жанна", "100% sure").await;
        office.ticket(&office.sales, "Bo", "Refund_1").await;
        office.ticket(&office.sales, "Di", "Refund 21").await;
        owner.arrange(2, TicketPatch { status: Some(Status::Pending), ..TicketPatch::default() }).await;
        let urgent = TicketPatch {
            status: Some(Status::Solved),
            priority: Some(Priority::Urgent),
            assignee: Some(Assignment::Agent(office.anna_id.clone())),
            ..TicketPatch::default()
        };
        owner.arrange(3, urgent).await;
        for (query, found) in [
            ("", &[4, 3, 2, 1][..]),
            ("?status=open", &[4, 1]),
            ("?status=pending", &[2]),
            ("?status=unsolved", &[4, 2, 1]),
            ("?status=solved&priority=urgent", &[3]),
            ("?priority=low", &[]),
            (&format!("?queue={}", office.sales), &[4, 3, 1]),
            (&format!("?assignee={}", office.anna_id), &[3]),
            ("?assignee=me", &[]),
            ("?assignee=nobody", &[4, 2, 1]),
            ("?text=refund", &[4, 3]),
            ("?text=refund_", &[3]),
            ("?text=100%25", &[2]),
            ("?text=%D0%96%D0%90%D0%9D", &[2]),
            ("?text=%231", &[1]),
            ("?text=2", &[4, 2]),
            ("?text=ira%40example", &[1]),
            ("?text=%5C", &[]),
            ("?before=3", &[2, 1]),
            ("?before=3&status=open&text=parcel", &[1]),
        ] {
            assert_eq!(owner.numbers(query).await, found, "{query}");
        }
        assert_eq!(anna.numbers("?assignee=me").await, [3]);
        for bad in ["?status=x", "?before=x", "?page=1", &format!("?text={}", "x".repeat(201))] {
            assert!([400, 422].contains(&owner.get(bad).await.status), "{bad}");
        }
        for _ in 0..50 {
            office.ticket(&office.sales, "Many", "").await;
        }
        let page = owner.numbers("?status=unsolved").await;
        assert_eq!((page.len(), page[49]), (50, 5));
        assert_eq!(owner.numbers("?status=unsolved&before=5").await, [4, 2, 1]);
    })
    .await;
}

#[tokio::test]
async fn each_ticket_is_for_its_queue_and_for_whoever_has_it() {
    on_each(async |database| {
        let server = TestServer::on(database).await;
        let office = Office::of(&server).await;
        let anna = &office.anna;
        let own = office.ticket(&office.sales, "Ira", "").await;
        let foreign = office.ticket(&office.help, "Ira", "").await;
        let solve = TicketPatch { version: 1, status: Some(Status::Solved), ..TicketPatch::default() };
        for (number, status) in [(own, 200), (foreign, 404), (9, 404)] {
            assert_eq!(anna.get(&format!("/{number}")).await.status, status);
            assert_eq!(anna.note(number, "n", "Hm").await.status, status);
            assert_eq!(anna.patch(number, &solve).await.status, status);
            assert_eq!(anna.merge(number, number).await.status, if status == 200 { 422 } else { 404 });
        }
        assert_eq!(code(&anna.merge(own, foreign).await), (404, Code::NotFound, Some(Field::Number)));
        assert_eq!(anna.numbers("").await, [own]);
        let nobody = Console { server: &server, cookie: String::new() };
        assert_eq!(nobody.get("/1").await.status, 401);
        let elsewhere =
            server.request(Method::PATCH, &format!("{PATH}/{own}")).header("cookie", &anna.cookie);
        let elsewhere = elsewhere.header("origin", "https://evil.example").json(&solve).send().await;
        assert_eq!((elsewhere.status, elsewhere.json::<Problem>().code), (403, Code::ForeignOrigin));

        let lent = Assignment::Agent(office.anna_id.clone());
        office.owner.arrange(foreign, TicketPatch { assignee: Some(lent), ..TicketPatch::default() }).await;
        assert_eq!(anna.numbers("").await, [foreign, own]);
        anna.arrange(foreign, TicketPatch { priority: Some(Priority::Low), ..TicketPatch::default() }).await;
        // She may give it away, and doesn't see it any more.
        anna.arrange(foreign, TicketPatch { assignee: Some(Assignment::Nobody), ..TicketPatch::default() })
            .await;
        assert_eq!(anna.get(&format!("/{foreign}")).await.status, 404);
    })
    .await;
}

#[tokio::test]
async fn what_is_arranged_is_told_and_of_two_at_once_one_is_told_how_it_stands() {
    on_each(async |database| {
        let server = TestServer::on(database).await;
        let office = Office::of(&server).await;
        let number = office.ticket(&office.sales, "Ira", "Late").await;
        let patch = |status, priority| TicketPatch { version: 1, status, priority, ..TicketPatch::default() };
        let (one, other) = (patch(Some(Status::Solved), None), patch(None, Some(Priority::High)));
        let (one, other) = tokio::join!(office.owner.patch(number, &one), office.anna.patch(number, &other));
        let (good, stale) = if one.status == 200 { (one, other) } else { (other, one) };
        assert_eq!((good.status, stale.status), (200, 409));
        assert_eq!(stale.header("content-type"), "application/problem+json");
        let stale: TicketStale = stale.json();
        assert_eq!((stale.document.problem.code, &stale.now), (Code::Stale, &good.json::<TicketPage>()));
        assert_eq!((stale.now.ticket.version, stale.now.entries.len()), (2, 1));

        let page = office
            .anna
            .arrange(
                number,
                TicketPatch {
                    queue: Some(office.help.clone()),
                    subject: Some(" Late\nparcel ".into()),
                    assignee: Some(Assignment::Agent(office.anna_id.clone())),
                    ..TicketPatch::default()
                },
            )
            .await;
        assert_eq!((page.ticket.topic.as_str(), page.ticket.subject.as_str()), ("Help", "Late parcel"));
        assert_eq!(page.ticket.assignee.as_ref().map(|agent| &agent.id), Some(&office.anna_id));
        assert_eq!(kinds(&page)[1..], ["assignee", "queue", "subject"]);
        assert_eq!(page.entries[2].fact, TicketFact::Queue { from: "Sales".into(), to: "Help".into() });
        assert_eq!(office.owner.numbers("?text=help").await, [number], "found by what it is called now");
        let again = office
            .anna
            .arrange(number, TicketPatch { subject: Some("Late parcel".into()), ..TicketPatch::default() })
            .await;
        assert_eq!(again, page, "nothing has changed");
        let gone: [(TicketPatch, Field); 3] = [
            (TicketPatch { queue: Some("gone".into()), ..TicketPatch::default() }, Field::Topic),
            (
                TicketPatch { assignee: Some(Assignment::Agent("gone".into())), ..TicketPatch::default() },
                Field::Assignee,
            ),
            (TicketPatch { subject: Some(" ".into()), ..TicketPatch::default() }, Field::Subject),
        ];
        for (patch, field) in gone {
            assert_eq!(code(&office.anna.patch(number, &patch).await), (422, Code::Invalid, Some(field)));
        }
        assert_eq!(office.anna.page(number).await, page);
    })
    .await;
}

#[tokio::test]
async fn what_is_sent_twice_is_stored_once() {
    on_each(async |database| {
        let server = TestServer::on(database).await;
        let office = Office::of(&server).await;
        let number = office.ticket(&office.sales, "Ira", "Late").await;
        let anna = &office.anna;
        let (one, other) =
            tokio::join!(anna.note(number, "n1", " Call\nher "), anna.note(number, "n1", "Call\nher"));
        assert_eq!((one.status, other.status), (200, 200));
        assert_eq!(code(&anna.note(number, "n1", "Else").await), (409, Code::Conflict, None));
        assert_eq!(anna.note(number, "n2", "Call\nher").await.status, 200, "meant twice");
        assert_eq!(office.owner.note(number, "n1", "Mine").await.status, 200, "an id is its agent's own");
        for (id, text, field) in [
            ("n 3", "x", None),
            ("n3", " \u{200b}", Some(Field::Text)),
            ("n3", &"x".repeat(10_001), Some(Field::Text)),
        ] {
            let told = code(&anna.note(number, id, text).await);
            assert!(told == (422, Code::Invalid, field) || told == (400, Code::Malformed, field), "{told:?}");
        }
        let page = anna.page(number).await;
        let notes: Vec<_> =
            page.entries.iter().map(|entry| (entry.seq, entry.by.name.as_str(), &entry.fact)).collect();
        let note = |text: &str| TicketFact::Note { text: text.into() };
        let (call, mine) = (note("Call\nher"), note("Mine"));
        assert_eq!(notes, [(1, "Anna", &call), (2, "Anna", &call), (3, "Somebody", &mine)]);
        assert_eq!((page.ticket.version, page.ticket.status), (1, Status::Open), "a word changes nothing");
    })
    .await;
}

#[tokio::test]
async fn merged_tickets_go_on_in_one() {
    on_each(async |database| {
        let server = TestServer::on(database).await;
        let office = Office::of(&server).await;
        let owner = &office.owner;
        for _ in 0..4 {
            office.ticket(&office.sales, "Ira", "Late").await;
        }
        let into = owner.merge(1, 2).await;
        assert_eq!(into.status, 200, "{}", into.text());
        let into: TicketPage = into.json();
        assert_eq!((into.ticket.number, &into.entries[0].fact), (2, &TicketFact::Merged { number: 1 }));
        let merged = owner.page(1).await;
        assert_eq!((merged.ticket.merged_into, merged.ticket.status), (Some(2), Status::Solved));
        assert_eq!(kinds(&merged), ["merged_into", "status"]);

        let number = Some(Field::Number);
        assert_eq!(code(&owner.merge(2, 2).await), (422, Code::Invalid, number), "itself");
        assert_eq!(code(&owner.merge(2, 1).await), (409, Code::Merged, number), "a circle");
        assert_eq!(code(&owner.merge(3, 1).await), (409, Code::Merged, number), "into a merged one");
        assert_eq!(code(&owner.merge(1, 3).await), (409, Code::Merged, None), "a merged one again");
        assert_eq!(code(&owner.merge(2, 99).await), (404, Code::NotFound, number));
        assert_eq!(code(&owner.note(1, "n", "x").await), (409, Code::Merged, None));
        let reopen = TicketPatch { version: 2, status: Some(Status::Open), ..TicketPatch::default() };
        assert_eq!(code(&owner.patch(1, &reopen).await), (409, Code::Merged, None));
        assert_eq!(owner.page(1).await, merged);

        // Each into the other at once: one of them goes on.
        let (one, other) = tokio::join!(owner.merge(3, 4), owner.merge(4, 3));
        let statuses = [one.status, other.status];
        assert!(statuses.contains(&200) && statuses.contains(&409), "{statuses:?}");
        let into = [owner.page(3).await.ticket.merged_into, owner.page(4).await.ticket.merged_into];
        assert!(into == [Some(4), None] || into == [None, Some(3)], "{into:?}");
    })
    .await;
}
