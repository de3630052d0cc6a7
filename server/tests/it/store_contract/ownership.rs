//! Who has a conversation, who is in it and who had the one before: kept as it was decided, on both databases.

use super::*;
use shared::timeline::{Destination, OfferRule, StaffFact};
use std::collections::BTreeSet;

fn system(conversation: &str, command: Command) -> Act {
    Act { conversation: conversation.into(), actor: Actor::System, command }
}

async fn inbox(store: &Store, agent: &str) -> Vec<String> {
    let inbox = store.inbox(&agent.into(), NOW).await.unwrap();
    inbox.into_iter().map(|conversation| conversation.id.0).collect()
}

fn give_to(name: &str) -> Command {
    Command::Transfer { to: Destination::Agent(card(name)) }
}

#[tokio::test]
async fn who_is_in_it_finds_it_in_the_inbox() {
    on_each(async |database| {
        let store = database.open().await;
        with_agents(&store, &["anna", "boris", "clara"]).await;
        open(&store, "k", "v").await;
        for act in [
            agent_act("k", "anna", Command::Take),
            agent_act("k", "anna", Command::Invite { agent: card("boris") }),
            agent_act("k", "anna", Command::Invite { agent: card("clara") }),
            agent_act("k", "boris", Command::Join),
        ] {
            assert!(!seqs(&one(&store, act).await).is_empty());
        }
        for agent in ["anna", "boris", "clara"] {
            assert_eq!(inbox(&store, agent).await, ["k"], "{agent}");
        }
        let stored = store.conversation(&"k".into()).await.unwrap().unwrap();
        assert_eq!(stored.staff.present, [card("anna"), card("boris")]);
        assert_eq!(stored.staff.invited, [AgentId::from("clara")]);

        one(&store, agent_act("k", "clara", Command::Decline)).await;
        one(&store, agent_act("k", "anna", give_to("boris"))).await;
        assert_eq!(inbox(&store, "anna").await, [""; 0], "passed on");
        assert_eq!(inbox(&store, "clara").await, [""; 0], "declined");
        let after = refusal(one(&store, visitor_act("k", "w", send("c", "x"))).await);
        assert_eq!(after.code, Code::NotFound);
        one(&store, visitor_act("k", "v", Command::End { id: "e".into() })).await;
        assert_eq!(inbox(&store, "boris").await, ["k"], "ended, and not dealt with");
        one(&store, agent_act("k", "boris", Command::DealWith { id: "d".into() })).await;
        assert_eq!(inbox(&store, "boris").await, [""; 0]);
        assert_eq!(store.conversation(&"k".into()).await.unwrap().unwrap().dealt_at, Some(NOW));
        one(&store, agent_act("k", "boris", Command::Reopen { id: "o".into() })).await;
        assert_eq!(inbox(&store, "boris").await, ["k"]);
        let stored = store.conversation(&"k".into()).await.unwrap().unwrap();
        assert_eq!((stored.stage, stored.ended_at, stored.dealt_at), (Stage::Active, None, None));
    })
    .await;
}

#[tokio::test]
async fn dealing_with_what_goes_on_ends_it_and_counts_once() {
    on_each(async |database| {
        let store = database.open().await;
        with_agents(&store, &["anna"]).await;
        open(&store, "k", "v").await;
        one(&store, agent_act("k", "anna", Command::Take)).await;
        let deal = agent_act("k", "anna", Command::DealWith { id: "d".into() });
        assert_eq!(seqs(&one(&store, deal.clone()).await), [4, 5]);
        assert!(matches!(one(&store, deal).await, Outcome::Repeated(entry) if entry.seq == 5));
        let again = one(&store, agent_act("k", "anna", Command::DealWith { id: "d2".into() })).await;
        assert!(matches!(again, Outcome::Changed(_, Change::Nothing)), "{again:?}");
    })
    .await;
}

#[tokio::test]
async fn a_second_open_conversation_stands_in_the_way_of_going_on() {
    on_each(async |database| {
        let store = database.open().await;
        with_agents(&store, &["anna"]).await;
        open(&store, "k", "v").await;
        one(&store, agent_act("k", "anna", Command::Take)).await;
        one(&store, visitor_act("k", "v", Command::End { id: "e".into() })).await;
        store.open_conversation(&wish("k2", "v"), &"again".into()).await.unwrap();
        let reopen = agent_act("k", "anna", Command::Reopen { id: "o".into() });
        match store.append(&mut Memory::default(), &[reopen], NOW).await {
            Err(sqlx::Error::Database(error)) => assert!(error.is_unique_violation(), "{error}"),
            other => panic!("{other:?}"),
        }
        assert_eq!(store.conversation(&"k".into()).await.unwrap().unwrap().stage, Stage::Ended);
    })
    .await;
}

#[tokio::test]
async fn what_was_not_dealt_with_leads_back_to_its_agent() {
    on_each(async |database| {
        let store = database.open().await;
        with_agents(&store, &["anna", "boris"]).await;
        let day = 24 * 60 * 60 * 1_000;
        let asks = async |id: &str, days: i64| {
            let at = NOW.plus_millis(days * day);
            let wish = Conversation { opened_at: at, ..wish(id, "v") };
            match store.open_conversation(&wish, &ClientId::from(id)).await.unwrap() {
                Opened::New(new, _) => new.past.clone(),
                other => panic!("one is open: {other:?}"),
            }
        };
        let act = async |act: Act, days: i64| {
            store.append(&mut Memory::default(), &[act], NOW.plus_millis(days * day)).await.unwrap()
        };
        let end = |id: &str| visitor_act(id, "v", Command::End { id: "e".into() });
        let anna = || Some(AgentId::from("anna"));
        assert_eq!(asks("k1", 0).await, Past::default());
        act(agent_act("k1", "anna", Command::Take), 0).await;
        act(end("k1"), 0).await;
        assert_eq!(asks("k2", 30).await, Past { last_agent: anna(), unfinished: anna() });
        act(end("k2"), 30).await;
        assert_eq!(
            asks("k3", 31).await,
            Past { last_agent: anna(), unfinished: None },
            "nobody had the last one"
        );
        act(agent_act("k3", "boris", Command::Take), 31).await;
        act(agent_act("k3", "boris", Command::DealWith { id: "d".into() }), 31).await;
        let boris = || Some(AgentId::from("boris"));
        assert_eq!(asks("k4", 32).await, Past { last_agent: boris(), unfinished: None }, "dealt with");
        act(agent_act("k4", "boris", Command::Take), 32).await;
        act(end("k4"), 32).await;
        assert_eq!(asks("k5", 63).await, Past { last_agent: boris(), unfinished: None }, "too long ago");
    })
    .await;
}

#[tokio::test]
async fn who_was_tried_is_known_again_since_it_came_into_its_queue() {
    on_each(async |database| {
        let store = database.open().await;
        with_agents(&store, &["anna", "boris"]).await;
        store.create_queue(&"support".into(), "Support").await.unwrap();
        open(&store, "k", "v").await;
        let later = async |act: Act, seconds: i64| {
            let at = NOW.plus_millis(seconds * 1_000);
            store.append(&mut Memory::default(), &[act], at).await.unwrap().remove(0)
        };
        let offer =
            Command::NoteOffer { rule: OfferRule::RoundRobin, agents: vec![card("anna")], until: Some(NOW) };
        let recorded = later(system("k", offer.clone()), 1).await;
        assert_eq!(seqs(&recorded), [2]);
        later(system("k", Command::NoteUnanswered { agents: vec![card("anna")] }), 60).await;
        later(agent_act("k", "boris", Command::Decline), 70).await;
        let tried = async || {
            let waiting = store.waiting().await.unwrap().remove(0);
            (waiting.tried, waiting.conversation.queue.0, waiting.conversation.entered_at)
        };
        let both: BTreeSet<AgentId> = ["anna".into(), "boris".into()].into();
        assert_eq!(tried().await, (both, "sales".into(), NOW));
        let overflow = Command::Overflow { queue: "support".into(), topic: "Support".into() };
        later(system("k", overflow), 80).await;
        assert_eq!(tried().await, (BTreeSet::new(), "support".into(), NOW.plus_millis(80_000)));

        // The facts come back as they went in.
        let facts: Vec<Fact> = timeline(&store, "k").await.into_iter().map(|entry| entry.fact).collect();
        assert!(
            matches!(&facts[1], Fact::Staff(StaffFact::Offered { agents, .. }) if *agents == [card("anna")])
        );
        assert!(matches!(&facts[4], Fact::Staff(StaffFact::Overflowed { topic, .. }) if topic == "Support"));
    })
    .await;
}
