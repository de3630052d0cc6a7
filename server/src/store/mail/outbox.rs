//! Mails come into the outbox in the transaction that brings them about, and admins look after those that stay there.

use crate::domain::mail::relay::{self, DAY_MILLIS, Refusal, Standing, Words};
use crate::domain::staff;
use crate::store::batch::{chunks, placeholders};
use crate::store::{Dialect, Result, Store};
use shared::mail::{MailState, Mailed, OUTBOX_PAGE, Outbox, OutboxMail, Trouble};
use shared::ticket::Delivery;
use shared::time::Timestamp;
use sqlx::any::AnyRow;
use sqlx::{AnyConnection, Row};
use std::collections::HashMap;

/// What everyone on PostgreSQL waits for who puts something into the outbox, so that the mails of an address are counted
/// rightly.
const LOCK: i64 = 0x6d61_696c;

/// What a mail is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A one-time link for an agent, who is its cause.
    AgentLink,
    /// A reply to a ticket, whose id is its cause.
    TicketReply,
    /// A conversation's transcript, whose id is its cause.
    Transcript,
}

impl Kind {
    const fn name(self) -> &'static str {
        match self {
            Self::AgentLink => "agent_link",
            Self::TicketReply => "ticket_reply",
            Self::Transcript => "transcript",
        }
    }

    /// What is known of its recipient, and whose words it carries.
    const fn weighed(self) -> (Standing, Words) {
        match self {
            Self::AgentLink => (Standing::Typed, Words::Ours),
            Self::TicketReply => (Standing::Confirmed, Words::Answer),
            Self::Transcript => (Standing::Confirmed, Words::Theirs),
        }
    }

    /// With which others it is counted.
    fn count(self) -> Count {
        if self.weighed().1 == Words::Answer { Count::Answers } else { Count::Others }
    }
}

/// What the mails of an address are counted as.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Count {
    Answers,
    Others,
}

/// A mail to be.
#[derive(Clone)]
pub struct NewMail {
    /// A fresh id that sorts after earlier ones.
    pub id: String,
    /// What it is.
    pub kind: Kind,
    /// What brought it about, such as an agent's id.
    pub cause: String,
    /// Whom it goes to.
    pub recipient: String,
    /// What it is about; shown to admins.
    pub subject: String,
    /// What stands in it, encrypted.
    pub content: String,
    /// Names it to mail servers, in every copy.
    pub message_id: String,
    /// When what stands in it is worth nothing any more.
    pub expires_at: Option<Timestamp>,
}

/// Puts mails into the outbox as far as the rules allow, and tells for each what became of it.
pub async fn enqueue(
    dialect: Dialect,
    connection: &mut AnyConnection,
    mails: &[&NewMail],
    now: Timestamp,
) -> Result<Vec<Mailed>> {
    let mut told = Vec::with_capacity(mails.len());
    if !mails.is_empty() && dialect == Dialect::Postgres {
        sqlx::query("select pg_advisory_xact_lock($1)").bind(LOCK).execute(&mut *connection).await?;
    }
    for chunk in chunks(mails) {
        let mut had = had_today(connection, chunk, now).await?;
        let mut admitted = Vec::with_capacity(chunk.len());
        for mail in chunk {
            let had = had.entry((staff::address(&mail.recipient), mail.kind.count())).or_default();
            let (standing, words) = mail.kind.weighed();
            told.push(match relay::admit(standing, words, *had) {
                Ok(()) => {
                    *had += 1;
                    admitted.push(*mail);
                    Mailed::Queued
                }
                Err(Refusal::TooMany) => Mailed::TooMany,
                Err(Refusal::Relay) => Mailed::NoAddress,
            });
        }
        insert(dialect, connection, &admitted, now).await?;
    }
    Ok(told)
}

/// How many mails of each count each of the recipients has had in the last day.
async fn had_today(
    connection: &mut AnyConnection,
    mails: &[&NewMail],
    now: Timestamp,
) -> Result<HashMap<(String, Count), u32>> {
    let places: Vec<_> = (2..).take(mails.len()).map(|place| format!("${place}")).collect();
    let sql = format!(
        "select recipient, case kind when '{}' then 1 else 0 end as answers, count(*) from outbox \
         where created_at > $1 and recipient in ({}) group by recipient, answers",
        Kind::TicketReply.name(),
        places.join(", ")
    );
    let query = sqlx::query(sqlx::AssertSqlSafe(sql)).bind(now.plus_millis(-DAY_MILLIS).0);
    let query = mails.iter().fold(query, |query, mail| query.bind(staff::address(&mail.recipient)));
    let counted = |row: &AnyRow| {
        let count = if row.try_get::<i64, _>(1)? == 1 { Count::Answers } else { Count::Others };
        Ok(((row.try_get(0)?, count), number(row, 2)?))
    };
    query.fetch_all(connection).await?.iter().map(counted).collect()
}

async fn insert(
    dialect: Dialect,
    connection: &mut AnyConnection,
    mails: &[&NewMail],
    now: Timestamp,
) -> Result<()> {
    if mails.is_empty() {
        return Ok(());
    }
    let sql = format!(
        "insert into outbox (id, kind, cause, recipient, subject, content, message_id, created_at, due_at, expires_at, state) \
         values {}",
        placeholders(dialect, mails.len(), 11)
    );
    let mut query = sqlx::query(sqlx::AssertSqlSafe(sql));
    for mail in mails {
        query = query
            .bind(&mail.id)
            .bind(mail.kind.name())
            .bind(&mail.cause)
            .bind(staff::address(&mail.recipient))
            .bind(&mail.subject)
            .bind(&mail.content)
            .bind(&mail.message_id)
            .bind(now.0)
            .bind(now.0)
            .bind(mail.expires_at.map(|at| at.0))
            .bind("waiting");
    }
    query.execute(connection).await.map(drop)
}

/// Takes the mails back that something brought about and that are worth nothing any more. One that is on its way can't be
/// held; it isn't tried again.
pub async fn withdraw(connection: &mut AnyConnection, kind: Kind, cause: &str) -> Result<()> {
    for sql in [
        "delete from outbox where kind = $1 and cause = $2 and state in ('waiting', 'dead')",
        "update outbox set expires_at = 0 where kind = $1 and cause = $2 and state = 'sending'",
    ] {
        sqlx::query(sql).bind(kind.name()).bind(cause).execute(&mut *connection).await?;
    }
    Ok(())
}

impl Store {
    /// Puts one mail into the outbox that nothing else is stored with, and tells what became of it.
    pub async fn put_mail(&self, mail: &NewMail, now: Timestamp) -> Result<Mailed> {
        let mut transaction = self.begin().await?;
        let told = enqueue(self.dialect(), &mut transaction, &[mail], now).await?;
        transaction.commit().await?;
        Ok(told.first().copied().unwrap_or(Mailed::NoAddress))
    }

    /// What is in the outbox and wasn't sent, the newest first, below a mail if one is given; and how much there is of
    /// everything.
    pub async fn outbox(&self, before: Option<&str>) -> Result<Outbox> {
        let mut outbox = Outbox::default();
        let sql = "select state, count(*) from outbox group by state";
        for row in &sqlx::query(sql).fetch_all(self.reading()).await? {
            let count = number(row, 1)?;
            match state_from(&row.try_get::<String, _>(0)?) {
                MailState::Waiting | MailState::Sending => outbox.waiting += count,
                MailState::Dead => outbox.dead = count,
                MailState::Sent => outbox.sent = count,
            }
        }
        let rows = sqlx::query(
            "select id, recipient, subject, state, attempts, created_at, due_at, trouble, answer from outbox \
             where state <> 'sent' and ($1 = '' or id < $1) order by id desc limit $2",
        )
        .bind(before.unwrap_or_default())
        .bind(i64::try_from(OUTBOX_PAGE).unwrap_or(i64::MAX))
        .fetch_all(self.reading())
        .await?;
        outbox.mails = rows.iter().map(shown).collect::<Result<_>>()?;
        Ok(outbox)
    }

    /// Lets a mail be tried anew that was given up. False if there is none, or nothing is in it any more.
    pub async fn retry_mail(&self, id: &str, now: Timestamp) -> Result<bool> {
        let sql = "update outbox set state = 'waiting', attempts = 0, unclear = 0, due_at = $2 \
                   where id = $1 and state = 'dead' and content is not null";
        let updated = sqlx::query(sql).bind(id).bind(now.0).execute(self.writing()).await?;
        Ok(updated.rows_affected() > 0)
    }

    /// Lets all mails be tried anew that were given up.
    pub async fn retry_mails(&self, now: Timestamp) -> Result<()> {
        let sql = "update outbox set state = 'waiting', attempts = 0, unclear = 0, due_at = $1 \
                   where state = 'dead' and content is not null";
        sqlx::query(sql).bind(now.0).execute(self.writing()).await.map(drop)
    }

    /// Throws a mail away that was given up; the reply that it would have brought remembers that. False if there is none.
    pub async fn discard_mail(&self, id: &str) -> Result<bool> {
        let mut transaction = self.begin().await?;
        let sql = "delete from outbox where id = $1 and state = 'dead'";
        let deleted = sqlx::query(sql).bind(id).execute(&mut *transaction).await?;
        if deleted.rows_affected() == 0 {
            return Ok(false);
        }
        let sql = "update ticket_entries set undelivered = 1 where mail = $1";
        sqlx::query(sql).bind(id).execute(&mut *transaction).await?;
        transaction.commit().await?;
        Ok(true)
    }
}

fn shown(row: &AnyRow) -> Result<OutboxMail> {
    let text = |column| row.try_get::<String, _>(column);
    Ok(OutboxMail {
        id: text("id")?,
        to: text("recipient")?,
        subject: text("subject")?,
        state: state_from(&text("state")?),
        attempts: number(row, "attempts")?,
        created_at: Timestamp(row.try_get("created_at")?),
        due_at: Timestamp(row.try_get("due_at")?),
        trouble: row.try_get::<Option<String>, _>("trouble")?.as_deref().and_then(trouble_from),
        answer: text("answer")?,
    })
}

/// How a mail stands, of which a row tells `state` and `trouble` as in the outbox, where it may be forgotten, and
/// `undelivered`.
pub fn delivery(row: &AnyRow) -> Result<Delivery> {
    let state = match row.try_get::<Option<String>, _>("state")? {
        Some(state) => state_from(&state),
        None if row.try_get::<i64, _>("undelivered")? == 1 => MailState::Dead,
        // Only what was sent long ago is forgotten by itself.
        None => MailState::Sent,
    };
    let trouble = row.try_get::<Option<String>, _>("trouble")?;
    Ok(Delivery { state, trouble: trouble.as_deref().and_then(trouble_from) })
}

fn state_from(name: &str) -> MailState {
    match name {
        "waiting" => MailState::Waiting,
        "sending" => MailState::Sending,
        "sent" => MailState::Sent,
        _ => MailState::Dead,
    }
}

/// How a trouble is written in its column: as on the wire.
pub(super) fn trouble_name(trouble: Trouble) -> String {
    serde_json::to_value(trouble).ok().and_then(|value| value.as_str().map(str::to_owned)).unwrap_or_default()
}

fn trouble_from(name: &str) -> Option<Trouble> {
    serde_json::from_value(name.into()).ok()
}

pub(super) fn number<I: sqlx::ColumnIndex<AnyRow>>(row: &AnyRow, column: I) -> Result<u32> {
    Ok(u32::try_from(row.try_get::<i64, _>(column)?).unwrap_or(u32::MAX))
}
