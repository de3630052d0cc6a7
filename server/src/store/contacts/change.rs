//! Contacts are made, changed, merged and deleted.

use super::links::link;
use super::tags::tag_ids;
use super::{EMAIL, PHONE};
use crate::domain::contact::sought::{Columns, columns};
use crate::store::widgets::Changed;
use crate::store::{Result, Store};
use shared::contact::{Contact, ContactDraft, phone};
use shared::ids::{ContactId, VisitorId};
use shared::time::Timestamp;
use sqlx::AnyConnection;

/// A contact to be.
#[derive(Clone, Copy, Debug)]
pub struct NewCard<'a> {
    /// A fresh id.
    pub id: &'a ContactId,
    /// What stands on it.
    pub set: &'a ContactDraft,
    /// Whose card it is, if that is a visitor.
    pub visitor: Option<&'a VisitorId>,
    /// When.
    pub now: Timestamp,
    /// Fresh ids for tags that nobody has used yet, as many as there are tags on it.
    pub fresh: &'a [String],
}

impl Store {
    /// Makes a contact. False if its visitor is somebody already.
    pub async fn add_contact(&self, card: NewCard<'_>) -> Result<bool> {
        let mut transaction = self.begin().await?;
        let Columns { sorted, sought } = columns(card.set);
        sqlx::query(
            "insert into contacts (id, first_name, last_name, company, notes, sorted, sought, created_at, updated_at) \
             values ($1, $2, $3, $4, $5, $6, $7, $8, $8)",
        )
        .bind(card.id.as_str())
        .bind(&card.set.first_name)
        .bind(&card.set.last_name)
        .bind(&card.set.company)
        .bind(&card.set.notes)
        .bind(sorted)
        .bind(sought)
        .bind(card.now.0)
        .execute(&mut *transaction)
        .await?;
        write_rest(&mut transaction, card.id, card.set, card.fresh).await?;
        if let Some(visitor) = card.visitor {
            let sql = "select count(*) from contact_visitors where visitor = $1";
            let known: i64 =
                sqlx::query_scalar(sql).bind(visitor.as_str()).fetch_one(&mut *transaction).await?;
            if known > 0 || !link(&mut transaction, visitor, card.id).await? {
                transaction.rollback().await?;
                return Ok(false);
            }
        }
        transaction.commit().await?;
        Ok(true)
    }

    /// Changes a contact that was read at a version. `fresh` are ids for tags that nobody has used yet.
    pub async fn change_contact(
        &self,
        id: &ContactId,
        version: u32,
        set: &ContactDraft,
        fresh: &[String],
        now: Timestamp,
    ) -> Result<Changed> {
        let mut transaction = self.begin().await?;
        if !write(&mut transaction, id, version, set, fresh, now).await? {
            transaction.rollback().await?;
            return self.why_not(id).await;
        }
        transaction.commit().await?;
        Ok(Changed::Done(version + 1))
    }

    /// Lets one card go up in another, both as they were read: `set` is what stands on the one that stays.
    pub async fn merge_contacts(
        &self,
        goes: &Contact,
        stays: &Contact,
        set: &ContactDraft,
        fresh: &[String],
        now: Timestamp,
    ) -> Result<Changed> {
        let mut transaction = self.begin().await?;
        // In the order of their ids, so that two who merge the same two don't wait for each other.
        let mut both = [goes, stays];
        both.sort_by(|one, other| one.id.cmp(&other.id));
        for one in both {
            let sql = "update contacts set updated_at = $3 where id = $1 and version = $2";
            let query = sqlx::query(sql).bind(one.id.as_str()).bind(i64::from(one.version)).bind(now.0);
            if query.execute(&mut *transaction).await?.rows_affected() == 0 {
                transaction.rollback().await?;
                return self.why_not(&one.id).await;
            }
        }
        let sql = "update contact_visitors set contact = $2 where contact = $1";
        sqlx::query(sql).bind(goes.id.as_str()).bind(stays.id.as_str()).execute(&mut *transaction).await?;
        let sql = "delete from contacts where id = $1";
        sqlx::query(sql).bind(goes.id.as_str()).execute(&mut *transaction).await?;
        if !write(&mut transaction, &stays.id, stays.version, set, fresh, now).await? {
            transaction.rollback().await?;
            return self.why_not(&stays.id).await;
        }
        transaction.commit().await?;
        Ok(Changed::Done(stays.version + 1))
    }

    /// Deletes a contact that was read at a version, and with it who it was. What was talked about stays.
    pub async fn delete_contact(&self, id: &ContactId, version: u32) -> Result<Changed> {
        let sql = "delete from contacts where id = $1 and version = $2";
        let deleted =
            sqlx::query(sql).bind(id.as_str()).bind(i64::from(version)).execute(self.writing()).await?;
        match deleted.rows_affected() {
            0 => self.why_not(id).await,
            _ => Ok(Changed::Done(version)),
        }
    }

    async fn why_not(&self, id: &ContactId) -> Result<Changed> {
        Ok(if self.contact(id).await?.is_some() { Changed::Stale } else { Changed::Gone })
    }
}

/// False if it isn't at this version.
async fn write(
    connection: &mut AnyConnection,
    id: &ContactId,
    version: u32,
    set: &ContactDraft,
    fresh: &[String],
    now: Timestamp,
) -> Result<bool> {
    let Columns { sorted, sought } = columns(set);
    let updated = sqlx::query(
        "update contacts set first_name = $3, last_name = $4, company = $5, notes = $6, sorted = $7, sought = $8, \
         updated_at = $9, version = version + 1 where id = $1 and version = $2",
    )
    .bind(id.as_str())
    .bind(i64::from(version))
    .bind(&set.first_name)
    .bind(&set.last_name)
    .bind(&set.company)
    .bind(&set.notes)
    .bind(sorted)
    .bind(sought)
    .bind(now.0)
    .execute(&mut *connection)
    .await?;
    if updated.rows_affected() == 0 {
        return Ok(false);
    }
    for sql in [
        "delete from contact_addresses where contact = $1",
        "delete from contact_values where contact = $1",
        "delete from contact_taggings where contact = $1",
    ] {
        sqlx::query(sql).bind(id.as_str()).execute(&mut *connection).await?;
    }
    write_rest(connection, id, set, fresh).await?;
    Ok(true)
}

/// What stands in tables of its own.
async fn write_rest(
    connection: &mut AnyConnection,
    id: &ContactId,
    set: &ContactDraft,
    fresh: &[String],
) -> Result<()> {
    let emails = set.emails.iter().map(|typed| (EMAIL, typed, typed.to_lowercase()));
    let phones = set.phones.iter().map(|typed| (PHONE, typed, phone::normal(typed).unwrap_or_default()));
    for (position, (kind, typed, normal)) in (1_i64..).zip(emails.chain(phones)) {
        let sql = "insert into contact_addresses (contact, kind, position, typed, normal) values ($1, $2, $3, $4, $5)";
        let query = sqlx::query(sql).bind(id.as_str()).bind(kind).bind(position).bind(typed).bind(normal);
        query.execute(&mut *connection).await?;
    }
    for (field, value) in &set.values {
        // A field that was taken away this moment holds nothing.
        let sql = "insert into contact_values (contact, field, value) select $1, id, $3 from contact_fields where id = $2";
        let query = sqlx::query(sql).bind(id.as_str()).bind(field.as_str()).bind(value);
        query.execute(&mut *connection).await?;
    }
    for tag in tag_ids(connection, &set.tags, fresh).await? {
        let sql = "insert into contact_taggings (contact, tag) values ($1, $2) on conflict (contact, tag) do nothing";
        sqlx::query(sql).bind(id.as_str()).bind(tag).execute(&mut *connection).await?;
    }
    Ok(())
}
