//! Storing a catalog and putting it in force.

use jiff::Timestamp;

use super::versions::Put;
use super::{CURRENT_CATALOG, CatalogChange, CatalogRow, CatalogState};
use crate::domain::{Catalog, CatalogId, NegotiationId};
use crate::store::audit::Cause;
use crate::store::pool::{Tx, statements, with_tx};
use crate::store::{Store, StoreError, rereadings};

statements! {
    LOCK_NEGOTIATION = "update negotiations set created_at = created_at where id = $1";
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
}

impl Store {
    /// Stores a catalog for its negotiation, to be read with `reader`. A new negotiation, or one
    /// without articles, takes it at once; otherwise it waits as pending and replaces a catalog
    /// that waited before. Every version is kept, with its entry in the audit.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn put_catalog(
        &self,
        catalog: &Catalog,
        source: &str,
        reader: &str,
        cause: &Cause,
    ) -> Result<CatalogChange, StoreError> {
        let mut tx = self.begin().await?;
        let change = self.put_catalog_in(&mut tx, (catalog, source, reader), cause).await?;
        tx.commit().await?;
        Ok(change)
    }

    async fn put_catalog_in(
        &self,
        tx: &mut Tx,
        (catalog, source, reader): (&Catalog, &str, &str),
        cause: &Cause,
    ) -> Result<CatalogChange, StoreError> {
        let now = cause.now;
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
            let named = (negotiation, catalog.slug.as_str());
            self.note_first(tx, named, (source, reader), cause).await?;
            return Ok(CatalogChange::Created);
        };
        lock_negotiation(tx, current.negotiation_id).await?;
        let has_withdrawn = retire(tx, current.negotiation_id, CatalogState::Pending).await? > 0;
        let change = new.replace(tx, &current).await?;
        let put = Put { current: &current, source, reader, change, has_withdrawn };
        self.note_put(tx, &put, cause).await?;
        Ok(change)
    }

    /// Puts a pending catalog in force when it has read every article; false when articles are
    /// left, or another catalog has taken its place. What it changes is kept.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn activate_catalog(
        &self,
        catalog: &CatalogRow,
        cause: &Cause,
    ) -> Result<bool, StoreError> {
        let mut tx = self.begin().await?;
        lock_negotiation(&mut tx, catalog.negotiation_id).await?;
        if unread_article(&mut tx, catalog.negotiation_id, catalog.id).await?.is_some() {
            return Ok(false);
        }
        rereadings::compare(&mut tx, catalog, cause.now).await?;
        retire(&mut tx, catalog.negotiation_id, CatalogState::Current).await?;
        let rows = with_tx!(&mut tx, |conn| {
            sqlx::query(ACTIVATE).bind(catalog.id).execute(conn).await?.rows_affected()
        });
        if rows == 1 {
            self.note_in_force(&mut tx, catalog, cause).await?;
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
    /// Takes the place of `current`, at once or once it has read every article.
    async fn replace(
        &self,
        tx: &mut Tx,
        current: &CatalogRow,
    ) -> Result<CatalogChange, StoreError> {
        let negotiation = current.negotiation_id;
        if current.source == self.source && current.reader == self.reader {
            return Ok(CatalogChange::Unchanged);
        }
        if unread_article(tx, negotiation, self.id).await?.is_some() {
            self.insert(tx, negotiation, CatalogState::Pending).await?;
            return Ok(CatalogChange::Pending);
        }
        retire(tx, negotiation, CatalogState::Current).await?;
        self.insert(tx, negotiation, CatalogState::Current).await?;
        Ok(CatalogChange::Replaced)
    }

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
pub(in crate::store) async fn lock_negotiation(
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
) -> Result<u64, StoreError> {
    Ok(with_tx!(tx, |conn| {
        sqlx::query(RETIRE)
            .bind(negotiation)
            .bind(state.as_str())
            .execute(conn)
            .await?
            .rows_affected()
    }))
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
