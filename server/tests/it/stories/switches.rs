//! What the owner has switched off stays off, whatever a visitor's browser sends.

use super::people::{Agent, Visitor, furnish};
use crate::support::TestServer;
use shared::agent::AgentUpdate;
use shared::ids::{ConversationId, QueueId};
use shared::problem::Code;
use shared::rest::WidgetDraft;
use shared::settings::{Chat, Peek, WidgetSettings};
use shared::timeline::Rating;
use shared::visitor::VisitorCommand;

async fn office() -> (TestServer, QueueId) {
    let server = TestServer::start().await;
    let queue = furnish(&server).await;
    (server, queue)
}

/// Sets what the chat of the widget can do.
async fn set(server: &TestServer, chat: Chat) {
    let version = server.app.store.widget(&"demo".into()).await.unwrap().unwrap().version;
    let settings = WidgetSettings { chat, ..WidgetSettings::default() };
    let set = WidgetDraft { name: "Demo".into(), sites: vec!["*".into()], settings };
    server.app.store.change_widget(&"demo".into(), version, &set).await.unwrap();
}

async fn types(visitor: &mut Visitor, conversation: &ConversationId, text: &str) {
    let (conversation, text) = (conversation.clone(), text.into());
    visitor.socket.say(&VisitorCommand::Typing { conversation, text }).await;
}

async fn peeks(anna: &mut Agent) -> String {
    anna.until(|update| match update {
        AgentUpdate::Peek { text, .. } => Some(text),
        _ => None,
    })
    .await
}

#[tokio::test]
async fn without_the_sneak_peek_agents_hear_only_that_something_is_typed() {
    let (server, queue) = office().await;
    let mut anna = Agent::come(&server, "anna@example.com").await;
    let mut visitor = Visitor::come(&server).await;
    let conversation = visitor.ask(&queue).await;
    anna.sees(&conversation).await;
    for (peek, typed, seen) in [
        (Peek::Off, "my secret", " "),
        (Peek::Off, " ", " "),
        (Peek::Off, "", ""),
        (Peek::On, "no secret", "no secret"),
        (Peek::On, "", ""),
        (Peek::Disclosed, "no secret", "no secret"),
    ] {
        set(&server, Chat { peek, ..Chat::default() }).await;
        let mut tab = Visitor::come_back(&server, Some(visitor.token.clone())).await;
        types(&mut tab, &conversation, typed).await;
        assert_eq!(peeks(&mut anna).await, seen, "{peek:?} {typed:?}");
    }
    // Whoever is typing when it is switched off is soon unseen as well.
    types(&mut visitor, &conversation, "no secret").await;
    assert_eq!(peeks(&mut anna).await, "no secret");
    set(&server, Chat { peek: Peek::Off, ..Chat::default() }).await;
    server.clock.advance(10_000);
    types(&mut visitor, &conversation, "my secret").await;
    assert_eq!(peeks(&mut anna).await, " ");
}

async fn ended(visitor: &mut Visitor, queue: &QueueId) -> ConversationId {
    let conversation = visitor.ask(queue).await;
    let id = visitor.id();
    visitor.socket.say(&VisitorCommand::End { conversation: conversation.clone(), id: id.clone() }).await;
    visitor.acknowledged(&id).await;
    conversation
}

#[tokio::test]
async fn without_ratings_nobody_rates() {
    let (server, queue) = office().await;
    let mut visitor = Visitor::come(&server).await;
    let conversation = ended(&mut visitor, &queue).await;
    set(&server, Chat { rating: false, ..Chat::default() }).await;
    let id = visitor.id();
    let rate = VisitorCommand::Rate {
        conversation: conversation.clone(),
        id: id.clone(),
        rating: Rating::Bad,
        comment: "all the same".into(),
    };
    visitor.socket.say(&rate).await;
    assert_eq!(visitor.refused().await.code, Code::Forbidden);
    let rated = server.app.store.conversation(&conversation).await.unwrap().unwrap().rating;
    assert_eq!(rated, None);
    set(&server, Chat::default()).await;
    visitor.socket.say(&rate).await;
    visitor.acknowledged(&id).await;
}
