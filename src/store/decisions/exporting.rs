//! Decisions in the order of their ids, to be taken elsewhere.

use super::{Decision, columns};
use crate::domain::{ArticleId, NegotiationId, PositionId};
use crate::store::pool::{statements, with_read};
use crate::store::{Store, StoreError};

/// Decisions read at a time.
const BATCH: i64 = 200;

statements! {
    DECISIONS_AFTER = columns!(
        "where d.id > $1 and (cast($2 as bigint) is null or d.negotiation_id = $2)
        order by d.id
        limit $3"
    );
    DECIDED_WHOLE = "select distinct d.article_id from decisions d
        where d.article_id > $1 and (cast($2 as bigint) is null or d.negotiation_id = $2)
          and d.status <> 'suggested' and not d.orphaned
          and not exists (select 1 from positions x
            join catalogs c on c.id = x.catalog_id and c.state = 'current'
            where x.article_id = d.article_id and x.status = 'suggested' and not x.doubtful)
        order by d.article_id
        limit $3";
    DIGEST_OF = "select digest from articles where id = $1";
}

impl Store {
    /// The decisions after a position in the order of ids, of one negotiation or of all; an empty
    /// list at their end.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn decisions_after(
        &self,
        after: PositionId,
        negotiation: Option<NegotiationId>,
    ) -> Result<Vec<Decision>, StoreError> {
        Ok(with_read!(self, |pool| sqlx::query_as(DECISIONS_AFTER)
            .bind(after)
            .bind(negotiation)
            .bind(BATCH)
            .fetch_all(pool)
            .await?))
    }

    /// The articles after one in the order of ids on which people have decided and left no suggestion
    /// open but doubtful ones, of one negotiation or of all; an empty list at their end.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn articles_decided_after(
        &self,
        after: ArticleId,
        negotiation: Option<NegotiationId>,
    ) -> Result<Vec<ArticleId>, StoreError> {
        Ok(with_read!(self, |pool| sqlx::query_scalar(DECIDED_WHOLE)
            .bind(after)
            .bind(negotiation)
            .bind(BATCH)
            .fetch_all(pool)
            .await?))
    }

    /// The digest of an article's text, by which another database knows it.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn digest_of(&self, article: ArticleId) -> Result<Option<String>, StoreError> {
        Ok(with_read!(self, |pool| {
            sqlx::query_scalar(DIGEST_OF).bind(article).fetch_optional(pool).await?
        }))
    }
}
