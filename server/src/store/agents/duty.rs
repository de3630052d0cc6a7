//! What routing and colleagues ask about agents.

use super::number;
use crate::store::conversations::from_json;
use crate::store::{Result, Store};
use shared::ids::AgentId;
use shared::people::AgentCard;
use shared::staff::Status;
use sqlx::Row;

/// An agent who may sign in, as colleagues know them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Colleague {
    /// Who.
    pub card: AgentCard,
    /// Short number; may be empty.
    pub extension: String,
    /// The languages that they speak.
    pub languages: Vec<String>,
    /// How many conversations they may have.
    pub capacity: u32,
}

impl Store {
    /// Remembers what an agent chose to be.
    pub async fn set_status(&self, agent: &AgentId, status: Status) -> Result<()> {
        sqlx::query("update agents set status = $2 where id = $1")
            .bind(agent.as_str())
            .bind(status_name(status))
            .execute(self.writing())
            .await
            .map(drop)
    }

    /// What an agent chose to be, and how many conversations they may have. `None` for who may not sign in.
    pub async fn duty(&self, agent: &AgentId) -> Result<Option<(Status, u32)>> {
        let sql = "select status, capacity from agents where id = $1 and deactivated_at is null";
        let row = sqlx::query(sql).bind(agent.as_str()).fetch_optional(self.reading()).await?;
        row.map(|row| Ok((status_from(&row.try_get::<String, _>(0)?), number(&row, 1)?))).transpose()
    }

    /// Everyone who may sign in, in the agents' order.
    pub async fn colleagues(&self) -> Result<Vec<Colleague>> {
        let sql = "select id, name, photo, extension, languages, capacity from agents \
                   where deactivated_at is null order by position, id";
        let rows = sqlx::query(sql).fetch_all(self.reading()).await?;
        rows.iter()
            .map(|row| {
                Ok(Colleague {
                    card: AgentCard {
                        id: AgentId(row.try_get(0)?),
                        name: row.try_get(1)?,
                        photo: row.try_get(2)?,
                    },
                    extension: row.try_get(3)?,
                    languages: from_json(&row.try_get::<String, _>(4)?)?,
                    capacity: number(row, 5)?,
                })
            })
            .collect()
    }
}

fn status_name(status: Status) -> &'static str {
    match status {
        Status::Online => "online",
        Status::Away => "away",
        Status::Invisible => "invisible",
    }
}

fn status_from(name: &str) -> Status {
    match name {
        "away" => Status::Away,
        "invisible" => Status::Invisible,
        _ => Status::Online,
    }
}
