//! Negotiations and the versions of their catalogs.
//!
//! A catalog is `current` (what readers see), `pending` (articles are being read by it) or
//! `retired` (its findings are being removed). A negotiation has exactly one current catalog.

use jiff::Timestamp;
use sqlx::FromRow;

use super::pool::{Tx, statements, with_read, with_tx};
use super::{Store, StoreError};
use crate::domain::{Catalog, CatalogId, NegotiationId, NegotiationSlug};

statements! {
    NEGOTIATIONS = "select n.slug, c.name, c.summary, t.articles, t.passages, t.positions, t.suggested,
            (select max(a.dated_on) from articles a where a.negotiation_id = n.id) as latest_on
        from negotiations n
        join catalogs c on c.negotiation_id = n.id and c.state = 'current'
        join catalog_tallies t on t.catalog_id = c.id
        order by c.name, n.id";
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
    LOCK_NEGOTIATION = "update negotiations set created_at = created_at where id = $1";
    PROGRESS = "select
            (select count(*) from analyses where catalog_id = $1) as done,
            (select count(*) from articles where negotiation_id = $2) as total";
    INSERT_NEGOTIATION = "insert into negotiations (id, slug, created_at) values ($1, $2, $3)";
    INSERT_CATALOG = "insert into catalogs
            (id, negotiation_id, state, name, summary, source, reader, created_at)
        values ($1, $2, $3, $4, $5, $6, $7, $8)";
    INSERT_PARTY = "insert into parties (catalog_id, slug, ordinal, name) values ($1, $2, $3, $4)";
    INSERT_ISSUE = "insert into issues (catalog_id, slug, ordinal, name) values ($1, $2, $3, $4)";
    INSERT_TALLY = "insert into catalog_tallies (catalog_id, articles, passages, positions, suggested)
        values ($1, 0, 0, 0, 0)";
    RETIRE = "update catalogs set state = 'retired' where negotiation_id = $1 and state = $2";
    ACTIVATE = "update catalogs set state = 'current' where id = $1 and state = 'pending'";
    UNREAD_ARTICLE = "select a.id from articles a
        where a.negotiation_id = $1
          and not exists (select 1 from analyses s where s.catalog_id = $2 and s.article_id = a.id)
        limit 1";
    ARTICLES_TO_READ = "select a.id from articles a
        where a.negotiation_id = $1 and a.id > $2
          and not exists (select 1 from analyses s where s.catalog_id = $3 and s.article_id = a.id)
        order by a.id
        limit $4";
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
    /// Every negotiation by name, with its counts.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn negotiations(&self) -> Result<Vec<NegotiationRow>, StoreError> {
        Ok(with_read!(self, |pool| sqlx::query_as(NEGOTIATIONS).fetch_all(pool).await?))
    }

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

    /// Stores a catalog for its negotiation, to be read with `reader`. A new negotiation, or one
    /// without articles, takes it at once; otherwise it waits as pending and replaces a catalog
    /// that waited before.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn put_catalog(
        &self,
        catalog: &Catalog,
        source: &str,
        reader: &str,
        now: Timestamp,
    ) -> Result<CatalogChange, StoreError> {
        let mut tx = self.begin().await?;
        let change = self.put_catalog_in(&mut tx, (catalog, source, reader), now).await?;
        tx.commit().await?;
        Ok(change)
    }

    async fn put_catalog_in(
        &self,
        tx: &mut Tx,
        (catalog, source, reader): (&Catalog, &str, &str),
        now: Timestamp,
    ) -> Result<CatalogChange, StoreError> {
        let current: Option<CatalogRow> = with_tx!(tx, |conn| {
            sqlx::query_as(CURRENT_CATALOG).bind(catalog.slug.as_str()).fetch_optional(conn).await?
        });
        let new = NewCatalog { id: CatalogId(self.new_id(now)), catalog, source, reader, now };
        let Some(current) = current else {
            let negotiation = NegotiationId(self.new_id(now));
            with_tx!(tx, |conn| sqlx::query(INSERT_NEGOTIATION)
                .bind(negotiation)
                .bind(catalog.slug.as_str())
                .bind(now.as_millisecond())
                .execute(conn)
                .await?
                .rows_affected());
            new.insert(tx, negotiation, CatalogState::Current).await?;
            return Ok(CatalogChange::Created);
        };
        let negotiation = current.negotiation_id;
        lock_negotiation(tx, negotiation).await?;
        retire(tx, negotiation, CatalogState::Pending).await?;
        if current.source == source && current.reader == reader {
            return Ok(CatalogChange::Unchanged);
        }
        if unread_article(tx, negotiation, new.id).await?.is_some() {
            new.insert(tx, negotiation, CatalogState::Pending).await?;
            return Ok(CatalogChange::Pending);
        }
        retire(tx, negotiation, CatalogState::Current).await?;
        new.insert(tx, negotiation, CatalogState::Current).await?;
        Ok(CatalogChange::Replaced)
    }

    /// Puts a pending catalog in force when it has read every article; false when articles are
    /// left, or another catalog has taken its place.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn activate_catalog(&self, catalog: &CatalogRow) -> Result<bool, StoreError> {
        let mut tx = self.begin().await?;
        lock_negotiation(&mut tx, catalog.negotiation_id).await?;
        if unread_article(&mut tx, catalog.negotiation_id, catalog.id).await?.is_some() {
            return Ok(false);
        }
        retire(&mut tx, catalog.negotiation_id, CatalogState::Current).await?;
        let rows = with_tx!(&mut tx, |conn| {
            sqlx::query(ACTIVATE).bind(catalog.id).execute(conn).await?.rows_affected()
        });
        if rows == 1 {
            tx.commit().await?;
        }
        Ok(rows == 1)
    }
}

struct NewCatalog<'a> {
    id: CatalogId,
    catalog: &'a Catalog,
    source: &'a str,
    reader: &'a str,
    now: Timestamp,
}

impl NewCatalog<'_> {
    async fn insert(
        &self,
        tx: &mut Tx,
        negotiation: NegotiationId,
        state: CatalogState,
    ) -> Result<(), StoreError> {
        with_tx!(tx, |conn| sqlx::query(INSERT_CATALOG)
            .bind(self.id)
            .bind(negotiation)
            .bind(state.as_str())
            .bind(self.catalog.name.as_str())
            .bind(self.catalog.summary.as_str())
            .bind(self.source)
            .bind(self.reader)
            .bind(self.now.as_millisecond())
            .execute(conn)
            .await?
            .rows_affected());
        let parties = self.catalog.parties.iter().map(|p| (p.slug.as_str(), p.name.as_str()));
        self.insert_entries(tx, INSERT_PARTY, parties).await?;
        let issues = self.catalog.issues.iter().map(|i| (i.slug.as_str(), i.name.as_str()));
        self.insert_entries(tx, INSERT_ISSUE, issues).await?;
        with_tx!(tx, |conn| sqlx::query(INSERT_TALLY)
            .bind(self.id)
            .execute(conn)
            .await?
            .rows_affected());
        Ok(())
    }

    async fn insert_entries<'e>(
        &self,
        tx: &mut Tx,
        statement: &'static str,
        entries: impl Iterator<Item = (&'e str, &'e str)>,
    ) -> Result<(), StoreError> {
        for (ordinal, (slug, name)) in (0_i64..).zip(entries) {
            with_tx!(tx, |conn| sqlx::query(statement)
                .bind(self.id)
                .bind(slug)
                .bind(ordinal)
                .bind(name)
                .execute(conn)
                .await?
                .rows_affected());
        }
        Ok(())
    }
}

/// Changes to a negotiation's articles and catalogs wait for each other here, so that no article
/// slips past a catalog that is about to come into force (PostgreSQL; SQLite has one writer).
pub(super) async fn lock_negotiation(
    tx: &mut Tx,
    negotiation: NegotiationId,
) -> Result<(), StoreError> {
    with_tx!(tx, |conn| sqlx::query(LOCK_NEGOTIATION)
        .bind(negotiation)
        .execute(conn)
        .await?
        .rows_affected());
    Ok(())
}

async fn retire(
    tx: &mut Tx,
    negotiation: NegotiationId,
    state: CatalogState,
) -> Result<(), StoreError> {
    with_tx!(tx, |conn| {
        sqlx::query(RETIRE)
            .bind(negotiation)
            .bind(state.as_str())
            .execute(conn)
            .await?
            .rows_affected()
    });
    Ok(())
}

async fn unread_article(
    tx: &mut Tx,
    negotiation: NegotiationId,
    catalog: CatalogId,
) -> Result<Option<i64>, StoreError> {
    Ok(with_tx!(tx, |conn| {
        sqlx::query_scalar(UNREAD_ARTICLE)
            .bind(negotiation)
            .bind(catalog)
            .fetch_optional(conn)
            .await?
    }))
}
