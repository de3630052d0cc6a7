//! Tickets have numbers that people can name: each its own, none left out, whoever comes at once.

use super::*;
use crate::support::all_tickets;
use server::store::tickets::{Left, NewTicket, Of};
use shared::ids::QueueId;
use shared::ticket::{Priority, Ticket, TicketFilter};
use std::collections::BTreeSet;

fn ticket(visitor: &str, client_id: &str) -> NewTicket {
    NewTicket {
        id: format!("{visitor}-{client_id}-{:?}", std::thread::current().id()),
        visitor: visitor.into(),
        client_id: client_id.into(),
        widget: "demo".into(),
        queue: "sales".into(),
        topic: "Sales".into(),
        subject: String::new(),
        conversation: None,
        card: VisitorCard::default(),
        text: "Hi".into(),
        page: Page::default(),
        lang: String::new(),
        priority: Priority::default(),
        maker: None,
        now: NOW,
    }
}

async fn of_queues(store: &Store, queues: &BTreeSet<QueueId>) -> Vec<Ticket> {
    let nobody = "nobody".into();
    store.tickets(Of::Queues(queues, &nobody), &TicketFilter::default(), &nobody).await.unwrap()
}

fn stored(left: Left) -> u32 {
    match left {
        Left::Stored(number) => number,
        Left::Conflict => panic!("a conflict"),
    }
}

#[tokio::test]
async fn many_at_once_get_numbers_of_their_own() {
    on_each(async |database| {
        let (store, other_node) = (database.open().await, database.open().await);
        with_agents(&store, &[]).await;
        let left = (0..40).map(|n| {
            let store = if n % 2 == 0 { store.clone() } else { other_node.clone() };
            // Each twice at once: as a client does that hasn't heard the answer.
            let ticket = NewTicket { id: format!("t{n}"), ..ticket("v", &format!("c{}", n / 2)) };
            tokio::spawn(async move { stored(store.leave_ticket(&ticket).await.unwrap()) })
        });
        let mut numbers = Vec::new();
        for left in left.collect::<Vec<_>>() {
            numbers.push(left.await.unwrap());
        }
        assert!(numbers.chunks(2).all(|twice| twice[0] == twice[1]), "{numbers:?}");
        let distinct: BTreeSet<u32> = numbers.into_iter().collect();
        assert_eq!(distinct, (1..=20).collect(), "without a hole");
        assert_eq!(store.next_ticket_number().await.unwrap(), 21);
    })
    .await;
}

#[tokio::test]
async fn a_conversation_becomes_one_ticket_with_all_that_was_written() {
    on_each(async |database| {
        let store = database.open().await;
        with_agents(&store, &["anna"]).await;
        open(&store, "k", "v").await;
        let make = |id: &str, number| Command::MakeTicket { id: id.into(), number };
        let empty = refusal(one(&store, visitor_act("k", "v", make("t", 1))).await);
        assert_eq!((empty.code, empty.field), (Code::Invalid, Some(shared::problem::Field::Text)));
        // Written and made into a ticket in one transaction, on a memory and without one.
        let acts = [
            visitor_act("k", "v", send("c1", "one")),
            visitor_act("k", "v", send("c2", "two")),
            visitor_act("k", "v", make("t", 7)),
            visitor_act("k", "v", send("c3", "three")),
        ];
        let outcomes = store.append(&mut Memory::default(), &acts, NOW).await.unwrap();
        assert_eq!(seqs(&outcomes[2]), [4]);
        let again = one(&store, visitor_act("k", "v", make("t", 8))).await;
        assert!(matches!(again, Outcome::Repeated(entry) if entry.seq == 4), "whatever number it would get");
        let tickets = all_tickets(&store).await;
        assert_eq!(tickets.len(), 1);
        assert_eq!((tickets[0].number, tickets[0].text.as_str()), (7, "one\n\ntwo"));
        assert_eq!(tickets[0].visitor.name, "Ira");
        assert_eq!(tickets, of_queues(&store, &["sales".into()].into()).await);
        for queues in [[].into(), ["elsewhere".into()].into()] {
            assert!(of_queues(&store, &queues).await.is_empty());
        }
        let kept = store.conversation(&"k".into()).await.unwrap().unwrap();
        assert_eq!((kept.stage, kept.spoke_at), (Stage::Ended, Some(NOW)));
    })
    .await;
}

#[tokio::test]
async fn a_ticket_and_a_take_at_once_have_one_winner() {
    on_each(async |database| {
        let (store, other_node) = (database.open().await, database.open().await);
        with_agents(&store, &["anna"]).await;
        for round in 0..20 {
            let (k, v) = (format!("k{round}"), format!("v{round}"));
            open(&store, &k, &v).await;
            one(&store, visitor_act(&k, &v, send("c", "x"))).await;
            let number = store.next_ticket_number().await.unwrap();
            let make = visitor_act(&k, &v, Command::MakeTicket { id: "t".into(), number });
            let (made, taken) =
                tokio::join!(one(&store, make), one(&other_node, agent_act(&k, "anna", Command::Take)));
            let (made, taken) = (seqs(&made).len(), seqs(&taken).len());
            assert!((made, taken) == (1, 0) || (made, taken) == (0, 2), "{made} {taken}");
            let tickets = all_tickets(&store).await;
            assert_eq!(tickets.iter().filter(|ticket| ticket.number == number).count(), made);
        }
    })
    .await;
}

#[tokio::test]
async fn who_is_silent_is_found_by_the_last_word() {
    on_each(async |database| {
        let store = database.open().await;
        with_agents(&store, &[]).await;
        for name in ["one", "two", "over"] {
            open(&store, &format!("k-{name}"), name).await;
        }
        let later = NOW.plus_millis(5_000);
        let act = visitor_act("k-two", "two", send("c", "x"));
        store.append(&mut Memory::default(), &[act], later).await.unwrap();
        one(&store, visitor_act("k-over", "over", Command::End { id: "e".into() })).await;
        let silent = async |then| {
            let found = store.silent_since(then).await.unwrap();
            found.into_iter().map(|silent| (silent.conversation.0, silent.spoke_at)).collect::<Vec<_>>()
        };
        assert_eq!(silent(NOW.plus_millis(-1)).await, []);
        assert_eq!(silent(NOW).await, [("k-one".to_owned(), NOW)]);
        assert_eq!(silent(later).await.len(), 2);
        let lapse = |silent_since| Act {
            conversation: "k-two".into(),
            actor: Actor::System,
            command: Command::Lapse { id: "l".into(), silent_since },
        };
        assert_eq!(refusal(one(&store, lapse(NOW)).await).code, Code::Forbidden, "has written since");
        assert_eq!(seqs(&one(&store, lapse(later)).await), [3]);
    })
    .await;
}
