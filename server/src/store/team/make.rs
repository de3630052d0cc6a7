//! Rooms that come into being.

use super::super::conversations::json;
use super::write::insert;
use super::{Result, Store, card};
use crate::domain::team::pair;
use shared::ids::{AgentId, ClientId, RoomId};
use shared::people::AgentCard;
use shared::team::TeamFact;
use shared::time::Timestamp;
use sqlx::AnyConnection;
use std::collections::BTreeSet;

/// A group to be.
pub struct NewGroup<'a> {
    /// A fresh id.
    pub id: &'a RoomId,
    /// The client's.
    pub client: &'a ClientId,
    /// Who makes it.
    pub maker: &'a AgentCard,
    /// Its name.
    pub name: &'a str,
    /// Who else is in it.
    pub others: &'a BTreeSet<AgentId>,
    /// When it is made.
    pub now: Timestamp,
}

impl Store {
    /// The one room of two people, made with the id `fresh` if there is none. `None` if the other can't be written to.
    pub async fn room_for_two(
        &self,
        fresh: &RoomId,
        maker: &AgentId,
        other: &AgentId,
        now: Timestamp,
    ) -> Result<Option<RoomId>> {
        let mut transaction = self.begin().await?;
        if active(&mut transaction, other).await?.is_none() {
            return Ok(None);
        }
        let (key, id) = (pair(maker, other), fresh.as_str());
        let sql = "insert into rooms (id, pair, made_by, made_id, made_at) values ($1, $2, $3, $1, $4) \
                   on conflict (pair) do nothing";
        let made = sqlx::query(sql).bind(id).bind(&key).bind(maker.as_str()).bind(now.0);
        if made.execute(&mut *transaction).await?.rows_affected() > 0 {
            for agent in [maker, other] {
                join(&mut transaction, fresh, agent, 0).await?;
            }
        }
        let found: String = sqlx::query_scalar("select id from rooms where pair = $1")
            .bind(&key)
            .fetch_one(&mut *transaction)
            .await?;
        transaction.commit().await?;
        Ok(Some(RoomId(found)))
    }

    /// Makes a group, and once for one id of the client's. `None` if somebody in it can't be written to.
    pub async fn make_group(&self, new: &NewGroup<'_>) -> Result<Option<RoomId>> {
        let mut transaction = self.begin().await?;
        let sql = "insert into rooms (id, name, made_by, made_id, made_at) values ($1, $2, $3, $4, $5) \
                   on conflict (made_by, made_id) do nothing";
        let made = sqlx::query(sql)
            .bind(new.id.as_str())
            .bind(new.name)
            .bind(new.maker.id.as_str())
            .bind(new.client.as_str())
            .bind(new.now.0)
            .execute(&mut *transaction)
            .await?;
        if made.rows_affected() == 0 {
            let sql = "select id from rooms where made_by = $1 and made_id = $2";
            let query = sqlx::query_scalar(sql).bind(new.maker.id.as_str()).bind(new.client.as_str());
            return Ok(Some(RoomId(query.fetch_one(&mut *transaction).await?)));
        }
        let mut agents = vec![new.maker.clone()];
        for other in new.others {
            let Some(card) = active(&mut transaction, other).await? else { return Ok(None) };
            agents.push(card);
        }
        for agent in &agents {
            join(&mut transaction, new.id, &agent.id, 1).await?;
        }
        let fact = json(&TeamFact::Made { agents })?;
        insert(&mut transaction, (new.id, 1), &new.maker.id, None, ("made", &fact), new.now).await?;
        sqlx::query("update rooms set last = 1 where id = $1")
            .bind(new.id.as_str())
            .execute(&mut *transaction)
            .await?;
        transaction.commit().await?;
        Ok(Some(new.id.clone()))
    }
}

/// Somebody who can be written to.
pub(super) async fn active(connection: &mut AnyConnection, agent: &AgentId) -> Result<Option<AgentCard>> {
    let sql = "select id, name, photo from agents where id = $1 and deactivated_at is null";
    let row = sqlx::query(sql).bind(agent.as_str()).fetch_optional(connection).await?;
    row.as_ref().map(|row| card(row, 0)).transpose()
}

/// Lets somebody in, who has read what was said before. False if they are in it already.
pub(super) async fn join(
    connection: &mut AnyConnection,
    room: &RoomId,
    agent: &AgentId,
    read: i64,
) -> Result<bool> {
    let sql = "insert into room_members (room, agent, read_seq) values ($1, $2, $3) on conflict (room, agent) do nothing";
    let joined = sqlx::query(sql).bind(room.as_str()).bind(agent.as_str()).bind(read);
    Ok(joined.execute(connection).await?.rows_affected() > 0)
}
