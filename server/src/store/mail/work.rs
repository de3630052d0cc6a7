//! What the one who sends mails asks: which is next, and what became of it. A mail is claimed for a time; whoever claims
//! it again after that has to assume that it was sent.

use super::outbox::{number, trouble_name};
use crate::domain::mail::schedule::{LEASE_MILLIS, Next};
use crate::store::{Result, Store};
use shared::mail::Trouble;
use shared::time::Timestamp;
use sqlx::Row;
use sqlx::any::AnyRow;

/// A mail that was sent is remembered for this long, in milliseconds: 30 days.
const REMEMBERED_MILLIS: i64 = 30 * 24 * 60 * 60 * 1_000;

/// A mail that is to be sent now, and by nobody else.
pub struct Claimed {
    /// Which.
    pub id: String,
    /// Whom it goes to.
    pub recipient: String,
    /// What it is about.
    pub subject: String,
    /// What stands in it, encrypted.
    pub content: String,
    /// Names it to mail servers, in every copy.
    pub message_id: String,
    /// When it was written.
    pub created_at: Timestamp,
    /// When what stands in it is worth nothing any more.
    pub expires_at: Option<Timestamp>,
    /// Which attempt this is, from 1.
    pub attempts: u32,
    /// How many attempts before may have succeeded though nobody was told.
    pub unclear: u32,
}

/// Why a mail wasn't sent, and what comes next.
pub struct Failed<'a> {
    /// What was in the way.
    pub trouble: Trouble,
    /// The server's own words.
    pub answer: &'a str,
    /// How many attempts, with this one, may have succeeded though nobody was told.
    pub unclear: u32,
    /// What becomes of it.
    pub next: Next,
}

impl Store {
    /// Claims the mail that has been due for the longest time.
    pub async fn claim_mail(&self, now: Timestamp) -> Result<Option<Claimed>> {
        loop {
            let sql = "select id from outbox where state in ('waiting', 'sending') and due_at <= $1 \
                       order by due_at, id limit 1";
            let query = sqlx::query_scalar(sql).bind(now.0);
            let Some(id): Option<String> = query.fetch_optional(self.reading()).await? else {
                return Ok(None);
            };
            let claimed = sqlx::query(
                "update outbox set unclear = unclear + case state when 'sending' then 1 else 0 end, \
                 state = 'sending', attempts = attempts + 1, due_at = $3 \
                 where id = $1 and state in ('waiting', 'sending') and due_at <= $2 \
                 returning id, recipient, subject, content, message_id, created_at, expires_at, attempts, unclear",
            )
            .bind(id)
            .bind(now.0)
            .bind(now.plus_millis(LEASE_MILLIS).0)
            .fetch_optional(self.writing())
            .await?;
            // Somebody else was faster: there may be another.
            if let Some(row) = claimed {
                return claimed_from(&row).map(Some);
            }
        }
    }

    /// When the next mail is due, also one that may be lost; `None` if nothing is to be sent.
    pub async fn next_mail_at(&self) -> Result<Option<Timestamp>> {
        let sql = "select min(due_at) from outbox where state in ('waiting', 'sending')";
        let at: Option<i64> = sqlx::query_scalar(sql).fetch_one(self.reading()).await?;
        Ok(at.map(Timestamp))
    }

    /// The server has taken a mail: what stood in it is forgotten.
    pub async fn mail_sent(&self, mail: &Claimed, answer: &str, now: Timestamp) -> Result<()> {
        sqlx::query(
            "update outbox set state = 'sent', content = null, sent_at = $3, trouble = null, answer = $4 \
             where id = $1 and attempts = $2 and state = 'sending'",
        )
        .bind(&mail.id)
        .bind(i64::from(mail.attempts))
        .bind(now.0)
        .bind(answer)
        .execute(self.writing())
        .await
        .map(drop)
    }

    /// A mail wasn't taken. One that was withdrawn meanwhile is forgotten.
    pub async fn mail_failed(&self, mail: &Claimed, failed: &Failed<'_>, now: Timestamp) -> Result<()> {
        let mut transaction = self.begin().await?;
        let sql =
            "delete from outbox where id = $1 and attempts = $2 and state = 'sending' and expires_at = 0";
        sqlx::query(sql).bind(&mail.id).bind(i64::from(mail.attempts)).execute(&mut *transaction).await?;
        let (state, due_at) = match failed.next {
            Next::Again(wait) => ("waiting", now.plus_millis(wait)),
            Next::Dead => ("dead", now),
        };
        sqlx::query(
            "update outbox set state = $3, due_at = $4, trouble = $5, answer = $6, unclear = $7 \
             where id = $1 and attempts = $2 and state = 'sending'",
        )
        .bind(&mail.id)
        .bind(i64::from(mail.attempts))
        .bind(state)
        .bind(due_at.0)
        .bind(trouble_name(failed.trouble))
        .bind(failed.answer)
        .bind(i64::from(failed.unclear))
        .execute(&mut *transaction)
        .await?;
        transaction.commit().await
    }

    /// Forgets mails that were sent long ago.
    pub async fn forget_sent_mails(&self, now: Timestamp) -> Result<()> {
        let sql = "delete from outbox where state = 'sent' and sent_at < $1";
        let before = now.plus_millis(-REMEMBERED_MILLIS).0;
        sqlx::query(sql).bind(before).execute(self.writing()).await.map(drop)
    }
}

fn claimed_from(row: &AnyRow) -> Result<Claimed> {
    let text = |column| row.try_get::<String, _>(column);
    Ok(Claimed {
        id: text("id")?,
        recipient: text("recipient")?,
        subject: text("subject")?,
        content: row.try_get::<Option<String>, _>("content")?.unwrap_or_default(),
        message_id: text("message_id")?,
        created_at: Timestamp(row.try_get("created_at")?),
        expires_at: row.try_get::<Option<i64>, _>("expires_at")?.map(Timestamp),
        attempts: number(row, "attempts")?,
        unclear: number(row, "unclear")?,
    })
}
