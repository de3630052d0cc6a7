//! What an operator arranges, and what pages tell: kept as it was said, on both databases.

use super::*;
use server::store::bans::Ban;
use shared::hours::Hours;
use shared::people::Detail;

#[tokio::test]
async fn hours_come_back_as_they_were_set() {
    on_each(async |database| {
        let store = database.open().await;
        with_agents(&store, &[]).await;
        assert_eq!(store.queues().await.unwrap()[0].hours, None, "open always");
        let json =
            r#"{"zone":"Europe/Warsaw","week":{"sat":["22:00-06:00"]},"exceptions":{"2026-12-25":[]}}"#;
        let hours: Hours = serde_json::from_str(json).unwrap();
        assert!(store.set_hours("Sales", Some(&hours)).await.unwrap());
        assert!(!store.set_hours("Nowhere", Some(&hours)).await.unwrap());
        assert_eq!(store.queues().await.unwrap()[0].settings.hours.as_ref(), Some(&hours));
        assert!(!store.topics(NOW, "en").await.unwrap()[0].open, "a Tuesday");
        assert!(store.set_hours("Sales", None).await.unwrap());
        assert!(store.topics(NOW, "en").await.unwrap()[0].open);
    })
    .await;
}

#[tokio::test]
async fn bans_hold_until_they_run_out_or_are_taken_back() {
    on_each(async |database| {
        let store = database.open().await;
        let ban = |id: &str, network: &str, until: Option<i64>| Ban {
            id: id.into(),
            network: network.parse().unwrap(),
            reason: "'; drop table bans; --".into(),
            created_at: NOW,
            until: until.map(|millis| NOW.plus_millis(millis)),
        };
        let bans = [ban("a", "203.0.113.0/24", None), ban("b", "2001:db8::/64", Some(1_000))];
        for ban in &bans {
            store.create_ban(ban, None).await.unwrap();
        }
        assert_eq!(store.bans(NOW.plus_millis(999)).await.unwrap(), bans);
        assert_eq!(store.bans(NOW.plus_millis(1_000)).await.unwrap(), bans[..1]);
        assert!(store.remove_ban("a").await.unwrap() && !store.remove_ban("a").await.unwrap());
        assert_eq!(store.bans(NOW).await.unwrap(), bans[1..]);
    })
    .await;
}

#[tokio::test]
async fn what_a_page_tells_goes_on_the_card_of_a_conversation_that_goes_on() {
    on_each(async |database| {
        let store = database.open().await;
        with_agents(&store, &[]).await;
        let mut wish = wish("k", "v");
        wish.card.phone = "1234".into();
        store.open_conversation(&wish, &ClientId::from("open")).await.unwrap();
        let told = vec![Detail { label: "Plan".into(), value: "\"Gold\" '; --".into() }];
        let card = async || store.conversation(&"k".into()).await.unwrap().unwrap().card;
        assert!(store.set_attributes(&"k".into(), &told).await.unwrap());
        assert!(!store.set_attributes(&"k".into(), &told).await.unwrap(), "as it was");
        assert_eq!(card().await, VisitorCard { attributes: told.clone(), ..wish.card.clone() });
        one(&store, visitor_act("k", "v", send("c", "x"))).await;
        one(&store, visitor_act("k", "v", Command::MakeTicket { id: "t".into(), number: 1 })).await;
        let ticket = crate::support::all_tickets(&store).await.remove(0);
        assert_eq!(ticket.visitor.attributes, told, "also if the writer remembers an older card");
        assert!(!store.set_attributes(&"k".into(), &[]).await.unwrap(), "over");
        assert!(!store.set_attributes(&"none".into(), &told).await.unwrap());
        assert_eq!(card().await.attributes, told);
    })
    .await;
}

#[tokio::test]
async fn the_takes_of_a_while_are_found_in_their_order() {
    on_each(async |database| {
        let store = database.open().await;
        with_agents(&store, &["anna"]).await;
        let take = async |k: &str, seconds: i64| {
            open(&store, k, k).await;
            let act = agent_act(k, "anna", Command::Take);
            store.append(&mut Memory::default(), &[act], NOW.plus_millis(seconds * 1_000)).await.unwrap();
        };
        for (k, seconds) in [("late", 30), ("early", 10), ("over", 20), ("before", 1)] {
            take(k, seconds).await;
        }
        open(&store, "waits", "waits").await;
        let end = visitor_act("over", "over", Command::End { id: "e".into() });
        store.append(&mut Memory::default(), &[end], NOW.plus_millis(25_000)).await.unwrap();
        let takes = store.takes_since(NOW.plus_millis(10_000)).await.unwrap();
        let at: Vec<i64> = takes.iter().map(|take| take.at.millis_since(NOW) / 1_000).collect();
        assert_eq!(at, [10, 20, 30]);
        assert!(takes.iter().all(|take| take.queue == "sales".into() && take.waited_since == NOW));
    })
    .await;
}
