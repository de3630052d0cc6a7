//! Files in rooms: for those who are in them, and gone with their message.

use super::{Office, words};
use crate::databases::on_each;
use crate::stories::people::Agent;
use crate::support::Reply;
use hyper::Method;
use shared::file::FileCard;
use shared::ids::RoomId;
use shared::problem::Code;
use shared::team::TeamCommand;

async fn upload(office: &Office, agent: &Agent, room: &RoomId) -> Reply {
    let path = format!("/api/agent/team/files?room={room}");
    let call = office.server.own_page(Method::POST, &path, &agent.cookie);
    call.header("x-file-name", "notes.txt").body(b"notes".to_vec()).send().await
}

async fn fetch(office: &Office, agent: &Agent, file: &FileCard) -> u16 {
    let path = format!("/api/files/{}", file.id);
    office.server.own_page(Method::GET, &path, &agent.cookie).send().await.status
}

#[tokio::test]
async fn a_file_is_seen_by_those_who_are_in_the_room() {
    on_each(async |database| {
        let mut office = Office::on(database).await;
        let room = office.room("m1", &[1], "").await.id;
        assert_eq!(upload(&office, &office.clara, &room).await.status, 404);
        let reply = upload(&office, &office.anna, &room).await;
        assert_eq!(reply.status, 201, "{}", reply.text());
        let file: FileCard = reply.json();
        assert_eq!(file.name, "notes.txt");
        assert_eq!(fetch(&office, &office.anna, &file).await, 200);
        assert_eq!(fetch(&office, &office.boris, &file).await, 404, "not sent yet");

        office.boris.send(&room, "b1", "", &[&file.id]).await;
        assert_eq!(office.boris.is_refused().await.1.code, Code::NotFound, "it is somebody else's");
        let other = office.room("m2", &[2], "").await.id;
        office.anna.send(&other, "c0", "", &[&file.id]).await;
        assert_eq!(office.anna.is_refused().await.1.code, Code::NotFound, "it is another room's");
        office.anna.send(&room, "c1", "Here", &[&file.id]).await;
        let sent = office.anna.hears_by_id("c1").await;
        assert_eq!(words(std::slice::from_ref(&sent)), ["1 Anna: Here with 1"]);
        office.anna.send(&room, "c1", "Here", &[&file.id]).await;
        assert_eq!(office.anna.hears_by_id("c1").await, sent, "sent twice, stored once");
        office.anna.send(&room, "c2", "Again", &[&file.id]).await;
        assert_eq!(office.anna.is_refused().await.1.code, Code::NotFound, "it is in another message");

        assert_eq!(fetch(&office, &office.boris, &file).await, 200);
        assert_eq!(fetch(&office, &office.clara, &file).await, 404);
        let token = office.server.app.live.tokens.issue(&"v1".into(), office.server.app.clock.now());
        let path = format!("/api/files/{}", file.id);
        let visitor =
            office.server.request(Method::GET, &path).header("authorization", &format!("Bearer {token}"));
        assert_eq!(visitor.send().await.status, 404, "no visitor has business here");
    })
    .await;
}

#[tokio::test]
async fn a_sent_file_stays_and_a_deleted_one_goes() {
    on_each(async |database| {
        let mut office = Office::on(database).await;
        let room = office.room("m1", &[1], "").await.id;
        let mut cards = Vec::new();
        for _ in 0..3 {
            cards.push(upload(&office, &office.anna, &room).await.json::<FileCard>());
        }
        let [kept, deleted, unsent] = &cards[..] else { panic!("three were made") };
        for (id, file) in [("c1", kept), ("c2", deleted)] {
            office.anna.send(&room, id, "", &[&file.id]).await;
            office.anna.hears_by_id(id).await;
        }
        office.anna.team(TeamCommand::Delete { room: room.clone(), id: "c3".into(), seq: 2 }).await;
        // Everybody is told first; by the answer to the next command it is done.
        office.anna.rooms().await;
        let store = &office.server.app.store;
        assert_eq!(store.file(&deleted.id).await.unwrap(), None);
        office.server.clock.advance(25 * 60 * 60 * 1_000 + 1);
        server::files::sweep(&office.server.app).await.unwrap();
        assert_eq!(store.file(&unsent.id).await.unwrap(), None, "never sent");
        assert_eq!(fetch(&office, &office.boris, kept).await, 200);
    })
    .await;
}
