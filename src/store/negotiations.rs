//! Negotiations with their counts.

use sqlx::FromRow;

use super::pool::{statements, with_read};
use super::{Store, StoreError};
use crate::domain::NegotiationSlug;

statements! {
    NEGOTIATIONS = "select n.slug, c.name, c.summary, t.articles, t.passages, t.positions, t.suggested,
            (select max(a.dated_on) from articles a where a.negotiation_id = n.id) as latest_on
        from negotiations n
        join catalogs c on c.negotiation_id = n.id and c.state = 'current'
        join catalog_tallies t on t.catalog_id = c.id
        order by c.name, n.id";
}

/// A negotiation in a list.
#[derive(Debug, Clone, FromRow)]
pub struct NegotiationRow {
    /// Its slug.
    pub slug: NegotiationSlug,
    /// Its name.
    pub name: String,
    /// What is negotiated.
    pub summary: String,
    /// Articles stored.
    pub articles: i64,
    /// Passages found.
    pub passages: i64,
    /// Positions found, rejected ones not counted.
    pub positions: i64,
    /// Of them, those that no person has confirmed.
    pub suggested: i64,
    /// Date of the newest article, `YYYY-MM-DD`.
    pub latest_on: Option<String>,
}

impl Store {
    /// Every negotiation by name, with its counts.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn negotiations(&self) -> Result<Vec<NegotiationRow>, StoreError> {
        Ok(with_read!(self, |pool| sqlx::query_as(NEGOTIATIONS).fetch_all(pool).await?))
    }
}
