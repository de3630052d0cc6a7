//! What is said in a room: once, in order, to all who are in it and to nobody else.

use super::{Office, words};
use crate::databases::on_each;
use crate::stories::people::Agent;
use shared::problem::Code;
use shared::rules::MESSAGE_CHARS;
use shared::team::{TYPING_MILLIS, TeamCommand, TeamFact, TeamUpdate};

#[tokio::test]
async fn two_people_write_to_each_other_and_nobody_else_hears_of_it() {
    on_each(async |database| {
        let mut office = Office::on(database).await;
        let room = office.room("m1", &[1], "").await.id;
        assert!(office.boris.rooms().await.is_empty(), "nothing was said yet");
        office.anna.says(&room, "c1", " Lunch? ").await;
        assert_eq!(words(&office.boris.hears_entries().await.0), ["1 Anna: Lunch?"]);
        let shown = office.boris.is_shown(&room).await;
        assert_eq!((shown.unread, shown.last), (1, 1));
        assert_eq!(shown.preview.unwrap().text.as_deref(), Some("Lunch?"));
        office.boris.says(&room, "c1", "At one").await;
        assert_eq!(words(&office.anna.hears_entries().await.0), ["2 Boris: At one"]);

        let read = TeamCommand::Read { room: room.clone(), seq: 1 };
        office.boris.team(read).await;
        let mark = office
            .anna
            .hears(|update| match update {
                TeamUpdate::Read { agent, seq, .. } => Some((agent, seq)),
                _ => None,
            })
            .await;
        assert_eq!(mark, (office.ids[1].clone(), 1));
        let line = office.boris.rooms().await.remove(0);
        assert_eq!((line.unread, line.read(&office.ids[1])), (0, 1), "one's own words are never unread");
        assert_eq!(office.anna.rooms().await[0].unread, 1);

        assert!(office.clara.has_heard_nothing().await);
        assert!(office.clara.rooms().await.is_empty());
        for (id, command) in [
            (None, TeamCommand::Ask { room: room.clone(), after: 0, to: 9 }),
            (
                Some("x1"),
                TeamCommand::Send {
                    room: room.clone(),
                    id: "x1".into(),
                    text: "Me too".into(),
                    files: vec![],
                },
            ),
            (Some("x2"), TeamCommand::Delete { room: room.clone(), id: "x2".into(), seq: 1 }),
            (
                Some("x3"),
                TeamCommand::Send { room: "none".into(), id: "x3".into(), text: "Hi".into(), files: vec![] },
            ),
        ] {
            office.clara.team(command).await;
            let (refused, problem) = office.clara.is_refused().await;
            assert_eq!((refused, problem.code), (id.map(Into::into), Code::NotFound));
        }
        office.clara.team(TeamCommand::Read { room: room.clone(), seq: 2 }).await;
        office.clara.team(TeamCommand::Typing { room: room.clone(), on: true }).await;
        assert!(office.clara.rooms().await.is_empty());
        assert!(office.anna.has_heard_nothing().await, "a stranger's signs go nowhere");
        assert_eq!(words(&office.anna.asks(&room, 0, 9).await), ["1 Anna: Lunch?", "2 Boris: At one"]);
    })
    .await;
}

#[tokio::test]
async fn what_is_sent_twice_is_stored_once() {
    on_each(async |database| {
        let mut office = Office::on(database).await;
        let room = office.room("m1", &[1], "").await.id;
        let first = office.anna.says(&room, "c1", "Hi").await;
        assert_eq!(office.anna.says(&room, "c1", "Hi").await, first, "answered alike");
        // Another console of the same agent, which never heard that it was stored.
        let mut other = Agent::come_back(&office.server, office.anna.cookie.clone()).await;
        assert_eq!(other.says(&room, "c1", "Hi").await, first);
        office.anna.send(&room, "c1", "Something else", &[]).await;
        let (id, problem) = office.anna.is_refused().await;
        assert_eq!((id, problem.code), (Some("c1".into()), Code::Conflict));
        // Ids are one's own.
        office.boris.send(&room, "c1", "Hi", &[]).await;
        while words(&office.anna.hears_entries().await.0) != ["2 Boris: Hi"] {}
        assert_eq!(words(&office.anna.asks(&room, 0, 9).await), ["1 Anna: Hi", "2 Boris: Hi"]);
        for (text, code) in [("  ", Code::Invalid), (&*"x".repeat(MESSAGE_CHARS + 1), Code::Invalid)] {
            office.anna.send(&room, "c9", text, &[]).await;
            assert_eq!(office.anna.is_refused().await.1.code, code);
        }
        office.anna.send(&room, "no good id", "Hi", &[]).await;
        assert_eq!(office.anna.is_refused().await.1.code, Code::Malformed);
    })
    .await;
}

#[tokio::test]
async fn many_at_once_make_one_order_without_holes() {
    on_each(async |database| {
        let mut office = Office::on(database).await;
        let room = office.room("m1", &[1, 2], "All").await.id;
        for number in 0..20 {
            let (id, text) = (format!("c{number}"), number.to_string());
            for agent in [&mut office.anna, &mut office.boris, &mut office.clara] {
                agent.send(&room, &id, &text, &[]).await;
            }
        }
        for agent in [&mut office.anna, &mut office.boris, &mut office.clara] {
            agent.hears_by_id("c19").await;
        }
        let (all, part) = loop {
            let all = office.anna.asks(&room, 0, 99).await;
            if all.len() == 61 {
                break (all, office.anna.asks(&room, 10, 12).await);
            }
        };
        assert!(all.iter().zip(1..).all(|(entry, seq)| entry.seq == seq));
        assert_eq!(part, all[10..12], "a hole is filled with what is missing and no more");
        for id in &office.ids {
            let own = all[1..].iter().filter(|entry| entry.by.id == *id);
            let texts: Vec<String> = own
                .map(|entry| match &entry.fact {
                    TeamFact::Said { text, .. } => text.clone(),
                    _ => String::new(),
                })
                .collect();
            assert_eq!(texts, (0..20).map(|number| number.to_string()).collect::<Vec<_>>(), "each in order");
        }
    })
    .await;
}

#[tokio::test]
async fn what_its_author_deletes_is_gone_for_everybody() {
    on_each(async |database| {
        let mut office = Office::on(database).await;
        let room = office.room("m1", &[1], "").await.id;
        office.anna.says(&room, "c1", "A secret").await;
        office.anna.says(&room, "c2", "Harmless").await;
        office.boris.team(TeamCommand::Delete { room: room.clone(), id: "b1".into(), seq: 1 }).await;
        assert_eq!(office.boris.is_refused().await.1.code, Code::Forbidden);
        let delete = TeamCommand::Delete { room: room.clone(), id: "c3".into(), seq: 1 };
        office.anna.team(delete.clone()).await;
        let deleted = office.anna.hears_by_id("c3").await;
        office.anna.team(delete).await;
        assert_eq!(office.anna.hears_by_id("c3").await, deleted, "twice is once");
        office.boris.hears_by_id("c3").await;
        let story = ["1 Anna: gone", "2 Anna: Harmless", "3 Anna: deletes 1"];
        assert_eq!(words(&office.boris.asks(&room, 0, 9).await), story);
        // Its first command comes late once more.
        office.anna.send(&room, "c1", "A secret", &[]).await;
        assert_eq!(office.anna.hears_by_id("c1").await.fact, TeamFact::Gone);
        let line = office.boris.rooms().await.remove(0);
        assert_eq!((line.unread, line.preview.unwrap().text.as_deref()), (1, Some("Harmless")));
        office.anna.team(TeamCommand::Delete { room: room.clone(), id: "c4".into(), seq: 3 }).await;
        assert_eq!(office.anna.is_refused().await.1.code, Code::Forbidden, "only messages can be deleted");
        office.anna.team(TeamCommand::Delete { room: room.clone(), id: "c5".into(), seq: 2 }).await;
        office.anna.hears_by_id("c5").await;
        assert_eq!(office.boris.rooms().await.remove(0).preview.unwrap().text, None);
    })
    .await;
}

#[tokio::test]
async fn the_others_see_that_somebody_types() {
    on_each(async |database| {
        let mut office = Office::on(database).await;
        let room = office.room("m1", &[1], "").await.id;
        let now = office.server.app.clock.now();
        for (on, expected) in [(true, now.plus_millis(TYPING_MILLIS)), (false, now)] {
            office.anna.team(TeamCommand::Typing { room: room.clone(), on }).await;
            let sign = office
                .boris
                .hears(|update| match update {
                    TeamUpdate::Typing { agent, until, .. } => Some((agent, until)),
                    _ => None,
                })
                .await;
            assert_eq!(sign, (office.ids[0].clone(), expected));
        }
        assert!(office.anna.has_heard_nothing().await);
    })
    .await;
}
