//! Which contacts are listed.

use super::{EMAIL, PHONE, counted};
use crate::domain::contact::sought::{folded, patterns};
use crate::store::{Result, Store};
use shared::contact::tag::{TagCard, TagColor};
use shared::contact::{ContactDraft, ContactLine, ContactPage, ContactsWanted, PAGE_CONTACTS};
use shared::ids::ContactId;
use sqlx::Row;
use sqlx::any::AnyRow;

/// What a line is made of; see [`line`].
fn columns() -> String {
    let first = |kind| {
        format!(
            "(select typed from contact_addresses d where d.contact = c.id and d.kind = '{kind}' order by d.position limit 1)"
        )
    };
    format!(
        "c.id, c.version, c.first_name, c.last_name, c.company, c.sorted, coalesce({}, ''), coalesce({}, '')",
        first(EMAIL),
        first(PHONE)
    )
}

impl Store {
    /// A page of contacts by name.
    pub async fn contacts(&self, wanted: &ContactsWanted) -> Result<ContactPage> {
        let mut values = Vec::new();
        let mut put = |value: String| {
            values.push(value);
            format!("${}", values.len())
        };
        let mut all = vec!["1 = 1".to_owned()];
        for pattern in patterns(&wanted.text) {
            all.push(format!("c.sought like {} escape '\\'", put(pattern)));
        }
        if !wanted.tag.is_empty() {
            all.push(format!(
                "c.id in (select g.contact from contact_taggings g join contact_tags t on t.id = g.tag where t.folded = {})",
                put(folded(&wanted.tag))
            ));
        }
        // An id holds no point, and what stands after it is the place of the last line.
        if let Some((id, sorted)) = wanted.after.as_deref().and_then(|after| after.split_once('.')) {
            all.push(format!("(c.sorted, c.id) > ({}, {})", put(sorted.into()), put(id.into())));
        }
        let sql = format!(
            "select {} from contacts c where {} order by c.sorted, c.id limit {}",
            columns(),
            all.join(" and "),
            PAGE_CONTACTS + 1
        );
        let query =
            values.into_iter().fold(sqlx::query(sqlx::AssertSqlSafe(sql)), |query, value| query.bind(value));
        let mut rows = query.fetch_all(self.reading()).await?;
        let is_last = rows.len() <= PAGE_CONTACTS;
        rows.truncate(PAGE_CONTACTS);
        let next = match rows.last() {
            Some(row) if !is_last => {
                Some(format!("{}.{}", row.try_get::<String, _>(0)?, row.try_get::<String, _>(5)?))
            }
            _ => None,
        };
        Ok(ContactPage { lines: self.lines(&rows).await?, next })
    }

    /// Contacts as lines, in the order of their ids as they are given; those that are gone are left out.
    pub async fn contact_lines(&self, ids: &[ContactId]) -> Result<Vec<ContactLine>> {
        let mut found = Vec::with_capacity(ids.len());
        for id in ids {
            let sql = format!("select {} from contacts c where c.id = $1", columns());
            let query = sqlx::query(sqlx::AssertSqlSafe(sql)).bind(id.as_str());
            found.extend(query.fetch_optional(self.reading()).await?);
        }
        self.lines(&found).await
    }

    async fn lines(&self, rows: &[AnyRow]) -> Result<Vec<ContactLine>> {
        let mut lines = rows.iter().map(line).collect::<Result<Vec<_>>>()?;
        if lines.is_empty() {
            return Ok(lines);
        }
        let places: Vec<String> = (1..=lines.len()).map(|number| format!("${number}")).collect();
        let sql = format!(
            "select g.contact, t.name, t.color from contact_taggings g join contact_tags t on t.id = g.tag \
             where g.contact in ({}) order by t.folded",
            places.join(", ")
        );
        let query = lines
            .iter()
            .fold(sqlx::query(sqlx::AssertSqlSafe(sql)), |query, line| query.bind(line.id.to_string()));
        for row in &query.fetch_all(self.reading()).await? {
            let contact: String = row.try_get(0)?;
            let tag = TagCard { name: row.try_get(1)?, color: TagColor::of(&row.try_get::<String, _>(2)?) };
            if let Some(line) = lines.iter_mut().find(|line| line.id.as_str() == contact) {
                line.tags.push(tag);
            }
        }
        Ok(lines)
    }
}

fn line(row: &AnyRow) -> Result<ContactLine> {
    let set = ContactDraft {
        first_name: row.try_get(2)?,
        last_name: row.try_get(3)?,
        company: row.try_get(4)?,
        emails: vec![row.try_get(6)?],
        phones: vec![row.try_get(7)?],
        ..ContactDraft::default()
    };
    let first = |all: &[String]| all.first().cloned().unwrap_or_default();
    Ok(ContactLine {
        id: ContactId(row.try_get(0)?),
        version: counted(row.try_get(1)?),
        name: set.name(),
        email: first(&set.emails),
        phone: first(&set.phones),
        company: set.company,
        tags: Vec::new(),
    })
}
