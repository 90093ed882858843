//! The audit: who changed what, when and at whose request. An entry is written in the transaction
//! of its change, or there is neither.

use jiff::Timestamp;
use serde_json::Value;
use sqlx::FromRow;

use super::page::{Cursor, Page, PageRequest, day};
use super::pool::{Tx, statements, with_primary, with_read, with_tx};
use super::{Store, StoreError};
use crate::domain::{AccountId, AuditId};

/// Longest id of a request that is kept, in characters: a visitor may have chosen it.
const MAX_REQUEST_ID: usize = 64;
/// Most entries in an answer.
const MOST: i64 = 200;

statements! {
    RECORD = "insert into audit (id, at, actor_id, actor_name, request_id, action, subject_kind,
            subject_id, before, after, note)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)";
    OF_SUBJECT = "select id, at, actor_id, actor_name, request_id, action, subject_kind, subject_id,
            before, after, note
        from audit
        where subject_kind = $1 and subject_id = $2 and id < $3
        order by id desc
        limit $4";
    ENTRIES_OF = "select id, at, actor_id, actor_name, request_id, action, subject_kind, subject_id,
            before, after, note
        from audit
        where subject_kind = $1 and subject_id = $2
        order by id";
}

/// Every entry on one subject (kind, id), oldest first.
pub(super) const ENTRIES_OF_SUBJECT: &str = ENTRIES_OF;

/// Who makes a change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Actor {
    /// The account, when there is one.
    pub account: Option<AccountId>,
    /// Its name at the time, or what acts instead.
    pub name: String,
}

impl Actor {
    /// Whoever reaches a server that has no accounts.
    #[must_use]
    pub fn nobody() -> Self {
        Self { account: None, name: "somebody without an account".to_owned() }
    }

    /// The program itself, in the background or at its start.
    #[must_use]
    pub fn program() -> Self {
        Self { account: None, name: "Concordance".to_owned() }
    }

    /// Whoever may run commands on the machine.
    #[must_use]
    pub fn command_line() -> Self {
        Self { account: None, name: "command line".to_owned() }
    }

    /// Whoever is signed in.
    #[must_use]
    pub fn account(id: AccountId, name: &str) -> Self {
        Self { account: Some(id), name: name.to_owned() }
    }
}

/// What brings a change about: who, by which request, when.
#[derive(Debug, Clone)]
pub struct Cause {
    /// Who makes it.
    pub actor: Actor,
    /// The request's id, as in the log; none for commands.
    pub request_id: Option<String>,
    /// The instant.
    pub now: Timestamp,
}

/// What an entry says besides its cause.
#[derive(Debug)]
pub(super) struct Entry<'a> {
    /// What was done: `role changed`.
    pub(super) action: &'static str,
    /// What it was done to: `account`, and its id.
    pub(super) subject: (&'static str, String),
    /// The state before and after, as far as it changed; without secrets.
    pub(super) before: Option<Value>,
    pub(super) after: Option<Value>,
    /// What else is worth knowing; may be empty.
    pub(super) note: &'a str,
}

impl Entry<'_> {
    /// That something was done, and to what; nothing more yet.
    pub(super) fn about(action: &'static str, (kind, id): (&'static str, impl ToString)) -> Self {
        Self { action, subject: (kind, id.to_string()), before: None, after: None, note: "" }
    }
}

/// An entry as it is stored.
#[derive(Debug, Clone, PartialEq, Eq, FromRow)]
pub struct AuditRow {
    /// Its id; ids grow with time.
    pub id: AuditId,
    /// When, in epoch milliseconds.
    pub at: i64,
    /// Whose account it was; none for commands.
    pub actor_id: Option<AccountId>,
    /// The actor's name at the time.
    pub actor_name: String,
    /// The request's id.
    pub request_id: Option<String>,
    /// What was done.
    pub action: String,
    /// The kind of thing it was done to.
    pub subject_kind: String,
    /// Which one.
    pub subject_id: String,
    /// The state before, as JSON.
    pub before: Option<String>,
    /// The state after, as JSON.
    pub after: Option<String>,
    /// What else is worth knowing; may be empty.
    pub note: String,
}

impl Store {
    /// Writes an entry in the transaction of its change.
    pub(super) async fn record(
        &self,
        tx: &mut Tx,
        cause: &Cause,
        entry: Entry<'_>,
    ) -> Result<AuditId, StoreError> {
        let id = AuditId(self.new_id(cause.now));
        let request: Option<String> = cause
            .request_id
            .as_deref()
            .map(|id| id.chars().filter(|c| !c.is_control()).take(MAX_REQUEST_ID).collect());
        with_tx!(tx, |conn| sqlx::query(RECORD)
            .bind(id)
            .bind(cause.now.as_millisecond())
            .bind(cause.actor.account)
            .bind(cause.actor.name.as_str())
            .bind(request)
            .bind(entry.action)
            .bind(entry.subject.0)
            .bind(entry.subject.1)
            .bind(entry.before.map(|state| state.to_string()))
            .bind(entry.after.map(|state| state.to_string()))
            .bind(entry.note)
            .execute(conn)
            .await?
            .rows_affected());
        Ok(id)
    }

    /// The newest entries on one subject, before the entry `before` where it is given.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn audit_of(
        &self,
        (kind, id): (&str, &str),
        before: Option<AuditId>,
    ) -> Result<Vec<AuditRow>, StoreError> {
        Ok(with_primary!(self, |pool| sqlx::query_as(OF_SUBJECT)
            .bind(kind)
            .bind(id)
            .bind(before.map_or(i64::MAX, |id| id.0))
            .bind(MOST)
            .fetch_all(pool)
            .await?))
    }

    /// The entries on one subject, newest first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn history(
        &self,
        (kind, id): (&str, &str),
        request: &PageRequest,
    ) -> Result<Page<AuditRow>, StoreError> {
        let rows = with_read!(self, |pool| sqlx::query_as(OF_SUBJECT)
            .bind(kind)
            .bind(id)
            .bind(request.start(None).1)
            .bind(request.fetch())
            .fetch_all(pool)
            .await?);
        let at = |row: &AuditRow| Cursor { dated_on: day(row.at), id: row.id.0 };
        Ok(Page::of(rows, request, at))
    }
}
