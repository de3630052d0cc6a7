//! What the store promises, on SQLite and on PostgreSQL.

use crate::databases::on_each;
use server::domain::conversation::{Actor, Change, Command, Conversation};
use server::store::Store;
use server::store::append::{Act, Memory, Opened, Outcome};
use server::store::people::{Made, NewAgent, Queues};
use shared::ids::{AgentId, ClientId, ConversationId, QueueId};
use shared::people::{AgentCard, Browser, Page, Role, VisitorCard};
use shared::problem::{Code, Problem};
use shared::rules::PAGE_ENTRIES;
use shared::time::Timestamp;
use shared::timeline::{AgentEntry, Fact, PublicFact, Rating, Receipts, Seq, Stage};

const NOW: Timestamp = Timestamp(1_700_000_000_000);

fn wish(conversation: &str, visitor: &str) -> Conversation {
    Conversation {
        id: conversation.into(),
        visitor: visitor.into(),
        widget: "demo".into(),
        queue: "sales".into(),
        topic: "Sales".into(),
        card: VisitorCard { name: "Ira".into(), email: "ira@example.com".into() },
        page: Page::default(),
        browser: Browser::default(),
        stage: Stage::Waiting,
        owner: None,
        last: 0,
        opened_at: NOW,
        ended_at: None,
        rating: None,
        visitor_receipts: Receipts::default(),
        staff_receipts: Receipts::default(),
    }
}

fn card(name: &str) -> AgentCard {
    AgentCard { id: AgentId::from(name), name: name.into() }
}

async fn with_agents(store: &Store, names: &[&str]) {
    store.create_queue(&QueueId::from("sales"), "Sales").await.unwrap();
    for name in names {
        let email = format!("{name}@example.com");
        let id = AgentId::from(*name);
        let agent =
            NewAgent { id: &id, email: &email, name, role: Role::Agent, password_hash: None, now: NOW };
        assert_eq!(store.create_agent(&agent, Queues::All).await.unwrap(), Made::Done);
    }
}

async fn open(store: &Store, conversation: &str, visitor: &str) -> Conversation {
    match store.open_conversation(&wish(conversation, visitor), &ClientId::from("open")).await.unwrap() {
        Opened::New(conversation, _) => Conversation::clone(&conversation),
        Opened::Before(_) => panic!("{visitor} has one open"),
    }
}

fn visitor_act(conversation: &str, visitor: &str, command: Command) -> Act {
    Act { conversation: conversation.into(), actor: Actor::Visitor(visitor.into()), command }
}

fn agent_act(conversation: &str, agent: &str, command: Command) -> Act {
    Act {
        conversation: conversation.into(),
        actor: Actor::Agent { card: card(agent), member: true },
        command,
    }
}

fn send(id: &str, text: &str) -> Command {
    Command::Send { id: id.into(), text: text.into() }
}

async fn one(store: &Store, act: Act) -> Outcome {
    store.append(&mut Memory::default(), &[act], NOW).await.unwrap().remove(0)
}

fn seqs(outcome: &Outcome) -> Vec<Seq> {
    match outcome {
        Outcome::Changed(_, Change::Recorded(entries)) => entries.iter().map(|entry| entry.seq).collect(),
        Outcome::Repeated(entry) => vec![entry.seq],
        Outcome::Changed(..) | Outcome::Refused(_) => vec![],
    }
}

fn refusal(outcome: Outcome) -> Problem {
    match outcome {
        Outcome::Refused(problem) => problem,
        other => panic!("{other:?} is no refusal"),
    }
}

async fn timeline(store: &Store, conversation: &str) -> Vec<AgentEntry> {
    let mut all: Vec<AgentEntry> = Vec::new();
    loop {
        let after = all.last().map_or(0, |entry| entry.seq);
        let page = store.entries_after(&conversation.into(), after).await.unwrap();
        if page.is_empty() {
            return all;
        }
        all.extend(page);
    }
}

#[tokio::test]
async fn a_visitor_has_one_open_conversation() {
    on_each(async |database| {
        let store = database.open().await;
        with_agents(&store, &[]).await;
        let first = open(&store, "k1", "v").await;
        assert_eq!((first.last, first.stage), (2, Stage::Waiting));
        for id in ["open", "another"] {
            match store.open_conversation(&wish("k2", "v"), &ClientId::from(id)).await.unwrap() {
                Opened::Before(found) => assert_eq!(found.id, first.id),
                Opened::New(..) => panic!("a second one for {id}"),
            }
        }
        one(&store, visitor_act("k1", "v", Command::End { id: "end".into() })).await;
        match store.open_conversation(&wish("k2", "v"), &ClientId::from("open")).await.unwrap() {
            Opened::Before(found) => {
                assert_eq!(found.id, first.id, "the same wish has the same answer for ever")
            }
            Opened::New(..) => panic!("opened twice by one wish"),
        }
        match store.open_conversation(&wish("k2", "v"), &ClientId::from("new wish")).await.unwrap() {
            Opened::New(second, _) => assert_eq!(second.id, ConversationId::from("k2")),
            Opened::Before(_) => panic!("the first one is over"),
        }
    })
    .await;
}

#[tokio::test]
async fn ten_wishes_at_once_open_one_conversation() {
    on_each(async |database| {
        let store = database.open().await;
        with_agents(&store, &[]).await;
        for round in 0..10 {
            let visitor = format!("v{round}");
            let wishes = (0..10).map(|n| {
                let (store, visitor) = (store.clone(), visitor.clone());
                tokio::spawn(async move {
                    let id = ClientId(format!("wish{n}"));
                    store.open_conversation(&wish(&format!("k{visitor}-{n}"), &visitor), &id).await
                })
            });
            let mut opened = 0;
            for wish in wishes.collect::<Vec<_>>() {
                match wish.await.unwrap() {
                    Ok(Opened::New(..)) => opened += 1,
                    Ok(Opened::Before(_)) => {}
                    Err(sqlx::Error::Database(error)) => assert!(error.is_unique_violation(), "{error}"),
                    Err(error) => panic!("{error}"),
                }
            }
            assert_eq!(opened, 1);
        }
    })
    .await;
}

#[tokio::test]
async fn sent_twice_is_stored_once() {
    on_each(async |database| {
        let store = database.open().await;
        with_agents(&store, &["anna"]).await;
        open(&store, "k", "v").await;
        let message = visitor_act("k", "v", send("c1", "hi"));
        assert_eq!(seqs(&one(&store, message.clone()).await), [3]);
        assert_eq!(seqs(&one(&store, message.clone()).await), [3], "again, later");
        let other_body = one(&store, visitor_act("k", "v", send("c1", "ho"))).await;
        assert_eq!(refusal(other_body).code, Code::Conflict);
        let twice = visitor_act("k", "v", send("c2", "once"));
        let both = store.append(&mut Memory::default(), &[twice.clone(), twice], NOW).await.unwrap();
        assert_eq!(both.iter().map(seqs).collect::<Vec<_>>(), [[4], [4]], "in one transaction");
        assert_eq!(
            seqs(&one(&store, agent_act("k", "anna", send("c1", "mine"))).await),
            [5, 6, 7],
            "another sender's id"
        );
        let stranger = one(&store, visitor_act("k", "w", send("c1", "hi"))).await;
        assert_eq!(refusal(stranger).code, Code::NotFound, "an id tells a stranger nothing");
        assert_eq!(timeline(&store, "k").await.len(), 7);
    })
    .await;
}

#[tokio::test]
async fn one_transaction_holds_many_commands_and_refusals_leave_no_hole() {
    on_each(async |database| {
        let store = database.open().await;
        with_agents(&store, &["anna", "boris"]).await;
        for n in 0..90 {
            open(&store, &format!("k{n}"), &format!("v{n}")).await;
        }
        let mut acts = vec![visitor_act("nowhere", "v0", send("c", "lost"))];
        for n in 0..90 {
            let (conversation, visitor) = (format!("k{n}"), format!("v{n}"));
            acts.push(visitor_act(&conversation, &visitor, send("c1", "first")));
            acts.push(visitor_act(&conversation, "stranger", send("c2", "no")));
            acts.push(agent_act(&conversation, "anna", Command::Take));
            acts.push(agent_act(&conversation, "boris", Command::Take));
            acts.push(agent_act(&conversation, "anna", send("c3", "second")));
        }
        let outcomes = store.append(&mut Memory::default(), &acts, NOW).await.unwrap();
        assert_eq!(refusal(outcomes[0].clone()).code, Code::NotFound);
        for outcomes in outcomes[1..].chunks(5) {
            assert_eq!(
                outcomes.iter().map(seqs).collect::<Vec<_>>(),
                [vec![3], vec![], vec![4, 5], vec![], vec![6]]
            );
            let lost = refusal(outcomes[3].clone());
            assert_eq!((lost.code, lost.by), (Code::AlreadyTaken, Some(card("anna"))));
        }
        for n in 0..90 {
            let stored = store.conversation(&ConversationId(format!("k{n}"))).await.unwrap().unwrap();
            assert_eq!((stored.stage, stored.last, stored.owner), (Stage::Active, 6, Some(card("anna"))));
            let seqs: Vec<Seq> =
                timeline(&store, &format!("k{n}")).await.iter().map(|entry| entry.seq).collect();
            assert_eq!(seqs, [1, 2, 3, 4, 5, 6]);
        }
    })
    .await;
}

#[tokio::test]
async fn twenty_agents_take_one_conversation_and_exactly_one_has_it() {
    on_each(async |database| {
        let store = database.open().await;
        let names: Vec<String> = (0..20).map(|n| format!("agent{n}")).collect();
        with_agents(&store, &names.iter().map(String::as_str).collect::<Vec<_>>()).await;
        for round in 0..20 {
            let id = format!("k{round}");
            open(&store, &id, &format!("v{round}")).await;
            let takes: Vec<_> = names
                .iter()
                .map(|name| {
                    let (store, act) = (store.clone(), agent_act(&id, name, Command::Take));
                    tokio::spawn(async move { one(&store, act).await })
                })
                .collect();
            let mut winners = Vec::new();
            let mut told = Vec::new();
            for (take, name) in takes.into_iter().zip(&names) {
                match take.await.unwrap() {
                    Outcome::Refused(problem) => told.push(problem.by.expect("the loser is told who")),
                    _ => winners.push(card(name)),
                }
            }
            assert_eq!(winners.len(), 1);
            assert!(told.len() == 19 && told.iter().all(|by| *by == winners[0]));
        }
    })
    .await;
}

#[tokio::test]
async fn many_writers_leave_no_hole_and_no_doubt_about_the_order() {
    on_each(async |database| {
        let store = database.open().await;
        with_agents(&store, &[]).await;
        open(&store, "k", "v").await;
        let writers: Vec<_> = (0..32)
            .map(|writer| {
                let store = store.clone();
                tokio::spawn(async move {
                    for n in 0..10 {
                        let id = format!("w{writer}-{n}");
                        assert_eq!(seqs(&one(&store, visitor_act("k", "v", send(&id, &id))).await).len(), 1);
                    }
                })
            })
            .collect();
        // A reader that follows never has to go back.
        let mut seen: Seq = 0;
        while seen < 322 {
            for entry in store.entries_after(&"k".into(), seen).await.unwrap() {
                assert_eq!(entry.seq, seen + 1);
                seen = entry.seq;
            }
            tokio::task::yield_now().await;
        }
        for writer in writers {
            writer.await.unwrap();
        }
    })
    .await;
}

#[tokio::test]
async fn what_a_writer_remembers_may_be_out_of_date() {
    on_each(async |database| {
        let store = database.open().await;
        with_agents(&store, &["anna", "boris"]).await;
        open(&store, "k", "v").await;
        let (mut one, mut other) = (Memory::default(), Memory::default());
        let on =
            async |memory: &mut Memory, act: Act| store.append(memory, &[act], NOW).await.unwrap().remove(0);
        assert_eq!(seqs(&on(&mut one, visitor_act("k", "v", send("c1", "hi"))).await), [3]);
        assert_eq!(seqs(&on(&mut other, agent_act("k", "anna", Command::Take)).await), [4, 5]);
        // The first still believes that it waits, at 3.
        assert_eq!(
            refusal(on(&mut one, agent_act("k", "boris", Command::Take)).await).by,
            Some(card("anna"))
        );
        assert_eq!(seqs(&on(&mut other, visitor_act("k", "v", send("c2", "ho"))).await), [6]);
        assert_eq!(
            seqs(&on(&mut one, visitor_act("k", "v", send("c2", "ho"))).await),
            [6],
            "sent twice, to two writers"
        );
        let see = |delivered, read| Command::See(Receipts { delivered, read });
        on(&mut other, visitor_act("k", "v", see(6, 6))).await;
        on(&mut one, visitor_act("k", "v", see(5, 5))).await;
        on(&mut one, agent_act("k", "anna", see(3, 3))).await;
        let stored = store.conversation(&"k".into()).await.unwrap().unwrap();
        assert_eq!((stored.last, stored.owner), (6, Some(card("anna"))));
        assert_eq!(stored.visitor_receipts, Receipts { delivered: 6, read: 6 });
        assert_eq!(stored.staff_receipts, Receipts { delivered: 3, read: 3 });
        assert_eq!(timeline(&store, "k").await.len(), 6);
    })
    .await;
}

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
        assert_eq!(all.len(), 702);
        assert!(store.entries_after(&"k".into(), 702).await.unwrap().is_empty());
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
        one(&store, visitor_act("k", "v", see(5, 4))).await;
        one(&store, visitor_act("k", "v", see(3, 3))).await;
        one(&store, agent_act("k", "anna", see(99, 0))).await;
        one(&store, agent_act("k", "anna", Command::End { id: "end".into() })).await;
        let rate = Command::Rate { id: "rate".into(), rating: Rating::Fair, comment: "so so".into() };
        one(&store, visitor_act("k", "v", rate)).await;
        let stored = store.conversation(&"k".into()).await.unwrap().unwrap();
        assert_eq!(
            (stored.stage, stored.ended_at, stored.rating),
            (Stage::Ended, Some(NOW), Some(Rating::Fair))
        );
        assert_eq!(stored.visitor_receipts, Receipts { delivered: 5, read: 4 });
        assert_eq!(stored.staff_receipts, Receipts { delivered: 5, read: 0 });
        let shown = store.conversation_of_visitor(&"v".into(), NOW).await.unwrap();
        assert_eq!(shown.map(|conversation| conversation.id), Some("k".into()));
        assert!(store.conversation_of_visitor(&"v".into(), NOW.plus_millis(1)).await.unwrap().is_none());
    })
    .await;
}

#[tokio::test]
async fn the_inbox_shows_what_waits_and_what_is_mine() {
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
        assert_eq!(ids(store.inbox(&"anna".into(), NOW).await.unwrap()), ["waits", "annas", "over"]);
        let tomorrow = NOW.plus_millis(24 * 60 * 60 * 1_000 + 1);
        assert_eq!(ids(store.inbox(&"anna".into(), tomorrow).await.unwrap()), ["waits", "annas"]);
        assert_eq!(ids(store.waiting().await.unwrap()), ["waits"]);
        assert!(store.is_member(&"anna".into(), &"waits".into()).await.unwrap());
        assert!(!store.is_member(&"nobody".into(), &"waits".into()).await.unwrap());

        let waits = store.conversation(&"waits".into()).await.unwrap().unwrap();
        let item = store.inbox_item(&waits, true).await.unwrap();
        assert_eq!((item.unread, item.summary.stage, item.summary.last), (1, Stage::Waiting, 3));
        assert_eq!(item.preview.map(|preview| (preview.agent, preview.text)), Some((None, "anyone?".into())));
        assert_eq!(item.summary.opened_at, NOW);

        let page = Page { url: "https://shop.example/cart".into(), ..Page::default() };
        store.set_page(&"waits".into(), &page).await.unwrap();
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
        assert_eq!(timeline(&again, "k").await.len(), 2);
        again.close().await;
    })
    .await;
}
