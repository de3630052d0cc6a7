//! Whoever has a conversation open sees at once what becomes of its visitor's card. Only they are told, and they may read
//! the conversation: whoever may no longer has it closed.

use crate::App;
use crate::domain::conversation::Conversation;
use crate::store::{Result, Store};
use shared::agent::AgentUpdate;
use shared::contact::Contact;
use shared::contact::known::CardNews;
use shared::ids::{ContactId, ConversationId, VisitorId};
use std::collections::BTreeSet;

/// Whose a card may be: the visitors of whom agents have said so, and whoever gave one of the addresses.
#[derive(Clone, Debug, Default)]
pub struct Whose {
    visitors: BTreeSet<VisitorId>,
    emails: BTreeSet<String>,
}

impl Whose {
    /// Whose these cards may be, as agents have said it by now.
    ///
    /// # Errors
    /// The database is away.
    pub async fn of(store: &Store, cards: &[&Contact]) -> Result<Self> {
        let mut whose = Self::default();
        for card in cards {
            whose.visitors.extend(store.visitors_of_contact(&card.id).await?);
            whose.emails.extend(card.set.emails.iter().map(|email| email.to_lowercase()));
        }
        Ok(whose)
    }

    /// One visitor's.
    pub fn visitor(visitor: &VisitorId) -> Self {
        Self { visitors: BTreeSet::from([visitor.clone()]), ..Self::default() }
    }

    fn covers(&self, conversation: &Conversation) -> bool {
        self.visitors.contains(&conversation.visitor)
            || self.emails.contains(&conversation.card.email.to_lowercase())
    }
}

/// Tells whoever has a conversation of theirs open that the card, if it is one, is at this version, or at 0 if it is gone.
/// What was changed is changed: who isn't told for a failure sees it when they open the conversation again.
pub async fn tell(app: &App, whose: Result<Whose>, contact: Option<&ContactId>, version: u32) {
    let told = async {
        let whose = whose?;
        let open = app.live.hub.looked_at();
        let open: Vec<&ConversationId> = open.iter().collect();
        for conversation in app.store.conversations(&open).await? {
            if whose.covers(&conversation) {
                let (conversation, contact) = (conversation.id, contact.cloned());
                ask_anew(app, CardNews { conversation, contact, version });
            }
        }
        Ok::<_, sqlx::Error>(())
    };
    if let Err(error) = told.await {
        tracing::warn!(?error, "who has a contact's conversation open was not told of a change");
    }
}

/// Something was changed on many cards.
pub fn tell_all(app: &App) {
    for conversation in app.live.hub.looked_at() {
        ask_anew(app, CardNews { conversation, contact: None, version: 0 });
    }
}

fn ask_anew(app: &App, news: CardNews) {
    app.live.hub.tell_lookers(&news.conversation.clone(), &AgentUpdate::Card(news));
}
