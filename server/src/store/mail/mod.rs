//! Outgoing mail as it is kept: how it is sent, and the outbox. Of passwords and of what stands in mails only encrypted
//! forms come in here.

mod outbox;
mod work;

pub use self::outbox::{Kind, NewMail};
pub(super) use self::outbox::{delivery, enqueue, withdraw};
pub use self::work::{Claimed, Failed};

use super::agents::{Arranged, Obstacle};
use super::conversations::{from_json, json};
use super::{Result, Store};
use shared::mail::{MailDraft, MailSettings};
use shared::time::Timestamp;
use sqlx::Row;

/// How mail is sent, as stored.
#[derive(Clone)]
pub struct StoredMail {
    /// Counts changes from 1.
    pub version: u32,
    /// What is set.
    pub set: MailDraft,
    /// The password, encrypted; empty if there is none.
    pub password: String,
}

impl StoredMail {
    /// What admins are told of it.
    pub fn shown(&self) -> MailSettings {
        MailSettings { version: self.version, set: self.set.clone(), has_password: !self.password.is_empty() }
    }
}

impl Store {
    /// How mail is sent; `None` as long as nobody has set it up.
    pub async fn mail_settings(&self) -> Result<Option<StoredMail>> {
        let sql = "select version, settings, password from mail_settings";
        let Some(row) = sqlx::query(sql).fetch_optional(self.reading()).await? else { return Ok(None) };
        Ok(Some(StoredMail {
            version: u32::try_from(row.try_get::<i64, _>(0)?).unwrap_or(u32::MAX),
            set: from_json(&row.try_get::<String, _>(1)?)?,
            password: row.try_get(2)?,
        }))
    }

    /// Changes how mail is sent, as it was read at `version` (0 if nothing was set up), and lets everything that waits be
    /// tried at once. `password` is a new one, encrypted; `None` leaves it as it is. Returns the new version, or
    /// [`Obstacle::Stale`].
    pub async fn change_mail_settings(
        &self,
        version: u32,
        set: &MailDraft,
        password: Option<&str>,
        now: Timestamp,
    ) -> Result<Arranged<u32>> {
        let mut transaction = self.begin().await?;
        let sql = if version == 0 {
            "insert into mail_settings (one, settings, password, version) values (1, $1, coalesce($2, ''), 1 + $3) \
             on conflict (one) do nothing"
        } else {
            "update mail_settings set settings = $1, password = coalesce($2, password), version = version + 1 \
             where version = $3"
        };
        let changed = sqlx::query(sql)
            .bind(json(set)?)
            .bind(password)
            .bind(i64::from(version))
            .execute(&mut *transaction)
            .await?;
        if changed.rows_affected() == 0 {
            return Ok(Err(Obstacle::Stale));
        }
        sqlx::query("update outbox set due_at = $1 where state = 'waiting' and due_at > $1")
            .bind(now.0)
            .execute(&mut *transaction)
            .await?;
        transaction.commit().await?;
        Ok(Ok(version + 1))
    }
}
