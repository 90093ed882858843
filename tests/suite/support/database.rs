//! A fresh database a test: SQLite in a folder that goes away, or PostgreSQL when
//! `CONCORDANCE_TEST_POSTGRES` names a server on which databases may be made.

use std::sync::atomic::{AtomicU32, Ordering};

use concordance::store::Store;
use sqlx::{Connection, Executor, PgConnection};
use tempfile::TempDir;

/// A database of one test.
pub(crate) struct TestDatabase {
    pub(crate) store: Store,
    pub(crate) url: String,
    _folder: TempDir,
}

static COUNT: AtomicU32 = AtomicU32::new(0);

/// The server of the PostgreSQL run, if this is one.
pub(crate) fn postgres_server() -> Option<String> {
    std::env::var("CONCORDANCE_TEST_POSTGRES").ok().filter(|url| !url.is_empty())
}

impl TestDatabase {
    /// A fresh one on whichever engine this run tests.
    pub(crate) async fn new() -> Self {
        let folder = tempfile::tempdir().expect("the temporary folder can be written");
        let url = match postgres_server() {
            Some(server) => fresh_postgres(&server).await,
            None => format!("sqlite:{}/test.db", folder.path().display()),
        };
        let store = Store::connect(&url, None).await.expect("the test database opens");
        Self { store, url, _folder: folder }
    }
}

/// Hundreds of databases fill a disk: each goes with its test.
impl Drop for TestDatabase {
    fn drop(&mut self) {
        let (Some(server), Some((_, name))) = (postgres_server(), self.url.rsplit_once('/')) else {
            return;
        };
        let name = name.to_owned();
        // In a thread of its own, for the test's runtime cannot be waited for from inside. A server
        // that is gone leaves nothing to drop, and the test has said so.
        let dropping = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
            runtime.block_on(drop_postgres(&server, &name)).map_err(std::io::Error::other)
        });
        let _ = dropping.join();
    }
}

async fn fresh_postgres(server: &str) -> String {
    let number = COUNT.fetch_add(1, Ordering::Relaxed);
    let name = format!("concordance_test_{}_{number}", std::process::id());
    drop_postgres(server, &name).await.expect("an old test database can be dropped");
    let create = format!("create database {name}");
    ask_postgres(server, create).await.expect("a test database can be made");
    let (base, _) = server.rsplit_once('/').expect("the URL ends in a database name");
    format!("{base}/{name}")
}

/// Drops a database, whoever is still connected.
async fn drop_postgres(server: &str, name: &str) -> Result<(), sqlx::Error> {
    ask_postgres(server, format!("drop database if exists {name} with (force)")).await
}

#[expect(clippy::disallowed_methods, reason = "the names are made of our own letters and digits")]
async fn ask_postgres(server: &str, statement: String) -> Result<(), sqlx::Error> {
    let mut admin = PgConnection::connect(server).await?;
    admin.execute(sqlx::raw_sql(sqlx::AssertSqlSafe(statement))).await?;
    admin.close().await
}
