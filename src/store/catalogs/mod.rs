//! The versions of negotiations' catalogs: reading them here, changing them in [`change`].
//!
//! A catalog is `current` (what readers see), `pending` (articles are being read by it) or
//! `retired` (its findings are being removed). A negotiation has exactly one current catalog. What
//! was stored stays in [`versions`] for good.

mod change;
mod versions;

use sqlx::FromRow;

use super::pool::{statements, with_read};
use super::{Store, StoreError};
use crate::domain::{CatalogId, NegotiationId, NegotiationSlug};
pub(super) use change::{STATEMENTS as CHANGE_STATEMENTS, lock_negotiation};
pub use versions::CatalogVersion;
pub(super) use versions::STATEMENTS as VERSION_STATEMENTS;

statements! {
    CURRENT_CATALOG = "select c.id, c.negotiation_id, n.slug, c.source, c.reader, c.created_at
        from negotiations n
        join catalogs c on c.negotiation_id = n.id and c.state = 'current'
        where n.slug = $1";
    CATALOGS_IN_STATE = "select c.id, c.negotiation_id, n.slug, c.source, c.reader, c.created_at
        from catalogs c
        join negotiations n on n.id = c.negotiation_id
        where c.state = $1
        order by c.id";
    PENDING_OF = "select c.id, c.negotiation_id, n.slug, c.source, c.reader, c.created_at
        from catalogs c
        join negotiations n on n.id = c.negotiation_id
        where c.negotiation_id = $1 and c.state = 'pending'";
    PROGRESS = "select
            (select count(*) from analyses where catalog_id = $1) as done,
            (select count(*) from articles where negotiation_id = $2) as total";
    ARTICLES_TO_READ = "select a.id from articles a
        where a.negotiation_id = $1 and a.id > $2
          and not exists (select 1 from analyses s where s.catalog_id = $3 and s.article_id = a.id)
        order by a.id
        limit $4";
}

/// One version of a negotiation's catalog.
#[derive(Debug, Clone, FromRow)]
pub struct CatalogRow {
    /// The version's id.
    pub id: CatalogId,
    /// Whose catalog it is.
    pub negotiation_id: NegotiationId,
    /// The negotiation's slug.
    pub slug: NegotiationSlug,
    /// The catalog as TOML.
    pub source: String,
    /// The reader whose findings go with it.
    pub reader: String,
    /// When it was stored, in epoch milliseconds.
    pub created_at: i64,
}

/// The life of a catalog version.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CatalogState {
    /// What readers see.
    Current,
    /// Articles are being read by it.
    Pending,
    /// Replaced; its findings are being removed.
    Retired,
}

impl CatalogState {
    fn as_str(self) -> &'static str {
        match self {
            Self::Current => "current",
            Self::Pending => "pending",
            Self::Retired => "retired",
        }
    }
}

/// What storing a catalog came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CatalogChange {
    /// A new negotiation.
    Created,
    /// The same catalog was there already.
    Unchanged,
    /// In force at once: there is no article to read again.
    Replaced,
    /// In force once every article has been read by it.
    Pending,
}

/// How far a pending catalog is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, FromRow)]
pub struct Progress {
    /// Articles read by it.
    pub done: i64,
    /// Articles of the negotiation.
    pub total: i64,
}

impl Store {
    /// The catalog in force for a negotiation.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn current_catalog(
        &self,
        slug: &NegotiationSlug,
    ) -> Result<Option<CatalogRow>, StoreError> {
        Ok(with_read!(self, |pool| {
            sqlx::query_as(CURRENT_CATALOG).bind(slug.as_str()).fetch_optional(pool).await?
        }))
    }

    /// The catalog by which a negotiation's articles are being read again, if any.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn pending_catalog(
        &self,
        negotiation: NegotiationId,
    ) -> Result<Option<CatalogRow>, StoreError> {
        Ok(with_read!(self, |pool| {
            sqlx::query_as(PENDING_OF).bind(negotiation).fetch_optional(pool).await?
        }))
    }

    /// Every catalog in `state`, oldest first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn catalogs_in(&self, state: CatalogState) -> Result<Vec<CatalogRow>, StoreError> {
        Ok(with_read!(self, |pool| {
            sqlx::query_as(CATALOGS_IN_STATE).bind(state.as_str()).fetch_all(pool).await?
        }))
    }

    /// How many of a negotiation's articles a catalog has read.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn progress(&self, catalog: &CatalogRow) -> Result<Progress, StoreError> {
        Ok(with_read!(self, |pool| {
            sqlx::query_as(PROGRESS)
                .bind(catalog.id)
                .bind(catalog.negotiation_id)
                .fetch_one(pool)
                .await?
        }))
    }

    /// Up to `limit` articles after `after` (an id) that a catalog has not read yet, by id.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn articles_to_read(
        &self,
        catalog: &CatalogRow,
        after: i64,
        limit: i64,
    ) -> Result<Vec<i64>, StoreError> {
        Ok(with_read!(self, |pool| {
            sqlx::query_scalar(ARTICLES_TO_READ)
                .bind(catalog.negotiation_id)
                .bind(after)
                .bind(catalog.id)
                .bind(limit)
                .fetch_all(pool)
                .await?
        }))
    }
}
