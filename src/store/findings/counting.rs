//! What an article's findings count for in its catalog's summaries: taken out before they change,
//! put back in afterwards.

use std::collections::BTreeSet;

use crate::domain::{ArticleId, CatalogId, IssueSlug};
use crate::store::StoreError;
use crate::store::cells::MonthlyTally;
use crate::store::cells::refresh::{self as cells, CellKey};
use crate::store::pool::{Tx, statements, with_tx};

statements! {
    // `+` keeps SQLite from walking the whole catalog in the order of the columns asked for.
    CELLS_OF_ANALYSIS = "select distinct issue, party from positions
        where article_id = $1 and +catalog_id = $2";
    OWN_MONTHS_OF_ANALYSIS = "select issue, party, stance, substr(dated_on, 1, 7) as month,
            count(*) as own_count
        from positions
        where article_id = $1 and +catalog_id = $2 and reported_by is null and status <> 'rejected' and not doubtful
        group by issue, party, stance, substr(dated_on, 1, 7)";
    ISSUES_OF_ANALYSIS = "select i.issue, count(*) as passages
        from passages p
        join passage_issues i on i.passage_id = p.id
        where p.article_id = $1 and +p.catalog_id = $2
        group by i.issue";
    COUNTS_OF_ANALYSIS = "select
            (select count(*) from passages where article_id = $1 and catalog_id = $2) as passages,
            (select count(*) from positions
                where article_id = $1 and catalog_id = $2 and status <> 'rejected' and not doubtful) as positions,
            (select count(*) from positions
                where article_id = $1 and catalog_id = $2 and status = 'suggested' and not doubtful) as suggested";
}

/// What an analysis counts for in its catalog's tallies.
#[derive(Debug, sqlx::FromRow)]
pub(in crate::store) struct AnalysisCounts {
    pub passages: i64,
    pub positions: i64,
    pub suggested: i64,
}

/// An analysis whose findings count for nothing while they change.
#[derive(Debug)]
#[must_use = "its findings count for nothing until they are counted again"]
pub(in crate::store) struct Uncounted {
    catalog: CatalogId,
    article: ArticleId,
    touched: BTreeSet<CellKey>,
}

/// Takes an article's findings out of the summaries, so that they can be changed or removed.
pub(in crate::store) async fn uncount(
    tx: &mut Tx,
    catalog: CatalogId,
    article: ArticleId,
) -> Result<Uncounted, StoreError> {
    let touched = touched_cells(tx, catalog, article).await?;
    cells::forget(tx, catalog, &touched).await?;
    count_analysis(tx, catalog, article, Direction::Remove).await?;
    Ok(Uncounted { catalog, article, touched })
}

impl Uncounted {
    /// Puts the findings into the summaries as they are now.
    pub(in crate::store) async fn count_again(self, tx: &mut Tx) -> Result<(), StoreError> {
        count_analysis(tx, self.catalog, self.article, Direction::Add).await?;
        let mut touched = self.touched;
        touched.extend(touched_cells(tx, self.catalog, self.article).await?);
        cells::refresh(tx, self.catalog, &touched).await
    }

    /// Leaves the summaries without findings that are gone.
    pub(in crate::store) async fn leave_out(self, tx: &mut Tx) -> Result<(), StoreError> {
        cells::refresh(tx, self.catalog, &self.touched).await
    }
}

/// Puts a new analysis into the summaries.
pub(in crate::store) async fn count(
    tx: &mut Tx,
    catalog: CatalogId,
    article: ArticleId,
) -> Result<(), StoreError> {
    count_analysis(tx, catalog, article, Direction::Add).await?;
    let touched = touched_cells(tx, catalog, article).await?;
    cells::refresh(tx, catalog, &touched).await
}

/// Whether an analysis is added to the tallies or taken from them.
#[derive(Clone, Copy)]
enum Direction {
    Add,
    Remove,
}

async fn touched_cells(
    tx: &mut Tx,
    catalog: CatalogId,
    article: ArticleId,
) -> Result<BTreeSet<CellKey>, StoreError> {
    let keys: Vec<CellKey> = with_tx!(tx, |conn| {
        sqlx::query_as(CELLS_OF_ANALYSIS).bind(article).bind(catalog).fetch_all(conn).await?
    });
    Ok(keys.into_iter().collect())
}

async fn count_analysis(
    tx: &mut Tx,
    catalog: CatalogId,
    article: ArticleId,
    direction: Direction,
) -> Result<(), StoreError> {
    let sign = match direction {
        Direction::Add => 1,
        Direction::Remove => -1,
    };
    let counts: AnalysisCounts = with_tx!(&mut *tx, |conn| {
        sqlx::query_as(COUNTS_OF_ANALYSIS).bind(article).bind(catalog).fetch_one(conn).await?
    });
    cells::count_in_catalog(tx, catalog, &counts, sign).await?;
    let issues: Vec<(IssueSlug, i64)> = with_tx!(&mut *tx, |conn| {
        sqlx::query_as(ISSUES_OF_ANALYSIS).bind(article).bind(catalog).fetch_all(conn).await?
    });
    for (issue, passages) in issues {
        cells::count_in_issue(tx, catalog, &issue, sign * passages).await?;
    }
    let months: Vec<MonthlyTally> = with_tx!(&mut *tx, |conn| {
        sqlx::query_as(OWN_MONTHS_OF_ANALYSIS).bind(article).bind(catalog).fetch_all(conn).await?
    });
    for month in months {
        cells::count_in_month(tx, catalog, &month, sign).await?;
    }
    Ok(())
}
