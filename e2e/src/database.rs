//! A PostgreSQL database of one test's own, and the check that a SQLite file is sound.

use std::path::Path;

use anyhow::{Context, Result, ensure};
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{AssertSqlSafe, ConnectOptions, Connection, Executor, PgConnection};

/// An empty database, made for one test.
pub struct TestDatabase {
    server: String,
    name: String,
}

impl TestDatabase {
    /// Makes a database on the PostgreSQL that `server` points to.
    ///
    /// # Errors
    /// When PostgreSQL is away or refuses.
    pub async fn create(server: &str) -> Result<Self> {
        let name = format!("frontdesk_test_{:012x}", fastrand::u64(..) >> 16);
        let mut connection = connect(server).await?;
        connection.execute(AssertSqlSafe(format!("CREATE DATABASE {name}"))).await?;
        Ok(Self { server: server.into(), name })
    }

    /// Its address, for `FRONTDESK_DATABASE_URL`.
    pub fn url(&self) -> String {
        let (address, options) = self.server.split_once('?').unwrap_or((&self.server, ""));
        // The path is what follows the host: `postgres://user@host:5432/path`.
        let host_end = address
            .find("://")
            .and_then(|scheme| address[scheme + 3..].find('/').map(|slash| scheme + 3 + slash))
            .unwrap_or(address.len());
        let question = if options.is_empty() { "" } else { "?" };
        format!("{}/{}{question}{options}", &address[..host_end], self.name)
    }

    /// Removes it, whoever is still connected.
    ///
    /// # Errors
    /// When PostgreSQL is away or refuses.
    pub async fn remove(self) -> Result<()> {
        let mut connection = connect(&self.server).await?;
        connection.execute(AssertSqlSafe(format!("DROP DATABASE {} WITH (FORCE)", self.name))).await?;
        Ok(())
    }
}

/// Lets SQLite check a whole file.
///
/// # Errors
/// When it finds a fault, or can't be asked.
pub async fn check_sqlite(file: &Path) -> Result<()> {
    let mut connection = SqliteConnectOptions::new()
        .filename(file)
        .connect()
        .await
        .with_context(|| format!("cannot open {}", file.display()))?;
    let verdict: String = sqlx::query_scalar("PRAGMA integrity_check").fetch_one(&mut connection).await?;
    connection.close().await?;
    ensure!(verdict == "ok", "SQLite says of {}: {verdict}", file.display());
    Ok(())
}

async fn connect(url: &str) -> Result<PgConnection> {
    PgConnection::connect(url).await.context("PostgreSQL of FRONTDESK_TEST_POSTGRES_URL cannot be reached")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_url_keeps_all_but_the_name() {
        let url = |server: &str| TestDatabase { server: server.into(), name: "new".into() }.url();
        assert_eq!(url("postgres://me@host:5432/old"), "postgres://me@host:5432/new");
        assert_eq!(url("postgres://me@host"), "postgres://me@host/new");
        assert_eq!(url("postgres:///old?host=/run/pg"), "postgres:///new?host=/run/pg");
    }
}
