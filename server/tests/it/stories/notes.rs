//! What colleagues say about a conversation among themselves: notes, mentions, tags, and who else looks.

use super::people::{Agent, Visitor};
use super::team::Team;
use crate::databases::{TestDatabase, on_each};
use crate::support::TestServer;
use server::live::indexing;
use shared::agent::{AgentCommand, AgentUpdate, Looker, Vanished};
use shared::ids::{AgentId, ClientId, ConversationId};
use shared::problem::{Code, Field};
use shared::search::{Found, Source};
use shared::timeline::{AgentEntry, Fact, StaffFact};

impl Agent {
    async fn note(&mut self, conversation: &ConversationId, text: &str, mentions: &[&AgentId]) -> ClientId {
        let id = self.id();
        let mentions = mentions.iter().map(|id| (*id).clone()).collect();
        let note = AgentCommand::Note {
            conversation: conversation.clone(),
            id: id.clone(),
            text: text.into(),
            mentions,
        };
        self.socket.say(&note).await;
        id
    }

    async fn tag(&mut self, conversation: &ConversationId, tag: &str) {
        let (conversation, id) = (conversation.clone(), self.id());
        self.socket.say(&AgentCommand::Tag { conversation, id, tag: tag.into() }).await;
    }

    /// Opens a conversation in the window.
    pub async fn look_at(&mut self, conversation: Option<&ConversationId>) {
        self.socket.say(&AgentCommand::Open { conversation: conversation.cloned() }).await;
    }

    /// Waits for a note.
    pub async fn reads_note(&mut self) -> (String, String) {
        self.until(|update| match update {
            AgentUpdate::Events { events, .. } => events.iter().find_map(noted),
            _ => None,
        })
        .await
    }

    /// Waits for the company to be these, `!` behind those who type.
    pub async fn sees_beside(&mut self, wanted: &[&str]) {
        let names = |lookers: &[Looker]| {
            let mut names: Vec<String> = lookers
                .iter()
                .map(|one| format!("{}{}", one.agent.name, if one.typing { "!" } else { "" }))
                .collect();
            names.sort();
            names
        };
        self.until(|update| match update {
            AgentUpdate::Company { lookers, .. } if names(&lookers) == wanted => Some(()),
            _ => None,
        })
        .await;
    }
}

fn noted(entry: &AgentEntry) -> Option<(String, String)> {
    match &entry.fact {
        Fact::Staff(StaffFact::Note { by, text, .. }) => Some((by.name.clone(), text.clone())),
        _ => None,
    }
}

/// Anna has a conversation, and Boris has heard so.
pub async fn talk(team: &Team) -> (Visitor, ConversationId, [Agent; 2]) {
    let (mut anna, mut boris) = (team.come("anna").await, team.come("boris").await);
    let (visitor, conversation) = team.visitor(&mut [&mut anna, &mut boris]).await;
    anna.write(&conversation, "Hello!").await;
    let vanished =
        |update| matches!(update, AgentUpdate::Vanished { reason: Vanished::TakenBy(_), .. }).then_some(());
    boris.until(vanished).await;
    (visitor, conversation, [anna, boris])
}

#[tokio::test]
async fn a_mention_shows_the_conversation_until_it_is_heeded() {
    on_each(async |database: &TestDatabase| {
        let team = Team::of(TestServer::on(database).await).await;
        let (mut visitor, conversation, [mut anna, mut boris]) = talk(&team).await;
        let before = visitor.last(&conversation).await;
        anna.note(
            &conversation,
            "  @Boris, is that right?\u{7} ",
            &[&team.ids[1], &team.ids[1], &team.ids[0]],
        )
        .await;
        assert_eq!(anna.reads_note().await, ("Anna".into(), "@Boris, is that right?".into()));
        let item = boris.sees(&conversation).await;
        assert_eq!(item.summary.mentioned, [team.ids[1].clone()]);
        boris.note(&conversation, "It is", &[]).await;
        assert_eq!(anna.reads_note().await, ("Boris".into(), "It is".into()));
        // The visitor's stream is as dense as ever and says nothing.
        let mut visitor = Visitor::come_back(&team.server, Some(visitor.token)).await;
        let seen = visitor.resume(&conversation, before).await;
        assert!(seen.len() == 2 && seen.iter().all(|entry| entry.fact.is_none()), "{seen:?}");
        // Who reads it may not write to the visitor.
        let id = boris.id();
        let send =
            AgentCommand::Send { conversation: conversation.clone(), id, text: "Hi".into(), files: vec![] };
        boris.socket.say(&send).await;
        assert_eq!(boris.refused().await.code, Code::Forbidden);
        // It stands in the inbox when he comes back, too.
        let mut again = Agent::come_back(&team.server, boris.cookie.clone()).await;
        again.sees(&conversation).await;
        let id = boris.id();
        boris.socket.say(&AgentCommand::Heed { conversation: conversation.clone(), id }).await;
        for window in [&mut boris, &mut again] {
            let heeded = |update| {
                matches!(update, AgentUpdate::Vanished { reason: Vanished::Heeded, .. }).then_some(())
            };
            window.until(heeded).await;
        }
        boris.note(&conversation, "One more", &[]).await;
        assert_eq!(boris.refused().await.code, Code::NotFound);
        let story = team.story(&conversation).await;
        assert_eq!(
            story[story.len() - 3..],
            ["note by Anna: @Boris, is that right? @", "note by Boris: It is", "heeded Boris"]
        );
    })
    .await;
}

#[tokio::test]
async fn what_is_over_is_shown_to_who_is_called_to_it() {
    let team = Team::new().await;
    let (_visitor, conversation, [mut anna, mut boris]) = talk(&team).await;
    let id = anna.id();
    anna.socket.say(&AgentCommand::End { conversation: conversation.clone(), id }).await;
    anna.note(&conversation, "@Boris for you", &[&team.ids[1]]).await;
    let item = boris.sees(&conversation).await;
    assert_eq!(item.summary.mentioned, [team.ids[1].clone()]);
    boris.note(&conversation, "Thanks", &[]).await;
    anna.reads_note().await;
    assert_eq!(anna.reads_note().await.0, "Boris");
}

#[tokio::test]
async fn a_note_that_is_none_is_refused() {
    let team = Team::new().await;
    let (_visitor, conversation, [mut anna, mut boris]) = talk(&team).await;
    anna.note(&conversation, " \n ", &[]).await;
    assert_eq!(anna.refused().await.field, Some(Field::Text));
    anna.note(&conversation, "@nobody", &[&"nobody".into()]).await;
    assert_eq!(anna.refused().await.code, Code::NotFound);
    let id = anna.note(&conversation, "once", &[]).await;
    anna.reads_note().await;
    let note = |text: &str| AgentCommand::Note {
        conversation: conversation.clone(),
        id: id.clone(),
        text: text.into(),
        mentions: vec![],
    };
    anna.socket.say(&note("once")).await;
    assert_eq!(anna.reads_note().await.1, "once", "twice is once");
    anna.socket.say(&note("other")).await;
    assert_eq!(anna.refused().await.code, Code::Conflict);
    boris.note(&conversation, "foreign", &[]).await;
    assert_eq!(boris.refused().await.code, Code::NotFound);
    assert_eq!(team.story(&conversation).await.iter().filter(|fact| fact.starts_with("note")).count(), 1);
}

#[tokio::test]
async fn tags_are_put_in_order_offered_again_and_found() {
    on_each(async |database: &TestDatabase| {
        let team = Team::of(TestServer::on(database).await).await;
        indexing::catch_up(&team.server.app.store, &team.server.app.live.changes).await.unwrap();
        let (_visitor, conversation, [mut anna, _boris]) = talk(&team).await;
        anna.tag(&conversation, "  #Big   Spender ").await;
        anna.tag(&conversation, "zażalenie").await;
        anna.note(&conversation, "Threatens with a lawyer", &[]).await;
        anna.reads_note().await;
        anna.tag(&conversation, " # ").await;
        assert_eq!(anna.refused().await.field, Some(Field::Tag));
        let cookie = anna.cookie.clone();
        let read = async |path: &str| {
            let reply = team.server.request(hyper::Method::GET, path).header("cookie", &cookie).send().await;
            assert_eq!(reply.status, 200, "{}", reply.text());
            reply
        };
        assert_eq!(read("/api/agent/tags").await.json::<Vec<String>>(), ["big spender", "zażalenie"]);
        indexing::index_changes(&team.server.app.store, &team.server.app.live.changes).await.unwrap();
        for (typed, source) in [("spend", Source::Card), ("zazal", Source::Card), ("lawyer", Source::Note)] {
            let found: Found = read(&format!("/api/agent/conversations?text={typed}")).await.json();
            assert_eq!(found.lines.len(), 1, "{typed}");
            assert_eq!(
                found.lines[0].excerpt.as_ref().map(|excerpt| excerpt.source),
                Some(source),
                "{typed}"
            );
        }
        let id = anna.id();
        let untag = AgentCommand::Untag { conversation: conversation.clone(), id, tag: "zażalenie".into() };
        anna.socket.say(&untag).await;
        anna.until(|update| match update {
            AgentUpdate::Events { events, .. } => events
                .iter()
                .any(|entry| matches!(entry.fact, Fact::Staff(StaffFact::Untagged { .. })))
                .then_some(()),
            _ => None,
        })
        .await;
        let item: shared::agent::InboxItem =
            read(&format!("/api/agent/conversations/{conversation}")).await.json();
        assert_eq!(item.summary.tags, ["big spender"]);
    })
    .await;
}

#[tokio::test]
async fn colleagues_see_who_else_looks_and_types() {
    let team = Team::new().await;
    let (_visitor, conversation, [mut anna, mut boris]) = talk(&team).await;
    anna.look_at(Some(&conversation)).await;
    anna.sees_beside(&["Anna"]).await;
    anna.note(&conversation, "@Boris", &[&team.ids[1]]).await;
    boris.sees(&conversation).await;
    boris.look_at(Some(&conversation)).await;
    anna.sees_beside(&["Anna", "Boris"]).await;
    let typing = |on| AgentCommand::Typing { conversation: conversation.clone(), on };
    anna.socket.say(&typing(true)).await;
    boris.sees_beside(&["Anna!", "Boris"]).await;
    anna.socket.say(&typing(false)).await;
    boris.sees_beside(&["Anna", "Boris"]).await;
    boris.look_at(None).await;
    anna.sees_beside(&["Anna"]).await;
    boris.look_at(Some(&conversation)).await;
    anna.sees_beside(&["Anna", "Boris"]).await;
    drop(boris);
    anna.sees_beside(&["Anna"]).await;
}
