//! The one seam to the database, and the only place that names the driver's dialects. SQLite by default, PostgreSQL by
//! URL, one SQL text for both except in [`search`]: ids and JSON as text, instants as `bigint` milliseconds, `$1` for values.

pub mod agents;
pub mod append;
pub mod bans;
mod batch;
pub mod canned;
pub mod contacts;
pub mod conversations;
pub mod desk;
pub mod devices;
pub mod files;
pub mod history;
pub mod inbox;
pub mod mail;
pub mod notes;
pub mod people;
pub mod pictures;
pub mod push;
pub mod queues;
pub mod search;
pub mod sessions;
pub mod sightings;
pub mod silence;
pub mod tags;
pub mod team;
pub mod tickets;
pub mod widgets;

use crate::entropy::Entropy;
use anyhow::{Context, bail};
use shared::ids::Epoch;
use sqlx::any::{AnyConnectOptions, AnyPoolOptions};
use sqlx::{Any, AnyConnection, AnyPool, ConnectOptions, Connection, Executor, Transaction};
use std::path::Path;
use std::str::FromStr;
use std::time::Duration;

static MIGRATIONS: sqlx::migrate::Migrator = sqlx::migrate!();

/// A result of the database.
pub type Result<T> = std::result::Result<T, sqlx::Error>;

/// The database. Cheap to clone.
#[derive(Clone)]
pub struct Store {
    reading: AnyPool,
    writing: AnyPool,
    dialect: Dialect,
    epoch: Epoch,
}

/// Where the two databases differ.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dialect {
    /// One file, one writer.
    Sqlite,
    /// A server, several writers.
    Postgres,
}

impl Store {
    /// Opens the SQLite file in `folder`, making it if it isn't there.
    pub async fn open_folder(folder: &Path, entropy: &Entropy) -> anyhow::Result<Self> {
        let file = folder.join("frontdesk.db");
        Self::open(&format!("sqlite://{}?mode=rwc", file.display()), entropy).await
    }

    /// Opens the database at a `sqlite:` or `postgres:` URL and brings its tables up to date.
    ///
    /// # Errors
    /// The URL is of another kind, the database can't be reached, or it wouldn't keep what it acknowledges.
    pub async fn open(url: &str, entropy: &Entropy) -> anyhow::Result<Self> {
        sqlx::any::install_default_drivers();
        let dialect = match url.split(':').next() {
            Some("sqlite") => Dialect::Sqlite,
            Some("postgres" | "postgresql") => Dialect::Postgres,
            _ => bail!("the database URL must begin with sqlite: or postgres:"),
        };
        let options = AnyConnectOptions::from_str(url)
            .context("the database URL can't be read")?
            .disable_statement_logging();
        let (readers, writers) = match dialect {
            Dialect::Sqlite => (4, 1),
            Dialect::Postgres => (6, 2),
        };
        let pool = |connections| {
            AnyPoolOptions::new()
                .max_connections(connections)
                .acquire_timeout(Duration::from_secs(5))
                .after_connect(move |connection, _| Box::pin(prepare(connection, dialect)))
                .after_release(move |connection, _| Box::pin(is_sound(connection, dialect)))
        };
        // The writer connects first: on a new SQLite file it sets the journal mode that readers need.
        let writing =
            pool(writers).connect_with(options.clone()).await.context("the database can't be opened")?;
        MIGRATIONS.run(&writing).await.context("the database can't be brought up to date")?;
        search::prepare(&writing, dialect).await.context("the search index can't be made")?;
        refuse_unsafe(&writing, dialect).await?;
        let reading = pool(readers).connect_with(options).await.context("the database can't be opened")?;
        let epoch = remembered(&writing, "epoch", &entropy.secret()[..16]).await?;
        Ok(Self { reading, writing, dialect, epoch: Epoch(epoch) })
    }

    /// Names this life of the database.
    pub fn epoch(&self) -> &Epoch {
        &self.epoch
    }

    /// For queries that change nothing.
    pub(super) fn reading(&self) -> &AnyPool {
        &self.reading
    }

    /// For single statements that change something.
    pub(super) fn writing(&self) -> &AnyPool {
        &self.writing
    }

    /// Which of the two it is.
    pub(super) fn dialect(&self) -> Dialect {
        self.dialect
    }

    /// Begins a transaction that will write: on SQLite it holds the write lock from the start, so that what it reads
    /// stays true until it commits.
    pub(super) async fn begin(&self) -> Result<Transaction<'static, Any>> {
        match self.dialect {
            Dialect::Sqlite => self.writing.begin_with("begin immediate").await,
            Dialect::Postgres => self.writing.begin().await,
        }
    }

    /// Returns the value that is kept under `name`, or keeps `fresh` from now on. Whoever asks later gets the same.
    pub async fn remembered(&self, name: &str, fresh: &str) -> Result<String> {
        remembered(&self.writing, name, fresh).await
    }

    /// Whether the database answers.
    pub async fn check(&self) -> Result<()> {
        sqlx::query("select 1").execute(&self.reading).await.map(drop)
    }

    /// Moves what was committed from SQLite's log into its tables, as far as no reader is in the way. On a connection
    /// that doesn't write, so that no commit waits for it. PostgreSQL does this by itself.
    pub async fn checkpoint(&self) -> Result<()> {
        match self.dialect {
            Dialect::Sqlite => {
                sqlx::query("pragma wal_checkpoint(passive)").execute(&self.reading).await.map(drop)
            }
            Dialect::Postgres => Ok(()),
        }
    }

    /// Closes all connections.
    pub async fn close(&self) {
        self.reading.close().await;
        self.writing.close().await;
    }
}

async fn remembered(pool: &AnyPool, name: &str, fresh: &str) -> Result<String> {
    sqlx::query("insert into settings (name, value) values ($1, $2) on conflict (name) do nothing")
        .bind(name)
        .bind(fresh)
        .execute(pool)
        .await?;
    sqlx::query_scalar("select value from settings where name = $1").bind(name).fetch_one(pool).await
}

/// Every new connection: durable commits, and no endless wait for a lock.
async fn prepare(connection: &mut AnyConnection, dialect: Dialect) -> Result<()> {
    match dialect {
        Dialect::Sqlite => {
            let pragmas = "pragma journal_mode = wal; pragma synchronous = full; pragma foreign_keys = on; \
                           pragma busy_timeout = 5000; pragma wal_autocheckpoint = 0; pragma cache_size = -16000; pragma temp_store = memory;";
            connection.execute(pragmas).await.map(drop)
        }
        Dialect::Postgres => {
            connection.execute("set lock_timeout = '5s'; set statement_timeout = '30s'").await.map(drop)
        }
    }
}

/// Whether a connection may be used again. SQLite rolls back by itself when the disk is full, and the driver, whose own
/// rollback then fails, believes for ever after that a transaction is open: such a connection is closed.
async fn is_sound(connection: &mut AnyConnection, dialect: Dialect) -> Result<bool> {
    if dialect == Dialect::Sqlite {
        // Behind the rollback that a dropped transaction has queued.
        connection.ping().await?;
    }
    Ok(!connection.is_in_transaction())
}

/// An acknowledgement is a promise: refuses a database that was set up to break it.
async fn refuse_unsafe(pool: &AnyPool, dialect: Dialect) -> anyhow::Result<()> {
    if dialect == Dialect::Postgres {
        let setting: String =
            sqlx::query_scalar("select current_setting('synchronous_commit')").fetch_one(pool).await?;
        if setting == "off" {
            bail!(
                "PostgreSQL has synchronous_commit = off, so acknowledged messages could be lost: turn it on"
            );
        }
    }
    Ok(())
}
