//! Tickets: what visitors leave while the office is closed, or make of a conversation for which they won't wait, and what
//! agents write down for them. Which are listed ([`list`]), and what is done to one ([`thread`]).

mod list;
mod thread;

pub use self::list::Of;
pub use self::thread::{Hindrance, Stored, TicketAct, What};

use super::conversations::{from_json, json};
use super::{Result, Store};
use shared::ids::{AgentId, ClientId, ConversationId, QueueId, VisitorId, WidgetId};
use shared::people::{AgentCard, Page, VisitorCard};
use shared::ticket::{Priority, Status, Ticket, TicketFact};
use shared::time::Timestamp;
use sqlx::any::AnyRow;
use sqlx::{AnyConnection, Row};

/// What every query of tickets selects beside the text; see [`ticket`].
const COLUMNS: &str = "t.id, t.number, t.queue, t.topic, t.card, t.page, t.created_at, t.conversation, t.subject, t.status, t.priority, \
    t.merged_into, t.version, t.updated_at, t.lang, t.last, t.assignee, a.name as assignee_name, a.photo as assignee_photo";

/// Where they come from.
const TABLES: &str = "tickets t left join agents a on a.id = t.assignee";

/// A ticket to be.
#[derive(Clone, Debug)]
pub struct NewTicket {
    /// Its id.
    pub id: String,
    /// Whose it is; empty if no visitor is known.
    pub visitor: VisitorId,
    /// Made by the client of whoever leaves it; one ticket is left under it.
    pub client_id: ClientId,
    /// Through which widget; empty if through none.
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
    /// The visitor's language as a tag; may be empty.
    pub lang: String,
    /// How much it hurries.
    pub priority: Priority,
    /// The agent who makes it, if it isn't left by a visitor.
    pub maker: Option<AgentCard>,
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
    Ok(Some(if same { Left::Stored(count(&row, "number")?) } else { Left::Conflict }))
}

/// False if the visitor has left one under the same client's id.
pub(super) async fn insert(connection: &mut AnyConnection, ticket: &NewTicket, number: u32) -> Result<bool> {
    let inserted = sqlx::query(
        "insert into tickets (id, number, visitor, client_id, widget, queue, topic, conversation, card, body, page, created_at, \
         subject, lang, priority, sought, updated_at, email) \
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $12, $17) on conflict (visitor, client_id) do nothing",
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
    .bind(&ticket.lang)
    .bind(rank(ticket.priority))
    .bind(sought(&ticket.subject, &ticket.topic, &ticket.card))
    .bind(ticket.card.email.to_lowercase())
    .execute(&mut *connection)
    .await?;
    if inserted.rows_affected() == 0 {
        return Ok(false);
    }
    if let Some(maker) = &ticket.maker {
        thread::record(connection, &ticket.id, 0, maker, &[TicketFact::Made], ticket.now).await?;
        let sql = "update tickets set last = 1 where id = $1";
        sqlx::query(sql).bind(&ticket.id).execute(connection).await?;
    }
    Ok(true)
}

fn count(row: &AnyRow, column: &str) -> Result<u32> {
    u32::try_from(row.try_get::<i64, _>(column)?).map_err(|error| sqlx::Error::Decode(error.into()))
}

/// What a ticket is found by, in lower case.
fn sought(subject: &str, topic: &str, card: &VisitorCard) -> String {
    [subject, topic, &card.name, &card.email, &card.company, &card.phone].join(" ").to_lowercase()
}

/// How a priority is written in its column.
fn rank(priority: Priority) -> i64 {
    priority as i64
}

/// The ticket of a row, with `body` as its text.
fn ticket(row: &AnyRow) -> Result<Ticket> {
    let text = |column| row.try_get::<String, _>(column);
    let status = text("status")?;
    let priority = row.try_get::<i64, _>("priority")?;
    let unknown = |what: String| sqlx::Error::Decode(what.into());
    Ok(Ticket {
        number: count(row, "number")?,
        queue: QueueId(text("queue")?),
        topic: text("topic")?,
        visitor: from_json(&text("card")?)?,
        text: text("body")?,
        page: from_json(&text("page")?)?,
        created_at: Timestamp(row.try_get("created_at")?),
        conversation: row.try_get::<Option<String>, _>("conversation")?.map(ConversationId),
        subject: text("subject")?,
        status: Status::ALL
            .into_iter()
            .find(|known| known.name() == status)
            .ok_or_else(|| unknown(format!("status {status}")))?,
        priority: Priority::ALL
            .into_iter()
            .find(|known| rank(*known) == priority)
            .ok_or_else(|| unknown(format!("priority {priority}")))?,
        assignee: match row.try_get::<Option<String>, _>("assignee")? {
            Some(id) => Some(AgentCard {
                id: AgentId(id),
                name: text("assignee_name")?,
                photo: row.try_get("assignee_photo")?,
            }),
            None => None,
        },
        merged_into: row
            .try_get::<Option<i64>, _>("merged_into")?
            .map(|number| u32::try_from(number).map_err(|error| sqlx::Error::Decode(error.into())))
            .transpose()?,
        version: count(row, "version")?,
        updated_at: Timestamp(row.try_get("updated_at")?),
    })
}
