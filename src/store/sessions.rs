//! Sessions: browsers that are signed in. A session has a digest of its secret, never the secret.

use std::time::Duration;

use jiff::Timestamp;
use serde_json::json;
use sqlx::FromRow;

use super::accounts::AccountError;
use super::audit::{Cause, Entry};
use super::pool::{Tx, statements, with_primary, with_tx};
use super::{Store, StoreError};
use crate::domain::{AccountId, PasswordHash, Role, SessionId};

/// Milliseconds between two notes of when a session was last seen.
const SEEN_EVERY_MS: i64 = 60_000;

statements! {
    SESSION = "select sessions.id, sessions.account_id, accounts.name, accounts.role,
            sessions.seen_at
        from sessions
        join accounts on accounts.id = sessions.account_id and accounts.disabled_at is null
        where sessions.digest = $1 and sessions.begun_at > $2 and sessions.seen_at > $3";
    SESSIONS_OF = "select id, agent, begun_at, seen_at from sessions
        where account_id = $1 and begun_at > $2 and seen_at > $3
        order by seen_at desc, id desc";
    SEEN = "update sessions set seen_at = $2 where id = $1 and seen_at < $2";
    /// Changes nothing, but holds back whoever would disable the account; no row when it is
    /// disabled or has another password than the one that was compared.
    LOCK_ENABLED = "update accounts set name = name
        where id = $1 and password = $2 and disabled_at is null";
    INSERT_SESSION = "insert into sessions (id, account_id, digest, agent, begun_at, seen_at)
        values ($1, $2, $3, $4, $5, $5)";
    END_SESSION = "delete from sessions where id = $1 and account_id = $2";
    END_SESSIONS = "delete from sessions where account_id = $1 and id <> $2";
    FORGET_EXPIRED = "delete from sessions where begun_at <= $1 or seen_at <= $2";
}

/// How long sessions last.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SessionLife {
    /// Without a request.
    pub idle: Duration,
    /// In all.
    pub age: Duration,
}

impl Default for SessionLife {
    fn default() -> Self {
        Self { idle: Duration::from_hours(12), age: Duration::from_hours(30 * 24) }
    }
}

impl SessionLife {
    /// What begins, and what was seen, after these instants still lasts at `now`.
    fn cutoffs(self, now: Timestamp) -> (i64, i64) {
        let before = |life: Duration| {
            let life = i64::try_from(life.as_millis()).unwrap_or(i64::MAX);
            now.as_millisecond().saturating_sub(life)
        };
        (before(self.age), before(self.idle))
    }
}

/// A session to begin.
#[derive(Debug)]
pub struct NewSession<'a> {
    /// Whose it is.
    pub account: AccountId,
    /// The password that was compared, as it is kept.
    pub password: &'a PasswordHash,
    /// The digest of its secret.
    pub digest: &'a str,
    /// What the browser calls itself.
    pub agent: &'a str,
    /// The session that this browser had before, with its account: it ends.
    pub instead_of: Option<(AccountId, SessionId)>,
}

/// Who is signed in by a session.
#[derive(Debug, Clone, FromRow)]
pub struct SignedInRow {
    /// The session.
    pub id: SessionId,
    /// The account.
    pub account_id: AccountId,
    /// Its name.
    pub name: String,
    /// Its role.
    pub role: Role,
    /// When the session was last seen, in epoch milliseconds, to the minute.
    pub seen_at: i64,
}

/// A session in the list of its account.
#[derive(Debug, Clone, PartialEq, Eq, FromRow)]
pub struct SessionRow {
    /// Its id.
    pub id: SessionId,
    /// What the browser calls itself.
    pub agent: String,
    /// When it began, in epoch milliseconds.
    pub begun_at: i64,
    /// When it was last seen, in epoch milliseconds, to the minute.
    pub seen_at: i64,
}

impl Store {
    /// Who is signed in by the session with this digest, when it still lasts.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn session(
        &self,
        digest: &str,
        life: SessionLife,
        now: Timestamp,
    ) -> Result<Option<SignedInRow>, StoreError> {
        let (begun_after, seen_after) = life.cutoffs(now);
        Ok(with_primary!(self, |pool| sqlx::query_as(SESSION)
            .bind(digest)
            .bind(begun_after)
            .bind(seen_after)
            .fetch_optional(pool)
            .await?))
    }

    /// Notes that a session was seen, at most once a minute.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn note_seen(&self, session: &SignedInRow, now: Timestamp) -> Result<(), StoreError> {
        if now.as_millisecond().saturating_sub(session.seen_at) < SEEN_EVERY_MS {
            return Ok(());
        }
        let mut tx = self.begin().await?;
        with_tx!(&mut tx, |conn| sqlx::query(SEEN)
            .bind(session.id)
            .bind(now.as_millisecond())
            .execute(conn)
            .await?
            .rows_affected());
        tx.commit().await
    }

    /// The sessions of an account that still last, the one last seen first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn sessions_of(
        &self,
        account: AccountId,
        life: SessionLife,
        now: Timestamp,
    ) -> Result<Vec<SessionRow>, StoreError> {
        let (begun_after, seen_after) = life.cutoffs(now);
        Ok(with_primary!(self, |pool| sqlx::query_as(SESSIONS_OF)
            .bind(account)
            .bind(begun_after)
            .bind(seen_after)
            .fetch_all(pool)
            .await?))
    }

    /// Begins a session, and lets those that have expired go.
    ///
    /// # Errors
    /// `Gone` when the account is disabled or has another password now, else when the database
    /// fails.
    pub async fn begin_session(
        &self,
        new: &NewSession<'_>,
        life: SessionLife,
        cause: &Cause,
    ) -> Result<SessionId, StoreError> {
        let mut tx = self.begin().await?;
        let enabled = with_tx!(&mut tx, |conn| sqlx::query(LOCK_ENABLED)
            .bind(new.account)
            .bind(new.password)
            .execute(conn)
            .await?
            .rows_affected());
        if enabled == 0 {
            return Err(AccountError::Gone.into());
        }
        let (begun_until, seen_until) = life.cutoffs(cause.now);
        with_tx!(&mut tx, |conn| sqlx::query(FORGET_EXPIRED)
            .bind(begun_until)
            .bind(seen_until)
            .execute(conn)
            .await?
            .rows_affected());
        if let Some(old) = new.instead_of {
            self.end(&mut tx, old, cause).await?;
        }
        let id = SessionId(self.new_id(cause.now));
        with_tx!(&mut tx, |conn| sqlx::query(INSERT_SESSION)
            .bind(id)
            .bind(new.account)
            .bind(new.digest)
            .bind(new.agent)
            .bind(cause.now.as_millisecond())
            .execute(conn)
            .await?
            .rows_affected());
        let entry = Entry {
            after: Some(json!({"agent": new.agent})),
            ..Entry::about("signed in", ("account", new.account))
        };
        self.record(&mut tx, cause, entry).await?;
        tx.commit().await?;
        Ok(id)
    }

    /// Ends one session of an account; false when it is not there.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn end_session(
        &self,
        account: AccountId,
        session: SessionId,
        cause: &Cause,
    ) -> Result<bool, StoreError> {
        let mut tx = self.begin().await?;
        let ended = self.end(&mut tx, (account, session), cause).await?;
        tx.commit().await?;
        Ok(ended)
    }

    async fn end(
        &self,
        tx: &mut Tx,
        (account, session): (AccountId, SessionId),
        cause: &Cause,
    ) -> Result<bool, StoreError> {
        let ended = with_tx!(&mut *tx, |conn| sqlx::query(END_SESSION)
            .bind(session)
            .bind(account)
            .execute(conn)
            .await?
            .rows_affected());
        if ended > 0 {
            let before = Some(json!({"session": session}));
            let ended = Entry::about("session ended", ("account", account));
            self.record(tx, cause, Entry { before, ..ended }).await?;
        }
        Ok(ended > 0)
    }

    /// Ends every session of an account but `kept`; answers how many.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn end_other_sessions(
        &self,
        account: AccountId,
        kept: Option<SessionId>,
        cause: &Cause,
    ) -> Result<u64, StoreError> {
        let mut tx = self.begin().await?;
        let ended = end_sessions(&mut tx, account, kept).await?;
        if ended > 0 {
            let after = Some(json!({"sessions_ended": ended}));
            let ended = Entry::about("sessions ended", ("account", account));
            self.record(&mut tx, cause, Entry { after, ..ended }).await?;
        }
        tx.commit().await?;
        Ok(ended)
    }
}

/// Ends the sessions of an account but `kept`, in the transaction that makes it necessary.
pub(super) async fn end_sessions(
    tx: &mut Tx,
    account: AccountId,
    kept: Option<SessionId>,
) -> Result<u64, StoreError> {
    Ok(with_tx!(tx, |conn| sqlx::query(END_SESSIONS)
        .bind(account)
        .bind(kept.unwrap_or(SessionId(0)))
        .execute(conn)
        .await?
        .rows_affected()))
}
