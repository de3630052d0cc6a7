//! Visitors who leave a ticket, and who finds it.

use super::people::{Agent, Visitor, answers, furnish, office};
use crate::support::{PASSWORD, TestServer};
use server::http::auth::password;
use server::store::people::{Made, NewAgent, Queues};
use shared::agent::{AgentUpdate, Vanished};
use shared::form::{Answer, Fault};
use shared::ids::{AgentId, ClientId, ConversationId, QueueId};
use shared::people::{Detail, Page, Role};
use shared::problem::{Code, Field, Problem};
use shared::ticket::{NewTicketDraft, Priority, Ticket, TicketBeginning, TicketFact, TicketPage};
use shared::timeline::{Fact, PublicFact};
use shared::visitor::{VisitorCommand, VisitorUpdate};

fn form(message: &str) -> Vec<Answer> {
    let message = Answer { field: "message".into(), value: message.into() };
    [answers("Ira", "ira@example.com"), vec![message]].concat()
}

fn leave(id: &str, queue: &QueueId, message: &str) -> VisitorCommand {
    let page = Page { url: "https://shop.example/cart".into(), ..Page::default() };
    VisitorCommand::Leave { id: id.into(), queue: queue.clone(), answers: form(message), page }
}

async fn left(visitor: &mut Visitor, command: &VisitorCommand) -> Result<(ClientId, u32), Problem> {
    visitor.socket.say(command).await;
    visitor
        .until(|update| match update {
            VisitorUpdate::Left { id, number } => Some(Ok((id, number))),
            VisitorUpdate::Refused { problem, .. } => Some(Err(problem)),
            _ => None,
        })
        .await
}

async fn list(server: &TestServer, cookie: &str, query: &str) -> Vec<Ticket> {
    let path = format!("/api/agent/tickets{query}");
    let reply = server.request(hyper::Method::GET, &path).header("cookie", cookie).send().await;
    assert_eq!((reply.status, reply.header("cache-control")), (200, "no-store"), "{}", reply.text());
    reply.json()
}

#[tokio::test]
async fn a_ticket_is_left_once_and_found_by_the_agents_of_its_queue() {
    let (server, queue) = office().await;
    server.outsider("olga@example.com", "Olga").await;
    let mut visitor = Visitor::come(&server).await;
    let attributes = vec![Detail { label: "Plan".into(), value: "Gold".into() }];
    visitor.socket.say(&VisitorCommand::Describe { attributes: attributes.clone() }).await;
    let first = left(&mut visitor, &leave("t1", &queue, " Where is\nmy parcel? ")).await.unwrap();
    assert_eq!(first, (ClientId::from("t1"), 1));
    assert_eq!(
        left(&mut visitor, &leave("t1", &queue, " Where is\nmy parcel? ")).await.unwrap(),
        first,
        "again"
    );
    let other = left(&mut visitor, &leave("t1", &queue, "Something else")).await.unwrap_err();
    assert_eq!(other.code, Code::Conflict);
    assert_eq!(left(&mut visitor, &leave("t2", &queue, "And another")).await.unwrap().1, 2);

    let anna = server.sign_in("anna@example.com").await;
    let tickets = list(&server, &anna, "").await;
    assert_eq!(tickets.iter().map(|ticket| ticket.number).collect::<Vec<_>>(), [2, 1]);
    let ticket = &tickets[1];
    assert_eq!((ticket.text.as_str(), ticket.topic.as_str()), ("Where is\nmy parcel?", "Sales"));
    assert_eq!((ticket.visitor.name.as_str(), ticket.visitor.email.as_str()), ("Ira", "ira@example.com"));
    assert_eq!((&ticket.visitor.attributes, &ticket.conversation), (&attributes, &None));
    assert_eq!(ticket.page.url, "https://shop.example/cart");
    assert_eq!(list(&server, &anna, "?before=2").await.len(), 1);
    assert!(list(&server, &anna, "?before=1").await.is_empty());

    let olga = server.sign_in("olga@example.com").await;
    assert!(list(&server, &olga, "").await.is_empty(), "of no queue of hers");
    let hash = password::hash(PASSWORD, server.app.entropy.bytes()).unwrap();
    let manager = NewAgent {
        id: &AgentId::from("mia"),
        email: "mia@example.com",
        name: "Mia",
        role: Role::Manager,
        password_hash: Some(&hash),
        now: server.app.clock.now(),
    };
    assert_eq!(server.app.store.create_agent(&manager, Queues::Named(&[])).await.unwrap(), Made::Done);
    let mia = server.sign_in("mia@example.com").await;
    assert_eq!(list(&server, &mia, "").await.len(), 2, "managers see all");
    assert_eq!(server.get("/api/agent/tickets").await.status, 401);
    let bad = server.request(hyper::Method::GET, "/api/agent/tickets?before=x").header("cookie", &mia);
    assert_eq!(bad.send().await.status, 400);
}

#[tokio::test]
async fn a_ticket_that_lacks_something_is_refused() {
    let server = TestServer::configured("--messages-per-minute 1").await;
    let queue = furnish(&server).await;
    let mut visitor = Visitor::come(&server).await;
    let refused = left(&mut visitor, &leave("t1", &queue, " \u{200b} ")).await.unwrap_err();
    assert_eq!(refused.code, Code::Invalid);
    assert_eq!((refused.fields[0].field.as_str(), refused.fields[0].fault), ("message", Fault::Missing));
    let gone = left(&mut visitor, &leave("t1", &"gone".into(), "Hi")).await.unwrap_err();
    assert_eq!((gone.code, gone.field), (Code::Invalid, Some(Field::Topic)));
    let bad = left(&mut visitor, &leave("no id", &queue, "Hi")).await.unwrap_err();
    assert_eq!(bad.code, Code::Malformed);
    assert_eq!(left(&mut visitor, &leave("t1", &queue, "Hi")).await.unwrap().1, 1);
    for n in 0..29 {
        left(&mut visitor, &leave(&format!("more{n}"), &queue, "Hi")).await.unwrap();
    }
    let many = left(&mut visitor, &leave("too-many", &queue, "Hi")).await.unwrap_err();
    assert_eq!(many.code, Code::TooMany);
}

async fn made(visitor: &mut Visitor, conversation: &ConversationId, id: &ClientId) -> Result<u32, Problem> {
    let command = VisitorCommand::MakeTicket { conversation: conversation.clone(), id: id.clone() };
    visitor.socket.say(&command).await;
    visitor
        .until(|update| match update {
            VisitorUpdate::Events { events, .. } => events.into_iter().find_map(|entry| match entry.fact {
                Some(PublicFact::TicketMade { id: made, number }) if made == *id => Some(Ok(number)),
                _ => None,
            }),
            VisitorUpdate::Refused { problem, .. } => Some(Err(problem)),
            _ => None,
        })
        .await
}

#[tokio::test]
async fn whoever_will_not_wait_leaves_what_was_written_as_a_ticket() {
    let (server, queue) = office().await;
    let mut anna = Agent::come(&server, "anna@example.com").await;
    let mut visitor = Visitor::come(&server).await;
    let conversation = visitor.ask(&queue).await;
    anna.sees(&conversation).await;
    let nothing = made(&mut visitor, &conversation, &"t0".into()).await.unwrap_err();
    assert_eq!((nothing.code, nothing.field), (Code::Invalid, Some(Field::Text)));
    visitor.write(&conversation, "My parcel").await;
    visitor.write(&conversation, "is late").await;
    let mut stranger = Visitor::come(&server).await;
    assert_eq!(made(&mut stranger, &conversation, &"s1".into()).await.unwrap_err().code, Code::NotFound);

    let number = made(&mut visitor, &conversation, &"t1".into()).await.unwrap();
    assert_eq!(made(&mut visitor, &conversation, &"t1".into()).await, Ok(number), "the same entry");
    assert_eq!(made(&mut visitor, &conversation, &"t2".into()).await.unwrap_err().code, Code::Ended);
    let reason = anna
        .until(|update| match update {
            AgentUpdate::Vanished { reason, .. } => Some(reason),
            _ => None,
        })
        .await;
    assert_eq!(reason, Vanished::Ended, "nobody is offered it any more");
    anna.take(&conversation).await;
    assert_eq!(anna.refused().await.code, Code::Ended);

    let tickets = list(&server, &anna.cookie, "").await;
    assert_eq!(tickets.len(), 1);
    assert_eq!((tickets[0].number, tickets[0].text.as_str()), (number, "My parcel\n\nis late"));
    assert_eq!(tickets[0].conversation.as_ref(), Some(&conversation));
    // The next conversation is a new one.
    let next = visitor.ask(&queue).await;
    assert_ne!(next, conversation);
    anna.sees(&next).await;
    visitor.write(&next, "Hello").await;
    anna.take(&next).await;
    while !anna.entries().await.iter().any(|e| matches!(e.fact, Fact::Public(PublicFact::Joined { .. }))) {}
    assert_eq!(made(&mut visitor, &next, &"t3".into()).await.unwrap_err().code, Code::Forbidden, "taken");
}

#[tokio::test]
async fn an_agent_makes_a_ticket_of_a_conversation_that_they_may_read() {
    let (server, queue) = office().await;
    server.outsider("olga@example.com", "Olga").await;
    let olga = server.sign_in("olga@example.com").await;
    let mut anna = Agent::come(&server, "anna@example.com").await;
    let mut visitor = Visitor::come(&server).await;
    let conversation = visitor.ask(&queue).await;
    anna.sees(&conversation).await;
    visitor.write(&conversation, "My parcel\nis late").await;
    anna.take(&conversation).await;
    let path = format!("/api/agent/tickets/draft?conversation={conversation}&lang=pl");
    let ask = async |cookie: &str, path: &str| server.own_page(hyper::Method::GET, path, cookie).send().await;
    assert_eq!(ask(&olga, &path).await.status, 404, "not hers");
    assert_eq!(ask(&anna.cookie, "/api/agent/tickets/draft").await.status, 400);
    let begun: TicketBeginning = ask(&anna.cookie, &path).await.json();
    assert_eq!((&begun.queue, begun.subject.as_str()), (&queue, "Ticket for chat from queue Sales"));
    assert!(begun.text.contains("My parcel\n    is late") && begun.text.contains("Ira"), "{}", begun.text);

    let draft = NewTicketDraft {
        id: "n1".into(),
        conversation: Some(conversation.clone()),
        queue: begun.queue,
        subject: begun.subject,
        text: begun.text,
        name: begun.name,
        email: "ira@example.org".into(),
        priority: Priority::High,
    };
    let make = async |cookie: &str, draft: &NewTicketDraft| {
        server.own_page(hyper::Method::POST, "/api/agent/tickets", cookie).json(draft).send().await
    };
    assert_eq!(make(&olga, &draft).await.status, 404, "nor is the conversation");
    let made = make(&anna.cookie, &draft).await;
    assert_eq!(made.status, 201, "{}", made.text());
    let page: TicketPage = made.json();
    assert_eq!(make(&anna.cookie, &draft).await.json::<TicketPage>(), page, "sent twice, made once");
    assert_eq!(page.ticket.conversation.as_ref(), Some(&conversation));
    assert_eq!(
        (page.ticket.priority, page.ticket.visitor.email.as_str()),
        (Priority::High, "ira@example.org")
    );
    assert_eq!((page.entries[0].by.name.as_str(), &page.entries[0].fact), ("Anna", &TicketFact::Made));
    let other = NewTicketDraft { text: "Something else".into(), ..draft.clone() };
    let conflict: Problem = make(&anna.cookie, &other).await.json();
    assert_eq!(conflict.code, Code::Conflict);
    for (draft, field) in [
        (NewTicketDraft { id: "n2".into(), subject: " ".into(), ..draft.clone() }, Field::Subject),
        (NewTicketDraft { id: "n2".into(), text: " ".into(), ..draft.clone() }, Field::Text),
        (NewTicketDraft { id: "n2".into(), email: "ira".into(), ..draft.clone() }, Field::Email),
        (NewTicketDraft { id: "n2".into(), queue: "gone".into(), ..draft.clone() }, Field::Topic),
    ] {
        let problem: Problem = make(&anna.cookie, &draft).await.json();
        assert_eq!((problem.code, problem.field), (Code::Invalid, Some(field)));
    }
    visitor.write(&conversation, "still there").await;
    assert_eq!(list(&server, &anna.cookie, "").await.len(), 1);
}
