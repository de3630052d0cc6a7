//! The list of tags that conversations were given.

use super::rows::NewEntry;
use crate::store::Result;
use shared::timeline::{Fact, StaffFact};
use sqlx::{Any, Transaction};

/// Notes the tags that new entries speak of.
pub async fn write(transaction: &mut Transaction<'static, Any>, entries: &[NewEntry<'_>]) -> Result<()> {
    for (_, _, entry) in entries {
        if let Fact::Staff(StaffFact::Tagged { tag, .. }) = &entry.fact {
            let sql = "insert into conversation_tags (tag, used_at) values ($1, $2) \
                       on conflict (tag) do update set used_at = excluded.used_at";
            sqlx::query(sql).bind(tag.as_str()).bind(entry.at.0).execute(&mut **transaction).await?;
        }
    }
    Ok(())
}
