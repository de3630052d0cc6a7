//! Rooms: made, found again, changed and left.

use super::{Office, ROOMS, words};
use crate::databases::on_each;
use hyper::Method;
use serde_json::json;
use shared::problem::{Code, Field};
use shared::rest::ProblemDocument;
use shared::team::{Kind, NewMembers, Room, RoomName, TeamCommand, TeamUpdate};

#[tokio::test]
async fn two_people_have_one_room_whoever_makes_it() {
    on_each(async |database| {
        let office = Office::on(database).await;
        let room = office.room("m1", &[1], "").await;
        assert_eq!((room.kind, room.last, room.members.len()), (Kind::Pair, 0, 2));
        assert_eq!(office.room("m2", &[1], " ").await.id, room.id);
        let reply = office.try_room(&office.boris, "m1", &[0], "").await;
        assert_eq!(reply.json::<Room>().id, room.id);
        assert_ne!(office.room("m3", &[2], "").await.id, room.id);
        assert_ne!(office.room("m4", &[1], "Us two").await.id, room.id, "a group of two is a group");
    })
    .await;
}

#[tokio::test]
async fn what_is_no_room_is_refused_with_the_reason() {
    on_each(async |database| {
        let office = Office::on(database).await;
        office.deactivate(2).await;
        for (others, name, status, field) in [
            (&[0][..], "", 422, Some(Field::Assignee)),
            (&[], "Nobody", 422, Some(Field::Assignee)),
            (&[1, 2], "", 422, Some(Field::Name)),
            (&[2], "", 404, None),
            (&[1, 2], "All", 404, None),
        ] {
            let reply = office.try_room(&office.anna, "m1", others, name).await;
            assert_eq!(reply.status, status, "{others:?} {name:?}");
            assert_eq!(reply.json::<ProblemDocument>().problem.field, field, "{others:?} {name:?}");
        }
        let reply =
            office.ask(&office.anna, Method::POST, ROOMS, &json!({"id": "m1", "agents": ["nobody"]})).await;
        assert_eq!(reply.status, 404);
        let reply =
            office.ask(&office.anna, Method::POST, ROOMS, &json!({"id": "no good", "agents": ["x"]})).await;
        assert_eq!(reply.status, 400);
        let foreign = office.server.request(Method::POST, ROOMS).header("cookie", &office.anna.cookie);
        let foreign = foreign.header("origin", "https://evil.example").json(&json!({})).send().await;
        assert_eq!(foreign.status, 403);
        assert_eq!(office.server.own_page(Method::POST, ROOMS, "").json(&json!({})).send().await.status, 401);
    })
    .await;
}

#[tokio::test]
async fn a_group_grows_is_renamed_and_left() {
    on_each(async |database| {
        let mut office = Office::on(database).await;
        let made = office.room("m1", &[1], "Night shift").await;
        assert_eq!((made.kind, made.name.as_str(), made.last), (Kind::Group, "Night shift", 1));
        assert_eq!(office.room("m1", &[1], "Night shift").await.id, made.id, "asked twice, made once");
        let room = made.id;
        assert_eq!(office.boris.is_shown(&room).await.unread, 0, "nobody has written");
        office.anna.says(&room, "c1", "Who has the key?").await;

        let path = format!("{ROOMS}/{room}");
        let people = format!("{path}/members");
        let clara = NewMembers { agents: vec![office.ids[2].clone()] };
        assert_eq!(office.ask(&office.clara, Method::POST, &people, &clara).await.status, 404);
        let name = RoomName { name: "Mine".into() };
        assert_eq!(office.ask(&office.clara, Method::PUT, &path, &name).await.status, 404);
        let out = format!("{people}/me");
        assert_eq!(office.ask(&office.clara, Method::DELETE, &out, &()).await.status, 404);

        let grown: Room = office.ask(&office.boris, Method::POST, &people, &clara).await.json();
        assert_eq!(grown.members.len(), 3);
        let again = office.ask(&office.boris, Method::POST, &people, &clara).await;
        assert_eq!((again.status, again.json::<Room>().last), (200, 3), "who is in it stays in it");
        let shown = office.clara.is_shown(&room).await;
        assert_eq!((shown.unread, shown.last), (0, 3), "what was said before is no news");
        assert_eq!(words(&office.clara.asks(&room, 1, 2).await), ["2 Anna: Who has the key?"]);

        let name = RoomName { name: " Day shift ".into() };
        let named: Room = office.ask(&office.clara, Method::PUT, &path, &name).await.json();
        assert_eq!(named.name, "Day shift");
        let empty = office.ask(&office.clara, Method::PUT, &path, &RoomName { name: " ".into() }).await;
        assert_eq!(empty.json::<ProblemDocument>().problem.field, Some(Field::Name));
        let shown = office
            .anna
            .hears(|update| match update {
                TeamUpdate::Room(room) if room.name == "Day shift" => Some(room),
                _ => None,
            })
            .await;
        assert_eq!(shown.members.len(), 3);

        assert_eq!(office.ask(&office.boris, Method::DELETE, &out, &()).await.status, 204);
        office
            .boris
            .hears(|update| match update {
                TeamUpdate::Left(left) => (left == room).then_some(()),
                _ => None,
            })
            .await;
        assert!(office.boris.rooms().await.is_empty());
        office.anna.says(&room, "c2", "He is gone").await;
        assert!(office.boris.has_heard_nothing().await);
        office.boris.team(TeamCommand::Ask { room: room.clone(), after: 0, to: 99 }).await;
        assert_eq!(office.boris.is_refused().await.1.code, Code::NotFound);
        let story = [
            "1 Anna: makes it with Anna+Boris",
            "2 Anna: Who has the key?",
            "3 Boris: adds Clara",
            "4 Clara: calls it Day shift",
            "5 Boris: leaves",
            "6 Anna: He is gone",
        ];
        assert_eq!(words(&office.clara.asks(&room, 0, 99).await), story);
    })
    .await;
}

#[tokio::test]
async fn a_room_for_two_stays_as_it_is() {
    on_each(async |database| {
        let office = Office::on(database).await;
        let room = office.room("m1", &[1], "").await.id;
        let path = format!("{ROOMS}/{room}");
        let more = NewMembers { agents: vec![office.ids[2].clone()] };
        for (method, path, body) in [
            (Method::POST, format!("{path}/members"), serde_json::to_value(more).unwrap()),
            (Method::PUT, path.clone(), json!({"name": "Us"})),
            (Method::DELETE, format!("{path}/members/me"), json!(null)),
        ] {
            let reply = office.ask(&office.anna, method, &path, &body).await;
            assert_eq!(reply.json::<ProblemDocument>().problem.code, Code::Forbidden, "{path}");
        }
    })
    .await;
}

#[tokio::test]
async fn who_is_deactivated_stays_an_author_and_is_let_in_no_more() {
    on_each(async |database| {
        let mut office = Office::on(database).await;
        let room = office.room("m1", &[1], "").await.id;
        office.boris.says(&room, "c1", "Bye").await;
        let group = office.room("m2", &[2], "Others").await.id;
        office.deactivate(1).await;
        let shown = office.anna.rooms().await.into_iter().find(|shown| shown.id == room).unwrap();
        assert!(!shown.member(&office.ids[1]).unwrap().active);
        assert_eq!(words(&office.anna.asks(&room, 0, 9).await), ["1 Boris: Bye"]);
        let path = format!("{ROOMS}/{group}/members");
        let more = NewMembers { agents: vec![office.ids[1].clone()] };
        assert_eq!(office.ask(&office.anna, Method::POST, &path, &more).await.status, 404);
        assert_eq!(office.try_room(&office.anna, "m9", &[1], "").await.status, 404);
    })
    .await;
}
