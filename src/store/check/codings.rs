//! Proves the codings: that replaying the audit yields them, that their marks lie inside the texts,
//! and that each adjudication has its codings, its entry and its outcome.

use super::Violation;
use crate::domain::{ArticleId, CharIndex, CodingId, Mark};
use crate::store::audit::{AuditRow, ENTRIES_OF_SUBJECT};
use crate::store::codings::replay;
use crate::store::pool::{statements, with_primary, with_read};
use crate::store::{Coding, Store, StoreError};

statements! {
    CODED_ARTICLES = "select distinct article_id from codings where article_id > $1
        order by article_id
        limit 500";
    LOST_CODINGS = "select distinct u.subject_id from audit u
        where u.subject_kind = 'coding' and u.action = 'coding begun'
          and not exists (select 1 from codings k where cast(k.id as text) = u.subject_id)
          and not exists (select 1 from audit e
            where e.subject_kind = 'coding' and e.subject_id = u.subject_id
              and e.action = 'coding removed')
        order by u.subject_id";
    UNSETTLED = "select j.article_id from adjudications j
        left join audit u on u.id = j.audit_id and u.subject_kind = 'adjudication'
            and u.subject_id = cast(j.article_id as text)
        left join codings f on f.id = j.first_coding and f.done_at is not null
            and f.article_id = j.article_id and f.revision = j.revision
        left join codings s on s.id = j.second_coding and s.done_at is not null
            and s.article_id = j.article_id and s.revision = j.revision
        where u.id is null or f.id is null or s.id is null or f.account_id = s.account_id
        order by j.article_id";
    ADJUDICATED = "select article_id, revision from adjudications where article_id > $1
        order by article_id, revision
        limit 500";
}

impl Store {
    pub(super) async fn check_codings(
        &self,
        violations: &mut Vec<Violation>,
    ) -> Result<(), StoreError> {
        self.walk_ids(CODED_ARTICLES, async |article| {
            for coding in self.codings_of_article(ArticleId(article)).await? {
                self.check_coding(&coding, &mut *violations).await?;
            }
            Ok(())
        })
        .await?;
        let lost: Vec<String> =
            with_read!(self, |pool| sqlx::query_scalar(LOST_CODINGS).fetch_all(pool).await?);
        violations.extend(
            lost.iter()
                .map(|id| Violation(format!("the audit tells of coding {id}, which is gone"))),
        );
        self.check_adjudications(violations).await
    }

    async fn check_coding(
        &self,
        coding: &Coding,
        violations: &mut Vec<Violation>,
    ) -> Result<(), StoreError> {
        let id = coding.id;
        let entries = self.entries_of_coding(id).await?;
        match replay(&entries) {
            Ok(Some((version, done_at, marks)))
                if (version, done_at) == (coding.version, coding.done_at)
                    && marks == coding.marks => {}
            Ok(_) => violations.push(Violation(format!(
                "the audit of coding {id} leads to another coding than is kept"
            ))),
            Err(what) => violations.push(Violation(format!("the audit of coding {id}: {what}"))),
        }
        let text = self.revision(coding.article_id, coding.revision).await?;
        let text = text.map(|revision| revision.text).unwrap_or_default();
        let index = CharIndex::new(&text);
        let is_inside = |mark: &Mark| index.quote(mark.span).is_some_and(|quote| !quote.is_empty());
        if !coding.marks.iter().all(is_inside) {
            violations.push(Violation(format!("a mark of coding {id} lies outside its text")));
        }
        Ok(())
    }

    async fn entries_of_coding(&self, id: CodingId) -> Result<Vec<AuditRow>, StoreError> {
        Ok(with_primary!(self, |pool| sqlx::query_as(ENTRIES_OF_SUBJECT)
            .bind("coding")
            .bind(id.to_string())
            .fetch_all(pool)
            .await?))
    }

    /// Each adjudication stands on two finished codings of its revision, has its entry in the audit,
    /// and every position of its outcome is decided on.
    async fn check_adjudications(&self, violations: &mut Vec<Violation>) -> Result<(), StoreError> {
        let unsettled: Vec<i64> =
            with_read!(self, |pool| sqlx::query_scalar(UNSETTLED).fetch_all(pool).await?);
        violations.extend(unsettled.iter().map(|id| {
            Violation(format!("the adjudication of article {id} lacks its codings or its entry"))
        }));
        let mut after = 0;
        loop {
            let rows: Vec<(ArticleId, i64)> = with_read!(self, |pool| {
                sqlx::query_as(ADJUDICATED).bind(after).fetch_all(pool).await?
            });
            let Some(&(last, _)) = rows.last() else { return Ok(()) };
            after = last.0;
            for place in rows {
                self.check_outcome(place, violations).await?;
            }
        }
    }

    async fn check_outcome(
        &self,
        place: (ArticleId, i64),
        violations: &mut Vec<Violation>,
    ) -> Result<(), StoreError> {
        let Some(row) = self.adjudication(place).await? else { return Ok(()) };
        for outcome in row.outcome {
            let kept = self.kept_decision(outcome.position).await?;
            if kept.is_none_or(|kept| kept.article_id != place.0) {
                violations.push(Violation(format!(
                    "the adjudication of article {} lacks its decision on position {}",
                    place.0, outcome.position
                )));
            }
        }
        Ok(())
    }
}
