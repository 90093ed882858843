//! A consistent copy of the database while the server runs.

use std::path::Path;

use super::pool::Pool;
use super::{Store, StoreError};

impl Store {
    /// Writes a consistent copy of a SQLite database to the file `to`, which must not exist yet.
    ///
    /// # Errors
    /// When the database is PostgreSQL (its own tools do it), the file exists, or writing fails.
    pub async fn backup(&self, to: &Path) -> Result<(), StoreError> {
        let Pool::Sqlite { write, .. } = &self.pool else {
            return Err(StoreError::NoBackup("use pg_dump or pg_basebackup for PostgreSQL"));
        };
        if to.exists() {
            return Err(StoreError::NoBackup("the file is there already; name a new one"));
        }
        // One statement under one read transaction: what is written meanwhile is not in the copy.
        let target = to.to_str().ok_or(StoreError::NoBackup("the file's name is not UTF-8"))?;
        sqlx::query("vacuum into $1").bind(target).execute(write).await?;
        Ok(())
    }
}
