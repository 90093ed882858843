//! Summaries: the matrix's cells, shifts, and counts, kept (by [`refresh`]) in the transaction that
//! changes what they summarise.

pub(super) mod refresh;

use sqlx::FromRow;

use super::pool::{statements, with_read};
use super::{Store, StoreError};
use crate::domain::{
    ArticleId, CatalogId, IssueSlug, NegotiationSlug, PartySlug, PositionId, Stance,
};

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
        join positions m on m.catalog_id = c.catalog_id and m.id = c.moved_id
        join passages p on p.id = m.passage_id
        join articles a on a.id = m.article_id
        where c.catalog_id = $1 and c.moved_on is not null
        order by c.moved_on desc, c.moved_id desc
        limit $2";
    MONTHS_OF_ISSUE = "select party, stance, string_agg(month || ' ' || own_count, ',') as months
        from monthly_tallies
        where catalog_id = $1 and issue = $2
        group by party, stance";
    MONTHS_OF_CELL = "select issue, party, stance, month, own_count
        from monthly_tallies
        where catalog_id = $1 and issue = $2 and party = $3
        order by month, stance";
    TALLY = "select articles, passages, positions, suggested
        from catalog_tallies
        where catalog_id = $1";
    PASSAGES_BY_ISSUE = "select issue, passages from issue_tallies where catalog_id = $1";
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
        // One row for each party and stance: a row a month costs more than all else on the page.
        let rows: Vec<(PartySlug, Stance, String)> = with_read!(self, |pool| {
            sqlx::query_as(MONTHS_OF_ISSUE).bind(catalog).bind(issue).fetch_all(pool).await?
        });
        let mut tallies = Vec::new();
        for (party, stance, months) in rows {
            for (month, own_count) in months.split(',').filter_map(month_and_count) {
                let (issue, party) = (issue.clone(), party.clone());
                tallies.push(MonthlyTally { issue, party, stance, month, own_count });
            }
        }
        let key = |t: &MonthlyTally| (t.party.clone(), t.month.clone(), t.stance.as_str());
        tallies.sort_by_cached_key(key);
        Ok(tallies)
    }

    /// A party's own positions on an issue by month and stance, in that order.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn months_of_cell(
        &self,
        catalog: CatalogId,
        issue: &IssueSlug,
        party: &PartySlug,
    ) -> Result<Vec<MonthlyTally>, StoreError> {
        Ok(with_read!(self, |pool| {
            sqlx::query_as(MONTHS_OF_CELL)
                .bind(catalog)
                .bind(issue)
                .bind(party)
                .fetch_all(pool)
                .await?
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

/// One month of the list that the database joins: `2026-01 3`.
fn month_and_count(joined: &str) -> Option<(String, i64)> {
    let (month, count) = joined.split_once(' ')?;
    Some((month.to_owned(), count.parse().ok()?))
}
