//! One-time links for agents, and the mails that bring them: both, or neither.

use crate::store::batch::{chunks, placeholders};
use crate::store::mail::{NewMail, enqueue};
use crate::store::sessions::delete_links;
use crate::store::{Dialect, Result, Store};
use shared::ids::AgentId;
use shared::mail::Mailed;
use shared::time::Timestamp;
use sqlx::AnyConnection;

/// A one-time link to be.
#[derive(Clone, Debug)]
pub struct NewLink {
    /// SHA-256 of its token.
    pub token_hash: String,
    /// When it is worth nothing any more.
    pub expires_at: Timestamp,
}

/// A link, and the mail that brings it.
#[derive(Clone)]
pub struct Invitation {
    /// The link.
    pub link: NewLink,
    /// The mail, or why there is none.
    pub mail: std::result::Result<NewMail, Mailed>,
}

impl Store {
    /// Gives an agent a new link; earlier ones are worth nothing from now on, and mails with them are taken back. Tells
    /// what became of the mail.
    pub async fn invite_again(
        &self,
        agent: &AgentId,
        invitation: &Invitation,
        now: Timestamp,
    ) -> Result<Mailed> {
        let mut transaction = self.begin().await?;
        delete_links(&mut transaction, agent).await?;
        let told = invite(self.dialect(), &mut transaction, &[(agent, invitation)], now).await?;
        transaction.commit().await?;
        Ok(told.first().copied().unwrap_or(Mailed::NotSetUp))
    }
}

/// Stores links, and their mails as far as there are any and the rules allow it. Tells for each what became of its mail.
pub async fn invite(
    dialect: Dialect,
    connection: &mut AnyConnection,
    invited: &[(&AgentId, &Invitation)],
    now: Timestamp,
) -> Result<Vec<Mailed>> {
    for chunk in chunks(invited) {
        let values = placeholders(dialect, chunk.len(), 3);
        let sql = format!("insert into one_time_links (token_hash, agent, expires_at) values {values}");
        let query = sqlx::query(sqlx::AssertSqlSafe(sql));
        let query = chunk.iter().fold(query, |query, (agent, Invitation { link, .. })| {
            query.bind(&link.token_hash).bind(agent.as_str()).bind(link.expires_at.0)
        });
        query.execute(&mut *connection).await?;
    }
    let mails: Vec<&NewMail> =
        invited.iter().filter_map(|(_, invitation)| invitation.mail.as_ref().ok()).collect();
    let mut queued = enqueue(dialect, connection, &mails, now).await?.into_iter();
    let told = |(_, invitation): &(&AgentId, &Invitation)| match &invitation.mail {
        Ok(_) => queued.next().unwrap_or(Mailed::NotSetUp),
        Err(mailed) => *mailed,
    };
    Ok(invited.iter().map(told).collect())
}
