//! Making and changing accounts, each one transaction with its entry in the audit.

use serde_json::json;

use super::{AccountError, AccountRow, account_in};
use crate::domain::{AccountId, AccountName, PasswordHash, Role, SessionId};
use crate::store::audit::{Cause, Entry};
use crate::store::pool::{Tx, statements, with_tx};
use crate::store::sessions::end_sessions;
use crate::store::{Store, StoreError};

statements! {
    /// Changes nothing, but makes PostgreSQL hold other changes of admins back.
    LOCK_ADMINS = "update accounts set role = role where role = 'admin'";
    OTHER_ADMINS = "select count(*) from accounts
        where role = 'admin' and disabled_at is null and id <> $1";
    INSERT_ACCOUNT = "insert into accounts
            (id, name, name_key, role, password, created_at, updated_at)
        values ($1, $2, $3, $4, $5, $6, $6)";
    SET_ROLE = "update accounts set role = $2, updated_at = $3 where id = $1";
    DISABLE = "update accounts set disabled_at = $2, updated_at = $2 where id = $1";
    ENABLE = "update accounts set disabled_at = null, updated_at = $2 where id = $1";
    SET_PASSWORD = "update accounts set password = $2, updated_at = $3 where id = $1";
}

/// An account to make.
#[derive(Debug)]
pub struct NewAccount<'a> {
    /// The name to sign in with.
    pub name: &'a AccountName,
    /// What it may do.
    pub role: Role,
    /// Its password, hashed.
    pub password: &'a PasswordHash,
}

impl Store {
    /// Makes an account.
    ///
    /// # Errors
    /// `NameTaken`, or `FirstNotAdmin` while there is no admin; else when the database fails.
    pub async fn add_account(
        &self,
        new: &NewAccount<'_>,
        cause: &Cause,
    ) -> Result<AccountId, StoreError> {
        let mut tx = self.begin().await?;
        if new.role != Role::Admin && other_admins(&mut tx, AccountId(0)).await? == 0 {
            return Err(AccountError::FirstNotAdmin.into());
        }
        let id = AccountId(self.new_id(cause.now));
        let inserted = with_tx!(&mut tx, |conn| sqlx::query(INSERT_ACCOUNT)
            .bind(id)
            .bind(new.name.as_str())
            .bind(new.name.key())
            .bind(new.role)
            .bind(new.password)
            .bind(cause.now.as_millisecond())
            .execute(conn)
            .await
            .map(|_| ()));
        inserted.map_err(|error| match error.as_database_error() {
            Some(known) if known.is_unique_violation() => AccountError::NameTaken.into(),
            _ => StoreError::Database(error),
        })?;
        let entry = Entry {
            after: Some(json!({"name": new.name.as_str(), "role": new.role})),
            ..Entry::about("account added", ("account", id))
        };
        self.record(&mut tx, cause, entry).await?;
        tx.commit().await?;
        Ok(id)
    }

    /// Gives an account another role, which holds from its next request on.
    ///
    /// # Errors
    /// `Gone`, or `LastAdmin` when there would be no admin left; else when the database fails.
    pub async fn set_role(
        &self,
        id: AccountId,
        role: Role,
        cause: &Cause,
    ) -> Result<(), StoreError> {
        let mut tx = self.begin().await?;
        let account = admins_locked(&mut tx, id).await?;
        if account.role == role {
            return Ok(());
        }
        if role != Role::Admin {
            keep_an_admin(&mut tx, &account).await?;
        }
        with_tx!(&mut tx, |conn| sqlx::query(SET_ROLE)
            .bind(id)
            .bind(role)
            .bind(cause.now.as_millisecond())
            .execute(conn)
            .await?
            .rows_affected());
        let entry = Entry {
            before: Some(json!({"role": account.role})),
            after: Some(json!({"role": role})),
            ..Entry::about("role changed", ("account", id))
        };
        self.record(&mut tx, cause, entry).await?;
        tx.commit().await
    }

    /// Keeps an account from signing in, and ends its sessions; its tokens do not count while it
    /// is disabled.
    ///
    /// # Errors
    /// As [`Store::set_role`].
    pub async fn disable_account(&self, id: AccountId, cause: &Cause) -> Result<(), StoreError> {
        let mut tx = self.begin().await?;
        let account = admins_locked(&mut tx, id).await?;
        if !account.is_enabled() {
            return Ok(());
        }
        keep_an_admin(&mut tx, &account).await?;
        self.switch(&mut tx, (DISABLE, id), cause).await?;
        let ended = end_sessions(&mut tx, id, None).await?;
        let entry = Entry {
            before: Some(json!({"enabled": true})),
            after: Some(json!({"enabled": false, "sessions_ended": ended})),
            ..Entry::about("account disabled", ("account", id))
        };
        self.record(&mut tx, cause, entry).await?;
        tx.commit().await
    }

    /// Lets a disabled account sign in again.
    ///
    /// # Errors
    /// `Gone`, else when the database fails.
    pub async fn enable_account(&self, id: AccountId, cause: &Cause) -> Result<(), StoreError> {
        let mut tx = self.begin().await?;
        if account_in(&mut tx, id).await?.is_enabled() {
            return Ok(());
        }
        self.switch(&mut tx, (ENABLE, id), cause).await?;
        let entry = Entry {
            before: Some(json!({"enabled": false})),
            after: Some(json!({"enabled": true})),
            ..Entry::about("account enabled", ("account", id))
        };
        self.record(&mut tx, cause, entry).await?;
        tx.commit().await
    }

    async fn switch(
        &self,
        tx: &mut Tx,
        (statement, id): (&'static str, AccountId),
        cause: &Cause,
    ) -> Result<(), StoreError> {
        with_tx!(tx, |conn| sqlx::query(statement)
            .bind(id)
            .bind(cause.now.as_millisecond())
            .execute(conn)
            .await?
            .rows_affected());
        Ok(())
    }

    /// Gives an account another password, and ends its sessions but for `kept`.
    ///
    /// # Errors
    /// `Gone`, else when the database fails.
    pub async fn set_password(
        &self,
        id: AccountId,
        (password, kept): (&PasswordHash, Option<SessionId>),
        cause: &Cause,
    ) -> Result<(), StoreError> {
        let mut tx = self.begin().await?;
        let set = with_tx!(&mut tx, |conn| sqlx::query(SET_PASSWORD)
            .bind(id)
            .bind(password)
            .bind(cause.now.as_millisecond())
            .execute(conn)
            .await?
            .rows_affected());
        if set == 0 {
            return Err(AccountError::Gone.into());
        }
        let ended = end_sessions(&mut tx, id, kept).await?;
        let entry = Entry {
            after: Some(json!({"sessions_ended": ended})),
            ..Entry::about("password changed", ("account", id))
        };
        self.record(&mut tx, cause, entry).await?;
        tx.commit().await
    }
}

/// The account, while nobody else changes who is admin.
async fn admins_locked(tx: &mut Tx, id: AccountId) -> Result<AccountRow, StoreError> {
    with_tx!(&mut *tx, |conn| sqlx::query(LOCK_ADMINS).execute(conn).await?.rows_affected());
    account_in(tx, id).await
}

async fn keep_an_admin(tx: &mut Tx, account: &AccountRow) -> Result<(), StoreError> {
    let counts = account.role == Role::Admin && account.is_enabled();
    if counts && other_admins(tx, account.id).await? == 0 {
        return Err(AccountError::LastAdmin.into());
    }
    Ok(())
}

async fn other_admins(tx: &mut Tx, than: AccountId) -> Result<i64, StoreError> {
    Ok(with_tx!(tx, |conn| sqlx::query_scalar(OTHER_ADMINS).bind(than).fetch_one(conn).await?))
}
