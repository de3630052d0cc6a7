//! Notes: one of them read, and emptied once it is taken back. Nothing else of what was recorded is ever changed.

use super::append::NewEntry;
use super::conversations::{from_json, json};
use super::{Result, Store};
use shared::ids::ConversationId;
use shared::people::AgentCard;
use shared::timeline::{Fact, Seq, StaffFact};
use sqlx::{Any, Transaction};

/// A note as it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Note {
    /// Who wrote it.
    pub by: AgentCard,
    /// What; empty if it was taken back.
    pub text: String,
}

const FACT: &str = "select fact from events where conversation = $1 and seq = $2 and kind = 'note'";

impl Store {
    /// The note at a position of a conversation, if one stands there.
    pub async fn note_at(&self, conversation: &ConversationId, seq: Seq) -> Result<Option<Note>> {
        let query = sqlx::query_scalar(FACT).bind(conversation.as_str()).bind(i64::from(seq));
        let fact: Option<String> = query.fetch_optional(self.reading()).await?;
        Ok(match fact.map(|fact| from_json(&fact)).transpose()? {
            Some(Fact::Staff(StaffFact::Note { by, text, .. })) => Some(Note { by, text }),
            _ => None,
        })
    }
}

/// Empties the notes that new entries take back.
pub(super) async fn empty(
    transaction: &mut Transaction<'static, Any>,
    entries: &[NewEntry<'_>],
) -> Result<()> {
    for (conversation, _, entry) in entries {
        let Fact::Staff(StaffFact::NoteTakenBack { note, .. }) = &entry.fact else { continue };
        let query = sqlx::query_scalar(FACT).bind(conversation.as_str()).bind(i64::from(*note));
        let stored: Option<String> = query.fetch_optional(&mut **transaction).await?;
        let Some(stored) = stored else { continue };
        let mut fact: Fact = from_json(&stored)?;
        if let Fact::Staff(note) = &mut fact {
            note.empty_note();
        }
        sqlx::query("update events set fact = $3 where conversation = $1 and seq = $2")
            .bind(conversation.as_str())
            .bind(i64::from(*note))
            .bind(json(&fact)?)
            .execute(&mut **transaction)
            .await?;
    }
    Ok(())
}
