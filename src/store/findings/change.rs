//! Writing and removing what an analysis found, with the summaries that follow from it.

use std::collections::BTreeSet;

use jiff::Timestamp;

use super::removal::delete_rows;
use super::{Findings, FoundPassage, FoundPosition};
use crate::domain::{ArticleId, CatalogId, IssueSlug, PassageId, PositionId, SURE_ENOUGH};
use crate::store::catalogs::{CatalogRow, lock_negotiation};
use crate::store::cells::MonthlyTally;
use crate::store::cells::refresh::{self as cells, CellKey};
use crate::store::pool::{Tx, statements, with_tx};
use crate::store::{Store, StoreError, search_index};

statements! {
    CATALOG_IS_CURRENT = "select id from catalogs where id = $1 and state = 'current'";
    ARTICLE_PLACE = "select revision, dated_on, outlet_key from articles where id = $1";
    INSERT_ANALYSIS = "insert into analyses (catalog_id, article_id, attributions, analysed_at)
        values ($1, $2, $3, $4)
        on conflict (catalog_id, article_id) do nothing";
    INSERT_PASSAGE = "insert into passages
            (id, catalog_id, article_id, span_start, span_end, dated_on, outlet_key, quote)
        values ($1, $2, $3, $4, $5, $6, $7, $8)";
    INSERT_PASSAGE_ISSUE = "insert into passage_issues (passage_id, catalog_id, issue, dated_on)
        values ($1, $2, $3, $4)";
    INSERT_POSITION = "insert into positions
            (id, catalog_id, article_id, passage_id, party, issue, stance, status, rung, speaker,
             reported_by, cue_start, cue_end, holder_start, holder_end, attribution, confidence,
             doubtful, dated_on, outlet_key)
        values ($1, $2, $3, $4, $5, $6, $7, 'suggested', $8, $9, $10, $11, $12, $13, $14, $15, $16, $17,
            $18, $19)";
    CATALOGS_OF_ARTICLE = "select catalog_id from analyses where article_id = $1";
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

/// Where findings belong.
pub(in crate::store) struct Place<'a> {
    pub catalog: CatalogId,
    pub article: ArticleId,
    pub dated_on: &'a str,
    pub outlet_key: &'a str,
}

/// What an analysis counts for in its catalog's tallies.
#[derive(Debug, sqlx::FromRow)]
pub(in crate::store) struct AnalysisCounts {
    pub passages: i64,
    pub positions: i64,
    pub suggested: i64,
}

pub(in crate::store) async fn require_current(
    tx: &mut Tx,
    catalog: CatalogId,
) -> Result<(), StoreError> {
    let found: Option<i64> = with_tx!(tx, |conn| {
        sqlx::query_scalar(CATALOG_IS_CURRENT).bind(catalog).fetch_optional(conn).await?
    });
    found.map(|_| ()).ok_or(StoreError::Changed("catalog"))
}

impl Store {
    /// Adds what a catalog finds in a stored article of the given revision; nothing happens when
    /// the article has changed or the catalog has read it already.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn add_findings(
        &self,
        catalog: &CatalogRow,
        (article, revision): (ArticleId, i64),
        findings: &Findings,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let mut tx = self.begin().await?;
        lock_negotiation(&mut tx, catalog.negotiation_id).await?;
        let row: Option<(i64, String, String)> = with_tx!(&mut tx, |conn| {
            sqlx::query_as(ARTICLE_PLACE).bind(article).fetch_optional(conn).await?
        });
        let Some((stored, dated_on, outlet_key)) = row else {
            return Ok(());
        };
        if stored != revision {
            return Ok(());
        }
        let place =
            Place { catalog: catalog.id, article, dated_on: &dated_on, outlet_key: &outlet_key };
        self.insert_findings(&mut tx, &place, findings, now).await?;
        tx.commit().await
    }

    pub(in crate::store) async fn insert_findings(
        &self,
        tx: &mut Tx,
        place: &Place<'_>,
        findings: &Findings,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let attributions = serde_json::to_string(&findings.attributions)
            .expect("strings, numbers and lists have a JSON form");
        let new = with_tx!(&mut *tx, |conn| sqlx::query(INSERT_ANALYSIS)
            .bind(place.catalog)
            .bind(place.article)
            .bind(attributions)
            .bind(now.as_millisecond())
            .execute(conn)
            .await?
            .rows_affected());
        if new == 0 {
            return Ok(());
        }
        let mut ids = Vec::with_capacity(findings.passages.len());
        for passage in &findings.passages {
            ids.push(self.insert_passage(tx, place, passage, now).await?);
        }
        for position in &findings.positions {
            self.insert_position(tx, place, (ids[position.passage], position), now).await?;
        }
        count_analysis(tx, place.catalog, place.article, Direction::Add).await?;
        let touched = touched_cells(tx, place.catalog, place.article).await?;
        cells::refresh(tx, place.catalog, &touched).await
    }

    async fn insert_passage(
        &self,
        tx: &mut Tx,
        place: &Place<'_>,
        passage: &FoundPassage,
        now: Timestamp,
    ) -> Result<PassageId, StoreError> {
        let id = PassageId(self.new_id(now));
        with_tx!(&mut *tx, |conn| sqlx::query(INSERT_PASSAGE)
            .bind(id)
            .bind(place.catalog)
            .bind(place.article)
            .bind(passage.span.start)
            .bind(passage.span.end)
            .bind(place.dated_on)
            .bind(place.outlet_key)
            .bind(passage.quote.as_str())
            .execute(conn)
            .await?
            .rows_affected());
        for issue in &passage.issues {
            with_tx!(&mut *tx, |conn| sqlx::query(INSERT_PASSAGE_ISSUE)
                .bind(id)
                .bind(place.catalog)
                .bind(issue)
                .bind(place.dated_on)
                .execute(conn)
                .await?
                .rows_affected());
        }
        search_index::index_passage(tx, id, &passage.quote).await?;
        Ok(id)
    }

    async fn insert_position(
        &self,
        tx: &mut Tx,
        place: &Place<'_>,
        (passage, position): (PassageId, &FoundPosition),
        now: Timestamp,
    ) -> Result<(), StoreError> {
        with_tx!(tx, |conn| sqlx::query(INSERT_POSITION)
            .bind(PositionId(self.new_id(now)))
            .bind(place.catalog)
            .bind(place.article)
            .bind(passage)
            .bind(&position.party)
            .bind(&position.issue)
            .bind(position.stance)
            .bind(position.rung)
            .bind(position.speaker.as_deref())
            .bind(position.reported_by.as_ref())
            .bind(position.cue.map(|cue| cue.start))
            .bind(position.cue.map(|cue| cue.end))
            .bind(position.holder.map(|holder| holder.start))
            .bind(position.holder.map(|holder| holder.end))
            .bind(position.attribution.and_then(|at| i64::try_from(at).ok()))
            .bind(position.confidence)
            .bind(position.confidence < SURE_ENOUGH)
            .bind(place.dated_on)
            .bind(place.outlet_key)
            .execute(conn)
            .await?
            .rows_affected());
        Ok(())
    }

    /// Removes everything found in an article, under every catalog.
    pub(in crate::store) async fn delete_findings_of(
        &self,
        tx: &mut Tx,
        article: ArticleId,
    ) -> Result<(), StoreError> {
        let catalogs: Vec<CatalogId> = with_tx!(&mut *tx, |conn| {
            sqlx::query_scalar(CATALOGS_OF_ARTICLE).bind(article).fetch_all(conn).await?
        });
        for catalog in catalogs {
            let touched = touched_cells(tx, catalog, article).await?;
            cells::forget(tx, catalog, &touched).await?;
            count_analysis(tx, catalog, article, Direction::Remove).await?;
            delete_rows(tx, catalog, article).await?;
            cells::refresh(tx, catalog, &touched).await?;
        }
        Ok(())
    }
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
