//! Who finds what by what.

use super::*;
use shared::people::Role;
use shared::problem::Code;
use shared::queue::QueueDraft;
use shared::rest::{ProblemDocument, Queue};
use shared::search::{PAGE_LINES, Source};

#[tokio::test]
async fn it_is_found_by_whatever_stands_in_it() {
    on_each(async |database| {
        let (server, queue) = office(database).await;
        let owner = server.signed_in(Role::Owner).await;
        let conversation = leave(&server, &queue, "Где мой ЗАКАЗ? Czekam w Łodzi.").await;
        leave(&server, &queue, "Something else").await;
        for (typed, shown) in [
            ("%D0%B7%D0%B0%D0%BA", "Где мой [ЗАКАЗ]? Czekam w Łodzi."),
            ("lodzi", "…ЗАКАЗ? Czekam w [Łodzi]."),
            ("czekam+lodz", "Где мой ЗАКАЗ? [Czekam] w [Łodzi]."),
        ] {
            let found = look(&server, &owner, &format!("?text={typed}")).await;
            assert_eq!(found.lines.len(), 1, "{typed}");
            let line = &found.lines[0];
            assert_eq!((&line.conversation, piece(line).as_str()), (&conversation, shown));
            assert_eq!(line.excerpt.as_ref().unwrap().source, Source::Visitor);
            assert_eq!((line.topic.as_str(), line.missed, found.building), ("Sales", true, false));
        }
        for typed in ["ira", "ira%40example.com", "example.c", "IRA+example"] {
            assert_eq!(ids(&server, &owner, &format!("?text={typed}")).await.len(), 2, "{typed}");
        }
        for typed in ["nothing", "zakaz", "czekam+else", "%22+OR+%22*", "lodzi+%29+OR+%28ira"] {
            let found = ids(&server, &owner, &format!("?text={typed}")).await;
            assert_eq!(found, [], "{typed}");
        }
    })
    .await;
}

#[tokio::test]
async fn a_colleagues_answer_and_a_file_are_found_too() {
    on_each(async |database| {
        let (server, queue) = office(database).await;
        let owner = server.signed_in(Role::Owner).await;
        let mut anna = Agent::come(&server, "anna@example.com").await;
        let mut visitor = Visitor::come(&server).await;
        let conversation = visitor.ask(&queue).await;
        take(&mut anna, &conversation).await;
        anna.write(&conversation, "Your parcel is on its way").await;
        let found = look(&server, &owner, "?text=parc").await;
        assert_eq!(piece(&found.lines[0]), "Your [parcel] is on its way");
        assert_eq!(found.lines[0].excerpt.as_ref().unwrap().source, Source::Staff);
        assert_eq!(found.lines[0].owner.as_ref().unwrap().name, "Anna");

        let upload = server
            .post(&format!("/api/agent/files?conversation={conversation}"))
            .header("cookie", &anna.cookie)
            .header("x-file-name", "invoice_17.txt")
            .body(b"some words".to_vec())
            .send()
            .await;
        let card: shared::file::FileCard = upload.json();
        let id = anna.id();
        let files = vec![card.id];
        let send = AgentCommand::Send { conversation: conversation.clone(), id, text: String::new(), files };
        anna.socket.say(&send).await;
        anna.entries().await;
        let found = look(&server, &owner, "?text=invoi").await;
        assert_eq!(piece(&found.lines[0]), "[invoice]_17.txt");
        assert_eq!(found.lines[0].excerpt.as_ref().unwrap().source, Source::File);
    })
    .await;
}

#[tokio::test]
async fn nobody_finds_what_is_not_theirs_to_see() {
    on_each(async |database| {
        let (server, sales) = office(database).await;
        let owner = server.signed_in(Role::Owner).await;
        let draft = QueueDraft { name: "Secrets".into(), ..QueueDraft::default() };
        let made = server.own_page(Method::POST, "/api/admin/queues", &owner).json(&draft).send().await;
        let other = made.json::<Queue>().id;
        let mut anna = Agent::come(&server, "anna@example.com").await;
        let boris = server.sign_in("boris@example.com").await;
        let waiting = Visitor::come(&server).await.ask(&sales).await;
        let foreign = Visitor::come(&server).await.ask(&other).await;
        let had = Visitor::come(&server).await.ask(&sales).await;
        take(&mut anna, &had).await;
        let missed = leave(&server, &sales, "Hello").await;
        assert_eq!(ids(&server, &owner, "?text=ira").await.len(), 4, "the owner sees all");

        // Anna and Boris are in Sales alone.
        assert_eq!(ids(&server, &anna.cookie, "?text=ira").await, [had.clone(), waiting.clone()]);
        assert_eq!(ids(&server, &boris, "?text=ira").await, std::slice::from_ref(&waiting));
        assert_eq!(ids(&server, &boris, "").await, [waiting]);
        assert_eq!(ids(&server, &boris, &format!("?queue={other}")).await, []);
        assert_eq!(ids(&server, &anna.cookie, "?section=mine").await, std::slice::from_ref(&had));
        assert_eq!(ids(&server, &boris, "?section=mine").await, []);
        for (id, status) in [(&had, 404), (&foreign, 404), (&missed, 404)] {
            assert_eq!(ask(&server, &boris, &format!("/{id}")).await.status, status);
        }
        assert_eq!(ask(&server, &owner, &format!("/{foreign}")).await.status, 200);

        // What the index doesn't know yet doesn't give anything away.
        let outsider = server.outsider("carl@example.com", "Carl").await;
        let carl = server.sign_in("carl@example.com").await;
        assert_eq!(ids(&server, &carl, "?text=ira").await, [], "{outsider}");
        let id = anna.id();
        anna.socket.say(&AgentCommand::Leave { conversation: had.clone(), id }).await;
        anna.loses(&had).await;
        let reply: Found = ask(&server, &anna.cookie, "?section=mine").await.json();
        assert!(reply.lines.iter().all(|line| line.stage == shared::timeline::Stage::Waiting));
    })
    .await;
}

#[tokio::test]
async fn filters_hold_together() {
    on_each(async |database| {
        let (server, sales) = office(database).await;
        let support = server.queue("Support").await;
        let owner = server.signed_in(Role::Owner).await;
        let first = leave(&server, &sales, "apple").await;
        server.clock.advance(3 * 24 * 60 * 60 * 1_000);
        let second = leave(&server, &support, "apple").await;
        let mut anna = Agent::come(&server, "anna@example.com").await;
        let mut visitor = Visitor::come(&server).await;
        let third = visitor.ask(&sales).await;
        take(&mut anna, &third).await;
        anna.write(&third, "apple").await;
        let now = server.app.clock.now().0;
        let anna_id = server.app.store.credentials("anna@example.com").await.unwrap().unwrap().agent;
        for (query, expected) in [
            (String::new(), vec![&third, &second, &first]),
            (format!("queue={sales}"), vec![&third, &first]),
            (format!("queue={sales}&missed=true"), vec![&first]),
            ("missed=true".into(), vec![&second, &first]),
            (format!("agent={anna_id}"), vec![&third]),
            ("section=ended".into(), vec![&second, &first]),
            (format!("to={}", now - 1), vec![&first]),
            (format!("from={}&to={}", now - 5, now + 5), vec![&third, &second]),
            (format!("from={now}"), vec![&third, &second]),
            ("rating=good".into(), vec![]),
            ("section=archive".into(), vec![]),
        ] {
            let expected: Vec<_> = expected.into_iter().cloned().collect();
            assert_eq!(ids(&server, &owner, &format!("?text=apple&{query}")).await, expected, "{query}");
            assert_eq!(ids(&server, &owner, &format!("?{query}")).await, expected, "{query} without words");
        }
    })
    .await;
}

#[tokio::test]
async fn pages_follow_each_other_while_new_ones_come() {
    on_each(async |database| {
        let (server, queue) = office(database).await;
        let owner = server.signed_in(Role::Owner).await;
        let mut all = Vec::new();
        for n in 0..PAGE_LINES + 5 {
            all.push(leave(&server, &queue, &format!("pear {n}")).await);
        }
        all.reverse();
        let first = look(&server, &owner, "?text=pear").await;
        let shown =
            |found: &Found| found.lines.iter().map(|line| line.conversation.clone()).collect::<Vec<_>>();
        assert_eq!(shown(&first), all[..PAGE_LINES]);
        leave(&server, &queue, "pear again").await;
        let rest = look(&server, &owner, &format!("?text=pear&before={}", first.next.unwrap())).await;
        assert_eq!((shown(&rest), rest.next), (all[PAGE_LINES..].to_vec(), None));
    })
    .await;
}

#[tokio::test]
async fn a_question_that_makes_no_sense_is_refused() {
    let (server, _) = crate::stories::people::office().await;
    let owner = server.signed_in(Role::Owner).await;
    for (query, code) in [
        ("?section=other", Code::Malformed),
        ("?unknown=1", Code::Malformed),
        ("?rating=great", Code::Malformed),
        ("?before=-1", Code::Malformed),
    ] {
        let reply = ask(&server, &owner, query).await;
        assert_eq!((reply.status, reply.json::<ProblemDocument>().problem.code), (400, code), "{query}");
    }
    let reply = ask(&server, &owner, &format!("?text={}", "a".repeat(201))).await;
    assert_eq!(reply.json::<ProblemDocument>().problem.code, Code::Invalid);
    assert_eq!(server.get("/api/agent/conversations").await.status, 401);
}

#[tokio::test]
async fn what_happened_before_a_start_is_found_after_it() {
    on_each(async |database| {
        let (server, queue) = office(database).await;
        let owner = server.signed_in(Role::Owner).await;
        let known = leave(&server, &queue, "plum").await;
        assert_eq!(ids(&server, &owner, "?text=plum").await, std::slice::from_ref(&known));
        // This one is committed, and the server goes before the index hears of it.
        let unknown = leave(&server, &queue, "plum cake").await;
        server.stop().await;

        let server = TestServer::on(database).await;
        let owner = server.sign_in("owner@example.com").await;
        let before: Found = ask(&server, &owner, "?text=plum").await.json();
        assert_eq!((before.lines.len(), before.building), (1, true));
        indexing::catch_up(&server.app.store, &server.app.live.changes).await.unwrap();
        let after: Found = ask(&server, &owner, "?text=plum").await.json();
        assert!(!after.building);
        assert_eq!(after.lines.iter().map(|line| &line.conversation).collect::<Vec<_>>(), [&unknown, &known]);
        // Nothing is done twice.
        let rest = server.app.store.unindexed_after(None).await.unwrap().unwrap();
        assert_eq!(rest.0, []);
    })
    .await;
}
