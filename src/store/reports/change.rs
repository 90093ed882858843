//! Making, answering and removing reports, each with its entry in the audit.

use super::{Report, SUBJECT, columns};
use crate::domain::{
    ArticleId, NegotiationId, Note, PositionId, ReportId, ReportKind, ReportNote, ReportState,
    Status,
};
use crate::store::audit::{Cause, Entry};
use crate::store::catalogs::lock_negotiation;
use crate::store::decisions::{negotiation_of, present};
use crate::store::pool::{Tx, statements, with_tx};
use crate::store::{Store, StoreError};

/// Most open reports on one position: more would say nothing new.
const MOST_OPEN: i64 = 5;

statements! {
    OPEN_OF_POSITION = columns!("where r.position_id = $1 and r.state = 'open' order by r.id");
    COUNT_OPEN = "select count(*) from reports where position_id = $1 and state = 'open'";
    CLOSED_BY = columns!("where r.position_id = $1 and r.version = $2 order by r.id");
    REPORTS_OF_ARTICLE = columns!("where r.article_id = $1 order by r.id");
    LOCKED_REPORT = columns!("where r.id = $1 and r.position_id = $2");
    NEGOTIATION_OF_REPORT = "select negotiation_id from reports where id = $1";
    MAKE_REPORT = "insert into reports (id, negotiation_id, article_id, position_id, kind, note,
            reported_at, state, answer)
        values ($1, $2, $3, $4, $5, $6, $7, 'open', '')";
    ANSWER_REPORT = "update reports
        set state = $2, outcome = $3, version = $4, answer = $5, answered_by = $6,
            answered_name = $7, answered_at = $8
        where id = $1";
    REMOVE_REPORTS = "delete from reports where article_id = $1";
}

/// A report to make.
#[derive(Debug, Clone)]
pub struct NewReport<'a> {
    /// The position.
    pub position: PositionId,
    /// What is wrong.
    pub kind: ReportKind,
    /// In the reader's words.
    pub note: &'a ReportNote,
}

/// Why a report is not taken, or not answered.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ReportError {
    /// There is no such position, or no such report on it.
    #[error("there is no such position or report")]
    Gone,
    /// As many reports on this position wait as are taken.
    #[error("{MOST_OPEN} reports on this position wait to be answered already")]
    TooMany,
    /// Somebody has answered it.
    #[error("the report has been answered already")]
    Answered(Box<Report>),
}

/// What is done to a report.
#[derive(Debug, Clone, Copy)]
enum Act {
    Made,
    Dismissed,
    Decided,
    Reopened,
    Removed,
}

impl Act {
    const fn as_str(self) -> &'static str {
        match self {
            Self::Made => "report made",
            Self::Dismissed => "report dismissed",
            Self::Decided => "report answered by a decision",
            Self::Reopened => "report opened again",
            Self::Removed => "report removed",
        }
    }
}

impl Store {
    /// Takes a reader's report.
    ///
    /// # Errors
    /// `Gone` or `TooMany` of [`ReportError`], else when the database fails.
    pub async fn make_report(
        &self,
        new: &NewReport<'_>,
        cause: &Cause,
    ) -> Result<Report, StoreError> {
        let mut tx = self.begin().await?;
        let negotiation = negotiation_of(&mut tx, new.position).await?.ok_or(ReportError::Gone)?;
        lock_negotiation(&mut tx, negotiation).await?;
        let held = present(&mut tx, new.position).await?.ok_or(ReportError::Gone)?;
        let open: i64 = with_tx!(&mut tx, |conn| {
            sqlx::query_scalar(COUNT_OPEN).bind(new.position).fetch_one(conn).await?
        });
        if open >= MOST_OPEN {
            return Err(ReportError::TooMany.into());
        }
        let id = ReportId(self.new_id(cause.now));
        let report = fresh(id, (negotiation, held.article_id), new, cause);
        with_tx!(&mut tx, |conn| sqlx::query(MAKE_REPORT)
            .bind(report.id)
            .bind(report.negotiation_id)
            .bind(report.article_id)
            .bind(report.position_id)
            .bind(report.kind)
            .bind(report.note.as_str())
            .bind(report.reported_at)
            .execute(conn)
            .await?
            .rows_affected());
        self.tell(&mut tx, (None, Some(&report)), (Act::Made, ""), cause).await?;
        tx.commit().await?;
        Ok(report)
    }

    /// Answers a report and leaves its position as it is.
    ///
    /// # Errors
    /// `Gone` or `Answered` of [`ReportError`], else when the database fails.
    pub async fn dismiss_report(
        &self,
        (position, id): (PositionId, ReportId),
        answer: &Note,
        cause: &Cause,
    ) -> Result<Report, StoreError> {
        let mut tx = self.begin().await?;
        let negotiation: Option<NegotiationId> = with_tx!(&mut tx, |conn| {
            sqlx::query_scalar(NEGOTIATION_OF_REPORT).bind(id).fetch_optional(conn).await?
        });
        lock_negotiation(&mut tx, negotiation.ok_or(ReportError::Gone)?).await?;
        let before: Option<Report> = with_tx!(&mut tx, |conn| {
            sqlx::query_as(LOCKED_REPORT).bind(id).bind(position).fetch_optional(conn).await?
        });
        let before = before.ok_or(ReportError::Gone)?;
        if !before.is_open() {
            return Err(ReportError::Answered(Box::new(before)).into());
        }
        let state = ReportState::Dismissed;
        let after = answered(Report { state, ..before.clone() }, answer.as_str(), cause);
        self.answer(&mut tx, (&before, &after), Act::Dismissed, cause).await?;
        tx.commit().await?;
        Ok(after)
    }

    /// Closes the open reports on a position by a decision of this version that came to `outcome`.
    pub(in crate::store) async fn close_reports(
        &self,
        tx: &mut Tx,
        (position, version): (PositionId, i64),
        (outcome, note): (Status, &str),
        cause: &Cause,
    ) -> Result<(), StoreError> {
        let open: Vec<Report> = with_tx!(&mut *tx, |conn| {
            sqlx::query_as(OPEN_OF_POSITION).bind(position).fetch_all(conn).await?
        });
        for before in open {
            let (outcome, version) = (Some(outcome), Some(version));
            let state = ReportState::Decided;
            let after = Report { state, outcome, version, ..before.clone() };
            let after = answered(after, note, cause);
            self.answer(tx, (&before, &after), Act::Decided, cause).await?;
        }
        Ok(())
    }

    /// Opens the reports again that the decision of this version had closed: it is
    /// taken back.
    pub(in crate::store) async fn reopen_reports(
        &self,
        tx: &mut Tx,
        (position, version): (PositionId, i64),
        cause: &Cause,
    ) -> Result<(), StoreError> {
        let closed: Vec<Report> = with_tx!(&mut *tx, |conn| sqlx::query_as(CLOSED_BY)
            .bind(position)
            .bind(version)
            .fetch_all(conn)
            .await?);
        for before in closed {
            let after = opened(before.clone());
            self.answer(tx, (&before, &after), Act::Reopened, cause).await?;
        }
        Ok(())
    }

    /// Removes the reports on an article that is being deleted; the audit keeps what they were.
    pub(in crate::store) async fn remove_reports(
        &self,
        tx: &mut Tx,
        article: ArticleId,
        cause: &Cause,
    ) -> Result<(), StoreError> {
        let all: Vec<Report> = with_tx!(&mut *tx, |conn| {
            sqlx::query_as(REPORTS_OF_ARTICLE).bind(article).fetch_all(conn).await?
        });
        for report in &all {
            self.tell(tx, (Some(report), None), (Act::Removed, ""), cause).await?;
        }
        with_tx!(tx, |conn| {
            sqlx::query(REMOVE_REPORTS).bind(article).execute(conn).await?.rows_affected()
        });
        Ok(())
    }

    async fn answer(
        &self,
        tx: &mut Tx,
        (before, after): (&Report, &Report),
        act: Act,
        cause: &Cause,
    ) -> Result<(), StoreError> {
        with_tx!(&mut *tx, |conn| sqlx::query(ANSWER_REPORT)
            .bind(after.id)
            .bind(after.state)
            .bind(after.outcome)
            .bind(after.version)
            .bind(after.answer.as_str())
            .bind(after.answered_by)
            .bind(after.answered_name.as_deref())
            .bind(after.answered_at)
            .execute(conn)
            .await?
            .rows_affected());
        self.tell(tx, (Some(before), Some(after)), (act, &after.answer), cause).await
    }

    async fn tell(
        &self,
        tx: &mut Tx,
        (before, after): (Option<&Report>, Option<&Report>),
        (act, note): (Act, &str),
        cause: &Cause,
    ) -> Result<(), StoreError> {
        let Some(id) = after.or(before).map(|report| report.id) else { return Ok(()) };
        let entry = Entry {
            action: act.as_str(),
            subject: (SUBJECT, id.to_string()),
            before: before.map(as_state),
            after: after.map(as_state),
            note,
        };
        self.record(tx, cause, entry).await?;
        Ok(())
    }
}

fn fresh(
    id: ReportId,
    (negotiation_id, article_id): (NegotiationId, ArticleId),
    new: &NewReport<'_>,
    cause: &Cause,
) -> Report {
    Report {
        id,
        negotiation_id,
        article_id,
        position_id: new.position,
        kind: new.kind,
        note: new.note.as_str().to_owned(),
        reported_at: cause.now.as_millisecond(),
        state: ReportState::Open,
        outcome: None,
        version: None,
        answer: String::new(),
        answered_by: None,
        answered_name: None,
        answered_at: None,
    }
}

/// A report that nobody has answered.
fn opened(report: Report) -> Report {
    Report {
        state: ReportState::Open,
        outcome: None,
        version: None,
        answer: String::new(),
        answered_by: None,
        answered_name: None,
        answered_at: None,
        ..report
    }
}

fn answered(report: Report, answer: &str, cause: &Cause) -> Report {
    Report {
        answer: answer.to_owned(),
        answered_by: cause.actor.account,
        answered_name: Some(cause.actor.name.clone()),
        answered_at: Some(cause.now.as_millisecond()),
        ..report
    }
}

fn as_state(report: &Report) -> serde_json::Value {
    serde_json::to_value(report).expect("strings and numbers have a JSON form")
}
