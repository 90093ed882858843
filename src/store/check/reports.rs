//! Proves the reports: each is what the audit tells of it last, stands on an article of its
//! negotiation, and answers come from decisions that are there; and that what is buried is gone.

use super::Violation;
use crate::domain::ReportId;
use crate::store::pool::{statements, with_read};
use crate::store::{Store, StoreError};

statements! {
    NEXT_REPORTS = "select id from reports where id > $1 order by id limit 500";
    REPORTS_ASTRAY = "select r.id from reports r
        join articles a on a.id = r.article_id
        where a.negotiation_id <> r.negotiation_id
          or exists (select 1 from decisions d
            where d.id = r.position_id and d.article_id <> r.article_id)
          or (r.state = 'decided' and not exists (select 1 from decisions d
            where d.id = r.position_id and d.version >= r.version))
        order by r.id";
    BURIED_ALIVE = "select b.id from buried_positions b
        where exists (select 1 from positions x where x.id = b.id)
           or exists (select 1 from decisions d where d.id = b.id)
        order by b.id";
    BURIED_UNTOLD = "select b.id from buried_positions b
        where not exists (select 1 from tombstones t where t.article_id = b.article_id)
        order by b.id";
}

/// Each statement lists ids of which this does not hold.
const PROOFS: [(&str, &str); 3] = [
    (REPORTS_ASTRAY, "report {} does not agree with its article or the decisions on its position"),
    (BURIED_ALIVE, "position {} is there, and is buried with its article"),
    (BURIED_UNTOLD, "position {} is buried with an article that has no tombstone"),
];

impl Store {
    pub(super) async fn check_reports(
        &self,
        violations: &mut Vec<Violation>,
    ) -> Result<(), StoreError> {
        let mut check = async |id| self.check_report(ReportId(id), &mut *violations).await;
        self.walk_ids(NEXT_REPORTS, &mut check).await?;
        self.walk_told("report", &mut check).await?;
        for (statement, what) in PROOFS {
            let ids: Vec<i64> =
                with_read!(self, |pool| sqlx::query_scalar(statement).fetch_all(pool).await?);
            let told = ids.iter().map(|id| Violation(what.replace("{}", &id.to_string())));
            violations.extend(told);
        }
        Ok(())
    }

    async fn check_report(
        &self,
        id: ReportId,
        violations: &mut Vec<Violation>,
    ) -> Result<(), StoreError> {
        let kept = self.report(id).await?;
        let holds = match self.told_report(id).await {
            Ok(told) => told == kept,
            Err(StoreError::BadRow { .. }) => false,
            Err(error) => return Err(error),
        };
        if !holds {
            let message = format!("report {id} is not what the audit tells of it");
            // A report is walked to from the table and from the audit.
            let violation = Violation(message);
            if !violations.contains(&violation) {
                violations.push(violation);
            }
        }
        Ok(())
    }
}
