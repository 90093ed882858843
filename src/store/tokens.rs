//! Tokens: with them programs sign in to the API. A token has a digest of its secret, never the
//! secret.

use jiff::Timestamp;
use serde_json::json;
use sqlx::FromRow;

use super::accounts::AccountError;
use super::audit::{Cause, Entry};
use super::pool::{statements, with_primary, with_tx};
use super::{Store, StoreError};
use crate::domain::{AccountId, Role, TokenId};

/// Most tokens of one account that are in force at once.
const MOST: i64 = 50;

statements! {
    TOKEN = "select tokens.account_id, accounts.name, accounts.role, tokens.name as token,
            tokens.role as token_role, tokens.expires_at
        from tokens
        join accounts on accounts.id = tokens.account_id and accounts.disabled_at is null
        where tokens.digest = $1 and tokens.revoked_at is null and tokens.expires_at > $2";
    TOKENS_OF = "select id, name, role, created_at, expires_at from tokens
        where account_id = $1 and revoked_at is null and expires_at > $2
        order by id desc";
    COUNT_TOKENS = "select count(*) from tokens
        where account_id = $1 and revoked_at is null and expires_at > $2";
    INSERT_TOKEN = "insert into tokens (id, account_id, digest, name, role, created_at, expires_at)
        values ($1, $2, $3, $4, $5, $6, $7)";
    REVOKE = "update tokens set revoked_at = $3
        where id = $1 and account_id = $2 and revoked_at is null";
}

/// A token to make.
#[derive(Debug)]
pub struct NewToken<'a> {
    /// Whose it is.
    pub account: AccountId,
    /// The digest of its secret.
    pub digest: &'a str,
    /// What its owner calls it.
    pub name: &'a str,
    /// What it may do at most.
    pub role: Role,
    /// When it ends.
    pub expires_at: Timestamp,
}

/// Who is signed in by a token.
#[derive(Debug, Clone, FromRow)]
pub struct TokenOwner {
    /// The account.
    pub account_id: AccountId,
    /// Its name.
    pub name: String,
    /// Its role.
    pub role: Role,
    /// What the token is called.
    pub token: String,
    /// What the token may do at most.
    pub token_role: Role,
    /// When the token ends, in epoch milliseconds.
    pub expires_at: i64,
}

/// A token in the list of its account.
#[derive(Debug, Clone, PartialEq, Eq, FromRow)]
pub struct TokenRow {
    /// Its id.
    pub id: TokenId,
    /// What its owner calls it.
    pub name: String,
    /// What it may do at most.
    pub role: Role,
    /// When it was made, in epoch milliseconds.
    pub created_at: i64,
    /// When it ends, in epoch milliseconds.
    pub expires_at: i64,
}

impl Store {
    /// Who is signed in by the token with this digest, when it is in force.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn token(
        &self,
        digest: &str,
        now: Timestamp,
    ) -> Result<Option<TokenOwner>, StoreError> {
        Ok(with_primary!(self, |pool| sqlx::query_as(TOKEN)
            .bind(digest)
            .bind(now.as_millisecond())
            .fetch_optional(pool)
            .await?))
    }

    /// The tokens of an account that are in force, newest first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn tokens_of(
        &self,
        account: AccountId,
        now: Timestamp,
    ) -> Result<Vec<TokenRow>, StoreError> {
        Ok(with_primary!(self, |pool| sqlx::query_as(TOKENS_OF)
            .bind(account)
            .bind(now.as_millisecond())
            .fetch_all(pool)
            .await?))
    }

    /// Makes a token.
    ///
    /// # Errors
    /// `TooManyTokens`, else when the database fails.
    pub async fn add_token(
        &self,
        new: &NewToken<'_>,
        cause: &Cause,
    ) -> Result<TokenId, StoreError> {
        let mut tx = self.begin().await?;
        let count: i64 = with_tx!(&mut tx, |conn| sqlx::query_scalar(COUNT_TOKENS)
            .bind(new.account)
            .bind(cause.now.as_millisecond())
            .fetch_one(conn)
            .await?);
        if count >= MOST {
            return Err(AccountError::TooManyTokens.into());
        }
        let id = TokenId(self.new_id(cause.now));
        with_tx!(&mut tx, |conn| sqlx::query(INSERT_TOKEN)
            .bind(id)
            .bind(new.account)
            .bind(new.digest)
            .bind(new.name)
            .bind(new.role)
            .bind(cause.now.as_millisecond())
            .bind(new.expires_at.as_millisecond())
            .execute(conn)
            .await?
            .rows_affected());
        let made = json!({"name": new.name, "role": new.role,
            "expires_at": new.expires_at.to_string()});
        let entry = Entry { after: Some(made), ..Entry::about("token made", ("token", id)) };
        self.record(&mut tx, cause, entry).await?;
        tx.commit().await?;
        Ok(id)
    }

    /// Revokes a token of an account; false when it is not there.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn revoke_token(
        &self,
        account: AccountId,
        token: TokenId,
        cause: &Cause,
    ) -> Result<bool, StoreError> {
        let mut tx = self.begin().await?;
        let revoked = with_tx!(&mut tx, |conn| sqlx::query(REVOKE)
            .bind(token)
            .bind(account)
            .bind(cause.now.as_millisecond())
            .execute(conn)
            .await?
            .rows_affected());
        if revoked > 0 {
            self.record(&mut tx, cause, Entry::about("token revoked", ("token", token))).await?;
        }
        tx.commit().await?;
        Ok(revoked > 0)
    }
}
