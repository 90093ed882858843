//! Walks through ids, some hundreds at a time, so that a check holds few of them at once.

use crate::store::pool::{statements, with_read};
use crate::store::{Store, StoreError};

statements! {
    TOLD_OF = "select distinct subject_id from audit
        where subject_kind = $1 and subject_id > $2
        order by subject_id
        limit 500";
}

impl Store {
    /// All ids that a statement lists, which takes the last one seen and gives those after it in
    /// order, a page of them.
    pub(super) async fn walk_ids(
        &self,
        statement: &'static str,
        mut visit: impl AsyncFnMut(i64) -> Result<(), StoreError>,
    ) -> Result<(), StoreError> {
        let mut after = 0;
        loop {
            let ids: Vec<i64> = with_read!(self, |pool| {
                sqlx::query_scalar(statement).bind(after).fetch_all(pool).await?
            });
            let Some(&last) = ids.last() else { return Ok(()) };
            after = last;
            for id in ids {
                visit(id).await?;
            }
        }
    }

    /// The ids of all things of a kind that the audit tells of.
    pub(super) async fn walk_told(
        &self,
        kind: &'static str,
        mut visit: impl AsyncFnMut(i64) -> Result<(), StoreError>,
    ) -> Result<(), StoreError> {
        let mut after = String::new();
        loop {
            let told: Vec<String> = with_read!(self, |pool| sqlx::query_scalar(TOLD_OF)
                .bind(kind)
                .bind(after.as_str())
                .fetch_all(pool)
                .await?);
            let Some(last) = told.last() else { return Ok(()) };
            after.clone_from(last);
            for id in &told {
                visit(id.parse().unwrap_or_default()).await?;
            }
        }
    }
}
