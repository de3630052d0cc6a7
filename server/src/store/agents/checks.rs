//! What must hold when agents are changed. Asked inside of the transaction that changes them.

use super::{Arranged, Obstacle, role_from};
use crate::store::{Result, queues};
use shared::ids::AgentId;
use shared::people::Role;
use shared::settings::{SettingFault, Wrong};
use shared::staff::AgentDraft;
use sqlx::{AnyConnection, Row};

/// Whether anybody is left who can sign in and appoint others.
const ABLE_OWNERS: &str = "select count(*) from agents where role = 'owner' and password_hash is not null and deactivated_at is null";

/// How an agent stands before a change.
pub struct Standing {
    /// Counts changes from 1.
    pub version: u32,
    /// What they may do.
    pub role: Role,
    /// Whether they may sign in.
    pub active: bool,
    able: bool,
}

/// How an agent stands.
pub async fn standing(connection: &mut AnyConnection, id: &AgentId) -> Result<Arranged<Standing>> {
    let sql = "select version, role, case when deactivated_at is null then 1 else 0 end, \
               case when password_hash is null then 0 else 1 end from agents where id = $1";
    let row = sqlx::query(sql).bind(id.as_str()).fetch_optional(connection).await?;
    let Some(row) = row else { return Ok(Err(Obstacle::Gone)) };
    let role: String = row.try_get(1)?;
    let (active, signed_up): (i64, i64) = (row.try_get(2)?, row.try_get(3)?);
    Ok(Ok(Standing {
        version: super::number(&row, 0)?,
        role: role_from(&role),
        active: active != 0,
        able: active != 0 && signed_up != 0,
    }))
}

/// After a change to somebody who stood like this: whether it took the last owner away who can sign in.
pub async fn takes_last_owner(connection: &mut AnyConnection, before: &Standing) -> Result<bool> {
    if before.role != Role::Owner || !before.able {
        return Ok(false);
    }
    let left: i64 = sqlx::query_scalar(ABLE_OWNERS).fetch_one(connection).await?;
    Ok(left == 0)
}

/// Whether an owner can sign in.
pub async fn has_able_owner(connection: &mut AnyConnection) -> Result<bool> {
    let able: i64 = sqlx::query_scalar(ABLE_OWNERS).fetch_one(connection).await?;
    Ok(able > 0)
}

/// What is wrong with the settings of an agent that only the database can tell: what others have already, and queues
/// that aren't there.
pub async fn faults(
    connection: &mut AnyConnection,
    id: &AgentId,
    set: &AgentDraft,
) -> Result<Vec<SettingFault>> {
    let mut faults = Vec::new();
    for (path, value, sql) in [
        ("email", &set.email, "select count(*) from agents where email = $1 and id <> $2"),
        (
            "extension",
            &set.extension,
            "select count(*) from agents where extension = $1 and id <> $2 and extension <> ''",
        ),
    ] {
        let others: i64 =
            sqlx::query_scalar(sql).bind(value).bind(id.as_str()).fetch_one(&mut *connection).await?;
        if others > 0 {
            faults.push(SettingFault { path: path.into(), wrong: Wrong::Twice });
        }
    }
    let known = queues::ids(connection).await?;
    for (path, wanted) in [("queues", &set.queues), ("manages", &set.manages)] {
        for (at, queue) in wanted.iter().enumerate() {
            if !known.contains(queue) {
                faults.push(SettingFault { path: format!("{path}.{at}"), wrong: Wrong::Missing });
            }
        }
    }
    Ok(faults)
}
