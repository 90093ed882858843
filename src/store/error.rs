//! What can go wrong in the store. Not found is no error: look-ups return `Option`.

use super::{AccountError, CodingError, DecisionError, ReportError};
use crate::domain::ArticleId;

/// Why the store could not do it.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The same text or address is already stored in this negotiation.
    #[error("the same {what} is already stored as article {existing}")]
    Duplicate {
        /// `text` or `address`.
        what: &'static str,
        /// The article that is there.
        existing: ArticleId,
    },
    /// Somebody changed the row since it was read.
    #[error("the {0} has changed in the meantime")]
    Changed(&'static str),
    /// A stored value that the program cannot read.
    #[error("{table}.{column} of row {id} cannot be read: {problem}")]
    BadRow {
        /// The table.
        table: &'static str,
        /// The column.
        column: &'static str,
        /// The row's id.
        id: i64,
        /// What is wrong.
        problem: String,
    },
    /// The database's address is not one that the program knows.
    #[error("`{0}` is no database: write sqlite:PATH or postgres://…")]
    BadUrl(String),
    /// A change of accounts that cannot be made.
    #[error(transparent)]
    Account(#[from] AccountError),
    /// A verdict that is not taken.
    #[error(transparent)]
    Decision(#[from] DecisionError),
    /// A report that is not taken, or not answered.
    #[error(transparent)]
    Report(#[from] ReportError),
    /// A change of a coding that is not taken, or codings that are not settled.
    #[error(transparent)]
    Coding(#[from] CodingError),
    /// A copy cannot be made.
    #[error("no copy was made: {0}")]
    NoBackup(&'static str),
    /// The folder for the database file cannot be made.
    #[error("the folder for the database cannot be made: {0}")]
    Folder(#[from] std::io::Error),
    /// The database's layout could not be brought up to date.
    #[error("the database cannot be migrated: {0}")]
    Migrate(#[from] sqlx::migrate::MigrateError),
    /// The database failed.
    #[error("database: {0}")]
    Database(#[from] sqlx::Error),
}
