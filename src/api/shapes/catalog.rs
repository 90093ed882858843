//! A negotiation's catalog in force, and what storing one came to.

use serde::Serialize;
use utoipa::ToSchema;

use super::instant;
use crate::domain::Catalog;
use crate::store::{CatalogChange, CatalogRow, Progress};

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
}

impl CatalogInForce {
    /// The catalog in force of a negotiation.
    #[must_use]
    pub fn new(row: &CatalogRow, catalog: &Catalog, pending: Option<Progress>) -> Self {
        Self {
            catalog: catalog.clone(),
            source: row.source.clone(),
            stored_at: instant(row.created_at),
            reader: row.reader.clone(),
            pending: pending.map(ReadingProgress::from),
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
