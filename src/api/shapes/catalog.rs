//! A negotiation's catalog in force, and what storing one came to.

use serde::Serialize;
use utoipa::ToSchema;

use super::instant;
use crate::domain::Catalog;
use crate::store::{CatalogChange, CatalogRow, Progress, Rereading};

/// How many articles a new catalog has read.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ReadingProgress {
    /// Articles read by it.
    #[schema(example = 120)]
    pub done: i64,
    /// Articles of the negotiation.
    #[schema(example = 400)]
    pub total: i64,
}

impl From<Progress> for ReadingProgress {
    fn from(progress: Progress) -> Self {
        Self { done: progress.done, total: progress.total }
    }
}

/// What the last reading of all of a negotiation's articles changed, doubtful suggestions apart.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ReadingChanges {
    /// When it was done, RFC 3339 in UTC.
    #[schema(example = "2026-02-01T12:00:00Z")]
    pub finished_at: String,
    /// Suggestions that were not there before.
    pub new_suggestions: i64,
    /// Suggestions that are there no longer.
    pub withdrawn_suggestions: i64,
    /// Suggestions that say something else now.
    pub changed_suggestions: i64,
    /// Decisions of people, none of which it touches.
    pub decisions_untouched: i64,
}

impl From<Rereading> for ReadingChanges {
    fn from(reread: Rereading) -> Self {
        Self {
            finished_at: instant(reread.finished_at),
            new_suggestions: reread.appeared,
            withdrawn_suggestions: reread.withdrawn,
            changed_suggestions: reread.changed,
            decisions_untouched: reread.decisions,
        }
    }
}

/// The catalog that readers see.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct CatalogInForce {
    /// The catalog.
    pub catalog: Catalog,
    /// The same as TOML, as it was stored.
    pub source: String,
    /// When it was stored, RFC 3339 in UTC.
    #[schema(example = "2026-02-01T12:00:00Z")]
    pub stored_at: String,
    /// Name and version of the reader whose findings go with it.
    #[schema(example = "learned-1")]
    pub reader: String,
    /// How far a newer catalog is that will take its place; null when none waits.
    pub pending: Option<ReadingProgress>,
    /// What the last reading of all articles changed; null where there was none.
    pub last_reading: Option<ReadingChanges>,
}

impl CatalogInForce {
    /// The catalog in force of a negotiation.
    #[must_use]
    pub fn new(
        (row, catalog): (&CatalogRow, &Catalog),
        pending: Option<Progress>,
        reread: Option<Rereading>,
    ) -> Self {
        Self {
            catalog: catalog.clone(),
            source: row.source.clone(),
            stored_at: instant(row.created_at),
            reader: row.reader.clone(),
            pending: pending.map(ReadingProgress::from),
            last_reading: reread.map(ReadingChanges::from),
        }
    }
}

/// What storing a catalog came to.
#[derive(Debug, Clone, Copy, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum CatalogOutcome {
    /// A new negotiation.
    Created,
    /// The same catalog was there already.
    Unchanged,
    /// In force at once: there was no article to read again.
    InForce,
    /// In force once every article has been read by it.
    Pending,
}

impl From<CatalogChange> for CatalogOutcome {
    fn from(change: CatalogChange) -> Self {
        match change {
            CatalogChange::Created => Self::Created,
            CatalogChange::Unchanged => Self::Unchanged,
            CatalogChange::Replaced => Self::InForce,
            CatalogChange::Pending => Self::Pending,
        }
    }
}

/// The answer to a stored catalog.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct CatalogAnswer {
    /// The negotiation's slug.
    #[schema(example = "ukraine-russia")]
    pub slug: String,
    /// What storing it came to.
    pub outcome: CatalogOutcome,
    /// Where the catalog in force and the progress of a pending one can be read.
    #[schema(example = "/api/v1/negotiations/ukraine-russia/catalog")]
    pub href: String,
}
