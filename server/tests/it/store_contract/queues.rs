//! Queues as they are arranged: kept whole, by one at a time, and gone without a trace in what was before.

use super::*;
use server::store::agents::Obstacle;
use server::store::queues::Load;
use shared::queue::{Overflow, QueueDraft, QueueSettings, Rule};
use shared::settings::Wrong;

fn draft(name: &str, members: &[&str]) -> QueueDraft {
    let members = members.iter().map(|member| AgentId::from(*member)).collect();
    QueueDraft { name: name.into(), members, settings: QueueSettings::default() }
}

fn overflows(name: &str, to: &str) -> QueueDraft {
    let overflow = Some(Overflow { queue: to.into(), after_seconds: 60 });
    QueueDraft { settings: QueueSettings { overflow, ..QueueSettings::default() }, ..draft(name, &[]) }
}

fn everything() -> QueueDraft {
    QueueDraft {
        settings: QueueSettings {
            topics: [("pl".into(), "Sprzedaż".into())].into(),
            rules: vec![Rule::LastAgent, Rule::Agent { agent: "anna".into() }, Rule::Random { count: 3 }],
            accept_seconds: 30,
            away_when_silent: true,
            overflow: Some(Overflow { queue: "sales".into(), after_seconds: 90 }),
            ticket_after_seconds: Some(600),
            hours: Some(serde_json::from_str(r#"{"zone":"UTC","week":{"sat":["22:00-06:00"]}}"#).unwrap()),
            closed_notice: [("pl".into(), "Wracamy; '--".into())].into(),
            ticket_subject: "About {queue}".into(),
        },
        ..draft("Support", &["boris", "anna"])
    }
}

async fn names(store: &Store) -> Vec<String> {
    store.queues().await.unwrap().into_iter().map(|queue| queue.name).collect()
}

async fn versions(store: &Store) -> Vec<u32> {
    let agents = store.agents(NOW).await.unwrap();
    agents.into_iter().map(|agent| agent.version).collect()
}

#[tokio::test]
async fn a_queue_comes_back_as_it_was_set() {
    on_each(async |database| {
        let store = database.open().await;
        with_agents(&store, &["anna", "boris"]).await;
        assert_eq!(store.add_queue(&"q".into(), &everything()).await.unwrap(), Ok(()));
        let queue = store.queue(&"q".into()).await.unwrap().unwrap();
        assert_eq!((queue.version, queue.draft()), (1, everything()));
        assert!(!queue.is_open(NOW), "a Tuesday");
        let (topics, notices) = store.topics_with_notices(NOW, "pl").await.unwrap();
        let told: Vec<_> = topics.iter().map(|topic| (topic.name.as_str(), topic.open)).collect();
        assert_eq!(told, [("Sales", true), ("Sprzedaż", false)]);
        assert_eq!(notices, [("q".into(), "Wracamy; '--".into())].into());
        assert_eq!(store.topics(NOW, "ru").await.unwrap()[1].name, "Support");
        assert!(store.topics_with_notices(NOW, "ru").await.unwrap().1.is_empty());

        let plain = draft("Help", &["anna"]);
        assert_eq!(store.change_queue(&"q".into(), 1, &plain).await.unwrap(), Ok(2));
        let queue = store.queue(&"q".into()).await.unwrap().unwrap();
        assert_eq!((queue.version, queue.draft(), queue.hours), (2, plain, None));
        assert_eq!(store.queues_of(&"boris".into()).await.unwrap(), ["sales".into()]);
    })
    .await;
}

#[tokio::test]
async fn nobody_overwrites_a_queue_that_they_have_not_seen() {
    on_each(async |database| {
        let (store, other_node) = (database.open().await, database.open().await);
        with_agents(&store, &["anna", "boris"]).await;
        let (one, other) = (draft("One", &["anna"]), draft("Other", &["boris"]));
        let id = QueueId::from("sales");
        let (a, b) = tokio::join!(store.change_queue(&id, 1, &one), other_node.change_queue(&id, 1, &other));
        let (a, b) = (a.unwrap(), b.unwrap());
        let (won, lost) = if a.is_ok() { (one, b.clone()) } else { (other, a.clone()) };
        assert_eq!((a.or(b), lost), (Ok(2), Err(Obstacle::Stale)));
        assert_eq!(store.queue(&id).await.unwrap().unwrap().draft(), won);
        assert_eq!(store.change_queue(&"none".into(), 1, &won).await.unwrap(), Err(Obstacle::Gone));
    })
    .await;
}

#[tokio::test]
async fn whoever_is_put_in_or_taken_out_has_changed_too() {
    on_each(async |database| {
        let store = database.open().await;
        with_agents(&store, &["anna", "boris", "clara"]).await;
        assert_eq!(store.add_queue(&"q".into(), &draft("Q", &["clara", "anna"])).await.unwrap(), Ok(()));
        let before = versions(&store).await;
        let set = draft("Q", &["boris", "clara"]);
        assert_eq!(store.change_queue(&"q".into(), 1, &set).await.unwrap(), Ok(2));
        let moved: Vec<_> =
            versions(&store).await.iter().zip(&before).map(|(now, then)| now - then).collect();
        assert_eq!(moved, [1, 1, 0], "anna went, boris came, clara only moved down");
        assert_eq!(store.queue(&"q".into()).await.unwrap().unwrap().members, set.members);
    })
    .await;
}

#[tokio::test]
async fn who_may_not_sign_in_keeps_their_place() {
    on_each(async |database| {
        let store = database.open().await;
        with_agents(&store, &["anna", "boris"]).await;
        let members = async || store.queue(&"sales".into()).await.unwrap().unwrap().members;
        assert_eq!(members().await, ["anna".into(), "boris".into()]);
        store.deactivate_agent(&"anna".into(), NOW).await.unwrap().unwrap();
        assert_eq!(members().await, ["boris".into()]);
        let version = store.queue(&"sales".into()).await.unwrap().unwrap().version;
        store.change_queue(&"sales".into(), version, &draft("Sales", &["boris"])).await.unwrap().unwrap();
        store.reactivate_agent(&"anna".into()).await.unwrap().unwrap();
        assert_eq!(members().await, ["anna".into(), "boris".into()]);
    })
    .await;
}

#[tokio::test]
async fn what_cannot_be_is_named_and_nothing_is_stored() {
    on_each(async |database| {
        let store = database.open().await;
        with_agents(&store, &["anna"]).await;
        for (id, set) in [("a", overflows("A", "sales")), ("b", overflows("B", "a"))] {
            assert_eq!(store.add_queue(&id.into(), &set).await.unwrap(), Ok(()));
        }
        let rules = vec![Rule::Everyone, Rule::Agent { agent: "ghost".into() }];
        let ghosts = QueueDraft {
            settings: QueueSettings { rules, ..QueueSettings::default() },
            ..draft("A", &["anna", "ghost"])
        };
        let told = async |id: &str, set: &QueueDraft| -> Vec<(String, Wrong)> {
            let refused = match id {
                "new" => store.add_queue(&id.into(), set).await.unwrap(),
                id => store.change_queue(&id.into(), 1, set).await.unwrap().map(drop),
            };
            match refused {
                Err(Obstacle::Faults(faults)) => {
                    faults.into_iter().map(|fault| (fault.path, fault.wrong)).collect()
                }
                other => panic!("{other:?}"),
            }
        };
        let expected = |faults: &[(&str, Wrong)]| -> Vec<(String, Wrong)> {
            faults.iter().map(|(path, wrong)| ((*path).to_owned(), wrong.clone())).collect()
        };
        let missing = |path| (path, Wrong::Missing);
        let ghostly = [("name", Wrong::Twice), missing("members.1"), missing("settings.rules.1.agent")];
        assert_eq!(told("new", &ghosts).await, expected(&ghostly));
        assert_eq!(told("b", &ghosts).await, expected(&ghostly));
        assert_eq!(
            told("sales", &overflows("Sales", "b")).await,
            expected(&[("settings.overflow.queue", Wrong::Malformed)]),
            "it would go round for ever"
        );
        assert_eq!(
            told("sales", &overflows("Sales", "gone")).await,
            expected(&[missing("settings.overflow.queue")])
        );
        assert_eq!(names(&store).await, ["Sales", "A", "B"]);
        let stored = store.queue(&"sales".into()).await.unwrap().unwrap();
        assert_eq!((stored.version, stored.settings.overflow), (1, None));
    })
    .await;
}

#[tokio::test]
async fn an_order_is_made_of_all_queues() {
    on_each(async |database| {
        let store = database.open().await;
        for name in ["a", "b", "c"] {
            assert!(store.create_queue(&name.into(), name).await.unwrap());
        }
        let order = async |ids: &[&str]| {
            let ids: Vec<QueueId> = ids.iter().map(|id| QueueId::from(*id)).collect();
            store.order_queues(&ids).await.unwrap()
        };
        assert_eq!(order(&["c", "a", "b"]).await, Ok(()));
        assert_eq!(names(&store).await, ["c", "a", "b"]);
        for bad in [&["a", "b"][..], &["a", "b", "c", "d"], &["a", "b", "b"], &["a", "b", "c", "c"]] {
            assert_eq!(order(bad).await, Err(Obstacle::Stale), "{bad:?}");
        }
        assert_eq!(names(&store).await, ["c", "a", "b"]);
    })
    .await;
}

#[tokio::test]
async fn a_queue_in_use_stays_and_one_that_goes_leaves_its_past() {
    on_each(async |database| {
        let store = database.open().await;
        with_agents(&store, &["anna"]).await;
        store.add_queue(&"q".into(), &overflows("Q", "sales")).await.unwrap().unwrap();
        open(&store, "k1", "v1").await;
        open(&store, "k2", "v2").await;
        one(&store, agent_act("k2", "anna", Command::Take)).await;
        let loads = store.queue_loads().await.unwrap();
        assert_eq!(loads, [("sales".into(), Load { waiting: 1, active: 1 })].into());
        let delete = async || store.delete_queue(&"sales".into(), NOW).await.unwrap();
        assert_eq!(delete().await, Err(Obstacle::InUse(2)));
        assert_eq!(names(&store).await, ["Sales", "Q"], "nothing half-done");
        for (k, v) in [("k1", "v1"), ("k2", "v2")] {
            one(&store, visitor_act(k, v, Command::End { id: "e".into() })).await;
        }
        let before = versions(&store).await;
        assert_eq!(delete().await, Ok(()));
        assert_eq!(delete().await, Err(Obstacle::Gone));
        assert_eq!(names(&store).await, ["Q"]);
        assert_eq!(store.queue(&"sales".into()).await.unwrap(), None);
        assert_eq!(store.queues_of(&"anna".into()).await.unwrap(), []);
        assert_eq!(versions(&store).await[0], before[0] + 1);
        let kept = store.conversation(&"k1".into()).await.unwrap().unwrap();
        assert_eq!((kept.topic.as_str(), kept.queue), ("Sales", "sales".into()));
        assert_eq!(timeline(&store, "k1").await.len(), kept.last as usize);
        // Its name is free, and what overflowed into it has to be set anew.
        assert!(store.create_queue(&"new".into(), "Sales").await.unwrap());
        let set = store.queue(&"q".into()).await.unwrap().unwrap().draft();
        match store.change_queue(&"q".into(), 1, &set).await.unwrap() {
            Err(Obstacle::Faults(faults)) => assert_eq!(faults[0].path, "settings.overflow.queue"),
            other => panic!("{other:?}"),
        }
    })
    .await;
}

#[tokio::test]
async fn visitors_always_have_something_to_pick() {
    on_each(async |database| {
        let store = database.open().await;
        for name in ["a", "b"] {
            assert!(store.create_queue(&name.into(), name).await.unwrap());
        }
        let delete = async |id: &str| store.delete_queue(&id.into(), NOW).await.unwrap();
        assert_eq!(delete("a").await, Ok(()));
        assert_eq!(delete("b").await, Err(Obstacle::InUse(0)));
        assert_eq!(names(&store).await, ["b"]);
    })
    .await;
}

#[tokio::test]
async fn who_has_read_a_queue_before_an_agent_was_put_in_elsewhere_is_told() {
    on_each(async |database| {
        let store = database.open().await;
        with_agents(&store, &["anna"]).await;
        store.add_queue(&"q".into(), &draft("Q", &[])).await.unwrap().unwrap();
        let anna = store.agent(&"anna".into(), NOW).await.unwrap().unwrap();
        let mut set = anna.set.clone();
        set.queues.push("q".into());
        store.change_agent(&anna.id, anna.version, &set).await.unwrap().unwrap();
        assert_eq!(store.change_queue(&"q".into(), 1, &draft("Q", &[])).await.unwrap(), Err(Obstacle::Stale));
        assert_eq!(store.queue(&"q".into()).await.unwrap().unwrap().members, [anna.id]);
    })
    .await;
}

#[tokio::test]
async fn no_conversation_comes_into_a_queue_that_goes() {
    on_each(async |database| {
        let (store, other_node) = (database.open().await, database.open().await);
        assert!(store.create_queue(&"other".into(), "Other").await.unwrap());
        for round in 0..20 {
            let id = QueueId(format!("q{round}"));
            assert!(store.create_queue(&id, id.as_str()).await.unwrap());
            let wish = Conversation { queue: id.clone(), ..wish(&format!("k{round}"), &format!("v{round}")) };
            let client_id = ClientId::from("open");
            let (opened, deleted) =
                tokio::join!(store.open_conversation(&wish, &client_id), other_node.delete_queue(&id, NOW));
            match (opened.unwrap(), deleted.unwrap()) {
                (Opened::New(..), Err(Obstacle::InUse(1))) | (Opened::NoQueue, Ok(())) => {}
                (_, deleted) => panic!("{deleted:?}, and the conversation is there"),
            }
        }
    })
    .await;
}

#[tokio::test]
async fn a_conversation_that_becomes_a_ticket_says_what_it_is_about() {
    on_each(async |database| {
        let store = database.open().await;
        with_agents(&store, &["anna"]).await;
        let mut set = draft("Sales", &["anna"]);
        set.settings.ticket_subject = "Chat in {queue}".into();
        assert_eq!(store.change_queue(&"sales".into(), 2, &set).await.unwrap(), Err(Obstacle::Stale));
        store.change_queue(&"sales".into(), 1, &set).await.unwrap().unwrap();
        let polish = Conversation { topic: "Sprzedaż".into(), ..wish("k", "v") };
        store.open_conversation(&polish, &ClientId::from("open")).await.unwrap();
        one(&store, visitor_act("k", "v", send("c", "x"))).await;
        one(&store, visitor_act("k", "v", Command::MakeTicket { id: "t".into(), number: 1 })).await;
        let ticket = crate::support::all_tickets(&store).await.remove(0);
        assert_eq!((ticket.topic.as_str(), ticket.subject.as_str()), ("Sales", "Chat in Sales"));
    })
    .await;
}
