//! The fields of contacts' cards.

use super::counted;
use crate::store::conversations::{from_json, json};
use crate::store::widgets::Changed;
use crate::store::{Result, Store};
use shared::contact::field::{ContactField, ContactFieldDraft, FIELDS_MAX};
use shared::ids::ContactFieldId;
use sqlx::Row;
use std::collections::BTreeSet;

/// How the kind of a field that every card has is written in its column.
const BUILT_IN: &str = "\"built_in\"";

/// Why the fields were not put in an order: it isn't made of all of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FieldRefused;

impl Store {
    /// All fields in their order.
    pub async fn contact_fields(&self) -> Result<Vec<ContactField>> {
        let sql = "select f.id, f.label, f.kind, f.shown, f.version, \
                   (select count(*) from contact_values v where v.field = f.id) from contact_fields f order by f.position, f.id";
        let rows = sqlx::query(sql).fetch_all(self.reading()).await?;
        rows.iter()
            .map(|row| {
                Ok(ContactField {
                    id: ContactFieldId(row.try_get(0)?),
                    version: counted(row.try_get(4)?),
                    set: ContactFieldDraft {
                        label: row.try_get(1)?,
                        kind: from_json(&row.try_get::<String, _>(2)?)?,
                        shown: row.try_get::<i64, _>(3)? != 0,
                    },
                    used: counted(row.try_get(5)?),
                })
            })
            .collect()
    }

    /// Adds a field behind all others. False if there are [`FIELDS_MAX`] of the admin's own already.
    pub async fn add_contact_field(&self, id: &ContactFieldId, set: &ContactFieldDraft) -> Result<bool> {
        let inserted = sqlx::query(
            "insert into contact_fields (id, label, kind, shown, position) \
             select $1, $2, $3, $4, (select max(position) + 1 from contact_fields) \
             where (select count(*) from contact_fields where kind <> $5) < $6",
        )
        .bind(id.as_str())
        .bind(&set.label)
        .bind(json(&set.kind)?)
        .bind(i64::from(set.shown))
        .bind(BUILT_IN)
        .bind(FIELDS_MAX as i64)
        .execute(self.writing())
        .await?;
        Ok(inserted.rows_affected() > 0)
    }

    /// Changes a field that was read at a version.
    pub async fn change_contact_field(
        &self,
        id: &ContactFieldId,
        version: u32,
        set: &ContactFieldDraft,
    ) -> Result<Changed> {
        let sql = "update contact_fields set label = $3, kind = $4, shown = $5, version = version + 1 \
                   where id = $1 and version = $2";
        let query = sqlx::query(sql).bind(id.as_str()).bind(i64::from(version)).bind(&set.label);
        let query = query.bind(json(&set.kind)?).bind(i64::from(set.shown));
        match query.execute(self.writing()).await?.rows_affected() {
            0 => self.why_not_field(id).await,
            _ => Ok(Changed::Done(version + 1)),
        }
    }

    /// Takes a field of the admin's own away that was read at a version, with all that stands in it.
    pub async fn delete_contact_field(&self, id: &ContactFieldId, version: u32) -> Result<Changed> {
        let mut transaction = self.begin().await?;
        // Who has read a card before doesn't put back what goes now.
        let sql = "update contacts set version = version + 1 \
                   where id in (select contact from contact_values where field = $1)";
        sqlx::query(sql).bind(id.as_str()).execute(&mut *transaction).await?;
        let sql = "delete from contact_fields where id = $1 and version = $2 and kind <> $3";
        let query = sqlx::query(sql).bind(id.as_str()).bind(i64::from(version)).bind(BUILT_IN);
        if query.execute(&mut *transaction).await?.rows_affected() == 0 {
            transaction.rollback().await?;
            return self.why_not_field(id).await;
        }
        transaction.commit().await?;
        Ok(Changed::Done(version))
    }

    /// Puts all fields into an order.
    pub async fn order_contact_fields(
        &self,
        order: &[ContactFieldId],
    ) -> Result<std::result::Result<(), FieldRefused>> {
        let mut transaction = self.begin().await?;
        let ids: Vec<String> =
            sqlx::query_scalar("select id from contact_fields").fetch_all(&mut *transaction).await?;
        let known: BTreeSet<&str> = ids.iter().map(String::as_str).collect();
        let wanted: BTreeSet<&str> = order.iter().map(ContactFieldId::as_str).collect();
        if known != wanted || order.len() != known.len() {
            return Ok(Err(FieldRefused));
        }
        for (position, id) in (1_i64..).zip(order) {
            let sql = "update contact_fields set position = $2 where id = $1";
            sqlx::query(sql).bind(id.as_str()).bind(position).execute(&mut *transaction).await?;
        }
        transaction.commit().await?;
        Ok(Ok(()))
    }

    async fn why_not_field(&self, id: &ContactFieldId) -> Result<Changed> {
        let is_there = self.contact_fields().await?.iter().any(|field| field.id == *id);
        Ok(if is_there { Changed::Stale } else { Changed::Gone })
    }
}
