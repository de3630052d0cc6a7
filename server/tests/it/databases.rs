//! Every test of the store runs on both databases: on SQLite in a folder of its own, and on PostgreSQL in a database of
//! its own when `FRONTDESK_TEST_POSTGRES_URL` names a server (as `cargo xtask test` does).

use server::entropy::Entropy;
use server::store::Store;
use sqlx::{Connection, PgConnection};

/// A database that is gone after the test.
pub struct TestDatabase {
    /// What to open.
    pub url: String,
    folder: Option<tempfile::TempDir>,
    postgres: Option<(String, String)>,
}

impl TestDatabase {
    fn sqlite() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let url = format!("sqlite://{}?mode=rwc", folder.path().join("frontdesk.db").display());
        Self { url, folder: Some(folder), postgres: None }
    }

    async fn postgres(server: &str) -> Self {
        let name = format!("test_{}", &Entropy::from_system().secret()[..16]);
        let mut admin = PgConnection::connect(server).await.expect("PostgreSQL answers");
        let create = format!("create database {name}");
        sqlx::query(sqlx::AssertSqlSafe(create)).execute(&mut admin).await.expect("a database");
        let url = match server.split_once('?') {
            Some((base, options)) => format!("{}/{name}?{options}", base.rsplit_once('/').expect("a path").0),
            None => format!("{}/{name}", server.rsplit_once('/').expect("a path").0),
        };
        Self { url, folder: None, postgres: Some((server.into(), name)) }
    }

    /// Opens it.
    pub async fn open(&self) -> Store {
        Store::open(&self.url, &Entropy::from_system()).await.expect("the store opens")
    }

    async fn remove(self) {
        if let Some((server, name)) = self.postgres {
            let mut admin = PgConnection::connect(&server).await.expect("PostgreSQL answers");
            let drop = format!("drop database {name} with (force)");
            sqlx::query(sqlx::AssertSqlSafe(drop)).execute(&mut admin).await.expect("it goes");
        }
        drop(self.folder);
    }
}

/// Runs the body on each database.
pub async fn on_each(body: impl AsyncFn(&TestDatabase)) {
    let sqlite = TestDatabase::sqlite();
    body(&sqlite).await;
    sqlite.remove().await;
    #[expect(clippy::disallowed_methods, reason = "tests are told by the environment where PostgreSQL is")]
    match std::env::var("FRONTDESK_TEST_POSTGRES_URL") {
        Ok(server) => {
            let postgres = TestDatabase::postgres(&server).await;
            body(&postgres).await;
            postgres.remove().await;
        }
        Err(_) => eprintln!(
            "not run on PostgreSQL: FRONTDESK_TEST_POSTGRES_URL is not set (cargo xtask test sets it)"
        ),
    }
}
