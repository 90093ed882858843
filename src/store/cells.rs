//! Summaries: the matrix's cells, shifts, and counts, kept in the transaction that changes what
//! they summarise.

use std::collections::BTreeSet;

use sqlx::FromRow;

use super::findings::AnalysisCounts;
use super::pool::{Tx, statements, with_read, with_tx};
use super::{Store, StoreError};
use crate::domain::{
    ArticleId, CatalogId, IssueSlug, NegotiationSlug, PartySlug, PositionId, Stance,
};

/// A party's own positions on an issue: hearsay and rejected suggestions never count.
macro_rules! own {
    ($columns:literal, $rest:literal) => {
        concat!(
            "select ",
            $columns,
            " from positions where catalog_id = $1 and issue = $2 and party = $3
              and reported_by is null and status <> 'rejected' ",
            $rest
        )
    };
}

statements! {
    CELLS = "select issue, party, own_count, reported_count, latest_id, latest_stance, latest_on,
            previous_id, previous_stance, moved_on, reported_id
        from cells
        where catalog_id = $1";
    CELLS_OF_ISSUE = "select issue, party, own_count, reported_count, latest_id, latest_stance,
            latest_on, previous_id, previous_stance, moved_on, reported_id
        from cells
        where catalog_id = $1 and issue = $2";
    CELLS_OF_PARTY = "select issue, party, own_count, reported_count, latest_id, latest_stance,
            latest_on, previous_id, previous_stance, moved_on, reported_id
        from cells
        where catalog_id = $1 and party = $2";
    SHIFTS = "select n.slug as negotiation, c.issue, c.party, c.previous_stance, c.latest_stance as stance,
            c.moved_on, c.moved_id, c.previous_id, p.quote, a.id as article_id,
            a.title as article_title, a.outlet
        from cells c
        join catalogs g on g.id = c.catalog_id
        join negotiations n on n.id = g.negotiation_id
        join positions m on m.id = c.moved_id
        join passages p on p.id = m.passage_id
        join articles a on a.id = m.article_id
        where c.catalog_id = $1 and c.moved_on is not null
        order by c.moved_on desc, c.moved_id desc
        limit $2";
    MONTHS_OF_ISSUE = "select issue, party, stance, month, own_count
        from monthly_tallies
        where catalog_id = $1 and issue = $2
        order by party, month, stance";
    TALLY = "select articles, passages, positions, suggested
        from catalog_tallies
        where catalog_id = $1";
    PASSAGES_BY_ISSUE = "select issue, passages from issue_tallies where catalog_id = $1";
    LATEST = own!("id, stance, dated_on", "order by dated_on desc, id desc limit 1");
    LATEST_OTHER = own!("id, stance, dated_on", "and stance <> $4 order by dated_on desc, id desc limit 1");
    FIRST_SINCE = own!("id, stance, dated_on", "and (dated_on, id) > ($4, $5) order by dated_on, id limit 1");
    OWN_COUNT = "select cast(coalesce(sum(own_count), 0) as bigint) from monthly_tallies
        where catalog_id = $1 and issue = $2 and party = $3";
    REPORTED = "select id from positions
        where catalog_id = $1 and issue = $2 and party = $3
          and reported_by is not null and status <> 'rejected'
        order by dated_on desc, id desc
        limit 1";
    REPORTED_COUNT = "select count(*) from positions
        where catalog_id = $1 and issue = $2 and party = $3
          and reported_by is not null and status <> 'rejected'";
    FORGET = "delete from cells where catalog_id = $1 and issue = $2 and party = $3";
    INSERT = "insert into cells (catalog_id, issue, party, own_count, reported_count, latest_id,
            latest_stance, latest_on, previous_id, previous_stance, moved_id, moved_on, reported_id)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)";
    COUNT_CATALOG = "update catalog_tallies
        set articles = articles + $2, passages = passages + $3, positions = positions + $4,
            suggested = suggested + $5
        where catalog_id = $1";
    COUNT_ISSUE = "insert into issue_tallies (catalog_id, issue, passages) values ($1, $2, $3)
        on conflict (catalog_id, issue) do update
        set passages = issue_tallies.passages + excluded.passages";
    COUNT_MONTH = "insert into monthly_tallies
            (catalog_id, issue, party, month, stance, own_count)
        values ($1, $2, $3, $4, $5, $6)
        on conflict (catalog_id, issue, party, month, stance) do update
        set own_count = monthly_tallies.own_count + excluded.own_count";
    FORGET_EMPTY_MONTH = "delete from monthly_tallies
        where catalog_id = $1 and issue = $2 and party = $3 and month = $4 and stance = $5
          and own_count = 0";
}

/// Where a party stands on an issue: one cell of the matrix.
#[derive(Debug, Clone, FromRow)]
pub struct Cell {
    /// The issue.
    pub issue: IssueSlug,
    /// The party.
    pub party: PartySlug,
    /// Its own positions.
    pub own_count: i64,
    /// Positions that others report of it, never counted as its own.
    pub reported_count: i64,
    /// Its latest own position; nothing when there is only hearsay.
    pub latest_id: Option<PositionId>,
    /// The stance of the latest own position.
    pub latest_stance: Option<Stance>,
    /// The date of the latest own position, `YYYY-MM-DD`.
    pub latest_on: Option<String>,
    /// The last own position of another stance.
    pub previous_id: Option<PositionId>,
    /// Its stance; nothing when the party has not moved.
    pub previous_stance: Option<Stance>,
    /// The first date of the present stance, when the party has moved.
    pub moved_on: Option<String>,
    /// The latest position that others report of it.
    pub reported_id: Option<PositionId>,
}

/// A change of a party's stance on an issue, with the words that show it.
#[derive(Debug, Clone, FromRow)]
pub struct Shift {
    /// The negotiation.
    pub negotiation: NegotiationSlug,
    /// The issue.
    pub issue: IssueSlug,
    /// The party.
    pub party: PartySlug,
    /// The stance before.
    pub previous_stance: Stance,
    /// The stance since.
    pub stance: Stance,
    /// The date of the first position of the new stance, `YYYY-MM-DD`.
    pub moved_on: String,
    /// That position.
    pub moved_id: PositionId,
    /// The last position of the stance before.
    pub previous_id: PositionId,
    /// The sentence of the first position of the new stance.
    pub quote: String,
    /// The article it stands in.
    pub article_id: ArticleId,
    /// That article's headline.
    pub article_title: String,
    /// Who published it.
    pub outlet: Option<String>,
}

/// How often a party took a stance on an issue in a month, in its own positions.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, FromRow)]
pub struct MonthlyTally {
    /// The issue.
    pub issue: IssueSlug,
    /// The party.
    pub party: PartySlug,
    /// The stance.
    pub stance: Stance,
    /// `YYYY-MM`.
    pub month: String,
    /// Own positions.
    pub own_count: i64,
}

/// What a catalog's findings come to.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, FromRow)]
pub struct Tally {
    /// Articles read.
    pub articles: i64,
    /// Passages found.
    pub passages: i64,
    /// Positions found, rejected ones not counted.
    pub positions: i64,
    /// Of them, those that no person has confirmed.
    pub suggested: i64,
}

/// Names a cell within a catalog.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, FromRow)]
pub(super) struct CellKey {
    pub issue: IssueSlug,
    pub party: PartySlug,
}

#[derive(Debug, FromRow)]
struct Mark {
    id: PositionId,
    stance: Stance,
    dated_on: String,
}

impl Store {
    /// The matrix: every cell that has a position, in no order.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn cells(&self, catalog: CatalogId) -> Result<Vec<Cell>, StoreError> {
        Ok(with_read!(self, |pool| sqlx::query_as(CELLS).bind(catalog).fetch_all(pool).await?))
    }

    /// The cells of one issue, in no order.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn cells_of_issue(
        &self,
        catalog: CatalogId,
        issue: &IssueSlug,
    ) -> Result<Vec<Cell>, StoreError> {
        Ok(with_read!(self, |pool| {
            sqlx::query_as(CELLS_OF_ISSUE).bind(catalog).bind(issue).fetch_all(pool).await?
        }))
    }

    /// The cells of one party, in no order.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn cells_of_party(
        &self,
        catalog: CatalogId,
        party: &PartySlug,
    ) -> Result<Vec<Cell>, StoreError> {
        Ok(with_read!(self, |pool| {
            sqlx::query_as(CELLS_OF_PARTY).bind(catalog).bind(party).fetch_all(pool).await?
        }))
    }

    /// What moved lately under a catalog: each party's last change on each issue, newest first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn latest_shifts(
        &self,
        catalog: CatalogId,
        limit: i64,
    ) -> Result<Vec<Shift>, StoreError> {
        Ok(with_read!(self, |pool| {
            sqlx::query_as(SHIFTS).bind(catalog).bind(limit).fetch_all(pool).await?
        }))
    }

    /// Own positions on an issue by party, month and stance, in that order.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn months_of_issue(
        &self,
        catalog: CatalogId,
        issue: &IssueSlug,
    ) -> Result<Vec<MonthlyTally>, StoreError> {
        Ok(with_read!(self, |pool| {
            sqlx::query_as(MONTHS_OF_ISSUE).bind(catalog).bind(issue).fetch_all(pool).await?
        }))
    }

    /// What a catalog's findings come to.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn tally(&self, catalog: CatalogId) -> Result<Tally, StoreError> {
        let tally = with_read!(self, |pool| {
            sqlx::query_as(TALLY).bind(catalog).fetch_optional(pool).await?
        });
        Ok(tally.unwrap_or_default())
    }

    /// How many passages mention each issue, in no order; issues without any are left out.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn passages_by_issue(
        &self,
        catalog: CatalogId,
    ) -> Result<Vec<(IssueSlug, i64)>, StoreError> {
        Ok(with_read!(self, |pool| {
            sqlx::query_as(PASSAGES_BY_ISSUE).bind(catalog).fetch_all(pool).await?
        }))
    }
}

/// Removes cells, so that the positions they point to can go.
pub(super) async fn forget(
    tx: &mut Tx,
    catalog: CatalogId,
    keys: &BTreeSet<CellKey>,
) -> Result<(), StoreError> {
    for key in keys {
        with_tx!(&mut *tx, |conn| sqlx::query(FORGET)
            .bind(catalog)
            .bind(&key.issue)
            .bind(&key.party)
            .execute(conn)
            .await?
            .rows_affected());
    }
    Ok(())
}

/// Derives cells again from the positions.
pub(super) async fn refresh(
    tx: &mut Tx,
    catalog: CatalogId,
    keys: &BTreeSet<CellKey>,
) -> Result<(), StoreError> {
    forget(tx, catalog, keys).await?;
    for key in keys {
        refresh_cell(tx, catalog, key).await?;
    }
    Ok(())
}

/// Selects one value of a cell's positions.
macro_rules! of_cell {
    ($tx:expr, $select:ident, $sql:expr, $catalog:expr, $key:expr $(, $bind:expr)*) => {
        with_tx!(&mut *$tx, |conn| sqlx::$select($sql)
            .bind($catalog)
            .bind(&$key.issue)
            .bind(&$key.party)
            $(.bind($bind))*
            .fetch_optional(conn)
            .await?)
    };
}

async fn refresh_cell(tx: &mut Tx, catalog: CatalogId, key: &CellKey) -> Result<(), StoreError> {
    let latest: Option<Mark> = of_cell!(tx, query_as, LATEST, catalog, key);
    let reported: Option<PositionId> = of_cell!(tx, query_scalar, REPORTED, catalog, key);
    if latest.is_none() && reported.is_none() {
        return Ok(());
    }
    let own: Option<i64> = of_cell!(tx, query_scalar, OWN_COUNT, catalog, key);
    let hearsay: Option<i64> = of_cell!(tx, query_scalar, REPORTED_COUNT, catalog, key);
    let previous: Option<Mark> = match &latest {
        Some(latest) => of_cell!(tx, query_as, LATEST_OTHER, catalog, key, latest.stance),
        None => None,
    };
    let moved: Option<Mark> = match &previous {
        Some(p) => of_cell!(tx, query_as, FIRST_SINCE, catalog, key, p.dated_on.as_str(), p.id),
        None => None,
    };
    with_tx!(&mut *tx, |conn| sqlx::query(INSERT)
        .bind(catalog)
        .bind(&key.issue)
        .bind(&key.party)
        .bind(own.unwrap_or_default())
        .bind(hearsay.unwrap_or_default())
        .bind(latest.as_ref().map(|mark| mark.id))
        .bind(latest.as_ref().map(|mark| mark.stance))
        .bind(latest.as_ref().map(|mark| mark.dated_on.as_str()))
        .bind(previous.as_ref().map(|mark| mark.id))
        .bind(previous.as_ref().map(|mark| mark.stance))
        .bind(moved.as_ref().map(|mark| mark.id))
        .bind(moved.as_ref().map(|mark| mark.dated_on.as_str()))
        .bind(reported)
        .execute(conn)
        .await?
        .rows_affected());
    Ok(())
}

pub(super) async fn count_in_catalog(
    tx: &mut Tx,
    catalog: CatalogId,
    counts: &AnalysisCounts,
    sign: i64,
) -> Result<(), StoreError> {
    with_tx!(tx, |conn| sqlx::query(COUNT_CATALOG)
        .bind(catalog)
        .bind(sign)
        .bind(sign * counts.passages)
        .bind(sign * counts.positions)
        .bind(sign * counts.suggested)
        .execute(conn)
        .await?
        .rows_affected());
    Ok(())
}

pub(super) async fn count_in_issue(
    tx: &mut Tx,
    catalog: CatalogId,
    issue: &IssueSlug,
    passages: i64,
) -> Result<(), StoreError> {
    with_tx!(tx, |conn| {
        sqlx::query(COUNT_ISSUE)
            .bind(catalog)
            .bind(issue)
            .bind(passages)
            .execute(conn)
            .await?
            .rows_affected()
    });
    Ok(())
}

pub(super) async fn count_in_month(
    tx: &mut Tx,
    catalog: CatalogId,
    tally: &MonthlyTally,
    sign: i64,
) -> Result<(), StoreError> {
    with_tx!(&mut *tx, |conn| sqlx::query(COUNT_MONTH)
        .bind(catalog)
        .bind(&tally.issue)
        .bind(&tally.party)
        .bind(tally.month.as_str())
        .bind(tally.stance)
        .bind(sign * tally.own_count)
        .execute(conn)
        .await?
        .rows_affected());
    with_tx!(tx, |conn| sqlx::query(FORGET_EMPTY_MONTH)
        .bind(catalog)
        .bind(&tally.issue)
        .bind(&tally.party)
        .bind(tally.month.as_str())
        .bind(tally.stance)
        .execute(conn)
        .await?
        .rows_affected());
    Ok(())
}
