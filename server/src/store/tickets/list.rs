//! Which tickets are listed.

use super::{COLUMNS, TABLES, rank, ticket};
use crate::store::{Result, Store};
use shared::ids::{AgentId, QueueId};
use shared::ticket::{AssigneeFilter, PAGE_TICKETS, PREVIEW_CHARS, StatusFilter, Ticket, TicketFilter};
use std::collections::BTreeSet;

/// Whose tickets are listed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Of<'a> {
    /// All there are.
    Everyone,
    /// Those in some queues, and those that an agent has.
    Queues(&'a BTreeSet<QueueId>, &'a AgentId),
}

/// What is put in for a placeholder.
enum Value<'a> {
    Number(i64),
    Text(&'a str),
    Owned(String),
}

/// Conditions that all have to hold.
#[derive(Default)]
struct Conditions<'a> {
    sql: Vec<String>,
    values: Vec<Value<'a>>,
}

impl<'a> Conditions<'a> {
    /// The placeholder of a value.
    fn put(&mut self, value: Value<'a>) -> String {
        self.values.push(value);
        format!("${}", self.values.len())
    }

    fn equal(&mut self, column: &str, value: Value<'a>) {
        let place = self.put(value);
        self.sql.push(format!("{column} = {place}"));
    }

    fn text(&mut self, text: &str) {
        let number = text.strip_prefix('#').unwrap_or(text).parse::<u32>().ok();
        let lower = text.to_lowercase();
        // What means something to `like` is meant as it is written.
        let escaped = lower.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_");
        let place = self.put(Value::Owned(format!("%{escaped}%")));
        let mut either = format!("t.sought like {place} escape '\\'");
        if let Some(number) = number {
            let place = self.put(Value::Number(number.into()));
            either.push_str(&format!(" or t.number = {place}"));
        }
        self.sql.push(format!("({either})"));
    }
}

impl Store {
    /// A page of tickets, the latest first. `me` is whoever asks.
    pub async fn tickets(&self, of: Of<'_>, filter: &TicketFilter, me: &AgentId) -> Result<Vec<Ticket>> {
        let mut conditions = Conditions::default();
        if let Of::Queues(queues, agent) = of {
            let places: Vec<_> =
                queues.iter().map(|queue| conditions.put(Value::Text(queue.as_str()))).collect();
            let own = conditions.put(Value::Text(agent.as_str()));
            let own = format!("t.assignee = {own}");
            conditions.sql.push(match places.is_empty() {
                true => own,
                false => format!("(t.queue in ({}) or {own})", places.join(", ")),
            });
        }
        match filter.status {
            Some(StatusFilter::Unsolved) => conditions.sql.push("t.status <> 'solved'".into()),
            Some(status) => conditions.equal("t.status", Value::Text(status.name())),
            None => {}
        }
        if let Some(priority) = filter.priority {
            conditions.equal("t.priority", Value::Number(rank(priority)));
        }
        match &filter.assignee {
            Some(AssigneeFilter::Me) => conditions.equal("t.assignee", Value::Text(me.as_str())),
            Some(AssigneeFilter::Agent(agent)) => {
                conditions.equal("t.assignee", Value::Text(agent.as_str()));
            }
            Some(AssigneeFilter::Nobody) => conditions.sql.push("t.assignee is null".into()),
            None => {}
        }
        if let Some(queue) = &filter.queue {
            conditions.equal("t.queue", Value::Text(queue.as_str()));
        }
        if !filter.text.trim().is_empty() {
            conditions.text(filter.text.trim());
        }
        if let Some(before) = filter.before {
            let place = conditions.put(Value::Number(before.into()));
            conditions.sql.push(format!("t.number < {place}"));
        }
        let all = if conditions.sql.is_empty() { "1 = 1".into() } else { conditions.sql.join(" and ") };
        let sql = format!(
            "select {COLUMNS}, substr(t.body, 1, {PREVIEW_CHARS}) as body from {TABLES} \
             where {all} order by t.number desc limit {PAGE_TICKETS}"
        );
        let query = sqlx::query(sqlx::AssertSqlSafe(sql));
        let query = conditions.values.into_iter().fold(query, |query, value| match value {
            Value::Number(number) => query.bind(number),
            Value::Text(text) => query.bind(text.to_owned()),
            Value::Owned(text) => query.bind(text),
        });
        query.fetch_all(self.reading()).await?.iter().map(ticket).collect()
    }
}
