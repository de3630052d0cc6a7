//! What is written, by many at once, twice, and on an old memory.

use super::*;

#[tokio::test]
async fn a_visitor_has_one_open_conversation() {
    on_each(async |database| {
        let store = database.open().await;
        with_agents(&store, &[]).await;
        let first = open(&store, "k1", "v").await;
        assert_eq!((first.last, first.stage), (1, Stage::Waiting));
        for id in ["open", "another"] {
            match store.open_conversation(&wish("k2", "v"), &ClientId::from(id)).await.unwrap() {
                Opened::Before(found) => assert_eq!(found.id, first.id),
                other => panic!("{id}: {other:?}"),
            }
        }
        one(&store, visitor_act("k1", "v", Command::End { id: "end".into() })).await;
        match store.open_conversation(&wish("k2", "v"), &ClientId::from("open")).await.unwrap() {
            Opened::Before(found) => {
                assert_eq!(found.id, first.id, "the same wish has the same answer for ever")
            }
            other => panic!("opened twice by one wish: {other:?}"),
        }
        match store.open_conversation(&wish("k2", "v"), &ClientId::from("new wish")).await.unwrap() {
            Opened::New(second, _) => assert_eq!(second.id, ConversationId::from("k2")),
            other => panic!("the first one is over: {other:?}"),
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
                    Ok(Opened::NoQueue) => panic!("it is there"),
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
        assert_eq!(seqs(&one(&store, message.clone()).await), [2]);
        assert_eq!(seqs(&one(&store, message.clone()).await), [2], "again, later");
        let other_body = one(&store, visitor_act("k", "v", send("c1", "ho"))).await;
        assert_eq!(refusal(other_body).code, Code::Conflict);
        let twice = visitor_act("k", "v", send("c2", "once"));
        let both = store.append(&mut Memory::default(), &[twice.clone(), twice], NOW).await.unwrap();
        assert_eq!(both.iter().map(seqs).collect::<Vec<_>>(), [[3], [3]], "in one transaction");
        assert_eq!(
            seqs(&one(&store, agent_act("k", "anna", send("c1", "mine"))).await),
            [4, 5, 6],
            "another sender's id"
        );
        let stranger = one(&store, visitor_act("k", "w", send("c1", "hi"))).await;
        assert_eq!(refusal(stranger).code, Code::NotFound, "an id tells a stranger nothing");
        assert_eq!(timeline(&store, "k").await.len(), 6);
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
                [vec![2], vec![], vec![3, 4], vec![], vec![5]]
            );
            let lost = refusal(outcomes[3].clone());
            assert_eq!((lost.code, lost.by), (Code::AlreadyTaken, Some(card("anna"))));
        }
        for n in 0..90 {
            let stored = store.conversation(&ConversationId(format!("k{n}"))).await.unwrap().unwrap();
            assert_eq!((stored.stage, stored.last, stored.owner), (Stage::Active, 5, Some(card("anna"))));
            let seqs: Vec<Seq> =
                timeline(&store, &format!("k{n}")).await.iter().map(|entry| entry.seq).collect();
            assert_eq!(seqs, [1, 2, 3, 4, 5]);
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
        for round in 0..200 {
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
        while seen < 321 {
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
        assert_eq!(seqs(&on(&mut one, visitor_act("k", "v", send("c1", "hi"))).await), [2]);
        assert_eq!(seqs(&on(&mut other, agent_act("k", "anna", Command::Take)).await), [3, 4]);
        // The first still believes that it waits, at 2.
        assert_eq!(
            refusal(on(&mut one, agent_act("k", "boris", Command::Take)).await).by,
            Some(card("anna"))
        );
        assert_eq!(seqs(&on(&mut other, visitor_act("k", "v", send("c2", "ho"))).await), [5]);
        assert_eq!(
            seqs(&on(&mut one, visitor_act("k", "v", send("c2", "ho"))).await),
            [5],
            "sent twice, to two writers"
        );
        let see = |delivered, read| Command::See(Receipts { delivered, read });
        on(&mut other, visitor_act("k", "v", see(5, 5))).await;
        on(&mut one, visitor_act("k", "v", see(4, 4))).await;
        on(&mut one, agent_act("k", "anna", see(3, 3))).await;
        let stored = store.conversation(&"k".into()).await.unwrap().unwrap();
        assert_eq!((stored.last, stored.owner), (5, Some(card("anna"))));
        assert_eq!(stored.visitor_receipts, Receipts { delivered: 5, read: 5 });
        assert_eq!(stored.staff_receipts, Receipts { delivered: 3, read: 3 });
        assert_eq!(timeline(&store, "k").await.len(), 5);
    })
    .await;
}
