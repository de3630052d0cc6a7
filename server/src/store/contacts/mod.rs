//! Contacts, read. How they are listed ([`list`]) and changed ([`change`]), the fields of their cards ([`fields`]) and tags
//! ([`tags`]), who of the visitors is whom ([`links`]), what was before ([`history`]), and the pages that a visitor goes
//! through ([`trail`]).

mod change;
mod fields;
mod history;
mod links;
mod list;
mod tags;
mod trail;

pub use self::change::NewCard;
pub use self::fields::FieldRefused;
pub use self::history::{Cursor, Met, Whose};
pub use self::tags::TagRefused;

use super::{Result, Store};
use shared::contact::{Contact, ContactDraft};
use shared::ids::{ContactFieldId, ContactId};
use shared::time::Timestamp;
use sqlx::any::AnyRow;
use sqlx::{AnyConnection, Row};

/// How an e-mail address is called in its column.
const EMAIL: &str = "email";
/// How a telephone number is called in its column.
const PHONE: &str = "phone";

impl Store {
    /// A contact.
    pub async fn contact(&self, id: &ContactId) -> Result<Option<Contact>> {
        let mut connection = self.reading().acquire().await?;
        read(&mut connection, id).await
    }

    /// Several contacts; those that are gone are left out.
    pub async fn contacts_of(&self, ids: &[ContactId]) -> Result<Vec<Contact>> {
        let mut connection = self.reading().acquire().await?;
        let mut found = Vec::with_capacity(ids.len());
        for id in ids {
            found.extend(read(&mut connection, id).await?);
        }
        Ok(found)
    }
}

async fn read(connection: &mut AnyConnection, id: &ContactId) -> Result<Option<Contact>> {
    let sql = "select first_name, last_name, company, notes, version, created_at, updated_at from contacts where id = $1";
    let row = sqlx::query(sql).bind(id.as_str()).fetch_optional(&mut *connection).await?;
    let Some(row) = row else { return Ok(None) };
    let sql = "select v.field, v.value from contact_values v where v.contact = $1 order by v.field";
    let values = sqlx::query(sql).bind(id.as_str()).fetch_all(&mut *connection).await?;
    let value = |row: &AnyRow| Ok((ContactFieldId(row.try_get(0)?), row.try_get(1)?));
    let sql = "select t.name from contact_taggings g join contact_tags t on t.id = g.tag where g.contact = $1 order by t.folded";
    let tags = sqlx::query_scalar(sql).bind(id.as_str()).fetch_all(&mut *connection).await?;
    Ok(Some(Contact {
        id: id.clone(),
        version: counted(row.try_get("version")?),
        created_at: Timestamp(row.try_get("created_at")?),
        updated_at: Timestamp(row.try_get("updated_at")?),
        set: ContactDraft {
            first_name: row.try_get("first_name")?,
            last_name: row.try_get("last_name")?,
            company: row.try_get("company")?,
            notes: row.try_get("notes")?,
            emails: addresses(connection, id, EMAIL).await?,
            phones: addresses(connection, id, PHONE).await?,
            values: values.iter().map(value).collect::<Result<_>>()?,
            tags,
        },
    }))
}

async fn addresses(
    connection: &mut AnyConnection,
    id: &ContactId,
    kind: &'static str,
) -> Result<Vec<String>> {
    let sql = "select typed from contact_addresses where contact = $1 and kind = $2 order by position";
    sqlx::query_scalar(sql).bind(id.as_str()).bind(kind).fetch_all(connection).await
}

/// A number that grew from 0 or 1.
fn counted(number: i64) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}
