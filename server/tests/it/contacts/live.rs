//! What becomes of a card is told at once to whoever has a conversation of theirs open, and to nobody else.

use super::{named, with_email};
use crate::databases::on_each;
use crate::own_console::Console;
use crate::stories::people::{Agent, Visitor, furnish};
use crate::support::TestServer;
use hyper::Method;
use shared::agent::{AgentCommand, AgentUpdate};
use shared::contact::known::CardNews;
use shared::contact::tag::Tag;
use shared::contact::{Contact, ContactPatch};
use shared::ids::{ContactId, ConversationId};
use shared::people::Role;

impl Agent {
    /// The next news of a card.
    async fn hears_of_card(&mut self) -> (ConversationId, Option<ContactId>, u32) {
        self.until(|update| match update {
            AgentUpdate::Card(CardNews { conversation, contact, version }) => {
                Some((conversation, contact, version))
            }
            _ => None,
        })
        .await
    }

    /// Nothing of a card was told until now.
    async fn heard_of_no_card(&mut self) {
        self.socket.say(&AgentCommand::Resume { conversation: "none".into(), after: 0 }).await;
        self.until(|update| match update {
            AgentUpdate::Card(news) => panic!("{news:?}"),
            AgentUpdate::Refused { .. } => Some(()),
            _ => None,
        })
        .await;
    }

    async fn opens(&mut self, conversation: &ConversationId) {
        self.look_at(Some(conversation)).await;
        self.until(|update| matches!(update, AgentUpdate::Company { .. }).then_some(())).await;
    }
}

#[tokio::test]
async fn whoever_has_the_conversation_open_hears_of_the_card() {
    on_each(async |database| {
        let server = TestServer::on(database).await;
        let queue = furnish(&server).await;
        let mut anna = Agent::come(&server, "anna@example.com").await;
        let mut boris = Agent::come(&server, "boris@example.com").await;
        let mut maria = Agent::come_back(&server, server.signed_in_outside(Role::Manager).await).await;
        let (mut ira, mut other) = (Visitor::come(&server).await, Visitor::come(&server).await);
        let (hers, foreign) = (ira.ask(&queue).await, other.ask(&queue).await);
        anna.write(&hers, "Hello").await;
        boris.write(&foreign, "Hello").await;
        anna.opens(&hers).await;
        maria.opens(&hers).await;
        boris.opens(&foreign).await;
        let clerk = Console { server: &server, cookie: boris.cookie.clone() };
        let manager = Console { server: &server, cookie: maria.cookie.clone() };
        let both = async |anna: &mut Agent, maria: &mut Agent, contact: Option<&ContactId>, version| {
            let wanted = (hers.clone(), contact.cloned(), version);
            assert_eq!(anna.hears_of_card().await, wanted);
            assert_eq!(maria.hears_of_card().await, wanted);
        };
        // An address that nobody checked is a suggestion: there, too, something is new. Both visitors gave the same.
        let card = clerk.contact(&with_email("Ira", "Ira@example.com")).await;
        both(&mut anna, &mut maria, Some(&card.id), 1).await;
        assert_eq!(boris.hears_of_card().await.0, foreign);
        let other_card = clerk.contact(&named("Somebody", "Else")).await;
        let hers_is = Console { server: &server, cookie: anna.cookie.clone() };
        assert_eq!(hers_is.this_is(&hers, &other_card.id).await.status, 200);
        both(&mut anna, &mut maria, Some(&other_card.id), 1).await;

        let patch = ContactPatch { version: 1, notes: Some("Pays late".into()), ..ContactPatch::default() };
        let changed: Contact = clerk.patch(&other_card.id, &patch).await.json();
        both(&mut anna, &mut maria, Some(&other_card.id), changed.version).await;
        let last = clerk.contact(&named("Really", "Her")).await;
        let stays: Contact = clerk.merge(&changed, &last).await.json();
        both(&mut anna, &mut maria, Some(&last.id), stays.version).await;

        let path = format!("/api/agent/contacts/{}?version={}", last.id, stays.version);
        assert_eq!(manager.send(Method::DELETE, &path, None::<&()>).await.status, 204);
        both(&mut anna, &mut maria, Some(&last.id), 0).await;
        boris.heard_of_no_card().await;

        // Whoever has closed it hears nothing more.
        anna.look_at(None).await;
        let patch = ContactPatch { version: 1, tags: Some(vec!["vip".into()]), ..ContactPatch::default() };
        assert_eq!(clerk.patch(&card.id, &patch).await.status, 200);
        assert_eq!(maria.hears_of_card().await, (hers.clone(), Some(card.id), 2));
        anna.heard_of_no_card().await;
        // A tag stands on many cards.
        let tags: Vec<Tag> = manager.get("/api/agent/contact-tags").await.json();
        let path = format!("/api/admin/contact-tags/{}", tags[0].id);
        assert_eq!(manager.send(Method::DELETE, &path, None::<&()>).await.status, 204);
        assert_eq!(maria.hears_of_card().await, (hers, None, 0));
    })
    .await;
}
