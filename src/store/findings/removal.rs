//! Removing the rows of an analysis, and all that a retired catalog has left.

use crate::domain::{ArticleId, CatalogId, PassageId};
use crate::store::catalogs::CatalogRow;
use crate::store::pool::{Tx, statements, with_tx};
use crate::store::{Store, StoreError, search_index};

statements! {
    PASSAGES_OF_ANALYSIS = "select id from passages where article_id = $1 and catalog_id = $2";
    DELETE_POSITIONS = "delete from positions where article_id = $1 and catalog_id = $2";
    DELETE_PASSAGE_ISSUES = "delete from passage_issues where passage_id in
        (select id from passages where article_id = $1 and catalog_id = $2)";
    DELETE_PASSAGES = "delete from passages where article_id = $1 and catalog_id = $2";
    DELETE_ANALYSIS = "delete from analyses where article_id = $1 and catalog_id = $2";
    SOME_ANALYSES = "select article_id from analyses where catalog_id = $1 limit $2";
    FORGET_CELLS = "delete from cells where catalog_id = $1";
    FORGET_MONTHS = "delete from monthly_tallies where catalog_id = $1";
    FORGET_ISSUE_TALLIES = "delete from issue_tallies where catalog_id = $1";
    FORGET_CATALOG_TALLIES = "delete from catalog_tallies where catalog_id = $1";
    FORGET_PARTIES = "delete from parties where catalog_id = $1";
    FORGET_ISSUES = "delete from issues where catalog_id = $1";
    FORGET_CATALOG = "delete from catalogs where id = $1 and state = 'retired'";
}

impl Store {
    /// Removes a retired catalog, up to `batch` articles' findings at a time; true when it is gone.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn remove_retired(
        &self,
        catalog: &CatalogRow,
        batch: i64,
    ) -> Result<bool, StoreError> {
        let mut tx = self.begin().await?;
        with_tx!(&mut tx, |conn| {
            sqlx::query(FORGET_CELLS).bind(catalog.id).execute(conn).await?.rows_affected()
        });
        let articles: Vec<ArticleId> = with_tx!(&mut tx, |conn| {
            sqlx::query_scalar(SOME_ANALYSES).bind(catalog.id).bind(batch).fetch_all(conn).await?
        });
        for &article in &articles {
            delete_rows(&mut tx, catalog.id, article).await?;
        }
        let gone = articles.is_empty();
        if gone {
            let statements = [
                FORGET_MONTHS,
                FORGET_ISSUE_TALLIES,
                FORGET_CATALOG_TALLIES,
                FORGET_PARTIES,
                FORGET_ISSUES,
                FORGET_CATALOG,
            ];
            for statement in statements {
                with_tx!(&mut tx, |conn| {
                    sqlx::query(statement).bind(catalog.id).execute(conn).await?.rows_affected()
                });
            }
        }
        tx.commit().await?;
        Ok(gone)
    }
}

pub(super) async fn delete_rows(
    tx: &mut Tx,
    catalog: CatalogId,
    article: ArticleId,
) -> Result<(), StoreError> {
    let passages: Vec<PassageId> = with_tx!(&mut *tx, |conn| {
        sqlx::query_scalar(PASSAGES_OF_ANALYSIS).bind(article).bind(catalog).fetch_all(conn).await?
    });
    for passage in passages {
        search_index::forget_passage(tx, passage).await?;
    }
    for statement in [DELETE_POSITIONS, DELETE_PASSAGE_ISSUES, DELETE_PASSAGES, DELETE_ANALYSIS] {
        with_tx!(&mut *tx, |conn| {
            sqlx::query(statement).bind(article).bind(catalog).execute(conn).await?.rows_affected()
        });
    }
    Ok(())
}
