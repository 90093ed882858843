//! Proves the decisions: that replaying the audit yields them, that their sentences stand in the
//! texts, and that the positions show them.

use std::collections::BTreeSet;

use sqlx::FromRow;

use super::Violation;
use crate::domain::{CatalogId, CharIndex, PositionId, Status};
use crate::store::decisions::replay;
use crate::store::pool::{statements, with_read};
use crate::store::{Decision, PositionValues, Store, StoreError};

statements! {
    NEXT_DECISIONS = "select id from decisions where id > $1 order by id limit 500";
    BODY_OF = "select body from articles where id = $1";
    ROWS_OF = "select x.catalog_id, x.status, x.doubtful, x.party, x.issue, x.stance, x.speaker,
            x.reported_by, x.rung, p.span_start, p.span_end
        from positions x
        join catalogs c on c.id = x.catalog_id and c.state <> 'retired'
        join passages p on p.id = x.passage_id
        where x.id = $1";
    CATALOGS_WITH_ALL = "select s.catalog_id from analyses s
        join catalogs c on c.id = s.catalog_id and c.state <> 'retired'
        join parties t on t.catalog_id = c.id and t.slug = $2
        join issues i on i.catalog_id = c.id and i.slug = $3
        where s.article_id = $1
          and (cast($4 as text) is null or exists
            (select 1 from parties r where r.catalog_id = c.id and r.slug = $4))";
    UNDECIDED_DECIDED = "select x.id from positions x
        join catalogs c on c.id = x.catalog_id and c.state <> 'retired'
        where x.status <> 'suggested'
          and not exists (select 1 from decisions d where d.id = x.id and d.status = x.status)";
}

#[derive(FromRow)]
struct Row {
    catalog_id: CatalogId,
    status: Status,
    doubtful: bool,
    #[sqlx(flatten)]
    values: PositionValues,
    span_start: i64,
    span_end: i64,
}

impl Store {
    pub(super) async fn check_decisions(
        &self,
        violations: &mut Vec<Violation>,
    ) -> Result<(), StoreError> {
        let check = async |id| self.check_decision(PositionId(id), &mut *violations).await;
        self.walk_ids(NEXT_DECISIONS, check).await?;
        let check = async |id| self.check_replay(PositionId(id), &mut *violations).await;
        self.walk_told("position", check).await?;
        let strays: Vec<i64> =
            with_read!(self, |pool| sqlx::query_scalar(UNDECIDED_DECIDED).fetch_all(pool).await?);
        violations.extend(
            strays
                .iter()
                .map(|id| Violation(format!("position {id} has a status that nobody has decided"))),
        );
        Ok(())
    }

    /// What the audit tells of a position leads to the decision that is kept, or to none.
    async fn check_replay(
        &self,
        id: PositionId,
        violations: &mut Vec<Violation>,
    ) -> Result<(), StoreError> {
        let kept = self.kept_decision(id).await?;
        let replayed = match self.history_of(id).await {
            Ok(history) => replay(&history),
            Err(StoreError::BadRow { .. }) => Err("an entry cannot be read"),
            Err(error) => return Err(error),
        };
        match replayed {
            Ok(state) if state == kept => {}
            Ok(_) => violations.push(Violation(format!(
                "the audit of position {id} leads to another decision than is kept"
            ))),
            Err(what) => {
                violations.push(Violation(format!("the audit of position {id}: {what}")));
            }
        }
        Ok(())
    }

    async fn check_decision(
        &self,
        id: PositionId,
        violations: &mut Vec<Violation>,
    ) -> Result<(), StoreError> {
        let Some(decision) = self.kept_decision(id).await? else { return Ok(()) };
        if self.history_of(id).await?.is_empty() {
            violations.push(Violation(format!("the audit tells nothing of decision {id}")));
        }
        if decision.orphaned {
            return Ok(());
        }
        let body: Option<String> = with_read!(self, |pool| {
            sqlx::query_scalar(BODY_OF).bind(decision.article_id).fetch_optional(pool).await?
        });
        let body = body.unwrap_or_default();
        if CharIndex::new(&body).quote(decision.span()) != Some(decision.quote.as_str()) {
            violations.push(Violation(format!("decision {id} does not equal its text")));
        }
        let rows: Vec<Row> =
            with_read!(self, |pool| sqlx::query_as(ROWS_OF).bind(id).fetch_all(pool).await?);
        let due: Vec<CatalogId> = with_read!(self, |pool| sqlx::query_scalar(CATALOGS_WITH_ALL)
            .bind(decision.article_id)
            .bind(&decision.values.party)
            .bind(&decision.values.issue)
            .bind(decision.values.reported_by.as_ref())
            .fetch_all(pool)
            .await?);
        let due: BTreeSet<CatalogId> = due.into_iter().collect();
        if !is_shown(&decision, &rows, &due) {
            violations.push(Violation(format!("the positions do not show decision {id}")));
        }
        Ok(())
    }
}

/// Whether the positions of a decided id are what the decision makes of them.
fn is_shown(decision: &Decision, rows: &[Row], due: &BTreeSet<CatalogId>) -> bool {
    let in_place = |row: &Row| {
        (row.span_start, row.span_end) == (decision.span_start, decision.span_end)
            && (&row.values.party, &row.values.issue)
                == (&decision.values.party, &decision.values.issue)
    };
    if !rows.iter().all(in_place) {
        return false;
    }
    match decision.status {
        Status::Suggested | Status::Rejected => {
            rows.iter().all(|row| row.status == decision.status)
        }
        _ => {
            let shown: BTreeSet<CatalogId> = rows.iter().map(|row| row.catalog_id).collect();
            let alike = |row: &Row| {
                row.status == decision.status && row.values == decision.values && !row.doubtful
            };
            shown == *due && rows.iter().all(alike)
        }
    }
}
