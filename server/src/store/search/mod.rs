//! The index by which conversations are looked up: one row for each, and its tokens in the form in which the database
//! finds them fastest (FTS5 on SQLite, a `tsvector` under GIN on PostgreSQL). All of it is derived from conversations
//! and their entries, so it is made outside of the migrations and thrown away when its form changes.
//!
//! Rows are numbered in the order in which conversations changed: the latest first is the order of numbers, in which
//! both databases can stop as soon as a page is full. Of each block of numbers it is known when something last happened
//! in its conversations, so a span of time is a few blocks.

mod ask;
mod write;

pub use self::ask::Hit;

use super::batch::{chunks, placeholders};
use super::conversations::from_json;
use super::{Dialect, Result, Store};
use crate::domain::search::{FORM, Said};
use shared::ids::ConversationId;
use shared::search::{Content, Source};
use shared::timeline::{Author, Fact, PublicFact, Seq, StaffFact};
use sqlx::{AnyPool, Executor, Row};
use std::collections::HashMap;

/// How many of a conversation's latest entries are looked through for the piece that is shown.
const SHOWN_ENTRIES: i64 = 300;
/// So many of a conversation's latest messages are known to the index.
const KNOWN_MESSAGES: i64 = 10_000;
/// Under this number PostgreSQL keeps others from making the tables at the same time. Any will do.
const MAKING: i64 = 0x46_72_6f_6e_74;

/// Makes the tables, empty, unless they are there in the form that is wanted.
pub(super) async fn prepare(pool: &AnyPool, dialect: Dialect) -> Result<()> {
    let made = format!("{FORM}:made");
    let mut transaction = match dialect {
        Dialect::Sqlite => pool.begin_with("begin immediate").await?,
        Dialect::Postgres => pool.begin().await?,
    };
    if dialect == Dialect::Postgres {
        sqlx::query("select pg_advisory_xact_lock($1)").bind(MAKING).execute(&mut *transaction).await?;
    }
    let form: Option<String> = sqlx::query_scalar("select value from settings where name = 'search_form'")
        .fetch_optional(&mut *transaction)
        .await?;
    if form.as_deref() != Some(made.as_str()) {
        transaction.execute(tables(dialect)).await?;
        sqlx::query("insert into settings (name, value) values ('search_form', $1) on conflict (name) do update set value = excluded.value")
            .bind(&made)
            .execute(&mut *transaction)
            .await?;
    }
    transaction.commit().await
}

fn tables(dialect: Dialect) -> &'static str {
    match dialect {
        // Which tokens there are is all that is asked, so neither their places nor the texts are kept.
        Dialect::Sqlite => {
            "drop table if exists search_documents; drop table if exists search_tokens; \
             drop table if exists search_blocks; \
             create table search_blocks (block integer not null primary key, oldest bigint not null, \
               latest bigint not null); \
             create table search_documents (number integer not null primary key, conversation text not null unique, \
               seen bigint not null, at bigint not null); \
             create virtual table search_tokens using fts5(tokens, content = '', contentless_delete = 1, detail = none, \
               tokenize = \"ascii tokenchars '_-'\");"
        }
        // Tokens stand apart from the rows, of which many are looked at. Without a list of what is yet to be put in,
        // through which every question would have to go.
        Dialect::Postgres => {
            "drop table if exists search_documents; drop sequence if exists search_numbers; \
             drop table if exists search_blocks; \
             create table search_blocks (block bigint not null primary key, oldest bigint not null, \
               latest bigint not null); \
             create sequence search_numbers; \
             create table search_documents (number bigint not null primary key, conversation text not null unique, \
               seen bigint not null, at bigint not null, tokens tsvector not null) with (toast_tuple_target = 128); \
             alter table search_documents alter column tokens set statistics 0; \
             create index search_tokens on search_documents using gin (tokens) with (fastupdate = off);"
        }
    }
}

impl Store {
    /// Conversations after an id, in the order of ids, of which the index doesn't know what stands in them now, and the
    /// last id that was looked at. `None` once all were.
    pub async fn unindexed_after(
        &self,
        after: Option<&ConversationId>,
    ) -> Result<Option<(Vec<ConversationId>, ConversationId)>> {
        let sql = "select c.id, case when d.seen = c.last then 1 else 0 end from \
                   (select id, last from conversations where id > $1 order by id limit 1000) c \
                   left join search_documents d on d.conversation = c.id order by c.id";
        let after = after.map_or("", ConversationId::as_str);
        let rows = sqlx::query(sql).bind(after).fetch_all(self.reading()).await?;
        let Some(last) = rows.last() else { return Ok(None) };
        let last = ConversationId(last.try_get(0)?);
        let mut unknown = Vec::new();
        for row in &rows {
            // PostgreSQL's integer has four bytes.
            if row.try_get::<i32, _>(1).map(i64::from).or_else(|_| row.try_get::<i64, _>(1))? == 0 {
                unknown.push(ConversationId(row.try_get(0)?));
            }
        }
        Ok(Some((unknown, last)))
    }

    /// What was written in conversations, the latest first, as far as a piece of it may be shown.
    pub async fn said(&self, ids: &[&ConversationId]) -> Result<HashMap<ConversationId, Vec<Said>>> {
        let mut said: HashMap<ConversationId, Vec<Said>> = HashMap::new();
        for chunk in chunks(ids) {
            let places = placeholders(self.dialect(), chunk.len(), 1);
            let sql = format!(
                "select e.conversation, e.fact from conversations c join events e on e.conversation = c.id \
                 where c.id in ({places}) and e.seq > c.last - {SHOWN_ENTRIES} and e.kind in ('message', 'note') \
                 order by e.conversation, e.seq desc"
            );
            let query = sqlx::query(sqlx::AssertSqlSafe(sql));
            let query = chunk.iter().fold(query, |query, id| query.bind(id.as_str()));
            for row in &query.fetch_all(self.reading()).await? {
                let one = said_in(&row.try_get::<String, _>(1)?)?;
                said.entry(ConversationId(row.try_get(0)?)).or_default().extend(one);
            }
        }
        Ok(said)
    }

    async fn messages(&self, id: &ConversationId, limit: i64) -> Result<Vec<Said>> {
        let sql = "select fact from events where conversation = $1 and kind in ('message', 'note') \
             order by seq desc limit $2";
        let query = sqlx::query_scalar(sql).bind(id.as_str()).bind(limit);
        let facts: Vec<String> = query.fetch_all(self.reading()).await?;
        let mut said = Vec::with_capacity(facts.len());
        for fact in &facts {
            said.extend(said_in(fact)?);
        }
        Ok(said)
    }

    /// What would go with a conversation.
    pub async fn content(&self, id: &ConversationId) -> Result<Content> {
        let row = sqlx::query(
            "select (select count(*) from events where conversation = $1 and kind = 'message'), \
             (select count(*) from files where conversation = $1), \
             (select cast(coalesce(sum(bytes), 0) as bigint) from files where conversation = $1)",
        )
        .bind(id.as_str())
        .fetch_one(self.reading())
        .await?;
        let number = |column: usize| row.try_get::<i64, _>(column);
        let small = |number: i64| u32::try_from(number).unwrap_or(u32::MAX);
        Ok(Content {
            messages: small(number(0)?),
            files: small(number(1)?),
            bytes: u64::try_from(number(2)?).unwrap_or_default(),
        })
    }

    /// The files of a conversation.
    pub async fn files_of(&self, id: &ConversationId) -> Result<Vec<shared::ids::FileId>> {
        let sql = "select id from files where conversation = $1";
        let ids: Vec<String> = sqlx::query_scalar(sql).bind(id.as_str()).fetch_all(self.reading()).await?;
        Ok(ids.into_iter().map(shared::ids::FileId).collect())
    }

    /// Deletes a conversation with all that belongs to it but the content of its files, if it stands at `last` still and
    /// is over. Tickets that were made of it stay. False if something has happened to it.
    pub async fn delete_conversation(&self, id: &ConversationId, last: Seq) -> Result<bool> {
        let mut transaction = self.begin().await?;
        sqlx::query("update tickets set conversation = null where conversation = $1")
            .bind(id.as_str())
            .execute(&mut *transaction)
            .await?;
        write::forget(self.dialect(), &mut transaction, id).await?;
        let deleted =
            sqlx::query("delete from conversations where id = $1 and last = $2 and ended_at is not null")
                .bind(id.as_str())
                .bind(i64::from(last))
                .execute(&mut *transaction)
                .await?;
        if deleted.rows_affected() == 0 {
            transaction.rollback().await?;
            return Ok(false);
        }
        transaction.commit().await?;
        Ok(true)
    }
}

/// What a stored fact says, if it is a message.
fn said_in(fact: &str) -> Result<Option<Said>> {
    Ok(match from_json(fact)? {
        Fact::Public(PublicFact::Message { by, text, files, .. }) => {
            let source = match by {
                Author::Agent(_) => Source::Staff,
                Author::Visitor | Author::System => Source::Visitor,
            };
            Some(Said { source, text, files: files.into_iter().map(|file| file.name).collect() })
        }
        // A note without text was taken back.
        Fact::Staff(StaffFact::Note { text, .. }) if !text.is_empty() => {
            Some(Said { source: Source::Note, text, files: Vec::new() })
        }
        Fact::Public(_) | Fact::Staff(_) => None,
    })
}
