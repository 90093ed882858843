//! Reports: what readers say is wrong with positions, and what was answered. One row a report, its
//! present state; how it came about stands in the audit.
//!
//! A report stays open until a person dismisses it with a word, or decides on its position
//! ([`change`]). Taking that decision back opens it again. Reports go with their article.

mod change;

use serde::{Deserialize, Serialize};
use sqlx::FromRow;

use super::audit::{AuditRow, ENTRIES_OF_SUBJECT};
use super::pool::{statements, with_primary, with_read};
use super::{Store, StoreError};
use crate::domain::{
    AccountId, ArticleId, NegotiationId, PositionId, ReportId, ReportKind, ReportState, Status,
};
pub(super) use change::STATEMENTS as CHANGE_STATEMENTS;
pub use change::{NewReport, ReportError};

/// The kind of thing that a report's entries in the audit are about.
const SUBJECT: &str = "report";

/// Every column of a report, in the order of the table.
macro_rules! columns {
    ($from:literal) => {
        concat!(
            "select r.id, r.negotiation_id, r.article_id, r.position_id, r.kind, r.note,
                r.reported_at, r.state, r.outcome, r.version, r.answer, r.answered_by,
                r.answered_name, r.answered_at
            from reports r ",
            $from
        )
    };
}
use columns;

statements! {
    REPORT = columns!("where r.id = $1");
    REPORTS_OF_POSITION = columns!("where r.position_id = $1 order by r.id desc limit $2");
    STRAY_REPORTS = columns!(
        "where r.negotiation_id = $1 and r.state = 'open'
          and not exists (select 1 from positions x
            join catalogs c on c.id = x.catalog_id and c.state = 'current'
            where x.id = r.position_id)
        order by r.id
        limit $2"
    );
    REPORTED_POSITIONS = "select count(distinct r.position_id) from reports r
        where r.negotiation_id = $1 and r.state = 'open'";
}

/// What a reader says is wrong with a position, and what became of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, FromRow)]
pub struct Report {
    /// Its id.
    pub id: ReportId,
    /// The negotiation.
    pub negotiation_id: NegotiationId,
    /// The article.
    pub article_id: ArticleId,
    /// The position; it may stand nowhere any more.
    pub position_id: PositionId,
    /// What is said to be wrong.
    pub kind: ReportKind,
    /// In the reader's words; may be empty.
    pub note: String,
    /// When, in epoch milliseconds.
    pub reported_at: i64,
    /// What became of it.
    pub state: ReportState,
    /// What the decision came to that closed it.
    pub outcome: Option<Status>,
    /// The version of the decision that closed it.
    pub version: Option<i64>,
    /// The answer in words; may be empty.
    pub answer: String,
    /// Whose answer it is; none without accounts.
    pub answered_by: Option<AccountId>,
    /// The person's name at the time.
    pub answered_name: Option<String>,
    /// When, in epoch milliseconds.
    pub answered_at: Option<i64>,
}

impl Report {
    /// Whether nobody has answered it.
    #[must_use]
    pub fn is_open(&self) -> bool {
        self.state == ReportState::Open
    }
}

impl Store {
    /// One report.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn report(&self, id: ReportId) -> Result<Option<Report>, StoreError> {
        Ok(with_primary!(self, |pool| sqlx::query_as(REPORT).bind(id).fetch_optional(pool).await?))
    }

    /// The newest reports on a position, newest first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn reports_of(
        &self,
        position: PositionId,
        limit: i64,
    ) -> Result<Vec<Report>, StoreError> {
        Ok(with_primary!(self, |pool| sqlx::query_as(REPORTS_OF_POSITION)
            .bind(position)
            .bind(limit)
            .fetch_all(pool)
            .await?))
    }

    /// The oldest open reports of a negotiation on positions that stand nowhere any more.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn stray_reports(
        &self,
        negotiation: NegotiationId,
        limit: i64,
    ) -> Result<Vec<Report>, StoreError> {
        Ok(with_primary!(self, |pool| sqlx::query_as(STRAY_REPORTS)
            .bind(negotiation)
            .bind(limit)
            .fetch_all(pool)
            .await?))
    }

    /// How many positions of a negotiation have open reports.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn reported_positions(&self, negotiation: NegotiationId) -> Result<i64, StoreError> {
        Ok(with_read!(self, |pool| {
            sqlx::query_scalar(REPORTED_POSITIONS).bind(negotiation).fetch_one(pool).await?
        }))
    }

    /// The state that the audit tells of a report last; none where it went with its article or the
    /// audit knows nothing of it.
    pub(super) async fn told_report(&self, id: ReportId) -> Result<Option<Report>, StoreError> {
        let rows: Vec<AuditRow> = with_read!(self, |pool| sqlx::query_as(ENTRIES_OF_SUBJECT)
            .bind(SUBJECT)
            .bind(id.to_string())
            .fetch_all(pool)
            .await?);
        let Some(last) = rows.last() else { return Ok(None) };
        let Some(after) = last.after.as_deref() else { return Ok(None) };
        serde_json::from_str(after).map(Some).map_err(|error| StoreError::BadRow {
            table: "audit",
            column: "after",
            id: last.id.0,
            problem: error.to_string(),
        })
    }
}
