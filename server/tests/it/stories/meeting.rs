//! A visitor and an agent meet: the whole path, on both databases where it matters.

use super::people::{Agent, Visitor, furnish, office};
use crate::databases::on_each;
use crate::support::{START, TestServer};
use shared::agent::{AgentCommand, AgentUpdate, Vanished};
use shared::ids::ConversationId;
use shared::people::Page;
use shared::problem::Code;
use shared::timeline::{Author, Fact, PublicFact, Rating, Receipts, StaffFact, Stage};
use shared::visitor::{VisitorCommand, VisitorUpdate};

#[tokio::test]
async fn they_meet_talk_and_part() {
    on_each(async |database| {
        let server = TestServer::on(database).await;
        let queue = furnish(&server).await;
        let mut visitor = Visitor::come(&server).await;
        let conversation = visitor.ask(&queue).await;
        visitor.stands_at(1, false).await;

        let mut anna = Agent::come(&server, "anna@example.com").await;
        visitor.stands_at(1, true).await;
        let item = anna.sees(&conversation).await;
        assert_eq!((item.visitor.name.as_str(), item.topic.as_str(), item.online), ("Ira", "Sales", true));
        assert_eq!((item.summary.stage, item.summary.opened_at), (Stage::Waiting, START));

        visitor.write(&conversation, "anyone there?").await;
        assert!(matches!(
            &anna.entries().await[..],
            [entry] if entry.seq == 4 && matches!(&entry.fact, Fact::Public(PublicFact::Message { text, .. }) if text == "anyone there?")
        ));

        let replied = anna.write(&conversation, "hello Ira").await;
        assert!(matches!(replied[0].fact, Fact::Staff(StaffFact::Taken { .. })));
        assert!(matches!(&replied[1].fact, Fact::Public(PublicFact::Joined { agent }) if agent.name == "Anna"));
        assert_eq!(replied.iter().map(|entry| entry.seq).collect::<Vec<_>>(), [5, 6, 7]);

        let seen = visitor.resume(&conversation, 0).await;
        assert_eq!(seen.iter().map(|entry| entry.seq).collect::<Vec<_>>(), [1, 2, 3, 4, 5, 6, 7]);
        let hidden: Vec<u32> = seen.iter().filter(|entry| entry.fact.is_none()).map(|entry| entry.seq).collect();
        assert_eq!(hidden, [2, 3, 5], "what is the staff's is empty, and leaves no hole");

        let id = visitor.id();
        visitor.socket.say(&VisitorCommand::End { conversation: conversation.clone(), id: id.clone() }).await;
        visitor.acknowledged(&id).await;
        assert!(matches!(&anna.entries().await[0].fact, Fact::Public(PublicFact::Ended { by: Author::Visitor, .. })));
        let id = visitor.id();
        let rate = VisitorCommand::Rate {
            conversation: conversation.clone(),
            id: id.clone(),
            rating: Rating::Good,
            comment: " thanks ".into(),
        };
        visitor.socket.say(&rate).await;
        visitor.acknowledged(&id).await;
        assert!(matches!(
            &anna.entries().await[0].fact,
            Fact::Public(PublicFact::Rated { rating: Rating::Good, comment, .. }) if comment == "thanks"
        ));
    })
    .await;
}

#[tokio::test]
async fn one_takes_it_and_the_other_is_told() {
    let (server, queue) = office().await;
    let mut anna = Agent::come(&server, "anna@example.com").await;
    let mut boris = Agent::come(&server, "boris@example.com").await;
    let mut visitor = Visitor::come(&server).await;
    let conversation = visitor.ask(&queue).await;
    anna.sees(&conversation).await;
    boris.sees(&conversation).await;
    anna.take(&conversation).await;
    anna.entries().await;
    let reason = boris
        .until(|update| match update {
            AgentUpdate::Vanished { reason, .. } => Some(reason),
            _ => None,
        })
        .await;
    assert!(matches!(reason, Vanished::TakenBy(card) if card.name == "Anna"));
    boris.take(&conversation).await;
    let problem = boris.refused().await;
    assert_eq!((problem.code, problem.by.map(|card| card.name)), (Code::AlreadyTaken, Some("Anna".into())));

    // What is said now is Anna's alone, and Boris can't ask for it either.
    visitor.write(&conversation, "for Anna").await;
    boris.socket.say(&AgentCommand::Resume { conversation: conversation.clone(), after: 0 }).await;
    assert_eq!(boris.refused().await.code, Code::NotFound);

    // Taken twice by the same agent, from another device: it stays hers.
    anna.take(&conversation).await;
    assert_eq!(anna.sees(&conversation).await.summary.stage, Stage::Active);
}

#[tokio::test]
async fn who_waits_moves_up_in_the_line() {
    let (server, queue) = office().await;
    let mut anna = Agent::come(&server, "anna@example.com").await;
    let mut first = Visitor::come(&server).await;
    let taken = first.ask(&queue).await;
    server.clock.advance(1_000);
    let mut second = Visitor::come(&server).await;
    second.ask(&queue).await;
    second.stands_at(2, true).await;
    anna.sees(&taken).await;
    anna.take(&taken).await;
    second.stands_at(1, true).await;
}

#[tokio::test]
async fn typing_goes_both_ways_and_is_never_stored() {
    let (server, queue) = office().await;
    let mut anna = Agent::come(&server, "anna@example.com").await;
    let mut visitor = Visitor::come(&server).await;
    let conversation = visitor.ask(&queue).await;
    anna.sees(&conversation).await;
    let type_text =
        |text: &str| VisitorCommand::Typing { conversation: conversation.clone(), text: text.into() };
    let peek = |update| match update {
        AgentUpdate::Peek { text, .. } => Some(text),
        _ => None,
    };
    visitor.socket.say(&type_text("how much")).await;
    assert_eq!(anna.until(peek).await, "how much");
    visitor.socket.say(&type_text("too soon after it")).await;
    visitor.socket.say(&type_text("")).await;
    assert_eq!(anna.until(peek).await, "", "an emptied composer always comes through, a flood doesn't");
    anna.take(&conversation).await;
    anna.entries().await;
    anna.socket.say(&AgentCommand::Typing { conversation: conversation.clone(), on: true }).await;
    let on = visitor
        .until(|update| match update {
            VisitorUpdate::Typing { on, .. } => Some(on),
            _ => None,
        })
        .await;
    assert!(on);
    assert_eq!(visitor.resume(&conversation, 0).await.len(), 4);
}

#[tokio::test]
async fn receipts_and_presence_reach_the_other_side() {
    let (server, queue) = office().await;
    let mut anna = Agent::come(&server, "anna@example.com").await;
    let mut visitor = Visitor::come(&server).await;
    let conversation = visitor.ask(&queue).await;
    anna.sees(&conversation).await;
    anna.take(&conversation).await;
    anna.entries().await;
    visitor.write(&conversation, "hi").await;
    let receipts = Receipts { delivered: 5, read: 5 };
    anna.socket.say(&AgentCommand::Seen { conversation: conversation.clone(), receipts }).await;
    let told = visitor
        .until(|update| match update {
            VisitorUpdate::Receipts { receipts, .. } => Some(receipts),
            _ => None,
        })
        .await;
    assert_eq!(told, receipts);

    let page =
        Page { url: "https://shop.example/\u{202e}cart".into(), title: "Cart\n".into(), ..Page::default() };
    visitor.socket.say(&VisitorCommand::Moved { page }).await;
    let moved = anna
        .until(|update| match update {
            AgentUpdate::Presence { online: true, page: Some(page), .. } => Some(page),
            _ => None,
        })
        .await;
    assert_eq!((moved.url.as_str(), moved.title.as_str()), ("https://shop.example/cart", "Cart"));
    let token = visitor.token.clone();
    drop(visitor);
    let online = |update| match update {
        AgentUpdate::Presence { online, .. } => Some(online),
        _ => None,
    };
    assert!(!anna.until(online).await);
    let back = Visitor::come_back(&server, Some(token)).await;
    assert!(anna.until(online).await);
    assert_eq!(back.conversation.map(|conversation| conversation.staff), Some(receipts));
}

#[tokio::test]
async fn after_a_break_everything_missed_is_there_and_nothing_twice() {
    on_each(async |database| {
        let server = TestServer::on(database).await;
        let queue = furnish(&server).await;
        let mut anna = Agent::come(&server, "anna@example.com").await;
        let mut visitor = Visitor::come(&server).await;
        let conversation = visitor.ask(&queue).await;
        anna.sees(&conversation).await;
        let id = visitor.id();
        visitor.send(&conversation, &id, "did this arrive?").await;
        let seq = visitor.acknowledged(&id).await;
        let token = visitor.token.clone();
        drop(visitor);
        anna.until(|update| matches!(update, AgentUpdate::Presence { online: false, .. }).then_some(()))
            .await;
        anna.write(&conversation, "it did").await;

        let mut visitor = Visitor::come_back(&server, Some(token.clone())).await;
        let shown = visitor.conversation.clone().unwrap();
        assert_eq!((shown.id.clone(), shown.last), (conversation.clone(), 6));
        visitor.send(&conversation, &id, "did this arrive?").await;
        assert_eq!(visitor.acknowledged(&id).await, seq, "the same answer as before");
        let missed = visitor.resume(&conversation, seq).await;
        assert_eq!(missed.iter().map(|entry| entry.seq).collect::<Vec<_>>(), [4, 5, 6]);
        visitor.send(&conversation, &id, "another body").await;
        assert_eq!(visitor.refused().await.code, Code::Conflict);

        // A second tab sees the same conversation, and both hear what comes.
        let mut tab = Visitor::come_back(&server, Some(token)).await;
        assert_eq!(tab.conversation.as_ref().map(|shown| shown.id.clone()), Some(conversation.clone()));
        tab.write(&conversation, "from the second tab").await;
        let heard = visitor
            .until(|update| match update {
                VisitorUpdate::Events { events, .. } if events[0].seq == 7 => Some(events.len()),
                _ => None,
            })
            .await;
        assert_eq!(heard, 1);

        let again = Agent::come(&server, "anna@example.com").await;
        let ids: Vec<&ConversationId> = again.inbox.iter().map(|item| &item.conversation).collect();
        assert_eq!(ids, [&conversation]);
        assert_eq!((again.inbox[0].summary.last, again.inbox[0].unread), (7, 2));
    })
    .await;
}

#[tokio::test]
async fn a_double_click_opens_one_conversation() {
    let (server, queue) = office().await;
    let mut visitor = Visitor::come(&server).await;
    let first = visitor.ask(&queue).await;
    let second = visitor.ask(&queue).await;
    assert_eq!(first, second);
    let mut tab = Visitor::come_back(&server, Some(visitor.token.clone())).await;
    assert_eq!(tab.ask(&queue).await, first);
}

#[tokio::test]
async fn what_the_visitor_ended_while_waiting_leaves_the_inbox() {
    let (server, queue) = office().await;
    let mut anna = Agent::come(&server, "anna@example.com").await;
    let mut visitor = Visitor::come(&server).await;
    let conversation = visitor.ask(&queue).await;
    anna.sees(&conversation).await;
    let id = visitor.id();
    visitor.socket.say(&VisitorCommand::End { conversation: conversation.clone(), id }).await;
    let reason = anna
        .until(|update| match update {
            AgentUpdate::Vanished { reason, .. } => Some(reason),
            _ => None,
        })
        .await;
    assert_eq!(reason, Vanished::Ended);
    anna.take(&conversation).await;
    assert_eq!(anna.refused().await.code, Code::Ended);
}
