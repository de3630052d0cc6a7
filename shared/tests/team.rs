//! The wire format of the staff chat, one frame of each kind: a changed line here is a changed protocol.

use insta::assert_snapshot;
use shared::ids::{ClientId, RoomId};
use shared::people::AgentCard;
use shared::problem::{Code, Problem};
use shared::team::{Kind, Member, Room, TeamCommand, TeamEntry, TeamFact, TeamPreview, TeamUpdate};
use shared::time::Timestamp;

fn anna() -> AgentCard {
    AgentCard { id: "a1".into(), name: "Anna".into(), photo: None }
}

fn lines<T: serde::Serialize + serde::de::DeserializeOwned + PartialEq + std::fmt::Debug>(
    frames: &[T],
) -> String {
    let line = |frame: &T| {
        let text = serde_json::to_string(frame).expect("a frame is JSON");
        assert_eq!(serde_json::from_str::<T>(&text).expect("a frame reads back"), *frame);
        text
    };
    frames.iter().map(line).collect::<Vec<_>>().join("\n")
}

#[test]
fn commands_on_the_wire() {
    let (room, id) = (RoomId::from("r1"), ClientId::from("c1"));
    assert_snapshot!(lines(&[
        TeamCommand::Look,
        TeamCommand::Send { room: room.clone(), id: id.clone(), text: "Hi".into(), files: vec![] },
        TeamCommand::Send {
            room: room.clone(),
            id: id.clone(),
            text: String::new(),
            files: vec!["f1".into()]
        },
        TeamCommand::Delete { room: room.clone(), id, seq: 3 },
        TeamCommand::Ask { room: room.clone(), after: 2, to: 9 },
        TeamCommand::Read { room: room.clone(), seq: 3 },
        TeamCommand::Typing { room, on: true },
    ]));
}

#[test]
fn updates_on_the_wire() {
    let room = RoomId::from("r1");
    let at = Timestamp(5);
    let entry = |seq, fact| TeamEntry { seq, at, by: anna(), id: (seq == 2).then(|| "c1".into()), fact };
    let shown = Room {
        id: room.clone(),
        kind: Kind::Group,
        name: "Night shift".into(),
        members: vec![Member { card: anna(), active: true, read: 2 }],
        last: 4,
        unread: 1,
        preview: Some(TeamPreview { by: anna(), text: Some("Hi".into()), at }),
        made_at: Timestamp(1),
    };
    assert_snapshot!(lines(&[
        TeamUpdate::Rooms(vec![shown.clone()]),
        TeamUpdate::Room(Box::new(shown)),
        TeamUpdate::Left(room.clone()),
        TeamUpdate::Entries {
            room: room.clone(),
            entries: vec![
                entry(1, TeamFact::Made { agents: vec![anna()] }),
                entry(2, TeamFact::Said { text: "Hi".into(), files: vec![] }),
                entry(3, TeamFact::Gone),
                entry(4, TeamFact::Deleted { seq: 3 }),
                entry(5, TeamFact::Added { agents: vec![anna()] }),
                entry(6, TeamFact::Left),
                entry(7, TeamFact::Renamed { name: "Day shift".into() }),
            ],
            last: 7
        },
        TeamUpdate::Read { room: room.clone(), agent: "a1".into(), seq: 2 },
        TeamUpdate::Typing { room: room.clone(), agent: "a1".into(), until: at },
        TeamUpdate::Refused { room, id: None, problem: Problem::new(Code::NotFound, "no") },
    ]));
}
