//! Decisions that have lost their sentence: those of an article, and the articles that have any.

use sqlx::FromRow;

use super::{Decision, columns};
use crate::domain::{ArticleId, NegotiationId};
use crate::store::pool::{statements, with_read};
use crate::store::{Store, StoreError};

statements! {
    ORPHANS_OF_ARTICLE = columns!(
        "where d.article_id = $1 and d.orphaned and d.status in ('confirmed', 'corrected', 'added')
        order by d.span_start, d.id"
    );
    ARTICLES_OF_ORPHANS = "select d.article_id, a.title, count(*) as orphans
        from decisions d
        join articles a on a.id = d.article_id
        where d.negotiation_id = $1 and d.orphaned and d.status in ('confirmed', 'corrected', 'added')
        group by d.article_id, a.title
        order by d.article_id desc
        limit $2";
}

/// An article with decisions that have lost their sentence.
#[derive(Debug, Clone, PartialEq, Eq, FromRow)]
pub struct ArticleOfOrphans {
    /// The article.
    pub article_id: ArticleId,
    /// Its headline.
    pub title: String,
    /// How many.
    pub orphans: i64,
}

impl Store {
    /// The decisions on an article that have lost their sentence, in the order in which they stood;
    /// rejected ones need no place and are left out.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn orphans_of_article(
        &self,
        article: ArticleId,
    ) -> Result<Vec<Decision>, StoreError> {
        Ok(with_read!(self, |pool| {
            sqlx::query_as(ORPHANS_OF_ARTICLE).bind(article).fetch_all(pool).await?
        }))
    }

    /// The newest articles of a negotiation that have such decisions.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn articles_of_orphans(
        &self,
        negotiation: NegotiationId,
        limit: i64,
    ) -> Result<Vec<ArticleOfOrphans>, StoreError> {
        Ok(with_read!(self, |pool| {
            sqlx::query_as(ARTICLES_OF_ORPHANS)
                .bind(negotiation)
                .bind(limit)
                .fetch_all(pool)
                .await?
        }))
    }
}
