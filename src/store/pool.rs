//! One store over two databases: an enum of pools, and macros that run one body on either.
//!
//! `with_read!` and `with_tx!` expand their body once for each database, so that a
//! statement is written once and typed for both.

use std::path::Path;
use std::str::FromStr;
use std::time::Duration;

use sqlx::postgres::PgPoolOptions;
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};
use sqlx::{PgPool, Postgres, Sqlite, SqlitePool, Transaction};

use super::StoreError;

/// How long a statement waits for another process's write, e.g. a running backup or import.
const BUSY_TIMEOUT: Duration = Duration::from_secs(20);
/// How long a request waits for a free connection.
const ACQUIRE_TIMEOUT: Duration = Duration::from_secs(10);
/// Connections that read; writing has one on SQLite.
const READERS: u32 = 4;
/// Connections to PostgreSQL, each way.
const PG_CONNECTIONS: u32 = 8;
/// Memory for pages of each reading connection, in KiB; negative by SQLite's convention.
const READ_CACHE_KIB: &str = "-4000";
/// The same for the writing one: an article touches some hundred pages of indexes.
const WRITE_CACHE_KIB: &str = "-16000";
/// Pages in the log before they are copied into the database: enough that neighbouring changes
/// of many articles are copied once.
const CHECKPOINT_PAGES: &str = "4000";

/// The databases' connections.
#[derive(Debug, Clone)]
pub(super) enum Pool {
    /// One file: a single writing connection, several that may only read.
    Sqlite {
        /// Refuses every write.
        read: SqlitePool,
        /// One connection: writes queue here.
        write: SqlitePool,
    },
    /// A server, and perhaps a replica for reading.
    Postgres {
        /// The replica, or the primary again.
        read: PgPool,
        /// The primary.
        write: PgPool,
    },
}

/// A transaction on either database.
#[derive(Debug)]
pub(super) enum Tx {
    Sqlite(Transaction<'static, Sqlite>),
    Postgres(Transaction<'static, Postgres>),
}

/// Runs a body with the reading pool of a store.
macro_rules! with_read {
    ($store:expr, |$pool:ident| $body:expr) => {
        match &$store.pool {
            $crate::store::pool::Pool::Sqlite { read: $pool, .. } => $body,
            $crate::store::pool::Pool::Postgres { read: $pool, .. } => $body,
        }
    };
}

/// As `with_read!`, but never with a replica: what must hold at once, such as a session's end, may
/// not have reached it.
macro_rules! with_primary {
    ($store:expr, |$pool:ident| $body:expr) => {
        match &$store.pool {
            $crate::store::pool::Pool::Sqlite { read: $pool, .. } => $body,
            $crate::store::pool::Pool::Postgres { write: $pool, .. } => $body,
        }
    };
}

/// Runs a body with the connection of a transaction.
macro_rules! with_tx {
    ($tx:expr, |$conn:ident| $body:expr) => {
        match $tx {
            $crate::store::pool::Tx::Sqlite(tx) => {
                let $conn = &mut **tx;
                $body
            }
            $crate::store::pool::Tx::Postgres(tx) => {
                let $conn = &mut **tx;
                $body
            }
        }
    };
}

/// Names each statement of a file and lists them all, so that a test can prepare every one.
macro_rules! statements {
    ($($(#[$doc:meta])* $name:ident = $sql:expr;)+) => {
        $($(#[$doc])* const $name: &str = $sql;)+
        /// Every statement of this file with its name.
        pub(in crate::store) const STATEMENTS: &[(&str, &str)] = &[$((stringify!($name), $name)),+];
    };
}

pub(in crate::store) use {statements, with_primary, with_read, with_tx};

impl Pool {
    /// Opens `url`, reading from `read_url` where it is given (PostgreSQL only).
    pub(super) async fn open(url: &str, read_url: Option<&str>) -> Result<Self, StoreError> {
        if url.starts_with("postgres://") || url.starts_with("postgresql://") {
            let write = postgres(url).await?;
            let read = match read_url {
                Some(read_url) => postgres(read_url).await?,
                None => write.clone(),
            };
            Ok(Self::Postgres { read, write })
        } else if url.starts_with("sqlite:") {
            open_sqlite(url).await
        } else {
            // The address may hold a password: show its beginning only.
            Err(StoreError::BadUrl(url.split("://").next().unwrap_or_default().to_owned()))
        }
    }

    pub(super) async fn begin(&self) -> Result<Tx, StoreError> {
        Ok(match self {
            // A deferred transaction that reads first could not be upgraded beside another writer.
            Self::Sqlite { write, .. } => Tx::Sqlite(write.begin_with("begin immediate").await?),
            Self::Postgres { write, .. } => Tx::Postgres(write.begin().await?),
        })
    }

    pub(super) async fn close(&self) {
        match self {
            Self::Sqlite { read, write } => {
                read.close().await;
                write.close().await;
            }
            Self::Postgres { read, write } => {
                read.close().await;
                write.close().await;
            }
        }
    }
}

impl Tx {
    pub(super) async fn commit(self) -> Result<(), StoreError> {
        match self {
            Self::Sqlite(tx) => tx.commit().await?,
            Self::Postgres(tx) => tx.commit().await?,
        }
        Ok(())
    }
}

async fn postgres(url: &str) -> Result<PgPool, StoreError> {
    Ok(PgPoolOptions::new()
        .max_connections(PG_CONNECTIONS)
        .acquire_timeout(ACQUIRE_TIMEOUT)
        .connect(url)
        .await?)
}

async fn open_sqlite(url: &str) -> Result<Pool, StoreError> {
    let options = SqliteConnectOptions::from_str(url)?;
    if let Some(folder) = options.get_filename().parent().filter(|f| *f != Path::new("")) {
        std::fs::create_dir_all(folder)?;
    }
    let options = options
        .create_if_missing(true)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full)
        .foreign_keys(true)
        .busy_timeout(BUSY_TIMEOUT);
    let writing = options
        .clone()
        .pragma("cache_size", WRITE_CACHE_KIB)
        .pragma("wal_autocheckpoint", CHECKPOINT_PAGES);
    let reading = options.pragma("cache_size", READ_CACHE_KIB).pragma("query_only", "on");
    let write = SqlitePoolOptions::new()
        .max_connections(1)
        .acquire_timeout(BUSY_TIMEOUT)
        .connect_with(writing)
        .await?;
    let read = SqlitePoolOptions::new()
        .max_connections(READERS)
        .acquire_timeout(ACQUIRE_TIMEOUT)
        .connect_with(reading)
        .await?;
    Ok(Pool::Sqlite { read, write })
}
