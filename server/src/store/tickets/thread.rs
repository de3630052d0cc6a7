//! What is done to a ticket. Each act is decided on what the database says in the transaction that records it.

use super::{COLUMNS, TABLES, count, rank, sought, ticket};
use crate::domain::ticket::{Act, Refusal, State};
use crate::store::conversations::{from_json, json};
use crate::store::mail::{NewMail, delivery, enqueue};
use crate::store::{Result, Store};
use shared::ids::{AgentId, ClientId};
use shared::mail::Mailed;
use shared::people::AgentCard;
use shared::ticket::{Ticket, TicketEntry, TicketFact};
use shared::time::Timestamp;
use sqlx::any::AnyRow;
use sqlx::{AnyConnection, Row};

/// A ticket with its thread, as stored.
#[derive(Clone, Debug)]
pub struct Stored {
    /// Its id.
    pub id: String,
    /// The ticket.
    pub ticket: Ticket,
    /// The requester's language as a tag; may be empty.
    pub lang: String,
    /// What was done to it, in order.
    pub entries: Vec<TicketEntry>,
    /// The names of the mails by which its replies went out, in order.
    pub message_ids: Vec<String>,
}

/// Something that an agent does to a ticket.
#[derive(Clone, Copy)]
pub struct TicketAct<'a> {
    /// To which.
    pub number: u32,
    /// Who.
    pub by: &'a AgentCard,
    /// What.
    pub what: What<'a>,
    /// When.
    pub now: Timestamp,
}

/// What an agent does, with all that belongs to it.
#[derive(Clone, Copy)]
pub enum What<'a> {
    /// Says something, once under a client's id; a reply with the mail that brings it.
    Say {
        /// Made by the client.
        id: &'a ClientId,
        /// What.
        act: &'a Act,
        /// The mail.
        mail: Option<&'a NewMail>,
    },
    /// Arranges it anew, as it was read at a version.
    Arrange {
        /// The version that was read.
        version: u32,
        /// What.
        act: &'a Act,
    },
    /// Lets it go on in another.
    Merge {
        /// The other's number.
        into: u32,
    },
}

/// Why nothing was done to a ticket.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Hindrance {
    /// There is no such ticket.
    Gone,
    /// It was changed since it was read.
    Stale,
    /// The client's id came before with another content.
    Conflict,
    /// It breaks a rule.
    Refused(Refusal),
    /// The other ticket is one into which none can be merged: it goes on elsewhere itself.
    OtherMerged,
    /// The mail can't go out.
    Unmailed(Mailed),
}

impl From<Refusal> for Hindrance {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}

/// What came of an act.
type Done = std::result::Result<(), Hindrance>;

impl Store {
    /// A ticket with its thread.
    pub async fn ticket(&self, number: u32) -> Result<Option<Stored>> {
        let sql = format!("select {COLUMNS}, t.body from {TABLES} where t.number = $1");
        let query = sqlx::query(sqlx::AssertSqlSafe(sql)).bind(i64::from(number));
        let Some(row) = query.fetch_optional(self.reading()).await? else { return Ok(None) };
        let id: String = row.try_get("id")?;
        let rows = sqlx::query(
            "select e.seq, e.at, e.agent, e.author, e.fact, e.mail, e.message_id, e.undelivered, a.photo, o.state, o.trouble \
             from ticket_entries e left join agents a on a.id = e.agent left join outbox o on o.id = e.mail \
             where e.ticket = $1 order by e.seq",
        )
        .bind(&id)
        .fetch_all(self.reading())
        .await?;
        let message_ids =
            rows.iter().filter_map(|row| row.try_get("message_id").transpose()).collect::<Result<_>>()?;
        Ok(Some(Stored {
            ticket: ticket(&row)?,
            lang: row.try_get("lang")?,
            entries: rows.iter().map(entry).collect::<Result<_>>()?,
            message_ids,
            id,
        }))
    }

    /// Does something to a ticket, with all that follows, or nothing.
    pub async fn act_on_ticket(&self, act: TicketAct<'_>) -> Result<Done> {
        let mut transaction = self.begin().await?;
        let done = match act.what {
            What::Say { id, act: said, mail } => self.say(&mut transaction, &act, id, said, mail).await?,
            What::Arrange { version, act: wanted } => {
                arrange(&mut transaction, &act, version, wanted).await?
            }
            What::Merge { into } => merge(&mut transaction, &act, into).await?,
        };
        match done {
            Ok(()) => transaction.commit().await?,
            Err(_) => transaction.rollback().await?,
        }
        Ok(done)
    }

    async fn say(
        &self,
        connection: &mut AnyConnection,
        act: &TicketAct<'_>,
        id: &ClientId,
        said: &Act,
        mail: Option<&NewMail>,
    ) -> Result<Done> {
        let Some(mut locked) = lock(connection, act.number).await? else { return Ok(Err(Hindrance::Gone)) };
        if let Some(before) = said_before(connection, &locked.id, act.by, id).await? {
            return Ok(if is_same(&before, said) { Ok(()) } else { Err(Hindrance::Conflict) });
        }
        let facts = match locked.state.act(act.by, said.clone()) {
            Ok(facts) => facts,
            Err(refusal) => return Ok(Err(refusal.into())),
        };
        if let Some(mail) = mail {
            let told = enqueue(self.dialect(), connection, &[mail], act.now).await?;
            if let Some(told) = told.into_iter().find(|told| *told != Mailed::Queued) {
                return Ok(Err(Hindrance::Unmailed(told)));
            }
        }
        let seq = locked.last + 1;
        locked.store(connection, act, &facts).await?;
        let sql = "update ticket_entries set client_id = $3, mail = $4, message_id = $5 where ticket = $1 and seq = $2";
        sqlx::query(sql)
            .bind(&locked.id)
            .bind(i64::from(seq))
            .bind(id.as_str())
            .bind(mail.map(|mail| mail.id.as_str()))
            .bind(mail.map(|mail| mail.message_id.as_str()))
            .execute(connection)
            .await?;
        Ok(Ok(()))
    }
}

async fn arrange(
    connection: &mut AnyConnection,
    act: &TicketAct<'_>,
    version: u32,
    wanted: &Act,
) -> Result<Done> {
    let Some(mut locked) = lock(connection, act.number).await? else { return Ok(Err(Hindrance::Gone)) };
    if locked.version != version {
        return Ok(Err(Hindrance::Stale));
    }
    match locked.state.act(act.by, wanted.clone()) {
        Ok(facts) => locked.store(connection, act, &facts).await.map(Ok),
        Err(refusal) => Ok(Err(refusal.into())),
    }
}

/// Locked in the order of their numbers, so that two who merge the same two don't wait for each other.
async fn merge(connection: &mut AnyConnection, act: &TicketAct<'_>, into: u32) -> Result<Done> {
    if into == act.number {
        return Ok(Err(Refusal::Itself.into()));
    }
    let mut locked = Vec::with_capacity(2);
    for number in [act.number.min(into), act.number.max(into)] {
        match lock(connection, number).await? {
            Some(one) => locked.push(one),
            None => return Ok(Err(Hindrance::Gone)),
        }
    }
    for one in &mut locked {
        let (what, other) = if one.state.number == act.number {
            (Act::MergeInto(into), Hindrance::Refused(Refusal::Merged))
        } else {
            (Act::TakeIn(act.number), Hindrance::OtherMerged)
        };
        let facts = match one.state.act(act.by, what) {
            Ok(facts) => facts,
            Err(_) => return Ok(Err(other)),
        };
        one.store(connection, act, &facts).await?;
    }
    Ok(Ok(()))
}

/// A ticket on which nobody else works until the transaction ends.
struct Locked {
    id: String,
    state: State,
    version: u32,
    last: u32,
    ticket: Ticket,
}

async fn lock(connection: &mut AnyConnection, number: u32) -> Result<Option<Locked>> {
    // PostgreSQL locks what is updated; SQLite has locked everything already.
    let sql = "update tickets set last = last where number = $1";
    sqlx::query(sql).bind(i64::from(number)).execute(&mut *connection).await?;
    let sql = format!("select {COLUMNS}, '' as body from {TABLES} where t.number = $1");
    let query = sqlx::query(sqlx::AssertSqlSafe(sql)).bind(i64::from(number));
    let Some(row) = query.fetch_optional(connection).await? else { return Ok(None) };
    let ticket = ticket(&row)?;
    let state = State {
        number,
        status: ticket.status,
        priority: ticket.priority,
        assignee: ticket.assignee.clone(),
        queue: ticket.queue.clone(),
        topic: ticket.topic.clone(),
        subject: ticket.subject.clone(),
        merged_into: ticket.merged_into,
    };
    let (id, last) = (row.try_get("id")?, count(&row, "last")?);
    Ok(Some(Locked { id, state, version: ticket.version, last, ticket }))
}

impl Locked {
    /// Stores what has followed, and the ticket as it stands after it.
    async fn store(
        &self,
        connection: &mut AnyConnection,
        act: &TicketAct<'_>,
        facts: &[TicketFact],
    ) -> Result<()> {
        if facts.is_empty() {
            return Ok(());
        }
        record(connection, &self.id, self.last, act.by, facts, act.now).await?;
        let said = |fact: &&TicketFact| {
            matches!(fact, TicketFact::Reply { .. } | TicketFact::Note { .. } | TicketFact::Merged { .. })
        };
        let is_changed = facts.iter().filter(said).count() < facts.len();
        let state = &self.state;
        sqlx::query(
            "update tickets set status = $2, priority = $3, assignee = $4, queue = $5, topic = $6, subject = $7, merged_into = $8, \
             sought = $9, version = version + $10, last = last + $11, updated_at = $12 where id = $1",
        )
        .bind(&self.id)
        .bind(state.status.name())
        .bind(rank(state.priority))
        .bind(state.assignee.as_ref().map(|agent| agent.id.as_str()))
        .bind(state.queue.as_str())
        .bind(&state.topic)
        .bind(&state.subject)
        .bind(state.merged_into.map(i64::from))
        .bind(sought(&state.subject, &state.topic, &self.ticket.visitor))
        .bind(i64::from(is_changed))
        .bind(i64::try_from(facts.len()).unwrap_or(i64::MAX))
        .bind(act.now.0)
        .execute(connection)
        .await
        .map(drop)
    }
}

/// Writes entries after the last one.
pub(super) async fn record(
    connection: &mut AnyConnection,
    ticket: &str,
    last: u32,
    by: &AgentCard,
    facts: &[TicketFact],
    now: Timestamp,
) -> Result<()> {
    for (seq, fact) in (last + 1..).zip(facts) {
        sqlx::query(
            "insert into ticket_entries (ticket, seq, at, agent, author, kind, fact) values ($1, $2, $3, $4, $5, $6, $7)",
        )
        .bind(ticket)
        .bind(i64::from(seq))
        .bind(now.0)
        .bind(by.id.as_str())
        .bind(&by.name)
        .bind(fact.kind())
        .bind(json(fact)?)
        .execute(&mut *connection)
        .await?;
    }
    Ok(())
}

/// What an agent has said under a client's id.
async fn said_before(
    connection: &mut AnyConnection,
    ticket: &str,
    by: &AgentCard,
    id: &ClientId,
) -> Result<Option<TicketFact>> {
    let sql = "select fact from ticket_entries where ticket = $1 and agent = $2 and client_id = $3";
    let query = sqlx::query_scalar(sql).bind(ticket).bind(by.id.as_str()).bind(id.as_str());
    let fact: Option<String> = query.fetch_optional(connection).await?;
    fact.map(|fact| from_json(&fact)).transpose()
}

fn is_same(before: &TicketFact, act: &Act) -> bool {
    match (before, act) {
        (TicketFact::Reply { text }, Act::Reply { text: now, .. })
        | (TicketFact::Note { text }, Act::Note { text: now }) => text == now,
        _ => false,
    }
}

fn entry(row: &AnyRow) -> Result<TicketEntry> {
    let is_mailed = row.try_get::<Option<String>, _>("mail")?.is_some();
    Ok(TicketEntry {
        seq: count(row, "seq")?,
        at: Timestamp(row.try_get("at")?),
        by: AgentCard {
            id: AgentId(row.try_get("agent")?),
            name: row.try_get("author")?,
            photo: row.try_get("photo")?,
        },
        fact: from_json(&row.try_get::<String, _>("fact")?)?,
        delivery: is_mailed.then(|| delivery(row)).transpose()?,
    })
}
