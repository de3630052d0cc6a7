//! Messages with files: from one side to the other, once, and never somebody else's.

use super::people::{Agent, Visitor};
use crate::databases::on_each;
use crate::support::TestServer;
use shared::agent::AgentCommand;
use shared::file::FileCard;
use shared::ids::{ClientId, ConversationId, FileId};
use shared::problem::Code;
use shared::timeline::{AgentEntry, Fact, PublicFact};
use shared::visitor::VisitorCommand;

async fn upload(server: &TestServer, visitor: &Visitor, conversation: &ConversationId) -> FileCard {
    let reply = server
        .post(&format!("/api/visitor/files?conversation={conversation}"))
        .header("authorization", &format!("Bearer {}", visitor.token))
        .header("x-file-name", "notes.txt")
        .body(b"notes".to_vec())
        .send()
        .await;
    assert_eq!(reply.status, 201, "{}", reply.text());
    reply.json()
}

fn message(conversation: &ConversationId, id: &ClientId, text: &str, files: &[&FileId]) -> VisitorCommand {
    let files = files.iter().copied().cloned().collect();
    VisitorCommand::Send { conversation: conversation.clone(), id: id.clone(), text: text.into(), files }
}

fn files_of(entries: &[AgentEntry]) -> Vec<FileCard> {
    let files = |entry: &AgentEntry| match &entry.fact {
        Fact::Public(PublicFact::Message { files, .. }) => files.clone(),
        _ => Vec::new(),
    };
    entries.iter().flat_map(files).collect()
}

#[tokio::test]
async fn a_message_may_be_files_alone_and_is_sent_once() {
    on_each(async |database| {
        let server = TestServer::on(database).await;
        let queue = server.queue("Sales").await;
        server.widget("demo", "My shop", &["*"]).await;
        server.agent("anna@example.com", "Anna").await;
        let mut visitor = Visitor::come(&server).await;
        let conversation = visitor.ask(&queue).await;
        let card = upload(&server, &visitor, &conversation).await;
        let id = visitor.id();
        let command = message(&conversation, &id, "  ", &[&card.id]);
        visitor.socket.say(&command).await;
        let seq = visitor.acknowledged(&id).await;
        visitor.socket.say(&command).await;
        assert_eq!(visitor.acknowledged(&id).await, seq, "sent twice, stored once");

        let mut agent = Agent::come(&server, "anna@example.com").await;
        agent.sees(&conversation).await;
        let resume = AgentCommand::Resume { conversation: conversation.clone(), after: 0 };
        agent.socket.say(&resume).await;
        assert_eq!(files_of(&agent.entries().await), std::slice::from_ref(&card));

        let other = visitor.id();
        visitor.socket.say(&message(&conversation, &other, "again", &[&card.id])).await;
        assert_eq!(visitor.refused().await.code, Code::NotFound, "it is in another message");
        visitor.socket.say(&message(&conversation, &id, "  ", &[])).await;
        assert_eq!(visitor.refused().await.code, Code::Invalid, "nothing at all is no message");
    })
    .await;
}

#[tokio::test]
async fn nobody_sends_what_somebody_else_uploaded() {
    on_each(async |database| {
        let server = TestServer::on(database).await;
        let queue = server.queue("Sales").await;
        server.widget("demo", "My shop", &["*"]).await;
        server.agent("anna@example.com", "Anna").await;
        let mut visitor = Visitor::come(&server).await;
        let conversation = visitor.ask(&queue).await;
        let card = upload(&server, &visitor, &conversation).await;

        let mut thief = Visitor::come(&server).await;
        let own = thief.ask(&queue).await;
        for target in [&own, &conversation] {
            let id = thief.id();
            thief.socket.say(&message(target, &id, "mine", &[&card.id])).await;
            assert_eq!(thief.refused().await.code, Code::NotFound);
        }
        let mut agent = Agent::come(&server, "anna@example.com").await;
        agent.sees(&conversation).await;
        let id = agent.id();
        let files = vec![card.id.clone()];
        let send = AgentCommand::Send { conversation: conversation.clone(), id, text: "mine".into(), files };
        agent.socket.say(&send).await;
        assert_eq!(agent.refused().await.code, Code::NotFound);

        let ids = vec![&card.id; 2];
        let id = visitor.id();
        visitor.socket.say(&message(&conversation, &id, "", &ids)).await;
        assert_eq!(visitor.refused().await.code, Code::Malformed, "named twice");
        visitor.socket.say(&message(&conversation, &id, "", &[&card.id])).await;
        visitor.acknowledged(&id).await;
    })
    .await;
}
