//! What was written comes back whole and to whom it may.

use super::*;

#[tokio::test]
async fn pages_are_bounded_and_whole() {
    on_each(async |database| {
        let store = database.open().await;
        with_agents(&store, &[]).await;
        open(&store, "k", "v").await;
        let acts: Vec<Act> = (0..700).map(|n| visitor_act("k", "v", send(&format!("c{n}"), "x"))).collect();
        store.append(&mut Memory::default(), &acts, NOW).await.unwrap();
        assert_eq!(store.entries_after(&"k".into(), 0).await.unwrap().len(), PAGE_ENTRIES);
        let all = timeline(&store, "k").await;
        assert!(all.iter().zip(1..).all(|(entry, seq)| entry.seq == seq));
        assert_eq!(all.len(), 701);
        assert!(store.entries_after(&"k".into(), 701).await.unwrap().is_empty());
    })
    .await;
}

#[tokio::test]
async fn texts_come_back_as_they_went_in() {
    on_each(async |database| {
        let store = database.open().await;
        with_agents(&store, &[]).await;
        open(&store, "k", "v").await;
        let texts =
            ["'; drop table events; --", "{{7*7}} $1 ? :x", "Привет, zażółć 🙂\n\u{202e}x", "\"\\\u{7f}"];
        for (n, text) in texts.iter().enumerate() {
            one(&store, visitor_act("k", "v", send(&format!("c{n}"), text))).await;
        }
        let read: Vec<String> = timeline(&store, "k")
            .await
            .into_iter()
            .filter_map(|entry| match entry.fact {
                Fact::Public(PublicFact::Message { text, .. }) => Some(text),
                _ => None,
            })
            .collect();
        assert_eq!(read, texts);
    })
    .await;
}

#[tokio::test]
async fn the_end_the_rating_and_the_receipts_stay() {
    on_each(async |database| {
        let store = database.open().await;
        with_agents(&store, &["anna"]).await;
        open(&store, "k", "v").await;
        one(&store, agent_act("k", "anna", send("c", "hello"))).await;
        let see = |delivered, read| Command::See(Receipts { delivered, read });
        one(&store, visitor_act("k", "v", see(4, 3))).await;
        one(&store, visitor_act("k", "v", see(2, 2))).await;
        one(&store, agent_act("k", "anna", see(99, 0))).await;
        one(&store, agent_act("k", "anna", Command::End { id: "end".into() })).await;
        let rate = Command::Rate { id: "rate".into(), rating: Rating::Fair, comment: "so so".into() };
        one(&store, visitor_act("k", "v", rate)).await;
        let stored = store.conversation(&"k".into()).await.unwrap().unwrap();
        assert_eq!(
            (stored.stage, stored.ended_at, stored.rating),
            (Stage::Ended, Some(NOW), Some(Rating::Fair))
        );
        assert_eq!(stored.visitor_receipts, Receipts { delivered: 4, read: 3 });
        assert_eq!(stored.staff_receipts, Receipts { delivered: 4, read: 0 });
        let shown = store.conversation_of_visitor(&"v".into(), NOW).await.unwrap();
        assert_eq!(shown.map(|conversation| conversation.id), Some("k".into()));
        assert!(store.conversation_of_visitor(&"v".into(), NOW.plus_millis(1)).await.unwrap().is_none());
    })
    .await;
}

#[tokio::test]
async fn the_inbox_shows_what_is_mine() {
    on_each(async |database| {
        let store = database.open().await;
        with_agents(&store, &["anna", "boris"]).await;
        for (conversation, visitor) in [("waits", "v1"), ("annas", "v2"), ("over", "v3"), ("boriss", "v4")] {
            open(&store, conversation, visitor).await;
        }
        one(&store, visitor_act("waits", "v1", send("c1", "anyone?"))).await;
        one(&store, agent_act("annas", "anna", Command::Take)).await;
        one(&store, agent_act("over", "anna", Command::Take)).await;
        one(&store, agent_act("over", "anna", Command::End { id: "end".into() })).await;
        one(&store, agent_act("boriss", "boris", Command::Take)).await;
        let ids = |inbox: Vec<Conversation>| inbox.into_iter().map(|one| one.id.0).collect::<Vec<_>>();
        assert_eq!(ids(store.inbox(&"anna".into(), NOW).await.unwrap()), ["annas", "over"]);
        let tomorrow = NOW.plus_millis(24 * 60 * 60 * 1_000 + 1);
        assert_eq!(ids(store.inbox(&"anna".into(), tomorrow).await.unwrap()), ["annas"]);
        let waiting = store.waiting().await.unwrap().into_iter().map(|waiting| waiting.conversation);
        assert_eq!(ids(waiting.collect()), ["waits"]);
        assert_eq!(ids(store.held().await.unwrap()), ["annas", "boriss"]);
        assert_eq!(store.queue_of(&"waits".into()).await.unwrap(), Some("sales".into()));
        assert_eq!(store.queue_of(&"nothing".into()).await.unwrap(), None);

        let waits = store.conversation(&"waits".into()).await.unwrap().unwrap();
        let item = store.inbox_item(&waits, true).await.unwrap();
        assert_eq!((item.unread, item.summary.stage, item.summary.last), (1, Stage::Waiting, 2));
        assert_eq!(item.preview.map(|preview| (preview.agent, preview.text)), Some((None, "anyone?".into())));
        assert_eq!(item.summary.opened_at, NOW);

        let page = Page { url: "https://shop.example/cart".into(), ..Page::default() };
        store.follow(&"waits".into(), &page, NOW).await.unwrap();
        assert_eq!(store.conversation(&"waits".into()).await.unwrap().unwrap().page, page);
    })
    .await;
}

#[tokio::test]
async fn what_was_stored_is_there_after_opening_again() {
    on_each(async |database| {
        let store = database.open().await;
        with_agents(&store, &[]).await;
        open(&store, "k", "v").await;
        let epoch = store.epoch().clone();
        assert_eq!(store.remembered("key", "first").await.unwrap(), "first");
        store.close().await;
        assert!(
            store
                .append(&mut Memory::default(), &[visitor_act("k", "v", send("c", "x"))], NOW)
                .await
                .is_err(),
            "closed"
        );
        let again = database.open().await;
        assert_eq!(*again.epoch(), epoch);
        assert_eq!(again.remembered("key", "second").await.unwrap(), "first");
        assert_eq!(timeline(&again, "k").await.len(), 1);
        again.close().await;
    })
    .await;
}
