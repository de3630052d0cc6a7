//! What bears a tag, and what came through which widget.

use super::*;
use crate::stories::people::Socket;
use shared::channel::{Channel, ChannelKind};
use shared::people::Role;
use shared::problem::{Code, Field};
use shared::rest::ProblemDocument;
use shared::rules::TAG_CHARS;
use shared::timeline::StaffFact;
use shared::visitor::VisitorCommand;

/// Tags a conversation as its agent does.
async fn tag(agent: &mut Agent, conversation: &ConversationId, tag: &str) {
    let (id, conversation) = (agent.id(), conversation.clone());
    agent.socket.say(&AgentCommand::Tag { conversation, id, tag: tag.into() }).await;
    while !agent.entries().await.iter().any(|e| matches!(e.fact, Fact::Staff(StaffFact::Tagged { .. }))) {}
}

#[tokio::test]
async fn a_tag_is_found_as_a_whole() {
    on_each(async |database| {
        let (server, queue) = office(database).await;
        let owner = server.signed_in(Role::Owner).await;
        let mut anna = Agent::come(&server, "anna@example.com").await;
        let mut tagged = Vec::new();
        for name in ["Late parcel", "late", "c++"] {
            let conversation = Visitor::come(&server).await.ask(&queue).await;
            take(&mut anna, &conversation).await;
            tag(&mut anna, &conversation, name).await;
            tagged.push(conversation);
        }
        for (query, found) in [
            ("tag=late", vec![1]),
            ("tag=late+parcel", vec![0]),
            ("tag=parcel", vec![]),
            ("tag=c%2B%2B", vec![2]),
            ("tag=c", vec![]),
            ("tag=late&text=ira", vec![1]),
            ("tag=late&section=archive", vec![]),
            ("text=late", vec![1, 0]),
        ] {
            let expected: Vec<_> = found.iter().map(|index: &usize| tagged[*index].clone()).collect();
            assert_eq!(ids(&server, &owner, &format!("?{query}")).await, expected, "{query}");
        }
        assert_eq!(look(&server, &owner, "?tag=late").await.lines[0].tags, ["late"]);

        // What is taken off isn't found by it.
        let (id, conversation) = (anna.id(), tagged[1].clone());
        anna.socket.say(&AgentCommand::Untag { conversation, id, tag: "late".into() }).await;
        anna.entries().await;
        assert_eq!(ids(&server, &owner, "?tag=late").await, []);

        // Nobody finds by a tag what isn't theirs.
        let boris = server.sign_in("boris@example.com").await;
        assert_eq!(ids(&server, &boris, "?tag=late+parcel").await, []);

        let reply = ask(&server, &owner, &format!("?tag={}", "x".repeat(TAG_CHARS + 1))).await;
        let problem = reply.json::<ProblemDocument>().problem;
        assert_eq!((problem.code, problem.field), (Code::Invalid, Some(Field::Tag)));
    })
    .await;
}

#[tokio::test]
async fn it_is_told_through_which_widget_one_came() {
    on_each(async |database| {
        let (server, queue) = office(database).await;
        server.widget("outlet", "Outlet", &["*"]).await;
        let owner = server.signed_in(Role::Owner).await;
        let first = Visitor::come(&server).await.ask(&queue).await;
        let mut socket = Socket::open(&server, "/api/visitor/socket", None).await;
        socket.say(&VisitorCommand::Hello { widget: "outlet".into(), token: None, identity: None }).await;
        let mut visitor = Visitor::welcomed(socket, None).await.unwrap();
        let second = visitor.ask(&queue).await;
        assert_eq!(ids(&server, &owner, "").await, [second.clone(), first.clone()]);
        assert_eq!(ids(&server, &owner, "?channel=demo").await, [first]);
        let found = look(&server, &owner, "?channel=outlet&text=ira").await;
        assert_eq!((&found.lines[0].conversation, found.lines[0].channel.as_str()), (&second, "outlet"));
        assert_eq!(ids(&server, &owner, "?channel=other").await, []);

        // Whoever arranges no widgets knows their names all the same, and no more.
        let anna = server.sign_in("anna@example.com").await;
        let channels =
            server.request(Method::GET, "/api/agent/channels").header("cookie", &anna).send().await;
        let channel =
            |id: &str, name: &str| Channel { id: id.into(), name: name.into(), kind: ChannelKind::Website };
        assert_eq!(channels.json::<Vec<Channel>>(), [channel("demo", "Demo"), channel("outlet", "Outlet")]);
        assert_eq!(server.get("/api/agent/channels").await.status, 401);
    })
    .await;
}
