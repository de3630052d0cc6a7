//! Tickets: what visitors leave while the office is closed, or make of a conversation for which they won't wait.

use super::conversations::{from_json, json};
use super::{Result, Store};
use shared::ids::{ClientId, ConversationId, QueueId, VisitorId, WidgetId};
use shared::people::{Page, VisitorCard};
use shared::rest::Ticket;
use shared::time::Timestamp;
use sqlx::any::AnyRow;
use sqlx::{AnyConnection, Row};
use std::collections::BTreeSet;

/// Most tickets in one answer.
const PAGE_TICKETS: i64 = 50;

/// A ticket to be.
#[derive(Clone, Debug)]
pub struct NewTicket {
    /// Its id.
    pub id: String,
    /// Who left it.
    pub visitor: VisitorId,
    /// Made by the visitor's client; the visitor leaves one ticket under it.
    pub client_id: ClientId,
    /// Through which widget.
    pub widget: WidgetId,
    /// For which queue.
    pub queue: QueueId,
    /// The queue's name.
    pub topic: String,
    /// What it is about; may be empty.
    pub subject: String,
    /// What it was made of.
    pub conversation: Option<ConversationId>,
    /// What the visitor said of themself.
    pub card: VisitorCard,
    /// What was written.
    pub text: String,
    /// Where on the site.
    pub page: Page,
    /// When.
    pub now: Timestamp,
}

/// What became of the wish to leave a ticket.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Left {
    /// It is stored under this number, now or since an earlier time.
    Stored(u32),
    /// The client's id came before with another content.
    Conflict,
}

/// Whose tickets are listed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Of<'a> {
    /// All there are.
    Everyone,
    /// Those in some queues.
    Queues(&'a BTreeSet<QueueId>),
}

impl Store {
    /// A number that no ticket has, one more than the last that was given.
    pub async fn next_ticket_number(&self) -> Result<u32> {
        let mut connection = self.writing().acquire().await?;
        next_number(&mut connection).await
    }

    /// Stores a ticket, once for each visitor and client's id.
    pub async fn leave_ticket(&self, ticket: &NewTicket) -> Result<Left> {
        loop {
            let mut transaction = self.begin().await?;
            if let Some(left) = left_before(&mut transaction, ticket).await? {
                return Ok(left);
            }
            let number = next_number(&mut transaction).await?;
            if insert(&mut transaction, ticket, number).await? {
                transaction.commit().await?;
                return Ok(Left::Stored(number));
            }
            // Another connection stored it in between; it has committed, as the number was waited for.
            transaction.rollback().await?;
        }
    }

    /// A page of tickets, the latest first, below a number if one is given.
    pub async fn tickets(&self, of: Of<'_>, before: Option<u32>) -> Result<Vec<Ticket>> {
        let columns = "number, queue, topic, card, body, page, created_at, conversation, subject";
        let (filter, queues) = match of {
            Of::Everyone => (String::new(), None),
            Of::Queues(queues) if queues.is_empty() => return Ok(Vec::new()),
            Of::Queues(queues) => {
                let places: Vec<_> = (3..).take(queues.len()).map(|place| format!("${place}")).collect();
                (format!("and queue in ({})", places.join(", ")), Some(queues))
            }
        };
        let sql =
            format!("select {columns} from tickets where number < $1 {filter} order by number desc limit $2");
        let before = before.map_or(i64::MAX, i64::from);
        let query = sqlx::query(sqlx::AssertSqlSafe(sql)).bind(before).bind(PAGE_TICKETS);
        let query = queues.into_iter().flatten().fold(query, |query, queue| query.bind(queue.as_str()));
        query.fetch_all(self.reading()).await?.iter().map(ticket).collect()
    }
}

/// The row of the last number is locked until the transaction ends, so that of many at once each gets its own.
async fn next_number(connection: &mut AnyConnection) -> Result<u32> {
    let number: String = sqlx::query_scalar(
        "insert into settings (name, value) values ('last_ticket_number', '1') on conflict (name) \
         do update set value = cast(cast(settings.value as bigint) + 1 as text) returning value",
    )
    .fetch_one(connection)
    .await?;
    number.parse().map_err(|error: std::num::ParseIntError| sqlx::Error::Decode(error.into()))
}

async fn left_before(connection: &mut AnyConnection, wish: &NewTicket) -> Result<Option<Left>> {
    let row = sqlx::query("select number, queue, body from tickets where visitor = $1 and client_id = $2")
        .bind(wish.visitor.as_str())
        .bind(wish.client_id.as_str())
        .fetch_optional(connection)
        .await?;
    let Some(row) = row else { return Ok(None) };
    let (queue, body): (String, String) = (row.try_get(1)?, row.try_get(2)?);
    let same = queue == wish.queue.as_str() && body == wish.text;
    Ok(Some(if same { Left::Stored(number(&row)?) } else { Left::Conflict }))
}

/// False if the visitor has left one under the same client's id.
pub(super) async fn insert(connection: &mut AnyConnection, ticket: &NewTicket, number: u32) -> Result<bool> {
    let inserted = sqlx::query(
        "insert into tickets (id, number, visitor, client_id, widget, queue, topic, conversation, card, body, page, created_at, subject) \
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13) on conflict (visitor, client_id) do nothing",
    )
    .bind(&ticket.id)
    .bind(i64::from(number))
    .bind(ticket.visitor.as_str())
    .bind(ticket.client_id.as_str())
    .bind(ticket.widget.as_str())
    .bind(ticket.queue.as_str())
    .bind(&ticket.topic)
    .bind(ticket.conversation.as_ref().map(ConversationId::as_str))
    .bind(json(&ticket.card)?)
    .bind(&ticket.text)
    .bind(json(&ticket.page)?)
    .bind(ticket.now.0)
    .bind(&ticket.subject)
    .execute(connection)
    .await?;
    Ok(inserted.rows_affected() > 0)
}

fn number(row: &AnyRow) -> Result<u32> {
    u32::try_from(row.try_get::<i64, _>("number")?).map_err(|error| sqlx::Error::Decode(error.into()))
}

fn ticket(row: &AnyRow) -> Result<Ticket> {
    let text = |column| row.try_get::<String, _>(column);
    Ok(Ticket {
        number: number(row)?,
        queue: QueueId(text("queue")?),
        topic: text("topic")?,
        visitor: from_json(&text("card")?)?,
        text: text("body")?,
        page: from_json(&text("page")?)?,
        created_at: Timestamp(row.try_get("created_at")?),
        conversation: row.try_get::<Option<String>, _>("conversation")?.map(ConversationId),
        subject: text("subject")?,
    })
}
