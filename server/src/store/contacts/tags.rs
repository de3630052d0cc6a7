//! Tags: made where they are first used, looked after by managers.

use super::counted;
use crate::domain::contact::sought::{columns, folded};
use crate::store::{Result, Store};
use shared::contact::tag::{Tag, TagChange, TagColor};
use shared::ids::{ContactId, TagId};
use sqlx::{AnyConnection, Row};

/// Why a tag was not changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TagRefused {
    /// There is no such tag.
    Gone,
    /// Another one has the name.
    Taken,
}

/// What came of the wish to change a tag.
type Done = std::result::Result<(), TagRefused>;

impl Store {
    /// All tags by name, with how many contacts have each.
    pub async fn tags(&self) -> Result<Vec<Tag>> {
        let sql = "select t.id, t.name, t.color, (select count(*) from contact_taggings g where g.tag = t.id) \
                   from contact_tags t order by t.folded, t.id";
        let rows = sqlx::query(sql).fetch_all(self.reading()).await?;
        rows.iter()
            .map(|row| {
                Ok(Tag {
                    id: TagId(row.try_get(0)?),
                    name: row.try_get(1)?,
                    color: TagColor::of(&row.try_get::<String, _>(2)?),
                    contacts: counted(row.try_get(3)?),
                })
            })
            .collect()
    }

    /// Gives a tag another name and colour, on all cards that have it.
    pub async fn change_tag(&self, id: &TagId, change: &TagChange) -> Result<Done> {
        let mut transaction = self.begin().await?;
        let folded = folded(&change.name);
        let sql = "select count(*) from contact_tags where folded = $1 and id <> $2";
        let taken: i64 =
            sqlx::query_scalar(sql).bind(&folded).bind(id.as_str()).fetch_one(&mut *transaction).await?;
        if taken > 0 {
            return Ok(Err(TagRefused::Taken));
        }
        let sql = "update contact_tags set name = $2, folded = $3, color = $4 where id = $1";
        let query = sqlx::query(sql).bind(id.as_str()).bind(&change.name).bind(folded);
        match query.bind(change.color.word()).execute(&mut *transaction).await {
            Ok(updated) if updated.rows_affected() == 0 => return Ok(Err(TagRefused::Gone)),
            Ok(_) => {}
            // Somebody else gave it to another one this moment.
            Err(error) if error.as_database_error().is_some_and(|error| error.is_unique_violation()) => {
                return Ok(Err(TagRefused::Taken));
            }
            Err(error) => return Err(error),
        }
        let tagged = tagged(&mut transaction, id).await?;
        seek_anew(&mut transaction, &tagged).await?;
        transaction.commit().await?;
        Ok(Ok(()))
    }

    /// Takes a tag away, from all cards that have it. Gone is gone.
    pub async fn delete_tag(&self, id: &TagId) -> Result<bool> {
        let mut transaction = self.begin().await?;
        let tagged = tagged(&mut transaction, id).await?;
        let sql = "delete from contact_tags where id = $1";
        let deleted = sqlx::query(sql).bind(id.as_str()).execute(&mut *transaction).await?;
        seek_anew(&mut transaction, &tagged).await?;
        transaction.commit().await?;
        Ok(deleted.rows_affected() > 0)
    }

    /// Gives whoever has one tag another one instead. False if there is only one of them.
    pub async fn merge_tags(&self, id: &TagId, into: &TagId) -> Result<bool> {
        let mut transaction = self.begin().await?;
        let sql = "select count(*) from contact_tags where id in ($1, $2)";
        let known: i64 = sqlx::query_scalar(sql)
            .bind(id.as_str())
            .bind(into.as_str())
            .fetch_one(&mut *transaction)
            .await?;
        if known < 2 {
            return Ok(false);
        }
        let tagged = tagged(&mut transaction, id).await?;
        for sql in [
            "insert into contact_taggings (contact, tag) select contact, $2 from contact_taggings where tag = $1 \
             on conflict (contact, tag) do nothing",
            "delete from contact_tags where id = $1 and id <> $2",
        ] {
            sqlx::query(sql).bind(id.as_str()).bind(into.as_str()).execute(&mut *transaction).await?;
        }
        seek_anew(&mut transaction, &tagged).await?;
        transaction.commit().await?;
        Ok(true)
    }
}

/// The ids of tags by their names. One that there isn't is made, under a fresh id.
pub(super) async fn tag_ids(
    connection: &mut AnyConnection,
    names: &[String],
    fresh: &[String],
) -> Result<Vec<String>> {
    let mut ids = Vec::with_capacity(names.len());
    for (name, fresh) in names.iter().zip(fresh) {
        let folded = folded(name);
        let sql = "select id from contact_tags where folded = $1";
        let known = sqlx::query_scalar(sql).bind(&folded).fetch_optional(&mut *connection).await?;
        if let Some(known) = known {
            ids.push(known);
            continue;
        }
        let many: i64 =
            sqlx::query_scalar("select count(*) from contact_tags").fetch_one(&mut *connection).await?;
        let color = TagColor::ALL[usize::try_from(many).unwrap_or_default() % TagColor::ALL.len()];
        let insert = "insert into contact_tags (id, name, folded, color) values ($1, $2, $3, $4) on conflict (folded) do nothing";
        let query = sqlx::query(insert).bind(fresh).bind(name).bind(&folded).bind(color.word());
        query.execute(&mut *connection).await?;
        // Ours, or that of whoever was faster.
        ids.push(sqlx::query_scalar(sql).bind(&folded).fetch_one(&mut *connection).await?);
    }
    Ok(ids)
}

async fn tagged(connection: &mut AnyConnection, tag: &TagId) -> Result<Vec<ContactId>> {
    let sql = "select contact from contact_taggings where tag = $1 order by contact";
    let ids: Vec<String> = sqlx::query_scalar(sql).bind(tag.as_str()).fetch_all(connection).await?;
    Ok(ids.into_iter().map(ContactId).collect())
}

/// The tags of these cards have changed: they are found by others, and who has read them before has to read them again.
async fn seek_anew(connection: &mut AnyConnection, contacts: &[ContactId]) -> Result<()> {
    for id in contacts {
        let Some(contact) = super::read(connection, id).await? else { continue };
        let sql = "update contacts set sought = $2, version = version + 1 where id = $1";
        let query = sqlx::query(sql).bind(id.as_str()).bind(columns(&contact.set).sought);
        query.execute(&mut *connection).await?;
    }
    Ok(())
}
