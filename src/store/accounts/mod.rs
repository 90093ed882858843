//! Accounts: who may sign in, and with which role.

pub(super) mod change;

use sqlx::FromRow;

use super::pool::{Tx, statements, with_primary, with_tx};
use super::{Store, StoreError};
use crate::domain::{AccountId, PasswordHash, Role};
pub use change::NewAccount;

statements! {
    ANY_ACCOUNT = "select id from accounts limit 1";
    ACCOUNTS = "select id, name, role, disabled_at, created_at from accounts order by name_key, id";
    ACCOUNT = "select id, name, role, disabled_at, created_at from accounts where id = $1";
    ACCOUNT_BY_NAME = "select id, name, role, disabled_at, created_at, password
        from accounts
        where name_key = $1";
}

/// Why a change of accounts cannot be made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum AccountError {
    /// Another account has the name.
    #[error("the name is taken")]
    NameTaken,
    /// Nobody could look after people, nor make another admin.
    #[error("the last enabled admin can be neither disabled nor given another role")]
    LastAdmin,
    /// The first account must be able to make others.
    #[error("the first account must be an admin")]
    FirstNotAdmin,
    /// The account is gone, disabled, or has another password now.
    #[error("there is no such account, or it has changed in the meantime")]
    Gone,
    /// More tokens than anybody looks after.
    #[error("there are too many tokens: revoke those that are not needed")]
    TooManyTokens,
}

/// An account.
#[derive(Debug, Clone, PartialEq, Eq, FromRow)]
pub struct AccountRow {
    /// Its id.
    pub id: AccountId,
    /// The name to sign in with.
    pub name: String,
    /// What it may do.
    pub role: Role,
    /// When it was disabled, in epoch milliseconds; nothing while it is enabled.
    pub disabled_at: Option<i64>,
    /// When it was made, in epoch milliseconds.
    pub created_at: i64,
}

impl AccountRow {
    /// Whether it may sign in.
    #[must_use]
    pub fn is_enabled(&self) -> bool {
        self.disabled_at.is_none()
    }
}

/// An account with its password as it is kept.
#[derive(Debug, Clone, FromRow)]
pub struct Credentials {
    /// The account.
    #[sqlx(flatten)]
    pub account: AccountRow,
    /// Its password.
    pub password: PasswordHash,
}

impl Store {
    /// Whether there is any account; while there is none, nobody can sign in.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn has_accounts(&self) -> Result<bool, StoreError> {
        let any: Option<i64> = with_primary!(self, |pool| {
            sqlx::query_scalar(ANY_ACCOUNT).fetch_optional(pool).await?
        });
        Ok(any.is_some())
    }

    /// Every account, by name.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn accounts(&self) -> Result<Vec<AccountRow>, StoreError> {
        Ok(with_primary!(self, |pool| sqlx::query_as(ACCOUNTS).fetch_all(pool).await?))
    }

    /// One account.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn account(&self, id: AccountId) -> Result<Option<AccountRow>, StoreError> {
        Ok(with_primary!(self, |pool| {
            sqlx::query_as(ACCOUNT).bind(id).fetch_optional(pool).await?
        }))
    }

    /// The account whose name has this key, with its password.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn account_by_name(&self, key: &str) -> Result<Option<Credentials>, StoreError> {
        Ok(with_primary!(self, |pool| {
            sqlx::query_as(ACCOUNT_BY_NAME).bind(key).fetch_optional(pool).await?
        }))
    }
}

/// One account, as the transaction sees it.
async fn account_in(tx: &mut Tx, id: AccountId) -> Result<AccountRow, StoreError> {
    let found: Option<AccountRow> =
        with_tx!(tx, |conn| sqlx::query_as(ACCOUNT).bind(id).fetch_optional(conn).await?);
    Ok(found.ok_or(AccountError::Gone)?)
}
