//! What was before with somebody: conversations and tickets, by who they are and by the addresses that they have.

use super::EMAIL;
use crate::domain::conversation::Conversation;
use crate::store::conversations::{COLUMNS, TABLES, conversation, entry, from_json};
use crate::store::{Result, Store};
use shared::contact::ContactContent;
use shared::ids::{AgentId, ContactId, ConversationId, QueueId, VisitorId};
use shared::people::{AgentCard, VisitorCard};
use shared::ticket::Status;
use shared::time::Timestamp;
use shared::timeline::{Fact, PublicFact};
use sqlx::Row;
use sqlx::any::AnyRow;
use std::collections::HashMap;

/// Whose history it is.
#[derive(Clone, Copy, Debug)]
pub enum Whose<'a> {
    /// A contact's.
    Contact(&'a ContactId),
    /// A visitor's of whom no more is known.
    Visitor(&'a VisitorId),
}

/// A place in a history, from which it goes on to what was earlier.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cursor {
    /// When the last line began.
    pub at: Timestamp,
    /// The id of its conversation or ticket.
    pub id: String,
}

/// A conversation or a ticket that somebody had.
#[derive(Clone, Debug)]
pub enum Met {
    /// A conversation.
    Conversation {
        /// As it stands.
        conversation: Box<Conversation>,
        /// Whether it is theirs only by an address that was given.
        claimed: bool,
    },
    /// A ticket.
    Ticket {
        /// Its id.
        id: String,
        /// Its number.
        number: u32,
        /// Its queue.
        queue: QueueId,
        /// What it is about; may be empty.
        subject: String,
        /// Where it stands.
        status: Status,
        /// Who has it.
        assignee: Option<AgentCard>,
        /// When it was made.
        at: Timestamp,
        /// Whether it is theirs only by an address that was given.
        claimed: bool,
    },
}

impl Met {
    /// Its place.
    pub fn cursor(&self) -> Cursor {
        match self {
            Self::Conversation { conversation, .. } => {
                Cursor { at: conversation.opened_at, id: conversation.id.to_string() }
            }
            Self::Ticket { id, at, .. } => Cursor { at: *at, id: id.clone() },
        }
    }
}

/// The conditions under which a conversation and a ticket belong to `$1`, alone by who the visitor is and by any address.
struct Conditions {
    own: &'static str,
    conversation: &'static str,
    ticket: &'static str,
}

const OF_CONTACT: Conditions = Conditions {
    own: "{t}.visitor in (select visitor from contact_visitors where contact = $1)",
    conversation: "(c.visitor in (select visitor from contact_visitors where contact = $1) or (c.visitor_email <> '' and \
        lower(c.visitor_email) in (select normal from contact_addresses where contact = $1 and kind = 'email')))",
    // Of a ticket from before the address was kept apart it stands in what is searched.
    ticket: "(t.visitor in (select visitor from contact_visitors where contact = $1) or (t.email <> '' and \
        t.email in (select normal from contact_addresses where contact = $1 and kind = 'email')) or (t.email is null and \
        exists (select 1 from contact_addresses d where d.contact = $1 and d.kind = 'email' and ' ' || t.sought || ' ' like '% ' || d.normal || ' %')))",
};
const OF_VISITOR: Conditions =
    Conditions { own: "{t}.visitor = $1", conversation: "c.visitor = $1", ticket: "t.visitor = $1" };

impl Whose<'_> {
    fn id(&self) -> &str {
        match self {
            Self::Contact(id) => id.as_str(),
            Self::Visitor(id) => id.as_str(),
        }
    }

    fn conditions(&self) -> &'static Conditions {
        match self {
            Self::Contact(_) => &OF_CONTACT,
            Self::Visitor(_) => &OF_VISITOR,
        }
    }
}

impl Store {
    /// What somebody had, the latest first, at most `most` of it, after a place in that order if one is given.
    pub async fn met(&self, whose: Whose<'_>, before: Option<&Cursor>, most: usize) -> Result<Vec<Met>> {
        let emails = match whose {
            Whose::Contact(contact) => self.emails_alone(contact).await?,
            Whose::Visitor(_) => HashMap::new(),
        };
        let (at, id) = before.map_or((i64::MAX, ""), |cursor| (cursor.at.0, &cursor.id));
        let conditions = whose.conditions();
        let mut met = Vec::new();
        let own = conditions.own.replace("{t}", "c");
        let sql = format!(
            "select {COLUMNS}, cast(case when {own} then 1 else 0 end as bigint) as own from {TABLES} \
             where {} and (c.opened_at, c.id) < ($2, $3) order by c.opened_at desc, c.id desc limit $4",
            conditions.conversation
        );
        let query = sqlx::query(sqlx::AssertSqlSafe(sql)).bind(whose.id()).bind(at).bind(id);
        for row in &query.bind(most as i64).fetch_all(self.reading()).await? {
            let conversation = Box::new(conversation(row)?);
            let card = &conversation.card;
            let sure = card.verified && emails.get(&card.email.to_lowercase()) == Some(&true);
            let claimed = row.try_get::<i64, _>("own")? == 0 && !sure;
            met.push(Met::Conversation { conversation, claimed });
        }
        let own = conditions.own.replace("{t}", "t");
        let sql = format!(
            "select t.id, t.number, t.queue, t.subject, t.topic, t.status, t.created_at, t.card, t.visitor, t.assignee, \
             coalesce(a.name, '') as assignee_name, a.photo as assignee_photo, cast(case when {own} then 1 else 0 end as bigint) as own \
             from tickets t left join agents a on a.id = t.assignee \
             where {} and (t.created_at, t.id) < ($2, $3) order by t.created_at desc, t.id desc limit $4",
            conditions.ticket
        );
        let query = sqlx::query(sqlx::AssertSqlSafe(sql)).bind(whose.id()).bind(at).bind(id);
        for row in &query.bind(most as i64).fetch_all(self.reading()).await? {
            met.extend(ticket(row, &emails)?);
        }
        met.sort_by_key(|met| {
            let Cursor { at, id } = met.cursor();
            std::cmp::Reverse((at, id))
        });
        met.truncate(most);
        Ok(met)
    }

    /// A contact's addresses in lower case, each with whether no other contact has it.
    async fn emails_alone(&self, contact: &ContactId) -> Result<HashMap<String, bool>> {
        let sql = "select d.normal, (select count(*) from contact_addresses o where o.normal = d.normal and o.kind = d.kind \
                   and o.contact <> d.contact) from contact_addresses d where d.contact = $1 and d.kind = $2";
        let rows = sqlx::query(sql).bind(contact.as_str()).bind(EMAIL).fetch_all(self.reading()).await?;
        rows.iter().map(|row| Ok((row.try_get(0)?, row.try_get::<i64, _>(1)? == 0))).collect()
    }

    /// How much there is that stays when a contact is deleted.
    pub async fn contact_content(&self, contact: &ContactId) -> Result<ContactContent> {
        let count = |table: &str, condition: &str| format!("select count(*) from {table} where {condition}");
        let conversations = count("conversations c", OF_CONTACT.conversation);
        let tickets = count("tickets t", OF_CONTACT.ticket);
        let mut counted = Vec::with_capacity(2);
        for sql in [conversations, tickets] {
            let query = sqlx::query_scalar(sqlx::AssertSqlSafe(sql)).bind(contact.as_str());
            let count: i64 = query.fetch_one(self.reading()).await?;
            counted.push(super::counted(count));
        }
        Ok(ContactContent { conversations: counted[0], tickets: counted[1] })
    }

    /// Everyone of the staff who came into each of these conversations, in order of coming.
    pub async fn joined(&self, ids: &[ConversationId]) -> Result<HashMap<ConversationId, Vec<AgentCard>>> {
        let mut joined: HashMap<ConversationId, Vec<AgentCard>> = HashMap::new();
        for id in ids {
            let sql =
                "select seq, at, fact from events where conversation = $1 and kind = 'joined' order by seq";
            for row in &sqlx::query(sql).bind(id.as_str()).fetch_all(self.reading()).await? {
                let Fact::Public(PublicFact::Joined { agent }) = entry(row)?.fact else { continue };
                let known = joined.entry(id.clone()).or_default();
                if known.iter().all(|known| known.id != agent.id) {
                    known.push(agent);
                }
            }
        }
        Ok(joined)
    }
}

/// `None` for one whose address is another after all.
fn ticket(row: &AnyRow, emails: &HashMap<String, bool>) -> Result<Option<Met>> {
    let text = |column| row.try_get::<String, _>(column);
    let card: VisitorCard = from_json(&text("card")?)?;
    let alone = emails.get(&card.email.to_lowercase());
    let own = row.try_get::<i64, _>("own")? != 0;
    if !own && alone.is_none() {
        return Ok(None);
    }
    // Whom an agent wrote down is who they say.
    let sure = (card.verified || text("visitor")?.is_empty()) && alone == Some(&true);
    let (subject, status) = (text("subject")?, text("status")?);
    let number = row.try_get::<i64, _>("number")?;
    let unknown = || sqlx::Error::Decode(format!("status {status}").into());
    let assignee = match row.try_get::<Option<String>, _>("assignee")? {
        Some(id) => Some(AgentCard {
            id: AgentId(id),
            name: text("assignee_name")?,
            photo: row.try_get("assignee_photo")?,
        }),
        None => None,
    };
    Ok(Some(Met::Ticket {
        id: text("id")?,
        number: u32::try_from(number).map_err(|error| sqlx::Error::Decode(error.into()))?,
        queue: QueueId(text("queue")?),
        subject,
        status: Status::ALL.into_iter().find(|known| known.name() == status).ok_or_else(unknown)?,
        assignee,
        at: Timestamp(row.try_get("created_at")?),
        claimed: !own && !sure,
    }))
}
