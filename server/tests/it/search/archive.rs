//! Out of the inbox, back, and gone for good.

use super::*;
use shared::agent::Vanished;
use shared::people::Role;
use shared::problem::Code;
use shared::rest::ProblemDocument;
use shared::search::Content;
use shared::timeline::StaffFact;

async fn act(server: &TestServer, cookie: &str, method: Method, path: &str) -> (u16, Option<Code>) {
    let reply = server.own_page(method, &format!("/api/agent/conversations/{path}"), cookie).send().await;
    let code = (reply.status >= 400).then(|| reply.json::<ProblemDocument>().problem.code);
    (reply.status, code)
}

#[tokio::test]
async fn the_archive_takes_it_out_of_the_inbox_and_gives_it_back() {
    on_each(async |database| {
        let (server, queue) = office(database).await;
        let owner = server.signed_in(Role::Owner).await;
        let mut anna = Agent::come(&server, "anna@example.com").await;
        let boris = server.sign_in("boris@example.com").await;
        let mut visitor = Visitor::come(&server).await;
        let conversation = visitor.ask(&queue).await;
        take(&mut anna, &conversation).await;
        let path = format!("{conversation}/archive");
        assert_eq!(act(&server, &boris, Method::POST, &path).await, (404, Some(Code::NotFound)));
        assert_eq!(act(&server, "", Method::POST, &path).await, (401, Some(Code::SessionExpired)));

        // Whoever has it ends it with that.
        assert_eq!(act(&server, &anna.cookie, Method::POST, &path).await, (204, None));
        assert_eq!(anna.loses(&conversation).await, Vanished::Archived);
        assert_eq!(act(&server, &anna.cookie, Method::POST, &path).await, (204, None), "twice is once");
        assert!(Agent::come_back(&server, anna.cookie.clone()).await.inbox.is_empty());
        let all = [conversation.clone()];
        assert_eq!(ids(&server, &anna.cookie, "?section=archive").await, all);
        assert_eq!(ids(&server, &anna.cookie, "?section=all&text=ira").await, []);
        assert_eq!(ids(&server, &boris, "?section=archive").await, []);
        assert!(look(&server, &owner, "?section=archive&text=ira").await.lines[0].archived);

        assert_eq!(act(&server, &owner, Method::DELETE, &path).await, (204, None), "by who sees all");
        anna.sees(&conversation).await;
        assert_eq!(ids(&server, &owner, "?section=archive").await, []);
        assert_eq!(ids(&server, &anna.cookie, "?section=ended").await, all);
        let inbox = Agent::come_back(&server, anna.cookie.clone()).await.inbox;
        assert_eq!(inbox.len(), 1, "back where it was");
    })
    .await;
}

#[tokio::test]
async fn what_was_missed_can_be_archived_by_who_arranges_the_queue() {
    on_each(async |database| {
        let (server, queue) = office(database).await;
        let manager = server.signed_in(Role::Manager).await;
        let anna = server.sign_in("anna@example.com").await;
        let missed = leave(&server, &queue, "Nobody there?").await;
        let waiting = Visitor::come(&server).await.ask(&queue).await;
        let path = format!("{missed}/archive");
        assert_eq!(act(&server, &anna, Method::POST, &path).await, (404, Some(Code::NotFound)));
        let goes_on = format!("{waiting}/archive");
        assert_eq!(act(&server, &anna, Method::POST, &goes_on).await, (403, Some(Code::Forbidden)));
        assert_eq!(act(&server, &manager, Method::POST, &goes_on).await, (403, Some(Code::Forbidden)));
        assert_eq!(act(&server, &manager, Method::POST, &path).await, (204, None));
        assert_eq!(ids(&server, &manager, "?section=archive").await, std::slice::from_ref(&missed));

        // They may read it, and nobody else.
        let resume = AgentCommand::Resume { conversation: missed.clone(), after: 0 };
        let mut reader = Agent::come_back(&server, manager).await;
        reader.socket.say(&resume).await;
        let entries = reader.entries().await;
        assert!(entries.iter().any(|entry| matches!(entry.fact, Fact::Staff(StaffFact::Archived { .. }))));
        let mut other = Agent::come_back(&server, anna).await;
        other.socket.say(&resume).await;
        assert_eq!(other.refused().await.code, Code::NotFound);
    })
    .await;
}

#[tokio::test]
async fn what_is_deleted_is_gone_for_good() {
    on_each(async |database| {
        let (server, queue) = office(database).await;
        let manager = server.signed_in(Role::Manager).await;
        let mut anna = Agent::come(&server, "anna@example.com").await;
        let mut visitor = Visitor::come(&server).await;
        let conversation = visitor.ask(&queue).await;
        take(&mut anna, &conversation).await;
        visitor.write(&conversation, "quince").await;
        anna.write(&conversation, "quince jam").await;
        let upload = server
            .post(&format!("/api/agent/files?conversation={conversation}"))
            .header("cookie", &anna.cookie)
            .header("x-file-name", "notes.txt")
            .body(b"twelve bytes".to_vec())
            .send()
            .await;
        let card: shared::file::FileCard = upload.json();
        let path = conversation.to_string();
        assert_eq!(
            act(&server, &manager, Method::DELETE, &path).await,
            (403, Some(Code::Forbidden)),
            "goes on"
        );
        end(&mut anna, &conversation).await;
        assert_eq!(ids(&server, &manager, "?text=quince").await, std::slice::from_ref(&conversation));

        let content: Content = ask(&server, &manager, &format!("/{path}/content")).await.json();
        assert_eq!(content, Content { messages: 2, files: 1, bytes: 12 });
        assert_eq!(act(&server, &anna.cookie, Method::DELETE, &path).await, (403, Some(Code::Forbidden)));
        assert_eq!(ask(&server, &anna.cookie, &format!("/{path}/content")).await.status, 403);

        assert_eq!(act(&server, &manager, Method::DELETE, &path).await, (204, None));
        assert_eq!(anna.loses(&conversation).await, Vanished::Deleted);
        assert_eq!(act(&server, &manager, Method::DELETE, &path).await, (404, Some(Code::NotFound)));
        assert_eq!(ids(&server, &manager, "?text=quince").await, []);
        assert_eq!(server.app.store.conversation(&conversation).await.unwrap(), None);
        assert!(server.app.store.timeline(&conversation).await.unwrap().is_empty());
        let file = server.request(Method::GET, &format!("/api/files/{}", card.id));
        assert_eq!(file.header("cookie", &anna.cookie).send().await.status, 404);
        // The visitor begins anew.
        let next = visitor.ask(&queue).await;
        assert_ne!(next, conversation);
    })
    .await;
}
