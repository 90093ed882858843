//! The versions of a negotiation's catalog as they were stored: kept for good, also when the
//! findings made by them are gone.
//!
//! Who stored a version, when and why stands in the audit, whose entries on a catalog are under the
//! negotiation's slug.

use serde_json::{Value, json};
use sqlx::FromRow;

use super::{CatalogChange, CatalogRow};
use crate::domain::{AuditId, NegotiationId};
use crate::store::audit::{Cause, Entry};
use crate::store::pool::{Tx, statements, with_read, with_tx};
use crate::store::{Store, StoreError};

statements! {
    KEEP_VERSION = "insert into catalog_versions (negotiation_id, number, audit_id, source)
        values ($1, $2, $3, $4)";
    VERSION = "select v.number, u.at, u.actor_name, v.source
        from catalog_versions v
        left join audit u on u.id = v.audit_id
        where v.negotiation_id = $1 and v.number = $2";
    NEWEST_VERSION = "select v.number, u.at, u.actor_name, v.source
        from catalog_versions v
        left join audit u on u.id = v.audit_id
        where v.negotiation_id = $1
        order by v.number desc
        limit 1";
}

/// A catalog as it was stored once. Of one that was stored before the history was kept, who stored
/// it and when is not known.
#[derive(Debug, Clone, FromRow)]
pub struct CatalogVersion {
    /// Counts a negotiation's versions, from 1.
    pub number: i64,
    /// When it was stored, in epoch milliseconds.
    pub at: Option<i64>,
    /// Who stored it: the name at that time.
    pub actor_name: Option<String>,
    /// The catalog as TOML.
    pub source: String,
}

/// A catalog that takes another one's place, or does not.
pub(super) struct Put<'a> {
    pub(super) current: &'a CatalogRow,
    pub(super) source: &'a str,
    pub(super) reader: &'a str,
    pub(super) change: CatalogChange,
    /// Whether another one waited, and does so no longer.
    pub(super) has_withdrawn: bool,
}

impl Store {
    /// One version of a negotiation's catalog.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn catalog_version(
        &self,
        negotiation: NegotiationId,
        number: i64,
    ) -> Result<Option<CatalogVersion>, StoreError> {
        Ok(with_read!(self, |pool| {
            sqlx::query_as(VERSION).bind(negotiation).bind(number).fetch_optional(pool).await?
        }))
    }

    /// Keeps a new negotiation's catalog, and says so in the audit.
    pub(super) async fn note_first(
        &self,
        tx: &mut Tx,
        (negotiation, slug): (NegotiationId, &str),
        (source, reader): (&str, &str),
        cause: &Cause,
    ) -> Result<(), StoreError> {
        let after = Some(state_of(1, reader, false));
        let entry = Entry { after, ..Entry::about("negotiation added", ("catalog", slug)) };
        let audit = self.record(tx, cause, entry).await?;
        keep(tx, (negotiation, 1), source, audit).await
    }

    /// Keeps a changed catalog, and says in the audit what has changed; nothing when nothing has.
    pub(super) async fn note_put(
        &self,
        tx: &mut Tx,
        put: &Put<'_>,
        cause: &Cause,
    ) -> Result<(), StoreError> {
        let is_same = put.change == CatalogChange::Unchanged;
        if is_same && !put.has_withdrawn {
            return Ok(());
        }
        let negotiation = put.current.negotiation_id;
        let newest = newest(tx, negotiation).await?;
        let (before, kept) = newest.map_or((0, None), |v| (v.number, Some(v.source)));
        let is_new = kept.as_deref() != Some(put.source);
        let number = before + i64::from(is_new);
        let action = match (is_new, is_same) {
            (true, _) => "catalog changed",
            (false, true) => "waiting catalog withdrawn",
            (false, false) => "reader changed",
        };
        let waits = put.change == CatalogChange::Pending;
        let entry = Entry {
            before: Some(state_of(before, &put.current.reader, put.has_withdrawn)),
            after: Some(state_of(number, put.reader, waits)),
            ..Entry::about(action, ("catalog", put.current.slug.as_str()))
        };
        let audit = self.record(tx, cause, entry).await?;
        if is_new { keep(tx, (negotiation, number), put.source, audit).await } else { Ok(()) }
    }

    /// Says in the audit that a catalog that waited is in force.
    pub(super) async fn note_in_force(
        &self,
        tx: &mut Tx,
        catalog: &CatalogRow,
        cause: &Cause,
    ) -> Result<(), StoreError> {
        let newest = newest(tx, catalog.negotiation_id).await?;
        let number = newest.map_or(0, |version| version.number);
        let entry = Entry {
            before: Some(state_of(number, &catalog.reader, true)),
            after: Some(state_of(number, &catalog.reader, false)),
            ..Entry::about("catalog put in force", ("catalog", catalog.slug.as_str()))
        };
        self.record(tx, cause, entry).await.map(|_| ())
    }
}

fn state_of(version: i64, reader: &str, waits: bool) -> Value {
    let state = if waits { "waiting" } else { "in force" };
    json!({"version": version, "reader": reader, "state": state})
}

async fn newest(
    tx: &mut Tx,
    negotiation: NegotiationId,
) -> Result<Option<CatalogVersion>, StoreError> {
    Ok(with_tx!(tx, |conn| {
        sqlx::query_as(NEWEST_VERSION).bind(negotiation).fetch_optional(conn).await?
    }))
}

async fn keep(
    tx: &mut Tx,
    (negotiation, number): (NegotiationId, i64),
    source: &str,
    audit: AuditId,
) -> Result<(), StoreError> {
    with_tx!(tx, |conn| sqlx::query(KEEP_VERSION)
        .bind(negotiation)
        .bind(number)
        .bind(audit)
        .bind(source)
        .execute(conn)
        .await?
        .rows_affected());
    Ok(())
}
