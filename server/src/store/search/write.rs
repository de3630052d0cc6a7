//! What the index knows of a conversation, written.

use super::{KNOWN_MESSAGES, Store};
use crate::domain::search::{blocks, document};
use crate::store::{Dialect, Result};
use shared::ids::ConversationId;
use shared::time::Timestamp;
use sqlx::{AnyConnection, Executor, Row};
use std::collections::BTreeSet;

/// A conversation as it will stand in the index.
struct Document<'a> {
    id: &'a ConversationId,
    seen: i64,
    at: Timestamp,
    tokens: BTreeSet<String>,
}

impl Store {
    /// Brings the index up to date for conversations, in their order; those that are gone leave it. Those in which
    /// something has happened become the latest ones; the others keep their place.
    pub async fn index(&self, ids: &[ConversationId]) -> Result<()> {
        let mut documents = Vec::with_capacity(ids.len());
        for id in ids {
            documents.push((id, self.document(id).await?));
        }
        // All reading and cutting is done before others have to wait for the lock.
        let mut transaction = self.begin().await?;
        for (id, document) in &documents {
            let before = forget(self.dialect(), &mut transaction, id).await?;
            if let Some(document) = document {
                let place = before.filter(|(_, at)| *at == document.at).map(|(number, _)| number);
                insert(self.dialect(), &mut transaction, document, place).await?;
            }
        }
        transaction.commit().await
    }

    async fn document<'a>(&self, id: &'a ConversationId) -> Result<Option<Document<'a>>> {
        // First how far it goes: what is read later may go further, and then it is only done once more.
        let Some(conversation) = self.conversation(id).await? else { return Ok(None) };
        let said = self.messages(id, KNOWN_MESSAGES).await?;
        // What it is called is nothing that happens in it.
        let sql = "select at from events where conversation = $1 and kind not in ('tagged', 'untagged') \
                   order by seq desc limit 1";
        let last: Option<i64> =
            sqlx::query_scalar(sql).bind(id.as_str()).fetch_optional(self.reading()).await?;
        let at = last.map_or(conversation.opened_at, Timestamp);
        let tokens = document(&conversation, &said);
        Ok(Some(Document { id, seen: conversation.last.into(), at, tokens }))
    }
}

/// Takes a conversation out of the index. Returns where it stood, and when something had last happened in it.
pub(super) async fn forget(
    dialect: Dialect,
    connection: &mut AnyConnection,
    id: &ConversationId,
) -> Result<Option<(i64, Timestamp)>> {
    let sql = "delete from search_documents where conversation = $1 returning number, at";
    let Some(row) = sqlx::query(sql).bind(id.as_str()).fetch_optional(&mut *connection).await? else {
        return Ok(None);
    };
    let number: i64 = row.try_get(0)?;
    if dialect == Dialect::Sqlite {
        let query = sqlx::query("delete from search_tokens where rowid = $1").bind(number);
        connection.execute(query).await?;
    }
    Ok(Some((number, Timestamp(row.try_get(1)?))))
}

async fn insert(
    dialect: Dialect,
    connection: &mut AnyConnection,
    document: &Document<'_>,
    place: Option<i64>,
) -> Result<()> {
    let next = match dialect {
        Dialect::Sqlite => "select coalesce(max(number), 0) + 1 from search_documents",
        Dialect::Postgres => "select nextval('search_numbers')",
    };
    let number = match place {
        Some(number) => number,
        None => sqlx::query_scalar(next).fetch_one(&mut *connection).await?,
    };
    let mut tokens = document.tokens.iter().map(String::as_str).collect::<Vec<_>>().join(" ");
    match dialect {
        Dialect::Sqlite => {
            let sql = "insert into search_documents (number, conversation, seen, at) values ($1, $2, $3, $4)";
            let query = sqlx::query(sql).bind(number).bind(document.id.as_str());
            query.bind(document.seen).bind(document.at.0).execute(&mut *connection).await?;
            let sql = "insert into search_tokens (rowid, tokens) values ($1, $2)";
            sqlx::query(sql).bind(number).bind(tokens).execute(&mut *connection).await?;
        }
        Dialect::Postgres => {
            for block in blocks::tokens(number) {
                tokens.push(' ');
                tokens.push_str(&block);
            }
            let sql = "insert into search_documents (number, conversation, seen, at, tokens) \
                       values ($1, $2, $3, $4, array_to_tsvector(string_to_array($5, ' ')))";
            let query = sqlx::query(sql).bind(number).bind(document.id.as_str());
            query.bind(document.seen).bind(document.at.0).bind(tokens).execute(&mut *connection).await?;
        }
    }
    note_in_block(connection, number, document.at).await
}

/// Says of the row's block when something last happened in its conversations. What goes leaves that as it is: it says
/// where to look, no more.
async fn note_in_block(connection: &mut AnyConnection, number: i64, at: Timestamp) -> Result<()> {
    let sql = "insert into search_blocks (block, oldest, latest) values ($1, $2, $2) on conflict (block) do update set \
               oldest = case when excluded.oldest < search_blocks.oldest then excluded.oldest \
                 else search_blocks.oldest end, \
               latest = case when excluded.latest > search_blocks.latest then excluded.latest \
                 else search_blocks.latest end";
    let block = number.div_euclid(blocks::BLOCK);
    sqlx::query(sql).bind(block).bind(at.0).execute(connection).await?;
    Ok(())
}
