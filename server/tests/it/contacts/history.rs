//! What was before with somebody: all that one may read, from all queues, marked where only an address says so.

use super::{console, named, strings, with_email};
use crate::databases::on_each;
use crate::own_console::Console;
use crate::stories::people::{Agent, Visitor, furnish};
use crate::support::TestServer;
use server::store::tickets::{Left, NewTicket};
use shared::contact::known::{History, HistoryLine, Past};
use shared::contact::{ContactContent, ContactDraft};
use shared::ids::{ConversationId, QueueId};
use shared::people::{AgentCard, Page, Role, VisitorCard};
use shared::ticket::Priority;
use sqlx::Connection;

/// A ticket of somebody with an address; of nobody in particular if there is a `maker`.
async fn ticket(server: &TestServer, queue: &QueueId, email: &str, maker: Option<AgentCard>) -> u32 {
    let app = &server.app;
    let visitor = if maker.is_some() { String::new() } else { app.entropy.id(&app.clock) };
    let new = NewTicket {
        id: app.entropy.id(&app.clock),
        visitor: visitor.as_str().into(),
        client_id: app.entropy.id(&app.clock).as_str().into(),
        widget: "demo".into(),
        queue: queue.clone(),
        topic: "Sales".into(),
        subject: "Late parcel".into(),
        conversation: None,
        card: VisitorCard { email: email.into(), ..VisitorCard::default() },
        text: "Where is it?".into(),
        page: Page::default(),
        lang: String::new(),
        priority: Priority::default(),
        maker,
        now: app.clock.now(),
    };
    match app.store.leave_ticket(&new).await.unwrap() {
        Left::Stored(number) => number,
        Left::Conflict => panic!("a conflict"),
    }
}

/// Somebody else asks, and ends it.
async fn past(server: &TestServer, queue: &QueueId) -> ConversationId {
    let mut visitor = Visitor::come(server).await;
    let conversation = visitor.ask(queue).await;
    let id = visitor.id();
    let end = shared::visitor::VisitorCommand::End { conversation: conversation.clone(), id: id.clone() };
    visitor.socket.say(&end).await;
    visitor.acknowledged(&id).await;
    conversation
}

fn told(line: &HistoryLine) -> (String, bool) {
    let what = match &line.what {
        Past::Conversation { id, .. } => id.to_string(),
        Past::Ticket { number, .. } => format!("#{number}"),
    };
    (what, line.claimed)
}

#[tokio::test]
async fn a_history_goes_through_all_queues_and_says_what_only_an_address_says() {
    on_each(async |database| {
        let server = TestServer::on(database).await;
        let queue = furnish(&server).await;
        let mut agent = Agent::come(&server, "anna@example.com").await;
        let anna = Console { server: &server, cookie: agent.cookie.clone() };
        let owner = Console::of(&server, Role::Owner).await;
        let ira = anna.contact(&with_email("Ira", "ira@example.com")).await;
        let of_ira = format!("contacts/{}", ira.id);
        assert_eq!(anna.history(&of_ira).await, History::default());

        let mut visitor = Visitor::come(&server).await;
        let own = visitor.ask(&queue).await;
        agent.sees(&own).await;
        agent.write(&own, "Hello").await;
        assert_eq!(anna.this_is(&own, &ira.id).await.status, 200);
        server.clock.advance(1_000);
        let strangers = past(&server, &queue).await;
        server.clock.advance(1_000);
        let left = ticket(&server, &queue, "IRA@example.com", None).await;
        server.clock.advance(1_000);
        let maker = AgentCard { id: agent_id(&server).await, name: "Anna".into(), photo: None };
        let made = ticket(&server, &queue, "ira@example.com", Some(maker)).await;
        ticket(&server, &queue, "ira@example.comedy", None).await;

        let all = owner.history(&of_ira).await;
        let expected = [
            (format!("#{made}"), false),
            (format!("#{left}"), true),
            (strangers.to_string(), true),
            (own.to_string(), false),
        ];
        assert_eq!(all.lines.iter().map(told).collect::<Vec<_>>(), expected);
        assert_eq!((all.lines[3].topic.as_str(), &all.next), ("Sales", &None));
        let Past::Conversation { agents, .. } = &all.lines[3].what else { panic!("a conversation") };
        assert_eq!(agents.iter().map(|agent| agent.name.as_str()).collect::<Vec<_>>(), ["Anna"]);
        // An agent doesn't read what ended without them; their own and their queue's tickets they do.
        let hers: Vec<_> = anna.history(&of_ira).await.lines.iter().map(told).collect();
        assert_eq!(hers, [&expected[0..2], &expected[3..]].concat());
        let by_conversation = owner.history(&format!("conversations/{own}")).await;
        assert_eq!(by_conversation.lines, all.lines);
        let alone = owner.history(&format!("conversations/{strangers}")).await;
        assert_eq!(alone.lines.iter().map(told).collect::<Vec<_>>(), [(strangers.to_string(), false)]);

        // Of tickets from before their addresses were kept apart, the same is found.
        sqlx::any::install_default_drivers();
        let mut connection = sqlx::AnyConnection::connect(&database.url).await.unwrap();
        sqlx::query("update tickets set email = null").execute(&mut connection).await.unwrap();
        connection.close().await.unwrap();
        assert_eq!(owner.history(&of_ira).await, all);

        let content = owner.get(&format!("/api/agent/{of_ira}/content")).await;
        assert_eq!(content.json::<ContactContent>(), ContactContent { conversations: 2, tickets: 2 });
    })
    .await;
}

async fn agent_id(server: &TestServer) -> shared::ids::AgentId {
    server.app.store.agent_by_email("anna@example.com").await.unwrap().unwrap()
}

#[tokio::test]
async fn a_long_history_comes_page_by_page() {
    on_each(async |database| {
        let server = TestServer::on(database).await;
        let queue = furnish(&server).await;
        let anna = console(&server, "anna@example.com").await;
        let set = ContactDraft { emails: strings(&["ira@b.cd", "i@e.fg"]), ..named("Ira", "") };
        let ira = anna.contact(&set).await;
        let mut made = Vec::new();
        for number in 0..65 {
            // Several within one instant.
            if number % 4 == 0 {
                server.clock.advance(1_000);
            }
            let email = if number % 2 == 0 { "ira@b.cd" } else { "I@e.fg" };
            made.push(format!("#{}", ticket(&server, &queue, email, None).await));
        }
        let mut seen = Vec::new();
        let mut query = String::new();
        loop {
            let reply = anna.get(&format!("/api/agent/contacts/{}/history{query}", ira.id)).await;
            let page: History = reply.json();
            assert!(page.lines.len() <= 30);
            seen.extend(page.lines.iter().map(|line| told(line).0));
            let Some(next) = page.next else { break };
            query = format!("?before={next}");
        }
        assert_eq!(seen.len(), 65);
        seen.sort();
        made.sort();
        assert_eq!(seen, made);
        let bad = anna.get(&format!("/api/agent/contacts/{}/history?before=x", ira.id)).await;
        assert_eq!(bad.status, 400);
    })
    .await;
}
