//! The baselines, each in a process of its own: this program starts itself again.

use std::collections::HashMap;
use std::path::Path;
use std::str::FromStr;
use std::sync::{Arc, Mutex, PoisonError};

use anyhow::{Context, Result, bail};
use axum::Router;
use axum::extract::ws::{Message, Utf8Bytes, WebSocket, WebSocketUpgrade};
use axum::extract::{Path as InPath, State};
use axum::response::Response;
use axum::routing::get;
use e2e::report::report;
use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection, SqliteJournalMode, SqliteSynchronous};
use sqlx::{ConnectOptions, Connection, Executor};
use tokio::sync::{mpsc, oneshot};

/// How this program is told to be a baseline.
pub const SUBCOMMAND: &str = "baseline";
/// What a baseline prints before its address.
pub const LISTENING: &str = "Listening on http://";

/// The answers of the real server are longer than what they answer: they carry position, time and kind of each entry.
/// The same number of bytes goes around every message here.
const AROUND: (&str, &str) = (
    r#"{"events":{"conversation":"00000000-0000-7000-8000-000000000000","events":[{"seq":1000,"at":1800000000000,"fact":"#,
    r#"}],"last":1000}}"#,
);

/// What happens to a message before it is passed on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Store {
    /// Nothing.
    Nothing,
    /// It is committed to SQLite.
    Sqlite,
}

impl FromStr for Store {
    type Err = anyhow::Error;

    fn from_str(text: &str) -> Result<Self> {
        match text {
            "relay" => Ok(Self::Nothing),
            "relay+sql" => Ok(Self::Sqlite),
            _ => bail!("there is no baseline {text:?}"),
        }
    }
}

struct Relay {
    agents: Mutex<HashMap<u32, mpsc::UnboundedSender<Utf8Bytes>>>,
    commits: Option<mpsc::Sender<(Utf8Bytes, oneshot::Sender<()>)>>,
}

/// Serves until the process is killed.
///
/// # Errors
/// When no port is free or the database can't be made.
pub async fn serve(store: Store, folder: &Path) -> Result<()> {
    let commits = match store {
        Store::Nothing => None,
        Store::Sqlite => {
            let (sender, receiver) = mpsc::channel(10_000);
            tokio::spawn(commit(open(folder).await?, receiver));
            Some(sender)
        }
    };
    let relay = Arc::new(Relay { agents: Mutex::default(), commits });
    let router = Router::new()
        .route("/visitor/{pair}", get(visitor))
        .route("/agent/{pair}", get(agent))
        .with_state(relay);
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
    report(&format!("{LISTENING}{}", listener.local_addr()?));
    Ok(axum::serve(listener, router).await?)
}

async fn visitor(
    upgrade: WebSocketUpgrade,
    InPath(pair): InPath<u32>,
    State(relay): State<Arc<Relay>>,
) -> Response {
    lean(upgrade).on_upgrade(async move |mut socket| {
        // Ends with the connection.
        let _ = relay_visitor(&mut socket, pair, &relay).await;
    })
}

async fn relay_visitor(socket: &mut WebSocket, pair: u32, relay: &Relay) -> Result<()> {
    let to_agent = || relay.agents.lock().unwrap_or_else(PoisonError::into_inner).get(&pair).cloned();
    while let Some(message) = socket.recv().await {
        let Message::Text(text) = message? else { continue };
        if let Some(commits) = &relay.commits {
            let (done, committed) = oneshot::channel();
            commits.send((text.clone(), done)).await?;
            committed.await?;
        }
        let answer = Utf8Bytes::from([AROUND.0, text.as_str(), AROUND.1].concat());
        if let Some(agent) = to_agent() {
            agent.send(answer.clone())?;
        }
        socket.send(Message::Text(answer)).await?;
    }
    Ok(())
}

async fn agent(
    upgrade: WebSocketUpgrade,
    InPath(pair): InPath<u32>,
    State(relay): State<Arc<Relay>>,
) -> Response {
    lean(upgrade).on_upgrade(async move |mut socket| {
        let (sender, mut receiver) = mpsc::unbounded_channel();
        relay.agents.lock().unwrap_or_else(PoisonError::into_inner).insert(pair, sender);
        if socket.send(Message::text(AROUND.0)).await.is_err() {
            return;
        }
        while let Some(text) = receiver.recv().await {
            if socket.send(Message::Text(text)).await.is_err() {
                return;
            }
        }
    })
}

/// The default buffers would cost more memory than everything else together.
fn lean(upgrade: WebSocketUpgrade) -> WebSocketUpgrade {
    upgrade.read_buffer_size(4096).write_buffer_size(0)
}

async fn open(folder: &Path) -> Result<SqliteConnection> {
    let mut connection = SqliteConnectOptions::new()
        .filename(folder.join("relay.db"))
        .create_if_missing(true)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full)
        .connect()
        .await?;
    connection.execute("CREATE TABLE message (seq INTEGER PRIMARY KEY, text TEXT NOT NULL)").await?;
    Ok(connection)
}

/// Commits whatever waits at once, as long as there is anything.
async fn commit(
    mut connection: SqliteConnection,
    mut waiting: mpsc::Receiver<(Utf8Bytes, oneshot::Sender<()>)>,
) -> Result<()> {
    const MOST: usize = 1_000;
    let mut batch = Vec::new();
    while waiting.recv_many(&mut batch, MOST).await > 0 {
        let mut transaction = connection.begin_with("BEGIN IMMEDIATE").await?;
        let mut rest = &batch[..];
        // Many rows in one statement, in few sizes, so that each is prepared only once.
        for (size, statement) in STATEMENTS {
            while let Some((rows, after)) = rest.split_at_checked(size) {
                let mut query = sqlx::query(statement);
                for (text, _) in rows {
                    query = query.bind(text.as_str());
                }
                query.execute(&mut *transaction).await.context("the baseline cannot store")?;
                rest = after;
            }
        }
        transaction.commit().await?;
        for (_, done) in batch.drain(..) {
            // Fails when the visitor has gone.
            let _ = done.send(());
        }
    }
    Ok(())
}

const STATEMENTS: [(usize, &str); 3] = [
    (
        64,
        "INSERT INTO message (text) VALUES (?),(?),(?),(?),(?),(?),(?),(?),(?),(?),(?),(?),(?),(?),(?),(?),\
         (?),(?),(?),(?),(?),(?),(?),(?),(?),(?),(?),(?),(?),(?),(?),(?),\
         (?),(?),(?),(?),(?),(?),(?),(?),(?),(?),(?),(?),(?),(?),(?),(?),\
         (?),(?),(?),(?),(?),(?),(?),(?),(?),(?),(?),(?),(?),(?),(?),(?)",
    ),
    (8, "INSERT INTO message (text) VALUES (?),(?),(?),(?),(?),(?),(?),(?)"),
    (1, "INSERT INTO message (text) VALUES (?)"),
];
