//! Deriving the summaries again from the positions, inside a transaction that changes those.

use std::collections::BTreeSet;

use sqlx::FromRow;

use super::MonthlyTally;
use crate::domain::{CatalogId, IssueSlug, PartySlug, PositionId, Stance};
use crate::store::StoreError;
use crate::store::findings::counting::AnalysisCounts;
use crate::store::pool::{Tx, statements, with_tx};

/// A party's own positions on an issue: hearsay and rejected suggestions never count.
macro_rules! own {
    ($columns:literal, $rest:literal) => {
        concat!(
            "select ",
            $columns,
            " from positions where catalog_id = $1 and issue = $2 and party = $3
              and reported_by is null and status <> 'rejected' and not doubtful ",
            $rest
        )
    };
}

statements! {
    LATEST = own!("id, stance, dated_on", "order by dated_on desc, id desc limit 1");
    LATEST_OTHER = own!("id, stance, dated_on", "and stance <> $4 order by dated_on desc, id desc limit 1");
    FIRST_SINCE = own!("id, stance, dated_on", "and (dated_on, id) > ($4, $5) order by dated_on, id limit 1");
    OWN_COUNT = "select cast(coalesce(sum(own_count), 0) as bigint) from monthly_tallies
        where catalog_id = $1 and issue = $2 and party = $3";
    REPORTED = "select id from positions
        where catalog_id = $1 and issue = $2 and party = $3
          and reported_by is not null and status <> 'rejected' and not doubtful
        order by dated_on desc, id desc
        limit 1";
    REPORTED_COUNT = "select count(*) from positions
        where catalog_id = $1 and issue = $2 and party = $3
          and reported_by is not null and status <> 'rejected' and not doubtful";
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

/// Names a cell within a catalog.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, FromRow)]
pub(in crate::store) struct CellKey {
    pub issue: IssueSlug,
    pub party: PartySlug,
}

#[derive(Debug, FromRow)]
struct Mark {
    id: PositionId,
    stance: Stance,
    dated_on: String,
}

/// Removes cells, so that the positions they point to can go.
pub(in crate::store) async fn forget(
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
pub(in crate::store) async fn refresh(
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

pub(in crate::store) async fn count_in_catalog(
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

pub(in crate::store) async fn count_in_issue(
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

pub(in crate::store) async fn count_in_month(
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
