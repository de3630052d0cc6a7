//! Rows in bulk, around the server: only the tokens are its own.

use crate::data::{Made, START, World};
use anyhow::Result;
use server::domain::search::{blocks, document};
use sqlx::postgres::PgConnection;
use sqlx::sqlite::SqliteConnection;
use sqlx::{Connection, Executor, Row};

/// Conversations that are made at a time.
const CHUNK: usize = 4_000;
/// Rows in one statement.
const ROWS: usize = 50;

enum Cell {
    Text(String),
    Number(i64),
    Null,
}

struct Table {
    name: &'static str,
    columns: &'static str,
    rows: Vec<Vec<Cell>>,
}

fn text(value: impl Into<String>) -> Cell {
    Cell::Text(value.into())
}

fn instant(at: Option<shared::time::Timestamp>) -> Cell {
    at.map_or(Cell::Null, |at| Cell::Number(at.0))
}

fn json(value: &impl serde::Serialize) -> Cell {
    Cell::Text(serde_json::to_string(value).expect("it is JSON"))
}

fn staff(world: &World) -> Vec<Table> {
    let queue = |(index, id): (usize, &shared::ids::QueueId)| {
        vec![text(id.as_str()), text(format!("Queue {index}")), Cell::Number(index as i64)]
    };
    let agent = |card: &shared::people::AgentCard| {
        vec![
            text(card.id.as_str()),
            text(format!("{}@example.com", card.id)),
            text(&card.name),
            text("agent"),
            Cell::Number(START),
        ]
    };
    vec![
        Table {
            name: "queues",
            columns: "id, name, position",
            rows: world.queues.iter().enumerate().map(queue).collect(),
        },
        Table {
            name: "agents",
            columns: "id, email, name, role, created_at",
            rows: world.agents.iter().map(agent).collect(),
        },
    ]
}

fn tables(world: &World, numbers: std::ops::Range<usize>, is_blocked: bool) -> Vec<Table> {
    let mut conversations = Vec::new();
    let mut events = Vec::new();
    let mut agents = Vec::new();
    let mut documents = Vec::new();
    let mut tokens = Vec::new();
    for number in numbers {
        let Made { conversation, entries, said, at } = world.make(number);
        let id = conversation.id.as_str();
        let place = number as i64 + 1;
        let mut known = document(&conversation, &said);
        let mut row =
            vec![Cell::Number(place), text(id), Cell::Number(conversation.last.into()), Cell::Number(at.0)];
        if is_blocked {
            known.extend(blocks::tokens(place));
        }
        let known = known.into_iter().collect::<Vec<_>>().join(" ");
        if is_blocked {
            row.push(text(known));
        } else {
            tokens.push(vec![Cell::Number(place), text(known)]);
        }
        documents.push(row);
        for entry in &entries {
            let (kind, sender, client) = kind(&entry.fact);
            events.push(vec![
                text(id),
                Cell::Number(entry.seq.into()),
                Cell::Number(entry.at.0),
                sender,
                client,
                text(kind),
                json(&entry.fact),
            ]);
        }
        for card in &conversation.staff.present {
            agents.push(vec![text(card.id.as_str()), text(id), instant(conversation.ended_at)]);
        }
        let stage = if conversation.ended_at.is_some() { "ended" } else { "active" };
        conversations.push(vec![
            text(id),
            text(conversation.visitor.as_str()),
            text("o"),
            text("bench"),
            text(conversation.queue.as_str()),
            text(&conversation.topic),
            text(&conversation.card.name),
            text(&conversation.card.email),
            json(&conversation.page),
            json(&conversation.browser),
            text(stage),
            conversation.owner.as_ref().map_or(Cell::Null, |card| text(card.id.as_str())),
            Cell::Number(conversation.last.into()),
            instant(Some(conversation.opened_at)),
            instant(conversation.ended_at),
            conversation.rating.as_ref().map_or(Cell::Null, json),
            json(&conversation.staff),
            instant(Some(conversation.entered_at)),
            instant(conversation.archived_at),
            Cell::Number(conversation.last.into()),
        ]);
    }
    let document_columns =
        if is_blocked { "number, conversation, seen, at, tokens" } else { "number, conversation, seen, at" };
    let mut tables = vec![
        Table {
            name: "conversations",
            columns: "id, visitor, open_id, widget, queue, topic, visitor_name, visitor_email, page, browser, stage, \
                      owner, last, opened_at, ended_at, rating, staff, entered_at, archived_at, staff_read",
            rows: conversations,
        },
        Table {
            name: "events",
            columns: "conversation, seq, at, sender, client_id, kind, fact",
            rows: events,
        },
        Table { name: "conversation_agents", columns: "agent, conversation, ended_at", rows: agents },
        Table { name: "search_documents", columns: document_columns, rows: documents },
    ];
    if !is_blocked {
        tables.push(Table { name: "search_tokens", columns: "rowid, tokens", rows: tokens });
    }
    tables
}

fn kind(fact: &shared::timeline::Fact) -> (&'static str, Cell, Cell) {
    use shared::timeline::{Author, Fact, PublicFact};
    match fact {
        Fact::Public(PublicFact::Message { id, by, .. }) => {
            let sender = match by {
                Author::Agent(agent) => text(agent.as_str()),
                Author::Visitor | Author::System => text("visitor"),
            };
            ("message", sender, text(id.as_str()))
        }
        Fact::Public(PublicFact::Opened { .. }) => ("opened", text("visitor"), Cell::Null),
        Fact::Public(PublicFact::Joined { .. }) => ("joined", text("system"), Cell::Null),
        Fact::Public(PublicFact::Ended { id, .. }) => ("ended", text("visitor"), text(id.as_str())),
        _ => ("taken", text("system"), Cell::Null),
    }
}

fn chunks(world: &World) -> impl Iterator<Item = std::ops::Range<usize>> {
    let size = world.size;
    (0..size).step_by(CHUNK).map(move |start| start..(start + CHUNK).min(size))
}

/// When something last happened in each block.
fn times_of_blocks() -> String {
    format!(
        "insert into search_blocks (block, oldest, latest) \
         select number / {0}, min(at), max(at) from search_documents group by number / {0}",
        blocks::BLOCK
    )
}

/// Fills the file behind a URL.
pub async fn sqlite(url: &str, world: &World) -> Result<()> {
    let mut connection = SqliteConnection::connect(url).await?;
    connection
        .execute("pragma synchronous = off; pragma cache_size = -400000; pragma foreign_keys = off;")
        .await?;
    for table in staff(world) {
        insert(&mut connection, &table).await?;
    }
    for numbers in chunks(world) {
        connection.execute("begin").await?;
        for table in tables(world, numbers, false) {
            insert(&mut connection, &table).await?;
        }
        connection.execute("commit").await?;
    }
    connection.execute(sqlx::AssertSqlSafe(times_of_blocks())).await?;
    connection.execute("pragma wal_checkpoint(truncate); analyze;").await?;
    Ok(connection.close().await?)
}

async fn insert(connection: &mut SqliteConnection, table: &Table) -> Result<()> {
    for rows in table.rows.chunks(ROWS) {
        let one = format!("({})", vec!["?"; rows[0].len()].join(", "));
        let values = vec![one.as_str(); rows.len()].join(", ");
        let sql = format!("insert into {} ({}) values {values}", table.name, table.columns);
        let mut query = sqlx::query::<sqlx::Sqlite>(sqlx::AssertSqlSafe(sql));
        for cell in rows.iter().flatten() {
            query = match cell {
                Cell::Text(text) => query.bind(text.as_str()),
                Cell::Number(number) => query.bind(*number),
                Cell::Null => query.bind(None::<i64>),
            };
        }
        query.execute(&mut *connection).await?;
    }
    Ok(())
}

/// A database that is gone once it is dropped by hand.
pub struct Database {
    /// What to open.
    pub url: String,
    server: String,
}

const NAME: &str = "frontdesk_search_bench";

impl Database {
    /// The one of a server, which may not be there yet.
    pub fn on(server: &str) -> Self {
        let base = server.rsplit_once('/').map_or(server, |(base, _)| base);
        Self { url: format!("{base}/{NAME}"), server: server.into() }
    }

    /// Whether an earlier run has left it.
    pub async fn is_there(&self) -> Result<bool> {
        let mut connection = PgConnection::connect(&self.server).await?;
        let sql = "select count(*) from pg_database where datname = $1";
        let count: i64 = sqlx::query_scalar(sql).bind(NAME).fetch_one(&mut connection).await?;
        connection.close().await?;
        Ok(count > 0)
    }

    /// Makes it, instead of one that was left.
    pub async fn make(&self) -> Result<()> {
        self.run(&["drop", "create"]).await
    }

    /// Drops it.
    pub async fn drop(&self) -> Result<()> {
        self.run(&["drop"]).await
    }

    async fn run(&self, steps: &[&str]) -> Result<()> {
        let mut connection = PgConnection::connect(&self.server).await?;
        for step in steps {
            let sql = match *step {
                "drop" => format!("drop database if exists {NAME} with (force)"),
                _ => format!("create database {NAME}"),
            };
            connection.execute(sqlx::AssertSqlSafe(sql)).await?;
        }
        Ok(connection.close().await?)
    }
}

/// Fills the database at a URL. Returns its size in megabytes.
pub async fn postgres(url: &str, world: &World) -> Result<i64> {
    let mut connection = PgConnection::connect(url).await?;
    connection
        .execute("set maintenance_work_mem = '512MB'; set synchronous_commit = off; drop index search_tokens; drop index events_by_client_id;")
        .await?;
    for table in staff(world) {
        copy(&mut connection, &table).await?;
    }
    for numbers in chunks(world) {
        for table in tables(world, numbers, true) {
            copy(&mut connection, &table).await?;
        }
    }
    crate::report("rows are there; indexes");
    connection
        .execute("create index search_tokens on search_documents using gin (tokens) with (fastupdate = off)")
        .await?;
    connection
        .execute("create unique index events_by_client_id on events (client_id, conversation, sender)")
        .await?;
    connection.execute(sqlx::AssertSqlSafe(times_of_blocks())).await?;
    connection.execute("vacuum analyze").await?;
    connection.execute("checkpoint").await?;
    let size = connection.fetch_one("select pg_database_size(current_database()) / 1048576").await?;
    let size = size.try_get(0)?;
    connection.close().await?;
    Ok(size)
}

/// What is made here holds nothing that would have to be escaped.
async fn copy(connection: &mut PgConnection, table: &Table) -> Result<()> {
    let sql = format!("copy {} ({}) from stdin", table.name, table.columns);
    let mut sink = connection.copy_in_raw(&sql).await?;
    let mut lines = String::new();
    for row in &table.rows {
        for (index, cell) in row.iter().enumerate() {
            if index > 0 {
                lines.push('\t');
            }
            match cell {
                Cell::Text(text) => lines.push_str(text),
                Cell::Number(number) => lines.push_str(&number.to_string()),
                Cell::Null => lines.push_str("\\N"),
            }
        }
        lines.push('\n');
    }
    sink.send(lines.into_bytes()).await?;
    sink.finish().await?;
    Ok(())
}
