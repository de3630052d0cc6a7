//! The list by which agents find the conversations that they are in, or called to.

use super::rows::Step;
use crate::store::batch::{chunks, placeholders};
use crate::store::{Dialect, Result};
use shared::ids::{AgentId, ConversationId};
use shared::time::Timestamp;
use sqlx::{Any, Transaction};
use std::collections::BTreeSet;

/// A line of the list.
type Line<'a> = (&'a AgentId, &'a ConversationId, Option<Timestamp>);

/// Writes the lines of conversations anew whose agents or end have changed.
pub async fn write(
    dialect: Dialect,
    transaction: &mut Transaction<'static, Any>,
    steps: &[&Step],
) -> Result<()> {
    let changed: Vec<&Step> = steps.iter().copied().filter(|step| has_changed(step)).collect();
    let ids: Vec<&ConversationId> = changed.iter().map(|(_, after)| &after.id).collect();
    for chunk in chunks(&ids) {
        let values = placeholders(dialect, chunk.len(), 1);
        let sql = format!("delete from conversation_agents where conversation in ({values})");
        let query = sqlx::query(sqlx::AssertSqlSafe(sql));
        chunk.iter().fold(query, |query, id| query.bind(id.as_str())).execute(&mut **transaction).await?;
    }
    let lines: Vec<Line<'_>> = changed.iter().flat_map(|step| lines(step)).collect();
    for chunk in chunks(&lines) {
        let values = placeholders(dialect, chunk.len(), 3);
        let sql = format!("insert into conversation_agents (agent, conversation, ended_at) values {values}");
        let mut query = sqlx::query(sqlx::AssertSqlSafe(sql));
        for (agent, conversation, ended_at) in chunk {
            query = query.bind(agent.as_str()).bind(conversation.as_str()).bind(ended_at.map(|at| at.0));
        }
        query.execute(&mut **transaction).await?;
    }
    Ok(())
}

fn has_changed((before, after): &Step) -> bool {
    before.staff.present != after.staff.present
        || before.staff.invited != after.staff.invited
        || before.staff.mentioned != after.staff.mentioned
        || before.ended_at != after.ended_at
}

fn lines((_, after): &Step) -> impl Iterator<Item = Line<'_>> {
    let staff = &after.staff;
    let seen_by: BTreeSet<&AgentId> =
        staff.present.iter().map(|card| &card.id).chain(&staff.invited).chain(&staff.mentioned).collect();
    seen_by.into_iter().map(|agent| (agent, &after.id, after.ended_at))
}
