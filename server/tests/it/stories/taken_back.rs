//! Notes that are taken back: nobody reads them any more, wherever they were.

use super::notes::talk;
use super::people::{Agent, Visitor};
use super::team::{Deed, Team};
use crate::databases::{TestDatabase, on_each};
use crate::support::TestServer;
use hyper::Method;
use server::live::indexing;
use shared::agent::{AgentCommand, AgentUpdate, Vanished};
use shared::ids::{ClientId, ConversationId};
use shared::people::Role;
use shared::problem::Code;
use shared::search::Found;
use shared::timeline::{AgentEntry, Fact, Seq, StaffFact};

impl Agent {
    /// Writes a note and returns its position and the id that it was sent with.
    async fn notes(&mut self, team: &Team, conversation: &ConversationId, text: &str) -> (Seq, ClientId) {
        let id = self.id();
        let mentions = if text.starts_with("@Boris") { vec![team.ids[1].clone()] } else { vec![] };
        let note = AgentCommand::Note {
            conversation: conversation.clone(),
            id: id.clone(),
            text: text.into(),
            mentions,
        };
        self.socket.say(&note).await;
        let seq = self
            .hears_entry(|fact| matches!(fact, StaffFact::Note { id: made, .. } if *made == id))
            .await
            .seq;
        (seq, id)
    }

    async fn takes_back(&mut self, conversation: &ConversationId, note: Seq) {
        let id = self.id();
        self.socket.say(&AgentCommand::TakeBack { conversation: conversation.clone(), id, note }).await;
    }

    /// Waits for an entry of the staff's.
    async fn hears_entry(&mut self, is_it: impl Fn(&StaffFact) -> bool) -> AgentEntry {
        self.until(|update| match update {
            AgentUpdate::Events { events, .. } => {
                events.into_iter().find(|entry| matches!(&entry.fact, Fact::Staff(fact) if is_it(fact)))
            }
            _ => None,
        })
        .await
    }

    async fn hears_taken_back(&mut self, note: Seq) -> AgentEntry {
        self.hears_entry(
            |fact| matches!(fact, StaffFact::NoteTakenBack { note: taken, .. } if *taken == note),
        )
        .await
    }
}

async fn finds(team: &Team, anna: &Agent, text: &str) -> usize {
    let app = &team.server.app;
    indexing::index_changes(&app.store, &app.live.changes).await.unwrap();
    let path = format!("/api/agent/conversations?text={text}");
    let reply = team.server.request(Method::GET, &path).header("cookie", &anna.cookie).send().await;
    assert_eq!(reply.status, 200, "{}", reply.text());
    reply.json::<Found>().lines.len()
}

#[tokio::test]
async fn nothing_is_left_of_it_and_nobody_is_called_by_it() {
    on_each(async |database: &TestDatabase| {
        let team = Team::of(TestServer::on(database).await).await;
        let app = &team.server.app;
        indexing::catch_up(&app.store, &app.live.changes).await.unwrap();
        let (visitor, conversation, [mut anna, mut boris]) = talk(&team).await;
        let (note, id) = anna.notes(&team, &conversation, "@Boris the password is xyzzy").await;
        boris.sees(&conversation).await;
        assert_eq!(finds(&team, &anna, "xyzzy").await, 1);
        anna.takes_back(&conversation, note).await;
        let taken = anna.hears_taken_back(note).await;
        assert_eq!(boris.loses(&conversation).await, Vanished::Uncalled);
        boris.is_blind(&conversation).await;
        // Whoever asks for the stretch again, whoever reads the database.
        anna.socket.say(&AgentCommand::Resume { conversation: conversation.clone(), after: 0 }).await;
        let all = anna
            .until(|update| match update {
                AgentUpdate::Events { events, .. } if events.first().is_some_and(|entry| entry.seq == 1) => {
                    Some(events)
                }
                _ => None,
            })
            .await;
        assert!((1..).zip(&all).all(|(seq, entry)| entry.seq == seq), "as dense as ever");
        assert_eq!(all.last().map(|entry| entry.seq), Some(taken.seq));
        let stored = app.store.timeline(&conversation).await.unwrap();
        for told in [format!("{all:?}"), format!("{stored:?}")] {
            assert!(told.contains("NoteTakenBack") && !told.contains("xyzzy"), "{told}");
        }
        assert_eq!(finds(&team, &anna, "xyzzy").await, 0);
        let story = team.story(&conversation).await;
        let end = ["note by Anna: ".to_owned(), format!("note {note} taken back by Anna @")];
        assert_eq!(story[story.len() - 2..], end);
        // Sent again it is known, and nothing comes back.
        let again = AgentCommand::Note {
            conversation: conversation.clone(),
            id,
            text: "@Boris the password is xyzzy".into(),
            mentions: vec![],
        };
        anna.socket.say(&again).await;
        let known = anna.hears_entry(|fact| matches!(fact, StaffFact::Note { .. })).await;
        assert_eq!(known.seq, note);
        assert!(!format!("{known:?}").contains("xyzzy"));
        let mut visitor = Visitor::come_back(&team.server, Some(visitor.token)).await;
        let seen = visitor.resume(&conversation, note - 1).await;
        assert!(seen.iter().all(|entry| entry.fact.is_none()), "{seen:?}");
        let path = format!("/api/agent/conversations/{conversation}/transcript");
        let transcript = team.server.request(Method::GET, &path).header("cookie", &anna.cookie).send().await;
        assert_eq!(transcript.status, 200);
        assert!(!transcript.text().contains("xyzzy"), "notes never were in it");
        assert!(!transcript.text().contains("taken back"), "{}", transcript.text());
    })
    .await;
}

#[tokio::test]
async fn who_wrote_it_takes_it_back_and_who_may_delete() {
    on_each(async |database: &TestDatabase| {
        let team = Team::of(TestServer::on(database).await).await;
        let (_visitor, conversation, [mut anna, mut boris]) = talk(&team).await;
        let (first, _) = anna.notes(&team, &conversation, "@Boris one").await;
        boris.sees(&conversation).await;
        boris.takes_back(&conversation, first).await;
        assert_eq!(boris.refused().await.code, Code::Forbidden);
        let (own, _) = boris.notes(&team, &conversation, "two").await;
        boris.takes_back(&conversation, own).await;
        boris.hears_taken_back(own).await;
        anna.takes_back(&conversation, 1).await;
        assert_eq!(anna.refused().await.code, Code::NotFound, "that is no note");
        anna.takes_back(&"nowhere".into(), first).await;
        assert_eq!(anna.refused().await.code, Code::NotFound);
        let cookie = team.server.signed_in_outside(Role::Manager).await;
        let mut maria = Agent::come_back(&team.server, cookie).await;
        maria.takes_back(&conversation, first).await;
        let entry = anna.hears_taken_back(first).await;
        assert!(
            matches!(&entry.fact, Fact::Staff(StaffFact::NoteTakenBack { by, .. }) if by.name == "Maria")
        );
        anna.takes_back(&conversation, first).await;
        assert_eq!(anna.refused().await.code, Code::NotFound, "it was taken back before");
        let story = team.story(&conversation).await;
        assert_eq!(story.iter().filter(|fact| fact.contains("taken back")).count(), 2);
    })
    .await;
}

#[tokio::test]
async fn of_what_is_over_they_are_told_too() {
    let team = Team::new().await;
    let (_visitor, conversation, [mut anna, mut boris]) = talk(&team).await;
    anna.does(&conversation, Deed::End).await;
    let (note, _) = anna.notes(&team, &conversation, "@Boris for you").await;
    boris.sees(&conversation).await;
    anna.takes_back(&conversation, note).await;
    assert_eq!(boris.loses(&conversation).await, Vanished::Uncalled);
    let (_, _) = anna.notes(&team, &conversation, "@Boris after all").await;
    boris.sees(&conversation).await;
    let id = boris.id();
    boris.socket.say(&AgentCommand::Heed { conversation: conversation.clone(), id }).await;
    assert_eq!(boris.loses(&conversation).await, Vanished::Heeded);
}
