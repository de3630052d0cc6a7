//! Questions to the index.

use crate::domain::search::Need;
use crate::domain::search::blocks::{BLOCK, Descent, cover};
use crate::store::{Dialect, Result, Store};
use shared::ids::ConversationId;
use shared::time::Timestamp;
use sqlx::Row;
use sqlx::any::AnyRow;

/// A conversation that the index has found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hit {
    /// Its place in the order, from which the next page goes on.
    pub number: i64,
    /// Which.
    pub conversation: ConversationId,
    /// When something last happened in it, as far as the index knows.
    pub at: Timestamp,
}

/// What is asked beside what is needed.
struct Bounds {
    before: i64,
    /// Below this number nothing is of the span.
    least: i64,
    from: i64,
    to: i64,
    limit: i64,
}

impl Store {
    /// Conversations of which all of this holds, the latest first, after a place in that order if one is given, and of
    /// which something last happened in a span.
    pub async fn find(
        &self,
        needs: &[Need],
        (from, to): (Option<Timestamp>, Option<Timestamp>),
        before: Option<i64>,
        limit: usize,
    ) -> Result<Vec<Hit>> {
        let mut bounds = Bounds {
            before: before.unwrap_or(i64::MAX),
            least: 0,
            from: from.map_or(i64::MIN, |at| at.0),
            to: to.map_or(i64::MAX, |at| at.0),
            limit: limit as i64,
        };
        let mut parts = parts(self.dialect(), needs);
        match self.dialect() {
            Dialect::Sqlite => {
                if from.or(to).is_some() {
                    let blocks = self.blocks(&bounds).await?;
                    let (Some(newest), Some(oldest)) = (blocks.first(), blocks.last()) else {
                        return Ok(Vec::new());
                    };
                    bounds.before = bounds.before.min((newest + 1) * BLOCK);
                    bounds.least = oldest * BLOCK;
                }
                self.ask_sqlite(&parts.join(" AND "), &bounds).await
            }
            Dialect::Postgres => {
                let mut descent = Descent::through(self.blocks(&bounds).await?);
                let mut hits: Vec<Hit> = Vec::new();
                let needed = parts.len();
                while hits.len() < limit
                    && let Some(ranges) = descent.next(hits.len(), limit - hits.len())
                {
                    let blocks: Vec<String> =
                        ranges.iter().flat_map(cover).map(|token| format!("'{token}'")).collect();
                    bounds.limit = (limit - hits.len()) as i64;
                    parts.truncate(needed);
                    parts.push(blocks.join(" | "));
                    hits.extend(self.ask_postgres(&parts, &bounds).await?);
                }
                Ok(hits)
            }
        }
    }

    /// The blocks in which something of the span may be, the newest first.
    async fn blocks(&self, bounds: &Bounds) -> Result<Vec<i64>> {
        let sql = "select block from search_blocks where block <= $1 and latest >= $2 and oldest < $3 \
                   order by block desc";
        let newest = (bounds.before - 1).div_euclid(BLOCK);
        let query = sqlx::query_scalar(sql).bind(newest).bind(bounds.from).bind(bounds.to);
        query.fetch_all(self.reading()).await
    }

    /// How many conversations there are of which all of this holds.
    pub async fn count(&self, needs: &[Need]) -> Result<u32> {
        let parts = parts(self.dialect(), needs);
        let count: i64 = match self.dialect() {
            Dialect::Sqlite => {
                let sql = "select count(*) from search_tokens where search_tokens match $1";
                sqlx::query_scalar(sql).bind(parts.join(" AND ")).fetch_one(self.reading()).await?
            }
            Dialect::Postgres => {
                let sql =
                    format!("select count(*) from search_documents where {}", conditions(parts.len(), 1));
                let query = sqlx::query_scalar(sqlx::AssertSqlSafe(sql));
                let query = parts.into_iter().fold(query, sqlx::query::QueryScalar::bind);
                query.fetch_one(self.reading()).await?
            }
        };
        Ok(u32::try_from(count).unwrap_or(u32::MAX))
    }

    /// FTS5 goes through what it finds from the greatest number down, and stops when it isn't asked for more.
    async fn ask_sqlite(&self, expression: &str, bounds: &Bounds) -> Result<Vec<Hit>> {
        let sql = "select d.number, d.conversation, d.at from search_tokens t \
                   join search_documents d on d.number = t.rowid \
                   where search_tokens match $6 and t.rowid < $1 and t.rowid >= $2 and d.at >= $3 and d.at < $4 \
                   order by t.rowid desc limit $5";
        self.hits(bounds.bind(sqlx::query(sql)).bind(expression.to_owned())).await
    }

    /// All that is found is sorted, so it is asked only for so much at a time. The limit must not get into the inner
    /// query, where the planner would go through the rows instead of the index. Each need is a condition of its own: GIN
    /// leaps from what all of them have to the next, where within one condition it would look at all that has the rarest.
    async fn ask_postgres(&self, parts: &[String], bounds: &Bounds) -> Result<Vec<Hit>> {
        let sql = format!(
            "with found as materialized (select number, conversation, at from search_documents where {}) \
             select number, conversation, at from found where number < $1 and number >= $2 and at >= $3 and at < $4 \
             order by number desc limit $5",
            conditions(parts.len(), 6)
        );
        let query = bounds.bind(sqlx::query(sqlx::AssertSqlSafe(sql)));
        self.hits(parts.iter().cloned().fold(query, sqlx::query::Query::bind)).await
    }

    async fn hits(&self, query: AnyQuery<'_>) -> Result<Vec<Hit>> {
        query.fetch_all(self.reading()).await?.iter().map(hit).collect()
    }
}

type AnyQuery<'q> = sqlx::query::Query<'q, sqlx::Any, <sqlx::Any as sqlx::Database>::Arguments>;

impl Bounds {
    /// The first five values of a question.
    fn bind<'q>(&self, query: AnyQuery<'q>) -> AnyQuery<'q> {
        let query = query.bind(self.before).bind(self.least);
        query.bind(self.from).bind(self.to).bind(self.limit)
    }
}

/// So many conditions for PostgreSQL, of which the first takes this value.
fn conditions(count: usize, first: usize) -> String {
    let one = |place: usize| format!("tokens @@ cast(${place} as tsquery)");
    (first..first + count).map(one).collect::<Vec<_>>().join(" and ")
}

fn hit(row: &AnyRow) -> Result<Hit> {
    Ok(Hit {
        number: row.try_get(0)?,
        conversation: ConversationId(row.try_get(1)?),
        at: Timestamp(row.try_get(2)?),
    })
}

/// What is needed as the database writes it. Tokens hold no quote, so none ends before its end.
fn parts(dialect: Dialect, needs: &[Need]) -> Vec<String> {
    let (quote, or, star) = match dialect {
        Dialect::Sqlite => ('"', " OR ", " *"),
        Dialect::Postgres => ('\'', " | ", ":*"),
    };
    let quoted = |token: &String| format!("{quote}{token}{quote}");
    let part = |need: &Need| match need {
        Need::Token(token) => quoted(token),
        Need::Begins(beginning) => format!("{}{star}", quoted(beginning)),
        Need::Any(tokens) => format!("({})", tokens.iter().map(quoted).collect::<Vec<_>>().join(or)),
    };
    needs.iter().map(part).collect()
}
