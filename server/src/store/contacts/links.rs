//! Who of the visitors is whom, as far as agents have said it, and who has an address.

use super::{EMAIL, PHONE};
use crate::store::{Result, Store};
use shared::contact::phone;
use shared::ids::{ContactId, ConversationId, VisitorId};
use sqlx::AnyConnection;

impl Store {
    /// Whose card a visitor's is, by the word of an agent.
    pub async fn contact_of_visitor(&self, visitor: &VisitorId) -> Result<Option<ContactId>> {
        let sql = "select contact from contact_visitors where visitor = $1";
        let id: Option<String> =
            sqlx::query_scalar(sql).bind(visitor.as_str()).fetch_optional(self.reading()).await?;
        Ok(id.map(ContactId))
    }

    /// The visitors whose card it is, by the word of agents.
    pub async fn visitors_of_contact(&self, contact: &ContactId) -> Result<Vec<VisitorId>> {
        let sql = "select visitor from contact_visitors where contact = $1";
        let ids: Vec<String> =
            sqlx::query_scalar(sql).bind(contact.as_str()).fetch_all(self.reading()).await?;
        Ok(ids.into_iter().map(VisitorId).collect())
    }

    /// The contacts that have an e-mail address, at most `most`, the oldest first.
    pub async fn contacts_by_email(&self, email: &str, most: usize) -> Result<Vec<ContactId>> {
        self.contacts_by(EMAIL, &email.to_lowercase(), most).await
    }

    /// The contacts that have a telephone number, at most `most`, the oldest first.
    pub async fn contacts_by_phone(&self, number: &str, most: usize) -> Result<Vec<ContactId>> {
        match phone::normal(number) {
            Some(normal) => self.contacts_by(PHONE, &normal, most).await,
            None => Ok(Vec::new()),
        }
    }

    async fn contacts_by(&self, kind: &'static str, normal: &str, most: usize) -> Result<Vec<ContactId>> {
        if normal.is_empty() {
            return Ok(Vec::new());
        }
        let sql = "select distinct contact from contact_addresses where normal = $1 and kind = $2 order by contact limit $3";
        let query = sqlx::query_scalar(sql).bind(normal).bind(kind).bind(most as i64);
        let ids: Vec<String> = query.fetch_all(self.reading()).await?;
        Ok(ids.into_iter().map(ContactId).collect())
    }

    /// Says who a visitor is, in place of what was said before. False if there is no such contact.
    pub async fn link_visitor(&self, visitor: &VisitorId, contact: &ContactId) -> Result<bool> {
        let mut connection = self.writing().acquire().await?;
        link(&mut connection, visitor, contact).await
    }

    /// Takes back who a visitor is. Done twice it is done.
    pub async fn unlink_visitor(&self, visitor: &VisitorId) -> Result<()> {
        let sql = "delete from contact_visitors where visitor = $1";
        sqlx::query(sql).bind(visitor.as_str()).execute(self.writing()).await.map(drop)
    }

    /// Whose a ticket is; empty if no visitor is known.
    pub async fn visitor_of_ticket(&self, number: u32) -> Result<VisitorId> {
        let sql = "select visitor from tickets where number = $1";
        let id: Option<String> =
            sqlx::query_scalar(sql).bind(i64::from(number)).fetch_optional(self.reading()).await?;
        Ok(VisitorId(id.unwrap_or_default()))
    }

    /// Whether nobody minds who the visitor of a conversation is.
    pub async fn is_ignored(&self, conversation: &ConversationId) -> Result<bool> {
        let sql = "select count(*) from contact_ignored where conversation = $1";
        let count: i64 =
            sqlx::query_scalar(sql).bind(conversation.as_str()).fetch_one(self.reading()).await?;
        Ok(count > 0)
    }

    /// Minds no more who the visitor of a conversation is. Done twice it is done.
    pub async fn ignore(&self, conversation: &ConversationId) -> Result<()> {
        let sql =
            "insert into contact_ignored (conversation) values ($1) on conflict (conversation) do nothing";
        sqlx::query(sql).bind(conversation.as_str()).execute(self.writing()).await.map(drop)
    }

    /// Minds again. Done twice it is done.
    pub async fn mind(&self, conversation: &ConversationId) -> Result<()> {
        let sql = "delete from contact_ignored where conversation = $1";
        sqlx::query(sql).bind(conversation.as_str()).execute(self.writing()).await.map(drop)
    }
}

/// False if there is no such contact.
pub(super) async fn link(
    connection: &mut AnyConnection,
    visitor: &VisitorId,
    contact: &ContactId,
) -> Result<bool> {
    let sql = "insert into contact_visitors (visitor, contact) select $1, id from contacts where id = $2 \
               on conflict (visitor) do update set contact = excluded.contact";
    let linked = sqlx::query(sql).bind(visitor.as_str()).bind(contact.as_str()).execute(connection).await?;
    Ok(linked.rows_affected() > 0)
}
