//! Addresses that may not write.

use super::{Result, Store};
use ipnet::IpNet;
use shared::ids::AgentId;
use shared::time::Timestamp;
use sqlx::Row;
use sqlx::any::AnyRow;

/// An address or a network whose visitors are turned away.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ban {
    /// To take it back by.
    pub id: String,
    /// Whom it covers.
    pub network: IpNet,
    /// For the staff; no visitor is told.
    pub reason: String,
    /// Since when.
    pub created_at: Timestamp,
    /// From when on no longer; `None` for ever.
    pub until: Option<Timestamp>,
}

impl Store {
    /// Bans a network from now on; `by` is who does, if it isn't done where the server runs.
    pub async fn create_ban(&self, ban: &Ban, by: Option<&AgentId>) -> Result<()> {
        sqlx::query(
            "insert into bans (id, network, reason, created_at, until_at, created_by) values ($1, $2, $3, $4, $5, $6)",
        )
        .bind(&ban.id)
        .bind(ban.network.to_string())
        .bind(&ban.reason)
        .bind(ban.created_at.0)
        .bind(ban.until.map(|until| until.0))
        .bind(by.map(AgentId::as_str))
        .execute(self.writing())
        .await
        .map(drop)
    }

    /// The bans that hold, the oldest first.
    pub async fn bans(&self, now: Timestamp) -> Result<Vec<Ban>> {
        let sql = "select id, network, reason, created_at, until_at from bans \
                   where until_at is null or until_at > $1 order by created_at, id";
        sqlx::query(sql).bind(now.0).fetch_all(self.reading()).await?.iter().map(ban).collect()
    }

    /// The same, the latest first, each with the name of who banned.
    pub async fn listed_bans(&self, now: Timestamp) -> Result<Vec<(Ban, Option<String>)>> {
        let sql = "select b.id, b.network, b.reason, b.created_at, b.until_at, a.name from bans b \
                   left join agents a on a.id = b.created_by \
                   where b.until_at is null or b.until_at > $1 order by b.created_at desc, b.id desc";
        let rows = sqlx::query(sql).bind(now.0).fetch_all(self.reading()).await?;
        rows.iter().map(|row| Ok((ban(row)?, row.try_get(5)?))).collect()
    }

    /// Takes a ban back. False if there is none with this id.
    pub async fn remove_ban(&self, id: &str) -> Result<bool> {
        let removed = sqlx::query("delete from bans where id = $1").bind(id).execute(self.writing()).await?;
        Ok(removed.rows_affected() > 0)
    }
}

fn ban(row: &AnyRow) -> Result<Ban> {
    let network: String = row.try_get(1)?;
    Ok(Ban {
        id: row.try_get(0)?,
        network: network.parse().map_err(|error: ipnet::AddrParseError| sqlx::Error::Decode(error.into()))?,
        reason: row.try_get(2)?,
        created_at: Timestamp(row.try_get(3)?),
        until: row.try_get::<Option<i64>, _>(4)?.map(Timestamp),
    })
}
