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

#[expect(clippy::disallowed_methods, reason = "the name is made of our own letters and digits")]
async fn fresh_postgres(server: &str) -> String {
    let number = COUNT.fetch_add(1, Ordering::Relaxed);
    let name = format!("concordance_test_{}_{number}", std::process::id());
    let mut admin = PgConnection::connect(server).await.expect("the PostgreSQL server answers");
    let drop = sqlx::raw_sql(sqlx::AssertSqlSafe(format!("drop database if exists {name}")));
    admin.execute(drop).await.expect("an old test database can be dropped");
    let create = sqlx::raw_sql(sqlx::AssertSqlSafe(format!("create database {name}")));
    admin.execute(create).await.expect("a test database can be made");
    let (base, _) = server.rsplit_once('/').expect("the URL ends in a database name");
    format!("{base}/{name}")
}
